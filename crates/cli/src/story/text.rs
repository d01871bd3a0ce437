//! The story for people: a waterfall in the terminal.

use handraise_engine::{Answer, CriterionDetail, CriterionId, ExplainedCriterion, Explanation, Occurrence};
use handraise_model::values::Exact;
use handraise_model::{Model, NamedCondition};

use super::layout::{LABEL_WIDTH_MAX, Layout};
use super::waterfall::{Step, StepKind, product_name, steps};
use super::{Story, evidence, reach};
use crate::output::columns::grade;
use crate::reasons::marked_name;
use crate::terminal::words::{self, minute, signed_exact};
use crate::terminal::{BAD, DOUBT, FAINT, GOOD, STRONG, cut, padded, paint, text_width};

/// The width of a story where nobody watches.
const WIDTH_DEFAULT: usize = 100;
/// Occurrences of one criterion that are told one by one; of more, the first are summed up.
const TOLD_OCCURRENCES_MAX: usize = 12;

/// The story from the lead's name to what it would take to get further.
pub(crate) fn render(story: &Story<'_>, width: Option<usize>) -> String {
    let mut text = headline(story);
    gates(&mut text, story);
    exclusions(&mut text, story);
    waterfall(&mut text, story, width.unwrap_or(WIDTH_DEFAULT));
    products(&mut text, story);
    lanes(&mut text, story, width.unwrap_or(WIDTH_DEFAULT));
    if let Some(found) = story.reach {
        text.push_str(&reach::render(story.model, found));
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

fn gates(text: &mut String, story: &Story<'_>) {
    let gates = story.model.gates();
    if gates.is_empty() {
        return;
    }
    let met = story.explanation.scores.gates_met[0];
    let required = story.model.score().gates_required;
    heading(text, "Table stakes", &format!("{met} of {} met, {required} required", gates.len()));
    for (gate, answer) in gates.iter().zip(&story.explanation.answers.gates) {
        condition_line(text, story, gate, *answer);
    }
}

fn exclusions(text: &mut String, story: &Story<'_>) {
    let holding: Vec<&NamedCondition> = story
        .model
        .exclusions()
        .iter()
        .zip(&story.explanation.answers.exclusions)
        .filter(|(_, answer)| **answer == Answer::Met)
        .map(|(exclusion, _)| exclusion)
        .collect();
    if holding.is_empty() {
        return;
    }
    heading(text, "Excluded", "whatever the points");
    for exclusion in holding {
        let evidence = evidence::of(story, &exclusion.when.expr);
        text.push_str(&format!("  {} {}  {}\n", paint(BAD, "✗"), exclusion.name, paint(FAINT, evidence)));
    }
}

fn condition_line(text: &mut String, story: &Story<'_>, condition: &NamedCondition, answer: Answer) {
    let evidence = evidence::of(story, &condition.when.expr);
    text.push_str(&format!("  {} {}  {}\n", mark(answer), condition.name, paint(FAINT, evidence)));
}

/// `✓` met, `✗` missed, `?` unknown.
fn mark(answer: Answer) -> String {
    match answer {
        Answer::Met => paint(GOOD, "✓"),
        Answer::Missed => paint(BAD, "✗"),
        Answer::Unknown => paint(DOUBT, "?"),
    }
}

fn heading(text: &mut String, title: &str, note: &str) {
    let note = if note.is_empty() { String::new() } else { format!("  {}", paint(FAINT, note)) };
    text.push_str(&format!("\n{}{note}\n", paint(STRONG, title)));
}

fn waterfall(text: &mut String, story: &Story<'_>, width: usize) {
    let explanation = story.explanation;
    let steps = steps(story.model, explanation);
    let labels: Vec<usize> = steps.iter().map(|step| text_width(&label(story.model, explanation, step))).collect();
    let layout = Layout::new(&labels, &steps, width);
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
                occurrences(text, &layout, criterion);
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
    elsewhere(text, story);
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
            evidence::of_bands(story, &story.model.fit()[index], *taken)
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

fn occurrences(text: &mut String, layout: &Layout, criterion: &ExplainedCriterion) {
    let CriterionDetail::Engagement { counted, .. } = &criterion.detail else { return };
    let told = if counted.len() > TOLD_OCCURRENCES_MAX { TOLD_OCCURRENCES_MAX - 1 } else { counted.len() };
    let (earlier, latest) = counted.split_at(counted.len() - told);
    if let (Some(first), Some(last)) = (earlier.first(), earlier.last()) {
        let sum: i128 = earlier.iter().map(|occurrence| i128::from(occurrence.contribution.0)).sum();
        let what = format!("{} from {} to {}", earlier.len(), minute(first.time), minute(last.time));
        push_occurrence(text, layout, &what, &signed_exact(sum), "");
    }
    for occurrence in latest {
        let (what, how) = occurrence_words(occurrence);
        push_occurrence(text, layout, &what, &signed_exact(i128::from(occurrence.contribution.0)), &how);
    }
}

fn push_occurrence(text: &mut String, layout: &Layout, what: &str, points: &str, how: &str) {
    let name = padded(&cut(what, layout.label - 2), layout.label - 2);
    let line = format!("    {name}  {points:>width$}  {how}", width = layout.points);
    text.push_str(&format!("{}\n", paint(FAINT, line.trim_end())));
}

fn occurrence_words(occurrence: &Occurrence) -> (String, String) {
    let what = format!("{}  {}", minute(occurrence.time), words::days_ago(occurrence.age_days));
    let mut how = Vec::new();
    if occurrence.multiplier != 1000 {
        how.push(format!("× 0.{:03}", occurrence.multiplier));
    }
    if occurrence.events > 1 {
        how.push(format!("{} events", words::thousands(u64::from(occurrence.events))));
    }
    (what, how.join(", "))
}

fn adjustment_note(adjustment: &handraise_engine::ExplainedAdjustment) -> String {
    let by = adjustment.by.as_ref().map(|by| format!("by {by}, ")).unwrap_or_default();
    let until = adjustment.until.map(|until| format!(" until {}", minute(until))).unwrap_or_default();
    format!("{by}from {}{until}", minute(adjustment.at))
}

/// Criteria that gave points which another product alone counts.
fn elsewhere(text: &mut String, story: &Story<'_>) {
    let outside = |criterion: &&ExplainedCriterion| !criterion.entered && criterion.contribution.0 != 0;
    let outside: Vec<_> = story.explanation.criteria.iter().filter(outside).collect();
    if outside.is_empty() {
        return;
    }
    heading(text, "For other products", "not in this total");
    for criterion in outside {
        let name = cut(&marked_name(story.model, criterion.criterion), LABEL_WIDTH_MAX);
        let points = signed_exact(i128::from(criterion.contribution.0));
        text.push_str(&format!("  {}\n", paint(FAINT, format!("{}  {points}", padded(&name, 28)))));
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

fn lanes(text: &mut String, story: &Story<'_>, width: usize) {
    let lanes = story.model.lanes();
    if lanes.is_empty() {
        return;
    }
    let taken = story.explanation.scores.lane[0];
    heading(text, "Lane", taken.map_or("none", |lane| lanes[lane].name.as_str()));
    let told = taken.map_or(lanes.len(), |lane| lane + 1);
    for (lane, answer) in lanes.iter().zip(&story.explanation.answers.lanes).take(told) {
        let room = width.saturating_sub(text_width(&lane.name) + 6).max(20);
        let condition = cut(&evidence::condition(story.model, lane), room);
        text.push_str(&format!("  {} {}  {}\n", mark(*answer), lane.name, paint(FAINT, condition)));
    }
}
