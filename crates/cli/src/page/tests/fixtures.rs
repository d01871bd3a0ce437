//! Reports made by hand: a rich one, one of too little data, one whose names are hostile, one of many things, an empty one.

use handraise_evidence::report::{
    Comparison, Counts, Criteria, Criterion, CriterionFlag, CurvePoint, Difference, Estimate, FORMAT, Fall, Finding,
    Group, GroupKind, GroupTable, Histogram, LeftOut, Line, Matrix, Move, Moved, Part, Placement, Probe, ProbeKind,
    Ranked, Ranker, Report, Sample, Setup, Source, SourceStep, Sources, Threshold, TopFigures, Verdict, Volume,
};

/// Every report that a page is made of in tests, by name.
pub(crate) fn all() -> Vec<(&'static str, Report)> {
    vec![
        ("rich", rich()),
        ("too-little", too_little()),
        ("hostile", hostile()),
        ("many", many()),
        ("empty", empty()),
        ("leaked", leaked()),
    ]
}

fn within(value: f64, half: f64) -> Estimate {
    Estimate { value: Some(value), low: Some(value - half), high: Some(value + half) }
}

fn lift_within(value: f64, factor: f64) -> Estimate {
    Estimate { value: Some(value), low: Some(value / factor), high: Some(value * factor) }
}

fn bare(value: f64) -> Estimate {
    Estimate { value: Some(value), low: None, high: None }
}

fn day(index: usize) -> String {
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut month, mut day) = (0, index);
    while month < 11 && day >= months[month] {
        day -= months[month];
        month += 1;
    }
    format!("2025-{:02}-{:02}T00:00:00.000000Z", month + 1, day + 1)
}

fn setup() -> Setup {
    Setup {
        model: "beacon".to_owned(),
        model_version: 3,
        model_fingerprint: "7f3a9c21e04b".to_owned(),
        placement: Placement::Calendar { instants: (0..38).map(|week| day(5 + week * 7)).collect(), every_days: 7.0 },
        horizon_days: 90,
        until: Some("2026-01-01T00:00:00.000000Z".to_owned()),
        capacity: 40,
        capacity_assumed: false,
        clusters: "account".to_owned(),
        seed: 1,
        replicates: 1000,
    }
}

fn ranked(ranker: Ranker, share_of_data: f64, strength: f64) -> Ranked {
    let count = |all: f64| (all * share_of_data).round() as usize;
    let gain = |share: f64| 1.0 - (1.0 - share).powf(strength);
    let top = |share: f64, capacity: Option<u32>| {
        let lift = gain(share) / share;
        TopFigures {
            share: capacity.is_none().then_some(share),
            capacity,
            leads: count(4_812.0 * share * 1.6),
            wins: count(312.0 * gain(share)),
            rows: 61_204.0 * share_of_data * share,
            precision: within(0.041 * lift, 0.006 * lift),
            gain: within(gain(share), 0.05),
            lift: lift_within(lift, 1.0 + 0.16 / share_of_data),
            lift_by_risk_ratio: lift_within(lift, 1.0 + 0.15 / share_of_data),
        }
    };
    let random = ranker == Ranker::Random;
    let figure = |value: f64, half: f64| if random { bare(value) } else { within(value, half / share_of_data) };
    let auc = strength / (strength + 1.0);
    Ranked {
        ranker,
        leads: count(4_812.0),
        wins: count(312.0),
        rows: count(61_204.0),
        auc: figure(auc, 0.022),
        ks: figure((auc - 0.5) * 1.5, 0.03),
        average_precision: figure(0.041 + (auc - 0.5) * 0.5, 0.02),
        pooled_auc: figure(auc - 0.01, 0.022),
        pooled_ks: figure((auc - 0.5) * 1.45, 0.03),
        pooled_average_precision: figure(0.04 + (auc - 0.5) * 0.45, 0.02),
        tops: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
            .map(|share| top(share, None))
            .into_iter()
            .chain([top(0.026, Some(40))])
            .collect(),
    }
}

fn rankers(share_of_data: f64, strength: f64) -> Vec<Ranked> {
    vec![
        ranked(Ranker::Model, share_of_data, strength),
        ranked(Ranker::NewestFirst, share_of_data, 1.25),
        ranked(Ranker::Random, share_of_data, 1.0),
    ]
}

