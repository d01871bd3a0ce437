//! Random models, as text: every feature of section 1 of the specification.

use std::fmt::Write;

use super::condition::{self, Names, quoted};
use super::dice::Dice;

/// What a property asks of the models it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Sessions, where there are any, are of chosen event types: other events do not move their borders.
    pub chosen_session_events: bool,
    /// The model says what outcomes mean, and there are some.
    pub outcomes: bool,
}

/// Event types that criteria read. Cells also take `Other`, which none does.
pub(super) const EVENTS: [&str; 7] = ["page", "mail", "demo", "trial", "Page", "White Paper", "Démo 'live'"];

pub(super) const OUTCOMES: [&str; 5] = ["won", "lost", "Won", "accepted", "not now"];

pub(super) const PRODUCTS: [&str; 3] = ["sms", "Voice & Video", "mail"];
pub(super) const SOURCES: [(&str, &str); 4] = [("crm", "1.0"), ("web", "0.5"), ("scraped", "0.33"), ("rumour", "0.0")];
const LISTS: [(&str, &str); 3] = [
    ("free_mail", "[\"y.com\", \"mail.example\"]"),
    ("top", "[\"US\", \"vp\", \"Zoé\", \"US\", \"a\\\\%\"]"),
    ("nobody", "[]"),
];

const LEAD: [(&str, &str); 11] = [
    ("country", "text"),
    ("email", "text"),
    ("odd name", "text"),
    ("employees", "integer"),
    ("select", "integer"),
    ("traffic", "decimal"),
    ("trial", "boolean"),
    ("Größe", "boolean"),
    ("founded", "date"),
    ("seen", "timestamp"),
    ("regions", "list"),
];

const EVENT: [(&str, &str); 9] = [
    ("path", "text"),
    ("channel", "text"),
    ("plan-name", "text"),
    ("secs", "integer"),
    ("amount", "decimal"),
    ("ok", "boolean"),
    ("due", "date"),
    ("sent", "timestamp"),
    ("tags", "list"),
];

/// The text of a valid model.
pub(super) fn text(dice: &mut Dice, shape: Shape) -> String {
    let mut writer = Writer::new(dice, shape);
    writer.head();
    writer.declarations();
    writer.lead_conditions();
    writer.fit();
    writer.engagement();
    writer.results();
    if shape.outcomes {
        writer.outcome();
    }
    writer.text
}

/// A model in the making.
pub(super) struct Writer<'d> {
    pub(super) dice: &'d mut Dice,
    text: String,
    pub(super) lead: Names,
    pub(super) event: Names,
    pub(super) products: usize,
    pub(super) session_events: Option<Vec<&'static str>>,
    gates: usize,
    sizes: usize,
    /// Names of the engagement criteria.
    pub(super) engagement: Vec<String>,
}

impl<'d> Writer<'d> {
    fn new(dice: &'d mut Dice, shape: Shape) -> Self {
        let products = if dice.chance(40) { 1 + dice.below(PRODUCTS.len()) } else { 0 };
        let chosen = shape.chosen_session_events || dice.chance(40);
        let session_events = chosen.then(|| some_of(dice, &EVENTS, 4));
        Self {
            dice,
            text: String::new(),
            lead: names(&LEAD),
            event: names(&EVENT),
            products,
            session_events,
            gates: 0,
            sizes: 0,
            engagement: Vec::new(),
        }
    }

    fn head(&mut self) {
        if self.dice.chance(20) {
            self.line("format = 1");
        }
        self.line("[model]\nname = \"random \\\"é\\\"\"\nversion = 7");
        if self.dice.chance(20) {
            self.line("review_by = 2027-02-01");
        }
        self.line("[data]");
        for (key, column, percent) in [
            ("lead_created", "created at", 30),
            ("lead_valid_from", "changed at", 30),
            ("event_id", "message_id", 40),
            ("account_id", "domain", 20),
            ("event_type", "what", 20),
        ] {
            if self.dice.chance(percent) {
                self.line(&format!("{key} = {}", toml(column)));
            }
        }
    }

