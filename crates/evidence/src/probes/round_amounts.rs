//! Amounts that were overwritten when deals closed.
//!
//! While a deal is open somebody guesses: 20,000. When it is won the invoice says 18,735.50. So round amounts are won at
//! another rate than others. Large amounts have more zeros and may well be won more or less often, so amounts are
//! compared within steps of size alone.

use std::collections::BTreeMap;

use handraise_model::DataPoint;
use handraise_model::values::Type;

use super::text;
use super::values::Values;
use super::witness::{Witness, Witnesses};
use crate::report::{Probe, ProbeKind};

/// The least odds ratio of one side to the other.
const ODDS_RATIO_MIN: f64 = 2.0;
/// Standard errors by which the rates must differ.
const REACH: f64 = 5.0;
/// Leads and winners of each side, without whom nothing is said.
const LEADS_MIN: f64 = 50.0;
const WINNERS_MIN: f64 = 10.0;
/// Amounts below have no room for zeros.
const AMOUNT_MIN: f64 = 100.0;
/// Steps of size for each factor of ten.
const STEPS_PER_DECADE: f64 = 8.0;
/// Zeros are counted up to here.
const ZEROS_MAX: u32 = 6;

pub(super) fn probe(data_point: &DataPoint, values: &Values, witnesses: &Witnesses) -> Option<Probe> {
    let Values::Ordered(values) = values else { return None };
    if !matches!(data_point.ty, Type::Integer | Type::Decimal) {
        return None;
    }
    let amounts: Vec<Amount> =
        values.iter().zip(&witnesses.leads).filter_map(|(value, lead)| Amount::of((*value)?, lead)).collect();
    let least_zeros_round = 1..=ZEROS_MAX;
    let found = least_zeros_round.filter_map(|zeros| compare(&amounts, zeros));
    let found = found.max_by(|left, right| left.distance.total_cmp(&right.distance))?;
    let [round, others] = found.rates;
    let zeros = text::count(found.zeros as usize, "zero", "zeros");
    Some(Probe {
        kind: ProbeKind::RoundAmounts,
        data_point: Some(data_point.name.clone()),
        value: found.odds_ratio,
        finding: format!(
            "of the leads whose `{}` ends in {zeros} {} were won, of those with as large a one that does not {}: it looks \
             overwritten when deals close",
            data_point.name,
            text::percent(100.0 * round),
            text::percent(100.0 * others),
        ),
        help: text::WRITTEN_WHEN.to_owned(),
    })
}

/// An amount of a lead.
struct Amount {
    step: i32,
    zeros: u32,
    won: bool,
    weight: f64,
}

impl Amount {
    /// `None` of what is too small to be round.
    fn of(value: f64, lead: &Witness) -> Option<Self> {
        let value = value.abs();
        if !(AMOUNT_MIN..1e15).contains(&value) {
            return None;
        }
        let step = (value.log10() * STEPS_PER_DECADE).floor() as i32;
        Some(Self { step, zeros: trailing_zeros(value), won: lead.won, weight: lead.weight })
    }
}

fn trailing_zeros(value: f64) -> u32 {
    if value.fract() != 0.0 {
        return 0;
    }
    let whole = value as u64;
    (1..=ZEROS_MAX).take_while(|zeros| whole.is_multiple_of(10_u64.pow(*zeros))).count() as u32
}

/// Round amounts beside others.
struct Compared {
    zeros: u32,
    odds_ratio: f64,
    distance: f64,
    /// The share that was won of round ones, and of others, at the sizes of round ones.
    rates: [f64; 2],
}

/// Two by two: round or not, won or not.
#[derive(Clone, Copy, Default)]
struct Table {
    leads: [f64; 2],
    won: [f64; 2],
    /// The same of the leads that these stand for: rates are theirs, chance is that of a sample.
    weight: [f64; 2],
    won_weight: [f64; 2],
}

/// Compares amounts with at least so many zeros with the others of their size (Mantel and Haenszel, 1959); `None` unless
/// they are won at clearly different rates.
fn compare(amounts: &[Amount], zeros: u32) -> Option<Compared> {
    let mut tables: BTreeMap<i32, Table> = BTreeMap::new();
    for amount in amounts {
        let side = usize::from(amount.zeros < zeros);
        let table = tables.entry(amount.step).or_default();
        table.leads[side] += 1.0;
        table.won[side] += f64::from(amount.won);
        table.weight[side] += amount.weight;
        table.won_weight[side] += if amount.won { amount.weight } else { 0.0 };
    }
    // A size at which all are round, or none, compares nothing.
    tables.retain(|_, table| table.leads.iter().all(|leads| *leads > 0.0));
    let (mut sums, mut for_round, mut for_others) = (Table::default(), 0.0, 0.0);
    let (mut more, mut variance, mut at_round_sizes) = (0.0, 0.0, 0.0);
    for Table { leads, won, weight, won_weight } in tables.values() {
        let (all, all_won) = (leads[0] + leads[1], won[0] + won[1]);
        for side in 0..2 {
            sums.leads[side] += leads[side];
            sums.won[side] += won[side];
            sums.weight[side] += weight[side];
            sums.won_weight[side] += won_weight[side];
        }
        for_round += won[0] * (leads[1] - won[1]) / all;
        for_others += won[1] * (leads[0] - won[0]) / all;
        more += won[0] - leads[0] * all_won / all;
        if all > 1.0 {
            variance += leads[0] * leads[1] * all_won * (all - all_won) / (all * all * (all - 1.0));
        }
        at_round_sizes += weight[0] * won_weight[1] / weight[1];
    }
    let enough = sums.leads.iter().all(|leads| *leads >= LEADS_MIN) && sums.won[0] + sums.won[1] >= 2.0 * WINNERS_MIN;
    if !enough || variance <= 0.0 {
        return None;
    }
    // Half a lead more on each side, for where one side has no winners, or nothing else.
    let odds_ratio = (for_round + 0.5) / (for_others + 0.5);
    let distance = more.abs() / variance.sqrt();
    let differ = odds_ratio.max(1.0 / odds_ratio) >= ODDS_RATIO_MIN && distance >= REACH;
    let rates = [sums.won_weight[0] / sums.weight[0], at_round_sizes / sums.weight[0]];
    differ.then_some(Compared { zeros, odds_ratio, distance, rates })
}
