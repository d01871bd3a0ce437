//! From how many wins on an interval is shown.
//!
//! An interval that holds the truth less often than it says is worse than none. How often each kind holds it was counted
//! in worlds where the truth is known (`handraise-bench coverage`, its table in `docs/evidence.md`): 93 to 97 of 100
//! where these rules allow it. What they do not allow was seen to fail, or was not tried.

use super::bootstrap::Replicates;
use super::figures::Figure;

/// With fewer winning clusters nothing is shown.
const WINS_MIN: usize = 20;
/// The greatest distance between two curves is biased upwards until both are smooth: won rows of each list, and winning
/// clusters.
const KS_WINS_MIN: usize = 150;
/// Winning clusters from which the average precisions of two lists are compared.
const AVERAGE_PRECISIONS_COMPARED_WINS_MIN: usize = 400;
/// Winning clusters from which the tops of two lists are compared: with fewer the intervals hold, but are too wide.
const TOPS_COMPARED_WINS_MIN: usize = 60;
/// Winning clusters that a top would hold by chance.
const WINS_OF_A_TOP_MIN: f64 = 1.0;

/// Whether so many clusters with a winner are enough for any interval.
pub(crate) fn has_wins(winning_clusters: usize) -> bool {
    winning_clusters >= WINS_MIN
}

/// Whether a top of so many of all rows would hold a win by chance.
pub(crate) fn holds_a_win_by_chance(top: f64, all: f64, winning_clusters: usize) -> bool {
    top * winning_clusters as f64 >= WINS_OF_A_TOP_MIN * all
}

/// Whether so many are enough to compare the tops of two lists.
pub(crate) fn has_wins_to_compare_tops(winning_clusters: usize) -> bool {
    winning_clusters >= TOPS_COMPARED_WINS_MIN
}

impl Replicates {
    /// Whether there are wins enough for the interval of a figure to keep its promise.
    #[must_use]
    pub fn has_enough(&self, figure: Figure) -> bool {
        let enough = match figure {
            Figure::Auc | Figure::AveragePrecision | Figure::BaseRate => true,
            Figure::Ks => {
                let of_lists = self.figures.won >= (KS_WINS_MIN * self.lists) as f64;
                of_lists && self.winning_clusters >= KS_WINS_MIN
            }
            Figure::Precision(cut) | Figure::Gain(cut) | Figure::Lift(cut) => {
                let top = self.figures.tops.get(cut).copied().unwrap_or_default();
                holds_a_win_by_chance(top.rows, self.figures.rows, self.winning_clusters)
            }
        };
        enough && has_wins(self.winning_clusters)
    }

    /// Whether there are wins enough for the difference of a figure between two lists, too.
    pub(crate) fn has_enough_to_compare(&self, figure: Figure) -> bool {
        let wins_min = match figure {
            Figure::AveragePrecision => AVERAGE_PRECISIONS_COMPARED_WINS_MIN,
            Figure::Precision(_) | Figure::Gain(_) | Figure::Lift(_) => TOPS_COMPARED_WINS_MIN,
            Figure::Auc | Figure::Ks | Figure::BaseRate => WINS_MIN,
        };
        self.winning_clusters >= wins_min
    }
}
