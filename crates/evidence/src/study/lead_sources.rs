//! Conversion by lead source and by the values of data points, hot to cold.

use handraise_model::Model;
use handraise_model::condition::DataPointId;

use crate::measure::{Cut, Group as Seen, Ranking, Row, Within, shrink};
use crate::replay::Replay;
use crate::report::{Estimate, GroupKind, GroupTable};

use super::exposed::lift_of;
use super::groups::group;
use super::part::Part;
use super::values::{Grouped, grouped};

/// The top of each group whose lift is shown.
const TOP: f64 = 0.1;

/// By lead source, where some lead has one; then by each of the data points.
pub(super) fn tables(model: &Model, replay: &Replay, part: &Part<'_>, by: &[DataPointId]) -> Vec<GroupTable> {
    let mut tables = Vec::new();
    if !replay.lead_sources.is_empty() {
        let name = |source: Option<u32>| replay.lead_sources.get(source? as usize).map(String::as_str);
        let names = replay.details.iter().map(|detail| name(detail.lead_source));
        let grouped = Grouped::by_text(names, "no hand raise");
        let of_row = |row: usize| grouped.group(part.index(row) as u32);
        tables.push(table(GroupKind::LeadSource, "lead source", &grouped.names, part, of_row));
    }
    for data_point in by.iter().filter_map(|id| model.lead().get(id.0)) {
        let grouped = grouped(replay, data_point);
        let of_row = |row: usize| grouped.group(replay.details.get(part.index(row))?.lead_row);
        tables.push(table(GroupKind::DataPoint, &data_point.name, &grouped.names, part, of_row));
    }
    tables
}

fn table(
    kind: GroupKind,
    name: &str,
    names: &[String],
    part: &Part<'_>,
    group_of: impl Fn(usize) -> Option<usize>,
) -> GroupTable {
    let found = part.conversions(names.len(), &group_of);
    let shrunk = shrink(&found.iter().map(Seen::from).collect::<Vec<_>>()).unwrap_or_default();
    let mut rows_of = vec![Vec::new(); names.len()];
    for (index, row) in part.rows.iter().enumerate() {
        if let Some(rows) = group_of(index).and_then(|group| rows_of.get_mut(group)) {
            rows.push(*row);
        }
    }
    let of_group = names.iter().zip(&found).zip(shrunk.into_iter().zip(&rows_of));
    let mut groups: Vec<_> = of_group
        .filter(|((_, conversion), _)| conversion.rows > 0)
        .map(|((name, conversion), (shrunk, rows))| {
            let mut group = group(name.clone(), conversion, part);
            let interval = Some(shrunk.interval).filter(|_| part.has_wins());
            group.shrunk = Some(Estimate::new(Some(shrunk.rate), interval));
            group.lift_inside = Some(lift_inside(rows));
            group
        })
        .collect();
    let heat = |group: &crate::report::Group| group.shrunk.and_then(|shrunk| shrunk.value).unwrap_or_default();
    groups.sort_by(|left, right| heat(right).total_cmp(&heat(left)).then_with(|| left.name.cmp(&right.name)));
    GroupTable { kind, name: name.to_owned(), groups, falls: Vec::new(), finding: String::new() }
}

/// How much more often those are won whom the model puts into the top tenth of their group.
fn lift_inside(rows: &[Row]) -> Estimate {
    let part = Ranking::new(rows, Within::Instant).membership(Cut::Share(TOP));
    lift_of(rows, |row| part.get(row).copied().unwrap_or_default())
}
