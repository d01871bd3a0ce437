//! What the conditions on a lead's data points say: gates, exclusions, personas, sizes and fit.
//!
//! Leads are evaluated some thousand at a time, and what is kept of each is small: an answer for each condition and the
//! band taken for each fit criterion, a byte each. What a band gives is looked up when it is asked for.

use std::ops::Range;
use std::sync::Arc;

use handraise_model::values::Exact;
use handraise_model::{Band, Model};

use crate::condition::{Bands, Compiler, Evaluation, Leaf, Memory, Program, StepId};
use crate::error::ScoreError;
use crate::leads::Present;
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
    /// What reads an age: of each list of conditions, and of the fit criteria, these.
    dated: [Vec<usize>; 5],
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
    pub(crate) gates: Vec<Arc<[Answer]>>,
    pub(crate) exclusions: Vec<Arc<[Answer]>>,
    pub(crate) personas: Vec<Arc<[Answer]>>,
    pub(crate) sizes: Vec<Arc<[Answer]>>,
    /// For each fit criterion.
    pub(crate) fit: Vec<Arc<FitProfile>>,
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
        let gates: Vec<StepId> = model.gates().iter().map(|gate| compiler.add(&gate.when.expr)).collect();
        let exclusions: Vec<StepId> =
            model.exclusions().iter().map(|exclusion| compiler.add(&exclusion.when.expr)).collect();
        let personas: Vec<StepId> = model.personas().iter().map(|persona| compiler.add(&persona.when.expr)).collect();
        let sizes: Vec<StepId> = model.sizes().iter().map(|size| compiler.add(&size.when.expr)).collect();
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
        let dated = |steps: Vec<StepId>| -> Vec<usize> {
            (0..).zip(steps).filter(|(_, step)| program.reads_as_of(*step)).map(|(index, _)| index).collect()
        };
        let taken = fit.iter().map(|fit| fit.taken).collect();
        let dated = [gates.clone(), exclusions.clone(), personas.clone(), sizes.clone(), taken].map(dated);
        Self { program, gates, exclusions, personas, sizes, fit, reads_as_of, dated }
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// The data points that conditions on ages read.
    pub(crate) fn dated_points(&self) -> impl Iterator<Item = usize> {
        let slots = self.program.slots_of(self.steps().filter(|step| self.program.reads_as_of(*step)));
        slots.into_iter().filter_map(move |slot| match self.program.leaves.get(slot) {
            Some(Leaf::DataPoint(id)) => Some(id.0),
            _ => None,
        })
    }

    /// Evaluates all conditions over the leads in force; with `bands` the test of each band, too.
    ///
    /// The memory is of earlier leads of this plan, or new.
    pub(crate) fn evaluate(
        &self,
        memory: &mut Memory,
        columns: &LeadColumns,
        present: &Present,
        bands: bool,
    ) -> Result<Profiles, ScoreError> {
        self.evaluate_some(memory, columns, present, None, bands)
    }

    /// The same at another instant, when the same rows are in force: only what reads ages is evaluated again.
    pub(crate) fn evaluate_again(
        &self,
        memory: &mut Memory,
        columns: &LeadColumns,
        present: &Present,
        known: &Profiles,
    ) -> Result<Profiles, ScoreError> {
        self.evaluate_some(memory, columns, present, Some(known), false)
    }

    fn evaluate_some(
        &self,
        memory: &mut Memory,
        columns: &LeadColumns,
        present: &Present,
        known: Option<&Profiles>,
        bands: bool,
    ) -> Result<Profiles, ScoreError> {
        let leads = present.in_force.lead.len();
        let is_asked = |step: StepId| known.is_none() || self.program.reads_as_of(step);
        let dated_slots = known.map(|_| self.program.slots_of(self.steps().filter(|step| is_asked(*step))));
        let lists = [&self.gates, &self.exclusions, &self.personas, &self.sizes];
        let room = |step: &StepId| Vec::with_capacity(if is_asked(*step) { leads } else { 0 });
        let mut answers = lists.map(|steps| steps.iter().map(room).collect::<Vec<Vec<Answer>>>());
        let fit = |plan: &FitPlan| FitProfile {
            taken: Bands::with_capacity(plan.tests.len(), if is_asked(plan.taken) { leads } else { 0 }),
            contributions: plan.contributions.clone(),
            bands: if bands { vec![Vec::with_capacity(leads); plan.tests.len()] } else { Vec::new() },
        };
        let mut fit: Vec<FitProfile> = self.fit.iter().map(fit).collect();
        let days = present.dates.days();
        let mut first = 0;
        for batch in &present.batches {
            let rows = batch.num_rows();
            let days = days.of(first..first + rows);
            first += rows;
            // A condensed run has let go of the columns that nothing asks for.
            let leaves = match &dated_slots {
                None => columns.leaves(&self.program, batch)?,
                Some(slots) => columns.some_leaves(&self.program, slots, batch)?,
            };
            let mut evaluation = Evaluation::new(&self.program, leaves, rows, days, memory);
            for (steps, answers) in lists.iter().zip(&mut answers) {
                for (step, answers) in steps.iter().zip(answers).filter(|(step, _)| is_asked(**step)) {
                    evaluation.append_truth(*step, answers)?;
                }
            }
            for (plan, profile) in self.fit.iter().zip(&mut fit).filter(|(plan, _)| is_asked(plan.taken)) {
                plan.evaluate(&mut evaluation, rows, profile)?;
            }
        }
        Ok(self.put_together(answers, fit, known))
    }

    /// What was evaluated and, of what was not, what is known.
    fn put_together(&self, answers: [Vec<Vec<Answer>>; 4], fit: Vec<FitProfile>, known: Option<&Profiles>) -> Profiles {
        let fresh = |of: usize, index: &usize| known.is_none() || self.dated[of].contains(index);
        let list = |of: usize, answers: Vec<Vec<Answer>>, known: &[Arc<[Answer]>]| -> Vec<Arc<[Answer]>> {
            let choose = |(index, answers): (usize, Vec<Answer>)| match known.get(index) {
                Some(known) if !fresh(of, &index) => Arc::clone(known),
                _ => answers.into(),
            };
            answers.into_iter().enumerate().map(choose).collect()
        };
        let none = Profiles::default();
        let before = known.unwrap_or(&none);
        let [gates, exclusions, personas, sizes] = answers;
        let fit = (0..).zip(fit).map(|(index, profile)| match before.fit.get(index) {
            Some(known) if !fresh(4, &index) => Arc::clone(known),
            _ => Arc::new(profile),
        });
        Profiles {
            gates: list(0, gates, &before.gates),
            exclusions: list(1, exclusions, &before.exclusions),
            personas: list(2, personas, &before.personas),
            sizes: list(3, sizes, &before.sizes),
            fit: fit.collect(),
        }
    }

    /// All steps that a profile is made of.
    fn steps(&self) -> impl Iterator<Item = StepId> {
        let lists = [&self.gates, &self.exclusions, &self.personas, &self.sizes];
        lists.into_iter().flatten().copied().chain(self.fit.iter().map(|fit| fit.taken))
    }

    /// Whether two profiles of the same row, at its positions, say the same.
    #[inline]
    pub(crate) fn are_alike(&self, one: (&Profiles, usize), other: (&Profiles, usize)) -> bool {
        let ((a, at), (b, bt)) = (one, other);
        let lists =
            [(&a.gates, &b.gates), (&a.exclusions, &b.exclusions), (&a.personas, &b.personas), (&a.sizes, &b.sizes)];
        let [dated @ .., dated_fit] = &self.dated;
        dated.iter().zip(lists).all(|(dated, (a, b))| dated.iter().all(|index| a[*index][at] == b[*index][bt]))
            && dated_fit.iter().all(|index| a.fit[*index].taken.at(at) == b.fit[*index].taken.at(bt))
    }
}

