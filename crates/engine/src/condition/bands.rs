//! Fit criteria as steps: which band each row takes.
//!
//! The first band that is met is taken; the number of bands stands for none. The `of` forms need no comparison for each
//! band: a value has its place in a [`Table`] or between the limits of [`Ranges`], and that place its band.

use std::hash::Hash;
use std::ops::Range;

use arrow_schema::ArrowError;
use foldhash::fast::FixedState;
use handraise_model::condition::{CompareOp, Expr};
use handraise_model::values::Value;
use handraise_model::{Band, BandTest};

use super::column::{Column, Values, for_each_unknown, wrong};
use super::program::{StepId, boolean, decimal, text, whole};
use crate::scores::Answer;

/// A band for each row: its index among those of the criterion, or their number for none.
#[derive(Clone, Debug)]
pub(crate) enum Bands {
    /// Of a criterion with fewer than 256 outcomes.
    Few(Vec<u8>),
    /// Of any other.
    Many(Vec<u32>),
}

impl Bands {
    /// No rows yet, of a criterion with so many bands.
    pub(crate) fn with_capacity(bands: usize, rows: usize) -> Self {
        if fit_in_bytes(bands) { Self::Few(Vec::with_capacity(rows)) } else { Self::Many(Vec::with_capacity(rows)) }
    }

    /// The band of a row; none that a criterion has for a row that is not there.
    pub(crate) fn at(&self, row: usize) -> usize {
        match self {
            Self::Few(bands) => bands.get(row).copied().map_or(usize::MAX, usize::from),
            Self::Many(bands) => bands.get(row).copied().map_or(usize::MAX, |band| band as usize),
        }
    }

    /// Adds what the band of each row gives, by a list of what bands give, to what its row has.
    pub(crate) fn add_to(&self, sums: &mut [i64], given: &[i64]) {
        fn add<B: Copy + Into<u32>>(bands: &[B], sums: &mut [i64], given: &[i64]) {
            for (sum, band) in sums.iter_mut().zip(bands) {
                *sum += given.get((*band).into() as usize).copied().unwrap_or_default();
            }
        }
        match self {
            Self::Few(bands) => add(bands, sums, given),
            Self::Many(bands) => add(bands, sums, given),
        }
    }

    /// Adds the rows of others of the same criterion; a single one may stand for so many rows.
    pub(super) fn extend(&mut self, others: &Self, constant: Option<usize>) {
        match (self, others) {
            (Self::Few(bands), Self::Few(others)) => extend(bands, others, constant),
            (Self::Many(bands), Self::Many(others)) => extend(bands, others, constant),
            // Bands of one criterion have one form.
            (Self::Few(_), Self::Many(_)) | (Self::Many(_), Self::Few(_)) => {}
        }
    }

    /// Adds some rows of others of the same criterion.
    pub(crate) fn extend_from(&mut self, others: &Self, rows: Range<usize>) {
        match (self, others) {
            (Self::Few(bands), Self::Few(others)) => bands.extend_from_slice(others.get(rows).unwrap_or_default()),
            (Self::Many(bands), Self::Many(others)) => bands.extend_from_slice(others.get(rows).unwrap_or_default()),
            // Bands of one criterion have one form.
            (Self::Few(_), Self::Many(_)) | (Self::Many(_), Self::Few(_)) => {}
        }
    }

    pub(super) fn gather(&self, codes: &[i32]) -> Self {
        fn gather<B: Copy + Default>(bands: &[B], codes: &[i32]) -> Vec<B> {
            codes.iter().map(|code| bands.get(*code as usize).copied().unwrap_or_default()).collect()
        }
        match self {
            Self::Few(bands) => Self::Few(gather(bands, codes)),
            Self::Many(bands) => Self::Many(gather(bands, codes)),
        }
    }

    /// Bands of rows, each below this number or equal to it.
    fn collect(none: u32, bands: impl Iterator<Item = u32>) -> Self {
        if fit_in_bytes(none as usize) {
            Self::Few(bands.map(|band| band as u8).collect())
        } else {
            Self::Many(bands.collect())
        }
    }

    fn set(&mut self, row: usize, band: u32) {
        match self {
            Self::Few(bands) => bands[row] = band as u8,
            Self::Many(bands) => bands[row] = band,
        }
    }
}

fn fit_in_bytes(bands: usize) -> bool {
    bands <= usize::from(u8::MAX)
}

fn extend<B: Copy>(bands: &mut Vec<B>, others: &[B], constant: Option<usize>) {
    match (constant, others) {
        (Some(rows), [only]) => bands.resize(bands.len() + rows, *only),
        _ => bands.extend_from_slice(others),
    }
}

