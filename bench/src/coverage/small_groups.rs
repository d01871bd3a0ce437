//! Groups of leads, some of them small, whose true rates are draws from one distribution.

use fastrand::Rng;
use handraise_evidence::{Group, Row, conversions, shrink};
use handraise_model::values::Exact;

use super::world::normal;
use super::{Table, count};

/// What share of leads each group has.
const SHARES: [f64; 8] = [0.3, 0.25, 0.15, 0.12, 0.08, 0.05, 0.03, 0.02];
const RATE: f64 = 0.08;
const INSTANTS: u32 = 4;

/// Counts the intervals of the groups' rates, shrunk and not, of a world of about so many wins.
pub(super) fn count_into(table: &mut Table, wins: usize, random: &mut Rng) {
    let leads = wins as f64 / RATE;
    let (mut rows, mut groups, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for (group, share) in SHARES.iter().enumerate() {
        // Log-odds that differ from group to group by half a unit.
        let odds = (RATE / (1.0 - RATE)).ln() + 0.5 * normal(random);
        let rate = 1.0 / (1.0 + (-odds).exp());
        rates.push(rate);
        for _ in 0..(share * leads).round() as usize {
            let won = random.f64() < rate;
            let lead = rows.len() as u32;
            for instant in 0..random.u32(1..=INSTANTS) {
                rows.push(row(instant, lead, won));
                groups.push(group);
            }
        }
    }
    let conversions = conversions(&rows, SHARES.len(), |row| groups.get(row).copied());
    let shrunk = shrink(&conversions.iter().map(Group::from).collect::<Vec<_>>()).unwrap_or_default();
    for ((conversion, shrunk), rate) in conversions.iter().zip(shrunk).zip(rates) {
        count(table, "conversion of a group", conversion.interval, Some(rate));
        count(table, "conversion of a group, shrunk", Some(shrunk.interval), Some(rate));
    }
}

fn row(instant: u32, lead: u32, won: bool) -> Row {
    let total = Exact::from_points(0);
    Row { instant, lead, cluster: lead, total, eligible: true, rank: None, won, value: None, weight: 1.0 }
}
