//! What of the rankings is written, and in which portions.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use handraise_engine::{Places, Ranking};

/// Rows of a page: so few that its columns stay in a core's own cache, and take no memory from the system anew.
const PAGE_ROWS: usize = 1 << 12;

/// The leads of one instant that are written, in order.
#[derive(Debug)]
pub(crate) struct List<'h> {
    ranking: Ranking<'h>,
    /// Their places; none where they are the first.
    places: Option<Vec<u32>>,
    len: usize,
}

impl<'h> List<'h> {
    /// Of a ranking the leads in some lanes (none: in any or none), and of them the first.
    pub(crate) fn new(ranking: Ranking<'h>, lanes: &[usize], top: Option<NonZeroUsize>) -> Self {
        let most = top.map_or(usize::MAX, NonZeroUsize::get);
        if lanes.is_empty() {
            let len = ranking.len().min(most);
            return Self { ranking, places: None, len };
        }
        let in_lanes = |place: &usize| ranking.lane(*place).is_some_and(|lane| lanes.contains(&lane));
        let places: Vec<u32> = (0..ranking.len()).filter(in_lanes).take(most).map(|place| place as u32).collect();
        Self { ranking, len: places.len(), places: Some(places) }
    }

    /// All leads of the instant.
    pub(crate) fn ranking(&self) -> &Ranking<'h> {
        &self.ranking
    }

    /// How many leads are written.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The first of them.
    pub(crate) fn first(&self, rows: usize) -> Places<'_> {
        self.places(0..rows.min(self.len))
    }

    /// All that are written, page by page.
    pub(crate) fn pages(&self) -> impl Iterator<Item = Places<'_>> {
        pages(0..self.len).map(|rows| self.places(rows))
    }

    fn places(&self, rows: Range<usize>) -> Places<'_> {
        match &self.places {
            None => self.ranking.places(rows),
            Some(places) => {
                self.ranking.places(places.get(rows).unwrap_or_default().iter().map(|place| *place as usize))
            }
        }
    }
}

/// All leads of a ranking, page by page.
pub(crate) fn pages_of<'r>(ranking: &'r Ranking<'_>) -> impl Iterator<Item = Places<'r>> {
    pages(0..ranking.len()).map(|places| ranking.places(places))
}

/// Consecutive rows of one or more lists.
pub(crate) struct Portion<'h> {
    parts: Vec<(Arc<List<'h>>, Range<usize>)>,
}

impl Portion<'_> {
    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(|(_, rows)| rows.len()).sum()
    }

    /// The leads of these rows, page by page.
    pub(crate) fn pages(&self) -> impl Iterator<Item = Places<'_>> {
        self.parts.iter().flat_map(|(list, rows)| pages(rows.clone()).map(|page| list.places(page)))
    }
}

/// Cuts lists, one after the other, into portions of so many rows; the last may be smaller.
pub(crate) fn portions<'h, E>(
    mut lists: impl Iterator<Item = Result<Arc<List<'h>>, E>>,
    rows: usize,
) -> impl Iterator<Item = Result<Portion<'h>, E>> {
    let mut rest: Option<(Arc<List<'h>>, usize)> = None;
    std::iter::from_fn(move || {
        let mut portion = Portion { parts: Vec::new() };
        let mut missing = rows;
        while missing > 0 {
            let (list, start) = match rest.take() {
                Some(rest) => rest,
                None => match lists.next() {
                    Some(Ok(list)) => (list, 0),
                    Some(Err(error)) => return Some(Err(error)),
                    None => break,
                },
            };
            let end = list.len().min(start + missing);
            missing -= end - start;
            if end < list.len() {
                rest = Some((Arc::clone(&list), end));
            }
            if end > start {
                portion.parts.push((list, start..end));
            }
        }
        (!portion.parts.is_empty()).then_some(Ok(portion))
    })
}

fn pages(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    rows.step_by(PAGE_ROWS).map(move |start| start..end.min(start + PAGE_ROWS))
}
