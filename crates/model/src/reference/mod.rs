//! The reference of the model language: pages for people who write models.
//!
//! Prose is written by hand, in the Markdown files beside this one; tables of keys, types, functions, results and
//! codes are generated from what the reader itself uses, so that they cannot fall behind it.

mod tables;

/// A page of the reference.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// The name it is asked for by.
    pub name: &'static str,
    /// What it says, in a few words.
    pub summary: &'static str,
    prose: &'static str,
}

const fn topic(name: &'static str, summary: &'static str, prose: &'static str) -> Topic {
    Topic { name, summary, prose }
}

/// All pages, in the order to read them.
#[must_use]
pub fn topics() -> &'static [Topic] {
    const TOPICS: &[Topic] = &[
        topic("model", "the model file: every section and key", include_str!("model.md")),
        topic("conditions", "the SQL of conditions: types, forms, functions", include_str!("conditions.md")),
        topic("scoring", "what a model means, to the last digit", include_str!("scoring.md")),
        topic("examples", "tests inside the model", include_str!("examples.md")),
        topic("data", "how cells of the input are read", include_str!("data.md")),
        topic("diagnostics", "every error and warning, and the way out", include_str!("diagnostics.md")),
    ];
    TOPICS
}

/// A page as Markdown.
#[must_use]
pub fn markdown(topic: &Topic) -> String {
    let mut page = String::new();
    for line in topic.prose.lines() {
        match line.strip_prefix("{{").and_then(|line| line.strip_suffix("}}")) {
            Some(table) => page.push_str(&tables::table(table)),
            None => page.push_str(line),
        }
        page.push('\n');
    }
    page
}
