//! Tests against the running program live in `tests/tests/`; this crate has no code of its own.
