//! Short codes: the names that areas, strata, clusters, age bands, units and options go by.

use crate::error::{FieldCode, FieldError};
use crate::limits;

/// Reads a code: 1 to 64 letters, digits or any of `_ - + . : /`, in any script.
///
/// # Errors
/// [`FieldCode::Required`] when empty, [`FieldCode::TooLong`], [`FieldCode::Malformed`] with other characters.
pub fn parse(path: &str, text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(path, FieldCode::Required, "must be given"));
    }
    if text.chars().count() > limits::CODE_CHARS {
        return Err(FieldError::new(
            path,
            FieldCode::TooLong,
            format!("at most {} characters", limits::CODE_CHARS),
        ));
    }
    match text.chars().find(|c| !(c.is_alphanumeric() || "_-+.:/".contains(*c))) {
        Some(c) => {
            Err(FieldError::new(path, FieldCode::Malformed, format!("the character {c:?} is not allowed")))
        }
        None => Ok(text.to_owned()),
    }
}

/// Reads an optional code: an empty text counts as none.
///
/// # Errors
/// As [`parse`].
pub fn parse_optional(path: &str, text: Option<&str>) -> Result<Option<String>, FieldError> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => parse(path, text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_may_be_chinese_but_hold_no_spaces_or_quotes() {
        assert_eq!(parse("c", " 150623001001 ").unwrap(), "150623001001");
        assert_eq!(parse("c", "城关镇").unwrap(), "城关镇");
        assert_eq!(parse("c", "60+").unwrap(), "60+");
        for bad in ["a b", "a'b", "a\"b", "<x>", "a\u{0}b"] {
            assert_eq!(parse("c", bad).unwrap_err().code, FieldCode::Malformed, "{bad}");
        }
        assert_eq!(parse("c", "  ").unwrap_err().code, FieldCode::Required);
    }
}
