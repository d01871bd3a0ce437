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
    let text = first_model(&look(&leads.to_owned()), &events.iter().map(look).collect::<Vec<_>>()).text;
    let source = ModelSource::new("model.toml", &text);
    let checked = source.check();
    let render = |diagnostics: &[handraise_model::diagnostic::Diagnostic]| {
        handraise_model::diagnostic::render_text(diagnostics, &source, false)
    };
    let model = checked.model.unwrap_or_else(|| panic!("{}\n{text}", render(&checked.diagnostics)));
    let warnings = handraise_model::lint::lint(&model, "2026-01-01".parse().expect("a date"));
    assert!(warnings.is_empty(), "{}\n{text}", render(&warnings));
    whole_model_holds(&text);
    (text, model)
}

/// With every hidden line shown, the model has no errors either, and its example passes.
fn whole_model_holds(text: &str) {
    let shown = |line: &str| match line.strip_prefix('#') {
        Some(hidden) if !hidden.starts_with(' ') => format!("{hidden}\n"),
        _ => format!("{line}\n"),
    };
    let whole: String = text.lines().map(shown).collect();
    let source = ModelSource::new("model.toml", &whole);
    let checked = source.check();
    let errors = || handraise_model::diagnostic::render_text(&checked.diagnostics, &source, false);
    let model = std::sync::Arc::new(checked.model.clone().unwrap_or_else(|| panic!("{}\n{whole}", errors())));
    let examples = handraise_engine::examples::run(&model).expect("examples that can be scored");
    let failures: Vec<&str> =
        examples.iter().flat_map(|example| &example.failures).map(|failure| failure.message.as_str()).collect();
    assert_eq!((examples.len(), failures.as_slice()), (1, [].as_slice()), "{whole}");
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
    assert_eq!(model.data().lead_id.column(), "Lead ID");
    assert_eq!(model.data().lead_created.as_deref(), Some("Created Date"));
    assert_eq!(model.data().show, ["Company / Account"]);
    assert!(text.contains("# CAREFUL: says what became of the lead"), "{text}");
    let names: Vec<&str> = model.fit().iter().map(|criterion| criterion.name.as_str()).collect();
    assert_eq!(names, ["No. of Employees", "Lead Source"]);
}

#[test]
fn opt_outs_owners_and_domains_give_no_points() {
    let leads = "Lead ID,DoNotCall,Unsubscribed from all email,Email Hard Bounce Reason,Contact owner,Email Domain,Größe\n\
                 1,true,Yes,,Eva,a.example,klein\n2,false,No,full,Tom,b.example,klein\n3,false,No,,Eva,a.example,groß\n\
                 4,false,No,full,Tom,b.example,groß\n";
    let (text, model) = first(leads, "");
    let names: Vec<&str> = model.fit().iter().map(|criterion| criterion.name.as_str()).collect();
    assert_eq!(names, ["Größe"]);
    assert!(text.contains("\ngroesse = {") && text.contains("\nid = \"groesse\""), "{text}");
    for exclusion in ["do_not_call", "unsubscribed_from_all_email", "email_hard_bounce_reason is not null"] {
        assert!(text.contains(&format!("#when = \"{exclusion}\"\n")), "{text}");
    }
    assert!(text.contains("says who works on the lead") && text.contains("tells companies apart"), "{text}");
}

#[test]
fn columns_of_events_are_known_by_the_values_that_they_share_with_the_leads() {
    let leads: String = std::iter::once("Nr.,Firma\n".to_owned())
        .chain((0..60).map(|number| format!("L{number},F{number}\n")))
        .collect();
    let events = |header: &str| -> String {
        let rows = (0..150).map(|number| format!("L{},{},2026-01-02\n", number % 50, ["Besuch", "Anruf"][number % 2]));
        std::iter::once(format!("{header}\n")).chain(rows).collect()
    };
    for header in ["Nr.,Was,Wann", "Kunde,Was,Wann", "Type,Was,Wann"] {
        let (text, model) = first(&leads, &events(header));
        let lead = header.split(',').next().unwrap_or_default();
        let found = (model.data().lead_id.column(), model.data().event_lead.as_str(), model.data().event_type.as_str());
        assert_eq!(found, ("Nr.", lead, "Was"), "{text}");
    }
    // Numbers that are ids by chance: few of many.
    let numbers: String = (1..400).map(|number| format!("{number}\n")).collect();
    let counted = "event,Stars,timestamp\nA,1,2026-01-01\nB,2,2026-01-01\nA,3,2026-01-01\n";
    assert!(first(&format!("Lead ID\n{numbers}"), counted).0.contains("# event_lead ="));
}

#[test]
fn an_id_that_stands_twice_is_an_id() {
    let (text, model) = first("Company,Lead ID\nLumen,00Q1\nOrca,00Q2\nKite,00Q1\nPike,00Q4\n", "");
    assert_eq!(model.data().lead_id.column(), "Lead ID");
    assert!(text.contains("# CAREFUL: 1 id stands there more than once: 00Q1 in lines 2 and 4\n"), "{text}");
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
