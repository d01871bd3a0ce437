//! What could have been seen at all, and what is missing to see more.

use super::interval::{Z_80, Z_95, bisect};

/// The least lift of the top that so many leads and wins would have shown, with 80 % power at 95 % confidence.
///
/// The lift at which the logarithm of the risk ratio of the top against the rest lies 1.96 + 0.84 standard errors above
/// 0 (the usual normal sample size, Fleiss, Levin and Paik, 2003, chapter 4, on the scale of Katz and others, 1978).
/// Leads and wins are distinct ones, `share` is the top's share of leads. `None` where not even a top that holds all
/// the wins it can would show.
#[must_use]
pub fn detectable_lift(leads: usize, wins: usize, share: f64) -> Option<f64> {
    let (leads, wins) = (leads as f64, wins as f64);
    if wins <= 0.0 || wins >= leads || share <= 0.0 || share >= 1.0 {
        return None;
    }
    let shows = |lift: f64| {
        let (top, rest) = (share * leads, (1.0 - share) * leads);
        let (top_wins, rest_wins) = (share * lift * wins, (1.0 - share * lift) * wins);
        if rest_wins <= 0.0 {
            return true;
        }
        let ratio = (top_wins / top).ln() - (rest_wins / rest).ln();
        let variance = 1.0 / top_wins - 1.0 / top + 1.0 / rest_wins - 1.0 / rest;
        ratio >= (Z_95 + Z_80) * variance.max(0.0).sqrt()
    };
    // Short of one win outside the top, and of every lead of the top won: beyond, the formula has no meaning.
    let greatest = ((wins - 1.0) / (share * wins)).min(leads / wins);
    (greatest > 1.0 && shows(greatest)).then(|| bisect(1.0, greatest, |lift| !shows(lift)))
}

/// The least value of a figure above that of chance which would have shown, with 80 % power at 95 % confidence.
pub(crate) fn least_seen(chance: f64, standard_error: f64) -> f64 {
    chance + (Z_95 + Z_80) * standard_error
}

/// How many wins would tell a figure from the value of chance, were the figure to stay as it is: with 80 % power at 95 %
/// confidence, its standard error falling with the square root of the wins. `None` where it is the value of chance.
#[must_use]
pub fn wins_needed(figure: f64, chance: f64, standard_error: f64, wins: usize) -> Option<f64> {
    let distance = (figure - chance).abs();
    (distance > 0.0).then(|| (wins as f64 * ((Z_95 + Z_80) * standard_error / distance).powi(2)).ceil())
}

/// How many wins would show a lift of the top that is so great, at such a base rate: with 80 % power at 95 % confidence.
/// `None` where the top cannot have it. See [`detectable_lift`].
#[must_use]
pub fn wins_for_lift(lift: f64, base_rate: f64, share: f64) -> Option<usize> {
    let rest = (1.0 - share * lift) / (1.0 - share);
    if lift <= 1.0 || share <= 0.0 || rest <= 0.0 || lift * base_rate >= 1.0 {
        return None;
    }
    let variance_of_a_win =
        1.0 / (share * lift) - base_rate / share + 1.0 / (rest * (1.0 - share)) - base_rate / (1.0 - share);
    Some((variance_of_a_win * ((Z_95 + Z_80) / (lift / rest).ln()).powi(2)).ceil() as usize)
}
