//! The words of a condition, checked one by one before the parser sees them.
//!
//! Here a mistake still has its exact place and its own spelling. What the subset does not know is named and refused;
//! every other word that is not the subset's own becomes a quoted name, so that the parser cannot take it for a
//! keyword of the wider SQL.

use std::ops::Range;

use sqlparser::ast::{Expr, UnaryOperator};
use sqlparser::dialect::{Dialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span as SqlSpan, Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use crate::condition::error::{ConditionError, OUTSIDE, SYNTAX, TOO_LARGE, UNKNOWN_FUNCTION};
use crate::condition::names::nearest;
use crate::condition::parse::{DEPTH_MAX, WORDS_MAX};
use crate::condition::{Names, foreign};

/// The keywords of the subset; a data point of such a name stands in double quotes.
pub(crate) const KEYWORDS: [&str; 14] =
    ["and", "any", "between", "date", "false", "ilike", "in", "is", "like", "not", "null", "or", "timestamp", "true"];

/// The functions of the subset.
pub(crate) const FUNCTIONS: [&str; 6] = ["age_days", "cardinality", "coalesce", "email_domain", "lower", "occurrences"];

/// Whether a word, in any case, is one of the subset's own.
pub(super) fn is_own_word(word: &str) -> bool {
    KEYWORDS.iter().chain(&FUNCTIONS).any(|own| own.eq_ignore_ascii_case(word))
}

/// The subset's lexical rules and precedences.
#[derive(Debug)]
pub(super) struct Subset;

impl Dialect for Subset {
    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '"'
    }

    // Letters beyond ASCII make one word, so that a name that needs quotes is reported whole.
    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_'
    }

    // The plain beginnings of an expression, read here: the parser's own way tries every construct of SQL first, which
    // takes long and, level by level, an enormous stack.
    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        let next = parser.peek_token();
        match next.token {
            Token::Number(..) | Token::SingleQuotedString(_) => Some(parser.parse_value().map(Expr::Value)),
            Token::LParen => Some(in_parentheses(parser)),
            Token::Minus => Some(unary(parser, UnaryOperator::Minus, Precedence::MulDivModOp)),
            Token::Word(word) if word.keyword == Keyword::NOT => {
                Some(unary(parser, UnaryOperator::Not, Precedence::UnaryNot))
            }
            Token::Word(word) if word.quote_style.is_some() && parser.peek_nth_token(1).token != Token::LParen => {
                parser.next_token();
                Some(Ok(Expr::Identifier(word.into_ident(next.span))))
            }
            _ => None,
        }
    }

    // `like` binds as tightly as `=`, so that chains of both are seen as such.
    fn prec_value(&self, precedence: Precedence) -> u8 {
        match precedence {
            Precedence::Period => 100,
            Precedence::DoubleColon => 50,
            Precedence::AtTz => 41,
            Precedence::MulDivModOp => 40,
            Precedence::PlusMinus => 30,
            Precedence::Xor
            | Precedence::Ampersand
            | Precedence::Caret
            | Precedence::Pipe
            | Precedence::Colon
            | Precedence::PgOther => 25,
            Precedence::Between | Precedence::Eq | Precedence::Like => 20,
            Precedence::Is => 17,
            Precedence::UnaryNot => 15,
            Precedence::And => 10,
            Precedence::Or => 5,
        }
    }
}

fn in_parentheses(parser: &mut Parser) -> Result<Expr, ParserError> {
    parser.expect_token(&Token::LParen)?;
    let inner = parser.parse_expr()?;
    parser.expect_token(&Token::RParen)?;
    Ok(Expr::Nested(Box::new(inner)))
}

fn unary(parser: &mut Parser, op: UnaryOperator, precedence: Precedence) -> Result<Expr, ParserError> {
    parser.next_token();
    let operand = parser.parse_subexpr(Subset.prec_value(precedence))?;
    Ok(Expr::UnaryOp { op, expr: Box::new(operand) })
}

/// A condition's words and their places.
pub(super) struct Words<'t> {
    text: &'t str,
    /// For the parser: no white space, foreign words quoted.
    pub(super) tokens: Vec<TokenWithSpan>,
    /// The bytes of each token.
    spans: Vec<Range<usize>>,
    places: Places,
}

/// What checking the words found.
pub(super) struct Scan<'t> {
    pub(super) words: Words<'t>,
    pub(super) errors: Vec<ConditionError>,
    /// Whether the parser can make sense of the words in spite of the errors.
    pub(super) readable: bool,
}

