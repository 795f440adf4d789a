//! Loads a module of its own when it is first needed, so that pages without a map do not pay for one.

use super::{Failure, failure};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Imports the module at this address and calls one of its functions; waits when that returns a promise.
///
/// # Errors
/// What the browser says: not reached, not a module, or what the function threw.
pub async fn call(address: &str, name: &str, arguments: &[JsValue]) -> Result<JsValue, Failure> {
    // A dynamic import cannot be written in Rust, and the page's policy forbids to evaluate text: islands.js offers it.
    let import = Reflect::get(&js_sys::global(), &JsValue::from_str("loadModule"))
        .ok()
        .and_then(|value| value.dyn_into::<Function>().ok())
        .ok_or_else(|| "the page does not load modules".to_owned())?;
    let module = import.call1(&JsValue::NULL, &JsValue::from_str(address)).map_err(|error| failure(&error))?;
    let module = JsFuture::from(Promise::from(module)).await.map_err(|error| failure(&error))?;
    let function: Function = Reflect::get(&module, &JsValue::from_str(name))
        .ok()
        .and_then(|value| value.dyn_into().ok())
        .ok_or_else(|| format!("the module has no function {name}"))?;
    let result = function
        .apply(&JsValue::NULL, &arguments.iter().collect::<js_sys::Array>())
        .map_err(|error| failure(&error))?;
    JsFuture::from(Promise::resolve(&result)).await.map_err(|error| failure(&error))
}
