//! What the conditions on a lead's data points say: gates, exclusions, personas, sizes and fit.

use arrow_array::{Array, BooleanArray};
use handraise_model::condition::{DataPointId, Expr};
use handraise_model::values::Exact;
use handraise_model::{BandTest, Model, NamedCondition};

use crate::condition::{AsOfDays, Compiler, Evaluation, Program, StepId};
use crate::error::ScoreError;
use crate::leads::InForce;
use crate::plan::LeadColumns;
use crate::scores::Answer;

/// The conditions on leads, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct ProfilePlan {
    program: Program,
    gates: Vec<StepId>,
    exclusions: Vec<StepId>,
    personas: Vec<StepId>,
    sizes: Vec<StepId>,
    fit: Vec<FitPlan>,
}

#[derive(Debug)]
struct FitPlan {
    bands: Vec<BandPlan>,
}

#[derive(Debug)]
struct BandPlan {
    test: BandStep,
    /// What the band gives, in units of 10^-7 point.
    contribution: i64,
}

#[derive(Clone, Copy, Debug)]
enum BandStep {
    Met(StepId),
    /// The data point behind this null test is known.
    Known(StepId),
    Else,
}

/// What the conditions say of each lead in force. The inner index is the lead's position.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    pub(crate) gates: Vec<Vec<Answer>>,
    pub(crate) exclusions: Vec<Vec<Answer>>,
    pub(crate) personas: Vec<Vec<Answer>>,
    pub(crate) sizes: Vec<Vec<Answer>>,
    /// For each fit criterion.
    pub(crate) fit: Vec<FitProfile>,
}

/// What one fit criterion gave each lead.
#[derive(Debug, Default)]
pub(crate) struct FitProfile {
    pub(crate) contribution: Vec<i64>,
    /// The band taken.
    pub(crate) taken: Vec<Option<u32>>,
    /// What each band's test says, taken alone; only where it is asked for.
    pub(crate) bands: Vec<Vec<Answer>>,
}

