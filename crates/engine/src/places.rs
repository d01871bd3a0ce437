//! Some places of a ranking, whose columns are made when they are asked for: what nobody asks for costs nothing.
//!
//! A column that [`ScoreOptions`] did not ask for has no values.

use std::sync::{Arc, OnceLock};

use arrow_array::{ArrayRef, StringArray, UInt32Array};
use arrow_select::take::take;
use handraise_model::values::{AsOf, Exact};
use handraise_model::{Model, ProductId};

use crate::block::Chunk;
use crate::engagement::Given;
use crate::history::{History, ScoreOptions};
use crate::profile::first_met;
use crate::row::{Row, Standing};
use crate::scores::{Answer, Contributions, ProductScores, Reason, Scores};

/// Ids that are fetched side by side.
const FETCHED_AT_ONCE: usize = 128;

/// Leads in the order of the list, and their columns: those of [`Scores`], one at a time.
#[derive(Clone, Debug)]
pub struct Places<'r> {
    pub(crate) history: &'r History<'r>,
    /// Each lead's chunk, and its position there.
    leads: Vec<(&'r Chunk, u32)>,
    ranks: Vec<Option<u32>>,
    /// What was asked for.
    pub(crate) options: ScoreOptions,
    /// See [`Places::compositions`].
    pub(crate) fit_sums: OnceLock<Vec<Vec<i64>>>,
}

impl<'r> Places<'r> {
    pub(crate) fn new(
        history: &'r History<'r>,
        leads: Vec<(&'r Chunk, u32)>,
        ranks: Vec<Option<u32>>,
        options: &ScoreOptions,
    ) -> Self {
        Self { history, leads, ranks, options: *options, fit_sums: OnceLock::new() }
    }

    /// How many leads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.leads.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leads.is_empty()
    }

