//! What could have been seen, and what is missing.

use handraise_evidence::{detectable_lift, wins_needed};

#[test]
fn a_smaller_lift_shows_with_more_leads() {
    let lift = |leads, wins| detectable_lift(leads, wins, 0.1).unwrap();
    let (few, some, many) = (lift(200, 20), lift(2_000, 200), lift(20_000, 2_000));
    assert!(few > some && some > many && many > 1.0, "{few} {some} {many}");
    // At that lift the ratio lies 2.8 standard errors from 1: 20 of 200 leads, two wins each by chance.
    let (top, rest) = (2.0 * few, 20.0 - 2.0 * few);
    let error = (1.0 / top - 1.0 / 20.0 + 1.0 / rest - 1.0 / 180.0).sqrt();
    let reached = ((top / 20.0) / (rest / 180.0)).ln() / error;
    assert!((reached - 2.801_585_218).abs() < 1e-6, "{reached}");
}

#[test]
fn too_few_wins_show_nothing_at_all() {
    assert_eq!(detectable_lift(40, 2, 0.1), None);
    assert_eq!(detectable_lift(100, 0, 0.1), None);
    assert_eq!(detectable_lift(100, 100, 0.1), None);
    assert_eq!(detectable_lift(0, 0, 0.1), None);
    assert_eq!(detectable_lift(1_000, 100, 1.0), None);
}

#[test]
fn wins_needed_grow_as_the_figure_nears_chance() {
    // An error of 0.06 at 23 wins; 0.11 above chance: (2.8016 * 0.06 / 0.11)^2 times as many.
    assert_eq!(wins_needed(0.61, 0.5, 0.06, 23), Some((23.0 * (2.801_585_218 * 0.06 / 0.11_f64).powi(2)).ceil()));
    assert!(wins_needed(0.55, 0.5, 0.06, 23) > wins_needed(0.61, 0.5, 0.06, 23));
    assert_eq!(wins_needed(0.5, 0.5, 0.06, 23), None);
}
