//! Lanes: conditions over a lead's data points and its results.
//!
//! Results that are text take few values, so they are handed over as codes of a dictionary that the plan keeps: no text
//! is made for a lead, and what a lane says of a grade or a persona is worked out once for all leads.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray};
use handraise_model::Model;
use handraise_model::condition::ResultName;
use handraise_model::values::day_of;

use crate::condition::{Compiler, Evaluation, Leaf, Memory, Program, StepId};
use crate::error::ScoreError;
use crate::events::Classes;
use crate::instants::Days;
use crate::leads::Present;
use crate::plan::Plan;
use crate::row::{Row, Standing};
use crate::scores::Answer;
use crate::sheet::Sheet;

/// The lanes' conditions, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct LanePlan {
    program: Program,
    lanes: Vec<StepId>,
    /// The criteria whose occurrences a lane reads.
    pub(crate) counted: Vec<usize>,
    texts: ResultTexts,
}

/// What results that are text can be.
#[derive(Debug)]
struct ResultTexts {
    /// Letter by letter, for each the four digits.
    grades: ArrayRef,
    fit_grades: ArrayRef,
    engagement_grades: ArrayRef,
    personas: ArrayRef,
    products: ArrayRef,
    sizes: ArrayRef,
}

impl LanePlan {
    pub(crate) fn new(model: &Model) -> Self {
        let mut compiler = Compiler::new(model.lead(), model.lists());
        let lanes = model.lanes().iter().map(|lane| compiler.add(&lane.when.expr)).collect();
        let program = compiler.finish();
        let counted = program.leaves.iter().filter_map(|leaf| match leaf {
            Leaf::Occurrences(id) => Some(id.0),
            _ => None,
        });
        Self { counted: counted.collect(), lanes, program, texts: ResultTexts::new(model) }
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// What each lane says of each lead in force.
    pub(crate) fn evaluate(
        &self,
        memory: &mut Memory,
        plan: &Plan,
        classes: &Classes,
        present: &Present,
        sheet: &Sheet,
    ) -> Result<Vec<Vec<Answer>>, ScoreError> {
        let mut answers = vec![Vec::with_capacity(present.in_force.lead.len()); self.lanes.len()];
        if self.lanes.is_empty() {
            return Ok(answers);
        }
        let days = present.dates.days();
        let mut first = 0;
        for batch in &present.batches {
            let rows = batch.num_rows();
            let results = Results { model: plan.model(), texts: &self.texts, classes, sheet, days: &days, first, rows };
            let mut columns = plan.lead_columns.leaves(&self.program, batch)?;
            for (leaf, column) in self.program.leaves.iter().zip(&mut columns) {
                if let Some(result) = results.column(leaf, &self.counted)? {
                    *column = Some(result);
                }
            }
            let end = first + rows;
            let mut evaluation = Evaluation::new(&self.program, columns, rows, days.of(first..end), memory);
            for (lane, answers) in self.lanes.iter().zip(&mut answers) {
                evaluation.append_truth(*lane, answers)?;
            }
            first = end;
        }
        Ok(answers)
    }
}

/// The results of one batch's leads, as columns.
struct Results<'a> {
    model: &'a Model,
    texts: &'a ResultTexts,
    classes: &'a Classes,
    sheet: &'a Sheet,
    days: &'a Days,
    /// Position of the first, and how many they are.
    first: usize,
    rows: usize,
}

impl<'a> Results<'a> {
    fn column(&self, leaf: &Leaf, counted: &[usize]) -> Result<Option<ArrayRef>, ScoreError> {
        Ok(match leaf {
            Leaf::DataPoint(_) => None,
            Leaf::Result(name) => Some(self.result(*name)?),
            Leaf::Occurrences(id) => {
                let Some(column) = counted.iter().position(|criterion| *criterion == id.0) else { return Ok(None) };
                let count = |row| {
                    let index = (self.first + row) * counted.len() + column;
                    self.sheet.lane_occurrences.get(index).copied().map_or(0, i64::from)
                };
                Some(Arc::new(Int64Array::from_iter_values((0..self.rows).map(count))))
            }
        })
    }

