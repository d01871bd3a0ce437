//! What each criterion is worth: how those convert who meet it, and what the model loses without it.

use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use handraise_engine::Answer;
use handraise_model::{Model, NamedCondition};

use crate::measure::{Bootstrap, Cut, Figure, KeptDraws, Replicates, Within, side_by_side};
use crate::replay::{Replay, Standings};
use crate::report::{Criteria, Criterion, CriterionFlag, Estimate, Part as PartOfModel};

use super::exposed::lift_of;
use super::groups::converted;
use super::part::Part;
use super::standing::TieBreaks;
use super::wording::{count, fine, list, percent, with_interval};

/// A change of AUC that nobody would notice, however certain it is.
const AUC_NOTICED: f64 = 0.002;

/// What is measured of the model without one thing: its AUC, and its top at the capacity.
const AT_CAPACITY: usize = 0;

/// Replicates of what each criterion and each source is worth: no tail is read off them, and their standard deviation is
/// known to within 4 to 7 %.
const REPLICATES: RangeInclusive<usize> = 100..=400;
/// Of many rows fewer replicates are drawn, so many rows in all; of as many, each replicate is alike.
const ROWS_DRAWN: usize = 20_000_000;

/// The model beside itself without one thing, on the same draws.
pub(super) struct WithoutEach<'r> {
    part: &'r Part<'r>,
    replay: &'r Replay,
    tie_breaks: TieBreaks,
    draws: KeptDraws,
    model: Replicates,
    threads: NonZeroUsize,
}

/// What the model loses without one thing.
#[derive(Clone, Copy, Default)]
pub(super) struct Loss {
    pub(super) auc: Estimate,
    pub(super) precision: Estimate,
}

impl<'r> WithoutEach<'r> {
    pub(super) fn new(part: &'r Part<'r>, replay: &'r Replay, how: &Bootstrap) -> Self {
        let ranking = part.ranking(Within::Instant, None);
        let replicates = (ROWS_DRAWN / part.rows.len().max(1)).clamp(*REPLICATES.start(), *REPLICATES.end());
        let how = Bootstrap { replicates: how.replicates.min(replicates), ..*how };
        let draws = KeptDraws::new(ranking.clusters(), &how);
        let model = draws.measure(&ranking, &[Cut::Capacity(part.capacity)]);
        Self { part, replay, tie_breaks: TieBreaks::new(replay), draws, model, threads: how.threads }
    }

    /// How rows are found where they stand otherwise; of each in turn.
    pub(super) fn measured(&self, others: &[&Standings]) -> Vec<Replicates> {
        side_by_side(others.len(), self.threads, &|index| self.of(others.get(index).copied()))
    }

    fn of(&self, standings: Option<&Standings>) -> Replicates {
        self.draws.measure(&self.part.ranking(Within::Instant, standings), &[Cut::Capacity(self.part.capacity)])
    }

    /// What the model loses where rows are found so.
    pub(super) fn loss(&self, other: &Replicates) -> Loss {
        let by = |figure| Estimate::difference(self.model.difference(other, figure));
        Loss { auc: by(Figure::Auc), precision: by(Figure::Precision(AT_CAPACITY)) }
    }

    /// What the model loses without a criterion.
    fn loss_of_criterion(&self, index: usize) -> Option<Loss> {
        let criterion = self.replay.criteria.get(index)?;
        let standings = self.tie_breaks.standings(self.replay, &criterion.without);
        Some(self.loss(&self.of(Some(&standings))))
    }
}

/// All criteria, gates and exclusions, and what is to be looked at in them.
pub(super) fn criteria(model: &Model, replay: &Replay, part: &Part<'_>, alone: &WithoutEach<'_>) -> Criteria {
    let declared = declared(model, replay);
    let measured = |index: usize| {
        let loss = alone.loss_of_criterion(index).unwrap_or_default();
        declared.get(index).map(|declared| criterion(declared, part, loss))
    };
    let criteria = side_by_side(declared.len(), alone.threads, &measured).into_iter().flatten().collect::<Vec<_>>();
    let findings = findings(&criteria, part);
    Criteria { criteria, findings }
}

