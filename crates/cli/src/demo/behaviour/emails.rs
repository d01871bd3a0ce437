//! E-mails: a newsletter every second Tuesday, and the cold e-mails that bought lists get.

use super::event::{Campaign, Kind};
use super::{Actor, Channel};
use crate::demo::calendar::{DAY, at_work};

impl Actor<'_> {
    /// Opens some newsletters, follows few links, until it has enough.
    pub(super) fn newsletters(&mut self) {
        let habit = self.random.unit() * self.random.unit();
        let first = self.first_day();
        for number in 0..26 {
            let day = super::FIRST_DAY + 7 + number * 14;
            if day <= first || day >= self.end_day() {
                continue;
            }
            let drive = self.drive(day);
            if !self.random.chance(0.6 * habit + 0.25 * drive) {
                continue;
            }
            let at = at_work(day, self.company.country.offset_minutes, &mut self.random);
            self.push(at, Kind::EmailOpened).campaign = Campaign::Newsletter;
            if self.random.chance(0.12 + 0.2 * drive) {
                self.follow_link(at + 25, Campaign::Newsletter);
            }
            if self.random.chance(0.004 + 0.03 * drive) {
                self.push(at + 200, Kind::EmailForwarded).campaign = Campaign::Newsletter;
            }
            if drive == 0.0 && self.random.chance(0.015) {
                self.push(at + 15, Kind::Unsubscribed).campaign = Campaign::Newsletter;
                return;
            }
        }
    }

    /// Four cold e-mails in two weeks; whoever has a project is written to again.
    pub(super) fn cold_emails(&mut self) {
        let first = self.person.created.div_euclid(DAY) + 2;
        self.outreach(first, Campaign::Outreach);
        if let Some(project) = self.project {
            self.outreach(project.first_day + 3, Campaign::Winback);
        }
    }

    fn outreach(&mut self, first: i64, campaign: Campaign) {
        for number in 0..4 {
            let day = first + number * 4;
            if day < self.first_day() || day >= self.end_day() {
                continue;
            }
            let drive = self.drive(day);
            if self.random.chance(0.22 + 0.3 * drive) {
                let at = at_work(day, self.company.country.offset_minutes, &mut self.random);
                self.push(at, Kind::EmailOpened).campaign = campaign;
                if self.random.chance(0.1 + 0.3 * drive) {
                    self.follow_link(at + 20, campaign);
                }
                if self.random.chance(0.02 + 0.25 * drive) {
                    self.push(at + 900, Kind::EmailReplied).campaign = campaign;
                    return;
                }
            }
        }
    }

    fn follow_link(&mut self, at: i64, campaign: Campaign) {
        let click = self.push(at, Kind::EmailLinkClicked);
        click.campaign = campaign;
        click.channel = Channel::Email;
    }
}
