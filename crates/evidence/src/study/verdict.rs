//! What it all comes down to, in words.
//!
//! Praise, blame and "no signal" each need more than one interval to agree, on later rows and on all: of a hundred models
//! that know nothing at most one or two may be praised or blamed by chance. Where too few were won for that, nothing is
//! said but what is missing.

use crate::measure::{Figure, least_seen, wins_for_lift, wins_needed};
use crate::report::{Difference, Estimate, Finding, Placement, Probe, ProbeKind, Ranked, Setup, Verdict};

use super::orders::{Measured, difference};
use super::part::Part;
use super::wording::{count, fine, fraction, later, leads_each, percent, ratio, thousands, with_interval};

/// A lift that data must be able to show, for its absence to mean anything.
const LIFT_TO_SHOW: f64 = 2.0;
/// An AUC that data must be able to show instead.
const AUC_TO_SHOW: f64 = 0.6;
/// Probes that are told at length.
const PROBES_TOLD: usize = 2;

/// What a verdict rests on: the model and newest first, over all rows and over the later ones.
pub(super) struct Evidence<'e> {
    pub(super) setup: &'e Setup,
    pub(super) all: Option<(&'e Measured, &'e Measured)>,
    pub(super) later: Option<(&'e Measured, &'e Measured)>,
    pub(super) parts: (&'e Part<'e>, &'e Part<'e>),
    pub(super) probes: &'e [Probe],
}

impl Evidence<'_> {
    /// Where later rows are.
    fn later_told(&self) -> &'static str {
        later(self.setup, self.parts.0.instants())
    }
}

/// The verdict.
pub(super) fn verdict(evidence: &Evidence<'_>) -> Verdict {
    let finding = finding(evidence);
    let headline = match finding {
        Finding::FindsBuyers => "Finds buyers",
        Finding::NotProvenOnTop => "Tells buyers apart, not proven on top",
        Finding::WorseThanNewestFirst => "Worse than newest first",
        Finding::NoSignal => "No signal",
        Finding::Misleads => "Misleads",
        Finding::TooLittleData => "Too little data",
        Finding::LooksLeaked if doubt(evidence.probes) == Doubt::Flatters => "Figures flatter",
        Finding::LooksLeaked => "Too good to be trusted",
    };
    Verdict { finding, headline: headline.to_owned(), sentences: sentences(evidence, finding) }
}

fn finding(evidence: &Evidence<'_>) -> Finding {
    let (Some(all), Some(lately)) = (evidence.all, evidence.later) else { return Finding::TooLittleData };
    let lift_lately = lift(&lately.0.ranked);
    if is_below(&lift_lately, 1.0) && is_below(&all.0.ranked.auc, 0.5) {
        return Finding::Misleads;
    }
    let [over_newest, over_newest_in_all] = [lately, all].map(|(model, newest)| difference(model, newest));
    let are_below =
        |of: fn(&Difference) -> Estimate| [&over_newest, &over_newest_in_all].iter().all(|by| is_below(&of(by), 0.0));
    // Two intervals of AUC are much alike: newest first must be better than chance, too.
    let newest_tells_apart = is_above(&lately.1.ranked.auc, 0.5) && is_above(&all.1.ranked.auc, 0.5);
    if are_below(|by| by.precision) || newest_tells_apart && are_below(|by| by.auc) {
        return Finding::WorseThanNewestFirst;
    }
    let is_better_lately = is_above(&lift_lately, 1.0) && is_above(&lift_by_risk_ratio(&lately.0.ranked), 1.0);
    let tells_apart = is_above(&all.0.ranked.auc, 0.5) && is_above(&lately.0.ranked.auc, 0.5);
    if (is_better_lately && is_above(&all.0.ranked.auc, 0.5)) || tells_apart {
        // It is no model that knows nothing, so that one interval is enough.
        if is_below(&over_newest.precision, 0.0) || is_below(&over_newest.auc, 0.0) {
            return Finding::WorseThanNewestFirst;
        }
        return match (evidence.probes.is_empty(), is_better_lately) {
            (false, _) => Finding::LooksLeaked,
            (true, true) => Finding::FindsBuyers,
            (true, false) => Finding::NotProvenOnTop,
        };
    }
    let was_better = is_above(&lift(&all.0.ranked), 1.0) && is_above(&all.0.ranked.auc, 0.5);
    let shows = could_show(lately.0, evidence.parts.1) || could_show(all.0, evidence.parts.0) && !was_better;
    if shows { Finding::NoSignal } else { Finding::TooLittleData }
}

