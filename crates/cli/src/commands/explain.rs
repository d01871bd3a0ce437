//! `handraise explain`: the story of single leads, and what it would take to get further.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use handraise_engine::{History, Ranking, ScoreOptions};
use handraise_model::condition::nearest;
use handraise_model::values::Value;
use handraise_model::{Model, columns};

use super::score::request;
use crate::args::{ExplainArguments, TextFormat};
use crate::cells;
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::output::list::pages_of;
use crate::pipeline::{self, Prepared};
use crate::reach::{self, Case, CaseEvent};
use crate::story::{self, Story};
use crate::terminal::{self, cut, data_report, words};

pub(super) fn run(arguments: ExplainArguments) -> Result<Exit, Failure> {
    let ExplainArguments { data, lead: wanted, format } = arguments;
    let model = pipeline::read_model(&data.model)?;
    let prepared = Prepared::read(&model, request(data))?;
    let mut report = prepared.report.clone();
    let mut events: Kept = wanted.iter().map(|id| (id.clone(), Vec::new())).collect();
    let history = prepared.play(&mut report, Some(&mut |batch| keep_events(&model, batch, &mut events)))?;
    let options = ScoreOptions { threads: pipeline::threads(None), reasons: false, ..ScoreOptions::default() };
    let ranking = history.rank(0, &options).map_err(|error| prepared.failure(error))?;
    let places = places(&ranking, &wanted);
    let mut told = Vec::new();
    for (index, lead) in wanted.iter().enumerate() {
        if wanted[..index].contains(lead) {
            continue;
        }
        let (rank, row) = *places.get(lead.as_str()).ok_or_else(|| not_found(&prepared, &history, lead))?;
        let row = Row { lead, rank, ranked: ranking.eligible(), row };
        told.push(tell(&model, &prepared, &history, &row, events.remove(lead).unwrap_or_default(), format)?);
    }
    match format {
        TextFormat::Text => {
            let told = told.join("\n\n");
            terminal::say(&format!("{told}{}", story::legend(&told)))?;
        }
        TextFormat::Json => Destination::Stdout.write(|out| writeln!(out, "{}", told.join("\n")))?,
    }
    terminal::tell(&data_report::render_doubts(&report));
    Ok(Exit::Fine)
}

/// The events of the leads that are told of, as they pass.
type Kept = HashMap<String, Vec<CaseEvent>>;

/// Of each of these leads that is there its rank and its row.
fn places<'w>(ranking: &Ranking<'_>, wanted: &'w [String]) -> HashMap<&'w str, (Option<u32>, usize)> {
    let wanted: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    let mut places = HashMap::new();
    for page in pages_of(ranking) {
        for ((lead, rank), row) in page.lead_ids().zip(page.ranks()).zip(page.lead_rows()) {
            if let Some(lead) = wanted.get(lead) {
                places.insert(*lead, (rank, row));
            }
        }
        if places.len() == wanted.len() {
            break;
        }
    }
    places
}

/// A lead's place among all.
struct Row<'r> {
    lead: &'r str,
    rank: Option<u32>,
    ranked: usize,
    row: usize,
}

fn tell(
    model: &Arc<Model>,
    prepared: &Prepared,
    history: &History<'_>,
    Row { lead, rank, ranked, row }: &Row<'_>,
    events: Vec<CaseEvent>,
    format: TextFormat,
) -> Result<String, Failure> {
    let refused = |error| prepared.failure(error);
    let explanation = history.explain(0, lead).map_err(refused)?.ok_or_else(|| not_found(prepared, history, lead))?;
    let values = values(model, &prepared.leads.batches, *row);
    let shown = prepared.shown();
    let shown: Vec<(String, String)> = (0..shown.names().len())
        .map(|index| (shown.names()[index].clone(), shown.get(index, *row).unwrap_or_default().to_owned()))
        .collect();
    let adjustments = adjustments_of(&prepared.adjustments, lead)?;
    let case = Case { values: values.clone(), events, adjustments, as_of: prepared.as_of() };
    let reach = reach::search(model, &case).map_err(refused)?;
    let story = Story {
        model,
        name: lead,
        explanation: &explanation,
        values: &values,
        shown: &shown,
        rank: Some((*rank, *ranked)),
        reach: Some(&reach),
    };
    Ok(match format {
        TextFormat::Text => story::render(&story, terminal::width()),
        TextFormat::Json => story::json(&story).to_string(),
    })
}

/// The data points in a row, counted over all batches.
fn values(model: &Model, batches: &[RecordBatch], mut row: usize) -> Vec<Option<Value>> {
    for batch in batches {
        if row < batch.num_rows() {
            return cells::values_of(model.lead(), batch, row);
        }
        row -= batch.num_rows();
    }
    vec![None; model.lead().len()]
}

/// Keeps a copy of the events of the leads that are told of.
fn keep_events(model: &Model, batch: &RecordBatch, kept: &mut Kept) {
    let column = |name: &str| batch.column_by_name(name);
    let (Some(leads), Some(types), Some(times)) =
        (column(columns::LEAD_ID), column(columns::EVENT_TYPE), column(columns::EVENT_TIME))
    else {
        return;
    };
    for row in 0..batch.num_rows() {
        let Some(events) = cells::text(leads, row).and_then(|lead| kept.get_mut(lead)) else { continue };
        if let (Some(event), Some(time)) = (cells::text(types, row), cells::instant(times, row)) {
            events.push(CaseEvent {
                event: event.to_owned(),
                time,
                id: column(columns::EVENT_ID).and_then(|ids| cells::text(ids, row)).map(str::to_owned),
                properties: cells::values_of(model.event(), batch, row),
            });
        }
    }
}

fn adjustments_of(batches: &[RecordBatch], lead: &str) -> Result<Vec<RecordBatch>, Failure> {
    let mut kept = Vec::new();
    for batch in batches {
        let Some(leads) = batch.column_by_name(columns::LEAD_ID) else { continue };
        let of_lead: BooleanArray = (0..leads.len()).map(|row| Some(cells::text(leads, row) == Some(lead))).collect();
        let filtered = filter_record_batch(batch, &of_lead).map_err(|error| Failure::new(Exit::Input, error))?;
        if filtered.num_rows() > 0 {
            kept.push(filtered);
        }
    }
    Ok(kept)
}

fn not_found(prepared: &Prepared, history: &History<'_>, lead: &str) -> Failure {
    if history.left_out(0, lead).closed > 0 {
        let message = format!("lead `{lead}` is closed as of {}, and not scored", prepared.as_of());
        return Failure::new(Exit::Input, message).help("an earlier --as-of tells its score before its outcome");
    }
    let ids: Vec<&str> = prepared
        .leads
        .batches
        .iter()
        .filter_map(|batch| batch.column_by_name(columns::LEAD_ID))
        .flat_map(|ids| (0..ids.len()).filter_map(move |row| cells::text(ids, row)))
        .collect();
    if ids.contains(&lead) {
        let message = format!("lead `{lead}` is not there yet as of {}", prepared.as_of());
        return Failure::new(Exit::Input, message)
            .help("it was created at or after that instant, or none of its rows holds by then");
    }
    let failure =
        Failure::new(Exit::Input, format!("no lead `{lead}` among {}", words::counted(ids.len(), "lead", "leads")));
    match nearest(lead, ids.iter().copied()) {
        Some(near) => failure.help(format!("there is `{}`", cut(near, words::NAME_WIDTH_MAX))),
        None => match ids.first() {
            Some(first) => failure.help(format!("ids look like `{}`", cut(first, words::NAME_WIDTH_MAX))),
            None => failure,
        },
    }
}
