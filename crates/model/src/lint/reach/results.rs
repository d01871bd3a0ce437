//! The results that lanes read, as far as they follow from the model.
//!
//! `eligible`, `excluded`, `persona`, `size` and the grades are replaced by what they stand for, exactly; the others
//! are terms with bounds. Adjustments can put any score on any lead, so `score` is not tied to `fit` and `engagement`.

use super::Reach;
use super::formula::{Answers, Domain, Formula};
use super::ranges::Ranges;
use crate::condition::{EngagementId, Expr, ResultName};
use crate::values::{Exact, Spanned, Type};

/// What results may be, over all leads: what can be attained lies within.
#[derive(Clone, Debug)]
pub(crate) struct ResultBounds {
    /// The least and the most fit.
    pub(crate) fit: (Exact, Exact),
    /// The least and the most engagement.
    pub(crate) engagement: (Exact, Exact),
    /// The most that a score can be.
    pub(crate) score_max: i64,
    /// The most occurrences of each engagement criterion that can count.
    pub(crate) occurrences_max: Vec<i64>,
    /// How many critical criteria can have an occurrence.
    pub(crate) critical_max: usize,
    /// Whether some event can be a hand raise; unlike an occurrence, that does not hang on `after`.
    pub(crate) hand_raise: bool,
}

