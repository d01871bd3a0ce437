//! The leads of a replay, one witness each.

use super::text;
use crate::replay::{NewestBy, Replay};

/// A lead: what it was at first, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Witness {
    /// The row of the leads that was in force at its first instant.
    pub(super) lead_row: u32,
    /// What is drawn as a whole: its account, or itself.
    pub(super) cluster: u32,
    /// Whether it was ever won.
    pub(super) won: bool,
    /// How many leads it stands for: 1, unless leads are a sample.
    pub(super) weight: f64,
    /// The greater, the newer; `None` where nobody knows.
    pub(super) newness: Option<i64>,
    /// The share of leads that were won among those that came at about the same time.
    pub(super) rate_of_cohort: f64,
}

/// The leads that were eligible at some instant.
#[derive(Clone, Debug, Default)]
pub(super) struct Witnesses {
    pub(super) leads: Vec<Witness>,
    /// One more than the greatest cluster.
    pub(super) clusters: usize,
}

/// Leads are put into so many cohorts, by when they came.
const COHORTS: usize = 10;
/// A cohort has at least so many leads, so that its rate says something.
const COHORT_LEADS_MIN: usize = 200;

impl Witnesses {
    pub(super) fn of(replay: &Replay) -> Self {
        let mut of_lead: Vec<Option<Found>> = vec![None; replay.leads.len()];
        for (row, detail) in replay.rows.iter().zip(&replay.details) {
            let Some(slot) = of_lead.get_mut(row.lead as usize) else { continue };
            let found = slot.get_or_insert(Found {
                instant: row.instant,
                lead_row: detail.lead_row,
                cluster: row.cluster,
                won: false,
                weight: row.weight,
                eligible: false,
                newest: detail.newest,
            });
            if row.instant < found.instant {
                *found = Found { instant: row.instant, lead_row: detail.lead_row, newest: detail.newest, ..*found };
            }
            found.won |= row.won;
            found.eligible |= row.eligible;
        }
        let mut leads: Vec<Witness> = Vec::new();
        for (found, lead) in of_lead.iter().zip(&replay.leads) {
            let Some(found) = found.filter(|found| found.eligible) else { continue };
            let in_order = found.newest.filter(|_| replay.newest_by != NewestBy::LastTouch);
            leads.push(Witness {
                lead_row: found.lead_row,
                cluster: found.cluster,
                won: found.won || lead.won_at.is_some(),
                weight: found.weight,
                newness: lead.created.or(in_order),
                rate_of_cohort: 0.0,
            });
        }
        rate_cohorts(&mut leads);
        let clusters = leads.iter().map(|lead| lead.cluster as usize + 1).max().unwrap_or_default();
        Self { leads, clusters }
    }

    /// How many distinct clusters have a lead like that.
    pub(super) fn clusters_of(&self, like: impl Fn(usize, &Witness) -> bool) -> usize {
        let mut seen = vec![false; self.clusters];
        let mut count = 0;
        for (_, lead) in self.leads.iter().enumerate().filter(|(index, lead)| like(*index, lead)) {
            if let Some(seen) = seen.get_mut(lead.cluster as usize).filter(|seen| !**seen) {
                *seen = true;
                count += 1;
            }
        }
        count
    }

    /// The share that was won of the leads that these stand for.
    pub(super) fn won_share(&self) -> f64 {
        let weigh = |like: fn(&Witness) -> bool| -> f64 {
            self.leads.iter().filter(|lead| like(lead)).map(|lead| lead.weight).sum()
        };
        weigh(|lead| lead.won) / weigh(|_| true).max(f64::MIN_POSITIVE)
    }

    /// So many of them, in words: `"34 leads"`, or `"34 measured leads"` of a sample.
    pub(super) fn told(&self, leads: usize) -> String {
        match self.leads.iter().all(|lead| lead.weight == 1.0) {
            true => text::count(leads, "lead", "leads"),
            false => text::count(leads, "measured lead", "measured leads"),
        }
    }
}

/// What the rows of a lead say.
#[derive(Clone, Copy)]
struct Found {
    instant: u32,
    lead_row: u32,
    cluster: u32,
    won: bool,
    weight: f64,
    eligible: bool,
    newest: Option<i64>,
}

/// A lead that came late had less time to be won, and rates drift: so chance is reckoned at the rate of each lead's time.
fn rate_cohorts(leads: &mut [Witness]) {
    let mut order: Vec<usize> = (0..leads.len()).collect();
    order.sort_by_key(|&index| leads[index].newness);
    let size = leads.len().div_ceil(COHORTS).max(COHORT_LEADS_MIN);
    for cohort in order.chunks(size) {
        let wins = cohort.iter().filter(|&&index| leads[index].won).count();
        // Half a win and half a loss more: no cohort is sure of anything.
        let rate = (wins as f64 + 0.5) / (cohort.len() as f64 + 1.0);
        cohort.iter().for_each(|&index| leads[index].rate_of_cohort = rate);
    }
}
