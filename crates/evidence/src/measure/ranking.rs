//! Rows in order: ranked once, measured many times.
//!
//! A bootstrap changes how often each cluster counts, never the order of rows. So the order, the ties and the ranks are
//! worked out once; every figure of every replicate is then one walk over places that hold no more than it needs.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use handraise_model::values::Exact;

use super::row::Row;

/// What rows are compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Those of one instant; figures are averaged over the instants.
    Instant,
    /// All of them at once.
    Pooled,
}

/// How far down a ranking a list of leads goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// A share of the rows of each instant, not rounded: 0.1 of 25 rows are two and a half.
    Share(f64),
    /// So many leads of each instant, by their real rank.
    Capacity(u32),
}

/// Rows in the order of their totals, and of their ranks.
#[derive(Clone, Debug)]
pub struct Ranking {
    slices: Vec<Slice>,
    /// All rows, the highest total first.
    by_total: Places,
    /// Where each group of tied places ends.
    tie_ends: Vec<u32>,
    /// Eligible rows, in the order of their ranks.
    by_rank: Places,
    clusters: usize,
    winning_clusters: usize,
}

/// A row, and what it is put in order by.
struct Placed<'r> {
    instant: u32,
    total: Reverse<Option<Exact>>,
    rank: Option<u32>,
    index: u32,
    row: &'r Row,
}

/// The parts of a ranking that belong to one instant.
#[derive(Clone, Debug)]
struct Slice {
    by_total: Range<usize>,
    ties: Range<usize>,
    by_rank: Range<usize>,
}

/// What of rows is needed to measure them, in columns: four bytes a row where none is weighted.
#[derive(Clone, Debug, Default)]
struct Places {
    /// The row's cluster, times two, plus one if it was won.
    members: Vec<u32>,
    /// The row's weight; empty where all are 1.
    weights: Vec<f64>,
    /// The row's index.
    rows: Vec<u32>,
}

/// The winners of some rows, and all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mass {
    pub(crate) won: f64,
    pub(crate) all: f64,
}

impl Mass {
    pub(crate) fn others(self) -> f64 {
        self.all - self.won
    }

    pub(crate) fn add(&mut self, other: Self, part: f64) {
        self.won += part * other.won;
        self.all += part * other.all;
    }
}

impl Ranking {
    /// Puts rows in order. Rows of one instant need not stand together.
    #[must_use]
    pub fn new(rows: &[Row], within: Within) -> Self {
        let placed = |row: &Row| (row.key(), row.rank);
        Self::placed(rows, within, |index| rows.get(index).map(placed).unwrap_or_default())
    }

    /// Puts rows in an order that is not their own: for each row, by its index, the total that it is compared by and its
    /// rank; rows without a total tie below all others.
    #[must_use]
    pub fn placed(rows: &[Row], within: Within, place: impl Fn(usize) -> (Option<Exact>, Option<u32>)) -> Self {
        let winning: HashSet<u32> = rows.iter().filter(|row| row.won).map(|row| row.cluster).collect();
        let mut order: Vec<Placed<'_>> = (0_u32..)
            .zip(rows)
            .map(|(index, row)| {
                let (total, rank) = place(index as usize);
                let instant = if within == Within::Instant { row.instant } else { 0 };
                Placed { instant, total: Reverse(total), rank, index, row }
            })
            .collect();
        order.sort_by_key(|placed| (placed.instant, placed.total));
        let mut ranking = Self {
            slices: Vec::new(),
            by_total: Places::default(),
            tie_ends: Vec::new(),
            by_rank: Places::default(),
            clusters: rows.iter().map(|row| row.cluster as usize + 1).max().unwrap_or_default(),
            winning_clusters: winning.len(),
        };
        for of_instant in order.chunk_by(|left, right| left.instant == right.instant) {
            ranking.push(of_instant);
        }
        if rows.iter().all(|row| row.weight == 1.0) {
            ranking.by_total.weights = Vec::new();
            ranking.by_rank.weights = Vec::new();
        }
        ranking
    }

    fn push(&mut self, rows: &[Placed<'_>]) {
        let starts = (self.by_total.len(), self.tie_ends.len(), self.by_rank.len());
        for tie in rows.chunk_by(|left, right| left.total == right.total) {
            tie.iter().for_each(|placed| self.by_total.push(placed));
            self.tie_ends.push(self.by_total.len() as u32);
        }
        let mut ranked: Vec<&Placed<'_>> = rows.iter().filter(|placed| placed.rank.is_some()).collect();
        ranked.sort_by_key(|placed| (placed.rank, placed.index));
        ranked.into_iter().for_each(|placed| self.by_rank.push(placed));
        self.slices.push(Slice {
            by_total: starts.0..self.by_total.len(),
            ties: starts.1..self.tie_ends.len(),
            by_rank: starts.2..self.by_rank.len(),
        });
    }

    /// How many clusters there are: one more than the greatest.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.clusters
    }

