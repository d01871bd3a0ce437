//! The story for people: a waterfall in the terminal.

use handraise_engine::{CriterionDetail, CriterionId, ExplainedCriterion, Explanation, Occurrence};
use handraise_model::Model;
use handraise_model::values::Exact;

use super::factors::Factors;
use super::layout::Layout;
use super::waterfall::{Step, StepKind, product_name, steps};
use super::{Story, evidence, reach, verdicts};
use crate::output::columns::grade;
use crate::reasons::marked_name;
use crate::terminal::words::{self, minute, signed_exact};
use crate::terminal::{BAD, FAINT, STRONG, cut, padded, paint, printable, text_width};

/// The width of a story where nobody watches.
const WIDTH_DEFAULT: usize = 100;
/// How much deeper an occurrence stands than its criterion.
const OCCURRENCE_INDENT: usize = 2;

/// The story from the lead's name to what it would take to get further.
pub(crate) fn render(story: &Story<'_>, width: Option<usize>) -> String {
    let mut text = headline(story);
    let width = width.unwrap_or(WIDTH_DEFAULT);
    verdicts::gates(&mut text, story, width);
    verdicts::exclusions(&mut text, story, width);
    waterfall(&mut text, story, width);
    products(&mut text, story);
    verdicts::lanes(&mut text, story, width);
    if let Some(found) = story.reach {
        text.push_str(&reach::render(story.model, found, width));
    }
    text
}

fn headline(story: &Story<'_>) -> String {
    let scores = &story.explanation.scores;
    let mut names = vec![paint(STRONG, cut(story.name, words::NAME_WIDTH_MAX))];
    names.extend(
        story.shown.iter().filter(|(_, value)| !value.is_empty()).map(|(_, value)| cut(value, words::NAME_WIDTH_MAX)),
    );
    let as_of = paint(FAINT, format!("as of {} UTC", minute(scores.as_of[0].micros())));
    let mut facts = vec![format!("score {}", scores.score[0])];
    if scores.rating[0] != scores.score[0] {
        facts.push(format!("rating {}", scores.rating[0]));
    }
    if let Some(grade) = grade(scores, 0) {
        facts.push(format!("grade {grade}"));
    }
    if !story.model.lanes().is_empty() {
        facts.push(match scores.lane[0] {
            Some(lane) => format!("lane {}", story.model.lanes()[lane].name),
            None => "no lane".to_owned(),
        });
    }
    if let Some((Some(rank), ranked)) = story.rank {
        facts.push(format!("rank {} of {}", words::thousands(rank.into()), words::thousands(ranked as u64)));
    }
    if !scores.eligible[0] {
        facts.push(paint(BAD, if scores.excluded[0] { "excluded: no rank" } else { "not eligible: no rank" }));
    }
    format!("{}  {as_of}\n{}\n", names.join(" · "), facts.join(" · "))
}

pub(super) fn heading(text: &mut String, title: &str, note: &str) {
    let note = if note.is_empty() { String::new() } else { format!("  {}", paint(FAINT, note)) };
    text.push_str(&format!("\n{}{note}\n", paint(STRONG, title)));
}

fn waterfall(text: &mut String, story: &Story<'_>, width: usize) {
    let explanation = story.explanation;
    let steps = steps(story.model, explanation);
    let labels: Vec<usize> = steps.iter().map(|step| text_width(&label(story.model, explanation, step))).collect();
    let times = explanation.criteria.iter().flat_map(told_occurrences).map(|told| OCCURRENCE_INDENT + told.width());
    let layout = Layout::new(&labels, times.max().unwrap_or(0), &steps, width);
    let mut section = "";
    let mut silent: Vec<String> = Vec::new();
    for step in &steps {
        let next = section_of(explanation, &step.kind);
        if next != section {
            section = next;
            heading(text, section, "");
        }
        let label = label(story.model, explanation, step);
        if !matches!(step.kind, StepKind::Criterion(_)) {
            text.push_str(&silent_lines(&silent, width));
            silent.clear();
        }
        match &step.kind {
            StepKind::Criterion(index) => {
                let criterion = &explanation.criteria[*index];
                let note = criterion_note(story, criterion);
                if note.is_empty() && never_occurred(criterion) {
                    silent.push(label);
                    continue;
                }
                text.push_str(&layout.line(&label, step, &note));
                occurrences(text, &layout, criterion, &Factors::of(story.model, criterion));
            }
            StepKind::Fit | StepKind::Engagement => {
                let (part, max) = part(story.model, explanation, &step.kind);
                let part = Step { sum: i128::from(part.0), ..step.clone() };
                text.push_str(&layout.mark(&label, &part, &format!("of at most {max}")));
            }
            StepKind::Total => {
                let max = story.model.score().total_max();
                text.push_str(&layout.mark(
                    &label,
                    step,
                    &format!("of at most {max}, rounded {}", explanation.scores.score[0]),
                ));
            }
            StepKind::Adjustment(index) => {
                text.push_str(&layout.line(&label, step, &adjustment_note(&explanation.adjustments[*index])));
            }
            _ => text.push_str(&layout.line(&label, step, "")),
        }
    }
    elsewhere(text, story, width);
}

