//! Sizes of memory on the command line: `512MB`, `2GB`, `1.5GiB`.

/// The least that is enough for the buffers of any run.
const LEAST_BYTES: u64 = 64_000_000;
/// Units and their bytes; in any case.
const UNITS: [(&str, u64); 8] = [
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// The bytes that a text says; fewer than a run needs are an error.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || "not a size of memory, such as 512MB, 2GB or 1.5GiB".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start().to_lowercase();
    let (_, bytes_per_unit) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let bytes = number * *bytes_per_unit as f64;
    if bytes < LEAST_BYTES as f64 {
        return Err(format!("too little to score with: at least {}MB", LEAST_BYTES / 1_000_000));
    }
    // Beyond what the type holds, this is the most that it does.
    Ok(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_thousands_or_of_1024() {
        for (text, bytes) in [
            ("64MB", 64_000_000),
            ("512mb", 512_000_000),
            ("2GB", 2_000_000_000),
            ("1.5GiB", 3 << 29),
            ("1 tib", 1 << 40),
            ("65000KB", 65_000_000),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        for text in ["", "1", "GB", "1XB", "-1GB", "1.2.3GB", "1e3GB", "much", "512M", "²GB"] {
            assert!(parse(text).is_err_and(|error| error.contains("such as 512MB")), "{text}");
        }
        assert_eq!(parse("63MB"), Err("too little to score with: at least 64MB".to_owned()));
        assert_eq!(parse("999999999999TB"), Ok(u64::MAX));
    }
}
