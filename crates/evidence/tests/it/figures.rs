//! AUC, KS, average precision and tops of small lists.

use handraise_evidence::{Cut, Figures, Ranking, Row, Within, measure};

use crate::{near, rows};

fn figures(rows: &[Row], cuts: &[Cut]) -> Figures {
    measure(&Ranking::new(rows, Within::Instant), cuts)
}

/// Totals 90 (won), 80, 80 (won), 80 (won), 50, 50 (won), 20, 20, 20, 10.
fn ten() -> Vec<Row> {
    let won = [true, false, true, true, false, true, false, false, false, false];
    let totals = [90, 80, 80, 80, 50, 50, 20, 20, 20, 10];
    rows(&totals.into_iter().zip(won).collect::<Vec<_>>())
}

#[test]
fn a_list_with_ties() {
    let found = figures(&ten(), &[Cut::Share(0.2), Cut::Share(0.5), Cut::Share(0.05), Cut::Capacity(3)]);
    // Pairs of 4 winners and 6 others: 90 beats 6, each 80 beats 5 and ties with 1, 50 beats 4 and ties with 1.
    near(found.auc, (6.0 + 2.0 * 5.5 + 4.5) / 24.0);
    // Above 50: 4/4 of the winners and 2/6 of the others; above 80: 3/4 and 1/6.
    near(found.ks, 4.0 / 4.0 - 2.0 / 6.0);
    // Precision 1 at the first winner, 3/4 at the two of 80, 4/6 at that of 50.
    near(found.average_precision, (1.0 + 2.0 * 0.75 + 4.0 / 6.0) / 4.0);
    near(found.base_rate, 0.4);
    // The top two are the first and one of the three of 80, of which two were won.
    let two = found.tops[0];
    near(Some(two.rows), 2.0);
    near(two.precision, (1.0 + 2.0 / 3.0) / 2.0);
    near(two.gain, (1.0 + 2.0 / 3.0) / 4.0);
    near(two.lift, (1.0 + 2.0 / 3.0) / 2.0 / 0.4);
    // The top five: four, and one of the two of 50.
    near(found.tops[1].precision, (3.0 + 0.5) / 5.0);
    // Half a row of the first.
    near(Some(found.tops[2].won), 0.5);
    near(found.tops[2].precision, 1.0);
    // The real rank decides a capacity: the first three rows as they stand.
    near(found.tops[3].precision, 2.0 / 3.0);
}

#[test]
fn a_constant_score_says_nothing() {
    let flat: Vec<Row> = rows(&[(7, true), (7, false), (7, false), (7, true), (7, false)]);
    let found = figures(&flat, &[Cut::Share(0.1), Cut::Share(0.37)]);
    near(found.auc, 0.5);
    near(found.ks, 0.0);
    near(found.average_precision, 0.4);
    near(found.tops[0].lift, 1.0);
    near(found.tops[1].lift, 1.0);
    near(found.tops[1].gain, 0.37);
}

#[test]
fn leads_that_are_not_eligible_tie_below_all_others() {
    let mut list = rows(&[(10, true), (99, true), (50, false), (5, false)]);
    for index in [1, 2] {
        list[index].eligible = false;
        list[index].rank = None;
    }
    // In order: 10 (won), 5, then 99 (won) and 50 tied.
    let found = figures(&list, &[Cut::Share(0.75), Cut::Capacity(4)]);
    near(found.auc, (2.0 + 0.5) / 4.0);
    near(found.tops[0].precision, (1.0 + 0.5) / 3.0);
    near(Some(found.tops[1].rows), 2.0);
    near(found.tops[1].gain, 0.5);
}

#[test]
fn instants_are_compared_within_and_averaged_by_what_they_hold() {
    // First instant: one winner of three, above all. Second: two winners of three, one of them below the other lead.
    let mut list = rows(&[(9, true), (5, false), (4, false), (3, true), (2, false), (1, true)]);
    list[3..].iter_mut().for_each(|row| row.instant = 1);
    let within = figures(&list, &[Cut::Share(1.0 / 3.0)]);
    near(within.auc, (1.0 * 2.0 + 0.5 * 2.0) / 4.0);
    near(within.ks, (1.0 * 1.0 + 0.5 * 2.0) / 3.0);
    near(within.average_precision, (1.0 + 2.0 * (1.0 + 2.0 / 3.0) / 2.0) / 3.0);
    near(within.tops[0].precision, 1.0);
    near(within.tops[0].gain, 2.0 / 3.0);
    let pooled = measure(&Ranking::new(&list, Within::Pooled), &[Cut::Share(1.0 / 3.0)]);
    near(pooled.auc, (3.0 + 1.0 + 0.0) / 9.0);
    near(pooled.tops[0].precision, 0.5);
}

#[test]
fn a_row_of_weight_two_is_two_rows() {
    let mut weighed = ten();
    let mut twice = ten();
    for index in [1, 4, 9] {
        weighed[index].weight = 2.0;
        twice.push(Row { lead: 100 + index as u32, ..weighed[index] });
    }
    twice.iter_mut().for_each(|row| row.weight = 1.0);
    let cuts = [Cut::Share(0.1), Cut::Share(0.3), Cut::Capacity(4)];
    let (weighed, twice) = (figures(&weighed, &cuts), figures(&twice, &cuts));
    near(weighed.auc, twice.auc.unwrap());
    near(weighed.ks, twice.ks.unwrap());
    near(weighed.average_precision, twice.average_precision.unwrap());
    for (weighed, twice) in weighed.tops.iter().zip(&twice.tops) {
        near(weighed.lift, twice.lift.unwrap());
    }
}

#[test]
fn without_winners_or_others_or_rows_there_is_nothing_to_say() {
    let cuts = [Cut::Share(0.5), Cut::Capacity(1)];
    let lost = figures(&rows(&[(3, false), (2, false)]), &cuts);
    assert_eq!((lost.auc, lost.ks, lost.average_precision, lost.base_rate), (None, None, None, Some(0.0)));
    assert_eq!((lost.tops[0].precision, lost.tops[0].gain, lost.tops[0].lift), (Some(0.0), None, None));
    let won = figures(&rows(&[(3, true), (2, true)]), &cuts);
    assert_eq!((won.auc, won.ks, won.average_precision, won.base_rate), (None, None, Some(1.0), Some(1.0)));
    assert_eq!(won.tops[0].lift, Some(1.0));
    let one = figures(&rows(&[(3, true)]), &cuts);
    assert_eq!((one.auc, one.tops[1].precision), (None, Some(1.0)));
    let none = figures(&[], &cuts);
    assert_eq!((none.auc, none.base_rate, none.tops[0].precision, none.tops[1].gain), (None, None, None, None));
}

#[test]
fn membership_is_what_lies_above_a_cut() {
    let ranking = Ranking::new(&ten(), Within::Instant);
    let third = 1.0 / 3.0;
    let expected = [1.0, third, third, third, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    for (found, expected) in ranking.membership(Cut::Share(0.2)).into_iter().zip(expected) {
        near(Some(found), expected);
    }
    assert_eq!(ranking.membership(Cut::Capacity(2))[..3], [1.0, 1.0, 0.0]);
}
