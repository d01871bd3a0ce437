//! From the engine's rankings to rows.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::Range;

use handraise_engine::{Answer, CriterionId, Places, Ranking};
use handraise_model::Model;
use handraise_model::values::Exact;

use super::facts::{CriterionRows, Detail, NewestBy, Replay, ReplayedLead, RowsLeftOut, Standings};
use super::leads::{LeadRows, LeadTable};
use super::outcomes::{Outcomes, Recorded};
use super::placement::{Horizon, Placement};
use super::sampling::Sampling;
use crate::measure::{Row, side_by_side};

/// Places of a ranking that are looked at together.
const PAGE: usize = 1 << 16;

/// The share of the instants, of the leads of an age, or of an order, that is not later than the rest.
const EARLIER: f64 = 0.75;

/// A replay that takes in rankings.
#[derive(Debug)]
pub struct Building<'b> {
    model: &'b Model,
    leads: &'b LeadTable,
    outcomes: &'b Outcomes,
    placement: &'b Placement,
    horizon: Horizon,
    sampling: Option<&'b Sampling>,
    threads: NonZeroUsize,
    replay: Replay,
    /// Of each instant, where its rows are.
    of_instant: Vec<Range<usize>>,
    /// The numbers of lead sources.
    source_numbers: HashMap<String, u32>,
}

/// Why a lead has no row at an instant: where that is counted.
type WhyLeftOut = fn(&mut RowsLeftOut) -> &mut u64;

/// The rows of a page of a ranking; ranks count those of the page.
#[derive(Default)]
struct Taken {
    rows: Vec<Row>,
    details: Vec<Detail>,
    eligible: u32,
    left_out: RowsLeftOut,
}

/// What a place of a ranking says.
struct Place {
    lead: u32,
    lead_row: u32,
    as_of: i64,
    total: Exact,
    is_eligible: bool,
    last_touch: Option<i64>,
}

impl<'b> Building<'b> {
    /// A replay without rows yet; without `sampling` of all leads. No number depends on how many threads it uses.
    #[must_use]
    pub fn new(
        model: &'b Model,
        leads: &'b LeadTable,
        outcomes: &'b Outcomes,
        placement: &'b Placement,
        horizon: Horizon,
        sampling: Option<&'b Sampling>,
        threads: NonZeroUsize,
    ) -> Self {
        let criteria = model.fit().len() + model.engagement().len();
        let replay = Replay {
            criteria: vec![CriterionRows::default(); criteria],
            gates: vec![Vec::new(); model.gates().len()],
            exclusions: vec![Vec::new(); model.exclusions().len()],
            ..Replay::default()
        };
        Self {
            model,
            leads,
            outcomes,
            placement,
            horizon,
            sampling,
            threads,
            replay,
            of_instant: Vec::new(),
            source_numbers: HashMap::new(),
        }
    }

    /// Takes in the next instant, or the next age: whoever was known then, is not closed, and whose horizon is over.
    ///
    /// `given` are the rows of leads that were scored, here and below.
    pub fn push(&mut self, given: &LeadRows, ranking: &Ranking<'_>) {
        let instant = self.of_instant.len() as u32;
        let start = self.replay.rows.len();
        let page_count = ranking.len().div_ceil(PAGE);
        let taken = side_by_side(page_count, self.threads, &|index| self.taken(instant, given, &page(ranking, index)));
        let mut eligible = 0;
        for Taken { rows, details, eligible: of_page, left_out } in taken {
            let ranked = |row: Row| Row { rank: row.rank.map(|rank| rank + eligible), ..row };
            self.replay.rows.extend(rows.into_iter().map(ranked));
            self.replay.details.extend(details);
            self.replay.left_out.add(&left_out);
            eligible += of_page;
        }
        self.of_instant.push(start..self.replay.rows.len());
    }

