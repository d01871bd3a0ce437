//! Two models on the same leads at the same instant, without any outcomes: who moves, and why.
//!
//! Two [`Side`]s go in, each a model and its ranking; a [`Diff`] comes out, plain data that `--format json` writes field
//! by field. It reads from the model to the other: who enters enters under the other, points are what the other gives
//! more. Every difference of totals is told in full: the [`Cause`]s of a lead add up to it, exactly.

mod because;
mod change;
mod lanes;
mod matching;
mod moved;
mod ranks;

use handraise_engine::Ranking;
use handraise_model::Model;
use serde::Serialize;

pub use because::{Cause, CauseKind};
pub use lanes::{LaneMove, LaneShift, MostlyBecause};
pub use matching::{CriterionShift, In};
pub use moved::moved;

use self::change::Aligned;

/// A model, and the leads in its order: scored with details and contributions.
#[derive(Clone, Copy, Debug)]
pub struct Side<'s> {
    /// The model.
    pub model: &'s Model,
    /// All leads at the instant.
    pub ranking: &'s Ranking<'s>,
}

/// How much of a difference is told.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// So many leads make up the top.
    pub top: usize,
    /// So many of the leads that move most.
    pub movers: usize,
    /// Of each move between lanes so many leads are told one by one; all are counted.
    pub listed_max: usize,
}

/// What another model changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// Leads that both models score.
    pub leads: usize,
    /// Leads that only the model scores: under the other they are not there at the instant.
    pub only_model: usize,
    /// Leads that only the other scores.
    pub only_other: usize,
    /// Eligible leads of the model.
    pub eligible: usize,
    /// Eligible leads of the other.
    pub eligible_other: usize,
    /// Leads that become eligible.
    pub become_eligible: usize,
    /// Leads that no longer are.
    pub no_longer_eligible: usize,
    /// Leads with another score.
    pub scores_changed: usize,
    /// Leads with another rank, or with one where they had none, or the reverse.
    pub ranks_changed: usize,
    /// Leads that go to another lane; lanes of one name are the same.
    pub lanes_changed: usize,
    /// Spearman's rank correlation of the leads that are eligible under both; `null` of less than two.
    pub rank_correlation: Option<f64>,
    /// Who enters and leaves the first places.
    pub top: TopShift,
    /// The lanes of the model in its order, then those of the other alone; last the leads of no lane.
    pub lanes: Vec<LaneShift>,
    /// Who goes from one lane to another, the most leads first.
    pub lane_moves: Vec<LaneMove>,
    /// The criteria that give some lead more or less, the most points in all first.
    pub criteria: Vec<CriterionShift>,
    /// The leads whose totals differ most.
    pub movers: Vec<Change>,
}

/// Who enters and leaves the first places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopShift {
    /// So many places.
    pub places: usize,
    /// Leads that are in them under both.
    pub kept: usize,
    /// Who enters, by rank under the other.
    pub enter: Vec<Change>,
    /// Who leaves, by rank under the model.
    pub leave: Vec<Change>,
}

/// A lead that stands elsewhere under the other model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The lead.
    pub lead_id: String,
    /// Its row among the leads that the model was given, counted from 0: for columns that are carried through.
    #[serde(skip)]
    pub lead_row: usize,
    /// Its rank; `null` where it is not eligible.
    pub rank: Option<u32>,
    /// Its rank under the other.
    pub rank_other: Option<u32>,
    /// Its score.
    pub score: i64,
    /// Its score under the other.
    pub score_other: i64,
    /// Its lane; `null` without one.
    pub lane: Option<String>,
    /// Its lane under the other.
    pub lane_other: Option<String>,
    /// Its total, in points.
    pub total: f64,
    /// Its total under the other.
    pub total_other: f64,
    /// Why: verdicts that changed, then whatever gives more or less points, the greatest difference first.
    pub because: Vec<Cause>,
}

/// What the other model changes. Leads are told apart by their ids.
#[must_use]
pub fn diff(model: Side<'_>, other: Side<'_>, asked: Asked) -> Diff {
    let aligned = Aligned::of(model, other);
    let count = |like: &dyn Fn(&change::Pair) -> bool| aligned.pairs.iter().filter(|pair| like(pair)).count();
    let ranks: Vec<(u32, u32)> = aligned
        .pairs
        .iter()
        .map(|pair| aligned.ranks(pair))
        .filter_map(|(here, there)| Some((here?, there?)))
        .collect();
    Diff {
        leads: aligned.pairs.len(),
        only_model: model.ranking.len() - aligned.pairs.len(),
        only_other: other.ranking.len() - aligned.pairs.len(),
        eligible: model.ranking.eligible(),
        eligible_other: other.ranking.eligible(),
        become_eligible: count(&|pair| matches!(aligned.ranks(pair), (None, Some(_)))),
        no_longer_eligible: count(&|pair| matches!(aligned.ranks(pair), (Some(_), None))),
        scores_changed: count(&|pair| aligned.scores(pair).0 != aligned.scores(pair).1),
        ranks_changed: count(&|pair| aligned.ranks(pair).0 != aligned.ranks(pair).1),
        lanes_changed: count(&|pair| aligned.lane(pair) != aligned.lane_other(pair)),
        rank_correlation: ranks::spearman(&ranks),
        top: aligned.top(asked.top),
        lanes: lanes::shifts(&aligned),
        lane_moves: lanes::moves(&aligned, asked.listed_max),
        criteria: matching::shifts(&aligned),
        movers: aligned.movers(asked.movers),
    }
}
