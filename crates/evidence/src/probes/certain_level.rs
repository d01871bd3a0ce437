//! A value with which every lead was won, or none.
//!
//! Chance is counted at the rate of the leads that came at the same time, and divided among all values that were
//! looked at: where one lead in a hundred is won, twenty without a win say nothing. A value that is hardly ever won, or
//! nearly always, is no leak either: it must be too certain for one whose leads have a fifth of the others' odds, or ten
//! times their odds. Numbers are looked at from both ends: calls of less than so many seconds. There an honest number
//! fades out, so that even a twentieth, or twenty times, must be ruled out.

use handraise_model::DataPoint;

use super::levels::LEADS_MIN;
use super::text;
use super::values::{Named, Values};
use super::witness::{Witness, Witnesses};
use crate::report::{Probe, ProbeKind};

/// Chance must be less likely than one in ten thousand, over all values together.
const UNLIKELY: f64 = 9.21;
/// A rate is ruled out when it would have shown no win once in a hundred.
const RULED_OUT: f64 = 4.605;
/// What an honest value may do to the odds of being won, at most.
#[derive(Clone, Copy)]
struct Reach {
    /// So many times less.
    less: f64,
    /// So many times more.
    more: f64,
}

const OF_A_VALUE: Reach = Reach { less: 5.0, more: 10.0 };
const OF_AN_END: Reach = Reach { less: 20.0, more: 20.0 };

pub(super) fn probe(data_point: &DataPoint, values: &Values, witnesses: &Witnesses) -> Option<Probe> {
    let mut found = match values {
        Values::Named(named) => of_named(data_point, named, witnesses),
        Values::Ordered(values) => of_ordered(data_point, values, witnesses),
    };
    found.sort_by(|left, right| right.surprise.total_cmp(&left.surprise));
    let (first, others) = found.split_first()?;
    let all = if first.won { "all" } else { "none" };
    let more = match others.len() {
        0 => String::new(),
        1 => "; one more value is as certain".to_owned(),
        others => format!("; {others} more values are as certain"),
    };
    Some(Probe {
        kind: ProbeKind::CertainLevel,
        data_point: Some(data_point.name.clone()),
        value: f64::from(first.won),
        finding: format!(
            "of {} with {}, {all} were won; of all leads, {} were{more}",
            witnesses.told(first.leads),
            first.name,
            text::percent(100.0 * witnesses.won_share()),
        ),
        help: text::WRITTEN_WHEN.to_owned(),
    })
}

/// A value that is certain.
struct Certain {
    name: String,
    leads: usize,
    won: bool,
    surprise: f64,
}

/// The leads with a value, as they are counted.
#[derive(Clone, Default)]
struct Seen {
    leads: usize,
    wins: usize,
    members: Vec<usize>,
}

impl Seen {
    fn push(&mut self, index: usize, lead: &Witness) {
        self.leads += 1;
        self.wins += usize::from(lead.won);
        self.members.push(index);
    }
}

fn of_named(data_point: &DataPoint, named: &Named, witnesses: &Witnesses) -> Vec<Certain> {
    let mut levels = vec![Seen::default(); named.names.len() + 1];
    for (index, (values, lead)) in named.of_witness.iter().zip(&witnesses.leads).enumerate() {
        // Not known is a value, too: the last one.
        let unknown = values.is_empty().then_some(named.names.len());
        for level in values.iter().map(|value| *value as usize).chain(unknown) {
            if let Some(seen) = levels.get_mut(level) {
                seen.push(index, lead);
            }
        }
    }
    let tried = levels.iter().filter(|seen| seen.leads >= LEADS_MIN).count();
    let named = levels.iter().enumerate().filter_map(|(level, seen)| {
        let point = &data_point.name;
        let name = named.names.get(level);
        let name = name.map_or(format!("no `{point}`"), |name| format!("`{}` in `{point}`", text::short(name)));
        certain(name, seen, tried, OF_A_VALUE, witnesses)
    });
    named.collect()
}

