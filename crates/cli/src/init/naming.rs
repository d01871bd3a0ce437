//! Names that a model accepts, made from headers and event types that anybody may have written.

use std::collections::HashSet;

use handraise_model::condition::ResultName;
use handraise_model::read::default_id;

/// Words that would have to stand in quotes in a condition, or that SQL knows too well to be good names.
const WORDS_OF_SQL: &[&str] = &[
    "age_days",
    "and",
    "any",
    "as",
    "between",
    "by",
    "cardinality",
    "case",
    "cast",
    "coalesce",
    "date",
    "desc",
    "distinct",
    "else",
    "email_domain",
    "end",
    "exists",
    "false",
    "from",
    "group",
    "having",
    "ilike",
    "in",
    "interval",
    "is",
    "join",
    "like",
    "limit",
    "lower",
    "not",
    "null",
    "occurrences",
    "on",
    "or",
    "order",
    "select",
    "table",
    "then",
    "timestamp",
    "true",
    "union",
    "upper",
    "when",
    "where",
    "with",
];

/// The longest name made from a header.
const NAME_MAX: usize = 60;

/// Names already given to data points of one section.
pub(super) struct DataPointNames {
    section: &'static str,
    taken: HashSet<String>,
}

impl DataPointNames {
    /// The names of `[lead]` or `[event]`, none of which may be one of those kept for something else.
    pub(super) fn new(section: &'static str, kept: &[&str]) -> Self {
        Self { section, taken: kept.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// A free name in snake case for the column of that header, which is the `number`th from 1.
    pub(super) fn give(&mut self, header: &str, number: usize) -> String {
        let mut name = snake_case(header);
        if name.is_empty() {
            name = format!("column_{number}");
        } else if name.starts_with(|first: char| first.is_ascii_digit()) {
            name = format!("column_{name}");
        }
        if ResultName::from_name(&name).is_some() || WORDS_OF_SQL.contains(&name.as_str()) {
            name = match name.strip_prefix(self.section).and_then(|rest| rest.strip_prefix('_')) {
                Some(rest) => rest.to_owned(),
                None => format!("{}_{name}", self.section),
            };
        }
        free(&mut self.taken, name)
    }
}

/// Names and ids already given to criteria, which share one namespace.
#[derive(Default)]
pub(super) struct CriterionNames {
    taken: HashSet<String>,
}

impl CriterionNames {
    /// Whether a name with the id that it has by default is free; then both are taken.
    pub(super) fn take(&mut self, name: &str) -> bool {
        let (folded, id) = (name.to_lowercase(), default_id(name));
        if name.trim().is_empty() || self.taken.contains(&folded) || self.taken.contains(&id) {
            return false;
        }
        self.taken.extend([folded, id]);
        true
    }

    /// A free name like the given one, and a free id.
    pub(super) fn give(&mut self, name: &str) -> (String, String) {
        let name = super::toml::shown(name).trim().to_owned();
        let mut given = name.clone();
        let mut number = 1;
        while given.is_empty() || self.taken.contains(&given.to_lowercase()) {
            number += 1;
            given = format!("{name} ({number})");
        }
        let short: String = default_id(&plain(&given)).chars().take(32).collect();
        let id = free(&mut self.taken, short.trim_end_matches('_').to_owned());
        self.taken.insert(given.to_lowercase());
        (given, id)
    }
}

/// The name itself, or with the least number that makes it free.
fn free(taken: &mut HashSet<String>, name: String) -> String {
    let mut given = name.clone();
    let mut number = 2;
    while !taken.insert(given.clone()) {
        given = format!("{name}_{number}");
        number += 1;
    }
    given
}

/// Latin letters with marks as those of ASCII that people write in their place: `Größe` as `Groesse`.
pub(super) fn plain(text: &str) -> String {
    const LETTERS: &[(&str, &str)] = &[
        ("äæ", "ae"),
        ("öœ", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("þ", "th"),
        ("àáâãåāăą", "a"),
        ("çćĉċč", "c"),
        ("ďđð", "d"),
        ("èéêëēĕėęě", "e"),
        ("ĝğġģ", "g"),
        ("ìíîïĩīĭįı", "i"),
        ("ķ", "k"),
        ("ĺļľł", "l"),
        ("ñńņň", "n"),
        ("òóôõøōŏő", "o"),
        ("ŕŗř", "r"),
        ("śŝşšș", "s"),
        ("ţťțŧ", "t"),
        ("ùúûũūŭůűų", "u"),
        ("ŵ", "w"),
        ("ýÿŷ", "y"),
        ("źżž", "z"),
    ];
    let mut plain = String::with_capacity(text.len());
    // A mark may also stand after its letter.
    for character in text.chars().filter(|character| !('\u{300}'..='\u{36f}').contains(character)) {
        let lower = character.to_lowercase().next().unwrap_or(character);
        match LETTERS.iter().find(|(letters, _)| !character.is_ascii() && letters.contains(lower)) {
            None => plain.push(character),
            Some((_, ascii)) if character == lower => plain.push_str(ascii),
            Some((_, ascii)) => {
                let mut letters = ascii.chars();
                plain.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                plain.extend(letters);
            }
        }
    }
    plain
}

/// `No. of Employees`, `NumberOfEmployees` and `number-of-employees` as `no_of_employees` and `number_of_employees`.
fn snake_case(header: &str) -> String {
    let mut name = String::new();
    let mut after_lower = false;
    for character in plain(header).chars() {
        if !character.is_ascii_alphanumeric() {
            after_lower = false;
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            continue;
        }
        if character.is_ascii_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        name.push(character.to_ascii_lowercase());
    }
    name.truncate(NAME_MAX);
    name.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_points_have_plain_names_that_differ() {
        let mut names = DataPointNames::new("lead", &["free_mail"]);
        let headers = ["No. of Employees", "NumberOfEmployees", "no of employees", "Score", "国家", "2nd", "X ", "x"];
        let given: Vec<String> = headers.iter().zip(1..).map(|(header, number)| names.give(header, number)).collect();
        let expected = [
            "no_of_employees",
            "number_of_employees",
            "no_of_employees_2",
            "lead_score",
            "column_5",
            "column_2nd",
            "x",
            "x_2",
        ];
        assert_eq!(given, expected);
        assert_eq!(names.give("Free Mail", 9), "free_mail_2");
        assert_eq!(names.give("Lead Source", 10), "source");
        assert_eq!(names.give("Größe", 11), "groesse");
        assert_eq!(names.give("Región / Ça E\u{301}tat", 12), "region_ca_etat");
    }

    #[test]
    fn event_types_that_collide_get_names_and_ids_of_their_own() {
        let mut names = CriterionNames::default();
        assert!(names.take("Email Opened"));
        assert!(!names.take("email_opened"), "it is the other's id");
        assert!(!names.take("EMAIL OPENED"));
        assert_eq!(names.give("EMAIL OPENED"), ("EMAIL OPENED (2)".to_owned(), "email_opened_2".to_owned()));
        assert!(names.take("购买") && !names.take("查看"), "the same id is made from both");
        assert_eq!(names.give("查看"), ("查看".to_owned(), "c".to_owned()));
    }
}