    fn result(&self, name: ResultName) -> Result<ArrayRef, ScoreError> {
        let model = self.model;
        Ok(match name {
            ResultName::Score => self.integers(|standing, _| Some(standing.total().round_half_up())),
            ResultName::GatesMet => self.integers(|_, row| Some(i64::from(row.gates_met))),
            ResultName::CriticalMet => self.integers(|_, row| Some(i64::from(row.critical_met))),
            ResultName::DaysSinceTouch => self.days_since(|standing, _| standing.last_touch.get()),
            ResultName::DaysSinceHandRaise => self.days_since(|_, row| row.last_hand_raise.get()),
            ResultName::Fit => Arc::new(Float64Array::from_iter_values(self.rows().map(|row| row.fit.to_f64()))),
            ResultName::Engagement => {
                Arc::new(Float64Array::from_iter_values(self.rows().map(|row| row.engagement.to_f64())))
            }
            ResultName::Eligible => {
                Arc::new(self.standings().map(|standing| Some(standing.is_eligible())).collect::<BooleanArray>())
            }
            ResultName::Excluded => Arc::new(self.rows().map(|row| Some(row.excluded)).collect::<BooleanArray>()),
            ResultName::Grade => self.coded(&self.texts.grades, |row| {
                Some(letter(row.fit_grade(model)?) * GRADES + digit(row.engagement_grade(model)?))
            })?,
            ResultName::FitGrade => self.coded(&self.texts.fit_grades, |row| row.fit_grade(model).map(letter))?,
            ResultName::EngagementGrade => {
                self.coded(&self.texts.engagement_grades, |row| row.engagement_grade(model).map(digit))?
            }
            ResultName::Persona => self.coded(&self.texts.personas, |row| row.persona.get())?,
            ResultName::Product => self.coded(&self.texts.products, |row| row.product.get())?,
            ResultName::Size => self.coded(&self.texts.sizes, |row| row.size.get())?,
            ResultName::LeadSource => {
                let source = |row: &Row| self.classes.source(row.hand_raise_class);
                Arc::new(self.rows().map(source).collect::<StringArray>())
            }
        })
    }

    fn rows(&self) -> impl Iterator<Item = &'a Row> {
        self.sheet.rows.iter().skip(self.first).take(self.rows)
    }

    fn standings(&self) -> impl Iterator<Item = &'a Standing> {
        self.sheet.standings.iter().skip(self.first).take(self.rows)
    }

    fn integers(&self, value: impl Fn(&Standing, &Row) -> Option<i64>) -> ArrayRef {
        Arc::new(self.standings().zip(self.rows()).map(|(standing, row)| value(standing, row)).collect::<Int64Array>())
    }

    fn days_since(&self, time: impl Fn(&Standing, &Row) -> Option<i64>) -> ArrayRef {
        let leads = self.standings().zip(self.rows()).zip(self.first..);
        let days = leads.map(|((standing, row), position)| {
            Some(i64::from(self.days.at(position)) - i64::from(day_of(time(standing, row)?)))
        });
        Arc::new(days.collect::<Int64Array>())
    }

    /// Texts by their place among all that there are.
    fn coded(&self, texts: &ArrayRef, place: impl Fn(&Row) -> Option<usize>) -> Result<ArrayRef, ScoreError> {
        let codes: Int32Array = self.rows().map(|row| place(row).map(|place| place as i32)).collect();
        Ok(Arc::new(DictionaryArray::try_new(codes, texts.clone())?))
    }
}

/// Letters, and as many digits.
const GRADES: usize = 4;

/// The place of a letter, `A` to `D`.
fn letter(grade: char) -> usize {
    (grade as usize).saturating_sub('A' as usize)
}

/// The place of a digit, `1` to `4`.
fn digit(grade: char) -> usize {
    (grade as usize).saturating_sub('1' as usize)
}

impl ResultTexts {
    fn new(model: &Model) -> Self {
        fn column<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> ArrayRef {
            Arc::new(texts.map(Some).collect::<StringArray>())
        }
        let (letters, digits) = (['A', 'B', 'C', 'D'], ['1', '2', '3', '4']);
        let both = |letter: char| digits.map(|digit| format!("{letter}{digit}"));
        Self {
            grades: column(letters.into_iter().flat_map(both)),
            fit_grades: column(letters.iter().map(char::to_string)),
            engagement_grades: column(digits.iter().map(char::to_string)),
            personas: column(model.personas().iter().map(|persona| &persona.name)),
            products: column(model.products().iter().map(|product| &product.name)),
            sizes: column(model.sizes().iter().map(|size| &size.name)),
        }
    }
}
