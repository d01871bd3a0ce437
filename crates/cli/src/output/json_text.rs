//! JSON as text, built from the inside out: numbers keep their exact digits.

use std::fmt::Display;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonText(String);

impl JsonText {
    /// `null`.
    pub(crate) fn null() -> Self {
        Self("null".to_owned())
    }

    /// What prints as a number, a boolean, or JSON already.
    pub(crate) fn raw(value: impl Display) -> Self {
        Self(value.to_string())
    }

    /// A string.
    pub(crate) fn string(text: &str) -> Self {
        Self(serde_json::Value::from(text).to_string())
    }

    /// What there is, else `null`.
    pub(crate) fn option<T>(value: Option<T>, of: impl FnOnce(T) -> Self) -> Self {
        value.map_or_else(Self::null, of)
    }

    /// An array.
    pub(crate) fn array(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| item.0).collect();
        Self(format!("[{}]", items.join(",")))
    }

    /// An object, its keys in the order given.
    pub(crate) fn object<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entries: Vec<String> =
            entries.into_iter().map(|(key, value)| format!("{}:{}", Self::string(key.as_ref()).0, value.0)).collect();
        Self(format!("{{{}}}", entries.join(",")))
    }
}

impl Display for JsonText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
