//! The command line: every command and option, in clap's own words.
//!
//! The texts here are the help, the completions and `docs/cli.md`.

mod ages;
mod backtest;
mod diff;
mod every;
mod instant;
mod number;
pub(crate) mod reference;
mod size;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use handraise_model::values::AsOf;
use jiff::civil::Date;

pub(crate) use ages::Age;
pub(crate) use backtest::BacktestArguments;
pub(crate) use diff::DiffArguments;
pub(crate) use every::{Every, instants};
pub(crate) use instant::{SqlInstant, now, parse as parse_instant, parse_date, today};

/// Which leads to call first, why, and whether the rules are right.
#[derive(Debug, Parser)]
#[command(name = "handraise", version, after_help = reference::exit_codes(), max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a small, believable company to a folder and score it
    Demo(DemoArguments),
    /// Print a first model, made from the columns and event types of files
    Init(InitArguments),
    /// Check a model and run its examples
    Check(CheckArguments),
    /// Score leads and rank them
    Score(ScoreArguments),
    /// Hold a model against deals: would it, with only what was known then, have put the buyers on top?
    #[command(after_help = backtest::AFTER_HELP)]
    Backtest(BacktestArguments),
    /// Tell the story of a lead's score, part by part, until it adds up
    #[command(after_help = format!("Marks: {}", crate::story::marks()))]
    Explain(ExplainArguments),
    /// Tell who moves when another model scores the same leads, and why
    #[command(after_help = diff::AFTER_HELP)]
    Diff(DiffArguments),
    /// Write the page of definitions that sales and marketing agree on
    Doc(DocArguments),
    /// Write the query that gives the same numbers in a warehouse
    Sql(SqlArguments),
    /// Print the JSON Schema of the model file, for completion in editors
    Schema,
    /// Print the reference of the model language
    Reference(ReferenceArguments),
    /// Print a script that completes commands and options in a shell
    Completions(CompletionsArguments),
}

/// Arguments of `demo`.
#[derive(Args, Debug)]
pub(crate) struct DemoArguments {
    /// Folder to write to; nothing that another hand wrote is overwritten
    #[arg(value_name = "DIR", default_value = "demo")]
    pub(crate) folder: PathBuf,
    /// Write the files again even where they were changed since
    #[arg(long)]
    pub(crate) force: bool,
}

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    /// Leads: CSV, JSON lines, Parquet or XLSX, also as .gz or .zst; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) leads: String,
    /// Events, in as many files and globs as there are
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) events: Vec<String>,
}

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// The model's TOML file
    pub(crate) model: PathBuf,
    /// How to say what was found
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// Day by which a review is due or not [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = instant::parse_date)]
    pub(crate) today: Option<Date>,
}

/// The files that are scored, and when.
#[derive(Args, Debug)]
pub(crate) struct DataArguments {
    /// The model's TOML file
    pub(crate) model: PathBuf,
    /// Leads: CSV, JSON lines, Parquet or XLSX, also as .gz or .zst; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) leads: String,
    /// Events, in as many files and globs as there are
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) events: Vec<String>,
    /// Manual adjustments
    #[arg(long, value_name = "FILE")]
    pub(crate) adjustments: Option<String>,
    /// Outcomes; a lead that one of them closed before the instant is left out, as `[outcome]` of the model says
    #[arg(long, value_name = "FILE")]
    pub(crate) outcomes: Option<String>,
    /// Instant of the scores, which read the events before it: a date (its first instant) or a time [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse)]
    pub(crate) as_of: Option<AsOf>,
    /// Memory to take, about, such as 512MB or 1.5GiB; events that do not fit go to a temporary file
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "1GB")]
    pub(crate) memory: u64,
}

