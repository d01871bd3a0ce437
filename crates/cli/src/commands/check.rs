//! `handraise check`: diagnostics, lints, and the model's own examples.

use std::path::Path;
use std::sync::Arc;

use handraise_engine::examples::ExampleOutcome;
use handraise_engine::{Explanation, ScoreError, examples};
use handraise_model::condition::DataPointId;
use handraise_model::diagnostic::{self, Diagnostic, Severity};
use handraise_model::values::Value;
use handraise_model::{Example, Model, ModelSource, lint};
use jiff::civil::Date;

use crate::args::{CheckArguments, TextFormat, today};
use crate::exit::{Exit, Failure};
use crate::output::{Destination, JsonText};
use crate::pipeline::read_source;
use crate::story::{self, Story};
use crate::terminal::{self, BAD, GOOD, words};

pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let source = read_source(&arguments.model)?;
    let checked = check(&source, arguments.today.unwrap_or_else(today))?;
    match arguments.format {
        TextFormat::Text => checked.say(&source)?,
        TextFormat::Json => {
            let json = checked.json(&source);
            Destination::Stdout.write(|out| writeln!(out, "{json}"))?;
        }
    }
    Ok(if checked.errors() == 0 { Exit::Fine } else { Exit::Model })
}

/// A model's check in one line; what it found is told on standard error.
pub(super) fn summary(path: &Path, today: Date) -> Result<String, Failure> {
    let source = read_source(path)?;
    let checked = check(&source, today)?;
    terminal::tell(&diagnostic::render_text(&checked.diagnostics, &source, true));
    Ok(checked.summary(&source))
}

/// What a check found.
struct Checked {
    model: Option<Arc<Model>>,
    diagnostics: Vec<Diagnostic>,
    outcomes: Vec<ExampleOutcome>,
}

fn check(source: &ModelSource, today: Date) -> Result<Checked, Failure> {
    let checked = source.check();
    let mut diagnostics = checked.diagnostics;
    let model = checked.model.map(Arc::new);
    let mut outcomes = Vec::new();
    if let Some(model) = &model {
        diagnostics.extend(lint::lint(model, today));
        outcomes = examples::run(model).map_err(|error: ScoreError| Failure::new(Exit::Model, error))?;
        for outcome in &outcomes {
            diagnostics.extend(outcome.failures.iter().map(|failure| {
                let example = &model.examples()[outcome.example];
                let message = format!("example `{}` fails: {}", example.name, failure.message);
                Diagnostic::error(diagnostic::EXAMPLE_FAILS, message, failure.span.clone())
            }));
        }
    }
    Ok(Checked { model, diagnostics, outcomes })
}

impl Checked {
    fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
    }

    /// Findings and the scores of failing examples on standard error, the summary on standard output.
    fn say(&self, source: &ModelSource) -> Result<(), Failure> {
        terminal::tell(&diagnostic::render_text(&self.diagnostics, source, true));
        let width = terminal::width();
        for (model, outcome) in self.failing() {
            let example = &model.examples()[outcome.example];
            let score = with_story(model, example, &outcome.explanation, |story| story::render(story, width));
            terminal::tell(&format!("\n{score}\n"));
        }
        Ok(terminal::say(&format!("{}\n", self.summary(source)))?)
    }

    /// `acme 3: 12 criteria, 5 examples pass, 2 warnings`
    fn summary(&self, source: &ModelSource) -> String {
        let errors = self.errors();
        let mut parts = Vec::new();
        let name = match &self.model {
            Some(model) => {
                let criteria = model.fit().len() + model.engagement().len();
                parts.push(words::counted(criteria, "criterion", "criteria"));
                let failing = self.failing().count();
                match (model.examples().len(), failing) {
                    (0, _) => parts.push("no examples".to_owned()),
                    (all, 0) => {
                        let pass = if all == 1 { "passes" } else { "pass" };
                        parts.push(format!("{} {pass}", words::counted(all, "example", "examples")));
                    }
                    (all, failing) => {
                        let fail = if failing == 1 { "fails" } else { "fail" };
                        parts.push(format!("{failing} of {} {fail}", words::counted(all, "example", "examples")));
                    }
                }
                format!("{} {}", model.name(), model.version())
            }
            None => {
                parts.push(words::counted(errors, "error", "errors"));
                source.name().to_owned()
            }
        };
        let warnings = self.diagnostics.len() - errors;
        if warnings > 0 {
            parts.push(words::counted(warnings, "warning", "warnings"));
        }
        let style = if errors == 0 { GOOD } else { BAD };
        format!("{}: {}", terminal::paint(style, name), parts.join(", "))
    }

    fn failing(&self) -> impl Iterator<Item = (&Arc<Model>, &ExampleOutcome)> {
        let failing = self.outcomes.iter().filter(|outcome| !outcome.failures.is_empty());
        failing.filter_map(|outcome| Some((self.model.as_ref()?, outcome)))
    }

    fn json(&self, source: &ModelSource) -> JsonText {
        let model = self.model.as_deref();
        JsonText::object([
            ("model", JsonText::option(model, |model| JsonText::string(model.name()))),
            ("version", JsonText::option(model, |model| JsonText::raw(model.version()))),
            ("fingerprint", JsonText::option(model, |model| JsonText::string(&model.fingerprint()))),
            ("diagnostics", JsonText::raw(diagnostic::to_json(&self.diagnostics, source))),
            ("examples", JsonText::array(self.outcomes.iter().filter_map(|outcome| Some(example(model?, outcome))))),
        ])
    }
}

fn example(model: &Model, outcome: &ExampleOutcome) -> JsonText {
    let example = &model.examples()[outcome.example];
    JsonText::object([
        ("name", JsonText::string(&example.name)),
        ("passes", JsonText::raw(outcome.failures.is_empty())),
        ("failures", JsonText::array(outcome.failures.iter().map(|failure| JsonText::string(&failure.message)))),
        ("score", with_story(model, example, &outcome.explanation, story::json)),
    ])
}

/// The story of an example's score: nothing but what the example knows.
fn with_story<T>(model: &Model, example: &Example, explanation: &Explanation, tell: impl FnOnce(&Story<'_>) -> T) -> T {
    let mut values: Vec<Option<Value>> = vec![None; model.lead().len()];
    for (DataPointId(index), value) in &example.lead {
        if let Some(known) = values.get_mut(*index) {
            *known = Some(value.clone());
        }
    }
    tell(&Story { model, name: &example.name, explanation, values: &values, shown: &[], rank: None, reach: None })
}
