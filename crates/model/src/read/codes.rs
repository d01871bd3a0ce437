//! The codes of the reader, each with its chapter of the reference.

use crate::diagnostic::{CodeInfo, Severity};

const fn error(code: &'static str, summary: &'static str, explanation: &'static str) -> CodeInfo {
    CodeInfo { code, severity: Severity::Error, summary, explanation }
}

/// The codes of this area, for the registry.
pub const CODES: &[CodeInfo] = &[
    error(
        "toml-syntax",
        "The file is not valid TOML.",
        "Nothing else can be said of a file before it can be read, so this error stands alone. The usual \
         reasons: a text that is not closed, a key that stands twice in one table, a value without quotes, a \
         list or an inline table without its comma. Conditions with quotes in them are easiest in \
         `\"\"\"three quotes\"\"\"`.",
    ),
    error(
        "unknown-key",
        "A section or a key that the format does not know.",
        "A mistyped key must not change a score in silence, so whatever is not understood is refused. The \
         help names the nearest key. What a model wants to say to its readers belongs into a comment: `# \
         ...`.",
    ),
    error(
        "missing-key",
        "A key or a section that must be there is not.",
        "Keys without a default have none on purpose: nobody could guess the name of a gate or the points of \
         a criterion. The help says what the key means.",
    ),
    error(
        "wrong-type",
        "A value of another type than the key takes.",
        "Numbers stand without quotes, text within them, lists in `[...]`, tables in `{...}`. Sections of \
         which a model has several are written with two brackets: `[[fit]]`.",
    ),
    error(
        "out-of-range",
        "A number outside the range of its key.",
        "Each range is far wider than sensible models need; it guards against a slip of the finger and keeps \
         all arithmetic exact. The label states the range.",
    ),
    error(
        "too-many-decimals",
        "A number with more decimals than are kept.",
        "Credibility and weights have two decimals, thresholds of grades seven: then every score is an exact \
         number, equal on every machine, and nothing is ever rounded on the way. Round the number in the \
         file.",
    ),
    error(
        "unknown-choice",
        "A text that is not one of the choices of its key.",
        "The key takes one of a few words; the help lists them, or names the nearest.",
    ),
    error(
        "unknown-type",
        "The type of a data point that does not exist.",
        "The types are `text`, `integer`, `decimal`, `boolean`, `date`, `timestamp` and `list`. In text files \
         the items of a list are separated by `;`.",
    ),
    error(
        "invalid-date",
        "A date or an instant that cannot be read.",
        "Dates are written `2026-01-31`, instants `2026-01-31T08:00:00Z`, with or without quotes. An instant \
         without an offset is in UTC; a bare date stands for its first instant.",
    ),
    error(
        "unknown-time-zone",
        "A time zone that the IANA database does not have.",
        "Zones are called by a place: `America/Sao_Paulo`, `Europe/Berlin`, `UTC`. Abbreviations such as \
         `BRT` are ambiguous and differ between systems.",
    ),
    error(
        "invalid-time-format",
        "A time format that cannot read a date.",
        "`time_format` is a `strptime` pattern: `%d/%m/%Y %H:%M` reads `31/01/2026 20:15`. `epoch_ms` and \
         `epoch_s` read numbers of milliseconds and seconds since 1970; without a format times are ISO 8601.",
    ),
    error(
        "empty-name",
        "A name that is empty or blank.",
        "Names stand in results, reports and explanations; a lead's story cannot be told with a blank. Give \
         it a name, or remove the key.",
    ),
    error(
        "reserved-name",
        "A data point with a name that means something else.",
        "Lanes read results such as `score`, `size` and `persona` beside data points, so in a model with \
         lanes no data point of a lead may be called like one. Names that begin with `@` are kept for the \
         columns that every table has. Rename the data point and keep its column with `column = \"...\"`.",
    ),
    error(
        "repeated-name",
        "Two things of a kind have the same name.",
        "Results and explanations tell things apart by name. All criteria (fit, engagement, \
         `[engagement_points]`) share one namespace. Rename one of the two.",
    ),
    error(
        "names-differ-in-case",
        "Two names are the same but for upper and lower case.",
        "Case matters in names, so they would be two things that every reader takes for one, and many \
         databases cannot tell their columns apart. Rename one of the two.",
    ),
    error(
        "list-named-like-data-point",
        "A named list is called like a data point.",
        "`any(x)` takes a named list or a data point of type `list`; with one name for both nobody could tell \
         which is meant. Rename the list.",
    ),
    error(
        "unknown-reference",
        "A name that refers to nothing in the model.",
        "What is referred to must be defined in the model: a source in `[credibility]`, a group in \
         `[group.…]`, a `[[product]]`, a data point in `[lead]`, an engagement criterion for `after`, a lane, \
         persona, grade or example that an example names. Case matters. The help names the nearest, or lists \
         what there is.",
    ),
    error(
        "shared-column",
        "Two data points are read from one column.",
        "One column has one meaning. Two data points over it would be trusted twice and drift apart in type. \
         Use one data point in all conditions.",
    ),
    error(
        "several-lead-sources",
        "More than one event property has `lead_source = true`.",
        "A lead has one lead source: the value of that property on its last hand raise. Keep it on one \
         property.",
    ),
    error(
        "lead-source-not-text",
        "The property with `lead_source = true` is not text.",
        "The lead source is a name such as `webinar`; among equally late hand raises the greatest text \
         counts. Declare the property as `text`.",
    ),
    error(
        "no-fit-form",
        "A fit criterion says neither when nor of what it gives points.",
        "A fit criterion has exactly one of four forms: `when` and `points`; `of` and a table of `points`; \
         `of` and `bands` with `below`; `bands` of conditions with `when`.",
    ),
    error(
        "several-fit-forms",
        "A fit criterion mixes forms.",
        "A fit criterion has exactly one of four forms, so that it is clear which points it gives: `when` and \
         `points`; `of` and a table of `points`; `of` and `bands` with `below`; `bands` of conditions with \
         `when`. Two questions are two criteria.",
    ),
    error(
        "points-beside-bands",
        "A criterion with bands of conditions has `points` too.",
        "Each band has points of its own, the last one, `{ else = true, points = … }`, for everybody else. \
         Remove `points`, or move it into that band.",
    ),
    error(
        "unknown-without-of",
        "`unknown` in a criterion without `of`.",
        "`unknown` gives the points where the data point of `of` is not known. With conditions, unknown can \
         be asked for: `{ when = \"industry is null\", points = … }`; and `else` takes it too.",
    ),
    error(
        "of-wrong-type",
        "`of` names a data point of a type that its form does not take.",
        "A table of `points` is over text, integers or booleans, for which a value can stand as a key. \
         `bands` with `below` are over integers and decimals. Everything else is asked by bands of \
         conditions, such as `age_days(founded) < 365`.",
    ),
    error(
        "wrong-value-key",
        "A key of a table of points is no value of the data point's type.",
        "Keys are written as the literal of a condition would be: `\"12\"` for an integer, without plus or \
         leading zeros, `true` and `false` for a boolean.",
    ),
    error(
        "band-test",
        "A band without a test, with several, or with that of another form.",
        "Without `of` a band has `when`, with `of` it has `below`; the last one may have `else = true` \
         instead. Two conditions on one band are joined by `and`.",
    ),
    error(
        "else-not-last",
        "A band with `else` that is not the last.",
        "`else` takes whatever no earlier band took, so a band after it could never be taken. Move it to the \
         end.",
    ),
    error(
        "else-not-true",
        "`else` with another value than `true`.",
        "A band with `else = true` takes what is left; there is no other meaning to give. Remove the band if \
         it is not wanted.",
    ),
    error(
        "empty-list",
        "A list that needs an item has none.",
        "A criterion without event types, bands or values could never give points, and one that counts for no \
         product would count for none. Name at least one, or remove the key.",
    ),
    error(
        "repeated-item",
        "The same name stands twice in a list.",
        "It would count once anyway; a second one is usually a slip for another name.",
    ),
    error(
        "invalid-id",
        "An id with characters that ids do not have.",
        "Ids become names of columns in every database and file: a lower-case letter, then up to 39 \
         lower-case letters, digits and `_`. Without `id` one is made from the name.",
    ),
    error(
        "id-collision",
        "Two criteria have the same id, or one has the name of another as its id.",
        "Ids name the columns of the results, and criteria are referred to by name or id. A default id is the \
         name in lower case with everything else as `_`, so `Demo?` and `Demo!` collide. Give one of them an \
         `id`; an entry of `[engagement_points]` that needs one becomes an `[[engagement]]`.",
    ),
    error(
        "at-least-per-event",
        "`at_least` where each event is an occurrence of its own.",
        "`at_least = 3` says how many matching events make one occurrence, of a day, of a session or of all \
         time (`per = \"day\"`, `\"session\"`, `\"once\"`). With `per = \"event\"`, the default, there is \
         nothing to count together.",
    ),
    error(
        "after-days-without-after",
        "`after_days` without `after`.",
        "`after_days` counts from the moment another criterion was reached; `after` names it.",
    ),
    error(
        "cyclic-after",
        "Criteria wait for each other.",
        "A criterion with `after` counts events once the other was reached. In a cycle each waits for the \
         next, so none is ever reached. Remove one `after`.",
    ),
    error(
        "event-outside-session",
        "A criterion per session with an event type that is no session event.",
        "`[session] events` lists the types that make up sessions; an event of another type lies in none and \
         could never count per session. Add it to the list, or count it otherwise.",
    ),
    error(
        "mixed-group",
        "A group of both fit and engagement criteria.",
        "Fit and engagement are added up, weighed and capped apart, so one maximum cannot hold for both. Make \
         two groups.",
    ),
    error(
        "thousand-without-sizes",
        "A \"thousand\" rating in a model without sizes.",
        "The leading digit of the rating is the digit of the lead's size: 3062 is a large company with 62 \
         points. Without `[[size]]` it would always be 0.",
    ),
    error(
        "thousand-over-999",
        "A \"thousand\" rating with maxima that do not fit into three digits.",
        "The rating is the size digit times 1000 plus the score: a score of 1000 or more would run into the \
         digit. `fit_max` and `engagement_max` give at most 999 together.",
    ),
    error(
        "stakes-without-gates",
        "A \"stakes\" rating in a model without gates.",
        "The leading digit of the rating is the number of gates met: 435 is a lead with four of them and 35 \
         points. Without `[[gate]]` it would always be 0.",
    ),
    error(
        "thresholds-not-three",
        "A grade has more or fewer than three thresholds.",
        "Three thresholds make four grades: `fit = [45, 30, 15]` gives A from 45, B from 30, C from 15 and D \
         below.",
    ),
    error(
        "thresholds-not-falling",
        "The thresholds of a grade do not fall.",
        "Each grade begins below the one before it; two equal thresholds, or a rise, would make a grade that \
         no lead can get.",
    ),
    error(
        "event-instant",
        "An event of an example has no instant, or two.",
        "An event happens once: `days_ago = 3` is noon of the day three days before, `at = \
         2026-01-12T09:30:00Z` an exact instant.",
    ),
    error(
        "row-not-true",
        "`row` with another value than `true`.",
        "`lead_id = { row = true }` calls leads by the number of their row; there is no other meaning to give. Where \
         leads have an id, `lead_id` names its column.",
    ),
    error(
        "numbered-rows-in-force",
        "`lead_valid_from` in a model that numbers leads by row.",
        "`lead_valid_from` chooses among the rows of one lead. With `lead_id = { row = true }` each row is a lead of its \
         own, so there is nothing to choose from.",
    ),
    error(
        "mixed-outcomes",
        "Outcomes come from two places.",
        "Outcomes are names in a table of their own, event types (`{ event = \"...\" }`), or cells of a `column` of the \
         leads. `won` and `closed` speak of the same ones: a lead that is won in one place and closed in another has no \
         order of time between the two.",
    ),
    error(
        "outcome-read",
        "A data point is read from the column that holds the outcome.",
        "A score that reads how a lead ended knows what it is to foresee, and would look perfect whatever its points are. \
         Remove the data point and what reads it.",
    ),
    error(
        "above-itself",
        "An example that expects to rank above itself.",
        "`above` names another example, which must rank lower.",
    ),
];
