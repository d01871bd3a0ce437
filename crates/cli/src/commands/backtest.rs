//! `handraise backtest`: a model held against what became of its leads.

use crate::args::{BacktestArguments, TextFormat};
use crate::backtest::{self, Backtested};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::terminal;

pub(super) fn run(arguments: &BacktestArguments) -> Result<Exit, Failure> {
    let Backtested { report, data } = backtest::run(arguments)?;
    terminal::tell(&data);
    match arguments.format {
        TextFormat::Text | TextFormat::Json => {
            let json = serde_json::to_string_pretty(&report)
                .map_err(|error| Failure::new(Exit::Output, format!("the report cannot be written: {error}")))?;
            Destination::Stdout.write(|out| writeln!(out, "{json}"))?;
        }
    }
    Ok(Exit::Fine)
}
