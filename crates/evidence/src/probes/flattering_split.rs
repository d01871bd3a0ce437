//! Figures that a random split would flatter.
//!
//! A part of the leads that is drawn at random has, on average, the AUC of all of them. Figures that hold for the next
//! quarter are those of the latest; figures that hold for the next account count each account once. Where these are
//! lower by more than 0.02, and beyond chance, a random split promises too much.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::text;
use crate::measure::Row;
use crate::replay::Replay;
use crate::report::{Probe, ProbeKind};

/// The AUC that a random split may flatter by.
const DIFFERENCE_MAX: f64 = 0.02;
/// Standard errors by which it must differ.
const REACH: f64 = 3.0;
/// Winning clusters without which nothing is said.
const WINNERS_MIN: usize = 20;

pub(super) fn probe(replay: &Replay) -> Option<Probe> {
    let by_time = |index: usize, row: &Row| replay.details.get(index).filter(|detail| detail.later).map(|_| row.weight);
    let leads_of_cluster = leads_of_cluster(&replay.rows);
    let by_account =
        |_: usize, row: &Row| Some(row.weight / (*leads_of_cluster.get(row.cluster as usize)?).max(1) as f64);
    let random = Separation::of(&replay.rows, |_, row| Some(row.weight))?;
    let by_time = Separation::of(&replay.rows, by_time).and_then(|later| flattered(&random, &later));
    let has_accounts = leads_of_cluster.iter().any(|leads| *leads > 1);
    let by_account = has_accounts.then(|| Separation::of(&replay.rows, by_account)).flatten();
    let by_account = by_account.and_then(|once| flattered(&random, &once));
    let parts = [
        by_time.map(|auc| (auc, format!("{auc:.2} on the latest quarter"))),
        by_account.map(|auc| (auc, format!("{auc:.2} when each account counts once"))),
    ];
    let parts: Vec<(f64, String)> = parts.into_iter().flatten().collect();
    let least = parts.iter().map(|(auc, _)| *auc).min_by(f64::total_cmp)?;
    let told = parts.into_iter().map(|(_, told)| told).collect::<Vec<_>>().join(" and ");
    Some(Probe {
        kind: ProbeKind::FlatteringSplit,
        data_point: None,
        value: random.auc - least,
        finding: format!("AUC is {:.2} on a random part of the leads, but {told}", random.auc),
        help: text::BELIEVE_THE_LOWER.to_owned(),
    })
}

/// The lower AUC, if the higher one flatters.
fn flattered(random: &Separation, other: &Separation) -> Option<f64> {
    let difference = random.auc - other.auc;
    let pull = random.influence.iter().zip(&other.influence).map(|(one, other)| (one - other).powi(2));
    let enough = other.winning_clusters >= WINNERS_MIN;
    (enough && difference > DIFFERENCE_MAX && difference > REACH * pull.sum::<f64>().sqrt()).then_some(other.auc)
}

fn leads_of_cluster(rows: &[Row]) -> Vec<usize> {
    let cluster_of: HashMap<u32, u32> = rows.iter().map(|row| (row.lead, row.cluster)).collect();
    let mut leads = vec![0; rows.iter().map(|row| row.cluster as usize + 1).max().unwrap_or_default()];
    for cluster in cluster_of.into_values() {
        leads[cluster as usize] += 1;
    }
    leads
}

/// AUC within instants, and what each cluster does to it.
struct Separation {
    auc: f64,
    /// By how much the AUC rises as a cluster counts more: their squares add up to its variance (the infinitesimal
    /// jackknife; Efron and Tibshirani, 1993, section 21.3).
    influence: Vec<f64>,
    winning_clusters: usize,
}

impl Separation {
    /// Measures the rows that have a weight; `None` without winners or without others.
    fn of(rows: &[Row], weight: impl Fn(usize, &Row) -> Option<f64>) -> Option<Self> {
        let mut placed: Vec<(&Row, f64)> =
            rows.iter().enumerate().filter_map(|(index, row)| Some((row, weight(index, row)?))).collect();
        placed.sort_by_key(|(row, _)| (row.instant, Reverse(row.key())));
        let clusters = rows.iter().map(|row| row.cluster as usize + 1).max().unwrap_or_default();
        let (mut right, mut pairs) = (vec![0.0; clusters], vec![0.0; clusters]);
        for of_instant in placed.chunk_by(|(left, _), (right, _)| left.instant == right.instant) {
            add_pairs(of_instant, &mut right, &mut pairs);
        }
        // Each pair was counted for its winner and for its other.
        let (all_right, all) = (right.iter().sum::<f64>() / 2.0, pairs.iter().sum::<f64>() / 2.0);
        if all <= 0.0 {
            return None;
        }
        let auc = all_right / all;
        let mut winning: Vec<u32> = placed.iter().filter(|(row, _)| row.won).map(|(row, _)| row.cluster).collect();
        winning.sort_unstable();
        winning.dedup();
        let influence = right.iter().zip(&pairs).map(|(right, pairs)| (right - auc * pairs) / all).collect();
        Some(Self { auc, influence, winning_clusters: winning.len() })
    }
}

/// For each cluster the pairs of a winner and another that it is in, and those of them that stand in the right order.
fn add_pairs(of_instant: &[(&Row, f64)], right: &mut [f64], pairs: &mut [f64]) {
    let sum = |rows: &[(&Row, f64)], won: bool| -> f64 {
        rows.iter().filter(|(row, _)| row.won == won).map(|(_, weight)| weight).sum()
    };
    let (winners, others) = (sum(of_instant, true), sum(of_instant, false));
    let (mut winners_above, mut others_above) = (0.0, 0.0);
    for tie in of_instant.chunk_by(|(left, _), (right, _)| left.key() == right.key()) {
        let (tied_winners, tied_others) = (sum(tie, true), sum(tie, false));
        let below_winner = others - others_above - tied_others / 2.0;
        let above_other = winners_above + tied_winners / 2.0;
        for (row, weight) in tie {
            let (in_order, against) = if row.won { (below_winner, others) } else { (above_other, winners) };
            right[row.cluster as usize] += weight * in_order;
            pairs[row.cluster as usize] += weight * against;
        }
        winners_above += tied_winners;
        others_above += tied_others;
    }
}
