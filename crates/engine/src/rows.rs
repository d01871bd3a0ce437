//! Plain values as batches: for rows that come from elsewhere than files (examples, what-if, a request).

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{ArrowError, SchemaRef};
use handraise_model::values::{Type, Value};

use crate::schema::arrow_type;

/// Makes a batch of one of the engine's schemas; a column that `column` does not give is unknown in every row.
pub fn batch_of(
    schema: &SchemaRef,
    rows: usize,
    column: impl Fn(&str) -> Option<ArrayRef>,
) -> Result<RecordBatch, ArrowError> {
    let columns = schema
        .fields()
        .iter()
        .map(|field| column(field.name()).unwrap_or_else(|| new_null_array(field.data_type(), rows)));
    RecordBatch::try_new(Arc::clone(schema), columns.collect())
}

/// Makes a column of values of one type; a value of another type is unknown, like none.
pub fn column_of<'v>(ty: Type, values: impl IntoIterator<Item = Option<&'v Value>>) -> ArrayRef {
    macro_rules! build {
        ($builder:expr, $variant:ident) => {{
            let mut builder = $builder;
            for value in values {
                match value {
                    Some(Value::$variant(value)) => builder.append_value(value.to_owned()),
                    _ => builder.append_null(),
                }
            }
            Arc::new(builder.finish())
        }};
    }
    match ty {
        Type::Text => build!(StringBuilder::new(), Text),
        Type::Integer => build!(Int64Builder::new(), Integer),
        Type::Decimal => build!(Float64Builder::new(), Decimal),
        Type::Boolean => build!(BooleanBuilder::new(), Boolean),
        Type::Date => build!(Date32Builder::new(), Date),
        Type::Timestamp => build!(TimestampMicrosecondBuilder::new().with_data_type(arrow_type(ty)), Timestamp),
        Type::List => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for value in values {
                match value {
                    Some(Value::List(items)) => builder.append_value(items.iter().map(Some)),
                    _ => builder.append_null(),
                }
            }
            Arc::new(builder.finish())
        }
    }
}
