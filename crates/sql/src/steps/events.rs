//! Events: what happened before the instant, each once, and who was heard of last.

use handraise_model::condition::DataPointId;
use handraise_model::values::Type;
use handraise_model::{EngagementCriterion, Per};

use super::leads::{data_point, known_or_null, known_text, lead_id};
use crate::compiler::Compiler;
use crate::condition::in_list;
use crate::dialect::fill;
use crate::render::{Column, Select, Source, Table};

/// Columns of events that no property may be called like.
pub(crate) const EVENT_COLUMNS: [&str; 10] = [
    "lead_id",
    "event_type",
    "event_time",
    "event_id",
    "delivery",
    "age_days",
    "session",
    "starts_session",
    "hand_raised_at",
    "is_session_event",
];

pub(crate) fn events(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    past_events(compiler, tables);
    tables.push(touches(compiler));
    let model = compiler.model;
    if model.engagement().is_empty() {
        return;
    }
    tables.push(countable(compiler));
    if has_sessions(compiler) {
        tables.push(sessions(compiler));
    }
}

/// Whether some criterion counts sessions.
pub(super) fn has_sessions(compiler: &Compiler<'_>) -> bool {
    compiler.model.engagement().iter().any(|criterion| criterion.per == Per::Session)
}

/// The events before the instant, those with equal ids once.
fn past_events(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    let (data, dialect) = (compiler.model.data(), compiler.dialect);
    let time = fill(dialect.time.of_column, &[&compiler.input(&data.event_time)]);
    let ty = compiler.cast(&compiler.input(&data.event_type), dialect.types.text);
    let mut columns = vec![
        Column::new(lead_id(compiler, &data.event_lead), "lead_id"),
        Column::new(fill(dialect.texts.by_code_point, &[&ty]), "event_type"),
        Column::new(&time, "event_time"),
    ];
    let mut properties = Vec::new();
    for id in compiler.event_reads() {
        let (Some(point), Some(name)) = (compiler.model.event().get(id.0), compiler.event.get(id.0)) else { continue };
        columns.push(Column::new(data_point(compiler, point), name));
        properties.push(Column::same(name));
    }
    let conditions = vec![
        known_text(compiler, &data.event_lead),
        known_text(compiler, &data.event_type),
        format!("{time} < {}", compiler.as_of),
    ];
    let from = Source::Table(compiler.request.events.render(dialect));
    let Some(event_id) = &data.event_id else {
        let select = Select { columns, from, conditions, ..Select::default() };
        let comment = "Events before the instant, their properties under the names of the model.";
        tables.push(Table { not_kept: true, ..compiler.step("past_events", &[comment], select) });
        return;
    };
    columns.insert(3, Column::new(known_or_null(compiler, event_id), "event_id"));
    let select = Select { columns, from, conditions, ..Select::default() };
    tables.push(compiler.step(
        "delivered_events",
        &["Events before the instant, their properties under the names of the model."],
        select,
    ));
    // Lists cannot be put in order everywhere.
    let is_ordered = |id: &DataPointId| compiler.model.event().get(id.0).is_some_and(|point| point.ty != Type::List);
    let names = compiler.event_reads().into_iter().filter(is_ordered).filter_map(|id| compiler.event.get(id.0));
    let order: Vec<&str> = ["event_time", "event_type"].into_iter().chain(names.map(String::as_str)).collect();
    let delivery = format!("row_number() over (partition by lead_id, event_id order by {})", order.join(", "));
    let numbered = Select {
        columns: vec![Column::same("*"), Column::new(delivery, "delivery")],
        from: Source::Table(compiler.table("delivered_events")),
        ..Select::default()
    };
    let mut columns: Vec<Column> = ["lead_id", "event_type", "event_time"].into_iter().map(Column::same).collect();
    columns.extend(properties);
    let select = Select {
        columns,
        from: Source::Select(Box::new(numbered), "numbered"),
        conditions: vec!["(event_id is null or delivery = 1)".to_owned()],
        ..Select::default()
    };
    let comment = "Events with equal ids count once: the earliest, then the least in type.";
    tables.push(compiler.step("past_events", &[comment], select));
}

/// When each lead was last heard of, and when and from where it last raised its hand.
fn touches(compiler: &Compiler<'_>) -> Table {
    let past_events = compiler.table("past_events");
    let mut columns = vec![Column::same("lead_id"), Column::new("max(event_time)", "last_touch")];
    let raises: Vec<String> = compiler
        .model
        .engagement()
        .iter()
        .filter(|criterion| criterion.hand_raise)
        .map(|criterion| matches(compiler, criterion))
        .collect();
    let mut from = Source::Table(past_events.clone());
    let mut comment = "The last event of each lead.";
    if !raises.is_empty() {
        comment = "The last event and the last hand raise of each lead.";
        let raised = format!("case\n    when {}\n        then event_time\nend", raises.join("\n        or "));
        let mut inner =
            vec![Column::same("lead_id"), Column::same("event_time"), Column::new(raised, "hand_raised_at")];
        columns.push(Column::new("max(hand_raised_at)", "last_hand_raise"));
        if let Some(source) = compiler.lead_source().and_then(|id| compiler.event.get(id.0)) {
            inner.push(Column::same(source));
            let latest = fill(compiler.dialect.queries.latest, &["hand_raised_at", source]);
            columns.push(Column::new(latest, "lead_source"));
        }
        let raising = Select { columns: inner, from: Source::Table(past_events), ..Select::default() };
        from = Source::Select(Box::new(raising), "raised");
    }
    let select = Select { columns, from, group_by: vec!["lead_id".to_owned()], ..Select::default() };
    compiler.step("touches", &[comment], select)
}

