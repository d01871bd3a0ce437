//! Random numbers that depend on a seed and on what they are for, never on the thread that draws them.

use fastrand::Rng;

/// What random numbers are drawn for. Each purpose and part has a stream of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Identifiers of leads.
    LeadIds = 1,
    /// Data points of leads.
    DataPoints,
    /// Companies that leads work for.
    Companies,
    /// Visits and their events.
    Visits,
    /// The part of a shuffled file that an event goes to.
    Scatter,
    /// The order of events in a part of a shuffled file.
    Shuffle,
    /// What becomes of leads.
    Outcomes,
}

/// The stream of random numbers of a purpose and a part.
pub(crate) fn stream(seed: u64, purpose: Purpose, part: usize) -> Rng {
    Rng::with_seed(mixed(mixed(key(seed, purpose)).wrapping_add(part as u64)))
}

/// A number that differs between seeds and purposes.
pub(crate) fn key(seed: u64, purpose: Purpose) -> u64 {
    mixed(seed.wrapping_add((purpose as u64) << 56))
}

/// Mixes the bits of a number; different numbers stay different (the last step of SplitMix64, Steele, Lea and Flood, 2014).
pub(crate) fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Steps of a [`Weighted`]: the smallest share that can be drawn.
const STEPS: usize = 1 << 16;

/// Draws from a few choices by their weights: one look into a table for 16 random bits.
#[derive(Debug)]
pub(crate) struct Weighted(Vec<u16>);

impl Weighted {
    /// Choices `0..` with these weights.
    pub(crate) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let weights: Vec<f64> = weights.into_iter().collect();
        let total: f64 = weights.iter().sum();
        let mut table = Vec::with_capacity(STEPS);
        let mut reached = 0.0;
        for (choice, weight) in (0..).zip(&weights) {
            reached += weight;
            let steps = (reached / total * STEPS as f64).round() as usize;
            table.resize(steps.max(table.len()), choice);
        }
        table.resize(STEPS, 0);
        Self(table)
    }

    /// The choice that the lowest 16 bits fall on.
    pub(crate) fn at(&self, bits: u64) -> u16 {
        self.0[bits as usize % STEPS]
    }
}

/// A number in `0.0..1.0` from 32 bits.
pub(crate) fn unit(bits: u32) -> f64 {
    f64::from(bits) / (1u64 << 32) as f64
}
