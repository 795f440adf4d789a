//! What the phone keeps in IndexedDB: drafts (with their photos), the receipts of what was sent from it, and its visits.
//!
//! Everything written is confirmed only by the transaction's `complete` event, so that "saved" means saved.

use super::value::{called_back, elements, known};
use super::{Failure, window};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode as Mode};

/// The database's name and the version of its shape.
const NAME: &str = "chuangcheng";
const VERSION: u32 = 2;

/// A place in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// Unsent input by form: one record per form.
    Drafts,
    /// Receipts of reports sent from this phone, by receipt code.
    Receipts,
    /// Drafts of visits, and marks that say which were recorded, sealed.
    Visits,
}

impl Drawer {
    const ALL: [Self; 3] = [Self::Drafts, Self::Receipts, Self::Visits];

    const fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Receipts => "receipts",
            Self::Visits => "visits",
        }
    }
}

/// Waits until a request is answered. A request is always answered: by success or by error.
async fn answer(request: &IdbRequest) -> Result<JsValue, Failure> {
    called_back(|resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
    .await?;
    request.result()
}

/// Opens the database anew for each use: an open connection can be closed under our feet (another tab upgrades, the
/// browser clears space), and opening costs a millisecond.
async fn open() -> Result<IdbDatabase, Failure> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let opening = request.clone();
    let upgrade = Closure::once_into_js(move || {
        let Ok(database) = opening.result().map(known::<IdbDatabase>) else { return };
        for drawer in Drawer::ALL {
            // One that is there already refuses, which is fine. Any other failure fails the open request, too.
            let _ = database.create_object_store(drawer.name());
        }
    });
    request.set_onupgradeneeded(Some(&known(upgrade)));
    answer(&request).await.map(known)
}

fn begin(
    database: &IdbDatabase,
    drawer: Drawer,
    mode: Mode,
) -> Result<(IdbTransaction, IdbObjectStore), Failure> {
    let transaction = database.transaction_with_str_and_mode(drawer.name(), mode)?;
    let store = transaction.object_store(drawer.name())?;
    Ok((transaction, store))
}

/// Stores a value under a key, replacing what was there. Returns once it is on disk.
///
/// # Errors
/// What the browser says: no space, private mode without storage …
pub async fn put(drawer: Drawer, key: &str, value: &JsValue) -> Result<(), Failure> {
    change(drawer, |store| store.put_with_key(value, &JsValue::from_str(key)).map(drop)).await
}

/// Removes what is stored under a key; nothing is there is fine.
///
/// # Errors
/// As [`put`].
pub async fn remove(drawer: Drawer, key: &str) -> Result<(), Failure> {
    change(drawer, |store| store.delete(&JsValue::from_str(key)).map(drop)).await
}

async fn change(
    drawer: Drawer,
    act: impl FnOnce(&IdbObjectStore) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let database = open().await?;
    let (transaction, store) = begin(&database, drawer, Mode::Readwrite)?;
    act(&store)?;
    let result = called_back(|resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        transaction.set_onerror(Some(&reject));
    })
    .await;
    database.close();
    result.map(drop)
}

/// What is stored under a key; `undefined` when nothing is.
///
/// # Errors
/// As [`put`].
pub async fn get(drawer: Drawer, key: &str) -> Result<JsValue, Failure> {
    let database = open().await?;
    let (_, store) = begin(&database, drawer, Mode::Readonly)?;
    let value = answer(&store.get(&JsValue::from_str(key))?).await;
    database.close();
    value
}

/// Everything in a drawer, in key order.
///
/// # Errors
/// As [`put`].
pub async fn all(drawer: Drawer) -> Result<Vec<JsValue>, Failure> {
    let database = open().await?;
    let (_, store) = begin(&database, drawer, Mode::Readonly)?;
    let values = answer(&store.get_all()?).await;
    database.close();
    values.map(|values| elements(&values))
}
