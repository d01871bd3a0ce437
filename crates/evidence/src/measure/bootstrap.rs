//! The cluster bootstrap: what else the figures could have been, had other leads come.
//!
//! Clusters (leads, or accounts) are drawn with replacement, as many as there are, with all their rows (Davison and
//! Hinkley, 1997, section 3.8; Field and Welsh, 2007). Rows of one lead at several instants are alike, so drawing rows
//! would make intervals far too narrow. All rankings of a call see the same draws, which pairs them: the difference of
//! two models on the same leads is known much better than either.

use std::num::NonZeroUsize;

use super::figures::{Curves, Figure, Figures, measure, measure_drawn};
use super::interval::{Interval, Sample, standard_deviation};
use super::random::Random;
use super::ranking::{COUNT_MAX, Cut, Draws, Ranking};
use super::threads::side_by_side;

/// Replicates that give limits of an interval which other seeds would hardly move.
pub const REPLICATES: usize = 1_000;

/// How a bootstrap is run.
#[derive(Clone, Copy, Debug)]
pub struct Bootstrap {
    /// How often clusters are drawn.
    pub replicates: usize,
    /// The same seed gives the same intervals, on any number of threads.
    pub seed: u64,
    /// Threads to use.
    pub threads: NonZeroUsize,
}

/// The figures of a ranking, and what they were in each replicate.
#[derive(Clone, Debug)]
pub struct Replicates {
    /// As measured.
    pub figures: Figures,
    drawn: Vec<Figures>,
    left_out: Vec<Figures>,
    /// How many clusters have a winner: they are what there is to learn from.
    pub(crate) winning_clusters: usize,
    /// How many lists of leads there are: one an instant, or one in all.
    pub(crate) lists: usize,
}

/// Parts of the clusters that are left out in turn, to see how skewed a figure is; each cluster by itself where they
/// are fewer. Third moments of independent parts add up, so parts tell the same as clusters, at less cost.
const PARTS: usize = 200;
/// The same, where nothing but degrees of freedom is read off them.
const KEPT_PARTS: usize = 92;

/// Draws that are measured side by side.
const LANES: usize = 16;

/// Measures rankings of the same rows, and of the same draws of their clusters.
#[must_use]
pub fn bootstrap(rankings: &[&Ranking], cuts: &[Cut], how: &Bootstrap) -> Vec<Replicates> {
    let clusters = rankings.iter().map(|ranking| ranking.clusters()).max().unwrap_or_default();
    let plan = DrawPlan::new(clusters, PARTS, how);
    let measured = |batch: usize| {
        let draws = plan.batch(batch);
        rankings.iter().map(|ranking| measure_drawn(ranking, cuts, Curves::All, &draws)).collect::<Vec<_>>()
    };
    let mut results: Vec<Replicates> = rankings.iter().map(|ranking| Replicates::none_yet(ranking, cuts)).collect();
    for (batch, of_batch) in side_by_side(plan.batches(), how.threads, &measured).into_iter().enumerate() {
        for (result, figures) in results.iter_mut().zip(of_batch) {
            result.take(&plan, batch, figures);
        }
    }
    results
}

/// Draws of clusters that are kept, for rankings which come one after another and are too many to hold at once.
///
/// They are for differences, whose intervals are symmetric.
#[derive(Clone, Debug)]
pub struct KeptDraws {
    plan: DrawPlan,
    batches: Vec<Draws<LANES>>,
}

impl KeptDraws {
    /// Draws so many clusters; it keeps a byte for each and each replicate.
    #[must_use]
    pub fn new(clusters: usize, how: &Bootstrap) -> Self {
        let plan = DrawPlan::new(clusters, KEPT_PARTS, how);
        let batches = side_by_side(plan.batches(), how.threads, &|batch| plan.batch(batch));
        Self { plan, batches }
    }

    /// Measures AUC and the tops of a ranking of those clusters.
    #[must_use]
    pub fn measure(&self, ranking: &Ranking, cuts: &[Cut]) -> Replicates {
        let mut replicates = Replicates::none_yet(ranking, cuts);
        for (batch, draws) in self.batches.iter().enumerate() {
            replicates.take(&self.plan, batch, measure_drawn(ranking, cuts, Curves::Auc, draws));
        }
        replicates
    }
}

/// Which draws there are, in batches: replicates first, then what is left out.
#[derive(Clone, Copy, Debug)]
struct DrawPlan {
    clusters: usize,
    replicates: usize,
    parts: usize,
    seed: u64,
}

