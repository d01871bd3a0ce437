//! Results in chosen columns, and at many instants.

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_select::concat::concat_batches;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::acme::{AS_OF, Acme, LEADS, MODEL};

#[test]
fn chosen_columns_stand_in_the_order_that_was_asked_for_in_every_format() {
    let acme = Acme::new();
    let asked = "--explain --columns rank,lead_id,points_trial company,reasons --top 1";
    let csv = acme.score(&format!("{asked} --format csv")).ended(0).out;
    assert_eq!(
        csv,
        "rank,lead_id,points_trial,company,reasons\n\
         1,ana,15.1600000,Acme do Brasil,\"Country +20; ★ Started a free trial +15.2 (12 days ago); \
         Looked at the prices +8 (2 times, last 3 days ago)\"\n"
    );
    let json = acme.score(&format!("{asked} --format json")).ended(0).out;
    assert!(json.starts_with(r#"{"rank":1,"lead_id":"ana","points_trial":15.1600000,"company":"Acme do Brasil","#));
    acme.score(&format!("{asked} --output ranking.parquet")).ended(0);
    let header = csv.lines().next().unwrap();
    assert_eq!(names(&parquet(&acme, "ranking.parquet")).join(","), header);
    acme.score(&format!("{asked} --output ranking.xlsx")).ended(0);
    let table = acme.score(asked).ended(0).out;
    let words: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(words.join(","), header);
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
}

#[test]
fn an_unknown_column_is_told_before_anything_is_read() {
    let acme = Acme::new();
    acme.write("events.csv", "nonsense");
    let refused = |options: &str, texts: &[&str]| acme.score(options).ended(2).saying(texts);
    refused("--columns lead_id,totl", &["no column `totl`", "there is `total`"]);
    refused("--columns lead_id,Company", &["no column `Company`", "there is `company`"]);
    refused("--columns points_trial", &["no column `points_trial`", "--explain adds"]);
    refused("--columns lead_id,,rank", &["no column ``"]);
    refused(
        "--columns something_else",
        &["columns: `lead_id`, `company`", "`handraise reference cli`", "carries further columns of the leads"],
    );
    refused("--columns rank,lead_id,rank", &["column `rank` is named twice"]);
    refused("--columns", &["--columns"]);
}

#[test]
fn a_column_of_the_leads_that_is_called_like_a_result_has_a_name_of_its_own() {
    let acme = Acme::new();
    acme.write("leads.csv", "lead_id,company,country,seniority,employees,rank\nana,Acme,BR,vp,400,high\n");
    let csv = acme.score("--show rank --columns rank,show_rank --format csv").ended(0).out;
    assert_eq!(csv, "rank,show_rank\n1,high\n");
}

#[test]
fn many_instants_are_the_single_runs_one_after_the_other() {
    let acme = Acme::new();
    let data = "score model.toml --leads leads.csv --events events.csv --adjustments adjustments.csv";
    let run = |options: &str| acme.run(&format!("{data} {options}")).ended(0).out;
    let days = ["2026-01-01", "2026-01-08", "2026-01-15"];
    for (options, columns) in
        [("", "lead_id,as_of,total,rank"), ("--top 2 --explain", ""), ("--lane nurture --columns score,lead_id", "")]
    {
        let many = run(&format!("--from 2026-01-01 --to 2026-01-15 --every 1w {options}"));
        assert!(many.starts_with(columns), "{many}");
        let header = many.lines().next().unwrap();
        let mut expected = format!("{header}\n");
        for day in days {
            let options = options.split("--columns").next().unwrap();
            let one = run(&format!("--as-of {day} --format csv {options} --columns {header}"));
            expected.extend(one.lines().skip(1).map(|line| format!("{line}\n")));
        }
        assert_eq!(many, expected, "{options}");
        assert!(many.lines().count() > 3, "{many}");
    }
    let json = run("--from 2026-01-01 --to 2026-01-14 --every 7d --format json --top 1");
    let first: Vec<&str> = json.lines().map(|line| &line[..50.min(line.len())]).collect();
    assert_eq!(
        first,
        [
            r#"{"lead_id":"ana","as_of":"2026-01-01T00:00:00.0000"#,
            r#"{"lead_id":"ana","as_of":"2026-01-08T00:00:00.0000"#
        ]
    );
}

#[test]
fn many_instants_in_parquet_say_what_they_say_in_csv_for_any_number_of_threads() {
    let acme = Acme::new();
    // More rows than a row group holds.
    let mut leads = LEADS.to_owned();
    (0..2695).for_each(|lead| leads += &format!("L{lead},C,{},,{lead}\n", ["US", "BR", "KR"][lead % 3]));
    acme.write("leads.csv", leads);
    let data = "score model.toml --leads leads.csv --events events.csv --from 2025-12-01 --to 2026-01-20 --every 1d";
    let csv = acme.run(data).ended(0).out;
    let mut bytes = Vec::new();
    for threads in [1, 3] {
        acme.run(&format!("{data} --output scores.parquet --threads {threads}")).ended(0);
        bytes.push(std::fs::read(acme.path("scores.parquet")).unwrap());
    }
    assert!(bytes[0] == bytes[1], "the number of threads shows in the file");
    let batch = parquet(&acme, "scores.parquet");
    assert_eq!((batch.num_rows(), csv.lines().count()), (51 * 2700, 51 * 2700 + 1));
    let total = batch.column_by_name("total").unwrap().as_primitive::<Decimal128Type>();
    let as_of = batch.column_by_name("as_of").unwrap().as_primitive::<TimestampMicrosecondType>();
    let leads = batch.column_by_name("lead_id").unwrap().as_string::<i32>();
    for (row, line) in csv.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let instant = as_of.value_as_datetime(row).unwrap().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
        assert_eq!((leads.value(row), instant.as_str()), (cells[0], cells[1]));
        assert_eq!(total.value_as_string(row), cells[2]);
        assert_eq!(batch.column_by_name("rank").unwrap().is_null(row), cells[3].is_empty());
    }
}

#[test]
fn leads_that_are_not_there_yet_are_told_once_for_many_instants() {
    let acme = Acme::new();
    acme.write("model.toml", MODEL.replace("[data]\n", "[data]\nlead_created = \"created\"\n"));
    let row = |line: (usize, &str)| {
        format!("{},{}\n", line.1, ["created", "2026-01-02", "2026-01-09", "2025-01-01"][line.0.min(3)])
    };
    acme.write("leads.csv", LEADS.lines().enumerate().map(row).collect::<String>());
    let data = "score model.toml --leads leads.csv --events events.csv --columns lead_id,as_of";
    let run = acme.run(&format!("{data} --from 2026-01-01 --to 2026-01-15 --every 7d")).ended(0);
    assert_eq!(run.out.lines().count(), 1 + 3 + 4 + 5, "{}", run.out);
    assert_eq!(run.err.matches("not created yet").count(), 1, "{}", run.err);
    assert!(run.err.contains("2 leads are not created yet at one of the instants"), "{}", run.err);
}

#[test]
fn instants_that_make_no_sense_are_refused() {
    let acme = Acme::new();
    let data = "score model.toml --leads leads.csv --events events.csv";
    let refused = |options: &str, texts: &[&str]| acme.run(&format!("{data} {options}")).ended(2).saying(texts);
    refused("--from 2026-01-08 --to 2026-01-01 --every 7d", &["--to 2026-01-01", "is before --from 2026-01-08"]);
    refused("--from 2000-01-01 --to 2026-01-01 --every 1d", &["9,498 instants", "5,000 at most", "--every"]);
    refused("--from 2026-01-01 --to 2026-01-08 --every 0d", &["days or weeks from 1 on"]);
    refused("--from 2026-01-01 --to 2026-01-08 --every week", &["days or weeks from 1 on"]);
    refused("--from 2026-01-01 --to 2026-01-08", &["--every"]);
    refused("--to 2026-01-08 --every 7d", &["--from"]);
    refused("--from soon --to 2026-01-08 --every 7d", &["not a date or an instant"]);
    refused(&format!("--from 2026-01-01 --to 2026-01-08 --every 7d --as-of {AS_OF}"), &["--as-of", "cannot be used"]);
    refused("--from 2026-01-01 --to 2026-01-08 --every 7d --format table", &["not written as table", "csv, json"]);
    refused("--from 2026-01-01 --to 2026-01-08 --every 7d --output x.xlsx", &["not written as xlsx"]);
}

#[test]
fn memory_has_a_unit_and_a_least_size() {
    let acme = Acme::new();
    for size in ["64MB", "1.5GiB", "2GB"] {
        acme.score(&format!("--memory {size}")).ended(0);
    }
    acme.score("--memory 1GB --threads 1").ended(0);
    acme.score("--memory 1000").ended(2).saying(&["not a size of memory", "1.5GiB"]);
    acme.score("--memory 1MB").ended(2).saying(&["too little to score with: at least 64MB"]);
    acme.score("--memory -1GB").ended(2);
}

#[test]
fn a_list_without_leads_is_a_file_all_the_same() {
    let acme = Acme::new();
    let nobody = "--as-of 2026-01-01 --lane 'call now'";
    let data = "score model.toml --leads leads.csv";
    acme.run(&format!("{data} {nobody} --output none.parquet --columns lead_id,products,reasons,lane")).ended(0);
    let batch = parquet(&acme, "none.parquet");
    assert_eq!(
        (batch.num_rows(), names(&batch)),
        (0, ["lead_id", "products", "reasons", "lane"].map(str::to_owned).into())
    );
    let csv = acme.run(&format!("{data} {nobody} --format csv --columns lead_id,rank")).ended(0).out;
    assert_eq!(csv, "lead_id,rank\n");
}

#[test]
fn many_leads_go_through_many_pages() {
    let acme = Acme::new();
    let mut leads = "lead_id,company,country,seniority,employees\n".to_owned();
    (0..70_000).for_each(|lead| leads += &format!("L{lead:06},C,{},,{}\n", ["US", "BR", "KR"][lead % 3], lead % 2000));
    acme.write("leads.csv", leads);
    acme.score("--columns lead_id,rank,total,lane --output all.parquet").ended(0);
    let csv = acme.score("--columns lead_id,rank,total,lane --format csv").ended(0).out;
    let all = parquet(&acme, "all.parquet");
    assert_eq!((all.num_rows(), csv.lines().count()), (70_000, 70_001));
    let column = |index: usize| all.column(index);
    let lanes = column(3).as_string::<i32>();
    for (row, line) in csv.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(column(0).as_string::<i32>().value(row), cells[0]);
        assert_eq!(if lanes.is_null(row) { "" } else { lanes.value(row) }, cells[3]);
    }
    let of_lane = acme.score("--lane nurture --columns lead_id,rank,total,lane --format csv").ended(0).out;
    let expected: Vec<&str> = csv.lines().filter(|line| line.ends_with(",nurture")).collect();
    assert!(of_lane.lines().skip(1).eq(expected.iter().copied()) && expected.len() > 40_000, "{}", expected.len());
    let table = acme.score("--lane nurture --top 40000").ended(0).out;
    assert_eq!(table.lines().filter(|line| line.contains("nurture")).count(), 40_001);
}

fn parquet(acme: &Acme, name: &str) -> RecordBatch {
    let file = std::fs::File::open(acme.path(name)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|field| field.name().clone()).collect()
}
