//! Whether intervals keep what they promise: how often they hold the truth in worlds where it is known.
//!
//! Leads are scored at several instants, on about twenty steps, so that rows repeat a lead and scores tie; a lead in
//! seventeen is won. The truth of a figure is its mean over worlds so large that chance is gone.

mod small_groups;
mod world;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use fastrand::Rng;
use handraise_evidence::{
    Bootstrap, Cut, Exposure, Figure, Interval, Ranking, RiskRatio, Row, Within, bootstrap, conversions, measure,
    wins_gained,
};
pub use world::Shape;
use world::World;

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Simulation {
    /// What worlds are like.
    pub shape: Shape,
    /// How many worlds.
    pub worlds: usize,
    /// Replicates of each bootstrap.
    pub replicates: usize,
    /// Threads to use.
    pub threads: NonZeroUsize,
}

/// How often the intervals of one figure held the truth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coverage {
    /// Intervals that there were.
    pub intervals: usize,
    /// Those that held the truth.
    pub held: usize,
    /// Those that lay below the truth.
    pub below: usize,
    /// The sum of their widths.
    pub width: f64,
}

/// Coverage by the name of a figure.
pub type Table = BTreeMap<String, Coverage>;

const SHARES: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
/// Steps of the score at which bands begin.
const BANDS: [i64; 4] = [30, 45, 60, 75];
/// What wins gained are called.
const GAINED: &str = "difference in wins at capacity";
/// Wins of a world in which chance is gone, and how many of them are averaged.
const LARGE_WINS: usize = 16_000;
const LARGE_WORLDS: u64 = 12;

/// The true values of figures, by name.
pub type Truth = BTreeMap<String, f64>;

/// Simulates worlds of about so many wins, and counts.
#[must_use]
pub fn simulate(wins: usize, truth: &Truth, simulation: &Simulation) -> Table {
    let worlds: Vec<u64> = (1..=simulation.worlds as u64).collect();
    let tables = side_by_side(&worlds, simulation.threads, |&world| {
        let mut table = Table::new();
        let mut random = Rng::with_seed(world);
        for (name, interval) in claims(&World::new(wins, simulation.shape, &mut random), simulation.replicates, world) {
            count(&mut table, &name, interval, truth.get(&name).copied());
        }
        small_groups::count_into(&mut table, wins, &mut random);
        table
    });
    let mut sum = Table::new();
    for (name, coverage) in tables.into_iter().flatten() {
        sum.entry(name).or_default().add(coverage);
    }
    sum
}

/// The mean of all figures over large worlds.
#[must_use]
pub fn truth(shape: Shape, threads: NonZeroUsize) -> Truth {
    let seeds: Vec<u64> = (0..LARGE_WORLDS).map(|world| u64::MAX - world).collect();
    let values = |seed: &u64| values(&World::new(LARGE_WINS, shape, &mut Rng::with_seed(*seed)));
    let of_worlds = side_by_side(&seeds, threads, values);
    let mut means = Truth::new();
    for (name, value) in of_worlds.into_iter().flatten() {
        *means.entry(name).or_default() += value.unwrap_or(f64::NAN) / LARGE_WORLDS as f64;
    }
    means
}

fn side_by_side<T: Sync, R: Send>(items: &[T], threads: NonZeroUsize, result: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(threads.get()).max(1);
    let result = &result;
    std::thread::scope(|scope| {
        let threads: Vec<_> = items
            .chunks(share)
            .map(|items| scope.spawn(move || items.iter().map(result).collect::<Vec<_>>()))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<R>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect()
    })
}

fn count(table: &mut Table, name: &str, interval: Option<Interval>, truth: Option<f64>) {
    if let (Some(interval), Some(truth)) = (interval, truth) {
        table.entry(name.to_owned()).or_default().count(interval, truth);
    }
}

impl Coverage {
    fn count(&mut self, interval: Interval, truth: f64) {
        self.intervals += 1;
        self.held += usize::from(interval.contains(truth));
        self.below += usize::from(interval.high < truth);
        self.width += interval.high - interval.low;
    }

    fn add(&mut self, other: Self) {
        self.intervals += other.intervals;
        self.held += other.held;
        self.below += other.below;
        self.width += other.width;
    }
}

fn cuts(capacity: u32) -> Vec<Cut> {
    SHARES.iter().map(|share| Cut::Share(*share)).chain([Cut::Capacity(capacity)]).collect()
}

fn cut_names() -> impl Iterator<Item = String> {
    SHARES.iter().map(|share| format!("{:>2} %", share * 100.0)).chain(["capacity".to_owned()])
}

/// All rankings of a world: within instants, pooled, and the other model's.
fn rankings(world: &World) -> [Ranking; 3] {
    let of = |rows: &[Row], within| Ranking::new(rows, within);
    [of(&world.rows, Within::Instant), of(&world.rows, Within::Pooled), of(&world.other, Within::Instant)]
}

