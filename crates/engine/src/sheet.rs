//! Scores before they are ranked: one row for each lead in force, by position.

use handraise_model::values::{Exact, Weight};
use handraise_model::{GradeThresholds, Model, ProductId, Rating};

use crate::compose::Parts;
use crate::engagement::{ClassTable, Context, Given, Ledger, Sink, Totals};
use crate::history::History;
use crate::leads::InForce;
use crate::partition;
use crate::profile::{Profiles, count_met, first_met};
use crate::scores::{Composition, CriterionId, Reason};
use crate::timeline::Timeline;

/// What scoring gives one lead, apart from its lane and its rank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) total: Exact,
    pub(crate) fit: Exact,
    pub(crate) engagement: Exact,
    pub(crate) score: i64,
    pub(crate) rating: i64,
    pub(crate) product: Option<ProductId>,
    pub(crate) fit_grade: Option<char>,
    pub(crate) engagement_grade: Option<char>,
    pub(crate) gates_met: u32,
    pub(crate) excluded: bool,
    pub(crate) eligible: bool,
    pub(crate) persona: Option<usize>,
    pub(crate) size: Option<usize>,
    pub(crate) critical_met: u32,
    pub(crate) last_touch: Option<i64>,
    /// Time and class of the last hand raise.
    pub(crate) hand_raise: Option<(i64, u32)>,
    pub(crate) reasons: [Option<Reason>; 3],
}

/// Rows, and what there is a varying number of for each.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) rows: Vec<Row>,
    /// For each row and each product: total, fit, engagement. Empty in a model without products.
    pub(crate) products: Vec<[Exact; 3]>,
    /// For each row and each criterion that a lane counts.
    pub(crate) lane_occurrences: Vec<u32>,
    /// For each row and each engagement criterion, when asked for.
    pub(crate) given: Vec<Given>,
}

/// Everything that the rows of one instant are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assessment<'h> {
    pub(crate) history: &'h History<'h>,
    pub(crate) in_force: &'h InForce,
    pub(crate) profiles: &'h Profiles,
    pub(crate) table: &'h ClassTable,
    /// The events of these leads.
    pub(crate) timeline: &'h Timeline,
}

/// The working memory of one thread.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) compositions: Vec<Composition>,
}

