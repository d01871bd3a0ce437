//! Every diagnostic code there is.

use std::sync::LazyLock;

use crate::diagnostic::CodeInfo;

/// Every code with its documentation: first what is wrong with the document, then with conditions, then the lints.
#[must_use]
pub fn registry() -> &'static [CodeInfo] {
    static ALL: LazyLock<Vec<CodeInfo>> = LazyLock::new(|| AREAS.concat());
    &ALL
}

/// The entry of a code.
#[must_use]
pub fn code_info(code: &str) -> Option<&'static CodeInfo> {
    registry().iter().find(|info| info.code == code)
}

const AREAS: &[&[CodeInfo]] = &[crate::read::CODES, crate::condition::CODES, crate::lint::CODES];
