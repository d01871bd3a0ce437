//! What the conditions on a lead's data points say: gates, exclusions, personas, sizes and fit.
//!
//! Leads are evaluated some thousand at a time, and what is kept of each is small: an answer for each condition and the
//! band taken for each fit criterion, a byte each. What a band gives is looked up when it is asked for.

use std::sync::Arc;

use handraise_model::values::Exact;
use handraise_model::{Band, Model};

use crate::condition::{AsOfDays, Bands, Compiler, Evaluation, Memory, Program, StepId};
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
    /// Whether a profile depends on the instant: an age is read.
    pub(crate) reads_as_of: bool,
}

#[derive(Debug)]
struct FitPlan {
    /// Gives the band taken.
    taken: StepId,
    /// The test of each band, taken alone; none: always met. No score evaluates them.
    tests: Vec<Option<StepId>>,
    /// What each band gives and, last, no band, in units of 10^-7 point.
    contributions: Arc<[i64]>,
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
#[derive(Debug)]
pub(crate) struct FitProfile {
    taken: Bands,
    contributions: Arc<[i64]>,
    /// What each band's test says, taken alone; only where it is asked for.
    pub(crate) bands: Vec<Vec<Answer>>,
}

impl FitProfile {
    /// What it gave the lead at a position, in units of 10^-7 point.
    fn contribution(&self, position: usize) -> i64 {
        self.contributions.get(self.taken.at(position)).copied().unwrap_or_default()
    }

    /// The band that the lead at a position takes.
    pub(crate) fn taken(&self, position: usize) -> Option<usize> {
        let band = self.taken.at(position);
        (band < self.contributions.len() - 1).then_some(band)
    }
}

impl ProfilePlan {
    pub(crate) fn new(model: &Model) -> Self {
        let mut compiler = Compiler::new(model.lead(), model.lists());
        let gates = model.gates().iter().map(|gate| compiler.add(&gate.when.expr)).collect();
        let exclusions = model.exclusions().iter().map(|exclusion| compiler.add(&exclusion.when.expr)).collect();
        let personas = model.personas().iter().map(|persona| compiler.add(&persona.when.expr)).collect();
        let sizes = model.sizes().iter().map(|size| compiler.add(&size.when.expr)).collect();
        let taken: Vec<StepId> = model.fit().iter().map(|fit| compiler.add_bands(&fit.bands)).collect();
        let plan = |(fit, taken): (&handraise_model::FitCriterion, StepId)| FitPlan {
            taken,
            tests: fit.bands.iter().map(|band| compiler.add_test(&band.test)).collect(),
            contributions: fit.bands.iter().map(contribution).chain([0]).collect(),
        };
        // The tests come last: steps that nobody asks for cost nothing there.
        let fit: Vec<FitPlan> = model.fit().iter().zip(taken).map(plan).collect();
        let program = compiler.finish();
        let conditions = [&gates, &exclusions, &personas, &sizes];
        let steps = conditions.into_iter().flatten().chain(fit.iter().map(|fit| &fit.taken));
        let reads_as_of = steps.copied().any(|step| program.reads_as_of(step));
        Self { program, gates, exclusions, personas, sizes, fit, reads_as_of }
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Evaluates all conditions over the leads in force; with `bands` the test of each band, too.
    ///
    /// The memory is of earlier leads of this plan, or new.
    pub(crate) fn evaluate(
        &self,
        memory: &mut Memory,
        columns: &LeadColumns,
        in_force: &InForce,
        bands: bool,
    ) -> Result<Profiles, ScoreError> {
        let leads = in_force.lead.len();
        let table = |steps: &[StepId]| steps.iter().map(|_| Vec::with_capacity(leads)).collect();
        let fit = |plan: &FitPlan| FitProfile {
            taken: Bands::with_capacity(plan.tests.len(), leads),
            contributions: plan.contributions.clone(),
            bands: if bands { vec![Vec::with_capacity(leads); plan.tests.len()] } else { Vec::new() },
        };
        let mut profiles = Profiles {
            gates: table(&self.gates),
            exclusions: table(&self.exclusions),
            personas: table(&self.personas),
            sizes: table(&self.sizes),
            fit: self.fit.iter().map(fit).collect(),
        };
        let days: Vec<i32> =
            if self.reads_as_of { in_force.as_of.iter().map(|as_of| as_of.day()).collect() } else { Vec::new() };
        let mut first = 0;
        for batch in &in_force.batches {
            let rows = batch.num_rows();
            let days = days.get(first..first + rows).unwrap_or_default();
            first += rows;
            let leaves = columns.leaves(&self.program, batch)?;
            let mut evaluation = Evaluation::new(&self.program, leaves, rows, as_of_days(days), memory);
            let lists = [
                (&self.gates, &mut profiles.gates),
                (&self.exclusions, &mut profiles.exclusions),
                (&self.personas, &mut profiles.personas),
                (&self.sizes, &mut profiles.sizes),
            ];
            for (steps, answers) in lists {
                for (step, answers) in steps.iter().zip(answers) {
                    evaluation.append_truth(*step, answers)?;
                }
            }
            for (plan, profile) in self.fit.iter().zip(&mut profiles.fit) {
                plan.evaluate(&mut evaluation, rows, profile)?;
            }
        }
        Ok(profiles)
    }
}

impl Profiles {
    /// What some fit criteria gave each of so many leads together, in units of 10^-7 point: no number of them overflows.
    pub(crate) fn fit_sums(&self, criteria: &[usize], leads: usize) -> Vec<i64> {
        let mut sums = vec![0; leads];
        for profile in criteria.iter().filter_map(|criterion| self.fit.get(*criterion)) {
            profile.taken.add_to(&mut sums, &profile.contributions);
        }
        sums
    }

