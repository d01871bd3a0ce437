//! The engagement criteria as tables: what the model says in numbers, a line for each.

use std::collections::BTreeMap;

use handraise_model::values::HalfLife;
use handraise_model::{EngagementCriterion, Per};

use crate::compiler::Compiler;
use crate::dialect::fill;
use crate::render::{Body, Column, Kept, Select, Source, Table, ValueType, Values, ValuesRow};
use crate::text::comment;

pub(crate) fn rules(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    tables.push(criteria(compiler));
    tables.push(criterion_events(compiler));
    if compiler.model.engagement().iter().any(|criterion| criterion.half_life.is_some()) {
        tables.push(decay_ranges(compiler));
        tables.extend(decay(compiler));
    }
}

/// A column of the table of criteria.
type Setting = (&'static str, ValueType, fn(&EngagementCriterion) -> Option<u32>);

fn criteria(compiler: &Compiler<'_>) -> Table {
    let criteria = compiler.model.engagement();
    let settings: [Setting; 4] = [
        ("at_least", ValueType::Integer, |criterion| Some(criterion.at_least)),
        ("at_most", ValueType::Integer, |criterion| criterion.at_most.as_ref().map(|at_most| at_most.value)),
        ("within_days", ValueType::Integer, |criterion| criterion.within_days),
        ("half_life_days", ValueType::Integer, |criterion| {
            criterion.half_life.map(|half_life| half_life.days().into())
        }),
    ];
    let has_buckets = has_buckets(compiler);
    // What no criterion sets is no column.
    let used = |(name, _, setting): &&Setting| match *name {
        "at_least" => criteria.iter().any(|criterion| criterion.at_least > 1),
        _ => criteria.iter().any(|criterion| setting(criterion).is_some()),
    };
    let settings: Vec<&Setting> = settings.iter().filter(used).collect();
    let mut columns = vec![("criterion", ValueType::Text)];
    columns.extend(has_buckets.then_some(("per", ValueType::Text)));
    columns.extend(settings.iter().map(|(name, ty, _)| (*name, *ty)));
    columns.extend([("points", ValueType::Integer), ("credibility", ValueType::Integer)]);
    let columns = columns.into_iter().map(|(name, ty)| (name.to_owned(), ty)).collect();
    let row = |criterion: &EngagementCriterion| {
        let mut cells = vec![compiler.text(&criterion.id)];
        cells.extend(has_buckets.then(|| compiler.text(per(criterion.per))));
        let number = |number: Option<u32>| number.map_or_else(|| "null".to_owned(), |number| number.to_string());
        cells.extend(settings.iter().map(|(_, _, setting)| number(setting(criterion))));
        cells.extend([criterion.points.value.to_string(), criterion.credibility.hundredths().to_string()]);
        let points = criterion.points.value;
        let plural = if points.abs() == 1 { "" } else { "s" };
        ValuesRow { cells, comment: Some(format!("{}: {points} point{plural}", comment(&criterion.name))) }
    };
    let values = Values { columns, rows: criteria.iter().map(row).collect(), dense: false };
    let comment =
        vec!["Engagement: what each occurrence of a criterion gives, and which occurrences count.".to_owned()];
    Table { name: compiler.table("engagement_criteria"), comment, kept: Kept::default(), body: Body::Values(values) }
}

/// Whether some criterion makes one occurrence of several events.
pub(super) fn has_buckets(compiler: &Compiler<'_>) -> bool {
    compiler.model.engagement().iter().any(|criterion| criterion.per != Per::Event)
}

fn per(per: Per) -> &'static str {
    match per {
        Per::Event => "event",
        Per::Day => "day",
        Per::Session => "session",
        Per::Once => "once",
    }
}

fn criterion_events(compiler: &Compiler<'_>) -> Table {
    let row = |criterion: &EngagementCriterion, ty: &str| ValuesRow {
        cells: vec![compiler.text(&criterion.id), compiler.text(ty)],
        comment: None,
    };
    let rows = compiler.model.engagement().iter();
    let rows = rows.flat_map(|criterion| criterion.events.iter().map(move |ty| row(criterion, ty))).collect();
    let columns = ["criterion", "event_type"].map(|name| (name.to_owned(), ValueType::Text)).into();
    let values = Values { columns, rows, dense: false };
    let comment = vec!["The event types that may match each criterion.".to_owned()];
    Table { name: compiler.table("criterion_events"), comment, kept: Kept::default(), body: Body::Values(values) }
}

/// What is left of an occurrence as it ages, as ranges of ages with one multiplier each.
fn decay_ranges(compiler: &Compiler<'_>) -> Table {
    let mut rows = Vec::new();
    for (days, limit) in half_lives(compiler) {
        let Some(half_life) = HalfLife::from_days(days) else { continue };
        let mut from = 0;
        while from < limit {
            let multiplier = half_life.multiplier(from);
            if multiplier == 0 {
                break;
            }
            let same = (from..limit).take_while(|age| half_life.multiplier(*age) == multiplier).count();
            let to = from + u32::try_from(same).unwrap_or(1).max(1) - 1;
            let cells = [u32::from(days), from, to, multiplier].map(|number| number.to_string()).into();
            rows.push(ValuesRow { cells, comment: None });
            from = to + 1;
        }
    }
    let columns = ["half_life_days", "from_days", "to_days", "multiplier"];
    let values =
        Values { columns: columns.map(|name| (name.to_owned(), ValueType::Integer)).into(), rows, dense: true };
    let comment = vec![
        "Decay: thousandths that are left at an age, floor(1000 * 2^(-age / half-life) + 0.5), as ranges of ages."
            .to_owned(),
        "Older occurrences give nothing. They stand here since powers of floats differ from engine to engine."
            .to_owned(),
    ];
    Table { name: compiler.table("decay_ranges"), comment, kept: Kept::default(), body: Body::Values(values) }
}

/// Each half-life, and the age from which on nothing counts that has it.
fn half_lives(compiler: &Compiler<'_>) -> BTreeMap<u16, u32> {
    let mut limits = BTreeMap::new();
    for criterion in compiler.model.engagement() {
        let Some(half_life) = criterion.half_life else { continue };
        // After eleven half-lives less than half a thousandth is left.
        let limit = criterion.within_days.unwrap_or(u32::MAX).min(u32::from(half_life.days()) * 11);
        let longest = limits.entry(half_life.days()).or_insert(limit);
        *longest = limit.max(*longest);
    }
    limits
}

/// The ranges, a row for each age: so that an age finds its multiplier by an equality, where rows can be made so.
fn decay(compiler: &Compiler<'_>) -> Option<Table> {
    let (age, join) = compiler.dialect.queries.series?;
    let operands = ["from_days", "to_days"];
    let columns =
        vec![Column::same("half_life_days"), Column::new(fill(age, &operands), "age_days"), Column::same("multiplier")];
    let joins = Some(fill(join, &operands)).filter(|join| !join.is_empty()).into_iter().collect();
    let select = Select { columns, from: Source::Table(compiler.table("decay_ranges")), joins, ..Select::default() };
    Some(compiler.step("decay", &["The same, a row for each age."], select))
}
