//! Sends JSON and bytes, and tells apart what the server said from not having reached it.

use super::{Failure, failure, window};
use domain::error::{ApiError, ErrorBody};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The server was not reached, or its answer was cut off.
    Unreached(Failure),
    /// The server answered with an error; seconds to wait, if it says so.
    Refused {
        /// HTTP status.
        status: u16,
        /// What it says, when it can be read.
        error: Option<ApiError>,
        /// Seconds of `Retry-After`.
        retry_after: Option<u32>,
    },
}

impl Trouble {
    /// Whether trying again later may help: network, overload, a failing server.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreached(_) => true,
            Self::Refused { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
        }
    }
}

/// Puts a JSON body and reads the JSON answer.
///
/// # Errors
/// [`Trouble`].
pub async fn put_json<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Trouble> {
    let text = serde_json::to_string(body).map_err(|error| Trouble::Unreached(error.to_string()))?;
    let response = send("PUT", path, Some((&JsValue::from_str(&text), "application/json"))).await?;
    read_json(&response).await
}

/// Puts raw bytes.
///
/// # Errors
/// [`Trouble`].
pub async fn put_bytes(path: &str, bytes: &[u8], media_type: &str) -> Result<(), Trouble> {
    let array = js_sys::Uint8Array::from(bytes);
    send("PUT", path, Some((array.as_ref(), media_type))).await.map(drop)
}

/// Gets a JSON answer.
///
/// # Errors
/// [`Trouble`].
pub async fn get_json<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    read_json(&send("GET", path, None).await?).await
}

async fn send(method: &str, path: &str, body: Option<(&JsValue, &str)>) -> Result<Response, Trouble> {
    let unreached = |error: JsValue| Trouble::Unreached(failure(&error));
    let init = RequestInit::new();
    init.set_method(method);
    let headers = Headers::new().map_err(unreached)?;
    headers.set("Accept", "application/json").map_err(unreached)?;
    if let Some((body, media_type)) = body {
        init.set_body(body);
        headers.set("Content-Type", media_type).map_err(unreached)?;
    }
    init.set_headers(headers.as_ref());
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, &init))
        .await
        .map_err(unreached)?
        .unchecked_into();
    if response.ok() {
        return Ok(response);
    }
    let retry_after = response.headers().get("Retry-After").ok().flatten().and_then(|text| text.parse().ok());
    let error = read_json::<ErrorBody>(&response).await.ok().map(|body| body.error);
    Err(Trouble::Refused { status: response.status(), error, retry_after })
}

async fn read_json<T: DeserializeOwned>(response: &Response) -> Result<T, Trouble> {
    let unreached = |error: JsValue| Trouble::Unreached(failure(&error));
    let text = JsFuture::from(response.text().map_err(unreached)?).await.map_err(unreached)?;
    serde_json::from_str(&text.as_string().unwrap_or_default())
        .map_err(|error| Trouble::Unreached(error.to_string()))
}