impl Profiles {
    /// What several say of some of their leads, one after the other; all are of one plan, and there is at least one.
    pub(crate) fn joined(parts: &[(&Self, Range<usize>)]) -> Self {
        let Some((first, _)) = parts.first() else { return Self::default() };
        let answers = |list: fn(&Self) -> &Vec<Arc<[Answer]>>| {
            let of = |index: usize| {
                let of_part = |(part, positions): &(&Self, Range<usize>)| {
                    list(part)
                        .get(index)
                        .and_then(|answers| answers.get(positions.clone()))
                        .unwrap_or_default()
                        .to_vec()
                };
                parts.iter().flat_map(of_part).collect()
            };
            (0..list(first).len()).map(of).collect()
        };
        let fit = |(index, first): (usize, &Arc<FitProfile>)| {
            let mut taken = Bands::with_capacity(first.contributions.len() - 1, 0);
            for (part, positions) in parts {
                if let Some(fit) = part.fit.get(index) {
                    taken.extend_from(&fit.taken, positions.clone());
                }
            }
            Arc::new(FitProfile { taken, contributions: Arc::clone(&first.contributions), bands: Vec::new() })
        };
        Self {
            gates: answers(|part| &part.gates),
            exclusions: answers(|part| &part.exclusions),
            personas: answers(|part| &part.personas),
            sizes: answers(|part| &part.sizes),
            fit: first.fit.iter().enumerate().map(fit).collect(),
        }
    }

    /// What is said of the leads at these positions, which rise.
    pub(crate) fn of(&self, positions: impl Iterator<Item = usize>) -> Self {
        let mut parts: Vec<(&Self, Range<usize>)> = Vec::new();
        for position in positions {
            match parts.last_mut() {
                Some((_, together)) if together.end == position => together.end += 1,
                _ => parts.push((self, position..position + 1)),
            }
        }
        if parts.is_empty() {
            parts.push((self, 0..0));
        }
        Self::joined(&parts)
    }

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
pub(crate) fn first_met<A: AsRef<[Answer]>>(answers: &[A], position: usize) -> Option<usize> {
    answers.iter().position(|answers| answers.as_ref().get(position) == Some(&Answer::Met))
}

/// How many of these are met, at a lead's position.
pub(crate) fn count_met<A: AsRef<[Answer]>>(answers: &[A], position: usize) -> u32 {
    answers.iter().filter(|answers| answers.as_ref().get(position) == Some(&Answer::Met)).count() as u32
}

/// The rows in which a condition is met.
pub(crate) fn met_rows(answers: &[Answer]) -> impl Iterator<Item = usize> + '_ {
    answers.iter().enumerate().filter(|(_, answer)| **answer == Answer::Met).map(|(row, _)| row)
}
