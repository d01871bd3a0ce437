//! Scores before they are ranked: one row for each lead in force, by position.

use handraise_model::values::{Exact, Weight};

use crate::compose::Parts;
use crate::engagement::{ClassTable, Context, Given, Ledger, Sink, Totals};
use crate::events::NO_CLASS;
use crate::history::{History, ScoreOptions};
use crate::leads::InForce;
use crate::partition;
use crate::profile::{Profiles, count_met, first_met};
use crate::row::{Index, Instant, Reasons, Row};
use crate::scores::{Composition, CriterionId, Reason};
use crate::timeline::Timeline;

/// Rows, and what there is a varying number of for each.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) rows: Vec<Row>,
    /// For each row, when asked for.
    pub(crate) reasons: Vec<Reasons>,
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
    /// By sum of fit contributions, then by position.
    fit_sums: Vec<Vec<i64>>,
    pub(crate) compositions: Vec<Composition>,
}

impl Assessment<'_> {
    /// The rows of all leads in force, by position.
    pub(crate) fn sheet(&self, options: &ScoreOptions) -> Sheet {
        let mut desk = self.desk();
        let leads = self.in_force.lead.len();
        let mut sheet = Sheet { rows: Vec::with_capacity(leads), ..Sheet::default() };
        for position in 0..leads {
            let row = self.lead(position, &mut desk, &mut Totals);
            self.enter(position, row, &desk, options, &mut sheet);
        }
        sheet
    }

    pub(crate) fn desk(&self) -> Desk {
        let plan = self.history.plan;
        let sum = |criteria: &Vec<usize>| self.profiles.fit_sums(criteria, self.in_force.lead.len());
        Desk {
            ledger: Ledger::new(&plan.engagement),
            fit_sums: plan.composition.fit_sums.iter().map(sum).collect(),
            compositions: Vec::new(),
        }
    }

    /// Adds a lead's row, and what the desk holds of it, to a sheet.
    pub(crate) fn enter(&self, position: usize, row: Row, desk: &Desk, options: &ScoreOptions, sheet: &mut Sheet) {
        let plan = self.history.plan;
        sheet.rows.push(row);
        if options.reasons {
            let product = row.product.get().unwrap_or_default();
            sheet.reasons.push(self.reasons(product, position, &desk.ledger.given));
        }
        if row.product().is_some() {
            sheet.products.extend(desk.compositions.iter().map(|of| [of.total, of.fit, of.engagement]));
        }
        let count = |criterion: &usize| desk.ledger.given.get(*criterion).map_or(0, |given| given.occurrences);
        sheet.lane_occurrences.extend(plan.lanes.counted.iter().map(count));
        if options.contributions {
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
            fit: |sum: usize| desk.fit_sums.get(sum).and_then(|sums| sums.get(position)).copied().unwrap_or_default(),
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
        let counted = |criterion: &&usize| given.get(**criterion).is_some_and(|given| given.occurrences > 0);
        let (hand_raise, hand_raise_class) = desk.ledger.hand_raise.unzip();
        Row {
            total,
            fit,
            engagement,
            last_touch: Instant::new(history.last_touch(lead, as_of, moments)),
            last_hand_raise: Instant::new(hand_raise),
            hand_raise_class: hand_raise_class.unwrap_or(NO_CLASS),
            product: Index::new(product.map(|product| product.0)),
            persona: Index::new(persona),
            size: Index::new(size),
            gates_met: gates_met as u16,
            critical_met: plan.engagement.critical.iter().filter(counted).count() as u16,
            excluded,
            eligible: !excluded && gates_met as usize >= model.score().gates_required,
        }
    }

    /// The largest positive contributions of the product's criteria: falling, among equals in order of the model.
    fn reasons(&self, product: usize, position: usize, given: &[Given]) -> Reasons {
        let mut reasons = Reasons::default();
        let criteria = self.history.plan.composition.products.get(product).map_or(&[][..], |plan| &plan.criteria);
        for &criterion in criteria {
            let Given { contribution, occurrences, latest_age_days } = match criterion {
                CriterionId::Fit(index) => {
                    Given { contribution: self.profiles.fit(index, position), ..Given::default() }
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
