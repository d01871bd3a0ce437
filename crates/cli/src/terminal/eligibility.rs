//! Why no lead is eligible: a gate that nobody meets makes an empty list, and says nothing by itself.

use handraise_engine::{Answer, Ranking};
use handraise_model::Model;

use super::{WARNING, paint, printable, words};
use crate::output::list::pages_of;

/// The gates and exclusions that leave no lead, each with how many it turns away; nothing where a lead is eligible.
pub(crate) fn render_nobody_eligible(model: &Model, ranking: &Ranking<'_>) -> String {
    if ranking.is_empty() || ranking.eligible() > 0 {
        return String::new();
    }
    let all = words::thousands(ranking.len() as u64);
    let mut missed_and_unknown = vec![(0, 0); model.gates().len()];
    let mut excluded = vec![0; model.exclusions().len()];
    for page in pages_of(ranking) {
        for (gate, (missed, unknown)) in missed_and_unknown.iter_mut().enumerate() {
            *missed += counted(page.gate(gate), Answer::Missed);
            *unknown += counted(page.gate(gate), Answer::Unknown);
        }
        for (exclusion, excluded) in excluded.iter_mut().enumerate() {
            *excluded += counted(page.exclusion(exclusion), Answer::Met);
        }
    }
    let mut reasons = Vec::new();
    for (gate, (missed, unknown)) in model.gates().iter().zip(missed_and_unknown) {
        if missed + unknown == 0 {
            continue;
        }
        let unknown = match unknown {
            0 => String::new(),
            unknown => format!(", not known of {}", words::thousands(unknown)),
        };
        reasons.push(format!("gate `{}` is missed by {} of {all}{unknown}", gate.name, words::thousands(missed)));
    }
    for (exclusion, met) in model.exclusions().iter().zip(excluded) {
        if met > 0 {
            reasons.push(format!("exclusion `{}` is met by {} of {all}", exclusion.name, words::thousands(met)));
        }
    }
    let lines: String = reasons.iter().map(|reason| format!("      {}\n", printable(reason))).collect();
    format!("\n  {} no lead is eligible\n{lines}", paint(WARNING, "!"))
}

fn counted(answers: impl Iterator<Item = Answer>, wanted: Answer) -> u64 {
    answers.filter(|answer| *answer == wanted).count() as u64
}
