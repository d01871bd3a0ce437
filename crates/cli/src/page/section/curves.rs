//! What calling the top of the list brings, and how far apart the scores of winners and of others lie.

use handraise_evidence::report::{CurvePoint, Ranker, Report, TopFigures};
use maud::{Markup, html};

use super::{Section, figure, head, nothing, ranking};
use crate::page::chart::{Axis, Columns, Head, Lines, Panel, Reference, Series, Tone};
use crate::page::number::{Measure, count};
use crate::page::table::{Cell, Table};

/// Rows of a curve's table, where the curve has no points at round shares.
const TABLE_ROWS_MAX: usize = 20;

pub(super) fn section(report: &Report) -> Section {
    let body = html! {
        div.pair { (gain(report)) (lift(report)) }
        (tops(report))
        (scores(report))
    };
    Section { id: "curves", heading: "What calling the top of the list brings".to_owned(), body }
}

/// The share of leads that the capacity can take.
fn capacity(report: &Report) -> Vec<Reference> {
    let model = report.rankers.iter().find(|ranked| ranked.ranker == Ranker::Model);
    let share = model.and_then(|model| Some(model.at_capacity()?.rows / model.rows as f64));
    let share = share.filter(|share| share.is_finite() && *share > 0.0 && *share < 1.0);
    let label = format!("capacity: {}", count(report.setup.capacity as usize));
    share.map(|value| Reference { value, label }).into_iter().collect()
}

fn gain(report: &Report) -> Markup {
    let title = "Share of wins found (gain)";
    let points = |of: fn(&CurvePoint) -> Option<f64>| {
        let points = report.curve.iter().filter_map(move |point| Some((point.share, of(point)?)));
        std::iter::once((0.0, 0.0)).chain(points.filter(|(share, _)| *share > 0.0)).collect::<Vec<_>>()
    };
    let (model, newest) = (points(|point| point.gain), points(|point| point.gain_newest));
    let mut series = vec![Series::new("the model", Tone::Model, model.iter().copied())];
    if newest.len() > 1 {
        series.push(Series::new("newest", Tone::Newest, newest));
    }
    series.push(Series::new("chance", Tone::Chance, [(0.0, 0.0), (1.0, 1.0)]));
    let caption = "Calling that share of the leads, from the top of each list, finds that share of the wins. \
                   Newest: the lead that came last is called first.";
    let near = |share: f64| model.iter().find(|(at, _)| *at >= share - 1e-9).map_or(0.0, |(_, gain)| *gain);
    let seen = format!(
        "The top 10 % of the model's list holds {} of the wins, the top 20 % holds {}, the top half {}.",
        Measure::SHARE.show(near(0.1)),
        Measure::SHARE.show(near(0.2)),
        Measure::SHARE.show(near(0.5))
    );
    curve(
        report,
        head("gain", title, seen),
        caption,
        "share of wins",
        Measure::SHARE,
        (model.len() > 1).then_some(series),
    )
}

fn lift(report: &Report) -> Markup {
    let title = "Times as many wins as by chance (lift)";
    let points = |of: fn(&CurvePoint) -> Option<f64>| {
        report.curve.iter().filter_map(move |point| Some((point.share, of(point)?))).collect::<Vec<_>>()
    };
    let (model, newest) = (points(|point| point.lift), points(|point| point.lift_newest));
    let seen = model.first().map_or_else(String::new, |(share, lift)| {
        format!(
            "At {} of the leads the model's lift is {}; it falls to 1 when all are called.",
            Measure::SHARE.show(*share),
            Measure::LIFT.show(*lift)
        )
    });
    let some = !model.is_empty();
    let mut series = vec![Series::new("the model", Tone::Model, model)];
    if !newest.is_empty() {
        series.push(Series::new("newest", Tone::Newest, newest));
    }
    series.push(Series::new("chance", Tone::Chance, [(0.0, 1.0), (1.0, 1.0)]));
    let caption = "The leads that are called are won that many times as often as leads picked at random.";
    curve(report, head("lift", title, seen), caption, "lift", Measure::LIFT, some.then_some(series))
}

fn curve(
    report: &Report,
    head: Head,
    caption: &str,
    up: &str,
    measure: Measure,
    series: Option<Vec<Series>>,
) -> Markup {
    let Some(series) = series else { return nothing(&head.title, "No row was won, so there is nothing to find.") };
    let mut table = Table::new(&head.title, &["#Called", "#The model", "#Newest first", "#Chance"]);
    for point in round(&report.curve) {
        let gain = measure == Measure::SHARE;
        let (model, newest, chance) =
            if gain { (point.gain, point.gain_newest, point.share) } else { (point.lift, point.lift_newest, 1.0) };
        table.row([
            Cell::number(Measure::SHARE, Some(point.share)),
            Cell::number(measure, model),
            Cell::number(measure, newest),
            Cell::number(measure, Some(chance)),
        ]);
    }
    let lines = Lines {
        head,
        across: Axis { label: "share of leads called", measure: Measure::SHARE },
        up: Axis { label: up, measure },
        up_most: (measure == Measure::SHARE).then_some(1.0),
        ratio: measure == Measure::LIFT,
        series,
        posts: capacity(report),
        levels: Vec::new(),
    };
    figure(&lines.head, caption, &lines.draw(), &table)
}