/// Splits a condition into words and checks each of them.
pub(super) fn scan<'t>(text: &'t str, names: &Names) -> Scan<'t> {
    let places = Places::of(text);
    let mut tokens = Vec::new();
    let outcome = Tokenizer::new(&Subset, text).tokenize_with_location_into_buf(&mut tokens);
    let mut errors = Vec::new();
    if let Err(error) = &outcome {
        errors.push(unclosed(text, places.byte(error.location), &error.message));
    }
    tokens.retain(|token| match &token.token {
        Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_)) => {
            errors.push(
                ConditionError::new(OUTSIDE, "a comment inside a condition", places.bytes(token.span))
                    .help("a comment stands outside the string, after `#`"),
            );
            false
        }
        Token::Whitespace(_) => false,
        _ => true,
    });
    if tokens.is_empty() && outcome.is_ok() {
        let empty = ConditionError::new(SYNTAX, "an empty condition", 0..text.len());
        errors.push(empty.help("write when it is met, or leave the key out where it is optional"));
    }
    let spans = tokens.iter().map(|token| places.bytes(token.span)).collect();
    let words = Words { text, tokens, spans, places };
    let mut check = Check { words, names, errors, readable: outcome.is_ok() };
    check.readable &= !check.words.tokens.is_empty();
    check.size();
    if check.readable {
        (0..check.words.tokens.len()).for_each(|index| check.word(index));
    }
    Scan { words: check.words, errors: check.errors, readable: check.readable }
}

fn unclosed(text: &str, start: usize, message: &str) -> ConditionError {
    let rest = text.get(start..).unwrap_or_default();
    let span = start..text.len();
    match rest.chars().next() {
        Some('\'') => ConditionError::new(SYNTAX, "a text that is not closed", span)
            .label("no closing `'`")
            .help("a quote inside a text is doubled: `'it''s'`"),
        Some('"') => ConditionError::new(SYNTAX, "a name that is not closed", span).label("no closing `\"`"),
        Some('/') => ConditionError::new(OUTSIDE, "a comment inside a condition", span)
            .help("a comment stands outside the string, after `#`"),
        _ => ConditionError::new(SYNTAX, "a condition that cannot be read", span).label(message.to_lowercase()),
    }
}

struct Check<'t, 'n> {
    words: Words<'t>,
    names: &'n Names<'n>,
    errors: Vec<ConditionError>,
    readable: bool,
}

impl Check<'_, '_> {
    /// Refuses what would take the parser too deep: its trees are as deep as a condition is long.
    fn size(&mut self) {
        let (mut depth, mut count) = (0_usize, 0_usize);
        for (index, span) in self.words.spans.iter().enumerate() {
            match self.token(index) {
                Some(Token::LParen) => depth += 1,
                Some(Token::RParen) => depth = depth.saturating_sub(1),
                _ => {}
            }
            count += usize::from(!self.is_item(index));
            let (what, most) = if depth > DEPTH_MAX {
                ("parentheses nested too deeply", format!("at most {DEPTH_MAX} levels"))
            } else if count > WORDS_MAX {
                ("a condition that is too long", format!("at most {WORDS_MAX} words and operators"))
            } else {
                continue;
            };
            let error = ConditionError::new(TOO_LARGE, what, span.clone()).label(most);
            self.errors.push(error.help("`x in ('a', 'b', ...)` and `x = any(list)` take any number of values"));
            self.readable = false;
            return;
        }
    }

    /// A literal, or what stands between two of them in a list: a comma, a minus after it.
    fn is_item(&self, index: usize) -> bool {
        match self.token(index) {
            Some(Token::Comma | Token::Number(..) | Token::SingleQuotedString(_)) => true,
            Some(Token::Minus) => {
                let first = matches!(self.token(index.wrapping_sub(1)), Some(Token::Comma | Token::LParen));
                first && matches!(self.token(index + 1), Some(Token::Number(..)))
            }
            _ => false,
        }
    }

    fn word(&mut self, index: usize) {
        match self.words.tokens[index].token.clone() {
            Token::Word(word) if word.quote_style.is_some() => self.quoted_word(index, &word),
            Token::Word(word) => self.plain_word(index, &word),
            Token::Number(_, false) | Token::SingleQuotedString(_) => {}
            Token::Comma | Token::LParen | Token::RParen | Token::Period => {}
            Token::Eq | Token::Lt | Token::LtEq | Token::Gt | Token::GtEq => {}
            Token::Plus | Token::Minus | Token::Mul => {}
            Token::Neq if self.spelling(index) == "<>" => {}
            Token::Neq => self.outside(index, "`!=`", "not equal is written `<>`"),
            Token::DoubleEq => {
                self.outside(index, "`==`", "equal is written `=`");
                self.words.tokens[index].token = Token::Eq;
            }
            _ => {
                let spelling = self.spelling(index).to_owned();
                let help = foreign::symbol_help(&spelling);
                self.outside(index, &format!("`{}`", shortened(&spelling)), help);
                self.readable = false;
            }
        }
    }

