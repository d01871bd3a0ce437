//! Changes worth trying: the values that the model's own conditions name, and one more of each behaviour.

use handraise_model::condition::{CompareOp, DataPointId, EngagementId, Expr, ListRef};
use handraise_model::values::{AsOf, MICROS_PER_DAY, Type, Value};
use handraise_model::{BandTest, DataPoint, EngagementCriterion, Model};

use super::{Case, CaseEvent, Change, StandsFor};

/// A text that no condition names; an address, so that it has a domain.
const OTHER_TEXT: &str = "other@other.example";

/// Changes that are made together.
pub(crate) type Candidate = Vec<Change>;

/// Values tried for one data point.
const VALUES_MAX: usize = 40;
/// Combinations tried for one condition over several data points.
const COMBINATIONS_MAX: usize = 64;

/// Each single change: a data point, an occurrence, or a gate (whose data points change together).
pub(crate) fn singles(model: &Model, case: &Case) -> Vec<Candidate> {
    let named = NamedValues::of_lead(model, case.as_of);
    let mut found: Vec<Candidate> = Vec::new();
    for (index, from) in case.values.iter().enumerate() {
        let changes = named.of(index).iter().filter_map(|value| data_point_change(index, from.as_ref(), value));
        found.extend(changes.map(|change| vec![change]));
    }
    for gate in model.gates() {
        let read = gate.when.expr.data_points();
        if read.len() > 1 {
            found.extend(combinations(&read, &named, &case.values));
        }
    }
    // What takes points away is nothing to wish for, even where clipping hides the loss.
    let wished = model.engagement().iter().enumerate().filter(|(_, criterion)| criterion.points.value >= 0);
    for (index, criterion) in wished {
        found.extend(occurrences(model, case, EngagementId(index), criterion).into_iter().map(|change| vec![change]));
    }
    found
}

/// One more occurrence, with every way to meet the criterion's `where` that is known.
fn occurrences(model: &Model, case: &Case, id: EngagementId, criterion: &EngagementCriterion) -> Vec<Change> {
    let Some(event) = criterion.events.first() else { return Vec::new() };
    let unknown: Vec<Option<Value>> = vec![None; model.event().len()];
    let mut properties = vec![unknown.clone()];
    if let Some(condition) = &criterion.condition {
        let named = NamedValues::of_event_condition(model, &condition.expr, case.as_of);
        properties.extend(combinations(&condition.expr.data_points(), &named, &unknown).into_iter().map(|changes| {
            let mut properties = unknown.clone();
            for change in changes {
                if let Change::DataPoint { data_point: DataPointId(index), to, .. } = change {
                    properties[index] = Some(to);
                }
            }
            properties
        }));
    }
    // As few events as may do, then as many as certainly do.
    let counts = if criterion.at_least > 1 { vec![1, criterion.at_least] } else { vec![1] };
    let mut changes = Vec::new();
    for count in counts {
        for properties in &properties {
            let one = |before: u32| CaseEvent {
                event: event.clone(),
                time: case.as_of.micros() - 1 - i64::from(before),
                id: None,
                properties: properties.clone(),
            };
            changes.push(Change::Occurrence { criterion: id, events: (0..count).map(one).collect() });
        }
    }
    changes
}

/// Changes of several data points at once: every combination of the values that are named, the present ones included.
fn combinations(read: &[DataPointId], named: &NamedValues, present: &[Option<Value>]) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = vec![Vec::new()];
    for &DataPointId(index) in read {
        let from = present.get(index).and_then(Option::as_ref);
        let changes: Vec<Change> =
            named.of(index).iter().filter_map(|value| data_point_change(index, from, value)).collect();
        let extended: Vec<Candidate> = all
            .iter()
            .flat_map(|made| changes.iter().map(move |change| made.iter().chain([change]).cloned().collect()))
            .take(COMBINATIONS_MAX.saturating_sub(all.len()))
            .collect();
        all.extend(extended);
    }
    all.retain(|changes| !changes.is_empty());
    all
}

