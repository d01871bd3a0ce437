//! The reasons: the three largest contributions to a lead's product, in the words of `handraise score`.

use handraise_model::{GroupId, Model, ProductId};

use super::leads::case_of;
use crate::compiler::Compiler;
use crate::dialect::fill;
use crate::render::{Body, Column, Kept, Select, Source, Table, ValueType, Values, ValuesRow};

/// How many reasons a lead has.
const REASONS_MAX: u32 = 3;
/// Before the name of a critical criterion.
const CRITICAL_MARK: &str = "★ ";

pub(crate) fn reasons(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    if !has_reasons(compiler) {
        return;
    }
    tables.extend(products(compiler));
    tables.push(given(compiler));
    tables.push(ranked(compiler));
    tables.push(worded(compiler));
}

/// Whether reasons are wanted, and there is anything that can be one.
pub(super) fn has_reasons(compiler: &Compiler<'_>) -> bool {
    let model = compiler.model;
    compiler.request.has("reasons") && !(model.fit().is_empty() && model.engagement().is_empty())
}

/// Joins each lead's reasons.
pub(super) fn join_reasons(compiler: &Compiler<'_>) -> Option<String> {
    let by = if differ(compiler) { "lead_id, product" } else { "lead_id" };
    let join = compiler.dialect.queries.lookup.words();
    has_reasons(compiler).then(|| format!("{join} {} using ({by})", compiler.table("reasons")))
}

/// Whether products have reasons of their own.
pub(super) fn differ(compiler: &Compiler<'_>) -> bool {
    let model = compiler.model;
    let named = |products: &Option<_>| products.is_some();
    model.fit().iter().any(|criterion| named(&criterion.products))
        || model.engagement().iter().any(|criterion| named(&criterion.products))
}

/// The number that the places of engagement criteria count from, so that a new fit criterion moves none of them.
fn engagement_base(compiler: &Compiler<'_>) -> usize {
    let fit = compiler.model.fit().len();
    (1..).map(|digits| 10_usize.pow(digits)).find(|base| *base > fit && *base >= 100).unwrap_or(fit)
}

/// All criteria: what they are called, the group whose cap they share, and the products that they count for.
pub(crate) fn criterion_names(compiler: &Compiler<'_>) -> Option<Table> {
    let model = compiler.model;
    let base = engagement_base(compiler);
    let fit = model.fit().iter().enumerate().map(|(index, criterion)| {
        (index + 1, &criterion.id, criterion.name.clone(), criterion.group, criterion.products.as_deref())
    });
    let engagement = model.engagement().iter().enumerate().map(|(index, criterion)| {
        let mark = if criterion.critical { CRITICAL_MARK } else { "" };
        let name = format!("{mark}{}", criterion.name);
        (base + index + 1, &criterion.id, name, criterion.group, criterion.products.as_deref())
    });
    let has_groups = has_groups(compiler);
    let row = |(place, id, name, group, products): (usize, &String, String, Option<GroupId>, Option<&[ProductId]>)| {
        let mut cells = vec![compiler.text(id), place.to_string(), compiler.text(&name)];
        if has_groups {
            let group = group.and_then(|group| model.groups().get(group.0));
            cells.push(group.map_or_else(|| "null".to_owned(), |group| compiler.text(&group.name)));
        }
        if differ(compiler) {
            let counts = |product| u8::from(Model::counts_for(products, Some(ProductId(product)))).to_string();
            cells.extend((0..model.products().len()).map(counts));
        }
        ValuesRow { cells, comment: None }
    };
    let rows: Vec<ValuesRow> = fit.chain(engagement).map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let mut columns = vec![
        ("criterion".to_owned(), ValueType::Text),
        ("place".to_owned(), ValueType::Integer),
        ("name".to_owned(), ValueType::Text),
    ];
    if has_groups {
        columns.push(("in_group".to_owned(), ValueType::Text));
    }
    if differ(compiler) {
        columns.extend((0..model.products().len()).map(|product| (counts_for(compiler, product), ValueType::Integer)));
    }
    let mut comment = "The criteria in order of the model, as reasons call them (★: critical)".to_owned();
    match (has_groups, differ(compiler)) {
        (true, true) => comment.push_str(", with their groups and products"),
        (true, false) => comment.push_str(", with their groups"),
        (false, true) => comment.push_str(", with their products"),
        (false, false) => {}
    }
    let body = Body::Values(Values { columns, rows, dense: false });
    let mut comment = vec![comment + "."];
    if !model.fit().is_empty() && !model.engagement().is_empty() {
        comment.push(format!(
            "Engagement counts from {}, so that a new fit criterion moves none of its places.",
            base + 1
        ));
    }
    Some(Table { name: compiler.table("criterion_names"), comment, kept: Kept::default(), body })
}

