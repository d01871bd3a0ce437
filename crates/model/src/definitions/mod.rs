//! The definitions page: a whole model in plain words, for the people who agree on it.
//!
//! Made from the model alone, so that what sales and marketing sign is what scores. There is no SQL on it: every form
//! of a condition has its wording, what is not known included. That a lead with an unknown data point does not meet a
//! condition is said only where it is proven, by the search that the lints use.

mod clauses;
mod engagement;
mod fit;
mod glossary;
mod nouns;
mod outcome;
mod rules;
mod text;
mod worked;

pub use worked::{WorkedLead, WorkedLine};

use crate::model::{Model, Rating};
use crate::prose::counted;
use text::{escaped, long_date};

/// The page as Markdown, with a worked lead where there is one.
#[must_use]
pub fn markdown(model: &Model, worked: Option<&WorkedLead>) -> String {
    let sections = [
        title(model),
        score(model),
        rules::gates(model),
        rules::exclusions(model),
        fit::section(model),
        engagement::section(model),
        rules::personas(model),
        rules::products(model),
        rules::sizes(model),
        rules::grades(model),
        rules::lanes(model),
        outcome::section(model),
        worked.map(|worked| worked::section(model, worked)).unwrap_or_default(),
        glossary::sources(model),
        glossary::data_points(model),
        glossary::lists(model),
        signatures(),
    ];
    let mut page: String = sections.into_iter().filter(|section| !section.is_empty()).collect();
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn title(model: &Model) -> String {
    let review = match model.review_by() {
        Some(review_by) => format!("To be reviewed by {}. ", long_date(review_by.value)),
        None => String::new(),
    };
    format!(
        "# Which leads to call first: {}, version {}\n\n{review}This page says in words what the scoring model computes; \
         it is made from the model itself.\n\n",
        escaped(model.name()),
        model.version()
    )
}

fn score(model: &Model) -> String {
    let score = model.score();
    let (fit, engagement, total) = (score.fit_max.value, score.engagement_max.value, score.total_max());
    let per_product = match model.products().len() {
        0 => "",
        _ => " It is computed for each product; the highest is the lead's.",
    };
    let rating = match score.rating {
        Rating::Hundred => String::new(),
        Rating::Thousand => {
            "\n\nIt is shown as a rating: the digit of the lead's size in the thousands, then the score \
            (3062 is size 3 with 62 points)."
                .to_owned()
        }
        Rating::Stakes => {
            "\n\nIt is shown as a rating: the number of table stakes met in the hundreds, then the score, \
            at most 99 (435 is four table stakes and 35 points)."
                .to_owned()
        }
    };
    format!(
        "## The score\n\nA lead's score is a whole number from 0 to {total}: **fit**, who they are (0 to {fit}), plus \
         **engagement**, what they do (0 to {engagement}), plus manual adjustments, rounded at the very end, halves \
         up. Only what is known and has happened before the moment of scoring counts.{per_product}{rating}\n\nWhat is not known is neither yes nor no: a statement about it is not met, and it \
         gives no points unless this page says so. Days are days of the calendar in UTC; an event of today is 0 days \
         old.\n\n"
    )
}

fn signatures() -> String {
    format!(
        "## Agreed\n\n{}",
        text::table(
            ["", "Name", "Date"],
            &["Sales", "Marketing"].map(|who| { [who.to_owned(), String::new(), String::new()] })
        )
    )
}

/// `3 table stakes`, `one of`.
fn number_of(count: usize, one: &str, many: &str) -> String {
    counted(count as i128, one, many)
}
