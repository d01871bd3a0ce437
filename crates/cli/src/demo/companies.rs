//! The companies that the demo's leads work for.

use std::collections::HashSet;

use super::calendar::AS_OF_DAY;
use super::names::folded;
use super::random::{Purpose, Random};
use super::world::{
    BEGINNINGS, COMPETITORS, COUNTRIES, Country, FAMOUS_INVESTORS, INDUSTRIES, INVESTORS, Industry, REGIONS,
};

/// How many companies there are.
const COMPANIES: usize = 3_400;

/// A company as it is; what `leads.csv` tells of it may be less.
pub(super) struct Company {
    pub(super) name: String,
    pub(super) domain: String,
    pub(super) country: &'static Country,
    pub(super) industry: &'static Industry,
    pub(super) employees: u32,
    /// Growth of its revenue over the last year, in tenths of a per cent.
    pub(super) growth_tenths: i64,
    /// Where it sells; its home comes first.
    pub(super) regions: Vec<&'static str>,
    pub(super) investors: Vec<&'static str>,
    pub(super) founded_day: i64,
    pub(super) mobile_app: bool,
    pub(super) app_downloads: u64,
    /// Monthly visits of its web site as a scraper estimates them: noise, whatever the company.
    pub(super) web_visits: u64,
    /// Whether it sells what Beacon sells.
    pub(super) competitor: bool,
}

impl Company {
    /// Whether a famous investor has put money in.
    pub(super) fn has_famous_investor(&self) -> bool {
        self.investors.iter().any(|name| INVESTORS[..FAMOUS_INVESTORS].contains(name))
    }
}

/// All companies; competitors come first.
pub(super) fn companies() -> Vec<Company> {
    let mut taken = HashSet::new();
    (0..COMPANIES)
        .map(|index| {
            let mut random = Random::new(Purpose::Companies, index);
            let country = random.weighted(COUNTRIES, |country| country.weight);
            let industry = random.weighted(INDUSTRIES, |industry| industry.weight);
            let competitor = COMPETITORS.get(index).copied();
            let base = match competitor {
                Some(name) => name.to_owned(),
                None => free_name(industry, &mut taken, &mut random),
            };
            company(&base, competitor.is_some(), country, industry, &mut random)
        })
        .collect()
}

fn company(
    base: &str,
    competitor: bool,
    country: &'static Country,
    industry: &'static Industry,
    random: &mut Random,
) -> Company {
    let employees = if competitor { 300 + random.below(900) as u32 } else { employees(random) };
    let age_years = 1.0 + random.unit() * random.unit() * 40.0 + f64::from(employees.min(2_000)) / 250.0;
    let young = age_years < 8.0;
    let growth = random.bell() * 16.0 + if young { 24.0 } else { 6.0 };
    let mobile_app = random.chance(if industry.need > 0.4 { 0.8 } else { 0.35 });
    Company {
        name: legal_name(base, country, random),
        domain: format!("{}.example", folded(base)),
        country,
        industry,
        employees,
        growth_tenths: (growth * 10.0) as i64,
        regions: regions(country, employees, random),
        investors: investors(young && employees < 1_500, random),
        founded_day: AS_OF_DAY - (age_years * 365.25) as i64,
        mobile_app,
        app_downloads: if mobile_app { app_downloads(industry, employees, random) } else { 0 },
        web_visits: 500 + (random.unit() * random.unit() * random.unit() * 2_000_000.0) as u64,
        competitor,
    }
}

/// A name that no other company has: two words, or three once those are taken.
fn free_name(industry: &Industry, taken: &mut HashSet<String>, random: &mut Random) -> String {
    loop {
        let (beginning, ending) = (random.pick(BEGINNINGS), random.pick(industry.endings));
        let short = format!("{beginning} {ending}");
        if taken.insert(short.clone()) {
            return short;
        }
        let long = format!("{} {short}", random.pick(BEGINNINGS));
        if !short.starts_with(long.split(' ').next().unwrap_or_default()) && taken.insert(long.clone()) {
            return long;
        }
    }
}

/// The name as a register may hold it: some carry their legal form.
fn legal_name(base: &str, country: &Country, random: &mut Random) -> String {
    if !random.chance(0.12) {
        return base.to_owned();
    }
    let form = match country.code {
        "US" | "CA" => ", Inc.",
        "BR" => " Ltda.",
        "MX" | "CO" | "AR" | "ES" => ", S.A.",
        "DE" => " GmbH",
        "GB" | "NG" | "KE" => " Ltd",
        "IN" => " Pvt. Ltd.",
        "SG" => " Pte. Ltd.",
        "JP" => " K.K.",
        _ => " Group",
    };
    format!("{base}{form}")
}

/// Most companies are small, a few are very large.
fn employees(random: &mut Random) -> u32 {
    const BANDS: &[(usize, u32, u32)] =
        &[(18, 2, 10), (27, 11, 50), (26, 51, 200), (18, 201, 1_000), (8, 1_001, 5_000), (3, 5_001, 60_000)];
    let (_, low, high) = random.weighted(BANDS, |(weight, _, _)| *weight);
    let along = random.unit();
    low + (f64::from(high - low) * along * along) as u32
}

/// Large companies sell in more regions.
fn regions(country: &'static Country, employees: u32, random: &mut Random) -> Vec<&'static str> {
    let abroad = match employees {
        0..=50 => 0.08,
        51..=200 => 0.18,
        201..=1_000 => 0.32,
        _ => 0.55,
    };
    let others = REGIONS.iter().filter(|region| **region != country.region).copied();
    std::iter::once(country.region).chain(others.filter(|_| random.chance(abroad))).collect()
}

fn investors(young: bool, random: &mut Random) -> Vec<&'static str> {
    let mut investors = Vec::new();
    let rounds = if young && random.chance(0.6) { 1 + random.below(3) } else { 0 };
    for _ in 0..rounds {
        let investor = *random.pick(INVESTORS);
        if !investors.contains(&investor) {
            investors.push(investor);
        }
    }
    investors
}

/// Downloads of its app: much luck, a little size, and games have most.
fn app_downloads(industry: &Industry, employees: u32, random: &mut Random) -> u64 {
    let reach = 2_000.0 + f64::from(employees.min(3_000)) * 150.0;
    let games = if industry.name == "gaming" { 6.0 } else { 1.0 };
    let luck = random.unit() * random.unit() * 4.0;
    let downloads = (reach * games * luck) as u64 + 50;
    let rounding = if downloads > 100_000 { 10_000 } else { 100 };
    downloads.div_ceil(rounding) * rounding
}
