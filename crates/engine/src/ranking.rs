//! All leads of an instant in the order of the list, given out page by page.
//!
//! Whoever writes a million rows needs few of them at a time. So a ranking keeps what decides the order, and makes the
//! columns of the places that are asked for.

use std::marker::PhantomData;
use std::ops::Range;

use crate::scores::{Contributions, ProductScores, Scores};

/// The leads of one instant: the eligible ones by rank, then the others by id in code point order.
#[derive(Debug)]
pub struct Ranking<'h> {
    scores: Scores,
    eligible: usize,
    history: PhantomData<&'h ()>,
}

impl Ranking<'_> {
    pub(crate) fn new(scores: Scores, eligible: usize) -> Self {
        Self { scores, eligible, history: PhantomData }
    }

    /// How many leads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// How many of them are eligible: they have the ranks from 1 to that, and the first places.
    #[must_use]
    pub fn eligible(&self) -> usize {
        self.eligible
    }

    /// The lane of the lead at a place, counted from 0, as an index into the model's lanes; none without one.
    #[must_use]
    pub fn lane(&self, place: usize) -> Option<usize> {
        self.scores.lane.get(place).copied().flatten()
    }

    /// The scores at these places, counted from 0; places behind the last are empty.
    #[must_use]
    pub fn page(&self, places: Range<usize>) -> Scores {
        let end = places.end.min(self.len());
        self.scores.at(places.start.min(end)..end)
    }

    /// The scores at these places alone, in this order: for lists that leave some out.
    #[must_use]
    pub fn pick(&self, places: &[u32]) -> Scores {
        self.scores.at(places.iter().map(|place| *place as usize).filter(|place| *place < self.len()))
    }

    pub(crate) fn into_scores(self) -> Scores {
        self.scores
    }
}

impl Scores {
    fn at(&self, rows: impl Iterator<Item = usize> + Clone) -> Self {
        fn of<T: Clone>(column: &[T], rows: &(impl Iterator<Item = usize> + Clone)) -> Vec<T> {
            rows.clone().filter_map(|row| column.get(row).cloned()).collect()
        }
        fn each<T: Clone>(columns: &[Vec<T>], rows: &(impl Iterator<Item = usize> + Clone)) -> Vec<Vec<T>> {
            columns.iter().map(|column| of(column, rows)).collect()
        }
        let rows = &rows;
        let product = |product: &ProductScores| ProductScores {
            total: of(&product.total, rows),
            fit: of(&product.fit, rows),
            engagement: of(&product.engagement, rows),
        };
        let contributions = |all: &Contributions| Contributions {
            fit: each(&all.fit, rows),
            engagement: each(&all.engagement, rows),
            occurrences: each(&all.occurrences, rows),
        };
        Self {
            as_of: of(&self.as_of, rows),
            lead_id: of(&self.lead_id, rows),
            lead_row: of(&self.lead_row, rows),
            rank: of(&self.rank, rows),
            score: of(&self.score, rows),
            rating: of(&self.rating, rows),
            total: of(&self.total, rows),
            fit: of(&self.fit, rows),
            engagement: of(&self.engagement, rows),
            fit_grade: of(&self.fit_grade, rows),
            engagement_grade: of(&self.engagement_grade, rows),
            lane: of(&self.lane, rows),
            gates_met: of(&self.gates_met, rows),
            eligible: of(&self.eligible, rows),
            excluded: of(&self.excluded, rows),
            persona: of(&self.persona, rows),
            product: of(&self.product, rows),
            size: of(&self.size, rows),
            lead_source: of(&self.lead_source, rows),
            critical_met: of(&self.critical_met, rows),
            last_touch: of(&self.last_touch, rows),
            last_hand_raise: of(&self.last_hand_raise, rows),
            gates: each(&self.gates, rows),
            exclusions: each(&self.exclusions, rows),
            products: self.products.iter().map(product).collect(),
            reasons: of(&self.reasons, rows),
            contributions: self.contributions.as_ref().map(contributions),
        }
    }
}
