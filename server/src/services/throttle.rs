//! Who has to wait before trying another password. Failures are counted per login and address, per login, and per
//! address, so that neither one guesser nor many can go on, and one guesser cannot lock out an account for others
//! with a few tries.

use crate::error::from_store;
use crate::network::neighbour;
use crate::services::Services;
use domain::error::{ApiError, ErrorCode};
use domain::time::Timestamp;
use std::net::IpAddr;

/// Failures of one kind that are too many.
struct Limit {
    key: String,
    most: u64,
    window_seconds: u32,
}

/// What is counted for one try to sign in.
pub struct Throttle {
    limits: [Limit; 3],
}

impl Throttle {
    /// For this login, as it was normalised, from this address.
    pub fn new(login: &str, address: IpAddr) -> Self {
        let from = neighbour(address);
        let limit = |key, most, window_seconds| Limit { key, most, window_seconds };
        Self {
            limits: [
                limit(format!("pair:{login}@{from}"), 5, 300),
                limit(format!("login:{login}"), 20, 900),
                // A whole village or office may share one address.
                limit(format!("address:{from}"), 50, 900),
            ],
        }
    }

    /// Passes when another try is allowed.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyRequests`] with the time to wait.
    pub async fn check(&self, services: &Services, now: Timestamp) -> Result<(), ApiError> {
        for limit in &self.limits {
            let since = Timestamp(now.0 - i64::from(limit.window_seconds) * 1_000);
            let failures = services.store.sign_in_failures(&limit.key, since).await.map_err(from_store)?;
            if failures >= limit.most {
                let message = "too many failed attempts, wait before the next one";
                return Err(ApiError::wait(ErrorCode::TooManyRequests, message, limit.window_seconds));
            }
        }
        Ok(())
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn failed(&self, services: &Services, now: Timestamp) -> Result<(), ApiError> {
        for limit in &self.limits {
            services.store.sign_in_failed(&limit.key, now).await.map_err(from_store)?;
        }
        Ok(())
    }

    /// Forgets the failures of this login from this address. The others stay: whoever owns one account could
    /// otherwise reset the count of an address between guesses at another.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn succeeded(&self, services: &Services) -> Result<(), ApiError> {
        services.store.clear_sign_in_failures(&self.limits[0].key).await.map_err(from_store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_household_share_a_count_and_logins_do_not() {
        let keys = |login: &str, address: &str| {
            Throttle::new(login, address.parse().unwrap()).limits.map(|limit| limit.key)
        };
        let one = keys("zhao", "2001:db8:1:2::1");
        let other = keys("zhao", "2001:db8:1:2:ffff::9");
        assert_eq!(one, other);
        let elsewhere = keys("zhao", "192.0.2.1");
        assert_ne!(one[0], elsewhere[0]);
        assert_eq!(one[1], elsewhere[1]);
        assert_ne!(keys("qian", "192.0.2.1")[1], elsewhere[1]);
        assert_eq!(keys("qian", "192.0.2.1")[2], elsewhere[2]);
    }
}
