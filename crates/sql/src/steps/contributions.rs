//! Section 3, second half: from candidates to what each criterion gives.

use super::rules::has_buckets;
use crate::compiler::Compiler;
use crate::dialect::fill;
use crate::render::{Column, Kept, Select, Source, Table};

/// How many of the largest values of a group are added up at once: room for as many is taken for each lead and criterion.
const LARGEST_MAX: u32 = 32;

/// Occurrences, those that count, and what they give; in one step where the model and the engine allow it.
pub(super) fn contributions(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    let most = compiler.model.engagement().iter().filter_map(|criterion| criterion.at_most.as_ref());
    let few = most.map(|at_most| at_most.value).max().is_none_or(|most| most <= LARGEST_MAX);
    match compiler.dialect.queries.sum_of_largest.filter(|_| few && !has_buckets(compiler)) {
        Some(largest) => tables.push(contributions_of_candidates(compiler, largest)),
        None => {
            tables.extend(has_buckets(compiler).then(|| buckets(compiler)));
            tables.push(occurrences(compiler));
            let limited = compiler.model.engagement().iter().any(|criterion| criterion.at_most.is_some());
            tables.extend(limited.then(|| counted(compiler)));
            tables.push(contributions_of_occurrences(compiler));
        }
    }
}

/// Step 3: candidates put together.
fn buckets(compiler: &Compiler<'_>) -> Table {
    let columns = vec![
        Column::same("lead_id"),
        Column::same("criterion"),
        Column::new("min(age_days)", "age_days"),
        Column::new("count(*)", "events"),
    ];
    let group_by = ["lead_id", "criterion", "bucket"].map(str::to_owned).into();
    let select = Select { columns, from: Source::Table(compiler.table("candidates")), group_by, ..Select::default() };
    compiler.step(
        "buckets",
        &["Candidates of one day, one session or all together, with the age of the latest."],
        select,
    )
}

/// Step 3: what is an occurrence, and how many are.
fn occurrences(compiler: &Compiler<'_>) -> Table {
    if !has_buckets(compiler) {
        let group_by: Vec<String> = ["lead_id", "criterion", "age_days"].map(str::to_owned).into();
        let mut columns: Vec<Column> = group_by.iter().map(Column::same).collect();
        columns.push(Column::new("count(*)", "occurrences"));
        let from = Source::Table(compiler.table("candidates"));
        let select = Select { columns, from, group_by, ..Select::default() };
        return compiler.step("occurrences", &["Occurrences: each candidate, those of one age together."], select);
    }
    let enough = compiler.model.engagement().iter().any(|criterion| criterion.at_least > 1);
    let enough = enough.then(|| "buckets.events >= criteria.at_least".to_owned());
    let columns = vec![
        Column::same("buckets.lead_id"),
        Column::same("buckets.criterion"),
        Column::same("buckets.age_days"),
        Column::new("case criteria.per when 'event' then buckets.events else 1 end", "occurrences"),
    ];
    let select = Select {
        columns,
        from: Source::Table(compiler.aliased("buckets")),
        joins: vec![join_criteria(compiler, "buckets")],
        conditions: enough.into_iter().collect(),
        ..Select::default()
    };
    compiler.step("occurrences", &["Occurrences: each event, or each bucket of enough candidates."], select)
}

fn join_criteria(compiler: &Compiler<'_>, of: &str) -> String {
    let criteria = compiler.table("engagement_criteria");
    format!("inner join {criteria} as criteria on criteria.criterion = {of}.criterion")
}

/// Step 4: only the most recent count. Those of one age give the same, so their order does not matter.
fn counted(compiler: &Compiler<'_>) -> Table {
    let running = "sum(occurrences.occurrences) over (\n    partition by occurrences.lead_id, occurrences.criterion\n    \
                   order by occurrences.age_days\n    rows between unbounded preceding and current row\n)";
    let numbered = Select {
        columns: vec![
            Column::same("occurrences.lead_id"),
            Column::same("occurrences.criterion"),
            Column::same("occurrences.age_days"),
            Column::same("occurrences.occurrences"),
            Column::same("criteria.at_most"),
            Column::new(running, "up_to_here"),
        ],
        from: Source::Table(compiler.aliased("occurrences")),
        joins: vec![join_criteria(compiler, "occurrences")],
        ..Select::default()
    };
    let some = "case when up_to_here > at_most then at_most - (up_to_here - occurrences) else occurrences end";
    let columns = vec![
        Column::same("lead_id"),
        Column::same("criterion"),
        Column::same("age_days"),
        Column::new(format!("cast(\n    {some}\n    as {}\n)", compiler.dialect.types.integer), "occurrences"),
    ];
    let select = Select {
        columns,
        from: Source::Select(Box::new(numbered), "numbered"),
        conditions: vec!["at_most is null or up_to_here - occurrences < at_most".to_owned()],
        ..Select::default()
    };
    compiler.step(
        "counted_occurrences",
        &["Of the occurrences of a criterion only the at_most most recent count."],
        select,
    )
}

