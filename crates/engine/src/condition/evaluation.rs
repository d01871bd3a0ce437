//! A program over the columns of one batch.

use std::sync::Arc;

use arrow_arith::boolean::{and_kleene, is_not_null, is_null, not, or_kleene};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, BooleanArray, Datum, Int32Array, StringArray, UInt32Array, new_null_array};
use arrow_buffer::BooleanBuffer;
use arrow_ord::cmp;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use arrow_select::concat::concat;
use arrow_select::take::take;
use arrow_select::zip::zip;
use handraise_model::condition::CompareOp;

use super::program::{Operation, Program, StepId};
use super::{number, text};
use crate::profile::answers_of;
use crate::scores::Answer;

/// The UTC day that ages are counted from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AsOfDays<'a> {
    /// One for all rows.
    Same(i32),
    /// One for each row.
    PerRow(&'a [i32]),
}

/// Values of a step: one for each row, or one for all.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) array: ArrayRef,
    /// One value, an array of length 1, stands for all rows.
    pub(super) scalar: bool,
}

impl Datum for Operand {
    fn get(&self) -> (&dyn Array, bool) {
        (&self.array, self.scalar)
    }
}

/// The values of a program's steps over one batch, each computed when it is first asked for.
pub(crate) struct Evaluation<'a> {
    program: &'a Program,
    as_of: AsOfDays<'a>,
    rows: Space,
    /// For each slot whose column is dictionary-encoded, its values.
    dictionaries: Vec<Option<Dictionary>>,
}

/// Rows that steps are evaluated over: those of the batch, or the values of one dictionary.
struct Space {
    len: usize,
    columns: Vec<Option<ArrayRef>>,
    known: Vec<Option<Operand>>,
}

struct Dictionary {
    /// Where in the values each row finds its own.
    keys: Int32Array,
    values: Space,
}

impl<'a> Evaluation<'a> {
    /// An evaluation over columns in the order of the program's leaves; those that no asked step reads may be absent.
    pub(crate) fn new(
        program: &'a Program,
        columns: Vec<Option<ArrayRef>>,
        rows: usize,
        as_of: AsOfDays<'a>,
    ) -> Result<Self, ArrowError> {
        let steps = program.steps.len();
        let mut plain = Vec::with_capacity(columns.len());
        let mut dictionaries = Vec::with_capacity(columns.len());
        for (slot, column) in columns.into_iter().enumerate() {
            let (column, dictionary) = match column {
                Some(column) if matches!(column.data_type(), DataType::Dictionary(..)) => {
                    decode(&column, slot, program.leaves.len(), steps)?
                }
                Some(column) => (Some(canonical(column)), None),
                None => (None, None),
            };
            plain.push(column);
            dictionaries.push(dictionary);
        }
        let rows = Space { len: rows, columns: plain, known: vec![None; steps] };
        Ok(Self { program, as_of, rows, dictionaries })
    }

    /// The truth of a condition in each row: valid and true is met, valid and false missed, null unknown.
    pub(crate) fn truth(&mut self, step: StepId) -> Result<BooleanArray, ArrowError> {
        let operand = self.value(step, None)?;
        boolean(&operand, self.rows.len)
    }

    fn value(&mut self, step: StepId, space: Option<usize>) -> Result<Operand, ArrowError> {
        if let Some(Some(known)) = self.space(space).known.get(step) {
            return Ok(known.clone());
        }
        let program = self.program;
        let Some(entry) = program.steps.get(step) else { return Err(text::wrong("a step of this program")) };
        let value = match (space, entry.slots.as_slice()) {
            (None, &[slot]) if self.dictionaries.get(slot).is_some_and(Option::is_some) => {
                let of_values = self.value(step, Some(slot))?;
                self.look_up(slot, of_values)?
            }
            _ => self.compute(&entry.operation, space)?,
        };
        if let Some(known) = self.space_mut(space).known.get_mut(step) {
            *known = Some(value.clone());
        }
        Ok(value)
    }

    fn look_up(&self, slot: usize, of_values: Operand) -> Result<Operand, ArrowError> {
        match self.dictionaries.get(slot) {
            Some(Some(dictionary)) if !of_values.scalar => {
                Ok(Operand { array: take(&of_values.array, &dictionary.keys, None)?, scalar: false })
            }
            _ => Ok(of_values),
        }
    }

    fn space(&self, space: Option<usize>) -> &Space {
        match space.and_then(|slot| self.dictionaries.get(slot)) {
            Some(Some(dictionary)) => &dictionary.values,
            _ => &self.rows,
        }
    }

