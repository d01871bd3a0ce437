//! Reports of small replays whose truth is known.

mod replays;

use std::num::NonZeroUsize;

use handraise_evidence::report::{CriterionFlag, Finding, GroupKind, Placement, Ranker, Report, Setup};
use handraise_evidence::{
    Against, Exposure, RiskRatio, SourceStandings, SourcesStandings, Standings, Study, detectable_lift,
};
use handraise_model::Model;
use handraise_model::condition::DataPointId;

use crate::near;
use replays::{World, model};

fn setup(instants: u32, capacity: u32) -> Setup {
    Setup {
        model: "test".to_owned(),
        model_version: 1,
        model_fingerprint: String::new(),
        placement: Placement::Calendar {
            instants: (0..instants).map(|week| week.to_string()).collect(),
            every_days: 7.0,
        },
        horizon_days: 90,
        until: None,
        capacity,
        capacity_assumed: false,
        clusters: "lead".to_owned(),
        seed: 1,
        replicates: 200,
    }
}

fn study<'s>(world: &'s World, model: &'s Model, capacity: u32) -> Study<'s> {
    Study {
        model,
        replay: &world.replay,
        setup: setup(world.instants, capacity),
        sources: None,
        against: None,
        by: &[],
        sample: None,
        notes: Vec::new(),
        threads: NonZeroUsize::MIN,
    }
}

fn report(world: &World, capacity: u32) -> Report {
    study(world, &model(), capacity).report()
}

#[test]
fn a_model_that_knows_buyers_finds_them() {
    let world = World { leads: 1_500, signal: 2.0, ..World::default() }.build(1);
    let report = report(&world, 100);
    assert_eq!(report.verdict.finding, Finding::FindsBuyers, "{:#?}", report.verdict);
    assert!(report.verdict.sentences[0].contains("100 leads a week"), "{:?}", report.verdict.sentences);
    let rankers: Vec<Ranker> = report.rankers.iter().map(|ranked| ranked.ranker).collect();
    assert_eq!(rankers, [Ranker::Model, Ranker::NewestFirst, Ranker::Random]);
    let random = &report.rankers[2];
    near(random.auc.value, 0.5);
    near(random.ks.value, 0.0);
    near(random.at_capacity().unwrap().lift.value, 1.0);
    near(random.average_precision.value, report.counts.base_rate.unwrap());
    // The first criterion is what buyers are known by; the second is met by lot.
    let criteria = &report.criteria.criteria;
    assert!(criteria[0].lift.low.unwrap() > 1.0 && criteria[0].auc.low.unwrap() > 0.0, "{:#?}", criteria[0]);
    assert!(criteria[1].auc.low.unwrap() < 0.0 && criteria[1].flag.is_none(), "{:#?}", criteria[1]);
    assert_eq!(report.curve.last().unwrap().gain, Some(1.0));
}

