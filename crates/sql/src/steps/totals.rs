//! Section 4: from contributions to totals, scores, grades and lanes.

use handraise_model::condition::ResultName;
use handraise_model::values::{Exact, Spanned};
use handraise_model::{GroupId, Model, ProductId, Rating};

use super::leads::{case, case_of, profile_columns};
use crate::compiler::Compiler;
use crate::dialect::fill;
use crate::render::{Column, Select, Source, Table};

/// Units of fit (10^-2 point) and engagement (10^-5 point) in those of a total (10^-7 point).
const FIT_UNITS: i64 = 100_000;

pub(crate) fn totals(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    tables.extend(adjusted(compiler));
    tables.push(sums(compiler));
    tables.push(fit_and_engagement(compiler));
    of_products(compiler, tables);
    tables.push(scores(compiler));
    tables.push(lanes(compiler));
}

/// The sum of criteria that count for a product, as a 64-bit integer: those of a group together at most its maximum.
pub(super) fn group_sums<'p>(
    compiler: &Compiler<'_>,
    parts: impl Iterator<Item = (Option<GroupId>, Option<&'p [ProductId]>, String)>,
    product: usize,
    units: i64,
) -> String {
    let product = (!compiler.model.products().is_empty()).then_some(ProductId(product));
    let counting = parts.filter(|(_, products, _)| Model::counts_for(*products, product));
    let mut alone: Vec<String> = Vec::new();
    let mut groups: Vec<(GroupId, Vec<String>)> = Vec::new();
    for (group, _, column) in counting {
        match (group, groups.iter_mut().find(|(known, _)| Some(*known) == group)) {
            (None, _) => alone.push(column),
            (Some(_), Some((_, members))) => members.push(column),
            (Some(group), None) => groups.push((group, vec![column])),
        }
    }
    for (group, members) in groups {
        let max = compiler.model.groups().get(group.0).map_or(0, |group| group.max.value);
        alone.push(format!("least({}, {})", members.join(" + "), i64::from(max) * units));
    }
    let integer = compiler.dialect.types.integer;
    match alone.as_slice() {
        [] => compiler.cast("0", integer),
        [only] => compiler.cast(only, integer),
        terms => format!("cast(\n    {}\n    as {integer}\n)", terms.join("\n    + ")),
    }
}

/// Manual adjustments in force. Beyond the range of a total more makes no difference.
fn adjusted(compiler: &Compiler<'_>) -> Option<Table> {
    let adjustments = compiler.request.adjustments.as_ref()?;
    let dialect = compiler.dialect;
    let max = compiler.model.score().total_max();
    let points = compiler.cast(&compiler.input("points"), dialect.types.integer);
    let sum = fill(dialect.numbers.wide_sum, &[&points]);
    let clipped = compiler.cast(&format!("greatest(-{max}, least({max}, {sum}))"), dialect.types.integer);
    let instant = |column: &str| fill(dialect.time.of_column, &[&compiler.input(column)]);
    let lead_id = super::leads::lead_id(compiler, compiler.model.data().lead_id.column());
    let select = Select {
        columns: vec![Column::new(&lead_id, "lead_id"), Column::new(clipped, "points")],
        from: Source::Table(adjustments.render(dialect)),
        conditions: vec![
            format!("{} is not null", compiler.input("points")),
            format!("{} <= {}", instant("at"), compiler.as_of),
            format!("({} is null or {} < {})", compiler.input("until"), compiler.as_of, instant("until")),
        ],
        group_by: vec![lead_id],
        ..Select::default()
    };
    Some(compiler.step(
        "adjusted",
        &["Manual adjustments in force, in points; beyond the most that a total can be, more is the same."],
        select,
    ))
}