    fn declarations(&mut self) {
        self.line("[credibility]");
        for (name, credibility) in SOURCES {
            self.line(&format!("{name} = {credibility}"));
        }
        self.line("[list]");
        for (name, items) in LISTS {
            self.line(&format!("{name} = {items}"));
        }
        self.line("[lead]");
        for (name, ty) in LEAD {
            self.declaration(name, ty, false);
        }
        self.line("[event]");
        for (name, ty) in EVENT {
            let lead_source = name == "channel" && self.dice.chance(80);
            self.declaration(name, ty, lead_source);
        }
        if self.session_events.is_some() || self.dice.chance(60) {
            self.line("[session]");
            let gap_minutes = *self.dice.pick(&[1, 5, 30, 60, 1440]);
            self.line(&format!("gap_minutes = {gap_minutes}"));
            if let Some(types) = self.session_events.clone() {
                self.line(&format!("events = {}", toml_list(&types)));
            }
        }
    }

    fn declaration(&mut self, name: &str, ty: &str, lead_source: bool) {
        let from =
            if self.dice.chance(40) { format!(", from = \"{}\"", self.dice.pick(&SOURCES).0) } else { String::new() };
        let column =
            if self.dice.chance(15) { format!(", column = {}", toml(&format!("# {name}"))) } else { String::new() };
        let source = if lead_source { ", lead_source = true" } else { "" };
        let line = if from.len() + column.len() + source.len() == 0 {
            format!("{} = \"{ty}\"", toml(name))
        } else {
            format!("{} = {{ type = \"{ty}\"{from}{column}{source} }}", toml(name))
        };
        self.line(&line);
    }

    /// Gates, exclusions, personas, sizes, and the products.
    fn lead_conditions(&mut self) {
        self.gates = self.dice.below(4);
        for index in 0..self.gates {
            self.named("gate", &format!("gate {index}"));
            self.when();
        }
        for index in 0..self.dice.below(3) {
            self.named("exclude", &format!("exclusion {index}"));
            self.when();
        }
        for index in 0..self.dice.below(3) {
            self.named("persona", &format!("persona {index}"));
            self.when();
            let weight = *self.dice.pick(&["0.5", "0.37", "1.0", "1.25", "0.0", "10", "2"]);
            self.line(&format!("weight = {weight}"));
        }
        self.sizes = self.dice.below(3);
        for index in 0..self.sizes {
            self.named("size", &format!("size {index}"));
            self.when();
            let digit = self.dice.between(1, 9);
            self.line(&format!("digit = {digit}"));
        }
        for product in &PRODUCTS[..self.products] {
            self.named("product", product);
        }
    }

    /// Score, grade and lanes.
    fn results(&mut self) {
        self.line("[score]");
        let (fit_max, engagement_max) = (*self.dice.pick(&[0, 10, 40, 499]), *self.dice.pick(&[0, 10, 60, 500]));
        self.line(&format!("fit_max = {fit_max}\nengagement_max = {engagement_max}"));
        let mut ratings = vec!["hundred"];
        ratings.extend((self.sizes > 0).then_some("thousand"));
        ratings.extend((self.gates > 0).then_some("stakes"));
        let rating = *self.dice.pick(&ratings);
        self.line(&format!("rating = \"{rating}\""));
        if self.dice.chance(60) {
            let required = self.dice.below(self.gates + 1);
            self.line(&format!("gates_required = {required}"));
        }
        let (fit, engagement) = (self.dice.chance(70), self.dice.chance(70));
        if fit || engagement {
            self.line("[grade]");
        }
        for (wanted, key) in [(fit, "fit"), (engagement, "engagement")] {
            if wanted {
                let thresholds = *self.dice.pick(&["[45, 30, 15]", "[10, 5, 0]", "[20, 7, 1]", "[3, 2, 1]"]);
                self.line(&format!("{key} = {thresholds}"));
            }
        }
        let names = self.lane_names();
        for index in 0..self.dice.below(5) {
            self.named("lane", &format!("lane {index}"));
            let condition = condition::boolean(self.dice, &names, 2);
            self.line(&format!("when = {}", toml(&condition)));
        }
    }

