//! 待发: everything that this phone has to send, kept until the server has it.
//!
//! The rules are `domain::outbox`; here they meet IndexedDB, WebCrypto and the network.
//!
//! | file | what it does |
//! |---|---|
//! | `api` | what islands call |
//! | `codec` | entries as objects of the database |
//! | `content` | records and photos, sealed |
//! | `courier` | makes one request and says what happened |
//! | `news` | tells this page and other tabs of changes |
//! | `person` | who uses the phone |
//! | `phone`, `phone.js` | IndexedDB, WebCrypto and the rest that the browser has |
//! | `room` | how much the phone can keep |
//! | `seal` | seals what others keep |
//! | `sender` | when to look, and who may send |
//! | `shelf` | changes of entries, each in one transaction |
//! | `unkept` | sends what the phone cannot keep |

mod api;
mod codec;
mod content;
mod courier;
mod news;
mod person;
mod phone;
mod room;
pub mod seal;
mod sender;
mod shelf;
mod unkept;

pub use api::{
    Opened, Outcome, content, discard, list, open, owner, photo, put, replace, send_again, send_now,
    send_unkept, take_back, wait_for,
};
pub use content::{Content, NewEntry, NewPhoto};
pub use news::watch;
pub use room::{Room, has_room, is_full, is_persistent, measure};
pub use sender::start;
