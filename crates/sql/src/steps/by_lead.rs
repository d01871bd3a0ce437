//! Section 4: the engagement of each lead, summed up from the contributions of criteria.

use handraise_model::{EngagementCriterion, GroupId, Model, ProductId};

use super::reasons::{counts_for, differ, has_groups};
use crate::compiler::Compiler;
use crate::condition::in_list;
use crate::render::{Column, Select, Source, Table};
use crate::text::comment;

/// A point, in the units of contributions.
const POINT: i64 = 100_000;

/// One row a lead, with the sums of groups and of criteria outside groups.
pub(super) fn by_lead(compiler: &Compiler<'_>) -> Table {
    let criteria = compiler.model.engagement();
    let counts = compiler.counts_in_lanes();
    let joins = has_groups(compiler) || differ(compiler);
    let integer = compiler.dialect.types.integer;
    let of = |value: &str, id: &str, what: &str| {
        let sum = format!("sum(case when contributions.criterion = {} then {value} else 0 end)", compiler.text(id));
        Column::new(compiler.cast(&sum, integer), format!("{what}_{id}"))
    };
    let mut columns = vec![Column::same("contributions.lead_id")];
    for (index, suffix) in compiler.products.iter().enumerate() {
        columns.push(Column::new(sum(compiler, index), format!("engagement_sum{suffix}")));
    }
    let critical: Vec<&str> =
        criteria.iter().filter(|criterion| criterion.critical).map(|criterion| criterion.id.as_str()).collect();
    if !critical.is_empty() {
        let critical: Vec<String> = critical.into_iter().map(|id| compiler.text(id)).collect();
        let is_critical = in_list("contributions.criterion", false, &critical);
        let sum = format!("cast(sum(\n    case when {is_critical} then 1 else 0 end\n) as {integer})");
        columns.push(Column::new(sum, "critical_met"));
    }
    for (index, criterion) in criteria.iter().enumerate() {
        if compiler.request.explain {
            columns.push(of("contribution", &criterion.id, "points").commented(comment(&criterion.name)));
        }
        if compiler.request.explain || counts.contains(&index) {
            columns.push(of("occurrences", &criterion.id, "count"));
        }
    }
    let names = compiler.table("criterion_names");
    let joins = joins.then(|| format!("inner join {names} as names on names.criterion = contributions.criterion"));
    let select = Select {
        columns,
        from: Source::Table(compiler.aliased("contributions")),
        joins: joins.into_iter().collect(),
        group_by: vec!["contributions.lead_id".to_owned()],
        ..Select::default()
    };
    compiler.step(
        "engagement",
        &["What they give a lead together, in 10^-5 point: a group at most its maximum."],
        select,
    )
}

/// The engagement of a lead for a product, before weight and maximum.
fn sum(compiler: &Compiler<'_>, product: usize) -> String {
    let integer = compiler.dialect.types.integer;
    let counting = (!compiler.model.products().is_empty()).then_some(ProductId(product));
    let counts = |criterion: &&EngagementCriterion| Model::counts_for(criterion.products.as_deref(), counting);
    let counting: Vec<&EngagementCriterion> = compiler.model.engagement().iter().filter(counts).collect();
    let of_product =
        if differ(compiler) { format!(" and names.{} = 1", counts_for(compiler, product)) } else { String::new() };
    let of = |test: String| format!("sum(case when {test}{of_product} then contribution else 0 end)");
    let mut terms = Vec::new();
    if counting.iter().any(|criterion| criterion.group.is_none()) {
        terms.push(match (has_groups(compiler), differ(compiler)) {
            (true, _) => of("names.in_group is null".to_owned()),
            (false, true) => format!("sum(contribution * names.{})", counts_for(compiler, product)),
            (false, false) => "sum(contribution)".to_owned(),
        });
    }
    for (index, group) in compiler.model.groups().iter().enumerate() {
        if counting.iter().any(|criterion| criterion.group == Some(GroupId(index))) {
            let most = i64::from(group.max.value) * POINT;
            terms.push(format!("least({}, {most})", of(format!("names.in_group = {}", compiler.text(&group.name)))));
        }
    }
    match terms.as_slice() {
        [] => compiler.cast("0", integer),
        [only] => compiler.cast(only, integer),
        terms => format!("cast(\n    {}\n    as {integer}\n)", terms.join("\n    + ")),
    }
}
