//! The filter of the list of reports as it stands in the address, and what it means.

use super::address::{QueryText, filled};
use domain::category::Catalogue;
use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::BoundingBox;
use domain::listing::{Cursor, ReportFilter};
use domain::report::{Channel, ReportStatus};
use domain::time::Period;
use serde::Deserialize;

/// Longest text that is searched for, in characters.
const SEARCH_CHARS: usize = 100;

/// The filter as typed: every field may be missing, blank or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReportsQuery {
    /// A rectangle, `west,south,east,north` in degrees.
    pub bbox: Option<String>,
    /// First day or moment of observation.
    pub from: Option<String>,
    /// Last day, included, or first moment that no longer counts.
    pub to: Option<String>,
    /// Code of a category.
    pub category: Option<String>,
    /// A status.
    pub status: Option<String>,
    /// Code of an area; what lies below it counts too.
    pub area: Option<String>,
    /// A channel.
    pub channel: Option<String>,
    /// A text to search for.
    pub q: Option<String>,
    /// Where the page starts.
    pub cursor: Option<String>,
}

impl ReportsQuery {
    /// The filter as an address carries it, without the page: `?from=…&status=…`, or nothing.
    pub fn to_query(&self) -> String {
        self.text().finish()
    }

    /// The address of another page of the same list.
    pub fn at_cursor(&self, cursor: &str) -> String {
        self.text().with("cursor", Some(cursor)).finish()
    }

    /// The same filter without one of its fields, and from the first page; for the chips that remove a field.
    #[must_use]
    pub fn without(&self, field: &str) -> Self {
        let mut rest = Self { cursor: None, ..self.clone() };
        match field {
            "bbox" => rest.bbox = None,
            "period" => (rest.from, rest.to) = (None, None),
            "category" => rest.category = None,
            "status" => rest.status = None,
            "area" => rest.area = None,
            "channel" => rest.channel = None,
            _ => rest.q = None,
        }
        rest
    }

    /// What the filter means, and after which row the page starts.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming every field that cannot be read or names nothing.
    pub fn parse(&self, catalogue: &Catalogue) -> Result<(ReportFilter, Option<Cursor>), ApiError> {
        let mut errors = FieldErrors::new();
        let bbox = filled(&self.bbox).and_then(|text| errors.keep(BoundingBox::parse(text)));
        let period = errors.keep(Period::parse(filled(&self.from), filled(&self.to))).unwrap_or_default();
        let category = filled(&self.category);
        if category.is_some_and(|code| catalogue.get(code).is_none()) {
            errors.add("category", FieldCode::Unknown, "is not in the catalogue");
        }
        let status = filled(&self.status).and_then(ReportStatus::from_text);
        if status.is_none() && filled(&self.status).is_some() {
            errors.add("status", FieldCode::Unknown, "is no status");
        }
        let channel = filled(&self.channel).and_then(Channel::from_text);
        if channel.is_none() && filled(&self.channel).is_some() {
            errors.add("channel", FieldCode::Unknown, "is no channel");
        }
        let area = errors.keep(code::parse_optional("area", filled(&self.area))).flatten();
        let text = filled(&self.q);
        if text.is_some_and(|text| text.chars().count() > SEARCH_CHARS) {
            errors.add("q", FieldCode::TooLong, format!("at most {SEARCH_CHARS} characters"));
        }
        let cursor = filled(&self.cursor).and_then(Cursor::parse);
        if cursor.is_none() && filled(&self.cursor).is_some() {
            errors.add("cursor", FieldCode::Malformed, "take it from next_cursor");
        }
        let filter = ReportFilter {
            bbox,
            period,
            category: category.map(str::to_owned),
            status,
            area,
            channel,
            text: text.map(str::to_owned),
        };
        errors.finish(Some((filter, cursor)))
    }

    fn text(&self) -> QueryText {
        QueryText::new()
            .with("bbox", self.bbox.as_deref())
            .with("from", self.from.as_deref())
            .with("to", self.to.as_deref())
            .with("category", self.category.as_deref())
            .with("status", self.status.as_deref())
            .with("area", self.area.as_deref())
            .with("channel", self.channel.as_deref())
            .with("q", self.q.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_blank_fields_are_no_filter() {
        let query = ReportsQuery {
            bbox: typed("1,2"),
            from: typed("yesterday"),
            category: typed("no_such"),
            status: typed("lost"),
            channel: typed(" "),
            cursor: typed("x"),
            ..Default::default()
        };
        let error = query.parse(&Catalogue::default()).unwrap_err();
        let paths: Vec<_> = error.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["bbox", "from", "category", "status", "cursor"]);
        let (filter, cursor) =
            ReportsQuery { q: typed(""), ..Default::default() }.parse(&Catalogue::default()).unwrap();
        assert_eq!((filter, cursor), (ReportFilter::default(), None));
    }

    #[test]
    fn the_address_carries_the_filter_and_a_chip_removes_one_field() {
        let query = ReportsQuery {
            from: typed("2026-11-01"),
            status: typed("received"),
            q: typed("桥"),
            cursor: typed("1-2"),
            ..Default::default()
        };
        assert_eq!(query.to_query(), "?from=2026-11-01&status=received&q=%E6%A1%A5");
        assert_eq!(query.without("period").to_query(), "?status=received&q=%E6%A1%A5");
        assert_eq!(query.without("q").at_cursor("9-a"), "?from=2026-11-01&status=received&cursor=9-a");
    }
}
