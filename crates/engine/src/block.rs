//! Blocks: instants that leads are scored at side by side.
//!
//! Leads are scored partition by partition, by as many threads as there are to be; each takes the next partition that
//! nobody has. What a partition did is gathered once for all instants of a block, what its leads' data points say is
//! worked out again only as far as it reads ages, and one walk over a lead's events gives what it did before each of the
//! instants. So many instants cost little more than what differs between them, and a single one is a block like any
//! other.

use std::sync::Arc;

use handraise_model::values::{AsOf, Exact};

use crate::condition::Memory;
use crate::engagement::{ClassTable, Context, Given, Schedule, Totals};
use crate::error::ScoreError;
use crate::history::{History, ScoreOptions};
use crate::instants::{Dates, Instants};
use crate::leads::{InForce, Present};
use crate::partition::{self, PARTITION_LEADS};
use crate::profile::Profiles;
use crate::row::{Reasons, Row, Standing};
use crate::scores::Answer;
use crate::sheet::{Assessment, Desk, Sheet};
use crate::timeline::Timeline;

/// The leads of one partition that are there at one instant, by position.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) in_force: Arc<InForce>,
    pub(crate) dates: Dates,
    /// Nothing, unless details or contributions are asked for.
    pub(crate) profiles: Arc<Profiles>,
    pub(crate) sheet: Sheet,
    /// For each lane what it says of each lead, when details are asked for.
    pub(crate) lanes: Vec<Vec<Answer>>,
}

/// Some instants of a run.
#[derive(Debug)]
pub(crate) struct Block<'b> {
    history: &'b History<'b>,
    options: &'b ScoreOptions,
    /// Their indices, in order of time.
    instants: Vec<usize>,
    /// The same, where they are those of all leads.
    schedule: Schedule,
    table: ClassTable,
}

/// Bytes that the scores of a block may take: enough for some instants of millions of leads.
const BLOCK_BYTES: usize = 320 << 20;

/// The most instants of a block: with some dozen criteria, what one lead did before each of them stays in a core's caches.
const BLOCK_INSTANTS_MAX: usize = 64;

/// How many instants make a block.
pub(crate) fn instants_of_block(history: &History<'_>, options: &ScoreOptions) -> usize {
    // Where a `where` reads ages, an event means something else at each instant.
    if history.classes.vary() {
        return 1;
    }
    let bytes = history.leads.len() * bytes_of_lead(history, options);
    (BLOCK_BYTES / bytes.max(1)).clamp(1, BLOCK_INSTANTS_MAX)
}

/// Bytes that are kept of a lead at an instant.
fn bytes_of_lead(history: &History<'_>, options: &ScoreOptions) -> usize {
    let model = history.plan.model();
    let when = |asked: bool, bytes: usize| if asked { bytes } else { 0 };
    let conditions = model.gates().len() + model.exclusions().len() + model.personas().len() + model.sizes().len();
    // Its place in the list, and where others may be left out its number and its row.
    let of_place =
        size_of::<Standing>() + size_of::<u32>() + when(history.leads.may_be_left_out(), 2 * size_of::<u32>());
    let of_products = size_of::<[Exact; 3]>() * model.products().len();
    let details = when(options.details, size_of::<Row>() + of_products + model.lanes().len() + conditions);
    let contributions = when(options.contributions, size_of::<Given>() * model.engagement().len() + model.fit().len());
    of_place + details + when(options.reasons, size_of::<Reasons>()) + contributions
}

/// The working memory of one thread.
#[derive(Default)]
pub(crate) struct Workspace {
    timeline: Timeline,
    profile: Memory,
    lanes: Memory,
    /// Of the present lead, where each has an instant of its own.
    schedule: Schedule,
    desk: Option<Desk>,
}

/// The leads of a partition at one instant, before they are scored.
struct View {
    /// Those that are there, and their instants.
    in_force: Arc<InForce>,
    dates: Dates,
    /// For each place of the partition the position of its lead; none: they are the same.
    positions: Option<Vec<u16>>,
    /// Those whose data points were looked at: all, there or not, unless they have other rows at other instants.
    looked_at: Present,
    profiles: Arc<Profiles>,
    /// What fit criteria that are summed before they are composed gave, by sum and place among the profiles; of the first
    /// instant alone, since at most others a lead's data points say the same.
    fit_sums: Vec<Vec<i64>>,
}

