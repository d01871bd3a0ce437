//! Scores before they are ranked: what is kept of each lead in force, by position.

use handraise_model::Model;
use handraise_model::values::{AsOf, Exact, Weight};

use crate::engagement::{Given, Ledger};
use crate::events::NO_CLASS;
use crate::history::{History, ScoreOptions};
use crate::profile::{Profiles, count_met, first_met};
use crate::row::{Index, Instant, Reasons, Row, Standing};
use crate::scores::{Composition, CriterionId, Reason};

/// Standings, and what else is asked for.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) standings: Vec<Standing>,
    /// For each lead, when asked for.
    pub(crate) rows: Vec<Row>,
    /// For each lead, when asked for.
    pub(crate) reasons: Vec<Reasons>,
    /// For each lead and each product: total, fit, engagement; when asked for. Empty in a model without products.
    pub(crate) products: Vec<[Exact; 3]>,
    /// For each lead and each criterion that a lane counts, when asked for.
    pub(crate) lane_occurrences: Vec<u32>,
    /// For each lead and each engagement criterion, when asked for.
    pub(crate) given: Vec<Given>,
}

/// The working memory of one thread: what one lead's scores are made of.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) compositions: Vec<Composition>,
    verdict: Verdict,
}

/// What a lead's data points decide, apart from its fit.
#[derive(Clone, Copy, Debug, Default)]
struct Verdict {
    persona: Option<usize>,
    size: Option<usize>,
    gates_met: u32,
    is_excluded: bool,
    is_eligible: bool,
}

/// A lead at one instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assessment<'a> {
    pub(crate) history: &'a History<'a>,
    pub(crate) lead: u32,
    /// Where it stands among the leads in force.
    pub(crate) position: usize,
    pub(crate) profiles: &'a Profiles,
    /// Where it stands among those.
    pub(crate) profiled: usize,
    /// What fit criteria gave together, by sum and place among the profiles, where it is known.
    pub(crate) fit_sums: &'a [Vec<i64>],
    /// Which of the instants of the ledger.
    pub(crate) instant: usize,
    pub(crate) as_of: AsOf,
}

impl Desk {
    pub(crate) fn new(history: &History<'_>) -> Self {
        let ledger = Ledger::new(&history.plan.engagement);
        Self { ledger, compositions: Vec::new(), verdict: Verdict::default() }
    }
}

impl Sheet {
    /// Room for so many leads.
    pub(crate) fn of(leads: usize, history: &History<'_>, options: &ScoreOptions) -> Self {
        let (plan, model) = (history.plan, history.plan.model());
        let when = |asked: bool, of_each: usize| if asked { leads * of_each } else { 0 };
        Self {
            standings: vec![Standing::default(); leads],
            rows: vec![Row::default(); when(options.details, 1)],
            reasons: vec![Reasons::default(); when(options.reasons, 1)],
            products: vec![Default::default(); when(options.details, model.products().len())],
            lane_occurrences: vec![0; when(options.details, plan.lanes.counted.len())],
            given: vec![Given::default(); when(options.contributions, model.engagement().len())],
        }
    }
}

