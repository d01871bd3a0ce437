//! In which format a result is written, and how.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum as _;

use crate::args::ScoreFormat;
use crate::exit::{Exit, Failure};
use crate::output::columns::Run;
use crate::output::json::Nesting;
use crate::output::list::List;
use crate::output::results::{Lists, Results, Unwritten};
use crate::output::table::Table;
use crate::output::{self, Destination};
use crate::pipeline::Prepared;
use crate::terminal::{self, WARNING};

/// Names and values for the workbook's sheet about the run.
pub(super) type Facts = Vec<(String, String)>;

/// A result, and how its columns are meant.
#[derive(Clone, Copy)]
pub(super) struct Written<'w> {
    /// The result.
    pub(super) results: Results<'w>,
    /// Whether the columns are all there are: then JSON nests some of them, and people see those they need most.
    pub(super) nested: bool,
    /// Whether what the criteria gave was asked for.
    pub(super) explain: bool,
}

impl Written<'_> {
    /// Writes one list in a format.
    pub(super) fn write(
        &self,
        list: &Arc<List<'_>>,
        facts: &dyn Fn() -> Facts,
        format: ScoreFormat,
        destination: &Destination,
    ) -> Result<(), Failure> {
        if format == ScoreFormat::Table && *destination == Destination::Stdout {
            let mut out = anstream::stdout().lock();
            self.table(terminal::width()).write(list, &mut |text| out.write_all(text.as_bytes()))?;
            return Ok(out.flush()?);
        }
        destination.write(|out| self.encode(list, facts, format, out))
    }

    /// Writes one list after the other in a format that can have them: text or Parquet.
    pub(super) fn write_lists(
        &self,
        lists: Lists<'_, '_>,
        format: ScoreFormat,
        destination: &Destination,
    ) -> Result<(), Failure> {
        destination.write(|out| self.encode_lists(lists, format, out))
    }

    /// Writes one list in a format for files, in memory.
    pub(super) fn bytes(
        &self,
        list: &Arc<List<'_>>,
        facts: &dyn Fn() -> Facts,
        format: ScoreFormat,
    ) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        match self.encode(list, facts, format, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(Unwritten::Failed(failure)) => Err(failure),
            Err(Unwritten::Refused(error)) => Err(error.into()),
        }
    }

    fn encode(
        &self,
        list: &Arc<List<'_>>,
        facts: &dyn Fn() -> Facts,
        format: ScoreFormat,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Unwritten> {
        match format {
            ScoreFormat::Xlsx => Ok(output::xlsx::write(&self.results, &facts(), list, out)?),
            ScoreFormat::Table => {
                let mut plain = |text: &str| write!(out, "{}", anstream::adapter::strip_str(text));
                Ok(self.table(None).write(list, &mut plain)?)
            }
            _ => self.encode_lists(&mut std::iter::once(Ok(Arc::clone(list))), format, out),
        }
    }

    fn encode_lists(
        &self,
        lists: Lists<'_, '_>,
        format: ScoreFormat,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Unwritten> {
        let nesting = if self.nested { Nesting::Sections { explain: self.explain } } else { Nesting::Flat };
        match format {
            ScoreFormat::Json => output::json::write(&self.results, nesting, lists, out),
            ScoreFormat::Parquet => output::parquet::write(&self.results, lists, out),
            // Many instants are no table and no workbook: that was refused.
            ScoreFormat::Csv | ScoreFormat::Table | ScoreFormat::Xlsx => output::csv::write(&self.results, lists, out),
        }
    }

    /// The list as a table for people.
    pub(super) fn table(&self, width: Option<usize>) -> Table<'_> {
        let Results { run, columns, .. } = self.results;
        Table { run, asked: (!self.nested).then_some(columns), width }
    }
}

/// What the workbook says of the run.
pub(super) fn facts(run: &Run<'_>, prepared: &Prepared, list: &List<'_>) -> Facts {
    let model = run.model;
    let files: Vec<String> = prepared.report.tables.iter().flat_map(|table| table.files.clone()).collect();
    let as_of: Vec<String> = prepared.instants().iter().map(ToString::to_string).collect();
    [
        ("Model", model.name().to_owned()),
        ("Version", model.version().to_string()),
        ("Fingerprint", run.fingerprint.to_owned()),
        ("As of", as_of.join(", ")),
        ("Leads", list.ranking().len().to_string()),
        ("Eligible", list.ranking().eligible().to_string()),
        ("Rows in this workbook", list.len().to_string()),
        ("Files", files.join(", ")),
        ("Made by", concat!("handraise ", env!("CARGO_PKG_VERSION")).to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The format that was asked for, or that the name of the file tells.
pub(super) fn format_of(
    asked: Option<ScoreFormat>,
    output: Option<&Path>,
    many_instants: bool,
) -> Result<ScoreFormat, Failure> {
    let usual = if many_instants { ScoreFormat::Csv } else { ScoreFormat::Table };
    let format = match output {
        None => asked.unwrap_or(usual),
        Some(path) => format_of_file(asked, path)?,
    };
    if many_instants && matches!(format, ScoreFormat::Table | ScoreFormat::Xlsx) {
        return Err(Failure::new(Exit::Usage, format!("many instants are not written as {}", name(format)))
            .help("--format csv, json or parquet"));
    }
    Ok(format)
}

fn format_of_file(asked: Option<ScoreFormat>, path: &Path) -> Result<ScoreFormat, Failure> {
    match (asked, format_of_name(path)) {
        (None, Some(format)) => Ok(format),
        (None, None) => Err(Failure::new(Exit::Usage, format!("the name `{}` does not tell a format", path.display()))
            .help("name one: --format csv, json, parquet, xlsx or table")),
        (Some(asked), named) => {
            if let Some(named) = named.filter(|named| *named != asked) {
                terminal::tell(&format!(
                    "{}: `{}` is written as {}, though its name says {}\n",
                    terminal::paint(WARNING, "warning"),
                    path.display(),
                    name(asked),
                    name(named),
                ));
            }
            Ok(asked)
        }
    }
}

/// The format that the extension of a file's name tells.
fn format_of_name(path: &Path) -> Option<ScoreFormat> {
    let extension = path.extension()?.to_string_lossy().to_lowercase();
    match extension.as_str() {
        "csv" => Some(ScoreFormat::Csv),
        "json" | "jsonl" | "ndjson" => Some(ScoreFormat::Json),
        "parquet" | "pq" => Some(ScoreFormat::Parquet),
        "xlsx" => Some(ScoreFormat::Xlsx),
        "txt" => Some(ScoreFormat::Table),
        _ => None,
    }
}

fn name(format: ScoreFormat) -> String {
    format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Bytes on a terminal help nobody.
pub(super) fn refuse_binary_on_terminal(format: ScoreFormat, destination: &Destination) -> Result<(), Failure> {
    if matches!(format, ScoreFormat::Parquet | ScoreFormat::Xlsx) && destination.is_terminal() {
        return Err(Failure::new(Exit::Usage, "this format is not for a terminal")
            .help("name a file with --output, or pipe the result"));
    }
    Ok(())
}
