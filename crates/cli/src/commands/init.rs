//! `handraise init`: a first model, from what the files seem to hold.

use std::io::IsTerminal as _;

use handraise_input::{TableProfile, profile, sources};

use crate::args::InitArguments;
use crate::exit::{Exit, Failure};
use crate::init::{first_model, profile_options};
use crate::output::Destination;
use crate::terminal::{self, FAINT};

pub(super) fn run(arguments: &InitArguments) -> Result<Exit, Failure> {
    let options = profile_options();
    let profiled = |argument: &str| -> Result<Vec<TableProfile>, Failure> {
        let sources = sources(argument)?;
        Ok(sources.iter().map(|source| profile(source, &options)).collect::<Result<Vec<_>, _>>()?)
    };
    let leads = profiled(&arguments.leads)?;
    let [leads] = leads.as_slice() else {
        return Err(Failure::new(Exit::Usage, format!("`{}` names several files", arguments.leads))
            .help("one file of leads is enough for a first model"));
    };
    let events = arguments.events.iter().map(|argument| profiled(argument)).collect::<Result<Vec<_>, _>>()?.concat();
    let model = first_model(leads, &events);
    Destination::Stdout.write(|out| out.write_all(model.as_bytes()))?;
    if std::io::stdout().is_terminal() {
        terminal::tell(&terminal::paint(
            FAINT,
            "\nkeep it with `> model.toml`, edit the points, then `handraise check model.toml`\n",
        ));
    }
    Ok(Exit::Fine)
}
