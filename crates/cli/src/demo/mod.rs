//! The demo company: Beacon, which sells fraud prevention and messaging, and its five thousand leads.
//!
//! Everything comes from a fixed seed, the same bytes for ever and everywhere. Hidden causes ([`projects`]) make people
//! act ([`behaviour`]) and deals come about ([`outcomes`]), so that there is something true to find; what the files
//! tell of it ([`files`]) is incomplete, as in life. The model beside them is written by hand.

mod adjustments;
mod behaviour;
mod calendar;
mod companies;
mod files;
mod folder;
mod leads;
mod names;
mod outcomes;
mod projects;
mod random;
#[cfg(test)]
mod tests;
mod titles;
mod world;

use std::path::{Path, PathBuf};

pub(crate) use folder::{DemoError, write_files};

/// The demo company's model.
const MODEL: &str = include_str!("model.toml");

/// The instant as of which the demo is scored: the end of the year that its events cover.
pub(crate) const AS_OF: &str = "2026-07-01";

/// The first and the last week of which it is known who was won within 90 days, but for the first two months.
pub(crate) const BACKTEST: (&str, &str) = ("2025-09-01", "2026-03-30");

/// What the demo has written.
pub(crate) struct Written {
    /// The model.
    pub(crate) model: PathBuf,
    /// 5,000 leads.
    pub(crate) leads: PathBuf,
    /// About 200,000 events.
    pub(crate) events: PathBuf,
    /// Deals won and lost.
    pub(crate) outcomes: PathBuf,
    /// What sales knows better.
    pub(crate) adjustments: PathBuf,
}

/// Writes the demo company's five files into a folder.
///
/// Files that hold something else are an error unless `force`; then nothing is written.
pub(crate) fn write_company(dir: &Path, force: bool) -> Result<Written, DemoError> {
    let company = Beacon::new();
    let files = [
        ("model.toml", MODEL.as_bytes()),
        ("leads.csv", company.leads.as_slice()),
        ("events.csv", company.events.as_slice()),
        ("outcomes.csv", company.outcomes.as_slice()),
        ("adjustments.csv", company.adjustments.as_slice()),
    ];
    write_files(dir, &files, force)?;
    let path = |name: &str| dir.join(name);
    Ok(Written {
        model: path("model.toml"),
        leads: path("leads.csv"),
        events: path("events.csv"),
        outcomes: path("outcomes.csv"),
        adjustments: path("adjustments.csv"),
    })
}

/// The contents of the demo's data files.
struct Beacon {
    leads: Vec<u8>,
    events: Vec<u8>,
    outcomes: Vec<u8>,
    adjustments: Vec<u8>,
}

impl Beacon {
    fn new() -> Self {
        let companies = companies::companies();
        let leads = leads::leads(&companies);
        let mut events = Vec::new();
        let mut outcomes = Vec::new();
        for (index, lead) in leads.iter().enumerate() {
            let company = &companies[lead.company];
            let project = projects::project(index, lead, company);
            let acts = behaviour::behaviour(index, lead, company, project.as_ref());
            outcomes.extend(outcomes::outcome(index, lead, company, project.as_ref(), &acts));
            events.extend(acts);
        }
        events.sort_by_key(|event| event.at);
        outcomes.sort_by_key(|outcome| outcome.at);
        Self {
            leads: files::leads_csv(&leads, &companies),
            events: files::events_csv(&events, &leads),
            outcomes: files::outcomes_csv(&outcomes, &leads),
            adjustments: files::adjustments_csv(&adjustments::adjustments(&leads, &companies), &leads),
        }
    }
}