    fn space_mut(&mut self, space: Option<usize>) -> &mut Space {
        match space.and_then(|slot| self.dictionaries.get_mut(slot)) {
            Some(Some(dictionary)) => &mut dictionary.values,
            _ => &mut self.rows,
        }
    }

    fn compute(&mut self, operation: &Operation, space: Option<usize>) -> Result<Operand, ArrowError> {
        let len = self.space(space).len;
        let array: ArrayRef = match operation {
            Operation::Literal(array) => return Ok(Operand { array: array.clone(), scalar: true }),
            Operation::Column(slot) => self.column(*slot, space)?,
            Operation::And(steps) => Arc::new(self.fold(steps, space, and_kleene)?),
            Operation::Or(steps) => Arc::new(self.fold(steps, space, or_kleene)?),
            Operation::Not(step) => Arc::new(not(&boolean(&self.value(*step, space)?, len)?)?),
            Operation::Compare(op, left, right) => {
                let (left, right) = (self.value(*left, space)?, self.value(*right, space)?);
                return compare(*op, &left, &right);
            }
            Operation::In(step, items) => {
                let operand = self.value(*step, space)?;
                let array = Arc::new(number::within(&operand.array, items)?);
                return Ok(Operand { array, ..operand });
            }
            Operation::IsNull(step) => {
                let operand = self.value(*step, space)?;
                return Ok(Operand { array: Arc::new(is_null(&operand.array)?), ..operand });
            }
            Operation::Is(step, value) => Arc::new(is(&boolean(&self.value(*step, space)?, len)?, *value)),
            Operation::Like(step, pattern) => {
                let operand = self.value(*step, space)?;
                let pattern = Operand { array: Arc::new(pattern.clone()), scalar: true };
                let array = Arc::new(arrow_string::like::like(&operand, &pattern)?);
                return Ok(Operand { array, ..operand });
            }
            Operation::AnyOf(step, slot) => {
                let operand = self.value(*step, space)?;
                let lists = self.column(*slot, space)?;
                let lists = lists.as_list_opt::<i32>().ok_or_else(|| text::wrong("a list"))?;
                Arc::new(text::any_of(&operand, lists)?)
            }
            Operation::Cardinality(slot) => {
                let lists = self.column(*slot, space)?;
                Arc::new(text::cardinality(lists.as_list_opt::<i32>().ok_or_else(|| text::wrong("a list"))?))
            }
            Operation::Lower(step) => return self.map_text(*step, space, text::lower),
            Operation::EmailDomain(step) => return self.map_text(*step, space, text::email_domain),
            Operation::Arithmetic(op, left, right) => {
                let (left, right) = (self.value(*left, space)?, self.value(*right, space)?);
                return number::arithmetic(*op, &left, &right, len);
            }
            Operation::Negate(step) => return self.map(*step, space, number::negate),
            Operation::ToDecimal(step) => return self.map(*step, space, number::to_decimal),
            Operation::Coalesce(steps) => self.coalesce(steps, space)?,
            Operation::AgeDays(step) => {
                let operand = self.value(*step, space)?;
                return number::age_days(&operand, self.as_of);
            }
        };
        Ok(Operand { array, scalar: false })
    }

    fn column(&self, slot: usize, space: Option<usize>) -> Result<ArrayRef, ArrowError> {
        let column = self.space(space).columns.get(slot).cloned().flatten();
        column.ok_or_else(|| text::wrong("a column for every data point that is read"))
    }

    fn map(
        &mut self,
        step: StepId,
        space: Option<usize>,
        kernel: fn(&ArrayRef) -> Result<ArrayRef, ArrowError>,
    ) -> Result<Operand, ArrowError> {
        let operand = self.value(step, space)?;
        Ok(Operand { array: kernel(&operand.array)?, ..operand })
    }

    fn map_text(
        &mut self,
        step: StepId,
        space: Option<usize>,
        kernel: fn(&arrow_array::StringArray) -> arrow_array::StringArray,
    ) -> Result<Operand, ArrowError> {
        let operand = self.value(step, space)?;
        let texts = operand.array.as_string_opt::<i32>().ok_or_else(|| text::wrong("text"))?;
        Ok(Operand { array: Arc::new(kernel(texts)), scalar: operand.scalar })
    }

    fn fold(
        &mut self,
        steps: &[StepId],
        space: Option<usize>,
        kernel: fn(&BooleanArray, &BooleanArray) -> Result<BooleanArray, ArrowError>,
    ) -> Result<BooleanArray, ArrowError> {
        let len = self.space(space).len;
        let mut folded: Option<BooleanArray> = None;
        for step in steps {
            let next = boolean(&self.value(*step, space)?, len)?;
            folded = Some(match folded {
                Some(before) => kernel(&before, &next)?,
                None => next,
            });
        }
        folded.ok_or_else(|| text::wrong("at least one condition"))
    }

