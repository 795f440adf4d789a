//! Makes requests, and tells apart what the server said from not having reached it.

use super::value::{field, from_json, known, set, settled};
use super::window;
use js_sys::Function;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Headers, RequestInit, Response};

/// How long an answer may take by default, in milliseconds.
const PATIENCE_MS: i32 = 30_000;

/// What to ask.
pub struct Request<'a> {
    /// `GET`, `PUT` …
    pub method: &'a str,
    /// The path, which is of this site.
    pub path: &'a str,
    /// The body and its type.
    pub body: Option<(&'a JsValue, &'a str)>,
    /// Whether to leave out the session's cookie.
    pub anonymous: bool,
    /// Whose request it is, by the id of a person; empty for whoever is signed in.
    pub owner: &'a str,
    /// How long the answer may take, in milliseconds.
    pub patience_ms: i32,
}

/// What the server said.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The header `Retry-After`; empty when there is none.
    pub retry_after: String,
    /// The JSON of its body; `null` when it is none.
    pub content: JsValue,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The server was not reached, or its answer was cut off.
    Unreached,
    /// No whole answer in time.
    TimedOut,
}

/// Makes a request.
///
/// # Errors
/// [`Lost`]; an answer of any status is none.
pub async fn ask(request: &Request<'_>) -> Result<Answer, Lost> {
    let late = Rc::new(Cell::new(false));
    let exchanged = exchange(request, &late).await;
    let (response, text) =
        exchanged.map_err(|_| if late.get() { Lost::TimedOut } else { Lost::Unreached })?;
    Ok(Answer {
        status: response.status(),
        retry_after: response.headers().get("Retry-After").ok().flatten().unwrap_or_default(),
        content: from_json(&text.as_string().unwrap_or_default()),
    })
}

/// Gets the JSON of an answer; none when it was not a good one.
pub async fn get(path: &str) -> Option<JsValue> {
    let request =
        Request { method: "GET", path, body: None, anonymous: false, owner: "", patience_ms: PATIENCE_MS };
    ask(&request).await.ok().filter(|answer| answer.status < 300).map(|answer| answer.content)
}

/// Whether the phone believes that it has no network. A hint, never a verdict.
pub fn is_offline() -> bool {
    !window().navigator().on_line()
}

/// The response with its whole text.
async fn exchange(request: &Request<'_>, late: &Rc<Cell<bool>>) -> Result<(Response, JsValue), JsValue> {
    let controller = AbortController::new()?;
    let init = RequestInit::new();
    init.set_method(request.method);
    // A field of the options that is not known to an old browser is passed over.
    set(&init, "signal", &controller.signal());
    if request.anonymous {
        set(&init, "credentials", &"omit".into());
    }
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    if !request.owner.is_empty() {
        // The cookie is the browser's: in another tab somebody else may have signed in.
        headers.set("Chuangcheng-Owner", request.owner)?;
    }
    if let Some((body, media_type)) = request.body {
        init.set_body(body);
        headers.set("Content-Type", media_type)?;
    }
    init.set_headers(&headers);
    let abort: Function = field(&controller, "abort").dyn_into()?;
    let late = late.clone();
    let end = Closure::once_into_js(move || {
        late.set(true);
        // Aborting never throws.
        let _ = abort.call0(&controller);
    });
    let timer = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(end.unchecked_ref(), request.patience_ms)?;
    let answer = async {
        let response: Response = known(settled(window().fetch_with_str_and_init(request.path, &init)).await?);
        let content = settled(response.text()?).await?;
        Ok((response, content))
    };
    let answer = answer.await;
    window().clear_timeout_with_handle(timer);
    answer
}
