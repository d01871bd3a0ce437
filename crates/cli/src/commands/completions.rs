//! `handraise completions`: a script for a shell, from clap's own command tree.

use clap::CommandFactory as _;

use crate::args::{Arguments, CompletionsArguments};
use crate::exit::{Exit, Failure};
use crate::output::Destination;

pub(super) fn run(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "handraise", &mut script);
    Destination::Stdout.write(|out| out.write_all(&script))?;
    Ok(Exit::Fine)
}
