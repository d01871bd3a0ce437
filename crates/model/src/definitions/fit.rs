//! Fit criteria in words: one row for each band.

use super::nouns::{Words, plain_name};
use super::text::{capitalized, escaped, hundredths, table, trusted_points};
use crate::condition::{CompareOp, Expr, Scope};
use crate::model::{Band, BandTest, FitCriterion, FitForm, GroupId, Model, ProductId};
use crate::prose::joined;
use crate::values::{Type, Value};

pub(super) fn section(model: &Model) -> String {
    if model.fit().is_empty() {
        return String::new();
    }
    let words = Words { model, scope: Scope::Lead };
    let rows: Vec<[String; 4]> = model.fit().iter().flat_map(|criterion| rows(words, criterion)).collect();
    let max = model.score().fit_max.value;
    format!(
        "## Fit: who they are\n\nThe sum of these, at least 0 and at most {max}. In each criterion the first line that \
         fits gives its points. Points that rest on a source which is not trusted fully count in \
         part.\n\n{}{}",
        table(["Criterion", "When", "Points", "Trust"], &rows),
        groups(model, |criterion| model
            .fit()
            .iter()
            .filter(|fit| fit.group == Some(criterion))
            .map(|fit| &fit.name)
            .collect())
    )
}

/// Groups that hold some of a section's criteria, with those.
pub(super) fn groups<'m>(model: &'m Model, members: impl Fn(GroupId) -> Vec<&'m String>) -> String {
    let groups = model.groups().iter().enumerate().filter_map(|(index, group)| {
        let names: Vec<String> =
            members(GroupId(index)).into_iter().map(|name| format!("“{}”", escaped(name))).collect();
        let together = match names.len() {
            0 => return None,
            1 => "at most",
            _ => "together at most",
        };
        let (group, max) = (plain_name(&group.name), group.max.value);
        let verb = if names.len() == 1 { "gives" } else { "give" };
        Some(format!("- **{}**: {} {verb} {together} {max} points.\n", group, joined(&names, "and")))
    });
    let groups: String = groups.collect();
    if groups.is_empty() { groups } else { format!("Limits on criteria of one kind:\n\n{groups}\n") }
}

/// What a criterion's name is followed by, where it counts for some products only.
pub(super) fn product_note(model: &Model, products: Option<&[ProductId]>) -> String {
    let Some(products) = products else { return String::new() };
    let names: Vec<String> = products
        .iter()
        .filter_map(|product| model.products().get(product.0))
        .map(|product| escaped(&product.name))
        .collect();
    format!(" (only for {})", joined(&names, "and"))
}

fn rows(words: Words<'_>, criterion: &FitCriterion) -> Vec<[String; 4]> {
    let rows = criterion.bands.iter().enumerate().map(|(index, band)| {
        let name = if index == 0 {
            let note = product_note(words.model, criterion.products.as_deref());
            format!("**{}**{note}", escaped(&criterion.name))
        } else {
            String::new()
        };
        let trust = match band.credibility.hundredths() {
            100 => "full".to_owned(),
            part => hundredths(part.into()),
        };
        [name, when(words, criterion, index, band), trusted_points(band.points.value, band.credibility), trust]
    });
    let mut rows: Vec<[String; 4]> = rows.collect();
    rows.extend(what_is_left(words, criterion).map(|left| [String::new(), left, "0".to_owned(), String::new()]));
    rows
}

/// The leads for whom no band says anything.
fn what_is_left(words: Words<'_>, criterion: &FitCriterion) -> Option<String> {
    let says = |wanted: fn(&BandTest) -> bool| criterion.bands.iter().any(|band| wanted(&band.test));
    let says_known = says(|test| matches!(test, BandTest::Known(_)));
    let says_unknown = says(|test| matches!(test, BandTest::Unknown(_)));
    let data_point = match criterion.form {
        FitForm::When => return None,
        FitForm::Bands if says(|test| matches!(test, BandTest::Else)) => return None,
        FitForm::Bands => return Some("In every other case, not known included".to_owned()),
        FitForm::Values(id) | FitForm::Ranges(id) => capitalized(&words.data_point(id)),
    };
    match (says_known, says_unknown) {
        (true, true) => None,
        (true, false) => Some(format!("{data_point} is not known")),
        (false, true) => Some(format!("{data_point} is anything else that is known")),
        (false, false) => Some(format!("{data_point} is anything else, or not known")),
    }
}

fn when(words: Words<'_>, criterion: &FitCriterion, index: usize, band: &Band) -> String {
    let said = match (&band.test, criterion.form) {
        (BandTest::When(condition), FitForm::Ranges(_)) => range(words, criterion, index, condition),
        (BandTest::When(condition), FitForm::Values(_)) => words.clause(condition).inline(),
        (BandTest::When(condition), _) => {
            let remark = words.needed(condition).map(|needed| format!(" *(not met where {needed} is not known)*"));
            format!("{}{}", words.clause(condition).inline(), remark.unwrap_or_default())
        }
        (BandTest::Known(id), _) => match upper_bound(criterion, index) {
            Some(bound) => format!("{} is at least {bound}", words.data_point(*id)),
            None if index == 0 => format!("{} is known", words.data_point(*id)),
            None => format!("{} is anything else that is known", words.data_point(*id)),
        },
        (BandTest::Unknown(id), _) => format!("{} is not known", words.data_point(*id)),
        (BandTest::Else, _) => "in every other case, not known included".to_owned(),
    };
    capitalized(&said)
}

/// `employees is at least 50 and less than 1000`, where the bands before leave that.
fn range(words: Words<'_>, criterion: &FitCriterion, index: usize, condition: &Expr) -> String {
    let said = words.clause(condition).inline();
    match (upper_bound(criterion, index), below(condition)) {
        (Some(from), Some((noun, to))) => {
            format!("{} is at least {from} and less than {}", words.noun(noun), super::nouns::literal(to))
        }
        _ => said,
    }
}

/// Where the bands before end, where they rise.
fn upper_bound(criterion: &FitCriterion, index: usize) -> Option<String> {
    let before = criterion.bands.get(..index)?;
    let bounds: Option<Vec<&Value>> = before
        .iter()
        .map(|band| match &band.test {
            BandTest::When(condition) => below(condition).map(|(_, bound)| bound),
            _ => None,
        })
        .collect();
    let bounds = bounds?;
    let number = |value: &Value| match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    };
    let rise = bounds.windows(2).all(|pair| matches!(pair, [low, high] if number(low) < number(high)));
    let own = criterion.bands.get(index).and_then(|band| match &band.test {
        BandTest::When(condition) => below(condition).and_then(|(_, bound)| number(bound)),
        _ => Some(f64::INFINITY),
    });
    let last = bounds.last()?;
    (rise && number(last) < own).then(|| super::nouns::literal(last))
}

/// The bound of `data_point < bound`.
fn below(condition: &Expr) -> Option<(&Expr, &Value)> {
    match condition {
        Expr::Compare(CompareOp::Less, left, right) if left.ty() != Type::Text => match right.as_ref() {
            Expr::Literal(bound) => Some((left, bound)),
            _ => None,
        },
        _ => None,
    }
}
