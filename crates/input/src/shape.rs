//! What a table must hold: the columns that the model reads of it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use handraise_model::values::Type;
use handraise_model::{DataPoint, LeadId, Model, OutcomeSource, columns};

use crate::batch::Sample;
use crate::error::{InputError, MissingColumn, near};
use crate::report::{LeftOutReason, Table};

/// The columns of a table's batches, in order.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub table: Table,
    pub columns: Vec<Wanted>,
    /// Which events are compared for being equal.
    pub events_compared: Sample,
}

/// A column of the batches and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The input's column.
    pub header: String,
    /// The batches' column.
    pub name: String,
    pub kind: Kind,
    pub need: Need,
    /// For messages: ``data point `country` ``.
    pub needed_by: String,
    /// The data point's name, where it is one.
    pub data_point: Option<String>,
}

/// How a column is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, each cell for itself.
    Text,
    /// Text as it is written, for results and profiles: only bytes that are not UTF-8 are a misfit.
    Shown,
    /// Text that repeats: a dictionary.
    Symbol,
    Integer,
    Decimal,
    Boolean,
    Date,
    Timestamp,
    List,
}

/// What the lack of a column or of a cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// A row without it is left out.
    Key(LeftOutReason),
    /// The column must be there.
    Column,
    /// The column may be missing.
    Optional,
}

impl Shape {
    /// Leads that are numbered by row have no column for it; their number is known once all rows are.
    pub(crate) fn leads(model: &Model, show: &[String]) -> Self {
        let data = model.data();
        let lead_id =
            |header: &String| role("lead_id", header, columns::LEAD_ID, Kind::Text, Need::Key(LeftOutReason::NoLead));
        let mut wanted = match &data.lead_id {
            LeadId::Column(header) => vec![lead_id(header)],
            LeadId::Row => Vec::new(),
        };
        let optional = [
            ("account_id", &data.account_id, columns::ACCOUNT_ID, Kind::Text),
            ("lead_created", &data.lead_created, columns::LEAD_CREATED, Kind::Timestamp),
            ("lead_valid_from", &data.lead_valid_from, columns::LEAD_VALID_FROM, Kind::Timestamp),
        ];
        for (key, header, name, kind) in optional {
            wanted.extend(header.as_ref().map(|header| role(key, header, name, kind, Need::Column)));
        }
        wanted.extend(model.lead().iter().map(|point| data_point(point, Kind::Text)));
        if let Some(OutcomeSource::Column(column)) = model.outcome().map(|outcome| &outcome.source) {
            let outcome =
                own("`column` in `[outcome]`", column.value.trim(), columns::OUTCOME, Kind::Symbol, Need::Column);
            wanted.push(outcome);
        }
        let mut shown: Vec<&String> = Vec::new();
        for header in data.show.iter().chain(show) {
            if !shown.contains(&header) {
                shown.push(header);
            }
        }
        wanted.extend(shown.into_iter().map(|header| carried_through(header)));
        Self::new(Table::Leads, wanted)
    }

    /// All columns as they are written.
    pub(crate) fn everything(headers: &[String]) -> Self {
        Self::new(Table::Leads, headers.iter().map(|header| carried_through(header)).collect())
    }

    pub(crate) fn events(model: &Model) -> Self {
        let data = model.data();
        let mut wanted = vec![
            role("event_lead", &data.event_lead, columns::LEAD_ID, Kind::Text, Need::Key(LeftOutReason::NoLead)),
            role("event_type", &data.event_type, columns::EVENT_TYPE, Kind::Symbol, Need::Key(LeftOutReason::NoType)),
            role(
                "event_time",
                &data.event_time,
                columns::EVENT_TIME,
                Kind::Timestamp,
                Need::Key(LeftOutReason::NoTime),
            ),
        ];
        let event_id = data.event_id.as_ref();
        wanted.extend(event_id.map(|header| role("event_id", header, columns::EVENT_ID, Kind::Text, Need::Column)));
        wanted.extend(model.event().iter().map(|point| data_point(point, Kind::Symbol)));
        Self::new(Table::Events, wanted)
    }

    pub(crate) fn adjustments(model: &Model) -> Self {
        let own = |header: &str, name: &str, kind, need| own("every adjustment", header, name, kind, need);
        let lead_id = model.data().lead_id.column();
        let columns = vec![
            role("lead_id", lead_id, columns::LEAD_ID, Kind::Text, Need::Key(LeftOutReason::NoLead)),
            own("points", columns::ADJUSTMENT_POINTS, Kind::Integer, Need::Key(LeftOutReason::NoPoints)),
            own("reason", columns::ADJUSTMENT_REASON, Kind::Text, Need::Optional),
            own("by", columns::ADJUSTMENT_BY, Kind::Text, Need::Optional),
            own("at", columns::ADJUSTMENT_AT, Kind::Timestamp, Need::Key(LeftOutReason::NoTime)),
            own("until", columns::ADJUSTMENT_UNTIL, Kind::Timestamp, Need::Optional),
        ];
        Self::new(Table::Adjustments, columns)
    }

