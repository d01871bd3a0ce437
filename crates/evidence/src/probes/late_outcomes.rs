//! Outcomes that were not recorded from the beginning.
//!
//! Who was won before anybody kept a list counts as not won, so the rows of that time say nothing. How fast leads are
//! decided is learned from the time since the first outcome; from that follows how many should have been decided
//! before it. At the first event of an honest record this expectation is an exponential number with mean 1, so that ten
//! comes about once in twenty thousand times.

use handraise_model::values::{MICROS_PER_DAY, format_instant};

use super::text;
use crate::replay::Replay;
use crate::report::{Probe, ProbeKind};

/// So many outcomes should have been seen before the first.
const EXPECTED_MIN: f64 = 10.0;
/// Outcomes from which it is learned how fast leads are decided.
const OUTCOMES_MIN: usize = 30;
/// Ages are put into so many bins, of a day or more.
const BINS_MAX: i64 = 2_000;

pub(super) fn probe(replay: &Replay) -> Option<Probe> {
    let spans = spans(replay);
    let first_outcome = spans.iter().filter_map(|span| span.decided).min()?;
    let first_lead = spans.iter().map(|span| span.entered).min()?;
    let end = spans.iter().map(|span| span.decided.unwrap_or(span.entered).max(span.entered)).max()?;
    if spans.iter().filter(|span| span.decided.is_some()).count() < OUTCOMES_MIN || first_lead >= first_outcome {
        return None;
    }
    let expected = expected_before(&spans, first_outcome, end);
    if expected < EXPECTED_MIN {
        return None;
    }
    let day = |micros: i64| format_instant(micros).chars().take(10).collect::<String>();
    Some(Probe {
        kind: ProbeKind::LateOutcomes,
        data_point: None,
        value: (first_outcome - first_lead) as f64 / MICROS_PER_DAY as f64,
        finding: format!(
            "leads are there from {} on, outcomes only from {} on: as fast as leads are decided since, about {} are \
             missing before",
            day(first_lead),
            day(first_outcome),
            text::count(expected.round() as usize, "outcome", "outcomes"),
        ),
        help: format!(
            "begin no earlier than outcomes were recorded: `--from {}`; before, who was won counts as not won",
            day(first_outcome)
        ),
    })
}

/// The time over which a lead's outcome would have been seen, in microseconds.
struct Span {
    created: i64,
    /// Its first instant.
    entered: i64,
    decided: Option<i64>,
}

impl Span {
    /// Its ages between two instants, as long as it was not decided.
    fn ages(&self, from: i64, to: i64) -> (i64, i64) {
        let (from, to) = (from.max(self.entered), to.min(self.decided.unwrap_or(to)));
        (from.saturating_sub(self.created).max(0), to.max(from).saturating_sub(self.created).max(0))
    }
}

fn spans(replay: &Replay) -> Vec<Span> {
    let mut entered: Vec<Option<i64>> = vec![None; replay.leads.len()];
    for (row, detail) in replay.rows.iter().zip(&replay.details) {
        let lead = row.lead as usize;
        let created = replay.leads.get(lead).and_then(|lead| lead.created);
        let (Some(slot), Some(created), Some(age)) = (entered.get_mut(lead), created, detail.age) else { continue };
        let instant = created.saturating_add(age);
        *slot = Some(slot.map_or(instant, |earlier| earlier.min(instant)));
    }
    let with_entry = replay.leads.iter().zip(entered).filter_map(|(lead, entered)| {
        let (created, entered) = (lead.created?, entered?);
        let span = Span { created, entered, decided: lead.decided_at };
        // What was decided before it came in was open again: its next outcome is another story.
        span.decided.is_none_or(|decided| decided >= entered).then_some(span)
    });
    with_entry.collect()
}

/// How many outcomes there should have been before the first, as fast as leads were decided after it.
fn expected_before(spans: &[Span], first_outcome: i64, end: i64) -> f64 {
    let oldest = spans.iter().map(|span| span.ages(i64::MIN, end).1).max().unwrap_or_default();
    let width = MICROS_PER_DAY.max(oldest / BINS_MAX + 1);
    let bins = (oldest / width + 1) as usize;
    let (mut before, mut after) = (Exposure::new(bins, width), Exposure::new(bins, width));
    let mut decided = vec![0.0; bins];
    for span in spans {
        before.add(span.ages(i64::MIN, first_outcome));
        after.add(span.ages(first_outcome, end));
        let age = span.decided.filter(|at| *at > first_outcome).map(|at| (at - span.created).max(0) / width);
        if let Some(count) = age.and_then(|bin| decided.get_mut(bin as usize)) {
            *count += 1.0;
        }
    }
    let hazards =
        after.by_bin().into_iter().zip(decided).map(|(time, decided)| if time > 0.0 { decided / time } else { 0.0 });
    before.by_bin().into_iter().zip(hazards).map(|(time, hazard)| time * hazard).sum()
}

/// How long leads of each age were watched, all together.
struct Exposure {
    width: i64,
    /// Whole bins, as differences from one to the next.
    whole: Vec<f64>,
    parts: Vec<f64>,
}

impl Exposure {
    fn new(bins: usize, width: i64) -> Self {
        Self { width, whole: vec![0.0; bins + 1], parts: vec![0.0; bins + 1] }
    }

    fn add(&mut self, (from, to): (i64, i64)) {
        if to <= from {
            return;
        }
        let last = self.parts.len() - 1;
        let (first_bin, last_bin) = ((from / self.width) as usize, (to / self.width) as usize);
        let (first_bin, last_bin) = (first_bin.min(last), last_bin.min(last));
        let within = |at: i64, bin: usize| (at - bin as i64 * self.width) as f64;
        // All of the bins from the first to the one before the last, less what lies before, plus what lies in the last.
        self.whole[first_bin] += self.width as f64;
        self.whole[last_bin] -= self.width as f64;
        self.parts[first_bin] -= within(from, first_bin);
        self.parts[last_bin] += within(to, last_bin);
    }

    fn by_bin(&self) -> Vec<f64> {
        let mut running = 0.0;
        let by_bin = self.whole.iter().zip(&self.parts).map(|(step, part)| {
            running += step;
            running + part
        });
        by_bin.collect()
    }
}
