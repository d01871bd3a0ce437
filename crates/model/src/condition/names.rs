//! The names that a condition may use.

use crate::Model;
use crate::condition::{DataPointId, EngagementId, ListId, Scope};
use crate::values::Type;

/// The declared names that a condition of one scope may use.
///
/// It borrows them, so that the reader of a document can make it before there is a [`Model`]. Positions are the
/// indices of the model: the n-th data point given becomes `DataPointId(n)`.
#[derive(Clone, Debug, Default)]
pub struct Names<'a> {
    data_points: Vec<(&'a str, Option<Type>)>,
    lists: Vec<&'a str>,
    engagement: Vec<(&'a str, &'a str)>,
}

impl<'a> Names<'a> {
    /// The data points of the scope with their types, the named lists, and the engagement criteria by name and id.
    ///
    /// A data point without a type is one whose declaration is wrong itself: a condition that reads it is not judged
    /// any further, since its mistakes would only echo that one.
    #[must_use]
    pub fn new(
        data_points: impl IntoIterator<Item = (&'a str, Option<Type>)>,
        lists: impl IntoIterator<Item = &'a str>,
        engagement: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self {
            data_points: data_points.into_iter().collect(),
            lists: lists.into_iter().collect(),
            engagement: engagement.into_iter().collect(),
        }
    }

    /// Those of a checked model.
    #[must_use]
    pub fn of(model: &'a Model, scope: Scope) -> Self {
        let data_points = if scope == Scope::Event { model.event() } else { model.lead() };
        Self::new(
            data_points.iter().map(|data_point| (data_point.name.as_str(), Some(data_point.ty))),
            model.lists().iter().map(|list| list.name.as_str()),
            model.engagement().iter().map(|criterion| (criterion.name.as_str(), criterion.id.as_str())),
        )
    }

    pub(super) fn data_point(&self, name: &str) -> Option<(DataPointId, Option<Type>)> {
        let index = self.data_points.iter().position(|(declared, _)| *declared == name)?;
        Some((DataPointId(index), self.data_points[index].1))
    }

    pub(super) fn list(&self, name: &str) -> Option<ListId> {
        self.lists.iter().position(|declared| *declared == name).map(ListId)
    }

    pub(super) fn criterion(&self, name_or_id: &str) -> Option<EngagementId> {
        self.engagement.iter().position(|(name, id)| *name == name_or_id || *id == name_or_id).map(EngagementId)
    }

    pub(super) fn data_point_name(&self, id: DataPointId) -> &'a str {
        self.data_points.get(id.0).map_or("", |(name, _)| name)
    }

    pub(super) fn list_name(&self, id: ListId) -> &'a str {
        self.lists.get(id.0).copied().unwrap_or_default()
    }

    pub(super) fn criterion_name(&self, id: EngagementId) -> &'a str {
        self.engagement.get(id.0).map_or("", |(name, _)| name)
    }

    pub(super) fn data_point_names(&self) -> impl Iterator<Item = &'a str> {
        self.data_points.iter().map(|(name, _)| *name)
    }

    /// All that `any` and `cardinality` take: data points of type list, and named lists.
    pub(super) fn list_names(&self) -> impl Iterator<Item = &'a str> {
        let data_points = self.data_points.iter().filter(|(_, ty)| *ty == Some(Type::List)).map(|(name, _)| *name);
        data_points.chain(self.lists.iter().copied())
    }

    pub(super) fn criterion_names(&self) -> impl Iterator<Item = &'a str> {
        self.engagement.iter().map(|(name, _)| *name)
    }
}

/// The declared name that was probably meant: one that differs in case or in a few letters.
#[must_use]
pub fn nearest<'n>(name: &str, declared: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let folded = name.to_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&folded, &other.to_lowercase());
    let within = (name.chars().count() / 3).clamp(1, 3);
    let (near, _) = declared
        .into_iter()
        .filter(|other| other.chars().count().abs_diff(name.chars().count()) <= within)
        .map(|other| (other, distance(other)))
        .filter(|(_, distance)| *distance <= within)
        .min_by_key(|(_, distance)| *distance)?;
    Some(near)
}

/// "declared: `a`, `b`, `c` and 12 more", or nothing where none are.
pub(crate) fn declared_list<'n>(declared: impl IntoIterator<Item = &'n str>) -> Option<String> {
    listed("declared", declared)
}

/// The same under another heading: "keys: `a`, `b`".
pub(crate) fn listed<'n>(heading: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    const SHOWN: usize = 12;
    let all: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = all.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = all.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!all.is_empty()).then(|| format!("{heading}: {}{rest}", shown.join(", ")))
}