/// What the model declares, and whether a row of the replay meets it.
struct Declared<'m> {
    id: &'m str,
    name: &'m str,
    part: PartOfModel,
    points: Points,
    is_met: Box<dyn Fn(usize) -> bool + Sync + 'm>,
}

/// Criteria first, as the replay counts them, then gates and exclusions.
fn declared<'m>(model: &'m Model, replay: &'m Replay) -> Vec<Declared<'m>> {
    let fit = model.fit().iter().map(|fit| {
        let points = points(fit.bands.iter().map(|band| band.points.value));
        (fit.id.as_str(), fit.name.as_str(), PartOfModel::Fit, points)
    });
    let engagement = model.engagement().iter().map(|engagement| {
        let points = points([engagement.points.value]);
        (engagement.id.as_str(), engagement.name.as_str(), PartOfModel::Engagement, points)
    });
    let criteria = fit.chain(engagement).zip(&replay.criteria).map(|((id, name, part, points), criterion)| {
        let is_met = |row: usize| criterion.met.get(row).copied().unwrap_or_default();
        Declared { id, name, part, points, is_met: Box::new(is_met) }
    });
    let conditions = [
        (PartOfModel::Gate, model.gates(), &replay.gates),
        (PartOfModel::Exclusion, model.exclusions(), &replay.exclusions),
    ];
    let conditions = conditions.into_iter().flat_map(|(part, conditions, answers)| {
        conditions.iter().zip(answers).map(move |(NamedCondition { name, .. }, answers)| {
            let is_met = |row: usize| answers.get(row) == Some(&Answer::Met);
            Declared { id: name, name, part, points: Points::default(), is_met: Box::new(is_met) }
        })
    });
    criteria.chain(conditions).collect()
}

/// What a criterion may give.
#[derive(Clone, Copy, Default)]
struct Points {
    shown: Option<i64>,
    gives: bool,
    takes: bool,
}

fn points(of: impl IntoIterator<Item = i32>) -> Points {
    let of: Vec<i32> = of.into_iter().collect();
    let (gives, takes) = (of.iter().any(|points| *points > 0), of.iter().any(|points| *points < 0));
    let shown = if gives { of.iter().max() } else { of.iter().min() };
    Points { shown: shown.map(|points| i64::from(*points)), gives, takes }
}

fn criterion(declared: &Declared<'_>, part: &Part<'_>, loss: Loss) -> Criterion {
    let Declared { id, name, part: kind, points, .. } = *declared;
    let is_met = |row: usize| (declared.is_met)(part.index(row));
    let found = part.conversions(2, |row| Some(usize::from(!is_met(row))));
    let [of_met, of_rest] = [0, 1].map(|side| found.get(side).cloned().unwrap_or_default());
    let lift = lift_of(&part.rows, |row| f64::from(u8::from(is_met(row))));
    let flag = match (of_met.rows, of_rest.rows) {
        (0, _) => Some(CriterionFlag::NeverMet),
        (_, 0) => Some(CriterionFlag::AlwaysMet),
        _ => is_against(kind, points, &lift).then_some(CriterionFlag::AgainstEvidence),
    };
    Criterion {
        id: id.to_owned(),
        name: name.to_owned(),
        part: kind,
        points: points.shown,
        leads: of_met.leads,
        wins: of_met.wins,
        rows: of_met.rows,
        met: converted(&of_met, part),
        not_met: converted(&of_rest, part),
        lift,
        auc: loss.auc,
        precision: loss.precision,
        flag,
    }
}

/// Whether the interval says the opposite of the sign. What gives points to some and takes them from others has none.
fn is_against(kind: PartOfModel, points: Points, lift: &Estimate) -> bool {
    let (praises, blames) = match kind {
        PartOfModel::Fit | PartOfModel::Engagement => (points.gives && !points.takes, points.takes && !points.gives),
        PartOfModel::Gate => (true, false),
        PartOfModel::Exclusion => (false, true),
    };
    praises && lift.high.is_some_and(|high| high < 1.0) || blames && lift.low.is_some_and(|low| low > 1.0)
}

