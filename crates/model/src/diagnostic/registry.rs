//! Every diagnostic code there is.

use std::sync::LazyLock;

use crate::diagnostic::{CodeInfo, Severity};

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

const AREAS: &[&[CodeInfo]] = &[crate::read::CODES, crate::condition::CODES, crate::lint::CODES, ELSEWHERE];

/// The code of an example whose score is not what it expects; whoever can score reports it.
pub const EXAMPLE_FAILS: &str = "example-fails";

/// The code of what a dialect of SQL cannot say with the same meaning; whoever writes SQL reports it.
pub const SQL_UNSUPPORTED: &str = "sql-unsupported";

const ELSEWHERE: &[CodeInfo] = &[
    CodeInfo {
        code: EXAMPLE_FAILS,
        severity: Severity::Error,
        summary: "The score of an example is not what it expects.",
        explanation: "An example is a test that people agreed on. Either the points are wrong or the expectation is; the \
        whole score is shown below the diagnostic, part by part.",
    },
    CodeInfo {
        code: SQL_UNSUPPORTED,
        severity: Severity::Error,
        summary: "The engine that a query is for cannot say a part of the model with the same meaning.",
        explanation: "`handraise sql` never approximates: a query that gave other numbers than the binary would be worse than none. \
        The message says what the engine lacks; another dialect may have it.",
    },
];
