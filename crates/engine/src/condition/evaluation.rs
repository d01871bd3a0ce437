//! A program over the columns of one batch.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, new_null_array};
use arrow_schema::ArrowError;
use arrow_select::concat::concat;

use super::bands::Bands;
use super::column::{Column, for_each_unknown, wrong};
use super::operations::Operands;
use super::program::{Operation, Program, StepId};
use crate::scores::Answer;

/// The UTC day that ages are counted from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AsOfDays<'a> {
    /// One for all rows.
    Same(i32),
    /// One for each row.
    PerRow(&'a [i32]),
}

/// Steps to have room for before any is asked for.
const KNOWN_AT_FIRST: usize = 256;

/// So many rows are evaluated sooner than the values of a small dictionary are prepared.
const ROWS_BEFORE_CODES: usize = 32;

/// For steps that read no age.
const NO_DAY: AsOfDays<'static> = AsOfDays::Same(0);

/// The values of a program's steps over one batch, each computed when it is first asked for.
pub(crate) struct Evaluation<'a> {
    program: &'a Program,
    as_of: AsOfDays<'a>,
    rows: Space,
    memory: &'a mut Memory,
}

/// What a program said of the values of dictionaries, kept for the next batch that has the same ones.
///
/// A memory belongs to one program.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// By slot, the last dictionary.
    dictionaries: Vec<Option<Dictionary>>,
}

#[derive(Debug)]
struct Dictionary {
    /// What tells it from others.
    values: ArrayRef,
    /// How many rows have asked for it: at first as many as it has values, and some more, are evaluated themselves, so
    /// that a dictionary of few rows costs no more than those.
    rows: usize,
    /// Its values as rows and, last, one that is not known.
    space: Space,
}

/// Rows that steps are evaluated over, and what is known of them.
#[derive(Debug, Default)]
struct Space {
    rows: usize,
    /// By slot.
    columns: Vec<Option<Source>>,
    /// By step, as far as any was asked for.
    known: Vec<Option<Column>>,
}

#[derive(Debug)]
enum Source {
    /// A value for each row.
    Values(ArrayRef),
    /// For each row its place among the values that the memory keeps of this slot.
    Codes(Int32Array),
}

/// What conditions that read one slot alone say of each of these values of it.
///
/// The slot is the [`Program::only_leaf`] of every step. Whoever keeps the answers need not ask again for the same
/// values.
pub(crate) fn answers_by_value(
    program: &Program,
    steps: &[StepId],
    slot: usize,
    values: &ArrayRef,
) -> Result<Vec<Vec<Answer>>, ArrowError> {
    let memory = &mut Memory::default();
    let rows = Space::of_slot(slot, values.clone());
    let mut evaluation = Evaluation { program, as_of: NO_DAY, rows, memory };
    steps.iter().map(|step| evaluation.truth(*step)).collect()
}

impl<'a> Evaluation<'a> {
    /// An evaluation over columns in the order of the program's leaves; those that no asked step reads may be absent.
    pub(crate) fn new(
        program: &'a Program,
        columns: Vec<Option<ArrayRef>>,
        rows: usize,
        as_of: AsOfDays<'a>,
        memory: &'a mut Memory,
    ) -> Self {
        let source = |(slot, column): (usize, Option<ArrayRef>)| {
            let column = column?;
            let codes = column.as_dictionary_opt::<Int32Type>().and_then(|column| memory.codes(slot, column));
            Some(codes.map_or(Source::Values(column), Source::Codes))
        };
        let columns = columns.into_iter().enumerate().map(source).collect();
        // Most steps are asked for; the tests of a long table of points, which come last, hardly ever.
        let known = Vec::with_capacity(program.len().min(KNOWN_AT_FIRST));
        Self { program, as_of, rows: Space { rows, columns, known }, memory }
    }

    /// What a condition says of each row.
    pub(crate) fn truth(&mut self, step: StepId) -> Result<Vec<Answer>, ArrowError> {
        let mut answers = Vec::with_capacity(self.rows.rows);
        self.append_truth(step, &mut answers)?;
        Ok(answers)
    }

    /// Adds what a condition says of each row.
    pub(crate) fn append_truth(&mut self, step: StepId, answers: &mut Vec<Answer>) -> Result<(), ArrowError> {
        let rows = self.rows.rows;
        let column = self.rows.value(self.program, step, self.as_of, self.memory)?;
        match (column.truth()?, column.constant) {
            ([only], true) => answers.resize(answers.len() + rows, *only),
            (truth, _) => answers.extend_from_slice(truth),
        }
        Ok(())
    }

