//! What any order is worth that knows nothing: by formula, as if all leads of an instant tied.

use crate::measure::{Cut, Ranking, Within, measure};
use crate::report::{Estimate, Ranked, Ranker, TopFigures};

use super::part::{AT_CAPACITY, Part, SHARES};

/// The figures of a random order, which are known without an interval.
pub(super) fn ranked(part: &Part<'_>) -> Ranked {
    let tied = |_| (None, None);
    let within = measure(&Ranking::placed(&part.rows, Within::Instant, tied), &SHARES.map(Cut::Share));
    let pooled = measure(&Ranking::placed(&part.rows, Within::Pooled, tied), &[]);
    let exact = |value| Estimate::new(value, None);
    let mut tops: Vec<TopFigures> = SHARES
        .iter()
        .zip(&within.tops)
        .map(|(share, top)| TopFigures {
            share: Some(*share),
            rows: top.rows,
            ..expected(part, |instant| share * instant, top.precision, top.gain, top.lift)
        })
        .collect();
    let (mut called, mut won, mut all_won) = (0.0, 0.0, 0.0);
    for instant in part.rows.chunk_by(|left, right| left.instant == right.instant) {
        let rows: f64 = instant.iter().map(|row| row.weight).sum();
        let of_instant: f64 = instant.iter().filter(|row| row.won).map(|row| row.weight).sum();
        let taken = rows.min(f64::from(part.capacity));
        called += taken;
        won += of_instant * taken / rows;
        all_won += of_instant;
    }
    let ratio = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let precision = ratio(won, called);
    let lift = precision.zip(within.base_rate).and_then(|(precision, base_rate)| ratio(precision, base_rate));
    let capacity = f64::from(part.capacity);
    tops.insert(
        AT_CAPACITY,
        TopFigures {
            capacity: Some(part.capacity),
            rows: called,
            ..expected(part, |instant| capacity.min(instant), precision, ratio(won, all_won), lift)
        },
    );
    Ranked {
        ranker: Ranker::Random,
        leads: part.leads,
        wins: part.wins,
        rows: part.rows.len(),
        auc: exact(within.auc),
        ks: exact(within.ks),
        average_precision: exact(within.average_precision),
        pooled_auc: exact(pooled.auc),
        pooled_ks: exact(pooled.ks),
        pooled_average_precision: exact(pooled.average_precision),
        tops,
    }
}

/// A top of an order that is drawn anew at each instant: distinct leads are those that are to be expected.
fn expected(
    part: &Part<'_>,
    room: impl Fn(f64) -> f64,
    precision: Option<f64>,
    gain: Option<f64>,
    lift: Option<f64>,
) -> TopFigures {
    let leads = part.rows.iter().map(|row| row.lead as usize + 1).max().unwrap_or_default();
    let (mut missed, mut missed_won) = (vec![1.0; leads], vec![1.0; leads]);
    for instant in part.rows.chunk_by(|left, right| left.instant == right.instant) {
        let rows: f64 = instant.iter().map(|row| row.weight).sum();
        let share = room(rows) / rows;
        for row in instant {
            let lead = row.lead as usize;
            let of_lead = [missed.get_mut(lead), missed_won.get_mut(lead).filter(|_| row.won)];
            of_lead.into_iter().flatten().for_each(|missed| *missed *= 1.0 - share);
        }
    }
    let reached = |missed: &[f64]| missed.iter().map(|missed| 1.0 - missed).sum::<f64>().round() as usize;
    TopFigures {
        share: None,
        capacity: None,
        leads: reached(&missed),
        wins: reached(&missed_won),
        rows: 0.0,
        precision: Estimate::new(precision, None),
        gain: Estimate::new(gain, None),
        lift: Estimate::new(lift, None),
        lift_by_risk_ratio: Estimate::new(lift, None),
    }
}