fn never_occurred(criterion: &ExplainedCriterion) -> bool {
    matches!(&criterion.detail, CriterionDetail::Engagement { counted, .. } if counted.is_empty())
}

/// The criteria that never occurred, in as few lines as they take.
fn silent_lines(names: &[String], width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let name = if index + 1 < names.len() { format!("{name},") } else { name.clone() };
        match lines.last_mut() {
            Some(line) if text_width(line) + 1 + text_width(&name) + 2 <= width => {
                line.push(' ');
                line.push_str(&name);
            }
            Some(_) => lines.push(format!("  {name}")),
            None => lines.push(format!("did not occur: {name}")),
        }
    }
    lines.iter().map(|line| format!("  {}\n", paint(FAINT, line))).collect()
}

fn section_of(explanation: &Explanation, kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Criterion(index) => match explanation.criteria[*index].criterion {
            CriterionId::Fit(_) => "Who they are",
            CriterionId::Engagement(_) => "What they did",
        },
        StepKind::GroupCap { fit: true, .. } | StepKind::FitClip { .. } | StepKind::Fit => "Who they are",
        StepKind::GroupCap { fit: false, .. }
        | StepKind::Persona { .. }
        | StepKind::EngagementClip { .. }
        | StepKind::Engagement => "What they did",
        StepKind::Adjustment(_) | StepKind::TotalClip { .. } | StepKind::Total => "Together",
    }
}

/// What a step is called.
pub(super) fn label(model: &Model, explanation: &Explanation, step: &Step) -> String {
    match &step.kind {
        StepKind::Criterion(index) => marked_name(model, explanation.criteria[*index].criterion),
        StepKind::GroupCap { group, max, .. } => format!("group {group}: at most {max}"),
        StepKind::FitClip { max } | StepKind::EngagementClip { max } | StepKind::TotalClip { max } => {
            if step.change < 0 { format!("at most {max}") } else { "at least 0".to_owned() }
        }
        StepKind::Persona { name, weight } => {
            let hundredths = weight.hundredths();
            format!("persona {name}: engagement × {}.{:02}", hundredths / 100, hundredths % 100)
        }
        StepKind::Fit => "= fit".to_owned(),
        StepKind::Engagement => "= engagement".to_owned(),
        StepKind::Adjustment(index) => {
            let adjustment = &explanation.adjustments[*index];
            format!("adjustment{}", adjustment.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())
        }
        StepKind::Total => "= total".to_owned(),
    }
}

fn part(model: &Model, explanation: &Explanation, kind: &StepKind) -> (Exact, i32) {
    let scores = &explanation.scores;
    match kind {
        StepKind::Fit => (scores.fit[0], model.score().fit_max.value),
        _ => (scores.engagement[0], model.score().engagement_max.value),
    }
}

