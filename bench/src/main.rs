//! `handraise-bench`: makes the benchmark's data, and measures what can only be measured inside one process.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, Parser, Subcommand, ValueEnum};
use handraise_bench::Error;
use handraise_bench::coverage::{Coverage, Shape, Simulation, Table, simulate, truth};
use handraise_bench::decode::decode;
use handraise_bench::generate::{FULL_MODEL, Format, Order, PLAIN_MODEL, PartRows, Workload, generate};
use handraise_bench::in_memory::InMemory;
use handraise_bench::study::{Size, report};

/// The benchmark of handraise: its workload, and measurements inside one process.
#[derive(Debug, Parser)]
#[command(name = "handraise-bench", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write leads, events, outcomes and the two models to a folder
    Generate(GenerateArguments),
    /// Decode columns of Parquet files and do nothing else: the floor under every run that reads them
    Decode(DecodeArguments),
    /// Time small batches with the plan already bound: 1 lead with 50 events, and 1,000 such leads
    Live(LiveArguments),
    /// Time the fit rules on 100,000 leads, for each lead, on one thread
    Fit(RoundsArguments),
    /// Count how often intervals of the evidence hold the truth, in worlds where it is known
    Coverage(CoverageArguments),
    /// Time the report of a backtest, from replayed rows on
    Study(StudyArguments),
}

#[derive(Args, Debug)]
struct DecodeArguments {
    /// Parquet files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Columns, each read from every file that has it
    #[arg(long, value_name = "NAME,..", value_delimiter = ',', required = true)]
    columns: Vec<String>,
    /// Threads to use; as many as the machine has, unless told
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Args, Debug)]
struct LiveArguments {
    /// Leads of a batch; may be given several times
    #[arg(long, value_name = "N", default_values_t = [1, 1_000], value_parser = clap::value_parser!(u32).range(1..))]
    leads: Vec<u32>,
    #[command(flatten)]
    rounds: RoundsArguments,
}

#[derive(Args, Debug)]
struct RoundsArguments {
    /// Rounds of each measurement, of which the median counts
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,
}

#[derive(Args, Debug)]
struct CoverageArguments {
    /// Wins of a world, about
    #[arg(long, value_name = "N,..", value_delimiter = ',', default_values_t = [60, 200, 1_000])]
    wins: Vec<usize>,
    /// Instants at which leads are scored
    #[arg(long, value_name = "N", default_value_t = 4)]
    instants: u32,
    /// Leads of an account, which are alike and drawn together
    #[arg(long, value_name = "N", default_value_t = 1)]
    account: u32,
    /// How many worlds
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    worlds: usize,
    /// Replicates of each bootstrap
    #[arg(long, value_name = "N", default_value_t = 400)]
    replicates: usize,
    /// Threads to use; as many as the machine has, unless told
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Args, Debug)]
struct StudyArguments {
    /// Leads, each of them in at every instant
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    leads: u32,
    /// Weekly instants
    #[arg(long, value_name = "N", default_value_t = 52)]
    instants: u32,
    /// Criteria that give points, each left out in turn
    #[arg(long, value_name = "N", default_value_t = 30)]
    criteria: usize,
    /// Sources of data points, each taken away and added in turn
    #[arg(long, value_name = "N", default_value_t = 5)]
    sources: usize,
    /// Threads to use; as many as the machine has, unless told
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Args, Debug)]
struct GenerateArguments {
    /// How much: S is 100,000 leads and 5 million events, M ten times that, L twice M
    #[arg(long, value_enum, required_unless_present_all = ["leads", "events"])]
    size: Option<WorkloadSize>,
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
enum WorkloadSize {
    S,
    M,
    L,
}

impl WorkloadSize {
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

/// So many leads are scored for each measurement of small batches, and in at least so many rounds.
const LIVE_LEADS: usize = 5_000;
const LIVE_ROUNDS_MIN: usize = 300;

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
            let leads = asked.leads.or_else(|| asked.size.map(WorkloadSize::leads)).unwrap_or_default();
            let events = asked.events.unwrap_or(u64::from(leads) * EVENTS_A_LEAD);
            let workload = Workload { leads, events, seed: asked.seed, order: asked.order, part: PartRows::default() };
            generate(&workload, asked.format, &asked.output, threads(asked.threads))
        }
        Command::Decode(asked) => {
            let start = Instant::now();
            let rows = decode(&asked.files, &asked.columns, threads(asked.threads))?;
            println!("{rows} rows in {:.3} s", start.elapsed().as_secs_f64());
            Ok(())
        }
        Command::Live(asked) => live(&asked.leads, asked.rounds.rounds),
        Command::Fit(asked) => fit(asked.rounds),
        Command::Coverage(asked) => {
            coverage(&asked);
            Ok(())
        }
        Command::Study(asked) => {
            let StudyArguments { leads, instants, criteria, sources, .. } = asked;
            let (found, time) = report(Size { leads, instants, criteria, sources }, threads(asked.threads))?;
            println!("{} rows, {} wins: {:.2} s", found.counts.rows, found.counts.wins, time.as_secs_f64());
            Ok(())
        }
    }
}

