//! Breaks what is too long for a line, and nothing else: no token is changed, added or left out.
//!
//! A line that fits stays one. One that does not is broken where it binds most loosely: at its clauses, its commas, at `or`,
//! at `and`; else its brackets are opened, the last ones that help; and so on with each part. Where a line already ended it
//! still ends, so that who writes an expression can ask for lines: only a list of plain items shares lines as far as they go.

use super::tree::{Gap, Group, Node, flat, is_forced, parse};
use super::{STEP, indented};
use crate::dialect::Dialect;

/// A text in lines of at most so many characters, as far as its words and literals are no longer.
pub(crate) fn laid_out(text: &str, room: usize, dialect: &Dialect) -> String {
    lay(&parse(text, dialect), room, Place::Line).join("\n")
}

/// Words in lines of at most so many characters.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    filled(text.split(' ').map(str::to_owned), room)
}

/// The least room in which it is worth to break a line: what is nested more deeply stays on one.
const ROOM_MIN: usize = 16;

/// Where a piece stands, which says how its further lines are indented.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Alone.
    Line,
    /// Alone in brackets.
    Brackets,
    /// Beside others of its kind: what follows its first line is one step in.
    Part,
}

fn lay(nodes: &[Node<'_>], room: usize, place: Place) -> Vec<String> {
    let text = flat(nodes);
    if !is_forced(nodes) && width(&text) <= room || room < ROOM_MIN {
        return vec![text];
    }
    if let Some(on) = join_condition(nodes) {
        let (table, condition) = nodes.split_at(on);
        let mut lines = lay(table, room, Place::Part);
        lines.extend(stepped(lay(condition, room.saturating_sub(STEP.len()), Place::Line)));
        return lines;
    }
    match loosest(nodes, place) {
        Some(cuts) => cut(nodes, &cuts, room, place),
        None => opened(nodes, room, place),
    }
}

/// Broken at some places, each part for itself.
fn cut(nodes: &[Node<'_>], cuts: &[usize], room: usize, place: Place) -> Vec<String> {
    let inner = room.saturating_sub(STEP.len());
    let head = clause_words(nodes);
    let has_items = cuts.iter().all(|cut| nodes.get(cut - 1).is_some_and(Node::is_comma));
    let (mut lines, mut from) = (Vec::new(), 0);
    if head > 0 && has_items {
        lines.push(flat(&nodes[..head]));
        from = head;
    }
    // What is put together by `||` stays one column of parts, however often it is cut.
    let is_chain = cuts.iter().all(|cut| nodes.get(*cut).is_some_and(|node| node.word() == "||"));
    let place_of_parts = if is_chain { Place::Line } else { Place::Part };
    for to in cuts.iter().copied().chain([nodes.len()]) {
        let part = &nodes[from..to];
        if head > 0 && has_items || from > 0 && place == Place::Part {
            lines.extend(stepped(lay(part, inner, place_of_parts)));
        } else {
            lines.extend(lay(part, room, place_of_parts));
        }
        from = to;
    }
    lines
}

/// With some of its brackets opened; cut at operators, where that does not help.
fn opened(nodes: &[Node<'_>], room: usize, place: Place) -> Vec<String> {
    let those = |worth: fn(&Group<'_>) -> bool| -> Vec<usize> {
        let is_worth = |index: &usize| matches!(&nodes[*index], Node::Group(group) if worth(group));
        (0..nodes.len()).filter(is_worth).collect()
    };
    let (groups, forced) = (those(|group| group.is_worth_opening()), those(|group| group.is_forced()));
    let one_more = |group: usize| {
        let mut open: Vec<usize> = forced.iter().copied().chain([group]).collect();
        open.sort_unstable();
        open.dedup();
        open
    };
    let sums = operators(nodes, &["+", "-"], place);
    if groups.len() > 1 && !sums.is_empty() {
        return cut(nodes, &sums, room, place);
    }
    let tries = [forced.clone()].into_iter().chain(groups.iter().rev().map(|group| one_more(*group)));
    for open in tries.chain([groups.clone()]) {
        if !open.is_empty() && segments(nodes, &open).iter().all(|segment| width(segment) <= room) {
            return with_open(nodes, &open, room);
        }
    }
    let looser: [&[&str]; 3] = [
        &["+", "-"],
        &["*", "/", "//", "%", "div"],
        &["=", "<>", "<", "<=", ">", ">=", "in", "not", "like", "between", "is"],
    ];
    let cuts = looser.into_iter().map(|words| operators(nodes, words, place)).find(|cuts| !cuts.is_empty());
    // Last of all the `and` of `between`.
    let and = (1..nodes.len()).find(|index| nodes[*index].word() == "and").map(|and| vec![and]);
    match cuts.or(and) {
        Some(cuts) => cut(nodes, &cuts, room, place),
        None => with_open(nodes, &groups, room),
    }
}

/// What stands before, between and behind brackets that are opened.
fn segments(nodes: &[Node<'_>], open: &[usize]) -> Vec<String> {
    let mut segments = vec![String::new()];
    for (index, node) in nodes.iter().enumerate() {
        let Some(segment) = segments.last_mut() else { break };
        if index > 0 && node.gap() != Gap::Nothing {
            segment.push(' ');
        }
        match node {
            Node::Group(group) if open.contains(&index) => {
                segment.push_str(group.open.text);
                if group.is_case() {
                    let operand = flat(arms(group).0);
                    segment.push_str(if operand.is_empty() { "" } else { " " });
                    segment.push_str(&operand);
                }
                segments.push(group.close.text.to_owned());
            }
            other => segment.push_str(&flat(std::slice::from_ref(other))),
        }
    }
    segments
}

fn with_open(nodes: &[Node<'_>], open: &[usize], room: usize) -> Vec<String> {
    let mut segments = segments(nodes, open).into_iter();
    let mut lines: Vec<String> = segments.next().into_iter().collect();
    for (index, segment) in open.iter().zip(segments) {
        if let Some(Node::Group(group)) = nodes.get(*index) {
            lines.extend(stepped(inside(group, room.saturating_sub(STEP.len()))));
        }
        lines.push(segment);
    }
    lines
}

/// What is in brackets.
fn inside(group: &Group<'_>, room: usize) -> Vec<String> {
    if group.is_case() {
        return arms(group).1.into_iter().flat_map(|arm| lay_arm(arm, room)).collect();
    }
    if !group.is_plain_list() {
        // A window that is opened has its clauses below each other.
        let is_window = group.inner.first().is_some_and(|first| first.word() == "partition");
        return match loosest(&group.inner, Place::Brackets).filter(|_| is_window) {
            Some(cuts) => cut(&group.inner, &cuts, room, Place::Brackets),
            None => lay(&group.inner, room, Place::Brackets),
        };
    }
    let items = group.inner.split_inclusive(Node::is_comma);
    filled(items.map(flat), room)
}

/// What `case` compares, and its arms.
fn arms<'g, 't>(group: &'g Group<'t>) -> (&'g [Node<'t>], Vec<&'g [Node<'t>]>) {
    let begins = |index: &usize| matches!(group.inner[*index].word(), "when" | "else");
    let starts: Vec<usize> = (0..group.inner.len()).filter(begins).collect();
    let ends = starts.iter().skip(1).copied().chain([group.inner.len()]);
    let arms = starts.iter().zip(ends).map(|(from, to)| &group.inner[*from..to]).collect();
    (&group.inner[..starts.first().copied().unwrap_or(group.inner.len())], arms)
}

fn lay_arm(arm: &[Node<'_>], room: usize) -> Vec<String> {
    let text = flat(arm);
    // Where `then` begins a line this is a matter of room alone.
    let then = arm.iter().position(|node| node.word() == "then");
    let (when, value) = arm.split_at(then.unwrap_or(1));
    let (then, value) = value.split_at(usize::from(then.is_some()));
    let is_forced_value = value.first().is_some_and(|first| first.gap() == Gap::Line) || is_forced(value);
    let is_forced_arm = is_forced(when) || is_forced_value;
    if !is_forced_arm && width(&text) <= room {
        return vec![text];
    }
    let inner = room.saturating_sub(STEP.len());
    let then = if then.is_empty() { "" } else { " then" };
    let head = flat(when) + then;
    if then.is_empty() || !is_forced(when) && width(&head) <= room {
        let mut lines = vec![head];
        lines.extend(stepped(lay(value, inner, Place::Brackets)));
        return lines;
    }
    let mut lines = lay(when, room, Place::Part);
    let value_text = flat(value);
    let fits = |before: usize, room: usize| !is_forced_value && before + " then ".len() + width(&value_text) <= room;
    match lines.last_mut() {
        Some(last) if last.starts_with(')') && fits(width(last), room) => {
            last.push_str(&format!("{then} {value_text}"))
        }
        _ if fits(0, inner) => lines.push(format!("{STEP}then {value_text}")),
        _ => {
            lines.push(format!("{STEP}then"));
            let value = lay(value, inner.saturating_sub(STEP.len()), Place::Brackets);
            lines.extend(stepped(stepped(value).collect()));
        }
    }
    lines
}

/// Where tokens bind most loosely, if they are clauses, items, or operands of `or`, `and` and `||`; else where lines ended.
fn loosest(nodes: &[Node<'_>], place: Place) -> Option<Vec<usize>> {
    let is_window = matches!(nodes.first().map(Node::word), Some("partition" | "order"));
    let is_query = nodes.first().is_some_and(|first| first.word() == "select");
    let clause = |index: usize, node: &Node<'_>| {
        let by = nodes.get(index + 1).is_some_and(|next| next.word() == "by");
        match node.word() {
            "order" | "group" | "partition" => by,
            "rows" => is_window,
            "from" | "where" | "limit" | "cross" | "union" => is_query,
            _ => false,
        }
    };
    let found = |cuts: Vec<usize>| (!cuts.is_empty()).then_some(cuts);
    let all = || 1..nodes.len();
    let ended = || all().filter(|index| nodes[*index].gap() == Gap::Line).collect();
    found(all().filter(|index| clause(*index, &nodes[*index])).collect())
        .or_else(|| found(all().filter(|index| nodes[*index - 1].is_comma()).collect()))
        .or_else(|| found(operators(nodes, &["or"], Place::Line)))
        .or_else(|| found(operators(nodes, &["and"], Place::Line)))
        .or_else(|| found(ended()))
        .or_else(|| found(operators(nodes, &["||"], place)))
}

/// The places of operators, but for the `and` of `between`. In brackets what follows `as` is a part, too.
fn operators(nodes: &[Node<'_>], words: &[&str], place: Place) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut is_between = false;
    for (index, node) in nodes.iter().enumerate() {
        let word = node.word();
        if word == "between" {
            is_between = true;
        } else if word == "and" && is_between {
            is_between = false;
            continue;
        }
        if index > 0 && node.gap() != Gap::Nothing && words.contains(&word) {
            cuts.push(index);
        }
    }
    let name = nodes.iter().rposition(|node| node.word() == "as");
    if let (Place::Brackets, Some(name)) = (place, name)
        && cuts.last().is_some_and(|last| *last < name)
    {
        cuts.push(name);
    }
    cuts
}

/// Where the condition of a join begins.
fn join_condition(nodes: &[Node<'_>]) -> Option<usize> {
    let is_join = matches!(nodes.first()?.word(), "inner" | "left" | "cross");
    nodes.iter().position(|node| node.word() == "on").filter(|_| is_join)
}

/// How many words begin a clause, such as `order by`.
fn clause_words(nodes: &[Node<'_>]) -> usize {
    match (nodes.first().map(Node::word), nodes.get(1).map(Node::word)) {
        (Some("order" | "group" | "partition"), Some("by")) => 2,
        (Some("select"), Some(_)) => 1,
        _ => 0,
    }
}

/// As many on a line as go.
fn filled(items: impl Iterator<Item = String>, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&item) <= room => {
                line.push(' ');
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines
}

fn stepped(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| indented(&line))
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::super::tree::tokens;
    use super::*;
    use crate::dialect::ALL;

    /// Texts that would be broken inside, or close too early, if their quotes were misread.
    const HOSTILE: [&str; 8] =
        ["a and b", "(", "it's ' or '", "\\", "\\' or ( ", "case when \" then ` end", "'')", "--, {{ ]"];

    #[test]
    fn no_width_changes_what_is_said() {
        for dialect in ALL {
            for text in HOSTILE {
                let (literal, name) = (dialect.text_literal(text), dialect.quoted(text));
                let sql = format!(
                    "case when {name} in ({literal}, {literal}) and not ({name} between {literal} and 'z' or x is null)\n then \
                     cast(sum({name} * -2) over (partition by {name} order by y desc rows 1 preceding) as text) || {literal}\n \
                     else f(g(), {{'at': {name}}}, h({literal} + 1))['x'] end = {literal} or {name} like {literal} as {name},"
                );
                let said =
                    |sql: &str| tokens(sql, dialect).iter().map(|token| token.text.to_owned()).collect::<Vec<_>>();
                for room in (0..200).step_by(9) {
                    let laid_out = laid_out(&sql, room, dialect);
                    assert_eq!(said(&laid_out), said(&sql), "{} {room}: {laid_out}", dialect.name);
                    for written in [&literal, &name] {
                        assert_eq!(laid_out.matches(written.as_str()).count(), sql.matches(written.as_str()).count());
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_broken_where_it_binds_most_loosely() {
        let sql = "a = 1 and f(b, c) between 2 and 3 or d in ('one', 'two', 'three', 'four', 'five', 'six') \
                   or g(x) > case k when 'one' then 1 when 'two' or 'three' then 2 * (a + b) else 3 end as it";
        insta::assert_snapshot!(laid_out(sql, 40, ALL[0]), @r"
        a = 1 and f(b, c) between 2 and 3
        or d in (
            'one', 'two', 'three', 'four',
            'five', 'six'
        )
        or g(x) > case k
            when 'one' then 1
            when 'two' or 'three' then
                2 * (a + b)
            else 3
        end as it
        ");
        let sql = "row_number() over (partition by lead_id, event_id order by event_time, event_type) as delivery,";
        insta::assert_snapshot!(laid_out(sql, 50, ALL[0]), @r"
        row_number() over (
            partition by lead_id, event_id
            order by event_time, event_type
        ) as delivery,
        ");
        let sql = "left join decay as d on d.half_life_days = c.half_life_days and d.age_days = e.age_days";
        insta::assert_snapshot!(laid_out(sql, 50, ALL[0]), @r"
        left join decay as d
            on d.half_life_days = c.half_life_days
            and d.age_days = e.age_days
        ");
        insta::assert_snapshot!(laid_out("cast(a\n + b as bigint) as c", 50, ALL[0]), @r"
        cast(
            a
            + b as bigint
        ) as c
        ");
    }

    #[test]
    fn a_deep_nest_is_laid_out_soon() {
        let deep = (0..1000).fold("x".to_owned(), |inner, _| format!("f(({inner} + 1) * g(2, 3), 4)"));
        assert!(laid_out(&deep, 120, ALL[0]).lines().count() > 20);
    }
}