    /// The lead's data points and all results.
    fn lane_names(&self) -> Names {
        let mut names = self.lead.clone();
        let add = |to: &mut Vec<String>, results: &[&str]| to.extend(results.iter().map(|result| (*result).to_owned()));
        let text = ["grade", "fit_grade", "engagement_grade", "persona", "product", "size", "lead_source"];
        add(&mut names.text, &text);
        let integer = ["score", "gates_met", "critical_met", "days_since_touch", "days_since_hand_raise"];
        add(&mut names.integer, &integer);
        add(&mut names.decimal, &["fit", "engagement"]);
        add(&mut names.boolean, &["eligible", "excluded"]);
        names.integer.extend(self.engagement.iter().map(|name| format!("occurrences({})", quoted(name))));
        names
    }

    pub(super) fn named(&mut self, section: &str, name: &str) {
        self.line(&format!("[[{section}]]\nname = {}", toml(name)));
    }

    pub(super) fn when(&mut self) {
        let condition = condition::boolean(self.dice, &self.lead, 2);
        self.line(&format!("when = {}", toml(&condition)));
    }

    fn outcome(&mut self) {
        self.line("[outcome]");
        let from_events = self.dice.chance(40);
        let names = |writer: &mut Self, most: usize| {
            if from_events {
                format!("{{ event = {} }}", toml_list(&some_of(writer.dice, &EVENTS, most)))
            } else {
                toml_list(&some_of(writer.dice, &OUTCOMES, most))
            }
        };
        let won = names(self, 2);
        self.line(&format!("won = {won}"));
        if self.dice.chance(60) {
            let closed = names(self, 3);
            self.line(&format!("closed = {closed}"));
        }
        if self.dice.chance(60) {
            let days = *self.dice.pick(&[1, 2, 30]);
            self.line(&format!("reopen_after_days = {days}"));
        }
    }

    pub(super) fn points(&mut self) {
        let points = few_points(self.dice);
        self.line(&format!("points = {points}"));
    }

    pub(super) fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }
}

pub(super) fn few_points(dice: &mut Dice) -> i64 {
    if dice.chance(5) { *dice.pick(&[-1000, 1000]) } else { dice.between(-6, 15) }
}

/// One to `most` of them, each once, in random order.
pub(super) fn some_of<T: Copy>(dice: &mut Dice, items: &[T], most: usize) -> Vec<T> {
    let mut items = items.to_vec();
    dice.shuffle(&mut items);
    items.truncate(1 + dice.below(most.min(items.len())));
    items
}

/// Data points by type, as conditions write them.
fn names(data_points: &[(&str, &str)]) -> Names {
    let of_type = |wanted: &str| -> Vec<String> {
        let names = data_points.iter().filter(|(_, ty)| *ty == wanted).map(|(name, _)| in_condition(name));
        names.collect()
    };
    let mut list = of_type("list");
    list.extend(LISTS.iter().map(|(name, _)| (*name).to_owned()));
    Names {
        text: of_type("text"),
        integer: of_type("integer"),
        decimal: of_type("decimal"),
        boolean: of_type("boolean"),
        date: of_type("date"),
        timestamp: of_type("timestamp"),
        list,
    }
}

/// A name as a condition writes it: keywords and other characters in double quotes.
fn in_condition(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && name != "select";
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

/// A string of TOML.
pub(super) fn toml(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

pub(super) fn toml_list(items: &[&str]) -> String {
    format!("[{}]", items.iter().map(|item| toml(item)).collect::<Vec<_>>().join(", "))
}
