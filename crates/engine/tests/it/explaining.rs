//! The story of a score.

use handraise_engine::Instants;

use crate::table::{adjustments, at, events, leads, model, plan};

#[test]
fn an_explanation_tells_every_part() {
    let model = model(
        r#"
[credibility]
store = 0.5
[lead]
country = "text"
downloads = { type = "integer", from = "store" }
[[gate]]
name = "Served"
when = "country in ('BR', 'MX')"
[[gate]]
name = "Big"
when = "downloads > 10"
[[fit]]
name = "Downloads"
of = "downloads"
bands = [{ below = 100, points = 3 }, { else = true, points = 9 }]
unknown = -1
[[engagement]]
name = "Page"
event = "page"
points = 4
at_most = 2
half_life_days = 10
group = "web"
[[engagement]]
name = "Paper"
event = "paper"
after = "Page"
after_days = 1
points = 7
group = "web"
[group.web]
max = 9
[[persona]]
name = "half"
when = "country = 'BR'"
weight = 0.5
[[product]]
name = "first"
[[product]]
name = "second"
[[lane]]
name = "hot"
when = "occurrences('Paper') = 1 and lead_source is null"
"#,
    );
    let plan = plan(&model);
    let rows = "@lead_id country downloads\na BR 500\nb - -";
    let mut scoring = plan.start(&[leads(&model, rows)], &Instants::one(at("2026-01-31"))).unwrap();
    let rows = "@lead_id @event @time
        a page 2026-01-01
        a page 2026-01-11
        a page 2026-01-21
        a paper 2026-01-01
        a paper 2026-01-02
        a paper 2026-01-31";
    scoring.push_events(&events(&model, rows)).unwrap();
    let rows = "@lead_id @points @reason @by @at @until
        a -2 quiet ana 2026-01-01 -
        a 50 old   ana 2026-01-01 2026-01-31
        a 50 new   ana 2026-02-01 -";
    scoring.push_adjustments(&adjustments(rows)).unwrap();
    let history = scoring.finish().unwrap();
    let explanation = history.explain(0, "a").unwrap().unwrap();
    assert_eq!(explanation.discrepancy(), None);
    insta::assert_debug_snapshot!(explanation);
    assert_eq!(history.explain(0, "nobody").unwrap(), None);
    assert!(history.explain(1, "a").is_err());
}