    fn coalesce(&mut self, steps: &[StepId], space: Option<usize>) -> Result<ArrayRef, ArrowError> {
        let len = self.space(space).len;
        let mut chosen: Option<ArrayRef> = None;
        for step in steps.iter().rev() {
            let first = broadcast(&self.value(*step, space)?, len)?;
            chosen = Some(match chosen {
                Some(others) => zip(&is_not_null(&first)?, &first, &others)?,
                None => first,
            });
        }
        chosen.ok_or_else(|| text::wrong("at least one value"))
    }
}

/// The truth of conditions that read one slot alone, for each of these values of it; last, for one that is not known.
///
/// The slot is the [`Program::only_leaf`] of every step. Whoever keeps the truths need not ask again for the same
/// values.
pub(crate) fn truths_by_value(
    program: &Program,
    steps: &[StepId],
    slot: usize,
    values: &ArrayRef,
) -> Result<Vec<BooleanArray>, ArrowError> {
    let values = concat(&[values, &new_null_array(values.data_type(), 1)])?;
    let len = values.len();
    let mut columns = vec![None; program.leaves.len()];
    if let Some(column) = columns.get_mut(slot) {
        *column = Some(values);
    }
    // No step that reads `as_of` has an only leaf, so the day decides nothing.
    let mut evaluation = Evaluation::new(program, columns, len, AsOfDays::Same(0))?;
    steps.iter().map(|step| evaluation.truth(*step)).collect()
}

/// A dictionary to evaluate on its values; where it has more values than rows, the plain text is less work.
fn decode(
    column: &ArrayRef,
    slot: usize,
    slots: usize,
    steps: usize,
) -> Result<(Option<ArrayRef>, Option<Dictionary>), ArrowError> {
    let dictionary = column.as_dictionary_opt::<Int32Type>().ok_or_else(|| text::wrong("keys of 32 bits"))?;
    let (mut keys, mut values) = (dictionary.keys().clone(), dictionary.values().clone());
    if values.len() > keys.len() {
        return Ok((Some(take(&values, &keys, None)?), None));
    }
    if keys.null_count() > 0 {
        // A null gets a value of its own, so that `is null` and `coalesce` see it.
        let unknown = values.len() as i32;
        values = concat(&[&values, &new_null_array(values.data_type(), 1)])?;
        keys = keys.iter().map(|key| key.unwrap_or(unknown)).collect::<Vec<_>>().into();
    }
    let len = values.len();
    let mut columns = vec![None; slots];
    if let Some(column) = columns.get_mut(slot) {
        *column = Some(values);
    }
    Ok((None, Some(Dictionary { keys, values: Space { len, columns, known: vec![None; steps] } })))
}

/// A column in the representation that kernels take: instants as integers, floats normal, text in one piece.
fn canonical(column: ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Arc::new(column.as_primitive::<TimestampMicrosecondType>().reinterpret_cast::<Int64Type>())
        }
        DataType::Float64 => Arc::new(number::normal(column.as_primitive::<Float64Type>())),
        DataType::Utf8View => Arc::new(column.as_string_view().iter().collect::<StringArray>()),
        _ => column,
    }
}

fn compare(op: CompareOp, left: &Operand, right: &Operand) -> Result<Operand, ArrowError> {
    let kernel = match op {
        CompareOp::Equal => cmp::eq,
        CompareOp::NotEqual => cmp::neq,
        CompareOp::Less => cmp::lt,
        CompareOp::LessOrEqual => cmp::lt_eq,
        CompareOp::Greater => cmp::gt,
        CompareOp::GreaterOrEqual => cmp::gt_eq,
    };
    Ok(Operand { array: Arc::new(kernel(left, right)?), scalar: left.scalar && right.scalar })
}

/// Whether each value is this boolean; null is neither.
fn is(array: &BooleanArray, value: bool) -> BooleanArray {
    BooleanArray::new(
        BooleanBuffer::collect_bool(array.len(), |row| array.is_valid(row) && array.value(row) == value),
        None,
    )
}

fn boolean(operand: &Operand, len: usize) -> Result<BooleanArray, ArrowError> {
    let array = broadcast(operand, len)?;
    array.as_boolean_opt().cloned().ok_or_else(|| text::wrong("a condition"))
}

fn broadcast(operand: &Operand, len: usize) -> Result<ArrayRef, ArrowError> {
    if operand.scalar {
        take(&operand.array, &UInt32Array::from_value(0, len), None)
    } else {
        Ok(operand.array.clone())
    }
}
