//! Why a lead moves, in a few words.

use handraise_evidence::diff::{Cause, CauseKind, Change, MostlyBecause};
use handraise_model::values::Exact;

use crate::terminal::words;

/// Between two causes.
const SEPARATOR: &str = " · ";

/// All causes of a change.
pub(super) fn why(change: &Change) -> String {
    if change.because.is_empty() {
        return "others pass".to_owned();
    }
    change.because.iter().map(cause).collect::<Vec<_>>().join(SEPARATOR)
}

/// What moves most leads of a kind: `Started a free trial gives more (12), gate EU (3)`.
pub(super) fn mostly(mostly: &[MostlyBecause], shown_max: usize) -> String {
    let one = |of: &MostlyBecause| {
        let what = subject(of.kind, &of.name);
        let how = match of.gives_more {
            Some(true) => " gives more",
            Some(false) => " gives less",
            None => "",
        };
        format!("{what}{how} ({})", words::thousands(of.leads as u64))
    };
    let mut told: Vec<String> = mostly.iter().take(shown_max).map(one).collect();
    if mostly.len() > shown_max {
        told.push("…".to_owned());
    }
    told.join(", ")
}

fn cause(cause: &Cause) -> String {
    if let Some(points) = cause.points {
        let points = Exact((points * Exact::UNITS_PER_POINT as f64).round() as i64);
        return format!("{} {}", words::signed_points(points), subject(cause.kind, &cause.name));
    }
    let (was, is) = (cause.was.as_deref(), cause.is.as_deref());
    let what = subject(cause.kind, &cause.name);
    match (cause.kind, was, is) {
        (CauseKind::Exclusion, _, Some("met")) => format!("{what} holds"),
        (CauseKind::Exclusion, ..) => format!("{what} no longer holds"),
        (CauseKind::Gate, None, Some(is)) => format!("new {what} {is}"),
        (CauseKind::Gate, Some(_), None) => format!("{what} is gone"),
        (CauseKind::Gate, _, Some(is)) => format!("{what} {is}"),
        (CauseKind::LaneCondition, ..) => what,
        _ => format!("{what} {} → {}", was.unwrap_or("none"), is.unwrap_or("none")),
    }
}

fn subject(kind: CauseKind, name: &str) -> String {
    match kind {
        CauseKind::Gate => format!("gate {name}"),
        CauseKind::Exclusion => format!("exclusion {name}"),
        CauseKind::GatesRequired => "gates required".to_owned(),
        CauseKind::Product => "product".to_owned(),
        CauseKind::Criterion => name.to_owned(),
        CauseKind::GroupCap => format!("cap of {name}"),
        CauseKind::PersonaWeight if name.is_empty() => "weight of the persona".to_owned(),
        CauseKind::PersonaWeight => format!("weight of {name}"),
        CauseKind::FitLimit => "limit of fit".to_owned(),
        CauseKind::EngagementLimit => "limit of engagement".to_owned(),
        CauseKind::Adjustment => "adjustments".to_owned(),
        CauseKind::TotalLimit => "limit of the total".to_owned(),
        CauseKind::LaneCondition => "conditions of the lanes".to_owned(),
    }
}