/// The points at tenths of the leads; where there are few, some of all.
fn round(curve: &[CurvePoint]) -> Vec<&CurvePoint> {
    let tenths: Vec<&CurvePoint> =
        curve.iter().filter(|point| (point.share * 10.0 - (point.share * 10.0).round()).abs() < 1e-6).collect();
    if tenths.len() >= 5 {
        return tenths;
    }
    let step = curve.len().div_ceil(TABLE_ROWS_MAX).max(1);
    curve.iter().skip(step - 1).step_by(step).collect()
}

/// The tops of the model's list, and the lift of newest first beside each.
fn tops(report: &Report) -> Markup {
    let find = |ranker| report.rankers.iter().find(|ranked| ranked.ranker == ranker);
    let Some(model) = find(Ranker::Model) else { return html! {} };
    let newest = find(Ranker::NewestFirst);
    let other = format!("#Lift, {}", ranking::ranker(Ranker::NewestFirst));
    let columns = ["Top", "#Leads", "#Wins", "#Rows", "#Precision", "#Gain", "#Lift", "#Lift by risk ratio", &other];
    let mut table = Table::new("The top of the model's list", &columns);
    for (index, top) in model.tops.iter().enumerate() {
        table.row([
            Cell::words(name(top)),
            Cell::count(top.leads),
            Cell::count(top.wins),
            Cell::number(Measure::MEAN_COUNT, Some(top.rows)),
            Cell::Estimate(Measure::SHARE, top.precision),
            Cell::Estimate(Measure::SHARE, top.gain),
            Cell::Estimate(Measure::LIFT, top.lift),
            Cell::Estimate(Measure::LIFT, top.lift_by_risk_ratio),
            Cell::Estimate(
                Measure::LIFT,
                newest.and_then(|newest| newest.tops.get(index)).map(|top| top.lift).unwrap_or_default(),
            ),
        ]);
    }
    html! { h3 { "The top of the model's list" } (table.draw()) }
}

fn name(top: &TopFigures) -> String {
    match (top.capacity, top.share) {
        (Some(capacity), _) => format!("capacity: {}", count(capacity as usize)),
        (None, Some(share)) => format!("{:.0} %", share * 100.0),
        (None, None) => String::new(),
    }
}

fn scores(report: &Report) -> Markup {
    let title = "Scores of winners and of others";
    let histogram = &report.histogram;
    let (Some(first), Some(last)) = (histogram.edges.first().copied(), histogram.edges.last().copied()) else {
        return nothing(title, "No row has a score.");
    };
    let sum = |shares: &[f64]| shares.iter().sum::<f64>();
    if sum(&histogram.winners) <= 0.0 || sum(&histogram.others) <= 0.0 {
        return nothing(title, "One of the two has no row: there is nothing to hold the other against.");
    }
    let mut table = Table::new(title, &["#From", "#To", "#Winners", "#Others"]);
    for (edges, (winners, others)) in histogram.edges.windows(2).zip(histogram.winners.iter().zip(&histogram.others)) {
        if let [from, to] = edges {
            table.row([
                Cell::number(Measure::POINTS, Some(*from)),
                Cell::number(Measure::POINTS, Some(*to)),
                Cell::number(Measure::SHARE, Some(*winners)),
                Cell::number(Measure::SHARE, Some(*others)),
            ]);
        }
    }
    let mean = |shares: &[f64]| {
        let middles = histogram.edges.windows(2).map(|edges| edges.iter().sum::<f64>() / 2.0);
        middles.zip(shares).map(|(middle, share)| middle * share).sum::<f64>() / sum(shares)
    };
    let seen = format!(
        "Winners stand at about {} points on average, others at about {}.",
        Measure::POINTS.show(mean(&histogram.winners)),
        Measure::POINTS.show(mean(&histogram.others))
    );
    let every = (histogram.edges.len() - 1).div_ceil(10).max(1);
    let place = |edge: f64| (edge - first) / (last - first).max(f64::MIN_POSITIVE);
    let panel = |label: String, tone, values: &Vec<f64>| Panel { sets: vec![(label, tone, values.clone())] };
    let columns = Columns {
        head: head("scores", title, seen.as_str()),
        across: "score",
        up: Axis { label: "share of rows", measure: Measure::SHARE },
        panels: vec![
            panel(format!("winners, {} rows", count(report.counts.won_rows)), Tone::Model, &histogram.winners),
            panel(
                format!("others, {} rows", count(report.counts.rows.saturating_sub(report.counts.won_rows))),
                Tone::Chance,
                &histogram.others,
            ),
        ],
        ticks: histogram.edges.iter().step_by(every).map(|&edge| (place(edge), Measure::POINTS.show(edge))).collect(),
        level: None,
        post: report
            .line
            .filling
            .filter(|&score| (first..=last).contains(&(score as f64)))
            .map(|score| Reference { value: place(score as f64), label: format!("the line: {score}") }),
    };
    let caption = format!(
        "{seen} The further right the upper hill lies of the lower one, the better the score tells them apart."
    );
    figure(&columns.head, &caption, &columns.draw(), &table)
}
