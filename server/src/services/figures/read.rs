//! How questions are read from a query.

use crate::services::reports::filter::Fields;
use domain::area::AreaLevel;
use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::RESOLUTIONS;
use domain::statistics::{Exposure, Layer, PlacesQuery, RatesQuery, SamplePlanQuery, TrendsQuery};
use domain::time::{Day, Period};

const PLACES: [&str; 5] = ["level", "from", "to", "category", "layer"];

/// Reads a question by area.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn places(fields: &Fields) -> Result<PlacesQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&PLACES, &mut errors);
    let query = places_of(fields, &mut errors);
    errors.finish(Some(query))
}

/// Reads a question about rates: as [`places`], with `exposure`.
///
/// # Errors
/// As [`places`].
pub fn rates(fields: &Fields) -> Result<RatesQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&[PLACES.as_slice(), &["exposure"]].concat(), &mut errors);
    let places = places_of(fields, &mut errors);
    let exposure = fields.text_code("exposure", Exposure::from_text, &mut errors).unwrap_or_default();
    errors.finish(Some(RatesQuery { places, exposure }))
}

fn places_of(fields: &Fields, errors: &mut FieldErrors) -> PlacesQuery {
    PlacesQuery {
        level: level(fields, errors),
        period: errors.keep(Period::parse(fields.get("from"), fields.get("to"))).unwrap_or_default(),
        category: errors.keep(code::parse_optional("category", fields.get("category"))).flatten(),
        layer: fields.text_code("layer", Layer::from_text, errors).unwrap_or_default(),
    }
}

fn level(fields: &Fields, errors: &mut FieldErrors) -> AreaLevel {
    fields.text_code("level", AreaLevel::from_text, errors).unwrap_or(AreaLevel::Town)
}

/// Reads a question about trends.
///
/// # Errors
/// As [`places`].
pub fn trends(fields: &Fields) -> Result<TrendsQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&["area", "resolution", "until", "category", "layer"], &mut errors);
    let area = errors.keep(code::parse_optional("area", fields.get("area"))).flatten();
    if fields.get("area").is_none() {
        errors.add("area", FieldCode::Required, "name an area");
    }
    let resolution = match fields.get("resolution") {
        Some(_) => fields.number("resolution", &mut errors).unwrap_or(8),
        None => 8,
    };
    if !RESOLUTIONS.contains(&resolution) {
        errors.add("resolution", FieldCode::OutOfRange, "7, 8, 9 or 10");
    }
    let until = fields.get("until").map(|text| Day::parse("until", text));
    let until = until.and_then(|parsed| errors.keep(parsed));
    let category = errors.keep(code::parse_optional("category", fields.get("category"))).flatten();
    let layer = fields.text_code("layer", Layer::from_text, &mut errors).unwrap_or_default();
    errors.finish(Some(TrendsQuery { area: area.unwrap_or_default(), resolution, until, category, layer }))
}

/// Reads a wish for a sample.
///
/// # Errors
/// As [`places`].
pub fn plan(fields: &Fields) -> Result<SamplePlanQuery, ApiError> {
    const FIELDS: [&str; 7] =
        ["margin", "expected", "design_effect", "questionnaire", "response_rate", "level", "each"];
    let mut errors = FieldErrors::new();
    fields.check_names(&FIELDS, &mut errors);
    let mut number = |name: &str| fields.number::<f64>(name, &mut errors);
    let (margin, expected) = (number("margin").unwrap_or(0.05), number("expected").unwrap_or(0.5));
    let (design_effect, response_rate) = (number("design_effect"), number("response_rate"));
    let questionnaire =
        errors.keep(code::parse_optional("questionnaire", fields.get("questionnaire"))).flatten();
    let level = level(fields, &mut errors);
    let each = match fields.get("each") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            errors.add("each", FieldCode::Unknown, "true or false");
            false
        }
    };
    errors.finish(Some(SamplePlanQuery {
        margin,
        expected,
        design_effect,
        questionnaire,
        response_rate,
        level,
        each,
    }))
}

/// Reads the day of a weekly report; none for the last whole week.
///
/// # Errors
/// As [`places`].
pub fn weekly(fields: &Fields) -> Result<Option<Day>, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&["day"], &mut errors);
    let day = fields.get("day").map(|text| Day::parse("day", text));
    let day = day.and_then(|parsed| errors.keep(parsed));
    errors.finish(Some(day))
}
