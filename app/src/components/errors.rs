//! Failures in words: what went wrong, at which field, and what to do next.

use super::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError};
use leptos::prelude::*;

/// What went wrong, for people.
pub fn message(l: Locale, error: &ApiError) -> String {
    match (error.code, error.retry_after_seconds) {
        (ErrorCode::NotJson | ErrorCode::BadRequest, _) => t::error::bad_request(l).to_owned(),
        (ErrorCode::Unauthenticated, _) => t::error::unauthenticated(l).to_owned(),
        (ErrorCode::WrongCredentials, _) => t::error::wrong_credentials(l).to_owned(),
        (ErrorCode::Forbidden, _) => t::error::forbidden(l).to_owned(),
        (ErrorCode::CrossSite, _) => t::error::cross_site(l).to_owned(),
        (ErrorCode::NotFound, _) => t::error::not_found(l).to_owned(),
        (ErrorCode::Conflict, _) => t::error::conflict(l).to_owned(),
        (ErrorCode::WrongState, _) => t::error::wrong_state(l).to_owned(),
        (ErrorCode::TooLarge, _) => t::error::too_large(l).to_owned(),
        (ErrorCode::UnsupportedType, _) => t::error::unsupported_type(l).to_owned(),
        (ErrorCode::Invalid, _) => t::error::invalid(l).to_owned(),
        (ErrorCode::TooManyRequests, Some(seconds)) => t::error::too_many_requests_in(l, wait(l, seconds)),
        (ErrorCode::TooManyRequests, None) => t::error::too_many_requests(l).to_owned(),
        (ErrorCode::Internal, _) => t::error::internal(l).to_owned(),
        (ErrorCode::Unavailable, _) => t::error::unavailable(l).to_owned(),
    }
}

/// A waiting time in the largest unit that fits.
fn wait(l: Locale, seconds: u32) -> String {
    if seconds < 60 {
        t::error::seconds(l, seconds.max(1))
    } else {
        t::error::minutes(l, seconds.div_ceil(60))
    }
}

/// What is wrong with a field, for people.
pub fn field_message(l: Locale, error: &FieldError) -> String {
    field_text(l, error).to_owned()
}

fn field_text(l: Locale, error: &FieldError) -> &'static str {
    let top = error.path.split('.').next().unwrap_or_default();
    match (top, error.code) {
        ("category", FieldCode::Required | FieldCode::Unknown) => t::error::choose_category(l),
        ("description", FieldCode::Required) => t::error::describe_or_photo(l),
        ("description", FieldCode::TooLong) => t::error::description_too_long(l),
        ("location", FieldCode::Required) => t::error::choose_place(l),
        ("location", _) => t::error::place_out_of_range(l),
        ("contact", FieldCode::Malformed) => t::error::phone_malformed(l),
        ("photos", FieldCode::TooMany) => t::error::photos_too_many(l),
        ("photos", FieldCode::TooLong | FieldCode::OutOfRange) => t::error::photo_too_large(l),
        ("photos", FieldCode::Damaged) => t::error::photo_damaged(l),
        ("photos", FieldCode::NotAllowed) => t::error::photo_type(l),
        ("photos", FieldCode::Duplicate) => t::error::photo_twice(l),
        ("answers", FieldCode::Required) => t::error::answer_required(l),
        ("password", FieldCode::TooShort) => t::error::password_too_short(l),
        ("receipt_code" | "code", FieldCode::Malformed) => t::error::code_malformed(l),
        ("note" | "reason", FieldCode::Required) => t::error::reason_required(l),
        ("photos", FieldCode::Required) => t::case::photo_required(l),
        ("date", FieldCode::Inconsistent) => t::case::date_late(l),
        ("to", FieldCode::NotAllowed) => t::case::same_unit(l),
        ("to", FieldCode::Inconsistent) => t::error::ends_early(l),
        ("of", FieldCode::Inconsistent) => t::case::duplicate_self(l),
        ("weights", FieldCode::Required) => t::error::weights_no_population(l),
        ("weights", FieldCode::Inconsistent) => t::error::weights_no_respondent(l),
        ("weights", FieldCode::Unknown) => t::error::weights_no_people(l),
        ("weights", FieldCode::OutOfRange | FieldCode::NotAllowed) => t::error::weights_no_fit(l),
        (_, FieldCode::Required) => t::error::required(l),
        (_, FieldCode::OutOfRange) => t::error::out_of_range(l),
        (_, FieldCode::TooLong) => t::error::too_long(l),
        (_, FieldCode::TooShort) => t::error::too_short(l),
        (_, FieldCode::TooMany) => t::error::too_many(l),
        (_, FieldCode::Malformed) => t::error::malformed(l),
        (_, FieldCode::Unknown) => t::error::unknown(l),
        (_, FieldCode::UnknownField) => t::error::unknown_field(l),
        (_, FieldCode::Duplicate) => t::error::duplicate(l),
        (_, FieldCode::Inconsistent) => t::error::inconsistent(l),
        (_, FieldCode::NotAllowed) => t::error::not_allowed(l),
        (_, FieldCode::HashMismatch) => t::error::hash_mismatch(l),
        (_, FieldCode::Damaged) => t::error::damaged(l),
    }
}

