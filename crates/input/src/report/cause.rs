//! Why a cell does not fit: told by its text and the declared type.

use handraise_model::values::Type;

/// What is likely behind cells that do not fit, or that look as if they meant something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// `1,200`, `1 200`, `1'200`.
    ThousandsSeparator,
    /// `$1200`, `1200 EUR`.
    Currency,
    /// `12%`.
    Percent,
    /// `51-200`, `10,000+`.
    Range,
    /// `5k`, `1.2M`.
    Abbreviation,
    /// `12,5`.
    DecimalComma,
    /// `12.5` where an integer is declared.
    Fraction,
    /// A number or a time beyond what the type can hold.
    OutOfRange,
    /// `NaN`, `Infinity`.
    NotFinite,
    /// A date written otherwise than in ISO 8601.
    DateFormat,
    /// Ten digits: seconds since 1970.
    EpochSeconds,
    /// Thirteen digits: milliseconds since 1970.
    EpochMillis,
    /// A local time that its clock skipped.
    SkippedLocalTime,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// An object or a list where the type has no parts.
    Nested,
    /// None of these.
    Other,
    /// Times without an offset, read as UTC (they are known, not misfits).
    LocalTime,
    /// A frequent text that usually means "not known" (known, not a misfit).
    Placeholder(String),
    /// No row of a file without headers has it.
    Absent,
    /// No row holds an outcome that the model names.
    NoSuchOutcome,
}

impl Cause {
    /// Its name in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ThousandsSeparator => "thousands-separator",
            Self::Currency => "currency",
            Self::Percent => "percent",
            Self::Range => "range",
            Self::Abbreviation => "abbreviation",
            Self::DecimalComma => "decimal-comma",
            Self::Fraction => "fraction",
            Self::OutOfRange => "out-of-range",
            Self::NotFinite => "not-finite",
            Self::DateFormat => "date-format",
            Self::EpochSeconds => "epoch-seconds",
            Self::EpochMillis => "epoch-millis",
            Self::SkippedLocalTime => "skipped-local-time",
            Self::NotUtf8 => "not-utf-8",
            Self::Nested => "nested",
            Self::Other => "other",
            Self::LocalTime => "local-time",
            Self::Placeholder(_) => "placeholder",
            Self::Absent => "absent",
            Self::NoSuchOutcome => "no-such-outcome",
        }
    }
}

/// The likely reason why a trimmed text does not fit a type.
pub(crate) fn classify(ty: Type, text: &str) -> Cause {
    match ty {
        Type::Integer | Type::Decimal => classify_number(ty, text),
        Type::Date | Type::Timestamp => classify_time(text),
        Type::Text | Type::Boolean | Type::List => Cause::Other,
    }
}

/// Texts that usually stand for "not known", in any case.
pub(crate) const PLACEHOLDERS: [&str; 22] = [
    "select",
    "n/a",
    "na",
    "#n/a",
    "null",
    "none",
    "nil",
    "nan",
    "-",
    "--",
    "---",
    "?",
    "unknown",
    "undefined",
    "not set",
    "(not set)",
    "(blank)",
    "[null]",
    "\\n",
    "n.a.",
    "tbd",
    "not provided",
];

/// Whether a text usually stands for "not known".
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.len() <= 12 && PLACEHOLDERS.iter().any(|placeholder| placeholder.eq_ignore_ascii_case(text))
}

fn classify_number(ty: Type, text: &str) -> Cause {
    const CURRENCIES: [&str; 9] = ["USD", "EUR", "GBP", "BRL", "R$", "JPY", "CHF", "INR", "Rs"];
    let lower = text.to_ascii_lowercase();
    let unsigned = lower.trim_start_matches(['+', '-']);
    if matches!(unsigned, "nan" | "inf" | "infinity") {
        return Cause::NotFinite;
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return Cause::Other;
    }
    if text.contains(['$', '€', '£', '¥', '₹']) || CURRENCIES.iter().any(|code| text.contains(code)) {
        return Cause::Currency;
    }
    if text.ends_with('%') {
        return Cause::Percent;
    }
    if is_range(text) {
        return Cause::Range;
    }
    if grouped(unsigned, &[',', ' ', '\u{a0}', '\u{202f}', '\'', '’'])
        || (ty == Type::Integer || unsigned.matches('.').count() > 1) && grouped(unsigned, &['.'])
    {
        return Cause::ThousandsSeparator;
    }
    let comma_as_point = text.replace('.', "").replacen(',', ".", 1);
    if text.matches(',').count() == 1 && comma_as_point.parse::<f64>().is_ok() {
        return Cause::DecimalComma;
    }
    if let Some(number) = lower.strip_suffix(['k', 'm', 'b'])
        && number.trim().parse::<f64>().is_ok()
    {
        return Cause::Abbreviation;
    }
    match text.parse::<f64>() {
        Ok(value) if ty == Type::Integer && value.fract() != 0.0 => Cause::Fraction,
        Ok(_) => Cause::OutOfRange,
        Err(_) => Cause::Other,
    }
}

/// `51-200`, `51 – 200`, `1,001-5,000`, `50 to 100`, `10,000+`, `<10`.
fn is_range(text: &str) -> bool {
    let is_number = |part: &str| {
        let part = part.trim();
        part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | 'k' | 'K' | 'm' | 'M'))
    };
    let bounds = ["-", "–", "—", " to "];
    bounds.iter().any(|bound| text.split_once(bound).is_some_and(|(low, high)| is_number(low) && is_number(high)))
        || text.strip_suffix('+').is_some_and(is_number)
        || text.strip_prefix(['<', '>', '≤', '≥']).is_some_and(is_number)
}

/// Groups of three digits with one of the separators between them: `1,200`, `12 000 000.5`.
fn grouped(text: &str, separators: &[char]) -> bool {
    let whole = if separators.contains(&'.') { text } else { text.split_once('.').map_or(text, |(whole, _)| whole) };
    let mut groups = whole.split(separators);
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first));
    let mut later = groups.peekable();
    first && later.peek().is_some() && later.all(|group| group.len() == 3 && digits(group))
}

fn classify_time(text: &str) -> Cause {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) && text.matches('.').count() <= 1 {
        return match whole.len() {
            9 | 10 => Cause::EpochSeconds,
            12 | 13 => Cause::EpochMillis,
            _ => Cause::Other,
        };
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let year_of_five = text
        .trim_start_matches('+')
        .split('-')
        .next()
        .is_some_and(|year| year.len() > 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
    if year_of_five {
        return Cause::OutOfRange;
    }
    if digits >= 3 { Cause::DateFormat } else { Cause::Other }
}
