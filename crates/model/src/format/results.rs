//! The sections on what becomes of points: personas, products, sizes, grades, lanes; and examples of it.

use super::Presence::{Default, Optional, Required};
use super::{DAYS_FROM_ZERO, MAXIMUM, NAME, POINTS_MAX, ReferenceTo, SectionInfo, SectionKind, ValueType, key};
use crate::condition::Scope;

const EXPECTED_SCORE: ValueType = ValueType::Integer { min: 0, max: 2 * POINTS_MAX };

/// `[[persona]]`.
pub static PERSONA: SectionInfo = SectionInfo {
    name: "persona",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key("when", ValueType::Condition(Scope::Lead), Required, "when a lead is one; the first that is met counts"),
        key(
            "weight",
            ValueType::Number { min: 0, max: 10, decimals: 2 },
            Default("1"),
            "what the lead's engagement is multiplied by",
        ),
    ],
    meaning: "roles in the buying group: weighs the lead's engagement",
    example: "[[persona]]\nname = \"influencer\"\nwhen = \"seniority in ('manager', 'individual')\"\nweight = 0.5\n",
};

/// `[[product]]`.
pub static PRODUCT: SectionInfo = SectionInfo {
    name: "product",
    kind: SectionKind::Tables,
    required: false,
    keys: &[NAME],
    meaning: "what is sold: a score for each, over the criteria that name it and those that name none",
    example: "[[product]]\nname = \"sms\"\n",
};

/// `[[size]]`.
pub static SIZE: SectionInfo = SectionInfo {
    name: "size",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key("digit", ValueType::Integer { min: 1, max: 9 }, Required, "the leading digit of its ratings"),
        key("when", ValueType::Condition(Scope::Lead), Required, "when a lead has it; the first that is met counts"),
    ],
    meaning: "the leading digit of a \"thousand\" rating; 0 where none is met",
    example: "[[size]]\nname = \"large\"\ndigit = 3\nwhen = \"employees >= 1000\"\n",
};

/// `[score]`.
pub static SCORE: SectionInfo = SectionInfo {
    name: "score",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key("fit_max", MAXIMUM, Default("50"), "the most that fit can give"),
        key("engagement_max", MAXIMUM, Default("50"), "the most that engagement can give"),
        key(
            "gates_required",
            ValueType::Integer { min: 0, max: i64::MAX },
            Default("all gates"),
            "how many gates an eligible lead meets, at least",
        ),
        key(
            "rating",
            ValueType::OneOf(&["hundred", "thousand", "stakes"]),
            Default("\"hundred\""),
            "how a score is shown: as it is, after the size digit (3062), or after the number of gates met (435)",
        ),
    ],
    meaning: "maxima, gates required and how a score is shown",
    example: "[score]\nfit_max = 60\nengagement_max = 40\ngates_required = 1\nrating = \"hundred\"\n",
};

/// `[grade]`.
pub static GRADE: SectionInfo = SectionInfo {
    name: "grade",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key("fit", ValueType::Thresholds(3), Optional, "at least the first is A, the second B, the third C, less is D"),
        key(
            "engagement",
            ValueType::Thresholds(3),
            Optional,
            "at least the first is 1, the second 2, the third 3, less is 4",
        ),
    ],
    meaning: "a letter for fit, a digit for engagement",
    example: "[grade]\nfit = [45, 30, 15]\nengagement = [30, 20, 10]\n",
};

/// `[[lane]]`.
pub static LANE: SectionInfo = SectionInfo {
    name: "lane",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key(
            "when",
            ValueType::Condition(Scope::Lane),
            Required,
            "when a lead goes there; the first that is met counts",
        ),
    ],
    meaning: "where a lead goes next: conditions over data points and results",
    example: "[[lane]]\nname = \"sales\"\nwhen = \"eligible and score >= 40\"\n",
};

/// `[[example]]`.
pub static EXAMPLE: SectionInfo = SectionInfo {
    name: "example",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key("as_of", ValueType::Instant, Default("2026-01-15T18:00:00Z"), "when it is scored"),
        key("lead", ValueType::LeadValues, Default("{}"), "the lead's data points that are known"),
        key("events", ValueType::Tables(&EXAMPLE_EVENT), Default("[]"), "what the lead did"),
        key("expect", ValueType::Table(&EXPECT), Required, "what must come out"),
    ],
    meaning: "a test of the model, run by `check`",
    example: "[[example]]\nname = \"A product leader who reads\"\nlead = { country = \"BR\", employees = 400 }\nevents = [ { event = \"Page Viewed\", days_ago = 9, path = \"/pricing\" } ]\nexpect = { lane = \"sales\", score_at_least = 40 }\n",
};

/// An event of an example; its other keys are properties of `[event]`.
pub static EXAMPLE_EVENT: SectionInfo = SectionInfo {
    name: "example.events",
    kind: SectionKind::Inline,
    required: false,
    keys: &[
        key("event", ValueType::Name, Required, "its type"),
        key("at", ValueType::Instant, Optional, "its instant; this or `days_ago`"),
        key(
            "days_ago",
            DAYS_FROM_ZERO,
            Optional,
            "noon UTC of the day so many days before, a minute later for each place in the list; this or `at`",
        ),
    ],
    meaning: "something the lead did; the other keys are properties declared in `[event]`",
    example: "",
};

/// What an example expects.
pub static EXPECT: SectionInfo = SectionInfo {
    name: "example.expect",
    kind: SectionKind::Inline,
    required: false,
    keys: &[
        key("score_at_least", EXPECTED_SCORE, Optional, "the least score"),
        key("score_at_most", EXPECTED_SCORE, Optional, "the greatest score"),
        key("grade", ValueType::Text, Optional, "the grade, such as \"B2\"; \"\" for none"),
        key("lane", ValueType::ReferenceOrNone(ReferenceTo::Lane), Optional, "the lane; \"\" for none"),
        key("eligible", ValueType::Boolean, Optional, "whether it is eligible"),
        key("excluded", ValueType::Boolean, Optional, "whether it is excluded"),
        key("persona", ValueType::ReferenceOrNone(ReferenceTo::Persona), Optional, "the persona; \"\" for none"),
        key("product", ValueType::ReferenceOrNone(ReferenceTo::Product), Optional, "the product; \"\" for none"),
        key(
            "above",
            ValueType::Reference(ReferenceTo::Example),
            Optional,
            "another example that this one must rank above; a tie is not above",
        ),
    ],
    meaning: "what must come out; what is not named is not tested",
    example: "",
};
