//! Which parts of the input touch which parts of the model.

use std::collections::BTreeMap;

use handraise_model::condition::{EngagementId, Expr, ResultName};
use handraise_model::{BandTest, Model};

/// A part of the model that reads a data point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// Index in [`Model::gates`].
    Gate(usize),
    /// Index in [`Model::exclusions`].
    Exclusion(usize),
    /// Index in [`Model::fit`].
    Fit(usize),
    /// Index in [`Model::engagement`].
    Engagement(usize),
    /// Index in [`Model::personas`].
    Persona(usize),
    /// Index in [`Model::sizes`].
    Size(usize),
    /// Index in [`Model::lanes`].
    Lane(usize),
    /// The lead source of the last hand raise.
    LeadSource,
}

/// Which event types and data points touch which results: what a change of the input makes stale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// For each data point of a lead, who reads it.
    pub lead: Vec<Vec<Reader>>,
    /// For each property of an event, who reads it.
    pub event: Vec<Vec<Reader>>,
    /// For each event type that the model names in a criterion, the criteria that match it.
    pub event_types: BTreeMap<String, Vec<EngagementId>>,
    /// The events that move the borders of sessions that a criterion counts.
    pub sessions: SessionEvents,
    /// The lanes that read the last touch, which an event of any type moves. So it does among equals in rank.
    pub touch_lanes: Vec<usize>,
    /// Whether a result may change at midnight without new input: an age, a window or decay.
    pub ages: bool,
}

/// The events that make up sessions, where a criterion counts by session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SessionEvents {
    /// No criterion counts by session.
    #[default]
    Unread,
    /// Every event.
    All,
    /// Events of these types.
    Types(Vec<String>),
}

impl Reads {
    pub(super) fn of(model: &Model) -> Self {
        let mut reads = Self {
            lead: vec![Vec::new(); model.lead().len()],
            event: vec![Vec::new(); model.event().len()],
            ..Self::default()
        };
        reads.lead_conditions(model);
        for (index, criterion) in model.engagement().iter().enumerate() {
            if let Some(condition) = &criterion.condition {
                reads.add_event(&condition.expr, Reader::Engagement(index));
            }
            for event in &criterion.events {
                reads.event_types.entry(event.clone()).or_default().push(EngagementId(index));
            }
            reads.ages |= criterion.within_days.is_some() || criterion.half_life.is_some();
            if criterion.per == handraise_model::Per::Session {
                reads.sessions = match &model.session().events {
                    None => SessionEvents::All,
                    Some(types) => SessionEvents::Types(types.clone()),
                };
            }
        }
        let raises = model.engagement().iter().any(|criterion| criterion.hand_raise);
        for (property, readers) in model.event().iter().zip(&mut reads.event) {
            if property.lead_source && raises {
                readers.push(Reader::LeadSource);
            }
        }
        reads
    }

    /// Whether an event of this type can change more than the last touch.
    #[must_use]
    pub fn counts(&self, event_type: &str) -> bool {
        let in_sessions = match &self.sessions {
            SessionEvents::Unread => false,
            SessionEvents::All => true,
            SessionEvents::Types(types) => types.iter().any(|ty| ty == event_type),
        };
        in_sessions || self.event_types.contains_key(event_type)
    }

    fn lead_conditions(&mut self, model: &Model) {
        for (index, gate) in model.gates().iter().enumerate() {
            self.add_lead(&gate.when.expr, Reader::Gate(index));
        }
        for (index, exclusion) in model.exclusions().iter().enumerate() {
            self.add_lead(&exclusion.when.expr, Reader::Exclusion(index));
        }
        for (index, persona) in model.personas().iter().enumerate() {
            self.add_lead(&persona.when.expr, Reader::Persona(index));
        }
        for (index, size) in model.sizes().iter().enumerate() {
            self.add_lead(&size.when.expr, Reader::Size(index));
        }
        for (index, criterion) in model.fit().iter().enumerate() {
            for band in &criterion.bands {
                match &band.test {
                    BandTest::When(expr) => self.add_lead(expr, Reader::Fit(index)),
                    BandTest::Known(id) | BandTest::Unknown(id) => add(&mut self.lead, id.0, Reader::Fit(index)),
                    BandTest::Else => {}
                }
            }
        }
        for (index, lane) in model.lanes().iter().enumerate() {
            self.add_lead(&lane.when.expr, Reader::Lane(index));
            let mut touch = false;
            lane.when.expr.walk(&mut |expr| {
                touch |= matches!(expr, Expr::Result(ResultName::DaysSinceTouch));
                self.ages |= matches!(expr, Expr::Result(ResultName::DaysSinceTouch | ResultName::DaysSinceHandRaise));
            });
            if touch {
                self.touch_lanes.push(index);
            }
        }
    }

    fn add_lead(&mut self, expr: &Expr, reader: Reader) {
        self.ages |= expr.reads_as_of();
        for id in expr.data_points() {
            add(&mut self.lead, id.0, reader);
        }
    }

    fn add_event(&mut self, expr: &Expr, reader: Reader) {
        self.ages |= expr.reads_as_of();
        for id in expr.data_points() {
            add(&mut self.event, id.0, reader);
        }
    }
}

fn add(readers: &mut [Vec<Reader>], index: usize, reader: Reader) {
    if let Some(readers) = readers.get_mut(index)
        && readers.last() != Some(&reader)
    {
        readers.push(reader);
    }
}
