//! The history of a run: from it any of its instants is scored, and any of its leads explained.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use handraise_model::values::Exact;

use crate::adjustments::Adjustments;
use crate::engagement::EVENTS_PER_LEAD_MAX;
use crate::error::ScoreError;
use crate::events::{Classes, EventCounts, Touches};
use crate::instants::Instants;
use crate::leads::{Leads, LeftOut};
use crate::plan::Plan;
use crate::rank;
use crate::ranking::Ranking;
use crate::scores::{Answer, Contributions, Explanation, ProductScores, Scores};
use crate::sheet::{Assessment, Row, Sheet};
use crate::timeline::Timeline;

/// All that is known of the leads of a run, in order of time.
#[derive(Debug)]
pub struct History<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) leads: Leads,
    pub(crate) instants: Instants,
    pub(crate) timeline: Timeline,
    pub(crate) classes: Classes,
    pub(crate) touches: Touches,
    pub(crate) adjustments: Adjustments,
    pub(crate) counts: Counts,
}

/// How an instant is scored. No option changes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoreOptions {
    /// Threads to score leads on.
    pub threads: NonZeroUsize,
    /// Whether to keep what each criterion gave each lead.
    pub contributions: bool,
    /// Whether to keep the largest contributions of each lead.
    pub reasons: bool,
}

impl Default for ScoreOptions {
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, contributions: false, reasons: true }
    }
}

/// What was left out of the scores, and what was read: nothing is dropped in silence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Distinct leads.
    pub leads: u64,
    /// Rows of leads without an id.
    pub leads_without_id: u64,
    /// For each instant, the leads left out of it.
    pub leads_left_out: Vec<LeftOut>,
    /// Rows of events.
    pub events: u64,
    /// Events without lead, type or time.
    pub events_incomplete: u64,
    /// Events of leads that are not among the leads.
    pub events_of_unknown_leads: u64,
    /// The first ids of those, in code point order.
    pub unknown_leads_of_events: Vec<String>,
    /// Events at or after the latest instant of their lead, which no score reads.
    pub events_not_before: u64,
    /// Events that `event_id` shows to be another's duplicate.
    pub events_duplicate: u64,
    /// Events of each type, duplicates and those of unknown leads included.
    pub events_of_type: BTreeMap<String, u64>,
    /// Rows of adjustments.
    pub adjustments: u64,
    /// Adjustments without lead, points or `at`.
    pub adjustments_incomplete: u64,
    /// Adjustments of leads that are not among the leads.
    pub adjustments_of_unknown_leads: u64,
    /// The first ids of those, in code point order.
    pub unknown_leads_of_adjustments: Vec<String>,
}

impl Counts {
    pub(crate) fn new(events: EventCounts, adjustments: &Adjustments, leads: &Leads, instants: &Instants) -> Self {
        Self {
            leads: leads.len() as u64,
            leads_without_id: leads.without_id,
            leads_left_out: (0..instants.len()).map(|instant| leads.left_out(instants, instant)).collect(),
            events: events.rows,
            events_incomplete: events.incomplete,
            events_of_unknown_leads: events.unknown_leads.rows,
            unknown_leads_of_events: events.unknown_leads.ids(),
            events_not_before: events.not_before,
            events_duplicate: events.duplicates,
            events_of_type: events.of_type,
            adjustments: adjustments.rows,
            adjustments_incomplete: adjustments.incomplete,
            adjustments_of_unknown_leads: adjustments.unknown_leads.rows,
            unknown_leads_of_adjustments: adjustments.unknown_leads.ids(),
        }
    }
}

impl History<'_> {
    /// What was left out, and what was read.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The scores of all leads at the instant of this index.
    pub fn score(&self, instant: usize, options: &ScoreOptions) -> Result<Scores, ScoreError> {
        self.rank(instant, options).map(Ranking::into_scores)
    }

    /// All leads at the instant of this index, scored and put in order.
    pub fn rank(&self, instant: usize, options: &ScoreOptions) -> Result<Ranking<'_>, ScoreError> {
        self.check(instant)?;
        let in_force = self.leads.in_force(&self.instants, instant)?;
        let profiles = self.plan.profile.evaluate(&self.plan.lead_columns, &in_force, false)?;
        let table = self.classes.at(&self.plan.engagement, instant);
        let assessment = Assessment { history: self, in_force: &in_force, profiles: &profiles, table: &table };
        let sheet = assessment.sheet(options);
        let lanes = self.plan.lanes.evaluate(self.plan, &self.classes, &in_force, &sheet)?;
        let (order, eligible) = rank::order(&sheet.rows, &in_force, &self.leads);
        let mut scores = columns(&assessment, &sheet, &lanes, &order, options.contributions);
        if !options.reasons {
            scores.reasons = Vec::new();
        }
        for (rank, slot) in (1..).zip(scores.rank.iter_mut().take(eligible)) {
            *slot = Some(rank);
        }
        Ok(Ranking::new(scores, eligible))
    }

    /// The story of one lead's score at the instant of this index; none where it is not among the leads, or left out.
    ///
    /// Its scores have no rank: rank alone depends on the other leads.
    pub fn explain(&self, instant: usize, lead_id: &str) -> Result<Option<Explanation>, ScoreError> {
        self.check(instant)?;
        let Some(lead) = self.leads.get(lead_id) else { return Ok(None) };
        let in_force = self.leads.one_in_force(lead, self.instants.as_of(instant, lead)?);
        if in_force.lead.is_empty() {
            return Ok(None);
        }
        let profiles = self.plan.profile.evaluate(&self.plan.lead_columns, &in_force, true)?;
        let table = self.classes.at(&self.plan.engagement, instant);
        let assessment = Assessment { history: self, in_force: &in_force, profiles: &profiles, table: &table };
        crate::explain::explain(&assessment).map(Some)
    }

    fn check(&self, instant: usize) -> Result<(), ScoreError> {
        let instants = self.instants.len();
        if instant >= instants {
            return Err(ScoreError::NoSuchInstant { instant, instants });
        }
        if self.timeline.longest > EVENTS_PER_LEAD_MAX {
            let limit = EVENTS_PER_LEAD_MAX as u64;
            return Err(ScoreError::TooManyRows { what: "events of one lead", limit });
        }
        Ok(())
    }
}

