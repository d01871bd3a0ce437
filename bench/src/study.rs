//! A replay of so many leads at weekly instants, for how long its report takes.

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use fastrand::Rng;
use handraise_evidence::report::{Placement, Report, Setup};
use handraise_evidence::{
    CriterionRows, Detail, REPLICATES, Replay, ReplayedLead, Row, SourceStandings, SourcesStandings, Standings, Study,
};
use handraise_model::values::Exact;
use handraise_model::{Model, ModelSource};

use crate::Error;

/// How great a replay is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Leads, each of them in at every instant.
    pub leads: u32,
    /// Weekly instants.
    pub instants: u32,
    /// Criteria that give points.
    pub criteria: usize,
    /// Sources of data points.
    pub sources: usize,
}

/// Makes a replay, and times its report.
pub fn report(size: Size, threads: NonZeroUsize) -> Result<(Report, Duration), Error> {
    let model = model(size)?;
    let replay = replay(size);
    let sources = SourcesStandings { without_any: standings(&replay, 0.0), sources: sources(size, &replay) };
    let start = Instant::now();
    let study = Study {
        model: &model,
        replay: &replay,
        setup: setup(size),
        sources: (size.sources > 0).then_some(&sources),
        against: None,
        by: &[],
        sample: None,
        notes: Vec::new(),
        threads,
    };
    let report = study.report();
    Ok((report, start.elapsed()))
}

fn model(size: Size) -> Result<Model, Error> {
    let mut text = "[model]\nname = 'bench'\nversion = 1\n[credibility]\n".to_owned();
    (0..size.sources).for_each(|source| text += &format!("s{source} = 0.{}\n", 99 - source));
    text += "[lead]\n";
    (0..size.criteria).for_each(|point| text += &format!("p{point} = {{ type = 'boolean' }}\n"));
    (0..size.criteria).for_each(|fit| text += &format!("[[fit]]\nname = 'fit {fit}'\nwhen = 'p{fit}'\npoints = 3\n"));
    let checked = ModelSource::new("bench.toml", &text).check();
    checked.model.ok_or_else(|| format!("{:?}", checked.diagnostics).into())
}

fn setup(size: Size) -> Setup {
    Setup {
        model: "bench".to_owned(),
        model_version: 1,
        model_fingerprint: String::new(),
        placement: Placement::Calendar {
            instants: (0..size.instants).map(|week| format!("week {week}")).collect(),
            every_days: 7.0,
        },
        horizon_days: 90,
        until: None,
        capacity: size.leads / 10,
        capacity_assumed: true,
        clusters: "lead".to_owned(),
        seed: 1,
        replicates: REPLICATES,
    }
}

/// One lead in ten is won, within thirteen weeks of a week of its own; its score decays, so that few rows tie.
fn replay(size: Size) -> Replay {
    let mut random = Rng::with_seed(1);
    let mut replay = Replay { criteria: vec![CriterionRows::default(); size.criteria], ..Replay::default() };
    let leads: Vec<(f64, Option<u32>, u64)> = (0..size.leads)
        .map(|_| {
            let quality = random.f64();
            let won = (random.f64() < 0.2 * quality).then(|| random.u32(0..size.instants));
            (quality, won, random.u64(..))
        })
        .collect();
    for instant in 0..size.instants {
        for (lead, (quality, won, met)) in (0..).zip(&leads) {
            let total = Exact((1e9 * (0.5 * quality + 0.5 * random.f64())) as i64 / 100_000 * 100_000);
            replay.rows.push(Row {
                instant,
                lead,
                cluster: lead,
                total,
                eligible: met % 10 != 0,
                rank: None,
                won: won.is_some_and(|week| (instant..instant + 13).contains(&week)),
                value: None,
                weight: 1.0,
            });
            replay.details.push(Detail {
                lead_row: lead,
                score: total.round_half_up() as i32,
                last_touch: Some(random.i64(0..1 << 50)),
                newest: Some(i64::from(lead)),
                later: instant * 4 >= size.instants * 3,
                ..Detail::default()
            });
            for (index, criterion) in replay.criteria.iter_mut().enumerate() {
                let is_met = met >> (index % 60) & 3 == 0;
                criterion.met.push(is_met);
                criterion.without.push(Exact(total.0 - if is_met { 30_000_000 } else { 0 }));
            }
        }
    }
    replay.leads = (0..size.leads).map(|id_place| ReplayedLead { id_place, ..ReplayedLead::default() }).collect();
    replay.instants = (0..size.instants).map(|week| format!("week {week}")).collect();
    let ranks = standings(&replay, 1.0).ranks;
    replay.rows.iter_mut().zip(ranks).for_each(|(row, rank)| row.rank = rank);
    replay
}

fn sources(size: Size, replay: &Replay) -> Vec<SourceStandings> {
    let known = |sources: usize| sources as f64 / size.sources as f64;
    let of = |source: usize| SourceStandings {
        name: format!("s{source}"),
        without: standings(replay, known(source)),
        with_those_before: standings(replay, known(source + 1)),
    };
    (0..size.sources).map(of).collect()
}

/// How rows stand when only a part of their points is known; the rest is chance.
fn standings(replay: &Replay, known: f64) -> Standings {
    let mut random = Rng::with_seed(2);
    let chance = |of: &Row| Exact((known * of.total.0 as f64 + (1.0 - known) * 1e9 * random.f64()) as i64);
    let totals: Vec<Exact> = replay.rows.iter().map(chance).collect();
    let mut order: Vec<usize> = (0..totals.len()).filter(|row| replay.rows[*row].eligible).collect();
    order.sort_by_key(|row| (replay.rows[*row].instant, Reverse(totals[*row])));
    let (mut ranks, mut last) = (vec![None; totals.len()], (u32::MAX, 0));
    for row in order {
        let instant = replay.rows[row].instant;
        last = (instant, if last.0 == instant { last.1 + 1 } else { 1 });
        ranks[row] = Some(last.1);
    }
    Standings { totals, ranks }
}
