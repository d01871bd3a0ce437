//! No line is longer than a reviewer's window, whatever the model is called.

use handraise_sql::compile;
use handraise_sql::dialect::ALL;

use crate::{model, request};

const DEMO: &str = include_str!("../../../cli/src/demo/model.toml");

/// The most characters of a line.
const WIDTH: usize = 120;

#[test]
fn no_line_is_too_long() {
    let name = "a name that goes on and on, as names of criteria in large companies are used to ".repeat(2);
    let long = DEMO.replace("Asked for a demo", &name);
    for text in [DEMO, &long] {
        let model = model(text);
        for dialect in ALL {
            let mut request = request(dialect.name);
            request.explain = true;
            for line in compile(&model, &request).unwrap().lines() {
                let is_named = line.contains(&name.trim()[..60]);
                assert!(is_named || line.chars().count() <= WIDTH, "{}: {line}", dialect.name);
            }
        }
    }
}
