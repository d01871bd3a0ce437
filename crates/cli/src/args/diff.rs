//! Arguments of `diff`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::{DataArguments, TextFormat, number};

/// What is told below the options.
pub(super) const AFTER_HELP: &str = "It reads from MODEL to OTHER: who enters enters under OTHER, points are what OTHER \
gives more. It needs no outcomes; `handraise backtest --against` says which of the two finds more buyers.";

/// Arguments of `diff`.
#[derive(Args, Debug)]
pub(crate) struct DiffArguments {
    #[command(flatten)]
    pub(crate) data: DataArguments,
    /// The other model, which the same leads are scored with
    pub(crate) other: PathBuf,
    /// So many leads are the top, whom sales would call
    #[arg(long, value_name = "N", value_parser = number::parse, default_value = "100", allow_negative_numbers = true)]
    pub(crate) top: NonZeroUsize,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub(crate) format: TextFormat,
}
