//! How the program ends: the exit codes, and the failures that lead to them.
//!
//! A failure is a sentence that states the fact and, where there is one, a way out. What a person has to read at
//! length (diagnostics of a model, misfits of the data) is printed where it is found; then [`Failure::told`] carries
//! the exit code alone.

use std::fmt::Display;
use std::process::ExitCode;

/// How a run of the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well; warnings may have been shown.
    Fine = 0,
    /// The model has errors, or one of its examples fails.
    Model = 1,
    /// The command line is not one that the program understands.
    Usage = 2,
    /// A file of leads, events, adjustments or outcomes cannot be used.
    Input = 3,
    /// A result cannot be written.
    Output = 4,
}

impl Exit {
    /// All of them, in order of their codes.
    pub(crate) const ALL: [Self; 5] = [Self::Fine, Self::Model, Self::Usage, Self::Input, Self::Output];

    /// When a run ends so.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Fine => "fine; there may have been warnings",
            Self::Model => "the model has an error, one of its examples fails, or its file cannot be read",
            Self::Usage => "the command line is wrong",
            Self::Input => {
                "a file of leads, events, adjustments or outcomes is missing, broken, or does not fit the model"
            }
            Self::Output => "a result cannot be written",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// States the fact; empty when all has been said already.
    pub(crate) message: String,
    /// The next steps.
    pub(crate) help: Vec<String>,
}

impl Failure {
    /// A failure with its message.
    pub(crate) fn new(exit: Exit, message: impl Display) -> Self {
        Self { exit, message: message.to_string(), help: Vec::new() }
    }

    /// A failure of which all has been said already.
    pub(crate) fn told(exit: Exit) -> Self {
        Self::new(exit, "")
    }

    /// Adds the next step.
    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.help.push(help.to_string());
        self
    }
}

/// Writing to a standard stream failed. A reader that went away (`| head`) is no failure.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::told(Exit::Fine)
        } else {
            Self::new(Exit::Output, format!("the result cannot be written: {error}"))
        }
    }
}
