//! Receipt codes: what a resident writes down to find a report again.

use crate::error::{FieldCode, FieldError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Letters and digits that people do not confuse: no 0/O, 1/I/L, U.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: u64 = 30;
const LENGTH: usize = 8;

/// A receipt code as `7K3M-92QX`: eight of thirty symbols, 6.6·10¹¹ possibilities. It is the only key to an anonymous
/// report, so it is drawn at random and looking codes up is rate limited.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptCode(String);

impl ReceiptCode {
    /// Makes a code from 64 random bits.
    pub fn from_random(mut bits: u64) -> Self {
        let mut text = String::with_capacity(LENGTH + 1);
        for position in 0..LENGTH {
            if position == LENGTH / 2 {
                text.push('-');
            }
            let symbol = usize::try_from(bits % SYMBOLS).unwrap_or(0);
            text.push(char::from(ALPHABET[symbol]));
            bits /= SYMBOLS;
        }
        Self(text)
    }

    /// Reads a code as people type it: any case, with or without the hyphen or spaces.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] at `path`.
    pub fn parse(path: &str, text: &str) -> Result<Self, FieldError> {
        let symbols: Vec<char> = text
            .chars()
            .filter(|c| !matches!(c, '-' | ' ' | '\u{3000}' | '－'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let known = |c: &char| u8::try_from(*c).is_ok_and(|byte| ALPHABET.contains(&byte));
        if symbols.len() != LENGTH || !symbols.iter().all(known) {
            return Err(FieldError::new(path, FieldCode::Malformed, "a receipt code looks like 7K3M-92QX"));
        }
        let (left, right) = symbols.split_at(LENGTH / 2);
        Ok(Self(left.iter().chain(['-'].iter()).chain(right).collect()))
    }

    /// The code with its hyphen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ReceiptCode {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse("receipt_code", &text).map_err(|error| error.message)
    }
}

impl From<ReceiptCode> for String {
    fn from(code: ReceiptCode) -> String {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_however_it_is_typed() {
        for bits in [0, 1, u64::MAX, 0x0123_4567_89AB_CDEF] {
            let code = ReceiptCode::from_random(bits);
            assert_eq!(code.as_str().len(), 9);
            assert_eq!(ReceiptCode::parse("r", code.as_str()).unwrap(), code);
            let typed = code.as_str().replace('-', " ").to_lowercase();
            assert_eq!(ReceiptCode::parse("r", &typed).unwrap(), code);
        }
    }

    #[test]
    fn confusable_symbols_are_refused() {
        for bad in ["", "7K3M", "0000-0000", "7K3M-92Q!", "7K3M-92QXX", "问题问题问题问题"] {
            assert!(ReceiptCode::parse("r", bad).is_err(), "{bad}");
        }
    }
}