/// Whether an event matches a criterion, as an operand of `or`.
fn matches(compiler: &Compiler<'_>, criterion: &EngagementCriterion) -> String {
    let types = compiler.texts(criterion.events.iter().map(String::as_str));
    let of_type = match criterion.events.as_slice() {
        [_] => format!("event_type = {types}"),
        _ => format!("event_type in ({types})"),
    };
    match &criterion.condition {
        Some(condition) => format!("{of_type} and {}", compiler.columns(&compiler.event).conjunct(&condition.expr)),
        None => of_type,
    }
}

/// The events that some criterion may count: of its types, and not too old.
fn countable(compiler: &Compiler<'_>) -> Table {
    let mut columns: Vec<Column> = ["lead_id", "event_type", "event_time"].into_iter().map(Column::same).collect();
    columns.push(Column::new(compiler.days_since("event_time"), "age_days"));
    if let Some(events) = apart(compiler) {
        let types: Vec<String> = events.iter().map(|ty| compiler.text(ty)).collect();
        columns.push(Column::new(in_list("event_type", false, &types), "is_session_event"));
    }
    let conditions = compiler.model.engagement().iter().filter_map(|criterion| criterion.condition.as_ref());
    let mut reads: Vec<usize> = conditions.flat_map(|condition| condition.expr.data_points()).map(|id| id.0).collect();
    reads.sort_unstable();
    reads.dedup();
    columns.extend(reads.into_iter().filter_map(|index| compiler.event.get(index)).map(Column::same));
    let mut conditions = Vec::new();
    if let Some(types) = countable_types(compiler) {
        conditions.push(format!(
            "event_type in (\n    {}\n)",
            types.iter().map(|ty| compiler.text(ty)).collect::<Vec<_>>().join(",\n    ")
        ));
    }
    if let Some(days) = oldest(compiler) {
        conditions.push(format!("{} < {days}", compiler.days_since("event_time")));
    }
    let from = Source::Table(compiler.table("past_events"));
    let select = Select { columns, from, conditions, ..Select::default() };
    compiler.step("countable_events", &["Events of the types, and of the age, that some criterion counts."], select)
}

/// The event types that have to be read; none where sessions are made of all events.
fn countable_types<'m>(compiler: &Compiler<'m>) -> Option<Vec<&'m str>> {
    let model = compiler.model;
    let of_criteria = model.engagement().iter().flat_map(|criterion| &criterion.events);
    let mut types: Vec<&str> = Vec::new();
    let of_sessions = if has_sessions(compiler) { model.session().events.as_ref()?.as_slice() } else { &[] };
    for ty in of_criteria.chain(of_sessions) {
        if !types.contains(&ty.as_str()) {
            types.push(ty);
        }
    }
    Some(types)
}

/// The age that no event reaches which counts; none where some criterion has no such age, or another comes after it.
fn oldest(compiler: &Compiler<'_>) -> Option<u32> {
    let criteria = compiler.model.engagement();
    if criteria.iter().any(|criterion| criterion.after.is_some()) {
        return None;
    }
    criteria.iter().map(|criterion| criterion.within_days).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Section 3: sessions, numbered for each lead.
fn sessions(compiler: &Compiler<'_>) -> Table {
    let session = compiler.model.session();
    let mut columns = vec![Column::same("*")];
    let by = if apart(compiler).is_some() { "lead_id, is_session_event" } else { "lead_id" };
    let window = format!("(partition by {by} order by event_time)");
    let gap = session.gap_minutes.to_string();
    let before = format!("lag(event_time) over {window}");
    let goes_on = fill(compiler.dialect.time.within_minutes, &["event_time", &before, &gap]);
    let starts = format!("case\n    when {goes_on}\n        then 0\n    else 1\nend");
    columns.push(Column::new(starts, "starts_session"));
    let from = Source::Table(compiler.table("countable_events"));
    let inner = Select { columns, from, ..Select::default() };
    let number = compiler.cast(&format!("sum(starts_session) over {window}"), compiler.dialect.types.integer);
    let select = Select {
        columns: vec![Column::same("*"), Column::new(number, "session")],
        from: Source::Select(Box::new(inner), "starting"),
        ..Select::default()
    };
    let comment =
        format!("Sessions: an event that follows the one before by more than {gap} minutes starts a new one.");
    compiler.step("sessions", &[&comment], select)
}

/// The event types of sessions, where other events stand beside them: these are numbered too, apart, and nothing
/// counts their sessions.
fn apart<'m>(compiler: &Compiler<'m>) -> Option<&'m Vec<String>> {
    let model = compiler.model;
    let others = |events: &&Vec<String>| {
        model.engagement().iter().any(|criterion| criterion.events.iter().any(|ty| !events.contains(ty)))
    };
    model.session().events.as_ref().filter(|_| has_sessions(compiler)).filter(others)
}

/// What follows the events that criteria count: themselves, or with their sessions.
pub(super) fn counted_events(compiler: &Compiler<'_>) -> String {
    compiler.table(if has_sessions(compiler) { "sessions" } else { "countable_events" })
}