fn criterion_note(story: &Story<'_>, criterion: &ExplainedCriterion) -> String {
    match (&criterion.detail, criterion.criterion) {
        (CriterionDetail::Fit { taken, .. }, CriterionId::Fit(index)) => {
            let evidence = evidence::of_bands(story, &story.model.fit()[index], *taken);
            let factors = Factors::of(story.model, criterion).of_fit();
            factors.into_iter().chain(Some(evidence).filter(|told| !told.is_empty())).collect::<Vec<_>>().join(" · ")
        }
        (CriterionDetail::Engagement { counted, over_cap, after_reached }, CriterionId::Engagement(index)) => {
            let engagement = &story.model.engagement()[index];
            let mut notes = Vec::new();
            match (engagement.after, after_reached) {
                (Some(after), None) => {
                    let handraise_model::condition::EngagementId(after) = after.criterion;
                    notes.push(format!("waits for: {}", story.model.engagement()[after].name));
                }
                (Some(_), Some(reached)) => notes.push(format!("open since {}", minute(*reached))),
                (None, _) => {}
            }
            if counted.len() > 1 {
                notes.push(format!("{} times", words::thousands(counted.len() as u64)));
            }
            if *over_cap > 0 {
                let more = words::thousands(u64::from(*over_cap));
                notes.push(format!("{more} earlier beyond `at_most`"));
            }
            notes.join(", ")
        }
        _ => String::new(),
    }
}

fn occurrences(text: &mut String, layout: &Layout, criterion: &ExplainedCriterion, factors: &Factors) {
    let width = layout.label - OCCURRENCE_INDENT;
    for Told { what, occurrence } in told_occurrences(criterion) {
        let how: Vec<String> = factors.of_occurrence(occurrence).into_iter().chain(events_note(occurrence)).collect();
        let points = signed_exact(i128::from(occurrence.contribution.0));
        let name = padded(&cut(&what, width), width);
        let line = format!("    {name}  {points:>width$}  {}", how.join(", "), width = layout.points);
        text.push_str(&format!("{}\n", paint(FAINT, line.trim_end())));
    }
}

/// A line below a criterion: one occurrence that counted.
struct Told<'e> {
    what: String,
    occurrence: &'e Occurrence,
}

impl<'e> Told<'e> {
    fn of(occurrence: &'e Occurrence) -> Self {
        let what = format!("{}  {}", minute(occurrence.time), words::days_ago(occurrence.age_days));
        Self { what, occurrence }
    }

    fn width(&self) -> usize {
        text_width(&self.what)
    }
}

fn told_occurrences(criterion: &ExplainedCriterion) -> Vec<Told<'_>> {
    let CriterionDetail::Engagement { counted, .. } = &criterion.detail else { return Vec::new() };
    counted.iter().map(Told::of).collect()
}

fn events_note(occurrence: &Occurrence) -> Option<String> {
    (occurrence.events > 1).then(|| format!("{} events", words::thousands(u64::from(occurrence.events))))
}

fn adjustment_note(adjustment: &handraise_engine::ExplainedAdjustment) -> String {
    let by = adjustment.by.as_ref().map(|by| format!("by {by}, ")).unwrap_or_default();
    let until = adjustment.until.map(|until| format!(" until {}", minute(until))).unwrap_or_default();
    format!("{by}from {}{until}", minute(adjustment.at))
}

/// Criteria that gave points which another product alone counts.
fn elsewhere(text: &mut String, story: &Story<'_>, width: usize) {
    let outside = |criterion: &&ExplainedCriterion| !criterion.entered && criterion.contribution.0 != 0;
    let outside: Vec<_> = story.explanation.criteria.iter().filter(outside).collect();
    if outside.is_empty() {
        return;
    }
    heading(text, "For other products", "not in this total");
    let names: Vec<String> = outside.iter().map(|one| printable(&marked_name(story.model, one.criterion))).collect();
    let width =
        names.iter().map(|name| text_width(name)).max().unwrap_or(0).clamp(28, width.saturating_sub(16).max(28));
    for (criterion, name) in outside.into_iter().zip(names) {
        let points = signed_exact(i128::from(criterion.contribution.0));
        let name = padded(&cut(&name, width), width);
        text.push_str(&format!("  {}\n", paint(FAINT, format!("{name}  {points}"))));
    }
}

fn products(text: &mut String, story: &Story<'_>) {
    if story.model.products().is_empty() {
        return;
    }
    heading(text, "Products", "the highest total is the lead's");
    for composition in &story.explanation.compositions {
        let Some(product) = composition.product else { continue };
        let name = padded(product_name(story.model, product), 28);
        let parts = format!("fit {:#} + engagement {:#}", composition.fit, composition.engagement);
        let own = story.explanation.scores.product[0] == Some(product);
        let line = format!("{name}  {:>6}", composition.total.round_half_up());
        let line = if own { paint(STRONG, line) } else { line };
        text.push_str(&format!("  {line}  {}\n", paint(FAINT, parts)));
    }
}
