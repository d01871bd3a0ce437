//! Names, literals and comments: what a model or a user wrote, so that it can never end what it stands in.

use handraise_model::values::{Value, civil_of, format_date};

use crate::dialect::{Dialect, TextLiterals, fill, is_reserved};
use crate::render::held;

impl Dialect {
    /// A name as a column or a table has it: as it stands where every engine takes it so, else in quotes.
    pub(crate) fn identifier(&self, name: &str) -> String {
        let lower = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let plain =
            name.bytes().all(|byte| lower(byte) || byte.is_ascii_digit()) && name.bytes().next().is_some_and(lower);
        if plain && !is_reserved(name) {
            return name.to_owned();
        }
        // What is plain but reserved was in all likelihood created without quotes.
        if plain && self.identifiers.upper { self.quoted(&name.to_uppercase()) } else { self.quoted(name) }
    }

    /// A name in quotes, letter by letter.
    pub(crate) fn quoted(&self, name: &str) -> String {
        let quote = self.identifiers.quote;
        let inside = if self.identifiers.doubled {
            name.replace(quote, &format!("{quote}{quote}"))
        } else {
            name.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))
        };
        held(&format!("{quote}{inside}{quote}"))
    }

    /// A text literal.
    pub(crate) fn text_literal(&self, text: &str) -> String {
        let inside = match self.text {
            TextLiterals::Standard => text.replace('\'', "''"),
            TextLiterals::Backslash => text.replace('\\', "\\\\").replace('\'', "''"),
            // Variables are put in before anything is parsed.
            TextLiterals::BackslashAndVariables => {
                text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\u0024{")
            }
            TextLiterals::BackslashOnly => {
                let text = text.replace('\\', "\\\\").replace('\'', "\\'");
                text.replace('\n', "\\n").replace('\r', "\\r")
            }
        };
        held(&format!("'{inside}'"))
    }

    /// A literal of a condition.
    pub(crate) fn literal(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => self.text_literal(text),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => self.decimal_literal(*number),
            Value::Boolean(value) => value.to_string(),
            Value::Date(days) => self.date_literal(*days),
            Value::Timestamp(micros) => self.instant_literal(*micros),
            // A condition has no list literal.
            Value::List(_) => String::new(),
        }
    }

    /// The shortest digits that give the same float back.
    pub(crate) fn decimal_literal(&self, number: f64) -> String {
        // There is no literal of -0.0, which equals 0.0.
        let number = if number == 0.0 { 0.0 } else { number };
        let digits = format!("{number:?}");
        if self.numbers.exponent_is_decimal && digits.contains('e') {
            return digits;
        }
        fill(self.numbers.decimal, &[&digits])
    }

    /// Likewise, beside a value that is a float: there its digits are enough, where they say the same number.
    pub(crate) fn decimal_beside(&self, number: f64) -> String {
        let digits = format!("{:?}", if number == 0.0 { 0.0 } else { number });
        // An exact decimal of so few digits becomes the float that is nearest to it.
        if digits.len() > 15 || digits.contains('e') {
            return self.decimal_literal(number);
        }
        digits.strip_suffix(".0").map_or(digits.clone(), str::to_owned)
    }

    /// A day, by days since 1970-01-01.
    pub(crate) fn date_literal(&self, days: i32) -> String {
        fill(self.time.date, &[&format_date(days)])
    }

    /// An instant in UTC, by microseconds since 1970-01-01 00:00:00.
    pub(crate) fn instant_literal(&self, micros: i64) -> String {
        // Instants of a model and of the command line are within the calendar.
        let instant = civil_of(micros).unwrap_or_default();
        fill(self.time.instant, &[&instant.strftime("%Y-%m-%d %H:%M:%S%.f").to_string()])
    }
}

/// Text that stands in a comment: on one line, and nothing that a tool reads inside comments.
pub(crate) fn comment(text: &str) -> String {
    // Characters for private use mark places while a query is laid out.
    let ends_a_line = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let is_private = |character: char| ('\u{e000}'..='\u{f8ff}').contains(&character);
    let plain = |character: char| if ends_a_line(character) || is_private(character) { ' ' } else { character };
    let text: String = text.chars().map(plain).collect();
    text.replace("${", "$ {").replace("*/", "* /").replace("/*", "/ *")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(name: &str) -> &'static Dialect {
        Dialect::named(name).unwrap()
    }

    #[test]
    fn a_hostile_name_stays_a_name() {
        let hostile = "a\"b`c\\' -- ${x} /* */";
        for (name, written) in [
            ("duckdb", r#""a""b`c\' -- ${x} /* */""#),
            ("spark", r#"`a"b``c\' -- ${x} /* */`"#),
            ("bigquery", r#"`a"b\`c\\' -- ${x} /* */`"#),
        ] {
            assert_eq!(dialect(name).identifier(hostile), written);
        }
        assert_eq!(dialect("postgres").identifier("lead_id"), "lead_id");
        assert_eq!(dialect("postgres").identifier("order"), "\"order\"");
        assert_eq!(dialect("snowflake").identifier("order"), "\"ORDER\"");
        assert_eq!(dialect("postgres").identifier("Lead"), "\"Lead\"");
    }

    #[test]
    fn a_hostile_text_stays_a_text() {
        let hostile = "a'b\\'; drop table leads; -- ${x}\n";
        for (name, written) in [
            ("postgres", "'a''b\\''; drop table leads; -- ${x}\u{e000}1'"),
            ("clickhouse", "'a''b\\\\''; drop table leads; -- ${x}\u{e000}1'"),
            ("spark", "'a\\'b\\\\\\'; drop table leads; -- \\u0024{x}\u{e000}1'"),
            ("bigquery", "'a\\'b\\\\\\'; drop table leads; -- ${x}\\n'"),
        ] {
            assert_eq!(dialect(name).text_literal(hostile), written);
        }
        assert_eq!(comment("a\nb */ drop"), "a b * / drop");
    }
}
