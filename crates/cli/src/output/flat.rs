//! The columns of a flat file, in order: all of them, or those that were asked for by name.

use arrow_array::ArrayRef;
use handraise_model::Model;
use handraise_model::condition::nearest;

use super::arrays;
use super::columns::{COLUMNS, Column, Kind, Needs, Page};
use crate::exit::{Exit, Failure};

/// Names in a message; the others are counted.
const NAMED_MAX: usize = 12;

/// A column of a flat file (CSV, Parquet, XLSX).
#[derive(Clone)]
pub(crate) enum FlatColumn {
    /// One that every result has.
    Result(Column),
    /// One that is carried through: its name and index.
    Shown(String, usize),
    /// What a fit criterion gave: its name and index.
    FitPoints(String, usize),
    /// What an engagement criterion gave.
    EngagementPoints(String, usize),
    /// How often an engagement criterion counted.
    Count(String, usize),
}

/// All columns: the lead, what is carried through, the results and, where they were asked for, the points and counts of
/// each criterion.
pub(crate) fn all(model: &Model, shown: &[String], explain: bool) -> Vec<FlatColumn> {
    let (id, rest) = COLUMNS.split_at(1);
    let mut columns: Vec<FlatColumn> = id.iter().map(|column| FlatColumn::Result(*column)).collect();
    columns.extend(shown.iter().enumerate().map(|(index, name)| {
        let taken = COLUMNS.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        FlatColumn::Shown(if taken { format!("show_{name}") } else { name.clone() }, index)
    }));
    columns.extend(rest.iter().map(|column| FlatColumn::Result(*column)));
    if explain {
        columns.extend(of_criteria(model));
    }
    columns
}

fn of_criteria(model: &Model) -> impl Iterator<Item = FlatColumn> {
    let fit = model.fit().iter().enumerate();
    let fit = fit.map(|(index, criterion)| FlatColumn::FitPoints(format!("points_{}", criterion.id), index));
    let engagement = || model.engagement().iter().enumerate();
    let points =
        engagement().map(|(index, criterion)| FlatColumn::EngagementPoints(format!("points_{}", criterion.id), index));
    let counts = engagement().map(|(index, criterion)| FlatColumn::Count(format!("count_{}", criterion.id), index));
    fit.chain(points).chain(counts)
}

/// The columns of these names, in this order.
pub(crate) fn named(
    names: &[String],
    model: &Model,
    shown: &[String],
    explain: bool,
) -> Result<Vec<FlatColumn>, Failure> {
    let all = all(model, shown, explain);
    let mut chosen: Vec<FlatColumn> = Vec::with_capacity(names.len());
    for name in names {
        let Some(column) = all.iter().find(|column| column.name() == name) else {
            return Err(unknown(name, model, &all));
        };
        if chosen.iter().any(|before| before.name() == name) {
            return Err(Failure::new(Exit::Usage, format!("column `{name}` is named twice in --columns")));
        }
        chosen.push(column.clone());
    }
    Ok(chosen)
}

fn unknown(name: &str, model: &Model, all: &[FlatColumn]) -> Failure {
    let failure = Failure::new(Exit::Usage, format!("the result has no column `{name}`"));
    if of_criteria(model).any(|column| column.name() == name) {
        return failure.help("--explain adds what each criterion gave");
    }
    if let Some(near) = nearest(name, all.iter().map(FlatColumn::name)) {
        return failure.help(format!("there is `{near}`"));
    }
    let named: Vec<&str> = all.iter().map(FlatColumn::name).take(NAMED_MAX).collect();
    let more = all.len().saturating_sub(NAMED_MAX);
    let rest = if more > 0 { format!(" and {more} more, see `handraise reference cli`") } else { String::new() };
    failure
        .help(format!("columns: `{}`{rest}", named.join("`, `")))
        .help("`show` in the `[data]` of the model carries further columns of the leads through")
}

impl FlatColumn {
    /// Its header.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Result(column) => column.name,
            Self::Shown(name, _)
            | Self::FitPoints(name, _)
            | Self::EngagementPoints(name, _)
            | Self::Count(name, _) => name,
        }
    }

    /// Its type.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Result(column) => column.kind,
            Self::Shown(..) => Kind::Text,
            Self::FitPoints(..) | Self::EngagementPoints(..) => Kind::Points,
            Self::Count(..) => Kind::Integer,
        }
    }

    /// Whether it tells the reasons.
    pub(crate) fn needs_reasons(&self) -> bool {
        matches!(self, Self::Result(column) if column.needs == Needs::Reasons)
    }

    /// Whether it tells more than what decides a lead's place.
    pub(crate) fn needs_details(&self) -> bool {
        matches!(self, Self::Result(column) if column.needs == Needs::Details)
    }

    /// Whether it tells what a criterion gave.
    pub(crate) fn needs_contributions(&self) -> bool {
        matches!(self, Self::FitPoints(..) | Self::EngagementPoints(..) | Self::Count(..))
    }

    /// Its values in the rows of a page.
    pub(crate) fn values(&self, page: &Page<'_>) -> ArrayRef {
        let places = page.places;
        match self {
            Self::Result(column) => (column.values)(page),
            Self::Shown(_, index) => arrays::texts(places.lead_rows().map(|row| page.run.shown.get(*index, row))),
            Self::FitPoints(_, index) => arrays::points(places.fit_contributions(*index)),
            Self::EngagementPoints(_, index) => arrays::points(places.engagement_contributions(*index)),
            Self::Count(_, index) => arrays::integers(places.occurrences(*index)),
        }
    }
}