/// Whether a signal worth having would have been seen: at the capacity, or, where AUC shows none, in AUC.
fn could_show(model: &Measured, part: &Part<'_>) -> bool {
    let lift = part.detectable_lift().filter(|_| lift(&model.ranked).low.is_some());
    let auc = detectable_auc(model).filter(|_| !is_above(&model.ranked.auc, 0.5));
    lift.is_some_and(|lift| lift <= LIFT_TO_SHOW) || auc.is_some_and(|auc| auc <= AUC_TO_SHOW)
}

/// The least AUC that would have been seen.
fn detectable_auc(model: &Measured) -> Option<f64> {
    model.ranked.auc.low?;
    Some(least_seen(0.5, model.within.standard_error(Figure::Auc)?))
}

fn is_above(estimate: &Estimate, value: f64) -> bool {
    estimate.low.is_some_and(|low| low > value)
}

fn is_below(estimate: &Estimate, value: f64) -> bool {
    estimate.high.is_some_and(|high| high < value)
}

fn lift(ranked: &Ranked) -> Estimate {
    ranked.at_capacity().map(|top| top.lift).unwrap_or_default()
}

fn lift_by_risk_ratio(ranked: &Ranked) -> Estimate {
    ranked.at_capacity().map(|top| top.lift_by_risk_ratio).unwrap_or_default()
}

fn sentences(evidence: &Evidence<'_>, finding: Finding) -> Vec<String> {
    let mut sentences = Vec::new();
    match finding {
        Finding::LooksLeaked => {
            sentences.push(doubted(evidence.probes));
            told(evidence.probes, &mut sentences);
            sentences.extend(called(evidence));
        }
        Finding::TooLittleData => missing(evidence, &mut sentences),
        Finding::NoSignal => {
            sentences.push(
                "The leads that the model puts first are won no more often than others, as far as can be told.".into(),
            );
            sentences.extend(called(evidence));
            sentences.extend(pairs(evidence));
            sentences.extend(over_all(evidence));
            sentences.extend(detectable(evidence));
        }
        Finding::NotProvenOnTop => {
            sentences.extend(pairs(evidence));
            sentences.extend(called(evidence).map(|called| format!("{called} {}", not_proven(evidence))));
            sentences.extend(beside_newest(evidence));
            sentences.extend(reached(evidence));
        }
        Finding::Misleads => {
            sentences
                .push("The leads that the model puts first are won less often than those that it puts last.".into());
            sentences.extend(called(evidence));
            sentences.extend(beside_newest(evidence));
        }
        Finding::FindsBuyers | Finding::WorseThanNewestFirst => {
            sentences.extend(called(evidence));
            sentences.extend(beside_newest(evidence));
            sentences.extend(was_better_than_newest(evidence).filter(|_| finding == Finding::WorseThanNewestFirst));
        }
    }
    if matches!(
        finding,
        Finding::FindsBuyers | Finding::WorseThanNewestFirst | Finding::Misleads | Finding::LooksLeaked
    ) {
        sentences.extend(pairs(evidence));
        sentences.extend(reached(evidence));
    }
    if finding != Finding::LooksLeaked && !evidence.probes.is_empty() {
        sentences.push(doubted(evidence.probes));
        told(evidence.probes, &mut sentences);
    }
    sentences
}

/// What probes throw doubt on, by the most telling of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Data points know outcomes: so many signs of it.
    KnewTheFuture(usize),
    /// Some of the leads that were not won may have been.
    OutcomesMissing,
    /// The figures hold for what was, and less for what comes.
    Flatters,
}

fn doubt(probes: &[Probe]) -> Doubt {
    let is_leak = |probe: &&Probe| !matches!(probe.kind, ProbeKind::LateOutcomes | ProbeKind::FlatteringSplit);
    match probes.iter().filter(is_leak).count() {
        0 if probes.iter().any(|probe| probe.kind == ProbeKind::LateOutcomes) => Doubt::OutcomesMissing,
        0 => Doubt::Flatters,
        signs => Doubt::KnewTheFuture(signs),
    }
}

fn doubted(probes: &[Probe]) -> String {
    match doubt(probes) {
        Doubt::KnewTheFuture(signs) => format!(
            "{} that the data knew the future. Until that is looked into, the figures below prove nothing.",
            count(signs, "sign")
        ),
        Doubt::OutcomesMissing => {
            "Outcomes are missing for a part of the time. Until that time is left out, the figures below prove nothing."
                .to_owned()
        }
        Doubt::Flatters => {
            "Figures over all rows flatter: what comes next, or another account, can hope for less.".to_owned()
        }
    }
}

/// Why it is not proven that the leads on top are won more often.
fn not_proven(evidence: &Evidence<'_>) -> String {
    let lift = evidence.later.map(|(model, _)| lift(&model.ranked)).unwrap_or_default();
    let why = match lift.low {
        None => "There are too few wins for an interval",
        Some(low) if low > 1.0 => "The lower bound by risk ratio is not above 1",
        Some(_) => "The lower bound is not above 1",
    };
    format!("{why}: that those on top are won more often is not proven.")
}