    pub(crate) fn outcomes(model: &Model) -> Self {
        let own = |header: &str, name: &str, kind, need| own("every outcome", header, name, kind, need);
        let lead_id = model.data().lead_id.column();
        let columns = vec![
            role("lead_id", lead_id, columns::LEAD_ID, Kind::Text, Need::Key(LeftOutReason::NoLead)),
            own("outcome", columns::OUTCOME, Kind::Symbol, Need::Key(LeftOutReason::NoOutcome)),
            own("at", columns::OUTCOME_AT, Kind::Timestamp, Need::Key(LeftOutReason::NoTime)),
            own("value", columns::OUTCOME_VALUE, Kind::Decimal, Need::Optional),
        ];
        Self::new(Table::Outcomes, columns)
    }

    fn new(table: Table, columns: Vec<Wanted>) -> Self {
        Self { table, columns, events_compared: Sample::default() }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self.columns.iter().map(|wanted| wanted.field(&wanted.kind.data_type())).collect();
        Arc::new(Schema::new(fields))
    }

    /// For each column of the batches the input's column that holds it; everything that is missing in one error.
    pub(crate) fn find(
        &self,
        source: &str,
        headers: &[String],
        delimiter: Option<char>,
    ) -> Result<Vec<Option<usize>>, InputError> {
        let mut found = Vec::with_capacity(self.columns.len());
        let mut missing: Vec<MissingColumn> = Vec::new();
        for wanted in &self.columns {
            let positions: Vec<usize> = (0..headers.len()).filter(|&index| headers[index] == wanted.header).collect();
            if positions.len() > 1 {
                return Err(InputError::DuplicateColumn {
                    source: source.to_owned(),
                    header: wanted.header.clone(),
                    positions: positions.iter().map(|position| position + 1).collect(),
                });
            }
            if positions.is_empty() && wanted.need != Need::Optional {
                missing.push(wanted.missing_among(headers));
            }
            found.push(positions.first().copied());
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let mut unique: Vec<MissingColumn> = Vec::new();
        for column in missing {
            match unique.iter_mut().find(|earlier| earlier.header == column.header) {
                Some(earlier) => earlier.needed_by = format!("{} and {}", earlier.needed_by, column.needed_by),
                None => unique.push(column),
            }
        }
        Err(InputError::MissingColumns {
            source: source.to_owned(),
            table: self.table,
            missing: unique,
            headers: headers.to_vec(),
            delimiter,
        })
    }
}

impl Wanted {
    /// Says that this column is not among the headers.
    pub(crate) fn missing_among(&self, headers: &[String]) -> MissingColumn {
        MissingColumn {
            header: self.header.clone(),
            needed_by: self.needed_by.clone(),
            near: near(&self.header, headers.iter().map(String::as_str)).map(str::to_owned),
        }
    }

    /// The batches' column, of a type that holds its kind.
    pub(crate) fn field(&self, data_type: &DataType) -> Field {
        let key = matches!(self.need, Need::Key(_));
        let nullable = !key && self.kind != Kind::List;
        Field::new(&self.name, data_type.clone(), nullable)
    }
}

impl Kind {
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Text | Self::Shown => DataType::Utf8,
            Self::Symbol => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Self::Integer => DataType::Int64,
            Self::Decimal => DataType::Float64,
            Self::Boolean => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        }
    }

    pub(crate) fn ty(self) -> Type {
        match self {
            Self::Text | Self::Shown | Self::Symbol => Type::Text,
            Self::Integer => Type::Integer,
            Self::Decimal => Type::Decimal,
            Self::Boolean => Type::Boolean,
            Self::Date => Type::Date,
            Self::Timestamp => Type::Timestamp,
            Self::List => Type::List,
        }
    }
}

fn role(key: &str, header: &str, name: &str, kind: Kind, need: Need) -> Wanted {
    Wanted {
        header: header.trim().to_owned(),
        name: name.to_owned(),
        kind,
        need,
        needed_by: format!("`{key}` in `[data]`"),
        data_point: None,
    }
}

/// A column that every row of a table has, under its own name.
fn own(row: &str, header: &str, name: &str, kind: Kind, need: Need) -> Wanted {
    Wanted { header: header.to_owned(), name: name.to_owned(), kind, need, needed_by: row.to_owned(), data_point: None }
}

fn carried_through(header: &str) -> Wanted {
    Wanted {
        header: header.trim().to_owned(),
        name: format!("{}{header}", columns::SHOWN_PREFIX),
        kind: Kind::Shown,
        need: Need::Column,
        needed_by: "`show`".to_owned(),
        data_point: None,
    }
}

fn data_point(point: &DataPoint, text: Kind) -> Wanted {
    let kind = match point.ty {
        Type::Text => text,
        Type::Integer => Kind::Integer,
        Type::Decimal => Kind::Decimal,
        Type::Boolean => Kind::Boolean,
        Type::Date => Kind::Date,
        Type::Timestamp => Kind::Timestamp,
        Type::List => Kind::List,
    };
    Wanted {
        header: point.column.trim().to_owned(),
        name: point.name.clone(),
        kind,
        need: Need::Column,
        needed_by: format!("data point `{}`", point.name),
        data_point: Some(point.name.clone()),
    }
}