#[test]
fn counts_and_tables_of_a_replay_by_hand() {
    // Four leads at two instants; the first and the second are won, the second out of the first instant alone.
    let mut world = World { leads: 4, instants: 2, ..World::default() }.build(1);
    let scores = [60, 45, 45, 5, 70, 45, 40, 10];
    let won = [true, true, false, false, true, false, false, false];
    world.set(&scores, &won);
    let report = report(&world, 1);
    let counts = &report.counts;
    assert_eq!((counts.leads, counts.wins, counts.rows, counts.won_rows), (4, 2, 8, 3));
    near(counts.base_rate, 3.0 / 8.0);
    let model = &report.rankers[0];
    // 60 beats both others, 45 ties with one of them and beats the other; 70 beats all three.
    near(model.auc.value, (2.0 + 1.5 + 3.0) / 7.0);
    let top = model.at_capacity().unwrap();
    assert_eq!((top.capacity, top.leads, top.wins, top.rows), (Some(1), 1, 1, 2.0));
    near(top.precision.value, 1.0);
    near(top.gain.value, 2.0 / 3.0);
    assert_eq!(top.precision.low, None);
    let bands = &report.groups[0];
    assert_eq!(bands.kind, GroupKind::ScoreBand);
    let of_bands: Vec<_> =
        bands.groups.iter().map(|band| (band.name.as_str(), band.leads, band.wins, band.rows)).collect();
    let expected = [
        ("60 to 70", 1, 1, 2),
        ("50 to 59", 0, 0, 0),
        ("40 to 49", 2, 1, 4),
        ("30 to 39", 0, 0, 0),
        ("20 to 29", 0, 0, 0),
        ("10 to 19", 1, 0, 1),
        ("0 to 9", 1, 0, 1),
    ];
    assert_eq!(of_bands, expected);
    let line = &report.line;
    // One lead can be called a week: above 46 there is one a week.
    assert_eq!(line.filling, Some(46));
    let at = |score: i64| line.thresholds.iter().find(|threshold| threshold.score == score).unwrap();
    assert_eq!((at(46).leads_each, at(46).leads, at(46).wins, at(46).caught), (1.0, 1, 1, Some(0.5)));
    assert_eq!((at(45).leads_each, at(45).wins, at(45).caught), (2.5, 2, Some(1.0)));
    near(at(45).conversion.value, 3.0 / 5.0);
    let volume: Vec<_> = line.volume.iter().map(|volume| (volume.leads, volume.above, volume.new_above)).collect();
    assert_eq!(volume, [(4.0, 1.0, 1.0), (4.0, 1.0, 0.0)]);
    assert_eq!(report.verdict.finding, Finding::TooLittleData);
}

#[test]
fn too_little_data_is_said_and_what_is_missing() {
    let world = World { leads: 60, signal: 1.0, ..World::default() }.build(3);
    let report = report(&world, 6);
    assert_eq!(report.verdict.finding, Finding::TooLittleData);
    assert!(
        report
            .verdict
            .sentences
            .iter()
            .any(|sentence| sentence.contains("only a lift above") || sentence.contains("no lift"))
    );
    assert!(
        report.verdict.sentences.iter().any(|sentence| sentence.contains("more wins")),
        "{:?}",
        report.verdict.sentences
    );
}

#[test]
fn nothing_to_learn_from_is_no_reason_to_fail() {
    for (leads, rate) in [(0, 0.0), (1, 1.0), (30, 0.0), (30, 1.0)] {
        let world = World { leads, base_rate: rate, ..World::default() }.build(1);
        for capacity in [0, 1, 1_000, u32::MAX] {
            let report = report(&world, capacity);
            assert_eq!(report.verdict.finding, Finding::TooLittleData, "{leads} leads of which {rate} won");
            assert!(!report.verdict.sentences.is_empty());
        }
    }
}

#[test]
fn a_constant_score_is_no_signal() {
    let mut world = World { leads: 3_000, ..World::default() }.build(2);
    let flat = vec![10; world.replay.rows.len()];
    let won: Vec<bool> = world.replay.rows.iter().map(|row| row.won).collect();
    world.set(&flat, &won);
    let report = report(&world, 300);
    assert_eq!(report.verdict.finding, Finding::NoSignal, "{:#?}", report.verdict);
    near(report.rankers[0].auc.value, 0.5);
    assert_eq!(report.groups[0].groups.len(), 1);
}

#[test]
fn shuffled_outcomes_are_no_signal() {
    // Wins enough to see a signal, then too few.
    for (leads, expected) in [(1_000, Finding::NoSignal), (200, Finding::TooLittleData)] {
        let of_seed = |seed| {
            let world = World { leads, instants: 4, ..World::default() }.build(seed);
            report(&world, leads / 10).verdict.finding
        };
        let findings: Vec<Finding> = (1..=100).map(of_seed).collect();
        let said = |wanted| findings.iter().filter(|finding| **finding == wanted).count();
        assert!(said(expected) >= 95, "{expected:?} in {} of 100", said(expected));
        assert!(said(Finding::WorseThanNewestFirst) <= 2, "{findings:?}");
    }
}

