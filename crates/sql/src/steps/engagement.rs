//! Section 3, first half: from events to the candidates of each criterion.

use handraise_model::condition::EngagementId;
use handraise_model::{EngagementCriterion, Per};

use super::by_lead::by_lead;
use super::contributions::contributions;
use super::events::{SESSION, has_sessions, join_sessions};
use super::rules::has_buckets;
use crate::compiler::Compiler;
use crate::condition::in_list;
use crate::dialect::fill;
use crate::render::{Column, Kept, Select, Source, Table};
use crate::text::comment;

pub(crate) fn engagement(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    let criteria = compiler.model.engagement();
    let targets = targets(criteria);
    if targets.is_empty() {
        tables.push(candidates_at_once(compiler));
    } else {
        tables.push(matches(compiler, &targets));
        tables.extend(targets.iter().map(|target| reached(compiler, *target)));
        tables.push(candidates(compiler));
    }
    contributions(compiler, tables);
    tables.push(by_lead(compiler));
}

/// The criteria that others come after, each behind those that it comes after itself.
fn targets(criteria: &[EngagementCriterion]) -> Vec<usize> {
    let mut targets: Vec<usize> = Vec::new();
    for criterion in criteria {
        // From the criterion back through all it comes after: a chain without a cycle.
        let mut chain = Vec::new();
        let mut next = criterion.after;
        while let Some(after) = next {
            chain.push(after.criterion.0);
            next = criteria.get(after.criterion.0).and_then(|target| target.after);
        }
        for target in chain.into_iter().rev() {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    targets
}

/// Events joined with the criteria that count their types, as far as `where` goes.
fn matching(compiler: &Compiler<'_>, more: Vec<Column>) -> Select {
    let qualified: Vec<String> = compiler.event.iter().map(|name| format!("events.{name}")).collect();
    let conditions = compiler.columns(&qualified);
    let mut arms = String::new();
    for criterion in compiler.model.engagement() {
        if let Some(condition) = &criterion.condition {
            let when = conditions.condition(&condition.expr);
            arms.push_str(&format!("    when {} then {when}\n", compiler.text(&criterion.id)));
        }
    }
    let mut columns: Vec<Column> = ["events.lead_id", "criteria.criterion", "events.event_time", "events.age_days"]
        .into_iter()
        .map(Column::same)
        .collect();
    if has_sessions(compiler) {
        columns.push(Column::new(SESSION, "session"));
    }
    columns.extend(more);
    let [types, criteria] = ["criterion_events", "engagement_criteria"].map(|name| compiler.table(name));
    let mut joins = vec![
        format!("inner join {types} as types on types.event_type = events.event_type"),
        format!("inner join {criteria} as criteria on criteria.criterion = types.criterion"),
    ];
    joins.extend(join_sessions(compiler));
    let mut conditions = Vec::new();
    if has_sessions(compiler) {
        conditions.extend(compiler.dialect.queries.lookup.condition("events.lead_id"));
    }
    if !arms.is_empty() {
        conditions.push(format!("case criteria.criterion\n{arms}    else true\nend"));
    }
    let from = Source::Table(format!("{} as events", compiler.table("countable_events")));
    Select { columns, from, joins, conditions, ..Select::default() }
}

/// Step 1, for models in which criteria come after others.
fn matches(compiler: &Compiler<'_>, targets: &[usize]) -> Table {
    let mut select = matching(compiler, Vec::new());
    let mut comment = vec!["Matches: events of a criterion's types that meet its condition."];
    if let Some(young) = is_young(compiler, "events") {
        let ids = targets.iter().filter_map(|target| compiler.model.engagement().get(*target));
        let ids: Vec<String> = ids.map(|criterion| compiler.text(&criterion.id)).collect();
        let is_target = in_list("criteria.criterion", false, &ids);
        select.conditions.push(format!("({young} or {is_target})"));
        comment.push("However old a match is, what others come after may have been reached by it.");
    }
    Table { kept: Kept::Yes, ..compiler.step("matches", &comment, select) }
}

/// Steps 1 and 2 in one, where no criterion comes after another.
fn candidates_at_once(compiler: &Compiler<'_>) -> Table {
    let bucket = has_buckets(compiler).then(|| Column::new(bucket(compiler, "events", SESSION), "bucket"));
    let mut select = matching(compiler, bucket.into_iter().collect());
    select.columns.retain(|column| column.expr != "events.event_time" && column.expr != SESSION);
    select.conditions.extend(is_young(compiler, "events").map(|young| in_parentheses(&young)));
    let comment = "Candidates: events of a criterion's types that meet its condition, of the age that counts.";
    compiler.step("candidates", &[comment], select)
}

fn is_young(compiler: &Compiler<'_>, of: &str) -> Option<String> {
    let windows = compiler.model.engagement().iter().filter(|criterion| criterion.within_days.is_some()).count();
    let young = format!("{of}.age_days < criteria.within_days");
    match windows {
        0 => None,
        all if all == compiler.model.engagement().len() => Some(compiler.dialect.queries.lookup.guarded(young)),
        _ => Some(format!("criteria.within_days is null or {young}")),
    }
}

/// As an operand of `and`.
fn in_parentheses(condition: &str) -> String {
    if condition.contains(" or ") { format!("({condition})") } else { condition.to_owned() }
}

/// What candidates share that together make one occurrence; those of one day have one age.
fn bucket(compiler: &Compiler<'_>, of: &str, session: &str) -> String {
    let has = |per: Per| compiler.model.engagement().iter().any(|criterion| criterion.per == per);
    let mut arms = String::new();
    if has(Per::Session) {
        arms.push_str(&format!(" when 'session' then {session}"));
    }
    if has(Per::Once) {
        arms.push_str(" when 'once' then 0");
    }
    if arms.is_empty() { format!("{of}.age_days") } else { format!("case criteria.per{arms} else {of}.age_days end") }
}

/// When each lead reached a criterion that others come after.
fn reached(compiler: &Compiler<'_>, target: usize) -> Table {
    let Some(criterion) = compiler.model.engagement().get(target) else {
        return compiler.step("reached", &[], Select::default());
    };
    let id = compiler.text(&criterion.id);
    let mut conditions = vec![format!("matches.criterion = {id}")];
    let mut joins = Vec::new();
    if let Some(after) = criterion.after {
        let (join, before) = (compiler.dialect.queries.lookup.words(), reached_name(compiler, after.criterion));
        joins.push(format!("{join} {before} as previous on previous.lead_id = matches.lead_id"));
        let is_after = days_after(compiler, "matches.event_time", "previous.reached_at", after.days);
        conditions = vec![format!("case matches.criterion\n    when {id} then {is_after}\n    else false\nend")];
    }
    let from = Source::Table(compiler.aliased("matches"));
    let name = reached_name(compiler, EngagementId(target));
    let text = format!("When each lead reached \"{}\", which others come after.", comment(&criterion.name));
    if criterion.at_least <= 1 {
        let columns = vec![Column::same("matches.lead_id"), Column::new("min(matches.event_time)", "reached_at")];
        let group_by = vec!["matches.lead_id".to_owned()];
        let select = Select { columns, from, joins, conditions, group_by };
        return Table { name, ..compiler.step("reached", &[&text], select) };
    }
    let mut group_by = vec!["matches.lead_id".to_owned()];
    group_by.extend(match criterion.per {
        Per::Session => Some("matches.session".to_owned()),
        Per::Once => None,
        Per::Event | Per::Day => Some("matches.age_days".to_owned()),
    });
    let (nth, before) = (criterion.at_least.to_string(), (criterion.at_least - 1).to_string());
    let reached_at = fill(compiler.dialect.queries.nth_smallest, &["matches.event_time", &nth, &before]);
    let columns = vec![Column::same("matches.lead_id"), Column::new(reached_at, "reached_at")];
    let buckets = Select { columns, from, joins, conditions, group_by };
    let select = Select {
        columns: vec![Column::same("lead_id"), Column::new("min(reached_at)", "reached_at")],
        from: Source::Select(Box::new(buckets), "buckets"),
        group_by: vec!["lead_id".to_owned()],
        ..Select::default()
    };
    Table { name, ..compiler.step("reached", &[&text], select) }
}

fn reached_name(compiler: &Compiler<'_>, target: EngagementId) -> String {
    let id = compiler.model.engagement().get(target.0).map_or("", |criterion| criterion.id.as_str());
    compiler.table(&format!("reached_{id}"))
}

/// Step 2, where criteria come after others.
fn candidates(compiler: &Compiler<'_>) -> Table {
    let criteria = compiler.model.engagement();
    let mut joins = vec![format!(
        "inner join {} as criteria on criteria.criterion = matches.criterion",
        compiler.table("engagement_criteria")
    )];
    let mut joined = Vec::new();
    let mut arms = String::new();
    for criterion in criteria {
        let Some(after) = criterion.after else { continue };
        let reached = reached_name(compiler, after.criterion);
        if !joined.contains(&reached) {
            let join = compiler.dialect.queries.lookup.words();
            joins.push(format!("{join} {reached} on {reached}.lead_id = matches.lead_id"));
        }
        let is_after = days_after(compiler, "matches.event_time", &format!("{reached}.reached_at"), after.days);
        arms.push_str(&format!("    when {} then {is_after}\n", compiler.text(&criterion.id)));
        joined.push(reached);
    }
    let mut conditions: Vec<String> =
        compiler.dialect.queries.lookup.condition("matches.lead_id").into_iter().collect();
    conditions.push(format!("case matches.criterion\n{arms}    else true\nend"));
    conditions.extend(is_young(compiler, "matches").map(|young| in_parentheses(&young)));
    let mut columns: Vec<Column> =
        ["matches.lead_id", "matches.criterion", "matches.age_days"].into_iter().map(Column::same).collect();
    columns
        .extend(has_buckets(compiler).then(|| Column::new(bucket(compiler, "matches", "matches.session"), "bucket")));
    let from = Source::Table(compiler.aliased("matches"));
    let select = Select { columns, from, joins, conditions, ..Select::default() };
    compiler.step(
        "candidates",
        &["Candidates: matches after what they have to come after, of the age that counts."],
        select,
    )
}

fn days_after(compiler: &Compiler<'_>, time: &str, reached: &str, days: u32) -> String {
    if days == 0 {
        format!("{time} >= {reached}")
    } else {
        fill(compiler.dialect.time.days_after, &[time, reached, &days.to_string()])
    }
}
