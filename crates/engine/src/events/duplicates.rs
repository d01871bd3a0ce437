//! `event_id`: of a lead's events with equal ids one counts, whatever the order they came in.

use super::{Record, Vocabulary};
use crate::interner::Interner;

/// Events with what tells them apart. Of equal ids only one counts, which is known when all events are.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    ids: Interner,
    records: Vec<Record>,
    /// The id and type of each record.
    of_record: Vec<Identity>,
}

#[derive(Clone, Copy, Debug)]
struct Identity {
    /// None: an event without an id is none other's duplicate.
    id: Option<u32>,
    ty: u32,
}

impl Identities {
    pub(super) fn push(&mut self, record: Record, id: Option<&str>, ty: u32) {
        let id = id.map(|id| self.ids.intern(id));
        self.records.push(record);
        self.of_record.push(Identity { id, ty });
    }

    /// The events that count, and how many do not.
    ///
    /// Of equal ids the earliest counts, then the least type in code point order, then the least in what it matches
    /// and in its lead source: never the one that happened to be read first.
    pub(crate) fn drop_duplicates(self, vocabulary: &Vocabulary) -> (Vec<Record>, u64) {
        let Vocabulary { types, classes } = vocabulary;
        let total = self.records.len();
        let mut uses: Vec<u32> = vec![0; self.ids.len()];
        for id in self.of_record.iter().filter_map(|identity| identity.id) {
            if let Some(uses) = uses.get_mut(id as usize) {
                *uses += 1;
            }
        }
        // Few ids stand on more than one event; only those are put in order.
        let unique = |identity: &Identity| identity.id.is_none_or(|id| uses.get(id as usize) == Some(&1));
        let identified = self.records.into_iter().zip(self.of_record);
        let (unique, mut repeated): (Vec<_>, Vec<_>) = identified.partition(|(_, identity)| unique(identity));
        let key = |(record, identity): &(Record, Identity)| (record.lead, identity.id);
        repeated.sort_unstable_by(|a, b| {
            key(a)
                .cmp(&key(b))
                .then_with(|| a.0.time.cmp(&b.0.time))
                .then_with(|| types.name(a.1.ty).cmp(types.name(b.1.ty)))
                .then_with(|| classes.order(a.0.class).cmp(&classes.order(b.0.class)))
        });
        repeated.dedup_by_key(|identified| key(identified));
        let kept: Vec<Record> = unique.into_iter().chain(repeated).map(|(record, _)| record).collect();
        let dropped = (total - kept.len()) as u64;
        (kept, dropped)
    }
}
