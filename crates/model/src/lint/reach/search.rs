//! The search for a lead that meets several conditions at once.
//!
//! Goals that leave no choice narrow what the terms may be; the others are split, fewest ways first, and undone when
//! they lead nowhere. The search is sound by two rules: what a term may be is only ever narrowed by what must hold,
//! and a search that takes too long says that there may be such a lead.

use super::formula::{Answers, Domain, Formula, TermId, Terms};
use super::ranges::Ranges;

/// More steps than any condition that a person writes takes, and few enough that a check stays instant.
const STEPS_MAX: u32 = 20_000;

/// A formula and the answers that it is to give.
pub(crate) type Goal<'f> = (&'f Formula, Answers);

/// Whether some values of the terms give every goal its answers, as far as can be told: `false` is a proof that none
/// do, `true` is not a proof that some do.
pub(crate) fn possible(terms: &Terms, goals: Vec<Goal<'_>>) -> bool {
    let domains = terms.0.iter().map(|term| term.domain.clone()).collect();
    Search { terms, domains, undo: Vec::new(), steps: 0 }.solve(goals, Vec::new())
}

struct Search<'t> {
    terms: &'t Terms,
    /// What each term may still be.
    domains: Vec<Domain>,
    /// What terms were before they were narrowed.
    undo: Vec<(TermId, Domain)>,
    steps: u32,
}

/// A goal that can be reached in several ways.
#[derive(Clone, Copy)]
enum Choice<'f> {
    /// Some formula gives one of these answers.
    Some(&'f [Formula], Answers),
    /// The formula is TRUE or FALSE.
    Known(&'f Formula),
}

impl<'f> Choice<'f> {
    fn ways(self) -> Vec<Goal<'f>> {
        match self {
            Self::Some(formulas, answers) => formulas.iter().map(|formula| (formula, answers)).collect(),
            Self::Known(formula) => vec![(formula, Answers::TRUE), (formula, Answers::FALSE)],
        }
    }
}

/// Nothing meets the goals.
struct Contradiction;

