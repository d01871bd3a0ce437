//! Deciding whether some lead can meet a condition, so that a lint may say that none can.
//!
//! Conditions are translated to [`formula`]s over terms: data points, results, and expressions that are not looked
//! into, equal ones being one term. What a term may be is a set of values ([`ranges`]) and whether it may be unknown. A
//! [`search`] then looks for values that meet all goals at once, with SQL's three answers.
//!
//! Everything errs to one side: terms are taken to be independent of each other where their connection is not
//! followed (arithmetic between data points, `like`, functions), so a "no" is a proof and a "yes" is not.

mod formula;
mod ranges;
mod results;
mod search;
mod translate;

use formula::{Answers, Formula, Terms};
pub(crate) use results::ResultBounds;

use crate::condition::Expr;
use crate::model::{BandTest, Model};

/// Conditions of a model over one row of data, for asking which of them can be met together.
///
/// The conditions of a scope share their terms; so all of a lead's belong into one `Reach`, and the `where` of an
/// event into another.
pub(crate) struct Reach<'m> {
    model: &'m Model,
    results: Option<&'m ResultBounds>,
    terms: Terms,
    /// How many more parts of the condition at hand are looked into.
    size_left: u32,
}

/// More parts than any condition that a person writes has. What comes after may be anything.
const SIZE_MAX: u32 = 4_096;

/// A condition that a [`Reach`] has read.
pub(crate) struct Test(Formula);

impl<'m> Reach<'m> {
    /// For conditions over a lead's data points, or over an event's properties.
    pub(crate) fn new(model: &'m Model) -> Self {
        Self { model, results: None, terms: Terms::default(), size_left: SIZE_MAX }
    }

    /// For the conditions of lanes, which also read results.
    pub(crate) fn with_results(model: &'m Model, results: &'m ResultBounds) -> Self {
        Self { model, results: Some(results), terms: Terms::default(), size_left: SIZE_MAX }
    }

    /// Reads a condition.
    pub(crate) fn test(&mut self, condition: &Expr) -> Test {
        self.size_left = SIZE_MAX;
        Test(self.formula(condition))
    }

    /// Reads the test of a band, taken alone.
    pub(crate) fn band(&mut self, band: &BandTest) -> Test {
        let data_point =
            |id| Expr::DataPoint(id, self.model.lead().get(id.0).map_or(crate::values::Type::Text, |d| d.ty));
        let (data_point, unknown) = match band {
            BandTest::When(condition) => return self.test(condition),
            BandTest::Else => return Test(Formula::Constant(Answers::TRUE)),
            BandTest::Known(id) => (data_point(*id), false),
            BandTest::Unknown(id) => (data_point(*id), true),
        };
        Test(self.is_null(&data_point).negated_if(!unknown))
    }

    /// Whether some lead may meet all of `met` and none of `not_met`; `false` is certain.
    pub(crate) fn possible<'t>(
        &self,
        met: impl IntoIterator<Item = &'t Test>,
        not_met: impl IntoIterator<Item = &'t Test>,
    ) -> bool {
        let not_met = not_met.into_iter().map(|test| (&test.0, Answers::NOT_TRUE));
        let met = met.into_iter().map(|test| (&test.0, Answers::TRUE));
        search::possible(&self.terms, not_met.chain(met).collect())
    }

    /// Whether a test is certain not to be met by a lead for which a data point is not known.
    pub(crate) fn needs(&mut self, test: &Test, data_point: &Expr) -> bool {
        let unknown = Test(self.is_null(data_point));
        !self.possible([test, &unknown], [])
    }

    /// Earlier tests (indices) that leave nothing for a test, where they leave nothing: none of them can be spared.
    /// Empty where the test can never be met by itself; `None` where it may be taken.
    pub(crate) fn covered_by(&self, test: &Test, earlier: &[Test]) -> Option<Vec<usize>> {
        if self.possible([test], earlier) {
            return None;
        }
        if !self.possible([test], []) {
            return Some(Vec::new());
        }
        // Mostly one is enough, and asking for it is quick even in a long list.
        if let Some(alone) = earlier.iter().position(|alone| !self.possible([test], [alone])) {
            return Some(vec![alone]);
        }
        let mut needed: Vec<usize> = (0..earlier.len()).collect();
        // The latest go first, so that what stays is what stands at the top.
        for spared in (0..earlier.len()).rev() {
            let without = needed.iter().filter(|&&index| index != spared).filter_map(|&index| earlier.get(index));
            if !self.possible([test], without) {
                needed.retain(|&index| index != spared);
            }
        }
        Some(needed)
    }
}
