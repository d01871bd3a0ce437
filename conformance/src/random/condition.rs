//! Random conditions: every form of section 2 of the specification, always of the right type.

use super::dice::Dice;

/// What a condition may read, by type and as written in a condition: names (quoted where they must be), and in lanes
/// results and `occurrences('..')`.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) text: Vec<String>,
    pub(super) integer: Vec<String>,
    pub(super) decimal: Vec<String>,
    pub(super) boolean: Vec<String>,
    pub(super) date: Vec<String>,
    pub(super) timestamp: Vec<String>,
    pub(super) list: Vec<String>,
}

/// Texts that literals and cells are made of: case, accents, quotes, wildcards, backslashes, line breaks, addresses.
pub(super) const TEXTS: [&str; 25] = [
    "US",
    "BR",
    "us",
    "vp",
    "student",
    "Zoé",
    "ZOÉ",
    "ÉCOLE",
    "Ana's",
    "a%b",
    "a_b",
    "a\\%",
    "back\\slash",
    "two\nlines",
    "😀",
    "ｚ",
    "x@Y.com",
    "ana@MAIL.example",
    "a@b@C.org",
    "@",
    "a@",
    "ſtreet",
    "\u{212a}elvin",
    "straße",
    "",
];

const PATTERNS: [&str; 18] = [
    "%", "", "_", "_%", "%_", "U%", "%s", "Zo_", "%é%", "a\\%", "%\\%", "a%b", "a_b", "%a%b%", "_o%é", "two%", "s%",
    "k%",
];

const INTEGERS: [&str; 12] =
    ["0", "1", "2", "3", "7", "10", "50", "500", "1000", "4611686018427387904", "9223372036854775807", "42"];

const DECIMALS: [&str; 10] =
    ["0.0", "0.5", "0.1", "0.30000000000000004", "1.5", "7.25", "50.25", "60.5", "5010.0", "100000000000000000000.0"];

pub(super) const DATES: [&str; 7] =
    ["2026-02-28", "2026-06-30", "2018-01-01", "2017-12-31", "1969-12-31", "1970-01-01", "2024-02-29"];

pub(super) const TIMESTAMPS: [&str; 5] = [
    "2026-06-30 08:00:00",
    "2026-06-30 08:00:00.5",
    "2026-01-01 00:00:00",
    "1969-12-31 23:59:59.999999",
    "2026-06-29 23:59:59",
];

/// A condition.
pub(super) fn boolean(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let deeper = depth.saturating_sub(1);
    if depth > 0 && dice.chance(45) {
        return match dice.below(4) {
            0 => format!("{} ({})", keyword(dice, "not"), boolean(dice, names, deeper)),
            1 => format!("({})", boolean(dice, names, deeper)),
            _ => connective(dice, names, deeper),
        };
    }
    match dice.below(15) {
        0 => truth(dice, names),
        1 => format!("{} {} {}", truth(dice, names), dice.pick(&["=", "<>"]), dice.pick(&["true", "false"])),
        2 | 3 => comparison(dice, names, deeper, text),
        4 | 5 => comparison(dice, names, deeper, number),
        6 => comparison(dice, names, deeper, date),
        7 => comparison(dice, names, deeper, timestamp),
        8 => {
            let operand = *dice.pick(&[text, number, date, timestamp]);
            let (value, low, high) = (operand(dice, names, deeper), operand(dice, names, 0), operand(dice, names, 0));
            format!("{value} {}{} {low} {} {high}", negation(dice), keyword(dice, "between"), keyword(dice, "and"))
        }
        9 => within(dice, names, deeper),
        10 => {
            let operand = *dice.pick(&[text, number, date, timestamp, parenthesised]);
            format!(
                "{} {} {}{}",
                operand(dice, names, deeper),
                keyword(dice, "is"),
                negation(dice),
                keyword(dice, "null")
            )
        }
        11 => {
            let operand = parenthesised(dice, names, deeper);
            format!("{operand} {} {}{}", keyword(dice, "is"), negation(dice), dice.pick(&["true", "false", "TRUE"]))
        }
        12 => {
            let pattern = *dice.pick(&PATTERNS);
            let like = *dice.pick(&["like", "ilike"]);
            let (text, not, like) = (text(dice, names, deeper), negation(dice), keyword(dice, like));
            format!("{text} {not}{like} {}", quoted(pattern))
        }
        13 => format!("{} = {}({})", text(dice, names, deeper), keyword(dice, "any"), dice.pick(&names.list)),
        _ => {
            let (first, second) = (parenthesised(dice, names, deeper), parenthesised(dice, names, 0));
            format!("{}({first}, {second})", keyword(dice, "coalesce"))
        }
    }
}

/// Two to four conditions; the precedence of `and` over `or` is left to the language.
fn connective(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let mut condition = parenthesised(dice, names, depth);
    for _ in 0..=dice.below(3) {
        let operator = *dice.pick(&["and", "or"]);
        let next = if dice.chance(30) { boolean(dice, names, 0) } else { parenthesised(dice, names, depth) };
        condition = format!("{condition} {} {next}", keyword(dice, operator));
    }
    condition
}

