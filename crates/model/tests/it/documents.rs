//! Model files: what they come to as a model, however they are written, and that no text is too odd to be judged.

use std::fs;
use std::path::Path;

use handraise_model::condition::{DataPointId, EngagementId, Expr};
use handraise_model::diagnostic::{Severity, render_text, to_json};
use handraise_model::values::{Credibility, Exact, Value, format_instant};
use handraise_model::{BandTest, FitForm, LeadId, Model, ModelSource, Outcome, OutcomeSource, Per, Rating};
use proptest::prelude::*;

const ACME: &str = include_str!("../models/acme.toml");

#[track_caller]
fn model(text: &str) -> Model {
    let source = ModelSource::new("model.toml", text);
    let checked = source.check();
    checked.model.unwrap_or_else(|| panic!("{}", render_text(&checked.diagnostics, &source, false)))
}

/// A model of its own with these sections.
fn with(sections: &str) -> Model {
    model(&format!("[model]\nname = \"acme\"\nversion = 1\n{sections}"))
}

#[test]
fn the_model_of_the_specification_is_read_in_full() {
    let acme = model(ACME);
    assert_eq!((acme.name(), acme.version()), ("acme", 3));
    assert_eq!(acme.review_by().map(|day| day.value.to_string()).as_deref(), Some("2027-02-01"));
    assert_eq!(acme.lead()[4].column, "# Employees");
    assert!(acme.event()[2].lead_source);
    assert_eq!(acme.score().rating, Rating::Hundred);
    assert_eq!(acme.score().gates_required, 1);
    let fit_grade = acme.grade().fit.clone().unwrap().map(|threshold| threshold.value);
    assert_eq!(fit_grade, [45, 30, 15].map(Exact::from_points));
    let ids: Vec<&str> = acme.engagement().iter().map(|criterion| criterion.id.as_str()).collect();
    let made = ["trial", "read_three_pages_in_one_session", "came_back_a_week_later_for_the_white_pap"];
    assert_eq!(ids, [made[0], made[1], made[2], "email_opened", "content_shared"]);
    let shorts: Vec<bool> = acme.engagement().iter().map(|criterion| criterion.short).collect();
    assert_eq!(shorts, [false, false, false, true, true]);
    let after = acme.engagement()[2].after.unwrap();
    assert_eq!((after.criterion, after.days), (EngagementId(1), 7));
    assert_eq!((acme.engagement()[1].per, acme.engagement()[1].at_least), (Per::Session, 3));
    assert_eq!(acme.personas()[0].weight.hundredths(), 50);
    let example = &acme.examples()[0];
    assert_eq!(example.as_of.to_string(), "2026-01-15T18:00:00.000000Z");
    let instants: Vec<String> = example.events.iter().map(|event| format_instant(event.at)).collect();
    assert_eq!(instants, ["2026-01-06T12:00:00.000000Z", "2026-01-14T12:01:00.000000Z"]);
    assert_eq!(example.lead[3].1, Value::List(vec!["LATAM".to_owned(), "ASIA".to_owned()]));
    assert_eq!(example.expect.lane.as_ref().unwrap().value.as_deref(), Some("sales"));
}

#[test]
fn every_form_of_a_fit_criterion_comes_down_to_bands() {
    let acme = model(ACME);
    let forms: Vec<FitForm> = acme.fit().iter().map(|criterion| criterion.form).collect();
    let (country, employees) = (DataPointId(0), DataPointId(4));
    assert_eq!(forms, [FitForm::When, FitForm::Values(country), FitForm::Ranges(employees), FitForm::Bands]);
    let points = |index: usize| acme.fit()[index].bands.iter().map(|band| band.points.value).collect::<Vec<_>>();
    assert_eq!(points(1), [20, 20, 10, 0, -1]);
    assert_eq!(acme.fit()[1].bands[3].test, BandTest::Known(country));
    assert_eq!(acme.fit()[1].bands[4].test, BandTest::Unknown(country));
    assert_eq!(points(2), [2, 8, 5]);
    // The second band rests on the app store by the first one's condition, and so does what is left.
    let trusted: Vec<u8> = acme.fit()[3].bands.iter().map(|band| band.credibility.hundredths()).collect();
    assert_eq!(trusted, [50, 50, 50]);
    // A band's place is where its points can be edited from.
    let band = &acme.fit()[2].bands[1];
    assert_eq!((&ACME[band.span.clone()], &ACME[band.points.span.clone()]), ("1000", "8"));
}

