//! Conversion by score band, lane and grade, and whether it rises as it should.

use handraise_model::Model;

use crate::measure::{Conversion, Step, steps};
use crate::replay::{Detail, Replay};
use crate::report::{Estimate, Fall, Group, GroupKind, GroupTable, Matrix};

use super::curve::round_width;
use super::part::Part;
use super::wording::{count, list, percent};

/// Score bands, at most about so many.
const BANDS_MAX: f64 = 10.0;
const FIT_GRADES: [char; 4] = ['A', 'B', 'C', 'D'];
const ENGAGEMENT_GRADES: [char; 4] = ['1', '2', '3', '4'];

/// Score bands, then lanes, fit grades and engagement grades as far as the model has them.
pub(super) fn tables(model: &Model, replay: &Replay, part: &Part<'_>) -> Vec<GroupTable> {
    let mut tables = vec![score_bands(replay, part)];
    if !model.lanes().is_empty() {
        let mut names: Vec<String> = model.lanes().iter().map(|lane| lane.name.clone()).collect();
        let none = names.len();
        if replay.details.iter().any(|detail| detail.lane.is_none()) {
            names.push("no lane".to_owned());
        }
        let lane = |detail: &Detail| Some(detail.lane.map_or(none, usize::from));
        tables.push(table(GroupKind::Lane, "lane", names, replay, part, lane));
    }
    if model.grade().fit.is_some() {
        let names = FIT_GRADES.map(String::from).to_vec();
        let grade = |detail: &Detail| place(&FIT_GRADES, detail.fit_grade);
        tables.push(table(GroupKind::FitGrade, "fit grade", names, replay, part, grade));
    }
    if model.grade().engagement.is_some() {
        let names = ENGAGEMENT_GRADES.map(String::from).to_vec();
        let grade = |detail: &Detail| place(&ENGAGEMENT_GRADES, detail.engagement_grade);
        tables.push(table(GroupKind::EngagementGrade, "engagement grade", names, replay, part, grade));
    }
    tables
}

/// The grade matrix of a model that has thresholds for both.
pub(super) fn matrix(model: &Model, replay: &Replay, part: &Part<'_>) -> Option<Matrix> {
    model.grade().fit.as_ref().and(model.grade().engagement.as_ref())?;
    let columns = ENGAGEMENT_GRADES.len();
    let cell = |row: usize| {
        let detail = replay.details.get(part.index(row))?;
        let of_fit = place(&FIT_GRADES, detail.fit_grade)?;
        Some(of_fit * columns + place(&ENGAGEMENT_GRADES, detail.engagement_grade)?)
    };
    let found = part.conversions(FIT_GRADES.len() * columns, cell);
    let cells = found.chunks(columns).zip(FIT_GRADES).map(|(of_fit, fit)| {
        let named = ENGAGEMENT_GRADES.iter().map(|engagement| format!("{fit}{engagement}"));
        of_fit.iter().zip(named).map(|(conversion, name)| group(name, conversion, part)).collect()
    });
    Some(Matrix { fit: FIT_GRADES.to_vec(), engagement: ENGAGEMENT_GRADES.to_vec(), cells: cells.collect() })
}

/// A group as it is shown.
pub(super) fn group(name: String, conversion: &Conversion, part: &Part<'_>) -> Group {
    Group {
        name,
        leads: conversion.leads,
        wins: conversion.wins,
        rows: conversion.rows,
        conversion: converted(conversion, part),
        shrunk: None,
        lift_inside: None,
    }
}

/// A rate as it is shown: with an interval where there are wins enough in all.
pub(super) fn converted(conversion: &Conversion, part: &Part<'_>) -> Estimate {
    Estimate::new(conversion.rate, conversion.interval.filter(|_| part.has_wins()))
}

fn place(letters: &[char], letter: Option<char>) -> Option<usize> {
    letters.iter().position(|known| Some(*known) == letter)
}

