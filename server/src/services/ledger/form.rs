//! Commands from plain forms: the fields have the names of the command's JSON fields.

use crate::services::reports::filter::Fields;
use domain::case::{Command, CommandKind};
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::ledger::CommandBody;
use domain::time::Day;
use uuid::Uuid;

/// Reads a command. Photos come as repeated fields `photos`, each a hash.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every field that cannot be read; missing texts are the command's own to
/// refuse.
pub fn command(fields: &Fields) -> Result<CommandBody, ApiError> {
    let mut errors = FieldErrors::new();
    let expected_events = fields.number("expected_events", &mut errors);
    let Some(kind) = fields.text_code("command", CommandKind::from_text, &mut errors) else {
        if fields.get("command").is_none() {
            errors.add("command", FieldCode::Required, "say what is to be done");
        }
        return errors.finish(None);
    };
    let photos = fields.all("photos").map(str::to_owned).collect();
    let command = read(kind, fields, photos, &mut errors);
    errors.finish(command.map(|command| CommandBody { expected_events, command }))
}

fn read(
    kind: CommandKind,
    fields: &Fields,
    photos: Vec<String>,
    errors: &mut FieldErrors,
) -> Option<Command> {
    use CommandKind as K;
    let text = |name: &str| fields.get(name).unwrap_or_default().to_owned();
    let optional = |name: &str| fields.get(name).map(str::to_owned);
    let (note, reason) = (text("note"), text("reason"));
    Some(match kind {
        K::Receive | K::Order => {
            errors.add("command", FieldCode::NotAllowed, "send a report or an order instead");
            return None;
        }
        K::Accept => Command::Accept { category: optional("category"), area: optional("area"), note },
        K::Reject => Command::Reject { reason },
        K::Link => {
            Command::Link { of: needed("of", fields, |text| Uuid::parse_str(text).ok(), errors)?, note }
        }
        K::Unlink => Command::Unlink { note },
        K::Assign => Command::Assign {
            unit: text("unit"),
            working_hours: fields.number("working_hours", errors),
            note,
        },
        K::Unassign => Command::Unassign { reason },
        K::TakeOn => Command::TakeOn {
            measure: text("measure"),
            person: text("person"),
            phone: text("phone"),
            date: day("date", fields, errors)?,
        },
        K::Rectify => Command::Rectify { photos, note },
        K::Verify => Command::Verify { photos, note },
        K::SendBack => Command::SendBack { photos, reason },
        K::Transfer => Command::Transfer { to: text("to"), reason },
        K::RequestExtension => {
            let working_hours = needed("working_hours", fields, |text| text.parse().ok(), errors)?;
            Command::RequestExtension { working_hours, reason }
        }
        K::RequestDeferral => Command::RequestDeferral { until: day("until", fields, errors)?, reason },
        K::Decide => Command::Decide { granted: needed("granted", fields, yes_or_no, errors)?, note },
        K::Resume => Command::Resume { note },
        K::Reopen => Command::Reopen { reason },
        K::Confirm => Command::Confirm,
        K::Flag => Command::Flag { reason },
        K::Unflag => Command::Unflag { reason },
        K::Remark => Command::Remark { text: text("text") },
        K::Correct => {
            let number = needed("number", fields, |text| text.parse().ok(), errors)?;
            Command::Correct { number, text: text("text") }
        }
        K::Reckon => Command::Reckon,
    })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

fn day(name: &str, fields: &Fields, errors: &mut FieldErrors) -> Option<Day> {
    match fields.get(name) {
        Some(text) => errors.keep(Day::parse(name, text)),
        None => {
            errors.add(name, FieldCode::Required, "choose a day");
            None
        }
    }
}

/// A field that must be there and be readable.
fn needed<T>(
    name: &str,
    fields: &Fields,
    read: impl Fn(&str) -> Option<T>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let Some(text) = fields.get(name) else {
        errors.add(name, FieldCode::Required, "must be given");
        return None;
    };
    let value = read(text);
    if value.is_none() {
        errors.add(name, FieldCode::Malformed, "cannot be read");
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Fields {
        Fields::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn every_command_can_be_sent_by_a_form_that_fills_its_mandatory_fields() {
        let filled = |name: &str| match name {
            "of" => "00000000-0000-0000-0000-000000000007",
            "date" | "until" => "2026-11-24",
            "granted" => "1",
            "working_hours" | "number" => "4",
            _ => "text",
        };
        for kind in CommandKind::ALL {
            let mut fields = vec![("command", kind.as_str()), ("expected_events", "3")];
            fields.extend(kind.rule().needs.iter().map(|name| (*name, filled(name))));
            let read = command(&sent(&fields));
            if matches!(kind, CommandKind::Receive | CommandKind::Order) {
                assert_eq!(read.unwrap_err().fields[0].code, FieldCode::NotAllowed);
            } else {
                let body = read.unwrap();
                assert_eq!((body.command.kind(), body.expected_events), (*kind, Some(3)));
            }
        }
    }

    #[test]
    fn photos_are_repeated_fields_and_missing_days_are_named() {
        let body =
            command(&sent(&[("command", "rectify"), ("photos", "a"), ("photos", "b"), ("photos", "")]));
        assert_eq!(
            body.unwrap().command,
            Command::Rectify { photos: vec!["a".into(), "b".into()], note: String::new() }
        );
        let error = command(&sent(&[("command", "take_on"), ("measure", "m")])).unwrap_err();
        assert_eq!(error.fields[0].path, "date");
    }
}
