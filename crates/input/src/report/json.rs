//! The report as JSON, for those who run handraise in a pipeline.

use serde_json::{Value, json};

use super::{ColumnReport, DataReport, Finding, TableReport};
use crate::Place;

impl DataReport {
    /// The report as JSON: `{"tables": [...]}` with the fields of this type in snake case.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "tables": self.tables.iter().map(table).collect::<Vec<_>>() })
    }
}

fn table(table: &TableReport) -> Value {
    let left_out: Vec<Value> = table
        .left_out
        .iter()
        .map(|left_out| {
            let first: Vec<Value> = left_out.first.iter().map(place).collect();
            json!({ "reason": left_out.reason.to_string(), "rows": left_out.rows, "first": first })
        })
        .collect();
    json!({
        "table": table.table.to_string(),
        "files": table.files,
        "rows": table.rows,
        "left_out": left_out,
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "equal_rows": table.equal_rows.map(|equal| json!({ "rows": equal.rows, "compared": equal.compared })),
    })
}

fn column(column: &ColumnReport) -> Value {
    let misfits: Vec<Value> = column
        .first_misfits
        .iter()
        .map(|misfit| json!({ "file": misfit.place.file, "line": misfit.place.line, "value": misfit.value }))
        .collect();
    let mut written = json!({
        "column": column.header,
        "data_point": column.data_point,
        "type": column.ty.name(),
        "known": column.known,
        "unknown": column.unknown,
        "misfits": column.misfits,
        "first_misfits": misfits,
        "findings": column.findings.iter().map(finding).collect::<Vec<_>>(),
    });
    if !column.outcomes.is_empty() {
        let outcome = |(outcome, rows): &(String, u64)| json!({ "outcome": outcome, "rows": rows });
        written["outcomes"] = column.outcomes.iter().map(outcome).collect();
    }
    written
}

fn finding(finding: &Finding) -> Value {
    json!({
        "cause": finding.cause.name(),
        "cells": finding.cells,
        "message": finding.message,
        "help": finding.help,
        "model_section": finding.model_line.as_ref().map(|line| line.section),
        "model_line": finding.model_line.as_ref().map(|line| &line.line),
    })
}

fn place(place: &Place) -> Value {
    json!({ "file": place.file, "line": place.line })
}
