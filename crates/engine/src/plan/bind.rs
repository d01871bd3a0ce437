//! Columns by name: where each that the model reads stands in a batch.

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch};
use arrow_schema::Schema;
use handraise_model::values::Type;
use handraise_model::{DataPoint, Model, columns};

use crate::condition::{Leaf, Program};
use crate::error::BindError;
use crate::schema::{arrow_type, holds};

/// Names of the tables in messages.
const LEADS: &str = "leads";
const EVENTS: &str = "events";
const ADJUSTMENTS: &str = "adjustments";
const OUTCOMES: &str = "outcomes";

/// A column that is read: its place, name and type.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    table: &'static str,
    index: usize,
    name: String,
    ty: Type,
}

impl Column {
    fn bind(table: &'static str, schema: &Schema, name: &str, ty: Type) -> Result<Self, BindError> {
        let missing = || BindError::MissingColumn { table, column: name.to_owned() };
        let (index, field) = schema.column_with_name(name).ok_or_else(missing)?;
        let column = Self { table, index, name: name.to_owned(), ty };
        if holds(field.data_type(), ty) { Ok(column) } else { Err(column.wrong_type(field.data_type().to_string())) }
    }

    /// The column in a batch; verified again, since a batch may have another schema than the one bound to.
    pub(crate) fn of<'b>(&self, batch: &'b RecordBatch) -> Result<&'b ArrayRef, BindError> {
        let named = batch.schema_ref().fields().get(self.index).is_some_and(|field| *field.name() == self.name);
        let column = if named { batch.columns().get(self.index) } else { batch.column_by_name(&self.name) };
        let missing = || BindError::MissingColumn { table: self.table, column: self.name.clone() };
        let column = column.ok_or_else(missing)?;
        if holds(column.data_type(), self.ty) {
            Ok(column)
        } else {
            Err(self.wrong_type(column.data_type().to_string()))
        }
    }

    /// The column as instants in microseconds.
    pub(crate) fn instants<'b>(
        &self,
        batch: &'b RecordBatch,
    ) -> Result<&'b PrimitiveArray<TimestampMicrosecondType>, BindError> {
        let column = self.of(batch)?;
        column.as_primitive_opt().ok_or_else(|| self.wrong_type(column.data_type().to_string()))
    }

    fn wrong_type(&self, found: String) -> BindError {
        let expected = arrow_type(self.ty).to_string();
        BindError::WrongType { table: self.table, column: self.name.clone(), expected, found }
    }
}

/// The columns of leads that are read.
#[derive(Debug)]
pub(crate) struct LeadColumns {
    pub(crate) lead_id: Column,
    pub(crate) created: Option<Column>,
    pub(crate) valid_from: Option<Column>,
    data_points: Vec<Option<Column>>,
}

impl LeadColumns {
    pub(super) fn bind(model: &Model, schema: &Schema, programs: [&Program; 2]) -> Result<Self, BindError> {
        let role = |name: &str, ty| Column::bind(LEADS, schema, name, ty);
        let optional =
            |named: &Option<String>, name: &str| named.as_ref().map(|_| role(name, Type::Timestamp)).transpose();
        Ok(Self {
            lead_id: role(columns::LEAD_ID, Type::Text)?,
            created: optional(&model.data().lead_created, columns::LEAD_CREATED)?,
            valid_from: optional(&model.data().lead_valid_from, columns::LEAD_VALID_FROM)?,
            data_points: data_points(LEADS, model.lead(), schema, &programs)?,
        })
    }

    /// The batch's columns in the order of the program's leaves; results are none of them.
    pub(crate) fn leaves(&self, program: &Program, batch: &RecordBatch) -> Result<Vec<Option<ArrayRef>>, BindError> {
        leaves(&self.data_points, program, batch, |_| true)
    }

    /// The same with nothing but the columns of these slots.
    pub(crate) fn some_leaves(
        &self,
        program: &Program,
        slots: &[usize],
        batch: &RecordBatch,
    ) -> Result<Vec<Option<ArrayRef>>, BindError> {
        leaves(&self.data_points, program, batch, |slot| slots.contains(&slot))
    }
}

/// The columns of events that are read.
#[derive(Debug)]
pub(crate) struct EventColumns {
    pub(crate) lead_id: Column,
    pub(crate) event_type: Column,
    pub(crate) time: Column,
    pub(crate) event_id: Option<Column>,
    /// The lead source, where a hand raise can have one.
    pub(crate) lead_source: Option<Column>,
    data_points: Vec<Option<Column>>,
}

