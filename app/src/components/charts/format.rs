//! Shares in percent with one decimal, and a dash for what cannot be computed.

/// What stands where there is no value.
pub const NONE: &str = "–";

/// `0.653125` as `65.3`, without the sign.
pub fn percent_number(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// `0.653125` as `65.3%`.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A share that may be missing.
pub fn percent_or_none(share: Option<f64>) -> String {
    share.map_or_else(|| NONE.to_owned(), percent)
}

/// `45.1–82.0%`, or a dash when an end is missing.
pub fn percent_interval(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{:.1}–{:.1}%", low * 100.0, high * 100.0),
        _ => NONE.to_owned(),
    }
}

/// A number with so many decimals that may be missing.
pub fn decimal_or_none(number: Option<f64>, decimals: usize) -> String {
    number.filter(|number| number.is_finite()).map_or_else(|| NONE.to_owned(), |n| format!("{n:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percent_with_one_decimal() {
        assert_eq!(percent(0.653_125), "65.3%");
        assert_eq!(percent(1.0), "100.0%");
        assert_eq!(percent_interval(Some(0.427_09), Some(0.837_736)), "42.7–83.8%");
        assert_eq!(percent_interval(Some(0.4), None), NONE);
    }

    #[test]
    fn what_cannot_be_computed_is_a_dash() {
        assert_eq!(decimal_or_none(None, 2), NONE);
        assert_eq!(decimal_or_none(Some(f64::NAN), 2), NONE);
        assert_eq!(decimal_or_none(Some(29.06), 1), "29.1");
    }
}
