//! A small HTTP client that tests read well with.

use anyhow::{Context, ensure};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// A client with its own cookies; it does not follow redirects.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header as text; empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The code of the error in the body.
    pub fn error(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Paths of the invalid fields in the body.
    pub fn invalid(&self) -> Vec<String> {
        let fields = self.json()["error"]["fields"].as_array().cloned().unwrap_or_default();
        fields.iter().filter_map(|field| field["path"].as_str().map(str::to_owned)).collect()
    }
}

impl Client {
    /// A client of a server.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(address: &str) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, address: address.to_owned(), token: None })
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// The same, with its cookies, by another address of the server.
    #[must_use]
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// A request to be completed and given to [`Client::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, request: RequestBuilder) -> anyhow::Result<Answer> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body: response.bytes().await?.to_vec() })
    }

    /// Gets a path.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(self.request(Method::GET, path)).await
    }

    /// Puts JSON.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// Posts JSON.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Deletes.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn delete(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Posts a plain form, as a browser without scripts does.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        let request = self
            .request(Method::POST, path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("origin", &self.address)
            .body(body.join("&"));
        self.send(request).await
    }

    /// Posts a form with files: name of the field, name of the file, type, content.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn multipart(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &str, Vec<u8>)],
    ) -> anyhow::Result<Answer> {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, file, media_type, content) in files {
            let part = reqwest::multipart::Part::bytes(content.clone()).file_name((*file).to_owned());
            form = form.part((*name).to_owned(), part.mime_str(media_type)?);
        }
        let request = self.request(Method::POST, path).header("origin", &self.address).multipart(form);
        self.send(request).await
    }

    /// Puts a photo of a report.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn put_photo(
        &self,
        report: Uuid,
        sha256: &str,
        bytes: &[u8],
        media_type: &str,
    ) -> anyhow::Result<Answer> {
        let path = format!("/api/v1/reports/{report}/photos/{sha256}");
        let request = self.request(Method::PUT, &path).header(CONTENT_TYPE, media_type).body(bytes.to_vec());
        self.send(request).await
    }

    /// Signs in with the form of the page.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn sign_in(&self, login: &str, password: &str) -> anyhow::Result<()> {
        let answer = self.form("/signin", &[("login", login), ("password", password)]).await?;
        ensure!(answer.status == 303, "signing in as {login}: {} {}", answer.status, answer.text());
        Ok(())
    }

    /// The values of the hidden and prefilled inputs of a page's form, by name.
    ///
    /// # Errors
    /// When the page cannot be read.
    pub async fn inputs(&self, path: &str) -> anyhow::Result<HashMap<String, String>> {
        let page = self.get(path).await?;
        ensure!(page.status == 200, "{path}: {}", page.status);
        let text = page.text();
        let attribute = |tag: &str, name: &str| {
            let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            tag.get(at..)?.split('"').next().map(str::to_owned)
        };
        let tags = text.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        Ok(tags
            .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
            .collect())
    }
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A new id, as senders make them.
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// A report that is accepted as it is.
pub fn report() -> Value {
    json!({
        "category": "exposed_rubbish",
        "description": "垃圾桶旁有散落垃圾",
        "observed_at": "2026-11-20T08:00:00+08:00",
        "channel": "resident",
        "location": { "lat": 38.18, "lng": 107.48, "accuracy_m": 12.5, "source": "device", "datum": "wgs84" },
        "photos": []
    })
}

/// The id in a receipt or a report.
///
/// # Errors
/// When there is none.
pub fn id_of(answer: &Answer) -> anyhow::Result<Uuid> {
    let text = answer.json()["id"].as_str().context("no id")?.to_owned();
    Ok(Uuid::parse_str(&text)?)
}