fn data_point_change(index: usize, from: Option<&Value>, named: &NamedValue) -> Option<Change> {
    let to = match (&named.value, from) {
        // A list gains an item.
        (Value::List(items), Some(Value::List(present))) => {
            let new = items.iter().filter(|item| !present.contains(item));
            Value::List(present.iter().chain(new).cloned().collect())
        }
        (value, _) => value.clone(),
    };
    if from == Some(&to) || (named.stands_for == StandsFor::Known && from.is_some()) {
        return None;
    }
    let from = from.filter(|value| !matches!(value, Value::List(items) if items.is_empty())).cloned();
    Some(Change::DataPoint { data_point: DataPointId(index), from, to, stands_for: named.stands_for.clone() })
}

/// A value that a condition names.
#[derive(Clone, Debug, PartialEq)]
struct NamedValue {
    value: Value,
    stands_for: StandsFor,
}

/// For each data point the values that conditions compare it with, and their neighbours.
struct NamedValues {
    types: Vec<Type>,
    values: Vec<Vec<NamedValue>>,
    lists: Vec<Vec<String>>,
    as_of: AsOf,
}

impl NamedValues {
    fn of_lead(model: &Model, as_of: AsOf) -> Self {
        let mut named = Self::none(model, model.lead(), as_of);
        let conditions = [model.gates(), model.exclusions(), model.lanes()];
        conditions.into_iter().flatten().for_each(|condition| named.read(&condition.when.expr));
        model.personas().iter().for_each(|persona| named.read(&persona.when.expr));
        model.sizes().iter().for_each(|size| named.read(&size.when.expr));
        for band in model.fit().iter().flat_map(|criterion| &criterion.bands) {
            match &band.test {
                BandTest::When(expr) => named.read(expr),
                BandTest::Known(id) | BandTest::Unknown(id) => named.known(*id),
                BandTest::Else => {}
            }
        }
        named
    }

    fn of_event_condition(model: &Model, expr: &Expr, as_of: AsOf) -> Self {
        let mut named = Self::none(model, model.event(), as_of);
        named.read(expr);
        named
    }

    fn none(model: &Model, data_points: &[DataPoint], as_of: AsOf) -> Self {
        let types: Vec<Type> = data_points.iter().map(|data_point| data_point.ty).collect();
        let lists = model.lists().iter().map(|list| list.items.clone()).collect();
        Self { values: vec![Vec::new(); types.len()], types, lists, as_of }
    }

    fn of(&self, index: usize) -> &[NamedValue] {
        self.values.get(index).map_or(&[], Vec::as_slice)
    }

    fn read(&mut self, expr: &Expr) {
        let mut parts = Vec::new();
        expr.walk(&mut |part| parts.push(part));
        for part in parts {
            match part {
                Expr::Compare(op, left, right) => {
                    self.compared(*op, left, right);
                    self.compared(*op, right, left);
                }
                Expr::Between { expr, low, high, .. } => {
                    self.compared(CompareOp::GreaterOrEqual, expr, low);
                    self.compared(CompareOp::LessOrEqual, expr, high);
                }
                Expr::In { expr, items, .. } => items.iter().for_each(|item| self.equal(expr, item.clone())),
                Expr::IsNull { expr, .. } => {
                    if let Expr::DataPoint(id, _) = **expr {
                        self.known(id);
                    }
                }
                Expr::DataPoint(id, Type::Boolean) => {
                    self.push(*id, Value::Boolean(true), StandsFor::Itself);
                    self.push(*id, Value::Boolean(false), StandsFor::Itself);
                }
                Expr::Like { expr, pattern, .. } => {
                    if pattern.contains(['%', '_']) {
                        self.like(expr, pattern);
                    } else {
                        self.equal(expr, Value::Text(pattern.clone()));
                    }
                }
                Expr::AnyOf(expr, ListRef::Named(list)) => {
                    let items = self.lists.get(list.0).cloned().unwrap_or_default();
                    items.into_iter().take(VALUES_MAX).for_each(|item| self.equal(expr, Value::Text(item)));
                }
                Expr::AnyOf(expr, ListRef::DataPoint(id)) => {
                    if let Expr::Literal(Value::Text(item)) = &**expr {
                        self.push(*id, Value::List(vec![item.clone()]), StandsFor::Itself);
                    }
                }
                _ => {}
            }
        }
    }

