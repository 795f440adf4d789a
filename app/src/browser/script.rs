//! Loads a module of its own when it is first needed, so that pages without a map do not pay for one.

use super::Failure;
use super::value::{field, known, settled};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};

/// Imports the module at this address and calls one of its functions; waits when that returns a promise.
///
/// # Errors
/// What the browser says: not reached, not a module, or what the function threw.
pub async fn call(address: &str, name: &str, arguments: &[JsValue]) -> Result<JsValue, Failure> {
    // A dynamic import cannot be written in Rust, and the page's policy forbids to evaluate text: islands.js offers it.
    let import: Function = field(&js_sys::global(), "loadModule").dyn_into()?;
    let module = settled(known(import.call1(&JsValue::NULL, &JsValue::from_str(address))?)).await?;
    let function: Function = field(&module, name).dyn_into()?;
    let result = function.apply(&JsValue::NULL, &arguments.iter().collect::<js_sys::Array>())?;
    settled(Promise::resolve(&result)).await
}
