//! Manual adjustments: what sales knows of a dozen leads and no table does.

use super::calendar::{AS_OF_DAY, DAY};
use super::companies::Company;
use super::leads::{Lead, Nature};
use super::random::{Purpose, Random};

/// Points that a person gives a lead by hand.
pub(super) struct Adjustment {
    /// Index of the lead.
    pub(super) lead: usize,
    pub(super) points: i64,
    pub(super) reason: &'static str,
    pub(super) by: &'static str,
    pub(super) at: i64,
    /// The day from which it no longer holds.
    pub(super) until_day: Option<i64>,
}

/// Points, reason, by whom, how many days before the demo is scored, and for how many days.
const NOTES: &[(i64, &str, &str, i64, Option<i64>)] = &[
    (
        10,
        "Met their head of payments at the trade fair in São Paulo; asked for a call in July",
        "Priya Raman",
        12,
        Some(45),
    ),
    (8, "Introduced by an advocate; wants numbers on chargebacks", "Tomás Herrera", 20, Some(60)),
    (5, "Budget for this quarter confirmed on the phone", "Priya Raman", 9, Some(60)),
    (-15, "Asked to be called again after the budget round in October", "Greta Lindholm", 31, Some(123)),
    (12, "Their contract with a competitor ends in September", "Tomás Herrera", 26, Some(90)),
    (-10, "Reorganisation: the team that asked no longer exists", "Ken Okada", 44, None),
    (6, "Sat in the first row of the June webinar and asked three questions", "Greta Lindholm", 13, Some(30)),
    (-8, "Procurement accepts offers from local suppliers only", "Ken Okada", 70, None),
    (10, "Board member is an investor in Beacon", "Priya Raman", 150, None),
    (5, "Opens an office in Singapore in autumn", "Ken Okada", 18, Some(120)),
    (-20, "Payment in arrears for an earlier contract", "Finance", 96, None),
    (7, "Wrote back from holiday; call on their return", "Tomás Herrera", 4, Some(21)),
];

/// The adjustments, the earliest first. Nothing here knows outcomes.
pub(super) fn adjustments(leads: &[Lead], companies: &[Company]) -> Vec<Adjustment> {
    let mut taken = Vec::new();
    let mut adjustments: Vec<Adjustment> = NOTES
        .iter()
        .enumerate()
        .map(|(index, &(points, reason, by, days_ago, days))| {
            let mut random = Random::new(Purpose::Adjustments, index);
            let at = (AS_OF_DAY - days_ago) * DAY + random.between(13 * 3600, 21 * 3600);
            let lead = loop {
                let lead = random.below(leads.len());
                if could_be_talked_to(&leads[lead], companies, at) && !taken.contains(&lead) {
                    break lead;
                }
            };
            taken.push(lead);
            Adjustment { lead, points, reason, by, at, until_day: days.map(|days| AS_OF_DAY - days_ago + days) }
        })
        .collect();
    adjustments.sort_by_key(|adjustment| adjustment.at);
    adjustments
}

fn could_be_talked_to(lead: &Lead, companies: &[Company], at: i64) -> bool {
    let company = &companies[lead.company];
    lead.nature == Nature::Professional
        && lead.created < at
        && lead.email.ends_with(&company.domain)
        && company.country.served
        && company.employees > 50
        && company.industry.need > 0.4
}
