//! The interactive parts.