fn findings(criteria: &[Criterion], part: &Part<'_>) -> Vec<String> {
    let mut findings = Vec::new();
    let flagged = |flag| criteria.iter().filter(move |criterion| criterion.flag == Some(flag));
    for criterion in flagged(CriterionFlag::AgainstEvidence) {
        findings.push(against(criterion));
    }
    if !part.has_wins() {
        let wins = count(part.wins, "win");
        findings.push(format!("{wins}: too few to tell which criteria earn their points."));
    }
    let by_loss = |criterion: &&Criterion| criterion.auc.low.is_some_and(|low| low > 0.0);
    let mut earning: Vec<&Criterion> = criteria.iter().filter(by_loss).collect();
    earning.sort_by(|left, right| right.auc.value.unwrap_or_default().total_cmp(&left.auc.value.unwrap_or_default()));
    if let Some(first) = earning.first() {
        let auc = with_interval(&first.auc, fine);
        findings.push(format!("“{}” earns the most: without it AUC falls by {auc}.", first.name));
    }
    let is_harmful = |criterion: &Criterion| criterion.auc.high.is_some_and(|high| high < 0.0);
    let is_noticed = |criterion: &Criterion| criterion.auc.value < Some(-AUC_NOTICED);
    for criterion in criteria.iter().filter(|criterion| is_harmful(criterion) && is_noticed(criterion)) {
        let gain = -criterion.auc.value.unwrap_or_default();
        let name = &criterion.name;
        findings.push(format!("The model is better without “{name}”: AUC rises by {}.", fine(gain)));
    }
    let spared = |criterion: &&Criterion| {
        let holds_zero = |estimate: &Estimate| estimate.low <= Some(0.0) && estimate.high >= Some(0.0);
        let hardly_harms = is_harmful(criterion) && !is_noticed(criterion);
        criterion.flag.is_none() && criterion.auc.low.is_some() && (holds_zero(&criterion.auc) || hardly_harms)
    };
    let spared: Vec<String> = criteria.iter().filter(spared).map(|criterion| criterion.name.clone()).collect();
    if !spared.is_empty() {
        let names = list(&spared, 5);
        findings.push(format!("Each of these can go without a measurable loss of AUC, one at a time: {names}."));
    }
    let always = "Met by everybody, so that only more or fewer points tell leads apart";
    for (flag, says) in
        [(CriterionFlag::NeverMet, "Never met, so it tells nobody apart"), (CriterionFlag::AlwaysMet, always)]
    {
        let names: Vec<String> = flagged(flag).map(|criterion| criterion.name.clone()).collect();
        if !names.is_empty() {
            findings.push(format!("{says}: {}.", list(&names, 5)));
        }
    }
    findings
}

fn against(criterion: &Criterion) -> String {
    let rates = criterion.met.value.zip(criterion.not_met.value);
    let rates = rates.map(|(met, rest)| format!(" ({} against {})", percent(met), percent(rest))).unwrap_or_default();
    let name = &criterion.name;
    match criterion.part {
        PartOfModel::Gate => {
            format!("Leads that pass the gate “{name}” are won less often than those that do not{rates}.")
        }
        PartOfModel::Exclusion => format!("Leads that “{name}” excludes are won more often than others{rates}."),
        PartOfModel::Fit | PartOfModel::Engagement => match criterion.points {
            Some(points) if points < 0 => {
                format!(
                    "“{name}” takes {} from leads that are won more often than others{rates}.",
                    count(points.unsigned_abs() as usize, "point")
                )
            }
            points => {
                let points = count(points.unwrap_or_default().unsigned_abs() as usize, "point");
                format!("“{name}” gives {points} to leads that are won less often than others{rates}.")
            }
        },
    }
}
