//! What the command line asks for, checked against the model before anything is read.

use handraise_model::condition::{DataPointId, nearest};
use handraise_model::values::AsOf;
use handraise_model::{Model, Outcome, OutcomeSource};

use crate::args::{Age, BacktestArguments, Every, instants};
use crate::exit::{Exit, Failure};

/// How rows are to be placed in time.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// All leads at these instants.
    Instants { instants: Vec<AsOf>, every: Every },
    /// Each lead at these ages.
    Ages(Vec<Age>),
    /// Each lead once, in the order of a column.
    Order { column: String, descending: bool },
}

impl Asked {
    pub(super) fn of(arguments: &BacktestArguments, means: &Outcome) -> Result<Self, Failure> {
        let asked = match (arguments.from, arguments.to, &arguments.order) {
            (Some(from), Some(to), _) => {
                let every = arguments.every.unwrap_or(Every::WEEK);
                Self::Instants { instants: instants(from, to, every)?, every }
            }
            (_, _, Some(column)) => Self::Order { column: column.clone(), descending: arguments.descending },
            _ => {
                let mut ages = arguments.age.clone();
                ages.sort_by_key(|age| age.micros);
                ages.dedup_by_key(|age| age.micros);
                Self::Ages(ages)
            }
        };
        if matches!(means.source, OutcomeSource::Column(_)) && !matches!(asked, Self::Order { .. }) {
            return Err(Failure::new(
                Exit::Usage,
                "outcomes of a column have no instants: nothing lies before or after them",
            )
            .help("`--order COLUMN` compares leads as of the end; `--order row` where the file itself is in order"));
        }
        Ok(asked)
    }
}

/// What the model holds itself against; a model that does not say so cannot be tested.
pub(super) fn outcome<'m>(model: &'m Model, arguments: &BacktestArguments) -> Result<&'m Outcome, Failure> {
    let Some(means) = model.outcome() else {
        return Err(Failure::new(Exit::Model, format!("the model `{}` does not say what was won", model.name()))
            .help("add `[outcome]` with `won = \"won\"`, the name of the outcome in the file of --outcomes"));
    };
    if means.source == OutcomeSource::Table && arguments.outcomes.is_none() {
        return Err(Failure::new(Exit::Usage, "`[outcome]` of the model reads a table of outcomes, and none is given")
            .help("`--outcomes FILE` with the columns lead_id, outcome, at and, where it is known, value"));
    }
    Ok(means)
}

/// The data points that are told of.
pub(super) fn by(arguments: &BacktestArguments, model: &Model) -> Result<Vec<DataPointId>, Failure> {
    let index = |name: &String| {
        model.lead_data_point(name).ok_or_else(|| {
            let failure = Failure::new(Exit::Usage, format!("the model has no data point `{name}` of a lead"));
            match nearest(name, model.lead().iter().map(|data_point| data_point.name.as_str())) {
                Some(near) => failure.help(format!("there is `{near}`")),
                None => failure.help("--by takes the names under `[lead]`"),
            }
        })
    };
    arguments.by.iter().map(index).collect()
}
