//! Sends e-mail by SMTP. Without the settings there is none, and nothing else changes.

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};
use std::fmt;
use std::time::Duration;
use thiserror::Error;

/// How long the mail server may take for one command.
const PATIENCE: Duration = Duration::from_secs(30);

/// The address of a mail server with its password, which is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl(String);

impl SmtpUrl {
    /// Reads `smtps://user:password@host`, `smtp://host:587?tls=required` or, inside a trusted network, `smtp://host:25`.
    ///
    /// # Errors
    /// What is wrong, without the value.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = ["smtp://", "smtps://"].iter().any(|scheme| text.starts_with(scheme));
        let readable = known && AsyncSmtpTransport::<Tokio1Executor>::from_url(text).is_ok();
        if readable {
            Ok(Self(text.to_owned()))
        } else {
            Err("expected smtp://HOST:PORT or smtps://…".to_owned())
        }
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.rsplit('@').next().unwrap_or_default();
        let host = host.split("://").last().unwrap_or_default().split('?').next().unwrap_or_default();
        write!(f, "smtp://***@{host}")
    }
}

/// Reads the address that mail is sent from: `office@example.cn` or `创城通 <office@example.cn>`.
///
/// # Errors
/// What is wrong.
pub fn parse_sender(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|_| format!("{text:?} is no e-mail address"))
}

/// Why a message was not sent.
#[derive(Debug, Error)]
pub enum MailError {
    /// The address of the recipient cannot be read, or the message cannot be put together.
    #[error("the message cannot be written: {0}")]
    Message(String),
    /// The mail server cannot be reached, or it refused the message.
    #[error("the mail server refused: {0}")]
    Refused(#[from] lettre::transport::smtp::Error),
}

/// Sends messages through one mail server.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl Mailer {
    /// For the mail server at an address.
    ///
    /// # Errors
    /// [`MailError::Refused`] when the address cannot be used.
    pub fn new(server: &SmtpUrl, sender: Mailbox) -> Result<Self, MailError> {
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.0)?.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, sender })
    }

    /// Sends a plain text.
    ///
    /// # Errors
    /// See [`MailError`]. Nothing was sent then, as far as is known.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let wrong = |error: &dyn fmt::Display| MailError::Message(error.to_string());
        let message = Message::builder()
            .from(self.sender.clone())
            .to(to.parse().map_err(|error| wrong(&error))?)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|error| wrong(&error))?;
        self.transport.send(message).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_the_mail_server_is_not_shown() {
        let url = SmtpUrl::parse("smtps://office:geheim@mail.example.cn:465").unwrap();
        assert_eq!(format!("{url:?}"), "smtp://***@mail.example.cn:465");
        assert!(SmtpUrl::parse("http://mail.example.cn").is_err());
        assert!(SmtpUrl::parse("mail.example.cn").is_err());
    }

    #[test]
    fn a_sender_may_have_a_name() {
        assert_eq!(
            parse_sender("创城通 <office@example.cn>").unwrap().email.to_string(),
            "office@example.cn"
        );
        assert!(parse_sender("nobody").is_err());
    }
}
