//! Rows in order: ranked once, measured many times.
//!
//! A bootstrap changes how often each cluster counts, never the order of rows. So the order, the ties and the ranks are
//! worked out once; every figure of every replicate is then one walk over places that hold no more than it needs.

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
    /// Where each step ends: a group of tied places with a winner, or all groups between two of those. What no winner
    /// stands in makes no figure finer.
    step_ends: Vec<u32>,
    /// Eligible rows, in the order of their ranks.
    by_rank: Places,
    clusters: usize,
    winning_clusters: usize,
}

/// A row, and what it is put in order by.
struct Placed<'r> {
    instant: u32,
    key: u128,
    row: &'r Row,
}

/// From the highest total down, those without one last; then by rank, none last; then by index. With ranks that follow the
/// totals this is the order of the ranks, too. One number, for most of the time goes into comparing.
fn key(total: Option<Exact>, rank: Option<u32>, index: u32) -> u128 {
    let falling = total.map_or(u64::MAX, |total| (!(total.0 as u64 ^ (1 << 63))).min(u64::MAX - 1));
    u128::from(falling) << 64 | u128::from(rank.unwrap_or(u32::MAX)) << 32 | u128::from(index)
}

impl Placed<'_> {
    fn rank(&self) -> u32 {
        (self.key >> 32) as u32
    }

    fn index(&self) -> u32 {
        self.key as u32
    }
}

/// The parts of a ranking that belong to one instant.
#[derive(Clone, Debug)]
struct Slice {
    by_total: Range<usize>,
    ties: Range<usize>,
    steps: Range<usize>,
    by_rank: Range<usize>,
}

/// What of rows is needed to measure them, in columns.
#[derive(Clone, Debug, Default)]
struct Places {
    members: Vec<Member>,
    /// The row's index.
    rows: Vec<u32>,
    /// The weights that rows have: one or two, for a sample gives all leads that it draws the same.
    weights: Vec<f64>,
}

/// A row as it is counted.
#[derive(Clone, Copy, Debug, Default)]
struct Member {
    cluster: u32,
    /// The index of its weight, times two, plus one if it was won: rows of a kind are counted together.
    kind: u32,
}

/// How often each cluster counts, in several draws side by side: what is looked up for a row is then one load, and what is
/// done for one draw is done for all of them at once. No count is above [`COUNT_MAX`].
pub(crate) type Draws<const LANES: usize> = Vec<[u8; LANES]>;

/// A cluster that is drawn more often counts so often. A thousand draws of a million clusters hold such a cluster once in
/// fifty thousand runs.
pub(crate) const COUNT_MAX: u8 = 15;

/// So many counts can be summed up in eight bits.
const SUMMED_AT_ONCE: usize = (u8::MAX / COUNT_MAX) as usize;

/// The winners of some rows, and all of them, in each of several draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mass<const LANES: usize> {
    pub(crate) won: [f64; LANES],
    pub(crate) all: [f64; LANES],
}

impl<const LANES: usize> Default for Mass<LANES> {
    fn default() -> Self {
        Self { won: [0.0; LANES], all: [0.0; LANES] }
    }
}

