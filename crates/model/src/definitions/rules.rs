//! Gates, exclusions, personas, products, sizes, grades and lanes in words.

use super::clauses::Clause;
use super::nouns::Words;
use super::number_of;
use super::text::{capitalized, escaped, hundredths, table};
use crate::condition::{Expr, Scope};
use crate::model::{Model, NamedCondition, ProductId};
use crate::prose::joined;

pub(super) fn gates(model: &Model) -> String {
    let gates = model.gates();
    if gates.is_empty() {
        return String::new();
    }
    let required = match (model.score().gates_required, gates.len()) {
        (0, _) => "None of these is required; how many are met is counted.".to_owned(),
        (1, 1) => "An eligible lead meets this.".to_owned(),
        (required, all) if required == all => format!("An eligible lead meets all {all} of these."),
        (required, all) => format!("An eligible lead meets at least {required} of these {all}."),
    };
    format!(
        "## Table stakes\n\n{required} A lead that is not eligible has no rank, however many points it has.\n\n{}\n",
        named_conditions(model, gates, Scope::Lead)
    )
}

pub(super) fn exclusions(model: &Model) -> String {
    if model.exclusions().is_empty() {
        return String::new();
    }
    format!(
        "## Who is excluded\n\nA lead that meets any of these is not eligible, whatever else is true of it.\n\n{}\n",
        named_conditions(model, model.exclusions(), Scope::Lead)
    )
}

pub(super) fn personas(model: &Model) -> String {
    if model.personas().is_empty() {
        return String::new();
    }
    let words = Words { model, scope: Scope::Lead };
    let items = model.personas().iter().enumerate().map(|(index, persona)| {
        let weight = hundredths(persona.weight.hundredths());
        let name = format!("**{}** (engagement × {weight})", escaped(&persona.name));
        item(&format!("{}.", index + 1), &name, words, &persona.when.expr)
    });
    format!(
        "## Personas\n\nThe first that fits is the lead's, and weighs what the lead does. A lead of no persona is weighed \
         × 1.\n\n{}\n",
        items.collect::<String>()
    )
}

pub(super) fn products(model: &Model) -> String {
    if model.products().is_empty() {
        return String::new();
    }
    let items = model.products().iter().enumerate().map(|(index, product)| {
        let names = |products: &Option<Vec<ProductId>>| {
            products.as_ref().is_some_and(|products| products.contains(&ProductId(index)))
        };
        let fit = model.fit().iter().filter(|criterion| names(&criterion.products)).map(|criterion| &criterion.name);
        let engagement =
            model.engagement().iter().filter(|criterion| names(&criterion.products)).map(|criterion| &criterion.name);
        let own: Vec<String> = fit.chain(engagement).map(|name| format!("“{}”", escaped(name))).collect();
        let own = if own.is_empty() { "nothing of its own".to_owned() } else { joined(&own, "and") };
        format!("- **{}** counts, beside what counts for every product: {own}.\n", escaped(&product.name))
    });
    format!(
        "## Products\n\nEach product has a score of its own. The lead's product is the one with the highest total, the \
         first of this list among equals.\n\n{}\n",
        items.collect::<String>()
    )
}

pub(super) fn sizes(model: &Model) -> String {
    if model.sizes().is_empty() {
        return String::new();
    }
    let words = Words { model, scope: Scope::Lead };
    let items = model.sizes().iter().enumerate().map(|(index, size)| {
        let name = format!("**{}** (digit {})", escaped(&size.name), size.digit);
        item(&format!("{}.", index + 1), &name, words, &size.when.expr)
    });
    format!(
        "## Sizes\n\nThe first that fits is the lead's; a lead of no size has the digit 0.\n\n{}\n",
        items.collect::<String>()
    )
}

