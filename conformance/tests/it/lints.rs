//! Nothing that a random lead reaches is ever called unreachable.

use handraise_conformance::random::{Shape, Workload, more_data};
use handraise_conformance::reference::{self, Story};
use handraise_model::diagnostic::Diagnostic;
use handraise_model::lint::lint;
use handraise_model::values::{Exact, Span};
use handraise_model::{GroupId, Model, ProductId};

use crate::workloads::hold;

#[test]
fn nothing_that_a_lead_reaches_is_called_unreachable() {
    hold(100, Shape::default(), |workload| {
        let Workload { seed, model, as_of, .. } = workload;
        let warnings = lint(model, jiff::civil::date(2026, 6, 30));
        for round in 0..3 {
            let data = if round == 0 { workload.data.clone() } else { more_data(seed + 1000 * round, model, *as_of) };
            for story in reference::score(model, &data, *as_of) {
                let adjusted = data.adjustments.iter().any(|adjustment| adjustment.lead_id == story.result.lead_id);
                if let Some(warning) = warnings.iter().find(|warning| is_wrong(model, &story, adjusted, warning)) {
                    return Err(format!("{warning:#?}\nis refuted by {story:#?}"));
                }
            }
        }
        Ok(())
    });
}

/// Whether a lead shows that a warning is not true.
fn is_wrong(model: &Model, story: &Story, adjusted: bool, warning: &Diagnostic) -> bool {
    let place = &warning.labels[0].span;
    let result = &story.result;
    let lane = model.lanes().iter().find(|lane| Some(&lane.name) == result.lane.as_ref());
    let in_lane = lane.is_some_and(|lane| lane.when.span == *place);
    match warning.code {
        "unreachable-band" => model
            .fit()
            .iter()
            .zip(&story.bands)
            .any(|(criterion, taken)| taken.is_some_and(|taken| criterion.bands[taken].span == *place)),
        "unreachable-lane" => in_lane,
        "points-below-thresholds" => in_lane && !adjusted,
        "unreachable-grade" => {
            let grades = [("fit", &result.fit_grade), ("engagement", &result.engagement_grade)];
            grades.iter().any(|(scale, grade)| {
                let named = grade.as_ref().map(|grade| format!("{scale} grade `{grade}` "));
                named.is_some_and(|named| warning.message.starts_with(&named))
            })
        }
        "criterion-without-points" => gives_points(model, story, place),
        "group-cap-never-binds" => {
            let group = model.groups().iter().position(|group| group.max.span == *place);
            group.is_some_and(|group| cap_binds(model, story, GroupId(group)))
        }
        _ => false,
    }
}

/// Whether a criterion gave something that no maximum of 0 took away again.
fn gives_points(model: &Model, story: &Story, criterion: &Span) -> bool {
    let fit_max = model.score().fit_max.value;
    let fit = model.fit().iter().map(|fit| (&fit.span, &fit.name, fit.group, fit_max));
    let engagement_max = model.score().engagement_max.value;
    let engagement = model.engagement().iter().map(|found| (&found.span, &found.name, found.group, engagement_max));
    fit.chain(engagement).any(|(span, name, group, section_max)| {
        let given = story.result.contributions[name].0;
        let group_max = group.map_or(1, |group| model.groups()[group.0].max.value);
        span == criterion && section_max > 0 && (given < 0 || given > 0 && group_max > 0)
    })
}

/// Whether the criteria of a group give more than its maximum, for some product.
fn cap_binds(model: &Model, story: &Story, group: GroupId) -> bool {
    let fit = model.fit().iter().map(|fit| (fit.group, &fit.products, &fit.name));
    let engagement = model.engagement().iter().map(|found| (found.group, &found.products, &found.name));
    let members: Vec<_> = fit.chain(engagement).filter(|(of, ..)| *of == Some(group)).collect();
    let max = i64::from(model.groups()[group.0].max.value) * Exact::UNITS_PER_POINT;
    (0..model.products().len().max(1)).map(ProductId).any(|product| {
        let counts = |products: &Option<Vec<ProductId>>| products.as_ref().is_none_or(|named| named.contains(&product));
        let sum: i64 = members
            .iter()
            .filter(|(_, products, _)| counts(products))
            .map(|(.., name)| story.result.contributions[*name].0)
            .sum();
        sum > max
    })
}
