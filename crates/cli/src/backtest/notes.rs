//! What the reader must know of how rows came about.

use handraise_evidence::{NewestBy, Placement, Replay, Sampling};
use handraise_model::condition::Expr;
use handraise_model::values::{MICROS_PER_DAY, format_instant};
use handraise_model::{BandTest, FitForm, Model};

use crate::terminal::words;

/// Names that are listed; more are counted.
const NAMED_MAX: usize = 40;

/// Outcomes that end so long before events may have been exported earlier.
const OUTCOMES_LATE_DAYS: i64 = 14;

/// Where the data ends, in microseconds.
pub(super) struct Ends {
    /// As it was asked for.
    pub(super) until: Option<i64>,
    /// At the latest outcome.
    pub(super) outcome: Option<i64>,
    /// At the latest event.
    pub(super) event: Option<i64>,
}

/// The notes of a replay, in sentences.
pub(super) fn notes(
    model: &Model,
    placement: &Placement,
    replay: &Replay,
    sampling: Option<&Sampling>,
    ends: &Ends,
) -> Vec<String> {
    let mut notes = Vec::new();
    let is_order = matches!(placement, Placement::Order { .. });
    if model.data().lead_valid_from.is_none() && !is_order {
        notes.extend(as_of_today(model));
    }
    if is_order {
        notes.push(
            "Leads are compared as of the end: what is known of them today was not all known when somebody had to decide \
             whom to call."
                .to_owned(),
        );
    }
    if !is_order {
        notes.extend(ends.note());
    }
    if replay.newest_by == NewestBy::LastTouch {
        notes.push(
            "Nobody knows when leads came to be (no `lead_created`): a lead is in from its first event on, and “newest \
             first” means the last touch first."
                .to_owned(),
        );
    }
    if let Some(sampling) = sampling {
        notes.push(format!(
            "Measured are {} of {}: all that were ever won, and of the others a sample, in which each stands for {:.1}.",
            words::counted(sampling.measured(), "lead", "leads"),
            words::thousands(replay.leads.len() as u64),
            sampling.weight(),
        ));
    }
    notes
}

impl Ends {
    /// Says where rows may count as not won of which it is not known.
    fn note(&self) -> Option<String> {
        let day = |instant: i64| format_instant(instant).get(..10).map(str::to_owned).unwrap_or_default();
        let later_by = |later: i64, earlier: i64| later.saturating_sub(earlier) / MICROS_PER_DAY;
        match (self.until, self.outcome, self.event) {
            (None, Some(outcome), Some(event)) if later_by(event, outcome) > OUTCOMES_LATE_DAYS => Some(format!(
                "The last outcome is of {outcome}, the last event of {}. If outcomes were exported earlier than events, \
                 add `--until {outcome}`, or rows count as not won of which it is not known yet.",
                day(event),
                outcome = day(outcome),
            )),
            (Some(until), outcome, event) => {
                let latest = outcome.max(event).filter(|latest| later_by(until, *latest) > OUTCOMES_LATE_DAYS)?;
                Some(format!(
                    "`--until` says that all is known to {}, but the last event and outcome are of {}: rows count as not \
                     won of which nothing may be known yet.",
                    day(until),
                    day(latest),
                ))
            }
            _ => None,
        }
    }
}

/// Says that data points are of today, and names the rules that read them; nothing where none does.
fn as_of_today(model: &Model) -> Option<String> {
    let reads = |expr: &Expr| !expr.data_points().is_empty();
    let band_reads = |test: &BandTest| match test {
        BandTest::When(expr) => reads(expr),
        BandTest::Known(_) | BandTest::Unknown(_) => true,
        BandTest::Else => false,
    };
    let fit = model.fit().iter().filter(|criterion| {
        matches!(criterion.form, FitForm::Values(_) | FitForm::Ranges(_))
            || criterion.bands.iter().any(|band| band_reads(&band.test))
    });
    let conditions = model.gates().iter().chain(model.exclusions());
    let conditions = conditions.filter(|condition| reads(&condition.when.expr)).map(|condition| &condition.name);
    let personas = model.personas().iter().filter(|of| reads(&of.when.expr)).map(|of| &of.name);
    let sizes = model.sizes().iter().filter(|of| reads(&of.when.expr)).map(|of| &of.name);
    let names: Vec<&String> = conditions.chain(fit.map(|of| &of.name)).chain(personas).chain(sizes).collect();
    let named = names.iter().take(NAMED_MAX).map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| {
        format!(
            "Data points of leads are as of today, not as of then: the model names no `lead_valid_from`. This touches \
             {named}{more}."
        )
    })
}
