//! The story for programs.

use handraise_engine::{Answer, Composition, CriterionDetail, CriterionId, ExplainedCriterion, Explanation};
use handraise_model::values::{Value, format_date, format_instant};
use handraise_model::{Model, NamedCondition};

use super::factors::Factors;
use super::waterfall::{Step, StepKind, product_name, steps};
use super::{Story, reach};
use crate::output::JsonText;
use crate::output::columns::grade;
use crate::terminal::words::exact;

/// All that is told of the lead, as one object.
pub(crate) fn json(story: &Story<'_>) -> JsonText {
    let (model, explanation) = (story.model, story.explanation);
    let scores = &explanation.scores;
    let mut entries = vec![
        ("lead_id", JsonText::string(story.name)),
        ("as_of", JsonText::string(&scores.as_of[0].to_string())),
        ("rank", JsonText::option(story.rank.and_then(|(rank, _)| rank), JsonText::raw)),
        ("score", JsonText::raw(scores.score[0])),
        ("rating", JsonText::raw(scores.rating[0])),
        ("total", JsonText::raw(scores.total[0])),
        ("fit", JsonText::raw(scores.fit[0])),
        ("engagement", JsonText::raw(scores.engagement[0])),
        ("grade", JsonText::option(grade(scores, 0), |grade| JsonText::string(&grade))),
        ("lane", JsonText::option(scores.lane[0], |lane| JsonText::string(&model.lanes()[lane].name))),
        ("eligible", JsonText::raw(scores.eligible[0])),
        ("excluded", JsonText::raw(scores.excluded[0])),
        ("persona", JsonText::option(scores.persona[0], |persona| JsonText::string(&model.personas()[persona].name))),
        ("size", JsonText::option(scores.size[0], |size| JsonText::string(&model.sizes()[size].name))),
        ("product", JsonText::option(scores.product[0], |product| JsonText::string(product_name(model, product)))),
        ("data_points", data_points(model, story.values)),
        ("gates", answers(model.gates(), &explanation.answers.gates)),
        ("exclusions", answers(model.exclusions(), &explanation.answers.exclusions)),
        ("criteria", JsonText::array(explanation.criteria.iter().map(|one| criterion(model, one)))),
        ("steps", JsonText::array(steps(model, explanation).iter().map(|one| step(story, one)))),
        ("adjustments", adjustments(explanation)),
        ("products", JsonText::array(explanation.compositions.iter().map(|one| composition(model, one)))),
        ("lanes", answers(model.lanes(), &explanation.answers.lanes)),
    ];
    entries.push(("reach", JsonText::option(story.reach, |found| reach::json(model, found))));
    JsonText::object(entries)
}

/// A value as JSON; unknown is null.
pub(super) fn value(value: Option<&Value>) -> JsonText {
    JsonText::option(value, |value| match value {
        Value::Text(text) => JsonText::string(text),
        Value::Integer(number) => JsonText::raw(number),
        Value::Decimal(number) => JsonText::raw(serde_json::Value::from(*number)),
        Value::Boolean(value) => JsonText::raw(value),
        Value::Date(days) => JsonText::string(&format_date(*days)),
        Value::Timestamp(micros) => instant(*micros),
        Value::List(items) => JsonText::array(items.iter().map(|item| JsonText::string(item))),
    })
}

fn data_points(model: &Model, values: &[Option<Value>]) -> JsonText {
    let known = model.lead().iter().zip(values);
    JsonText::object(known.map(|(data_point, known)| (&data_point.name, value(known.as_ref()))))
}

fn answers(conditions: &[NamedCondition], answers: &[Answer]) -> JsonText {
    JsonText::array(conditions.iter().zip(answers).map(|(condition, answer)| {
        JsonText::object([("name", JsonText::string(&condition.name)), ("answer", answer_text(*answer))])
    }))
}

fn answer_text(answer: Answer) -> JsonText {
    JsonText::string(match answer {
        Answer::Met => "met",
        Answer::Missed => "missed",
        Answer::Unknown => "unknown",
    })
}

