//! The filter of report lists, exports and heatmaps: how it is read from a query, and whole days.

use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::BoundingBox;
use domain::limits;
use domain::listing::{Cursor, ReportFilter};
use domain::report::{Channel, ReportStatus};
use domain::time::{Day, Period};

/// Longest text that may be searched for, in characters.
const SEARCH_CHARS: usize = 100;

/// Names and values of fields, as they came.
pub type Pairs = Vec<(String, String)>;

/// The fields of a query or a form, each by its name. The first of a name counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Pairs);

impl Fields {
    /// Takes the fields as they came.
    pub fn new(pairs: Pairs) -> Self {
        Self(pairs)
    }

    /// The trimmed value of a field; none when it is absent or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The trimmed values of a field that may stand there several times, without empty ones.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty())
    }

    /// Notes every field that the request does not have, and every one that stands there twice.
    pub fn check_names(&self, known: &[&str], errors: &mut FieldErrors) {
        for (index, (name, _)) in self.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                errors.add(name.clone(), FieldCode::UnknownField, "is not part of the request");
            } else if self.0[..index].iter().any(|(other, _)| other == name) {
                errors.add(name.clone(), FieldCode::Duplicate, "stands there twice");
            }
        }
    }

    /// Reads a field by its stable texts.
    pub fn text_code<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        errors: &mut FieldErrors,
    ) -> Option<T> {
        let text = self.get(name)?;
        let value = read(text);
        if value.is_none() {
            errors.add(name, FieldCode::Unknown, format!("{text:?} is not one of the values"));
        }
        value
    }

    /// Reads a field as a number.
    pub fn number<T: std::str::FromStr>(&self, name: &str, errors: &mut FieldErrors) -> Option<T> {
        let value = self.get(name)?.parse().ok();
        if value.is_none() {
            errors.add(name, FieldCode::Malformed, "expected a number");
        }
        value
    }
}

/// The names of the fields that [`read`] knows.
pub const FILTER_FIELDS: [&str; 8] = ["bbox", "from", "to", "category", "status", "area", "channel", "q"];

/// Reads a filter, noting everything that is wrong with it.
pub fn read(fields: &Fields, errors: &mut FieldErrors) -> ReportFilter {
    let text = fields.get("q").map(str::to_owned);
    if text.as_ref().is_some_and(|text| text.chars().count() > SEARCH_CHARS) {
        errors.add("q", FieldCode::TooLong, format!("at most {SEARCH_CHARS} characters"));
    }
    if text.as_ref().is_some_and(|text| text.contains('\0')) {
        errors.add("q", FieldCode::Malformed, "holds a character that cannot be stored");
    }
    ReportFilter {
        bbox: fields.get("bbox").and_then(|text| errors.keep(BoundingBox::parse(text))),
        period: errors.keep(Period::parse(fields.get("from"), fields.get("to"))).unwrap_or_default(),
        category: errors.keep(code::parse_optional("category", fields.get("category"))).flatten(),
        status: fields.text_code("status", ReportStatus::from_text, errors),
        area: errors.keep(code::parse_optional("area", fields.get("area"))).flatten(),
        channel: fields.text_code("channel", Channel::from_text, errors),
        text,
    }
}

/// A list's filter, the place where its page starts, and how many rows it has.
#[derive(Clone, Debug, PartialEq)]
pub struct ListQuery {
    /// What is listed.
    pub filter: ReportFilter,
    /// Where the page starts; the newest when none.
    pub after: Option<Cursor>,
    /// Rows of the page.
    pub rows: u32,
}

/// Reads a list's query.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn read_list(fields: &Fields) -> Result<ListQuery, ApiError> {
    let mut errors = FieldErrors::new();
    let known = [FILTER_FIELDS.as_slice(), &["cursor", "limit"]].concat();
    fields.check_names(&known, &mut errors);
    let filter = read(fields, &mut errors);
    let after = fields.text_code("cursor", Cursor::parse, &mut errors);
    let rows = fields.number::<u32>("limit", &mut errors).unwrap_or(limits::PAGE_ROWS);
    if !(1..=limits::PAGE_ROWS_MAX).contains(&rows) {
        errors.add("limit", FieldCode::OutOfRange, format!("between 1 and {}", limits::PAGE_ROWS_MAX));
    }
    errors.finish(Some(ListQuery { filter, after, rows }))
}

/// Reads the filter of an export, which has no pages.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn read_export(fields: &Fields) -> Result<ReportFilter, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&FILTER_FIELDS, &mut errors);
    let filter = read(fields, &mut errors);
    errors.finish(Some(filter))
}

/// The local days that a period touches: the first, and the first no longer. A moment within a day selects all of it,
/// because reports are counted by day.
pub fn whole_days(period: Period) -> (Option<Day>, Option<Day>) {
    let to = period.to.map(|to| domain::time::Timestamp(to.0 - 1).day().plus(1));
    (period.from.map(domain::time::Timestamp::day), to)
}

/// The period widened to whole local days.
pub fn widened(period: Period) -> Period {
    let (from, to) = whole_days(period);
    Period { from: from.map(Day::start), to: to.map(Day::start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn everything_wrong_with_a_query_is_told_at_once() {
        let bad = fields(&[
            ("bbox", "1,2,3"),
            ("from", "yesterday"),
            ("status", "lost"),
            ("colour", "red"),
            ("cursor", "x"),
            ("limit", "9999"),
            ("status", "closed"),
        ]);
        let fields = read_list(&bad).unwrap_err().fields;
        let mut paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["bbox", "colour", "cursor", "from", "limit", "status", "status"]);
    }

    #[test]
    fn an_empty_field_of_a_form_is_no_filter() {
        let query = read_list(&fields(&[("status", ""), ("area", " "), ("q", ""), ("from", "")])).unwrap();
        assert_eq!(query.filter, ReportFilter::default());
        assert_eq!(query.rows, limits::PAGE_ROWS);
    }

    #[test]
    fn a_moment_selects_its_whole_day() {
        let days = |from, to| {
            let (from, to) = whole_days(Period::parse(Some(from), Some(to)).unwrap());
            (from.unwrap().to_string(), to.unwrap().to_string())
        };
        let text = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(days("2026-11-23", "2026-11-23"), text("2026-11-23", "2026-11-24"));
        assert_eq!(
            days("2026-11-23T13:00:00+08:00", "2026-11-24T00:00:00+08:00"),
            text("2026-11-23", "2026-11-24")
        );
        assert_eq!(
            days("2026-11-23T13:00:00+08:00", "2026-11-24T00:00:01+08:00"),
            text("2026-11-23", "2026-11-25")
        );
        assert_eq!(widened(Period::default()), Period::default());
    }
}