fn within(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let (value, item): (String, fn(&mut Dice) -> String) = match dice.below(4) {
        0 => (text(dice, names, depth), text_literal),
        1 => (integer(dice, names, depth), |dice| sign(dice) + *dice.pick(&INTEGERS)),
        2 => (decimal(dice, names, depth), |dice| sign(dice) + *dice.pick(&DECIMALS)),
        _ => (date(dice, names, depth), date_literal),
    };
    let items: Vec<String> = (0..=dice.below(3)).map(|_| item(dice)).collect();
    format!("{value} {}{} ({})", negation(dice), keyword(dice, "in"), items.join(", "))
}

fn comparison(dice: &mut Dice, names: &Names, depth: u32, operand: fn(&mut Dice, &Names, u32) -> String) -> String {
    let (left, right) = (operand(dice, names, depth), operand(dice, names, 0));
    format!("{left} {} {right}", dice.pick(&["=", "<>", "<", "<=", ">", ">="]))
}

fn parenthesised(dice: &mut Dice, names: &Names, depth: u32) -> String {
    if dice.chance(30) { truth(dice, names) } else { format!("({})", boolean(dice, names, depth)) }
}

fn truth(dice: &mut Dice, names: &Names) -> String {
    if dice.chance(5) { (*dice.pick(&["true", "false"])).to_owned() } else { dice.pick(&names.boolean).clone() }
}

fn text(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let deeper = depth.saturating_sub(1);
    match dice.below(if depth == 0 { 10 } else { 14 }) {
        0..=4 => dice.pick(&names.text).clone(),
        5..=9 => text_literal(dice),
        10 => format!("{}({})", keyword(dice, "lower"), text(dice, names, deeper)),
        11 => format!("{}({})", keyword(dice, "email_domain"), text(dice, names, deeper)),
        _ => format!("coalesce({}, {})", text(dice, names, deeper), text(dice, names, deeper)),
    }
}

/// An integer or a decimal: one beside the other becomes a decimal.
fn number(dice: &mut Dice, names: &Names, depth: u32) -> String {
    if dice.chance(60) { integer(dice, names, depth) } else { decimal(dice, names, depth) }
}

fn integer(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let deeper = depth.saturating_sub(1);
    match dice.below(if depth == 0 { 9 } else { 15 }) {
        0..=4 => dice.pick(&names.integer).clone(),
        5..=6 => (*dice.pick(&INTEGERS)).to_owned(),
        7 => format!("{}({})", keyword(dice, "cardinality"), dice.pick(&names.list)),
        8 => {
            let operand = *dice.pick(&[date, timestamp]);
            format!("{}({})", keyword(dice, "age_days"), operand(dice, names, 0))
        }
        9 => format!("-({})", integer(dice, names, deeper)),
        10 => format!("coalesce({}, {})", integer(dice, names, deeper), integer(dice, names, deeper)),
        _ => arithmetic(dice, names, deeper, integer),
    }
}

fn decimal(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let deeper = depth.saturating_sub(1);
    match dice.below(if depth == 0 { 10 } else { 15 }) {
        0..=4 => dice.pick(&names.decimal).clone(),
        5..=9 => (*dice.pick(&DECIMALS)).to_owned(),
        10 => format!("-({})", decimal(dice, names, deeper)),
        11 => format!("coalesce({}, {})", decimal(dice, names, deeper), integer(dice, names, deeper)),
        12 => format!("{} * {}", decimal(dice, names, 0), integer(dice, names, 0)),
        _ => arithmetic(dice, names, deeper, decimal),
    }
}

fn arithmetic(dice: &mut Dice, names: &Names, depth: u32, operand: fn(&mut Dice, &Names, u32) -> String) -> String {
    let (left, right) = (operand(dice, names, depth), operand(dice, names, depth));
    let operator = dice.pick(&["+", "-", "*"]);
    if dice.chance(40) { format!("{left} {operator} {right}") } else { format!("({left} {operator} {right})") }
}

fn date(dice: &mut Dice, names: &Names, depth: u32) -> String {
    match dice.below(if depth == 0 { 5 } else { 6 }) {
        0..=2 => dice.pick(&names.date).clone(),
        3..=4 => date_literal(dice),
        _ => format!("coalesce({}, {})", date(dice, names, 0), date_literal(dice)),
    }
}

fn timestamp(dice: &mut Dice, names: &Names, depth: u32) -> String {
    let literal = |dice: &mut Dice| format!("{} '{}'", keyword(dice, "timestamp"), dice.pick(&TIMESTAMPS));
    match dice.below(if depth == 0 { 5 } else { 6 }) {
        0..=2 => dice.pick(&names.timestamp).clone(),
        3..=4 => literal(dice),
        _ => format!("coalesce({}, {})", timestamp(dice, names, 0), literal(dice)),
    }
}

fn text_literal(dice: &mut Dice) -> String {
    let text = *dice.pick(&TEXTS);
    quoted(text)
}

fn date_literal(dice: &mut Dice) -> String {
    format!("{} '{}'", keyword(dice, "date"), dice.pick(&DATES))
}

/// A text literal of SQL: a quote is doubled, a backslash is itself.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn keyword(dice: &mut Dice, keyword: &str) -> String {
    if dice.chance(20) { keyword.to_uppercase() } else { keyword.to_owned() }
}

fn negation(dice: &mut Dice) -> String {
    if dice.chance(30) { keyword(dice, "not") + " " } else { String::new() }
}

fn sign(dice: &mut Dice) -> String {
    (*dice.pick(&["", "", "-"])).to_owned()
}