fn difference() -> Difference {
    Difference {
        auc: within(0.141, 0.031),
        average_precision: Estimate { value: Some(0.09), low: None, high: None },
        precision: within(0.083, 0.028),
        lift: within(1.84, 0.62),
    }
}

fn group(name: &str, leads: usize, wins: usize, shrunk: bool) -> Group {
    let rows = leads * 9;
    let conversion = match leads {
        0 => Estimate::default(),
        _ if wins == 0 && leads < 20 => bare(0.0),
        _ => {
            let rate = wins as f64 / leads as f64 * 0.64;
            let half = 1.96 * (rate.max(0.004) * (1.0 - rate) / leads as f64).sqrt();
            Estimate { value: Some(rate), low: Some((rate - half).max(0.0)), high: Some(rate + half * 1.2) }
        }
    };
    let drawn = |value: f64| (value * leads as f64 + 0.041 * 60.0) / (leads as f64 + 60.0);
    let shrink = |estimate: Estimate| Estimate {
        value: estimate.value.map(drawn),
        low: estimate.low.map(drawn),
        high: estimate.high.map(drawn),
    };
    Group {
        name: name.to_owned(),
        leads,
        wins,
        rows,
        conversion,
        shrunk: shrunk.then(|| shrink(conversion)),
        lift_inside: shrunk.then(|| if wins < 20 { bare(1.8) } else { lift_within(2.3, 1.4) }),
    }
}

fn groups(kind: GroupKind, name: &str, finding: &str, groups: &[(&str, usize, usize)]) -> GroupTable {
    let shrunk = matches!(kind, GroupKind::LeadSource | GroupKind::DataPoint);
    GroupTable {
        kind,
        name: name.to_owned(),
        groups: groups.iter().map(|&(name, leads, wins)| group(name, leads, wins, shrunk)).collect(),
        falls: Vec::new(),
        finding: finding.to_owned(),
    }
}

fn bands() -> Vec<GroupTable> {
    let mut scores = groups(
        GroupKind::ScoreBand,
        "score band",
        "Conversion rises with the score, except that 60 to 69 converts better than 70 to 79, which chance explains.",
        &[
            ("80 to 100", 61, 19),
            ("70 to 79", 148, 31),
            ("60 to 69", 240, 57),
            ("50 to 59", 410, 66),
            ("40 to 49", 655, 58),
            ("30 to 39", 902, 44),
            ("20 to 29", 1_004, 24),
            ("10 to 19", 811, 11),
            ("0 to 9", 581, 2),
        ],
    );
    scores.falls = vec![Fall { better: "70 to 79".to_owned(), worse: "60 to 69".to_owned(), clear: false }];
    let mut lanes = groups(
        GroupKind::Lane,
        "lane",
        "Leads for self-service are won more often than leads for nurture: the lanes stand in the wrong order.",
        &[
            ("call now", 212, 71),
            ("sales", 804, 133),
            ("nurture", 1_311, 38),
            ("self-service", 1_240, 70),
            ("none", 1_245, 9),
        ],
    );
    lanes.falls = vec![Fall { better: "nurture".to_owned(), worse: "self-service".to_owned(), clear: true }];
    let fit = groups(
        GroupKind::FitGrade,
        "fit grade",
        "Conversion rises with every letter.",
        &[("A", 512, 118), ("B", 1_203, 121), ("C", 1_688, 55), ("D", 1_409, 18)],
    );
    let engagement = groups(
        GroupKind::EngagementGrade,
        "engagement grade",
        "Conversion rises with every digit.",
        &[("1", 402, 99), ("2", 905, 108), ("3", 1_404, 70), ("4", 2_101, 35)],
    );
    vec![scores, lanes, fit, engagement]
}