fn told(probes: &[Probe], sentences: &mut Vec<String>) {
    sentences.extend(probes.iter().take(PROBES_TOLD).map(|probe| probe.finding.clone()));
}

/// How often the leads that are called are won, later rows alone.
fn called(evidence: &Evidence<'_>) -> Option<String> {
    let (model, _) = evidence.later?;
    let top = model.ranked.at_capacity()?;
    let base_rate = model.within.figures.base_rate?;
    let within = match evidence.setup.placement {
        Placement::Order { .. } => String::new(),
        Placement::Calendar { .. } | Placement::Age { .. } => {
            format!(" within {}", count(evidence.setup.horizon_days as usize, "day"))
        }
    };
    Some(format!(
        "Of the {} that the model puts first, {} were won{within}; of all leads, {}. That is {} times as many, {}.",
        leads_each(&count(top.capacity? as usize, "lead"), evidence.setup),
        percent(top.precision.value?),
        percent(base_rate),
        with_interval(&top.lift, ratio),
        evidence.later_told(),
    ))
}

/// The model beside newest first, on later rows: at the capacity, and over the whole list where that says otherwise, or
/// more.
fn beside_newest(evidence: &Evidence<'_>) -> Option<String> {
    let (model, newest) = evidence.later?;
    let Difference { auc, precision, .. } = difference(model, newest);
    let chance = format!("{} times as many as chance", with_interval(&lift(&newest.ranked), ratio));
    let on_top = if is_above(&precision, 0.0) {
        format!("That is better than to call the newest leads first, which finds {chance}.")
    } else if is_below(&precision, 0.0) {
        format!("To call the newest leads first does better: it finds {chance}.")
    } else if is_above(&auc, 0.0) || is_below(&auc, 0.0) {
        format!("To call the newest leads first finds {chance}: no measurable difference among those that are called.")
    } else if precision.low.or(auc.low).is_some() {
        format!("To call the newest leads first finds {chance}: the two cannot be told apart.")
    } else {
        format!("To call the newest leads first finds {chance}; there are too few wins to tell the two apart.")
    };
    let better = match (is_above(&auc, 0.0), is_below(&auc, 0.0)) {
        (true, _) if !is_above(&precision, 0.0) => "the model",
        (_, true) => "newest first",
        _ => return Some(on_top),
    };
    let aucs = newest.ranked.auc.value.zip(model.ranked.auc.value);
    let aucs =
        aucs.map(|(newest, model)| format!(": AUC {} by newest first, {} by the model", fine(newest), fine(model)));
    Some(format!("{on_top} Over the whole list {better} tells buyers apart better{}.", aucs.unwrap_or_default()))
}

/// What all rows say, where in later ones newest first is better.
fn was_better_than_newest(evidence: &Evidence<'_>) -> Option<String> {
    let (model, newest) = evidence.all?;
    is_above(&difference(model, newest).precision, 0.0)
        .then(|| "Over all data the model does better than that: what it knew no longer holds.".to_owned())
}

/// How often a buyer stands above another lead, over all rows.
fn pairs(evidence: &Evidence<'_>) -> Option<String> {
    let auc = evidence.all?.0.ranked.auc;
    auc.value?;
    let of_hundred = with_interval(&auc, |auc| format!("{:.0}", auc * 100.0));
    Some(format!("A buyer stands above another lead in {of_hundred} of 100 pairs; 50 would be chance."))
}

/// How many of the wins were called at some instant.
fn reached(evidence: &Evidence<'_>) -> Option<String> {
    let ranked = &evidence.all?.0.ranked;
    let top = ranked.at_capacity()?;
    (ranked.wins > 0)
        .then(|| format!("Calling them reaches {} of {} at some time.", thousands(top.wins), count(ranked.wins, "win")))
}

/// What all rows say, where the later ones say nothing.
fn over_all(evidence: &Evidence<'_>) -> Option<String> {
    let ranked = &evidence.all?.0.ranked;
    let lift = lift(ranked);
    (is_above(&lift, 1.0) && is_above(&ranked.auc, 0.5)).then(|| {
        format!(
            "Over all data it did find buyers, {} times as many as chance: what it knew no longer holds.",
            with_interval(&lift, ratio)
        )
    })
}

/// What would have been seen, where it is not there.
fn detectable(evidence: &Evidence<'_>) -> Option<String> {
    let (all, lately) = evidence.parts;
    let of_all = evidence.all?.0;
    let is_told_lately = evidence.later.is_some_and(|(model, _)| could_show(model, lately));
    let (model, part) = if is_told_lately { (evidence.later?.0, lately) } else { (of_all, all) };
    let of = format!("With {} and {}", part.told_leads(), count(part.wins, "win"));
    match part.detectable_lift().filter(|lift| *lift <= LIFT_TO_SHOW) {
        Some(lift) => Some(format!("{of}, a lift above {} would have shown.", ratio(lift))),
        None => detectable_auc(model).map(|auc| format!("{of}, an AUC above {} would have shown.", fraction(auc))),
    }
}

