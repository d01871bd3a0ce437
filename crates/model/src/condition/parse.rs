//! From the text of a condition to its typed tree.

use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use crate::condition::check::scan;
use crate::condition::dialect::Subset;
use crate::condition::error::{ConditionError, SYNTAX, TOO_LARGE};
use crate::condition::typing::Typer;
use crate::condition::words::Words;
use crate::condition::{Expr, Names, Scope};

/// The most levels of parentheses and functions in a condition.
pub const DEPTH_MAX: usize = 16;

/// The most words and operators in a condition; literals and commas are free.
pub const WORDS_MAX: usize = 4000;

/// How deep the parser may recurse: a level of parentheses with an operator and a `not` in it takes three steps.
const RECURSION_MAX: usize = 3 * DEPTH_MAX + 4;

/// Reads a condition of a scope, or says all that is wrong with it, in order of its text.
///
/// The errors may be none: then the condition reads a data point whose own declaration is wrong, and nothing more is
/// to be said.
pub fn parse(text: &str, scope: Scope, names: &Names) -> Result<Expr, Vec<ConditionError>> {
    let scan = scan(text, names);
    let mut errors = scan.errors;
    let mut typed = None;
    if scan.readable {
        match grammar(&scan.words) {
            Ok(tree) => {
                let mut typer = Typer::new(scope, names, &scan.words);
                typed = typer.condition(tree);
                errors.append(&mut typer.errors);
            }
            Err(error) => errors.push(error),
        }
    }
    match typed {
        Some(expr) if errors.is_empty() => Ok(expr),
        _ => {
            errors.sort_by_key(|error| error.span.start);
            Err(errors)
        }
    }
}

fn grammar(words: &Words) -> Result<sqlparser::ast::Expr, ConditionError> {
    let mut parser =
        Parser::new(&Subset).with_recursion_limit(RECURSION_MAX).with_tokens_with_locations(words.tokens.clone());
    let tree = parser.parse_expr().map_err(|error| syntax_error(words, &error))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(tree);
    }
    let span = words.bytes(rest.span);
    let error = ConditionError::new(SYNTAX, format!("unexpected `{}`", words.excerpt(&span)), span)
        .label("expected an operator, or the end of the condition");
    Err(match rest.token {
        Token::RParen => error.help("this parenthesis was never opened"),
        Token::Comma => error.help("a number has no thousands separator, and a decimal a point: `1000`, `0.5`"),
        Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) | Token::LParen => {
            error.help("two conditions are joined with `and` or `or`; text stands in single quotes: `'text'`")
        }
        _ => error,
    })
}

/// The parser says what it expected, what it found, and where, all in one sentence.
fn syntax_error(words: &Words, error: &ParserError) -> ConditionError {
    let message = match error {
        ParserError::RecursionLimitExceeded => {
            let all = words.token_at(0);
            return ConditionError::new(TOO_LARGE, "a condition nested too deeply", all)
                .label(format!("at most {DEPTH_MAX} levels"));
        }
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
    };
    let (said, place) = message.rsplit_once(" at Line: ").unwrap_or((message, ""));
    let start = place
        .split_once(", Column: ")
        .and_then(|(line, column)| Some(words.byte(line.parse().ok()?, column.parse().ok()?)));
    let span = words.token_at(start.unwrap_or(usize::MAX));
    let expected = said.strip_prefix("Expected: ").and_then(|rest| rest.split_once(", found: ")).map(|(what, _)| what);
    let expected = match expected {
        Some("an expression" | "an expression:") => "a value or a name",
        Some(")") => "`)`",
        Some("(") => "`(`",
        Some("AND") => "`and`: `x between low and high`",
        Some(what) if what.contains("after IS") => "`null`, `true` or `false`, each also with `not`",
        Some("IN or BETWEEN after NOT") => "`in`, `between` or `like`",
        _ => "a value, a name or an operator",
    };
    let found = words.excerpt(&span);
    let message =
        if found.is_empty() { "the condition ends too early".to_owned() } else { format!("unexpected `{found}`") };
    ConditionError::new(SYNTAX, message, span).label(format!("expected {expected}"))
}