impl ProfilePlan {
    pub(crate) fn new(model: &Model) -> Self {
        let mut compiler = Compiler::new(model.lists());
        let mut named = |conditions: &[NamedCondition]| -> Vec<StepId> {
            conditions.iter().map(|condition| compiler.add(&condition.when.expr)).collect()
        };
        let (gates, exclusions) = (named(model.gates()), named(model.exclusions()));
        let personas = model.personas().iter().map(|persona| compiler.add(&persona.when.expr)).collect();
        let sizes = model.sizes().iter().map(|size| compiler.add(&size.when.expr)).collect();
        let mut band = |band: &handraise_model::Band| BandPlan {
            test: match &band.test {
                BandTest::When(expr) => BandStep::Met(compiler.add(expr)),
                BandTest::Known(id) => BandStep::Known(compiler.add(&is_null(model, *id))),
                BandTest::Unknown(id) => BandStep::Met(compiler.add(&is_null(model, *id))),
                BandTest::Else => BandStep::Else,
            },
            contribution: Exact::from_points(band.points.value).0 / 100 * i64::from(band.credibility.hundredths()),
        };
        let fit = model.fit().iter().map(|fit| FitPlan { bands: fit.bands.iter().map(&mut band).collect() }).collect();
        Self { program: compiler.finish(), gates, exclusions, personas, sizes, fit }
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Evaluates all conditions over the leads in force; with `bands` the test of each band, too.
    pub(crate) fn evaluate(
        &self,
        columns: &LeadColumns,
        in_force: &InForce,
        bands: bool,
    ) -> Result<Profiles, ScoreError> {
        let table = |steps: &[StepId]| vec![Vec::with_capacity(in_force.lead.len()); steps.len()];
        let mut profiles = Profiles {
            gates: table(&self.gates),
            exclusions: table(&self.exclusions),
            personas: table(&self.personas),
            sizes: table(&self.sizes),
            fit: self.fit.iter().map(|_| FitProfile::default()).collect(),
        };
        let days: Vec<i32> = in_force.as_of.iter().map(|as_of| as_of.day()).collect();
        let mut first = 0;
        for batch in &in_force.batches {
            let rows = batch.num_rows();
            let days = days.get(first..first + rows).unwrap_or_default();
            first += rows;
            let leaves = columns.leaves(&self.program, batch)?;
            let mut evaluation = Evaluation::new(&self.program, leaves, rows, as_of_days(days))?;
            let lists = [
                (&self.gates, &mut profiles.gates),
                (&self.exclusions, &mut profiles.exclusions),
                (&self.personas, &mut profiles.personas),
                (&self.sizes, &mut profiles.sizes),
            ];
            for (steps, answers) in lists {
                for (step, answers) in steps.iter().zip(answers) {
                    answers.extend(answers_of(&evaluation.truth(*step)?));
                }
            }
            for (plan, profile) in self.fit.iter().zip(&mut profiles.fit) {
                plan.evaluate(&mut evaluation, rows, bands, profile)?;
            }
        }
        Ok(profiles)
    }
}

impl Profiles {
    /// What a fit criterion gave the lead at a position, in units of 10^-7 point.
    pub(crate) fn fit(&self, criterion: usize, position: usize) -> i64 {
        let profile = self.fit.get(criterion);
        profile.and_then(|profile| profile.contribution.get(position)).copied().unwrap_or_default()
    }
}

impl FitPlan {
    /// Appends what the criterion gives the rows of one batch.
    fn evaluate(
        &self,
        evaluation: &mut Evaluation<'_>,
        rows: usize,
        keep_bands: bool,
        profile: &mut FitProfile,
    ) -> Result<(), ScoreError> {
        let start = profile.taken.len();
        profile.taken.resize(start + rows, None);
        profile.contribution.resize(start + rows, 0);
        if keep_bands {
            profile.bands.resize(self.bands.len(), Vec::new());
        }
        for (index, band) in self.bands.iter().enumerate() {
            let truth = match band.test {
                BandStep::Met(step) => evaluation.truth(step)?,
                BandStep::Known(step) => arrow_arith::boolean::not(&evaluation.truth(step)?)?,
                BandStep::Else => BooleanArray::from(vec![true; rows]),
            };
            for row in met_rows(&truth) {
                if let Some(taken @ None) = profile.taken.get_mut(start + row)
                    && let Some(contribution) = profile.contribution.get_mut(start + row)
                {
                    *taken = Some(index as u32);
                    *contribution = band.contribution;
                }
            }
            if keep_bands && let Some(answers) = profile.bands.get_mut(index) {
                answers.extend(answers_of(&truth));
            }
        }
        Ok(())
    }
}

/// The first of these that is met, at a lead's position.
pub(crate) fn first_met(answers: &[Vec<Answer>], position: usize) -> Option<usize> {
    answers.iter().position(|answers| answers.get(position) == Some(&Answer::Met))
}

/// How many of these are met, at a lead's position.
pub(crate) fn count_met(answers: &[Vec<Answer>], position: usize) -> u32 {
    answers.iter().filter(|answers| answers.get(position) == Some(&Answer::Met)).count() as u32
}

/// The days that ages are counted from; one for all where they are equal.
pub(crate) fn as_of_days(days: &[i32]) -> AsOfDays<'_> {
    match days {
        [first, others @ ..] if others.iter().all(|day| day == first) => AsOfDays::Same(*first),
        _ => AsOfDays::PerRow(days),
    }
}

/// Unknown is neither met nor missed.
pub(crate) fn answers_of(truth: &BooleanArray) -> impl Iterator<Item = Answer> + '_ {
    truth.iter().map(|truth| match truth {
        Some(true) => Answer::Met,
        Some(false) => Answer::Missed,
        None => Answer::Unknown,
    })
}

/// The rows in which a condition is met.
pub(crate) fn met_rows(truth: &BooleanArray) -> impl Iterator<Item = usize> + '_ {
    truth.values().set_indices().filter(|row| truth.is_valid(*row))
}

fn is_null(model: &Model, id: DataPointId) -> Expr {
    // The data point is one of the model's; its type only says how it is compared, which a null test does not.
    let ty = model.lead().get(id.0).map_or(handraise_model::values::Type::Text, |data_point| data_point.ty);
    Expr::IsNull { expr: Box::new(Expr::DataPoint(id, ty)), negated: false }
}
