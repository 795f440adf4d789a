//! The filter of the ledger as it stands in the address.

use crate::pages::office::address::QueryText;
use domain::error::{ApiError, FieldCode};
use domain::ledger::{LedgerCursor, LedgerFilter};

/// The fields of an address, as typed: names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerQuery {
    /// The fields of the filter that are not blank.
    pub fields: Vec<(String, String)>,
    /// Where the page starts.
    pub cursor: Option<String>,
}

impl LedgerQuery {
    /// Takes from the fields of an address those that are a filter.
    pub fn new(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut query = Self::default();
        for (name, value) in fields {
            if value.trim().is_empty() {
                continue;
            }
            if name == "cursor" {
                query.cursor = Some(value);
            } else if LedgerFilter::FIELDS.contains(&name.as_str()) && query.get(&name).is_none() {
                query.fields.push((name, value));
            }
        }
        query
    }

    /// What was typed into a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// What the filter means, and after which row the page starts.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming the fields.
    pub fn read(&self) -> Result<(LedgerFilter, Option<LedgerCursor>), ApiError> {
        let filter = LedgerFilter::read(&|name| self.get(name))?;
        let cursor = match self.cursor.as_deref() {
            None => None,
            Some(text) => Some(LedgerCursor::parse(text).ok_or_else(|| {
                ApiError::field("cursor", FieldCode::Malformed, "take it from next_cursor")
            })?),
        };
        Ok((filter, cursor))
    }

    /// The filter as an address carries it, without the page: `?state=…`, or nothing.
    pub fn to_query(&self) -> String {
        self.text().finish()
    }

    /// The address of another page of the same list.
    pub fn at_cursor(&self, cursor: &str) -> String {
        self.text().with("cursor", Some(cursor)).finish()
    }

    /// The same filter with one field set otherwise, from the first page; an empty value takes it away.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut fields: Vec<_> = self.fields.iter().filter(|(other, _)| other != name).cloned().collect();
        if !value.is_empty() {
            fields.push((name.to_owned(), value.to_owned()));
        }
        Self { fields, cursor: None }
    }

    fn text(&self) -> QueryText {
        LedgerFilter::FIELDS.iter().fold(QueryText::new(), |text, name| text.with(name, self.get(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_carries_the_filter_in_one_order_and_nothing_else() {
        let typed = [("q", "桥"), ("state", "assigned"), ("x", "1"), ("area", " "), ("cursor", "5-6")];
        let query = LedgerQuery::new(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(query.to_query(), "?state=assigned&q=%E6%A1%A5");
        assert_eq!(query.with("state", "").to_query(), "?q=%E6%A1%A5");
        assert_eq!(query.with("tab", "late").to_query(), "?tab=late&state=assigned&q=%E6%A1%A5");
        assert!(query.read().is_err(), "a cursor is a moment and an id");
    }
}