impl EventColumns {
    pub(super) fn bind(model: &Model, schema: &Schema, program: &Program) -> Result<Self, BindError> {
        let role = |name: &str, ty| Column::bind(EVENTS, schema, name, ty);
        let raises = model.engagement().iter().any(|criterion| criterion.hand_raise);
        let lead_source = model.event().iter().find(|property| property.lead_source && raises);
        Ok(Self {
            lead_id: role(columns::LEAD_ID, Type::Text)?,
            event_type: role(columns::EVENT_TYPE, Type::Text)?,
            time: role(columns::EVENT_TIME, Type::Timestamp)?,
            event_id: model.data().event_id.as_ref().map(|_| role(columns::EVENT_ID, Type::Text)).transpose()?,
            lead_source: lead_source.map(|property| role(&property.name, Type::Text)).transpose()?,
            data_points: data_points(EVENTS, model.event(), schema, &[program])?,
        })
    }

    /// The batch's columns in the order of the program's leaves.
    pub(crate) fn leaves(&self, program: &Program, batch: &RecordBatch) -> Result<Vec<Option<ArrayRef>>, BindError> {
        leaves(&self.data_points, program, batch, |_| true)
    }
}

/// The columns of adjustments.
pub(crate) struct AdjustmentColumns {
    pub(crate) lead_id: Column,
    pub(crate) points: Column,
    pub(crate) reason: Column,
    pub(crate) by: Column,
    pub(crate) at: Column,
    pub(crate) until: Column,
}

impl AdjustmentColumns {
    /// Binds to one batch: adjustments are few.
    pub(crate) fn bind(schema: &Schema) -> Result<Self, BindError> {
        let role = |name: &str, ty| Column::bind(ADJUSTMENTS, schema, name, ty);
        Ok(Self {
            lead_id: role(columns::LEAD_ID, Type::Text)?,
            points: role(columns::ADJUSTMENT_POINTS, Type::Integer)?,
            reason: role(columns::ADJUSTMENT_REASON, Type::Text)?,
            by: role(columns::ADJUSTMENT_BY, Type::Text)?,
            at: role(columns::ADJUSTMENT_AT, Type::Timestamp)?,
            until: role(columns::ADJUSTMENT_UNTIL, Type::Timestamp)?,
        })
    }
}

/// The columns of outcomes that are read.
pub(crate) struct OutcomeColumns {
    pub(crate) lead_id: Column,
    pub(crate) outcome: Column,
    pub(crate) at: Column,
}

impl OutcomeColumns {
    /// Binds to one batch.
    pub(crate) fn bind(schema: &Schema) -> Result<Self, BindError> {
        let role = |name: &str, ty| Column::bind(OUTCOMES, schema, name, ty);
        Ok(Self {
            lead_id: role(columns::LEAD_ID, Type::Text)?,
            outcome: role(columns::OUTCOME, Type::Text)?,
            at: role(columns::OUTCOME_AT, Type::Timestamp)?,
        })
    }
}

fn data_points(
    table: &'static str,
    declared: &[DataPoint],
    schema: &Schema,
    programs: &[&Program],
) -> Result<Vec<Option<Column>>, BindError> {
    let read = |index: usize| {
        let reads = |leaf: &Leaf| matches!(leaf, Leaf::DataPoint(id) if id.0 == index);
        programs.iter().any(|program| program.leaves.iter().any(reads))
    };
    let bind = |(index, data_point): (usize, &DataPoint)| {
        read(index).then(|| Column::bind(table, schema, &data_point.name, data_point.ty)).transpose()
    };
    declared.iter().enumerate().map(bind).collect()
}

fn leaves(
    data_points: &[Option<Column>],
    program: &Program,
    batch: &RecordBatch,
    is_asked: impl Fn(usize) -> bool,
) -> Result<Vec<Option<ArrayRef>>, BindError> {
    let column = |(slot, leaf): (usize, &Leaf)| match leaf {
        Leaf::DataPoint(id) if is_asked(slot) => match data_points.get(id.0) {
            Some(Some(column)) => Ok(Some(column.of(batch)?.clone())),
            _ => Ok(None),
        },
        Leaf::DataPoint(_) | Leaf::Result(_) | Leaf::Occurrences(_) => Ok(None),
    };
    program.leaves.iter().enumerate().map(column).collect()
}
