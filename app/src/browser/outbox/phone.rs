//! `phone.js`, as Rust calls it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/outbox/phone.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub async fn key() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = sealJson)]
    pub async fn seal_json(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = openJson)]
    pub async fn open_json(sealed: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = sealPhoto)]
    pub async fn seal_photo(blob: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = openPhoto)]
    pub async fn open_photo(stored: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    pub async fn put(
        id: &str,
        record: &JsValue,
        photos: &JsValue,
        decide: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn update(id: &str, decide: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = updateAll)]
    pub async fn update_all(decide: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn all() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn get(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn record(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn photo(id: &str, sha256: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    pub async fn person() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = setPerson)]
    pub async fn set_person(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn lease(holder: &str, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = withRightToSend)]
    pub async fn with_right_to_send(holder: &str, ms: f64, send: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = hasLocks)]
    pub fn has_locks() -> bool;

    #[wasm_bindgen(catch)]
    pub async fn measure() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn persisted() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = settleIn)]
    pub async fn settle_in() -> Result<JsValue, JsValue>;

    pub fn listen(changed: &JsValue, woken: &JsValue);
    pub fn tell();
    #[wasm_bindgen(catch)]
    pub async fn base64(blob: &JsValue) -> Result<JsValue, JsValue>;
}