/// What is true of figures, by name.
type Values = Vec<(String, Option<f64>)>;

/// All figures, by name.
fn figures() -> Vec<(String, Figure)> {
    let mut figures = vec![
        ("AUC".to_owned(), Figure::Auc),
        ("KS".to_owned(), Figure::Ks),
        ("average precision".to_owned(), Figure::AveragePrecision),
        ("base rate".to_owned(), Figure::BaseRate),
    ];
    for (cut, name) in cut_names().enumerate() {
        figures.push((format!("precision at {name}"), Figure::Precision(cut)));
        figures.push((format!("gain at {name}"), Figure::Gain(cut)));
        figures.push((format!("lift at {name}"), Figure::Lift(cut)));
    }
    figures
}

/// Figures that a cut has no part in, which are of interest over all instants too.
fn is_pooled(figure: Figure) -> bool {
    matches!(figure, Figure::Auc | Figure::Ks | Figure::AveragePrecision)
}

fn risk_ratio(rows: &[Row], part: impl Fn(usize) -> f64) -> Option<RiskRatio> {
    let exposure = |(index, row): (usize, &Row)| Exposure {
        cluster: row.cluster,
        weight: row.weight,
        part: part(index),
        won: row.won,
    };
    RiskRatio::of(&rows.iter().enumerate().map(exposure).collect::<Vec<_>>())
}

fn band_of(row: &Row) -> usize {
    BANDS.iter().filter(|band| row.total.round_half_up() >= **band).count()
}

/// By how much more of the leads the model wins out of what it calls than the other one, in tenths of a percent.
fn gained(world: &World, [within, _, other]: &[Ranking; 3]) -> (f64, Option<Interval>) {
    let called = |ranking: &Ranking| ranking.membership(Cut::Capacity(world.capacity));
    let (gained, interval) = wins_gained(&world.rows, &called(within), &called(other));
    let of_leads = |wins: f64| 1_000.0 * wins / f64::from(world.leads);
    (of_leads(gained), interval.map(|of| Interval { low: of_leads(of.low), high: of_leads(of.high) }))
}

fn values(world: &World) -> Values {
    let cuts = cuts(world.capacity);
    let rankings = rankings(world);
    let mut values = vec![(GAINED.to_owned(), Some(gained(world, &rankings).0))];
    let [within, pooled, other] = rankings.map(|ranking| measure(&ranking, &cuts));
    for (name, figure) in figures() {
        let (here, there) = (within.get(figure), other.get(figure));
        values.push((format!("difference in {name}"), here.zip(there).map(|(here, there)| here - there)));
        values.push((format!("pooled {name}"), pooled.get(figure)));
        values.push((name, here));
    }
    for (name, top) in cut_names().zip(&within.tops) {
        values.push((format!("lift at {name}, risk ratio"), top.lift));
    }
    values.push((
        "lift of a criterion, risk ratio".to_owned(),
        risk_ratio(&world.rows, |row| f64::from(u8::from(world.met[row]))).map(|ratio| ratio.lift()),
    ));
    let bands = conversions(&world.rows, BANDS.len() + 1, |row| Some(band_of(&world.rows[row])));
    values.extend(
        bands.iter().enumerate().map(|(band, conversion)| (format!("conversion of band {band}"), conversion.rate)),
    );
    values
}

/// The intervals of a world, by name.
fn claims(world: &World, replicates: usize, seed: u64) -> Vec<(String, Option<Interval>)> {
    let cuts = cuts(world.capacity);
    let all = rankings(world);
    let how = Bootstrap { replicates, seed, threads: NonZeroUsize::MIN };
    let drawn = bootstrap(&all.each_ref(), &cuts, &how);
    let [within, pooled, other] = drawn.as_slice() else { return Vec::new() };
    let mut claims = vec![(GAINED.to_owned(), gained(world, &all).1)];
    for (name, figure) in figures() {
        if figure != Figure::BaseRate {
            let difference = within.difference(other, figure).and_then(|(_, interval)| interval);
            claims.push((format!("difference in {name}"), difference));
        }
        if is_pooled(figure) {
            claims.push((format!("pooled {name}"), pooled.interval(figure)));
        }
        claims.push((name, within.interval(figure)));
    }
    for (name, cut) in cut_names().zip(&cuts) {
        let part = all[0].membership(*cut);
        let ratio = risk_ratio(&world.rows, |row| part[row]);
        claims.push((format!("lift at {name}, risk ratio"), ratio.map(|ratio| ratio.lift_interval())));
    }
    let met = risk_ratio(&world.rows, |row| f64::from(u8::from(world.met[row])));
    claims.push(("lift of a criterion, risk ratio".to_owned(), met.map(|ratio| ratio.lift_interval())));
    let bands = conversions(&world.rows, BANDS.len() + 1, |row| Some(band_of(&world.rows[row])));
    claims.extend(
        bands.iter().enumerate().map(|(band, conversion)| (format!("conversion of band {band}"), conversion.interval)),
    );
    claims
}