/// Rows at positions in this order, as columns. Ranks are none yet.
pub(crate) fn columns(
    assessment: &Assessment<'_>,
    sheet: &Sheet,
    lanes: &[Vec<Answer>],
    order: &[u32],
    contributions: bool,
) -> Scores {
    let Assessment { history, in_force, profiles, .. } = *assessment;
    let rows = Ordered { rows: &sheet.rows, order };
    let in_order = |answers: &Vec<Vec<Answer>>| -> Vec<Vec<Answer>> {
        answers.iter().map(|answers| permuted(order, |position| answers[position])).collect()
    };
    Scores {
        as_of: permuted(order, |position| in_force.as_of[position]),
        lead_id: permuted(order, |position| history.leads.id(in_force.lead[position]).to_owned()),
        lead_row: permuted(order, |position| in_force.row[position]),
        rank: vec![None; order.len()],
        score: rows.column(|row| row.score),
        rating: rows.column(|row| row.rating),
        total: rows.column(|row| row.total),
        fit: rows.column(|row| row.fit),
        engagement: rows.column(|row| row.engagement),
        fit_grade: rows.column(|row| row.fit_grade),
        engagement_grade: rows.column(|row| row.engagement_grade),
        lane: permuted(order, |position| crate::profile::first_met(lanes, position)),
        gates_met: rows.column(|row| row.gates_met),
        eligible: rows.column(|row| row.eligible),
        excluded: rows.column(|row| row.excluded),
        persona: rows.column(|row| row.persona),
        product: rows.column(|row| row.product),
        size: rows.column(|row| row.size),
        lead_source: rows.column(|row| history.classes.source(row.hand_raise?.1).map(str::to_owned)),
        critical_met: rows.column(|row| row.critical_met),
        last_touch: rows.column(|row| row.last_touch),
        last_hand_raise: rows.column(|row| row.hand_raise.map(|(time, _)| time)),
        gates: in_order(&profiles.gates),
        exclusions: in_order(&profiles.exclusions),
        products: products(history.plan, sheet, order),
        reasons: rows.column(|row| row.reasons),
        contributions: contributions.then(|| all_contributions(assessment, sheet, order)),
    }
}

/// Rows in the order of the list.
struct Ordered<'a> {
    rows: &'a [Row],
    order: &'a [u32],
}

impl Ordered<'_> {
    fn column<T>(&self, value: impl Fn(&Row) -> T) -> Vec<T> {
        permuted(self.order, |position| value(&self.rows[position]))
    }
}

fn permuted<T>(order: &[u32], value: impl Fn(usize) -> T) -> Vec<T> {
    order.iter().map(|position| value(*position as usize)).collect()
}

fn products(plan: &Plan, sheet: &Sheet, order: &[u32]) -> Vec<ProductScores> {
    let count = plan.model().products().len();
    let of = |product: usize| {
        let part = |index: usize| permuted(order, |position| sheet.products[position * count + product][index]);
        ProductScores { total: part(0), fit: part(1), engagement: part(2) }
    };
    (0..count).map(of).collect()
}

fn all_contributions(assessment: &Assessment<'_>, sheet: &Sheet, order: &[u32]) -> Contributions {
    let model = assessment.history.plan.model();
    let count = model.engagement().len();
    let given = |criterion: usize, position: usize| sheet.given[position * count + criterion];
    let fit = |criterion| permuted(order, |position| Exact(assessment.fit(criterion, position)));
    let engagement = |criterion| permuted(order, |position| Exact(given(criterion, position).contribution));
    let occurrences = |criterion| permuted(order, |position| given(criterion, position).occurrences);
    Contributions {
        fit: (0..model.fit().len()).map(fit).collect(),
        engagement: (0..count).map(engagement).collect(),
        occurrences: (0..count).map(occurrences).collect(),
    }
}
