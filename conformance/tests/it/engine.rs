//! The engine as an executor: plain rows to Arrow batches, and its columns back to results.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray, StringViewArray, TimestampMicrosecondArray,
};
use arrow_schema::Schema;
use handraise_conformance::{Adjustment, Data, EventRow, LeadResult, LeadRow, OutcomeRow, ProductResult};
use handraise_engine::{
    EventReader, Explanation, History, Instants, LeadReader, Plan, Ranking, ScoreError, ScoreOptions, Scores, Scoring,
    Spill, adjustment_schema,
};
use handraise_model::values::{AsOf, Type, Value};
use handraise_model::{Model, columns};

/// How the same rows are handed over; none of it may matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delivery {
    pub(crate) rows_per_batch: usize,
    pub(crate) threads: usize,
    pub(crate) texts: Texts,
    /// A column that the model does not declare.
    pub(crate) undeclared_column: bool,
    /// Without memory: leads are condensed, and events put aside as soon as they are read, each batch by the next of
    /// `threads` readers.
    pub(crate) lean: bool,
}

/// How columns of text are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    Plain,
    Views,
    /// Each batch with a dictionary of its own.
    Dictionaries,
    /// All batches with one dictionary, in which not every value is used, and one is null.
    SharedDictionary,
}

impl Default for Delivery {
    fn default() -> Self {
        Self { rows_per_batch: usize::MAX, threads: 1, texts: Texts::Plain, undeclared_column: false, lean: false }
    }
}

/// Scores at one instant, as results.
pub(crate) fn results(model: &Model, data: &Data, as_of: AsOf) -> Vec<LeadResult> {
    named(model, &scores(model, data, as_of, Delivery::default()))
}

/// Scores at one instant.
pub(crate) fn scores(model: &Model, data: &Data, as_of: AsOf, delivery: Delivery) -> Scores {
    with_history(model, data, &Instants::Shared(vec![as_of]), delivery, |history| score(history, 0, delivery))
}

/// The stories of some leads at one instant.
pub(crate) fn explanations(model: &Model, data: &Data, as_of: AsOf, lead_ids: &[String]) -> Vec<Explanation> {
    let explain = |history: &History<'_>, id: &String| {
        let explanation = history.explain(0, id).unwrap_or_else(|error| panic!("{error}"));
        explanation.unwrap_or_else(|| panic!("no lead {id}"))
    };
    with_history(model, data, &Instants::Shared(vec![as_of]), Delivery::default(), |history| {
        lead_ids.iter().map(|id| explain(history, id)).collect()
    })
}

