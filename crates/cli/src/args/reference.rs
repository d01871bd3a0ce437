//! The reference of the command line, written from clap's own command tree: it cannot say what the program does not.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory};

use crate::exit::Exit;

/// The table of exit codes, as the end of `--help`.
pub(crate) fn exit_codes() -> String {
    let mut text = String::from("Exit codes:\n");
    for exit in Exit::ALL {
        let _ = writeln!(text, "  {}  {}", exit as u8, exit.meaning());
    }
    text.trim_end().to_owned()
}

/// The page `docs/cli.md`.
pub(crate) fn markdown() -> String {
    let mut root = super::Arguments::command();
    root.build();
    let mut page = String::from("# The command line\n\n");
    let _ = writeln!(page, "{}\n", plain(root.get_about()));
    page.push_str(
        "Data goes to standard output, everything else to standard error. Colour and progress appear on a terminal \
         alone; `NO_COLOR` turns colour off, `CLICOLOR_FORCE=1` forces it. A result file is written under a temporary \
         name and renamed when it is complete.\n\n",
    );
    page.push_str("| command | what it does |\n| --- | --- |\n");
    for command in commands(&root) {
        let name = command.get_name();
        let _ = writeln!(page, "| [`handraise {name}`](#handraise-{name}) | {} |", plain(command.get_about()));
    }
    for command in commands(&root) {
        section(&mut page, command);
    }
    page.push_str("\n## Exit codes\n\n| code | when |\n| --- | --- |\n");
    for exit in Exit::ALL {
        let _ = writeln!(page, "| {} | {} |", exit as u8, exit.meaning());
    }
    page.push('\n');
    page.push_str(&crate::output::columns::markdown());
    page
}

fn commands(root: &Command) -> impl Iterator<Item = &Command> {
    root.get_subcommands().filter(|command| command.get_name() != "help")
}

fn section(page: &mut String, command: &Command) {
    let mut command = command.clone();
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = write!(page, "\n## handraise {}\n\n{}.\n\n", command.get_name(), plain(command.get_about()));
    let _ = writeln!(page, "```sh\n{usage}\n```\n");
    let arguments: Vec<&Arg> = command.get_arguments().filter(|arg| arg.get_id() != "help").collect();
    if arguments.is_empty() {
        return;
    }
    page.push_str("| argument | meaning |\n| --- | --- |\n");
    for arg in arguments {
        let _ = writeln!(page, "| `{}` | {} |", spelled(arg), meaning(arg));
    }
    if let Some(end) = command.get_after_help() {
        let _ = writeln!(page, "\n{end}.");
    }
}

/// The argument as it is written: `--events <FILE>...`.
fn spelled(arg: &Arg) -> String {
    let written = arg.to_string();
    match arg.get_num_args() {
        Some(range) if range.max_values() > 1 && !written.ends_with("...") => format!("{written}..."),
        _ => written,
    }
}

fn meaning(arg: &Arg) -> String {
    let mut text = plain(arg.get_help());
    if !arg.get_action().takes_values() {
        return text;
    }
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}` ({})", value.get_name(), lower_first(&help.to_string())),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    if !values.is_empty() {
        let _ = write!(text, ": {}", values.join(", "));
    }
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !default.is_empty() {
        let _ = write!(text, " [default: {}]", default.join(" "));
    }
    text
}

/// Text of clap that may stand in a cell of a table.
fn plain(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(|text| text.to_string().replace('|', "\\|").replace('\n', " ")).unwrap_or_default()
}

fn lower_first(text: &str) -> String {
    let acronym = text.chars().nth(1).is_some_and(char::is_uppercase);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !acronym && !text.starts_with("Apache") && !text.starts_with("Excel") => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `HANDRAISE_BLESS=1` writes the page anew.
    #[test]
    fn the_page_in_docs_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");
        if std::env::var_os("HANDRAISE_BLESS").is_some() {
            std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs")).unwrap();
            std::fs::write(path, markdown()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(written == markdown(), "docs/cli.md is not current: HANDRAISE_BLESS=1 cargo test -p handraise");
    }

    #[test]
    fn the_command_line_is_sound() {
        crate::args::Arguments::command().debug_assert();
    }
}
