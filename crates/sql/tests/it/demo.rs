//! The demo company's query in every dialect, as a reviewer would see it.

use handraise_sql::dialect::ALL;
use handraise_sql::{check, compile, dbt};

use crate::{model, request};

const DEMO: &str = include_str!("../../../cli/src/demo/model.toml");

#[test]
fn the_query_of_the_demo_reads_like_this() {
    let model = model(DEMO);
    for dialect in ALL {
        let query = compile(&model, &request(dialect.name)).unwrap();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(dialect.name, query);
        });
    }
}

#[test]
fn what_the_demo_needs_reads_like_this() {
    let model = model(DEMO);
    for dialect in ["duckdb", "postgres", "bigquery"] {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("check_{dialect}"), check(&model, &request(dialect)));
        });
    }
}

#[test]
fn the_dbt_model_of_the_demo_describes_and_tests_its_columns() {
    let meanings =
        [("lead_id", "the lead"), ("lane", "where the lead goes; null without one"), ("grade", "both {{ x }}")];
    let files = dbt(&model(DEMO), &request("duckdb"), &meanings).unwrap();
    let set = "{{ config(materialized = 'table') }}\n{% set as_of = var('handraise_as_of', '2026-07-01 00:00:00') | string %}\n";
    assert!(files.sql.starts_with(set), "{}", files.sql);
    assert!(files.sql.contains("< timestamp '{{ as_of }}'"), "{}", files.sql);
    assert!(files.sql.lines().all(|line| line.chars().count() <= 120), "{}", files.sql);
    assert!(files.sql.contains("from {{ source('handraise', 'events') }}"), "{}", files.sql);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("dbt_yml", files.yml);
    });
}
