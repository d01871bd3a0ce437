//! The columns of the result, those of `handraise score --format csv`.

use handraise_model::NamedCondition;
use handraise_model::values::Exact;

use crate::compiler::Compiler;
use crate::dialect::{Lookup, fill};
use crate::render::{Column, Select, Source};
use crate::request::Instant;
use crate::text::comment;

/// Lines at the top of the query.
pub(crate) fn header(compiler: &Compiler<'_>) -> Vec<String> {
    let model = compiler.model;
    let at = match &compiler.request.as_of {
        Instant::Now => "now".to_owned(),
        Instant::At(as_of) => as_of.to_string().replace(".000000Z", "Z"),
        Instant::Template(_) => "the instant that is put in".to_owned(),
    };
    let (name, version) = (comment(model.name()), model.version());
    let mut lines = vec![
        format!("Scores of the leads by the model {name}, version {version} ({}), as of {at}.", model.fingerprint()),
        format!("{WRITTEN} for {}: change the model, not this.", compiler.dialect.title),
        String::new(),
        "All arithmetic is on integers: points are whole, credibility and the weight of a persona are in hundredths,"
            .to_owned(),
        "and decay is in thousandths, so that nothing is rounded before the score.".to_owned(),
    ];
    if compiler.dialect.queries.lookup == Lookup::FullJoin {
        lines.push(String::new());
        lines.push("Full joins here keep the rows of their left side alone. As left joins they would become loops over all pairs,".to_owned());
        lines.push("since the planner knows nothing of how many rows a step has.".to_owned());
    }
    lines
}

/// What every file that we write says, by which we know it again.
pub const WRITTEN: &str = "Written by `handraise sql`";

/// The columns of every result: those of `handraise score`.
pub const RESULT_COLUMNS: [&str; 30] = [
    "lead_id",
    "rank",
    "score",
    "rating",
    "total",
    "fit",
    "engagement",
    "grade",
    "fit_grade",
    "engagement_grade",
    "lane",
    "gates_met",
    "eligible",
    "excluded",
    "persona",
    "product",
    "products",
    "size",
    "lead_source",
    "critical_met",
    "last_touch",
    "last_hand_raise",
    "reasons",
    "excluded_by",
    "gates_missed",
    "gates_unknown",
    "as_of",
    "model",
    "model_version",
    "model_fingerprint",
];

/// What the query gives.
pub(crate) fn output(compiler: &Compiler<'_>) -> Select {
    let mut columns: Vec<(String, Option<Column>)> =
        names(compiler).into_iter().zip(all(compiler).into_iter().map(Some)).collect();
    let columns = match &compiler.request.columns {
        None => columns.into_iter().filter_map(|(_, column)| column).collect(),
        Some(wanted) => wanted
            .iter()
            .filter_map(|name| {
                columns.iter_mut().find(|(known, _)| known == name).and_then(|(_, column)| column.take())
            })
            .collect(),
    };
    let results = compiler.aliased("results");
    let joins: Vec<String> = super::reasons::join_reasons(compiler).into_iter().collect();
    let lookup = compiler.dialect.queries.lookup.condition("results.lead_id").filter(|_| !joins.is_empty());
    Select {
        columns,
        from: Source::Table(results),
        joins,
        conditions: lookup.into_iter().collect(),
        ..Select::default()
    }
}

/// What the columns of the result are called, without quotes.
pub(crate) fn names(compiler: &Compiler<'_>) -> Vec<String> {
    let model = compiler.model;
    let taken = |name: &String| RESULT_COLUMNS.iter().any(|column| column.eq_ignore_ascii_case(name));
    let shown = model.data().show.iter().map(|name| if taken(name) { format!("show_{name}") } else { name.clone() });
    let [lead_id, results @ ..] = RESULT_COLUMNS;
    let mut names = vec![lead_id.to_owned()];
    names.extend(shown);
    names.extend(results.map(str::to_owned));
    if compiler.request.explain {
        names.extend(model.fit().iter().map(|fit| format!("points_{}", fit.id)));
        names.extend(model.engagement().iter().map(|done| format!("points_{}", done.id)));
        names.extend(model.engagement().iter().map(|done| format!("count_{}", done.id)));
    }
    names
}

