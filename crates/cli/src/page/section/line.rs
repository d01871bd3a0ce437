//! Where to draw the line, for the people that there are.

use handraise_evidence::report::{Report, Threshold};
use maud::{Markup, html};

use super::{Section, each, figure, head, nothing};
use crate::page::chart::{Axis, Columns, Lines, Panel, Reference, Series, Tone};
use crate::page::number::{Measure, count, instant};
use crate::page::prose::prose;
use crate::page::table::{Cell, Table};
use crate::terminal::cut;

/// With more lines than that, the table shows every second, or fewer.
const TABLE_ROWS_MAX: usize = 20;
/// More leads than so many times the capacity are off the picture: the line is not there.
const CAPACITIES_MAX: f64 = 6.0;
/// Marks of an axis of instants.
const MARKS_MAX: usize = 6;
/// The widest of them, in letters: a date and a time of day.
const MARK_WIDTH_MAX: usize = 16;

pub(super) fn section(report: &Report) -> Section {
    let line = &report.line;
    let body = html! {
        @if !line.finding.is_empty() { p.lede { (prose(&line.finding)) } }
        @if line.thresholds.len() < 2 {
            (nothing("Lines", "All leads have one score: there is no line to draw between them."))
        } @else {
            div.pair { (volume_by_score(report)) (wins_by_score(report)) }
        }
        @if line.volume.len() != 1 { (volume(report)) }
    };
    Section { id: "line", heading: "Where to draw the line".to_owned(), body }
}

fn posts(report: &Report) -> Vec<Reference> {
    let line = report.line.filling.map(|score| Reference { value: score as f64, label: format!("the line: {score}") });
    line.into_iter().collect()
}

/// Thresholds from the lowest score up.
fn rising(report: &Report) -> Vec<&Threshold> {
    let mut thresholds: Vec<&Threshold> = report.line.thresholds.iter().collect();
    thresholds.sort_by_key(|threshold| threshold.score);
    thresholds
}

fn volume_by_score(report: &Report) -> Markup {
    let each = each(&report.setup.placement);
    let title = format!("Leads above a line, {each}");
    let points = rising(report).into_iter().map(|threshold| (threshold.score as f64, threshold.leads_each));
    let most = points.clone().map(|(_, leads)| leads).fold(0.0, f64::max);
    let caption = if f64::from(report.setup.capacity) < most / CAPACITIES_MAX {
        format!(
            "How many leads there are to call, on average. The lowest line, off the picture, lets through {}.",
            Measure::POINTS.show(most)
        )
    } else {
        "How many leads there are to call, on average.".to_owned()
    };
    let lines = Lines {
        head: head("line-volume", title, report.line.finding.as_str()),
        across: Axis { label: "leads with at least this score", measure: Measure::POINTS },
        up: Axis { label: "leads", measure: Measure::POINTS },
        up_most: (f64::from(report.setup.capacity) < most / CAPACITIES_MAX)
            .then(|| f64::from(report.setup.capacity) * CAPACITIES_MAX),
        ratio: false,
        series: vec![Series::new("leads above", Tone::Model, points)],
        posts: posts(report),
        levels: vec![Reference {
            value: f64::from(report.setup.capacity),
            label: format!("capacity: {}", count(report.setup.capacity as usize)),
        }],
    };
    let columns = ["#Line at", "#Leads, on average", "#Leads in all"];
    let table = numbers(report, &lines.head.title, &columns, |threshold| {
        vec![Cell::number(Measure::MEAN_COUNT, Some(threshold.leads_each)), Cell::count(threshold.leads)]
    });
    figure(&lines.head, &caption, &lines.draw(), &table)
}

