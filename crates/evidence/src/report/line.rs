use serde::Serialize;

use super::Estimate;

/// Where to draw the line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// From the highest score down: what a line there would let through.
    pub thresholds: Vec<Threshold>,
    /// The lowest score whose leads the capacity can take, on average of the instants.
    pub filling: Option<i64>,
    /// What drawing the line there means, in a sentence, and what ten leads more would bring.
    pub finding: String,
    /// Won rows that ten more leads at each instant would bring, for each instant.
    pub ten_more: Estimate,
    /// For each instant how many leads are above the line.
    pub volume: Vec<Volume>,
}

/// A line at a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Threshold {
    /// Eligible leads with at least this score are above the line.
    pub score: i64,
    /// Leads above it, on average of the instants: as many as the measured ones stand for.
    pub leads_each: f64,
    /// Distinct leads that were above it at some instant, measured ones.
    pub leads: usize,
    /// Distinct leads of those that were won.
    pub wins: usize,
    /// The share of its rows that were won.
    pub conversion: Estimate,
    /// The share of won leads that it catches.
    pub caught: Option<f64>,
}

/// The leads of an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Volume {
    /// The instant, or the age.
    pub instant: String,
    /// Leads that were in: as many as the measured ones stand for.
    pub leads: f64,
    /// Of those, eligible and above the line.
    pub above: f64,
    /// Of those, above the line for the first time.
    pub new_above: f64,
}
