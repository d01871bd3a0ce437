//! A data point that is declared and never read.
//!
//! Every declared column must be in the input, so one that nothing reads can only make a run fail; more often it is
//! the trace of a criterion that was meant to be written. Columns that are only to be shown need no declaration.

use crate::condition::{DataPointId, Expr};
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{BandTest, Model};

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "unread-data-point",
    severity: Severity::Warning,
    summary: "A data point of leads or a property of events is declared, and nothing in the model reads it.",
    explanation: "A declared column must be in the input, so one that nothing reads can only get in the way:\n\n\
        ```toml\n\
        [lead]\n\
        industry = \"text\"   # and no condition, no `of` and no lane reads it\n\
        ```\n\n\
        Write the criterion that was meant to read it, or remove it. To carry a column through to the results, name it in \
        `[data] show`; that takes no declaration. A `lead_source` property is read by being one.",
};

pub(super) fn check(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let read_of_leads = read_of_leads(model);
    for (index, data_point) in model.lead().iter().enumerate() {
        if !read_of_leads.contains(&DataPointId(index)) {
            let message = format!("data point `{}` is declared and never read", data_point.name);
            let help =
                "remove it, or read it in a condition; `[data] show` carries a column through without declaring it";
            diagnostics
                .push(Diagnostic::warning(CODE.code, message, data_point.span.clone()).label("never read").help(help));
        }
    }
    let conditions = model.engagement().iter().filter_map(|criterion| criterion.condition.as_ref());
    let read_of_events: Vec<DataPointId> = conditions.flat_map(|condition| condition.expr.data_points()).collect();
    for (index, property) in model.event().iter().enumerate() {
        if !property.lead_source && !read_of_events.contains(&DataPointId(index)) {
            let message = format!("event property `{}` is declared and never read", property.name);
            let help = "remove it, or read it in the `where` of an engagement criterion";
            diagnostics
                .push(Diagnostic::warning(CODE.code, message, property.span.clone()).label("never read").help(help));
        }
    }
}

fn read_of_leads(model: &Model) -> Vec<DataPointId> {
    let named = [model.gates(), model.exclusions(), model.lanes()].into_iter().flatten().map(|named| &named.when.expr);
    let personas = model.personas().iter().map(|persona| &persona.when.expr);
    let sizes = model.sizes().iter().map(|size| &size.when.expr);
    let bands = || model.fit().iter().flat_map(|criterion| &criterion.bands).map(|band| &band.test);
    let of_bands = bands().filter_map(|test| if let BandTest::When(expr) = test { Some(expr) } else { None });
    let known = bands().filter_map(|test| match test {
        BandTest::Known(id) | BandTest::Unknown(id) => Some(*id),
        BandTest::When(_) | BandTest::Else => None,
    });
    let conditions: Vec<&Expr> = named.chain(personas).chain(sizes).chain(of_bands).collect();
    conditions.into_iter().flat_map(Expr::data_points).chain(known).collect()
}