fn matrix() -> Matrix {
    let cells = [
        [(61, 28), (120, 39), (140, 31), (191, 20)],
        [(130, 31), (240, 40), (400, 36), (433, 14)],
        [(140, 22), (310, 18), (504, 12), (734, 3)],
        [(0, 0), (9, 0), (410, 6), (743, 8)],
    ];
    let row = |(letter, row): (char, [(usize, usize); 4])| {
        let cell =
            |(digit, (leads, wins)): (char, (usize, usize))| group(&format!("{letter}{digit}"), leads, wins, false);
        ['1', '2', '3', '4'].into_iter().zip(row).map(cell).collect()
    };
    Matrix {
        fit: vec!['A', 'B', 'C', 'D'],
        engagement: vec!['1', '2', '3', '4'],
        cells: ['A', 'B', 'C', 'D'].into_iter().zip(cells).map(row).collect(),
    }
}

fn criterion(name: &str, part: Part, points: Option<i64>, leads: usize, lift: f64, auc: f64) -> Criterion {
    let factor = 1.0 + 8.0 / (leads as f64).sqrt().max(6.0);
    Criterion {
        id: name.to_lowercase().replace(' ', "_"),
        name: name.to_owned(),
        part,
        points,
        leads,
        wins: (leads as f64 * 0.065 * lift) as usize,
        rows: leads * 8,
        met: if leads == 0 { Estimate::default() } else { within(0.041 * lift, 0.01 * lift) },
        not_met: within(0.035, 0.004),
        lift: if leads == 0 { Estimate::default() } else { lift_within(lift, factor) },
        auc: within(auc, 0.004 + auc.abs() * 0.25),
        precision: within(auc * 1.4, 0.011),
        flag: if leads == 0 { Some(CriterionFlag::NeverMet) } else { None },
    }
}

fn criteria() -> Criteria {
    use Part::{Engagement, Exclusion, Fit, Gate};
    let mut criteria = vec![
        criterion("Country", Fit, Some(20), 3_204, 1.31, 0.011),
        criterion("Company size", Fit, Some(8), 4_411, 1.12, 0.006),
        criterion("Industry needs messaging", Fit, Some(15), 1_330, 1.88, 0.041),
        criterion("Sells in LATAM and Asia", Fit, Some(10), 420, 1.64, 0.009),
        criterion("Famous investor", Fit, Some(5), 118, 1.07, 0.000),
        criterion("Web traffic as scraped", Fit, Some(5), 2_190, 0.98, -0.001),
        criterion("App downloads over 100,000", Fit, Some(5), 90, 1.22, 0.001),
        criterion("Free mail address", Fit, Some(-5), 840, 0.41, 0.008),
        criterion("Started a free trial", Engagement, Some(20), 388, 3.42, 0.052),
        criterion("Asked for a demo", Engagement, Some(15), 204, 4.81, 0.036),
        criterion("Read the pricing page", Engagement, Some(6), 1_102, 2.05, 0.024),
        criterion("Read three pages in one session", Engagement, Some(5), 1_940, 1.22, 0.002),
        criterion("Read the blog", Engagement, Some(4), 2_404, 0.81, -0.014),
        criterion("Opened an e-mail", Engagement, Some(1), 3_101, 1.04, 0.000),
        criterion("Came to the booth in Singapore", Engagement, Some(12), 0, 1.0, 0.0),
        criterion("In a country we serve", Gate, None, 4_302, 1.11, 0.0),
        criterion("Company e-mail", Gate, None, 3_972, 1.19, 0.0),
        criterion("Private person", Exclusion, None, 301, 0.08, 0.0),
        criterion("Student or job seeker", Exclusion, None, 214, 0.05, 0.0),
    ];
    criteria[12].flag = Some(CriterionFlag::AgainstEvidence);
    Criteria {
        criteria,
        findings: vec![
            "“Read the blog” gives 4 points, but those who read it are won less often than others.".to_owned(),
            "“Came to the booth in Singapore” was never met.".to_owned(),
        ],
    }
}

fn source(name: &str, credibility: f64, points: &[&str], auc: f64, wins: f64, finding: &str) -> Source {
    Source {
        name: name.to_owned(),
        credibility,
        data_points: points.iter().map(|&point| point.to_owned()).collect(),
        coverage: Some(0.94 - (1.0 - credibility) * 0.5),
        auc: within(auc, 0.006 + auc * 0.2),
        wins_at_capacity: within(wins, 4.0),
        finding: finding.to_owned(),
    }
}

