//! Pauses between attempts: they grow up to a limit, are scattered, and honour `Retry-After`.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use time::PrimitiveDateTime;
use time::macros::format_description;

/// The first pause, before scattering, in milliseconds.
pub const FIRST_MS: i64 = 2_000;
/// The longest pause of our own, in milliseconds (15 minutes).
pub const OWN_LONGEST_MS: i64 = 15 * 60_000;
/// The shortest pause that a server can ask for, in milliseconds: `Retry-After: 0` must not become a flood.
pub const ASKED_SHORTEST_MS: i64 = 1_000;
/// The longest pause that a server can ask for, in milliseconds (1 hour): a wrong header must not silence a phone for days.
pub const ASKED_LONGEST_MS: i64 = 60 * 60_000;
/// No pause lasts longer than this. A later end means that the phone's clock was set back; such a pause is void.
pub const LONGEST_MS: i64 = ASKED_LONGEST_MS + FIRST_MS;

/// An entry is not sent before this ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The moment at which it ends by itself.
    pub until: Timestamp,
    /// What may end it before.
    pub ends: PauseEnds,
}

/// What may end a pause before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseEnds {
    /// Any sign that the network may be back: the last attempt did not reach the server.
    WithNetwork,
    /// Only somebody who presses "send now": the server has trouble, and a phone that is taken out of a pocket often must
    /// not add to it.
    WithPerson,
    /// Nothing: the server asked for it.
    WithTime,
}

impl Pause {
    /// A pause after so many failed attempts in a row (the first failure is 1): 2 s, 4 s, 8 s … 15 minutes, scattered over the
    /// upper half of that by `chance`, 32 random bits, so that phones that failed together do not return together.
    pub fn after(attempts: u32, now: Timestamp, chance: u32, ends: PauseEnds) -> Self {
        let doublings = attempts.saturating_sub(1).min(20);
        let full = (FIRST_MS << doublings).min(OWN_LONGEST_MS);
        let until = now.0.saturating_add(full / 2 + scattered(full / 2, chance));
        Self { until: Timestamp(until), ends }
    }

    /// The pause that the server asked for, within limits, and up to 2 s more by `chance`.
    pub fn asked(retry_after_ms: i64, now: Timestamp, chance: u32) -> Self {
        let asked = retry_after_ms.clamp(ASKED_SHORTEST_MS, ASKED_LONGEST_MS);
        let until = now.0.saturating_add(asked + scattered(FIRST_MS, chance));
        Self { until: Timestamp(until), ends: PauseEnds::WithTime }
    }

    /// Whether it still holds at a moment.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        let left = self.until.0.saturating_sub(now.0);
        0 < left && left <= LONGEST_MS
    }
}

/// From 0 to `span` by 32 random bits, in whole numbers, the same on every platform.
fn scattered(span: i64, chance: u32) -> i64 {
    (span * i64::from(chance)) >> 32
}

/// Reads the header `Retry-After`: seconds, or a date as `Wed, 21 Oct 2026 07:28:00 GMT`. Milliseconds from now, 0 for a date in
/// the past; none when it cannot be read.
pub fn retry_after(header: &str, now: Timestamp) -> Option<i64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit mean "very long", which the limit deals with.
        return Some(header.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(1_000));
    }
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let date = PrimitiveDateTime::parse(header, format).ok()?.assume_utc();
    Some(date.unix_timestamp().saturating_mul(1_000).saturating_sub(now.0).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_392_000_000);

    fn wait(attempts: u32, chance: u32) -> i64 {
        Pause::after(attempts, NOW, chance, PauseEnds::WithNetwork).until.0 - NOW.0
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_stay_there() {
        let full: Vec<i64> = (1..=11).map(|attempts| 2 * wait(attempts, 0)).collect();
        assert_eq!(
            full,
            [2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 900_000, 900_000]
        );
        assert_eq!(wait(u32::MAX, 0), 450_000);
        assert_eq!(wait(u32::MAX, u32::MAX), 899_999);
        assert_eq!(wait(1, 1 << 31), 1_500);
    }

    #[test]
    fn the_server_is_obeyed_within_limits() {
        let asked = |ms| Pause::asked(ms, NOW, 0).until.0 - NOW.0;
        assert_eq!(asked(5_000), 5_000);
        assert_eq!(asked(0), ASKED_SHORTEST_MS);
        assert_eq!(asked(i64::MAX), ASKED_LONGEST_MS);
        assert!(Pause::asked(i64::MAX, NOW, u32::MAX).until.0 - NOW.0 <= LONGEST_MS);
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        assert_eq!(retry_after(" 120 ", NOW), Some(120_000));
        assert_eq!(retry_after("99999999999999999999", NOW), Some(i64::MAX));
        // NOW is 2026-11-23 00:00:00 UTC.
        assert_eq!(retry_after("Mon, 23 Nov 2026 00:01:30 GMT", NOW), Some(90_000));
        assert_eq!(retry_after("Sun, 22 Nov 2026 00:00:00 GMT", NOW), Some(0));
        for bad in ["", "-1", "soon", "1.5", "Mon, 23 Nov 2026"] {
            assert_eq!(retry_after(bad, NOW), None, "{bad}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_make_a_pause_endless() {
        let pause = Pause::after(9, NOW, 0, PauseEnds::WithTime);
        assert!(pause.holds_at(NOW));
        assert!(!pause.holds_at(pause.until));
        assert!(!pause.holds_at(Timestamp(NOW.0 - 86_400_000)));
    }
}
