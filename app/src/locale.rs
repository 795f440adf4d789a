//! The languages of the interface, and how each writes times and numbers.

use domain::questionnaire::Bilingual;
use domain::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt::{Display, Write as _};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Locale {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Its language tag, as in `<html lang>` and in the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a tag, also of a longer or shorter one.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best language for the header `Accept-Language`; Chinese when it asks for neither.
    pub fn negotiate(accept_language: &str) -> Self {
        let wish = |part: &str| {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(1.0_f64);
            Self::from_tag(tag).filter(|_| weight > 0.0).map(|locale| (locale, weight))
        };
        let mut best: Option<(Self, f64)> = None;
        for (locale, weight) in accept_language.split(',').filter_map(wish) {
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((locale, weight));
            }
        }
        best.map_or(Self::Zh, |(locale, _)| locale)
    }

    /// The text in this language; the Chinese one where no English one was given.
    pub fn pick(self, text: &Bilingual) -> &str {
        self.choose(&text.zh, &text.en)
    }

    /// The second text in English if there is one, else the first.
    pub fn choose<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self == Self::En && !en.is_empty() { en } else { zh }
    }

    /// A moment for people, without the year: `11月23日 08:12`.
    pub fn moment(self, at: Timestamp) -> String {
        let local = at.local();
        let day = self.month_day(u8::from(local.month()), local.day());
        format!("{day} {:02}:{:02}", local.hour(), local.minute())
    }

    /// A moment with its year: `2026年11月23日 08:12`.
    pub fn full_moment(self, at: Timestamp) -> String {
        let local = at.local();
        format!("{} {:02}:{:02}", self.day(at.day()), local.hour(), local.minute())
    }

    /// A day with its year: `2026年11月23日`.
    pub fn day(self, day: Day) -> String {
        let date = day.date();
        let month_day = self.month_day(u8::from(date.month()), date.day());
        match self {
            Self::Zh => format!("{}年{month_day}", date.year()),
            Self::En => format!("{month_day} {}", date.year()),
        }
    }

    fn month_day(self, month: u8, day: u8) -> String {
        match self {
            Self::Zh => format!("{month}月{day}日"),
            Self::En => format!("{day} {}", ENGLISH_MONTHS[usize::from(month - 1) % 12]),
        }
    }

    /// A whole number with its thousands set apart: `1,284`.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }
}

/// Puts values in the places of `{name}`. The generated texts call it; the build has checked the names.
pub(crate) fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            // Writing to a text cannot fail.
            let _ = write!(filled, "{value}");
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_by_weight_and_falls_back_to_chinese() {
        assert_eq!(Locale::negotiate("en-US,en;q=0.9,zh-CN;q=0.8"), Locale::En);
        assert_eq!(Locale::negotiate("mn-CN, zh;q=0.7, en;q=0.3"), Locale::Zh);
        assert_eq!(Locale::negotiate("en;q=0, fr"), Locale::Zh);
        assert_eq!(Locale::negotiate(""), Locale::Zh);
    }

    #[test]
    fn times_and_numbers_are_written_as_people_write_them() {
        let at = Timestamp::parse("t", "2026-11-23T00:12:00Z").unwrap();
        assert_eq!(Locale::Zh.moment(at), "11月23日 08:12");
        assert_eq!(Locale::En.full_moment(at), "23 Nov 2026 08:12");
        assert_eq!(Locale::Zh.day(at.day()), "2026年11月23日");
        let numbers = [0, 999, 1_000, 1_234_567].map(|number| Locale::Zh.number(number));
        assert_eq!(numbers, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn placeholders_are_filled_and_values_are_not_read_again() {
        assert_eq!(fill("{a}还剩{b}张", &[("a", &"{b}"), ("b", &2)]), "{b}还剩2张");
    }
}