/// The first error at a path or below it.
pub fn find<'a>(error: Option<&'a ApiError>, path: &str) -> Option<&'a FieldError> {
    let below = |field: &&FieldError| {
        field.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    error?.fields.iter().find(below)
}

/// The message under a field; its id is `ID-error`, for `aria-describedby`.
pub fn field_error(cx: &PageContext, error: Option<&ApiError>, path: &str, id: &str) -> Option<AnyView> {
    let text = field_text(cx.locale, find(error, path)?);
    Some(view! { <p class="field-error" id=format!("{id}-error")>{icon(cx, "alert")}{text}</p> }.into_any())
}

/// A path of the error with the label of its field and the id of the element to go to.
pub struct Anchor<'a> {
    /// The path, or what it begins with.
    pub path: &'a str,
    /// What the field is called.
    pub label: &'a str,
    /// The id of its element.
    pub id: &'a str,
}

/// The summary at the top of a form that was not accepted: every error once, each leading to its field.
pub fn summary(cx: &PageContext, error: Option<&ApiError>, anchors: &[Anchor<'_>]) -> Option<AnyView> {
    let error = error?;
    let l = cx.locale;
    let mut lines: Vec<(String, String)> = Vec::new();
    for field in &error.fields {
        let text = field_text(l, field);
        let anchor = anchors.iter().find(|anchor| {
            field.path.strip_prefix(anchor.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let line = match anchor {
            Some(anchor) => (format!("#{}", anchor.id), t::error::at_field(l, anchor.label, text)),
            None => (String::new(), t::error::at_field(l, &field.path, text)),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let title = match lines.len() {
        0 => message(l, error),
        1 => t::error::one_to_correct(l).to_owned(),
        count => t::error::to_correct(l, count),
    };
    let list = (!lines.is_empty()).then(|| {
        let items = lines.into_iter().map(|(href, text)| {
            if href.is_empty() {
                view! { <li>{text}</li> }.into_any()
            } else {
                view! { <li><a href=href>{text}</a></li> }.into_any()
            }
        });
        view! { <ul>{items.collect_view()}</ul> }
    });
    Some(
        view! {
            <div class="error-summary" role="alert" tabindex="-1" id="errors">
                <h2 class="error-summary-title">{icon(cx, "alert")}{title}</h2>
                {list}
            </div>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_found_at_its_path_and_below_but_not_beside() {
        let error = ApiError::field("photos.0.bytes", FieldCode::OutOfRange, "");
        assert!(find(Some(&error), "photos").is_some());
        assert!(find(Some(&error), "photos.0").is_some());
        assert!(find(Some(&error), "photo").is_none());
        assert!(find(None, "photos").is_none());
    }

    #[test]
    fn a_wait_is_told_in_minutes_when_it_is_long() {
        let told = |seconds| message(Locale::En, &ApiError::wait(ErrorCode::TooManyRequests, "", seconds));
        assert!(told(30).contains("30") && told(601).contains("11"), "{} {}", told(30), told(601));
    }
}