#[test]
fn newest_first_is_worse_than_a_model_or_better() {
    let world = World { leads: 1_500, newest: 2.5, ..World::default() }.build(4);
    let report = report(&world, 100);
    assert_eq!(report.verdict.finding, Finding::WorseThanNewestFirst, "{:#?}", report.verdict);
}

#[test]
fn no_praise_where_newest_first_tells_buyers_apart_better() {
    // Few can be called, so that only AUC shows which is better.
    let world = World { leads: 1_500, signal: 1.5, newest: 3.0, ..World::default() }.build(4);
    let report = report(&world, 15);
    let over_newest = report.over_newest.unwrap();
    assert!(over_newest.auc.high.unwrap() < 0.0 && over_newest.precision.high.unwrap() > 0.0, "{over_newest:#?}");
    assert_eq!(report.verdict.finding, Finding::WorseThanNewestFirst, "{:#?}", report.verdict);
    let says = |words: &str| report.verdict.sentences.iter().any(|sentence| sentence.contains(words));
    assert!(says("newest first tells buyers apart better") && !says("told apart"), "{:?}", report.verdict.sentences);
}

#[test]
fn what_is_not_proven_on_top_says_why() {
    let world = World { leads: 1_500, signal: 3.0, ..World::default() }.build(1);
    let verdict = report(&world, 3).verdict;
    assert_eq!(verdict.finding, Finding::NotProvenOnTop, "{verdict:#?}");
    assert!(verdict.sentences[1].contains("too few wins for an interval"), "{:?}", verdict.sentences);
}

#[test]
fn a_single_instant_has_no_last_quarter() {
    for (instants, says) in [(1, "at the only instant"), (2, "at the later of the two"), (4, "in the last quarter")] {
        let world = World { leads: 1_500, instants, signal: 2.0, ..World::default() }.build(1);
        let verdict = report(&world, 150).verdict;
        assert!(verdict.sentences[0].contains(says), "{:?}", verdict.sentences);
    }
}

#[test]
fn an_order_has_no_horizon() {
    let world = World { leads: 30, instants: 1, base_rate: 0.0, ..World::default() }.build(1);
    let model = model();
    let mut study = study(&world, &model, 3);
    study.setup.placement =
        Placement::Order { column: "number".to_owned(), descending: false, as_of: "2026-01-01".to_owned() };
    assert_eq!(study.report().verdict.sentences, ["None of 30 leads was won: there is nothing to learn from."]);
}

#[test]
fn a_sample_shows_no_more_than_the_leads_it_stands_for() {
    let mut world = World { leads: 600, instants: 4, ..World::default() }.build(1);
    world.replay.rows.iter_mut().filter(|row| !row.won).for_each(|row| row.weight = 10.0);
    world.replay.left_out.closed = 5;
    let report = report(&world, 500);
    let (wins, others) = (report.counts.wins, report.counts.leads - report.counts.wins);
    let all = wins + 10 * others;
    assert_eq!(report.detectable_lift, detectable_lift(all, wins, 500.0 / all as f64));
    near(report.counts.base_rate, wins as f64 / all as f64);
    let left_out: Vec<_> = report.counts.left_out.iter().map(|of| (of.reason.as_str(), of.rows)).collect();
    assert_eq!(left_out, [("an outcome had closed the lead", 5)]);
    assert!(report.verdict.sentences.iter().any(|said| said.contains("measured leads")), "{:?}", report.verdict);
}

#[test]
fn a_cluster_counts_as_often_as_it_stands_for() {
    // Nobody on top was won: of five leads that stand for four each, and of twenty.
    let rows = |each: f64, leads: u32| -> Vec<Exposure> {
        let exposed = (0..leads).map(|cluster| Exposure { cluster, weight: each, part: 1.0, won: false });
        let rest = |cluster| Exposure { cluster: leads + cluster, weight: 1.0, part: 0.0, won: cluster < 10 };
        exposed.chain((0..30).map(rest)).collect()
    };
    assert_eq!(RiskRatio::of(&rows(4.0, 5)), RiskRatio::of(&rows(1.0, 20)));
}