/// Whether engagement criteria share caps.
pub(super) fn has_groups(compiler: &Compiler<'_>) -> bool {
    compiler.model.engagement().iter().any(|criterion| criterion.group.is_some())
}

/// The column that says whether a criterion counts for a product.
pub(super) fn counts_for(compiler: &Compiler<'_>, product: usize) -> String {
    compiler.products.get(product).map(|suffix| format!("for{suffix}")).unwrap_or_default()
}

/// The products, where their reasons differ.
fn products(compiler: &Compiler<'_>) -> Option<Table> {
    let row = |name: &str| ValuesRow { cells: vec![compiler.text(name)], comment: None };
    let rows = compiler.model.products().iter().map(|product| row(&product.name)).collect();
    let body = Body::Values(Values { columns: vec![("product".to_owned(), ValueType::Text)], rows, dense: true });
    let comment = vec!["The products, each of which has reasons of its own.".to_owned()];
    differ(compiler).then(|| Table { name: compiler.table("products"), comment, kept: Kept::default(), body })
}

/// What each criterion gave each lead, a row for each.
fn given(compiler: &Compiler<'_>) -> Table {
    let model = compiler.model;
    let integer = compiler.dialect.types.integer;
    let mut parts = Vec::new();
    if !model.fit().is_empty() {
        let arms: Vec<(String, String)> =
            model.fit().iter().map(|fit| (compiler.text(&fit.id), format!("profiles.points_{}", fit.id))).collect();
        let points = case_of("names.criterion", &arms);
        let null = compiler.cast("null", integer);
        parts.push(Select {
            columns: vec![
                Column::same("profiles.lead_id"),
                Column::same("names.criterion"),
                Column::new(format!("1000 * cast(\n    {points}\n    as {integer}\n)"), "contribution"),
                Column::new(&null, "occurrences"),
                Column::new(&null, "age_days"),
            ],
            from: Source::Table(compiler.aliased("profiles")),
            joins: vec![format!("cross join {} as names", compiler.table("criterion_names"))],
            conditions: vec![format!("names.place < {}", engagement_base(compiler))],
            ..Select::default()
        });
    }
    if !model.engagement().is_empty() {
        let columns = ["lead_id", "criterion", "contribution", "occurrences", "age_days"].map(Column::same).into();
        let from = Source::Table(compiler.table("contributions"));
        parts.push(Select { columns, from, ..Select::default() });
    }
    let comment = vec!["What each criterion gives each lead, of fit and of engagement, in 10^-5 point.".to_owned()];
    Table { name: compiler.table("all_contributions"), comment, kept: Kept::default(), body: Body::Union(parts) }
}

