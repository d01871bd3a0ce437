//! Conversion by group, risk ratios, and rates of small groups.

use handraise_evidence::{Exposure, Group, RiskRatio, Row, Shrunk, Step, conversions, shrink, steps};

use crate::{near, rows};

#[test]
fn a_win_is_a_lead_however_many_of_its_rows_saw_it_coming() {
    // Lead 0 is won out of three rows, two of them in the second group; lead 3 was never won; lead 4 is in no group.
    let mut list = rows(&[(1, true), (1, true), (1, true), (1, false), (1, true)]);
    for index in [1, 2] {
        list[index].lead = 0;
        list[index].cluster = 0;
        list[index].value = Some(10.0 * index as f64);
    }
    let group = [Some(0), Some(1), Some(1), Some(1), None];
    let found = conversions(&list, 3, |row| group[row]);
    assert_eq!((found[0].leads, found[0].wins, found[0].rows, found[0].rate), (1, 1, 1, Some(1.0)));
    assert_eq!((found[1].leads, found[1].wins, found[1].rows), (2, 1, 3));
    near(found[1].rate, 2.0 / 3.0);
    near(Some(found[1].value), 20.0);
    assert_eq!((found[2].rate, found[2].interval, found[2].leads), (None, None, 0));
}

#[test]
fn the_interval_of_a_rate_is_wilsons_at_the_independent_rows() {
    // 8 of 50, each a lead of its own: nothing is repeated but for the factor of 50/49.
    let won = |index: i32| (0, index < 8);
    let list = rows(&(0..50).map(won).collect::<Vec<_>>());
    let alone = conversions(&list, 1, |_| Some(0)).remove(0);
    near(Some(alone.effective_rows), 49.0);
    let (rate, n, z) = (0.16, 49.0, 1.959963984540054_f64);
    let (middle, reach) = (rate + z * z / (2.0 * n), z * (rate * (1.0 - rate) / n + z * z / (4.0 * n * n)).sqrt());
    near(alone.interval.map(|interval| interval.low), (middle - reach) / (1.0 + z * z / n));
    near(alone.interval.map(|interval| interval.high), (middle + reach) / (1.0 + z * z / n));
    // The same leads at five instants say no more.
    let repeated: Vec<Row> = list.iter().flat_map(|row| [*row; 5]).collect();
    let repeated = conversions(&repeated, 1, |_| Some(0)).remove(0);
    near(Some(repeated.effective_rows), 49.0);
    assert_eq!((repeated.leads, repeated.wins, repeated.rows), (50, 8, 250));
    // Nobody won: one in twenty may still be.
    let none = conversions(&list[8..], 1, |_| Some(0)).remove(0);
    let interval = none.interval.unwrap();
    assert!(interval.low == 0.0 && (0.05..0.12).contains(&interval.high), "{interval:?}");
}

#[test]
fn bands_that_do_not_rise_are_found() {
    let group = |won: i32, of: i32| (0..of).map(move |index| (0, index < won)).collect::<Vec<_>>();
    let of_groups = [group(10, 100), group(30, 100), group(28, 100), group(5, 100), group(0, 0)];
    let list = rows(&of_groups.concat());
    let group_of: Vec<usize> = of_groups.iter().enumerate().flat_map(|(index, rows)| vec![index; rows.len()]).collect();
    let found = steps(&conversions(&list, 5, |row| Some(group_of[row])));
    assert_eq!(found, [Step::Rises, Step::Falls, Step::FallsClearly, Step::Unknown]);
}

fn exposures(top_won: u32, top: u32, rest_won: u32, rest: u32) -> Vec<Exposure> {
    let side = |first: u32, won: u32, of: u32, part: f64| {
        (0..of).map(move |index| Exposure { cluster: first + index, weight: 1.0, part, won: index < won })
    };
    side(0, top_won, top, 1.0).chain(side(top, rest_won, rest, 0.0)).collect()
}

#[test]
fn the_risk_ratio_is_that_of_the_textbook_where_every_row_is_a_lead() {
    let found = RiskRatio::of(&exposures(12, 40, 18, 160)).unwrap();
    let ratio: f64 = (12.0 / 40.0) / (18.0 / 160.0);
    near(Some(found.log), ratio.ln());
    // Katz: 1/a - 1/n + 1/b - 1/m; the clusters add the factor 200/199.
    let variance: f64 = 1.0 / 12.0 - 1.0 / 40.0 + 1.0 / 18.0 - 1.0 / 160.0;
    near(Some(found.standard_error), (variance * 200.0 / 199.0).sqrt());
    near(Some(found.lift()), (12.0 / 40.0) / (30.0 / 200.0));
    let interval = found.lift_interval();
    assert!(interval.low > 1.0 && interval.contains(2.0) && interval.high < 5.0);
    // The same leads five times over say no more.
    let repeated: Vec<Exposure> = exposures(12, 40, 18, 160).into_iter().flat_map(|row| [row; 5]).collect();
    near(RiskRatio::of(&repeated).map(|found| found.standard_error), found.standard_error);
}

#[test]
fn a_side_without_winners_has_a_ratio_and_a_side_without_rows_none() {
    let none = RiskRatio::of(&exposures(0, 20, 10, 80)).unwrap();
    near(Some(none.log), ((0.5 / 20.5_f64) / (10.5 / 80.5)).ln());
    let interval = none.lift_interval();
    assert!(interval.low < 0.1 && interval.high > 1.0, "{interval:?}");
    assert!(RiskRatio::of(&exposures(5, 20, 0, 80)).unwrap().lift_interval().low > 1.0);
    assert_eq!(RiskRatio::of(&exposures(5, 20, 0, 0)), None);
    assert_eq!(RiskRatio::of(&exposures(0, 20, 0, 80)), None);
    assert_eq!(RiskRatio::of(&[]), None);
}

fn shrunk(groups: &[(f64, f64)]) -> Vec<Shrunk> {
    shrink(&groups.iter().map(|&(won, rows)| Group { won, rows }).collect::<Vec<_>>()).unwrap()
}

#[test]
fn small_groups_are_drawn_towards_the_others_and_large_ones_are_not() {
    let found = shrunk(&[(1.0, 2.0), (80.0, 1000.0), (30.0, 500.0), (100.0, 1000.0), (0.0, 0.0), (0.0, 10.0)]);
    assert!((0.06..0.2).contains(&found[0].rate), "{:?}", found[0]);
    assert!((found[1].rate - 0.08).abs() < 0.005, "{:?}", found[1]);
    assert!(found[0].interval.high < 0.6 && found[0].interval.contains(found[0].rate));
    // Nothing is known of it: as wide as the groups differ.
    assert!(found[4].interval.low < found[2].rate && found[4].interval.high > found[3].rate, "{:?}", found[4]);
    assert!(found[5].rate > 0.02 && found[5].interval.low > 0.0);
    assert_eq!(shrink(&[]), None);
    assert_eq!(shrink(&[Group { won: 0.0, rows: 0.0 }]), None);
}

#[test]
fn one_group_is_a_rate_under_a_nearly_flat_prior() {
    let found = shrunk(&[(30.0, 100.0)])[0];
    assert!((found.rate - 0.3).abs() < 0.02, "{found:?}");
    assert!((found.interval.low - 0.22).abs() < 0.02 && (found.interval.high - 0.4).abs() < 0.02, "{found:?}");
    let extreme = shrunk(&[(0.0, 50.0), (50.0, 50.0)]);
    assert!(extreme[0].rate < 0.05 && extreme[1].rate > 0.95, "{extreme:?}");
}
