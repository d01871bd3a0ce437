//! The leads as a crowd: what they are called, and which of them does how much.

use fastrand::Rng;

use super::Workload;
use crate::random::{Purpose, key, mixed, stream};

/// Characters of a lead's identifier.
const LEAD_ID_LENGTH: usize = 15;

const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Shares of the leads and of the events, in thousandths: a few leads do most, a tenth does nothing.
const TIERS: [(u64, u32); 8] = [(100, 0), (300, 40), (250, 110), (200, 220), (100, 230), (40, 220), (9, 120), (1, 60)];

/// Who does how much.
#[derive(Debug)]
pub(super) struct Crowd {
    leads: u64,
    /// Of each tier: the sum of the events' shares up to it, and its leads before they are spread over the file.
    tiers: Vec<(u32, std::ops::Range<u64>)>,
    /// Spreads leads of a tier over the file: place = stride * number + offset, modulo the number of leads.
    stride: u64,
    offset: u64,
}

impl Crowd {
    pub(super) fn new(workload: &Workload) -> Self {
        let leads = u64::from(workload.leads);
        let (mut leads_reached, mut events_reached) = (0, 0);
        let tiers = TIERS.iter().map(|(of_leads, of_events)| {
            let first = leads * leads_reached / 1000;
            leads_reached += of_leads;
            events_reached += of_events;
            let last = (leads * leads_reached / 1000).max(first + 1).min(leads);
            (events_reached, first.min(last - 1)..last)
        });
        let tiers = tiers.collect();
        // The golden section leaves the largest gaps between neighbours; no common divisor, so that no two places meet.
        let mut stride = leads * 618 / 1000 + 1;
        while greatest_common_divisor(stride, leads) > 1 {
            stride += 1;
        }
        let offset = stream(workload.seed, Purpose::Visits, usize::MAX).u64(0..leads);
        Self { leads, tiers, stride, offset }
    }

    /// The row of a lead who does something now.
    pub(super) fn draw(&self, random: &mut Rng) -> u32 {
        let share = random.u32(0..1000);
        let tier = self.tiers.partition_point(|(reached, _)| *reached <= share);
        let number = random.u64(self.tiers[tier].1.clone());
        ((number * self.stride + self.offset) % self.leads) as u32
    }
}

/// Makes the identifiers of leads: like a CRM's, different for each row, differing in their first and last characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeadIds(u64);

impl LeadIds {
    pub(super) fn new(workload: &Workload) -> Self {
        Self(key(workload.seed, Purpose::LeadIds))
    }

    /// Writes the identifier of the lead in a row.
    pub(super) fn write(self, row: u32, id: &mut String) {
        // Eleven digits hold 64 bits, so ids differ where mixed numbers do; the lowest digits, which differ most, go first.
        let mut number = mixed(self.0.wrapping_add(u64::from(row)));
        let mut digits = *b"00Q000000000000";
        for digit in &mut digits[3..LEAD_ID_LENGTH - 1] {
            *digit = BASE_62[(number % 62) as usize];
            number /= 62;
        }
        digits[LEAD_ID_LENGTH - 1] = BASE_62[(mixed(u64::from(row)) % 62) as usize];
        id.extend(digits.map(char::from));
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
