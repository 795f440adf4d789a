//! Digests against a small mail server on this machine.

use super::*;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::services::accounts::{self, NewPerson};
use crate::services::{ledger, reports};
use domain::access::{Actor, Role};
use domain::area::Unit;
use domain::case::Command;
use domain::time::Timestamp;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// Messages that a mail server took, each with its envelope.
type Taken = Arc<Mutex<Vec<String>>>;

/// A mail server that takes every message, unless its recipient's name begins with `full`.
async fn mail_server() -> (u16, Taken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Taken::default();
    let kept = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, Arc::clone(&kept)));
        }
    });
    (port, taken)
}

async fn talk(stream: TcpStream, taken: Taken) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut message = String::new();
    write.write_all(b"220 ready\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let upper = line.to_ascii_uppercase();
        let answer = if upper.starts_with("DATA") {
            write.write_all(b"354 go on\r\n").await.ok()?;
            while let Some(line) = lines.next_line().await.ok()? {
                if line == "." {
                    break;
                }
                message.push_str(&line);
                message.push('\n');
            }
            taken.lock().unwrap().push(std::mem::take(&mut message));
            "250 taken"
        } else if upper.starts_with("RCPT TO:<FULL") {
            "452 the mailbox is full"
        } else if upper.starts_with("QUIT") {
            "221 bye"
        } else {
            if upper.starts_with("RCPT") {
                message.push_str(&line);
                message.push('\n');
            }
            "250 ok"
        };
        write.write_all(answer.as_bytes()).await.ok()?;
        write.write_all(b"\r\n").await.ok()?;
    }
    Some(())
}

struct Bench {
    services: Services,
    _directory: TempDir,
}

impl Bench {
    async fn new(port: u16) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = [
            ("data_dir", directory.path().join("data").display().to_string()),
            ("smtp_url", format!("smtp://127.0.0.1:{port}")),
            ("smtp_from", "创城通 <office@example.cn>".to_owned()),
        ];
        let config = Config::load(settings, [], None).unwrap();
        let clock = Clock::held_at(Timestamp(1_795_392_000_000));
        let services =
            Services::open_with(config, "http://localhost", clock, Chance::seeded(5)).await.unwrap();
        let unit = |code: &str| Unit {
            code: code.to_owned(),
            name: format!("unit {code}"),
            kind: "department".to_owned(),
            area: None,
        };
        services.store.replace_units(vec![unit("U1"), unit("U2")]).await.unwrap();
        Self { services, _directory: directory }
    }

    /// Somebody of a unit who gets digests.
    async fn add(&self, login: &str, unit: &str, email: &str) -> Uuid {
        let person = NewPerson {
            login: login.to_owned(),
            name: login.to_owned(),
            role: Role::Unit,
            unit: Some(unit.to_owned()),
            area: None,
            password: "a long enough one".to_owned(),
        };
        let id = accounts::add(&self.services, &Actor::System, None, person).await.unwrap();
        ledger::set_duty(&self.services, &Actor::System, None, id, false, Some(email)).await.unwrap();
        id
    }

    /// Gives a new case to a unit.
    async fn assign(&self, unit: &str) -> Uuid {
        let now = self.services.clock.now();
        let id = self.services.chance.uuid(now);
        let body = serde_json::json!({
            "category": "exposed_rubbish", "description": "机密的描述", "observed_at": now.to_rfc3339(),
            "channel": "resident",
            "location": { "lat": 38.4385, "lng": 107.5235, "accuracy_m": 10.0, "source": "pin", "datum": "wgs84" },
            "photos": []
        });
        let body = serde_json::from_value(body).unwrap();
        reports::submit(&self.services, &Actor::Anonymous, id, body).await.unwrap();
        let accept = Command::Accept { category: None, area: None, note: String::new() };
        ledger::report_command(&self.services, &office(), id, accept).await.unwrap();
        let assign = Command::Assign { unit: unit.to_owned(), working_hours: Some(8), note: String::new() };
        ledger::report_command(&self.services, &office(), id, assign).await.unwrap();
        id
    }
}

fn office() -> Actor {
    Actor::User {
        id: Uuid::from_u128(1),
        login: "office".into(),
        name: "office".into(),
        role: Role::Office,
        unit: None,
        area: None,
    }
}

#[tokio::test]
async fn what_is_unread_is_mailed_once_and_tells_no_description() {
    let (port, taken) = mail_server().await;
    let bench = Bench::new(port).await;
    bench.add("zhao", "U1", "zhao@example.cn").await;
    bench.add("qian", "U2", "qian@example.cn").await;
    let case = bench.assign("U1").await;
    assert_eq!(send_digests(&bench.services).await.unwrap(), 1);
    assert_eq!(send_digests(&bench.services).await.unwrap(), 0, "it is mailed once");
    let mails = taken.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("zhao@example.cn") && !mails[0].contains("qian"), "{}", mails[0]);
    let text = body_of(&mails[0]);
    assert!(text.contains(&format!("http://localhost/office/cases/{case}")), "{text}");
    assert!(text.contains("有新派来的案件"), "{text}");
    assert!(!text.contains("机密"), "{text}");
}

#[tokio::test]
async fn a_full_mailbox_keeps_nobody_else_from_getting_theirs_and_is_tried_again() {
    let (port, taken) = mail_server().await;
    let bench = Bench::new(port).await;
    let full = bench.add("full", "U1", "full@example.cn").await;
    bench.add("zhao", "U1", "zhao@example.cn").await;
    bench.assign("U1").await;
    let error = send_digests(&bench.services).await.unwrap_err();
    assert!(matches!(error, DigestError::Mail { failed: 1, .. }), "{error}");
    assert_eq!(taken.lock().unwrap().len(), 1);
    ledger::set_duty(&bench.services, &Actor::System, None, full, false, Some("roomy@example.cn"))
        .await
        .unwrap();
    assert_eq!(send_digests(&bench.services).await.unwrap(), 1);
    assert!(taken.lock().unwrap()[1].contains("roomy@example.cn"));
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_sent_and_nothing_fails() {
    let directory = tempfile::tempdir().unwrap();
    let config = Config::load([("data_dir", directory.path().display().to_string())], [], None).unwrap();
    let clock = Clock::held_at(Timestamp(1_795_392_000_000));
    let services = Services::open_with(config, "http://localhost", clock, Chance::seeded(6)).await.unwrap();
    assert_eq!(send_digests(&services).await.unwrap(), 0);
}

/// The text of a message, whose transfer encoding is undone.
fn body_of(mail: &str) -> String {
    use base64::Engine as _;
    let (head, body) = mail.split_once("\n\n").unwrap();
    assert!(head.contains("base64"), "the encoding is another one: {head}");
    let packed: String = body.split_whitespace().collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).unwrap()).unwrap()
}
