//! The same rows under other data and other rules: sources taken away, another model.

use std::collections::HashMap;
use std::sync::Arc;

use handraise_evidence::diff::{self, Side};
use handraise_evidence::report::Moved;
use handraise_evidence::{Against, Building, SourceStandings, SourcesStandings, Standings};
use handraise_input::DataReport;
use handraise_model::{Model, SourceId};

use super::passes::{Scored, Told, Variant};
use super::request;
use crate::exit::{Exit, Failure};
use crate::pipeline::{Prepared, Request};
use crate::terminal::words;

/// Leads that are named for moving most.
const MOVED: usize = 10;

/// How rows stand without sources; none in a model whose data points have none. In a sample it fills in what the first
/// pass did not tell of rows, too.
pub(super) fn sources(
    scored: &Scored<'_>,
    building: &mut Building<'_>,
    is_sampled: bool,
) -> Result<Option<SourcesStandings>, Failure> {
    let model = scored.read.prepared.plan.model();
    let sources = by_credibility(model);
    let blanks = blanks(&sources);
    let details = is_sampled.then(|| Variant { options: scored.read.options(true), blank: Vec::new() });
    let without = |blank: &Vec<SourceId>| Variant { options: scored.read.options(false), blank: blank.clone() };
    let first_blank = usize::from(is_sampled);
    let variants: Vec<Variant> = details.into_iter().chain(blanks.iter().map(without)).collect();
    let mut standings = vec![Standings::default(); blanks.len()];
    scored.for_each_ranking(&variants, &Told::default(), &mut DataReport::default(), |variant, instant, ranking| {
        match variant.checked_sub(first_blank) {
            None => building.detail_rows(instant, scored.rows, ranking),
            Some(blank) => building.stand(instant, scored.rows, ranking, &mut standings[blank]),
        }
    })?;
    let of: HashMap<&[SourceId], &Standings> = blanks.iter().map(Vec::as_slice).zip(&standings).collect();
    let without = |blank: &[SourceId]| {
        // Where nothing is unknown, rows stand as they do.
        of.get(&sorted(blank)[..]).map_or_else(|| building.standings(), |standings| (*standings).clone())
    };
    let of_source = |(index, source): (usize, &SourceId)| SourceStandings {
        name: model.sources()[source.0].name.clone(),
        without: without(&[*source]),
        with_those_before: without(&sources[index + 1..]),
    };
    let of_each: Vec<_> = sources.iter().enumerate().map(of_source).collect();
    Ok((!sources.is_empty()).then(|| SourcesStandings { sources: of_each, without_any: without(&sources) }))
}

/// The sources that nobody knows in one of the variants: each alone, and each with those after it; each set once.
fn blanks(sources: &[SourceId]) -> Vec<Vec<SourceId>> {
    let alone = sources.iter().map(std::slice::from_ref);
    let after = (0..sources.len()).map(|index| &sources[index..]);
    let mut blanks: Vec<Vec<SourceId>> = alone.chain(after).map(sorted).collect();
    blanks.sort_unstable();
    blanks.dedup();
    blanks
}

fn sorted(sources: &[SourceId]) -> Vec<SourceId> {
    let mut sources = sources.to_vec();
    sources.sort_unstable();
    sources
}

/// The sources that have data points, the most credible first.
fn by_credibility(model: &Model) -> Vec<SourceId> {
    let data_points = || model.lead().iter().chain(model.event());
    let is_used = |source: &SourceId| data_points().any(|data_point| data_point.source == Some(*source));
    let mut sources: Vec<SourceId> = (0..model.sources().len()).map(SourceId).filter(is_used).collect();
    sources.sort_by_key(|source| std::cmp::Reverse(model.sources()[source.0].credibility.value.hundredths()));
    sources
}

/// Another model on the same rows.
pub(super) struct Other {
    model: Arc<Model>,
    standings: Standings,
    moved: Vec<Moved>,
}

impl Other {
    pub(super) fn against(&self) -> Against<'_> {
        Against { model: &self.model, standings: &self.standings, moved: self.moved.clone() }
    }
}

/// Scores the measured leads by another model, which may call columns otherwise, but not the leads.
///
/// What closes a lead, and when it is known, is said by the model under test: the rows are its.
pub(super) fn other(
    scored: &Scored<'_>,
    building: &Building<'_>,
    model: &Arc<Model>,
    is_sampled: bool,
) -> Result<Other, Failure> {
    let read = scored.read;
    refuse_other_leads(scored.prepared.plan.model(), model)?;
    let request = Request { outcomes: None, show: Vec::new(), ..request(read.arguments, &read.asked)? };
    let prepared = Prepared::read(model, request)?;
    let same = read.leads.same(scored.rows, &prepared.leads.batches);
    let (batches, rows) = same.map_err(|error| Failure::new(Exit::Input, error))?;
    if rows.lead_count() != scored.rows.lead_count() {
        let missing = words::counted(scored.rows.lead_count() - rows.lead_count(), "lead", "leads");
        return Err(Failure::new(
            Exit::Model,
            format!("`{}` does not read the same leads: {missing} less", model.name()),
        )
        .help("`[data] nulls` of both models take the same cells for unknown ids"));
    }
    let other = Scored { prepared: &prepared, batches: &batches, rows: &rows, closes: false, ..*scored };
    let variant = [Variant { options: read.options(false), blank: Vec::new() }];
    let mut standings = Standings::default();
    other.for_each_ranking(&variant, &Told::default(), &mut DataReport::default(), |_, instant, ranking| {
        building.stand(instant, other.rows, ranking, &mut standings);
    })?;
    // In a sample nobody has a rank under the other model.
    let instant = building.last_instant().filter(|_| !is_sampled);
    let moved = instant.map(|instant| moved(scored, &other, building, instant)).transpose()?;
    Ok(Other { model: Arc::clone(model), standings, moved: moved.unwrap_or_default() })
}

fn refuse_other_leads(model: &Model, other: &Model) -> Result<(), Failure> {
    if model.data().lead_id == other.data().lead_id {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Model,
        format!("the models `{}` and `{}` call leads by different ids", model.name(), other.name()),
    )
    .help("`[data] lead_id` is to be the same in both, so that a lead is known again"))
}

/// The leads that move most at an instant, among those that have a row there.
fn moved(
    scored: &Scored<'_>,
    other: &Scored<'_>,
    building: &Building<'_>,
    instant: usize,
) -> Result<Vec<Moved>, Failure> {
    let read = scored.read;
    let present = building.present(instant, scored.rows);
    let of = |from: &Scored<'_>| {
        let same = read.leads.same(&present, from.batches);
        same.map_err(|error| Failure::new(Exit::Input, error))
    };
    let ((batches, rows), (other_batches, other_rows)) = (of(scored)?, of(other)?);
    let here = Scored { batches: &batches, rows: &rows, closes: false, ..*scored };
    let there = Scored { batches: &other_batches, rows: &other_rows, closes: false, ..*other };
    let options = read.options(true);
    let (Some(history), Some(other_history)) = (here.history(instant)?, there.history(instant)?) else {
        return Ok(Vec::new());
    };
    let ranking = history.rank(0, &options).map_err(|error| here.prepared.failure(error))?;
    let other_ranking = other_history.rank(0, &options).map_err(|error| there.prepared.failure(error))?;
    let side = Side { model: here.prepared.plan.model(), ranking: &ranking };
    let other_side = Side { model: there.prepared.plan.model(), ranking: &other_ranking };
    Ok(diff::moved(side, other_side, MOVED))
}
