//! The study: from replayed rows to the report.
//!
//! One function for each part of the report, all on the same rows and the same draws. What is stated in words is decided
//! here, once: the terminal, the page and the JSON only show it.
//!
//! ```text
//! Replay ──Part──▶ all rows, later rows ──orders──▶ rankers, differences, curve ──verdict──▶ Report
//!                                       └─groups, criteria, sources, lead sources, line
//! ```
//!
//! Praise rests on **later** rows, on which the model is the least likely to have been tuned; all rows together say the
//! rest.

mod comparison;
mod criteria;
mod curve;
mod exposed;
mod groups;
mod lead_sources;
mod line;
mod orders;
mod part;
mod random_order;
mod sources;
mod standing;
mod values;
mod verdict;
mod wording;

use std::num::NonZeroUsize;

use handraise_model::Model;
use handraise_model::condition::DataPointId;

use crate::measure::Bootstrap;
use crate::probes::probes;
use crate::replay::{Replay, SourcesStandings, Standings};
use crate::report::{Counts, FORMAT, LeftOut, Moved, Ranker, Report, Sample, Setup};
use orders::{Measured, difference, measure_orders};
use part::Part;

/// A replay that is to be made sense of.
#[derive(Debug)]
pub struct Study<'s> {
    /// The model under test.
    pub model: &'s Model,
    /// How its leads stood, and what became of them.
    pub replay: &'s Replay,
    /// What was asked.
    pub setup: Setup,
    /// How rows stand without sources; `None` without `[credibility]`.
    pub sources: Option<&'s SourcesStandings>,
    /// Another model on the same rows.
    pub against: Option<Against<'s>>,
    /// The data points by whose values conversion is shown.
    pub by: &'s [DataPointId],
    /// How rows were sampled.
    pub sample: Option<Sample>,
    /// What the reader must know of how rows came about, in sentences.
    pub notes: Vec<String>,
    /// Threads to use; they change no figure.
    pub threads: NonZeroUsize,
}

/// Another model, as it puts the same rows in order.
#[derive(Debug)]
pub struct Against<'s> {
    /// The model.
    pub model: &'s Model,
    /// How rows stand under it.
    pub standings: &'s Standings,
    /// The leads that move most.
    pub moved: Vec<Moved>,
}

impl Study<'_> {
    /// Everything that the replay has to tell.
    #[must_use]
    pub fn report(self) -> Report {
        let replay = self.replay;
        let how = Bootstrap { replicates: self.setup.replicates, seed: self.setup.seed, threads: self.threads };
        let probes = probes(replay, self.model);
        let newest = standing::newest_first(replay);
        let (all, later) = (Part::all(replay, self.setup.capacity), Part::later(replay, self.setup.capacity));
        let mut orders = vec![(Ranker::Model, None), (Ranker::NewestFirst, Some(&newest))];
        let of_later = measure_orders(&later, &orders, &how);
        orders.extend(self.against.iter().map(|other| (Ranker::Model, Some(other.standings))));
        let of_all = measure_orders(&all, &orders, &how);
        let mut ranked: Vec<_> = of_all.iter().map(|order| order.ranked.clone()).collect();
        let other = (ranked.len() > 2).then(|| ranked.pop()).flatten();
        let comparison =
            self.against.zip(other).zip(pair(&of_all, 0, 2)).map(|((against, figures), (model, other))| {
                comparison::comparison(against, figures, difference(model, other))
            });
        let counts = counts(replay, &all, self.sample);
        let verdict = verdict::verdict(&verdict::Evidence {
            setup: &self.setup,
            all: pair(&of_all, 0, 1),
            later: pair(&of_later, 0, 1),
            parts: (&all, &later),
            probes: &probes,
        });
        let alone = criteria::WithoutEach::new(&all, replay, &how);
        Report {
            format: FORMAT,
            verdict,
            probes,
            notes: self.notes,
            rankers: with_random(ranked, &all),
            later: with_random(of_later.iter().map(|order| order.ranked.clone()).collect(), &later),
            over_newest: pair(&of_later, 0, 1).map(|(model, newest)| difference(model, newest)),
            detectable_lift: later.detectable_lift(),
            curve: curve::curve(&all, &newest),
            histogram: curve::histogram(&all),
            groups: groups::tables(self.model, replay, &all),
            matrix: groups::matrix(self.model, replay, &all),
            criteria: criteria::criteria(self.model, replay, &all, &alone),
            sources: self.sources.map(|standings| sources::sources(self.model, replay, &all, standings, &alone)),
            lead_sources: lead_sources::tables(self.model, replay, &all, self.by),
            line: line::line(replay, &all, &self.setup),
            comparison,
            counts,
            setup: self.setup,
        }
    }
}

fn pair(orders: &[Measured], one: usize, other: usize) -> Option<(&Measured, &Measured)> {
    orders.get(one).zip(orders.get(other))
}

fn with_random(mut ranked: Vec<crate::report::Ranked>, part: &Part<'_>) -> Vec<crate::report::Ranked> {
    ranked.push(random_order::ranked(part));
    ranked
}

fn counts(replay: &Replay, all: &Part<'_>, sample: Option<Sample>) -> Counts {
    let (mut weight, mut won) = (0.0, 0.0);
    let mut value_of_lead = vec![None; replay.leads.len()];
    let mut is_won: Vec<bool> = replay.leads.iter().map(|lead| lead.won_at.is_some()).collect();
    for row in &*all.rows {
        weight += row.weight;
        if row.won {
            won += row.weight;
            if let Some(is_won) = is_won.get_mut(row.lead as usize) {
                *is_won = true;
            }
            if let (Some(value), Some(known)) = (row.value, value_of_lead.get_mut(row.lead as usize)) {
                *known = Some(known.unwrap_or(f64::NEG_INFINITY).max(value));
            }
        }
    }
    let values: Vec<f64> = value_of_lead.into_iter().flatten().collect();
    let left_out = replay.left_out;
    let reasons = [
        (left_out.not_known, "the lead was not known yet"),
        (left_out.closed, "an outcome had closed the lead"),
        (left_out.immature, "the horizon was not over"),
        (left_out.undecided, "nothing was decided"),
    ];
    Counts {
        leads: all.leads,
        wins: all.wins,
        rows: all.rows.len(),
        won_rows: all.rows.iter().filter(|row| row.won).count(),
        base_rate: (weight > 0.0).then(|| won / weight),
        value: (!values.is_empty()).then(|| values.iter().sum()),
        wins_recorded: is_won.into_iter().filter(|won| *won).count(),
        left_out: (reasons.into_iter().filter(|(rows, _)| *rows > 0))
            .map(|(rows, reason)| LeftOut { reason: reason.to_owned(), rows: rows as usize })
            .collect(),
        sample,
    }
}
