//! Why a photo is refused, case by case.

use super::sniff::{Foreign, MediaType};
use domain::error::FieldCode;
use std::io;
use thiserror::Error;

/// What to answer to a refused photo, without knowing HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoErrorKind {
    /// Too many bytes or pixels (413).
    TooLarge,
    /// Not a type that is accepted, or not the one that was declared (415).
    UnsupportedType,
    /// The right type, but empty, damaged, or not the announced file (422).
    Invalid,
    /// Too many photos are waiting; the sender should try again (503).
    Busy,
    /// The server's disk failed (500).
    Storage,
}

/// Why a photo was not stored.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than [`domain::limits::PHOTO_BYTES`].
    #[error("the file has {bytes} bytes; {most} are allowed")]
    TooManyBytes {
        /// Bytes of the file.
        bytes: u64,
        /// Bytes allowed.
        most: u64,
    },
    /// The bytes are not those whose hash was announced.
    #[error("the bytes do not have the announced hash")]
    HashMismatch,
    /// The content is something else than a JPEG, PNG or WebP picture.
    #[error("the file is {0}; a JPEG, PNG or WebP picture is needed")]
    Foreign(Foreign),
    /// The sender declared a type that is never accepted.
    #[error("{0:?} is declared; image/jpeg, image/png and image/webp are accepted")]
    DeclaredTypeNotAllowed(String),
    /// The sender declared one type, and the content is of another.
    #[error("{declared} is declared, but the content is {found}")]
    Mislabelled {
        /// What the sender said.
        declared: MediaType,
        /// What the content is.
        found: MediaType,
    },
    /// A rare encoding of an accepted type, as arithmetic coding or 12 bits in a JPEG.
    #[error("this encoding of {0} is not supported")]
    UnsupportedEncoding(MediaType),
    /// A side is longer than [`domain::limits::PHOTO_SIDE_PX`].
    #[error("the picture has {width} by {height} pixels; {most} are allowed for a side")]
    SideTooLong {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Pixels allowed for a side.
        most: u32,
    },
    /// More pixels than [`domain::limits::PHOTO_PIXELS`].
    #[error("the picture has {pixels} pixels; {most} are allowed")]
    TooManyPixels {
        /// Pixels of the picture.
        pixels: u64,
        /// Pixels allowed.
        most: u64,
    },
    /// Decoding could need more memory than [`super::limits::DECODING_BYTES`].
    #[error("opening the picture could need {bytes} bytes of memory; {most} are allowed")]
    NeedsTooMuchMemory {
        /// The most that decoding could need, in bytes.
        bytes: u64,
        /// Bytes allowed.
        most: u64,
    },
    /// The file ends before the picture does.
    #[error("the picture is cut off")]
    Truncated,
    /// The file is not a readable picture.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// Too many photos are waiting to be decoded.
    #[error("too many photos are waiting")]
    Busy,
    /// Reading or writing the photo directory failed.
    #[error("the photo cannot be stored: {0}")]
    Storage(#[from] io::Error),
}

impl PhotoError {
    /// What to answer.
    pub fn kind(&self) -> PhotoErrorKind {
        match self {
            Self::TooManyBytes { .. }
            | Self::SideTooLong { .. }
            | Self::TooManyPixels { .. }
            | Self::NeedsTooMuchMemory { .. } => PhotoErrorKind::TooLarge,
            Self::Foreign(_)
            | Self::DeclaredTypeNotAllowed(_)
            | Self::Mislabelled { .. }
            | Self::UnsupportedEncoding(_) => PhotoErrorKind::UnsupportedType,
            Self::Empty | Self::HashMismatch | Self::Truncated | Self::Damaged(_) => PhotoErrorKind::Invalid,
            Self::Busy => PhotoErrorKind::Busy,
            Self::Storage(_) => PhotoErrorKind::Storage,
        }
    }

    /// The code of the form field that the photo came in, where the sender is to blame.
    pub fn field_code(&self) -> Option<FieldCode> {
        Some(match self {
            Self::Empty | Self::Truncated | Self::Damaged(_) => FieldCode::Damaged,
            Self::HashMismatch => FieldCode::HashMismatch,
            Self::TooManyBytes { .. }
            | Self::SideTooLong { .. }
            | Self::TooManyPixels { .. }
            | Self::NeedsTooMuchMemory { .. } => FieldCode::TooLong,
            Self::Foreign(_) | Self::DeclaredTypeNotAllowed(_) | Self::UnsupportedEncoding(_) => {
                FieldCode::NotAllowed
            }
            Self::Mislabelled { .. } => FieldCode::Inconsistent,
            Self::Busy | Self::Storage(_) => return None,
        })
    }
}