    /// Adds what a ranking of an instant, counted from 0, knows of its rows beside their places: its options ask for
    /// details and contributions.
    pub fn detail_rows(&mut self, instant: usize, given: &LeadRows, ranking: &Ranking<'_>) {
        let rows = self.of_instant.get(instant).cloned().unwrap_or_default();
        let row_of_lead = self.row_of_lead(rows.clone());
        for page in pages(ranking) {
            let found: Vec<Option<usize>> = page.lead_rows().map(|row| row_of_lead(given.get(row)?.0)).collect();
            self.fill_details(&page, &found);
            self.fill_criteria(&page, &found);
            let replay = &mut self.replay;
            let answers = |index| page.gate(index);
            replay.gates.iter_mut().enumerate().for_each(|(index, gate)| fill(gate, &found, answers(index)));
            let answers = |index| page.exclusion(index);
            replay.exclusions.iter_mut().enumerate().for_each(|(index, of)| fill(of, &found, answers(index)));
        }
    }

    /// How the rows of an instant, counted from 0, stand in another ranking of the same leads. A row that it does not
    /// have has no points; ranks count rows alone.
    pub fn stand(&self, instant: usize, given: &LeadRows, ranking: &Ranking<'_>, standings: &mut Standings) {
        let rows = self.of_instant.get(instant).cloned().unwrap_or_default();
        standings.totals.resize(self.replay.rows.len(), Exact(0));
        standings.ranks.resize(self.replay.rows.len(), None);
        let row_of_lead = self.row_of_lead(rows);
        let mut eligible = 0;
        for page in pages(ranking) {
            for place in places(given, &page) {
                let Some(row) = row_of_lead(place.lead) else { continue };
                eligible += u32::from(place.is_eligible);
                standings.totals[row] = place.total;
                standings.ranks[row] = place.is_eligible.then_some(eligible);
            }
        }
    }

    /// How the rows stand as they are.
    #[must_use]
    pub fn standings(&self) -> Standings {
        let rows = || self.replay.rows.iter();
        Standings { totals: rows().map(|row| row.total).collect(), ranks: rows().map(|row| row.rank).collect() }
    }

    /// Counts leads that were closed at instants, which the engine leaves out.
    pub fn leave_out_closed(&mut self, rows: u64) {
        self.replay.left_out.closed += rows;
    }

    /// The rows of those leads that have a row at an instant, counted from 0.
    #[must_use]
    pub fn present(&self, instant: usize, given: &LeadRows) -> LeadRows {
        let row_of_lead = self.row_of_lead(self.of_instant.get(instant).cloned().unwrap_or_default());
        given.only(|lead| row_of_lead(lead).is_some())
    }

    /// The last instant that has rows, counted from 0.
    #[must_use]
    pub fn last_instant(&self) -> Option<usize> {
        self.of_instant.iter().rposition(|rows| !rows.is_empty())
    }

    /// The replay; `instants` is how its instants are told, `batches` are the leads that were read.
    #[must_use]
    pub fn finish(mut self, instants: Vec<String>, batches: Vec<arrow_array::RecordBatch>) -> Replay {
        self.mark_later();
        let rows = self.replay.rows.len();
        for criterion in &mut self.replay.criteria {
            criterion.met.resize(rows, false);
            criterion.without.resize(rows, Exact(0));
        }
        let conditions = self.replay.gates.iter_mut().chain(&mut self.replay.exclusions);
        conditions.for_each(|answers| answers.resize(rows, Answer::Unknown));
        let (leads, outcomes) = (self.leads, self.outcomes);
        let replayed = |(lead, id_place): (u32, u32)| ReplayedLead {
            id: leads.id(lead).to_owned(),
            id_place,
            won_at: outcomes.win(lead).and_then(|win| win.at),
            decided_at: outcomes.of(lead).find_map(|outcome| outcome.at),
            created: leads.created(lead),
        };
        self.replay.leads = (0..).zip(leads.id_places()).map(replayed).collect();
        self.replay.newest_by = match self.placement {
            Placement::Order { .. } => NewestBy::Order,
            _ if leads.has_created() => NewestBy::Created,
            _ => NewestBy::LastTouch,
        };
        self.replay.instants = instants;
        self.replay.batches = batches;
        self.replay
    }
}

