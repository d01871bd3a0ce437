//! Leak probes: signs that the data knew the future.
//!
//! A backtest is only as honest as its data. A field that somebody writes when a deal closes makes any model look
//! brilliant, and nobody will have it when the next lead comes in. A probe looks at the data points that a model
//! declares, whether or not points rest on them: what is declared today is used tomorrow.
//!
//! Three decisions keep alarms honest:
//!
//! - **A lead is one witness**, however many instants saw it: its data points as of its first row, and whether it was
//!   ever won. Leads of one account are one witness where the question is whether chance can be ruled out.
//! - **Eligible leads only.** That nobody is won in a country that the model turns away is no leak.
//! - **Far beyond chance.** Dozens of data points with hundreds of values are looked at, so what one in twenty would
//!   show by chance is nothing. Each probe says how it counts that.

mod auc;
mod certain_level;
mod filled_after_contact;
mod flattering_split;
mod late_outcomes;
mod levels;
mod round_amounts;
mod single_data_point;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod witness;

use handraise_model::Model;

use self::values::Values;
use self::witness::Witnesses;
use crate::replay::Replay;
use crate::report::Probe;
pub(crate) use values::number_at;

/// Everything that looks as if the data knew the future; the most telling kind first, then in order of the model.
pub(crate) fn probes(replay: &Replay, model: &Model) -> Vec<Probe> {
    let witnesses = Witnesses::of(replay);
    let mut of_data_points = Vec::new();
    for data_point in model.lead() {
        let Some(values) = Values::of(replay, &witnesses, data_point) else { continue };
        of_data_points.extend(single_data_point::probe(data_point, &values, &witnesses));
        of_data_points.extend(filled_after_contact::probe(data_point, &values, &witnesses, replay));
        of_data_points.extend(round_amounts::probe(data_point, &values, &witnesses));
        of_data_points.extend(certain_level::probe(data_point, &values, &witnesses));
    }
    of_data_points.sort_by_key(|probe| probe.kind);
    of_data_points.extend(late_outcomes::probe(replay));
    of_data_points.extend(flattering_split::probe(replay));
    of_data_points
}
