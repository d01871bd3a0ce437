//! A world in which the truth is known: leads that are scored at several instants and won by a known law.

use fastrand::Rng;
use handraise_evidence::Row;
use handraise_model::values::Exact;

/// What worlds are like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Instants at which leads are scored. An outcome may take half as many.
    pub instants: u32,
    /// Leads of an account, which are alike, and drawn together.
    pub leads_an_account: u32,
}

/// How much of what makes a lead good is the same in all leads of its account.
const OF_ACCOUNT: f64 = 0.3;
/// One lead in so many is won while it is looked at.
const LEADS_A_WIN: usize = 17;
/// The capacity of an instant: one lead in so many.
const LEADS_A_CALL: usize = 20;

/// Leads at their instants.
pub(super) struct World {
    /// How many there are.
    pub(super) leads: u32,
    /// As the model under test scores them.
    pub(super) rows: Vec<Row>,
    /// As another model scores the same rows.
    pub(super) other: Vec<Row>,
    /// Whether the lead of each row met a criterion.
    pub(super) met: Vec<bool>,
    /// How many leads are called at an instant.
    pub(super) capacity: u32,
}

impl World {
    /// A world of about so many wins. Rows of a lead share its quality, scores lie on twenty steps or so.
    pub(super) fn new(wins: usize, shape: Shape, random: &mut Rng) -> Self {
        let leads = (wins * LEADS_A_WIN) as u32;
        let capacity = leads / LEADS_A_CALL as u32;
        let mut world = Self { leads, rows: Vec::new(), other: Vec::new(), met: Vec::new(), capacity };
        let mut of_account = 0.0;
        for lead in 0..leads {
            if shape.leads_an_account > 1 && lead % shape.leads_an_account == 0 {
                of_account = normal(random);
            }
            world.push(lead, of_account, shape, random);
        }
        for rows in [&mut world.rows, &mut world.other] {
            rank(rows, shape.instants, random);
        }
        world
    }

    fn push(&mut self, lead: u32, of_account: f64, shape: Shape, random: &mut Rng) {
        let own = normal(random);
        let quality = if shape.leads_an_account > 1 {
            OF_ACCOUNT.sqrt() * of_account + (1.0 - OF_ACCOUNT).sqrt() * own
        } else {
            own
        };
        let won = random.f64() < 1.0 / (1.0 + (2.85 - quality).exp());
        let met = random.f64() < if quality > 0.5 { 0.35 } else { 0.15 };
        let eligible = random.f64() < 0.9;
        let instants = f64::from(shape.instants);
        let created = random.f64() * (instants - 1.0);
        let end = created + random.f64() * 0.75 * instants;
        let tastes = [normal(random), normal(random)];
        for instant in 0..shape.instants {
            let now = f64::from(instant);
            if now < created || (won && now > end) {
                continue;
            }
            let row = |taste: f64, noise: f64| Row {
                instant,
                lead,
                cluster: lead / shape.leads_an_account,
                total: Exact::from_points((10.0 + 3.0 * (quality + taste + noise)).round().clamp(0.0, 20.0) as i32 * 5),
                eligible,
                rank: None,
                won: won && end < now + instants / 2.0,
                value: None,
                weight: 1.0,
            };
            self.rows.push(row(0.8 * tastes[0], 0.5 * normal(random)));
            self.other.push(row(1.2 * tastes[1], 0.5 * normal(random)));
            self.met.push(met);
        }
    }
}

/// Ranks by total, ties by lot.
fn rank(rows: &mut [Row], instants: u32, random: &mut Rng) {
    let lots: Vec<u64> = rows.iter().map(|_| random.u64(..)).collect();
    for instant in 0..instants {
        let mut order: Vec<usize> =
            (0..rows.len()).filter(|&row| rows[row].instant == instant && rows[row].eligible).collect();
        order.sort_by_key(|&row| (std::cmp::Reverse(rows[row].total), lots[row]));
        for (rank, row) in (1..).zip(order) {
            rows[row].rank = Some(rank);
        }
    }
}

/// A standard normal number (Box and Muller, 1958).
pub(super) fn normal(random: &mut Rng) -> f64 {
    let (radius, angle) = (1.0 - random.f64(), random.f64());
    (-2.0 * radius.ln()).sqrt() * (2.0 * std::f64::consts::PI * angle).cos()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_world_has_about_the_wins_that_were_asked_for() {
        let shape = Shape { instants: 4, leads_an_account: 1 };
        let world = World::new(1_000, shape, &mut Rng::with_seed(1));
        let wins = world.rows.iter().filter(|row| row.won).map(|row| row.lead).collect::<HashSet<_>>().len();
        assert!((900..1_100).contains(&wins), "{wins}");
    }
}
