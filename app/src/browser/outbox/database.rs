//! The outbox's database: entries, their records and photos, and keys, in stores of their own.
//!
//! It is a database of its own beside that of `keep`: an open page of an earlier version of the app, which knows nothing of
//! it, goes on keeping its drafts.
//!
//! It is opened anew for each use. An open connection can be closed under our feet (another tab upgrades, the browser
//! clears space or wakes up from sleep), and opening costs a millisecond. What fails for that reason is done once more.

use super::super::value::{called_back, elements, known, settled, text};
use super::super::{Failure, window};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbRequest, IdbTransaction, IdbTransactionMode as Mode};

const NAME: &str = "chuangcheng-outbox";
const VERSION: u32 = 1;

/// Where each entry stands, by its id.
pub(super) const ENTRIES: &str = "entries";
/// What is sent, sealed, by the id of its entry.
pub(super) const RECORDS: &str = "records";
/// Photos, sealed, by the id of their entry and their hash.
pub(super) const PHOTOS: &str = "photos";
/// The key that seals, who uses the phone, and who may send.
pub(super) const KEYS: &str = "keys";

const STORES: [&str; 4] = [ENTRIES, RECORDS, PHOTOS, KEYS];

/// Waits until a request is answered. A request is always answered: by success or by error.
pub(super) async fn answer(request: &IdbRequest) -> Result<JsValue, Failure> {
    called_back(|resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
    .await
    .map_err(|event| request.error().ok().flatten().map_or(event, JsValue::from))?;
    request.result()
}

async fn open() -> Result<IdbDatabase, Failure> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let opening = request.clone();
    let upgrade = Closure::once_into_js(move || {
        let Ok(database) = opening.result().map(known::<IdbDatabase>) else { return };
        for store in STORES {
            // One that is there already refuses, which is fine. Any other failure fails the open request, too.
            let _ = database.create_object_store(store);
        }
    });
    request.set_onupgradeneeded(Some(&known(upgrade)));
    let opened = match answer(&request).await {
        // A newer version of the app has been here, and this page is still the old one. Versions only add.
        Err(error) if text(&error, "name") == "VersionError" => answer(&*factory.open(NAME)?).await,
        opened => opened,
    };
    opened.map(known)
}

/// Does something in one transaction, all or nothing; returns once it is on disk. It may be done twice, when the
/// connection was closed in the middle of the first time and nothing of it has remained.
pub(super) async fn change<T>(
    act: impl AsyncFn(&IdbTransaction) -> Result<T, Failure>,
) -> Result<T, Failure> {
    within(Mode::Readwrite, &act).await
}

/// Reads in one transaction.
pub(super) async fn read<T>(act: impl AsyncFn(&IdbTransaction) -> Result<T, Failure>) -> Result<T, Failure> {
    within(Mode::Readonly, &act).await
}

async fn within<T>(
    mode: Mode,
    act: &impl AsyncFn(&IdbTransaction) -> Result<T, Failure>,
) -> Result<T, Failure> {
    match once(mode, act).await {
        Err(error)
            if ["InvalidStateError", "AbortError", "UnknownError"].contains(&&*text(&error, "name")) =>
        {
            once(mode, act).await
        }
        done => done,
    }
}

async fn once<T>(
    mode: Mode,
    act: &impl AsyncFn(&IdbTransaction) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let database = open().await?;
    let done = transact(&database, mode, act).await;
    database.close();
    done
}

async fn transact<T>(
    database: &IdbDatabase,
    mode: Mode,
    act: &impl AsyncFn(&IdbTransaction) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let stores: js_sys::Array = STORES.iter().map(|name| JsValue::from_str(name)).collect();
    let transaction = database.transaction_with_str_sequence_and_mode(&stores, mode)?;
    // Listened to before anything is asked, so that no end is missed.
    let ended = Promise::new(&mut |resolve, _| {
        let end =
            |complete: bool| -> Function { resolve.bind1(&JsValue::NULL, &complete.into()).unchecked_into() };
        transaction.set_oncomplete(Some(&end(true)));
        transaction.set_onabort(Some(&end(false)));
    });
    let result = act(&transaction).await;
    if result.is_err() {
        // It may have aborted itself already.
        let _ = transaction.abort();
    }
    let complete = settled(ended).await?.is_truthy();
    match result {
        Ok(value) if complete => Ok(value),
        Ok(_) => Err(transaction.error().map_or(JsValue::NULL, JsValue::from)),
        Err(error) => Err(error),
    }
}

/// What is stored under a key; `undefined` when nothing is.
pub(super) async fn get(
    transaction: &IdbTransaction,
    store: &str,
    key: &JsValue,
) -> Result<JsValue, Failure> {
    answer(&transaction.object_store(store)?.get(key)?).await
}

/// Everything in a store, in the order of its keys.
pub(super) async fn all(transaction: &IdbTransaction, store: &str) -> Result<Vec<JsValue>, Failure> {
    Ok(elements(&answer(&transaction.object_store(store)?.get_all()?).await?))
}

/// Stores a value under a key, in the place of what was there.
pub(super) fn put(
    transaction: &IdbTransaction,
    store: &str,
    key: &JsValue,
    value: &JsValue,
) -> Result<(), Failure> {
    transaction.object_store(store)?.put_with_key(value, key).map(drop)
}

/// Removes what stands under a key or in a range of keys.
pub(super) fn remove(transaction: &IdbTransaction, store: &str, key: &JsValue) -> Result<(), Failure> {
    transaction.object_store(store)?.delete(key).map(drop)
}
