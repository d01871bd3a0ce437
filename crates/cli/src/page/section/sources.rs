//! Whether each source of data earns its place.

use handraise_evidence::report::{Report, Source, SourceStep, Sources};
use maud::{Markup, html};

use super::{Section, figure, head, nothing};
use crate::page::chart::{Axis, Forest, Mark, Reference, Row, Tone};
use crate::page::number::Measure;
use crate::page::prose::ended;
use crate::page::table::{Cell, Table};

/// `None` for a model without `[credibility]`.
pub(super) fn section(report: &Report) -> Option<Section> {
    let sources = report.sources.as_ref()?;
    let body = html! {
        ul.findings { @for source in &sources.without { li { b { (source.name) } " " (ended(&source.finding)) } } }
        (without(sources))
        (added(sources))
    };
    Some(Section { id: "sources", heading: "Does each source of data earn its place?".to_owned(), body })
}

fn credibility(credibility: f64) -> String {
    format!("trusted {}", Measure::SHARE.tick(credibility, 0.01))
}

fn without(sources: &Sources) -> Markup {
    let title = "What the model loses without a source";
    if sources.without.is_empty() {
        return nothing(title, "The model names no source.");
    }
    let columns = ["Source", "#Credibility", "#Coverage", "#AUC", "#Wins at capacity", "Data points", "Verdict"];
    let mut table = Table::new(title, &columns);
    for source in &sources.without {
        table.row([
            Cell::words(&source.name),
            Cell::Number(Measure::SHARE.tick(source.credibility, 0.01)),
            Cell::number(Measure::SHARE, source.coverage),
            Cell::Estimate(Measure::UNIT_CHANGE, source.auc),
            Cell::Estimate(Measure::COUNT_CHANGE, source.wins_at_capacity),
            Cell::words(source.data_points.join(", ")),
            Cell::words(&source.finding),
        ]);
    }
    let mark = |source: &Source| {
        let mark = Mark::new(&source.name, source.auc, 0.0).note(credibility(source.credibility));
        Row::Mark(mark.against_if(source.auc.high.is_some_and(|high| high < 0.0)))
    };
    let seen: Vec<String> = sources
        .without
        .iter()
        .map(|source| format!("{}: {}", source.name, Measure::UNIT_CHANGE.show_if_any(source.auc.value)))
        .collect();
    let forest = Forest {
        head: head("sources-without", title, format!("{}.", seen.join("; "))),
        axis: Axis { label: "AUC with it less AUC without it, with 95 % interval", measure: Measure::UNIT_CHANGE },
        ratio: false,
        reference: Reference { value: 0.0, label: "no difference".to_owned() },
        rows: sources.without.iter().map(mark).collect(),
    };
    let caption = "All that one source says is taken for unknown, all else equal. Wins at capacity: how many more won \
                   leads are called with it than without.";
    figure(&forest.head, caption, &forest.draw(), &table)
}

fn added(sources: &Sources) -> Markup {
    let title = "Sources added one by one";
    if sources.added.is_empty() {
        return html! {};
    }
    let name = |step: &SourceStep| {
        step.name.as_ref().map_or_else(|| "no source at all".to_owned(), |name| format!("+ {name}"))
    };
    let mut table =
        Table::new(title, &["With", "#Credibility", "#AUC", "#AUC gained", "#Wins gained at capacity", "Verdict"]);
    for step in &sources.added {
        let gained =
            |measure, gain: Option<_>| gain.map_or_else(|| Cell::words(""), |gain| Cell::Estimate(measure, gain));
        table.row([
            Cell::words(name(step)),
            Cell::Number(step.credibility.map_or_else(String::new, |trust| Measure::SHARE.tick(trust, 0.01))),
            Cell::Estimate(Measure::UNIT, step.auc),
            gained(Measure::UNIT_CHANGE, step.auc_gain),
            gained(Measure::COUNT_CHANGE, step.wins_gain),
            Cell::words(&step.finding),
        ]);
    }
    let mark = |step: &SourceStep| {
        let gained = step.auc_gain.and_then(|gain| gain.low).is_some_and(|low| low > 0.0);
        let note =
            step.auc_gain.and_then(|gain| gain.value).map_or_else(String::new, |gain| Measure::UNIT_CHANGE.show(gain));
        let tone = if gained { Tone::Model } else { Tone::Chance };
        Row::Mark(Mark { told: gained, ..Mark::new(&name(step), step.auc, 0.5).note(note).tone(tone) })
    };
    let seen: Vec<String> = sources
        .added
        .iter()
        .map(|step| format!("{}: AUC {}", name(step), Measure::UNIT.show_if_any(step.auc.value)))
        .collect();
    let forest = Forest {
        head: head("sources-added", title, format!("{}.", seen.join("; "))),
        axis: Axis { label: "AUC with it and those above, with 95 % interval", measure: Measure::UNIT },
        ratio: false,
        reference: Reference { value: 0.5, label: "chance".to_owned() },
        rows: sources.added.iter().map(mark).collect(),
    };
    let caption = "From the most trusted to the least. Filled: the step itself can be told from nothing.";
    figure(&forest.head, caption, &forest.draw(), &table)
}
