//! Figures of rows, and how far each may be trusted: pure functions from [`Row`]s on.

mod beta;
mod bootstrap;
mod conversion;
mod figures;
mod gained;
mod interval;
mod minimum;
mod power;
mod random;
mod ranking;
mod risk_ratio;
mod row;
mod shrink;
mod threads;

pub use bootstrap::{Bootstrap, KeptDraws, REPLICATES, Replicates, bootstrap};
pub use conversion::{ByCluster, Conversion, Step, Threshold, conversions, steps, thresholds};
pub use figures::{Figure, Figures, Top, measure};
pub use gained::wins_gained;
pub use interval::Interval;
pub(crate) use minimum::has_wins;
pub(crate) use power::least_seen;
pub use power::{detectable_lift, wins_for_lift, wins_needed};
pub(crate) use random::{Random, stream};
pub use ranking::{Cut, Ranking, Within};
pub(crate) use risk_ratio::stand_for;
pub use risk_ratio::{Exposure, RiskRatio};
pub use row::Row;
pub use shrink::{Group, Shrunk, shrink};
pub(crate) use threads::side_by_side;
