//! The first screen: the verdict, what it rests on, and how good the model is beside doing without it.

use anstyle::Style;
use handraise_evidence::report::{Difference, Finding, Placement, Ranked, Ranker, Report, TopFigures};

use super::cells::{bar_of, beside, change, faint_bar_of, greatest, interval, plain, ratio, value};
use super::{Section, faint, heading, painted};
use crate::page::{Measure, best, best_of, placed};
use crate::terminal::grid::GridCell;
use crate::terminal::rows::{Column, table, wrapped};
use crate::terminal::{BAD, DOUBT, FAINT, GOOD, STRONG, WARNING, paint, printable, text_width, words};

/// Signs of a leak that have room on the screen.
const PROBES_MAX: usize = 4;

/// Everything that a sales leader looks at.
pub(super) fn render(report: &Report, width: usize) -> String {
    let mut text = verdict(report, width);
    text.push_str(&probes(report, width));
    text.push('\n');
    text.push_str(&faint(&rests_on(report), width));
    if report.counts.rows > 0 {
        text.push_str(&later(report, width));
        text.push_str(&tops(report, width));
    }
    text
}

fn verdict(report: &Report, width: usize) -> String {
    let style = match report.verdict.finding {
        Finding::FindsBuyers => GOOD,
        Finding::NotProvenOnTop | Finding::NoSignal | Finding::TooLittleData => DOUBT,
        Finding::WorseThanNewestFirst | Finding::Misleads | Finding::LooksLeaked => BAD,
    };
    let setup = &report.setup;
    let of = plain(&printable(&format!("{} {}, {}", setup.model, setup.model_version, placed(setup))));
    let headline = printable(&report.verdict.headline);
    let is_short = text_width(&headline) + text_width(&of) + 2 <= width;
    let mut text = match is_short {
        true => format!("{}  {}\n", paint(style.bold(), headline), paint(FAINT, &of)),
        false => format!("{}{}", painted(style.bold(), &headline, width), faint(&of, width)),
    };
    for sentence in &report.verdict.sentences {
        text.push_str(&wrapped(&plain(sentence), width, 0));
    }
    text
}

