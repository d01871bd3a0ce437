//! How well two orders of the same leads agree.

/// Spearman's rank correlation (1904) of the leads that have both ranks; `None` of less than two.
///
/// Ranks are counted anew among them, so that leads with one rank alone leave no gaps.
pub(super) fn spearman(ranks: &[(u32, u32)]) -> Option<f64> {
    let (here, there) = (anew(ranks.iter().map(|(here, _)| *here)), anew(ranks.iter().map(|(_, there)| *there)));
    let count = ranks.len() as f64;
    let squares: f64 = here.iter().zip(&there).map(|(here, there)| (here - there).powi(2)).sum();
    (ranks.len() > 1).then(|| 1.0 - 6.0 * squares / (count * (count * count - 1.0)))
}

/// Places among themselves; ranks are distinct.
fn anew(ranks: impl Iterator<Item = u32>) -> Vec<f64> {
    let ranks: Vec<u32> = ranks.collect();
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&index| ranks.get(index));
    let mut places = vec![0.0; ranks.len()];
    for (place, index) in order.into_iter().enumerate() {
        if let Some(slot) = places.get_mut(index) {
            *slot = place as f64;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_orders_agree_and_reversed_ones_do_not() {
        assert_eq!(spearman(&[(1, 10), (5, 20), (9, 30)]), Some(1.0));
        assert_eq!(spearman(&[(1, 30), (5, 20), (9, 10)]), Some(-1.0));
        assert_eq!(spearman(&[(1, 1), (2, 3), (3, 2), (4, 4)]), Some(0.8));
        assert_eq!(spearman(&[(1, 1)]), None);
    }
}
