//! Reads the fields of commands: trims them, refuses what is missing or too long, and seals texts.

use super::event::Sealed;
use crate::error::{FieldCode, FieldErrors};
use crate::limits;
use crate::report::is_sha256;
use crate::time::{Day, Timestamp};

/// Most working hours of a time limit or an extension: half a year.
pub(super) const WORKING_HOURS: u32 = 1_000;
/// Furthest day of a promise or a deferral, in days from today.
const DAYS_AHEAD: i32 = 730;
/// How long an order on the spot may wait on a phone without signal, in milliseconds (seven days).
const ORDER_AGE_MS: i64 = 7 * 86_400_000;

/// Collects the faults of one command, and seals its texts.
pub(super) struct Fields<'a> {
    pub(super) errors: FieldErrors,
    pub(super) seal: &'a mut dyn FnMut(&str) -> Sealed,
}

impl Fields<'_> {
    /// A sentence that must be there.
    pub(super) fn text(&mut self, path: &str, text: &str) -> Sealed {
        self.sealed(path, text, limits::DESCRIPTION_CHARS, true).unwrap_or_else(nothing)
    }

    /// A sentence that may be empty.
    pub(super) fn optional_text(&mut self, path: &str, text: &str) -> Option<Sealed> {
        self.sealed(path, text, limits::DESCRIPTION_CHARS, false)
    }

    /// A person's name, which must be there.
    pub(super) fn name(&mut self, path: &str, text: &str) -> Sealed {
        self.sealed(path, text, limits::NAME_CHARS, true).unwrap_or_else(nothing)
    }

    /// A telephone number, which may be empty.
    pub(super) fn phone(&mut self, path: &str, text: &str) -> Option<Sealed> {
        if !text.trim().chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c)) {
            self.errors.add(path, FieldCode::Malformed, "digits, +, - and spaces");
            return None;
        }
        self.sealed(path, text, limits::PHONE_CHARS, false)
    }

    /// A code, which must be there.
    pub(super) fn code(&mut self, path: &str, text: &str) -> String {
        self.errors.keep(crate::code::parse(path, text)).unwrap_or_default()
    }

    /// A code, which may be missing.
    pub(super) fn optional_code(&mut self, path: &str, text: Option<&str>) -> Option<String> {
        self.errors.keep(crate::code::parse_optional(path, text)).flatten()
    }

    /// Hashes of photos; at least so many.
    pub(super) fn photos(&mut self, photos: &[String], least: usize) -> Vec<String> {
        if photos.len() < least {
            self.errors.add("photos", FieldCode::Required, "add a photo");
        }
        if photos.len() > limits::PHOTOS_PER_REPORT {
            let message = format!("at most {} photos", limits::PHOTOS_PER_REPORT);
            self.errors.add("photos", FieldCode::TooMany, message);
        }
        for (index, photo) in photos.iter().enumerate() {
            let path = format!("photos.{index}");
            if !is_sha256(photo) {
                self.errors.add(path, FieldCode::Malformed, "expected 64 lower-case hexadecimal digits");
            } else if photos[..index].contains(photo) {
                self.errors.add(path, FieldCode::Duplicate, "the same photo twice");
            }
        }
        photos.to_vec()
    }

    /// Working hours, from one on.
    pub(super) fn working_hours(&mut self, path: &str, hours: u32) -> u32 {
        if !(1..=WORKING_HOURS).contains(&hours) {
            self.errors.add(path, FieldCode::OutOfRange, format!("between 1 and {WORKING_HOURS}"));
        }
        hours
    }

    /// A day from today on.
    pub(super) fn coming_day(&mut self, path: &str, day: Day, now: Timestamp) -> Day {
        let today = now.day();
        if day < today || day > today.plus(DAYS_AHEAD) {
            let message = format!("between today and {DAYS_AHEAD} days from now");
            self.errors.add(path, FieldCode::OutOfRange, message);
        }
        day
    }

    /// When an order was given. A phone's clock that runs ahead counts as now.
    pub(super) fn ordered_at(&mut self, at: Timestamp, now: Timestamp) -> Timestamp {
        if at.0 > now.0 + limits::CLOCK_AHEAD_MS {
            self.errors.add("ordered_at", FieldCode::OutOfRange, "lies in the future");
        }
        if at.0 < now.0 - ORDER_AGE_MS {
            self.errors.add("ordered_at", FieldCode::OutOfRange, "is more than seven days ago");
        }
        at.min(now)
    }

    fn sealed(&mut self, path: &str, text: &str, longest: usize, needed: bool) -> Option<Sealed> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            if needed {
                self.errors.add(path, FieldCode::Required, "must be given");
            }
            return None;
        }
        if text.chars().count() > longest {
            self.errors.add(path, FieldCode::TooLong, format!("at most {longest} characters"));
            return None;
        }
        if text.contains('\0') {
            self.errors.add(path, FieldCode::Malformed, "holds a character that cannot be stored");
            return None;
        }
        Some((self.seal)(text))
    }
}

/// Stands for a text that was refused; its command is refused with it.
fn nothing() -> Sealed {
    Sealed(String::new())
}