impl DrawPlan {
    fn new(clusters: usize, parts: usize, how: &Bootstrap) -> Self {
        Self { clusters, replicates: how.replicates, parts: clusters.min(parts), seed: how.seed }
    }

    fn batches(&self) -> usize {
        (self.replicates + self.parts).div_ceil(LANES)
    }

    /// The numbers of the draws of a batch.
    fn numbers(&self, batch: usize) -> impl Iterator<Item = usize> {
        (batch * LANES..self.replicates + self.parts).take(LANES)
    }

    fn batch(&self, batch: usize) -> Draws<LANES> {
        let mut draws: Draws<LANES> = vec![[0; LANES]; self.clusters];
        for (lane, number) in self.numbers(batch).enumerate() {
            match number.checked_sub(self.replicates) {
                None => draw(&mut draws, lane, self.seed, number),
                Some(part) => leave_out(&mut draws, lane, part, self.parts),
            }
        }
        draws
    }
}

impl Replicates {
    fn none_yet(ranking: &Ranking, cuts: &[Cut]) -> Self {
        Self {
            figures: measure(ranking, cuts),
            drawn: Vec::new(),
            left_out: Vec::new(),
            winning_clusters: ranking.winning_clusters(),
            lists: ranking.instants(),
        }
    }

    /// Takes the figures of a batch of draws.
    fn take(&mut self, plan: &DrawPlan, batch: usize, figures: [Figures; LANES]) {
        for (number, figures) in plan.numbers(batch).zip(figures) {
            let of_kind = if number < plan.replicates { &mut self.drawn } else { &mut self.left_out };
            of_kind.push(figures);
        }
    }

    /// The 95 % interval of a figure; `None` where it has no meaning, or not enough wins ([`Replicates::has_enough`]).
    #[must_use]
    pub fn interval(&self, figure: Figure) -> Option<Interval> {
        let get = |of: &Figures| of.get(figure);
        let sample = self.sample(get(&self.figures)?, values(&self.drawn, get), values(&self.left_out, get));
        // Where no draw differs, as where nobody of a top was won, draws tell nothing of how far it may be trusted.
        self.has_enough(figure).then(|| sample.interval()).flatten().filter(|interval| interval.low < interval.high)
    }

    /// By how much a figure is greater here than there, and the 95 % interval of that; both must come of one call.
    #[must_use]
    pub fn difference(&self, other: &Self, figure: Figure) -> Option<(f64, Option<Interval>)> {
        let by = |(here, there): (&Figures, &Figures)| Some(here.get(figure)? - there.get(figure)?);
        let both = |here: &[Figures], there: &[Figures]| here.iter().zip(there).map(by).collect();
        let measured = by((&self.figures, &other.figures))?;
        let sample = self.sample(measured, both(&self.drawn, &other.drawn), both(&self.left_out, &other.left_out));
        let enough = self.has_enough(figure) && other.has_enough(figure) && self.has_enough_to_compare(figure);
        Some((measured, enough.then(|| sample.symmetric()).flatten()))
    }

    /// The standard error of a figure: its standard deviation over the replicates.
    #[must_use]
    pub fn standard_error(&self, figure: Figure) -> Option<f64> {
        standard_deviation(&values(&self.drawn, |of| of.get(figure)).into_iter().flatten().collect::<Vec<_>>())
    }

    fn sample(&self, measured: f64, drawn: Vec<Option<f64>>, left_out: Vec<Option<f64>>) -> Sample {
        Sample { measured, drawn, left_out, winning_clusters: self.winning_clusters }
    }
}

fn values(of: &[Figures], get: impl Fn(&Figures) -> Option<f64>) -> Vec<Option<f64>> {
    of.iter().map(get).collect()
}

/// Draws clusters.
fn draw(draws: &mut Draws<LANES>, lane: usize, seed: u64, number: usize) {
    let mut random = Random::new(seed, number as u64);
    let clusters = draws.len() as u32;
    for _ in 0..clusters {
        if let Some(drawn) = draws.get_mut(random.below(clusters) as usize) {
            drawn[lane] = (drawn[lane] + 1).min(COUNT_MAX);
        }
    }
}

/// Takes every cluster once, but for those of one part.
fn leave_out(draws: &mut Draws<LANES>, lane: usize, part: usize, parts: usize) {
    let clusters = draws.len();
    // Parts are mixed, for neighbours may be alike: a million leads stand in the order of their creation.
    let part_of = |cluster: usize| {
        if parts == clusters { cluster } else { Random::new(0, cluster as u64).below(parts as u32) as usize }
    };
    draws.iter_mut().enumerate().for_each(|(cluster, drawn)| drawn[lane] = u8::from(part_of(cluster) != part));
}
