//! Free trials: two weeks, in which people use much, little or nothing.

use super::Actor;
use super::event::{Kind, Plan};
use crate::demo::calendar::{DAY, at_work, is_weekend};
use crate::demo::leads::Nature;

impl Actor<'_> {
    /// A trial of 14 days from that instant.
    pub(super) fn trial(&mut self, at: i64) {
        let (topic, plan) = (self.topic(), self.plan());
        let started = self.push(at, Kind::TrialStarted);
        started.plan = plan;
        started.topic = topic;
        let first = at.div_euclid(DAY);
        let drive = self.drive(first);
        let liking = 0.08 + 0.35 * self.random.unit() * self.random.unit() + 0.35 * drive;
        for day in first..first + 14 {
            if (is_weekend(day) && self.random.chance(0.7)) || !self.random.chance(liking) {
                continue;
            }
            let mut used = at_work(day, self.company.country.offset_minutes, &mut self.random).max(at + 60);
            for _ in 0..1 + self.random.below(2 + (6.0 * liking) as usize) {
                let feature = self.push(used, Kind::FeatureUsed);
                feature.plan = plan;
                feature.topic = topic;
                used += 20 + self.random.below(400) as i64;
            }
        }
        let ended = self.push(at + 14 * DAY, Kind::TrialEnded);
        ended.plan = plan;
        ended.topic = topic;
    }

    fn plan(&mut self) -> Plan {
        if self.person.nature == Nature::Student {
            return Plan::Student;
        }
        let shares = match self.company.employees {
            0..=50 => [75, 20, 5],
            51..=500 => [45, 35, 20],
            _ => [25, 35, 40],
        };
        let plans = [(Plan::Free, shares[0]), (Plan::Starter, shares[1]), (Plan::Scale, shares[2])];
        self.random.weighted(&plans, |(_, weight)| *weight).0
    }
}