fn wins_by_score(report: &Report) -> Markup {
    let title = "Wins caught, and conversion, above a line";
    let rising = rising(report);
    let caught = rising.iter().filter_map(|threshold| Some((threshold.score as f64, threshold.caught?)));
    let rate = rising.iter().filter_map(|threshold| Some((threshold.score as f64, threshold.conversion.value?)));
    let mut conversion = Series::new("conversion", Tone::Newest, rate);
    conversion.ribbon = rising
        .iter()
        .filter_map(|threshold| Some((threshold.score as f64, threshold.conversion.low?, threshold.conversion.high?)))
        .collect();
    let lines = Lines {
        head: head("line-wins", title, report.line.finding.as_str()),
        across: Axis { label: "leads with at least this score", measure: Measure::POINTS },
        up: Axis { label: "share", measure: Measure::SHARE },
        up_most: Some(1.0),
        ratio: false,
        series: vec![Series::new("wins caught", Tone::Model, caught), conversion],
        posts: posts(report),
        levels: Vec::new(),
    };
    let caption = "The higher the line, the better the leads above it, and the more wins are below.";
    let columns = ["#Line at", "#Wins", "#Wins caught", "#Conversion"];
    let table = numbers(report, &lines.head.title, &columns, |threshold| {
        vec![
            Cell::count(threshold.wins),
            Cell::number(Measure::SHARE, threshold.caught),
            Cell::Estimate(Measure::SHARE, threshold.conversion),
        ]
    });
    figure(&lines.head, caption, &lines.draw(), &table)
}

/// The lines of a table: each, or every so many; the one that fills the capacity is always there.
fn numbers(report: &Report, title: &str, columns: &[&str], cells: impl Fn(&Threshold) -> Vec<Cell>) -> Table {
    let mut table = Table::new(title, columns);
    let thresholds = &report.line.thresholds;
    let step = thresholds.len().div_ceil(TABLE_ROWS_MAX).max(1);
    for (index, threshold) in thresholds.iter().enumerate() {
        if index % step == 0 || Some(threshold.score) == report.line.filling {
            table.row(std::iter::once(Cell::Number(threshold.score.to_string())).chain(cells(threshold)));
        }
    }
    if step > 1 { table.after(format!("One score in {step}; `--format json` has them all.")) } else { table }
}

fn volume(report: &Report) -> Markup {
    let title = format!("Leads above the line, {}", each(&report.setup.placement));
    let volume = &report.line.volume;
    if volume.is_empty() {
        return nothing(&title, "No score fills the capacity, so there is no line to count above.");
    }
    let mut table = Table::new(&title, &["Instant", "#Leads", "#Above the line", "#For the first time"]);
    for week in volume {
        table.row([
            Cell::words(instant(&week.instant)),
            Cell::number(Measure::MEAN_COUNT, Some(week.leads)),
            Cell::number(Measure::MEAN_COUNT, Some(week.above)),
            Cell::number(Measure::MEAN_COUNT, Some(week.new_above)),
        ]);
    }
    let width = 1.0 / volume.len() as f64;
    let every = volume.len().div_ceil(MARKS_MAX).max(1);
    let most = volume.iter().map(|week| week.above).fold(0.0, f64::max);
    let above = format!("all above it, at most {}", Measure::POINTS.show(most));
    let columns = Columns {
        head: head(
            "volume",
            title,
            format!(
                "Columns for {} instants: {above}; of those, the ones above it for the first time.",
                count(volume.len())
            ),
        ),
        across: "instant",
        up: Axis { label: "leads", measure: Measure::POINTS },
        panels: vec![Panel {
            sets: vec![
                ("all above the line".to_owned(), Tone::Chance, volume.iter().map(|week| week.above).collect()),
                (
                    "of those, for the first time".to_owned(),
                    Tone::Model,
                    volume.iter().map(|week| week.new_above).collect(),
                ),
            ],
        }],
        ticks: volume
            .iter()
            .enumerate()
            .step_by(every)
            .map(|(index, week)| ((index as f64 + 0.5) * width, cut(&instant(&week.instant), MARK_WIDTH_MAX)))
            .collect(),
        level: Some(Reference {
            value: f64::from(report.setup.capacity),
            label: format!("capacity: {}", count(report.setup.capacity as usize)),
        }),
        post: None,
    };
    let caption = "Whether the people who call could take what the line lets through.";
    figure(&columns.head, caption, &columns.draw(), &table)
}
