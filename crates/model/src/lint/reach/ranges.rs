//! Sets of known values of one type, as unions of ranges.
//!
//! Every type but text is discrete here: floats too, by their place in the order of all floats, so that `x < 2.5` is
//! `x <= p` for the float `p` before 2.5, and no operation has to tell open ends from closed ones. Text is ordered by
//! code point and has no such neighbours; its ranges end just below or just above a text.

use crate::condition::CompareOp;
use crate::values::{Type, Value};

/// A set of values of one type: ranges that rise and do not touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ranges(Vec<(Cut, Cut)>);

/// A place between values: just below a key or just above it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    key: Key,
    above: bool,
}

/// What values are ordered by. Sets never mix types, so the order between variants only puts `End` last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i128),
    Text(String),
    End,
}

impl Ranges {
    /// No value.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// All values of a type.
    pub(crate) fn all(ty: Type) -> Self {
        match ty {
            Type::Boolean => Self::numbers(0, 1),
            Type::Decimal => Self::numbers(float_place(f64::MIN), float_place(f64::MAX)),
            Type::Date => Self::numbers(i32::MIN.into(), i32::MAX.into()),
            Type::Integer | Type::Timestamp => Self::numbers(i64::MIN.into(), i64::MAX.into()),
            Type::Text | Type::List => {
                Self(vec![(Cut::below(Key::Text(String::new())), Cut { key: Key::End, above: false })])
            }
        }
    }

    /// The numbers from `least` to `most`, both included: places of floats for decimals.
    pub(crate) fn numbers(least: i128, most: i128) -> Self {
        if least > most {
            return Self::none();
        }
        Self(vec![(Cut::below(Key::Number(least)), Cut::above(Key::Number(most)))])
    }

    /// The decimals from `least` to `most`, both included.
    pub(crate) fn decimals(least: f64, most: f64) -> Self {
        Self::numbers(float_place(least), float_place(most))
    }

    /// Just this text.
    pub(crate) fn text(text: &str) -> Self {
        Self::point(Key::Text(text.to_owned()))
    }

    /// Any of these values.
    pub(crate) fn any_of<'v>(values: impl IntoIterator<Item = &'v Value>) -> Self {
        Self::union(values.into_iter().map(|value| key_of(value).map_or_else(Self::none, Self::point)))
    }

    /// The values `x` for which `x op value` holds.
    pub(crate) fn compared(op: CompareOp, value: &Value) -> Self {
        let all = Self::all(value.ty());
        let Some(key) = key_of(value) else { return all };
        let start = Cut { key: Key::Number(i128::MIN), above: false };
        let end = Cut { key: Key::End, above: true };
        let side = match op {
            CompareOp::Equal => return all.and(&Self::point(key)),
            CompareOp::NotEqual => return all.without(&Self::point(key)),
            CompareOp::Less => (start, Cut::below(key)),
            CompareOp::LessOrEqual => (start, Cut::above(key)),
            CompareOp::Greater => (Cut::above(key), end),
            CompareOp::GreaterOrEqual => (Cut::below(key), end),
        };
        all.and(&Self(vec![side]))
    }

    /// Values in any of these sets.
    pub(crate) fn union(sets: impl IntoIterator<Item = Self>) -> Self {
        let mut ranges: Vec<_> = sets.into_iter().flat_map(|set| set.0).collect();
        ranges.sort();
        let mut merged: Vec<(Cut, Cut)> = Vec::with_capacity(ranges.len());
        for (from, to) in ranges {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = to.max(last.1.clone()),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Values in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some((left_from, left_to)), Some((right_from, right_to))) = (left.peek(), right.peek()) {
            let (from, to) = (left_from.max(right_from), left_to.min(right_to));
            if from < to {
                common.push((from.clone(), to.clone()));
            }
            if left_to <= right_to {
                left.next();
            } else {
                right.next();
            }
        }
        Self(common)
    }

    /// Values of this set that are not in the other.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut gaps = Vec::with_capacity(other.0.len() + 1);
        let mut from = Cut { key: Key::Number(i128::MIN), above: false };
        for (start, end) in &other.0 {
            gaps.push((from, start.clone()));
            from = end.clone();
        }
        gaps.push((from, Cut { key: Key::End, above: true }));
        gaps.retain(|(from, to)| from < to);
        self.and(&Self(gaps))
    }

    /// Whether there is no value.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the value is one of them.
    pub(crate) fn contains(&self, value: &Value) -> bool {
        !self.and(&Self::any_of([value])).is_empty()
    }

    /// The least and the greatest number, where there is one.
    pub(crate) fn number_bounds(&self) -> Option<(i128, i128)> {
        match (self.0.first(), self.0.last()) {
            (Some((Cut { key: Key::Number(least), .. }, _)), Some((_, Cut { key: Key::Number(end), .. }))) => {
                Some((*least, end - 1))
            }
            _ => None,
        }
    }

    /// The least and the greatest decimal, where these are decimals.
    pub(crate) fn decimal_bounds(&self) -> Option<(f64, f64)> {
        self.number_bounds().map(|(least, most)| (float_at(least), float_at(most)))
    }

    /// The integers whose nearest float is in this set of decimals; `None` where that takes more than a float's 53
    /// bits to say.
    pub(crate) fn integers(&self) -> Option<Self> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let mut ranges = Vec::with_capacity(self.0.len());
        for range in &self.0 {
            let (least, most) = Self(vec![range.clone()]).decimal_bounds()?;
            let least = match least {
                f64::MIN => i64::MIN.into(),
                _ if least.abs() < EXACT => least.ceil() as i128,
                _ => return None,
            };
            let most = match most {
                f64::MAX => i64::MAX.into(),
                _ if most.abs() < EXACT => most.floor() as i128,
                _ => return None,
            };
            ranges.push(Self::numbers(least, most));
        }
        Some(Self::union(ranges))
    }

    /// The same without the single texts that `keep` rejects.
    pub(crate) fn retain_texts(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|(from, to)| match (&from.key, &to.key) {
            (Key::Text(text), Key::Text(end)) if text == end => keep(text),
            _ => true,
        });
        self
    }

    fn point(key: Key) -> Self {
        Self(vec![(Cut::below(key.clone()), Cut::above(key))])
    }
}

