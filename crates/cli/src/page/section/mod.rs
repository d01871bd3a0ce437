//! The parts of the page, in the order of the questions that a reader has.

mod comparison;
mod criteria;
mod curves;
mod groups;
mod line;
mod ranking;
mod record;
mod sources;
mod verdict;

use handraise_evidence::report::{Placement, Report, Setup};
use maud::{Markup, html};

use super::chart::Head;
use super::prose::prose;
use super::table::Table;

pub(crate) use verdict::placed;

/// A part of the page.
struct Section {
    id: &'static str,
    heading: String,
    body: Markup,
}

/// What comes before the parts, and the parts that this report has something to say in.
pub(super) fn draw(report: &Report) -> Markup {
    let sections = if report.counts.rows == 0 { Vec::new() } else { measured(report) };
    let sections: Vec<Section> =
        sections.into_iter().chain([record::section(report), record::how_to_read(report)]).collect();
    html! {
        (verdict::draw(report))
        nav aria-label="Contents" { ol {
            @for section in &sections { li { a href={ "#" (section.id) } { (section.heading) } } }
        } }
        main {
            @for section in &sections {
                section id=(section.id) aria-labelledby={ (section.id) "-heading" } {
                    h2 id={ (section.id) "-heading" } { (section.heading) }
                    (section.body)
                }
            }
        }
    }
}

/// The parts that say what was found in the rows.
fn measured(report: &Report) -> Vec<Section> {
    let sections = [
        Some(ranking::section(report)),
        Some(curves::section(report)),
        groups::bands(report),
        criteria::section(report),
        sources::section(report),
        groups::lead_sources(report),
        Some(line::section(report)),
        comparison::section(report),
    ];
    sections.into_iter().flatten().collect()
}

/// A chart under its title, with what to see in it, and its table.
fn figure(head: &Head, caption: &str, chart: &Markup, table: &Table) -> Markup {
    html! {
        figure id=(head.id) {
            div.keep {
                figcaption {
                    h3 { (head.title) }
                    @if !caption.is_empty() { p { (prose(caption)) } }
                }
                (chart)
            }
            details { summary { "The numbers" } (table.draw()) }
        }
    }
}

/// What stands in place of a chart that there is nothing to draw in.
fn nothing(title: &str, why: &str) -> Markup {
    html! { div.nothing { h3 { (title) } p { (why) } } }
}

fn head(id: &str, title: impl Into<String>, description: impl Into<String>) -> Head {
    Head { id: id.to_owned(), title: title.into(), description: description.into() }
}

/// "the best 40 each week".
pub(crate) fn best(setup: &Setup) -> String {
    best_of(setup.capacity, setup)
}

/// The same of a top of another size: later rows may be but a part of a list.
pub(crate) fn best_of(capacity: u32, setup: &Setup) -> String {
    format!("the best {} {}", super::number::count(capacity as usize), each(&setup.placement))
}

/// "each week", "at each age", "of the list".
pub(crate) fn each(placement: &Placement) -> &'static str {
    match placement {
        Placement::Calendar { every_days, .. } if *every_days == 7.0 => "each week",
        Placement::Calendar { every_days, .. } if *every_days == 1.0 => "each day",
        Placement::Calendar { .. } => "at each instant",
        Placement::Age { .. } => "at each age",
        Placement::Order { .. } => "of the list",
    }
}
