//! Compaction: many runs to one, without the events that no score can depend on any more.
//!
//! Of events in any order some are outranked for good (by `at_most` later ones) as soon as those are read; what is left
//! grows with leads and criteria, not with events.

use crate::engagement::{Context, Pruner, Settled};
use crate::error::ScoreError;
use crate::partition;
use crate::runs::{Bounds, Run, RunWriter};
use crate::scoring::Scoring;
use crate::timeline::Timeline;

/// Makes one run of these, as far as the scores at the only instant depend on it; events still to come may be of any time.
pub(crate) fn compacted(scoring: &Scoring<'_>, runs: &[Run]) -> Result<Run, ScoreError> {
    let plan = &scoring.plan.engagement;
    let vocabulary = scoring.vocabulary();
    let (table, classes) = (vocabulary.classes.lasting(plan), vocabulary.classes.clone());
    drop(vocabulary);
    let context = Context { plan, classes: &classes, table: &table };
    let (mut timeline, mut pruner) = (Timeline::default(), Pruner::default());
    let mut writer = RunWriter::new(Bounds::of_all(runs));
    for partition in 0..partition::count(scoring.leads.len()) {
        timeline.gather(runs, partition, scoring.leads.len(), i64::MAX)?;
        for lead in partition::leads(partition, scoring.leads.len()) {
            let place = partition::place(lead);
            let moments = timeline.of_mut(place);
            let as_of = scoring.instants.as_of(0, lead)?;
            let kept = pruner.prune(context, moments, as_of, Settled(i64::MIN));
            moments.iter().take(kept).for_each(|moment| writer.push(place, *moment));
        }
        writer.close_partition();
    }
    Ok(writer.finish())
}