impl Cut {
    fn below(key: Key) -> Self {
        Self { key, above: false }
    }

    fn above(key: Key) -> Self {
        match key {
            Key::Number(number) => Self { key: Key::Number(number + 1), above: false },
            key => Self { key, above: true },
        }
    }
}

/// `None` for lists, which are not compared.
fn key_of(value: &Value) -> Option<Key> {
    Some(match value {
        Value::Text(text) => Key::Text(text.clone()),
        Value::Integer(number) | Value::Timestamp(number) => Key::Number((*number).into()),
        Value::Date(days) => Key::Number((*days).into()),
        Value::Boolean(boolean) => Key::Number((*boolean).into()),
        Value::Decimal(float) => Key::Number(float_place(*float)),
        Value::List(_) => return None,
    })
}

/// The place of a float in the order of all floats, without gaps; -0.0 equals 0.0, at 0.
fn float_place(float: f64) -> i128 {
    let size = i128::from(float.abs().to_bits());
    if float < 0.0 { -size } else { size }
}

/// The float of a place; places outside the finite floats give the nearest of those.
fn float_at(place: i128) -> f64 {
    let size = place.unsigned_abs().min(f64::MAX.to_bits().into());
    f64::from_bits(size as u64).copysign(if place < 0 { -1.0 } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(op: CompareOp, value: Value) -> Ranges {
        Ranges::compared(op, &value)
    }

    #[test]
    fn between_neighbouring_integers_there_is_nothing_between_decimals_there_is() {
        let between = |low, high| compared(CompareOp::Greater, low).and(&compared(CompareOp::Less, high));
        assert!(between(Value::Integer(2), Value::Integer(3)).is_empty());
        assert!(!between(Value::Integer(2), Value::Integer(4)).is_empty());
        assert!(!between(Value::Decimal(2.0), Value::Decimal(3.0)).is_empty());
        assert!(!between(Value::Text("a".into()), Value::Text("b".into())).is_empty());
        assert!(between(Value::Text("a".into()), Value::Text("a".into())).is_empty());
    }

    #[test]
    fn floats_keep_their_order_and_zero_has_no_sign() {
        let floats = [f64::MIN, -2.5, -f64::MIN_POSITIVE, 0.0, 5e-324, 2.5, f64::MAX];
        assert!(floats.map(float_place).is_sorted());
        assert_eq!(floats.map(|float| float_at(float_place(float))), floats);
        assert_eq!(float_place(-0.0), float_place(0.0));
        assert_eq!(float_place(-5e-324), -1, "sets are used both ways, so a gap would take part in `not`");
    }

    #[test]
    fn decimals_come_down_to_the_integers_that_fit() {
        assert_eq!(compared(CompareOp::Greater, Value::Decimal(2.5)).integers(), {
            Some(compared(CompareOp::GreaterOrEqual, Value::Integer(3)))
        });
        assert_eq!(compared(CompareOp::Equal, Value::Decimal(2.5)).integers(), Some(Ranges::none()));
        let not_zero = compared(CompareOp::NotEqual, Value::Integer(0));
        assert_eq!(compared(CompareOp::NotEqual, Value::Decimal(0.0)).integers(), Some(not_zero));
        assert_eq!(compared(CompareOp::Less, Value::Decimal(1e300)).integers(), None);
    }

    #[test]
    fn a_set_and_what_it_lacks_make_the_whole() {
        let some = Ranges::any_of(&[Value::Integer(3), Value::Integer(7), Value::Integer(4)]);
        let all = Ranges::all(Type::Integer);
        let others = all.without(&some);
        assert!(some.and(&others).is_empty());
        assert_eq!(Ranges::union([some, others]), all);
    }
}