/// All columns, in the order of their names.
fn all(compiler: &Compiler<'_>) -> Vec<Column> {
    let model = compiler.model;
    let same = |name: &str| Column::same(name);
    let boolean = |name: &str| Column::new(fill(compiler.dialect.queries.boolean_result, &[name]), name);
    let reasons = if super::reasons::has_reasons(compiler) { "coalesce(reasons, '')" } else { "''" };
    let mut columns = vec![same("lead_id")];
    let shown = names(compiler).into_iter().skip(1).zip(&compiler.shown);
    columns.extend(shown.map(|(name, shown)| Column::new(shown, compiler.input(&name))));
    let rank = "case\n when eligible then\n row_number() over (\n partition by eligible\n \
                order by total desc, last_touch desc nulls last, lead_id\n)\nend";
    columns.extend([
        Column::new(rank, "rank"),
        same("score"),
        same("rating"),
        points(compiler, "total", "total", 7),
        points(compiler, "fit", "fit", 7),
        points(compiler, "engagement", "engagement", 7),
        Column::new("fit_grade || engagement_grade", "grade"),
        same("fit_grade"),
        same("engagement_grade"),
        same("lane"),
        same("gates_met"),
        boolean("eligible"),
        boolean("excluded"),
        same("persona"),
        same("product"),
        Column::new(products(compiler), "products"),
        same("size"),
        same("lead_source"),
        same("critical_met"),
        same("last_touch"),
        same("last_hand_raise"),
        Column::new(reasons, "reasons"),
        Column::new(named(compiler, model.exclusions(), &compiler.exclusions, ""), "excluded_by"),
        Column::new(named(compiler, model.gates(), &compiler.gates, "not "), "gates_missed"),
        Column::new(unknown(compiler), "gates_unknown"),
        Column::new(&compiler.as_of, "as_of"),
        Column::new(compiler.text(model.name()), "model"),
        Column::new(model.version().to_string(), "model_version"),
        Column::new(compiler.text(&model.fingerprint()), "model_fingerprint"),
    ]);
    if compiler.request.explain {
        let name = |id: &str| format!("points_{id}");
        columns.extend(model.fit().iter().map(|fit| points(compiler, &name(&fit.id), &name(&fit.id), 2)));
        columns.extend(model.engagement().iter().map(|done| points(compiler, &name(&done.id), &name(&done.id), 5)));
        columns.extend(model.engagement().iter().map(|done| Column::same(format!("count_{}", done.id))));
    }
    columns
}

/// Integers of 10^-places point as exact points.
fn points(compiler: &Compiler<'_>, units: &str, name: &str, places: usize) -> Column {
    let unit = format!("0.{:0>places$}", 1);
    Column::new(fill(compiler.dialect.numbers.exact, &[units, &unit]), name)
}

/// The names of the conditions that are met, or missed, with `; ` between.
fn named(compiler: &Compiler<'_>, conditions: &[NamedCondition], columns: &[String], not: &str) -> String {
    let items: Vec<String> = conditions
        .iter()
        .zip(columns)
        .map(|(condition, column)| format!("case when {not}{column} then {} end", compiler.text(&condition.name)))
        .collect();
    joined(compiler, &items)
}

fn unknown(compiler: &Compiler<'_>) -> String {
    let items: Vec<String> = compiler
        .model
        .gates()
        .iter()
        .zip(&compiler.gates)
        .map(|(gate, column)| format!("case when {column} is null then {} end", compiler.text(&gate.name)))
        .collect();
    joined(compiler, &items)
}

fn joined(compiler: &Compiler<'_>, items: &[String]) -> String {
    match items {
        [] => "''".to_owned(),
        items => fill(compiler.dialect.texts.joined, &[&format!("\n    {}\n", items.join(",\n    "))]),
    }
}

/// All products with their scores, as a JSON object.
fn products(compiler: &Compiler<'_>) -> String {
    let model = compiler.model;
    if model.products().is_empty() {
        return compiler.null_text();
    }
    let numbers = &compiler.dialect.numbers;
    let unit = Exact::UNITS_PER_POINT.to_string();
    let whole = |units: &str| fill(numbers.quotient, &[units, &unit]);
    let text = |number: &str| compiler.cast(number, compiler.dialect.types.text);
    let mut parts: Vec<String> = Vec::new();
    for (index, (product, suffix)) in model.products().iter().zip(&compiler.products).enumerate() {
        let open = if index == 0 { "{" } else { "," };
        for (what, key) in [
            ("total", format!("{open}{}:{{", json(&product.name))),
            ("fit", ",".to_owned()),
            ("engagement", ",".to_owned()),
        ] {
            let column = format!("{what}{suffix}");
            let rest = fill(compiler.dialect.texts.padded, &[&fill(numbers.remainder, &[&column, &unit]), "7"]);
            let key = compiler.text(&format!("{key}\"{what}\":"));
            parts.push(format!("{key} || {}", text(&whole(&column))));
            parts.push(format!("'.' || {rest}"));
        }
        let rounded = format!("(total{suffix} + {})", Exact::UNITS_PER_POINT / 2);
        let close = compiler.text(if index + 1 == model.products().len() { "}}" } else { "}" });
        parts.push(format!("',\"score\":' || {} || {close}", text(&whole(&rounded))));
    }
    parts.join("\n|| ")
}

/// A text of JSON.
fn json(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control if u32::from(control) < 0x20 => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json + "\""
}
