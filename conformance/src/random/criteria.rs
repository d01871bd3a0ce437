//! Random criteria: every form of fit, every limit of engagement.

use super::condition;
use super::model::{EVENTS, PRODUCTS, SOURCES, Writer, few_points, some_of, toml, toml_list};

impl Writer<'_> {
    pub(super) fn fit(&mut self) {
        for index in 0..self.dice.below(7) {
            self.named("fit", &format!("Fit {index} ~ é"));
            match self.dice.below(4) {
                0 => {
                    self.when();
                    self.points();
                }
                1 => self.values(),
                2 => self.ranges(),
                _ => self.bands(),
            }
            self.criterion_ends("f");
        }
    }

    /// `of` with a table of values.
    fn values(&mut self) {
        let (of, keys): (&str, &[&str]) = *self.dice.pick(&[
            ("country", &["US", "BR", "Ana's", "a\\%", "two\nlines"][..]),
            ("odd name", &["Zoé", "ZOÉ"][..]),
            ("employees", &["12", "50", "-1", "9223372036854775807"][..]),
            ("trial", &["true", "false"][..]),
        ]);
        let keys = some_of(self.dice, keys, keys.len());
        let mut entries: Vec<String> =
            keys.into_iter().map(|key| format!("{} = {}", toml(key), few_points(self.dice))).collect();
        if self.dice.chance(50) {
            entries.push(format!("else = {}", few_points(self.dice)));
        }
        self.line(&format!("of = {}\npoints = {{ {} }}", toml(of), entries.join(", ")));
        self.unknown();
    }

    /// `of` with ranges.
    fn ranges(&mut self) {
        let (of, borders): (&str, &[&str]) = *self.dice.pick(&[
            ("employees", &["-1", "0", "50", "500", "1000"][..]),
            ("traffic", &["-0.5", "0", "12.5", "60.5", "5010"][..]),
        ]);
        let borders = some_of(self.dice, borders, 4);
        let mut bands: Vec<String> = borders
            .into_iter()
            .map(|below| format!("{{ below = {below}, points = {} }}", few_points(self.dice)))
            .collect();
        if self.dice.chance(50) {
            bands.push(format!("{{ else = true, points = {} }}", few_points(self.dice)));
        }
        self.line(&format!("of = {}\nbands = [ {} ]", toml(of), bands.join(", ")));
        self.unknown();
    }

    /// `bands` of conditions.
    fn bands(&mut self) {
        let mut bands = Vec::new();
        for _ in 0..=self.dice.below(4) {
            let when = condition::boolean(self.dice, &self.lead, 2);
            bands.push(format!("  {{ when = {}, points = {} }},", toml(&when), few_points(self.dice)));
        }
        if self.dice.chance(50) {
            bands.push(format!("  {{ else = true, points = {} }},", few_points(self.dice)));
        }
        self.line(&format!("bands = [\n{}\n]", bands.join("\n")));
    }

    fn unknown(&mut self) {
        if self.dice.chance(40) {
            let points = few_points(self.dice);
            self.line(&format!("unknown = {points}"));
        }
    }

    pub(super) fn engagement(&mut self) {
        let count = 1 + self.dice.below(9);
        let id = |index: usize| format!("behaviour_{index}");
        let name = |index: usize| format!("Ana's \"behaviour\" {index}");
        for index in 0..count {
            self.named("engagement", &name(index));
            self.line(&format!("id = \"{}\"", id(index)));
            let per = *self.dice.pick(&["event", "event", "day", "session", "once"]);
            self.events(per);
            if per != "event" || self.dice.chance(20) {
                self.line(&format!("per = \"{per}\""));
            }
            self.points();
            if self.dice.chance(35) {
                let condition = condition::boolean(self.dice, &self.event, 2);
                self.line(&format!("where = {}", toml(&condition)));
            }
            self.limits(per);
            if index > 0 && self.dice.chance(35) {
                let earlier = self.dice.below(index);
                let after = if self.dice.chance(50) { id(earlier) } else { name(earlier) };
                self.line(&format!("after = {}", toml(&after)));
                if self.dice.chance(70) {
                    let days = *self.dice.pick(&[0, 1, 2, 7]);
                    self.line(&format!("after_days = {days}"));
                }
            }
            for (flag, percent) in [("critical", 30), ("hand_raise", 30)] {
                if self.dice.chance(percent) {
                    self.line(&format!("{flag} = true"));
                }
            }
            self.criterion_ends("e");
            self.engagement.push(name(index));
        }
        if self.dice.chance(50) {
            self.line("[engagement_points]");
            for event in some_of(self.dice, &["page", "mail", "White Paper"], 3) {
                let points = few_points(self.dice);
                self.line(&format!("{} = {points}", toml(event)));
                self.engagement.push(event.to_owned());
            }
        }
        for group in ["f0", "f1", "e0", "e1"] {
            let max = *self.dice.pick(&[0, 3, 10, 15, 40, 1000]);
            self.line(&format!("[group.{group}]\nmax = {max}"));
        }
    }

    fn events(&mut self, per: &str) {
        let types = match (&self.session_events, per) {
            (Some(types), "session") => types.clone(),
            _ => EVENTS.to_vec(),
        };
        let types = some_of(self.dice, &types, 3);
        let one = types.len() == 1 && self.dice.chance(70);
        let events = if one { toml(types[0]) } else { toml_list(&types) };
        self.line(&format!("event = {events}"));
    }

    fn limits(&mut self, per: &str) {
        if per != "event" && self.dice.chance(60) {
            let at_least = self.dice.between(1, 4);
            self.line(&format!("at_least = {at_least}"));
        }
        if self.dice.chance(45) {
            let at_most = self.dice.between(1, 4);
            self.line(&format!("at_most = {at_most}"));
        }
        if self.dice.chance(45) {
            let days = *self.dice.pick(&[1, 2, 3, 7, 30, 36500]);
            self.line(&format!("within_days = {days}"));
        }
        if self.dice.chance(45) {
            let days = *self.dice.pick(&[1, 2, 3, 7, 10, 30, 90, 365, 3650]);
            self.line(&format!("half_life_days = {days}"));
        }
    }

    /// What any criterion may have: group, products, credibility.
    fn criterion_ends(&mut self, groups: &str) {
        if self.dice.chance(40) {
            let group = self.dice.below(2);
            self.line(&format!("group = \"{groups}{group}\""));
        }
        if self.products > 0 && self.dice.chance(50) {
            let products = some_of(self.dice, &PRODUCTS[..self.products], 2);
            let product = if products.len() == 1 { toml(products[0]) } else { toml_list(&products) };
            self.line(&format!("product = {product}"));
        }
        if self.dice.chance(20) {
            let from = self.dice.pick(&SOURCES).0;
            self.line(&format!("from = \"{from}\""));
        }
    }
}
