//! A first model passes `check`, whatever the files hold.

use std::path::{Path, PathBuf};

use handraise_input::{Source, profile};
use handraise_model::{Model, ModelSource};

use super::*;

/// The first model for files of these contents, checked without an error or a warning.
fn first(leads: &str, events: &str) -> (String, Model) {
    let dir = tempfile::tempdir().expect("a folder");
    let written = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let events = if events.is_empty() { vec![] } else { vec![written("events.csv", events)] };
    first_of(&written("leads.csv", leads), &events)
}

fn first_of(leads: &Path, events: &[PathBuf]) -> (String, Model) {
    let options = ProfileOptions { rows_max: 20_000, ..profile_options() };
    let look = |path: &PathBuf| profile(&Source::File(path.clone()), &options).expect("a table");
    let text = first_model(&look(&leads.to_owned()), &events.iter().map(look).collect::<Vec<_>>());
    let source = ModelSource::new("model.toml", &text);
    let checked = source.check();
    let render = |diagnostics: &[handraise_model::diagnostic::Diagnostic]| {
        handraise_model::diagnostic::render_text(diagnostics, &source, false)
    };
    let model = checked.model.unwrap_or_else(|| panic!("{}\n{text}", render(&checked.diagnostics)));
    let warnings = handraise_model::lint::lint(&model, "2026-01-01".parse().expect("a date"));
    assert!(warnings.is_empty(), "{}\n{text}", render(&warnings));
    (text, model)
}

#[test]
fn a_hubspot_export() {
    let leads = "Record ID - Contact,First Name,Last Name,Email,Lifecycle Stage,Number of Employees,Create Date,Country/Region\n\
                 101,Ana,Silva,ana@lumen.example,Customer,250,2026-01-05 10:00,Brazil\n\
                 102,Tom,Reid,tom@orca.example,Lead,12,2026-01-06 11:30,Brazil\n\
                 103,Mei,Tan,mei@kite.example,Lead,N/A,2026-01-07 09:15,Singapore\n";
    let events = "Contact ID,Event Type,Occurred At\n101,Demo Requested,2026-02-01T10:00:00Z\n\
                  102,Email Opened,2026-02-02T10:00:00Z\n102,Deal Won,2026-02-03T10:00:00Z\n";
    insta::assert_snapshot!(first(leads, events).0);
}

#[test]
fn a_salesforce_export() {
    let leads = "Lead ID,Company / Account,No. of Employees,Lead Source,Created Date,Converted\n\
                 00Q1,Lumen,250,Web,3/14/2026,0\n00Q2,Orca,12,Trade Show,3/28/2026,1\n00Q3,Kite,70,Web,4/2/2026,0\n";
    let (text, model) = first(leads, "");
    assert_eq!(model.data().lead_id, "Lead ID");
    assert_eq!(model.data().lead_created.as_deref(), Some("Created Date"));
    assert_eq!(model.data().show, ["Company / Account"]);
    assert!(text.contains("# CAREFUL: says what became of the lead"), "{text}");
    let names: Vec<&str> = model.fit().iter().map(|criterion| criterion.name.as_str()).collect();
    assert_eq!(names, ["No. of Employees", "Lead Source"]);
}

#[test]
fn headers_and_event_types_that_are_hard_to_name() {
    let leads = "id,,Score,and,国家,国 家,Google,google,a\"b,\"two\nlines\",name,name,select,2nd\n\
                 1,x,yes,A,中,A,a,b,p,q,r,s,else,u\n2,y,no,B,日,B,b,a,p,r,r,t,\"\",v\n";
    let events = "lead_id,event,timestamp\n1,Email Opened,2026-01-01\n1,email_opened,2026-01-01\n\
                  1,EMAIL  OPENED,2026-01-01\n1,购买,2026-01-01\n1,查看,2026-01-01\n1,score,2026-01-01\n\
                  1,Google,2026-01-02\n2,\"say \"\"hi\"\"\",2026-01-02\n2,!!!,2026-01-02\n2,Email Opened,2026-01-01\n";
    let (text, model) = first(leads, events);
    assert_eq!(model.engagement().len(), 9, "{text}");
}

#[test]
fn thousands_of_columns_and_no_rows() {
    let header: Vec<String> = (0..3_000).map(|number| format!("Column {}", number / 2)).collect();
    first(&format!("id,{}\n", header.join(",")), "");
    let header: Vec<String> = (0..3_000).map(|number| format!("Column {number}")).collect();
    let row = |text: &str| vec![text; 3_000].join(",");
    first(&format!("id,{}\n1,{}\n2,{}\n", header.join(","), row("a"), row("b")), "lead_id,event,timestamp\n");
}

#[test]
fn any_table_gets_a_model() {
    let mut random = fastrand::Rng::with_seed(7);
    let words =
        ["", " ", "é", "a", "A", "_", "\u{7f}", "\\", "#", "]", "='", "else", "1", "true", "N/A", "2026-01-01", "ID"];
    for _ in 0..300 {
        let mut table = || {
            let columns = 1 + random.usize(..6);
            let mut word = || random.choice(words).unwrap_or_default();
            let mut row = || (0..columns).map(|_| format!("{}{}", word(), word())).collect::<Vec<_>>().join(",");
            (0..8).map(|_| format!("x{}\n", row())).collect::<String>()
        };
        let (leads, events) = (table(), table());
        first(&leads, &events);
    }
}

#[test]
fn real_data_gets_a_model() {
    let Some(data) = std::env::var_os("HANDRAISE_DATA").map(PathBuf::from) else {
        let required = std::env::var("HANDRAISE_REQUIRE").unwrap_or_default();
        assert!(!required.split([',', ' ']).any(|word| word == "data"), "HANDRAISE_DATA is not set");
        println!("skipped: HANDRAISE_DATA does not name the folder of real data");
        return;
    };
    let tables = [
        "x_education/Leads.csv",
        "bank_marketing/bank-additional-full.csv.gz",
        "maven_crm/accounts.csv",
        "maven_crm/sales_pipeline.csv",
        "companies/fortune1000.csv",
        "companies/yc_companies_websites.csv",
    ];
    for table in tables {
        first_of(&data.join(table), &[]);
    }
    let log = data.join("bpic2012/bpic2012_events.csv.gz");
    let (_, model) = first_of(&log, std::slice::from_ref(&log));
    assert_eq!(model.data().event_type, "activity");
}
