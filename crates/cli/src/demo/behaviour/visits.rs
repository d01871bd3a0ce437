//! Visits to the web site: when, how long, which pages and what comes of them.

use super::event::{Campaign, Kind, Path, Topic};
use super::{Actor, Channel};
use crate::demo::calendar::{AS_OF_DAY, DAY, at_work, working_day};
use crate::demo::leads::Origin;

/// What somebody looks for on the site: pages and how often each is opened.
pub(super) type Interest = &'static [(Path, usize)];

const CURIOUS: Interest = &[
    (Path::Home, 22),
    (Path::Blog, 16),
    (Path::BlogTrends, 16),
    (Path::BlogMessaging, 14),
    (Path::DocsStart, 8),
    (Path::Shield, 7),
    (Path::Relay, 7),
    (Path::Cases, 4),
    (Path::Pricing, 4),
    (Path::Careers, 2),
];
const BUYING: Interest = &[
    (Path::Home, 10),
    (Path::Blog, 4),
    (Path::BlogTrends, 4),
    (Path::DocsStart, 10),
    (Path::Docs, 12),
    (Path::Shield, 9),
    (Path::Relay, 9),
    (Path::Cases, 8),
    (Path::CaseFraud, 7),
    (Path::CaseMessaging, 7),
    (Path::Pricing, 18),
    (Path::Security, 6),
];

