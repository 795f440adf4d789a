//! The hash chain over all histories, and sealed personal texts.
//!
//! Every stored event is hashed together with the hash before it in its case, and that hash together with the one
//! before it in the whole ledger. So a changed, missing, moved or inserted event breaks a link that can be named. What
//! is hashed is the event's stored text, byte for byte; columns that repeat parts of it are only an index.
//!
//! Cutting off the end of the ledger breaks no link. It shows against a [`Head`] kept elsewhere: in the settings, and in
//! print on each bulletin.
//!
//! The hash function (SHA-256) is a parameter, because the browser has its own.

use super::event::Sealed;
use crate::time::Timestamp;
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// A hash of 256 bits.
pub type Hash = [u8; 32];
/// SHA-256.
pub type HashFunction = fn(&[u8]) -> Hash;
/// Random bits that keep a short text from being guessed by its hash. A salt is erased together with its text.
pub type Salt = [u8; 16];
/// What stands before the first event, of a case and of the ledger.
pub const NOTHING: Hash = [0; 32];

/// One stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the ledger, from 1 on, without gaps.
    pub position: u64,
    /// Its case.
    pub case: Uuid,
    /// Its place in its case, from 1 on, without gaps.
    pub number: u32,
    /// When it happened.
    pub at: Timestamp,
    /// The event as it is stored.
    pub body: String,
}

/// The two hashes that are stored beside an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Links {
    /// Over the event and its predecessor in the case.
    pub case_hash: Hash,
    /// Over that and the predecessor in the ledger.
    pub ledger_hash: Hash,
}

/// The end of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Events so far.
    pub position: u64,
    /// The last ledger hash.
    pub ledger_hash: Hash,
}

impl Head {
    /// The head of an empty ledger.
    pub const EMPTY: Self = Self { position: 0, ledger_hash: NOTHING };
}

impl Entry {
    /// The text that is hashed. The length before the body makes it impossible to read it in two ways.
    pub fn canonical(&self) -> String {
        let Self { position, case, number, at, body } = self;
        let (at, length) = (at.0, body.len());
        format!("position {position}\ncase {case}\nnumber {number}\nat {at}\nbody {length}\n{body}\n")
    }

    /// Its hashes after those before it: the last one of its case and the last one of the ledger.
    pub fn link(&self, hash: HashFunction, case_before: &Hash, ledger_before: &Hash) -> Links {
        let case_hash = hash(format!("case {}\n{}", hex(case_before), self.canonical()).as_bytes());
        let ledger_hash = hash(format!("ledger {}\n{}\n", hex(ledger_before), hex(&case_hash)).as_bytes());
        Links { case_hash, ledger_hash }
    }
}

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its text, time, case or case hash was changed.
    Changed,
    /// Its ledger hash was changed, or the event was put in the place of another one.
    WrongLedgerHash,
    /// The event before it in the ledger is missing, or stands there twice.
    WrongPosition,
    /// The event before it in its case is missing, or stands there twice.
    WrongNumber,
    /// The ledger ends before, or elsewhere than, it once did.
    CutOff,
}

/// The first link that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLink {
    /// Its place in the ledger.
    pub position: u64,
    /// Its case; none when the ledger was cut off.
    pub case: Option<Uuid>,
    /// Its place in its case.
    pub number: u32,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for BrokenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, case, number, fault } = self;
        let fault = match fault {
            Fault::Changed => "was changed",
            Fault::WrongLedgerHash => "has a wrong ledger hash",
            Fault::WrongPosition => "does not follow the one before it in the ledger",
            Fault::WrongNumber => "does not follow the one before it in its case",
            Fault::CutOff => "is where the ledger ends, but it should not",
        };
        match case {
            Some(case) => write!(f, "event {number} of case {case} (ledger position {position}) {fault}"),
            None => write!(f, "ledger position {position} {fault}"),
        }
    }
}

impl std::error::Error for BrokenLink {}

/// Verifies a ledger event by event, in the order of their positions.
#[derive(Debug)]
pub struct Verifier {
    hash: HashFunction,
    head: Head,
    cases: HashMap<Uuid, (u32, Hash)>,
}

impl Verifier {
    /// Starts before the first event.
    pub fn new(hash: HashFunction) -> Self {
        Self { hash, head: Head::EMPTY, cases: HashMap::new() }
    }

    /// Verifies the next event.
    ///
    /// # Errors
    /// [`BrokenLink`] names it.
    pub fn next(&mut self, entry: &Entry, links: &Links) -> Result<(), BrokenLink> {
        let broken = |fault| BrokenLink {
            position: entry.position,
            case: Some(entry.case),
            number: entry.number,
            fault,
        };
        if entry.position != self.head.position + 1 {
            return Err(broken(Fault::WrongPosition));
        }
        let (number, case_before) = self.cases.get(&entry.case).copied().unwrap_or((0, NOTHING));
        if entry.number != number + 1 {
            return Err(broken(Fault::WrongNumber));
        }
        let expected = entry.link(self.hash, &case_before, &self.head.ledger_hash);
        if expected.case_hash != links.case_hash {
            return Err(broken(Fault::Changed));
        }
        if expected.ledger_hash != links.ledger_hash {
            return Err(broken(Fault::WrongLedgerHash));
        }
        self.cases.insert(entry.case, (entry.number, links.case_hash));
        self.head = Head { position: entry.position, ledger_hash: links.ledger_hash };
        Ok(())
    }

    /// The end of what was verified.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Holds the end against the one kept elsewhere.
    ///
    /// # Errors
    /// [`BrokenLink`] with [`Fault::CutOff`].
    pub fn finish(self, kept: &Head) -> Result<Head, BrokenLink> {
        if self.head == *kept {
            return Ok(self.head);
        }
        Err(BrokenLink { position: self.head.position, case: None, number: 0, fault: Fault::CutOff })
    }
}

/// Verifies a whole ledger against the head kept elsewhere.
///
/// # Errors
/// The first [`BrokenLink`].
pub fn verify<'a>(
    hash: HashFunction,
    ledger: impl IntoIterator<Item = (&'a Entry, &'a Links)>,
    kept: &Head,
) -> Result<Head, BrokenLink> {
    let mut verifier = Verifier::new(hash);
    for (entry, links) in ledger {
        verifier.next(entry, links)?;
    }
    verifier.finish(kept)
}

/// Seals a text: the event keeps this hash, and text and salt are kept beside it until they are erased.
pub fn seal(hash: HashFunction, salt: &Salt, text: &str) -> Sealed {
    let bytes: Vec<u8> = [b"sealed\n".as_slice(), salt, text.as_bytes()].concat();
    Sealed(hex(&hash(&bytes)))
}

/// Whether text and salt are what was sealed.
pub fn opens(hash: HashFunction, sealed: &Sealed, salt: &Salt, text: &str) -> bool {
    seal(hash, salt, text) == *sealed
}

/// A hash as 64 lower-case hexadecimal digits.
pub fn hex(hash: &Hash) -> String {
    use fmt::Write;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
