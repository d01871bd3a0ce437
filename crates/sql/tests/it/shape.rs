//! The query has the steps that the model needs, and no others.

use handraise_sql::{Instant, TableName, check, compile, dbt};

use crate::{model, query, request};

const PLAIN: &str = "[model]\nname = 'm'\nversion = 1\n[[engagement]]\nname = 'Asked'\nevent = 'ask'\npoints = 5\n";

/// The names of its table expressions.
fn steps(query: &str) -> Vec<&str> {
    let starts = query.lines().filter(|line| !line.starts_with([' ', '-', ')']) && line.ends_with('('));
    starts.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn a_plain_model_makes_a_short_query() {
    let query = query(PLAIN, "duckdb");
    assert_eq!(
        steps(&query),
        [
            "leads_in_force",
            "profiles",
            "past_events",
            "touches",
            "countable_events",
            "criterion_names",
            "engagement_criteria",
            "criterion_events",
            "candidates",
            "contributions",
            "engagement",
            "adjusted",
            "sums",
            "fit_and_engagement",
            "totals",
            "scores",
            "results",
            "all_contributions",
            "ranked_contributions",
            "reasons",
        ]
    );
    assert_eq!(query.matches("from events\n").count(), 1, "the events table is named once: {query}");
}

#[test]
fn a_change_of_points_is_a_change_of_one_line() {
    let (before, after) = (query(PLAIN, "duckdb"), query(&PLAIN.replace("points = 5", "points = 6"), "duckdb"));
    let changed: Vec<_> = before.lines().zip(after.lines()).filter(|(before, after)| before != after).collect();
    // The other one is the fingerprint, at the top and in its column.
    assert_eq!(changed.len(), 3, "{changed:#?}");
}

#[test]
fn a_table_of_the_user_is_never_hidden_by_a_step() {
    let mut request = request("duckdb");
    request.events = handraise_sql::TableName::parse("candidates").unwrap();
    let query = handraise_sql::compile(&model(PLAIN), &request).unwrap();
    assert!(query.contains("\ncandidates_ as ("), "{query}");
    assert!(query.contains("from candidates_ as candidates"), "{query}");
    assert!(query.contains("    from candidates\n"), "{query}");
}

#[test]
fn leads_that_an_outcome_closed_are_left_out() {
    let text = format!("{PLAIN}[outcome]\nwon = 'won'\nreopen_after_days = 30\n");
    let mut request = request("duckdb");
    let query = handraise_sql::compile(&model(&text), &request).unwrap();
    assert!(!query.contains("closed_leads"), "without a table of outcomes nothing is known to be closed: {query}");
    request.outcomes = Some(handraise_sql::TableName::parse("outcomes").unwrap());
    let query = handraise_sql::compile(&model(&text), &request).unwrap();
    assert!(query.contains("not in (select lead_id from closed_leads)"), "{query}");
    assert!(query.contains("in ('won')\n            or not (timestamp '2026-07-01 00:00:00' >= "), "{query}");
}

#[test]
fn now_is_the_clock_of_the_engine() {
    let mut request = request("postgres");
    request.as_of = Instant::Now;
    let query = handraise_sql::compile(&model(PLAIN), &request).unwrap();
    assert!(query.contains("< (now() at time zone 'UTC')"), "{query}");
}

#[test]
fn names_of_products_take_no_other_column_s_name() {
    let text = "[model]\nname = 'm'\nversion = 1\n[[product]]\nname = 'grade'\n[[product]]\nname = 'x'\n[[product]]\nname = 'sum_x'\n[grade]\nfit = [3, 2, 1]\n\
                [[fit]]\nname = 'a'\nwhen = 'true'\npoints = 1\n";
    let query = compile(&model(text), &request("duckdb")).unwrap();
    for column in ["as fit_of_grade", "as fit_of_x", "as fit_of_sum_x", "as fit_sum_of_x", "as fit_grade"] {
        assert_eq!(
            query.matches(&format!("{column}\n")).count() + query.matches(&format!("{column},")).count(),
            1,
            "{column}: {query}"
        );
    }
}

#[test]
fn dbt_has_a_source_for_each_place_of_tables() {
    let table = |name: &str| TableName::parse(name).unwrap();
    let mut request = request("duckdb");
    (request.leads, request.events) = (table("crm.leads"), table("raw.web.page_views"));
    (request.adjustments, request.outcomes) = (Some(table("crm.\"{{ fixes }}\"")), Some(table("outcomes")));
    let text = format!("{PLAIN}[outcome]\nwon = 'won'\n");
    let files = dbt(&model(&text), &request, &[]).unwrap();
    for source in ["'handraise_crm', 'leads'", "'handraise_raw_web', 'events'", "'handraise_crm', 'adjustments'"] {
        assert!(files.sql.contains(&format!("from {{{{ source({source}) }}}}")), "{}", files.sql);
    }
    assert!(files.sql.contains("{{ source('handraise', 'outcomes') }}"), "{}", files.sql);
    let (_, sources) = files.yml.split_once("\nsources:\n").unwrap();
    insta::assert_snapshot!(sources, @r#"
    - name: handraise_crm
      schema: "crm"
      tables:
        - name: leads
          identifier: "{{ var('handraise_leads', 'leads') }}"
        - name: adjustments
          identifier: "{{ var('handraise_adjustments', '{{ fixes }}') }}"
    - name: handraise_raw_web
      database: "raw"
      schema: "web"
      tables:
        - name: events
          identifier: "{{ var('handraise_events', 'page_views') }}"
    - name: handraise
      schema: "{{ var('handraise_schema', target.schema) }}"
      tables:
        - name: outcomes
          identifier: "{{ var('handraise_outcomes', 'outcomes') }}"
    "#);
}

#[test]
fn places_that_dbt_would_call_the_same_stay_two() {
    let mut request = request("duckdb");
    request.leads = TableName::parse("a.b_c.leads").unwrap();
    request.events = TableName::parse("a_b.c.events").unwrap();
    let files = dbt(&model(PLAIN), &request, &[]).unwrap();
    assert!(files.sql.contains("source('handraise_a_b_c', 'leads')"), "{}", files.sql);
    assert!(files.sql.contains("source('handraise_a_b_c_2', 'events')"), "{}", files.sql);
}

#[test]
fn a_check_reads_what_the_query_reads() {
    let data = "[data]\nlead_id = 'id'\nnulls = ['-']\nshow = ['owner', 'id']\n";
    let text = check(&model(&PLAIN.replace("[[engagement]]", &format!("{data}[[engagement]]"))), &request("bigquery"));
    assert!(text.contains("typeof((select owner from leads limit 1)), 'any type'\n"), "{text}");
    assert_eq!(text.matches("'leads: id'").count(), 1, "{text}");
    let kept = "where cast(id as string) not in ('', '-')";
    assert!(text.contains(kept), "{text}");
}

#[test]
fn columns_that_nobody_asked_for_cost_nothing() {
    let mut request = request("duckdb");
    request.columns = Some(["total", "lead_id"].map(str::to_owned).into());
    let query = handraise_sql::compile(&model(PLAIN), &request).unwrap();
    assert!(!steps(&query).contains(&"reasons"), "{query}");
    let result = query.split("\n)\n").last().unwrap();
    assert_eq!(
        result,
        "\nselect\n    cast(total * 0.0000001 as decimal(18, 7)) as total,\n    lead_id\nfrom results\norder by lead_id\n"
    );
}

#[test]
fn room_for_the_largest_values_is_taken_for_a_few_only() {
    let steps_of = |at_most: u32| {
        let query = query(&format!("{PLAIN}at_most = {at_most}\n"), "duckdb");
        steps(&query).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(!steps_of(32).contains(&"counted_occurrences".to_owned()), "{:?}", steps_of(32));
    assert!(steps_of(33).contains(&"counted_occurrences".to_owned()), "{:?}", steps_of(33));
}