fn sources() -> Sources {
    let without = vec![
        source(
            "crm",
            1.0,
            &["industry", "employees", "seniority"],
            0.061,
            34.0,
            "earns its place: 34 more wins are called with it.",
        ),
        source(
            "enrichment",
            0.8,
            &["regions", "growth", "investors"],
            0.012,
            6.0,
            "helps a little: AUC is 0.012 higher with it.",
        ),
        source("app_store", 0.5, &["app_downloads"], 0.001, 0.4, "adds nothing measurable."),
        source("scraped_web", 0.3, &["web_traffic"], -0.001, -0.2, "adds nothing measurable."),
    ];
    let mut auc = 0.701;
    let first = SourceStep {
        name: None,
        credibility: None,
        auc: within(auc, 0.024),
        auc_gain: None,
        wins_gain: None,
        finding: String::new(),
    };
    let step = |source: &Source| {
        let gain = source.auc.value.unwrap_or_default();
        auc += gain;
        SourceStep {
            name: Some(source.name.clone()),
            credibility: Some(source.credibility),
            auc: within(auc, 0.023),
            auc_gain: Some(within(gain, 0.005)),
            wins_gain: Some(source.wins_at_capacity),
            finding: source.finding.clone(),
        }
    };
    let steps: Vec<SourceStep> = without.iter().map(step).collect();
    Sources { added: std::iter::once(first).chain(steps).collect(), without }
}

fn lead_sources() -> Vec<GroupTable> {
    vec![
        groups(
            GroupKind::LeadSource,
            "lead source",
            "Leads from the partner portal are the hottest; leads from the sweepstakes are won half as often as the average.",
            &[
                ("Partner portal", 64, 22),
                ("Demo request", 204, 44),
                ("Free trial", 388, 71),
                ("Webinar", 301, 24),
                ("White paper", 811, 41),
                ("Trade fair, Las Vegas", 14, 1),
                ("Newsletter", 640, 19),
                ("Sweepstakes", 402, 5),
                ("", 1_988, 85),
            ],
        ),
        groups(
            GroupKind::DataPoint,
            "country",
            "Mexico is the hottest country; the others cannot be told apart.",
            &[("MX", 440, 48), ("BR", 1_120, 92), ("US", 1_844, 104), ("SG", 312, 15), ("others", 1_096, 53)],
        ),
    ]
}

fn line() -> Line {
    let thresholds = (0..=92).rev().map(|score| {
        let part = 1.0 - f64::from(score) / 95.0;
        let caught = part.powf(0.42);
        let rate = (0.041 * caught / part.powf(1.35)).min(0.6);
        Threshold {
            score: score.into(),
            leads_each: 1_580.0 * part.powf(2.6),
            leads: (4_812.0 * part.powf(1.9)) as usize,
            wins: (312.0 * caught) as usize,
            conversion: if score > 86 { bare(rate) } else { within(rate, 0.01 + 0.001 * f64::from(score)) },
            caught: Some(caught),
        }
    });
    let volume = (0..38).map(|week| {
        let wave = (week as f64 * 0.7).sin() * 6.0 + if (22..26).contains(&week) { 18.0 } else { 0.0 };
        let above = 39.0 + wave + (week * 7 % 5) as f64;
        Volume {
            instant: day(5 + week * 7),
            leads: 1_500.0 + week as f64 * 6.0,
            above,
            new_above: above * 0.38 + (week % 3) as f64,
        }
    });
    Line {
        thresholds: thresholds.collect(),
        filling: Some(71),
        finding: "A line at 71 lets through 40 leads a week, as many as can be called, and catches 38 % of the wins."
            .to_owned(),
        ten_more: within(0.9, 0.4),
        volume: volume.collect(),
    }
}

fn comparison() -> Comparison {
    let moved = |lead: &str, rank, rank_other, score, score_other, because: &[(&str, f64)]| Moved {
        lead_id: lead.to_owned(),
        rank,
        rank_other,
        score,
        score_other,
        because: because.iter().map(|&(criterion, points)| Move { criterion: criterion.to_owned(), points }).collect(),
    };
    Comparison {
        model: "beacon-next".to_owned(),
        model_version: 4,
        model_fingerprint: "c0ffee12ab90".to_owned(),
        figures: ranked(Ranker::Model, 1.0, 3.7),
        difference: Difference {
            auc: within(-0.012, 0.009),
            average_precision: bare(-0.01),
            precision: within(-0.021, 0.018),
            lift: within(-0.4, 0.35),
        },
        finding: "beacon-next finds more: its AUC is 0.012 higher, between 0.003 and 0.021.".to_owned(),
        moved: vec![
            moved("L-004211", Some(12), Some(340), 78, 41, &[("Read the blog", 16.0), ("Web traffic as scraped", 5.0)]),
            moved("L-001870", None, Some(22), 0, 74, &[("Asked for a demo", -15.0)]),
            moved("L-003333", Some(611), Some(48), 32, 69, &[("Started a free trial", -20.0), ("Country", -12.5)]),
        ],
    }
}

