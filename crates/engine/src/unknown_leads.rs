//! Ids of leads that are not among the leads: the first of them, to show what a broken join looks like.

use std::collections::BTreeSet;

/// How many ids are kept.
const KEPT_MAX: usize = 3;

/// The first ids in code point order, so that the order of rows and batches changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UnknownLeads {
    pub(crate) rows: u64,
    ids: BTreeSet<String>,
}

impl UnknownLeads {
    /// Counts a row of an unknown lead.
    pub(crate) fn count(&mut self, id: Option<&str>) {
        self.rows += 1;
        let Some(id) = id else { return };
        let late = self.ids.len() == KEPT_MAX && self.ids.last().is_some_and(|last| id >= last.as_str());
        if !late && self.ids.insert(id.to_owned()) && self.ids.len() > KEPT_MAX {
            self.ids.pop_last();
        }
    }

    /// Adds what was counted elsewhere.
    pub(crate) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.ids.extend(other.ids);
        while self.ids.len() > KEPT_MAX {
            self.ids.pop_last();
        }
    }

    /// The first ids.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.ids.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ids_do_not_depend_on_the_order() {
        let mut ids = ["d", "b", "a", "c", "b", "e"];
        for turn in 0..ids.len() {
            ids.rotate_left(turn);
            let mut unknown = UnknownLeads::default();
            ids.iter().for_each(|id| unknown.count(Some(id)));
            assert_eq!((unknown.rows, unknown.ids()), (6, vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
        }
    }
}
