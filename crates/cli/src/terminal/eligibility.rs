//! Why no lead is eligible: a gate that nobody meets makes an empty list, and says nothing by itself.

use handraise_engine::{Answer, Scores};
use handraise_model::Model;

use super::{WARNING, paint, printable, words};

/// The gates and exclusions that leave no lead, each with how many it turns away; nothing where a lead is eligible.
pub(crate) fn render_nobody_eligible(model: &Model, scores: &Scores) -> String {
    if scores.is_empty() || scores.eligible.contains(&true) {
        return String::new();
    }
    let all = words::thousands(scores.len() as u64);
    let mut reasons = Vec::new();
    for (gate, answers) in model.gates().iter().zip(&scores.gates) {
        let (missed, unknown) = (counted(answers, Answer::Missed), counted(answers, Answer::Unknown));
        if missed + unknown == 0 {
            continue;
        }
        let unknown = match unknown {
            0 => String::new(),
            unknown => format!(", not known of {}", words::thousands(unknown)),
        };
        reasons.push(format!("gate `{}` is missed by {} of {all}{unknown}", gate.name, words::thousands(missed)));
    }
    for (exclusion, answers) in model.exclusions().iter().zip(&scores.exclusions) {
        let met = counted(answers, Answer::Met);
        if met > 0 {
            reasons.push(format!("exclusion `{}` is met by {} of {all}", exclusion.name, words::thousands(met)));
        }
    }
    let lines: String = reasons.iter().map(|reason| format!("      {}\n", printable(reason))).collect();
    format!("\n  {} no lead is eligible\n{lines}", paint(WARNING, "!"))
}

fn counted(answers: &[Answer], wanted: Answer) -> u64 {
    answers.iter().filter(|&&answer| answer == wanted).count() as u64
}
