//! The replay: who is in at an instant, how it stood then, and what became of it.

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use handraise_engine::{Instants, Plan, ScoreOptions, adjustment_schema, event_schema, lead_schema, outcome_schema};
use handraise_evidence::{Building, Horizon, LeadTable, Outcomes, Placement, Replay};
use handraise_model::values::{AsOf, MICROS_PER_DAY};
use handraise_model::{Model, ModelSource};

const MODEL: &str = r#"
[model]
name = "acme"
version = 1
[lead]
country = "text"
[[exclude]]
name = "Elsewhere"
when = "country = 'XX'"
[[fit]]
name = "Brazil"
when = "country = 'BR'"
points = 10
[[engagement]]
name = "Trial"
event = "Trial Started"
points = 20
half_life_days = 30
[engagement_points]
"Page Viewed" = 3
[outcome]
won = "won"
closed = ["won", "lost"]
reopen_after_days = 20
horizon_days = 30
"#;

/// What a run is made of; times in days.
#[derive(Clone, Default)]
struct Company {
    leads: Vec<(&'static str, &'static str)>,
    events: Vec<(&'static str, &'static str, f64)>,
    outcomes: Vec<(&'static str, &'static str, f64)>,
    adjustments: Vec<(&'static str, i64, f64)>,
}

fn model(text: &str) -> Arc<Model> {
    Arc::new(ModelSource::new("model.toml", text).check().model.unwrap())
}

fn micros(day: f64) -> i64 {
    (day * MICROS_PER_DAY as f64) as i64
}

fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

fn times(days: impl Iterator<Item = f64>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from_iter_values(days.map(micros)).with_timezone("UTC"))
}

impl Company {
    fn leads(&self, model: &Model) -> Vec<RecordBatch> {
        let columns = vec![texts(self.leads.iter().map(|lead| lead.0)), texts(self.leads.iter().map(|lead| lead.1))];
        vec![RecordBatch::try_new(lead_schema(model), columns).unwrap()]
    }

    fn outcomes(&self) -> RecordBatch {
        let columns = vec![
            texts(self.outcomes.iter().map(|outcome| outcome.0)),
            texts(self.outcomes.iter().map(|outcome| outcome.1)),
            times(self.outcomes.iter().map(|outcome| outcome.2)),
            Arc::new(arrow_array::Float64Array::from(vec![Some(7.5); self.outcomes.len()])),
        ];
        RecordBatch::try_new(outcome_schema(), columns).unwrap()
    }

    fn replay(&self, days: &[f64], until: f64) -> Replay {
        let model = model(MODEL);
        let plan = Plan::bind(Arc::clone(&model), &lead_schema(&model), &event_schema(&model)).unwrap();
        let batches = self.leads(&model);
        let leads = LeadTable::new(&batches);
        let instants: Vec<AsOf> = days.iter().map(|day| AsOf::from_micros(micros(*day))).collect();
        let mut scoring = plan.start(&batches, &Instants::Shared(instants.clone())).unwrap();
        scoring.push_outcomes(&self.outcomes()).unwrap();
        let none = || Arc::new(StringArray::from(vec![None::<&str>; self.adjustments.len()])) as ArrayRef;
        let columns = vec![
            texts(self.adjustments.iter().map(|of| of.0)),
            Arc::new(Int64Array::from_iter_values(self.adjustments.iter().map(|of| of.1))),
            none(),
            none(),
            times(self.adjustments.iter().map(|of| of.2)),
            Arc::new(TimestampMicrosecondArray::from(vec![None::<i64>; self.adjustments.len()]).with_timezone("UTC")),
        ];
        scoring.push_adjustments(&RecordBatch::try_new(adjustment_schema(), columns).unwrap()).unwrap();
        let columns = vec![
            texts(self.events.iter().map(|event| event.0)),
            texts(self.events.iter().map(|event| event.1)),
            times(self.events.iter().map(|event| event.2)),
        ];
        scoring.push_events(&RecordBatch::try_new(event_schema(&model), columns).unwrap()).unwrap();
        let history = scoring.finish().unwrap();

        let outcomes = Outcomes::of_batches(model.outcome().unwrap(), &leads, &[self.outcomes()], None);
        let placement = Placement::Calendar(instants);
        let horizon = Horizon { days: 30, until: Some(micros(until)) };
        let mut building = Building::new(&model, &leads, &outcomes, &placement, horizon, None, NonZeroUsize::MIN);
        let threads = NonZeroUsize::MIN;
        let options = ScoreOptions { threads, contributions: true, reasons: false, details: true };
        for (instant, ranking) in history.rankings(0..days.len(), &options).unwrap().enumerate() {
            let ranking = ranking.unwrap();
            building.push(&leads.rows(), &ranking);
            building.detail_rows(instant, &leads.rows(), &ranking);
        }
        building.finish(days.iter().map(|day| format!("day {day}")).collect(), batches)
    }
}

/// Who is in at which day, its total in points, its rank, and whether it was won.
fn told(replay: &Replay) -> Vec<(u32, &str, f64, Option<u32>, bool)> {
    let row = |row: &handraise_evidence::Row| {
        (row.instant, replay.leads[row.lead as usize].id.as_str(), row.total.to_f64(), row.rank, row.won)
    };
    replay.rows.iter().map(row).collect()
}

