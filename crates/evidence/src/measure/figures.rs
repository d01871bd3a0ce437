//! How well a ranking finds winners: AUC, KS and average precision, and precision, gain and lift of its top.

use super::ranking::{Cut, Draws, Mass, Ranking, room, take};

/// The figures of a ranking; `None` where one has no meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The chance that a winner stands above another row of its instant, a tie counting half (Mann and Whitney, 1947;
    /// Hanley and McNeil, 1982). Instants weigh as many pairs as they have: winners times others.
    pub auc: Option<f64>,
    /// The greatest distance between the shares of winners and of others above a total (Kolmogorov, 1933; Smirnov,
    /// 1939), two-sided. Instants weigh their winners.
    pub ks: Option<f64>,
    /// The precision at each total that some row has, averaged over the winners (as in scikit-learn: a tie is one step,
    /// no interpolation). Instants weigh their winners.
    pub average_precision: Option<f64>,
    /// The share of rows that were won.
    pub base_rate: Option<f64>,
    /// How many rows there are, weighted.
    pub rows: f64,
    /// How many of them were won, weighted.
    pub won: f64,
    /// The rows above each cut, in the order in which cuts were asked for.
    pub tops: Vec<Top>,
}

/// One of the figures of a ranking; tops by the index of their cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// [`Figures::auc`].
    Auc,
    /// [`Figures::ks`].
    Ks,
    /// [`Figures::average_precision`].
    AveragePrecision,
    /// [`Figures::base_rate`].
    BaseRate,
    /// [`Top::precision`].
    Precision(usize),
    /// [`Top::gain`].
    Gain(usize),
    /// [`Top::lift`].
    Lift(usize),
}

/// The rows above a cut, over all instants.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Top {
    /// How many rows, tied ones in part.
    pub rows: f64,
    /// How many of them were won.
    pub won: f64,
    /// The share of them that was won.
    pub precision: Option<f64>,
    /// The share of all won rows that are among them.
    pub gain: Option<f64>,
    /// Their precision over the base rate.
    pub lift: Option<f64>,
}

/// Measures a ranking as it is.
#[must_use]
pub fn measure(ranking: &Ranking, cuts: &[Cut]) -> Figures {
    let [figures] = measure_drawn(ranking, cuts, Curves::All, &vec![[1]; ranking.clusters()]);
    figures
}

/// Which figures are made of the whole curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curves {
    /// AUC, KS and average precision.
    All,
    /// AUC alone, for half the work: the others have no value.
    Auc,
}

/// Measures a ranking in several draws, in which each cluster counts so many times.
pub(crate) fn measure_drawn<const LANES: usize>(
    ranking: &Ranking,
    cuts: &[Cut],
    curves: Curves,
    draws: &Draws<LANES>,
) -> [Figures; LANES] {
    let [mut auc, mut ks, mut average_precision] = [Average::<LANES>::default(); 3];
    let (mut all, mut tops) = (Mass::default(), vec![Mass::default(); cuts.len()]);
    let mut above = Vec::new();
    ranking.for_each_instant(draws, |steps, top_ranked| {
        let total = accumulate(steps, &mut above);
        let walk = Walk::of(steps, &above, &total, curves);
        for lane in 0..LANES {
            let (won, others) = (total.won[lane], total.all[lane] - total.won[lane]);
            if won > 0.0 && others > 0.0 {
                auc.add(lane, walk.pairs[lane] / (won * others), won * others);
                if curves == Curves::All {
                    ks.add(lane, walk.distance[lane], won);
                }
            }
            if won > 0.0 && curves == Curves::All {
                average_precision.add(lane, walk.precisions[lane] / won, won);
            }
        }
        all.add(&total);
        for (top, cut) in tops.iter_mut().zip(cuts) {
            match cut {
                Cut::Share(_) => top.add(&top_tied(&above, &total, *cut)),
                Cut::Capacity(capacity) => top.add(&top_ranked(f64::from(*capacity))),
            }
        }
    });
    std::array::from_fn(|lane| Figures {
        auc: auc.value(lane),
        ks: ks.value(lane),
        average_precision: average_precision.value(lane),
        base_rate: ratio(all.won[lane], all.all[lane]),
        rows: all.all[lane],
        won: all.won[lane],
        tops: tops.iter().map(|top| Top::of(top, &all, lane)).collect(),
    })
}

impl Figures {
    /// A figure by its name.
    #[must_use]
    pub fn get(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::Auc => self.auc,
            Figure::Ks => self.ks,
            Figure::AveragePrecision => self.average_precision,
            Figure::BaseRate => self.base_rate,
            Figure::Precision(cut) => self.tops.get(cut)?.precision,
            Figure::Gain(cut) => self.tops.get(cut)?.gain,
            Figure::Lift(cut) => self.tops.get(cut)?.lift,
        }
    }
}

