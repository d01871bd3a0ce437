//! The sections that stand for themselves: `[credibility]`, `[data]`, `[list]`, `[group.…]`, `[session]`, `[score]`
//! and `[grade]`.

use super::cursor::{self, Cursor, Tables};
use super::document::{Content, Document, Node, entries};
use super::instants;
use super::names::Declared;
use crate::condition::nearest;
use crate::diagnostic::Diagnostic;
use crate::format::{EntryInfo, GROUP, POINTS_MAX, ROW_NUMBER, SectionInfo, SectionKind, ValueType};
use crate::values::{Credibility, Exact, Points, Span, Spanned};
use crate::{
    DataColumns, GradeThresholds, Group, LeadId, NamedList, Rating, ScoreSettings, Session, Source, TimeFormat,
};

/// A section whose keys are names that the model chooses.
pub(super) struct Entries<'d> {
    document: &'d Document<'d>,
    entries: Vec<(&'d str, Span, Node<'d>)>,
    value: Option<ValueType>,
    /// Whether it is no table, or misspelt: then its names are not known.
    faulty: bool,
}

impl<'d> Entries<'d> {
    /// The entries of a section; none where it is absent or no table.
    pub(super) fn of(
        document: &'d Document<'d>,
        section: &'static SectionInfo,
        node: Option<&Node<'d>>,
        misspelt: bool,
    ) -> Self {
        let (entries, faulty) = match node {
            Some(Node { content: Content::Table(table), span }) => (entries(*table, span), false),
            Some(node) => {
                node.misfit(document, section.name, &section.table_noun());
                (Vec::new(), true)
            }
            None => (Vec::new(), misspelt),
        };
        let value = match &section.kind {
            SectionKind::Entries(EntryInfo { value, .. }) => Some(*value),
            _ => None,
        };
        Self { document, entries, value, faulty }
    }

    /// Its keys as declared names.
    pub(super) fn declared(&self, noun: &str) -> Declared<'d> {
        let keys = self.entries.iter().map(|(name, span, _)| (*name, span.clone()));
        Declared::of_keys(self.document, noun, keys, self.faulty)
    }

    /// Its entries: key, place of the key, value.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(&'d str, Span, Node<'d>)> {
        self.entries.iter()
    }

    /// Whether its names are not known.
    pub(super) fn is_faulty(&self) -> bool {
        self.faulty
    }

    /// Its keys with their integers; a faulty one gives `None`.
    pub(super) fn integers(&self) -> impl Iterator<Item = (Spanned<&'d str>, Option<Points>)> {
        self.entries.iter().map(|(name, span, node)| {
            let points = self.value.and_then(|value| cursor::integer(self.document, name, node, value));
            (Spanned::new(*name, span.clone()), points)
        })
    }

    pub(super) fn sources(&self) -> Vec<Source> {
        let source = |(name, span, node): &(&str, Span, Node<'_>)| {
            let hundredths = self.value.and_then(|value| cursor::scaled(self.document, name, node, value));
            let credibility = hundredths
                .and_then(|number| Some(Spanned::new(credibility_of(number.value)?, number.span)))
                .unwrap_or_else(|| Spanned::new(Credibility::FULL, span.clone()));
            Source { name: (*name).to_owned(), credibility }
        };
        self.entries.iter().map(source).collect()
    }

    pub(super) fn lists(&self) -> Vec<NamedList> {
        let list = |(name, _, node): &(&str, Span, Node<'d>)| {
            let items = cursor::texts(self.document, name, node).unwrap_or_default();
            NamedList { name: (*name).to_owned(), items: items.iter().map(|item| item.value.to_owned()).collect() }
        };
        self.entries.iter().map(list).collect()
    }

    pub(super) fn groups(&self) -> Vec<Group> {
        let group = |(name, span, node): &(&str, Span, Node<'d>)| {
            let table = match node.content {
                Content::Table(_) => Cursor::new(self.document, &GROUP, node),
                _ => {
                    node.misfit(self.document, name, "a group such as `{ max = 15 }`");
                    None
                }
            };
            let max = table.and_then(|table| table.integer("max"));
            Group { name: (*name).to_owned(), max: max.unwrap_or_else(|| Spanned::new(0, span.clone())) }
        };
        self.entries.iter().map(group).collect()
    }
}

fn credibility_of(hundredths: i64) -> Option<Credibility> {
    u8::try_from(hundredths).ok().and_then(Credibility::from_hundredths)
}

