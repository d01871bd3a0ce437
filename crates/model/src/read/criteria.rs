//! The criteria of a file: their names, which share one namespace, then what they say.

use super::across;
use super::conditions::{Conditions, Muted};
use super::cursor::Tables;
use super::data_points::DataPoints;
use super::document::Document;
use super::engagement::{self, EngagementReader};
use super::file::File;
use super::fit::FitReader;
use super::names::{CriterionName, Declared, report_criterion_collisions};
use super::references::References;
use super::sections::Vocabulary;
use crate::condition::Names;
use crate::diagnostic::Diagnostic;
use crate::format::{ENGAGEMENT, ENGAGEMENT_POINTS, FIT};
use crate::values::{Points, Span};
use crate::{EngagementCriterion, FitCriterion, Session};

/// The criteria of a file: their tables and their names.
pub(super) struct Criteria<'d> {
    fit_tables: Tables<'d>,
    fit_names: Declared<'d>,
    engagement_tables: Tables<'d>,
    /// The points of `[engagement_points]`; `None` where they are faulty.
    short: Vec<Option<Points>>,
    /// Fit, then engagement, then the short ones.
    names: Vec<CriterionName<'d>>,
    engagement_known: bool,
}

/// What criteria are made from.
pub(super) struct CriteriaReader<'r, 'd> {
    pub(super) document: &'d Document<'d>,
    pub(super) conditions: &'r Conditions<'r>,
    pub(super) references: References<'r, 'd>,
    pub(super) names: &'r Vocabulary<'d>,
    pub(super) session: &'r Session,
}

impl<'d> Criteria<'d> {
    /// Collects the names and ids, and reports those that collide.
    pub(super) fn declare(document: &Document<'d>, file: &File<'d>) -> Self {
        let (fit_tables, engagement_tables) = (file.tables(&FIT), file.tables(&ENGAGEMENT));
        let fit_names = Declared::of_shared_namespace(&fit_tables);
        let engagement_names = Declared::of_shared_namespace(&engagement_tables);
        let mut names = CriterionName::of_tables(&fit_tables, &fit_names);
        names.append(&mut CriterionName::of_tables(&engagement_tables, &engagement_names));
        let mut short = Vec::new();
        let entries = file.entries(&ENGAGEMENT_POINTS);
        for (event_type, points) in entries.integers() {
            if event_type.value.trim().is_empty() {
                let message = "an event type in `[engagement_points]` is empty";
                document.report(Diagnostic::error("empty-name", message, event_type.span.clone()));
            }
            names.push(CriterionName::of_event_type(event_type));
            short.push(points);
        }
        report_criterion_collisions(document, &names);
        let engagement_known = !engagement_names.is_incomplete() && !entries.is_faulty();
        Self { fit_tables, fit_names, engagement_tables, short, names, engagement_known }
    }

    /// What conditions may use.
    pub(super) fn conditions<'c>(
        &'c self,
        document: &'c Document<'c>,
        lead: &'c DataPoints<'d>,
        event: &'c DataPoints<'d>,
        list_names: &'c Declared<'d>,
    ) -> Conditions<'c> {
        let lists = || list_names.iter().map(|name| name.value);
        let engagement = || {
            let names = self.engagement_names().iter();
            names.map(|criterion| (criterion.name.value, criterion.id.value.as_str()))
        };
        Conditions {
            document,
            lead_names: Names::new(lead.typed_names(), lists(), engagement()),
            event_names: Names::new(event.typed_names(), lists(), engagement()),
            muted: Muted {
                lead: lead.declared.is_incomplete(),
                event: event.declared.is_incomplete(),
                lists: list_names.is_incomplete(),
                engagement: !self.engagement_known,
            },
        }
    }

    /// Reads all criteria, and what only shows across them.
    pub(super) fn read(&self, reader: &CriteriaReader<'_, 'd>) -> (Vec<FitCriterion>, Vec<EngagementCriterion>) {
        let fit = self.read_fit(reader);
        let engagement = self.read_engagement(reader);
        across::report_cycles(reader.document, &engagement, &self.after_places());
        across::report_mixed_groups(reader.document, &reader.names.group_names, &fit, &engagement);
        (fit, engagement)
    }

    fn read_fit(&self, reader: &CriteriaReader<'_, 'd>) -> Vec<FitCriterion> {
        let fit = FitReader {
            conditions: reader.conditions,
            references: &reader.references,
            lead: &reader.names.lead,
            sources: &reader.names.sources,
        };
        self.fit_tables.cursors.iter().zip(&self.names).map(|(table, name)| fit.read(table, name)).collect()
    }

    fn read_engagement(&self, reader: &CriteriaReader<'_, 'd>) -> Vec<EngagementCriterion> {
        let engagement = EngagementReader {
            conditions: reader.conditions,
            references: &reader.references,
            event: &reader.names.event,
            sources: &reader.names.sources,
            session: reader.session,
            criteria: self.engagement_names(),
            fit: &self.fit_names,
            criteria_known: self.engagement_known,
        };
        let (long, short) = self.engagement_names().split_at(self.engagement_tables.cursors.len());
        let long = self.engagement_tables.cursors.iter().zip(long);
        let long = long.map(|(table, name)| engagement.read(table, name));
        let short = short.iter().zip(&self.short).map(|(name, points)| engagement::short(name, points.clone()));
        long.chain(short).collect()
    }

    fn engagement_names(&self) -> &[CriterionName<'d>] {
        self.names.get(self.fit_tables.cursors.len()..).unwrap_or_default()
    }

    fn after_places(&self) -> Vec<Option<Span>> {
        let tables = self.engagement_tables.cursors.iter();
        tables.map(|table| table.node("after").map(|node| node.span)).collect()
    }
}
