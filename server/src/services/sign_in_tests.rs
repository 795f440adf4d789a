//! Signing in against a real database with a held clock: sessions, waiting, the first administrator, tokens.

use super::*;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::services::accounts::NewPerson;
use crate::services::{first_start, tokens};
use domain::access::{Role, TokenScope};
use domain::time::Timestamp;
use tempfile::TempDir;
use uuid::Uuid;

const PASSWORD: &str = "a long enough one";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

struct Bench {
    services: Services,
    _directory: TempDir,
}

impl Bench {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data").display().to_string();
        let config = Config::load([("data_dir", data)], [], None).unwrap();
        let clock = Clock::held_at(Timestamp(1_795_392_000_000));
        let services =
            Services::open_with(config, "http://localhost", clock, Chance::seeded(1)).await.unwrap();
        Self { services, _directory: directory }
    }

    async fn add(&self, login: &str, role: Role) -> Uuid {
        let person = NewPerson {
            login: login.to_owned(),
            name: String::new(),
            role,
            unit: None,
            area: None,
            password: PASSWORD.to_owned(),
        };
        accounts::add(&self.services, &Actor::System, None, person).await.unwrap()
    }

    async fn try_from(&self, address: &str, login: &str, password: &str) -> Result<String, ErrorCode> {
        let attempt = Attempt {
            login: login.to_owned(),
            password: password.to_owned(),
            address: address.parse().unwrap(),
            old_session: None,
        };
        let signed_in = sign_in(&self.services, attempt).await;
        signed_in.map(|(_, session)| session.secret).map_err(|error| error.code)
    }

    async fn sign_in(&self, login: &str) -> String {
        self.try_from("192.0.2.1", login, PASSWORD).await.unwrap()
    }

    async fn is_known(&self, secret: &str) -> bool {
        sessions::find(&self.services, secret).await.unwrap().is_some()
    }

    fn pass(&self, ms: i64) {
        self.services.clock.set(Timestamp(self.services.clock.now().0 + ms));
    }

    async fn events(&self) -> Vec<String> {
        let log = security::log(&self.services, &Actor::System, 100).await.unwrap();
        log.into_iter().map(|line| line.event).collect()
    }
}

#[tokio::test]
async fn a_session_lives_as_long_as_it_is_used() {
    let bench = Bench::new().await;
    bench.add("office", Role::Office).await;
    let secret = bench.sign_in("Office").await;
    for _ in 0..3 {
        bench.pass(11 * HOUR);
        assert!(bench.is_known(&secret).await);
    }
    bench.pass(12 * HOUR + 1);
    assert!(!bench.is_known(&secret).await);
}

