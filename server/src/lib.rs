//! Skeleton.
/// Photo checking, decoding, re-encoding and storage.
pub mod media;
