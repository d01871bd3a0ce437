//! Cases to Arrow batches and back: the candidates of a round are the leads of one small run.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::ArrowError;
use handraise_engine::{
    CriterionDetail, CriterionId, History, Instants, Plan, ScoreError, ScoreOptions, adjustment_schema, batch_of,
    column_of, event_schema, lead_schema,
};
use handraise_model::columns;
use handraise_model::condition::EngagementId;
use handraise_model::values::{Type, Value};

use super::candidates::Candidate;
use super::{Case, CaseEvent, Change, Standing};

/// A round that was scored.
pub(super) struct Round<'p> {
    /// Where each candidate stands, in their order.
    pub(super) standings: Vec<Standing>,
    history: History<'p>,
}

impl Round<'_> {
    /// Whether the criterion counts an occurrence of a candidate at an instant: a new one, or one that came in for an
    /// older one that `at_most` then left out.
    pub(super) fn occurs(&self, candidate: usize, criterion: EngagementId, time: i64) -> Result<bool, ScoreError> {
        let explanation = self.history.explain(0, &candidate.to_string())?;
        let counted = explanation.iter().flat_map(|explanation| &explanation.criteria).find_map(|explained| {
            let of_criterion = explained.criterion == CriterionId::Engagement(criterion.0);
            match &explained.detail {
                CriterionDetail::Engagement { counted, .. } if of_criterion => Some(counted),
                _ => None,
            }
        });
        Ok(counted.is_some_and(|counted| counted.last().is_some_and(|latest| latest.time == time)))
    }
}

/// Scores the case with each candidate's changes.
pub(super) fn score<'p>(plan: &'p Plan, case: &Case, candidates: &[Candidate]) -> Result<Round<'p>, ScoreError> {
    let variants: Vec<Case> = candidates.iter().map(|changes| changed(case, changes)).collect();
    let mut scoring = plan.start(&[leads(plan, &variants)?], &Instants::Shared(vec![case.as_of]))?;
    let events = events(plan, &variants)?;
    if events.num_rows() > 0 {
        scoring.push_events(&events)?;
    }
    for adjustments in &case.adjustments {
        for index in 0..variants.len() {
            scoring.push_adjustments(&with_lead(adjustments, index)?)?;
        }
    }
    let options = ScoreOptions { contributions: true, ..ScoreOptions::default() };
    let history = scoring.finish()?;
    let scores = history.score(0, &options)?;
    let mut standings = vec![Standing::default(); variants.len()];
    for row in 0..scores.len() {
        let index = scores.lead_id[row].parse::<usize>().ok();
        if let Some(standing) = index.and_then(|index| standings.get_mut(index)) {
            *standing = Standing::of(&scores, row);
        }
    }
    Ok(Round { standings, history })
}

fn changed(case: &Case, changes: &[Change]) -> Case {
    let mut case = case.clone();
    for change in changes {
        match change {
            Change::DataPoint { data_point, to, .. } => {
                if let Some(value) = case.values.get_mut(data_point.0) {
                    *value = Some(to.clone());
                }
            }
            Change::Occurrence { events, .. } => case.events.extend(events.iter().cloned()),
        }
    }
    case
}

fn leads(plan: &Plan, variants: &[Case]) -> Result<RecordBatch, ArrowError> {
    let model = plan.model();
    batch_of(&lead_schema(model), variants.len(), |name| {
        if name == columns::LEAD_ID {
            return Some(Arc::new(StringArray::from_iter_values((0..variants.len()).map(|index| index.to_string()))));
        }
        let index = model.lead().iter().position(|data_point| data_point.name == name)?;
        Some(column_of(
            model.lead()[index].ty,
            variants.iter().map(|case| case.values.get(index).and_then(Option::as_ref)),
        ))
    })
}

fn events(plan: &Plan, variants: &[Case]) -> Result<RecordBatch, ArrowError> {
    let model = plan.model();
    let all: Vec<(usize, &CaseEvent)> = variants
        .iter()
        .enumerate()
        .flat_map(|(index, case)| case.events.iter().map(move |event| (index, event)))
        .collect();
    batch_of(&event_schema(model), all.len(), |name| {
        let texts = |of: &dyn Fn(&(usize, &CaseEvent)) -> Option<String>| -> ArrayRef {
            Arc::new(all.iter().map(of).collect::<StringArray>())
        };
        Some(match name {
            columns::LEAD_ID => texts(&|(index, _)| Some(index.to_string())),
            columns::EVENT_TYPE => texts(&|(_, event)| Some(event.event.clone())),
            columns::EVENT_ID => texts(&|(_, event)| event.id.clone()),
            columns::EVENT_TIME => {
                let times: Vec<Value> = all.iter().map(|(_, event)| Value::Timestamp(event.time)).collect();
                column_of(Type::Timestamp, times.iter().map(Some))
            }
            _ => {
                let index = model.event().iter().position(|data_point| data_point.name == name)?;
                let values = all.iter().map(|(_, event)| event.properties.get(index).and_then(Option::as_ref));
                column_of(model.event()[index].ty, values)
            }
        })
    })
}

/// The same adjustments for another lead; reason and hand, on which no score depends, are left out.
fn with_lead(adjustments: &RecordBatch, index: usize) -> Result<RecordBatch, ArrowError> {
    let ids: ArrayRef = Arc::new(StringArray::from(vec![index.to_string(); adjustments.num_rows()]));
    batch_of(&adjustment_schema(), adjustments.num_rows(), |name| match name {
        columns::LEAD_ID => Some(Arc::clone(&ids)),
        columns::ADJUSTMENT_REASON | columns::ADJUSTMENT_BY => None,
        _ => adjustments.column_by_name(name).cloned(),
    })
}
