//! No text makes the parser of conditions panic; what it accepts is printed so that it parses to the same tree.

#![no_main]

use std::sync::LazyLock;

use handraise_model::condition::{Names, Scope, parse, print};
use handraise_model::{Model, ModelSource};
use libfuzzer_sys::fuzz_target;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let text = r#"
[model]
name = "fuzz"
version = 1
[list]
letters = ["a", "b"]
[lead]
t = "text"
i = "integer"
d = "decimal"
b = "boolean"
day = "date"
at = "timestamp"
tags = "list"
"odd name" = "text"
[event]
path = "text"
secs = "integer"
[engagement_points]
page = 1
"#;
    ModelSource::new("fuzz", text).check().model.expect("a valid model")
});

fuzz_target!(|text: &str| {
    for scope in [Scope::Lead, Scope::Event, Scope::Lane] {
        let names = Names::of(&MODEL, scope);
        match parse(text, scope, &names) {
            Ok(expr) => {
                let printed = print(&expr, &names);
                assert_eq!(parse(&printed, scope, &names).as_ref(), Ok(&expr), "printed as {printed}");
            }
            Err(errors) => assert!(!errors.is_empty(), "refused without a reason"),
        }
    }
});
