//! Which of 64 bytes end something: a mask with a bit for each delimiter and each half of a line break.
//!
//! Written without any instruction of a certain machine, in a form that compilers turn into vector instructions.

/// How many bytes are looked at together.
pub(super) const CHUNK: usize = 64;

/// A bit for each byte that is a delimiter or a line break.
#[inline]
pub(super) fn ends(chunk: &[u8; CHUNK], delimiter: u8) -> u64 {
    let mut found = [0_u8; CHUNK];
    for (found, &byte) in found.iter_mut().zip(chunk) {
        *found = if (byte == delimiter) | (byte == b'\n') | (byte == b'\r') { 0xFF } else { 0 };
    }
    let (words, _) = found.as_chunks::<8>();
    let mut mask = 0;
    for (index, word) in words.iter().enumerate() {
        // One bit of each byte, all of which the multiplication moves side by side into the highest byte.
        let bits = u64::from_le_bytes(*word) & 0x8040_2010_0804_0201;
        mask |= (bits.wrapping_mul(0x0101_0101_0101_0101) >> 56) << (index * 8);
    }
    mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CHUNK, ends};

    proptest! {
        #[test]
        fn each_end_has_its_bit(bytes in prop::collection::vec(prop::sample::select(b"a,;\n\r\xff\x0b".to_vec()), CHUNK)) {
            let chunk: [u8; CHUNK] = bytes.try_into().expect("a chunk");
            for delimiter in [b',', b';'] {
                let expected = (0..CHUNK).filter(|&place| [delimiter, b'\n', b'\r'].contains(&chunk[place]));
                let expected = expected.fold(0_u64, |mask, place| mask | 1 << place);
                prop_assert_eq!(ends(&chunk, delimiter), expected);
            }
        }
    }
}
