//! What criteria refer to by `group`, `product` and `from`.

use super::cursor::Cursor;
use super::names::Declared;
use crate::format::ReferenceTo;
use crate::values::Credibility;
use crate::{GroupId, ProductId, Source};

/// The names that criteria refer to.
pub(super) struct References<'r, 'd> {
    pub(super) groups: &'r Declared<'d>,
    pub(super) products: &'r Declared<'d>,
    pub(super) credibility: &'r Declared<'d>,
    pub(super) sources: &'r [Source],
}

impl<'d> References<'_, 'd> {
    /// The group of a criterion.
    pub(super) fn group(&self, table: &Cursor<'d>) -> Option<GroupId> {
        let name = table.name("group")?;
        self.groups.resolve(table.document(), ReferenceTo::Group, &name).map(GroupId)
    }

    /// The products a criterion counts for; `None`: all.
    pub(super) fn products(&self, table: &Cursor<'d>) -> Option<Vec<ProductId>> {
        let names = table.one_or_several("product")?;
        let resolve = |name| self.products.resolve(table.document(), ReferenceTo::Product, name).map(ProductId);
        Some(names.iter().filter_map(resolve).collect())
    }

    /// The credibility that a criterion states with `from`.
    pub(super) fn credibility(&self, table: &Cursor<'d>) -> Option<Credibility> {
        let name = table.name("from")?;
        let index = self.credibility.resolve(table.document(), ReferenceTo::Credibility, &name)?;
        self.sources.get(index).map(|source| source.credibility.value)
    }
}