/// Step 5: points.
fn contributions_of_occurrences(compiler: &Compiler<'_>) -> Table {
    let limited = compiler.model.engagement().iter().any(|criterion| criterion.at_most.is_some());
    let counted = compiler.table(if limited { "counted_occurrences" } else { "occurrences" });
    let (left, decay) = multiplier(compiler, "counted");
    let mut joins = vec![join_criteria(compiler, "counted")];
    joins.extend(decay);
    let integer = compiler.dialect.types.integer;
    let points = format!("counted.occurrences * criteria.points * criteria.credibility\n    * {left}");
    let columns = vec![
        Column::same("counted.lead_id"),
        Column::same("counted.criterion"),
        Column::new(compiler.cast("sum(counted.occurrences)", integer), "occurrences"),
        Column::new("min(counted.age_days)", "age_days"),
        Column::new(format!("cast(sum(\n    {}\n) as {integer})", points), "contribution"),
    ];
    let from = Source::Table(format!("{counted} as counted"));
    let group_by = vec!["counted.lead_id".to_owned(), "counted.criterion".to_owned()];
    let lookup = compiler.dialect.queries.lookup.condition("counted.lead_id").filter(|_| joins.len() > 1);
    let conditions = lookup.into_iter().collect();
    let select = Select { columns, from, joins, conditions, group_by };
    let comment = [
        "Contributions of engagement criteria, in 10^-5 point: points times credibility (hundredths) times decay",
        "(thousandths) of each occurrence; how many counted, and the age of the latest.",
    ];
    Table { kept: Kept::Yes, ..compiler.step("contributions", &comment, select) }
}

/// How many thousandths are left of an occurrence, and the join that finds it.
fn multiplier(compiler: &Compiler<'_>, of: &str) -> (String, Option<String>) {
    let criteria = compiler.model.engagement();
    let decaying = criteria.iter().filter(|criterion| criterion.half_life.is_some()).count();
    if decaying == 0 {
        return ("1000".to_owned(), None);
    }
    let (decay, of_age) = match compiler.dialect.queries.series {
        Some(_) => (compiler.aliased("decay"), format!("decay.age_days = {of}.age_days")),
        None => {
            let ranges = compiler.table("decay_ranges");
            (format!("{ranges} as decay"), format!("{of}.age_days between decay.from_days and decay.to_days"))
        }
    };
    let lookup = compiler.dialect.queries.lookup.words();
    let join = format!("{lookup} {decay} on decay.half_life_days = criteria.half_life_days and {of_age}");
    let left = if decaying == criteria.len() {
        "coalesce(decay.multiplier, 0)".to_owned()
    } else {
        "case when criteria.half_life_days is null then 1000 else coalesce(decay.multiplier, 0) end".to_owned()
    };
    (left, Some(join))
}

/// Steps 3 to 5 in one, where each candidate is an occurrence and the engine adds up the largest values of a group: what
/// is left only shrinks with age, so the most recent occurrences are those of which the most is left.
fn contributions_of_candidates(compiler: &Compiler<'_>, largest: &str) -> Table {
    let criteria = compiler.model.engagement();
    let limited = criteria.iter().filter(|criterion| criterion.at_most.is_some()).count();
    let (left, decay) = multiplier(compiler, "candidates");
    let mut columns = vec![
        Column::same("candidates.lead_id"),
        Column::same("candidates.criterion"),
        Column::same("candidates.age_days"),
        Column::same("criteria.at_most"),
        Column::new("criteria.points * criteria.credibility", "hundredths"),
        Column::new(left, "multiplier"),
    ];
    columns.retain(|column| limited > 0 || column.expr != "criteria.at_most");
    let mut joins = vec![join_criteria(compiler, "candidates")];
    joins.extend(decay);
    let from = Source::Table(compiler.aliased("candidates"));
    let lookup = compiler.dialect.queries.lookup.condition("candidates.lead_id").filter(|_| joins.len() > 1);
    let weighed = Select { columns, from, joins, conditions: lookup.into_iter().collect(), ..Select::default() };
    let some = |at_most: &str| fill(largest, &["multiplier", at_most]);
    let left = match limited {
        0 => "sum(multiplier)".to_owned(),
        all if all == criteria.len() => some("at_most"),
        _ => format!(
            "case\n    when min(at_most) is null then sum(multiplier)\n    else {}\nend",
            some("coalesce(at_most, 1)")
        ),
    };
    let occurrences =
        if limited == 0 { "count(*)" } else { "case when count(*) > min(at_most) then min(at_most) else count(*) end" };
    let given = format!("cast(\n    min(hundredths) * {}\n    as {}\n)", left, compiler.dialect.types.integer);
    let select = Select {
        columns: vec![
            Column::same("lead_id"),
            Column::same("criterion"),
            Column::new(occurrences, "occurrences"),
            Column::new("min(age_days)", "age_days"),
            Column::new(given, "contribution"),
        ],
        from: Source::Select(Box::new(weighed), "weighed"),
        group_by: vec!["lead_id".to_owned(), "criterion".to_owned()],
        ..Select::default()
    };
    let mut comment = vec![
        "Contributions of engagement criteria, in 10^-5 point: points times credibility (hundredths) times decay",
        "(thousandths) of each candidate; how many counted, and the age of the latest.",
    ];
    comment.extend((limited > 0).then_some("The at_most most recent are those of which decay leaves the most."));
    Table { kept: Kept::Yes, ..compiler.step("contributions", &comment, select) }
}
