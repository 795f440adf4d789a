//! The only place that reads the time. Everything else is given a moment, so that it can be tested at any.

use domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time: the system's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Milliseconds, where a test holds the clock.
    held: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { held: None }
    }

    /// A clock that stands still until it is [moved](Clock::set).
    pub fn held_at(moment: Timestamp) -> Self {
        Self { held: Some(Arc::new(AtomicI64::new(moment.0))) }
    }

    /// Moves a held clock and all its clones; the system's clock is left alone.
    pub fn set(&self, moment: Timestamp) {
        if let Some(held) = &self.held {
            held.store(moment.0, Ordering::SeqCst);
        }
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        match &self.held {
            Some(held) => Timestamp(held.load(Ordering::SeqCst)),
            None => Timestamp(milliseconds(self.system_time())),
        }
    }

    /// The system's time, to compare with times of files. A held clock does not hold the file system.
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the others take the time from")]
    pub fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }
}

fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_clock_moves_only_when_it_is_moved_and_with_its_clones() {
        let clock = Clock::held_at(Timestamp(1_000));
        let clone = clock.clone();
        clone.set(Timestamp(2_000));
        assert_eq!(clock.now(), Timestamp(2_000));
        assert!(Clock::system().now() > Timestamp(1_700_000_000_000));
    }
}
