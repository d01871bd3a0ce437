//! Where to draw the line for the people there are.

use crate::measure::{Row, Threshold as Above, thresholds};
use crate::replay::Replay;
use crate::report::{Estimate, Line, Setup, Threshold, Volume};

use super::curve::round_width;
use super::groups::converted;
use super::part::Part;
use super::wording::{count, leads_each, percent, thousands};

/// Lines that are shown, at most about so many.
const THRESHOLDS_MAX: f64 = 100.0;
/// How many more leads could be called.
const MORE: u32 = 10;

/// Every line, the one that fills the capacity, and what ten more calls would bring.
pub(super) fn line(replay: &Replay, part: &Part<'_>, setup: &Setup) -> Line {
    let instants = part.instants().max(1) as f64;
    let score = |index: usize| replay.details.get(part.index(index)).map(|detail| i64::from(detail.score));
    let eligible: Vec<(i64, &Row)> = (part.rows.iter().enumerate())
        .filter(|(_, row)| row.eligible)
        .filter_map(|(index, row)| Some((score(index)?, row)))
        .collect();
    let (least, greatest) = range(eligible.iter().map(|(score, _)| *score));
    let step = round_width((greatest - least + 1) as f64 / THRESHOLDS_MAX);
    let scores = (least.div_euclid(step)..=greatest.div_euclid(step)).rev().map(|line| line * step);
    let scores: Vec<i64> = if eligible.is_empty() { Vec::new() } else { scores.collect() };
    let threshold = |(score, above): (&i64, Above)| Threshold {
        score: *score,
        leads_each: above.weight / instants,
        leads: above.conversion.leads,
        wins: above.conversion.wins,
        conversion: converted(&above.conversion, part),
        caught: (part.wins > 0).then(|| above.conversion.wins as f64 / part.wins as f64),
    };
    let thresholds: Vec<Threshold> = scores.iter().zip(thresholds(&eligible, &scores)).map(threshold).collect();
    let fits = |threshold: &&Threshold| threshold.leads_each <= f64::from(part.capacity);
    let filling = thresholds.iter().rfind(fits).map(|threshold| threshold.score);
    let more = More::new(part, instants);
    let volume = volume(replay, part, filling.unwrap_or(greatest));
    let at = filling.and_then(|filling| thresholds.iter().find(|threshold| threshold.score == filling));
    let finding = finding(setup, part, at, &more);
    Line { finding, thresholds, filling, ten_more: more.won_each, volume }
}

fn range(scores: impl Iterator<Item = i64> + Clone) -> (i64, i64) {
    (scores.clone().min().unwrap_or_default(), scores.max().unwrap_or_default())
}

/// What calling ten more leads of each instant would bring: by real rank, those that come next.
struct More {
    /// Won rows among them, for each instant.
    won_each: Estimate,
    /// Distinct leads of those that were won and are never called as things are.
    wins: usize,
}

impl More {
    fn new(part: &Part<'_>, instants: f64) -> Self {
        let mut next = vec![false; part.rows.len()];
        let mut called = vec![false; part.rows.iter().map(|row| row.lead as usize + 1).max().unwrap_or_default()];
        let mut start = 0;
        let mut by_rank: Vec<(u32, usize)> = Vec::new();
        for instant in part.rows.chunk_by(|left, right| left.instant == right.instant) {
            by_rank.clear();
            by_rank.extend(instant.iter().zip(start..).filter_map(|(row, index)| Some((row.rank?, index))));
            by_rank.sort_unstable();
            let mut above = 0.0;
            for (_, index) in &by_rank {
                let Some(row) = part.rows.get(*index) else { continue };
                if above >= f64::from(part.capacity.saturating_add(MORE)) {
                    break;
                }
                let is_called = above < f64::from(part.capacity);
                let (next, called) = (next.get_mut(*index), called.get_mut(row.lead as usize));
                if let (Some(next), Some(called)) = (next, called) {
                    *next = !is_called;
                    *called |= is_called && row.won;
                }
                above += row.weight;
            }
            start += instant.len();
        }
        let is_next = |row: usize| next.get(row).copied().unwrap_or_default();
        let conversion = part.conversions(1, |row| is_next(row).then_some(0)).pop().unwrap_or_default();
        let rows: f64 =
            (part.rows.iter().enumerate()).filter(|(index, _)| is_next(*index)).map(|(_, row)| row.weight).sum();
        let rate = converted(&conversion, part);
        let mut reached: Vec<u32> = (part.rows.iter().enumerate())
            .filter(|(index, row)| {
                row.won && is_next(*index) && !called.get(row.lead as usize).copied().unwrap_or_default()
            })
            .map(|(_, row)| row.lead)
            .collect();
        reached.sort_unstable();
        reached.dedup();
        let each = |rate: Option<f64>| rate.map(|rate| rate * rows / instants);
        let won_each = Estimate { value: each(rate.value), low: each(rate.low), high: each(rate.high) };
        Self { won_each, wins: reached.len() }
    }
}

/// How many leads are above a line at each instant, and how many of them for the first time.
fn volume(replay: &Replay, part: &Part<'_>, line: i64) -> Vec<Volume> {
    let mut was_above = vec![false; part.rows.iter().map(|row| row.lead as usize + 1).max().unwrap_or_default()];
    let mut index = 0;
    let mut volumes = Vec::new();
    for instant in part.rows.chunk_by(|left, right| left.instant == right.instant) {
        let name = instant.first().and_then(|row| replay.instants.get(row.instant as usize));
        let mut volume = Volume { instant: name.cloned().unwrap_or_default(), leads: 0.0, above: 0.0, new_above: 0.0 };
        for row in instant {
            volume.leads += row.weight;
            let score = replay.details.get(part.index(index)).map(|detail| i64::from(detail.score));
            index += 1;
            if row.eligible && score >= Some(line) {
                volume.above += row.weight;
                if let Some(was_above) = was_above.get_mut(row.lead as usize).filter(|was_above| !**was_above) {
                    *was_above = true;
                    volume.new_above += row.weight;
                }
            }
        }
        volumes.push(volume);
    }
    volumes
}

fn finding(setup: &Setup, part: &Part<'_>, at: Option<&Threshold>, more: &More) -> String {
    let capacity = count(part.capacity as usize, "lead");
    let Some(at) = at else {
        return if part.rows.iter().any(|row| row.eligible) {
            let more = leads_each(&format!("More than {capacity}"), setup);
            format!("{more} have the highest score: no line brings them down to what can be called.")
        } else {
            "No lead is eligible, so there is no line to draw.".to_owned()
        };
    };
    let mut finding = format!("A line at {} lets through {}", at.score, leads_each(&about(at.leads_each), setup));
    if let Some(caught) = at.caught {
        finding += &format!(" and catches {} of the wins", percent(caught));
    }
    finding += &format!("; {capacity} can be called.");
    if more.won_each.value.is_some() && part.has_wins() {
        finding += &format!(
            " Calling {} would have reached {} that {} never called as it is.",
            leads_each(&format!("{MORE} more"), setup),
            count(more.wins, "win"),
            if more.wins == 1 { "is" } else { "are" },
        );
    }
    finding
}

fn about(leads: f64) -> String {
    let rounded = leads.round() as usize;
    if leads > 0.0 && leads < 10.0 && (leads - leads.round()).abs() > 0.05 {
        return format!("{leads:.1} leads");
    }
    format!("{} lead{}", thousands(rounded), if rounded == 1 { "" } else { "s" })
}
