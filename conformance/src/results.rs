//! All results of the specification for one lead, typed: what executors are compared by.

use std::collections::BTreeMap;
use std::fmt::Write;

use handraise_model::values::Exact;

/// What a model says of one lead at one instant. Names instead of indices, so that any executor can fill it in.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each field is the result of that name in the specification")]
pub struct LeadResult {
    pub lead_id: String,
    pub rank: Option<u32>,
    pub score: i64,
    pub rating: i64,
    pub total: Exact,
    pub fit: Exact,
    pub engagement: Exact,
    pub fit_grade: Option<String>,
    pub engagement_grade: Option<String>,
    pub grade: Option<String>,
    pub lane: Option<String>,
    pub gates_met: u32,
    pub eligible: bool,
    pub excluded: bool,
    pub persona: Option<String>,
    pub product: Option<String>,
    pub products: Option<BTreeMap<String, ProductResult>>,
    pub size: Option<String>,
    pub lead_source: Option<String>,
    pub critical_met: u32,
    pub last_touch: Option<i64>,
    pub last_hand_raise: Option<i64>,
    /// What each criterion gave, by name.
    pub contributions: BTreeMap<String, Exact>,
    /// Occurrences of each engagement criterion that counted, by name.
    pub occurrences: BTreeMap<String, u32>,
}

/// A lead's scores for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the result of that name in the specification")]
pub struct ProductResult {
    pub total: Exact,
    pub fit: Exact,
    pub engagement: Exact,
    pub score: i64,
}

/// Where two executors differ, one line each: lead, result, what was expected and what was found. Empty when equal.
///
/// The order of the leads does not count: it is a matter of presentation, and ranks say it.
#[must_use]
pub fn differences(expected: &[LeadResult], found: &[LeadResult]) -> String {
    let by_id = |results: &[LeadResult]| -> BTreeMap<String, LeadResult> {
        results.iter().map(|result| (result.lead_id.clone(), result.clone())).collect()
    };
    let (expected_by_id, found_by_id) = (by_id(expected), by_id(found));
    let mut text = String::new();
    if expected.len() != found.len() {
        let _ = writeln!(text, "{} leads expected, {} found", expected.len(), found.len());
    }
    for (id, expected) in &expected_by_id {
        match found_by_id.get(id) {
            None => drop(writeln!(text, "lead {id}: missing")),
            Some(found) => compare_leads(expected, found, &mut text),
        }
    }
    for id in found_by_id.keys().filter(|id| !expected_by_id.contains_key(*id)) {
        let _ = writeln!(text, "lead {id}: not expected");
    }
    text
}

/// Compares field by field, so that a failure reads as one.
fn compare_leads(expected: &LeadResult, found: &LeadResult, text: &mut String) {
    macro_rules! compare {
        ($($field:ident)*) => {
            // A field that is forgotten here does not compile.
            let LeadResult { lead_id: lead, $($field: _),* } = expected;
            $(if expected.$field != found.$field {
                let (name, expected, found) = (stringify!($field), &expected.$field, &found.$field);
                let _ = writeln!(text, "lead {lead}: {name}: {expected:?} expected, {found:?} found");
            })*
        };
    }
    compare! {
        rank score rating total fit engagement fit_grade engagement_grade grade lane gates_met eligible excluded persona
        product products size lead_source critical_met last_touch last_hand_raise contributions occurrences
    }
}
