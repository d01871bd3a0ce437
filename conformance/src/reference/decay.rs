//! Section 3, step 5: `m(age) = floor(1000 * 2^(-age / half_life_days) + 0.5)`, by integers alone.
//!
//! `m <= 1000 * 2^(-age / h) + 1/2` is the same as `(2m - 1)^h * 2^age <= 2000^h`: no root, no float, no doubt.

/// The multiplier at an age, in thousandths.
#[must_use]
pub fn multiplier(half_life_days: u32, age_days: u32) -> u32 {
    // After eleven half-lives less than half a thousandth is left. (Without this the powers below only grow.)
    if age_days >= 11 * half_life_days {
        return 0;
    }
    let whole = power(2000, half_life_days);
    let holds = |m: u32| !exceeds(&doubled(power(2 * m - 1, half_life_days), age_days), &whole);
    // `holds` is true up to the multiplier and false above it.
    let (mut low, mut high) = (0_u32, 1000_u32);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if holds(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

/// A natural number in digits of 32 bits, the lowest first, without zeros at the top.
type Natural = Vec<u32>;

fn power(base: u32, exponent: u32) -> Natural {
    let mut number = vec![1];
    for _ in 0..exponent {
        multiply(&mut number, base);
    }
    number
}

fn doubled(mut number: Natural, times: u32) -> Natural {
    for _ in 0..times / 16 {
        multiply(&mut number, 1 << 16);
    }
    multiply(&mut number, 1 << (times % 16));
    number
}

fn multiply(number: &mut Natural, factor: u32) {
    let mut carry = 0;
    for digit in number.iter_mut() {
        let product = u64::from(*digit) * u64::from(factor) + carry;
        *digit = product as u32;
        carry = product >> 32;
    }
    if carry > 0 {
        number.push(carry as u32);
    }
}

fn exceeds(left: &Natural, right: &Natural) -> bool {
    (left.len(), left.iter().rev().collect::<Vec<_>>()) > (right.len(), right.iter().rev().collect())
}