/// Arguments of `score`.
#[derive(Args, Debug)]
pub(crate) struct ScoreArguments {
    #[command(flatten)]
    pub(crate) data: DataArguments,
    /// How to write the result [default: by the extension of --output, else table; of many instants csv]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ScoreFormat>,
    /// File to write to [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write only so many leads, the first in rank
    #[arg(long, value_name = "N", value_parser = number::parse, allow_negative_numbers = true)]
    pub(crate) top: Option<NonZeroUsize>,
    /// Write only the leads of these lanes
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub(crate) lane: Vec<String>,
    /// Carry these columns of the leads through, beside `show` of the model's `[data]`
    #[arg(long, value_name = "COLUMN", num_args = 1..)]
    pub(crate) show: Vec<String>,
    /// Write these columns alone, in this order: those of a result, which `handraise reference cli` lists, or carried through
    #[arg(long, value_name = "NAME", value_delimiter = ',', num_args = 1..)]
    pub(crate) columns: Vec<String>,
    /// Score at many instants in one pass over the events, from this one on; one after the other into one csv, json or
    /// parquet
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse, conflicts_with = "as_of", requires = "to", requires = "every")]
    pub(crate) from: Option<AsOf>,
    /// The last of many instants, where a step of --every meets it
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse, requires = "from")]
    pub(crate) to: Option<AsOf>,
    /// Days or weeks from one of many instants to the next, such as 1d, 7d or 2w
    #[arg(long, value_name = "STEP", value_parser = every::parse, requires = "from", allow_negative_numbers = true)]
    pub(crate) every: Option<Every>,
    /// Add what each criterion gave, and how often it counted
    #[arg(long)]
    pub(crate) explain: bool,
    /// Take cells that do not fit their type as an error, not as unknown
    #[arg(long)]
    pub(crate) strict: bool,
    /// Threads to use; the result is the same for any number [default: all]
    #[arg(long, value_name = "N", value_parser = number::parse, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    pub(crate) data: DataArguments,
    /// The lead's id; several are told one after the other
    #[arg(long, value_name = "ID", required = true)]
    pub(crate) lead: Vec<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
}

/// Arguments of `doc`.
#[derive(Args, Debug)]
pub(crate) struct DocArguments {
    /// The model's TOML file
    pub(crate) model: PathBuf,
    /// How to write the page
    #[arg(long, value_enum, default_value_t = DocFormat::Markdown)]
    pub(crate) format: DocFormat,
}

/// Arguments of `sql`.
#[derive(Args, Debug)]
pub(crate) struct SqlArguments {
    /// The model's TOML file
    pub(crate) model: PathBuf,
    /// The engine that will run the query
    #[arg(long, value_enum)]
    pub(crate) dialect: SqlDialect,
    /// Instant of the scores: a date (its first instant), a time, or `now`, that of the engine's clock
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse_or_now, default_value = "now")]
    pub(crate) as_of: SqlInstant,
    /// Table of leads, such as leads, crm.leads or "My Leads"
    #[arg(long, value_name = "TABLE", value_parser = handraise_sql::TableName::parse, default_value = "leads")]
    pub(crate) leads: handraise_sql::TableName,
    /// Table of events
    #[arg(long, value_name = "TABLE", value_parser = handraise_sql::TableName::parse, default_value = "events")]
    pub(crate) events: handraise_sql::TableName,
    /// Table of manual adjustments [default: there are none]
    #[arg(long, value_name = "TABLE", value_parser = handraise_sql::TableName::parse)]
    pub(crate) adjustments: Option<handraise_sql::TableName>,
    /// Table of outcomes, where the model's are in one; leads that one of them closed are left out [default: there are none]
    #[arg(long, value_name = "TABLE", value_parser = handraise_sql::TableName::parse)]
    pub(crate) outcomes: Option<handraise_sql::TableName>,
    /// Add what each criterion gave, and how often it counted
    #[arg(long)]
    pub(crate) explain: bool,
    /// Have the query give these columns alone, in this order; without `reasons` it takes less time
    #[arg(long, value_name = "NAME", value_delimiter = ',', num_args = 1.., conflicts_with_all = ["check", "dbt"])]
    pub(crate) columns: Vec<String>,
    /// Write a query that says whether the engine has what the query needs: version, tables, columns and their types
    #[arg(long, conflicts_with_all = ["explain", "dbt"])]
    pub(crate) check: bool,
    /// Write a dbt model with its sources, descriptions and tests to this folder; tables and the instant are defaults of
    /// its variables
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(crate) dbt: Option<PathBuf>,
    /// File to write to [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Arguments of `reference`.
#[derive(Args, Debug)]
pub(crate) struct ReferenceArguments {
    /// What to read about; without one, the topics are listed
    pub(crate) topic: Option<String>,
}

/// Arguments of `completions`.
#[derive(Args, Debug)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// For people or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreFormat {
    /// For people, fitted to the terminal
    Table,
    /// Comma-separated, with a header
    Csv,
    /// One JSON object a line
    Json,
    /// Apache Parquet
    Parquet,
    /// Excel workbook
    Xlsx,
}

/// An engine that runs SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SqlDialect {
    /// For DuckDB
    Duckdb,
    /// For PostgreSQL
    Postgres,
    /// For Apache Spark
    Spark,
    /// For ClickHouse
    Clickhouse,
    /// For Snowflake
    Snowflake,
    /// For BigQuery
    Bigquery,
}

/// How the page of definitions is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocFormat {
    /// Markdown
    Markdown,
}
