//! The office's words for codes that only its pages show: why a value is greyed, what happened, who did it.

use crate::locale::Locale;
use crate::t::{office_common as t, office_reports};
use domain::awareness::Suppression;
use domain::location::{Datum, LocationSource};

/// Why a value is greyed.
pub fn suppression(l: Locale, why: Suppression) -> &'static str {
    match why {
        Suppression::Empty => t::suppressed_empty(l),
        Suppression::FewRespondents => t::suppressed_few_respondents(l),
        Suppression::FewEffective => t::suppressed_few_effective(l),
        Suppression::WideInterval => t::suppressed_wide_interval(l),
    }
}

/// How a place became known.
pub fn source(l: Locale, source: LocationSource) -> &'static str {
    match source {
        LocationSource::Device => office_reports::source_device(l),
        LocationSource::Exif => office_reports::source_exif(l),
        LocationSource::Pin => office_reports::source_pin(l),
    }
}

/// The coordinate system a place was sent in.
pub fn datum(l: Locale, datum: Datum) -> &'static str {
    match datum {
        Datum::Wgs84 => office_reports::datum_wgs84(l),
        Datum::Gcj02 => office_reports::datum_gcj02(l),
    }
}

/// What happened to a report; the code itself when a newer program wrote it.
pub fn event(l: Locale, event: &str) -> String {
    let known = match event {
        "received" => office_reports::event_received(l),
        "accepted" => office_reports::event_accepted(l),
        "rejected" => office_reports::event_rejected(l),
        "duplicate" => office_reports::event_duplicate(l),
        "unlinked" => office_reports::event_unlinked(l),
        "closed" => office_reports::event_closed(l),
        "photo_stored" => office_reports::event_photo_stored(l),
        "area_set" => office_reports::event_area_set(l),
        other => other,
    };
    known.to_owned()
}

/// Who did something, from `Actor::label`: login names stay as they are.
pub fn actor(l: Locale, label: &str) -> String {
    match label.split_once(':') {
        Some(("user", login)) => login.to_owned(),
        Some(("token", name)) => t::actor_token(l, name),
        _ if label == "resident" => t::actor_resident(l).to_owned(),
        _ if label == "system" => t::actor_system(l).to_owned(),
        _ => label.to_owned(),
    }
}