    /// How many clusters have a row that was won.
    #[must_use]
    pub fn winning_clusters(&self) -> usize {
        self.winning_clusters
    }

    /// How many instants have rows.
    #[must_use]
    pub fn instants(&self) -> usize {
        self.slices.len()
    }

    /// How much of each row, by its index, lies above a cut: 0 to 1, between them only where a tie or a row is cut.
    #[must_use]
    pub fn membership(&self, cut: Cut) -> Vec<f64> {
        let once = vec![1; self.clusters];
        let mut part_of_row = vec![0.0; self.by_total.len()];
        let mut give = |rows: &[u32], part: f64| {
            for row in rows {
                if let Some(given) = part_of_row.get_mut(*row as usize) {
                    *given = part;
                }
            }
        };
        for slice in &self.slices {
            let mut left = room(cut, self.by_total.mass(slice.by_total.clone(), &once).all);
            match cut {
                Cut::Share(_) => {
                    for tie in self.ties(slice) {
                        let part = take(&mut left, self.by_total.mass(tie.clone(), &once).all);
                        give(self.by_total.rows.get(tie).unwrap_or_default(), part);
                    }
                }
                Cut::Capacity(_) => {
                    for place in slice.by_rank.clone() {
                        let part = take(&mut left, self.by_rank.mass(place..place + 1, &once).all);
                        give(self.by_rank.rows.get(place..=place).unwrap_or_default(), part);
                    }
                }
            }
        }
        part_of_row
    }

    /// For each instant its groups of tied rows, the highest first, with each cluster counted so many times; and what
    /// lies above a capacity.
    pub(crate) fn for_each_instant(&self, draws: &[u16], mut measure: impl FnMut(&[Mass], &dyn Fn(f64) -> Mass)) {
        let mut ties = Vec::new();
        for slice in &self.slices {
            ties.clear();
            ties.extend(self.ties(slice).map(|tie| self.by_total.mass(tie, draws)));
            measure(&ties, &|capacity| self.by_rank.top(slice.by_rank.clone(), draws, capacity));
        }
    }

    /// The places of each group of tied rows of an instant.
    fn ties(&self, slice: &Slice) -> impl Iterator<Item = Range<usize>> {
        let ends = self.tie_ends.get(slice.ties.clone()).unwrap_or_default();
        ends.iter().scan(slice.by_total.start, |start, end| {
            let tie = *start..*end as usize;
            *start = tie.end;
            Some(tie)
        })
    }
}

impl Places {
    fn len(&self) -> usize {
        self.members.len()
    }

    fn push(&mut self, placed: &Placed<'_>) {
        self.members.push(placed.row.cluster << 1 | u32::from(placed.row.won));
        self.weights.push(placed.row.weight);
        self.rows.push(placed.index);
    }

    /// What lies at these places.
    fn mass(&self, places: Range<usize>, draws: &[u16]) -> Mass {
        let count = |member: &u32| draws.get((member >> 1) as usize).copied().unwrap_or_default();
        let members = self.members.get(places.clone()).unwrap_or_default();
        if self.weights.is_empty() {
            // Without weights whole numbers do, which add up several at a time.
            let (mut won, mut all) = (0_u64, 0_u64);
            for member in members {
                let count = u64::from(count(member));
                all += count;
                won += count * u64::from(member & 1);
            }
            return Mass { won: won as f64, all: all as f64 };
        }
        let mut mass = Mass::default();
        for (member, weight) in members.iter().zip(self.weights.get(places).unwrap_or_default()) {
            let all = f64::from(count(member)) * weight;
            mass.add(Mass { won: if member & 1 == 1 { all } else { 0.0 }, all }, 1.0);
        }
        mass
    }

    /// The first of these places, as many as there is room for.
    fn top(&self, places: Range<usize>, draws: &[u16], mut room: f64) -> Mass {
        let mut top = Mass::default();
        for place in places {
            if room <= 0.0 {
                break;
            }
            let mass = self.mass(place..place + 1, draws);
            top.add(mass, take(&mut room, mass.all));
        }
        top
    }
}

/// How many rows lie above a cut, of so many.
pub(crate) fn room(cut: Cut, rows: f64) -> f64 {
    match cut {
        Cut::Share(share) => share * rows,
        Cut::Capacity(capacity) => f64::from(capacity),
    }
}

/// Takes as much of some rows as there is room for: the part that was taken.
pub(crate) fn take(room: &mut f64, rows: f64) -> f64 {
    if rows <= 0.0 {
        return 0.0;
    }
    let part = (*room / rows).clamp(0.0, 1.0);
    *room -= part * rows;
    part
}