/// Letters down, digits across.
pub(super) fn grades(model: &Model) -> String {
    let ranges = |names: [&str; 4], thresholds: &[String; 3]| {
        let [first, second, third] = thresholds;
        let [a, b, c, d] = names;
        [
            format!("**{a}** {first} or more"),
            format!("**{b}** {second} to less than {first}"),
            format!("**{c}** {third} to less than {second}"),
            format!("**{d}** less than {third}"),
        ]
    };
    let shown = |thresholds: &[crate::values::Spanned<crate::values::Exact>; 3]| {
        thresholds.each_ref().map(|threshold| format!("{:#}", threshold.value))
    };
    let fit = model.grade().fit.as_ref().map(|fit| ranges(["A", "B", "C", "D"], &shown(fit)));
    let engagement = model.grade().engagement.as_ref().map(|digits| ranges(["1", "2", "3", "4"], &shown(digits)));
    match (fit, engagement) {
        (Some(fit), Some([one, two, three, four])) => {
            let rows = fit.into_iter().zip(["A", "B", "C", "D"]).map(|(range, letter)| {
                [range, format!("{letter}1"), format!("{letter}2"), format!("{letter}3"), format!("{letter}4")]
            });
            let header = ["Fit ↓ Engagement →", &one, &two, &three, &four];
            format!(
                "## Grades\n\nA letter for fit and a digit for engagement, by exact points before rounding.\n\n{}",
                table(header, &rows.collect::<Vec<_>>())
            )
        }
        (Some(only), None) => format!("## Grades\n\nA letter by exact points of fit.\n\n{}", bullets(&only)),
        (None, Some(only)) => format!("## Grades\n\nA digit by exact points of engagement.\n\n{}", bullets(&only)),
        (None, None) => String::new(),
    }
}

pub(super) fn lanes(model: &Model) -> String {
    if model.lanes().is_empty() {
        return String::new();
    }
    let words = Words { model, scope: Scope::Lane };
    let items = model.lanes().iter().enumerate().map(|(index, lane)| {
        item(&format!("{}.", index + 1), &format!("**{}**", escaped(&lane.name)), words, &lane.when.expr)
    });
    format!(
        "## Where a lead goes\n\nThe first of these {} that fits takes the lead; a lead that fits none goes \
         nowhere.\n\n{}\n",
        number_of(model.lanes().len(), "lane", "lanes"),
        items.collect::<String>()
    )
}

fn bullets(items: &[String]) -> String {
    let mut list: String = items.iter().map(|item| format!("- {item}\n")).collect();
    list.push('\n');
    list
}

fn named_conditions(model: &Model, conditions: &[NamedCondition], scope: Scope) -> String {
    let words = Words { model, scope };
    let items =
        conditions.iter().map(|named| item("-", &format!("**{}**", escaped(&named.name)), words, &named.when.expr));
    items.collect()
}

/// An item of a list: a name, when it holds, and what unknowns do to it.
fn item(mark: &str, name: &str, words: Words<'_>, condition: &Expr) -> String {
    let clause = words.clause(condition);
    let remark = words.unknown_remark(condition);
    let indent = " ".repeat(mark.len() + 1);
    match &clause {
        Clause::Plain(_) => {
            let remark = remark.map(|remark| format!("; {remark}")).unwrap_or_default();
            format!("{mark} {name}: {}{remark}.\n", clause.inline())
        }
        Clause::All(_) | Clause::Any(_) => {
            let mut text = format!("{mark} {name}: {}", nested(&clause, &indent));
            if let Some(remark) = remark {
                text.push_str(&format!("\n{indent}{}.\n", capitalized(&remark)));
            }
            text
        }
    }
}

/// `all of these:` and the items below it.
fn nested(clause: &Clause, indent: &str) -> String {
    let (heading, items) = match clause {
        Clause::Plain(text) => return format!("{text}\n"),
        Clause::All(items) => ("all of these:", items),
        Clause::Any(items) => ("any of these:", items),
    };
    let deeper = format!("{indent}  ");
    let items: String = items.iter().map(|item| format!("{indent}- {}", nested(item, &deeper))).collect();
    format!("{heading}\n{items}")
}