#[test]
fn a_model_that_is_upside_down_misleads() {
    let world = World { leads: 1_500, signal: -2.0, ..World::default() }.build(5);
    let report = report(&world, 100);
    assert_eq!(report.verdict.finding, Finding::Misleads, "{:#?}", report.verdict);
    assert_eq!(report.criteria.criteria[0].flag, Some(CriterionFlag::AgainstEvidence));
    assert!(report.criteria.findings[0].contains("won less often"), "{:?}", report.criteria.findings);
    assert!(report.groups[0].falls.iter().any(|fall| fall.clear), "{:#?}", report.groups[0]);
}

#[test]
fn threads_change_nothing() {
    let world = World { leads: 200, signal: 1.0, ..World::default() }.build(6);
    let model = model();
    let alone = study(&world, &model, 20).report();
    let shared = Study { threads: NonZeroUsize::new(3).unwrap(), ..study(&world, &model, 20) }.report();
    assert_eq!(alone, shared);
}

#[test]
fn a_source_is_worth_what_the_model_loses_without_it() {
    let world = World { leads: 1_500, signal: 2.0, ..World::default() }.build(7);
    let model = model();
    // Without `crm` the first criterion is gone, without `scraped` the second.
    let without = |criterion: usize| world.standings(&world.replay.criteria[criterion].without);
    let nothing = world.standings(&vec![Default::default(); world.replay.rows.len()]);
    let full = world.standings(&world.totals());
    let source = |name: &str, without: Standings, with_those_before: Standings| SourceStandings {
        name: name.to_owned(),
        without,
        with_those_before,
    };
    let sources = SourcesStandings {
        without_any: nothing,
        sources: vec![source("crm", without(0), without(1)), source("scraped", without(1), full)],
    };
    let study = Study { sources: Some(&sources), by: &[DataPointId(0)], ..study(&world, &model, 100) };
    let report = study.report();
    let found = report.sources.unwrap();
    assert!(found.without[0].finding.starts_with("earns its place"), "{:#?}", found.without[0]);
    assert!(!found.without[1].finding.starts_with("earns its place"), "{:#?}", found.without[1]);
    assert_eq!((found.without[0].credibility, found.without[1].credibility), (1.0, 0.5));
    assert_eq!(found.without[0].data_points, ["country"]);
    near(found.without[0].coverage, 1.0);
    assert_eq!(
        (found.added.len(), found.added[0].name.as_deref(), found.added[2].name.as_deref()),
        (3, None, Some("scraped"))
    );
    near(found.added[0].auc.value, 0.5);
    assert!(found.added[1].auc_gain.unwrap().low.unwrap() > 0.0);
    let by = &report.lead_sources[0];
    assert_eq!((by.kind, by.name.as_str(), by.groups.len()), (GroupKind::DataPoint, "country", 2));
    assert!(by.groups[0].shrunk.unwrap().value >= by.groups[1].shrunk.unwrap().value);
}

#[test]
fn another_model_is_held_against_the_same_rows() {
    let world = World { leads: 1_500, signal: 2.0, ..World::default() }.build(8);
    let model = model();
    let flat = world.standings(&vec![Default::default(); world.replay.rows.len()]);
    let against = Against { model: &model, standings: &flat, moved: Vec::new() };
    let report = Study { against: Some(against), ..study(&world, &model, 100) }.report();
    let comparison = report.comparison.unwrap();
    near(comparison.figures.auc.value, 0.5);
    assert!(comparison.difference.auc.low.unwrap() > 0.0);
    assert!(comparison.finding.starts_with("This model is better than “test” version 1"), "{}", comparison.finding);
    assert_eq!(report.rankers.len(), 3);
}
