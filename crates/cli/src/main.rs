//! handraise: which leads to call first, why, and whether the rules are right.
//!
//! A shell around the library crates: it reads the command line, the clock and the files, and says what came out. Data
//! goes to standard output, talk to standard error; how it ended is in the exit code ([`exit`]).

mod allocation;
mod args;
mod backtest;
mod cells;
mod commands;
mod demo;
mod diff;
mod exit;
mod init;
mod outcomes;
mod output;
mod page;
mod pipeline;
mod reach;
mod reasons;
mod spill;
mod story;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Arguments;
use crate::exit::Exit;

fn main() -> ExitCode {
    allocation::give_back_large_arrays();
    let exit = match commands::run(Arguments::parse().command) {
        Ok(exit) => exit,
        Err(failure) => {
            terminal::tell(&terminal::failure(&failure));
            failure.exit
        }
    };
    Exit::into(exit)
}
