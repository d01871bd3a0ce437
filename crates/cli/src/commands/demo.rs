//! `handraise demo`: a company to try everything on, and its leads in order of rank.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use handraise_engine::ScoreOptions;

use super::writing;
use crate::args::{DemoArguments, ScoreFormat, parse_date, parse_instant};
use crate::demo::{self, DemoError, Written};
use crate::exit::{Exit, Failure};
use crate::output::columns::Run;
use crate::output::list::List;
use crate::output::results::Results;
use crate::output::{Destination, flat};
use crate::pipeline::{self, Prepared, Request};
use crate::terminal::{self, ACCENT, FAINT};

/// Leads that are shown.
const SHOWN_LEADS: usize = 20;

pub(super) fn run(arguments: &DemoArguments) -> Result<Exit, Failure> {
    let written = demo::write_company(&arguments.folder, arguments.force)?;
    let folder = arguments.folder.display();
    terminal::tell(&told_files(&written));
    let model = pipeline::read_model(&written.model)?;
    let wrong = |error| Failure::new(Exit::Usage, error);
    let (as_of, today) = (parse_instant(demo::AS_OF).map_err(wrong)?, parse_date(demo::AS_OF).map_err(wrong)?);
    terminal::tell(&format!("{}\n\n", super::check::summary(&written.model, today)?));

    let threads = pipeline::threads(None);
    let path = |path: &Path| path.display().to_string();
    let request = Request {
        leads: path(&written.leads),
        events: vec![path(&written.events)],
        adjustments: Some(path(&written.adjustments)),
        outcomes: None,
        instants: vec![as_of],
        show: Vec::new(),
        threads,
        memory: u64::MAX,
    };
    let prepared = Prepared::read(&model, request)?;
    let mut report = prepared.report.clone();
    let history = prepared.play(&mut report, None)?;
    let options = ScoreOptions { threads, ..ScoreOptions::default() };
    let ranking = || history.rank(0, &options).map_err(|error| prepared.failure(error));
    let list = Arc::new(List::new(ranking()?, &[], None));
    let (fingerprint, shown) = (model.fingerprint(), prepared.shown());
    let run = Run { model: &model, fingerprint: &fingerprint, shown: &shown };
    let columns = flat::all(&model, shown.names(), false);
    let results = Results { run: &run, columns: &columns, threads, written: &|_| {} };
    let result = writing::Written { results, nested: true, explain: false };

    let facts = || writing::facts(&run, &prepared, &list);
    let csv = result.bytes(&list, &facts, ScoreFormat::Csv)?;
    let xlsx = result.bytes(&list, &facts, ScoreFormat::Xlsx)?;
    let files = [("ranking.csv", csv.as_slice()), ("ranking.xlsx", xlsx.as_slice())];
    demo::write_files(&arguments.folder, &files, arguments.force)?;

    let top = Arc::new(List::new(ranking()?, &[], NonZeroUsize::new(SHOWN_LEADS)));
    result.write(&top, &facts, ScoreFormat::Table, &Destination::Stdout)?;
    let first = list.first(1);
    let best = Best { lead: first.lead_ids().next(), lane: model.lanes().first().map(|lane| lane.name.as_str()) };
    terminal::tell(&next(&written, &best, &folder.to_string()));
    Ok(Exit::Fine)
}

fn told_files(written: &Written) -> String {
    let Written { model, leads, events, outcomes, adjustments } = written;
    let names = [model, leads, events, adjustments, outcomes].map(|path| path.display().to_string());
    format!("{}\n", terminal::paint(FAINT, format!("the company Beacon: {}", names.join(", "))))
}

/// The lead with the best rank, and the lane that is looked at first.
struct Best<'b> {
    lead: Option<&'b str>,
    lane: Option<&'b str>,
}

/// What to try next.
fn next(written: &Written, best: &Best<'_>, folder: &str) -> String {
    let [path, leads, events, adjustments, outcomes] =
        [&written.model, &written.leads, &written.events, &written.adjustments, &written.outcomes]
            .map(|path| word(path));
    let files = format!("{path} --leads {leads} --events {events} --adjustments {adjustments}");
    let (data, held) = (format!("{files} --as-of {}", demo::AS_OF), format!("{files} --outcomes {outcomes}"));
    let lane = best.lane.map(|lane| format!(" --lane '{lane}'")).unwrap_or_default();
    let lead = best.lead.unwrap_or_default();
    let commands = [
        ("why is this lead on top, and what would lift it?", format!("handraise explain {data} --lead {lead}")),
        ("who to call this week", format!("handraise score {data}{lane} --top 100")),
        (
            "would it have found the buyers?",
            format!("handraise backtest {held} --from {} --to {} --capacity 100", demo::BACKTEST.0, demo::BACKTEST.1),
        ),
        ("the page that sales and marketing sign", format!("handraise doc {path}")),
        ("change the points, then see whether the examples still hold", format!("handraise check {path}")),
        (
            "a first model for data of your own",
            "handraise init --leads YOUR_LEADS.csv --events YOUR_EVENTS.csv".to_owned(),
        ),
    ];
    let mut text = format!("\nthe whole ranking: {folder}/ranking.csv, {folder}/ranking.xlsx\n\nnext:\n");
    for (what, command) in commands {
        text.push_str(&format!(
            "  {}\n  {}\n",
            terminal::paint(FAINT, format!("# {what}")),
            terminal::paint(ACCENT, command)
        ));
    }
    text
}

/// A path as a word of a shell.
fn word(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "._-:".contains(c) || std::path::is_separator(c);
    if path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        let failure = Self::new(Exit::Output, &error);
        match error {
            DemoError::Foreign(_) => failure.help("name another folder, or add --force to write it again"),
            DemoError::NoFolder(_) => failure.help("name a folder; it is made where it is missing"),
            DemoError::Io { .. } => failure,
        }
    }
}
