//! Small views without behaviour, shared by pages. Each is a function that returns a view.
//!
//! | module | what it shows |
//! |---|---|
//! | `charts` | figures as SVG with their tables |
//! | `errors` | failures in words: summaries, messages at fields |
//! | `fields` | labelled inputs that keep what was typed |
//! | `flash` | what just happened, once |
//! | `icons` | symbols of the sprites |
//! | `names` | what roles, channels and other codes are called |
//! | `status` | the status of a report |
//! | `timeline` | a report's history |
//! | `unsent` | how many entries of the outbox are not delivered |

pub mod charts;
pub mod errors;
pub mod fields;
pub mod flash;
pub mod icons;
pub mod names;
pub mod status;
pub mod timeline;
pub(crate) mod unsent;
