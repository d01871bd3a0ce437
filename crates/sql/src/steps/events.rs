//! Events: what happened before the instant, each once, and who was heard of last.

use handraise_model::condition::DataPointId;
use handraise_model::values::Type;
use handraise_model::{EngagementCriterion, Per};

use super::leads::{data_point, known, known_or_null, known_text, lead_id, marked_id, marked_texts};
use crate::compiler::Compiler;
use crate::condition::in_list;
use crate::dialect::fill;
use crate::render::{Column, Kept, Select, Source, Table};

/// Columns of events that no property may be called like.
pub(crate) const EVENT_COLUMNS: [&str; 10] = [
    "lead_id",
    "event_type",
    "event_time",
    "event_id",
    "delivery",
    "age_days",
    "session",
    "hand_raised_at",
    "slot",
    "is_session_event",
];

pub(crate) fn events(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    past_events(compiler, tables);
    tables.extend(slots(compiler));
    tables.push(touches(compiler));
    tables.extend(sessions(compiler));
    if !compiler.model.engagement().is_empty() {
        tables.push(countable(compiler));
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
    columns.extend(data.event_id.iter().map(|id| Column::new(known_or_null(compiler, id), "event_id")));
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
    let typed = Select { columns, from, conditions, ..Select::default() };
    let mut marked = marked_texts(compiler, &compiler.event_reads(), compiler.model.event(), &compiler.event);
    marked.extend(data.event_id.iter().filter_map(|_| marked_id(compiler, "event_id")));
    let Select { columns, from, conditions, .. } = known(typed, &marked);
    if data.event_id.is_none() {
        let select = Select { columns, from, conditions, ..Select::default() };
        let comment = "Events before the instant, their properties under the names of the model.";
        tables.push(Table { kept: Kept::No, ..compiler.step("past_events", &[comment], select) });
        return;
    }
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
        conditions: vec!["event_id is null or delivery = 1".to_owned()],
        ..Select::default()
    };
    let comment = "Events with equal ids count once: the earliest, then the least in type.";
    tables.push(Table { kept: Kept::Yes, ..compiler.step("past_events", &[comment], select) });
}

/// What the events of each slot leave of them: enough for the last touch, for hand raises and for sessions.
///
/// Two events of one slot are less than the gap apart, so they are of one session; what is left to put in order are slots,
/// which are few, and no event has to be sorted.
fn slots(compiler: &Compiler<'_>) -> Option<Table> {
    let gap = gap(compiler)?;
    let mut events = raised(compiler);
    events.columns.push(Column::new(slot(compiler, "event_time"), "slot"));
    let times = |aggregate: &str| match compiler.model.session().events.as_deref() {
        Some(_) => format!("{aggregate}(case when is_session_event then event_time end)"),
        None => format!("{aggregate}(event_time)"),
    };
    let mut columns = vec![
        Column::same("lead_id"),
        Column::same("slot"),
        Column::new(times("min"), "first_at"),
        Column::new(times("max"), "last_at"),
    ];
    if let Some(types) = compiler.model.session().events.as_deref() {
        let types: Vec<String> = types.iter().map(|ty| compiler.text(ty)).collect();
        events.columns.push(Column::new(in_list("event_type", false, &types), "is_session_event"));
        columns.push(Column::new("max(event_time)", "last_touch"));
    }
    columns.extend(last_hand_raise(compiler, "hand_raised_at"));
    let select = Select {
        columns,
        from: Source::Select(Box::new(events), "raised"),
        group_by: vec!["lead_id".to_owned(), "slot".to_owned()],
        ..Select::default()
    };
    let comment = [
        &*format!(
            "Slots of {gap} minutes by the clock: what happened in one is of one session, its events being less than"
        ),
        "that apart. So sessions are made of slots, and no event has to be sorted.",
    ];
    Some(Table { kept: Kept::Yes, ..compiler.step("slots", &comment, select) })
}

/// The gap of sessions in minutes, where some criterion counts them.
fn gap(compiler: &Compiler<'_>) -> Option<String> {
    has_sessions(compiler).then(|| compiler.model.session().gap_minutes.to_string())
}

fn slot(compiler: &Compiler<'_>, instant: &str) -> String {
    fill(compiler.dialect.time.slot, &[instant, &compiler.model.session().gap_minutes.to_string()])
}