impl<const LANES: usize> Mass<LANES> {
    pub(crate) fn add(&mut self, other: &Self) {
        for lane in 0..LANES {
            self.won[lane] += other.won[lane];
            self.all[lane] += other.all[lane];
        }
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
        let clusters = rows.iter().map(|row| row.cluster as usize + 1).max().unwrap_or_default();
        let mut is_winning = vec![false; clusters];
        rows.iter().filter(|row| row.won).for_each(|row| is_winning[row.cluster as usize] = true);
        let mut order: Vec<Placed<'_>> = (0_u32..)
            .zip(rows)
            .map(|(index, row)| {
                let (total, rank) = place(index as usize);
                let instant = if within == Within::Instant { row.instant } else { 0 };
                Placed { instant, key: key(total, rank, index), row }
            })
            .collect();
        if order.is_sorted_by_key(|placed| placed.instant) {
            let instants = order.chunk_by_mut(|left, right| left.instant == right.instant);
            instants.for_each(|of_instant| of_instant.sort_unstable_by_key(|placed| placed.key));
        } else {
            order.sort_unstable_by_key(|placed| (placed.instant, placed.key));
        }
        let mut ranking = Self {
            slices: Vec::new(),
            by_total: Places::default(),
            tie_ends: Vec::new(),
            step_ends: Vec::new(),
            by_rank: Places::default(),
            clusters,
            winning_clusters: is_winning.into_iter().filter(|won| *won).count(),
        };
        for of_instant in order.chunk_by(|left, right| left.instant == right.instant) {
            ranking.push(of_instant);
        }
        ranking
    }