/// `[data]`; its defaults where it is absent.
pub(super) fn data(cursor: Option<&Cursor<'_>>) -> DataColumns {
    let column = |key: &str| cursor.and_then(|cursor| cursor.name(key)).map(|name| name.value.to_owned());
    let owned = |texts: Vec<Spanned<&str>>| texts.into_iter().map(|text| text.value.to_owned()).collect();
    DataColumns {
        lead_id: cursor.map_or_else(|| LeadId::Column("lead_id".to_owned()), lead_id),
        event_lead: column("event_lead").unwrap_or_else(|| "lead_id".to_owned()),
        event_type: column("event_type").unwrap_or_else(|| "event".to_owned()),
        event_time: column("event_time").unwrap_or_else(|| "timestamp".to_owned()),
        nulls: cursor.and_then(|cursor| cursor.texts("nulls")).map(owned).unwrap_or_default(),
        account_id: column("account_id"),
        lead_created: column("lead_created"),
        lead_valid_from: column("lead_valid_from"),
        event_id: column("event_id"),
        time_format: cursor.map_or(TimeFormat::Iso, time_format),
        time_zone: cursor.and_then(time_zone).unwrap_or_else(|| "UTC".to_owned()),
        show: cursor.and_then(|cursor| cursor.names("show")).map(owned).unwrap_or_default(),
    }
}

fn lead_id(cursor: &Cursor<'_>) -> LeadId {
    let document = cursor.document();
    let column = |name: &str| LeadId::Column(name.to_owned());
    let Some(node) = cursor.node("lead_id") else { return column("lead_id") };
    if !matches!(node.content, Content::Table(_)) {
        return column(cursor.name("lead_id").map_or("lead_id", |name| name.value));
    }
    let table = Cursor::new(document, &ROW_NUMBER, &node);
    let row = table.as_ref().and_then(|table| table.boolean("row"));
    if let Some(row) = row.filter(|row| !row.value) {
        let finding = Diagnostic::error("row-not-true", "`row` is not `true`", row.span);
        document.report(finding.help("name the column of the lead's id instead: `lead_id = \"…\"`"));
    }
    if cursor.has("lead_valid_from") {
        let message = "`lead_valid_from` where each row is a lead of its own";
        let finding = Diagnostic::error("numbered-rows-in-force", message, cursor.key_span("lead_valid_from"));
        let finding = finding.label("no lead has a second row").also(node.span, "leads are numbered by row");
        document.report(finding.help("name the column of the lead's id, or remove `lead_valid_from`"));
    }
    LeadId::Row
}

fn time_format(cursor: &Cursor<'_>) -> TimeFormat {
    let Some(written) = cursor.name("time_format") else { return TimeFormat::Iso };
    match written.value {
        "epoch_ms" => TimeFormat::EpochMillis,
        "epoch_s" => TimeFormat::EpochSeconds,
        pattern => {
            if let Err(fault) = instants::time_format_fault(pattern) {
                let message = format!("`{pattern}` is not a time format");
                let finding = Diagnostic::error("invalid-time-format", message, written.span).label(fault);
                let help = "write a `strptime` pattern such as `%d/%m/%Y %H:%M`, \"epoch_ms\" or \"epoch_s\"";
                cursor.document().report(finding.help(help));
            }
            TimeFormat::Pattern(pattern.to_owned())
        }
    }
}

fn time_zone(cursor: &Cursor<'_>) -> Option<String> {
    let written = cursor.name("time_zone")?;
    if !instants::is_time_zone(written.value) {
        let message = format!("no time zone `{}`", written.value);
        let finding = Diagnostic::error("unknown-time-zone", message, written.span);
        let zones = instants::time_zones();
        let help = match nearest(written.value, zones.iter().map(String::as_str)) {
            Some(near) => format!("a near name: `{near}`"),
            None => "write an IANA name such as `America/Sao_Paulo` or `UTC`".to_owned(),
        };
        cursor.document().report(finding.help(help));
    }
    Some(written.value.to_owned())
}

/// `[session]`.
pub(super) fn session(cursor: Option<&Cursor<'_>>) -> Session {
    let gap_minutes = cursor.and_then(|cursor| cursor.integer("gap_minutes")).map_or(30, |gap| gap.value);
    let events = cursor.and_then(|cursor| cursor.one_or_several("events"));
    let events = events.map(|events| events.iter().map(|event| event.value.to_owned()).collect());
    Session { gap_minutes, events }
}

