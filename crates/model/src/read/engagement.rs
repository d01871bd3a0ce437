//! `[[engagement]]` and `[engagement_points]`.

use super::conditions::{self, Conditions};
use super::cursor::Cursor;
use super::data_points::DataPoints;
use super::names::{CriterionName, Declared, unknown_reference};
use super::references::References;
use crate::condition::{EngagementId, Scope};
use crate::diagnostic::Diagnostic;
use crate::format::ReferenceTo;
use crate::values::{Credibility, HalfLife, Points, Spanned};
use crate::{After, EngagementCriterion, Per, Session, Source};

/// What engagement criteria are made from.
pub(super) struct EngagementReader<'r, 'd> {
    pub(super) conditions: &'r Conditions<'r>,
    pub(super) references: &'r References<'r, 'd>,
    pub(super) event: &'r DataPoints<'d>,
    pub(super) sources: &'r [Source],
    pub(super) session: &'r Session,
    /// All engagement criteria, those of `[engagement_points]` last.
    pub(super) criteria: &'r [CriterionName<'d>],
    pub(super) fit: &'r Declared<'d>,
    pub(super) criteria_known: bool,
}

impl<'d> EngagementReader<'_, 'd> {
    /// Reads one criterion of `[[engagement]]`.
    pub(super) fn read(&self, table: &Cursor<'d>, name: &CriterionName<'d>) -> EngagementCriterion {
        let per = table.choice("per", per_from_name);
        let condition = table.text("where").map(|text| {
            let expr = self.conditions.parse(&text, Scope::Event);
            conditions::condition(expr, text.span, &self.event.list, self.sources)
        });
        let of_where = condition.as_ref().map_or(Credibility::FULL, |condition| condition.credibility);
        let events = table.one_or_several("event").unwrap_or_default();
        let number = |key: &str| table.integer::<u32>(key);
        if per.as_ref().is_some_and(|per| per.value == Per::Session) {
            self.report_events_outside_session(table, &events);
        }
        self.report_at_least(table, per.as_ref());
        EngagementCriterion {
            id: name.id.value.clone(),
            name: name.name.value.to_owned(),
            events: events.iter().map(|event| event.value.to_owned()).collect(),
            condition,
            points: table.integer("points").unwrap_or_else(|| Spanned::new(0, table.span.clone())),
            per: per.map_or(Per::Event, |per| per.value),
            at_least: number("at_least").map_or(1, |at_least| at_least.value),
            at_most: number("at_most"),
            within_days: number("within_days").map(|days| days.value),
            half_life: table.integer("half_life_days").and_then(|days| HalfLife::from_days(days.value)),
            after: self.after(table),
            critical: table.flag("critical"),
            hand_raise: table.flag("hand_raise"),
            group: self.references.group(table),
            products: self.references.products(table),
            credibility: self.references.credibility(table).unwrap_or(of_where),
            short: false,
            span: name.name.span.clone(),
        }
    }

    fn report_at_least(&self, table: &Cursor<'d>, per: Option<&Spanned<Per>>) {
        let per_event = per.map_or(!table.has_or_means("per"), |per| per.value == Per::Event);
        if table.has("at_least") && per_event {
            let message = "`at_least` with `per = \"event\"`";
            let finding = Diagnostic::error("at-least-per-event", message, table.key_span("at_least"));
            let help = "say with `per = \"day\"`, \"session\" or \"once\" what the matching events are counted in, or \
                remove `at_least`";
            table.document().report(finding.label("each event is an occurrence of its own").help(help));
        }
    }

    fn report_events_outside_session(&self, table: &Cursor<'d>, events: &[Spanned<&str>]) {
        let Some(session) = &self.session.events else { return };
        for event in events.iter().filter(|event| !session.iter().any(|of_session| of_session == event.value)) {
            let message = format!("`{}` is no session event", event.value);
            let finding = Diagnostic::error("event-outside-session", message, event.span.clone());
            let help = "add it to `[session] events`, or count per \"event\", \"day\" or \"once\"";
            table.document().report(finding.label("`per = \"session\"` counts session events only").help(help));
        }
    }

    fn after(&self, table: &Cursor<'d>) -> Option<After> {
        let days = table.integer("after_days").map_or(0, |days| days.value);
        if table.has("after_days") && !table.has_or_means("after") {
            let message = "`after_days` without `after`";
            let finding = Diagnostic::error("after-days-without-after", message, table.key_span("after_days"));
            table.document().report(finding.help("name with `after` the criterion to be reached first"));
        }
        let name = table.name("after")?;
        let named =
            |criterion: &CriterionName<'_>| criterion.name.value == name.value || criterion.id.value == name.value;
        let found = self.criteria.iter().position(named);
        if found.is_none() {
            self.report_after(table, &name);
        }
        Some(After { criterion: EngagementId(found?), days })
    }

    fn report_after(&self, table: &Cursor<'d>, name: &Spanned<&'d str>) {
        if let Some(fit) = self.fit.position(name.value) {
            let message = format!("`{}` is a fit criterion", name.value);
            let finding = Diagnostic::error("unknown-reference", message, name.span.clone());
            let finding =
                finding.label("`after` names an engagement criterion").also(self.fit.get(fit).span, "defined here");
            table.document().report(finding);
        } else if self.criteria_known {
            let names = self.criteria.iter().map(|criterion| criterion.name.value);
            table.document().report(unknown_reference(ReferenceTo::EngagementCriterion, name, names));
        }
    }
}

fn per_from_name(name: &str) -> Option<Per> {
    match name {
        "event" => Some(Per::Event),
        "day" => Some(Per::Day),
        "session" => Some(Per::Session),
        "once" => Some(Per::Once),
        _ => None,
    }
}

/// The criterion that an entry of `[engagement_points]` is short for.
pub(super) fn short(name: &CriterionName<'_>, points: Option<Points>) -> EngagementCriterion {
    EngagementCriterion {
        id: name.id.value.clone(),
        name: name.name.value.to_owned(),
        events: vec![name.name.value.to_owned()],
        condition: None,
        points: points.unwrap_or_else(|| Spanned::new(0, name.name.span.clone())),
        per: Per::Event,
        at_least: 1,
        at_most: None,
        within_days: None,
        half_life: None,
        after: None,
        critical: false,
        hand_raise: false,
        group: None,
        products: None,
        credibility: Credibility::FULL,
        short: true,
        span: name.name.span.clone(),
    }
}
