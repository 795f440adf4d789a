//! JavaScript objects, numbers and promises.

use super::{Failure, window};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// An object with these fields.
pub fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object.into()
}

/// Sets a field of an object.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only frozen objects refuse, and we make none.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A field of an object; `undefined` when there is none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A field of an object as text; empty when it is none.
pub fn text(object: &JsValue, name: &str) -> String {
    field(object, name).as_string().unwrap_or_default()
}

/// A text, or `null` when it is empty.
pub fn or_null(text: &str) -> JsValue {
    if text.is_empty() { JsValue::NULL } else { JsValue::from_str(text) }
}

/// The elements of an array; none of anything else.
pub fn elements(array: &JsValue) -> Vec<JsValue> {
    array.dyn_ref::<js_sys::Array>().map(js_sys::Array::to_vec).unwrap_or_default()
}

/// A value as JSON.
pub fn to_json(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

/// The value of a JSON text; `null` when it is none.
pub fn from_json(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::NULL)
}

/// A number with so many digits after the point.
pub fn fixed(number: f64, digits: u8) -> String {
    js_sys::Number::from(number).to_fixed(digits).map(String::from).unwrap_or_default()
}

/// The number that a text begins with, if it does.
pub fn number(text: &str) -> Option<f64> {
    Some(js_sys::Number::parse_float(text)).filter(|number| number.is_finite())
}

/// Waits for a promise.
///
/// # Errors
/// What it was rejected with.
pub async fn settled(promise: Promise) -> Result<JsValue, Failure> {
    JsFuture::from(promise).await
}

/// Calls a method of an object that web-sys need not know.
///
/// # Errors
/// What it threw; also when there is no such method.
pub fn invoke(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, Failure> {
    let method: Function = field(object, name).dyn_into()?;
    method.apply(object, &arguments.iter().copied().collect::<js_sys::Array>())
}

/// Calls a method that returns a promise, and waits for it.
///
/// # Errors
/// What it threw, or what the promise was rejected with.
pub async fn awaited(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, Failure> {
    settled(Promise::resolve(&invoke(object, name, arguments)?)).await
}

/// Gives a promise's two functions to whoever calls one of them later, and waits.
///
/// # Errors
/// What it was rejected with.
pub async fn called_back(mut start: impl FnMut(Function, Function)) -> Result<JsValue, Failure> {
    settled(Promise::new(&mut |resolve, reject| start(resolve, reject))).await
}

/// Waits so many milliseconds.
pub async fn sleep(ms: i32) {
    let wait = |resolve: Function, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    };
    // A timeout never rejects.
    let _ = called_back(wait).await;
}

/// A value as the type that it is known to be.
pub fn known<T: JsCast>(value: JsValue) -> T {
    value.unchecked_into()
}
