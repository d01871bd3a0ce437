//! `[[fit]]`: tables for the most telling columns, to be filled with opinions.

use handraise_model::values::Type;

use super::naming::CriterionNames;
use super::points::{LeadPoint, LeadPoints, Use};
use super::toml;

/// The most values that a table lists; the rest is `else`.
const VALUES_MAX: usize = 12;

/// The section's text.
pub(super) fn section(points: &LeadPoints<'_>, names: &mut CriterionNames) -> String {
    let mut text =
        "\n\n# Who they are. These columns tell leads apart best; every known value starts with one point, until \
                    somebody who knows\n# the market says what each is worth.\n"
            .to_owned();
    for point in &points.list {
        match point.used {
            Use::Values => text.push_str(&values(point, names)),
            Use::Employees => text.push_str(&employees(point, names)),
            Use::None | Use::OptOut | Use::Leak(_) => {}
        }
    }
    if let Some((_, sample)) = points.first_used() {
        let (name, id) = names.give("A condition");
        text.push_str(&format!(
            "\n# A condition gives points, too:\n#\n#[[fit]]\n#id = \"{id}\"\n#name = {}\n#when = {}\n#points = 5\n",
            toml::string(&name),
            toml::string(&sample.condition),
        ));
    }
    text
}

fn values(point: &LeadPoint<'_>, names: &mut CriterionNames) -> String {
    let mut text = head(point, names);
    text.push_str("[fit.points]\n");
    for (value, count) in point.column.frequent.iter().take(VALUES_MAX) {
        let key = match point.column.ty {
            Type::Boolean => continue,
            _ if value == "else" => continue,
            _ => toml::key(value),
        };
        text.push_str(&format!("{:<40} # {count}\n", format!("{key} = 1")));
    }
    match point.column.ty {
        Type::Boolean => text.push_str("true = 1\nfalse = 0\n"),
        _ => text.push_str("else = 0\n"),
    }
    text
}

fn employees(point: &LeadPoint<'_>, names: &mut CriterionNames) -> String {
    let mut text = head(point, names);
    text.push_str(
        "bands = [\n  { below = 11, points = 1 },\n  { below = 51, points = 4 },\n  { below = 201, points = 8 },\n  \
         { below = 1001, points = 10 },\n  { else = true, points = 6 },\n]\n",
    );
    text
}

fn head(point: &LeadPoint<'_>, names: &mut CriterionNames) -> String {
    let header = point.column.header.trim();
    let (name, id) = if header.is_ascii() && toml::shown(header) == header && names.take(header) {
        (header.to_owned(), String::new())
    } else {
        let (name, id) = names.give(header);
        (name, format!("id = \"{id}\"\n"))
    };
    format!("\n[[fit]]\n{id}name = {}\nof = \"{}\"\n", toml::string(&name), point.name)
}
