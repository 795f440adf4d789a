//! Passwords: what one must look like, how it is kept, and that guessing costs the same for names that exist and
//! names that do not.

use crate::chance::Chance;
use crate::error::internal;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError};
use domain::limits::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// Hashes at the same time; each takes 19 MiB and a processor.
const AT_ONCE: usize = 2;
/// How long somebody waits for their turn before being asked to come back.
const TURN: Duration = Duration::from_secs(5);
const WAIT_SECONDS: u32 = 5;
/// Argon2id with 19 MiB, two passes, one lane: OWASP's recommendation.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The hash that is compared when the login does not exist: the same cost, and no password fits.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$ZGVjb3ktZGVjb3ktMDAwMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Passwords that are long enough and still the first to be guessed.
const COMMON: [&str; 8] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "password123",
    "password1234",
    "chuangcheng",
    "qwertyuiop",
    "1qaz2wsx3edc",
];

/// Hashes and compares passwords, off the async threads and few at a time.
#[derive(Debug)]
pub struct Passwords {
    room: Arc<Semaphore>,
}

/// The right to hash one password. While it is held, only one other sign-in can run, so that checks made under it
/// cannot be overrun by many requests at the same moment.
#[derive(Debug)]
pub struct Turn(OwnedSemaphorePermit);

impl Default for Passwords {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// Waits for a turn.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when too many others wait.
    pub async fn turn(&self) -> Result<Turn, ApiError> {
        match timeout(TURN, Arc::clone(&self.room).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn(permit)),
            _ => Err(ApiError::wait(
                ErrorCode::Unavailable,
                "too many people sign in at once, try again",
                WAIT_SECONDS,
            )),
        }
    }

    /// The hash to keep.
    ///
    /// # Errors
    /// As [`Passwords::turn`].
    pub async fn hash(&self, chance: &Chance, password: String) -> Result<String, ApiError> {
        let Turn(permit) = self.turn().await?;
        let salt: [u8; 16] = chance.bytes();
        spawn_blocking(move || {
            let _permit = permit;
            hash(&password, salt)
        })
        .await
        .map_err(|_| internal())?
    }
}

impl Turn {
    /// Whether the password fits the hash. Without a hash it does not, after the same work.
    ///
    /// # Errors
    /// [`ErrorCode::Internal`] when the hash cannot be read.
    pub async fn fits(self, password: String, hash: Option<String>) -> Result<bool, ApiError> {
        let Self(permit) = self;
        spawn_blocking(move || {
            let _permit = permit;
            let known = hash.is_some();
            let hash = PasswordHash::new(hash.as_deref().unwrap_or(DECOY)).map_err(|_| internal())?;
            Ok(argon2().verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await
        .map_err(|_| internal())?
    }
}

/// Checks a new password.
///
/// # Errors
/// [`FieldCode::TooShort`], [`FieldCode::TooLong`], or [`FieldCode::NotAllowed`] for one that is guessed first, at
/// `password`.
pub fn check(password: &str, login: &str) -> Result<(), FieldError> {
    let wrong = |code, message: String| Err(FieldError::new("password", code, message));
    let count = password.chars().count();
    if count < PASSWORD_MIN_CHARS {
        return wrong(FieldCode::TooShort, format!("at least {PASSWORD_MIN_CHARS} characters"));
    }
    if count > PASSWORD_MAX_CHARS {
        return wrong(FieldCode::TooLong, format!("at most {PASSWORD_MAX_CHARS} characters"));
    }
    let lower = password.to_lowercase();
    let one_character = lower.chars().all(|c| lower.starts_with(c));
    if one_character || lower == login || COMMON.contains(&lower.as_str()) {
        return wrong(FieldCode::NotAllowed, "too easy to guess".to_owned());
    }
    Ok(())
}

fn argon2() -> Argon2<'static> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).expect("these parameters are within the limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str, salt: [u8; 16]) -> Result<String, ApiError> {
    use argon2::password_hash::PasswordHasher;
    let salt = Salt::new(&salt).map_err(|_| internal())?;
    let hash =
        argon2().hash_password_with_salt(password.as_bytes(), salt.as_ref()).map_err(|_| internal())?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::default();
        let kept = passwords.hash(&Chance::system(), "青岚旗文明办2026年".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let fits = async |password: &str, hash: Option<&str>| {
            let turn = passwords.turn().await.unwrap();
            turn.fits(password.to_owned(), hash.map(str::to_owned)).await.unwrap()
        };
        assert!(fits("青岚旗文明办2026年", Some(&kept)).await);
        assert!(!fits("青岚旗文明办2025年", Some(&kept)).await);
        assert!(!fits("anything at all", None).await);
    }

    #[test]
    fn the_decoy_costs_what_a_real_hash_costs() {
        let real = hash("a long enough one", [7; 16]).unwrap();
        let cost = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(cost(&real), cost(DECOY));
        assert_eq!(real.len(), DECOY.len());
        assert!(PasswordHash::new(DECOY).is_ok());
    }

    #[test]
    fn short_long_and_guessable_passwords_are_refused() {
        let refused = |password: &str| check(password, "zhao.liying").map_err(|error| error.code).err();
        assert_eq!(refused("short"), Some(FieldCode::TooShort));
        assert_eq!(refused(&"长".repeat(201)), Some(FieldCode::TooLong));
        assert_eq!(refused("aaaaaaaaaaaa"), Some(FieldCode::NotAllowed));
        assert_eq!(refused("Zhao.Liying"), Some(FieldCode::NotAllowed));
        assert_eq!(refused("1234567890"), Some(FieldCode::NotAllowed));
        assert_eq!(refused("草原上的一匹白马跑了"), None);
    }
}
