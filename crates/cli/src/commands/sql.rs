//! `handraise sql`: the model as a query of a warehouse.

use handraise_model::diagnostic;
use handraise_sql::dialect::ALL;
use handraise_sql::{Dialect, Instant, Request, compile};

use crate::args::{SqlArguments, SqlDialect, SqlInstant};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::{pipeline, terminal};

pub(super) fn run(arguments: SqlArguments) -> Result<Exit, Failure> {
    let destination = Destination::of(arguments.output)?;
    let model = pipeline::read_model(&arguments.model)?;
    let request = Request {
        dialect: dialect(arguments.dialect),
        as_of: match arguments.as_of {
            SqlInstant::Now => Instant::Now,
            SqlInstant::At(as_of) => Instant::At(as_of),
        },
        leads: arguments.leads,
        events: arguments.events,
        adjustments: arguments.adjustments,
        explain: arguments.explain,
        ordered: true,
    };
    match compile(&model, &request) {
        Ok(query) => {
            destination.write(|out| out.write_all(query.as_bytes()))?;
            Ok(Exit::Fine)
        }
        Err(diagnostics) => {
            terminal::tell(&diagnostic::render_text(&diagnostics, model.source(), true));
            Ok(Exit::Model)
        }
    }
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
