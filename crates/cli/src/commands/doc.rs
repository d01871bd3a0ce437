//! `handraise doc`: the page of definitions.

use handraise_engine::examples;
use handraise_model::definitions;

use crate::args::{DocArguments, DocFormat};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::{pipeline, story};

pub(super) fn run(arguments: &DocArguments) -> Result<Exit, Failure> {
    let model = pipeline::read_model(&arguments.model)?;
    let outcomes = examples::run(&model).map_err(|error| Failure::new(Exit::Model, error))?;
    let worked = story::worked(&model, &outcomes);
    let page = match arguments.format {
        DocFormat::Markdown => definitions::markdown(&model, worked.as_ref()),
    };
    Destination::Stdout.write(|out| out.write_all(page.as_bytes()))?;
    Ok(Exit::Fine)
}