/// What the bands of an `of` form say of values that have no band of their own, and of what is not known.
#[derive(Clone, Copy, Debug)]
struct Others {
    known: u32,
    unknown: u32,
    none: u32,
}

impl Others {
    /// Of bands after the first few; none where those are anything else than `else` and `unknown`.
    fn of(bands: &[Band], first: usize) -> Option<Self> {
        let none = bands.len() as u32;
        let mut others = Self { known: none, unknown: none, none };
        for (band, index) in bands.iter().zip(0..).skip(first) {
            let taken = match &band.test {
                BandTest::Known(_) => &mut others.known,
                BandTest::Unknown(_) => &mut others.unknown,
                BandTest::When(_) | BandTest::Else => return None,
            };
            *taken = index.min(*taken);
        }
        Some(others)
    }
}

/// Bands of equality with one subject, each value once.
#[derive(Debug)]
pub(super) struct Table {
    places: Places,
    others: Others,
}

#[derive(Debug)]
enum Places {
    Text(hashbrown::HashMap<String, u32, FixedState>),
    Whole(hashbrown::HashMap<i64, u32, FixedState>),
    Boolean(hashbrown::HashMap<bool, u32, FixedState>),
}

impl Table {
    /// The subject and its table, where the bands are of that form.
    pub(super) fn of(bands: &[Band]) -> Option<(&Expr, Self)> {
        let (subject, literals) = comparisons(bands, CompareOp::Equal)?;
        let others = Others::of(bands, literals.len())?;
        let places = match literals.first()? {
            Value::Text(_) => Places::Text(places(&literals, |value| text(value).map(str::to_owned))?),
            Value::Boolean(_) => Places::Boolean(places(&literals, boolean)?),
            Value::Decimal(_) | Value::List(_) => return None,
            _ => Places::Whole(places(&literals, whole)?),
        };
        Some((subject, Self { places, others }))
    }

    pub(super) fn bands(&self, subject: &Column) -> Result<Column, ArrowError> {
        let Others { known, unknown, none } = self.others;
        let mut bands = match (&self.places, &subject.values) {
            (Places::Text(places), Values::Text(texts)) => {
                let place = |text: Option<&str>| text.and_then(|text| places.get(text)).copied().unwrap_or(known);
                Bands::collect(none, texts.iter().map(place))
            }
            (Places::Whole(places), Values::Whole(values)) => {
                let place = |value: &i64| places.get(value).copied().unwrap_or(known);
                Bands::collect(none, values.values().iter().map(place))
            }
            (Places::Boolean(places), Values::Truth(truth)) => {
                let [met, missed] = [true, false].map(|value| places.get(&value).copied().unwrap_or(known));
                let place = |answer: &Answer| match answer {
                    Answer::Met => met,
                    Answer::Missed => missed,
                    Answer::Unknown => unknown,
                };
                Bands::collect(none, truth.iter().map(place))
            }
            _ => return Err(wrong("values of the type of the table")),
        };
        for_each_unknown(subject.nulls(), |row| bands.set(row, unknown));
        Ok(Column { values: Values::Bands(bands), constant: subject.constant })
    }
}

/// The subject and the values of the comparisons that bands begin with; none without one, or with a second subject.
fn comparisons(bands: &[Band], op: CompareOp) -> Option<(&Expr, Vec<&Value>)> {
    let mut first: Option<&Expr> = None;
    let mut literals = Vec::new();
    for band in bands {
        let BandTest::When(Expr::Compare(found, subject, literal)) = &band.test else { break };
        let Expr::Literal(literal) = &**literal else { break };
        if *found != op || first.is_some_and(|first| *first != **subject) {
            break;
        }
        first = Some(subject);
        literals.push(literal);
    }
    Some((first?, literals))
}

/// Where each value stands; none where one stands twice or is of another type.
fn places<K: Eq + Hash>(
    literals: &[&Value],
    key: impl Fn(&Value) -> Option<K>,
) -> Option<hashbrown::HashMap<K, u32, FixedState>> {
    let mut places = hashbrown::HashMap::with_capacity_and_hasher(literals.len(), FixedState::default());
    for (literal, index) in literals.iter().zip(0..) {
        if places.insert(key(literal)?, index).is_some() {
            return None;
        }
    }
    Some(places)
}

/// Bands below limits of one subject, the first that fits.
#[derive(Debug)]
pub(super) struct Ranges {
    limits: Limits,
    /// The band below each limit and, last, of what is below none.
    bands: Vec<u32>,
    others: Others,
}

/// Rising, each greater than the one before.
#[derive(Debug)]
enum Limits {
    Whole(Vec<i64>),
    Decimal(Vec<f64>),
}

