//! What can be wrong with a condition.

use std::ops::Range;

use crate::diagnostic::{CodeInfo, Diagnostic, Label, Severity};
use crate::values::Span;

/// Something that is wrong with a condition, at a place in its text.
///
/// It is not yet a [`Diagnostic`], since the text of a condition is what a TOML string means, not what it looks like:
/// whoever read the string maps the place into the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// Which check found it.
    pub code: &'static str,
    /// The headline: states the fact.
    pub message: String,
    /// Where, in bytes of the condition's text; may be empty at the end of the text.
    pub span: Range<usize>,
    /// What is to be said of the place; may be empty.
    pub label: String,
    /// The next step, where there is one.
    pub help: Vec<String>,
}

impl ConditionError {
    pub(super) fn new(code: &'static str, message: impl Into<String>, span: Range<usize>) -> Self {
        Self { code, message: message.into(), span, label: String::new(), help: Vec::new() }
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The diagnostic, with its place mapped into the document.
    #[must_use]
    pub fn into_diagnostic(self, place: impl FnOnce(Range<usize>) -> Span) -> Diagnostic {
        let labels = vec![Label { span: place(self.span), text: self.label }];
        Diagnostic { code: self.code, severity: Severity::Error, message: self.message, labels, help: self.help }
    }
}

pub(super) const SYNTAX: &str = "condition-syntax";
pub(super) const OUTSIDE: &str = "condition-outside-subset";
pub(super) const CHAINED: &str = "condition-chained-comparison";
pub(super) const UNKNOWN_NAME: &str = "condition-unknown-name";
pub(super) const UNKNOWN_FUNCTION: &str = "condition-unknown-function";
pub(super) const UNKNOWN_LIST: &str = "condition-unknown-list";
pub(super) const UNKNOWN_CRITERION: &str = "condition-unknown-criterion";
pub(super) const RESULT_OUTSIDE_LANE: &str = "condition-result-outside-lane";
pub(super) const TYPE_MISMATCH: &str = "condition-type-mismatch";
pub(super) const NOT_BOOLEAN: &str = "condition-not-boolean";
pub(super) const LITERAL: &str = "condition-literal";
pub(super) const TOO_LARGE: &str = "condition-too-large";

/// The codes of this area, for the registry.
pub const CODES: &[CodeInfo] = &[
    CodeInfo {
        code: SYNTAX,
        severity: Severity::Error,
        summary: "A condition cannot be read.",
        explanation: "A word, an operator or a parenthesis is missing, or stands where none can. A text that is not \
            closed, two values with no operator between them and an empty condition are the usual reasons. The label \
            says what was expected at that place.",
    },
    CodeInfo {
        code: OUTSIDE,
        severity: Severity::Error,
        summary: "A condition uses SQL outside the portable subset.",
        explanation: "Conditions mean the same in every engine, so they use only the part of SQL on which engines \
            agree. Where the subset has another way to say it, the help shows it: `<>` for `!=`, `x is null` for \
            `x = null`, `not (x = any(l))` for `x <> any(l)`, several bands for `case`. Everything else belongs into \
            the data that the model reads: a column computed there is a data point here.",
    },
    CodeInfo {
        code: CHAINED,
        severity: Severity::Error,
        summary: "The result of a comparison stands in another comparison without parentheses.",
        explanation: "`1 < x < 10` compares a boolean with a number, which is hardly ever meant, and `a = b = c` reads \
            differently to different people. `x between 1 and 10`, or two comparisons joined with `and`, say what is \
            meant; where a boolean is really compared, parentheses say so: `(a = b) = c`.",
    },
    CodeInfo {
        code: UNKNOWN_NAME,
        severity: Severity::Error,
        summary: "A condition reads a data point that the model does not declare.",
        explanation: "Conditions of leads read what `[lead]` declares, `where` reads what `[event]` declares. Case \
            matters. Text stands in single quotes: `country = 'US'`; without them, or in double quotes, it is a name.",
    },
    CodeInfo {
        code: UNKNOWN_FUNCTION,
        severity: Severity::Error,
        summary: "A condition calls a function that does not exist.",
        explanation: "The functions are `lower`, `email_domain`, `cardinality`, `coalesce`, `age_days`, `any` and, in \
            lanes, `occurrences`. What else is to be computed belongs into a column of the input.",
    },
    CodeInfo {
        code: UNKNOWN_LIST,
        severity: Severity::Error,
        summary: "`any` or `cardinality` names something that is not a list.",
        explanation: "Both take a data point of type `list` or a list named in `[list]`.",
    },
    CodeInfo {
        code: UNKNOWN_CRITERION,
        severity: Severity::Error,
        summary: "`occurrences` names no engagement criterion.",
        explanation: "`occurrences('...')` takes the name or the id of an engagement criterion, as text.",
    },
    CodeInfo {
        code: RESULT_OUTSIDE_LANE,
        severity: Severity::Error,
        summary: "A condition other than a lane's reads a result of scoring.",
        explanation: "Results such as `score`, `eligible` and `days_since_touch` exist when scoring is done, so only \
            lanes can read them. A gate, an exclusion or a criterion that read the score would change it.",
    },
    CodeInfo {
        code: TYPE_MISMATCH,
        severity: Severity::Error,
        summary: "An operator or a function is given values of a type it does not take.",
        explanation: "Both sides of a comparison have one type; an integer beside a decimal becomes a decimal. Nothing \
            else is converted: `'12'` is text and `12` a number, a date is no timestamp (compare `age_days` of both), \
            booleans know only `=`, `<>` and `in`, and a list is read by `any` and `cardinality`.",
    },
    CodeInfo {
        code: NOT_BOOLEAN,
        severity: Severity::Error,
        summary: "A condition, or an operand of `and`, `or`, `not` or `is true`, is not boolean.",
        explanation: "A condition is a question that is met, missed or unknown. A number or a text is none: compare it \
            with something, or ask whether it is known: `employees is not null`.",
    },
    CodeInfo {
        code: LITERAL,
        severity: Severity::Error,
        summary: "A literal has no value: a number out of range, a date that is not in the calendar.",
        explanation: "Integers have 64 bits, decimals are finite 64-bit floats, dates are written \
            `date '2026-01-31'` and instants `timestamp '2026-01-31 08:00:00'`, always in UTC, with at most six digits \
            after the second.",
    },
    CodeInfo {
        code: TOO_LARGE,
        severity: Severity::Error,
        summary: "A condition is too long or nested too deeply.",
        explanation: "A condition has at most 4000 words and operators, not counting literals and commas, at most 16 \
            levels of parentheses, and at most 100 terms in a sum. Longer ones are usually lists: name them in \
            `[list]` and use `= any(...)`, or use `in (...)`, which take any number of values.",
    },
];