fn live(leads: &[u32], rounds: Option<usize>) -> Result<(), Error> {
    for (name, model) in [("plain", PLAIN_MODEL), ("full", FULL_MODEL)] {
        for &leads in leads {
            let rounds = rounds.unwrap_or(LIVE_LEADS / leads as usize + LIVE_ROUNDS_MIN);
            let workload = InMemory::new(model, leads, u64::from(leads) * EVENTS_A_LEAD)?;
            let time = micros(workload.median(rounds, InMemory::score)?);
            match leads {
                1 => println!("{name} model, 1 lead with {EVENTS_A_LEAD} events: {time:.1} us"),
                _ => println!(
                    "{name} model, {leads} leads with {EVENTS_A_LEAD} events on average: {:.2} us a lead",
                    time / f64::from(leads)
                ),
            }
        }
    }
    Ok(())
}

fn fit(rounds: Option<usize>) -> Result<(), Error> {
    let leads = WorkloadSize::S.leads();
    let time = InMemory::new(PLAIN_MODEL, leads, 0)?.median(rounds.unwrap_or(15), InMemory::rank)?;
    println!("plain model, {leads} leads without events: {:.3} us a lead", micros(time) / f64::from(leads));
    Ok(())
}

fn coverage(asked: &CoverageArguments) {
    let threads = threads(asked.threads);
    let shape = Shape { instants: asked.instants.max(1), leads_an_account: asked.account.max(1) };
    let simulation = Simulation { shape, worlds: asked.worlds, replicates: asked.replicates, threads };
    let truth = truth(shape, threads);
    let tables: Vec<Table> = asked.wins.iter().map(|wins| simulate(*wins, &truth, &simulation)).collect();
    let heading: String = asked.wins.iter().map(|wins| format!(" {wins} wins | half width |")).collect();
    println!("| covered, % |{heading}\n| --- |{}", " --- | --- |".repeat(asked.wins.len()));
    let names: BTreeSet<&String> = tables.iter().flat_map(Table::keys).collect();
    for name in names {
        let cell = |table: &Table| table.get(name).map_or(" not shown | |".to_owned(), coverage_cell);
        println!("| {name} |{}", tables.iter().map(cell).collect::<String>());
    }
}

/// How many of a hundred held the truth, and in brackets how many lay above and below it.
fn coverage_cell(coverage: &Coverage) -> String {
    let percent = |count: usize| 100.0 * count as f64 / coverage.intervals as f64;
    let above = coverage.intervals - coverage.held - coverage.below;
    let (held, above, below) = (percent(coverage.held), percent(above), percent(coverage.below));
    let half_width = coverage.width / coverage.intervals as f64 / 2.0;
    format!(" {held:.1} ({above:.1}, {below:.1}) | {half_width:.3} |")
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}
