//! Operations over the values of the steps that they need.

use arrow_array::StringArray;
use arrow_schema::ArrowError;

use super::column::{Column, Values, wrong};
use super::evaluation::AsOfDays;
use super::program::{Operation, Program, StepId};
use super::{number, text, truth};
use crate::scores::Answer;

/// What an operation finds.
#[derive(Clone, Copy)]
pub(super) struct Operands<'a> {
    pub(super) program: &'a Program,
    pub(super) as_of: AsOfDays<'a>,
    pub(super) rows: usize,
    /// Values of steps; those that an operation needs are there.
    pub(super) known: &'a [Option<Column>],
}

impl<'a> Operands<'a> {
    /// The values of a step.
    pub(super) fn get(&self, step: StepId) -> Result<&'a Column, ArrowError> {
        if let Some(Some(column)) = self.known.get(step) {
            return Ok(column);
        }
        match self.program.step(step).map(|step| &step.operation) {
            Some(Operation::Literal(column)) => Ok(column),
            _ => Err(wrong("a step that was evaluated")),
        }
    }

    /// The values of an operation over those of the steps it needs.
    pub(super) fn compute(&self, operation: &Operation) -> Result<Column, ArrowError> {
        match operation {
            Operation::Literal(column) => Ok(column.clone()),
            Operation::Column(_) => Err(wrong("a column for every data point that is read")),
            Operation::And(steps) => truth::and(steps.iter().map(|step| self.get(*step))),
            Operation::Or(steps) => truth::or(steps.iter().map(|step| self.get(*step))),
            Operation::Not(step) => truth::not(self.get(*step)?),
            Operation::Compare(op, left, right) => truth::compare(*op, self.get(*left)?, self.get(*right)?),
            Operation::In(step, items) => truth::within(self.get(*step)?, items),
            Operation::IsNull(step) => Ok(truth::is_null(self.get(*step)?, self.rows)),
            Operation::Is(step, value) => truth::is(self.get(*step)?, *value),
            Operation::Like(step, pattern) => text::like(self.get(*step)?, pattern),
            Operation::AnyOf(step, list) => text::any_of(self.get(*step)?, self.get(*list)?),
            Operation::Cardinality(step) => text::cardinality(self.get(*step)?),
            Operation::Lower(step) => text::lower(self.get(*step)?),
            Operation::EmailDomain(step) => text::email_domain(self.get(*step)?),
            Operation::Arithmetic(op, left, right) => {
                number::arithmetic(*op, self.get(*left)?, self.get(*right)?, self.rows)
            }
            Operation::Negate(step) => number::negate(self.get(*step)?),
            Operation::ToDecimal(step) => number::to_decimal(self.get(*step)?),
            Operation::DayOf(step) => number::days(self.get(*step)?),
            Operation::AgeDays(step) => number::age_days(self.get(*step)?, self.as_of),
            Operation::Coalesce(steps) => self.coalesce(steps),
            Operation::Table(step, table) => table.bands(self.get(*step)?),
            Operation::Ranges(step, ranges) => ranges.bands(self.get(*step)?),
            Operation::FirstMet(bands) => bands.bands(self.rows, |step| self.get(step)),
        }
    }

    /// The first value of each row that is known.
    fn coalesce(&self, steps: &[StepId]) -> Result<Column, ArrowError> {
        let columns = steps.iter().map(|step| self.get(*step)).collect::<Result<Vec<_>, ArrowError>>()?;
        let constant = columns.iter().all(|column| column.constant);
        let rows = if constant { 1 } else { self.rows };
        let values = match columns.first().map(|column| &column.values) {
            Some(Values::Truth(_)) => {
                let answers = columns.iter().map(|column| Ok((*column, column.truth()?)));
                let answers = answers.collect::<Result<Vec<_>, ArrowError>>()?;
                let known = |answer: &Answer| *answer != Answer::Unknown;
                let first =
                    |row| answers.iter().filter_map(|(column, of)| of.get(column.place(row)).copied()).find(known);
                Values::Truth((0..rows).map(|row| first(row).unwrap_or(Answer::Unknown)).collect())
            }
            Some(Values::Whole(_)) => Values::Whole(number::first_known(&columns, Column::whole, rows)?),
            Some(Values::Decimal(_)) => Values::Decimal(number::first_known(&columns, Column::decimal, rows)?),
            Some(Values::Text(_)) => {
                let texts = columns.iter().map(|column| Ok((*column, column.text()?)));
                let texts = texts.collect::<Result<Vec<(&Column, &StringArray)>, ArrowError>>()?;
                let first = |row| texts.iter().find_map(|(column, of)| text::known(of, column.place(row)));
                Values::Text((0..rows).map(first).collect())
            }
            Some(Values::List(_) | Values::Bands(_)) | None => return Err(wrong("values to choose from")),
        };
        Ok(Column { values, constant })
    }
}