/// `[score]`, checked against the gates and sizes that it counts on.
pub(super) fn score(cursor: Option<&Cursor<'_>>, gates: &Tables<'_>, sizes: &Tables<'_>) -> ScoreSettings {
    let maximum = |key: &str| cursor.and_then(|cursor| cursor.integer(key)).unwrap_or_else(|| Spanned::new(50, 0..0));
    let (fit_max, engagement_max) = (maximum("fit_max"), maximum("engagement_max"));
    let gates_count = gates.cursors.len();
    let required = cursor.and_then(|cursor| cursor.integer::<usize>("gates_required"));
    let rating = cursor.and_then(|cursor| cursor.choice("rating", rating_from_name));
    if let Some(cursor) = cursor {
        if let Some(required) = required.as_ref().filter(|required| required.value > gates_count && !gates.faulty) {
            let gates_max = i64::try_from(gates_count).unwrap_or(i64::MAX);
            let finding = cursor::out_of_range("gates_required", required.value, 0, gates_max, &required.span);
            cursor.document().report(finding.help("it counts the `[[gate]]` tables of the model"));
        }
        if let Some(rating) = &rating {
            report_rating(cursor.document(), rating, &[&fit_max, &engagement_max], gates, sizes);
        }
    }
    ScoreSettings {
        fit_max,
        engagement_max,
        gates_required: required.map_or(gates_count, |required| required.value),
        rating: rating.map_or(Rating::Hundred, |rating| rating.value),
    }
}

fn rating_from_name(name: &str) -> Option<Rating> {
    match name {
        "hundred" => Some(Rating::Hundred),
        "thousand" => Some(Rating::Thousand),
        "stakes" => Some(Rating::Stakes),
        _ => None,
    }
}

fn report_rating(
    document: &Document<'_>,
    rating: &Spanned<Rating>,
    maxima: &[&Points],
    gates: &Tables<'_>,
    sizes: &Tables<'_>,
) {
    let none = |tables: &Tables<'_>| tables.cursors.is_empty() && !tables.faulty;
    let total_max: i64 = maxima.iter().map(|max| i64::from(max.value)).sum();
    if rating.value == Rating::Thousand && none(sizes) {
        let message = "a \"thousand\" rating without sizes";
        let finding = Diagnostic::error("thousand-without-sizes", message, rating.span.clone());
        document.report(finding.help("add a `[[size]]` for each leading digit, or use another rating"));
    }
    if rating.value == Rating::Thousand && total_max >= POINTS_MAX {
        let message = format!("a \"thousand\" rating with maxima of {total_max} together");
        let finding = Diagnostic::error("thousand-over-999", message, rating.span.clone());
        let finding = finding.label("the score must fit into three digits");
        document.report(finding.help("lower `fit_max` or `engagement_max` so that both give at most 999"));
    }
    if rating.value == Rating::Stakes && none(gates) {
        let message = "a \"stakes\" rating without gates";
        let finding = Diagnostic::error("stakes-without-gates", message, rating.span.clone());
        document.report(finding.help("add a `[[gate]]` for each minimum criterion, or use another rating"));
    }
}

/// `[grade]`.
pub(super) fn grade(cursor: Option<&Cursor<'_>>) -> GradeThresholds {
    let thresholds = |key: &str| cursor.and_then(|cursor| thresholds(cursor, key));
    GradeThresholds { fit: thresholds("fit"), engagement: thresholds("engagement") }
}

fn thresholds(cursor: &Cursor<'_>, key: &str) -> Option<[Spanned<Exact>; 3]> {
    let document = cursor.document();
    let node = cursor.node(key)?;
    let Content::List(nodes) = &node.content else {
        node.misfit(document, key, "a list of three numbers");
        return None;
    };
    if nodes.len() != 3 {
        let message = format!("`{key}` has {} thresholds, not three", nodes.len());
        let finding = Diagnostic::error("thresholds-not-three", message, node.span.clone());
        document.report(finding.help(format!("write three falling numbers: `{key} = [45, 30, 15]`")));
        return None;
    }
    let value = ValueType::Number { min: 0, max: POINTS_MAX, decimals: 7 };
    let read = |node: &Node<'_>| cursor::scaled(document, key, node, value);
    let numbers: Vec<Spanned<i64>> = nodes.iter().filter_map(read).collect();
    let rising = numbers.windows(2).find(|pair| matches!(pair, [higher, lower] if lower.value >= higher.value));
    if let Some([higher, lower]) = rising {
        let message = format!("the thresholds of `{key}` do not fall");
        let finding = Diagnostic::error("thresholds-not-falling", message, lower.span.clone());
        document.report(finding.label("must be less than the one before").also(higher.span.clone(), "the one before"));
    }
    let exact = numbers.into_iter().map(|number| Spanned::new(Exact(number.value), number.span));
    <[_; 3]>::try_from(exact.collect::<Vec<_>>()).ok()
}
