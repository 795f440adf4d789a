//! What only a browser can do: storage on the phone, photos, places, requests. Compiled to wasm only, except for tests.
//!
//! Numbers are turned into text and back by JavaScript, JSON is read and written by it, and so are hashes and random
//! bytes: what the browser has anyway need not be in the bundle a second time.
//!
//! | file | what it does |
//! |---|---|
//! | `chance` | time, random bytes, new ids |
//! | `dom` | finds, makes and watches elements |
//! | `exif` | where a photo was taken |
//! | `keep` | IndexedDB: drafts and receipts kept on the phone |
//! | `outbox` | what is to be sent, kept until the server has it |
//! | `photo` | makes a photo small enough to send, and reads its place before that loses it |
//! | `place` | asks the device where it is |
//! | `receipts` | receipts of what was sent from this phone |
//! | `request` | makes requests, and tells failures apart |
//! | `script` | loads the map, a module of its own, when it is first needed |
//! | `value` | JavaScript objects, numbers and promises |

#[cfg(feature = "hydrate")]
pub mod chance;
#[cfg(feature = "hydrate")]
pub mod dom;
pub mod exif;
#[cfg(feature = "hydrate")]
pub mod keep;
#[cfg(feature = "hydrate")]
pub mod outbox;
#[cfg(feature = "hydrate")]
pub mod photo;
#[cfg(feature = "hydrate")]
pub mod place;
#[cfg(feature = "hydrate")]
pub mod receipts;
#[cfg(feature = "hydrate")]
pub mod request;
#[cfg(feature = "hydrate")]
pub mod script;
#[cfg(feature = "hydrate")]
pub mod value;

/// A failure inside the browser, as whatever JavaScript threw.
#[cfg(feature = "hydrate")]
pub type Failure = wasm_bindgen::JsValue;

/// The window; islands run nowhere else.
#[cfg(feature = "hydrate")]
pub fn window() -> web_sys::Window {
    web_sys::window().expect("islands run in a window")
}

/// The document.
#[cfg(feature = "hydrate")]
pub fn document() -> web_sys::Document {
    window().document().expect("a window that runs islands has a document")
}
