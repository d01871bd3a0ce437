//! `handraise sql`: the model as a query of a warehouse.

use std::fs;
use std::path::Path;

use handraise_model::diagnostic::{self, Diagnostic};
use handraise_model::{Model, ModelSource};
use handraise_sql::dialect::ALL;
use handraise_sql::{Dialect, Instant, Request, check, compile, dbt};

use crate::args::{SqlArguments, SqlDialect, SqlInstant};
use crate::exit::{Exit, Failure};
use crate::outcomes::refuse_other_source;
use crate::output::columns::COLUMNS;
use crate::output::{Destination, flat};
use crate::{pipeline, terminal};

pub(super) fn run(arguments: SqlArguments) -> Result<Exit, Failure> {
    let destination = Destination::of(arguments.output)?;
    destination.refuse_replacing([arguments.model.as_path()])?;
    let model = pipeline::read_model(&arguments.model)?;
    if arguments.outcomes.is_some() {
        refuse_other_source(&model)?;
    }
    let columns = match arguments.columns.as_slice() {
        [] => None,
        names => {
            flat::named(names, &model, &model.data().show, arguments.explain)?;
            Some(arguments.columns)
        }
    };
    let request = Request {
        dialect: dialect(arguments.dialect),
        as_of: match arguments.as_of {
            SqlInstant::Now => Instant::Now,
            SqlInstant::At(as_of) => Instant::At(as_of),
        },
        leads: arguments.leads,
        events: arguments.events,
        adjustments: arguments.adjustments,
        outcomes: arguments.outcomes,
        columns,
        explain: arguments.explain,
        ordered: true,
    };
    refuse_files(&request, &model)?;
    if let Some(folder) = &arguments.dbt {
        return write_dbt(&model, &request, folder);
    }
    let query = if arguments.check { Ok(check(&model, &request)) } else { compile(&model, &request) };
    match query {
        Ok(query) => {
            destination.write(|out| out.write_all(query.as_bytes()))?;
            Ok(Exit::Fine)
        }
        Err(refused) => Ok(refuse(&refused, model.source())),
    }
}

/// Refuses the name of a file in place of a table.
fn refuse_files(request: &Request, model: &Model) -> Result<(), Failure> {
    let tables = [
        ("leads", Some(&request.leads)),
        ("events", Some(&request.events)),
        ("adjustments", request.adjustments.as_ref()),
        ("outcomes", request.outcomes.as_ref()),
    ];
    let Some((table, file)) = tables.into_iter().find_map(|(table, name)| Some((table, name?.as_file()?))) else {
        return Ok(());
    };
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let load = match request.dialect.name {
        "duckdb" => {
            let nulls = model.data().nulls.iter().map(String::as_str).filter(|null| !null.is_empty());
            let nulls: Vec<String> = [""].into_iter().chain(nulls).map(quoted).collect();
            let read = match file.to_lowercase().contains(".csv") {
                true => format!("read_csv({}, nullstr = [{}])", quoted(&file), nulls.join(", ")),
                false => quoted(&file),
            };
            format!("load it first, such as by `create table {table} as from {read}`, and name the table")
        }
        _ => format!("load it into a table first, and name the table: `--{table} {table}`"),
    };
    let message = format!("`--{table} {file}` names a file, and a query reads tables");
    Err(Failure::new(Exit::Usage, message).help(load).help("a table that is called so is named in quotes"))
}

/// Writes the files of a dbt model, and says which.
fn write_dbt(model: &Model, request: &Request, folder: &Path) -> Result<Exit, Failure> {
    let meanings: Vec<(&str, &str)> = COLUMNS.iter().map(|column| (column.name, column.meaning)).collect();
    let files = match dbt(model, request, &meanings) {
        Ok(files) => files,
        Err(refused) => return Ok(refuse(&refused, model.source())),
    };
    let unwritten = |error: std::io::Error| {
        Failure::new(Exit::Output, format!("`{}` cannot be written: {error}", folder.display()))
    };
    if let Some(file) = folder.ancestors().find(|part| part.is_file()) {
        let message = format!("`{}` is a file, and the files of a dbt model are written to a folder", file.display());
        return Err(Failure::new(Exit::Output, message).help("name a folder of dbt's models, such as `--dbt models`"));
    }
    fs::create_dir_all(folder).map_err(unwritten)?;
    let paths = ["sql", "yml"].map(|extension| folder.join(format!("{}.{extension}", files.name)));
    for path in &paths {
        if fs::read(path).is_ok_and(|there| !String::from_utf8_lossy(&there).contains(handraise_sql::WRITTEN)) {
            let message = format!("`{}` is there, and was not written by `handraise sql`", path.display());
            return Err(Failure::new(Exit::Output, message).help("move it away, or name another folder"));
        }
    }
    for (path, text) in paths.into_iter().zip([&files.sql, &files.yml]) {
        Destination::of(Some(path.clone()))?.write(|out| out.write_all(text.as_bytes()))?;
        terminal::tell(&format!("wrote {}\n", path.display()));
    }
    Ok(Exit::Fine)
}

fn refuse(refused: &[Diagnostic], source: &ModelSource) -> Exit {
    terminal::tell(&diagnostic::render_text(refused, source, true));
    Exit::Model
}

fn dialect(name: SqlDialect) -> &'static Dialect {
    let [duckdb, postgres, spark, clickhouse, snowflake, bigquery] = ALL;
    match name {
        SqlDialect::Duckdb => duckdb,
        SqlDialect::Postgres => postgres,
        SqlDialect::Spark => spark,
        SqlDialect::Clickhouse => clickhouse,
        SqlDialect::Snowflake => snowflake,
        SqlDialect::Bigquery => bigquery,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_has_the_columns_of_a_result() {
        assert_eq!(COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>(), handraise_sql::RESULT_COLUMNS);
    }
}
