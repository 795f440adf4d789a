//! Addresses with a query, so that a filter travels in links, exports and forms alike.

use crate::pages::encoded;

/// A query being written: `?a=1&b=2`, or nothing when no field is filled.
#[derive(Clone, Debug, Default)]
pub struct QueryText(String);

impl QueryText {
    /// An empty query.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field unless it is empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            self.0.push(if self.0.is_empty() { '?' } else { '&' });
            self.0.push_str(name);
            self.0.push('=');
            self.0.push_str(&encoded(value));
        }
        self
    }

    /// The text, with its question mark.
    pub fn finish(self) -> String {
        self.0
    }
}

/// The typed text, unless it is blank.
pub fn filled(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_fields_are_left_out_and_others_are_encoded() {
        let text = QueryText::new().with("q", Some("垃圾 &")).with("area", Some(" ")).with("to", None);
        assert_eq!(
            text.with("from", Some("2026-11-23")).finish(),
            "?q=%E5%9E%83%E5%9C%BE%20%26&from=2026-11-23"
        );
        assert_eq!(QueryText::new().finish(), "");
    }
}
