//! Cells of a page's columns, one at a time: for the formats that are text.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal64Array, Int32Array, Int64Array, ListArray, MapArray, StringArray,
    TimestampMicrosecondArray,
};
use handraise_model::values::Exact;

use super::columns::Kind;

/// One value of a column.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'p> {
    /// What the model or the lead lacks.
    Null,
    /// Of [`Kind::Text`] and [`Kind::Name`].
    Text(&'p str),
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Points`].
    Points(Exact),
    /// Of [`Kind::Boolean`].
    Boolean(bool),
    /// Of [`Kind::Instant`].
    Instant(i64),
    /// Of [`Kind::Texts`].
    Texts(Vec<&'p str>),
    /// Of [`Kind::Products`].
    Products(Vec<ProductCell<'p>>),
}

/// The scores of one lead for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProductCell<'p> {
    /// The product's name.
    pub(crate) name: &'p str,
    /// fit + engagement + adjustment, clipped.
    pub(crate) total: Exact,
    /// Fit over its criteria.
    pub(crate) fit: Exact,
    /// Engagement over its criteria.
    pub(crate) engagement: Exact,
    /// The total rounded, halves up.
    pub(crate) score: i64,
}

/// A column of a page that gives its cells.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cells<'p> {
    /// Of [`Kind::Text`].
    Text(&'p StringArray),
    /// Of [`Kind::Name`]: codes and names.
    Name(&'p Int32Array, &'p StringArray),
    /// Of [`Kind::Integer`].
    Integer(&'p Int64Array),
    /// Of [`Kind::Points`].
    Points(&'p Decimal64Array),
    /// Of [`Kind::Boolean`].
    Boolean(&'p BooleanArray),
    /// Of [`Kind::Instant`].
    Instant(&'p TimestampMicrosecondArray),
    /// Of [`Kind::Texts`].
    Texts(&'p ListArray, &'p StringArray),
    /// Of [`Kind::Products`].
    Products(Products<'p>),
}

/// The parts of a map of products.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Products<'p> {
    of_row: &'p MapArray,
    names: &'p StringArray,
    points: [&'p Decimal64Array; 3],
    score: &'p Int64Array,
}

impl<'p> Cells<'p> {
    /// The cells of an array that a column of this kind gave.
    pub(crate) fn of(kind: Kind, array: &'p ArrayRef) -> Self {
        match kind {
            Kind::Text => Self::Text(array.as_string()),
            Kind::Name => {
                let codes = array.as_dictionary::<Int32Type>();
                Self::Name(codes.keys(), codes.values().as_string())
            }
            Kind::Integer => Self::Integer(array.as_primitive()),
            Kind::Points => Self::Points(array.as_primitive()),
            Kind::Boolean => Self::Boolean(array.as_boolean()),
            Kind::Instant => Self::Instant(array.as_primitive()),
            Kind::Texts => {
                let lists = array.as_list();
                Self::Texts(lists, lists.values().as_string())
            }
            Kind::Products => {
                let of_row = array.as_map();
                let scores = of_row.values().as_struct();
                Self::Products(Products {
                    of_row,
                    names: of_row.keys().as_string(),
                    points: [0, 1, 2].map(|index| scores.column(index).as_primitive()),
                    score: scores.column(3).as_primitive(),
                })
            }
        }
    }

    /// The cell in a row of the page.
    pub(crate) fn cell(&self, row: usize) -> Cell<'p> {
        match *self {
            Self::Text(values) if values.is_valid(row) => Cell::Text(values.value(row)),
            Self::Name(codes, names) if codes.is_valid(row) => Cell::Text(names.value(codes.value(row) as usize)),
            Self::Integer(values) if values.is_valid(row) => Cell::Integer(values.value(row)),
            Self::Points(values) if values.is_valid(row) => Cell::Points(Exact(values.value(row))),
            Self::Boolean(values) if values.is_valid(row) => Cell::Boolean(values.value(row)),
            Self::Instant(values) if values.is_valid(row) => Cell::Instant(values.value(row)),
            Self::Texts(lists, items) if lists.is_valid(row) => {
                Cell::Texts(range(lists.value_offsets(), row).map(|item| items.value(item)).collect())
            }
            Self::Products(Products { of_row, names, points, score }) if of_row.is_valid(row) => {
                let product = |item: usize| {
                    let [total, fit, engagement] = points.map(|points| Exact(points.value(item)));
                    ProductCell { name: names.value(item), total, fit, engagement, score: score.value(item) }
                };
                Cell::Products(range(of_row.value_offsets(), row).map(product).collect())
            }
            _ => Cell::Null,
        }
    }
}

fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    offsets[row] as usize..offsets[row + 1] as usize
}