impl Assessment<'_> {
    /// The rows of all leads in force, by position.
    pub(crate) fn sheet(&self, contributions: bool) -> Sheet {
        let mut desk = self.desk();
        let mut sheet = Sheet::default();
        for position in 0..self.in_force.lead.len() {
            let row = self.lead(position, &mut desk, &mut Totals);
            self.enter(row, &desk, contributions, &mut sheet);
        }
        sheet
    }

    pub(crate) fn desk(&self) -> Desk {
        Desk { ledger: Ledger::new(&self.history.plan.engagement), compositions: Vec::new() }
    }

    /// Adds a lead's row, and what the desk holds of it, to a sheet.
    pub(crate) fn enter(&self, row: Row, desk: &Desk, contributions: bool, sheet: &mut Sheet) {
        let plan = self.history.plan;
        sheet.rows.push(row);
        if row.product.is_some() {
            sheet.products.extend(desk.compositions.iter().map(|of| [of.total, of.fit, of.engagement]));
        }
        let count = |criterion: &usize| desk.ledger.given.get(*criterion).map_or(0, |given| given.occurrences);
        sheet.lane_occurrences.extend(plan.lanes.counted.iter().map(count));
        if contributions {
            sheet.given.extend_from_slice(&desk.ledger.given);
        }
    }

    /// The row of the lead at a position. The desk then holds what it is made of.
    pub(crate) fn lead<S: Sink>(&self, position: usize, desk: &mut Desk, sink: &mut S) -> Row {
        let (history, profiles) = (self.history, self.profiles);
        let (plan, model) = (history.plan, history.plan.model());
        let (lead, as_of) = (self.in_force.lead[position], self.in_force.as_of[position]);
        let context = Context { plan: &plan.engagement, classes: &history.classes, table: self.table };
        let moments = self.timeline.of(partition::place(lead));
        desk.ledger.enter(context, moments, as_of, sink);
        let given = &desk.ledger.given;

        let persona = first_met(&profiles.personas, position);
        let weight =
            persona.and_then(|index| model.personas().get(index)).map_or(Weight::ONE, |persona| persona.weight);
        let parts = Parts {
            fit: |index: usize| self.profiles.fit(index, position),
            engagement: |index: usize| given.get(index).map_or(0, |given| given.contribution),
            weight,
            adjustment: history.adjustments.sum(lead, as_of),
        };
        let best = plan.composition.compose(&parts, &mut desk.compositions);
        let (total, fit, engagement, product) = match desk.compositions.get(best) {
            Some(best) => (best.total, best.fit, best.engagement, best.product),
            None => Default::default(),
        };

        let gates_met = count_met(&profiles.gates, position);
        let excluded = count_met(&profiles.exclusions, position) > 0;
        let size = first_met(&profiles.sizes, position);
        let score = total.round_half_up();
        let (fit_grade, engagement_grade) = grades(model.grade(), fit, engagement);
        let counted = |criterion: &&usize| given.get(**criterion).is_some_and(|given| given.occurrences > 0);
        Row {
            total,
            fit,
            engagement,
            score,
            rating: rating(model, score, gates_met, size),
            product,
            fit_grade,
            engagement_grade,
            gates_met,
            excluded,
            eligible: !excluded && gates_met as usize >= model.score().gates_required,
            persona,
            size,
            critical_met: plan.engagement.critical.iter().filter(counted).count() as u32,
            last_touch: history.last_touch(lead, as_of, moments),
            hand_raise: desk.ledger.hand_raise,
            reasons: self.reasons(best, position, given),
        }
    }

    /// The largest positive contributions of the product's criteria: falling, among equals in order of the model.
    fn reasons(&self, product: usize, position: usize, given: &[Given]) -> [Option<Reason>; 3] {
        let mut reasons: [Option<Reason>; 3] = [None; 3];
        let criteria = self.history.plan.composition.products.get(product).map_or(&[][..], |plan| &plan.criteria);
        for &criterion in criteria {
            let reason = match criterion {
                CriterionId::Fit(index) => {
                    let contribution = Exact(self.profiles.fit(index, position));
                    Reason { criterion, contribution, occurrences: 0, latest_age_days: None }
                }
                CriterionId::Engagement(index) => {
                    let Given { contribution, occurrences, latest_age_days } =
                        given.get(index).copied().unwrap_or_default();
                    let latest_age_days = (occurrences > 0).then_some(latest_age_days);
                    Reason { criterion, contribution: Exact(contribution), occurrences, latest_age_days }
                }
            };
            if reason.contribution <= Exact(0) {
                continue;
            }
            let less = |other: &Option<Reason>| other.is_none_or(|other| other.contribution < reason.contribution);
            if let Some(place) = reasons.iter().position(less) {
                reasons[place..].rotate_right(1);
                reasons[place] = Some(reason);
            }
        }
        reasons
    }
}

/// The letter for fit and the digit for engagement, each where the model has thresholds for it.
fn grades(thresholds: &GradeThresholds, fit: Exact, engagement: Exact) -> (Option<char>, Option<char>) {
    let place = |thresholds: &[handraise_model::values::Spanned<Exact>; 3], value: Exact| {
        thresholds.iter().position(|threshold| value >= threshold.value).unwrap_or(3)
    };
    let fit = thresholds.fit.as_ref().map(|thresholds| ['A', 'B', 'C', 'D'][place(thresholds, fit)]);
    let engagement =
        thresholds.engagement.as_ref().map(|thresholds| ['1', '2', '3', '4'][place(thresholds, engagement)]);
    (fit, engagement)
}

/// The score as the model shows it.
fn rating(model: &Model, score: i64, gates_met: u32, size: Option<usize>) -> i64 {
    match model.score().rating {
        Rating::Hundred => score,
        Rating::Thousand => {
            let digit = size.and_then(|index| model.sizes().get(index)).map_or(0, |size| i64::from(size.digit));
            digit * 1000 + score
        }
        Rating::Stakes => i64::from(gates_met) * 100 + score.min(99),
    }
}
