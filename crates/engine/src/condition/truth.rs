//! Operations that answer: comparisons, null tests and three-valued logic.

use arrow_array::Array;
use arrow_buffer::NullBuffer;
use arrow_schema::ArrowError;
use handraise_model::condition::CompareOp;

use super::column::{Column, Values, for_each_unknown, wrong};
use super::program::Items;
use crate::scores::Answer;

/// `not`.
pub(super) fn not(column: &Column) -> Result<Column, ArrowError> {
    let not = |answer: &Answer| match answer {
        Answer::Missed => Answer::Met,
        Answer::Unknown => Answer::Unknown,
        Answer::Met => Answer::Missed,
    };
    Ok(Column { values: Values::Truth(column.truth()?.iter().map(not).collect()), constant: column.constant })
}

/// `and`: the least of the answers, as missed is less than unknown and that less than met.
pub(super) fn and<'c>(columns: impl Iterator<Item = Result<&'c Column, ArrowError>>) -> Result<Column, ArrowError> {
    fold(columns, Answer::Met, Ord::min)
}

/// `or`: the greatest of the answers.
pub(super) fn or<'c>(columns: impl Iterator<Item = Result<&'c Column, ArrowError>>) -> Result<Column, ArrowError> {
    fold(columns, Answer::Missed, Ord::max)
}

fn fold<'c>(
    columns: impl Iterator<Item = Result<&'c Column, ArrowError>>,
    neutral: Answer,
    combine: impl Fn(Answer, Answer) -> Answer,
) -> Result<Column, ArrowError> {
    let mut constant = neutral;
    let mut rows: Option<Vec<Answer>> = None;
    for column in columns {
        let column = column?;
        let answers = column.truth()?;
        match (&mut rows, column.constant) {
            (_, true) => constant = combine(constant, answers.first().copied().unwrap_or(Answer::Unknown)),
            (None, false) => rows = Some(answers.to_vec()),
            (Some(rows), false) => {
                rows.iter_mut().zip(answers).for_each(|(row, answer)| *row = combine(*row, *answer));
            }
        }
    }
    let Some(mut rows) = rows else { return Ok(Column { values: Values::Truth(vec![constant]), constant: true }) };
    if constant != neutral {
        rows.iter_mut().for_each(|row| *row = combine(*row, constant));
    }
    Ok(Column::rows(Values::Truth(rows)))
}

/// `is true`, `is false`: never unknown itself.
pub(super) fn is(column: &Column, value: bool) -> Result<Column, ArrowError> {
    let is = |answer: &Answer| Answer::from(*answer == Answer::from(value));
    Ok(Column { values: Values::Truth(column.truth()?.iter().map(is).collect()), constant: column.constant })
}

/// `is null`.
pub(super) fn is_null(column: &Column, rows: usize) -> Column {
    let answers = match &column.values {
        Values::Truth(truth) => truth.iter().map(|answer| Answer::from(*answer == Answer::Unknown)).collect(),
        _ => {
            let mut answers = vec![Answer::Missed; if column.constant { 1 } else { rows }];
            for_each_unknown(column.nulls(), |row| answers[row] = Answer::Met);
            answers
        }
    };
    Column { values: Values::Truth(answers), constant: column.constant }
}

/// `a = b` and its like; unknown where one of the two is.
pub(super) fn compare(op: CompareOp, left: &Column, right: &Column) -> Result<Column, ArrowError> {
    if left.is_unknown() || right.is_unknown() {
        return Ok(Column { values: Values::Truth(vec![Answer::Unknown]), constant: true });
    }
    let answers = match (&left.values, &right.values) {
        (Values::Whole(left), Values::Whole(right)) => compare_values(op, left.values(), right.values()),
        // -0.0 equals 0.0, and what is known is finite.
        (Values::Decimal(left), Values::Decimal(right)) => compare_values(op, left.values(), right.values()),
        (Values::Text(of_left), Values::Text(of_right)) => {
            let rows = if left.constant { of_right.len() } else { of_left.len() };
            let pair = |row| (of_left.value(left.place(row)), of_right.value(right.place(row)));
            compare_texts(op, (0..rows).map(pair))
        }
        (Values::Truth(left), Values::Truth(right)) => {
            let unknown = |answer: &Answer| *answer == Answer::Unknown;
            let equal = |left: &Answer, right: &Answer| {
                let answer = Answer::from((left == right) == (op == CompareOp::Equal));
                if unknown(left) || unknown(right) { Answer::Unknown } else { answer }
            };
            pairwise(left, right, equal)
        }
        _ => return Err(wrong("two values of one type")),
    };
    let nulls = match (left.constant, right.constant) {
        (true, _) => right.nulls().cloned(),
        (_, true) => left.nulls().cloned(),
        _ => NullBuffer::union(left.nulls(), right.nulls()),
    };
    Ok(answered(answers, nulls.as_ref(), left.constant && right.constant))
}

