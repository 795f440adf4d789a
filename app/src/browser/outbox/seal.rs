//! Seals what is written to the phone, so that a copied profile folder shows no names, answers, descriptions or photos.
//!
//! AES-GCM with a fresh nonce each time, by a key that the browser keeps and never gives away: it can be used on this site
//! in this profile, and cannot be read, not even by us. Browsers offer this only over https and on the machine itself. On a
//! plain http address the content is kept open rather than lost, and the page of the outbox says so.
//!
//! Sealed content is an object: `nonce` and `data`, or only `open` where nothing can be sealed.

use super::super::value::{awaited, field, object, text};
use super::super::{Failure, chance, window};
use super::database::{self, KEYS};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

/// Under which name the key is stored.
const NAME: &str = "seal";
const NONCE_BYTES: u32 = 12;

/// The key with its name; none where this browser seals nothing.
#[derive(Clone)]
pub struct Key(Option<JsValue>);

impl Key {
    /// The key of this phone, made when there is none.
    ///
    /// # Errors
    /// When the phone keeps nothing.
    pub async fn get() -> Result<Self, Failure> {
        let Some(subtle) = subtle() else { return Ok(Self(None)) };
        let known = database::read(async |t| database::get(t, KEYS, &NAME.into()).await).await?;
        if known.is_object() {
            return Ok(Self(Some(known)));
        }
        let uses = ["encrypt", "decrypt"].map(JsValue::from_str);
        let made = awaited(
            &subtle,
            "generateKey",
            &[
                &algorithm(&[("length", 256.into())]),
                &JsValue::FALSE,
                &uses.iter().collect::<js_sys::Array>(),
            ],
        )
        .await?;
        let made = object(&[("id", chance::new_id().into()), ("key", made)]);
        // Another tab may have been quicker; then its key counts.
        let kept = database::change(async |t| {
            let known = database::get(t, KEYS, &NAME.into()).await?;
            if known.is_object() {
                return Ok(known);
            }
            database::put(t, KEYS, &NAME.into(), &made)?;
            Ok(made.clone())
        });
        Ok(Self(Some(kept.await?)))
    }

    /// Whether it seals.
    pub const fn seals(&self) -> bool {
        self.0.is_some()
    }

    /// Makes sure, inside the transaction that writes what was sealed with it, that the key is still there: somebody may
    /// have cleared the site's data meanwhile.
    ///
    /// # Errors
    /// When another key has taken its place; then everything must be sealed again.
    pub(super) async fn hold(&self, transaction: &web_sys::IdbTransaction) -> Result<(), Failure> {
        let Some(own) = &self.0 else { return Ok(()) };
        let there = database::get(transaction, KEYS, &NAME.into()).await?;
        if !there.is_object() {
            return database::put(transaction, KEYS, &NAME.into(), own);
        }
        if text(&there, "id") == text(own, "id") { Ok(()) } else { Err("another key".into()) }
    }

    /// Seals bytes.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn seal(&self, bytes: &JsValue) -> Result<JsValue, Failure> {
        let (Some(own), Some(subtle)) = (&self.0, subtle()) else {
            return Ok(object(&[("open", bytes.clone())]));
        };
        let nonce: JsValue = chance::bytes(NONCE_BYTES).into();
        let how = algorithm(&[("iv", nonce.clone())]);
        let data = awaited(&subtle, "encrypt", &[&how, &field(own, "key"), bytes]).await?;
        Ok(object(&[("nonce", nonce), ("data", data)]))
    }

    /// Seals a text.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn seal_text(&self, text: &str) -> Result<JsValue, Failure> {
        self.seal(&Uint8Array::from(text.as_bytes()).into()).await
    }

    /// The bytes that were sealed, as an `ArrayBuffer` or `Uint8Array`.
    ///
    /// # Errors
    /// When it was sealed with another key, or is damaged.
    pub async fn open(&self, sealed: &JsValue) -> Result<JsValue, Failure> {
        let open = field(sealed, "open");
        if open.is_object() {
            return Ok(open);
        }
        let (Some(own), Some(subtle)) = (&self.0, subtle()) else { return Err(JsValue::NULL) };
        let how = algorithm(&[("iv", field(sealed, "nonce"))]);
        awaited(&subtle, "decrypt", &[&how, &field(own, "key"), &field(sealed, "data")]).await
    }

    /// The text that was sealed.
    ///
    /// # Errors
    /// As [`Key::open`].
    pub async fn open_text(&self, sealed: &JsValue) -> Result<String, Failure> {
        let bytes = Uint8Array::new(&self.open(sealed).await?).to_vec();
        String::from_utf8(bytes).map_err(|_| JsValue::NULL)
    }
}

fn subtle() -> Option<JsValue> {
    let subtle = field(&field(&window(), "crypto"), "subtle");
    subtle.is_object().then_some(subtle)
}

fn algorithm(more: &[(&str, JsValue)]) -> JsValue {
    let algorithm = object(more);
    super::super::value::set(&algorithm, "name", &"AES-GCM".into());
    algorithm
}