/// The position of a lead that is not there.
const ABSENT: u16 = u16::MAX;

impl<'b> Block<'b> {
    /// A block of these instants; more than one only if [so many](instants_of_block) may be.
    pub(crate) fn new(
        history: &'b History<'b>,
        mut instants: Vec<usize>,
        options: &'b ScoreOptions,
    ) -> Result<Self, ScoreError> {
        let mut schedule = Schedule::default();
        if let Instants::Shared(all) = &history.instants {
            let as_of = |instant: &usize| all.get(*instant).copied();
            instants.sort_by_key(as_of);
            schedule = instants.iter().filter_map(as_of).collect();
        }
        let first = instants.first().copied().unwrap_or_default();
        // Of a single instant no event was kept in vain.
        let from = match &history.instants {
            Instants::Shared(all) if all.len() > 1 => all.get(first).copied(),
            _ => None,
        };
        let table = history.classes.at(&history.plan.engagement, first, from);
        Ok(Self { history, options, instants, schedule, table })
    }

    /// Its instants, in order of time.
    pub(crate) fn instants(&self) -> &[usize] {
        &self.instants
    }

    /// Scores the leads of a partition at each instant.
    pub(crate) fn score(&self, workspace: &mut Workspace, partition: usize) -> Result<Vec<Chunk>, ScoreError> {
        let history = self.history;
        // Where each lead has an instant of its own, any run may be read.
        let end = self.schedule.end().unwrap_or(i64::MAX);
        workspace.timeline.gather(&history.runs, partition, history.leads.len(), end)?;
        let views = self.views(workspace, partition)?;
        let room = |view: &View| Sheet::of(view.in_force.lead.len(), history, self.options);
        let mut sheets: Vec<Sheet> = views.iter().map(room).collect();
        for lead in partition::leads(partition, history.leads.len()) {
            self.score_lead(workspace, lead, &views, &mut sheets);
        }
        views.into_iter().zip(sheets).map(|(view, sheet)| self.chunk(workspace, view, sheet)).collect()
    }

    fn score_lead(&self, workspace: &mut Workspace, lead: u32, views: &[View], sheets: &mut [Sheet]) {
        let (history, plan) = (self.history, self.history.plan);
        let place = partition::place(lead);
        let Some(position) = views.iter().find_map(|view| view.position(place)) else { return };
        let schedule = match (&history.instants, views) {
            (Instants::PerLead(_), [view]) => {
                workspace.schedule.set(view.dates.at(position));
                &workspace.schedule
            }
            _ => &self.schedule,
        };
        let desk = workspace.desk.get_or_insert_with(|| Desk::new(history));
        let context = Context { plan: &plan.engagement, classes: &history.classes, table: &self.table };
        desk.ledger.enter(context, workspace.timeline.of(place), schedule, &mut Totals);
        let may_change = history.leads.may_change();
        let mut before: Option<(&View, usize)> = None;
        for (instant, (view, sheet)) in views.iter().zip(sheets).enumerate() {
            let Some(position) = view.position(place) else { continue };
            let as_of: AsOf = view.dates.at(position);
            let profiled = if may_change { position } else { usize::from(place) };
            let View { profiles, fit_sums, .. } = view;
            let assessment = Assessment { history, lead, position, profiles, profiled, fit_sums, instant, as_of };
            if !before.is_some_and(|(other, at)| self.is_alike((view, profiled), (other, at))) {
                assessment.profile(desk);
            }
            assessment.enter(desk, sheet);
            before = Some((view, profiled));
        }
    }

    /// Whether a lead's data points, at its place among the profiles, say the same at two instants.
    fn is_alike(&self, (view, profiled): (&View, usize), (other, at): (&View, usize)) -> bool {
        let is_same = Arc::ptr_eq(&view.profiles, &other.profiles) && profiled == at;
        is_same
            || view.looked_at.in_force.row[profiled] == other.looked_at.in_force.row[at]
                && self.history.plan.profile.are_alike((&view.profiles, profiled), (&other.profiles, at))
    }