fn company() -> Company {
    Company {
        leads: vec![("ana", "BR"), ("bo", "US"), ("cy", "XX")],
        events: vec![
            ("ana", "Page Viewed", 1.0),
            ("bo", "Trial Started", 5.0),
            ("cy", "Trial Started", 5.0),
            ("ana", "Page Viewed", 40.0),
        ],
        outcomes: vec![("bo", "won", 35.0), ("ana", "lost", 10.0)],
        adjustments: Vec::new(),
    }
}

#[test]
fn a_row_is_in_once_it_was_touched_and_until_it_is_closed() {
    // Day 5: the event of that instant is not before it. Day 10: neither is the outcome. Day 30: ana is open again.
    let replay = company().replay(&[5.0, 10.0, 29.0, 30.0, 35.0, 36.0], 70.0);
    assert_eq!(
        told(&replay),
        [
            (0, "ana", 13.0, Some(1), false),
            (1, "bo", 17.82, Some(1), true),
            (1, "ana", 13.0, Some(2), false),
            (1, "cy", 17.82, None, false),
            (2, "bo", 11.48, Some(1), true),
            (2, "cy", 11.48, None, false),
            (3, "ana", 13.0, Some(1), false),
            (3, "bo", 11.22, Some(2), true),
            (3, "cy", 11.22, None, false),
            (4, "ana", 13.0, Some(1), false),
            (4, "bo", 10.0, Some(2), true),
            (4, "cy", 10.0, None, false),
            (5, "ana", 13.0, Some(1), false),
            (5, "cy", 9.78, None, false),
        ]
    );
    assert_eq!((replay.left_out.immature, replay.left_out.not_known), (0, 2));
    let value = replay.rows.iter().find(|row| row.won).and_then(|row| row.value);
    assert_eq!(value, Some(7.5));
    // The last quarter of six instants.
    assert_eq!(replay.details.iter().filter(|detail| detail.later).count(), 5);
}

#[test]
fn what_is_not_over_is_left_out_and_counted() {
    // 5 + 30 is not after 35, 6 + 30 is.
    let replay = company().replay(&[5.0, 6.0], 35.0);
    assert_eq!(told(&replay), [(0, "ana", 13.0, Some(1), false)]);
    assert_eq!(replay.left_out.immature, 3);
    // At the end of the horizon a win is no longer one of the row.
    let replay = company().replay(&[5.5], 99.0);
    assert!(told(&replay).iter().any(|row| row.1 == "bo" && row.4));
    let mut late = company();
    late.outcomes[0].2 = 35.5;
    assert!(late.replay(&[5.5], 99.0).rows.iter().all(|row| !row.won));
}

#[test]
fn nothing_that_happens_later_changes_a_row() {
    let days = [6.0, 20.0, 33.0];
    let before = company().replay(&days, 200.0);
    for (later, seen) in [(6.0, 1), (20.0, 2), (33.0, 3)] {
        let mut more = company();
        more.events.extend([("ana", "Trial Started", later), ("bo", "Page Viewed", later + 0.5), ("cy", "x", later)]);
        more.outcomes.extend([("cy", "lost", later), ("ana", "lost", later)]);
        more.adjustments.extend([("ana", 40, later + 0.001), ("bo", -9, later + 2.0)]);
        let after = more.replay(&days, 200.0);
        let upto = |replay: &Replay| -> Vec<_> {
            let rows = replay.rows.iter().filter(|row| (row.instant as usize) < seen);
            rows.map(|row| (row.instant, row.lead, row.total, row.rank, row.eligible)).collect()
        };
        assert_eq!(upto(&before), upto(&after), "{later}");
        let details = |replay: &Replay| -> Vec<_> {
            let rows = replay.rows.iter().zip(&replay.details).filter(|(row, _)| (row.instant as usize) < seen);
            rows.map(|(_, detail)| detail.last_touch).collect()
        };
        assert_eq!(details(&before), details(&after), "{later}");
    }
}

#[test]
fn what_is_at_or_after_the_end_is_not_known() {
    let company = company();
    let model = model(MODEL);
    let leads = LeadTable::new(&company.leads(&model));
    let means = model.outcome().unwrap();
    let of = |until: Option<f64>| Outcomes::of_batches(means, &leads, &[company.outcomes()], until.map(micros));
    assert!(of(None).win(1).is_some() && of(Some(35.1)).win(1).is_some());
    assert!(of(Some(35.0)).win(1).is_none());
}

#[test]
fn rows_are_counted_from_when_leads_came_to_be() {
    let company = company();
    let model = model(MODEL);
    let leads = LeadTable::new(&company.leads(&model));
    let days = |days: &[f64]| days.iter().map(|day| AsOf::from_micros(micros(*day))).collect();
    // Nobody says when these came to be.
    assert_eq!(Placement::Calendar(days(&[1.0, 2.0])).rows_max(&leads), 6);
    assert_eq!(Placement::Ages(vec![1, 2, 3]).rows_max(&leads), 9);
}

#[test]
fn a_criterion_left_out_gives_nothing() {
    let replay = company().replay(&[10.0], 99.0);
    let without = |criterion: usize| -> Vec<f64> {
        replay.criteria[criterion].without.iter().map(|total| total.to_f64()).collect()
    };
    // Rows: bo, ana, cy; criteria: Brazil, Trial, Page Viewed.
    assert_eq!(without(0), [17.82, 3.0, 17.82]);
    assert_eq!(without(1), [0.0, 13.0, 0.0]);
    assert_eq!(without(2), [17.82, 10.0, 17.82]);
    assert_eq!(replay.criteria[2].met, [false, true, false]);
}