/// All that is known of a lead, in one row.
fn sums(compiler: &Compiler<'_>) -> Table {
    let model = compiler.model;
    let mut columns = if compiler.dialect.queries.qualified_keep_names {
        vec![Column::same("profiles.*")]
    } else {
        profile_columns(compiler).map(|name| Column::same(format!("profiles.{name}"))).collect()
    };
    let met = compiler.gates.iter().map(|gate| format!("case when {gate} then 1 else 0 end")).collect::<Vec<_>>();
    columns.push(Column::new(or_else(met.join("\n+ "), "0"), "gates_met"));
    let excluded = match compiler.exclusions.as_slice() {
        [] => "false".to_owned(),
        names => format!("coalesce({}, false)", names.join(" or ")),
    };
    columns.push(Column::new(excluded, "excluded"));
    if !model.personas().is_empty() {
        let weights = model.personas().iter();
        let arms: Vec<_> = weights
            .map(|persona| {
                (format!("persona = {}", compiler.text(&persona.name)), persona.weight.hundredths().to_string())
            })
            .collect();
        columns.push(
            Column::new(case(&arms, Some("100")).unwrap_or_default(), "persona_weight").commented("In hundredths."),
        );
    }
    for (index, suffix) in compiler.products.iter().enumerate() {
        let parts = model
            .fit()
            .iter()
            .map(|criterion| (criterion.group, criterion.products.as_deref(), format!("points_{}", criterion.id)));
        columns.push(Column::new(group_sums(compiler, parts, index, 100), format!("fit_sum{suffix}")));
    }
    columns.extend(["last_touch", "last_hand_raise", "lead_source"].map(|name| touch(compiler, name)));
    let lookup = compiler.dialect.queries.lookup;
    let join =
        |table: &str| format!("{} {} on {table}.lead_id = profiles.lead_id", lookup.words(), compiler.aliased(table));
    let mut joins = vec![join("touches")];
    if !model.engagement().is_empty() {
        for suffix in &compiler.products {
            columns.push(Column::new(
                format!("coalesce(engagement.engagement_sum{suffix}, 0)"),
                format!("engagement_sum{suffix}"),
            ));
        }
        if model.engagement().iter().any(|criterion| criterion.critical) {
            columns.push(Column::new("coalesce(engagement.critical_met, 0)", "critical_met"));
        }
        columns.extend(
            carried(compiler).into_iter().map(|(name, _)| Column::new(format!("coalesce(engagement.{name}, 0)"), name)),
        );
        joins.push(join("engagement"));
    }
    if compiler.request.adjustments.is_some() {
        columns.push(Column::new("coalesce(adjusted.points, 0)", "adjustment"));
        joins.push(join("adjusted"));
    }
    let from = Source::Table(compiler.aliased("profiles"));
    let conditions = lookup.condition("profiles.lead_id").into_iter().collect();
    compiler.step(
        "sums",
        &["All of a lead in one row."],
        Select { columns, from, joins, conditions, ..Select::default() },
    )
}

fn or_else(text: String, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text }
}

/// A column of touches, or null where the model has none.
fn touch(compiler: &Compiler<'_>, name: &str) -> Column {
    let raises = compiler.model.engagement().iter().any(|criterion| criterion.hand_raise);
    let expr = match name {
        "last_hand_raise" if !raises => compiler.cast("null", compiler.dialect.types.timestamp),
        "lead_source" if compiler.lead_source().is_none() => compiler.null_text(),
        name => return Column::same(format!("touches.{name}")),
    };
    Column::new(expr, name)
}

/// Columns of engagement that are needed to the end: counts that lanes read, and all where they were asked for.
pub(super) fn carried(compiler: &Compiler<'_>) -> Vec<(String, usize)> {
    let counts = compiler.counts_in_lanes();
    let criteria = compiler.model.engagement().iter().enumerate();
    let mut carried = Vec::new();
    for (index, criterion) in criteria {
        if compiler.request.explain {
            carried.push((format!("points_{}", criterion.id), index));
        }
        if compiler.request.explain || counts.contains(&index) {
            carried.push((format!("count_{}", criterion.id), index));
        }
    }
    carried
}