#[test]
fn ranges_compare_numbers_as_conditions_do() {
    let text = "[lead]\ni = \"integer\"\nd = \"decimal\"\n\
        [[fit]]\nname = \"i\"\nof = \"i\"\nbands = [{ below = 2, points = 1 }, { below = 2.5, points = 1 }]\n\
        [[fit]]\nname = \"d\"\nof = \"d\"\nbands = [{ below = 2, points = 1 }]\n";
    let conditions: Vec<String> = with(text)
        .fit()
        .iter()
        .flat_map(|criterion| &criterion.bands)
        .map(|band| match &band.test {
            BandTest::When(Expr::Compare(_, left, right)) => format!("{left:?} < {right:?}"),
            test => format!("{test:?}"),
        })
        .collect();
    insta::assert_snapshot!(conditions.join("\n"), @r"
    DataPoint(DataPointId(0), Integer) < Literal(Integer(2))
    ToDecimal(DataPoint(DataPointId(0), Integer)) < Literal(Decimal(2.5))
    DataPoint(DataPointId(1), Decimal) < Literal(Decimal(2.0))
    ");
}

#[test]
fn credibility_is_exact_and_from_overrides_it() {
    let text = "[credibility]\na = 0.07\nb = 0.29\nc = 1\n[lead]\nx = { type = \"text\", from = \"a\" }\n\
        [event]\nx = { type = \"text\", from = \"b\" }\n\
        [[fit]]\nname = \"x\"\nof = \"x\"\npoints = { y = 1 }\n\
        [[fit]]\nname = \"from\"\nwhen = \"x = 'y'\"\npoints = 1\nfrom = \"c\"\n\
        [[engagement]]\nname = \"e\"\nevent = \"E\"\nwhere = \"x is null\"\npoints = 1\n";
    let model = with(text);
    let trusted = |index: usize| model.fit()[index].bands[0].credibility;
    assert_eq!([trusted(0).hundredths(), trusted(1).hundredths()], [7, 100]);
    assert_eq!(model.engagement()[0].credibility, Credibility::from_hundredths(29).unwrap());
}

#[test]
fn ids_are_made_from_names() {
    let names = ["Ação!", "3 pages", "日本", "_x", "a  - b", &"long ".repeat(20)];
    let sections: String =
        names.iter().map(|name| format!("[[engagement]]\nname = \"{name}\"\nevent = \"E\"\npoints = 1\n")).collect();
    let ids: Vec<String> = with(&sections).engagement().iter().map(|criterion| criterion.id.clone()).collect();
    assert_eq!(ids, ["a_o_", "c3_pages", "c_", "c_x", "a_b", "long_long_long_long_long_long_long_long_"]);
}

#[test]
fn instants_are_utc_unless_they_say_otherwise() {
    let at = ["2026-01-10", "2026-01-10T08:00:00", "2026-01-10 08:00:00.1234567", "2026-01-10T08:00:00-03:00"];
    let event = |at: &str| format!("{{ event = \"E\", at = {at} }}, {{ event = \"E\", at = \"{at}\" }}, ");
    let events: String = at.iter().map(|at| event(at)).collect();
    let model = with(&format!("[[example]]\nname = \"x\"\nevents = [ {events} ]\nexpect = {{}}\n"));
    let read: Vec<String> = model.examples()[0].events.iter().map(|event| format_instant(event.at)).collect();
    let expected = [
        "2026-01-10T00:00:00.000000Z",
        "2026-01-10T08:00:00.000000Z",
        "2026-01-10T08:00:00.123456Z",
        "2026-01-10T11:00:00.000000Z",
    ];
    assert_eq!(read, expected.map(|instant| [instant; 2]).concat());
}

#[test]
fn outcomes_come_from_a_table_from_events_or_from_a_column() {
    let outcome = |keys: &str| with(&format!("[outcome]\n{keys}")).outcome().unwrap().clone();
    let named = |outcome: &Outcome| {
        let names = |named: &[handraise_model::values::Spanned<String>]| {
            named.iter().map(|name| name.value.clone()).collect::<Vec<_>>().join(" ")
        };
        (names(&outcome.won), names(&outcome.closed), outcome.horizon_days.value)
    };
    let expected = |won: &str, closed: &str, days| (won.to_owned(), closed.to_owned(), days);
    let default = outcome("");
    assert_eq!(default.source, OutcomeSource::Table);
    assert_eq!(named(&default), expected("won", "won lost", 90));
    assert_eq!(named(&outcome("won = [\"a\", \"b\"]\nhorizon_days = 7")), expected("a b", "a b lost", 7));
    let bought_again = outcome("won = \"order\"\nclosed = \"lost\"");
    assert!(bought_again.is_won("order") && !bought_again.closes("order") && bought_again.closes("lost"));
    let events = outcome("won = { event = \"A_APPROVED\" }");
    assert_eq!((&events.source, named(&events)), (&OutcomeSource::Events, expected("A_APPROVED", "A_APPROVED", 90)));
    let column = outcome("column = \"Converted\"\nwon = [\"1\"]");
    assert!(matches!(&column.source, OutcomeSource::Column(name) if name.value == "Converted"));
    assert!(column.is_won("1") && !column.is_won("0") && column.closes("0"));
    let stage = outcome("column = \"Stage\"\nwon = \"Won\"\nclosed = \"Lost\"");
    assert!(stage.closes("Won") && stage.closes("Lost") && !stage.closes("Engaging"));
    assert!(with("").outcome().is_none());
}

#[test]
fn leads_are_called_by_a_column_or_by_their_row() {
    let lead_id = |text: &str| with(&format!("[data]\n{text}")).data().lead_id.clone();
    assert_eq!(lead_id("lead_id = \"Record ID\""), LeadId::Column("Record ID".to_owned()));
    assert_eq!(lead_id(""), LeadId::Column("lead_id".to_owned()));
    let numbered = lead_id("lead_id = { row = true }");
    assert_eq!((&numbered, numbered.column()), (&LeadId::Row, "lead_id"));
}

#[test]
fn tables_may_be_written_in_every_way_of_toml() {
    let standard = "[lead.x]\ntype = \"text\"\n[group.web]\nmax = 5\n[[fit]]\nname = \"f\"\ngroup = \"web\"\n\
        [[fit.bands]]\nwhen = \"x = 'a'\"\npoints = 1\n[[fit.bands]]\nelse = true\npoints = 2\n\
        [[example]]\nname = \"e\"\n[example.lead]\nx = \"a\"\n[example.expect]\nlane = \"\"\n";
    let inline = "lead = { x = { type = \"text\" } }\ngroup = { web = { max = 5 } }\n\
        fit = [ { name = \"f\", group = \"web\", bands = [ { when = \"x = 'a'\", points = 1 }, { else = true, points = 2 } ] } ]\n\
        example = [ { name = \"e\", lead = { x = \"a\" }, expect = { lane = \"\" } } ]\nmodel = { name = \"acme\", version = 1 }\n";
    let dotted = "model.name = \"acme\"\nmodel.version = 1\nlead.x.type = \"text\"\ngroup.web.max = 5\n\
        fit = [ { name = \"f\", group = \"web\", bands = [ { when = \"x = 'a'\", points = 1 }, { else = true, points = 2 } ] } ]\n\
        example = [ { name = \"e\", lead.x = \"a\", expect.lane = \"\" } ]\n";
    let meaning = |model: Model| {
        let bands: Vec<_> = model.fit()[0].bands.iter().map(|band| (band.test.clone(), band.points.value)).collect();
        let example = &model.examples()[0];
        (bands, model.fit()[0].group, model.groups()[0].max.value, example.lead.clone(), example.expect.lane.is_some())
    };
    let expected = meaning(with(standard));
    assert_eq!(meaning(model(inline)), expected);
    assert_eq!(meaning(model(dotted)), expected);
}

#[test]
fn the_fingerprint_is_that_of_sha256sum() {
    let model = model("[model]\nname = \"acme\"\nversion = 1\n");
    assert_eq!(model.fingerprint(), "bbf36c9926ef17ee");
}

#[test]
fn every_conformance_model_is_without_errors() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases");
    let paths = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path());
    let paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    assert!(!paths.is_empty());
    for path in paths {
        let case: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let lines: Vec<&str> = case["model"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let source = ModelSource::new(&path.display().to_string(), &lines.join("\n"));
        let checked = source.check();
        assert!(checked.model.is_some(), "{}", render_text(&checked.diagnostics, &source, false));
    }
}

