//! Arguments of `backtest`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use handraise_model::values::AsOf;

use super::{Age, Every, TextFormat, ages, every, instant, number, size};

/// What is told below the options.
pub(super) const AFTER_HELP: &str = "Rows are placed in time by --from and --to, by --age, or by --order. Outcomes come \
from --outcomes, from the events or from a column of the leads, as `[outcome]` of the model says.";

/// Arguments of `backtest`.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("placement").required(true).args(["from", "age", "order"]))]
pub(crate) struct BacktestArguments {
    /// The model's TOML file
    pub(crate) model: PathBuf,
    /// Leads: CSV, JSON lines, Parquet or XLSX, also as .gz or .zst; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) leads: String,
    /// Events, in as many files and globs as there are; they are read more than once, so not from standard input
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) events: Vec<String>,
    /// Manual adjustments
    #[arg(long, value_name = "FILE")]
    pub(crate) adjustments: Option<String>,
    /// Outcomes: lead, `outcome`, `at` and, where it is known, `value`
    #[arg(long, value_name = "FILE")]
    pub(crate) outcomes: Option<String>,
    /// Score all leads at many instants, from this one on
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse, requires = "to")]
    pub(crate) from: Option<AsOf>,
    /// The last of many instants, where a step of --every meets it
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse, requires = "from")]
    pub(crate) to: Option<AsOf>,
    /// Days or weeks from one instant to the next, such as 1d, 7d or 2w [default: 7d]
    #[arg(long, value_name = "STEP", value_parser = every::parse, requires = "from", allow_negative_numbers = true)]
    pub(crate) every: Option<Every>,
    /// Score each lead so long after its `lead_created`, such as 1h,1d,7d
    #[arg(long, value_name = "AGE", value_parser = ages::parse, value_delimiter = ',', num_args = 1.., allow_negative_numbers = true)]
    pub(crate) age: Vec<Age>,
    /// Score each lead once, as of the end; this column of the leads, or `row` for the order of the file, says which came
    /// later
    #[arg(long, value_name = "COLUMN")]
    pub(crate) order: Option<String>,
    /// The greatest of --order came first
    #[arg(long, requires = "order")]
    pub(crate) descending: bool,
    /// The end of the data: nothing later is known [default: the latest event or outcome, today at the latest]
    #[arg(long, value_name = "INSTANT", value_parser = instant::parse)]
    pub(crate) until: Option<AsOf>,
    /// Leads that sales can call at each instant [default: a tenth of those that there are]
    #[arg(long, value_name = "N", value_parser = number::parse, allow_negative_numbers = true)]
    pub(crate) capacity: Option<NonZeroUsize>,
    /// Tell how leads convert by these data points too
    #[arg(long, value_name = "DATA_POINT", value_delimiter = ',', num_args = 1..)]
    pub(crate) by: Vec<String>,
    /// Another model to compare with, on the same rows
    #[arg(long, value_name = "MODEL")]
    pub(crate) against: Option<PathBuf>,
    /// Seed of the draws that intervals are made of
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
    /// Write the report as a page with charts, one file for any browser
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Memory to take for events, about, such as 512MB or 1.5GiB; what does not fit goes to a temporary file
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "1GB")]
    pub(crate) memory: u64,
    /// Threads to use; the result is the same for any number [default: all]
    #[arg(long, value_name = "N", value_parser = number::parse, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,
}
