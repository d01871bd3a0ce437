//! Random numbers that depend on a seed and a stream alone, on every machine and in every version.

/// SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and good enough for drawing clusters.
pub(crate) struct Random(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Random {
    /// The stream of that number under a seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        Self(mixed(mixed(seed).wrapping_add(stream.wrapping_mul(STEP))))
    }

    fn next(&mut self) -> u64 {
        let number = mixed(self.0);
        self.0 = self.0.wrapping_add(STEP);
        number
    }

    /// A number in `0..bound`; its bias is below one in 2^32, far below what a bootstrap could see.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u32
    }
}

fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_add(STEP);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A number that depends on a seed and a text alone, spread evenly over all there are.
pub(crate) fn stream(seed: u64, text: &str) -> u64 {
    text.bytes().fold(mixed(seed), |number, byte| mixed(number ^ u64::from(byte)))
}
