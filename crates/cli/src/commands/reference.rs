//! `handraise reference`: the language reference, topic by topic, and that of the command line.

use std::fmt::Write as _;

use handraise_model::condition::nearest;
use handraise_model::reference;

use crate::args::{self, ReferenceArguments};
use crate::exit::{Exit, Failure};
use crate::output::Destination;

/// The topic that is not of the model language.
const COMMAND_LINE: &str = "cli";

pub(super) fn run(arguments: &ReferenceArguments) -> Result<Exit, Failure> {
    let page = match arguments.topic.as_deref() {
        None => contents(),
        Some(COMMAND_LINE) => args::reference::markdown(),
        Some(topic) => {
            let found = reference::topics().iter().find(|known| known.name == topic);
            reference::markdown(found.ok_or_else(|| unknown(topic))?)
        }
    };
    Destination::Stdout.write(|out| out.write_all(page.as_bytes()))?;
    Ok(Exit::Fine)
}

fn contents() -> String {
    let mut text = String::from("Topics of `handraise reference TOPIC`:\n\n");
    for topic in reference::topics() {
        let _ = writeln!(text, "  {:<16} {}", topic.name, topic.summary);
    }
    let _ = writeln!(text, "  {COMMAND_LINE:<16} the command line: commands, options, columns of a result, exit codes");
    text
}

fn unknown(topic: &str) -> Failure {
    let names = || reference::topics().iter().map(|topic| topic.name).chain([COMMAND_LINE]);
    let failure = Failure::new(Exit::Usage, format!("no topic `{topic}`"));
    match nearest(topic, names()) {
        Some(near) => failure.help(format!("there is `{near}`")),
        None => failure.help(format!("topics: {}", names().collect::<Vec<_>>().join(", "))),
    }
}
