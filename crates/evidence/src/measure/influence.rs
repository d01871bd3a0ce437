//! What each cluster has a part in, and how two orders of the same rows differ: for the cost of one walk down each.
//!
//! A bootstrap draws clusters hundreds of times to see how far a figure moves. To first order that is the sum of what each
//! cluster moves it by (the infinitesimal jackknife; Jaeckel, 1972; Efron, 1982, chapter 6; of AUC: DeLong and others,
//! 1988). For the many differences that leaving out one criterion after another makes, that is enough: it holds as
//! often, see `docs/evidence.md`.

use super::interval::{Interval, of_sum};
use super::minimum::{has_wins, has_wins_to_compare_tops, holds_a_win_by_chance};
use super::ranking::Ranking;

/// AUC and precision at a capacity, and what each cluster moves them by.
#[derive(Clone, Debug, Default)]
pub struct Influences {
    /// As measured.
    pub auc: Option<f64>,
    /// As measured.
    pub precision: Option<f64>,
    of_auc: Vec<f64>,
    of_precision: Vec<f64>,
    winning_clusters: usize,
    top_is_enough: bool,
}

impl Influences {
    /// Walks down a ranking once.
    #[must_use]
    pub fn of(ranking: &Ranking, capacity: u32) -> Self {
        let (auc, of_auc) = auc(ranking).unzip();
        let top = Top::of(ranking, f64::from(capacity));
        Self {
            auc,
            precision: top.precision(),
            of_auc: of_auc.unwrap_or_default(),
            of_precision: top.influences(),
            winning_clusters: ranking.winning_clusters(),
            top_is_enough: holds_a_win_by_chance(top.rows, top.all, ranking.winning_clusters()),
        }
    }

    /// By how much AUC is greater here than there, and the 95 % interval of that.
    #[must_use]
    pub fn auc_over(&self, other: &Self) -> Option<(f64, Option<Interval>)> {
        let by = self.auc? - other.auc?;
        let interval = of_sum(by, &less(&self.of_auc, &other.of_auc), self.winning_clusters);
        Some((by, interval.filter(|_| has_wins(self.winning_clusters))))
    }

    /// By how much precision at the capacity is greater here than there, and the 95 % interval of that.
    #[must_use]
    pub fn precision_over(&self, other: &Self) -> Option<(f64, Option<Interval>)> {
        let by = self.precision? - other.precision?;
        let enough = has_wins_to_compare_tops(self.winning_clusters) && self.top_is_enough && other.top_is_enough;
        let interval = of_sum(by, &less(&self.of_precision, &other.of_precision), self.winning_clusters);
        Some((by, interval.filter(|_| enough)))
    }
}

fn less(here: &[f64], there: &[f64]) -> Vec<f64> {
    here.iter().zip(there).map(|(here, there)| here - there).collect()
}

/// AUC is the share of pairs in which the winner stands above; a cluster has a part in pairs, and in those won.
fn auc(ranking: &Ranking) -> Option<(f64, Vec<f64>)> {
    let (mut above, mut pairs) = (0.0, 0.0);
    // For each cluster, the pairs that it has a part in: those with the winner above, and all.
    let mut of_cluster = vec![[0.0; 2]; ranking.clusters()];
    for list in ranking.lists() {
        let (mut winners, mut others) = (0.0, 0.0);
        list.ties().flatten().for_each(|row| if row.won { winners += row.weight } else { others += row.weight });
        let (mut winners_above, mut others_above) = (0.0, 0.0);
        for tie in list.ties() {
            let (mut winners_tied, mut others_tied) = (0.0, 0.0);
            tie.clone().for_each(|row| if row.won { winners_tied += row.weight } else { others_tied += row.weight });
            for row in tie {
                let [of_above, of_all] = if row.won {
                    [others - others_above - others_tied / 2.0, others]
                } else {
                    [winners_above + winners_tied / 2.0, winners]
                };
                if let Some(cluster) = of_cluster.get_mut(row.cluster) {
                    cluster[0] += row.weight * of_above;
                    cluster[1] += row.weight * of_all;
                }
                if row.won {
                    above += row.weight * of_above;
                }
            }
            winners_above += winners_tied;
            others_above += others_tied;
        }
        pairs += winners * others;
    }
    let auc = (pairs > 0.0).then(|| above / pairs)?;
    Some((auc, of_cluster.into_iter().map(|[above, all]| (above - auc * all) / pairs).collect()))
}

/// What lies above a capacity.
#[derive(Default)]
struct Top {
    won: f64,
    rows: f64,
    all: f64,
    /// Won rows, and rows, about the border: from half the capacity to one and a half.
    border: [f64; 2],
    /// For each cluster its won rows, and its rows: of lists that go on below the capacity, and of those that end above.
    of_cluster: Vec<[f64; 3]>,
}

impl Top {
    fn of(ranking: &Ranking, capacity: f64) -> Self {
        let mut top = Self { of_cluster: vec![[0.0; 3]; ranking.clusters()], ..Self::default() };
        for list in ranking.lists() {
            top.all += list.weight();
            let ranked: f64 = list.ranked().map(|row| row.weight).sum();
            let kind = if ranked > capacity { 1 } else { 2 };
            let mut above = 0.0;
            for row in list.ranked() {
                let middle = above + row.weight / 2.0;
                if middle > 1.5 * capacity {
                    break;
                }
                if kind == 1 && middle > 0.5 * capacity {
                    top.border[0] += if row.won { row.weight } else { 0.0 };
                    top.border[1] += row.weight;
                }
                let taken = row.weight.min((capacity - above).max(0.0));
                let won = if row.won { taken } else { 0.0 };
                if let Some(cluster) = top.of_cluster.get_mut(row.cluster) {
                    cluster[0] += won;
                    cluster[kind] += taken;
                }
                top.won += won;
                top.rows += taken;
                above += row.weight;
            }
        }
        top
    }

    fn precision(&self) -> Option<f64> {
        (self.rows > 0.0).then(|| self.won / self.rows)
    }

    /// A cluster that counts more brings its own winners, and pushes rows over the border, which are won as often as
    /// those about it; where a list ends above the capacity it pushes nobody, but there are more rows.
    fn influences(&self) -> Vec<f64> {
        let precision = self.precision().unwrap_or_default();
        let at_border = if self.border[1] > 0.0 { self.border[0] / self.border[1] } else { precision };
        let of = |[won, pushing, open]: &[f64; 3]| (won - at_border * pushing - precision * open) / self.rows.max(1.0);
        self.of_cluster.iter().map(of).collect()
    }
}
