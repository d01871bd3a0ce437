//! What each criterion and each source of data points is worth.

use handraise_evidence::report::{Criterion, CriterionFlag, Part, Report, Source, SourceStep};

use super::Section;
use super::cells::{bar_of, beside, change, count, greatest, interval, plain, ratio};
use super::groups::flagged;
use crate::page::Measure;
use crate::terminal::grid::GridCell;
use crate::terminal::rows::{Column, table};
use crate::terminal::{FAINT, STRONG, cut};

/// The widest name.
const NAME_WIDTH_MAX: usize = 28;

/// Whether each criterion earns its points.
pub(super) fn criteria(report: &Report, width: usize) -> Option<Section> {
    let criteria = &report.criteria;
    let columns = [
        Column::text("criterion", 12),
        Column::number("points"),
        Column::number("wins").goes(3),
        Column::number("of leads").goes(6),
        Column::bar("").goes(5),
        Column::number("won, met").goes(4),
        Column::number("not met").goes(7),
        Column::number("lift"),
        Column::bar("").goes(2),
        Column::number("AUC").goes(1),
        Column::bar("").goes(8),
        Column::number("top").goes(5),
        Column::bar(""),
    ];
    let most = greatest(criteria.criteria.iter().map(|criterion| criterion.met.value));
    let row = |of: &Criterion| {
        vec![
            GridCell::new(cut(&of.name, NAME_WIDTH_MAX), STRONG),
            points(of),
            count(of.wins),
            count(of.leads),
            bar_of(of.met.value, most),
            beside(Measure::SHARE, of.met),
            beside(Measure::SHARE, of.not_met),
            ratio(of.lift),
            interval(Measure::LIFT, of.lift),
            change(Measure::UNIT_CHANGE, of.auc),
            interval(Measure::UNIT_CHANGE, of.auc),
            change(Measure::SHARE_CHANGE, of.precision),
            flag(of),
        ]
    };
    let rows: Vec<Vec<GridCell>> = criteria.criteria.iter().map(row).collect();
    let mut section = Section::new(
        "What each criterion is worth; AUC and top: what the model loses without it",
        "",
        table(&columns, &rows, width),
    );
    section.findings = criteria.findings.iter().map(|finding| plain(finding)).collect();
    (!criteria.criteria.is_empty()).then_some(section)
}

fn points(of: &Criterion) -> GridCell {
    match (of.points, of.part) {
        (Some(points), _) => format!("{points:+}").into(),
        (None, Part::Exclusion) => GridCell::new("exclusion", FAINT),
        (None, _) => GridCell::new("gate", FAINT),
    }
}

fn flag(of: &Criterion) -> GridCell {
    match of.flag {
        Some(CriterionFlag::NeverMet) => flagged("never", false),
        Some(CriterionFlag::AlwaysMet) => flagged("always", false),
        Some(CriterionFlag::AgainstEvidence) => flagged("against", true),
        None => "".into(),
    }
}

/// Whether each source of data points earns its place: taken away, and added one by one.
pub(super) fn sources(report: &Report, width: usize) -> Vec<Section> {
    let Some(sources) = &report.sources else { return Vec::new() };
    let columns = [
        Column::text("source", 8),
        Column::number("trust").goes(6),
        Column::number("known").goes(7),
        Column::number("AUC"),
        Column::bar("").goes(4),
        Column::number("wins in top").goes(2),
        Column::bar("").goes(5),
        Column::prose("", 24).goes(3),
    ];
    let without = |of: &Source| {
        vec![
            GridCell::new(cut(&of.name, NAME_WIDTH_MAX), STRONG),
            format!("{:.2}", of.credibility).into(),
            GridCell::from(plain(&Measure::SHARE.show_if_any(of.coverage))),
            change(Measure::UNIT_CHANGE, of.auc),
            interval(Measure::UNIT_CHANGE, of.auc),
            change(Measure::COUNT_CHANGE, of.wins_at_capacity),
            interval(Measure::COUNT_CHANGE, of.wins_at_capacity),
            GridCell::new(plain(&of.finding), FAINT),
        ]
    };
    let added = |of: &SourceStep| {
        let gain = of.auc_gain.unwrap_or_default();
        let wins = of.wins_gain.unwrap_or_default();
        let is_first = of.name.is_none();
        let shown = |cell: GridCell| if is_first { GridCell::from("") } else { cell };
        vec![
            GridCell::new(cut(of.name.as_deref().unwrap_or("no source"), NAME_WIDTH_MAX), STRONG),
            of.credibility.map(|trust| format!("{trust:.2}")).unwrap_or_default().into(),
            beside(Measure::UNIT, of.auc),
            shown(change(Measure::UNIT_CHANGE, gain)),
            interval(Measure::UNIT_CHANGE, gain),
            shown(change(Measure::COUNT_CHANGE, wins)),
            interval(Measure::COUNT_CHANGE, wins),
            GridCell::new(plain(&of.finding), FAINT),
        ]
    };
    let mut columns_added = columns.clone();
    columns_added[2] = Column::number("AUC");
    columns_added[3] = Column::number("gain");
    let rows: Vec<Vec<GridCell>> = sources.without.iter().map(without).collect();
    let rows_added: Vec<Vec<GridCell>> = sources.added.iter().map(added).collect();
    let title = "What each source is worth: what the model has more with it than without";
    vec![
        Section::new(title, "", table(&columns, &rows, width)),
        Section::new(
            "Sources added one by one, the most credible first",
            "",
            table(&columns_added, &rows_added, width),
        ),
    ]
}
