//! Why anybody buys: how well a lead truly fits, and the project that makes it look for something to buy.
//!
//! Both are hidden causes: no file holds them. Behaviour and outcomes follow from them, each with noise of its own.

use super::calendar::{AS_OF_DAY, DAY, FIRST_DAY};
use super::companies::Company;
use super::leads::{Lead, Nature, Origin};
use super::random::{Purpose, Random};
use super::titles::Seniority;

/// A time in which a lead wants to buy; it ends with a decision.
pub(super) struct Project {
    pub(super) first_day: i64,
    /// The day of the decision, which may lie after the year that the files cover.
    pub(super) decision_day: i64,
    /// How much it wants to, 0.3 to 1.
    pub(super) drive: f64,
}

impl Project {
    /// Whether it goes on that day.
    pub(super) fn goes_on(&self, day: i64) -> bool {
        (self.first_day..self.decision_day).contains(&day)
    }

    /// How far it has come that day, 0 to 1.
    pub(super) fn progress(&self, day: i64) -> f64 {
        (day - self.first_day) as f64 / (self.decision_day - self.first_day) as f64
    }
}

/// How well what Beacon sells fits a lead, 0 to 1: what truly matters, and by how much.
pub(super) fn true_fit(lead: &Lead, company: &Company) -> f64 {
    if lead.nature != Nature::Professional || !company.country.served || company.employees < 5 {
        return 0.0;
    }
    let size = match company.employees {
        0..=10 => 0.05,
        11..=50 => 0.3,
        51..=200 => 0.7,
        201..=1_000 => 1.0,
        1_001..=5_000 => 0.85,
        _ => 0.6,
    };
    let international = [0.0, 0.0, 0.5, 0.8, 1.0][company.regions.len().min(4)];
    let growth = (company.growth_tenths as f64 / 500.0).clamp(0.0, 1.0);
    let decides = matches!(lead.seniority, Seniority::CLevel | Seniority::Vp | Seniority::Director);
    let much_downloaded = company.app_downloads > 200_000;
    0.30 * company.industry.need
        + 0.26 * size
        + 0.20 * international
        + 0.08 * growth
        + 0.06 * f64::from(u8::from(company.has_famous_investor()))
        + 0.07 * f64::from(u8::from(decides))
        + 0.03 * f64::from(u8::from(much_downloaded))
}

/// The project of a lead, if it has one in the year.
pub(super) fn project(index: usize, lead: &Lead, company: &Company) -> Option<Project> {
    let mut random = Random::new(Purpose::Projects, index);
    if lead.nature != Nature::Professional {
        return None;
    }
    let usual = match lead.origin {
        Origin::Inbound => 0.24,
        Origin::Trial => 0.16,
        Origin::Outbound => 0.10,
    };
    if !random.chance(usual * (0.3 + 1.5 * true_fit(lead, company))) {
        return None;
    }
    let created_day = lead.created.div_euclid(DAY);
    let asked_at_once = lead.origin != Origin::Outbound && created_day >= FIRST_DAY && random.chance(0.5);
    let first_day = if asked_at_once { created_day } else { random.between(created_day.max(FIRST_DAY), AS_OF_DAY) };
    let days = 25 + random.below(66) as i64;
    Some(Project { first_day, decision_day: first_day + days, drive: 0.3 + 0.7 * random.unit() })
}
