//! Orders of the same rows, measured on the same draws.

use crate::measure::{
    Bootstrap, Cut, Exposure, Figure, Ranking, Replicates, RiskRatio, Within, bootstrap, side_by_side,
};
use crate::replay::Standings;
use crate::report::{Difference, Estimate, Ranked, Ranker, TopFigures};

use super::part::{AT_CAPACITY, Part};

/// An order of rows, with its figures.
pub(super) struct Measured {
    pub(super) ranked: Ranked,
    pub(super) within: Replicates,
}

/// Measures orders of the rows of a part; without standings that of the model under test.
pub(super) fn measure_orders(
    part: &Part<'_>,
    orders: &[(Ranker, Option<&Standings>)],
    how: &Bootstrap,
) -> Vec<Measured> {
    let cuts = part.cuts();
    let rankings = |within| {
        let ranking = |index: usize| part.ranking(within, orders.get(index).and_then(|(_, standings)| *standings));
        side_by_side(orders.len(), how.threads, &ranking)
    };
    let (within, pooled) = (rankings(Within::Instant), rankings(Within::Pooled));
    let mut drawn = bootstrap(&within.iter().chain(&pooled).collect::<Vec<_>>(), &cuts, how);
    let of_pooled = drawn.split_off(within.len());
    let of_orders = orders.iter().zip(&within).zip(drawn.into_iter().zip(&of_pooled));
    of_orders
        .map(|(((ranker, _), ranking), (drawn, pooled))| Measured {
            ranked: ranked(*ranker, part, ranking, &cuts, &drawn, pooled),
            within: drawn,
        })
        .collect()
}

/// By how much one order is better than another of the same call.
pub(super) fn difference(one: &Measured, other: &Measured) -> Difference {
    let by = |figure| Estimate::difference(one.within.difference(&other.within, figure));
    Difference {
        auc: by(Figure::Auc),
        average_precision: by(Figure::AveragePrecision),
        precision: by(Figure::Precision(AT_CAPACITY)),
        lift: by(Figure::Lift(AT_CAPACITY)),
    }
}

fn ranked(
    ranker: Ranker,
    part: &Part<'_>,
    ranking: &Ranking,
    cuts: &[Cut],
    within: &Replicates,
    pooled: &Replicates,
) -> Ranked {
    let of = |drawn: &Replicates, figure| Estimate::new(drawn.figures.get(figure), drawn.interval(figure));
    let top = |(index, cut): (usize, &Cut)| top(part, ranking, *cut, index, within);
    Ranked {
        ranker,
        leads: part.leads,
        wins: part.wins,
        rows: part.rows.len(),
        auc: of(within, Figure::Auc),
        ks: of(within, Figure::Ks),
        average_precision: of(within, Figure::AveragePrecision),
        pooled_auc: of(pooled, Figure::Auc),
        pooled_ks: of(pooled, Figure::Ks),
        pooled_average_precision: of(pooled, Figure::AveragePrecision),
        tops: cuts.iter().enumerate().map(top).collect(),
    }
}

fn top(part: &Part<'_>, ranking: &Ranking, cut: Cut, index: usize, drawn: &Replicates) -> TopFigures {
    let figures = drawn.figures.tops.get(index).copied().unwrap_or_default();
    let of = |figure| Estimate::new(drawn.figures.get(figure), drawn.interval(figure));
    let membership = ranking.membership(cut);
    let exposures: Vec<Exposure> = (part.rows.iter().zip(&membership))
        .map(|(row, part)| Exposure { cluster: row.cluster, weight: row.weight, part: *part, won: row.won })
        .collect();
    let enough = drawn.has_enough(Figure::Lift(index));
    let ratio = RiskRatio::of(&exposures);
    let (share, capacity) = match cut {
        Cut::Share(share) => (Some(share), None),
        Cut::Capacity(capacity) => (None, Some(capacity)),
    };
    TopFigures {
        share,
        capacity,
        leads: reached(part, &membership, false),
        wins: reached(part, &membership, true),
        rows: figures.rows,
        precision: of(Figure::Precision(index)),
        gain: of(Figure::Gain(index)),
        lift: of(Figure::Lift(index)),
        lift_by_risk_ratio: Estimate::new(figures.lift, ratio.filter(|_| enough).map(|ratio| ratio.lift_interval())),
    }
}

/// How many distinct leads are in a top at some instant, of those that were won out of it: where ties are cut, how many
/// are to be expected.
fn reached(part: &Part<'_>, membership: &[f64], only_won: bool) -> usize {
    let leads = part.rows.iter().map(|row| row.lead as usize + 1).max().unwrap_or_default();
    let mut missed = vec![1.0; leads];
    for (row, part) in part.rows.iter().zip(membership).filter(|(row, _)| row.won || !only_won) {
        if let Some(missed) = missed.get_mut(row.lead as usize) {
            *missed *= 1.0 - part;
        }
    }
    missed.into_iter().map(|missed| 1.0 - missed).sum::<f64>().round() as usize
}