/// What is missing for a statement.
fn missing(evidence: &Evidence<'_>, sentences: &mut Vec<String>) {
    let (all, lately) = evidence.parts;
    if all.rows.is_empty() {
        let days = count(evidence.setup.horizon_days as usize, "day");
        let ends = evidence.setup.until.as_ref().and_then(|until| until.get(..10));
        let why =
            |end| format!("was known at an instant whose horizon of {days} is over by {end}, where the data ends");
        sentences.push(format!("Nothing can be judged: no lead {}.", ends.map_or("has a row".to_owned(), why)));
        return;
    }
    if all.wins == 0 {
        let within = match evidence.setup.placement {
            Placement::Order { .. } => "",
            Placement::Calendar { .. } | Placement::Age { .. } => " within the horizon",
        };
        sentences.push(format!("None of {} was won{within}: there is nothing to learn from.", all.told_leads()));
        return;
    }
    if all.wins == all.leads && all.rows.iter().all(|row| row.won) {
        sentences.push(format!("All of {} were won: there is nobody to compare them with.", all.told_leads()));
        return;
    }
    if lately.called_share() >= 1.0 {
        sentences.push("All leads can be called, so their order changes nothing: a lower capacity would.".into());
    }
    sentences.extend(evidence.all.map(|(model, _)| told_from_chance(model, all)));
    let seen = match lately.detectable_lift() {
        Some(lift) => format!("only a lift above {} could be seen", ratio(lift)),
        None => "no lift could be seen".to_owned(),
    };
    let (leads, wins) = (lately.told_leads(), count(lately.wins, "win"));
    sentences.push(format!("There are {leads} and {wins} {}: {seen}.", evidence.later_told()));
    let base_rate = evidence.later.and_then(|(model, _)| model.within.figures.base_rate).filter(|rate| *rate > 0.0);
    let base_rate = base_rate.or_else(|| evidence.all?.0.within.figures.base_rate);
    let needed = base_rate.and_then(|rate| wins_for_lift(LIFT_TO_SHOW, rate, lately.called_share()));
    if let Some(needed) = needed.filter(|needed| *needed > lately.winning_clusters) {
        let more = count(needed - lately.winning_clusters, "more win");
        sentences.push(format!("About {more} there would show a lift of {}.", ratio(LIFT_TO_SHOW)));
    }
}

/// `"23 wins: AUC 0.61, anywhere from 0.49 to 0.73; about 60 more wins would tell it from chance."`
fn told_from_chance(model: &Measured, part: &Part<'_>) -> String {
    let wins = count(part.wins, "win");
    let auc = model.ranked.auc;
    let (Some(value), Some(low), Some(high)) = (auc.value, auc.low, auc.high) else {
        return format!("{wins}: too few for any figure to mean much.");
    };
    let mut sentence =
        format!("{wins}: AUC {}, anywhere from {} to {}", fraction(value), fraction(low), fraction(high));
    let error = model.within.standard_error(Figure::Auc);
    let needed = error.and_then(|error| wins_needed(value, 0.5, error, part.winning_clusters));
    if let Some(needed) = needed.filter(|_| low <= 0.5 && high >= 0.5) {
        let more = rounded(needed - part.winning_clusters as f64);
        if more > 0 {
            sentence += &format!("; about {} would tell it from chance", count(more, "more win"));
        }
    }
    sentence + "."
}

/// To two digits, upwards: more would be false precision.
fn rounded(number: f64) -> usize {
    let unit = 10_f64.powf((number.max(1.0).log10() - 1.0).floor().max(0.0));
    ((number / unit).ceil() * unit) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_flatter_are_no_sign_of_a_leak() {
        let probe = |kind| Probe { kind, data_point: None, value: 0.0, finding: String::new(), help: String::new() };
        let flattering = probe(ProbeKind::FlatteringSplit);
        assert!(doubted(std::slice::from_ref(&flattering)).contains("flatter"));
        assert!(doubted(&[probe(ProbeKind::LateOutcomes), flattering.clone()]).starts_with("Outcomes are missing"));
        assert!(doubted(&[probe(ProbeKind::CertainLevel), flattering]).starts_with("1 sign that the data knew"));
    }

    #[test]
    fn what_is_missing_is_rounded_up() {
        assert_eq!([-3.0, 0.2, 7.0, 61.0, 123.0, 98_765.0].map(rounded), [0, 1, 7, 61, 130, 99_000]);
    }
}
