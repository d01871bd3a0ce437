//! Near names: what was probably meant.

use crate::condition::{listed, nearest};
use crate::diagnostic::Diagnostic;

/// Adds to a finding the name that is nearest to what was written, or else the names there are.
pub(super) fn suggest<'n>(
    finding: Diagnostic,
    written: &str,
    names: impl Iterator<Item = &'n str>,
    plural: &str,
) -> Diagnostic {
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    match near(written, names.iter().copied()) {
        Some(near) => finding.help(format!("a near name: `{near}`")),
        None => finding.help(listed(plural, names).unwrap_or_else(|| format!("there are no {plural}"))),
    }
}

/// The name that was probably meant.
pub(super) fn near<'n>(written: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    // Blanks, hyphens and underscores are the same to the eye.
    let fold = |name: &str| name.to_lowercase().replace([' ', '-'], "_");
    let alike = names.clone().find(|name| fold(name) == fold(written));
    alike.or_else(|| nearest(written, names))
}