impl Building<'_> {
    fn taken(&self, instant: u32, given: &LeadRows, page: &Places<'_>) -> Taken {
        let mut taken = Taken::default();
        for place in places(given, page) {
            if let Some(why) = self.why_left_out(&place) {
                *why(&mut taken.left_out) += 1;
                continue;
            }
            taken.eligible += u32::from(place.is_eligible);
            if self.sampling.is_none_or(|sampling| sampling.takes(place.lead)) {
                taken.rows.push(self.row(instant, &place, place.is_eligible.then_some(taken.eligible)));
                taken.details.push(self.detail(&place));
            }
        }
        taken
    }

    fn why_left_out(&self, place: &Place) -> Option<WhyLeftOut> {
        let is_known = match self.placement {
            Placement::Calendar(_) => self.leads.created(place.lead).is_some() || place.last_touch.is_some(),
            Placement::Ages(_) => self.leads.created(place.lead).is_some(),
            Placement::Order { places, .. } => places.get(place.lead as usize).copied().flatten().is_some(),
        };
        if !is_known {
            return Some(|left_out| &mut left_out.not_known);
        }
        if let Placement::Order { .. } = self.placement {
            let is_decided = self.outcomes.of(place.lead).any(|outcome| outcome.decided);
            return (self.outcomes.tell_losses() && !is_decided).then_some(|left_out| &mut left_out.undecided);
        }
        (!self.horizon.is_over(place.as_of)).then_some(|left_out| &mut left_out.immature)
    }

    fn row(&self, instant: u32, place: &Place, rank: Option<u32>) -> Row {
        let win = self.win(place);
        let weight = match self.sampling {
            Some(sampling) if self.outcomes.win(place.lead).is_none() => sampling.weight(),
            _ => 1.0,
        };
        Row {
            instant,
            lead: place.lead,
            cluster: self.leads.cluster(place.lead),
            total: place.total,
            eligible: place.is_eligible,
            rank,
            won: win.is_some(),
            value: win.and_then(|win| win.value),
            weight,
        }
    }

    fn win(&self, place: &Place) -> Option<&Recorded> {
        match self.placement {
            Placement::Order { .. } => self.outcomes.win(place.lead),
            _ => self.outcomes.win_within(place.lead, place.as_of, self.horizon.end(place.as_of)),
        }
    }

    fn detail(&self, place: &Place) -> Detail {
        let created = self.leads.created(place.lead);
        let newest = match self.placement {
            Placement::Order { places, .. } => places.get(place.lead as usize).copied().flatten().map(i64::from),
            _ if self.leads.has_created() => created,
            Placement::Calendar(_) | Placement::Ages(_) => place.last_touch,
        };
        Detail {
            lead_row: place.lead_row,
            score: i32::try_from(place.total.round_half_up()).unwrap_or(i32::MAX),
            last_touch: place.last_touch,
            newest,
            age: created.map(|created| place.as_of.saturating_sub(created)),
            ..Detail::default()
        }
    }

    /// The row of each lead among these.
    fn row_of_lead(&self, rows: Range<usize>) -> impl Fn(u32) -> Option<usize> + use<> {
        let mut row_of_lead = vec![u32::MAX; self.leads.len()];
        for row in rows {
            if let Some(known) = self.replay.rows.get(row).and_then(|of| row_of_lead.get_mut(of.lead as usize)) {
                *known = row as u32;
            }
        }
        move |lead| row_of_lead.get(lead as usize).filter(|row| **row != u32::MAX).map(|row| *row as usize)
    }

    fn fill_details(&mut self, page: &Places<'_>, found: &[Option<usize>]) {
        let grades = page.fit_grades().zip(page.engagement_grades());
        let facts = grades.zip(page.lanes()).zip(page.lead_sources());
        for (row, (((fit_grade, engagement_grade), lane), source)) in found.iter().zip(facts) {
            let lead_source = source.map(|source| match self.source_numbers.get(source) {
                Some(number) => *number,
                None => {
                    let number = self.replay.lead_sources.len() as u32;
                    self.replay.lead_sources.push(source.to_owned());
                    self.source_numbers.insert(source.to_owned(), number);
                    number
                }
            });
            if let Some(detail) = row.and_then(|row| self.replay.details.get_mut(row)) {
                (detail.fit_grade, detail.engagement_grade) = (fit_grade, engagement_grade);
                detail.lane = lane.and_then(|lane| u16::try_from(lane).ok());
                detail.lead_source = lead_source;
            }
        }
    }

    fn fill_criteria(&mut self, page: &Places<'_>, found: &[Option<usize>]) {
        let fit = self.model.fit().len();
        let criterion = |index: usize| -> (Vec<bool>, Vec<Exact>) {
            let (id, given): (_, Vec<Exact>) = match index.checked_sub(fit) {
                None => (CriterionId::Fit(index), page.fit_contributions(index).collect()),
                Some(index) => (CriterionId::Engagement(index), page.engagement_contributions(index).collect()),
            };
            (given.into_iter().map(|given| given != Exact(0)).collect(), page.totals_without(id).collect())
        };
        let of_criteria = side_by_side(self.replay.criteria.len(), self.threads, &criterion);
        for (criterion, (met, without)) in self.replay.criteria.iter_mut().zip(of_criteria) {
            fill(&mut criterion.met, found, met.into_iter());
            fill(&mut criterion.without, found, without.into_iter());
        }
    }

    /// Marks the rows of the last quarter: of the instants, of the leads of all ages, or of the order.
    fn mark_later(&mut self) {
        let replay = &mut self.replay;
        let position: Vec<i64> = (replay.rows.iter().zip(&replay.details))
            .map(|(row, detail)| match self.placement {
                Placement::Calendar(_) => i64::from(row.instant),
                Placement::Ages(_) | Placement::Order { .. } => detail.newest.unwrap_or(i64::MIN),
            })
            .collect();
        let mut distinct = position.clone();
        if let Placement::Calendar(_) = self.placement {
            distinct.sort_unstable();
            distinct.dedup();
        } else {
            distinct.sort_unstable();
        }
        let first_later = distinct.get((distinct.len() as f64 * EARLIER) as usize).copied().unwrap_or(i64::MAX);
        replay.details.iter_mut().zip(position).for_each(|(detail, position)| detail.later = position >= first_later);
    }
}

