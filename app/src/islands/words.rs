//! What the server's error codes mean, for people. Those that a form of ours cannot bring about share one text.

use crate::locale::Locale;
use crate::t::{error as t, island_outbox as outbox};
use domain::outbox::Why;
use js_sys::Date;
use wasm_bindgen::JsValue;

/// China Standard Time, in milliseconds.
const LOCAL_MS: f64 = 8.0 * 3_600_000.0;

/// Why an entry waits for its owner.
pub(super) fn why(l: Locale, why: Why) -> &'static str {
    match why {
        Why::Refused => outbox::why_refused(l),
        Why::OtherContent => outbox::why_other_content(l),
        Why::TooLarge => outbox::why_too_large(l),
        Why::UnsupportedType => outbox::why_unsupported_type(l),
        Why::Invalid => outbox::why_invalid(l),
        Why::CopyUnreadable => outbox::why_copy_unreadable(l),
        Why::UnknownPhotoAsked => outbox::why_unknown_photo_asked(l),
    }
}

/// What is wrong with a field of a report, by its path and code.
pub(super) fn field_error(l: Locale, path: &str, code: &str) -> &'static str {
    let top = path.split('.').next().unwrap_or_default();
    match (top, code) {
        ("category", _) => t::choose_category(l),
        ("description", "required") => t::describe_or_photo(l),
        ("description", "too_long") => t::description_too_long(l),
        ("location", "required") => t::choose_place(l),
        ("location", _) => t::place_out_of_range(l),
        ("contact", "malformed") => t::phone_malformed(l),
        ("photos", "too_many") => t::photos_too_many(l),
        ("photos", "duplicate") => t::photo_twice(l),
        ("photos", "out_of_range" | "too_long") => t::photo_too_large(l),
        ("photos", "not_allowed") => t::photo_type(l),
        ("photos", _) => t::photo_damaged(l),
        (_, "unknown") => t::unknown(l),
        (_, "too_long") => t::too_long(l),
        (_, "out_of_range") => t::out_of_range(l),
        _ => t::malformed(l),
    }
}

fn local(at_ms: f64) -> Date {
    Date::new(&JsValue::from_f64(at_ms + LOCAL_MS))
}

/// Hours and minutes, in local time.
pub(super) fn clock(at_ms: f64) -> String {
    let local = local(at_ms);
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    [two(local.get_utc_hours()), two(local.get_utc_minutes())].join(":")
}

/// A moment as the pages write it, in local time.
pub(super) fn moment(l: Locale, at_ms: f64) -> String {
    let day = local(at_ms);
    crate::t::island_me::moment(l, day.get_utc_month() + 1, day.get_utc_date(), clock(at_ms))
}
