//! `handraise-bench`: makes the benchmark's data, and measures what can only be measured inside one process.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use handraise_bench::Error;
use handraise_bench::generate::{Format, Order, Workload, generate};

/// The benchmark of handraise: its workload, and measurements inside one process.
#[derive(Debug, Parser)]
#[command(name = "handraise-bench", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write leads, events and the two models to a folder
    Generate(GenerateArguments),
}

#[derive(Args, Debug)]
struct GenerateArguments {
    /// How much: S is 100,000 leads and 5 million events, M ten times that, L twice M
    #[arg(long, value_enum, required_unless_present_all = ["leads", "events"])]
    size: Option<Size>,
    /// Number of leads, instead of `--size`
    #[arg(long, value_name = "N", conflicts_with = "size", requires = "events", value_parser = clap::value_parser!(u32).range(1..))]
    leads: Option<u32>,
    /// Number of events, instead of `--size`
    #[arg(long, value_name = "N", conflicts_with = "size", requires = "leads")]
    events: Option<u64>,
    /// Other seeds give other data of the same shape
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Format of the tables
    #[arg(long, value_enum, default_value_t = Format::Parquet)]
    format: Format,
    /// Order of the events
    #[arg(long, value_enum, default_value_t = Order::Time)]
    order: Order,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// Threads to use; as many as the machine has, unless told
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "UPPER")]
enum Size {
    S,
    M,
    L,
}

impl Size {
    fn leads(self) -> u32 {
        match self {
            Self::S => 100_000,
            Self::M => 1_000_000,
            Self::L => 2_000_000,
        }
    }
}

/// Events of a lead, on average, where only the size is told.
const EVENTS_A_LEAD: u64 = 50;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Generate(asked) => {
            let leads = asked.leads.or_else(|| asked.size.map(Size::leads)).unwrap_or_default();
            let events = asked.events.unwrap_or(u64::from(leads) * EVENTS_A_LEAD);
            let workload = Workload { leads, events, seed: asked.seed, order: asked.order };
            generate(&workload, asked.format, &asked.output, threads(asked.threads))
        }
    }
}

fn threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}