/// Sets the values of rows that were found, in a column that is as long as it has to be.
fn fill<T: Clone>(column: &mut Vec<T>, rows: &[Option<usize>], values: impl Iterator<Item = T>) {
    for (row, value) in rows.iter().zip(values) {
        if let Some(row) = row {
            if column.len() <= *row {
                column.resize(*row + 1, value.clone());
            }
            column[*row] = value;
        }
    }
}

/// The leads of a ranking, in order, some at a time.
fn pages<'r>(ranking: &'r Ranking<'_>) -> impl Iterator<Item = Places<'r>> {
    (0..ranking.len().div_ceil(PAGE)).map(|index| page(ranking, index))
}

fn page<'r>(ranking: &'r Ranking<'_>, index: usize) -> Places<'r> {
    let start = index * PAGE;
    ranking.places(start..(start + PAGE).min(ranking.len()))
}

fn places(given: &LeadRows, page: &Places<'_>) -> impl Iterator<Item = Place> {
    let columns = page.lead_rows().zip(page.as_of()).zip(page.totals()).zip(page.eligible()).zip(page.last_touches());
    columns.filter_map(|((((lead_row, as_of), total), is_eligible), last_touch)| {
        let (lead, lead_row) = given.get(lead_row)?;
        Some(Place { lead, lead_row, as_of: as_of.micros(), total, is_eligible, last_touch })
    })
}
