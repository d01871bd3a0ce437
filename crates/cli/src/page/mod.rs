//! The report as a page: one file that asks nothing of a network, for a screen, a telephone, or paper.
//!
//! What it says was found elsewhere, in words that stand in the report; the page orders and draws it. Two decisions
//! hold:
//!
//! - **Nothing in it runs, and nothing in it is fetched.** There is no script, and a policy in the page forbids both.
//!   So it can be mailed, archived and opened years later.
//! - **Whatever comes from the data is escaped by construction.** All markup is made by `maud`, which escapes every
//!   text that it is handed; control characters and those that turn the direction of writing around are taken out of
//!   the finished page, wherever they came from.

mod chart;
mod number;
mod prose;
mod section;
mod table;
#[cfg(test)]
pub(crate) mod tests;

use handraise_evidence::report::Report;
use maud::{DOCTYPE, PreEscaped, html};

pub(crate) use number::Measure;
pub(crate) use section::{best, best_of, each, placed};

const STYLE: &str = include_str!("style.css");
/// The page may use its own style, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The whole page.
pub(crate) fn render(report: &Report) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("handraise ", env!("CARGO_PKG_VERSION")));
                title { (report.setup.model) ": " (report.verdict.headline) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (section::draw(report))
                footer {
                    "handraise " (env!("CARGO_PKG_VERSION")) " · " (report.setup.model) " version "
                    (report.setup.model_version) " · " code { (report.setup.model_fingerprint) }
                }
            }
        }
    };
    tame(&page.into_string())
}

/// The text without characters that draw nothing but change how others are drawn.
fn tame(page: &str) -> String {
    page.chars().map(|c| if is_wild(c) { '\u{fffd}' } else { c }).collect()
}

fn is_wild(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n')
}
