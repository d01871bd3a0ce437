//! A small random generator whose numbers are the same for ever, on every machine.
//!
//! SplitMix64 (Steele, Lea and Flood, 2014) is nine lines, so no library's next version can change the demo company.
//! Everything above it keeps to addition, multiplication and division, which IEEE 754 defines to the last bit: no
//! logarithm or exponential, whose last digit differs between platforms.

/// What random numbers are drawn for. Each purpose and index has a stream of its own, so that a change in how people
/// browse leaves the companies as they are.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Companies = 1,
    Leads,
    Projects,
    Behaviour,
    Outcomes,
    Adjustments,
    Deliveries,
}

/// The seed of the demo company.
const SEED: u64 = 0x00BE_AC04_2026_0701;

/// A stream of random numbers.
pub(super) struct Random {
    state: u64,
}

impl Random {
    /// The stream of one purpose, for the company or lead of that index.
    pub(super) fn new(purpose: Purpose, index: usize) -> Self {
        let mut seed = Self { state: SEED ^ ((purpose as u64) << 56) };
        let base = seed.next();
        Self { state: base ^ (index as u64).wrapping_mul(0xD134_2543_DE82_EF95) }
    }

    /// 64 random bits.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound - 1`; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from `low` to `high - 1`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(0) as usize) as i64
    }

    /// A number in `0.0..1.0`, a multiple of 2^-53.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something of that probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A bell-shaped number around 0 with a standard deviation of 1, from -3.46 to 3.46: the sum of four uniform ones.
    pub(super) fn bell(&mut self) -> f64 {
        (self.unit() + self.unit() + self.unit() + self.unit() - 2.0) * 1.732
    }

    /// One of the items, which must not be none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of the items by their weights, which must not all be 0.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [T], weight: impl Fn(&T) -> usize) -> &'a T {
        let total = items.iter().map(&weight).sum();
        let mut left = self.below(total);
        for item in items {
            if left < weight(item) {
                return item;
            }
            left -= weight(item);
        }
        &items[0]
    }
}
