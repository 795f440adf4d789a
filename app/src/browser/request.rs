//! Sends JSON and bytes, tells apart what the server said from not having reached it, and tries again when that may help.

use super::value::{field, from_json, known, set, settled, text};
use super::window;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Headers, RequestInit, Response};

/// How long an answer may take, in milliseconds; a photo over a poor connection takes long.
const PATIENCE_MS: i32 = 90_000;
/// Seconds between attempts. After the last one the person is asked.
const PAUSES_S: [u32; 5] = [1, 2, 4, 8, 15];
/// The longest wait that the server can ask for, in seconds; a longer one is for the person to decide.
const LONGEST_PAUSE_S: u32 = 60;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The server was not reached, or its answer was cut off.
    Unreached,
    /// The server answered with an error.
    Refused {
        /// HTTP status.
        status: u16,
        /// The object `error` of its answer; `undefined` when that cannot be read.
        error: JsValue,
        /// Seconds of `Retry-After`.
        retry_after: Option<u32>,
    },
}

impl Trouble {
    /// Whether trying again later may help: network, overload, a failing server.
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Unreached => true,
            Self::Refused { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
        }
    }
}

/// What somebody who waits for an answer is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The answer.
    Answer,
    /// The network.
    Network,
    /// The next attempt, in so many seconds.
    Attempt(u32),
}

/// Puts a body and gives the JSON of the answer, trying again while that may help; `tell` hears how it goes.
///
/// Without network it waits as long as it takes; otherwise it gives up after a few attempts.
///
/// # Errors
/// [`Trouble`] of the last attempt.
pub async fn put(
    path: &str,
    body: &JsValue,
    media_type: &str,
    tell: &dyn Fn(Waiting),
) -> Result<JsValue, Trouble> {
    let mut attempt = 0;
    loop {
        tell(Waiting::Answer);
        let trouble = match send("PUT", path, Some((body, media_type))).await {
            Err(trouble) if trouble.is_passing() => trouble,
            settled => return settled,
        };
        let pause = PAUSES_S.get(attempt).copied();
        let asked = match &trouble {
            Trouble::Refused { retry_after, .. } => retry_after.unwrap_or(0),
            Trouble::Unreached => 0,
        };
        let pause = match pause {
            _ if asked > LONGEST_PAUSE_S => return Err(trouble),
            Some(pause) => pause.max(asked),
            None if is_offline() => 15,
            None => return Err(trouble),
        };
        attempt += 1;
        let began_offline = is_offline();
        for left in (1..=pause).rev() {
            tell(if is_offline() { Waiting::Network } else { Waiting::Attempt(left) });
            super::value::sleep(1_000).await;
            if began_offline && !is_offline() {
                break;
            }
        }
    }
}

/// Gets the JSON of an answer.
///
/// # Errors
/// [`Trouble`].
pub async fn get(path: &str) -> Result<JsValue, Trouble> {
    send("GET", path, None).await
}

/// Whether the phone knows that it has no network.
pub fn is_offline() -> bool {
    !window().navigator().on_line()
}

async fn send(method: &str, path: &str, body: Option<(&JsValue, &str)>) -> Result<JsValue, Trouble> {
    let (response, content) = exchange(method, path, body).await.map_err(|_| Trouble::Unreached)?;
    let content = from_json(&content.as_string().unwrap_or_default());
    if response.ok() {
        return Ok(content);
    }
    let retry_after = response.headers().get("Retry-After").ok().flatten().and_then(|text| text.parse().ok());
    Err(Trouble::Refused { status: response.status(), error: field(&content, "error"), retry_after })
}

/// The response with its whole text.
async fn exchange(
    method: &str,
    path: &str,
    body: Option<(&JsValue, &str)>,
) -> Result<(Response, JsValue), JsValue> {
    let controller = AbortController::new()?;
    let init = RequestInit::new();
    init.set_method(method);
    // A field of the options that is not known to an old browser is passed over.
    set(&init, "signal", &controller.signal());
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    if let Some((body, media_type)) = body {
        init.set_body(body);
        headers.set("Content-Type", media_type)?;
    }
    init.set_headers(&headers);
    let abort = field(&controller, "abort").dyn_into::<Function>()?.bind0(&controller);
    let timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(&abort, PATIENCE_MS)?;
    let answer = async {
        let response: Response = known(settled(window().fetch_with_str_and_init(path, &init)).await?);
        let content = settled(response.text()?).await?;
        Ok((response, content))
    };
    let answer = answer.await;
    window().clear_timeout_with_handle(timer);
    answer
}

/// The error code and the invalid fields, as path and code, of what a server refused.
pub fn reasons(error: &JsValue) -> (String, Vec<(String, String)>) {
    let fields = super::value::elements(&field(error, "fields"));
    let fields = fields.iter().map(|field| (text(field, "path"), text(field, "code"))).collect();
    (text(error, "code"), fields)
}