    fn quoted_word(&mut self, index: usize, word: &Word) {
        if self.next_is(index, &Token::LParen) {
            self.unknown_function(index, &word.value);
        }
    }

    fn plain_word(&mut self, index: usize, word: &Word) {
        let folded = word.value.to_ascii_lowercase();
        let called = self.next_is(index, &Token::LParen);
        let before_text = matches!(self.token(index + 1), Some(Token::SingleQuotedString(_)));
        match folded.as_str() {
            "date" | "timestamp" if before_text => return,
            "date" | "timestamp" if called => return self.unknown_function(index, &word.value),
            "date" | "timestamp" => return self.make_name(index),
            "in" if !called => return self.in_without_parentheses(index),
            "any" if !(called && matches!(self.token(index.wrapping_sub(1)), Some(token) if is_comparison(token))) => {
                self.outside(index, "`any` by itself", "a value is looked for in a list by `x = any(list)`");
                self.readable = false;
                return;
            }
            "null" if self.is_word(index.wrapping_sub(1), "not") && !self.is_word(index.wrapping_sub(2), "is") => {
                let error = ConditionError::new(SYNTAX, "`not null` without `is`", self.words.spans[index].clone());
                self.errors.push(error.help("whether something is known is asked by `x is not null`"));
                self.readable = false;
                return;
            }
            _ if is_own_word(&folded) => return,
            _ => {}
        }
        let declared = self.names.data_point(&word.value).is_some();
        let construct = if declared && !called { None } else { self.foreign_construct(index, &folded) };
        if let Some((what, help)) = construct {
            self.outside(index, what, help);
            self.readable = false;
        } else if called {
            self.unknown_function(index, &word.value);
        } else if before_text && self.words.spans[index].end == self.words.spans[index + 1].start {
            let what = format!("`{}'...'`", word.value);
            self.outside(index, &what, "a text is written `'...'`, with no letter before it");
            self.readable = false;
        } else {
            if !word.value.is_ascii() {
                let help = format!("write `\"{}\"`", word.value);
                self.outside(index, "a name with letters beyond A to Z and no double quotes", &help);
            }
            self.make_name(index);
        }
    }

    fn foreign_construct(&self, index: usize, folded: &str) -> Option<(&'static str, &'static str)> {
        let called = self.next_is(index, &Token::LParen);
        let before_text = matches!(self.token(index + 1), Some(Token::SingleQuotedString(_) | Token::Number(..)));
        let after_is = self.is_word(index.wrapping_sub(1), "is") || self.is_word(index.wrapping_sub(2), "is");
        let applies = |when| match when {
            foreign::When::Always => true,
            foreign::When::Called => called,
            foreign::When::BeforeLiteral => before_text,
            foreign::When::AfterIs => after_is,
        };
        let construct =
            foreign::CONSTRUCTS.iter().find(|construct| construct.word == folded && applies(construct.when))?;
        Some((construct.what, construct.help))
    }

    fn in_without_parentheses(&mut self, index: usize) {
        let error = ConditionError::new(SYNTAX, "`in` without a list of literals", self.words.spans[index].clone())
            .label("expected `(`")
            .help("literals stand in parentheses: `x in ('a', 'b')`; a list is read by `x = any(list)`");
        self.errors.push(error);
        self.readable = false;
    }

    fn unknown_function(&mut self, index: usize, name: &str) {
        let span = self.words.spans[index].clone();
        let mut error = ConditionError::new(UNKNOWN_FUNCTION, format!("no function `{name}`"), span);
        let near = nearest(name, FUNCTIONS).map(|near| format!("a near name: `{near}`"));
        let help = foreign::function_help(&name.to_ascii_lowercase()).map(str::to_owned).or(near);
        error = error.help(help.unwrap_or_else(|| format!("functions: `{}`, `any`", FUNCTIONS.join("`, `"))));
        self.errors.push(error);
        self.readable = false;
    }

    /// Makes a word a quoted name, whatever keyword of SQL it may be.
    fn make_name(&mut self, index: usize) {
        if let Token::Word(word) = &mut self.words.tokens[index].token {
            word.quote_style = Some('"');
            word.keyword = Keyword::NoKeyword;
        }
    }

