//! The leads that move most, as a backtest against another model tells them.

use super::because::CauseKind;
use super::change::Aligned;
use super::{Cause, Change, Side};
use crate::report::{Move, Moved};

/// The leads whose totals differ most between the model under test and the other, and the criteria that moved them.
#[must_use]
pub fn moved(model: Side<'_>, other: Side<'_>, count: usize) -> Vec<Moved> {
    Aligned::of(model, other).movers(count).into_iter().map(told).collect()
}

fn told(change: Change) -> Moved {
    let Change { lead_id, rank, rank_other, score, score_other, because, .. } = change;
    let of_criterion = |cause: Cause| {
        let points = cause.points.filter(|_| cause.kind == CauseKind::Criterion)?;
        // A diff reads from the model to the other; a backtest says by how much the model under test gives more.
        Some(Move { criterion: cause.name, points: -points })
    };
    let because = because.into_iter().filter_map(of_criterion).collect();
    Moved { lead_id, rank, rank_other, score, score_other, because }
}
