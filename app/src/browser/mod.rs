//! What only a browser can do: storage on the phone, photos, places, requests. Compiled to wasm only.
//!
//! | file | what it does |
//! |---|---|
//! | `chance` | time, random bytes, new ids |
//! | `keep` | IndexedDB: drafts and receipts kept on the phone |
//! | `photo` | makes a photo small enough to send, and reads its place before that loses it |
//! | `place` | asks the device where it is |
//! | `request` | sends JSON and bytes, and tells failures apart |
//! | `script` | loads the map, a module of its own, when it is first needed |

pub mod chance;
pub mod keep;
pub mod photo;
pub mod place;
pub mod request;
pub mod script;

use wasm_bindgen::JsValue;

/// A failure inside the browser, as the text it gives.
pub type Failure = String;

/// The text of whatever JavaScript threw.
pub fn failure(value: &JsValue) -> Failure {
    value
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| value.as_string())
        .unwrap_or_else(|| "unknown".to_owned())
}

use wasm_bindgen::JsCast;

/// The window; islands run nowhere else.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("islands run in a window")
}

/// The document.
pub fn document() -> web_sys::Document {
    window().document().expect("a window that runs islands has a document")
}
