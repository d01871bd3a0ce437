//! The leads of a replay: their numbers, accounts, and when they came to be.

use std::collections::{HashMap, HashSet};

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use arrow_select::filter::filter_record_batch;
use handraise_engine::text_at;
use handraise_model::columns;

/// Leads by number, in order of their first rows: as the engine counts them.
#[derive(Clone, Debug, Default)]
pub struct LeadTable {
    ids: Vec<String>,
    numbers: HashMap<String, u32>,
    of_row: Vec<Option<u32>>,
    clusters: Vec<u32>,
    created: Vec<Option<i64>>,
    has_accounts: bool,
    has_created: bool,
    latest: Option<i64>,
}

impl LeadTable {
    /// The leads of all rows that were read.
    ///
    /// A lead's account, and when it came to be, are those of its first row that knows. A lead without an account is an
    /// account of its own.
    #[must_use]
    pub fn new(batches: &[RecordBatch]) -> Self {
        let named = |name: &str| batches.iter().any(|batch| batch.column_by_name(name).is_some());
        let mut table = Self {
            has_accounts: named(columns::ACCOUNT_ID),
            has_created: named(columns::LEAD_CREATED),
            ..Self::default()
        };
        let mut accounts = Vec::new();
        for batch in batches {
            table.push(batch, &mut accounts);
        }
        table.clusters = clusters(&accounts);
        table
    }

    fn push(&mut self, batch: &RecordBatch, accounts: &mut Vec<Option<String>>) {
        let ids = batch.column_by_name(columns::LEAD_ID);
        let account_ids = batch.column_by_name(columns::ACCOUNT_ID);
        let created = batch.column_by_name(columns::LEAD_CREATED);
        for named in [columns::LEAD_CREATED, columns::LEAD_VALID_FROM] {
            self.latest = self.latest.max(batch.column_by_name(named).and_then(latest_in));
        }
        for row in 0..batch.num_rows() {
            let Some(id) = ids.and_then(|ids| text_at(ids, row)) else {
                self.of_row.push(None);
                continue;
            };
            let lead = match self.numbers.get(id) {
                Some(lead) => *lead,
                None => {
                    let lead = self.ids.len() as u32;
                    self.ids.push(id.to_owned());
                    self.numbers.insert(id.to_owned(), lead);
                    self.created.push(None);
                    accounts.push(None);
                    lead
                }
            };
            self.of_row.push(Some(lead));
            let (created_at, account) = (&mut self.created[lead as usize], &mut accounts[lead as usize]);
            *created_at = created_at.or_else(|| created.and_then(|column| instant_at(column, row)));
            if account.is_none() {
                *account = account_ids.and_then(|column| text_at(column, row)).map(str::to_owned);
            }
        }
    }

    /// How many leads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether leads of one account are known to be.
    #[must_use]
    pub fn has_accounts(&self) -> bool {
        self.has_accounts
    }

    /// Whether the model names a column that says when leads came to be.
    #[must_use]
    pub fn has_created(&self) -> bool {
        self.has_created
    }

    /// The lead of that id.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// The lead in a row, counted over all batches.
    #[must_use]
    pub fn of_row(&self, row: usize) -> Option<u32> {
        self.of_row.get(row).copied().flatten()
    }

    /// How many rows were read.
    pub(super) fn row_count(&self) -> usize {
        self.of_row.len()
    }

    /// The rows of all leads, as they were read.
    #[must_use]
    pub fn rows(&self) -> LeadRows {
        LeadRows::new(self.of_row.iter().enumerate().filter_map(|(row, lead)| Some(((*lead)?, row as u32))))
    }