/// The longest run of leads from either end that were all won, or all not; and those of which nothing is known.
fn of_ordered(data_point: &DataPoint, values: &[Option<f64>], witnesses: &Witnesses) -> Vec<Certain> {
    let mut known: Vec<(f64, usize)> =
        values.iter().enumerate().filter_map(|(index, value)| Some(((*value)?, index))).collect();
    known.sort_by(|(left, _), (right, _)| left.total_cmp(right));
    let mut unknown = Seen::default();
    for (index, lead) in witnesses.leads.iter().enumerate() {
        if values.get(index).is_none_or(Option::is_none) {
            unknown.push(index, lead);
        }
    }
    let mut found: Vec<Certain> =
        certain(format!("no `{}`", data_point.name), &unknown, 1, OF_A_VALUE, witnesses).into_iter().collect();
    let ties: Vec<&[(f64, usize)]> = known.chunk_by(|(left, _), (right, _)| left == right).collect();
    for won in [false, true] {
        let low = run(&mut ties.iter().copied(), won, witnesses);
        let high = run(&mut ties.iter().rev().copied(), won, witnesses);
        for (end, words) in [(low, "at most"), (high, "at least")] {
            let Some((seen, last)) = end else { continue };
            let name = format!("`{}` of {words} {}", data_point.name, text::value(last, data_point.ty));
            found.extend(certain(name, &seen, 4, OF_AN_END, witnesses));
        }
    }
    found
}

/// The leads of the first ties in which all were won, or all not, and the last value among them.
fn run(ties: &mut dyn Iterator<Item = &[(f64, usize)]>, won: bool, witnesses: &Witnesses) -> Option<(Seen, f64)> {
    let (mut seen, mut last) = (Seen::default(), None);
    for tie in ties {
        if tie.iter().any(|(_, index)| witnesses.leads.get(*index).is_none_or(|lead| lead.won != won)) {
            break;
        }
        for (value, index) in tie {
            last = Some(*value);
            if let Some(lead) = witnesses.leads.get(*index) {
                seen.push(*index, lead);
            }
        }
    }
    Some((seen, last?))
}

fn certain(name: String, seen: &Seen, tried: usize, reach: Reach, witnesses: &Witnesses) -> Option<Certain> {
    let won = seen.wins > 0;
    if seen.leads < LEADS_MIN || (won && seen.wins < seen.leads) {
        return None;
    }
    let at = |times: f64| surprise(&seen.members, won, times, witnesses);
    let surprise = at(1.0) - (tried as f64).ln();
    let honest = if won { reach.more } else { 1.0 / reach.less };
    (surprise > UNLIKELY && at(honest) > RULED_OUT).then_some(Certain { name, leads: seen.leads, won, surprise })
}

/// How unlikely it is, as a negative logarithm, that all of them were won, or none, had each had so many times the odds
/// of the leads of its time. Leads of one account count as one.
fn surprise(members: &[usize], won: bool, times: f64, witnesses: &Witnesses) -> f64 {
    let mut of_cluster: Vec<(u32, f64)> = members
        .iter()
        .filter_map(|index| witnesses.leads.get(*index))
        .map(|lead| {
            let odds = times * lead.rate_of_cohort / (1.0 - lead.rate_of_cohort);
            // Won with odds / (1 + odds), not won with 1 / (1 + odds).
            (lead.cluster, odds.ln_1p() - if won { odds.ln() } else { 0.0 })
        })
        .collect();
    of_cluster.sort_by_key(|(cluster, _)| *cluster);
    let mean = |leads: &[(u32, f64)]| leads.iter().map(|(_, surprise)| surprise).sum::<f64>() / leads.len() as f64;
    of_cluster.chunk_by(|(left, _), (right, _)| left == right).map(mean).sum()
}
