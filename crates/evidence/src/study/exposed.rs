//! Lift of some rows over all.

use crate::measure::{Exposure, RiskRatio, Row, has_wins};
use crate::report::Estimate;

use super::part::distinct;

/// How much more often rows are won that are exposed, each in part, than all rows are. There is an interval only where
/// each side would hold a win by chance.
pub(super) fn lift_of(rows: &[Row], part_of: impl Fn(usize) -> f64) -> Estimate {
    let (mut all, mut won, mut exposed, mut exposed_won) = (0.0, 0.0, 0.0, 0.0);
    let exposure = |(index, row): (usize, &Row)| {
        let part = part_of(index);
        let won_weight = if row.won { row.weight } else { 0.0 };
        all += row.weight;
        won += won_weight;
        exposed += part * row.weight;
        exposed_won += part * won_weight;
        Exposure { cluster: row.cluster, weight: row.weight, part, won: row.won }
    };
    let exposures: Vec<Exposure> = rows.iter().enumerate().map(exposure).collect();
    if exposed <= 0.0 || won <= 0.0 {
        return Estimate::default();
    }
    let winning_clusters = distinct(rows, |row| row.cluster, |row| row.won);
    let by_chance = exposed.min(all - exposed) / all * winning_clusters as f64;
    let enough = has_wins(winning_clusters) && by_chance >= 1.0;
    let ratio = enough.then(|| RiskRatio::of(&exposures)).flatten();
    let lift = exposed_won / exposed / (won / all);
    Estimate::new(Some(lift), ratio.map(|ratio| ratio.lift_interval().reaching(lift)))
}