/// Bands of equal width; leads that are not eligible stand below all others, whatever their score.
fn score_bands(replay: &Replay, part: &Part<'_>) -> GroupTable {
    let eligible = || part.rows.iter().enumerate().filter(|(_, row)| row.eligible);
    let score = |row: usize| replay.details.get(part.index(row)).map(|detail| i64::from(detail.score));
    let scores = || eligible().filter_map(|(row, _)| score(row));
    let (least, greatest) = (scores().min().unwrap_or_default(), scores().max().unwrap_or_default());
    let width = round_width((greatest - least + 1) as f64 / BANDS_MAX);
    let (first, last) = (least.div_euclid(width), greatest.div_euclid(width));
    // The greatest score of all, alone in its band, joins the one below: 90 to 100.
    let last = if greatest == last * width && last > first { last - 1 } else { last };
    let name = |band: i64| match (band * width, if band == last { greatest } else { (band + 1) * width - 1 }) {
        (from, to) if from >= to => from.to_string(),
        (from, to) => format!("{from} to {to}"),
    };
    let mut names: Vec<String> = (first..=last).rev().map(name).collect();
    if eligible().next().is_none() {
        names.clear();
    }
    let not_eligible = names.len();
    if part.rows.iter().any(|row| !row.eligible) {
        names.push("not eligible".to_owned());
    }
    let band = |row: usize| {
        let is_eligible = part.rows.get(row)?.eligible;
        if is_eligible { Some((last - score(row)?.div_euclid(width).min(last)) as usize) } else { Some(not_eligible) }
    };
    table_by_row(GroupKind::ScoreBand, "score band", names, part, band)
}

fn table(
    kind: GroupKind,
    name: &str,
    names: Vec<String>,
    replay: &Replay,
    part: &Part<'_>,
    group_of: impl Fn(&Detail) -> Option<usize>,
) -> GroupTable {
    table_by_row(kind, name, names, part, |row| group_of(replay.details.get(part.index(row))?))
}

fn table_by_row(
    kind: GroupKind,
    name: &str,
    names: Vec<String>,
    part: &Part<'_>,
    group_of: impl Fn(usize) -> Option<usize>,
) -> GroupTable {
    let found = part.conversions(names.len(), group_of);
    let groups: Vec<Group> =
        names.into_iter().zip(&found).map(|(name, conversion)| group(name, conversion, part)).collect();
    let falls = falls(&groups, &found);
    let finding = finding(name, &groups, &falls, part);
    GroupTable { kind, name: name.to_owned(), groups, falls, finding }
}

/// Groups stand best first; those without rows say nothing and are passed over.
fn falls(groups: &[Group], found: &[Conversion]) -> Vec<Fall> {
    let known: Vec<(&Group, &Conversion)> =
        groups.iter().zip(found).filter(|(group, _)| group.rows > 0).rev().collect();
    let rising: Vec<Conversion> = known.iter().map(|(_, conversion)| (*conversion).clone()).collect();
    let pairs = known.iter().zip(known.iter().skip(1));
    let fall = |(step, ((worse, _), (better, _))): (&Step, (&(&Group, _), &(&Group, _)))| {
        let clear = match step {
            Step::Rises | Step::Unknown => return None,
            Step::Falls => false,
            Step::FallsClearly => true,
        };
        Some(Fall { better: better.name.clone(), worse: worse.name.clone(), clear })
    };
    let mut falls: Vec<Fall> = steps(&rising).iter().zip(pairs).filter_map(fall).collect();
    falls.reverse();
    falls
}

fn finding(name: &str, groups: &[Group], falls: &[Fall], part: &Part<'_>) -> String {
    let rate = |name: &str| groups.iter().find(|group| group.name == name).and_then(|group| group.conversion.value);
    if !part.has_wins() {
        return format!("{}: too few to say whether a better {name} converts better.", count(part.wins, "win"));
    }
    if groups.iter().filter(|group| group.rows > 0).count() < 2 {
        return format!("All leads are in one {name}, which tells nothing apart.");
    }
    let clear: Vec<&Fall> = falls.iter().filter(|fall| fall.clear).collect();
    if let Some(worst) = clear.first() {
        let rates = rate(&worst.better).zip(rate(&worst.worse));
        let rates = rates.map(|(better, worse)| format!(", {} against {}", percent(better), percent(worse)));
        let others = clear.len() - 1;
        let more = if others > 0 { format!(" The same is true of {others} more.") } else { String::new() };
        return format!(
            "“{}” converts worse than “{}” below it{}; chance does not explain it.{more}",
            worst.better,
            worst.worse,
            rates.unwrap_or_default()
        );
    }
    if falls.is_empty() {
        return format!("A better {name} converts better, all the way.");
    }
    let better: Vec<String> = falls.iter().map(|fall| fall.better.clone()).collect();
    format!("A better {name} converts better, but for {}: by no more than chance may explain.", list(&better, 3))
}
