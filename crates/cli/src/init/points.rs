//! `[lead]` and `[event]`: every column as a data point, those that a criterion reads declared, the others a comment.

use handraise_input::{ColumnProfile, TableProfile};
use handraise_model::values::Type;

use super::columns::{is_time, is_usable, telling};
use super::naming::DataPointNames;
use super::roles::LeadRoles;
use super::settings::Data;
use super::{headers, toml};

/// The most tables of values that a first model has.
const TABLES_MAX: usize = 6;
/// The most values that a comment lists.
const VALUES_SHOWN: usize = 6;

/// A column of the leads under its name as a data point.
pub(super) struct LeadPoint<'p> {
    pub(super) name: String,
    pub(super) column: &'p ColumnProfile,
    pub(super) used: Use,
}

/// What a first model does with a data point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A table of its values gives points.
    Values,
    /// It counts the people of a company: ranges give points.
    Employees,
    /// Nothing yet.
    None,
    /// It says that the lead wants no calls or messages, which is an exclusion.
    OptOut,
    /// It may know the outcome or does not describe the lead, and why that is thought.
    Leak(&'static str),
}

/// A value that gives points.
pub(super) struct Sample {
    /// As a value in TOML.
    pub(super) toml: String,
    /// A condition that it meets.
    pub(super) condition: String,
    /// What it gives.
    pub(super) points: i32,
}

impl LeadPoint<'_> {
    /// A value of it that gives points.
    fn sample(&self) -> Option<Sample> {
        let name = &self.name;
        let (toml, condition, points) = match (self.used, self.column.ty) {
            (Use::Employees, _) => ("250".to_owned(), format!("{name} >= 200"), 10),
            (Use::Values, Type::Boolean) => ("true".to_owned(), name.clone(), 1),
            (Use::Values, _) => {
                let (value, _) = self.column.frequent.iter().find(|(value, _)| value != "else")?;
                (toml::string(value), format!("{name} = '{}'", value.replace('\'', "''")), 1)
            }
            _ => return None,
        };
        Some(Sample { toml, condition, points })
    }
}

/// All columns of the leads that may be data points.
pub(super) struct LeadPoints<'p> {
    pub(super) list: Vec<LeadPoint<'p>>,
}

impl<'p> LeadPoints<'p> {
    /// Names them and decides on their use.
    pub(super) fn of(leads: &'p TableProfile, roles: &LeadRoles<'_>) -> Self {
        let mut names = DataPointNames::new("lead", &["free_mail"]);
        let columns = leads.columns.iter().zip(1..).filter(|(column, _)| is_usable(column) && !roles.take(column));
        let mut list: Vec<LeadPoint<'p>> = columns
            .map(|(column, number)| {
                let used = match headers::leak(&column.header) {
                    _ if headers::opt_out(&column.header) => Use::OptOut,
                    Some(why) => Use::Leak(why),
                    None if counts_employees(column) => Use::Employees,
                    None => Use::None,
                };
                LeadPoint { name: names.give(&column.header, number), column, used }
            })
            .collect();
        if let Some(second) = list.iter().position(|point| point.used == Use::Employees) {
            list.iter_mut().skip(second + 1).filter(|point| point.used == Use::Employees).for_each(|point| {
                point.used = Use::None;
            });
        }
        let mut telling: Vec<(f64, usize)> = (list.iter().enumerate())
            .filter(|(_, point)| point.used == Use::None && !roles.names(point.column))
            .filter_map(|(index, point)| Some((telling(point.column)?, index)))
            .collect();
        telling.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, index) in telling.into_iter().take(TABLES_MAX) {
            list[index].used = Use::Values;
        }
        Self { list }
    }

    /// The data point of an e-mail address.
    pub(super) fn email(&self) -> Option<&LeadPoint<'p>> {
        let is_email =
            |point: &&LeadPoint<'_>| headers::EMAIL.contains(&headers::letters(&point.column.header).as_str());
        self.list.iter().filter(|point| point.column.ty == Type::Text).find(is_email)
    }

    /// The point that examples are made of: one with a value that gives points.
    pub(super) fn first_used(&self) -> Option<(&LeadPoint<'p>, Sample)> {
        self.list.iter().find_map(|point| Some((point, point.sample()?)))
    }

    /// The section's text.
    pub(super) fn section(&self, data: &Data<'_>) -> String {
        let mut text =
            "\n\n# What is known of a lead. A data point that no condition reads yet is hidden: show it to use it.\n\n\
             [lead]\n"
                .to_owned();
        for point in &self.list {
            let declared = matches!(point.used, Use::Values | Use::Employees);
            let mut notes = Vec::new();
            if let Use::Leak(why) = point.used {
                notes.push(format!("CAREFUL: {why}"));
            }
            if point.used == Use::OptOut {
                notes.push("CAREFUL: no reason to call, see `[[exclude]]` below".to_owned());
            }
            notes.extend(time_format_note(point.column, data));
            text.push_str(&line(&point.name, point.column, declared, notes));
        }
        for header in &data.leads.repeated_headers {
            text.push_str(&format!("# {} heads several columns: rename them to use them\n", toml::shown(header)));
        }
        text
    }
}