    /// Their ids.
    pub fn lead_ids(&self) -> impl Iterator<Item = &'r str> {
        let leads = &self.history.leads;
        let lead = |(chunk, position): &(&Chunk, u32)| chunk.in_force.lead[*position as usize];
        self.leads.chunks(FETCHED_AT_ONCE).flat_map(move |block| {
            leads.fetch(block.iter().map(lead));
            block.iter().map(move |place| leads.id(lead(place)))
        })
    }

    /// The same as a column.
    #[must_use]
    pub fn lead_id_column(&self) -> ArrayRef {
        let of_all = self.history.id_column().and_then(|ids| {
            let leads = UInt32Array::from_iter_values(self.each(|chunk, position| chunk.in_force.lead[position]));
            take(ids, &leads, None).ok()
        });
        of_all.unwrap_or_else(|| Arc::new(StringArray::from_iter_values(self.lead_ids())))
    }

    /// The rows in force, counted over all batches of leads from 0.
    pub fn lead_rows(&self) -> impl Iterator<Item = usize> {
        self.each(|chunk, position| chunk.in_force.row[position] as usize)
    }

    /// The instant of each.
    pub fn as_of(&self) -> impl Iterator<Item = AsOf> {
        self.each(|chunk, position| chunk.dates.at(position))
    }

    /// Places among the eligible leads, from 1.
    pub fn ranks(&self) -> impl Iterator<Item = Option<u32>> {
        self.ranks.iter().copied()
    }

    /// Totals, rounded.
    pub fn scores(&self) -> impl Iterator<Item = i64> {
        self.totals().map(Exact::round_half_up)
    }

    /// Scores as the model shows them.
    pub fn ratings(&self) -> impl Iterator<Item = i64> {
        let model = self.model();
        self.totals().zip(self.rows(|row| row)).map(move |(total, row)| row.rating(model, total))
    }

    /// Totals, exactly.
    pub fn totals(&self) -> impl Iterator<Item = Exact> {
        self.standings(Standing::total)
    }

    /// Who they are.
    pub fn fits(&self) -> impl Iterator<Item = Exact> {
        self.rows(|row| row.fit)
    }

    /// What they did.
    pub fn engagements(&self) -> impl Iterator<Item = Exact> {
        self.rows(|row| row.engagement)
    }

    /// Letters of fit.
    pub fn fit_grades(&self) -> impl Iterator<Item = Option<char>> {
        let model = self.model();
        self.rows(move |row| row.fit_grade(model))
    }

    /// Digits of engagement.
    pub fn engagement_grades(&self) -> impl Iterator<Item = Option<char>> {
        let model = self.model();
        self.rows(move |row| row.engagement_grade(model))
    }

    /// Indices of lanes.
    pub fn lanes(&self) -> impl Iterator<Item = Option<usize>> {
        self.each(|chunk, position| first_met(&chunk.lanes, position)).take(self.detailed())
    }

    /// How many gates are met.
    pub fn gates_met(&self) -> impl Iterator<Item = u32> {
        self.rows(|row| u32::from(row.gates_met))
    }

    /// Not excluded, and enough gates met.
    pub fn eligible(&self) -> impl Iterator<Item = bool> {
        self.standings(Standing::is_eligible)
    }

    /// Some exclusion is met.
    pub fn excluded(&self) -> impl Iterator<Item = bool> {
        self.rows(|row| row.excluded)
    }

    /// Indices of personas.
    pub fn personas(&self) -> impl Iterator<Item = Option<usize>> {
        self.rows(|row| row.persona.get())
    }

    /// The products with the highest totals.
    pub fn products(&self) -> impl Iterator<Item = Option<ProductId>> {
        self.rows(Row::product)
    }

    /// Indices of sizes.
    pub fn sizes(&self) -> impl Iterator<Item = Option<usize>> {
        self.rows(|row| row.size.get())
    }

    /// Where the last hand raises came from.
    pub fn lead_sources(&self) -> impl Iterator<Item = Option<&'r str>> {
        let classes = &self.history.classes;
        self.rows(move |row| classes.source(row.hand_raise_class))
    }

    /// Critical criteria with a counted occurrence.
    pub fn critical_met(&self) -> impl Iterator<Item = u32> {
        self.rows(|row| u32::from(row.critical_met))
    }

    /// The last events, in microseconds.
    pub fn last_touches(&self) -> impl Iterator<Item = Option<i64>> {
        self.standings(|standing| standing.last_touch.get())
    }

    /// The last hand raises, in microseconds.
    pub fn last_hand_raises(&self) -> impl Iterator<Item = Option<i64>> {
        self.rows(|row| row.last_hand_raise.get())
    }

    /// What the gate of this index says.
    pub fn gate(&self, gate: usize) -> impl Iterator<Item = Answer> {
        self.each(move |chunk, position| chunk.profiles.gates[gate][position]).take(self.detailed())
    }

    /// What the exclusion of this index says.
    pub fn exclusion(&self, exclusion: usize) -> impl Iterator<Item = Answer> {
        self.each(move |chunk, position| chunk.profiles.exclusions[exclusion][position]).take(self.detailed())
    }

    /// Total, fit and engagement for the product of this index.
    pub fn of_product(&self, product: usize) -> impl Iterator<Item = [Exact; 3]> {
        let count = self.model().products().len();
        self.each(move |chunk, position| chunk.sheet.products[position * count + product]).take(self.detailed())
    }

    /// The largest contributions; none where they were not asked for.
    pub fn reasons(&self) -> impl Iterator<Item = [Option<Reason>; 3]> {
        let kept = if self.options.reasons { usize::MAX } else { 0 };
        self.each(|chunk, position| chunk.sheet.reasons.get(position).copied().unwrap_or_default().get()).take(kept)
    }

    /// What the fit criterion of this index gave; nothing where contributions were not asked for.
    pub fn fit_contributions(&self, criterion: usize) -> impl Iterator<Item = Exact> {
        self.each(move |chunk, position| Exact(chunk.profiles.fit(criterion, position))).take(self.contributed())
    }

    /// What the engagement criterion of this index gave; nothing where contributions were not asked for.
    pub fn engagement_contributions(&self, criterion: usize) -> impl Iterator<Item = Exact> {
        self.given(criterion).map(|given| Exact(given.contribution))
    }

    /// Occurrences of the engagement criterion of this index that counted; nothing where contributions were not asked
    /// for.
    pub fn occurrences(&self, criterion: usize) -> impl Iterator<Item = u32> {
        self.given(criterion).map(|given| given.occurrences)
    }

    /// All columns at once.
    #[must_use]
    pub fn to_scores(&self) -> Scores {
        let model = self.model();
        Scores {
            as_of: self.as_of().collect(),
            lead_id: self.lead_ids().map(str::to_owned).collect(),
            lead_row: self.lead_rows().collect(),
            rank: self.ranks().collect(),
            score: self.scores().collect(),
            rating: self.ratings().collect(),
            total: self.totals().collect(),
            fit: self.fits().collect(),
            engagement: self.engagements().collect(),
            fit_grade: self.fit_grades().collect(),
            engagement_grade: self.engagement_grades().collect(),
            lane: self.lanes().collect(),
            gates_met: self.gates_met().collect(),
            eligible: self.eligible().collect(),
            excluded: self.excluded().collect(),
            persona: self.personas().collect(),
            product: self.products().collect(),
            size: self.sizes().collect(),
            lead_source: self.lead_sources().map(|source| source.map(str::to_owned)).collect(),
            critical_met: self.critical_met().collect(),
            last_touch: self.last_touches().collect(),
            last_hand_raise: self.last_hand_raises().collect(),
            gates: (0..model.gates().len()).map(|gate| self.gate(gate).collect()).collect(),
            exclusions: (0..model.exclusions().len()).map(|exclusion| self.exclusion(exclusion).collect()).collect(),
            products: (0..model.products().len()).map(|product| self.product_scores(product)).collect(),
            reasons: self.reasons().collect(),
            contributions: self.options.contributions.then(|| self.contributions()),
        }
    }

    fn product_scores(&self, product: usize) -> ProductScores {
        let mut scores = ProductScores::default();
        for [total, fit, engagement] in self.of_product(product) {
            scores.total.push(total);
            scores.fit.push(fit);
            scores.engagement.push(engagement);
        }
        scores
    }

    fn contributions(&self) -> Contributions {
        let (fit, engagement) = (0..self.model().fit().len(), 0..self.model().engagement().len());
        Contributions {
            fit: fit.map(|criterion| self.fit_contributions(criterion).collect()).collect(),
            engagement: engagement.clone().map(|index| self.engagement_contributions(index).collect()).collect(),
            occurrences: engagement.map(|criterion| self.occurrences(criterion).collect()).collect(),
        }
    }

    pub(crate) fn model(&self) -> &'r Model {
        self.history.plan.model()
    }

    fn contributed(&self) -> usize {
        if self.options.contributions { usize::MAX } else { 0 }
    }

    fn given(&self, criterion: usize) -> impl Iterator<Item = Given> {
        let count = self.model().engagement().len();
        self.each(move |chunk, position| chunk.sheet.given[position * count + criterion]).take(self.contributed())
    }

    fn rows<T>(&self, value: impl Fn(&'r Row) -> T) -> impl Iterator<Item = T> {
        self.each(move |chunk, position| value(&chunk.sheet.rows[position])).take(self.detailed())
    }

    fn standings<T>(&self, value: impl Fn(&'r Standing) -> T) -> impl Iterator<Item = T> {
        self.each(move |chunk, position| value(&chunk.sheet.standings[position]))
    }

    fn detailed(&self) -> usize {
        if self.options.details { usize::MAX } else { 0 }
    }

    /// The chunk of the lead at a place of these, and its position in it.
    pub(crate) fn at(&self, place: usize) -> Option<(&'r Chunk, usize)> {
        self.leads.get(place).map(|(chunk, position)| (*chunk, *position as usize))
    }

    pub(crate) fn each<T>(&self, value: impl Fn(&'r Chunk, usize) -> T) -> impl Iterator<Item = T> {
        self.leads.iter().map(move |(chunk, position)| value(chunk, *position as usize))
    }
}
