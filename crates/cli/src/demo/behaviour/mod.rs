//! What the leads do over the year.
//!
//! Everybody is walked through the year from one visit to the next. A project makes the visits frequent and turns them
//! to pricing, customers and documentation; without one, people come for a while after they were created and then now
//! and then. Newsletters, webinars and trials have a rhythm of their own; bots, students, job seekers and competitors
//! each have theirs.

mod emails;
mod event;
mod others;
mod trials;
mod visits;

pub(super) use event::{Channel, Event, Kind, Path};

use super::calendar::{AS_OF_DAY, DAY, FIRST_DAY};
use super::companies::Company;
use super::leads::{Lead, Nature, Origin};
use super::projects::Project;
use super::random::{Purpose, Random};

/// All events of one lead before the demo is scored, in the order of time.
pub(super) fn behaviour(index: usize, lead: &Lead, company: &Company, project: Option<&Project>) -> Vec<Event> {
    let mut actor = Actor {
        lead: index,
        person: lead,
        company,
        project,
        random: Random::new(Purpose::Behaviour, index),
        events: Vec::new(),
    };
    match lead.nature {
        Nature::Professional => actor.professional(),
        Nature::Student => actor.student(),
        Nature::JobSeeker => actor.job_seeker(),
        Nature::Competitor => actor.competitor(),
        Nature::Bot => actor.bot(),
    }
    let mut events = actor.events;
    events.retain(|event| (FIRST_DAY * DAY..AS_OF_DAY * DAY).contains(&event.at));
    events.sort_by_key(|event| event.at);
    events
}

/// A lead on its way through the year.
struct Actor<'a> {
    lead: usize,
    person: &'a Lead,
    company: &'a Company,
    project: Option<&'a Project>,
    random: Random,
    events: Vec<Event>,
}

impl Actor<'_> {
    fn professional(&mut self) {
        match self.person.origin {
            Origin::Inbound => self.first_form(),
            Origin::Trial => self.trial(self.person.created),
            Origin::Outbound => self.cold_emails(),
        }
        self.visits_of_the_year();
        self.newsletters();
        self.webinars();
    }

    /// The day from which the lead can act in the year.
    fn first_day(&self) -> i64 {
        self.person.created.div_euclid(DAY).max(FIRST_DAY)
    }

    /// The day from which nothing more is heard: after a decision the talk goes on elsewhere.
    fn end_day(&self) -> i64 {
        self.project.map_or(AS_OF_DAY, |project| project.decision_day.min(AS_OF_DAY))
    }

    /// The drive of the project that goes on that day; 0 without one.
    fn drive(&self, day: i64) -> f64 {
        self.project.filter(|project| project.goes_on(day)).map_or(0.0, |project| project.drive)
    }

    fn push(&mut self, at: i64, kind: Kind) -> &mut Event {
        let index = self.events.len();
        self.events.push(Event::new(self.lead, at, kind));
        &mut self.events[index]
    }
}
