//! Remembers which sessions and tokens were written down a moment ago, so that not every request writes.

use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Beyond this many entries the old ones are dropped; forgetting costs one write more, nothing else.
const ENTRIES: usize = 20_000;

/// When something was last written down, by its hash. It lives in memory: after a restart all is written once.
#[derive(Debug, Default)]
pub struct RecentUse(Mutex<HashMap<[u8; 32], Timestamp>>);

impl RecentUse {
    /// Whether it is time to write this down again; if so, it counts as written.
    pub fn is_due(&self, hash: [u8; 32], now: Timestamp, every_ms: i64) -> bool {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = |at: &Timestamp| !(0..every_ms).contains(&(now.0 - at.0));
        if !entries.get(&hash).is_none_or(due) {
            return false;
        }
        if entries.len() >= ENTRIES {
            entries.retain(|_, at| !due(at));
            if entries.len() >= ENTRIES {
                entries.clear();
            }
        }
        entries.insert(hash, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_due_once_per_interval() {
        let recent = RecentUse::default();
        assert!(recent.is_due([1; 32], Timestamp(10_000), 1_000));
        assert!(!recent.is_due([1; 32], Timestamp(10_999), 1_000));
        assert!(recent.is_due([2; 32], Timestamp(10_999), 1_000));
        assert!(recent.is_due([1; 32], Timestamp(11_000), 1_000));
        // A clock that was set back does not silence it for ever.
        assert!(recent.is_due([1; 32], Timestamp(5_000), 1_000));
    }
}