fn counts() -> Counts {
    Counts {
        leads: 4_812,
        wins: 312,
        rows: 61_204,
        won_rows: 2_509,
        base_rate: Some(0.041),
        value: Some(4_181_500.0),
        wins_recorded: 371,
        left_out: vec![
            LeftOut { reason: "the horizon was not over at the end of the data".to_owned(), rows: 20_114 },
            LeftOut { reason: "the lead was closed".to_owned(), rows: 3_061 },
        ],
        sample: None,
    }
}

pub(crate) fn rich() -> Report {
    let strength = 3.3;
    let curve = (1..=50).map(|step| {
        let share = f64::from(step) / 50.0;
        let (gain, newest) = (1.0 - (1.0 - share).powf(strength), 1.0 - (1.0 - share).powf(1.25));
        CurvePoint {
            share,
            gain: Some(gain),
            gain_newest: Some(newest),
            lift: Some(gain / share),
            lift_newest: Some(newest / share),
        }
    });
    let hill = |middle: f64, width: f64| {
        let bins: Vec<f64> =
            (0..20).map(|bin| (-((f64::from(bin) * 5.0 + 2.5 - middle) / width).powi(2)).exp()).collect();
        let sum: f64 = bins.iter().sum();
        bins.iter().map(|bin| bin / sum).collect::<Vec<f64>>()
    };
    Report {
        format: FORMAT,
        setup: setup(),
        verdict: Verdict {
            finding: Finding::FindsBuyers,
            headline: "Finds buyers".to_owned(),
            sentences: vec![
                "Of the 40 leads that it would have put on top each week, 3.3 times as many were won as of leads picked at random, on data that it had never seen.".to_owned(),
                "Calling the newest leads first would have found less: the model found 8 more winners in a hundred calls.".to_owned(),
                "Two things are to be looked at: points for reading the blog, which buyers do less than others, and the scraped web traffic, which adds nothing measurable.".to_owned(),
            ],
        },
        probes: Vec::new(),
        notes: vec![
            "Rows of leads carry no date from which on they hold, so data points are as of today; this touches Country, Company size and Industry needs messaging.".to_owned(),
            "20,114 rows are left out because their horizon was not over.".to_owned(),
        ],
        counts: counts(),
        rankers: rankers(1.0, strength),
        later: rankers(0.27, 3.1),
        over_newest: Some(difference()),
        detectable_lift: Some(1.42),
        curve: curve.collect(),
        histogram: Histogram {
            edges: (0..=20).map(|edge| f64::from(edge) * 5.0).collect(),
            winners: hill(54.0, 21.0),
            others: hill(26.0, 19.0),
        },
        groups: bands(),
        matrix: Some(matrix()),
        criteria: criteria(),
        sources: Some(sources()),
        lead_sources: lead_sources(),
        line: line(),
        comparison: Some(comparison()),
    }
}

fn strip(estimate: &mut Estimate) {
    (estimate.low, estimate.high) = (None, None);
}