    /// Of other batches the rows of these leads, known by their ids: for another model, which may call columns otherwise.
    pub fn same(&self, given: &LeadRows, batches: &[RecordBatch]) -> Result<(Vec<RecordBatch>, LeadRows), ArrowError> {
        let given: HashSet<u32> = given.leads.iter().copied().collect();
        let mut rows = Vec::new();
        let mut first_row = 0;
        let mut of_batch = |batch: &RecordBatch| {
            let ids = batch.column_by_name(columns::LEAD_ID);
            let lead = |row| self.number(text_at(ids?, row)?).filter(|lead| given.contains(lead));
            let of_rows: Vec<Option<u32>> = (0..batch.num_rows()).map(lead).collect();
            rows.extend((first_row..).zip(&of_rows).filter_map(|(row, lead)| Some(((*lead)?, row))));
            first_row += batch.num_rows() as u32;
            filter_record_batch(batch, &of_rows.iter().map(|lead| Some(lead.is_some())).collect())
        };
        let batches = batches.iter().map(&mut of_batch).collect::<Result<_, _>>()?;
        Ok((batches, LeadRows::new(rows.into_iter())))
    }

    /// A lead's id.
    #[must_use]
    pub fn id(&self, lead: u32) -> &str {
        self.ids.get(lead as usize).map_or("", String::as_str)
    }

    /// The latest instant that a row of the leads names, in microseconds: when one came to be, or from when it holds.
    #[must_use]
    pub fn latest(&self) -> Option<i64> {
        self.latest
    }

    /// When a lead came to be, in microseconds.
    #[must_use]
    pub fn created(&self, lead: u32) -> Option<i64> {
        self.created.get(lead as usize).copied().flatten()
    }

    /// What is drawn as a whole with a lead: its account, or itself.
    #[must_use]
    pub fn cluster(&self, lead: u32) -> u32 {
        self.clusters.get(lead as usize).copied().unwrap_or(lead)
    }

    /// For each lead its place in the order of ids, by code point.
    pub(super) fn id_places(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.ids.len() as u32).collect();
        order.sort_unstable_by_key(|lead| self.id(*lead).as_bytes());
        let mut places = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(lead, place)| places[*lead as usize] = place);
        places
    }
}

/// Rows of leads, all or some, that the engine was given: it counts what it was given.
#[derive(Clone, Debug, Default)]
pub struct LeadRows {
    /// For each row its lead, and the row's place among all that were read.
    rows: Vec<(u32, u32)>,
    /// The leads, in order of their first rows.
    leads: Vec<u32>,
}

impl LeadRows {
    /// These leads and their rows among all that were read.
    pub(super) fn new(rows: impl Iterator<Item = (u32, u32)>) -> Self {
        let rows: Vec<(u32, u32)> = rows.collect();
        let mut seen = HashSet::new();
        let leads = rows.iter().map(|(lead, _)| *lead).filter(|lead| seen.insert(*lead)).collect();
        Self { rows, leads }
    }

    /// The lead of a row that the engine counts, and the row's place among all that were read.
    pub(super) fn get(&self, row: usize) -> Option<(u32, u32)> {
        self.rows.get(row).copied()
    }

    /// The rows of some of the leads.
    pub(super) fn only(&self, keep: impl Fn(u32) -> bool) -> Self {
        Self::new(self.rows.iter().copied().filter(|(lead, _)| keep(*lead)))
    }

    /// How many leads.
    #[must_use]
    pub fn lead_count(&self) -> usize {
        self.leads.len()
    }

    /// The leads, in order of their first rows.
    pub(super) fn leads(&self) -> &[u32] {
        &self.leads
    }
}

/// A number for each account, and one for each lead without.
fn clusters(accounts: &[Option<String>]) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut next = 0;
    let mut new = || {
        next += 1;
        next - 1
    };
    accounts
        .iter()
        .map(|account| match account {
            Some(account) => *numbers.entry(account).or_insert_with(&mut new),
            None => new(),
        })
        .collect()
}

fn latest_in(column: &ArrayRef) -> Option<i64> {
    column.as_primitive_opt::<TimestampMicrosecondType>()?.iter().flatten().max()
}

/// The instant in a column of a batch.
pub(super) fn instant_at(column: &ArrayRef, row: usize) -> Option<i64> {
    let values = column.as_primitive_opt::<TimestampMicrosecondType>()?;
    values.is_valid(row).then(|| values.value(row))
}