    /// Who is there at each instant, and what their data points say.
    fn views(&self, workspace: &mut Workspace, partition: usize) -> Result<Vec<View>, ScoreError> {
        let History { plan, leads, instants, .. } = self.history;
        let of_partition = partition::leads(partition, leads.len());
        // Where each lead has one row, what it says is known at all instants at once, whoever is there.
        let all = (!leads.may_change()).then(|| Arc::new(leads.all(of_partition.clone())));
        let mut views: Vec<View> = Vec::with_capacity(self.instants.len());
        for &instant in &self.instants {
            let in_force = match &all {
                Some(all) if !leads.may_be_left_out() => Arc::clone(all),
                _ => Arc::new(leads.in_force(instants, instant, of_partition.clone())?),
            };
            let looked_at = match (&all, views.first()) {
                (None, _) => leads.present(Arc::clone(&in_force), instants, instant)?,
                (Some(_), Some(view)) => view.looked_at.at(instants, instant)?,
                (Some(all), None) => leads.present(Arc::clone(all), instants, instant)?,
            };
            let profiles = self.profiles(workspace, partition, &looked_at, views.first().filter(|_| all.is_some()))?;
            let sum = |criteria: &Vec<usize>| profiles.fit_sums(criteria, looked_at.in_force.lead.len());
            let sums = if views.is_empty() { &plan.composition.fit_sums[..] } else { &[] };
            let fit_sums = sums.iter().map(sum).collect();
            let positions = leads.may_be_left_out().then(|| in_force.positions());
            let dates = Dates::of(instants, instant, &in_force.lead)?;
            views.push(View { in_force, dates, positions, looked_at, profiles, fit_sums });
        }
        Ok(views)
    }

    /// What data points say, given what they say at another instant, if they are the same.
    fn profiles(
        &self,
        workspace: &mut Workspace,
        partition: usize,
        looked_at: &Present,
        earlier: Option<&View>,
    ) -> Result<Arc<Profiles>, ScoreError> {
        let (history, plan) = (self.history, self.history.plan);
        let known = history.profiles.as_ref().and_then(|profiles| profiles.get(partition));
        Ok(match known.or(earlier.map(|view| &view.profiles)) {
            Some(known) if !plan.profile.reads_as_of || history.instants.len() == 1 => Arc::clone(known),
            Some(known) => {
                let columns = &plan.lead_columns;
                Arc::new(plan.profile.evaluate_again(&mut workspace.profile, columns, looked_at, known)?)
            }
            None => Arc::new(plan.profile.evaluate(&mut workspace.profile, &plan.lead_columns, looked_at, false)?),
        })
    }

    /// What is kept of the leads of a partition at one instant.
    fn chunk(&self, workspace: &mut Workspace, view: View, mut sheet: Sheet) -> Result<Chunk, ScoreError> {
        let (history, plan) = (self.history, self.history.plan);
        let View { in_force, dates, looked_at, mut profiles, .. } = view;
        let is_all = in_force.lead.len() == looked_at.in_force.lead.len();
        let lanes = if self.options.details && !plan.model().lanes().is_empty() {
            let present = if is_all { looked_at } else { history.leads.present_at(&in_force, &dates)? };
            plan.lanes.evaluate(&mut workspace.lanes, plan, &history.classes, &present, &sheet)?
        } else {
            Vec::new()
        };
        // What made up the lanes is not kept beside them.
        sheet.lane_occurrences = Vec::new();
        if !self.options.details && !self.options.contributions {
            profiles = Arc::default();
        } else if !is_all {
            let places = in_force.lead.iter().map(|lead| usize::from(partition::place(*lead)));
            profiles = Arc::new(profiles.of(places));
        }
        if !self.options.contributions
            && let Some(profiles) = Arc::get_mut(&mut profiles)
        {
            profiles.fit = Vec::new();
        }
        Ok(Chunk { in_force, dates, profiles, sheet, lanes })
    }
}

impl View {
    #[inline]
    fn position(&self, place: u16) -> Option<usize> {
        let position = match &self.positions {
            None => place,
            Some(positions) => positions.get(usize::from(place)).copied().unwrap_or(ABSENT),
        };
        (position != ABSENT).then_some(usize::from(position))
    }
}

impl InForce {
    /// For each place of the partition the position of its lead.
    fn positions(&self) -> Vec<u16> {
        let mut positions = vec![ABSENT; PARTITION_LEADS];
        for (position, lead) in (0..).zip(&self.lead) {
            positions[usize::from(partition::place(*lead))] = position;
        }
        positions
    }
}