pub(crate) fn too_little() -> Report {
    let mut report = rich();
    report.setup.capacity = 5;
    report.setup.capacity_assumed = true;
    report.verdict = Verdict {
        finding: Finding::TooLittleData,
        headline: "Too little data".to_owned(),
        sentences: vec![
            "Only 9 leads were won: AUC is 0.61, which chance alone would give, too.".to_owned(),
            "About 60 more wins would tell it from chance.".to_owned(),
        ],
    };
    report.notes = vec!["The capacity is assumed: a tenth of the leads.".to_owned()];
    report.counts = Counts {
        leads: 50,
        wins: 9,
        rows: 311,
        won_rows: 40,
        base_rate: Some(0.128),
        wins_recorded: 9,
        ..Counts::default()
    };
    for ranked in report.rankers.iter_mut().chain(&mut report.later) {
        (ranked.leads, ranked.wins, ranked.rows) = (50, 9, 311);
        for estimate in [&mut ranked.auc, &mut ranked.ks, &mut ranked.average_precision] {
            strip(estimate);
        }
        for estimate in [&mut ranked.pooled_auc, &mut ranked.pooled_ks, &mut ranked.pooled_average_precision] {
            strip(estimate);
        }
        for top in &mut ranked.tops {
            for estimate in [&mut top.precision, &mut top.gain, &mut top.lift, &mut top.lift_by_risk_ratio] {
                strip(estimate);
            }
        }
    }
    report.later.clear();
    report.over_newest = None;
    report.detectable_lift = Some(2.6);
    report.groups = vec![groups(
        GroupKind::ScoreBand,
        "score band",
        "There are too few wins to say whether conversion rises.",
        &[("40 to 59", 6, 3), ("20 to 39", 18, 4), ("0 to 19", 26, 2)],
    )];
    for group in report.groups.iter_mut().flat_map(|table| &mut table.groups) {
        strip(&mut group.conversion);
    }
    report.matrix = None;
    for criterion in &mut report.criteria.criteria {
        for estimate in [
            &mut criterion.lift,
            &mut criterion.auc,
            &mut criterion.precision,
            &mut criterion.met,
            &mut criterion.not_met,
        ] {
            strip(estimate);
        }
        criterion.flag = None;
    }
    report.criteria.findings.clear();
    report.sources = None;
    report.lead_sources.clear();
    report.comparison = None;
    report
}

/// What a stranger may write into a form.
pub(super) const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></svg></style><iframe src=https://example.com>",
    "'; DROP TABLE leads; --",
    "\u{202e}txt.exe\u{0}\u{7}\u{1b}[31m",
    "&amp; &lt;b&gt; already escaped",
    "東京都千代田区丸の内一丁目の会社から来たとても長い名前の見込み客",
    "https://example.com/?utm_source=averyveryveryveryveryveryveryveryveryveryveryveryveryverylongword",
];

pub(crate) fn hostile() -> Report {
    let mut report = rich();
    let mut names = HOSTILE.iter().cycle().map(|&name| name.to_owned());
    let mut next = move || names.next().unwrap_or_default();
    report.setup.model = next();
    report.setup.model_fingerprint = next();
    report.verdict.headline = next();
    for text in report.verdict.sentences.iter_mut().chain(&mut report.notes).chain(&mut report.criteria.findings) {
        *text = next();
    }
    for table in report.groups.iter_mut().chain(&mut report.lead_sources) {
        (table.name, table.finding) = (next(), next());
        table.groups.iter_mut().for_each(|group| group.name = next());
    }
    report.criteria.criteria.iter_mut().for_each(|criterion| criterion.name = next());
    if let Some(sources) = &mut report.sources {
        for source in &mut sources.without {
            (source.name, source.finding) = (next(), next());
            source.data_points.iter_mut().for_each(|point| *point = next());
        }
        sources.added.iter_mut().for_each(|step| step.name = Some(next()));
    }
    report.line.volume.iter_mut().for_each(|week| week.instant = next());
    if let Some(comparison) = &mut report.comparison {
        (comparison.model, comparison.finding) = (next(), next());
        for lead in &mut comparison.moved {
            lead.lead_id = next();
            lead.because.iter_mut().for_each(|because| because.criterion = next());
        }
    }
    report.counts.left_out.iter_mut().for_each(|left_out| left_out.reason = next());
    report.probes = HOSTILE.iter().map(|&name| probe(ProbeKind::CertainLevel, name, name, name)).collect();
    report
}

fn probe(kind: ProbeKind, data_point: &str, finding: &str, help: &str) -> Probe {
    Probe {
        kind,
        data_point: Some(data_point.to_owned()),
        value: 0.97,
        finding: finding.to_owned(),
        help: help.to_owned(),
    }
}

