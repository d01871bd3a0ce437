//! The words of a condition, checked one by one before the parser sees them.
//!
//! Here a mistake still has its exact place and its own spelling. What the subset does not know is named and refused;
//! every other word that is not the subset's own becomes a quoted name, so that the parser cannot take it for a
//! keyword of the wider SQL.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Tokenizer, Whitespace, Word};

use crate::condition::dialect::Subset;
use crate::condition::error::{ConditionError, OUTSIDE, SYNTAX, TOO_LARGE, UNKNOWN_FUNCTION};
use crate::condition::names::nearest;
use crate::condition::parse::{DEPTH_MAX, WORDS_MAX};
use crate::condition::words::{FUNCTIONS, Places, Words, is_own_word, shortened};
use crate::condition::{Names, foreign};

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