/// Sums clipped to their maxima, engagement weighed before.
fn fit_and_engagement(compiler: &Compiler<'_>) -> Table {
    let model = compiler.model;
    let mut columns = vec![Column::same("*")];
    for suffix in &compiler.products {
        let fit = clipped(&format!("fit_sum{suffix} * {FIT_UNITS}"), model.score().fit_max.value);
        columns.push(Column::new(fit, format!("fit{suffix}")));
        let weight = if model.personas().is_empty() { "100" } else { "persona_weight" };
        let engagement = if model.engagement().is_empty() {
            compiler.cast("0", compiler.dialect.types.integer)
        } else {
            clipped(&format!("engagement_sum{suffix} * {weight}"), model.score().engagement_max.value)
        };
        columns.push(Column::new(engagement, format!("engagement{suffix}")));
    }
    let select = Select { columns, from: Source::Table(compiler.table("sums")), ..Select::default() };
    compiler.step("fit_and_engagement", &["Fit and engagement, from here on in 10^-7 point: engagement times the persona's weight, each within its maximum."], select)
}

/// What lies between nothing and so many points.
fn clipped(units: &str, max: i32) -> String {
    format!("greatest(0, least({units}, {}))", i64::from(max) * Exact::UNITS_PER_POINT)
}

/// The total, of each product that there is, and the best product.
fn of_products(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    let model = compiler.model;
    let adjustment = match compiler.request.adjustments {
        Some(_) => format!(" + adjustment * {}", Exact::UNITS_PER_POINT),
        None => String::new(),
    };
    let mut columns = vec![Column::same("*")];
    for suffix in &compiler.products {
        let total = clipped(&format!("fit{suffix} + engagement{suffix}{adjustment}"), model.score().total_max());
        columns.push(Column::new(total, format!("total{suffix}")));
    }
    let from = Source::Table(compiler.table("fit_and_engagement"));
    let select = Select { columns, from, ..Select::default() };
    if model.products().is_empty() {
        tables.push(compiler.step("totals", &["The total."], select));
        return;
    }
    tables.push(compiler.step("product_totals", &["The total of each product."], select));
    let names: Vec<String> = model.products().iter().map(|product| compiler.text(&product.name)).collect();
    let totals: Vec<String> = compiler.products.iter().map(|suffix| format!("total{suffix}")).collect();
    let highest = format!("greatest({})", totals.join(", "));
    let mut arms: Vec<(String, String)> =
        totals.iter().zip(&names).map(|(total, name)| (format!("{total} = {highest}"), name.clone())).collect();
    // The highest is one of them, so that the last needs no test.
    let last = arms.pop().map(|(_, name)| name);
    let columns = vec![Column::same("*"), Column::new(case(&arms, last.as_deref()).unwrap_or_default(), "product")];
    let select = Select { columns, from: Source::Table(compiler.table("product_totals")), ..Select::default() };
    let comment = "The product with the highest total, the first declared among equals.";
    tables.push(compiler.step("best_products", &[comment], select));
    let of_best = |what: &str| {
        let arms: Vec<(String, String)> = compiler
            .products
            .iter()
            .zip(&names)
            .map(|(suffix, name)| (name.clone(), format!("{what}{suffix}")))
            .collect();
        Column::new(case_of("product", &arms), what)
    };
    let columns = vec![Column::same("*"), of_best("fit"), of_best("engagement"), of_best("total")];
    let select = Select { columns, from: Source::Table(compiler.table("best_products")), ..Select::default() };
    tables.push(compiler.step("totals", &["The total is that of this product."], select));
}