    /// `expr` beside a literal: the literal itself and, where order matters, what lies next to it.
    fn compared(&mut self, op: CompareOp, expr: &Expr, literal: &Expr) {
        let Expr::Literal(value) = literal else { return };
        self.equal(expr, value.clone());
        if !matches!(op, CompareOp::Equal) {
            for near in neighbours(value) {
                self.equal(expr, near);
            }
        }
    }

    /// What makes `expr` equal to a value, where there is an obvious way.
    fn equal(&mut self, expr: &Expr, value: Value) {
        match (expr, value) {
            (Expr::DataPoint(id, ty), value) => {
                self.push(*id, value, StandsFor::Itself);
                if *ty == Type::Text {
                    self.push(*id, Value::Text(OTHER_TEXT.to_owned()), StandsFor::Other);
                }
            }
            (Expr::Lower(inner), value) => self.equal(inner, value),
            (Expr::Coalesce(items), value) => items.iter().take(1).for_each(|item| self.equal(item, value.clone())),
            (Expr::EmailDomain(inner), Value::Text(domain)) => {
                self.equal(inner, Value::Text(format!("someone@{domain}")));
            }
            (Expr::ToDecimal(inner), Value::Decimal(number)) => {
                for whole in [number.floor(), number.ceil()] {
                    self.equal(inner, Value::Integer(whole as i64));
                }
            }
            (Expr::AgeDays(inner), Value::Integer(age_days)) => {
                let Some(day) = i64::from(self.as_of.day()).checked_sub(age_days) else { return };
                match (inner.ty(), i32::try_from(day)) {
                    (Type::Date, Ok(day)) => self.equal(inner, Value::Date(day)),
                    (Type::Timestamp, Ok(day)) => {
                        self.equal(inner, Value::Timestamp(i64::from(day) * MICROS_PER_DAY));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// What makes a text fit a pattern with wildcards: told as the pattern, since no such text is anybody's.
    fn like(&mut self, expr: &Expr, pattern: &str) {
        match expr {
            Expr::DataPoint(id, _) => {
                let text = pattern.replace('%', "").replace('_', "x");
                self.push(*id, Value::Text(text), StandsFor::Like(pattern.to_owned()));
                self.push(*id, Value::Text(OTHER_TEXT.to_owned()), StandsFor::Other);
            }
            Expr::Lower(inner) => self.like(inner, pattern),
            _ => {}
        }
    }

    fn known(&mut self, id: DataPointId) {
        let value = match self.types.get(id.0) {
            Some(Type::Text) => Value::Text("known".to_owned()),
            Some(Type::Integer) => Value::Integer(1),
            Some(Type::Decimal) => Value::Decimal(1.0),
            Some(Type::Boolean) => Value::Boolean(true),
            Some(Type::Date) => Value::Date(self.as_of.day()),
            Some(Type::Timestamp) => Value::Timestamp(self.as_of.micros()),
            Some(Type::List) | None => return,
        };
        self.push(id, value, StandsFor::Known);
    }

    fn push(&mut self, DataPointId(index): DataPointId, value: Value, stands_for: StandsFor) {
        let Some(values) = self.values.get_mut(index) else { return };
        if values.len() < VALUES_MAX
            && !values.iter().any(|named| named.value == value && named.stands_for == stands_for)
        {
            values.push(NamedValue { value, stands_for });
        }
    }
}

/// The values right below and above, for what has an order.
fn neighbours(value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(number) => {
            [number.checked_sub(1), number.checked_add(1)].into_iter().flatten().map(Value::Integer).collect()
        }
        Value::Decimal(number) => [number - 1.0, number + 1.0].map(Value::Decimal).into(),
        Value::Date(day) => [day.checked_sub(1), day.checked_add(1)].into_iter().flatten().map(Value::Date).collect(),
        Value::Timestamp(micros) => [micros.checked_sub(MICROS_PER_DAY), micros.checked_add(MICROS_PER_DAY)]
            .into_iter()
            .flatten()
            .map(Value::Timestamp)
            .collect(),
        Value::Text(_) | Value::Boolean(_) | Value::List(_) => Vec::new(),
    }
}
