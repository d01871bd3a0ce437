//! What conditions come down to: tests of terms, joined by three-valued logic.

use super::ranges::Ranges;
use crate::condition::Expr;

/// A set of answers that a condition may give: any of TRUE, FALSE, NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers(u8);

impl Answers {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const TRUE: Self = Self(1);
    pub(crate) const FALSE: Self = Self(2);
    pub(crate) const NULL: Self = Self(4);
    /// What a later band or lane gets.
    pub(crate) const NOT_TRUE: Self = Self(6);
    pub(crate) const KNOWN: Self = Self(3);
    pub(crate) const ALL: Self = Self(7);

    /// TRUE or FALSE.
    pub(crate) fn of(answer: bool) -> Self {
        if answer { Self::TRUE } else { Self::FALSE }
    }

    /// Answers in both sets.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The other answers.
    pub(crate) fn others(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    /// Whether the sets share an answer.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The answers of `not`.
    pub(crate) fn negated(self) -> Self {
        Self((self.0 & 1) << 1 | (self.0 & 2) >> 1 | self.0 & 4)
    }
}

/// A condition, for deciding whether it can be met together with others.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    /// Gives one of these, by nothing that is followed here.
    Constant(Answers),
    /// TRUE where the term's value is in the set, FALSE where it is another, NULL where it is not known.
    Within(TermId, Ranges),
    /// Whether the term is not known; never NULL.
    IsNull(TermId),
    /// Whether a formula gives one of these answers; never NULL.
    Gives(Box<Formula>, Answers),
    /// `and`; TRUE of nothing.
    And(Vec<Formula>),
    /// `or`; FALSE of nothing.
    Or(Vec<Formula>),
    /// `not`.
    Not(Box<Formula>),
}

impl Formula {
    /// Whether it is TRUE: unknown counts as no.
    pub(crate) fn met(self) -> Self {
        Self::Gives(Box::new(self), Answers::TRUE)
    }

    /// `not`.
    pub(crate) fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// `not`, if so.
    pub(crate) fn negated_if(self, negated: bool) -> Self {
        if negated { self.negated() } else { self }
    }

    /// `then` where the guard holds, else `otherwise`. The guard is never NULL.
    pub(crate) fn choose(guard: Self, then: Self, otherwise: Self) -> Self {
        Self::Or(vec![Self::And(vec![guard.clone(), then]), Self::And(vec![guard.negated(), otherwise])])
    }
}

/// Index of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TermId(pub(crate) usize);

/// The values that a term may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Domain {
    /// Whether it may be unknown.
    pub(crate) nullable: bool,
    /// What it may be where it is known; booleans are 0 and 1.
    pub(crate) known: Ranges,
}

/// Something that has one value for a lead: a data point, a result, or an expression that is not looked into.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// The expression: equal expressions are one term.
    pub(crate) expr: Expr,
    /// What it may be.
    pub(crate) domain: Domain,
    /// Terms that are known wherever this one is.
    pub(crate) operands: Vec<TermId>,
}

/// The terms of a set of formulas.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms(pub(crate) Vec<Term>);

impl Terms {
    /// The term of an expression, where there is one.
    pub(crate) fn find(&self, expr: &Expr) -> Option<TermId> {
        self.0.iter().position(|term| term.expr == *expr).map(TermId)
    }

    /// Adds a term.
    pub(crate) fn add(&mut self, term: Term) -> TermId {
        self.0.push(term);
        TermId(self.0.len() - 1)
    }
}
