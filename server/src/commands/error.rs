//! Why a command failed, in one line.

use crate::application::StartError;
use crate::config::ConfigError;
use crate::services::OpenError;
use domain::error::ApiError;
use std::fmt;
use store::StoreError;

/// What is wrong and where, in one line for the person in front of the terminal.
#[derive(Debug, PartialEq, Eq)]
pub struct CommandError(String);

impl CommandError {
    /// What is wrong. Line ends become spaces.
    pub fn new(message: impl fmt::Display) -> Self {
        let message = message.to_string();
        let words = message.lines().map(str::trim).filter(|line| !line.is_empty());
        Self(words.collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CommandError {}

impl From<ApiError> for CommandError {
    fn from(error: ApiError) -> Self {
        if error.fields.is_empty() {
            return Self::new(error);
        }
        let fields = error.fields.iter().map(|field| format!("{}: {}", field.path, field.message));
        Self::new(fields.collect::<Vec<_>>().join("; "))
    }
}

macro_rules! told_as_it_is {
    ($($error:ty),+) => { $(
        impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                Self::new(error)
            }
        }
    )+ };
}
told_as_it_is!(ConfigError, OpenError, StartError, StoreError, std::io::Error);

#[cfg(test)]
mod tests {
    use super::*;
    use domain::error::{FieldCode, FieldError};

    #[test]
    fn a_failure_is_one_line_with_all_its_fields() {
        assert_eq!(CommandError::new("a\n  b\n").to_string(), "a b");
        let error = ApiError::invalid(vec![
            FieldError::new("login", FieldCode::Required, "must be given"),
            FieldError::new("password", FieldCode::TooShort, "at least 10 characters"),
        ]);
        assert_eq!(
            CommandError::from(error).to_string(),
            "login: must be given; password: at least 10 characters"
        );
    }
}