#[tokio::test]
async fn a_session_is_renewed_at_most_every_ten_minutes() {
    let bench = Bench::new().await;
    bench.add("vol", Role::Volunteer).await;
    let secret = bench.sign_in("vol").await;
    let renewed = async || sessions::find(&bench.services, &secret).await.unwrap().unwrap().renewed_seconds;
    bench.pass(9 * MINUTE);
    assert_eq!(renewed().await, None);
    bench.pass(MINUTE);
    assert_eq!(renewed().await, Some(30 * 24 * 3_600));
    assert_eq!(renewed().await, None);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let bench = Bench::new().await;
    bench.add("office", Role::Office).await;
    let planted = bench.sign_in("office").await;
    let attempt = Attempt {
        login: "office".to_owned(),
        password: PASSWORD.to_owned(),
        address: "192.0.2.1".parse().unwrap(),
        old_session: Some(sessions::hash(&planted)),
    };
    let (_, session) = sign_in(&bench.services, attempt).await.unwrap();
    assert!(!bench.is_known(&planted).await);
    assert!(bench.is_known(&session.secret).await);
    sign_out(&bench.services, &Actor::System, None, Some(sessions::hash(&session.secret))).await.unwrap();
    assert!(!bench.is_known(&session.secret).await);
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once_and_a_new_password_ends_sessions() {
    let bench = Bench::new().await;
    let id = bench.add("office", Role::Office).await;
    let secret = bench.sign_in("office").await;
    accounts::set_disabled(&bench.services, &Actor::System, None, id, true).await.unwrap();
    assert!(!bench.is_known(&secret).await);
    assert_eq!(bench.try_from("192.0.2.1", "office", PASSWORD).await, Err(ErrorCode::WrongCredentials));
    accounts::set_disabled(&bench.services, &Actor::System, None, id, false).await.unwrap();
    let secret = bench.sign_in("office").await;
    accounts::set_password(&bench.services, &Actor::System, None, id, "another long one".to_owned())
        .await
        .unwrap();
    assert!(!bench.is_known(&secret).await);
    assert!(bench.try_from("192.0.2.1", "office", "another long one").await.is_ok());
}

#[tokio::test]
async fn a_guesser_has_to_wait_and_the_owner_elsewhere_does_not() {
    let bench = Bench::new().await;
    bench.add("office", Role::Office).await;
    for _ in 0..5 {
        assert_eq!(bench.try_from("192.0.2.1", "office", "guess").await, Err(ErrorCode::WrongCredentials));
    }
    // Even the right password is not looked at any more.
    assert_eq!(bench.try_from("192.0.2.1", "office", PASSWORD).await, Err(ErrorCode::TooManyRequests));
    assert!(bench.try_from("198.51.100.7", "office", PASSWORD).await.is_ok());
    bench.pass(5 * MINUTE + 1);
    assert!(bench.try_from("192.0.2.1", "office", PASSWORD).await.is_ok());
    let events = bench.events().await;
    let count = |event: &str| events.iter().filter(|found| *found == event).count();
    assert_eq!((count("sign_in_failed"), count("sign_in_throttled"), count("sign_in")), (5, 1, 2));
}

#[tokio::test]
async fn many_guessers_at_one_account_have_to_wait_together() {
    let bench = Bench::new().await;
    bench.add("office", Role::Office).await;
    for n in 0..20 {
        let guess = bench.try_from(&format!("198.51.100.{n}"), "office", "guess").await;
        assert_eq!(guess, Err(ErrorCode::WrongCredentials));
    }
    assert_eq!(bench.try_from("203.0.113.1", "office", "guess").await, Err(ErrorCode::TooManyRequests));
}

#[tokio::test]
async fn the_first_administrator_is_made_once_and_a_mistake_costs_nothing() {
    let bench = Bench::new().await;
    let services = &bench.services;
    let address = "192.0.2.1".parse().unwrap();
    let old = first_start::setup_path(services).await.unwrap().unwrap();
    let path = first_start::setup_path(services).await.unwrap().unwrap();
    let secret = path.strip_prefix("/setup/").unwrap();
    let make = async |secret: &str, login: &str, password: &str| {
        let (login, password) = (login.to_owned(), password.to_owned());
        let made = first_start::make_admin(services, address, secret, login, String::new(), password).await;
        made.map_err(|error| error.code)
    };
    assert_eq!(make(old.strip_prefix("/setup/").unwrap(), "admin", PASSWORD).await, Err(ErrorCode::NotFound));
    assert_eq!(make(secret, "admin", "short").await, Err(ErrorCode::Invalid));
    assert_eq!(make(secret, "admin", PASSWORD).await, Ok(()));
    assert_eq!(make(secret, "second", PASSWORD).await, Err(ErrorCode::NotFound));
    assert_eq!(first_start::setup_path(services).await.unwrap(), None);
}

#[tokio::test]
async fn the_only_administrator_stays() {
    let bench = Bench::new().await;
    let id = bench.add("admin", Role::Admin).await;
    let disable = async |id| accounts::set_disabled(&bench.services, &Actor::System, None, id, true).await;
    assert_eq!(disable(id).await.unwrap_err().code, ErrorCode::WrongState);
    bench.add("second", Role::Admin).await;
    disable(id).await.unwrap();
}

#[tokio::test]
async fn a_token_works_until_it_is_revoked() {
    let bench = Bench::new().await;
    let services = &bench.services;
    let secret = tokens::create(services, &Actor::System, None, "bi", TokenScope::Read).await.unwrap();
    assert!(secret.starts_with("cct_") && secret.len() == 47);
    assert_eq!(tokens::find(services, &secret).await.unwrap().unwrap().label(), "token:bi");
    let row = tokens::list(services, &Actor::System).await.unwrap().remove(0);
    assert_eq!(row.last_used_at, Some(services.clock.now()));
    tokens::revoke(services, &Actor::System, None, row.id).await.unwrap();
    assert!(tokens::find(services, &secret).await.unwrap().is_none());
    assert!(tokens::find(services, "cct_guess").await.unwrap().is_none());
}