impl Ranges {
    /// The subject and its ranges, where the bands are of that form.
    pub(super) fn of(bands: &[Band]) -> Option<(&Expr, Self)> {
        let (subject, literals) = comparisons(bands, CompareOp::Less)?;
        let others = Others::of(bands, literals.len())?;
        let (limits, mut taken) = match literals.first()? {
            Value::Text(_) | Value::Boolean(_) | Value::List(_) => return None,
            Value::Decimal(_) => {
                let (limits, taken) = rising(&literals, decimal)?;
                (Limits::Decimal(limits), taken)
            }
            _ => {
                let (limits, taken) = rising(&literals, whole)?;
                (Limits::Whole(limits), taken)
            }
        };
        taken.push(others.known);
        Some((subject, Self { limits, bands: taken, others }))
    }

    pub(super) fn bands(&self, subject: &Column) -> Result<Column, ArrowError> {
        let mut bands = match (&self.limits, &subject.values) {
            (Limits::Whole(limits), Values::Whole(values)) => self.between(limits, values.values()),
            (Limits::Decimal(limits), Values::Decimal(values)) => self.between(limits, values.values()),
            _ => return Err(wrong("values of the type of the limits")),
        };
        for_each_unknown(subject.nulls(), |row| bands.set(row, self.others.unknown));
        Ok(Column { values: Values::Bands(bands), constant: subject.constant })
    }

    fn between<T: PartialOrd + Copy>(&self, limits: &[T], values: &[T]) -> Bands {
        if !fit_in_bytes(self.others.none as usize) {
            let place = |value: &T| limits.partition_point(|limit| value >= limit);
            let band = |value| self.bands.get(place(value)).copied().unwrap_or(self.others.none);
            return Bands::Many(values.iter().map(band).collect());
        }
        // A limit at a time over all rows: loops without a branch, of which there are few.
        let mut places = vec![0_u8; values.len()];
        for limit in limits {
            places.iter_mut().zip(values).for_each(|(place, value)| *place += u8::from(*value >= *limit));
        }
        if self.bands.iter().zip(0..).any(|(band, place)| *band != place) {
            let band = |place: u8| self.bands.get(usize::from(place)).copied().unwrap_or(self.others.none) as u8;
            places.iter_mut().for_each(|place| *place = band(*place));
        }
        Bands::Few(places)
    }
}

/// Limits that can be the first to fit, and the band of each; none where a value is of another type.
fn rising<T: PartialOrd + Copy>(
    literals: &[&Value],
    limit: impl Fn(&Value) -> Option<T>,
) -> Option<(Vec<T>, Vec<u32>)> {
    let mut limits: Vec<T> = Vec::new();
    let mut bands = Vec::new();
    for (literal, index) in literals.iter().zip(0..) {
        let limit = limit(literal)?;
        // What is below a limit that does not rise is below the one before, whose band is taken.
        if limits.last().is_none_or(|before| *before < limit) {
            limits.push(limit);
            bands.push(index);
        }
    }
    Some((limits, bands))
}

/// Bands of any conditions.
#[derive(Debug)]
pub(super) struct FirstMet {
    /// The condition of each band; none: whatever is left.
    conditions: Vec<Option<StepId>>,
}

impl FirstMet {
    pub(super) fn new(conditions: Vec<Option<StepId>>) -> Self {
        Self { conditions }
    }

    pub(super) fn conditions(&self) -> impl Iterator<Item = StepId> {
        self.conditions.iter().flatten().copied()
    }

    pub(super) fn bands<'c>(
        &self,
        rows: usize,
        condition: impl Fn(StepId) -> Result<&'c Column, ArrowError>,
    ) -> Result<Column, ArrowError> {
        let none = self.conditions.len() as u32;
        let mut bands = Bands::collect(none, std::iter::repeat_n(none, rows));
        // The last first, so that the first has the last word.
        for (index, step) in (0..none).zip(&self.conditions).rev() {
            let condition = step.map(&condition).transpose()?;
            match &mut bands {
                Bands::Few(bands) => take_met(bands, condition, index as u8)?,
                Bands::Many(bands) => take_met(bands, condition, index)?,
            }
        }
        Ok(Column::rows(Values::Bands(bands)))
    }
}

/// Gives a band to the rows in which its condition is met; without one to all.
fn take_met<B: Copy>(bands: &mut [B], condition: Option<&Column>, band: B) -> Result<(), ArrowError> {
    let Some(condition) = condition else {
        bands.fill(band);
        return Ok(());
    };
    match (condition.truth()?, condition.constant) {
        ([Answer::Met, ..], true) => bands.fill(band),
        (_, true) => {}
        (answers, false) => {
            bands.iter_mut().zip(answers).for_each(|(taken, answer)| {
                *taken = if *answer == Answer::Met { band } else { *taken };
            });
        }
    }
    Ok(())
}
