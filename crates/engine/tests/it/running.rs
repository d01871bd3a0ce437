//! How a run is driven must not matter.

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use handraise_engine::{Instants, ScoreOptions, Scores};
use handraise_model::values::AsOf;

use crate::table::{at, events, leads, model, plan, score};

#[test]
fn any_number_of_threads_gives_the_same_scores_of_many_leads() {
    let model = model(
        r#"
[[engagement]]
name = "Page"
event = "page"
per = "day"
points = 3
half_life_days = 7
[[engagement]]
name = "Paper"
event = "paper"
after = "Page"
points = 5
[[product]]
name = "only"
[[lane]]
name = "read"
when = "occurrences('Paper') > 0"
"#,
    );
    let plan = plan(&model);
    let (mut lead_rows, mut event_rows) = ("@lead_id\n".to_owned(), "@lead_id @event @time\n".to_owned());
    for lead in 0..3000 {
        lead_rows += &format!("{lead}\n");
        for event in 0..lead % 5 {
            let (ty, day) = (["page", "paper"][event % 2], 1 + (lead * 7 + event * 11) % 28);
            event_rows += &format!("{lead} {ty} 2026-01-{day:02}\n");
        }
    }
    let (leads, events) = (leads(&model, &lead_rows), events(&model, &event_rows));
    let play = |threads: usize| {
        let threads = NonZeroUsize::new(threads).unwrap();
        let mut scoring = plan.start(std::slice::from_ref(&leads), &Instants::one(at("2026-02-01"))).unwrap();
        scoring.push_events(&events).unwrap();
        (scoring.finish().unwrap(), ScoreOptions { threads, contributions: true, ..Default::default() })
    };
    let run = |threads| {
        let (history, options) = play(threads);
        history.score(0, &options).unwrap()
    };
    let alone = run(1);
    assert!(alone.lane.contains(&Some(0)) && alone.lane.contains(&None));
    for threads in [2, 3, 64] {
        assert!(alone == run(threads), "{threads} threads");
        let (history, options) = play(threads);
        let ranking = history.rank(0, &options).unwrap();
        assert_eq!((ranking.len(), ranking.eligible()), (3000, alone.rank.iter().flatten().count()));
        assert!(ranking.page(0..usize::MAX) == alone, "a page of all");
        for first in [0, 1, 1023, 1024, 2997, 3000] {
            let page = ranking.page(first..first + 7);
            assert_eq!(page.lead_id, alone.lead_id[first..(first + 7).min(3000)], "from {first}");
            let reasons = &alone.reasons[first..(first + 7).min(3000)];
            assert_eq!((page.rank.first(), page.reasons.as_slice()), (alone.rank.get(first), reasons));
            assert_eq!(page.contributions.map(|all| all.engagement[0].len()), Some(reasons.len()));
        }
        let picked: Vec<u32> = (0..3000).filter(|place| ranking.lane(*place as usize).is_some()).collect();
        let of_lane: Vec<String> =
            (0..3000).filter(|row| alone.lane[*row].is_some()).map(|row| alone.lead_id[row].clone()).collect();
        assert_eq!(ranking.pick(&picked).lead_id, of_lane, "those of a lane");
        let lean = history.rank(0, &ScoreOptions { reasons: false, ..options }).unwrap().page(0..3000);
        assert!(lean == Scores { reasons: Vec::new(), ..alone.clone() }, "without reasons");
    }
}

#[test]
fn dictionaries_say_what_plain_text_says() {
    let model = model(
        r#"
[lead]
a = "text"
b = "text"
[[fit]]
name = "null"
when = "a is null"
points = 1
[[fit]]
name = "coalesce"
when = "coalesce(a, 'none') = 'none'"
points = 2
[[fit]]
name = "both"
when = "a = b or lower(a) like '_\\%'"
points = 4
[[fit]]
name = "constant"
when = "a = 'x' and 1 < 2 and 'x' in ('x')"
points = 8
"#,
    );
    let plan = plan(&model);
    let plain = leads(&model, "@lead_id a b\n1 x y\n2 - y\n3 y y\n4 - -\n5 A\\b x");
    let values: ArrayRef =
        Arc::new(StringArray::from(vec![Some("y"), None, Some("A\\b"), Some("x"), Some("y"), Some("unused")]));
    let run = |batches: &[RecordBatch]| -> Scores {
        let history = plan.start(batches, &Instants::one(at("2026-01-01"))).unwrap().finish().unwrap();
        history.score(0, &Default::default()).unwrap()
    };
    let encode = |rows: &RecordBatch, values: &ArrayRef| {
        let keys = Int32Array::from(vec![Some(3), Some(1), Some(4), None, Some(2)]);
        let dictionary = DictionaryArray::new(keys, Arc::clone(values));
        let ids = Arc::clone(rows.column(0));
        let columns: Vec<(&str, ArrayRef)> =
            vec![("@lead_id", ids), ("a", Arc::new(dictionary)), ("b", Arc::clone(rows.column(2)))];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
            .unwrap()
    };
    let expected = run(std::slice::from_ref(&plain));
    let long = encode(&plain, &values);
    assert_eq!(run(std::slice::from_ref(&long)), expected);
    assert_eq!(run(&[encode(&plain, &values.slice(0, 5))]), expected);
    assert_eq!(run(&[long.slice(0, 2), long.slice(2, 3)]), expected);
    assert_eq!(expected.lead_id, ["1", "3", "5", "2", "4"].map(str::to_owned));
}

#[test]
fn a_where_that_reads_ages_is_asked_again_at_every_instant() {
    let model = model(
        r#"
[event]
due = "date"
[[engagement]]
name = "Due within a week"
event = "task"
where = "age_days(due) between -7 and 0"
points = 10
"#,
    );
    let plan = plan(&model);
    let lead_rows = "@lead_id\na\nb";
    let event_rows = "@lead_id @event @time due
        a task 2026-01-01 2026-01-10
        b task 2026-01-01 2026-01-20";
    let days = ["2026-01-05", "2026-01-15", "2026-01-01", "2026-01-15"];
    let instants: Vec<AsOf> = days.map(at).to_vec();
    let mut scoring = plan.start(&[leads(&model, lead_rows)], &Instants::Shared(instants.clone())).unwrap();
    scoring.push_events(&events(&model, event_rows)).unwrap();
    let history = scoring.finish().unwrap();
    for (index, day) in days.into_iter().enumerate() {
        let scores = history.score(index, &Default::default()).unwrap();
        assert_eq!(scores, score(&model, lead_rows, event_rows, day), "at {day}");
    }
    let of_leads = Instants::PerLead(vec![instants[0], instants[1]]);
    let mut scoring = plan.start(&[leads(&model, lead_rows)], &of_leads).unwrap();
    scoring.push_events(&events(&model, event_rows)).unwrap();
    assert_eq!(scoring.finish().unwrap().score(0, &Default::default()).unwrap().score, [10, 10]);
    assert!(plan.start(&[leads(&model, lead_rows)], &Instants::PerLead(instants)).is_err());
}

#[test]
fn nothing_to_score_is_no_error() {
    let model = model("");
    let plan = plan(&model);
    let history = plan.start(&[], &Instants::one(at("2026-01-01"))).unwrap().finish().unwrap();
    assert!(history.score(0, &Default::default()).unwrap().is_empty());
    let history = plan.start(&[leads(&model, "@lead_id\na")], &Instants::Shared(Vec::new())).unwrap().finish().unwrap();
    assert!(history.score(0, &Default::default()).is_err());
}