fn compare_values<T: PartialOrd>(op: CompareOp, left: &[T], right: &[T]) -> Vec<Answer> {
    match op {
        CompareOp::Equal => pairwise(left, right, |left, right| Answer::from(left == right)),
        CompareOp::NotEqual => pairwise(left, right, |left, right| Answer::from(left != right)),
        CompareOp::Less => pairwise(left, right, |left, right| Answer::from(left < right)),
        CompareOp::LessOrEqual => pairwise(left, right, |left, right| Answer::from(left <= right)),
        CompareOp::Greater => pairwise(left, right, |left, right| Answer::from(left > right)),
        CompareOp::GreaterOrEqual => pairwise(left, right, |left, right| Answer::from(left >= right)),
    }
}

/// Texts in code point order, which is that of their bytes.
fn compare_texts<'t>(op: CompareOp, pairs: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<Answer> {
    match op {
        CompareOp::Equal => pairs.map(|(left, right)| Answer::from(left == right)).collect(),
        CompareOp::NotEqual => pairs.map(|(left, right)| Answer::from(left != right)).collect(),
        CompareOp::Less => pairs.map(|(left, right)| Answer::from(left < right)).collect(),
        CompareOp::LessOrEqual => pairs.map(|(left, right)| Answer::from(left <= right)).collect(),
        CompareOp::Greater => pairs.map(|(left, right)| Answer::from(left > right)).collect(),
        CompareOp::GreaterOrEqual => pairs.map(|(left, right)| Answer::from(left >= right)).collect(),
    }
}

/// A single value stands beside each of the others.
fn pairwise<T>(left: &[T], right: &[T], answer: impl Fn(&T, &T) -> Answer) -> Vec<Answer> {
    match (left, right) {
        (left, [right]) => left.iter().map(|left| answer(left, right)).collect(),
        ([left], right) => right.iter().map(|right| answer(left, right)).collect(),
        (left, right) => left.iter().zip(right).map(|(left, right)| answer(left, right)).collect(),
    }
}

/// Whether each value is among the items; unknown where it is.
pub(super) fn within(column: &Column, items: &Items) -> Result<Column, ArrowError> {
    let answers: Vec<Answer> = match (items, &column.values) {
        (Items::Text(items), Values::Text(texts)) => {
            texts.iter().map(|text| Answer::from(text.is_some_and(|text| items.contains(text)))).collect()
        }
        (Items::Whole(items), Values::Whole(values)) => {
            values.values().iter().map(|value| Answer::from(items.binary_search(value).is_ok())).collect()
        }
        (Items::Decimal(items), Values::Decimal(values)) => {
            values.values().iter().map(|value| Answer::from(items.contains(value))).collect()
        }
        (Items::Boolean(items), Values::Truth(answers)) => {
            let within = |answer: &Answer| match answer {
                Answer::Unknown => Answer::Unknown,
                known => Answer::from(items.contains(&(*known == Answer::Met))),
            };
            answers.iter().map(within).collect()
        }
        _ => return Err(wrong("items of the type they are compared with")),
    };
    Ok(answered(answers, column.nulls(), column.constant))
}

/// Answers, unknown where these are null.
pub(super) fn answered(mut answers: Vec<Answer>, nulls: Option<&NullBuffer>, constant: bool) -> Column {
    for_each_unknown(nulls, |row| {
        if let Some(answer) = answers.get_mut(row) {
            *answer = Answer::Unknown;
        }
    });
    Column { values: Values::Truth(answers), constant }
}
