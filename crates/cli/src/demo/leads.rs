//! The leads: people, the company each works for, and how they came to Beacon.

use super::calendar::{AS_OF_DAY, DAY, FIRST_DAY, at_work, working_day};
use super::companies::Company;
use super::names::{NAMES, folded};
use super::random::{Purpose, Random};
use super::titles::{Department, Seniority, title};
use super::world::{FREE_MAIL, UNIVERSITIES};

/// How many leads there are.
pub(super) const LEADS: usize = 5_000;

/// How a lead came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Asked something on the web site.
    Inbound,
    /// Signed up for a free trial.
    Trial,
    /// Stands in a bought list.
    Outbound,
}

impl Origin {
    /// As `leads.csv` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Trial => "trial",
            Self::Outbound => "outbound",
        }
    }
}

/// What a lead really is. Nothing in `leads.csv` says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Somebody who may buy one day.
    Professional,
    /// Writes a thesis.
    Student,
    /// Looks at what Beacon does.
    Competitor,
    /// Wants to work at Beacon.
    JobSeeker,
    /// A machine that reads pages.
    Bot,
}

/// A lead as it is; what `leads.csv` tells may be less.
pub(super) struct Lead {
    pub(super) id: String,
    pub(super) created: i64,
    pub(super) origin: Origin,
    pub(super) nature: Nature,
    /// Index of the company.
    pub(super) company: usize,
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    pub(super) email: String,
    pub(super) seniority: Seniority,
    pub(super) department: Department,
    pub(super) title: String,
}

/// All leads in the order in which they were created.
pub(super) fn leads(companies: &[Company]) -> Vec<Lead> {
    let mut leads: Vec<Lead> = (0..LEADS).map(|index| lead(index, companies)).collect();
    leads.sort_by_key(|lead| lead.created);
    for (index, lead) in leads.iter_mut().enumerate() {
        lead.id = format!("L{:04}", index + 1);
    }
    leads
}

fn lead(index: usize, companies: &[Company]) -> Lead {
    let mut random = Random::new(Purpose::Leads, index);
    let nature = nature(&mut random);
    let company = employer(nature, companies, &mut random);
    let origin = origin(nature, &companies[company], &mut random);
    let country = companies[company].country;
    let names = &NAMES[country.culture as usize];
    let (given, family) = (*random.pick(names.given), *random.pick(names.family));
    let (seniority, department) = role(nature, origin, companies[company].employees, &mut random);
    Lead {
        id: String::new(),
        created: created(country.offset_minutes, &mut random),
        origin,
        nature,
        company,
        given,
        family,
        email: email(nature, origin, given, family, &companies[company], &mut random),
        seniority,
        department,
        title: title(seniority, department, &mut random),
    }
}

fn nature(random: &mut Random) -> Nature {
    const SHARES: &[(Nature, usize)] = &[
        (Nature::Professional, 930),
        (Nature::Student, 30),
        (Nature::JobSeeker, 22),
        (Nature::Competitor, 8),
        (Nature::Bot, 6),
    ];
    random.weighted(SHARES, |(_, weight)| *weight).0
}

/// The company; some have several people among the leads.
fn employer(nature: Nature, companies: &[Company], random: &mut Random) -> usize {
    let competitors = companies.iter().take_while(|company| company.competitor).count();
    if nature == Nature::Competitor {
        return random.below(competitors);
    }
    let others = companies.len() - competitors;
    let share = if random.chance(0.25) { random.unit() * random.unit() } else { random.unit() };
    competitors + ((others as f64 * share) as usize).min(others - 1)
}

fn origin(nature: Nature, company: &Company, random: &mut Random) -> Origin {
    let (inbound, trial) = match nature {
        Nature::Student => (0.6, 0.4),
        Nature::JobSeeker | Nature::Bot => (1.0, 0.0),
        Nature::Competitor => (0.5, 0.5),
        Nature::Professional if company.employees <= 50 => (0.4, 0.34),
        Nature::Professional => (0.42, 0.1),
    };
    let draw = random.unit();
    if draw < inbound {
        Origin::Inbound
    } else if draw < inbound + trial {
        Origin::Trial
    } else {
        Origin::Outbound
    }
}

/// Trials are mostly developers; bought lists are mostly people who decide.
fn role(nature: Nature, origin: Origin, employees: u32, random: &mut Random) -> (Seniority, Department) {
    if nature == Nature::Student {
        return (Seniority::Student, Department::Engineering);
    }
    let shares: [usize; 5] = match origin {
        Origin::Inbound => [8, 10, 20, 34, 28],
        Origin::Trial => [5, 3, 8, 22, 62],
        Origin::Outbound => [14, 22, 30, 24, 10],
    };
    let seniorities =
        [Seniority::CLevel, Seniority::Vp, Seniority::Director, Seniority::Manager, Seniority::Individual];
    let at = (0..5).collect::<Vec<usize>>();
    let seniority = seniorities[*random.weighted(&at, |at| shares[*at])];
    let seniority = if employees < 8 && random.chance(0.5) { Seniority::CLevel } else { seniority };
    let department = match origin {
        Origin::Trial if random.chance(0.7) => Department::Engineering,
        _ => *random.weighted(&Department::ALL, |department| department.weight()),
    };
    (seniority, department)
}

/// A third was there before the year began; then a little more every month.
fn created(offset_minutes: i64, random: &mut Random) -> i64 {
    let span = AS_OF_DAY - FIRST_DAY;
    let day = if random.chance(0.30) {
        random.between(FIRST_DAY - 300, FIRST_DAY)
    } else {
        let (one, other) = (random.between(0, span), random.between(0, span));
        FIRST_DAY + if random.chance(0.3) { one.max(other) } else { one }
    };
    let day = if random.chance(0.8) { working_day(day, random) } else { day };
    at_work(day, offset_minutes, random).min(AS_OF_DAY * DAY - 3600)
}

fn email(nature: Nature, origin: Origin, given: &str, family: &str, company: &Company, random: &mut Random) -> String {
    let (given, family) = (folded(given), folded(family));
    let free = match (nature, origin) {
        (Nature::JobSeeker, _) => 0.9,
        (Nature::Student, _) => 0.35,
        (_, Origin::Trial) => 0.22,
        (_, Origin::Inbound) => 0.07,
        (_, Origin::Outbound) => 0.01,
    };
    if random.chance(free) {
        let number = random.below(90) + 10;
        return format!("{given}.{family}{number}@{}", random.pick(FREE_MAIL));
    }
    let domain = if nature == Nature::Student { random.pick(UNIVERSITIES) } else { company.domain.as_str() };
    let local = match random.below(3) {
        0 => format!("{given}.{family}"),
        1 => format!("{}{family}", given.get(..1).unwrap_or_default()),
        _ => given,
    };
    format!("{local}@{domain}")
}