impl Actor<'_> {
    /// The form by which an inbound lead became one: a question, or a guide and away again.
    pub(super) fn first_form(&mut self) {
        let at = self.person.created;
        let channel = self.channel();
        let asked = self.random.chance(0.3);
        let path = if asked {
            Path::Contact
        } else {
            *self.random.pick(&[Path::Newsletter, Path::Checklist, Path::Checklist])
        };
        self.push(at - 150, Kind::SessionStarted).channel = channel;
        self.push(at - 95, Kind::PageViewed).path = Path::Home;
        self.push(at - 30, Kind::PageViewed).path = path;
        let form = self.push(at, Kind::FormSubmitted);
        form.path = path;
        form.channel = channel;
    }

    /// One visit after the other, until the year or the project ends.
    pub(super) fn visits_of_the_year(&mut self) {
        let curiosity = if self.random.chance(0.05) { 0.15 } else { 0.7 + self.random.unit() * 1.6 };
        let stays_days = 30 + self.random.below(150) as i64;
        let end = self.end_day();
        let mut day = self.first_day();
        while day < end {
            let next = day + self.days_to_next_visit(day, curiosity, stays_days);
            day = match self.project {
                Some(project) if day < project.first_day && next > project.first_day => project.first_day,
                _ => next,
            };
            if self.random.chance(0.85) {
                day = working_day(day, &mut self.random);
            }
            if day < end {
                self.visit_of_the_day(day);
            }
        }
    }

    fn days_to_next_visit(&mut self, day: i64, curiosity: f64, stays_days: i64) -> i64 {
        let drive = self.drive(day);
        let known_days = day - self.person.created.div_euclid(DAY);
        let usual = match self.person.origin {
            _ if drive > 0.0 => 5.2 - 3.4 * drive,
            Origin::Outbound => 100.0 * curiosity,
            _ if known_days < stays_days => 13.5 * curiosity,
            _ => 56.0 * curiosity,
        };
        1 + (usual * 2.0 * self.random.unit()) as i64
    }

    fn visit_of_the_day(&mut self, day: i64) {
        let drive = self.drive(day);
        let at = at_work(day, self.company.country.offset_minutes, &mut self.random);
        let channel = self.channel();
        if drive == 0.0 {
            let pages = 1 + self.random.below(3) + self.random.below(3);
            let at = self.visit(at, channel, CURIOUS, pages, 55);
            self.talk_about_it(at, 0.0);
        } else {
            let pages = 2 + self.random.below(4) + self.random.below(5);
            let at = self.visit(at, channel, BUYING, pages, 85);
            self.talk_about_it(at, drive);
            self.buying_steps(at, day, drive, channel);
        }
    }

    /// A session of some pages; gives the time of the last.
    pub(super) fn visit(&mut self, at: i64, channel: Channel, interest: Interest, pages: usize, pace: usize) -> i64 {
        let campaign = match channel {
            Channel::PaidSearch | Channel::LinkedIn => {
                *self.random.pick(&[Campaign::FraudReport, Campaign::PeakSeason, Campaign::None])
            }
            _ => Campaign::None,
        };
        let started = self.push(at, Kind::SessionStarted);
        started.channel = channel;
        started.campaign = campaign;
        let mut at = at;
        for _ in 0..pages {
            at += 2 + self.random.below(pace * 2) as i64;
            let path = self.random.weighted(interest, |(_, weight)| *weight).0;
            self.push(at, Kind::PageViewed).path = self.own_product(path);
        }
        at
    }

    /// Mostly the pages of the product that the industry needs.
    fn own_product(&mut self, path: Path) -> Path {
        if self.random.chance(0.2) {
            return path;
        }
        match (path, self.company.industry.fraud) {
            (Path::Relay, true) => Path::Shield,
            (Path::CaseMessaging, true) => Path::CaseFraud,
            (Path::Shield, false) => Path::Relay,
            (Path::CaseFraud, false) => Path::CaseMessaging,
            (path, _) => path,
        }
    }

    /// What may come of any visit: a chat, a white paper, a link to a colleague, a look at others' opinions.
    fn talk_about_it(&mut self, at: i64, drive: f64) {
        let topic = self.topic();
        if self.random.chance(0.03 + 0.07 * drive) {
            self.push(at + 40, Kind::WhitePaperDownloaded).topic = topic;
        }
        if self.random.chance(0.006 + 0.04 * drive) {
            let channel = self.channel();
            self.push(at + 60, Kind::ChatStarted).channel = channel;
        }
        if self.random.chance(0.004 + 0.05 * drive) {
            self.push(at + 90, Kind::ContentShared).topic = topic;
        }
        if self.random.chance(0.006 + 0.08 * drive) {
            self.push(at + 1_300, Kind::ReviewSiteVisited).topic = topic;
        }
        if self.random.chance(0.002 + 0.05 * drive) {
            self.push(at + 2_100, Kind::CompetitorCompared).topic = topic;
        }
        if drive == 0.0 && self.random.chance(0.004) {
            let channel = self.channel();
            self.push(at + 30, Kind::DemoRequested).channel = channel;
        }
    }

    /// What a project leads to: a demo once it has come some way, perhaps a trial.
    fn buying_steps(&mut self, at: i64, day: i64, drive: f64, channel: Channel) {
        let progress = self.project.map_or(0.0, |project| project.progress(day));
        let asked = self.events.iter().filter(|event| event.kind == Kind::DemoRequested).count();
        if asked < 2 && progress > 0.2 && self.random.chance(0.14 * drive / (1 + asked) as f64) {
            let demo = self.push(at + 45, Kind::DemoRequested);
            demo.channel = channel;
            demo.path = Path::Contact;
        }
        let tried = self.events.iter().any(|event| event.kind == Kind::TrialStarted);
        if !tried && progress > 0.1 && self.random.chance(0.05 * drive) {
            self.trial(at + 120);
        }
        if self.random.chance(0.02 * drive) {
            let form = self.push(at + 20, Kind::FormSubmitted);
            form.path = Path::Contact;
            form.channel = channel;
        }
    }

    /// Webinars on every fourth Thursday.
    pub(super) fn webinars(&mut self) {
        let first = self.first_day();
        for number in 0..13 {
            let day = super::FIRST_DAY + 16 + number * 28;
            if day < first + 7 || day >= self.end_day().min(AS_OF_DAY) {
                continue;
            }
            let drive = self.drive(day);
            if self.random.chance(0.012 + 0.3 * drive) {
                let topic = if number % 2 == 0 { Topic::Shield } else { Topic::Relay };
                let registered_day = day - 1 - self.random.below(6) as i64;
                let at = at_work(registered_day, self.company.country.offset_minutes, &mut self.random);
                self.push(at, Kind::WebinarRegistered).topic = topic;
                if self.random.chance(0.4 + 0.4 * drive) {
                    let late = self.random.below(600) as i64;
                    self.push(day * DAY + 15 * 3600 + late, Kind::WebinarAttended).topic = topic;
                }
            }
        }
    }

    /// The product's name that the lead would read about.
    pub(super) fn topic(&mut self) -> Topic {
        let own = self.random.chance(0.85);
        if self.company.industry.fraud == own { Topic::Shield } else { Topic::Relay }
    }

    /// Where a visit comes from.
    pub(super) fn channel(&mut self) -> Channel {
        const SHARES: &[(Channel, usize)] = &[
            (Channel::OrganicSearch, 34),
            (Channel::Direct, 26),
            (Channel::PaidSearch, 13),
            (Channel::LinkedIn, 9),
            (Channel::Referral, 7),
            (Channel::Email, 6),
            (Channel::Partner, 3),
            (Channel::Event, 2),
        ];
        self.random.weighted(SHARES, |(_, weight)| *weight).0
    }
}
