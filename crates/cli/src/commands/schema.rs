//! `handraise schema`: the JSON Schema of the model file.

use crate::exit::{Exit, Failure};
use crate::output::Destination;

pub(super) fn run() -> Result<Exit, Failure> {
    let schema = handraise_model::schema::json_schema();
    Destination::Stdout.write(|out| writeln!(out, "{schema:#}"))?;
    Ok(Exit::Fine)
}
