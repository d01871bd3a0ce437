//! Partitions: leads of consecutive numbers, few enough that all that scoring touches of them stays in a core's cache.

/// Bits of a lead's place in its partition.
pub(crate) const PLACE_BITS: u32 = 12;

/// The most leads of one partition.
pub(crate) const PARTITION_LEADS: usize = 1 << PLACE_BITS;

/// How many partitions so many leads make.
pub(crate) fn count(leads: usize) -> usize {
    leads.div_ceil(PARTITION_LEADS)
}

/// The partition of a lead.
pub(crate) fn of(lead: u32) -> usize {
    (lead >> PLACE_BITS) as usize
}

/// A lead's place in its partition.
pub(crate) fn place(lead: u32) -> u16 {
    (lead & (PARTITION_LEADS as u32 - 1)) as u16
}

/// The numbers of a partition's leads, of so many in all.
pub(crate) fn leads(partition: usize, leads: usize) -> std::ops::Range<u32> {
    let start = partition * PARTITION_LEADS;
    start as u32..(start + PARTITION_LEADS).min(leads) as u32
}