impl Reach<'_> {
    /// `eligible` and `excluded`.
    pub(super) fn boolean_result(&mut self, name: ResultName) -> Formula {
        let exclusions = self.model.exclusions().iter();
        let excluded = Formula::Or(exclusions.map(|exclusion| self.formula(&exclusion.when.expr).met()).collect());
        if name == ResultName::Excluded {
            return excluded;
        }
        let (gates, required) = (self.model.gates(), self.model.score().gates_required);
        let at_least = Ranges::numbers(required as i128, gates.len() as i128);
        let mut parts = vec![excluded.negated(), self.result_within(ResultName::GatesMet, at_least)];
        if required == gates.len() {
            parts.extend(gates.iter().map(|gate| self.formula(&gate.when.expr).met()));
        }
        Formula::And(parts)
    }

    /// Whether a result that is not boolean lies in a set.
    pub(super) fn result_within(&mut self, name: ResultName, ranges: Ranges) -> Formula {
        let is_named = |named: &str| Formula::Constant(Answers::of(!ranges.and(&Ranges::text(named)).is_empty()));
        match name {
            ResultName::Persona => {
                self.first_named(self.model.personas().iter().map(|p| (&p.when.expr, is_named(&p.name))))
            }
            ResultName::Size => self.first_named(self.model.sizes().iter().map(|s| (&s.when.expr, is_named(&s.name)))),
            ResultName::Grade | ResultName::FitGrade | ResultName::EngagementGrade => {
                let Some(grades) = self.grades(name) else { return Formula::Constant(Answers::NULL) };
                let chosen = grades.into_iter().filter(|(grade, _)| !ranges.and(&Ranges::text(grade)).is_empty());
                Formula::Or(chosen.map(|(_, formula)| formula).collect())
            }
            _ => Formula::Within(self.term(&Expr::Result(name)), ranges),
        }
    }

    /// Whether a result that is not boolean is not known.
    pub(super) fn result_is_null(&mut self, name: ResultName) -> Formula {
        match name {
            ResultName::Persona | ResultName::Size => {
                let any = self.result_within(name, Ranges::all(Type::Text));
                Formula::Gives(Box::new(any), Answers::NULL)
            }
            ResultName::Grade | ResultName::FitGrade | ResultName::EngagementGrade => {
                Formula::Constant(Answers::of(self.grades(name).is_none()))
            }
            _ => Formula::IsNull(self.term(&Expr::Result(name))),
        }
    }

    /// What a result that stays a term may be.
    pub(super) fn result_domain(&mut self, name: ResultName) -> Domain {
        let whole = Domain { nullable: true, known: Ranges::all(name.ty()) };
        let Some(results) = self.results else { return whole };
        let known = |known| Domain { nullable: false, known };
        let numbers = |least: i128, most: i128| known(Ranges::numbers(least, most));
        let decimals = |(least, most): (Exact, Exact)| known(Ranges::decimals(least.to_f64(), most.to_f64()));
        let never = Domain { nullable: true, known: Ranges::none() };
        let days = Domain { nullable: true, known: Ranges::numbers(0, i64::MAX.into()) };
        match name {
            ResultName::Score => numbers(0, results.score_max.into()),
            ResultName::Fit => decimals(results.fit),
            ResultName::Engagement => decimals(results.engagement),
            ResultName::GatesMet => numbers(0, self.model.gates().len() as i128),
            ResultName::CriticalMet => numbers(0, results.critical_max as i128),
            ResultName::DaysSinceTouch => days,
            ResultName::DaysSinceHandRaise if results.hand_raise => days,
            ResultName::DaysSinceHandRaise => never,
            ResultName::LeadSource => {
                let is_read = self.model.event().iter().any(|property| property.lead_source);
                if results.hand_raise && is_read { whole } else { never }
            }
            ResultName::Product if self.model.products().is_empty() => never,
            ResultName::Product => {
                let names = self.model.products().iter();
                known(Ranges::union(names.map(|product| Ranges::text(&product.name))))
            }
            ResultName::Grade
            | ResultName::FitGrade
            | ResultName::EngagementGrade
            | ResultName::Persona
            | ResultName::Size
            | ResultName::Eligible
            | ResultName::Excluded => whole,
        }
    }

    /// How many occurrences of a criterion can count.
    pub(super) fn occurrences_domain(&self, criterion: EngagementId) -> Domain {
        let most = self.results.and_then(|results| results.occurrences_max.get(criterion.0)).copied();
        Domain { nullable: false, known: Ranges::numbers(0, most.unwrap_or(i64::MAX).into()) }
    }

    /// What is said of the first condition that is met; NULL where none is.
    fn first_named<'e>(&mut self, cases: impl DoubleEndedIterator<Item = (&'e Expr, Formula)>) -> Formula {
        cases.rev().fold(Formula::Constant(Answers::NULL), |otherwise, (condition, said)| {
            Formula::choose(self.formula(condition).met(), said, otherwise)
        })
    }

    /// The grades there are and when a lead has each; `None` without the thresholds.
    fn grades(&mut self, name: ResultName) -> Option<Vec<(String, Formula)>> {
        let thresholds = self.model.grade();
        let fit = thresholds.fit.as_ref().map(|steps| self.steps(ResultName::Fit, ["A", "B", "C", "D"], steps));
        let engagement =
            thresholds.engagement.as_ref().map(|steps| self.steps(ResultName::Engagement, ["1", "2", "3", "4"], steps));
        match name {
            ResultName::FitGrade => fit,
            ResultName::EngagementGrade => engagement,
            _ => {
                let (fit, engagement) = (fit?, engagement?);
                let pairs = fit.iter().flat_map(|fit| engagement.iter().map(move |engagement| (fit, engagement)));
                let joined = pairs.map(|((letter, by_fit), (digit, by_engagement))| {
                    (format!("{letter}{digit}"), Formula::And(vec![by_fit.clone(), by_engagement.clone()]))
                });
                Some(joined.collect())
            }
        }
    }

    /// Exact values and thresholds keep their order as floats, equal only where they are: their units are far apart.
    fn steps(&mut self, of: ResultName, names: [&str; 4], steps: &[Spanned<Exact>; 3]) -> Vec<(String, Formula)> {
        let all = Ranges::all(Type::Decimal);
        let mut above = Ranges::none();
        let mut grades = Vec::with_capacity(names.len());
        for (index, name) in names.into_iter().enumerate() {
            let at_least = match steps.get(index) {
                Some(step) => Ranges::decimals(step.value.to_f64(), f64::MAX),
                None => all.clone(),
            };
            grades.push((name.to_owned(), self.result_within(of, at_least.without(&above))));
            above = at_least;
        }
        grades
    }
}
