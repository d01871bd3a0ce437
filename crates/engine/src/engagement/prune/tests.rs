use handraise_model::ModelSource;

use super::super::{Given, Ledger, Schedule, Sink};
use super::*;
use crate::events::Classes;
use crate::plan::EngagementPlan;
use crate::scores::Occurrence;

const MINUTE: i64 = 60_000_000;
const TYPES: [&str; 4] = ["Seen", "Read", "Tried", "Asked"];

/// Numbers that look random, and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

fn model(dice: &mut Dice) -> String {
    let sessions = dice.pick(&["", "session.events = ['Seen', 'Tried']\n"]);
    let mut text = format!("model = {{ name = 'pruned', version = 1 }}\n{sessions}");
    for index in 0..1 + dice.below(5) {
        let per = dice.pick(&["event", "event", "day", "session", "session", "once"]);
        let event = if per == "session" { dice.pick(&["Seen", "Tried"]) } else { dice.pick(&TYPES) };
        text += &format!("[[engagement]]\nname = 'c{index}'\nevent = '{event}'\nper = '{per}'\npoints = 1\n");
        if per != "event" {
            text += &format!("at_least = {}\n", 1 + dice.below(3));
        }
        for (key, values) in [("at_most", &[1, 2, 3][..]), ("within_days", &[1, 2, 4]), ("half_life_days", &[1, 3])] {
            if dice.below(2) == 0 {
                text += &format!("{key} = {}\n", dice.pick(values));
            }
        }
        if index > 0 && dice.below(3) == 0 {
            text += &format!("after = 'c{}'\nafter_days = {}\n", dice.below(index), dice.below(2));
        }
        text += dice.pick(&["", "", "hand_raise = true\n"]);
    }
    text
}

/// All that an explanation tells, apart from what `at_most` left out.
#[derive(Debug, Default, PartialEq)]
struct Story {
    counted: Vec<(usize, Occurrence)>,
    reached: Vec<(usize, Option<i64>)>,
    given: Vec<Given>,
    hand_raise: Option<(i64, u32)>,
    last_touch: Option<i64>,
}

impl Sink for Story {
    fn counted(&mut self, criterion: usize, occurrence: Occurrence) {
        self.counted.push((criterion, occurrence));
    }

    fn left_out(&mut self, _: usize) {}

    fn after_reached(&mut self, criterion: usize, reached: Option<i64>) {
        self.reached.push((criterion, reached));
    }
}

fn story(context: Context<'_>, moments: &[Moment], as_of: AsOf) -> Story {
    let mut story = Story::default();
    let mut ledger = Ledger::new(context.plan);
    ledger.enter(context, moments, &Schedule::one(as_of), &mut story);
    story.counted.sort_by_key(|(criterion, occurrence)| (*criterion, occurrence.time));
    story.last_touch = ledger.last_event(0);
    Story { given: ledger.given(0).to_vec(), hand_raise: ledger.hand_raise(0), ..story }
}

/// Events near each other and at the borders of gaps and days.
fn stream(dice: &mut Dice, classes: &[u32]) -> Vec<Moment> {
    let mut time = 0;
    let mut stream: Vec<Moment> = Vec::new();
    for _ in 0..dice.below(40) {
        time += dice.pick(&[0, 1, 5, 10, 20, 30, 30, 31, 60, 700, 1440]) * MINUTE;
        stream.push(Moment { time, class: dice.pick(classes) });
    }
    stream.sort();
    stream
}

/// Lets a stream arrive, in order or not, prunes at random, and scores each instant when its events are there.
fn check(seed: u64) -> usize {
    let mut dice = Dice(seed);
    let text = model(&mut dice);
    let model = ModelSource::new("pruned.toml", &text).check().model.expect("the model is sound");
    let plan = EngagementPlan::new(&model);
    let mut classes = Classes::new(&plan);
    let class_of = |name: &&str| {
        let of_type = plan.groups.iter().filter(|group| group.types.iter().any(|ty| ty == name));
        let criteria: Vec<u32> = of_type.flat_map(|group| group.always.clone()).collect();
        classes.base(&criteria, plan.in_sessions(name))
    };
    let numbers: Vec<u32> = TYPES.iter().map(class_of).collect();
    let (table, lasting) = (classes.at(&plan, 0, None), classes.lasting(&plan));
    let context = |table| Context { plan: &plan, classes: &classes, table };
    let all = stream(&mut dice, &numbers);
    let end = all.last().map_or(0, |last| last.time);
    let instants = [end / 2, end / 2 + 1, end * 3 / 4, end + 1].map(AsOf::from_micros);

    let in_order = dice.below(2) == 0;
    let mut to_come = all.clone();
    let (mut here, mut pruned, mut dropped) = (Vec::new(), Pruner::default(), 0);
    for (number, as_of) in instants.into_iter().enumerate() {
        while to_come.iter().any(|moment| moment.time < as_of.micros()) {
            let next = if in_order { 0 } else { dice.below(to_come.len()) };
            here.push(to_come.remove(next));
            here.sort();
            if dice.below(3) == 0 {
                let first = to_come.first().map_or(i64::MAX, |moment| moment.time);
                let settled = Settled(if in_order { first } else { i64::MIN });
                let kept = pruned.prune(context(&lasting), &mut here, as_of, settled);
                dropped += here.len() - kept;
                here.truncate(kept);
            }
        }
        let expected = story(context(&table), &all, as_of);
        let found = story(context(&table), &here, as_of);
        assert_eq!(expected, found, "seed {seed}, instant {number}, in order: {in_order}\n{text}\n{all:?}\n{here:?}");
    }
    dropped
}

#[test]
fn what_is_pruned_is_missed_at_no_instant() {
    let dropped: usize = (0..1000).map(check).sum();
    assert!(dropped > 3000, "only {dropped} events were dropped");
}