    /// Adds the band that each row takes.
    pub(crate) fn append_bands(&mut self, step: StepId, bands: &mut Bands) -> Result<(), ArrowError> {
        let rows = self.rows.rows;
        let column = self.rows.value(self.program, step, self.as_of, self.memory)?;
        bands.extend(column.bands()?, column.constant.then_some(rows));
        Ok(())
    }
}

impl Memory {
    /// Where each row of a column finds its value in this memory; none while evaluating the rows is less work.
    fn codes(&mut self, slot: usize, column: &DictionaryArray<Int32Type>) -> Option<Int32Array> {
        if self.dictionaries.len() <= slot {
            self.dictionaries.resize_with(slot + 1, || None);
        }
        let known = self.dictionaries.get_mut(slot)?;
        let values = column.values();
        if !known.as_ref().is_some_and(|known| Arc::ptr_eq(&known.values, values)) {
            *known = Some(Dictionary { values: values.clone(), rows: 0, space: Space::default() });
        }
        let known = known.as_mut()?;
        known.rows = known.rows.saturating_add(column.len());
        if known.rows < values.len() + ROWS_BEFORE_CODES {
            return None;
        }
        if known.space.columns.is_empty() {
            known.space = Space::of_values(slot, values).ok()?;
        }
        let keys = column.keys();
        if keys.null_count() == 0 {
            return Some(keys.clone());
        }
        let mut codes = keys.values().to_vec();
        for_each_unknown(keys.nulls(), |row| codes[row] = values.len() as i32);
        Some(Int32Array::from(codes))
    }
}

impl Memory {
    /// The values of a step over those of a dictionary.
    fn by_value<'s>(&'s mut self, program: &'s Program, step: StepId, slot: usize) -> Result<&'s Column, ArrowError> {
        let Some(Some(dictionary)) = self.dictionaries.get_mut(slot) else { return Err(wrong("a dictionary")) };
        dictionary.space.value(program, step, NO_DAY, &mut Memory::default())
    }
}

impl Space {
    /// The values of a dictionary in a slot and, last, one that is not known.
    fn of_values(slot: usize, values: &ArrayRef) -> Result<Self, ArrowError> {
        Ok(Self::of_slot(slot, concat(&[values, &new_null_array(values.data_type(), 1)])?))
    }

    /// These values in a slot.
    fn of_slot(slot: usize, values: ArrayRef) -> Self {
        let mut columns: Vec<Option<Source>> = (0..slot).map(|_| None).collect();
        let rows = values.len();
        columns.push(Some(Source::Values(values)));
        Self { rows, columns, known: Vec::new() }
    }

    /// The values of a step.
    fn value<'s>(
        &'s mut self,
        program: &'s Program,
        step: StepId,
        as_of: AsOfDays<'_>,
        memory: &mut Memory,
    ) -> Result<&'s Column, ArrowError> {
        self.evaluate(program, step, as_of, memory)?;
        self.operands(program, NO_DAY).get(step)
    }

    fn operands<'s>(&'s self, program: &'s Program, as_of: AsOfDays<'s>) -> Operands<'s> {
        Operands { program, as_of, rows: self.rows, known: &self.known }
    }

    /// Makes sure that the values of a step are known.
    fn evaluate(
        &mut self,
        program: &Program,
        step: StepId,
        as_of: AsOfDays<'_>,
        memory: &mut Memory,
    ) -> Result<(), ArrowError> {
        if self.known.get(step).is_some_and(Option::is_some) {
            return Ok(());
        }
        let Some(entry) = program.step(step) else { return Err(wrong("a step of this program")) };
        let column = if let Some((slot, codes)) = self.coded(program, step) {
            memory.by_value(program, step, slot)?.gather(codes)?
        } else {
            for operand in &entry.operands {
                self.evaluate(program, *operand, as_of, memory)?;
            }
            match &entry.operation {
                Operation::Literal(_) => return Ok(()),
                Operation::Column(slot) => self.read(*slot)?,
                operation => self.operands(program, as_of).compute(operation)?,
            }
        };
        if self.known.len() <= step {
            self.known.resize_with(step + 1, || None);
        }
        if let Some(known) = self.known.get_mut(step) {
            *known = Some(column);
        }
        Ok(())
    }

    fn read(&self, slot: usize) -> Result<Column, ArrowError> {
        match self.columns.get(slot) {
            Some(Some(Source::Values(values))) => Column::read(values),
            _ => Err(wrong("a column for every data point that is read")),
        }
    }

    /// The slot of a step that reads nothing but a dictionary, and where rows find their values in it.
    fn coded(&self, program: &Program, step: StepId) -> Option<(usize, &Int32Array)> {
        let slot = program.only_leaf(step)?;
        match self.columns.get(slot) {
            Some(Some(Source::Codes(codes))) => Some((slot, codes)),
            _ => None,
        }
    }
}
