//! How well a ranking finds winners: AUC, KS and average precision, and precision, gain and lift of its top.

use super::ranking::{Cut, Mass, Ranking, room, take};

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
    measure_drawn(ranking, cuts, &vec![1; ranking.clusters()])
}

/// Measures a ranking in which each cluster counts so many times.
pub(crate) fn measure_drawn(ranking: &Ranking, cuts: &[Cut], draws: &[u16]) -> Figures {
    let (mut auc, mut ks, mut average_precision) = (Average::default(), Average::default(), Average::default());
    let (mut all, mut tops) = (Mass::default(), vec![Mass::default(); cuts.len()]);
    ranking.for_each_instant(draws, |ties, top_ranked| {
        let mut total = Mass::default();
        ties.iter().for_each(|tie| total.add(*tie, 1.0));
        if total.won > 0.0 && total.others() > 0.0 {
            let (of_auc, of_ks) = separation(ties, total);
            auc.add(of_auc, total.won * total.others());
            ks.add(of_ks, total.won);
        }
        if total.won > 0.0 {
            average_precision.add(precision_over_winners(ties, total), total.won);
        }
        all.add(total, 1.0);
        for (top, cut) in tops.iter_mut().zip(cuts) {
            let room = room(*cut, total.all);
            let of_instant = match cut {
                Cut::Share(_) => top_tied(ties, room),
                Cut::Capacity(_) => top_ranked(room),
            };
            top.add(of_instant, 1.0);
        }
    });
    Figures {
        auc: auc.value(),
        ks: ks.value(),
        average_precision: average_precision.value(),
        base_rate: ratio(all.won, all.all),
        rows: all.all,
        won: all.won,
        tops: tops.into_iter().map(|top| Top::of(top, all)).collect(),
    }
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
    fn of(top: Mass, all: Mass) -> Self {
        let precision = ratio(top.won, top.all);
        let base_rate = ratio(all.won, all.all).filter(|rate| *rate > 0.0);
        let lift = precision.zip(base_rate).map(|(precision, base_rate)| precision / base_rate);
        Self { rows: top.all, won: top.won, precision, gain: ratio(top.won, all.won), lift }
    }
}

/// AUC and KS of one instant, which has winners and others.
fn separation(ties: &[Mass], total: Mass) -> (f64, f64) {
    let (mut above, mut pairs, mut distance) = (Mass::default(), 0.0, 0.0_f64);
    for tie in ties {
        // Others above a winner count against it, tied ones half.
        pairs += tie.won * (total.others() - above.others() - tie.others() / 2.0);
        above.add(*tie, 1.0);
        distance = distance.max((above.won / total.won - above.others() / total.others()).abs());
    }
    (pairs / (total.won * total.others()), distance)
}

/// Average precision of one instant, which has winners.
fn precision_over_winners(ties: &[Mass], total: Mass) -> f64 {
    let (mut above, mut sum) = (Mass::default(), 0.0);
    for tie in ties {
        above.add(*tie, 1.0);
        if tie.won > 0.0 {
            sum += tie.won * above.won / above.all;
        }
    }
    sum / total.won
}

fn top_tied(ties: &[Mass], mut room: f64) -> Mass {
    let mut top = Mass::default();
    for tie in ties {
        if room <= 0.0 {
            break;
        }
        top.add(*tie, take(&mut room, tie.all));
    }
    top
}

/// An average with weights.
#[derive(Default)]
struct Average {
    sum: f64,
    weight: f64,
}

impl Average {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weight += weight;
    }

    fn value(&self) -> Option<f64> {
        ratio(self.sum, self.weight)
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