/// When each lead was last heard of, and when and from where it last raised its hand.
fn touches(compiler: &Compiler<'_>) -> Table {
    let mut columns = vec![Column::same("lead_id")];
    let from = if has_sessions(compiler) {
        let last = if compiler.model.session().events.is_some() { "last_touch" } else { "last_at" };
        columns.push(Column::new(format!("max({last})"), "last_touch"));
        Source::Table(compiler.table("slots"))
    } else {
        columns.push(Column::new("max(event_time)", "last_touch"));
        match has_hand_raises(compiler) {
            true => Source::Select(Box::new(raised(compiler)), "raised"),
            false => Source::Table(compiler.table("past_events")),
        }
    };
    columns.extend(last_hand_raise(compiler, "last_hand_raise"));
    let comment = match has_hand_raises(compiler) {
        true => "The last event and the last hand raise of each lead.",
        false => "The last event of each lead.",
    };
    let select = Select { columns, from, group_by: vec!["lead_id".to_owned()], ..Select::default() };
    compiler.step("touches", &[comment], select)
}

fn has_hand_raises(compiler: &Compiler<'_>) -> bool {
    compiler.model.engagement().iter().any(|criterion| criterion.hand_raise)
}

/// Past events, with the time of those that raise a hand.
fn raised(compiler: &Compiler<'_>) -> Select {
    let mut columns = vec![Column::same("lead_id"), Column::same("event_time")];
    let raises = compiler.model.engagement().iter().filter(|criterion| criterion.hand_raise);
    let raises: Vec<String> = raises.map(|criterion| matches(compiler, criterion)).collect();
    if !raises.is_empty() {
        let raised = format!("case\n    when {}\n        then event_time\nend", raises.join("\n        or "));
        columns.push(Column::new(raised, "hand_raised_at"));
        columns.extend(lead_source(compiler).map(|source| Column::new(source, "lead_source")));
    }
    Select { columns, from: Source::Table(compiler.table("past_events")), ..Select::default() }
}

/// Of rows with the time of a hand raise: the latest time, and where that hand raise came from.
fn last_hand_raise(compiler: &Compiler<'_>, name: &str) -> Vec<Column> {
    if !has_hand_raises(compiler) {
        return Vec::new();
    }
    let mut columns = vec![Column::new("max(hand_raised_at)", name)];
    if lead_source(compiler).is_some() {
        let latest = fill(compiler.dialect.queries.latest, &["hand_raised_at", "lead_source"]);
        columns.push(Column::new(latest, "lead_source"));
    }
    columns
}

fn lead_source<'c>(compiler: &'c Compiler<'_>) -> Option<&'c String> {
    compiler.lead_source().and_then(|id| compiler.event.get(id.0))
}

/// Whether an event matches a criterion, as an operand of `or`.
fn matches(compiler: &Compiler<'_>, criterion: &EngagementCriterion) -> String {
    let types: Vec<String> = criterion.events.iter().map(|ty| compiler.text(ty)).collect();
    let of_type = in_list("event_type", false, &types);
    match &criterion.condition {
        Some(condition) => format!("{of_type} and {}", compiler.columns(&compiler.event).conjunct(&condition.expr)),
        None => of_type,
    }
}

/// The events that some criterion may count: of its types, and not too old.
fn countable(compiler: &Compiler<'_>) -> Table {
    let mut columns: Vec<Column> = ["lead_id", "event_type", "event_time"].into_iter().map(Column::same).collect();
    columns.push(Column::new(compiler.days_since("event_time"), "age_days"));
    columns.extend(has_sessions(compiler).then(|| Column::new(slot(compiler, "event_time"), "slot")));
    let conditions = compiler.model.engagement().iter().filter_map(|criterion| criterion.condition.as_ref());
    let mut reads: Vec<usize> = conditions.flat_map(|condition| condition.expr.data_points()).map(|id| id.0).collect();
    reads.sort_unstable();
    reads.dedup();
    columns.extend(reads.into_iter().filter_map(|index| compiler.event.get(index)).map(Column::same));
    let types: Vec<String> = countable_types(compiler).into_iter().map(|ty| compiler.text(ty)).collect();
    let mut conditions = vec![format!("event_type in (\n    {}\n)", types.join(",\n    "))];
    if let Some(days) = oldest(compiler) {
        conditions.push(format!("{} < {days}", compiler.days_since("event_time")));
    }
    let from = Source::Table(compiler.table("past_events"));
    let select = Select { columns, from, conditions, ..Select::default() };
    compiler.step("countable_events", &["Events of the types, and of the age, that some criterion counts."], select)
}

