//! What became of the leads: deals won and lost.
//!
//! # The truth that is to be found in the data
//!
//! A deal is decided on the last day of a lead's project, 25 to 90 days after it began. The chance to win rises
//!
//! 1. with the true fit ([`super::projects::true_fit`]): the industry's need most, then employees, then the number of
//!    regions the company sells in; growth, a famous investor, the seniority of the person a little, and many app
//!    downloads hardly. Countries that Beacon does not serve, very small companies, students, job seekers, competitors
//!    and bots never buy;
//! 2. with the project's drive, which also makes the lead come to the site more often and read other pages;
//! 3. with what really happened before the decision: a demo above all, then a trial, then the pricing page.
//!
//! Web traffic as scraped has no part in it: it is noise. Reading the blog has none either: the curious read as much.
//! One in forty of the leads that fit well, without a project, is won by a call, which nobody sees in the events. Leads
//! without a project are sometimes tried by sales, and lost. A project that is not won is recorded as lost two times in
//! three; the others just go quiet. Deals decided after the last day of the year are not in the file.

use super::behaviour::{Event, Kind, Path};
use super::calendar::{AS_OF_DAY, DAY, FIRST_DAY, at_work, working_day};
use super::companies::Company;
use super::leads::{Lead, Nature, Origin};
use super::projects::{Project, true_fit};
use super::random::{Purpose, Random};

/// What became of a lead.
pub(super) struct Outcome {
    /// Index of the lead.
    pub(super) lead: usize,
    pub(super) won: bool,
    pub(super) at: i64,
    /// Yearly revenue in dollars; 0 when lost.
    pub(super) value: u32,
}

/// The outcome of a lead whose events are these, if there is one within the year.
pub(super) fn outcome(
    index: usize,
    lead: &Lead,
    company: &Company,
    project: Option<&Project>,
    events: &[Event],
) -> Option<Outcome> {
    let mut random = Random::new(Purpose::Outcomes, index);
    let fit = true_fit(lead, company);
    let (won, day) = match project {
        Some(project) => {
            let won = random.chance(chance_to_win(fit, project, events));
            if !won && random.chance(0.33) {
                return None;
            }
            (won, project.decision_day)
        }
        None => without_project(lead, fit, &mut random)?,
    };
    let day = working_day(day, &mut random);
    (day < AS_OF_DAY).then(|| Outcome {
        lead: index,
        won,
        at: at_work(day, company.country.offset_minutes, &mut random).min(AS_OF_DAY * DAY - 1),
        value: if won { value(company, &mut random) } else { 0 },
    })
}

fn chance_to_win(fit: f64, project: &Project, events: &[Event]) -> f64 {
    if fit == 0.0 {
        return 0.0;
    }
    let happened = |kind: Kind| events.iter().any(|event| event.kind == kind);
    let share = |yes: bool, chance: f64| if yes { chance } else { 0.0 };
    let pricing = events.iter().filter(|event| event.path == Path::Pricing).count() >= 3;
    let behaviour = share(happened(Kind::DemoRequested), 0.45)
        + share(happened(Kind::TrialStarted), 0.2)
        + share(pricing, 0.15)
        + 0.2 * project.drive;
    (1.75 * (fit - 0.15).max(0.0) * behaviour).min(0.92)
}

/// Won by a call that left no trace, or tried and lost.
fn without_project(lead: &Lead, fit: f64, random: &mut Random) -> Option<(bool, i64)> {
    let called = fit > 0.6 && random.chance(0.025);
    let tried = lead.nature != Nature::Bot && random.chance(if lead.origin == Origin::Outbound { 0.04 } else { 0.03 });
    if !called && !tried {
        return None;
    }
    let earliest = lead.created.div_euclid(DAY).max(FIRST_DAY) + 7;
    Some((called, earliest + random.below(150) as i64))
}

/// Larger companies pay more.
fn value(company: &Company, random: &mut Random) -> u32 {
    let base = 4_000.0 + f64::from(company.employees.min(6_000)) * 28.0;
    let discounted = base * (0.6 + 0.8 * random.unit());
    (discounted / 500.0) as u32 * 500
}
