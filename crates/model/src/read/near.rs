//! Near names: what was probably meant.

use crate::diagnostic::Diagnostic;

/// How many names a message lists at most.
const LISTED_MAX: usize = 12;

/// Adds to a finding the name that is nearest to what was written, or else the names there are.
pub(super) fn suggest<'n>(
    finding: Diagnostic,
    written: &str,
    names: impl Iterator<Item = &'n str>,
    plural: &str,
) -> Diagnostic {
    let names: Vec<&str> = names.collect();
    if let Some(near) = nearest(written, &names) {
        return finding.help(format!("the nearest name is `{near}`"));
    }
    match names.len() {
        0 => finding.help(format!("there are no {plural}")),
        1..=LISTED_MAX => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            finding.help(format!("{plural}: {}", names.join(", ")))
        }
        _ => finding,
    }
}

/// The name most like the written one, if it is like it at all.
pub(super) fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let folded = fold(written);
    let distance = |name: &str| strsim::damerau_levenshtein(&folded, &fold(name));
    let (near, distance) = names.iter().map(|name| (*name, distance(name))).min_by_key(|(_, distance)| *distance)?;
    let tolerated = folded.chars().count().max(3) / 3;
    (distance <= tolerated).then_some(near)
}

/// Names that differ in case, blanks or hyphens alone are the same to the eye.
fn fold(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "_")
}
