//! What was typed into one of the forms of a case.

use domain::case::CommandKind;
use domain::error::ApiError;

/// What was typed to do something to a case: the command, and its fields by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionForm {
    /// The command, as its form sends it.
    pub command: String,
    /// The fields, as typed; a name may come several times.
    pub fields: Vec<(String, String)>,
}

impl ActionForm {
    /// The first field of a name; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text.as_str())
    }

    /// Whether this command was typed.
    pub fn is(&self, kind: CommandKind) -> bool {
        self.command == kind.as_str()
    }

    /// What was typed into a field of this command's form; forms of other commands share its names.
    pub fn typed(&self, kind: CommandKind, name: &str) -> &str {
        if self.is(kind) { self.get(name) } else { "" }
    }

    /// The error of this command's form.
    pub fn error<'a>(&self, kind: CommandKind, error: Option<&'a ApiError>) -> Option<&'a ApiError> {
        error.filter(|_| self.is(kind))
    }
}