fn criterion(model: &Model, criterion: &ExplainedCriterion) -> JsonText {
    let (id, name, part) = match criterion.criterion {
        CriterionId::Fit(index) => (&model.fit()[index].id, &model.fit()[index].name, "fit"),
        CriterionId::Engagement(index) => {
            (&model.engagement()[index].id, &model.engagement()[index].name, "engagement")
        }
    };
    let factors = Factors::of(model, criterion);
    let mut entries = vec![
        ("id", JsonText::string(id)),
        ("name", JsonText::string(name)),
        ("part", JsonText::string(part)),
        ("points", JsonText::option(factors.points(), JsonText::raw)),
        ("credibility", JsonText::option(factors.credibility(), JsonText::raw)),
        ("contribution", JsonText::raw(criterion.contribution)),
        ("entered", JsonText::raw(criterion.entered)),
    ];
    match &criterion.detail {
        CriterionDetail::Fit { bands, taken } => {
            entries.push(("bands", JsonText::array(bands.iter().map(|answer| answer_text(*answer)))));
            entries.push(("taken", JsonText::option(*taken, JsonText::raw)));
        }
        CriterionDetail::Engagement { counted, over_cap, after_reached } => {
            entries.push((
                "occurrences",
                JsonText::array(counted.iter().map(|occurrence| {
                    JsonText::object([
                        ("time", instant(occurrence.time)),
                        ("age_days", JsonText::raw(occurrence.age_days)),
                        (
                            "multiplier",
                            JsonText::raw(format!(
                                "{}.{:03}",
                                occurrence.multiplier / 1000,
                                occurrence.multiplier % 1000
                            )),
                        ),
                        ("events", JsonText::raw(occurrence.events)),
                        ("contribution", JsonText::raw(occurrence.contribution)),
                    ])
                })),
            ));
            entries.push(("over_cap", JsonText::raw(over_cap)));
            entries.push(("after_reached", JsonText::option(*after_reached, instant)));
        }
    }
    JsonText::object(entries)
}

fn step(story: &Story<'_>, step: &Step) -> JsonText {
    let (kind, name) = match &step.kind {
        StepKind::Criterion(index) => {
            let name = match story.explanation.criteria[*index].criterion {
                CriterionId::Fit(index) => &story.model.fit()[index].name,
                CriterionId::Engagement(index) => &story.model.engagement()[index].name,
            };
            ("criterion", Some(name.as_str()))
        }
        StepKind::GroupCap { group, .. } => ("group_cap", Some(group.as_str())),
        StepKind::FitClip { .. } => ("fit_clip", None),
        StepKind::Fit => ("fit", None),
        StepKind::Persona { name, .. } => ("persona", Some(name.as_str())),
        StepKind::EngagementClip { .. } => ("engagement_clip", None),
        StepKind::Engagement => ("engagement", None),
        StepKind::Adjustment(index) => ("adjustment", story.explanation.adjustments[*index].reason.as_deref()),
        StepKind::TotalClip { .. } => ("total_clip", None),
        StepKind::Total => ("total", None),
    };
    JsonText::object([
        ("step", JsonText::string(kind)),
        ("name", JsonText::option(name, JsonText::string)),
        ("change", JsonText::raw(exact(step.change))),
        ("sum", JsonText::raw(exact(step.sum))),
    ])
}

fn adjustments(explanation: &Explanation) -> JsonText {
    JsonText::array(explanation.adjustments.iter().map(|adjustment| {
        JsonText::object([
            ("points", JsonText::raw(adjustment.points)),
            ("reason", JsonText::option(adjustment.reason.as_deref(), JsonText::string)),
            ("by", JsonText::option(adjustment.by.as_deref(), JsonText::string)),
            ("at", instant(adjustment.at)),
            ("until", JsonText::option(adjustment.until, instant)),
        ])
    }))
}

fn composition(model: &Model, composition: &Composition) -> JsonText {
    let groups = composition.groups.iter().map(|composed| {
        let handraise_model::GroupId(group) = composed.group;
        JsonText::object([
            ("group", JsonText::string(&model.groups()[group].name)),
            ("sum", JsonText::raw(exact(composed.sum))),
            ("counted", JsonText::raw(exact(composed.counted))),
        ])
    });
    JsonText::object([
        ("product", JsonText::option(composition.product, |product| JsonText::string(product_name(model, product)))),
        ("groups", JsonText::array(groups)),
        ("fit_sum", JsonText::raw(exact(composition.fit_sum))),
        ("fit", JsonText::raw(composition.fit)),
        ("engagement_sum", JsonText::raw(exact(composition.engagement_sum))),
        ("engagement_weighted", JsonText::raw(exact(composition.engagement_weighted))),
        ("engagement", JsonText::raw(composition.engagement)),
        ("adjustment", JsonText::raw(exact(composition.adjustment))),
        ("total_sum", JsonText::raw(exact(composition.total_sum))),
        ("total", JsonText::raw(composition.total)),
        ("score", JsonText::raw(composition.total.round_half_up())),
    ])
}

fn instant(micros: i64) -> JsonText {
    JsonText::string(&format_instant(micros))
}