    /// What a fit criterion gave the lead at a position, in units of 10^-7 point.
    pub(crate) fn fit(&self, criterion: usize, position: usize) -> i64 {
        self.fit.get(criterion).map_or(0, |profile| profile.contribution(position))
    }
}

impl FitPlan {
    /// Appends what the criterion says of the rows of one batch.
    fn evaluate(
        &self,
        evaluation: &mut Evaluation<'_>,
        rows: usize,
        profile: &mut FitProfile,
    ) -> Result<(), ScoreError> {
        evaluation.append_bands(self.taken, &mut profile.taken)?;
        for (test, answers) in self.tests.iter().zip(&mut profile.bands) {
            match test {
                Some(step) => evaluation.append_truth(*step, answers)?,
                None => answers.resize(answers.len() + rows, Answer::Met),
            }
        }
        Ok(())
    }
}

/// What a band gives, in units of 10^-7 point.
fn contribution(band: &Band) -> i64 {
    Exact::from_points(band.points.value).0 / 100 * i64::from(band.credibility.hundredths())
}

/// The first of these that is met, at a lead's position.
pub(crate) fn first_met(answers: &[Vec<Answer>], position: usize) -> Option<usize> {
    answers.iter().position(|answers| answers.get(position) == Some(&Answer::Met))
}

/// How many of these are met, at a lead's position.
pub(crate) fn count_met(answers: &[Vec<Answer>], position: usize) -> u32 {
    answers.iter().filter(|answers| answers.get(position) == Some(&Answer::Met)).count() as u32
}

/// The days that ages are counted from; one for all where they are equal, and any where there are none: no age is read.
pub(crate) fn as_of_days(days: &[i32]) -> AsOfDays<'_> {
    match days {
        [] => AsOfDays::Same(0),
        [first, others @ ..] if others.iter().all(|day| day == first) => AsOfDays::Same(*first),
        _ => AsOfDays::PerRow(days),
    }
}

/// The rows in which a condition is met.
pub(crate) fn met_rows(answers: &[Answer]) -> impl Iterator<Item = usize> + '_ {
    answers.iter().enumerate().filter(|(_, answer)| **answer == Answer::Met).map(|(row, _)| row)
}
