//! Those who will never buy: students, job seekers, competitors and bots.

use super::event::{Campaign, Kind, Path};
use super::visits::Interest;
use super::{Actor, Channel};
use crate::demo::calendar::{DAY, at_work};
use crate::demo::leads::Origin;

const STUDYING: Interest = &[
    (Path::Blog, 30),
    (Path::BlogTrends, 20),
    (Path::BlogMessaging, 10),
    (Path::Docs, 25),
    (Path::DocsStart, 15),
    (Path::Cases, 10),
    (Path::Home, 10),
];
const JOB_SEEKING: Interest = &[(Path::Careers, 40), (Path::CareersJob, 40), (Path::Home, 10), (Path::Blog, 10)];
const SPYING: Interest = &[
    (Path::Pricing, 30),
    (Path::Docs, 20),
    (Path::Shield, 15),
    (Path::Relay, 15),
    (Path::Cases, 15),
    (Path::Security, 5),
];
const EVERYTHING: Interest = &[
    (Path::Home, 1),
    (Path::Blog, 1),
    (Path::BlogTrends, 1),
    (Path::Docs, 1),
    (Path::Pricing, 1),
    (Path::Cases, 1),
    (Path::CaseFraud, 1),
    (Path::CaseMessaging, 1),
    (Path::Security, 1),
    (Path::Careers, 1),
];

impl Actor<'_> {
    /// Reads much for some weeks, and takes every white paper.
    pub(super) fn student(&mut self) {
        if self.person.origin == Origin::Trial {
            self.trial(self.person.created);
        } else {
            self.first_form();
        }
        for at in self.some_days(6, 18) {
            let (channel, pages) = (self.channel(), 3 + self.random.below(9));
            let at = self.visit(at, channel, STUDYING, pages, 120);
            if self.random.chance(0.4) {
                let topic = self.topic();
                self.push(at + 30, Kind::WhitePaperDownloaded).topic = topic;
            }
        }
    }

    /// Reads what is to be read about working at Beacon.
    pub(super) fn job_seeker(&mut self) {
        self.first_form();
        for at in self.some_days(2, 8) {
            let (channel, pages) = (self.channel(), 2 + self.random.below(5));
            self.visit(at, channel, JOB_SEEKING, pages, 60);
        }
    }

    /// Comes back for prices and documentation, and tries the product.
    pub(super) fn competitor(&mut self) {
        if self.person.origin == Origin::Trial {
            self.trial(self.person.created);
        } else {
            self.first_form();
        }
        for at in self.some_days(8, 20) {
            let pages = 3 + self.random.below(8);
            self.visit(at, Channel::Direct, SPYING, pages, 70);
        }
    }

    /// Opens hundreds of pages in minutes, and follows every link of every e-mail within seconds.
    pub(super) fn bot(&mut self) {
        self.first_form();
        for at in self.some_days(2, 5) {
            let pages = 120 + self.random.below(240);
            self.visit(at, Channel::Direct, EVERYTHING, pages, 1);
        }
        for number in 0..26 {
            let day = super::FIRST_DAY + 7 + number * 14;
            if day > self.first_day() {
                let at = day * DAY + 9 * 3600 + self.random.below(120) as i64;
                self.push(at, Kind::EmailOpened).campaign = Campaign::Newsletter;
                let click = self.push(at + 1, Kind::EmailLinkClicked);
                click.campaign = Campaign::Newsletter;
                click.channel = Channel::Email;
            }
        }
    }

    /// Instants at work on some days of the three months after the lead can act.
    fn some_days(&mut self, least: usize, most: usize) -> Vec<i64> {
        let first = self.first_day();
        let days = least + self.random.below(most - least);
        (0..days)
            .map(|_| {
                let day = first + 1 + self.random.below(90) as i64;
                at_work(day, self.company.country.offset_minutes, &mut self.random)
            })
            .collect()
    }
}
