//! Photos: what may come in, what is read from it, what is kept, and where.
//!
//! ```text
//! bytes ─ photos ─┬─ hash      is it the file that was announced?
//!                 ├─ sniff     which type is it, by its content?
//!                 ├─ header    width, height, completeness, EXIF: read without decoding
//!                 ├─ limits    pixels and memory, before anything is decoded
//!                 ├─ exif      place, moment and orientation
//!                 ├─ decode    to 8-bit grey or RGB; alpha lies on white
//!                 ├─ colour    an embedded RGB profile becomes sRGB
//!                 ├─ process   shrink, turn upright, encode three sizes as JPEG
//!                 └─ storage   durable files named by the hash of what was sent
//! ```
//!
//! The stored pictures are always encoded anew from pixels. That is why bytes after the end of a picture are
//! tolerated (phones append a short film to a "motion photo", and a polyglot's second face ends here as well), and
//! why no metadata can survive.

mod colour;
mod decode;
pub mod error;
pub mod exif;
pub mod hash;
mod header;
pub mod limits;
pub mod photos;
mod process;
pub mod sniff;
pub mod storage;
mod tiff;

#[cfg(test)]
mod fixtures;

pub use error::{PhotoError, PhotoErrorKind};
pub use exif::read_location;
pub use hash::PhotoHash;
pub use photos::{PhotoIntake, StoredPhoto};
pub use sniff::MediaType;
pub use storage::{PhotoSize, PhotoStorage};
