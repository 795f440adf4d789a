//! Who writes too much has to wait. A whole village may share one address, so the limit of an address is far above
//! that of a device; who is signed in is counted by name and not by address.
//!
//! | who | writes at once | and then a minute |
//! |---|---|---|
//! | a device (cookie) | 120 | 120 |
//! | an address, or the /64 of an IPv6 address | 1,200 | 1,200 |
//! | a person who is signed in, whose outbox may hold a day's work | 600 | 600 |
//! | a token | 6,000 | 6,000 |
//! | an address that looks up receipt codes, which could be guesses | 300 | 300 |

use crate::error::Failure;
use crate::middleware::client::Client;
use crate::network::neighbour;
use crate::services::Services;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::access::Actor;
use domain::error::{ApiError, ErrorCode};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use uuid::Uuid;

/// Counts who wrote how much, in memory.
#[derive(Debug)]
pub struct RateLimits {
    clock: DefaultClock,
    devices: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    people: DefaultKeyedRateLimiter<Uuid>,
    tokens: DefaultKeyedRateLimiter<Uuid>,
    lookups: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            clock: DefaultClock::default(),
            devices: a_minute(120),
            addresses: a_minute(1_200),
            people: a_minute(600),
            tokens: a_minute(6_000),
            lookups: a_minute(300),
        }
    }
}

impl RateLimits {
    /// Counts a write, or says how many seconds to wait.
    fn write(&self, client: &Client) -> Result<(), u32> {
        let address = neighbour(client.address);
        match &client.actor {
            Actor::User { id, .. } => self.check(&self.people, id),
            Actor::Token { id, .. } => self.check(&self.tokens, id),
            Actor::Anonymous | Actor::System => {
                if let Some(device) = &client.device {
                    self.check(&self.devices, device)?;
                }
                self.check(&self.addresses, &address)
            }
        }
    }

    fn check<K: Hash + Eq + Clone>(&self, limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), u32> {
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }

    /// Forgets those who have nothing to wait for. Call it once a minute, or memory grows with every visitor.
    pub fn forget_idle(&self) {
        self.devices.retain_recent();
        self.addresses.retain_recent();
        self.people.retain_recent();
        self.tokens.retain_recent();
        self.lookups.retain_recent();
    }
}

/// Lets a request pass or asks its sender to wait.
pub async fn layer(
    State(services): State<Services>,
    client: Client,
    request: Request,
    next: Next,
) -> Response {
    if services.settings.rate_limits {
        let limits = &services.rate_limits;
        let passed = match *request.method() {
            Method::GET | Method::HEAD | Method::OPTIONS if !is_lookup(&request) => Ok(()),
            Method::GET | Method::HEAD | Method::OPTIONS => {
                limits.check(&limits.lookups, &neighbour(client.address))
            }
            _ => limits.write(&client),
        };
        if let Err(seconds) = passed {
            let error =
                ApiError::wait(ErrorCode::TooManyRequests, "too many requests, wait a little", seconds);
            return Failure(error).into_response();
        }
    }
    next.run(request).await
}

/// Whether the request names a receipt code or another secret that could be a guess.
fn is_lookup(request: &Request) -> bool {
    let uri = request.uri();
    let path = uri.path();
    path == "/r"
        || path.starts_with("/r/")
        || path.starts_with("/setup/")
        || path.starts_with("/join/")
        || path.starts_with("/api/v1/receipts/")
        || uri.query().is_some_and(|query| query.contains("receipt=")) && !path.starts_with("/photos/")
}

fn a_minute<K: Hash + Eq + Clone>(writes: u32) -> DefaultKeyedRateLimiter<K> {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(writes).unwrap_or(NonZeroU32::MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str, device: Option<&str>) -> Client {
        Client {
            actor: Actor::Anonymous,
            address: address.parse().unwrap(),
            session: None,
            device: device.map(str::to_owned),
        }
    }

    fn writes_until_refused(limits: &RateLimits, client: &Client) -> usize {
        (0..10_000).take_while(|_| limits.write(client).is_ok()).count()
    }

    #[test]
    fn a_device_that_floods_does_not_stop_its_neighbours() {
        let limits = RateLimits::default();
        let flooded = writes_until_refused(&limits, &client("192.0.2.1", Some("device-one-16-chars")));
        assert!((120..130).contains(&flooded), "{flooded}");
        assert!(limits.write(&client("192.0.2.1", Some("device-two-16-chars"))).is_ok());
    }

    #[test]
    fn changing_the_device_or_the_end_of_an_address_does_not_help() {
        let limits = RateLimits::default();
        let flood = (0..10_000_u32).take_while(|n| {
            let device = format!("device-{n:016}");
            limits.write(&client(&format!("2001:db8:1:2::{n:x}"), Some(&device))).is_ok()
        });
        let flooded = flood.count();
        assert!((1_200..1_300).contains(&flooded), "{flooded}");
        let wait = limits.write(&client("2001:db8:1:2::1", None)).unwrap_err();
        assert!((1..=60).contains(&wait));
        assert!(limits.write(&client("2001:db8:1:3::1", None)).is_ok());
    }

    #[test]
    fn guessing_receipt_codes_is_counted_and_reading_pages_is_not() {
        let is = |uri: &str| is_lookup(&Request::get(uri).body(axum::body::Body::empty()).unwrap());
        assert!(is("/r/7K3M-92QX") && is("/r?code=7K3M-92QX") && is("/api/v1/reports/x?receipt=7K3M-92QX"));
        assert!(!is("/report") && !is("/") && !is("/photos/x/y/320?receipt=7K3M-92QX"));
    }
}
