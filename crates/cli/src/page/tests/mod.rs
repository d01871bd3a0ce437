//! Pages of reports made by hand.

mod fixtures;

use super::render;

#[test]
fn pages_are_kept_for_people_to_look_at() {
    let Ok(folder) = std::env::var("HANDRAISE_PAGES") else { return };
    for (name, report) in fixtures::all() {
        std::fs::write(format!("{folder}/{name}.html"), render(&report)).expect("a folder that can be written to");
    }
}
