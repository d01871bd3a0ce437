//! Runs a property over random workloads, and makes what fails small enough to read.

use std::panic::{AssertUnwindSafe, catch_unwind};

use handraise_conformance::random::{Shape, Workload, workload};
use handraise_model::ModelSource;

/// Holds a property against the workloads of the seeds `0..count`; `HANDRAISE_SEEDS` asks for a longer search.
pub(crate) fn hold(count: u64, shape: Shape, property: impl Fn(&Workload) -> Result<(), String>) {
    let asked: Option<u64> = std::env::var("HANDRAISE_SEEDS").ok().and_then(|count| count.parse().ok());
    for seed in 0..asked.unwrap_or(count) {
        let workload = workload(seed, shape);
        if fault(&workload, &property).is_some() {
            let smallest = smallest(workload, &property);
            let fault = fault(&smallest, &property).unwrap_or_default();
            let Workload { model, data, as_of, .. } = &smallest;
            panic!("seed {seed} at {as_of}:\n{fault}\n\n{}\n{data:#?}", model.source().text());
        }
    }
}

/// What is wrong, a panic included.
fn fault(workload: &Workload, property: &impl Fn(&Workload) -> Result<(), String>) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| property(workload))) {
        Ok(result) => result.err(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            Some(format!("panicked: {}", text.unwrap_or("(no message)")))
        }
    }
}

/// Leaves out sections of the model and rows of the data for as long as the property still fails.
fn smallest(mut workload: Workload, property: &impl Fn(&Workload) -> Result<(), String>) -> Workload {
    let mut size = usize::MAX;
    while size_of(&workload) < size {
        size = size_of(&workload);
        shorten(&mut workload, property, |workload| sections(workload).len(), without_section);
        shorten(
            &mut workload,
            property,
            |workload| workload.data.events.len(),
            |workload, index| {
                let mut shorter = workload.clone();
                shorter.data.events.remove(index);
                Some(shorter)
            },
        );
        shorten(
            &mut workload,
            property,
            |workload| workload.data.adjustments.len(),
            |workload, index| {
                let mut shorter = workload.clone();
                shorter.data.adjustments.remove(index);
                Some(shorter)
            },
        );
        shorten(
            &mut workload,
            property,
            |workload| workload.data.outcomes.len(),
            |workload, index| {
                let mut shorter = workload.clone();
                shorter.data.outcomes.remove(index);
                Some(shorter)
            },
        );
        shorten(
            &mut workload,
            property,
            |workload| workload.data.leads.len(),
            |workload, index| {
                let mut shorter = workload.clone();
                shorter.data.leads.remove(index);
                (!shorter.data.leads.is_empty()).then_some(shorter)
            },
        );
    }
    workload
}

fn size_of(workload: &Workload) -> usize {
    let data = &workload.data;
    sections(workload).len() + data.leads.len() + data.events.len() + data.adjustments.len() + data.outcomes.len()
}

/// Leaves out one part after the other, the last first.
fn shorten(
    workload: &mut Workload,
    property: &impl Fn(&Workload) -> Result<(), String>,
    parts: impl Fn(&Workload) -> usize,
    without: impl Fn(&Workload, usize) -> Option<Workload>,
) {
    for index in (0..parts(workload)).rev() {
        if let Some(shorter) = without(workload, index).filter(|shorter| fault(shorter, property).is_some()) {
            *workload = shorter;
        }
    }
}

/// The text between two headers.
pub(crate) fn sections(workload: &Workload) -> Vec<String> {
    let mut sections = vec![String::new()];
    for line in workload.model.source().text().lines() {
        if line.starts_with('[') {
            sections.push(String::new());
        }
        if let Some(section) = sections.last_mut() {
            *section += &format!("{line}\n");
        }
    }
    sections
}

pub(crate) fn without_section(workload: &Workload, index: usize) -> Option<Workload> {
    let mut sections = sections(workload);
    sections.remove(index);
    let model = ModelSource::new("shortened", &sections.concat()).check().model?;
    Some(Workload { model, ..workload.clone() })
}
