//! The replay: every lead at every instant, as it stood then, and what became of it.
//!
//! The engine scores; here its rankings become rows. A row is in when the lead was known and not closed; whether it was
//! won is said by outcomes at or after its instant alone, and by none where the horizon was not over.

mod building;
mod facts;
mod leads;
mod outcomes;
mod placement;
mod sampling;

pub use building::Building;
pub use facts::{
    CriterionRows, Detail, NewestBy, Replay, ReplayedLead, RowsLeftOut, SourceStandings, SourcesStandings, Standings,
};
pub use leads::{LeadRows, LeadTable};
pub use outcomes::{Outcomes, Recorded};
pub use placement::{Horizon, Placement};
pub use sampling::Sampling;