/// A model exactly when nothing is an error, and every place inside the text.
fn judge(text: &str) {
    let source = ModelSource::new("model.toml", text);
    let checked = source.check();
    let faulty = checked.diagnostics.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(checked.model.is_some(), !faulty);
    for label in checked.diagnostics.iter().flat_map(|finding| &finding.labels) {
        assert!(text.get(label.span.clone()).is_some(), "{label:?} lies outside the text");
    }
    let rendered = render_text(&checked.diagnostics, &source, false);
    assert_eq!(rendered.is_empty(), checked.diagnostics.is_empty());
    assert_eq!(to_json(&checked.diagnostics, &source).as_array().map(Vec::len), Some(checked.diagnostics.len()));
}

/// What breaks a value, a name, a section or the whole file.
const SPLINTERS: [&str; 24] = [
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "[[fit]]\n",
    "{",
    "}",
    "= ",
    "\n",
    ",",
    "#",
    "-",
    "9223372036854775807",
    "1e308",
    "nan",
    "true",
    "\\",
    "\\u00e9",
    "é\u{1F600}",
    "\0",
    "else",
    "2026-02-30",
    "points = {}\n",
];

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        judge(&text);
    }

    #[test]
    fn any_damage_is_judged(damage in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..SPLINTERS.len()), 1..4)) {
        let mut characters: Vec<char> = ACME.chars().collect();
        for (at, removed, splinter) in damage {
            let at = at.index(characters.len());
            let end = (at + removed).min(characters.len());
            characters.splice(at..end, SPLINTERS[splinter].chars());
        }
        judge(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn any_two_values_may_be_swapped(first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>()) {
        // Valid TOML with values of the wrong type, range and place.
        let lines: Vec<&str> = ACME.lines().collect();
        let values: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains(" = ")).collect();
        let (first, second) = (values[first.index(values.len())], values[second.index(values.len())]);
        let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        let value = |line: &str| line.split_once(" = ").map(|(_, value)| value.to_owned()).unwrap();
        let (left, right) = (value(&lines[first]), value(&lines[second]));
        for (line, value) in [(first, right), (second, left)] {
            let key = lines[line].split_once(" = ").map(|(key, _)| key.to_owned()).unwrap();
            lines[line] = format!("{key} = {value}");
        }
        judge(&lines.join("\n"));
    }
}