impl Search<'_> {
    fn solve<'f>(&mut self, mut goals: Vec<Goal<'f>>, mut choices: Vec<Choice<'f>>) -> bool {
        let ways = loop {
            while let Some((formula, answers)) = goals.pop() {
                self.steps += 1;
                if self.require(formula, answers, &mut goals, &mut choices).is_err() {
                    return false;
                }
            }
            let Some((place, ways)) = self.narrowest(&choices) else { return true };
            choices.swap_remove(place);
            match ways.as_slice() {
                [only] => goals.push(*only),
                _ => break ways,
            }
        };
        for way in ways {
            if self.steps > STEPS_MAX {
                return true;
            }
            let before = self.undo.len();
            if self.solve(vec![way], choices.clone()) {
                return true;
            }
            for (term, domain) in self.undo.drain(before..).rev() {
                self.domains[term.0] = domain;
            }
        }
        false
    }

    /// The choice with the fewest ways that are not ruled out at first sight, and those ways.
    fn narrowest<'f>(&mut self, choices: &[Choice<'f>]) -> Option<(usize, Vec<Goal<'f>>)> {
        let mut narrowest: Option<(usize, Vec<Goal<'f>>)> = None;
        for (place, choice) in choices.iter().enumerate() {
            let mut ways = choice.ways();
            self.steps += ways.len() as u32;
            ways.retain(|(formula, answers)| self.may_give(formula).meets(*answers));
            if narrowest.as_ref().is_none_or(|(_, fewest)| ways.len() < fewest.len()) {
                let decided = ways.len() <= 1;
                narrowest = Some((place, ways));
                if decided {
                    break;
                }
            }
        }
        narrowest
    }

    /// The answers that a formula may give, each of its parts taken alone.
    fn may_give(&self, formula: &Formula) -> Answers {
        match formula {
            Formula::Constant(answers) => *answers,
            Formula::Within(term, ranges) => {
                let Domain { nullable, known } = &self.domains[term.0];
                let outside = if known.without(ranges).is_empty() { Answers::FALSE } else { Answers::NONE };
                let inside = if known.and(ranges).is_empty() { Answers::TRUE } else { Answers::NONE };
                let null = if *nullable { Answers::NONE } else { Answers::NULL };
                outside.others().and(inside.others()).and(null.others())
            }
            Formula::IsNull(term) => {
                let Domain { nullable, known } = &self.domains[term.0];
                match (*nullable, known.is_empty()) {
                    (true, true) => Answers::TRUE,
                    (true, false) => Answers::KNOWN,
                    (false, _) => Answers::FALSE,
                }
            }
            Formula::Not(inner) => self.may_give(inner).negated(),
            Formula::Gives(inner, wanted) => {
                let given = self.may_give(inner);
                match (given.meets(*wanted), given.meets(wanted.others())) {
                    (true, false) => Answers::TRUE,
                    (false, true) => Answers::FALSE,
                    _ => Answers::KNOWN,
                }
            }
            Formula::And(_) | Formula::Or(_) => Answers::ALL,
        }
    }

    /// Narrows by one goal: what follows from it for its parts is added to the goals, or to the choices.
    fn require<'f>(
        &mut self,
        formula: &'f Formula,
        answers: Answers,
        goals: &mut Vec<Goal<'f>>,
        choices: &mut Vec<Choice<'f>>,
    ) -> Result<(), Contradiction> {
        if answers == Answers::ALL {
            return Ok(());
        }
        match formula {
            Formula::Constant(given) => {
                if !given.meets(answers) {
                    return Err(Contradiction);
                }
            }
            Formula::Within(term, ranges) => {
                let known = match (answers.meets(Answers::TRUE), answers.meets(Answers::FALSE)) {
                    (true, true) => self.domains[term.0].known.clone(),
                    (true, false) => self.domains[term.0].known.and(ranges),
                    (false, true) => self.domains[term.0].known.without(ranges),
                    (false, false) => Ranges::none(),
                };
                self.narrow(*term, Domain { nullable: answers.meets(Answers::NULL), known })?;
            }
            Formula::IsNull(term) => {
                let known = match answers.meets(Answers::FALSE) {
                    true => self.domains[term.0].known.clone(),
                    false => Ranges::none(),
                };
                self.narrow(*term, Domain { nullable: answers.meets(Answers::TRUE), known })?;
            }
            Formula::Not(inner) => goals.push((inner, answers.negated())),
            Formula::Gives(inner, wanted) => match (answers.meets(Answers::TRUE), answers.meets(Answers::FALSE)) {
                (true, true) => {}
                (true, false) => goals.push((inner, *wanted)),
                (false, true) => goals.push((inner, wanted.others())),
                (false, false) => return Err(Contradiction),
            },
            Formula::And(items) => require_of_all(formula, items, answers, false, goals, choices)?,
            Formula::Or(items) => require_of_all(formula, items, answers, true, goals, choices)?,
        }
        Ok(())
    }

    fn narrow(&mut self, term: TermId, to: Domain) -> Result<(), Contradiction> {
        let Domain { nullable, known } = &self.domains[term.0];
        let narrowed = Domain { nullable: *nullable && to.nullable, known: to.known };
        if !narrowed.nullable && narrowed.known.is_empty() {
            return Err(Contradiction);
        }
        if narrowed.nullable == *nullable && narrowed.known == *known {
            return Ok(());
        }
        let becomes_known = *nullable && !narrowed.nullable;
        self.undo.push((term, std::mem::replace(&mut self.domains[term.0], narrowed)));
        if becomes_known {
            for &operand in &self.terms.0[term.0].operands {
                let known = self.domains[operand.0].known.clone();
                self.narrow(operand, Domain { nullable: false, known })?;
            }
        }
        Ok(())
    }
}

/// What an `and` asks of its parts; an `or` is an `and` with TRUE and FALSE exchanged.
fn require_of_all<'f>(
    formula: &'f Formula,
    items: &'f [Formula],
    answers: Answers,
    is_or: bool,
    goals: &mut Vec<Goal<'f>>,
    choices: &mut Vec<Choice<'f>>,
) -> Result<(), Contradiction> {
    let exchanged = |answers: Answers| if is_or { answers.negated() } else { answers };
    let all = |of: Answers| items.iter().map(move |item| (item, exchanged(of)));
    let not_false = Answers::FALSE.others();
    match exchanged(answers) {
        Answers::NONE => return Err(Contradiction),
        Answers::TRUE => goals.extend(all(Answers::TRUE)),
        Answers::KNOWN => choices.push(Choice::Known(formula)),
        Answers::NULL => {
            goals.extend(all(not_false));
            choices.push(Choice::Some(items, Answers::NULL));
        }
        answers if answers == not_false => goals.extend(all(not_false)),
        answers => choices.push(Choice::Some(items, exchanged(answers))),
    }
    Ok(())
}
