//! Where outcomes come from: the model says it, and the command line may name a table of them.

use handraise_model::values::Spanned;
use handraise_model::{Model, OutcomeSource};

use crate::exit::{Exit, Failure};

/// Refuses a table of outcomes that the model does not read.
pub(crate) fn refuse_other_source(model: &Model) -> Result<(), Failure> {
    let (message, help) = match model.outcome().map(|outcome| &outcome.source) {
        Some(OutcomeSource::Table) => return Ok(()),
        Some(OutcomeSource::Events) => (
            "outcomes of the model are events: `--outcomes` is not read".to_owned(),
            "remove `--outcomes`, or name the outcomes of the file in `won` and `closed`",
        ),
        Some(OutcomeSource::Column(Spanned { value: column, .. })) => (
            format!("outcomes of the model stand in the column `{column}` of the leads: `--outcomes` is not read"),
            "remove `--outcomes`, or `column` from `[outcome]`",
        ),
        None => (
            "the model has no `[outcome]`: it does not say what outcomes mean".to_owned(),
            "add `[outcome]`, with the outcomes that are won: `won = \"won\"`",
        ),
    };
    Err(Failure::new(Exit::Usage, message).help(help))
}
