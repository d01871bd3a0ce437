//! The subset's lexical rules and precedences, as the parser asks for them.

use sqlparser::ast::{DataType, Expr, ObjectName, TimezoneInfo, TypedString, UnaryOperator};
use sqlparser::dialect::{Dialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use crate::condition::words::FUNCTIONS;

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

    // All beginnings of an expression are read here: the parser's own way tries every construct of SQL first, which
    // takes long and, level by level, an enormous stack.
    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        let next = parser.peek_token();
        Some(match next.token {
            Token::Number(..) | Token::SingleQuotedString(_) => parser.parse_value().map(Expr::Value),
            Token::LParen => in_parentheses(parser),
            Token::Plus => unary(parser, UnaryOperator::Plus, Precedence::MulDivModOp),
            Token::Minus => unary(parser, UnaryOperator::Minus, Precedence::MulDivModOp),
            Token::Word(word) => match word.keyword {
                Keyword::NOT => unary(parser, UnaryOperator::Not, Precedence::UnaryNot),
                Keyword::TRUE | Keyword::FALSE | Keyword::NULL => parser.parse_value().map(Expr::Value),
                Keyword::DATE => typed_literal(parser, DataType::Date),
                Keyword::TIMESTAMP => typed_literal(parser, DataType::Timestamp(None, TimezoneInfo::None)),
                _ if parser.peek_nth_token(1).token == Token::LParen => {
                    parser.next_token();
                    parser.parse_function(ObjectName::from(vec![word.into_ident(next.span)]))
                }
                _ if word.quote_style.is_some() || FUNCTIONS.contains(&word.value.to_ascii_lowercase().as_str()) => {
                    parser.next_token();
                    Ok(Expr::Identifier(word.into_ident(next.span)))
                }
                _ => parser.expected("an expression", parser.peek_token()),
            },
            _ => parser.expected("an expression", next),
        })
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

/// The word before a text is known to be a type: other words before a text are refused beforehand.
fn typed_literal(parser: &mut Parser, data_type: DataType) -> Result<Expr, ParserError> {
    parser.next_token();
    let value = parser.parse_value()?;
    Ok(Expr::TypedString(TypedString { data_type, value, uses_odbc_syntax: false }))
}
