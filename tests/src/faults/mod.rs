//! The outbox against a bad network: many entries with photos, the real state machine, the real server, and between them a
//! proxy that breaks three requests in ten. At the end nothing may be lost and nothing be there twice.
//!
//! | file | what it is |
//! |---|---|
//! | `dice` | numbers that look random and repeat |
//! | `proxy` | passes requests on, or not, or twice, or half |
//! | `phone` | entries, their storage, and a courier that does what the state machine says |
//! | `entries` | what volunteers have to send |
//! | `count` | counts at the server what has arrived |

mod count;
mod dice;
mod entries;
mod phone;
mod proxy;

use crate::client::Client;
use crate::program::Program;
use anyhow::{Context, ensure};
use dice::Dice;
use domain::outbox::Owner;
use domain::time::Timestamp;
use phone::Phone;
use proxy::Proxy;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The volunteers whose phones are simulated.
const VOLUNTEERS: [&str; 2] = ["chen", "bai"];
/// All people whose phones are simulated, with their roles.
const PEOPLE: [(&str, &str); 3] =
    [(VOLUNTEERS[0], "volunteer"), (VOLUNTEERS[1], "volunteer"), ("lin", "inspector")];
/// Phones of each: more than one, so that the server is busy while a phone waits.
const PHONES_EACH: usize = 6;
/// How often the server is killed on the way.
const KILLS: usize = 3;

/// What a run has shown.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Entries made.
    pub entries: usize,
    /// Reports among them, with those of orders.
    pub reports: usize,
    /// Answers.
    pub responses: usize,
    /// Photos.
    pub photos: usize,
    /// Requests that phones made.
    pub requests: usize,
    /// What the proxy did to them, by its name.
    pub faults: BTreeMap<&'static str, usize>,
    /// Entries that are not at the server as they were made.
    pub lost: Vec<String>,
    /// What is at the server more than once, or was never made.
    pub double: Vec<String>,
    /// How long it took until everything was sent.
    pub took: Duration,
    /// How much time passed on the phones' clocks, at most.
    pub simulated: Duration,
}

/// Sends `entries` entries; the same seed makes the same entries and the same faults.
///
/// # Errors
/// When the server cannot be started or asked, and when an entry ends in a state that only its owner could resolve.
pub async fn run(entries: usize, seed: u64) -> anyhow::Result<Outcome> {
    let mut program = Program::start().await?;
    let proxy = Arc::new(Proxy::start(program.address(), seed).await?);
    let delivered = Arc::new(AtomicUsize::new(0));
    let mut phones = Vec::new();
    let mut made = Vec::new();
    let units = program.file("units.csv", "code,name,kind,area\nU1,城管局,department,\n")?;
    program.succeed(&["import", "units", &units], "")?;
    for (person, (login, role)) in PEOPLE.into_iter().enumerate() {
        program.succeed(&["user", "add", "--login", login, "--role", role], crate::program::PASSWORD)?;
        for number in 0..PHONES_EACH {
            let client = program.client()?;
            client.sign_in(login, crate::program::PASSWORD).await?;
            let owner = client.get("/").await?.header("x-person").to_owned();
            let owner = Owner::User(Uuid::parse_str(&owner).context("nobody is signed in")?);
            let index = person * PHONES_EACH + number;
            let all = PEOPLE.len() * PHONES_EACH;
            let dice = Dice::new(seed, index as u64);
            let share = entries / all + usize::from(index < entries % all);
            let mut phone = Phone::new(client.at(proxy.address()), owner, dice, Arc::clone(&delivered));
            let ordered_at = if role == "inspector" { Some(now(&client).await?) } else { None };
            for _ in 0..share {
                let entry = match ordered_at {
                    Some(at) => entries::make_order(phone.dice(), at),
                    None => entries::make(phone.dice()),
                };
                made.push(entry.clone());
                phone.keep(entry);
            }
            phones.push(phone);
        }
    }
    let began = Instant::now();
    let couriers: Vec<_> = phones.into_iter().map(|phone| tokio::spawn(phone.drain())).collect();
    for kill in 1..=KILLS {
        let after = entries * kill / (KILLS + 1);
        while delivered.load(Ordering::Relaxed) < after
            && couriers.iter().any(|courier| !courier.is_finished())
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program.kill();
        program.serve()?;
        proxy.pass_to(program.address());
    }
    let (mut requests, mut simulated) = (0, Duration::ZERO);
    for courier in couriers {
        let done = courier.await??;
        requests += done.requests;
        simulated = simulated.max(done.simulated);
    }
    let took = began.elapsed();
    let (lost, double) = count::compare(&program, &made).await?;
    let doctor = program.succeed(&["doctor"], "")?;
    ensure!(!doctor.is_empty(), "the doctor says nothing");
    Ok(Outcome {
        entries: made.len(),
        reports: made.iter().filter(|entry| entry.is_report()).count(),
        responses: made.iter().filter(|entry| !entry.is_report()).count(),
        photos: made.iter().map(|entry| entry.photos.len()).sum(),
        requests,
        faults: proxy.faults(),
        lost,
        double,
        took,
        simulated,
    })
}

/// The moment that the server writes into the form of an order.
async fn now(inspector: &Client) -> anyhow::Result<Timestamp> {
    let page = inspector.get("/walk/order").await?.text();
    let told = page.split("name=\"ordered_at\" value=\"").nth(1).context("the form has no moment")?;
    let text = told.split('"').next().unwrap_or_default();
    Timestamp::parse("ordered_at", text).map_err(|error| anyhow::anyhow!("{error:?}"))
}
