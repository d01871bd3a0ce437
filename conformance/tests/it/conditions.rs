//! Printing a condition and parsing what was printed is the identity.

use handraise_conformance::random::{Shape, conditions_by_scope};
use handraise_model::condition::{Names, parse, print};

use crate::workloads::hold;

#[test]
fn a_printed_condition_parses_to_the_same_tree() {
    hold(150, Shape::default(), |workload| {
        for (scope, condition) in conditions_by_scope(&workload.model) {
            let names = Names::of(&workload.model, scope);
            let printed = print(condition, &names);
            let parsed = parse(&printed, scope, &names).map_err(|errors| format!("{printed}: {errors:?}"))?;
            if parsed != *condition {
                return Err(format!("{condition:?} was printed as {printed}, which is {parsed:?}"));
            }
        }
        Ok(())
    });
}