/// Everything up to the history of a run.
pub(crate) fn with_history<T>(
    model: &Model,
    data: &Data,
    instants: &Instants,
    delivery: Delivery,
    read: impl FnOnce(&History<'_>) -> T,
) -> T {
    let leads = batches(&data.leads, delivery, |rows| lead_columns(model, rows));
    let events = batches(&data.events, delivery, |rows| event_columns(model, rows));
    let adjustments = batches(&data.adjustments, delivery, adjustment_columns);
    let outcomes = batches(&data.outcomes, delivery, outcome_columns);
    let plan = Plan::bind(Arc::new(model.clone()), &leads[0].schema(), &events[0].schema());
    let plan = plan.unwrap_or_else(|error| panic!("{error}"));
    let threads = NonZeroUsize::new(delivery.threads).unwrap_or(NonZeroUsize::MIN);
    let started =
        if delivery.lean { start_lean(&plan, &leads, instants, threads) } else { plan.start(&leads, instants) };
    let mut scoring = started.unwrap_or_else(|error| panic!("{error}"));
    if delivery.lean {
        push_lean(&mut scoring, &events, threads).unwrap_or_else(|error| panic!("{error}"));
    } else {
        for batch in &events {
            scoring.push_events(batch).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    for batch in &adjustments {
        scoring.push_adjustments(batch).unwrap_or_else(|error| panic!("{error}"));
    }
    let of_events = events.iter().filter_map(|batch| plan.outcomes_of(batch).unwrap_or_else(|error| panic!("{error}")));
    for batch in outcomes.into_iter().chain(of_events) {
        scoring.push_outcomes(&batch).unwrap_or_else(|error| panic!("{error}"));
    }
    read(&scoring.finish().unwrap())
}

fn start_lean<'p>(
    plan: &'p Plan,
    leads: &[RecordBatch],
    instants: &Instants,
    threads: NonZeroUsize,
) -> Result<Scoring<'p>, ScoreError> {
    let mut readers = plan.lead_readers(instants, threads);
    for (stretch, batch) in (0..).zip(leads) {
        readers[stretch as usize % threads].push(stretch, batch)?;
    }
    plan.start_with(readers.into_iter().map(LeadReader::finish).collect())
}

fn push_lean(scoring: &mut Scoring<'_>, events: &[RecordBatch], threads: NonZeroUsize) -> Result<(), ScoreError> {
    scoring.limit_memory(0, Arc::new(Aside::default()));
    let mut readers = scoring.readers(threads);
    for (stretch, batch) in (0..).zip(events) {
        readers[stretch as usize % threads].push(stretch, batch)?;
    }
    let read: Vec<_> = readers.into_iter().map(EventReader::finish).collect::<Result<_, _>>()?;
    read.into_iter().for_each(|read| scoring.add(read));
    Ok(())
}

/// What is put aside, in memory.
#[derive(Debug, Default)]
struct Aside(Mutex<Vec<u8>>);

impl Spill for Aside {
    fn write(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut kept = self.0.lock().map_err(|_| io::Error::other("poisoned"))?;
        kept.extend_from_slice(bytes);
        Ok((kept.len() - bytes.len()) as u64)
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        let kept = self.0.lock().map_err(|_| io::Error::other("poisoned"))?;
        let found = kept.get(at as usize..).and_then(|rest| rest.get(..bytes.len()));
        bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// The scores of one instant of a history, contributions included.
pub(crate) fn score(history: &History<'_>, instant: usize, delivery: Delivery) -> Scores {
    let threads = NonZeroUsize::new(delivery.threads).unwrap_or(NonZeroUsize::MIN);
    let options = ScoreOptions { threads, contributions: true, ..ScoreOptions::default() };
    history.score(instant, &options).unwrap_or_else(|error| panic!("{error}"))
}

/// The scores of so many instants of a history, worked out side by side on two threads.
pub(crate) fn score_block(history: &History<'_>, instants: usize) -> Vec<Scores> {
    let threads = NonZeroUsize::MIN.saturating_add(1);
    let options = ScoreOptions { threads, contributions: true, ..ScoreOptions::default() };
    let rankings = history.rankings(0..instants, &options).unwrap_or_else(|error| panic!("{error}"));
    let scores = |ranking: Result<Ranking<'_>, ScoreError>| {
        let ranking = ranking.unwrap_or_else(|error| panic!("{error}"));
        ranking.page(0..ranking.len())
    };
    rankings.map(scores).collect()
}

/// The engine's columns by name, as results.
pub(crate) fn named(model: &Model, scores: &Scores) -> Vec<LeadResult> {
    let letter = |grade: Option<char>| grade.map(|grade| grade.to_string());
    let contributions = scores.contributions.as_ref().unwrap_or_else(|| panic!("contributions were asked for"));
    let result = |row: usize| {
        let (fit_grade, engagement_grade) = (letter(scores.fit_grade[row]), letter(scores.engagement_grade[row]));
        let product = |index: usize| {
            let product = &scores.products[index];
            let (total, fit, engagement) = (product.total[row], product.fit[row], product.engagement[row]);
            ProductResult { total, fit, engagement, score: total.round_half_up() }
        };
        let products = model.products().iter().enumerate();
        let fit = model.fit().iter().zip(&contributions.fit).map(|(criterion, given)| (&criterion.name, given[row]));
        let engagement = model.engagement().iter().zip(&contributions.engagement);
        let engagement = engagement.map(|(criterion, given)| (&criterion.name, given[row]));
        let counted = model.engagement().iter().zip(&contributions.occurrences);
        LeadResult {
            lead_id: scores.lead_id[row].clone(),
            rank: scores.rank[row],
            score: scores.score[row],
            rating: scores.rating[row],
            total: scores.total[row],
            fit: scores.fit[row],
            engagement: scores.engagement[row],
            grade: fit_grade.clone().zip(engagement_grade.clone()).map(|(fit, engagement)| fit + &engagement),
            fit_grade,
            engagement_grade,
            lane: scores.lane[row].map(|lane| model.lanes()[lane].name.clone()),
            gates_met: scores.gates_met[row],
            eligible: scores.eligible[row],
            excluded: scores.excluded[row],
            persona: scores.persona[row].map(|persona| model.personas()[persona].name.clone()),
            product: scores.product[row].map(|product| model.products()[product.0].name.clone()),
            products: (!model.products().is_empty())
                .then(|| products.map(|(index, named)| (named.name.clone(), product(index))).collect()),
            size: scores.size[row].map(|size| model.sizes()[size].name.clone()),
            lead_source: scores.lead_source[row].clone(),
            critical_met: scores.critical_met[row],
            last_touch: scores.last_touch[row],
            last_hand_raise: scores.last_hand_raise[row],
            contributions: fit.chain(engagement).map(|(name, given)| (name.clone(), given)).collect(),
            occurrences: counted.map(|(criterion, counts)| (criterion.name.clone(), counts[row])).collect(),
        }
    };
    (0..scores.len()).map(result).collect()
}

/// Rows in batches; at least one batch, so that there is a schema.
fn batches<R>(rows: &[R], delivery: Delivery, columns: impl Fn(&[R]) -> Vec<(String, ArrayRef)>) -> Vec<RecordBatch> {
    let batch = |rows: &[R]| {
        let mut columns = columns(rows);
        if delivery.undeclared_column {
            let numbers = Int64Array::from_iter_values(0..rows.len() as i64);
            columns.insert(0, ("not declared".to_owned(), Arc::new(numbers)));
        }
        columns.iter_mut().for_each(|(_, column)| *column = delivered(column, delivery.texts));
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap_or_else(|error| panic!("{error}"))
    };
    if rows.is_empty() {
        return vec![batch(rows)];
    }
    let size = delivery.rows_per_batch.min(rows.len());
    if delivery.texts == Texts::SharedDictionary {
        let whole = batch(rows);
        let slice = |start: usize| whole.slice(start, size.min(rows.len() - start));
        return (0..rows.len()).step_by(size).map(slice).collect();
    }
    rows.chunks(size).map(batch).collect()
}

/// A column, in the other form if it is text.
fn delivered(column: &ArrayRef, form: Texts) -> ArrayRef {
    let Some(texts) = column.as_any().downcast_ref::<StringArray>() else { return Arc::clone(column) };
    match form {
        Texts::Plain => Arc::clone(column),
        Texts::Views => Arc::new(texts.iter().collect::<StringViewArray>()),
        Texts::Dictionaries => Arc::new(texts.iter().collect::<DictionaryArray<Int32Type>>()),
        Texts::SharedDictionary => {
            let values: StringArray = [Some("not used"), None].into_iter().chain(texts.iter()).collect();
            // A row without a text is null, or has a key whose value is.
            let key = |(row, text): (usize, Option<&str>)| match text {
                Some(_) => Some(row as i32 + 2),
                None => (row % 2 == 0).then_some(1),
            };
            let keys: Int32Array = texts.iter().enumerate().map(key).collect();
            Arc::new(DictionaryArray::new(keys, Arc::new(values)))
        }
    }
}

fn lead_columns(model: &Model, rows: &[LeadRow]) -> Vec<(String, ArrayRef)> {
    let data = model.data();
    let mut found = vec![(columns::LEAD_ID.to_owned(), texts(rows.iter().map(|row| Some(row.lead_id.as_str()))))];
    if data.account_id.is_some() {
        found.push((columns::ACCOUNT_ID.to_owned(), texts(rows.iter().map(|_| None))));
    }
    if data.lead_created.is_some() {
        found.push((columns::LEAD_CREATED.to_owned(), instants(rows.iter().map(|row| row.created))));
    }
    if data.lead_valid_from.is_some() {
        found.push((columns::LEAD_VALID_FROM.to_owned(), instants(rows.iter().map(|row| row.valid_from))));
    }
    for data_point in model.lead() {
        let cells = rows.iter().map(|row| row.values.get(&data_point.name).and_then(Option::as_ref));
        found.push((data_point.name.clone(), column(data_point.ty, cells)));
    }
    found
}

fn event_columns(model: &Model, rows: &[EventRow]) -> Vec<(String, ArrayRef)> {
    let mut found = vec![
        (columns::LEAD_ID.to_owned(), texts(rows.iter().map(|row| Some(row.lead_id.as_str())))),
        (columns::EVENT_TYPE.to_owned(), texts(rows.iter().map(|row| Some(row.event.as_str())))),
        (columns::EVENT_TIME.to_owned(), instants(rows.iter().map(|row| Some(row.time)))),
    ];
    if model.data().event_id.is_some() {
        found.push((columns::EVENT_ID.to_owned(), texts(rows.iter().map(|row| row.id.as_deref()))));
    }
    for property in model.event() {
        let cells = rows.iter().map(|row| row.values.get(&property.name).and_then(Option::as_ref));
        found.push((property.name.clone(), column(property.ty, cells)));
    }
    found
}

fn adjustment_columns(rows: &[Adjustment]) -> Vec<(String, ArrayRef)> {
    let filled = |name: &str| -> ArrayRef {
        match name {
            columns::LEAD_ID => texts(rows.iter().map(|row| Some(row.lead_id.as_str()))),
            columns::ADJUSTMENT_POINTS => Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.points))),
            columns::ADJUSTMENT_AT => instants(rows.iter().map(|row| Some(row.at))),
            columns::ADJUSTMENT_UNTIL => instants(rows.iter().map(|row| row.until)),
            _ => texts(rows.iter().map(|_| Some("because"))),
        }
    };
    let schema: &Schema = &adjustment_schema();
    schema.fields().iter().map(|field| (field.name().clone(), filled(field.name()))).collect()
}

