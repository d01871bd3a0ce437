//! Windows: from when on an event can matter to a score.

use handraise_model::Per;
use handraise_model::values::{AsOf, MICROS_PER_DAY};

use crate::plan::{CriterionPlan, EngagementPlan, Rule};

impl EngagementPlan {
    /// The earliest time at which an event that matches these criteria can matter to a score at `as_of`, whatever else
    /// happens before; `i64::MAX` where it never can.
    ///
    /// An event before the windows of all session criteria moves no border that anything counts: whether two
    /// candidates share a session depends only on the session events between them.
    pub(crate) fn keeps_from(&self, criteria: &[u32], in_sessions: bool, as_of: AsOf) -> i64 {
        let plans = || self.criteria.iter().zip(&self.rules);
        let window = |(criterion, rule): (&CriterionPlan, &Rule)| {
            // What is reached knows no window.
            if criterion.awaited { i64::MIN } else { earliest(rule.within_days, as_of) }
        };
        let matched = criteria.iter().filter_map(|index| plans().nth(*index as usize));
        // Nor does the last hand raise.
        let matched = matched.map(|plans| if plans.0.hand_raise { i64::MIN } else { window(plans) });
        let by_session = plans().filter(|(criterion, _)| in_sessions && criterion.per == Per::Session).map(window);
        matched.chain(by_session).min().unwrap_or(i64::MAX)
    }
}

/// The first instant of an age below `within_days`: that of the day so many days before `as_of`, its own included.
fn earliest(within_days: u32, as_of: AsOf) -> i64 {
    if within_days == u32::MAX {
        return i64::MIN;
    }
    let first_day = i64::from(as_of.day()) - i64::from(within_days) + 1;
    first_day.saturating_mul(MICROS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use handraise_model::{ModelSource, values};

    use super::*;

    #[test]
    fn an_event_matters_from_the_widest_window_that_can_count_it() {
        let text = r#"
            model = { name = "windows", version = 1 }
            session.events = ["Seen"]
            [[engagement]]
            name = "week"
            event = ["Seen", "Read"]
            points = 1
            within_days = 7
            [[engagement]]
            name = "month in sessions"
            event = "Seen"
            per = "session"
            points = 1
            within_days = 30
            [[engagement]]
            name = "asked"
            event = "Asked"
            points = 1
            within_days = 7
            hand_raise = true
            [[engagement]]
            name = "awaited"
            event = "Tried"
            points = 1
            within_days = 7
            [[engagement]]
            name = "later"
            event = "Bought"
            points = 1
            after = "awaited"
        "#;
        let model = ModelSource::new("windows.toml", text).check().model.expect("the model is sound");
        let plan = EngagementPlan::new(&model);
        let as_of = AsOf::from_micros(100 * values::MICROS_PER_DAY);
        let day =
            |criteria: &[u32], in_sessions| plan.keeps_from(criteria, in_sessions, as_of) / values::MICROS_PER_DAY;
        assert_eq!(day(&[0], false), 94, "of days 94 to 100");
        assert_eq!(day(&[0], true), 71, "borders of sessions");
        assert_eq!(day(&[0, 1], true), 71);
        assert_eq!(plan.keeps_from(&[2], false, as_of), i64::MIN, "the last hand raise");
        assert_eq!(plan.keeps_from(&[0, 3], false, as_of), i64::MIN, "what another waits for");
        assert_eq!(plan.keeps_from(&[4], false, as_of), i64::MIN, "no window");
        assert_eq!(plan.keeps_from(&[], false, as_of), i64::MAX, "nothing counts it");
    }
}
