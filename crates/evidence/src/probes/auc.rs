//! AUC of a single value, and how far chance may move it.

/// The chance that a winner has a greater value than another lead, a tie counting half; `None` without winners or
/// without others.
pub(super) fn auc(values: &mut [(f64, bool)]) -> Option<f64> {
    values.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    let (mut winners_below, mut others_below, mut pairs) = (0.0, 0.0, 0.0);
    for tie in values.chunk_by(|(left, _), (right, _)| left == right) {
        let winners = tie.iter().filter(|(_, won)| *won).count() as f64;
        let others = tie.len() as f64 - winners;
        pairs += winners * (others_below + others / 2.0);
        winners_below += winners;
        others_below += others;
    }
    (winners_below > 0.0 && others_below > 0.0).then(|| pairs / (winners_below * others_below))
}

/// The standard error of an AUC (Hanley and McNeil, 1982), of so many independent winners and others.
pub(super) fn standard_error(auc: f64, winners: f64, others: f64) -> f64 {
    let both_winners = auc / (2.0 - auc);
    let both_others = 2.0 * auc * auc / (1.0 + auc);
    let square = auc * auc;
    let variance =
        auc * (1.0 - auc) + (winners - 1.0) * (both_winners - square) + (others - 1.0) * (both_others - square);
    (variance.max(0.0) / (winners * others).max(1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_half() {
        assert_eq!(auc(&mut [(1.0, false), (1.0, true)]), Some(0.5));
        assert_eq!(auc(&mut [(1.0, false), (2.0, true), (2.0, false), (3.0, true)]), Some(0.875));
        assert_eq!(auc(&mut [(1.0, true)]), None);
        assert_eq!(auc(&mut []), None);
    }

    #[test]
    fn the_standard_error_is_that_of_the_literature() {
        // Hanley and McNeil, 1982, their example: AUC 0.893 of 51 abnormal and 58 normal images.
        assert!((standard_error(0.893, 51.0, 58.0) - 0.032).abs() < 1e-3);
    }
}