pub(crate) fn many() -> Report {
    let mut report = rich();
    report.criteria.criteria = (0..40)
        .map(|index| {
            let part = if index < 18 { Part::Fit } else { Part::Engagement };
            let name = format!(
                "Criterion {index} with a name that goes on and on, as names do that people write who have time"
            );
            let swing = (f64::from(index) * 1.7).sin();
            criterion(
                &name,
                part,
                Some(i64::from(index % 21) - 4),
                40 + index as usize * 90,
                2f64.powf(swing * 1.6),
                swing * 0.02,
            )
        })
        .collect();
    report.lead_sources = vec![GroupTable {
        groups: (0..60)
            .map(|index| {
                group(
                    &format!("campaign-2025-{index:02}-a-rather-long-name-of-a-lead-source"),
                    12 + index * 9,
                    3 + index / 3,
                    true,
                )
            })
            .collect(),
        ..report.lead_sources.swap_remove(0)
    }];
    report.setup.placement = Placement::Age { ages: vec!["1h".to_owned(), "1d".to_owned(), "7d".to_owned()] };
    report.line.volume = ["1h", "1d", "7d"]
        .map(|age| Volume { instant: age.to_owned(), leads: 4_812.0, above: 40.0, new_above: 21.0 })
        .to_vec();
    report.counts.sample = Some(Sample { leads: 104_000, of_leads: 1_000_000, weight: 9.8 });
    report.verdict = Verdict {
        finding: Finding::WorseThanNewestFirst,
        headline: "Worse than calling the newest lead first".to_owned(),
        sentences: vec!["Calling the newest leads first would have found more winners.".to_owned()],
    };
    for point in &mut report.curve {
        (point.gain, point.gain_newest) = (point.gain_newest, point.gain);
        (point.lift, point.lift_newest) = (point.lift_newest, point.lift);
    }
    report
}

pub(crate) fn leaked() -> Report {
    let mut report = rich();
    report.verdict = Verdict {
        finding: Finding::LooksLeaked,
        headline: "Too good to be believed".to_owned(),
        sentences: vec!["Two data points know how the leads ended. Until that is looked into, no figure below says anything about next week.".to_owned()],
    };
    report.probes = vec![
        probe(
            ProbeKind::SingleDataPoint,
            "Tags",
            "`Tags` alone tells winners from others with AUC 0.97.",
            "see when `Tags` is filled in: if it is after the outcome, take it out of the model, or take it as of each instant",
        ),
        probe(
            ProbeKind::FilledAfterContact,
            "Lead Quality",
            "`Lead Quality` is known of 91 % of winners and of 24 % of others.",
            "see who fills in `Lead Quality`, and when",
        ),
    ];
    report.setup.placement = Placement::Order { column: "Lead Number".to_owned(), descending: false, as_of: day(364) };
    report.line.volume.truncate(1);
    report
}

/// What comes out of a backtest on no rows at all.
pub(crate) fn empty() -> Report {
    Report {
        format: FORMAT,
        setup: Setup {
            placement: Placement::Calendar { instants: Vec::new(), every_days: 7.0 },
            until: None,
            ..setup()
        },
        verdict: Verdict {
            finding: Finding::TooLittleData,
            headline: "Too little data".to_owned(),
            sentences: vec!["No lead has a row whose horizon was over.".to_owned()],
        },
        probes: Vec::new(),
        notes: Vec::new(),
        counts: Counts::default(),
        rankers: Vec::new(),
        later: Vec::new(),
        over_newest: None,
        detectable_lift: None,
        curve: Vec::new(),
        histogram: Histogram { edges: Vec::new(), winners: Vec::new(), others: Vec::new() },
        groups: vec![groups(GroupKind::Lane, "lane", "", &[])],
        matrix: Some(Matrix { fit: Vec::new(), engagement: Vec::new(), cells: Vec::new() }),
        criteria: Criteria {
            criteria: vec![criterion("Country", Part::Fit, Some(20), 0, 1.0, 0.0)],
            findings: Vec::new(),
        },
        sources: Some(Sources { without: Vec::new(), added: Vec::new() }),
        lead_sources: Vec::new(),
        line: Line {
            thresholds: Vec::new(),
            filling: None,
            finding: String::new(),
            ten_more: Estimate::default(),
            volume: Vec::new(),
        },
        comparison: None,
    }
}
