//! `handraise doc`: the page of definitions.

use crate::args::{DocArguments, DocFormat};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::pipeline;

pub(super) fn run(arguments: &DocArguments) -> Result<Exit, Failure> {
    let model = pipeline::read_model(&arguments.model)?;
    let page = match arguments.format {
        DocFormat::Markdown => handraise_model::definitions::markdown(&model),
    };
    Destination::Stdout.write(|out| out.write_all(page.as_bytes()))?;
    Ok(Exit::Fine)
}