/// Positive contributions, the largest first; among equals in order of the model.
fn ranked(compiler: &Compiler<'_>) -> Table {
    let model = compiler.model;
    let mut columns = vec![Column::same("given.lead_id")];
    let mut joins =
        vec![format!("inner join {} as names on names.criterion = given.criterion", compiler.table("criterion_names"))];
    let mut partition = "given.lead_id".to_owned();
    if differ(compiler) {
        columns.push(Column::same("products.product"));
        partition.push_str(", products.product");
        let arms: Vec<(String, String)> = model
            .products()
            .iter()
            .enumerate()
            .map(|(index, product)| (compiler.text(&product.name), format!("names.{}", counts_for(compiler, index))))
            .collect();
        let counts = case_of("products.product", &arms);
        joins.push(format!("inner join {}\n    on {counts} = 1", compiler.aliased("products")));
    }
    let last = engagement_base(compiler) + model.engagement().len();
    let scale = (1..).map(|digits| 10_usize.pow(digits)).find(|scale| *scale > last).unwrap_or(last + 1);
    // One key is sorted much faster than two.
    let place = format!(
        "row_number() over (\n    partition by {partition}\n    order by given.contribution * {scale} - names.place desc\n)"
    );
    columns.extend(["names.name", "given.contribution", "given.occurrences", "given.age_days"].map(Column::same));
    let tenths = fill(compiler.dialect.numbers.quotient, &["(given.contribution + 5000)", "10000"]);
    columns.push(Column::new(tenths, "tenths"));
    columns.push(Column::new(place, "place"));
    let select = Select {
        columns,
        from: Source::Table(format!("{} as given", compiler.table("all_contributions"))),
        joins,
        conditions: vec!["given.contribution > 0".to_owned()],
        ..Select::default()
    };
    let comment = "What gives a lead points, the largest first; among equals in order of the model.";
    compiler.step("ranked_contributions", &[comment], select)
}

/// The first of them in words, in one text.
fn worded(compiler: &Compiler<'_>) -> Table {
    let dialect = compiler.dialect;
    let by: &[&str] = if differ(compiler) { &["lead_id", "product"] } else { &["lead_id"] };
    let mut columns: Vec<Column> = by.iter().copied().map(Column::same).collect();
    columns.push(Column::same("place"));
    columns.push(Column::new(words(compiler), "reason"));
    let worded = Select {
        columns,
        from: Source::Table(compiler.table("ranked_contributions")),
        conditions: vec![format!("place <= {REASONS_MAX}")],
        ..Select::default()
    };
    let items: Vec<String> =
        (1..=REASONS_MAX).map(|place| format!("max(case when place = {place} then reason end)")).collect();
    let joined = fill(dialect.texts.joined, &[&format!("\n    {}\n", items.join(",\n    "))]);
    let mut columns: Vec<Column> = by.iter().copied().map(Column::same).collect();
    columns.push(Column::new(joined, "reasons"));
    let select = Select {
        columns,
        from: Source::Select(Box::new(worded), "worded"),
        group_by: by.iter().map(|column| (*column).to_owned()).collect(),
        ..Select::default()
    };
    compiler.step(
        "reasons",
        &["The three largest in words: `Started a free trial +18.5 (2 times, last 3 days ago)`."],
        select,
    )
}

/// `Started a free trial +18.5 (2 times, last 3 days ago)`: points with at most one decimal, or as many as it takes to be
/// more than nothing.
fn words(compiler: &Compiler<'_>) -> String {
    let dialect = compiler.dialect;
    let text = |number: &str| compiler.cast(number, dialect.types.text);
    let padded = |number: &str, digits: &str| fill(dialect.texts.padded, &[number, digits]);
    let whole = |number: &str, of: &str| fill(dialect.numbers.quotient, &[number, of]);
    let rest = |number: &str, of: &str| fill(dialect.numbers.remainder, &[number, of]);
    let small = fill(dialect.texts.trimmed, &[&format!("'0.' || {}", padded("contribution", "5")), "0"]);
    let (points, tenth) = (text(&whole("tenths", "10")), rest("tenths", "10"));
    let points = format!(
        "case\n    when contribution < 5000 then {small}\n    when {tenth} = 0 then {points}\n    \
         else {points} || '.' || {}\nend",
        text(&tenth)
    );
    if compiler.model.engagement().is_empty() {
        return format!("name || ' +' || {points}");
    }
    let times = text("occurrences");
    let (days, thousands) = (text("age_days"), text(&whole("age_days", "1000")));
    let others = padded(&rest("age_days", "1000"), "3");
    format!(
        "name || ' +' || {points} || case\n    when occurrences is null then ''\n    when occurrences = 1 then ' ('\n    \
         else ' (' || {times} || ' times, last '\nend || case\n    when age_days is null then ''\n    \
         when age_days = 0 then 'today)'\n    when age_days = 1 then '1 day ago)'\n    \
         when age_days < 1000 then {days} || ' days ago)'\n    \
         else {thousands} || ',' || {others} || ' days ago)'\nend"
    )
}
