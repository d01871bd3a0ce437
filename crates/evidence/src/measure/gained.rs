//! How many more winners one top holds than another, of the same rows.

use std::collections::BTreeMap;

use super::interval::{Interval, Z_95};
use super::minimum::has_wins_to_compare_tops;
use super::row::Row;

/// How many more distinct leads are won out of one top than out of another, and the 95 % interval of that.
///
/// The tops are given by how much of each row lies in them. Clusters that differ are counted as pairs are (McNemar,
/// 1947): what differs is a sum over clusters, normal with half a winner added to either side (Agresti and Min, 2005), so
/// that a difference of few is not taken for certain. Tops that hold the same rows differ by nothing.
#[must_use]
pub fn wins_gained(rows: &[Row], here: &[f64], there: &[f64]) -> (f64, Option<Interval>) {
    let mut of_lead: BTreeMap<(u32, u32), [f64; 2]> = BTreeMap::new();
    let mut are_same = true;
    for ((row, here), there) in rows.iter().zip(here).zip(there) {
        are_same &= here == there;
        if row.won {
            let caught = of_lead.entry((row.cluster, row.lead)).or_default();
            *caught = [caught[0].max(*here), caught[1].max(*there)];
        }
    }
    let mut of_cluster: BTreeMap<u32, f64> = BTreeMap::new();
    for ((cluster, _), [here, there]) in of_lead {
        *of_cluster.entry(cluster).or_default() += here - there;
    }
    let winning = of_cluster.len() as f64;
    let gained: f64 = of_cluster.values().sum();
    let mean = gained / winning.max(1.0);
    let squares: f64 = of_cluster.values().map(|of_cluster| (of_cluster - mean).powi(2)).sum();
    let added = if are_same { 0.0 } else { 1.0 };
    let reach = Z_95 * (squares + added).sqrt();
    let interval = Interval { low: gained - reach, high: gained + reach };
    (gained, has_wins_to_compare_tops(of_cluster.len()).then_some(interval))
}
