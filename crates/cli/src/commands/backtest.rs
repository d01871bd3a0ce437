//! `handraise backtest`: a model held against what became of its leads.

use std::path::PathBuf;

use crate::args::{BacktestArguments, TextFormat};
use crate::backtest::{self, Backtested};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::{page, terminal};

pub(super) fn run(arguments: &BacktestArguments) -> Result<Exit, Failure> {
    let page_file = arguments.report.clone().map(|path| Destination::of(Some(path))).transpose()?;
    let Backtested { report, data, read } = backtest::run(arguments)?;
    terminal::tell(&data);
    if let Some(file) = &page_file {
        file.refuse_replacing(read.iter().map(PathBuf::as_path))?;
        file.write(|out| out.write_all(page::render(&report).as_bytes()))?;
    }
    match arguments.format {
        TextFormat::Text => terminal::say(&terminal::backtest::render(&report, terminal::width()))?,
        TextFormat::Json => {
            let json = serde_json::to_string_pretty(&report)
                .map_err(|error| Failure::new(Exit::Output, format!("the report cannot be written: {error}")))?;
            Destination::Stdout.write(|out| writeln!(out, "{json}"))?;
        }
    }
    Ok(Exit::Fine)
}
