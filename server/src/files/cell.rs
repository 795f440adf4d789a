//! Makes texts safe for spreadsheet programs, which run what starts like a formula.

use std::borrow::Cow;

/// A text that no spreadsheet program takes for a formula: what starts with `=`, `+`, `-`, `@`, a tab or a line break, also
/// after spaces or in full-width form, gets an apostrophe in front. Numbers keep their sign.
pub fn safe(text: &str) -> Cow<'_, str> {
    if starts_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`safe`] made safe, so that an export can be imported again.
pub fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| starts_formula(rest)).unwrap_or(text)
}

fn starts_formula(text: &str) -> bool {
    // Apostrophes are skipped so that a text which already has one gets a second, and `plain` gives back the first.
    let first = text.trim_start_matches([' ', '\u{3000}', '\u{feff}', '\'']).chars().next();
    let risky = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    risky && !text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_starts_a_formula_is_left() {
        for risky in
            ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{feff}=1", "-"]
        {
            assert!(safe(risky).starts_with('\''), "{risky:?}");
        }
        for harmless in ["", "垃圾", "a=b", "-12.5", "+3", "12345"] {
            assert_eq!(safe(harmless), harmless);
        }
    }

    #[test]
    fn what_was_made_safe_reads_back() {
        for text in ["=1+1", "'=1", "''-x", "-12.5", "'quoted'", "", "'", "垃圾"] {
            assert_eq!(plain(&safe(text)), text);
        }
    }
}
