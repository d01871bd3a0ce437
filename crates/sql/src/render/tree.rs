//! What a piece of SQL is made of, as far as a layout has to know: words, literals, and what stands in brackets.

use crate::dialect::{Dialect, TextLiterals};

/// What stood before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: the two stay together.
    Nothing,
    /// Space on the same line.
    Space,
    /// The end of a line, which is to stay one.
    Line,
}

/// A word, a literal, a quoted name, a comma or a bracket, as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) gap: Gap,
}

/// A token that stands for itself, or a group of them.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Token(Token<'t>),
    Group(Group<'t>),
}

/// What stands in brackets, or between `case` and `end`.
#[derive(Debug)]
pub(super) struct Group<'t> {
    pub(super) open: Token<'t>,
    pub(super) inner: Vec<Node<'t>>,
    pub(super) close: Token<'t>,
}

impl<'t> Group<'t> {
    pub(super) fn is_case(&self) -> bool {
        is_case(self.open)
    }

    /// Whether it is a list of single words and literals, which may share lines.
    pub(super) fn is_plain_list(&self) -> bool {
        let plain = |(index, node): (usize, &Node<'t>)| match node {
            Node::Group(_) => false,
            Node::Token(token) => {
                token.gap == Gap::Nothing || index == 0 || self.inner.get(index - 1).is_some_and(Node::is_comma)
            }
        };
        !self.is_case() && self.inner.iter().enumerate().all(plain)
    }

    /// Whether lines become shorter by what is in it.
    pub(super) fn is_worth_opening(&self) -> bool {
        self.inner.len() > 1 || matches!(self.inner.as_slice(), [Node::Group(_)])
    }

    /// Whether it has to be on several lines.
    pub(super) fn is_forced(&self) -> bool {
        let first = self.inner.first().is_some_and(|node| node.gap() == Gap::Line);
        !self.is_plain_list() && (first || self.close.gap == Gap::Line || is_forced(&self.inner))
    }
}

impl<'t> Node<'t> {
    pub(super) fn gap(&self) -> Gap {
        match self {
            Self::Token(token) => token.gap,
            Self::Group(group) => group.open.gap,
        }
    }

    /// Its text, where it is a word.
    pub(super) fn word(&self) -> &'t str {
        match self {
            Self::Token(token) => token.text,
            Self::Group(_) => "",
        }
    }

    pub(super) fn is_comma(&self) -> bool {
        self.word() == ","
    }
}

/// Whether tokens have to be on several lines.
pub(super) fn is_forced(nodes: &[Node<'_>]) -> bool {
    let breaks = |(index, node): (usize, &Node<'_>)| {
        index > 0 && node.gap() == Gap::Line || matches!(node, Node::Group(group) if group.is_forced())
    };
    nodes.iter().enumerate().any(breaks)
}

/// All on one line.
pub(super) fn flat(nodes: &[Node<'_>]) -> String {
    let mut text = String::new();
    write_flat(nodes, &mut text);
    text
}

pub(super) fn write_flat(nodes: &[Node<'_>], text: &mut String) {
    for (index, node) in nodes.iter().enumerate() {
        if index > 0 && node.gap() != Gap::Nothing {
            text.push(' ');
        }
        match node {
            Node::Token(token) => text.push_str(token.text),
            Node::Group(group) => {
                let space = if group.is_case() { " " } else { "" };
                text.push_str(group.open.text);
                text.push_str(space);
                write_flat(&group.inner, text);
                text.push_str(space);
                text.push_str(group.close.text);
            }
        }
    }
}

/// The tree of a text. What is not closed is closed by nothing, and what closes nothing is a word.
pub(super) fn parse<'t>(text: &'t str, dialect: &Dialect) -> Vec<Node<'t>> {
    let mut open: Vec<(Token<'t>, Vec<Node<'t>>)> = Vec::new();
    let mut nodes = Vec::new();
    for token in tokens(text, dialect) {
        let closes = open.last().is_some_and(|(opened, _)| closes(*opened, token));
        if matches!(token.text, "(" | "[" | "{") || is_case(token) {
            open.push((token, std::mem::take(&mut nodes)));
        } else if let Some((opened, before)) = open.pop_if(|_| closes) {
            let inner = std::mem::replace(&mut nodes, before);
            nodes.push(Node::Group(Group { open: opened, inner, close: token }));
        } else {
            nodes.push(Node::Token(token));
        }
    }
    while let Some((opened, before)) = open.pop() {
        let inner = std::mem::replace(&mut nodes, before);
        let close = Token { text: "", gap: Gap::Nothing };
        nodes.push(Node::Group(Group { open: opened, inner, close }));
    }
    nodes
}

fn is_case(token: Token<'_>) -> bool {
    token.text == "case"
}

fn closes(opened: Token<'_>, token: Token<'_>) -> bool {
    match opened.text {
        "(" => token.text == ")",
        "[" => token.text == "]",
        "{" => token.text == "}",
        _ => token.text == "end",
    }
}

/// The tokens of a text.
pub(super) fn tokens<'t>(text: &'t str, dialect: &Dialect) -> Vec<Token<'t>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    // What begins a text has nothing before it to stay together with.
    let mut gap = Gap::Space;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_whitespace() {
            let behind = rest.trim_start_matches(|character: char| character.is_ascii_whitespace());
            let (space, _) = rest.split_at(rest.len() - behind.len());
            gap = if space.contains('\n') { Gap::Line } else { Gap::Space };
            rest = behind;
            continue;
        }
        let length = token_length(rest, first, dialect);
        let (text, behind) = rest.split_at(length);
        tokens.push(Token { text, gap });
        gap = Gap::Nothing;
        rest = behind;
    }
    tokens
}

/// How long the token is that a text begins with.
fn token_length(text: &str, first: char, dialect: &Dialect) -> usize {
    let quote = dialect.identifiers.quote;
    if first == '\'' {
        return quoted_length(text, first, dialect.text != TextLiterals::Standard);
    }
    if first == quote {
        return quoted_length(text, first, !dialect.identifiers.doubled);
    }
    let is_bracket = |character: char| matches!(character, '(' | ')' | '[' | ']' | '{' | '}' | ',');
    if is_bracket(first) {
        return first.len_utf8();
    }
    let ends = |character: char| {
        character.is_ascii_whitespace() || is_bracket(character) || character == '\'' || character == quote
    };
    text.find(ends).unwrap_or(text.len())
}

/// How long the literal or the quoted name is that a text begins with: to its closing quote, or to the end without one.
fn quoted_length(text: &str, quote: char, has_backslash: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && has_backslash {
            characters.next();
        } else if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}
