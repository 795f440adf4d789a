//! What happens to every request before and after its handler, one file each, from the outside in:
//!
//! | file | what it does |
//! |---|---|
//! | `request_id` | gives every request a name, and a line in the log |
//! | `metrics` | counts requests and their time |
//! | `headers` | what browsers must not do with our answers |
//! | `compression` | makes pages and JSON smaller on the wire |
//! | `error_shape` | failures become pages for people and JSON for programs |
//! | `cross_site` | refuses forms that other sites send in somebody's name |
//! | `client` | who asks: address, device, session or token; notes refusals |
//! | `rate_limits` | who writes too much has to wait |
//! | `bodies` | how large and how slow a body may be |
//!
//! `cookies`, `address` and `shell` are used by them.

pub mod address;
pub mod bodies;
pub mod client;
pub mod compression;
pub mod cookies;
pub mod cross_site;
pub mod error_shape;
pub mod headers;
pub mod metrics;
pub mod rate_limits;
pub mod request_id;
pub mod shell;