/// The score, and what it is compared with.
fn scores(compiler: &Compiler<'_>) -> Table {
    let model = compiler.model;
    let text = |text: &str| compiler.text(text);
    let half = Exact::UNITS_PER_POINT / 2;
    let rounded = format!("(total + {half})");
    let score = fill(compiler.dialect.numbers.quotient, &[&rounded, &Exact::UNITS_PER_POINT.to_string()]);
    let grade = |thresholds: &Option<[Spanned<Exact>; 3]>, what: &str, grades: [&str; 4]| match thresholds {
        None => compiler.null_text(),
        Some(thresholds) => {
            let arms: Vec<(String, String)> = thresholds
                .iter()
                .zip(grades)
                .map(|(threshold, grade)| (format!("{what} >= {}", threshold.value.0), text(grade)))
                .collect();
            case(&arms, Some(&text(grades[3]))).unwrap_or_default()
        }
    };
    let mut columns = vec![
        Column::same("*"),
        Column::new(score, "score"),
        Column::new(format!("not excluded and gates_met >= {}", model.score().gates_required), "eligible"),
        Column::new(grade(&model.grade().fit, "fit", ["A", "B", "C", "D"]), "fit_grade"),
        Column::new(grade(&model.grade().engagement, "engagement", ["1", "2", "3", "4"]), "engagement_grade"),
    ];
    if model.products().is_empty() {
        columns.push(Column::new(compiler.null_text(), "product"));
    }
    if model.personas().is_empty() {
        columns.push(Column::new(compiler.null_text(), "persona"));
    }
    if model.sizes().is_empty() {
        columns.push(Column::new(compiler.null_text(), "size"));
    }
    if !model.engagement().iter().any(|criterion| criterion.critical) {
        columns.push(Column::new("0", "critical_met"));
    }
    let select = Select { columns, from: Source::Table(compiler.table("totals")), ..Select::default() };
    compiler.step("scores", &["The score, rounded halves up, and the grades."], select)
}

/// Section 2: lanes, which read the results above.
fn lanes(compiler: &Compiler<'_>) -> Table {
    let model = compiler.model;
    let counts: Vec<String> = model.engagement().iter().map(|criterion| format!("count_{}", criterion.id)).collect();
    let result = |name: ResultName| of_lane(compiler, name);
    let conditions = compiler.columns_with(&compiler.lead_in_lanes, &result, &counts);
    let arms: Vec<(String, String)> =
        model.lanes().iter().map(|lane| (conditions.condition(&lane.when.expr), compiler.text(&lane.name))).collect();
    let lane = case(&arms, None).unwrap_or_else(|| compiler.null_text());
    let rating = match model.score().rating {
        Rating::Hundred => "score".to_owned(),
        Rating::Thousand => {
            let arms: Vec<(String, String)> = model
                .sizes()
                .iter()
                .map(|size| {
                    (format!("size = {}", compiler.text(&size.name)), (u32::from(size.digit) * 1000).to_string())
                })
                .collect();
            format!("score + {}", case(&arms, Some("0")).unwrap_or_default())
        }
        Rating::Stakes => "gates_met * 100 + least(score, 99)".to_owned(),
    };
    let columns = vec![Column::same("*"), Column::new(rating, "rating"), Column::new(lane, "lane")];
    let select = Select { columns, from: Source::Table(compiler.table("scores")), ..Select::default() };
    compiler.step("results", &["Where each lead goes: the first lane that takes it."], select)
}

/// A result as lanes read it, at least as tight as a sum.
fn of_lane(compiler: &Compiler<'_>, name: ResultName) -> String {
    let points =
        |units: &str| format!("{} / {}", compiler.cast(units, compiler.dialect.types.decimal), Exact::UNITS_PER_POINT);
    match name {
        ResultName::Fit => points("fit"),
        ResultName::Engagement => points("engagement"),
        ResultName::DaysSinceTouch => compiler.days_since("last_touch"),
        ResultName::DaysSinceHandRaise => compiler.days_since("last_hand_raise"),
        ResultName::Grade => "(fit_grade || engagement_grade)".to_owned(),
        ResultName::Score
        | ResultName::GatesMet
        | ResultName::CriticalMet
        | ResultName::Eligible
        | ResultName::Excluded
        | ResultName::FitGrade
        | ResultName::EngagementGrade
        | ResultName::Persona
        | ResultName::Product
        | ResultName::Size
        | ResultName::LeadSource => name.name().to_owned(),
    }
}