    fn push(&mut self, rows: &[Placed<'_>]) {
        let starts = (self.by_total.len(), self.tie_ends.len(), self.step_ends.len(), self.by_rank.len());
        let mut may_go_on = false;
        for tie in rows.chunk_by(|left, right| left.key >> 64 == right.key >> 64) {
            tie.iter().for_each(|placed| self.by_total.push(placed));
            let end = self.by_total.len() as u32;
            self.tie_ends.push(end);
            let has_winner = tie.iter().any(|placed| placed.row.won);
            match self.step_ends.last_mut().filter(|_| may_go_on && !has_winner) {
                Some(of_step) => *of_step = end,
                None => self.step_ends.push(end),
            }
            may_go_on = !has_winner;
        }
        let mut ranked: Vec<&Placed<'_>> = rows.iter().filter(|placed| placed.rank() != u32::MAX).collect();
        if !ranked.is_sorted_by_key(|placed| placed.key as u64) {
            ranked.sort_unstable_by_key(|placed| placed.key as u64);
        }
        ranked.into_iter().for_each(|placed| self.by_rank.push(placed));
        self.slices.push(Slice {
            by_total: starts.0..self.by_total.len(),
            ties: starts.1..self.tie_ends.len(),
            steps: starts.2..self.step_ends.len(),
            by_rank: starts.3..self.by_rank.len(),
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
        let mut part_of_row = vec![0.0; self.by_total.len()];
        let mut give = |rows: &[u32], part: f64| {
            for row in rows {
                if let Some(given) = part_of_row.get_mut(*row as usize) {
                    *given = part;
                }
            }
        };
        for slice in &self.slices {
            let mut left = room(cut, self.by_total.weight(slice.by_total.clone()));
            match cut {
                Cut::Share(_) => {
                    let ends = self.tie_ends.get(slice.ties.clone()).unwrap_or_default();
                    for tie in ranges(slice.by_total.start, ends) {
                        let part = take(&mut left, self.by_total.weight(tie.clone()));
                        give(self.by_total.rows.get(tie).unwrap_or_default(), part);
                    }
                }
                Cut::Capacity(_) => {
                    for place in slice.by_rank.clone() {
                        let part = take(&mut left, self.by_rank.weight(place..place + 1));
                        give(self.by_rank.rows.get(place..=place).unwrap_or_default(), part);
                    }
                }
            }
        }
        part_of_row
    }

    /// For each instant its steps, the highest first, with each cluster counted so many times; and what lies above a
    /// capacity.
    pub(crate) fn for_each_instant<const LANES: usize>(
        &self,
        draws: &Draws<LANES>,
        mut measure: impl FnMut(&[Mass<LANES>], &dyn Fn(f64) -> Mass<LANES>),
    ) {
        let (mut steps, mut counted) = (Vec::new(), Vec::new());
        for slice in &self.slices {
            let ends = self.step_ends.get(slice.steps.clone()).unwrap_or_default();
            steps.clear();
            for step in ranges(slice.by_total.start, ends) {
                steps.push(Mass::default());
                if let Some(mass) = steps.last_mut() {
                    self.by_total.add_mass(step, draws, &mut counted, mass);
                }
            }
            measure(&steps, &|capacity| self.by_rank.top(slice.by_rank.clone(), draws, capacity));
        }
    }
}

/// The places from one end to the next.
fn ranges(start: usize, ends: &[u32]) -> impl Iterator<Item = Range<usize>> {
    ends.iter().scan(start, |start, end| {
        let range = *start..*end as usize;
        *start = range.end;
        Some(range)
    })
}

impl Places {
    fn len(&self) -> usize {
        self.members.len()
    }

    fn push(&mut self, placed: &Placed<'_>) {
        let weight = placed.row.weight;
        let known = self.weights.iter().position(|known| *known == weight);
        let index = known.unwrap_or_else(|| {
            self.weights.push(weight);
            self.weights.len() - 1
        });
        let kind = (index as u32) << 1 | u32::from(placed.row.won);
        self.members.push(Member { cluster: placed.row.cluster, kind });
        self.rows.push(placed.index());
    }

    /// How many rows these are, weighted.
    fn weight(&self, places: Range<usize>) -> f64 {
        if let [weight] = self.weights[..] {
            return places.len() as f64 * weight;
        }
        self.members.get(places).unwrap_or_default().iter().map(|member| self.weight_of(member.kind as usize)).sum()
    }

    fn weight_of(&self, kind: usize) -> f64 {
        self.weights.get(kind >> 1).copied().unwrap_or_default()
    }

    /// Adds what lies at these places. Whole numbers are summed up, in as few bits as they need, and weighted at the end.
    #[expect(clippy::needless_range_loop, reason = "a lane is the same place of several arrays")]
    fn add_mass<const LANES: usize>(
        &self,
        places: Range<usize>,
        draws: &Draws<LANES>,
        counted: &mut Vec<[u8; LANES]>,
        mass: &mut Mass<LANES>,
    ) {
        counted.resize(2 * self.weights.len(), [0; LANES]);
        for members in self.members.get(places).unwrap_or_default().chunks(SUMMED_AT_ONCE) {
            for member in members {
                let counts = counts(draws, *member);
                if let Some(counted) = counted.get_mut(member.kind as usize) {
                    for lane in 0..LANES {
                        counted[lane] = counted[lane].wrapping_add(counts[lane]);
                    }
                }
            }
            for (kind, counted) in counted.iter_mut().enumerate() {
                if *counted == [0; LANES] {
                    continue;
                }
                let (weight, is_won) = (self.weight_of(kind), kind & 1 == 1);
                for lane in 0..LANES {
                    mass.all[lane] += f64::from(counted[lane]) * weight;
                }
                if is_won {
                    for lane in 0..LANES {
                        mass.won[lane] += f64::from(counted[lane]) * weight;
                    }
                }
                *counted = [0; LANES];
            }
        }
    }

    /// The first of these places, as many as there is room for.
    fn top<const LANES: usize>(&self, places: Range<usize>, draws: &Draws<LANES>, room: f64) -> Mass<LANES> {
        let mut top = Mass::default();
        let mut room = [room; LANES];
        for member in self.members.get(places).unwrap_or_default() {
            if room.iter().all(|room| *room <= 0.0) {
                break;
            }
            let (counts, if_won) = (counts(draws, *member), f64::from(member.kind & 1));
            let weight = self.weight_of(member.kind as usize);
            for lane in 0..LANES {
                let all = f64::from(counts[lane]) * weight;
                let taken = if all < room[lane] { all } else { room[lane] };
                room[lane] -= taken;
                top.all[lane] += taken;
                top.won[lane] += taken * if_won;
            }
        }
        top
    }
}

/// How often the cluster of a member counts.
fn counts<const LANES: usize>(draws: &Draws<LANES>, member: Member) -> [u8; LANES] {
    draws.get(member.cluster as usize).copied().unwrap_or([0; LANES])
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
