//! A data point that is filled once somebody talked to the lead.
//!
//! Two signs together: it is known of winners at least twice as often as of others that came at the same time; and among
//! those that were not won it is known more often of leads that came long ago, whom somebody has had time to call,
//! than of the newest. Either alone is honest: a provider knows large companies better, which buy more; a form had
//! more fields last year.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use handraise_model::{DataPoint, columns};

use super::text;
use super::values::Values;
use super::witness::Witnesses;
use crate::replay::Replay;
use crate::report::{Probe, ProbeKind};

/// How many times as often it is known of winners as of others.
const RATIO_OF_OUTCOME_MIN: f64 = 2.0;
/// How many times as often it is known of old leads as of new ones.
const RATIO_OF_AGE_MIN: f64 = 1.25;
/// The least difference of both shares.
const DIFFERENCE_MIN: f64 = 0.05;
/// Standard errors by which both must differ.
const REACH: f64 = 5.0;
/// Winners without whom nothing is said.
const WINNERS_MIN: usize = 10;
/// Parts of the leads in order of time, within which winners are compared with others.
const STRATA: usize = 10;
/// The shares of leads that are taken for new, in turn.
const NEW_SHARES: [f64; 5] = [1.0 / 3.0, 0.2, 0.1, 0.05, 0.025];

pub(super) fn probe(data_point: &DataPoint, values: &Values, witnesses: &Witnesses, replay: &Replay) -> Option<Probe> {
    let mut in_order: Vec<Known> = witnesses
        .leads
        .iter()
        .enumerate()
        .filter_map(|(index, lead)| {
            Some(Known { newness: lead.newness?, known: values.is_known(index), won: lead.won })
        })
        .collect();
    in_order.sort_by_key(|lead| lead.newness);
    let (winners, others) = by_outcome(&in_order)?;
    let mut not_won: Vec<(i64, bool)> =
        in_order.iter().filter(|lead| !lead.won).map(|lead| (lead.newness, lead.known)).collect();
    not_won.extend(newer_leads(data_point, &in_order, replay));
    let (old, new) = by_age(&not_won)?;
    Some(Probe {
        kind: ProbeKind::FilledAfterContact,
        data_point: Some(data_point.name.clone()),
        value: winners / others,
        finding: format!(
            "`{}` is known of {} of winners and of {} of others, and of those others the longer ago the lead came: {} of the \
             older, {} of the newest; it looks filled in by whoever talks to the lead",
            data_point.name,
            text::percent(100.0 * winners),
            text::percent(100.0 * others),
            text::percent(100.0 * old),
            text::percent(100.0 * new),
        ),
        help: text::WRITTEN_WHEN.to_owned(),
    })
}

/// Whether something is known of a lead.
struct Known {
    newness: i64,
    known: bool,
    won: bool,
}

/// The shares of winners and of others of whom it is known, in strata of equal time; `None` unless they differ as they
/// do after contact.
fn by_outcome(in_order: &[Known]) -> Option<(f64, f64)> {
    let size = in_order.len().div_ceil(STRATA).max(1);
    let (mut winners, mut known, mut expected, mut variance) = (0.0, 0.0, 0.0, 0.0);
    for stratum in in_order.chunks(size) {
        let count = |like: &dyn Fn(&Known) -> bool| stratum.iter().filter(|lead| like(lead)).count() as f64;
        let (won, others) = (count(&|lead| lead.won), count(&|lead| !lead.won));
        if others <= 0.0 {
            continue;
        }
        let share = count(&|lead| !lead.won && lead.known) / others;
        winners += won;
        known += count(&|lead| lead.won && lead.known);
        // What winners would have, were they like the others of their time.
        expected += won * share;
        variance += won * share * (1.0 - share) * (1.0 + won / others);
    }
    if winners < WINNERS_MIN as f64 {
        return None;
    }
    let (seen, by_others) = (known / winners, expected / winners);
    let differ = seen >= RATIO_OF_OUTCOME_MIN * by_others
        && seen - by_others >= DIFFERENCE_MIN
        && known - expected >= REACH * variance.sqrt();
    differ.then_some((seen, by_others))
}

/// The shares of old and of new leads of whom it is known, where they differ most; `None` unless they do as after
/// contact.
fn by_age(not_won: &[(i64, bool)]) -> Option<(f64, f64)> {
    let mut sorted: Vec<&(i64, bool)> = not_won.iter().collect();
    sorted.sort_by_key(|(newness, _)| *newness);
    let known = |leads: &[&(i64, bool)]| leads.iter().filter(|(_, known)| *known).count() as f64;
    let mut most: Option<(f64, f64)> = None;
    for share in NEW_SHARES {
        let new_count = (share * sorted.len() as f64) as usize;
        let (old, new) = sorted.split_at(sorted.len() - new_count);
        if old.is_empty() || new.is_empty() {
            continue;
        }
        let (old_count, new_count) = (old.len() as f64, new.len() as f64);
        let (of_old, of_new) = (known(old) / old_count, known(new) / new_count);
        let pooled = (known(old) + known(new)) / (old_count + new_count);
        let error = (pooled * (1.0 - pooled) * (1.0 / old_count + 1.0 / new_count)).sqrt();
        let differ = of_old >= RATIO_OF_AGE_MIN * of_new
            && of_old - of_new >= DIFFERENCE_MIN
            && of_old - of_new >= REACH * error;
        if differ && most.is_none_or(|(old, new)| of_old - of_new > old - new) {
            most = Some((of_old, of_new));
        }
    }
    most
}

/// Leads that are too new to have a row: whether they are known, by when they were created.
///
/// Outcomes of rows are awaited for months, contact is made within days: so it is these that nobody has talked to yet.
fn newer_leads(data_point: &DataPoint, in_order: &[Known], replay: &Replay) -> Vec<(i64, bool)> {
    let Some(newest) = in_order.last().map(|lead| lead.newness) else { return Vec::new() };
    let mut newer = Vec::new();
    for batch in &replay.batches {
        let created = batch.column_by_name(columns::LEAD_CREATED);
        let created = created.and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
        let (Some(created), Some(column)) = (created, batch.column_by_name(&data_point.name)) else { continue };
        let known = |row: usize| match column.as_list_opt::<i32>() {
            Some(lists) => lists.is_valid(row) && lists.value_length(row) > 0,
            None => column.is_valid(row),
        };
        let rows = (0..batch.num_rows()).filter(|&row| created.is_valid(row) && created.value(row) > newest);
        newer.extend(rows.map(|row| (created.value(row), known(row))));
    }
    newer
}
