//! The only place that draws random numbers: ids, receipt codes, secrets.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::receipt::ReceiptCode;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::{Builder, Uuid};

/// Random bytes: the system's, or a sequence that a test can repeat.
#[derive(Clone, Debug, Default)]
pub struct Chance {
    sequence: Option<Arc<Sequence>>,
}

/// SHA-256 of a seed and a counter.
#[derive(Debug)]
struct Sequence {
    seed: u64,
    next: AtomicU64,
}

impl Chance {
    /// The system's random numbers, fit for secrets.
    pub fn system() -> Self {
        Self { sequence: None }
    }

    /// The same numbers for the same seed. For tests and for the demo, never for secrets.
    pub fn seeded(seed: u64) -> Self {
        Self { sequence: Some(Arc::new(Sequence { seed, next: AtomicU64::new(0) })) }
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.sequence {
            Some(sequence) => sequence.fill(&mut bytes),
            None => getrandom::fill(&mut bytes).expect("the operating system always has random bytes"),
        }
        bytes
    }

    /// A random number.
    pub fn number(&self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// A new id (UUID version 7), which sorts by the moment it was made.
    pub fn uuid(&self, now: Timestamp) -> Uuid {
        let ms = u64::try_from(now.0).unwrap_or(0);
        Builder::from_unix_timestamp_millis(ms, &self.bytes()).into_uuid()
    }

    /// A receipt code. They are few enough to collide once in a while: draw again when the store says so.
    pub fn receipt_code(&self) -> ReceiptCode {
        ReceiptCode::from_random(self.number())
    }

    /// A secret of 256 bits as 43 letters, digits, `-` and `_`.
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

impl Sequence {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            let block =
                Sha256::new().chain_update(self.seed.to_le_bytes()).chain_update(number.to_le_bytes());
            chunk.copy_from_slice(&block.finalize()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_moment_they_were_made() {
        let chance = Chance::system();
        let (early, late) = (chance.uuid(Timestamp(1_000)), chance.uuid(Timestamp(2_000)));
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }

    #[test]
    fn a_seed_repeats_itself_and_the_system_does_not() {
        assert_eq!(Chance::seeded(7).bytes::<40>(), Chance::seeded(7).bytes::<40>());
        assert_ne!(Chance::seeded(7).secret(), Chance::seeded(8).secret());
        assert_ne!(Chance::system().secret(), Chance::system().secret());
        assert_eq!(Chance::system().secret().len(), 43);
    }
}