impl Assessment<'_> {
    /// Takes in what the data points of the lead say; the desk may still hold it from another instant.
    pub(crate) fn profile(&self, desk: &mut Desk) {
        let (plan, profiles) = (self.history.plan, self.profiles);
        desk.verdict = Verdict::of(plan.model(), profiles, self.profiled);
        let sum = |sum: usize| {
            let known = self.fit_sums.get(sum).and_then(|sums| sums.get(self.profiled)).copied();
            known.unwrap_or_else(|| {
                let criteria = plan.composition.fit_sums.get(sum).map_or(&[][..], Vec::as_slice);
                criteria.iter().map(|criterion| profiles.fit(*criterion, self.profiled)).sum()
            })
        };
        plan.composition.compose_fit(sum, &mut desk.compositions);
    }

    /// Enters the lead, whose events the ledger holds, into the sheet of its instant.
    pub(crate) fn enter(&self, desk: &mut Desk, sheet: &mut Sheet) {
        let (history, plan) = (self.history, self.history.plan);
        let Desk { ledger, compositions, verdict } = desk;
        let given = ledger.given(self.instant);
        let personas = plan.model().personas();
        let weight = verdict.persona.and_then(|index| personas.get(index)).map_or(Weight::ONE, |of| of.weight);
        let engagement = |index: usize| given.get(index).map_or(0, |given| given.contribution);
        let adjustment = history.adjustments.sum(self.lead, self.as_of);
        let best = plan.composition.compose(engagement, weight, adjustment, compositions);
        let last_touch = history.last_touch(self.lead, ledger.last_event(self.instant));
        if let (Some(standing), Some(best)) = (sheet.standings.get_mut(self.position), compositions.get(best)) {
            *standing = Standing::new(best.total, verdict.is_eligible, last_touch);
        }
        if let (Some(row), Some(best)) = (sheet.rows.get_mut(self.position), compositions.get(best)) {
            *row = self.row(verdict, ledger, best);
            fill(&mut sheet.products, self.position, compositions, |of| [of.total, of.fit, of.engagement]);
            let count = |criterion: &usize| given.get(*criterion).map_or(0, |given| given.occurrences);
            fill(&mut sheet.lane_occurrences, self.position, &plan.lanes.counted, count);
        }
        if let Some(reasons) = sheet.reasons.get_mut(self.position) {
            *reasons = self.reasons(best, given);
        }
        fill(&mut sheet.given, self.position, given, |given| *given);
    }

    fn row(&self, verdict: &Verdict, ledger: &Ledger, best: &Composition) -> Row {
        let given = ledger.given(self.instant);
        let counted = |criterion: &&usize| given.get(**criterion).is_some_and(|given| given.occurrences > 0);
        let (hand_raise, hand_raise_class) = ledger.hand_raise(self.instant).unzip();
        Row {
            fit: best.fit,
            engagement: best.engagement,
            last_hand_raise: Instant::new(hand_raise),
            hand_raise_class: hand_raise_class.unwrap_or(NO_CLASS),
            product: Index::new(best.product.map(|product| product.0)),
            persona: Index::new(verdict.persona),
            size: Index::new(verdict.size),
            gates_met: verdict.gates_met as u16,
            critical_met: self.history.plan.engagement.critical.iter().filter(counted).count() as u16,
            excluded: verdict.is_excluded,
        }
    }

    /// The largest positive contributions of the product's criteria: falling, among equals in order of the model.
    fn reasons(&self, product: usize, given: &[Given]) -> Reasons {
        let mut reasons = Reasons::default();
        let criteria = self.history.plan.composition.products.get(product).map_or(&[][..], |plan| &plan.criteria);
        for &criterion in criteria {
            let Given { contribution, occurrences, latest_age_days } = match criterion {
                CriterionId::Fit(index) => {
                    Given { contribution: self.profiles.fit(index, self.profiled), ..Given::default() }
                }
                CriterionId::Engagement(index) => given.get(index).copied().unwrap_or_default(),
            };
            let latest_age_days = Some(latest_age_days);
            let reason = || Reason { criterion, contribution: Exact(contribution), occurrences, latest_age_days };
            reasons.offer(reason, contribution);
        }
        reasons
    }
}

impl Verdict {
    fn of(model: &Model, profiles: &Profiles, position: usize) -> Self {
        let gates_met = count_met(&profiles.gates, position);
        let is_excluded = count_met(&profiles.exclusions, position) > 0;
        Self {
            persona: first_met(&profiles.personas, position),
            size: first_met(&profiles.sizes, position),
            gates_met,
            is_excluded,
            is_eligible: !is_excluded && gates_met as usize >= model.score().gates_required,
        }
    }
}

/// Writes the values of the lead at a position into a table that has as many for each; into an empty one none.
fn fill<T, V>(table: &mut [T], position: usize, values: &[V], value: impl Fn(&V) -> T) {
    let start = position * values.len();
    if let Some(cells) = table.get_mut(start..start + values.len()) {
        cells.iter_mut().zip(values).for_each(|(cell, of)| *cell = value(of));
    }
}