fn outcome_columns(rows: &[OutcomeRow]) -> Vec<(String, ArrayRef)> {
    let column = |name: &str, column| (name.to_owned(), column);
    vec![
        column(columns::LEAD_ID, texts(rows.iter().map(|row| Some(row.lead_id.as_str())))),
        column(columns::OUTCOME, texts(rows.iter().map(|row| Some(row.outcome.as_str())))),
        column(columns::OUTCOME_AT, instants(rows.iter().map(|row| Some(row.at)))),
    ]
}

/// Cells of one type; a value of another type is a fault of the test.
fn column<'v>(ty: Type, cells: impl Iterator<Item = Option<&'v Value>>) -> ArrayRef {
    macro_rules! cells {
        ($variant:ident) => {
            cells.map(|cell| {
                cell.map(|cell| match cell {
                    Value::$variant(value) => value.clone(),
                    other => panic!("{other:?} in a column of type {ty}"),
                })
            })
        };
    }
    match ty {
        Type::Text => Arc::new(cells!(Text).collect::<StringArray>()),
        Type::Integer => Arc::new(cells!(Integer).collect::<Int64Array>()),
        Type::Decimal => Arc::new(cells!(Decimal).collect::<Float64Array>()),
        Type::Boolean => Arc::new(cells!(Boolean).collect::<BooleanArray>()),
        Type::Date => Arc::new(cells!(Date).collect::<Date32Array>()),
        Type::Timestamp => instants(cells!(Timestamp)),
        Type::List => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for items in cells!(List) {
                builder.append_option(items.map(|items| items.into_iter().map(Some)));
            }
            Arc::new(builder.finish())
        }
    }
}

fn texts<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> ArrayRef {
    Arc::new(texts.collect::<StringArray>())
}

fn instants(micros: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(micros.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}
