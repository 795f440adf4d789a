//! Starts the built program as its users would and talks to it over HTTP. Nothing here knows how it works inside.

pub mod client;
pub mod faults;
pub mod photo;
pub mod program;

pub use client::Client;
pub use program::{Database, Program};