/// The section of event properties; nothing without events.
pub(super) fn event_section(data: &Data<'_>) -> String {
    let mut names = DataPointNames::new("event", &[]);
    let mut seen: Vec<&str> = Vec::new();
    let mut lines = String::new();
    for column in data.events.iter().flat_map(|table| &table.columns) {
        if !is_usable(column) || data.event_roles.take(column) || seen.contains(&column.header.as_str()) {
            continue;
        }
        seen.push(&column.header);
        let name = names.give(&column.header, seen.len());
        let mut notes: Vec<String> = time_format_note(column, data).into_iter().collect();
        if ["channel", "source", "utmsource", "medium"].contains(&headers::letters(&column.header).as_str()) {
            notes.push("may say where a hand raise came from: { type = \"text\", lead_source = true }".to_owned());
        }
        lines.push_str(&line(&name, column, false, notes));
    }
    if lines.is_empty() {
        return String::new();
    }
    format!("\n\n# What is known of an event, for the `where` of the criteria below.\n\n[event]\n{lines}")
}

/// `industry = "text"   # 12 % unknown: fintech 310, gaming 200, …`
fn line(name: &str, column: &ColumnProfile, declared: bool, mut notes: Vec<String>) -> String {
    let ty = column.ty.name();
    let declaration = if column.header == name {
        format!("{name} = \"{ty}\"")
    } else {
        format!("{name} = {{ type = \"{ty}\", column = {} }}", toml::string(&column.header))
    };
    if column.header.contains(char::REPLACEMENT_CHARACTER) {
        notes.push("CAREFUL: its header is not UTF-8".to_owned());
    }
    notes.push(cells(column));
    let hash = if declared { "" } else { "#" };
    format!("{:<60} # {}\n", format!("{hash}{declaration}"), notes.join("; "))
}

/// What the cells of a column are like.
fn cells(column: &ColumnProfile) -> String {
    if column.known == 0 {
        return "never known".to_owned();
    }
    let unknown = column.unknown_share() * 100.0;
    let unknown = match column.unknown {
        0 => "always known".to_owned(),
        _ if unknown < 1.0 => "under 1 % unknown".to_owned(),
        _ => format!("{unknown:.0} % unknown"),
    };
    let values = match (&column.min, &column.max, column.frequent.first()) {
        (Some(min), Some(max), _) => format!("{} to {}", toml::shown(min), toml::shown(max)),
        (_, _, Some((_, 1))) => {
            format!("all differ, such as {}", toml::shown(column.example.as_deref().unwrap_or_default()))
        }
        _ => {
            let shown = column.frequent.iter().take(VALUES_SHOWN);
            let shown: Vec<String> = shown.map(|(value, count)| format!("{} {count}", toml::shown(value))).collect();
            let more = if column.distinct > VALUES_SHOWN { ", …" } else { "" };
            format!("{}{more}", shown.join(", "))
        }
    };
    format!("{unknown}: {values}")
}

/// That a column's times are written in another way than the model says.
fn time_format_note(column: &ColumnProfile, data: &Data<'_>) -> Option<String> {
    let format = column.time_format.as_deref();
    let other = is_time(column) && format != data.time_format();
    other.then(|| format!("written as {}, which is not the model's `time_format`", format.unwrap_or("ISO 8601")))
}

fn counts_employees(column: &ColumnProfile) -> bool {
    column.ty == Type::Integer && headers::EMPLOYEES.contains(&headers::letters(&column.header).as_str())
}
