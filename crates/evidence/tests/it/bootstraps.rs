//! The bootstrap: draws of clusters, the same for all threads, paired, and silent where it has too little.

use std::num::NonZeroUsize;

use handraise_evidence::{Bootstrap, Cut, Figure, Ranking, Row, Within, bootstrap};
use handraise_model::values::Exact;

use crate::near;

const CUTS: [Cut; 3] = [Cut::Share(0.1), Cut::Share(0.01), Cut::Capacity(30)];

/// So many leads at two instants, of which each tenth is won; totals tie and favour the winners a little.
fn world(leads: u32) -> Vec<Row> {
    let row = |lead: u32, instant: u32| {
        let won = lead % 10 == 3;
        let total = (lead * 7 + instant * 3) % 20 + if won { 6 } else { 0 };
        Row {
            instant,
            lead,
            cluster: lead,
            total: Exact::from_points(total as i32),
            eligible: true,
            rank: Some(lead + 1),
            won,
            value: None,
            weight: 1.0,
        }
    };
    (0..leads).flat_map(|lead| [row(lead, 0), row(lead, 1)]).collect()
}

fn how(threads: usize) -> Bootstrap {
    Bootstrap { replicates: 400, seed: 7, threads: NonZeroUsize::new(threads).unwrap() }
}

#[test]
fn the_seed_decides_and_not_the_threads() {
    let ranking = Ranking::new(&world(400), Within::Instant);
    let interval = |how: &Bootstrap| bootstrap(&[&ranking], &CUTS, how)[0].interval(Figure::Auc).unwrap();
    let alone = interval(&how(1));
    assert_eq!(alone, interval(&how(3)));
    assert_ne!(alone, interval(&Bootstrap { seed: 8, ..how(1) }));
}

#[test]
fn repeated_rows_of_a_lead_are_no_further_evidence() {
    let once = world(400);
    // Each row four times over: four times the rows, the same leads.
    let repeated: Vec<Row> = once.iter().flat_map(|row| [*row; 4]).collect();
    let as_leads: Vec<Row> = (0..).zip(&repeated).map(|(lead, row)| Row { lead, cluster: lead, ..*row }).collect();
    let width = |rows: &[Row]| {
        let ranking = Ranking::new(rows, Within::Instant);
        let interval = bootstrap(&[&ranking], &CUTS, &how(1))[0].interval(Figure::Auc).unwrap();
        interval.high - interval.low
    };
    let (once, repeated, as_leads) = (width(&once), width(&repeated), width(&as_leads));
    assert!((repeated / once - 1.0).abs() < 0.02, "{repeated} and {once}");
    assert!(as_leads < 0.5 * once, "{as_leads} and {once}");
}

#[test]
fn pairs_cancel_what_two_lists_share() {
    let rows = world(400);
    // The same list, but for a swap of few leads.
    let other: Vec<Row> =
        rows.iter().map(|row| Row { total: Exact(row.total.0 + i64::from(row.lead % 40 == 3)), ..*row }).collect();
    let lists = [Ranking::new(&rows, Within::Instant), Ranking::new(&other, Within::Instant)];
    let drawn = bootstrap(&lists.each_ref(), &CUTS, &how(2));
    let (difference, interval) = drawn[1].difference(&drawn[0], Figure::Auc).unwrap();
    near(Some(difference), drawn[1].figures.auc.unwrap() - drawn[0].figures.auc.unwrap());
    let (paired, alone) = (interval.unwrap(), drawn[0].interval(Figure::Auc).unwrap());
    assert!(paired.contains(difference) && paired.high - paired.low < 0.2 * (alone.high - alone.low));
    assert_eq!(drawn[0].difference(&drawn[0], Figure::Ks).unwrap().0, 0.0);
}

#[test]
fn an_interval_is_shown_only_where_it_holds() {
    let drawn = |rows: &[Row]| bootstrap(&[&Ranking::new(rows, Within::Instant)], &CUTS, &how(2)).remove(0);
    let forty = drawn(&world(400));
    assert!(forty.interval(Figure::Auc).is_some() && forty.interval(Figure::Lift(0)).is_some());
    // One in a hundred of forty wins; two lists of forty winners.
    assert!(forty.interval(Figure::Lift(1)).is_none() && forty.interval(Figure::Ks).is_none());
    assert!(forty.difference(&forty, Figure::AveragePrecision).unwrap().1.is_none());
    let few = drawn(&world(150));
    assert_eq!(few.interval(Figure::Auc), None);
    assert!(few.figures.auc.is_some() && few.standard_error(Figure::Auc).is_some());
    assert_eq!(drawn(&[]).interval(Figure::Auc), None);
    assert_eq!(drawn(&world(1)).interval(Figure::BaseRate), None);
}
