//! The demo company's files, as bytes.

use super::adjustments::Adjustment;
use super::behaviour::Event;
use super::calendar::{write_date, write_digits, write_time};
use super::companies::Company;
use super::leads::{Lead, Origin};
use super::outcomes::Outcome;
use super::random::{Purpose, Random};
use super::world::FREE_MAIL;

const LEAD_HEADER: &str = "lead_id,created_at,name,email,job_title,seniority,department,company,domain,country,\
                           industry,employees,growth_percent,regions,investors,founded_on,mobile_app,app_downloads,\
                           web_visits,origin\n";

/// `leads.csv`: what Beacon knows of its leads, which in bought lists is little.
pub(super) fn leads_csv(leads: &[Lead], companies: &[Company]) -> Vec<u8> {
    let mut out = Vec::with_capacity(leads.len() * 220);
    out.extend_from_slice(LEAD_HEADER.as_bytes());
    for (index, lead) in leads.iter().enumerate() {
        let row = Row { random: Random::new(Purpose::Deliveries, index), out: &mut out, origin: lead.origin };
        row.write(lead, &companies[lead.company]);
    }
    out
}

/// A row of `leads.csv`, in the making.
struct Row<'a> {
    random: Random,
    out: &'a mut Vec<u8>,
    origin: Origin,
}

impl Row<'_> {
    fn write(mut self, lead: &Lead, company: &Company) {
        self.out.extend_from_slice(lead.id.as_bytes());
        self.out.push(b',');
        write_time(self.out, lead.created);
        self.known(&format!("{} {}", lead.given, lead.family));
        self.maybe([0.0, 0.0, 0.12], &lead.email);
        self.maybe([0.1, 0.35, 0.08], &lead.title);
        self.maybe([0.1, 0.2, 0.08], lead.seniority.name());
        self.maybe([0.15, 0.3, 0.15], lead.department.name());
        let private = FREE_MAIL.iter().any(|domain| lead.email.ends_with(domain));
        let hidden = private && self.random.chance(0.6);
        self.maybe(if hidden { [1.0; 3] } else { [0.0; 3] }, &company.name);
        self.maybe(if hidden { [1.0; 3] } else { [0.0; 3] }, &company.domain);
        self.maybe([0.02, 0.04, 0.1], company.country.code);
        self.maybe([0.08, 0.3, 0.15], company.industry.name);
        self.maybe([0.06, 0.3, 0.3], &company.employees.to_string());
        let growth = company.growth_tenths;
        let sign = if growth < 0 { "-" } else { "" };
        self.maybe([0.3, 0.45, 0.5], &format!("{sign}{}.{}", growth.abs() / 10, growth.abs() % 10));
        self.maybe([0.1, 0.35, 0.3], &company.regions.join(";"));
        self.known(&company.investors.join(";"));
        let mut founded = Vec::new();
        write_date(&mut founded, company.founded_day);
        self.maybe([0.2, 0.3, 0.3], &String::from_utf8_lossy(&founded));
        self.maybe([0.2, 0.3, 0.2], if company.mobile_app { "yes" } else { "no" });
        let downloads = if company.mobile_app { company.app_downloads.to_string() } else { String::new() };
        self.maybe([0.25, 0.35, 0.35], &downloads);
        self.maybe([0.3, 0.3, 0.4], &company.web_visits.to_string());
        self.known(lead.origin.name());
        self.out.push(b'\n');
    }

    fn known(&mut self, cell: &str) {
        self.out.push(b',');
        write_cell(self.out, cell);
    }

    /// A cell that is not known for these shares of the inbound, trial and outbound leads. Bought lists say so in
    /// several ways.
    fn maybe(&mut self, unknown: [f64; 3], cell: &str) {
        let share = unknown[self.origin as usize];
        if !self.random.chance(share) {
            self.known(cell);
        } else if self.origin == Origin::Outbound && self.random.chance(0.4) {
            let absent = *self.random.pick(&["N/A", "N/A", "unknown"]);
            self.known(absent);
        } else {
            self.out.push(b',');
        }
    }
}

/// `events.csv`, in the order of time. One in five hundred is delivered twice, under one id.
pub(super) fn events_csv(events: &[Event], leads: &[Lead]) -> Vec<u8> {
    let mut out = Vec::with_capacity(events.len() * 80);
    out.extend_from_slice(b"event_id,lead_id,event,timestamp,path,plan,channel,campaign,topic\n");
    let mut random = Random::new(Purpose::Deliveries, leads.len());
    for (index, event) in events.iter().enumerate() {
        let row = out.len();
        out.push(b'E');
        write_digits(&mut out, index as i64 + 1, 6);
        out.push(b',');
        out.extend_from_slice(leads[event.lead as usize].id.as_bytes());
        out.push(b',');
        out.extend_from_slice(event.kind.text().as_bytes());
        out.push(b',');
        write_time(&mut out, event.at);
        for property in
            [event.path.text(), event.plan.text(), event.channel.text(), event.campaign.text(), event.topic.text()]
        {
            out.push(b',');
            out.extend_from_slice(property.as_bytes());
        }
        out.push(b'\n');
        if random.below(500) == 0 {
            out.extend_from_within(row..);
        }
    }
    out
}

/// `outcomes.csv`, in the order of time.
pub(super) fn outcomes_csv(outcomes: &[Outcome], leads: &[Lead]) -> Vec<u8> {
    let mut out = b"lead_id,outcome,at,value\n".to_vec();
    for outcome in outcomes {
        out.extend_from_slice(leads[outcome.lead].id.as_bytes());
        out.extend_from_slice(if outcome.won { b",won," } else { b",lost," });
        write_time(&mut out, outcome.at);
        out.push(b',');
        if outcome.won {
            out.extend_from_slice(outcome.value.to_string().as_bytes());
        }
        out.push(b'\n');
    }
    out
}

/// `adjustments.csv`.
pub(super) fn adjustments_csv(adjustments: &[Adjustment], leads: &[Lead]) -> Vec<u8> {
    let mut out = b"lead_id,points,reason,by,at,until\n".to_vec();
    for adjustment in adjustments {
        out.extend_from_slice(leads[adjustment.lead].id.as_bytes());
        out.extend_from_slice(format!(",{},", adjustment.points).as_bytes());
        write_cell(&mut out, adjustment.reason);
        out.push(b',');
        write_cell(&mut out, adjustment.by);
        out.push(b',');
        write_time(&mut out, adjustment.at);
        out.push(b',');
        if let Some(day) = adjustment.until_day {
            write_date(&mut out, day);
        }
        out.push(b'\n');
    }
    out
}

/// A cell, in quotes where it holds a comma or a quote.
fn write_cell(out: &mut Vec<u8>, cell: &str) {
    if cell.contains([',', '"']) {
        out.push(b'"');
        out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(cell.as_bytes());
    }
}