fn probes(report: &Report, width: usize) -> String {
    let mut text = String::new();
    let shown = report.probes.iter().take(PROBES_MAX);
    for (index, probe) in shown.enumerate() {
        let lines = wrapped(&plain(&probe.finding), width.saturating_sub(2), 0);
        for (number, line) in lines.lines().enumerate() {
            let mark = if number == 0 { paint(WARNING, "!") } else { " ".to_owned() };
            text.push_str(&format!("{mark} {line}\n"));
        }
        // What helps against several is said once, below the last of them.
        let next = report.probes.get(index + 1).filter(|_| index + 1 < PROBES_MAX);
        if next.is_none_or(|next| next.help != probe.help) {
            for line in wrapped(&probe.help, width.saturating_sub(2), 0).lines() {
                text.push_str(&format!("  {}\n", paint(FAINT, line)));
            }
        }
    }
    if report.probes.len() > PROBES_MAX {
        let more = words::counted(report.probes.len() - PROBES_MAX, "more sign", "more signs");
        text.push_str(&format!("{} and {more}: --format json lists them\n", paint(WARNING, "!")));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// How much there is to learn from, and how intervals are made.
fn rests_on(report: &Report) -> String {
    let (counts, setup) = (&report.counts, &report.setup);
    let rate = counts.base_rate.map(|rate| format!(", {} of them won", plain(&Measure::SHARE.show(rate))));
    let within = match setup.placement {
        Placement::Order { .. } => String::new(),
        _ => format!(" within {}", words::counted(setup.horizon_days as usize, "day", "days")),
    };
    let capacity = if setup.capacity_assumed { format!("; {} are assumed", best(setup)) } else { String::new() };
    format!(
        "{}, {}; {}{}{within}; intervals of 95 % by {}{capacity}.",
        words::counted(counts.leads, "lead", "leads"),
        words::counted(counts.wins, "win", "wins"),
        words::counted(counts.rows, "row", "rows"),
        rate.unwrap_or_default(),
        setup.clusters,
    )
}

/// The model beside newest first and random, on the later rows where they tell anything.
fn later(report: &Report, width: usize) -> String {
    let has_later = report.later.iter().any(|ranked| ranked.rows > 0 && ranked.wins > 0);
    let (title, ranked, difference) = match has_later {
        true => ("On the later rows, the last quarter", &report.later, report.over_newest.as_ref()),
        false => ("On all rows", &report.rankers, None),
    };
    let capacity = ranked.iter().find_map(|ranked| ranked.at_capacity()?.capacity);
    let title = format!("{title}: {}", best_of(capacity.unwrap_or(report.setup.capacity), &report.setup));
    format!("{}{}", heading(&title, width), rankers(ranked, difference, width))
}

fn rankers(ranked: &[Ranked], difference: Option<&Difference>, width: usize) -> String {
    let columns = [
        Column::text("", 8),
        Column::number("wins"),
        Column::bar("").goes(5),
        Column::number("won"),
        Column::bar("").goes(3),
        Column::number("lift"),
        Column::bar("").goes(2),
        Column::number("AUC"),
        Column::bar("").goes(4),
    ];
    let most = greatest(ranked.iter().filter_map(|of| Some(of.at_capacity()?.precision.value)));
    let row = |of: &Ranked| {
        let top = of.at_capacity();
        let precision = top.map(|top| top.precision).unwrap_or_default();
        let lift = top.map(|top| top.lift).unwrap_or_default();
        let bar = if of.ranker == Ranker::Model { bar_of } else { faint_bar_of };
        vec![
            GridCell::new(name(of.ranker), if of.ranker == Ranker::Model { STRONG } else { Style::new() }),
            wins(of, top),
            bar(precision.value, most),
            beside(Measure::SHARE, precision),
            interval(Measure::SHARE, precision),
            if of.ranker == Ranker::Random { beside(Measure::LIFT, lift) } else { ratio(lift) },
            interval(Measure::LIFT, lift),
            value(Measure::UNIT, of.auc),
            interval(Measure::UNIT, of.auc),
        ]
    };
    let mut rows: Vec<Vec<GridCell>> = ranked.iter().map(row).collect();
    if let Some(by) = difference {
        rows.push(vec![
            GridCell::new("over newest", FAINT),
            "".into(),
            "".into(),
            change(Measure::SHARE_CHANGE, by.precision),
            interval(Measure::SHARE_CHANGE, by.precision),
            change(Measure::LIFT_CHANGE, by.lift),
            interval(Measure::LIFT_CHANGE, by.lift),
            change(Measure::UNIT_CHANGE, by.auc),
            interval(Measure::UNIT_CHANGE, by.auc),
        ]);
    }
    table(&columns, &rows, width)
}

fn wins(of: &Ranked, top: Option<&TopFigures>) -> GridCell {
    let Some(top) = top else { return "".into() };
    GridCell::from(format!("{} of {}", words::thousands(top.wins as u64), words::thousands(of.wins as u64)))
}

/// How many of the wins are found by calling the first so many.
fn tops(report: &Report, width: usize) -> String {
    let find = |ranker| report.rankers.iter().find(|of| of.ranker == ranker);
    let Some(model) = find(Ranker::Model) else { return String::new() };
    let newest = find(Ranker::NewestFirst);
    let columns = [
        Column::number("called"),
        Column::bar("model finds"),
        Column::number("of wins"),
        Column::bar("").goes(3),
        Column::bar("newest first").goes(2),
        Column::number("of wins").goes(1),
        Column::number("lift"),
        Column::bar("").goes(4),
    ];
    let rows = model.tops.iter().map(|top| {
        let beside_it =
            newest.and_then(|of| of.tops.iter().find(|of| of.share == top.share && of.capacity == top.capacity));
        let gain = beside_it.map(|top| top.gain).unwrap_or_default();
        vec![
            GridCell::from(called(top)),
            bar_of(top.gain.value, 1.0),
            value(Measure::SHARE, top.gain),
            interval(Measure::SHARE, top.gain),
            faint_bar_of(gain.value, 1.0),
            beside(Measure::SHARE, gain),
            ratio(top.lift),
            interval(Measure::LIFT, top.lift),
        ]
    });
    let title = heading("Of all won rows, those that are found by calling the first", width);
    format!("{title}{}", table(&columns, &rows.collect::<Vec<_>>(), width))
}

fn called(top: &TopFigures) -> String {
    match (top.share, top.capacity) {
        (_, Some(capacity)) => words::thousands(capacity.into()),
        (Some(share), None) => format!("{} %", (share * 100.0).round()),
        (None, None) => String::new(),
    }
}

/// All figures, over all rows.
pub(super) fn over_all(report: &Report, width: usize) -> Section {
    let columns = [
        Column::text("", 8),
        Column::number("AUC"),
        Column::bar("").goes(3),
        Column::number("KS").goes(1),
        Column::bar("").goes(6),
        Column::number("avg precision").goes(2),
        Column::bar("").goes(7),
        Column::number("pooled AUC").goes(5),
        Column::number("KS").goes(4),
        Column::number("avg precision").goes(4),
    ];
    let row = |of: &Ranked| {
        vec![
            GridCell::new(name(of.ranker), if of.ranker == Ranker::Model { STRONG } else { Style::new() }),
            value(Measure::UNIT, of.auc),
            interval(Measure::UNIT, of.auc),
            beside(Measure::UNIT, of.ks),
            interval(Measure::UNIT, of.ks),
            beside(Measure::UNIT, of.average_precision),
            interval(Measure::UNIT, of.average_precision),
            beside(Measure::UNIT, of.pooled_auc),
            beside(Measure::UNIT, of.pooled_ks),
            beside(Measure::UNIT, of.pooled_average_precision),
        ]
    };
    let rows: Vec<Vec<GridCell>> = report.rankers.iter().map(row).collect();
    let detectable = report.detectable_lift.map(|lift| {
        format!("With so many wins a lift of {} or more could be seen at all.", plain(&Measure::LIFT.show(lift)))
    });
    let title = "Over all rows, compared within each instant; pooled: as one list";
    Section::new(title, &detectable.unwrap_or_default(), table(&columns, &rows, width))
}

fn name(ranker: Ranker) -> &'static str {
    match ranker {
        Ranker::Model => "model",
        Ranker::NewestFirst => "newest first",
        Ranker::Random => "random",
    }
}

/// What the reader must know of the rows, and what is not among them.
pub(super) fn left_out(report: &Report, width: usize) -> String {
    let mut sentences: Vec<String> = report.notes.iter().map(|note| plain(note)).collect();
    let counted = |rows: usize| words::counted(rows, "row", "rows");
    let left_out = report.counts.left_out.iter().filter(|left_out| left_out.rows > 0);
    sentences.extend(left_out.map(|left_out| format!("{} left out: {}.", counted(left_out.rows), left_out.reason)));
    if sentences.is_empty() {
        return String::new();
    }
    let lines: String = sentences.iter().map(|sentence| faint(sentence, width)).collect();
    format!("{}{lines}", heading("To be read with", width))
}