/// The event types that criteria count.
fn countable_types<'m>(compiler: &Compiler<'m>) -> Vec<&'m str> {
    let mut types: Vec<&str> = Vec::new();
    for ty in compiler.model.engagement().iter().flat_map(|criterion| &criterion.events) {
        if !types.contains(&ty.as_str()) {
            types.push(ty);
        }
    }
    types
}

/// The age that no event reaches which counts; none where some criterion has no such age, or another comes after it.
fn oldest(compiler: &Compiler<'_>) -> Option<u32> {
    let criteria = compiler.model.engagement();
    if criteria.iter().any(|criterion| criterion.after.is_some()) {
        return None;
    }
    criteria.iter().map(|criterion| criterion.within_days).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Section 3: the session of slots.
fn sessions(compiler: &Compiler<'_>) -> Option<Table> {
    let gap = gap(compiler)?;
    let comment =
        format!("Sessions: an event that follows the one before by more than {gap} minutes starts a new one.");
    Some(match compiler.dialect.queries.kept {
        "" => compiler.step("sessions", &[&comment], numbered_sessions(compiler, &gap)),
        _ => {
            let comment = [
                &*comment,
                "Here are the slots that go on from the one before, and the first slot of their session; any other slot starts",
                "one. Gaps and islands: while slots go on from each other, the slot less the row number stays the same.",
            ];
            compiler.step("sessions", &comment, continued_slots(compiler, &gap))
        }
    })
}

/// The slots that go on from the one before, few of all, with the first slot of their session.
fn continued_slots(compiler: &Compiler<'_>, gap: &str) -> Select {
    let run = "slots.slot - row_number() over (partition by slots.lead_id order by slots.slot)";
    let continued = Select {
        columns: vec![Column::same("slots.lead_id"), Column::same("slots.slot"), Column::new(run, "run")],
        from: Source::Table(compiler.aliased("slots")),
        joins: vec![format!(
            "inner join {} as previous on previous.lead_id = slots.lead_id and previous.slot = slots.slot - 1",
            compiler.table("slots")
        )],
        conditions: vec![fill(compiler.dialect.time.within_minutes, &["slots.first_at", "previous.last_at", gap])],
        ..Select::default()
    };
    let first = "min(slot) over (partition by lead_id, run) - 1";
    Select {
        columns: vec![Column::same("lead_id"), Column::same("slot"), Column::new(first, "session")],
        from: Source::Select(Box::new(continued), "continued"),
        ..Select::default()
    }
}

/// All slots of session events with the number of their session: for engines that would make slots, and read events, again
/// for a join of slots with slots.
fn numbered_sessions(compiler: &Compiler<'_>, gap: &str) -> Select {
    let window = "(partition by lead_id order by slot)";
    let before = Select {
        columns: vec![
            Column::same("lead_id"),
            Column::same("slot"),
            Column::same("first_at"),
            Column::new(format!("lag(last_at) over {window}"), "last_before"),
        ],
        from: Source::Table(compiler.table("slots")),
        conditions: compiler.model.session().events.iter().map(|_| "first_at is not null".to_owned()).collect(),
        ..Select::default()
    };
    let goes_on = fill(compiler.dialect.time.within_minutes, &["first_at", "last_before", gap]);
    let number = format!("sum(case when {goes_on} then 0 else 1 end) over {window}");
    Select {
        columns: vec![
            Column::same("lead_id"),
            Column::same("slot"),
            Column::new(compiler.cast(&number, compiler.dialect.types.integer), "session"),
        ],
        from: Source::Select(Box::new(before), "in_order"),
        ..Select::default()
    }
}

/// The session of an event, where events are joined with their sessions.
pub(super) const SESSION: &str = "coalesce(sessions.session, events.slot)";

/// Joins events with their sessions, where some criterion counts them.
pub(super) fn join_sessions(compiler: &Compiler<'_>) -> Option<String> {
    has_sessions(compiler).then(|| {
        let (join, sessions) = (compiler.dialect.queries.lookup.words(), compiler.aliased("sessions"));
        format!("{join} {sessions} on sessions.lead_id = events.lead_id and sessions.slot = events.slot")
    })
}
