//! One module for each command: arguments in, an exit out.

mod backtest;
mod check;
mod completions;
mod demo;
mod diff;
mod doc;
mod explain;
mod init;
mod reference;
mod schema;
mod score;
mod sql;
mod writing;

use crate::args::Command;
use crate::exit::{Exit, Failure};

/// Does what the command line asks for.
pub(crate) fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Backtest(arguments) => backtest::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Score(arguments) => score::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Doc(arguments) => doc::run(&arguments),
        Command::Sql(arguments) => sql::run(arguments),
        Command::Schema => schema::run(),
        Command::Reference(arguments) => reference::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}