impl Top {
    fn of<const LANES: usize>(top: &Mass<LANES>, all: &Mass<LANES>, lane: usize) -> Self {
        let (rows, won) = (top.all[lane], top.won[lane]);
        let precision = ratio(won, rows);
        let base_rate = ratio(all.won[lane], all.all[lane]).filter(|rate| *rate > 0.0);
        let lift = precision.zip(base_rate).map(|(precision, base_rate)| precision / base_rate);
        Self { rows, won, precision, gain: ratio(won, all.won[lane]), lift }
    }
}

/// What lies above the end of each step, and in all.
fn accumulate<const LANES: usize>(steps: &[Mass<LANES>], above: &mut Vec<Mass<LANES>>) -> Mass<LANES> {
    let mut total = Mass::default();
    above.clear();
    above.extend(steps.iter().map(|step| {
        total.add(step);
        total
    }));
    total
}

/// What one walk down an instant gathers.
struct Walk<const LANES: usize> {
    /// Pairs of a winner and another row in which the winner stands above; tied ones count half.
    pairs: [f64; LANES],
    /// The greatest distance between the shares of winners and of others.
    distance: [f64; LANES],
    /// Precision at each winner, summed up.
    precisions: [f64; LANES],
}

impl<const LANES: usize> Walk<LANES> {
    #[expect(clippy::needless_range_loop, reason = "a lane is the same place of several arrays")]
    fn of(steps: &[Mass<LANES>], above: &[Mass<LANES>], total: &Mass<LANES>, asked: Curves) -> Self {
        let others: [f64; LANES] = std::array::from_fn(|lane| total.all[lane] - total.won[lane]);
        let of_winner = total.won.map(f64::recip);
        let of_other = others.map(f64::recip);
        let mut walk = Self { pairs: [0.0; LANES], distance: [0.0; LANES], precisions: [0.0; LANES] };
        for (step, above) in steps.iter().zip(above) {
            for lane in 0..if asked == Curves::All { LANES } else { 0 } {
                let others_above = above.all[lane] - above.won[lane];
                let apart = (above.won[lane] * of_winner[lane] - others_above * of_other[lane]).abs();
                walk.distance[lane] = if apart > walk.distance[lane] { apart } else { walk.distance[lane] };
            }
            if step.won == [0.0; LANES] {
                continue;
            }
            for lane in 0..LANES {
                // Others above a winner count against it, tied ones half.
                let others_above = above.all[lane] - above.won[lane];
                let others_tied = step.all[lane] - step.won[lane];
                walk.pairs[lane] += step.won[lane] * (others[lane] - others_above + others_tied / 2.0);
            }
            for lane in 0..if asked == Curves::All { LANES } else { 0 } {
                let rows_above = if above.all[lane] > 0.0 { above.all[lane] } else { 1.0 };
                walk.precisions[lane] += step.won[lane] * above.won[lane] / rows_above;
            }
        }
        walk
    }
}

/// The rows above a share of an instant: those of the steps above it, and a part of the one that it cuts.
fn top_tied<const LANES: usize>(above: &[Mass<LANES>], total: &Mass<LANES>, cut: Cut) -> Mass<LANES> {
    let mut top = Mass::default();
    for lane in 0..LANES {
        let wanted = room(cut, total.all[lane]);
        let cut_step = above.partition_point(|above| above.all[lane] < wanted);
        let at =
            |step: usize| above.get(step).map_or((total.won[lane], total.all[lane]), |of| (of.won[lane], of.all[lane]));
        let before = cut_step.checked_sub(1).map_or((0.0, 0.0), at);
        let after = at(cut_step);
        let mut left = wanted - before.1;
        let part = take(&mut left, after.1 - before.1);
        top.won[lane] = before.0 + part * (after.0 - before.0);
        top.all[lane] = before.1 + part * (after.1 - before.1);
    }
    top
}

/// An average with weights.
#[derive(Clone, Copy)]
struct Average<const LANES: usize> {
    sum: [f64; LANES],
    weight: [f64; LANES],
}

impl<const LANES: usize> Default for Average<LANES> {
    fn default() -> Self {
        Self { sum: [0.0; LANES], weight: [0.0; LANES] }
    }
}

impl<const LANES: usize> Average<LANES> {
    fn add(&mut self, lane: usize, value: f64, weight: f64) {
        self.sum[lane] += value * weight;
        self.weight[lane] += weight;
    }

    fn value(&self, lane: usize) -> Option<f64> {
        ratio(self.sum[lane], self.weight[lane])
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
