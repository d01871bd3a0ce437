//! How much more often the exposed are won: the risk ratio of some rows against the rest, and its lift.
//!
//! The exposed are the top of a ranking, or the leads that met a criterion. The interval is normal on the logarithm of
//! the ratio (Katz and others, 1978), with a variance that counts each cluster of rows as one witness (linearisation;
//! Binder, 1983), and with quantiles of Student's t where few clusters make most of it. Lift is a rising function of the
//! ratio, so its bounds are those of the ratio, mapped.

use super::interval::{Interval, Z_95, freedom, student};

/// A row, and how far it is exposed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposure {
    /// Its cluster, counted from 0.
    pub cluster: u32,
    /// How many rows it stands for.
    pub weight: f64,
    /// 1 for the exposed, 0 for the rest; between them where a tie is cut.
    pub part: f64,
    /// Whether it was won.
    pub won: bool,
}

/// The risk of the exposed over the risk of the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiskRatio {
    /// The natural logarithm of the ratio.
    pub log: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// How many standard errors its interval reaches to either side.
    pub reach: f64,
    /// The share of rows that are exposed.
    pub share: f64,
}

/// For each cluster how many clusters it stands for, by the clusters and weights of rows: 0 without rows.
///
/// The least weight of its rows, for a cluster with a lead that a sample takes in any case is in the sample in any case.
pub(crate) fn stand_for(rows: impl Iterator<Item = (u32, f64)>) -> Vec<f64> {
    let mut weights: Vec<f64> = Vec::new();
    for (cluster, weight) in rows {
        let cluster = cluster as usize;
        if weights.len() <= cluster {
            weights.resize(cluster + 1, 0.0);
        }
        if let Some(least) = weights.get_mut(cluster) {
            *least = if *least > 0.0 { least.min(weight) } else { weight };
        }
    }
    weights
}

/// Rows of one side, and how many of them were won.
#[derive(Clone, Copy, Default)]
struct Side {
    won: f64,
    rows: f64,
}

impl RiskRatio {
    /// Compares the exposed with the rest; `None` where one of the sides has no rows, or nobody was won at all.
    ///
    /// Where one side has no winners, half a winner is added to both (Walter, 1975), with each cluster taken for one row.
    #[must_use]
    pub fn of(rows: &[Exposure]) -> Option<Self> {
        let clusters = rows.iter().map(|row| row.cluster as usize + 1).max()?;
        let mut by_cluster = vec![[Side::default(); 2]; clusters];
        let mut sides = [Side::default(); 2];
        for row in rows {
            let of_cluster = by_cluster.get_mut(row.cluster as usize)?;
            for (index, part) in [row.part, 1.0 - row.part].into_iter().enumerate() {
                let weight = row.weight * part;
                of_cluster[index].add(weight, row.won);
                sides[index].add(weight, row.won);
            }
        }
        let [exposed, rest] = sides;
        if exposed.rows <= 0.0 || rest.rows <= 0.0 || exposed.won + rest.won <= 0.0 {
            return None;
        }
        let share = exposed.rows / (exposed.rows + rest.rows);
        if exposed.won <= 0.0 || rest.won <= 0.0 {
            let weights = stand_for(rows.iter().map(|row| (row.cluster, row.weight)));
            return Some(Self::of_few(&by_cluster, &weights, share));
        }
        let pull = |side: Side, all: Side| side.won / all.won - side.rows / all.rows;
        let power = |exponent: i32| -> f64 {
            by_cluster.iter().map(|[top, others]| (pull(*top, exposed) - pull(*others, rest)).powi(exponent)).sum()
        };
        let (squares, fourths) = (power(2), power(4));
        let drawn = by_cluster.iter().filter(|[top, others]| top.rows + others.rows > 0.0).count() as f64;
        let log = (exposed.won / exposed.rows).ln() - (rest.won / rest.rows).ln();
        let standard_error = (squares * drawn / (drawn - 1.0).max(1.0)).sqrt();
        Some(Self { log, standard_error, reach: student(freedom(squares, fourths, drawn).max(1.0)), share })
    }

    fn of_few(by_cluster: &[[Side; 2]], weights: &[f64], share: f64) -> Self {
        let weigh = |like: &dyn Fn(&[Side; 2]) -> bool| -> f64 {
            by_cluster.iter().zip(weights).filter(|(of, _)| like(of)).map(|(_, weight)| weight).sum()
        };
        let clusters = [0, 1].map(|index| weigh(&|of| of[index].rows > 0.0));
        let winners = [0, 1].map(|index| weigh(&|of| of[index].won > 0.0));
        let risk = |index: usize| (winners[index] + 0.5) / (clusters[index] + 0.5);
        let variance = |index: usize| 1.0 / (winners[index] + 0.5) - 1.0 / (clusters[index] + 0.5);
        let standard_error = (variance(0) + variance(1)).max(0.0).sqrt();
        Self { log: risk(0).ln() - risk(1).ln(), standard_error, reach: Z_95, share }
    }

    /// The 95 % interval of the ratio.
    #[must_use]
    pub fn interval(&self) -> Interval {
        let reach = self.reach * self.standard_error;
        Interval { low: self.log - reach, high: self.log + reach }.map(f64::exp)
    }

    /// The risk of the exposed over that of all: `r / (s r + 1 - s)` for a ratio r and a share s of exposed rows.
    #[must_use]
    pub fn lift(&self) -> f64 {
        self.lift_of(self.log.exp())
    }

    /// The 95 % interval of the lift.
    #[must_use]
    pub fn lift_interval(&self) -> Interval {
        self.interval().map(|ratio| self.lift_of(ratio))
    }

    fn lift_of(&self, ratio: f64) -> f64 {
        // Written so that a ratio beyond all bounds gives the greatest lift there is, 1 / s.
        1.0 / (self.share + (1.0 - self.share) / ratio)
    }
}

impl Side {
    fn add(&mut self, weight: f64, won: bool) {
        self.rows += weight;
        if won {
            self.won += weight;
        }
    }
}
