//! `handraise sql`: queries, checks and dbt models, as a user asks for them.

use crate::acme::Acme;

#[test]
fn the_query_goes_to_standard_output_or_to_a_file() {
    let acme = Acme::new();
    let run = acme.run("sql model.toml --dialect postgres --as-of 2026-01-31 --leads crm.leads").ended(0);
    assert!(run.out.starts_with("-- Scores of the leads by the model acme, version 3"), "{}", run.out);
    assert!(run.out.contains("from crm.leads\n") && run.out.contains("timestamp '2026-01-31 00:00:00'"), "{}", run.out);
    acme.run("sql model.toml --dialect postgres --as-of 2026-01-31 --leads crm.leads --output scores.sql").ended(0);
    assert_eq!(acme.read("scores.sql").trim_end(), run.out.trim_end());
}

#[test]
fn a_check_asks_for_each_column() {
    let run = Acme::new().run("sql model.toml --dialect duckdb --check").ended(0);
    assert!(
        run.out.contains("select 'leads: country', typeof((select country from leads limit 1)), 'varchar'\n"),
        "{}",
        run.out
    );
}

#[test]
fn a_dbt_model_is_a_query_and_its_description() {
    let acme = Acme::new();
    acme.run("sql model.toml --dialect duckdb --dbt models").ended(0).saying(&["acme_scores.sql", "acme_scores.yml"]);
    let query = acme.read("models/acme_scores.sql");
    assert!(query.contains("from {{ source('handraise', 'leads') }}"), "{query}");
    let described = acme.read("models/acme_scores.yml");
    assert!(described.contains("- name: model_fingerprint\n"), "{described}");
}

#[test]
fn a_table_that_is_no_name_is_told() {
    let acme = Acme::new();
    acme.run("sql model.toml --dialect duckdb --leads crm.").ended(2).saying(&["a part of the name is empty"]);
    acme.run("sql model.toml --dialect oracle").ended(2).saying(&["duckdb", "postgres"]);
}

#[test]
fn a_file_is_no_table() {
    let acme = Acme::new();
    acme.run("sql model.toml --dialect duckdb --leads leads.csv").ended(2).saying(&[
        "`--leads leads.csv` names a file, and a query reads tables",
        "create table leads as from read_csv('leads.csv', nullstr = [",
    ]);
    acme.run("sql model.toml --dialect spark --events data/events.parquet").ended(2).saying(&["`--events events`"]);
    acme.run("sql model.toml --dialect spark --events ../events.csv").ended(2).saying(&["it names a file"]);
    acme.run("sql model.toml --dialect duckdb --dbt model.toml").ended(4).saying(&["`model.toml` is a file"]);
}

#[test]
fn outcomes_that_the_model_does_not_read_are_refused() {
    let acme = Acme::new();
    acme.run("sql model.toml --dialect duckdb --outcomes outcomes").ended(2).saying(&["the model has no `[outcome]`"]);
}

#[test]
fn columns_are_those_of_a_result() {
    let acme = Acme::new();
    let query = acme.run("sql model.toml --dialect duckdb --columns rank,lead_id,total").ended(0).out;
    assert!(
        query.contains("end as rank,\n    lead_id,\n    cast(total * 0.0000001 as decimal(18, 7)) as total\n"),
        "{query}"
    );
    acme.run("sql model.toml --dialect duckdb --columns lead").ended(2).saying(&["the result has no column `lead`"]);
    acme.run("sql model.toml --dialect duckdb --columns total --check").ended(2).saying(&["--check"]);
}

#[test]
fn nothing_of_the_user_is_written_over() {
    let acme = Acme::new();
    acme.run("sql model.toml --dialect duckdb --output model.toml").ended(2).saying(&["cannot be the output too"]);
    acme.run("sql model.toml --dialect duckdb --dbt models").ended(0);
    acme.run("sql model.toml --dialect duckdb --dbt models").ended(0);
    acme.write("models/acme_scores.yml", "models: []\n");
    let run = acme.run("sql model.toml --dialect duckdb --dbt models").ended(4);
    run.saying(&["acme_scores.yml` is there, and was not written by `handraise sql`", "move it away"]);
    assert_eq!(acme.read("models/acme_scores.yml"), "models: []\n");
}