    fn outside(&mut self, index: usize, what: &str, help: &str) {
        let message = format!("{what} is outside the SQL of conditions");
        self.errors.push(ConditionError::new(OUTSIDE, message, self.words.spans[index].clone()).help(help));
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.words.tokens.get(index).map(|token| &token.token)
    }

    fn next_is(&self, index: usize, token: &Token) -> bool {
        self.token(index + 1) == Some(token)
    }

    fn is_word(&self, index: usize, folded: &str) -> bool {
        matches!(self.token(index), Some(Token::Word(word)) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(folded))
    }

    fn spelling(&self, index: usize) -> &str {
        self.words.text.get(self.words.spans[index].clone()).unwrap_or_default()
    }
}

fn is_comparison(token: &Token) -> bool {
    matches!(token, Token::Eq | Token::DoubleEq | Token::Neq | Token::Lt | Token::LtEq | Token::Gt | Token::GtEq)
}

fn shortened(spelling: &str) -> String {
    const SHOWN: usize = 24;
    if spelling.chars().count() <= SHOWN {
        return spelling.to_owned();
    }
    format!("{}...", spelling.chars().take(SHOWN).collect::<String>())
}

impl Words<'_> {
    /// The bytes of something in the parser's tree; the end of the text where the parser has no place for it.
    pub(super) fn bytes(&self, span: SqlSpan) -> Range<usize> {
        self.places.bytes(span)
    }

    /// The byte of a place that the parser names.
    pub(super) fn byte(&self, line: u64, column: u64) -> usize {
        self.places.byte(Location { line, column })
    }

    /// The token that starts at a byte, or the empty end of the text.
    pub(super) fn token_at(&self, start: usize) -> Range<usize> {
        match self.spans.binary_search_by_key(&start, |span| span.start) {
            Ok(index) => self.spans[index].clone(),
            Err(_) => self.text.len()..self.text.len(),
        }
    }

    /// The text of a place, for messages.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> String {
        shortened(self.text.get(span.clone()).unwrap_or_default())
    }

    /// The end of the `count`-th token after a byte: the parser keeps no place for the words that end a form.
    pub(super) fn end_of_following(&self, end: usize, count: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < end);
        self.spans.get((first + count).saturating_sub(1)).map_or(end, |span| span.end)
    }

    /// The start of the token before a byte: a sign, a `not`, the word before a literal.
    pub(super) fn start_before(&self, start: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < start);
        first.checked_sub(1).and_then(|index| self.spans.get(index)).map_or(start, |span| span.start)
    }

    /// The end of the first closing parenthesis that matches an opening one at or after a byte.
    pub(super) fn closing(&self, start: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < start);
        let mut depth = 0_usize;
        for (token, span) in self.tokens.iter().zip(&self.spans).skip(first) {
            match token.token {
                Token::LParen => depth += 1,
                Token::RParen if depth <= 1 => return span.end,
                Token::RParen => depth -= 1,
                _ => {}
            }
        }
        self.text.len()
    }

    /// A place together with the parentheses right around it.
    pub(super) fn with_parentheses(&self, inner: &Range<usize>) -> Range<usize> {
        let first = self.spans.partition_point(|span| span.start < inner.start);
        let next = self.spans.partition_point(|span| span.start < inner.end);
        let opening = first.checked_sub(1).and_then(|index| self.tokens.get(index).zip(self.spans.get(index)));
        match (opening, self.tokens.get(next).zip(self.spans.get(next))) {
            (Some((open, before)), Some((close, after)))
                if open.token == Token::LParen && close.token == Token::RParen =>
            {
                before.start..after.end
            }
            _ => inner.clone(),
        }
    }
}

/// Where lines and columns, which the parser counts in characters from 1, are in bytes.
struct Places {
    /// The byte at which each character begins, and the end of the text.
    characters: Vec<usize>,
    /// The index of each line's first character.
    lines: Vec<usize>,
}

impl Places {
    fn of(text: &str) -> Self {
        let mut lines = vec![0];
        lines.extend(text.chars().enumerate().filter(|(_, ch)| *ch == '\n').map(|(index, _)| index + 1));
        let characters = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        Self { characters, lines }
    }

    fn byte(&self, location: Location) -> usize {
        let end = self.characters.last().copied().unwrap_or_default();
        let Some(line) = location.line.checked_sub(1).and_then(|line| self.lines.get(line as usize)) else {
            return end;
        };
        let index = line + location.column.saturating_sub(1) as usize;
        self.characters.get(index).copied().unwrap_or(end)
    }

    fn bytes(&self, span: SqlSpan) -> Range<usize> {
        let (start, end) = (self.byte(span.start), self.byte(span.end));
        start..end.max(start)
    }
}
