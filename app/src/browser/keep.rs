//! What the phone keeps in IndexedDB: drafts (with their photos) and the receipts of what was sent from it.
//!
//! Everything written is confirmed only by the transaction's `complete` event, so that "saved" means saved.

use super::Failure;
use idb::{Database, Factory, ObjectStoreParams, TransactionMode, TransactionResult};
use wasm_bindgen::JsValue;

/// The database's name and the version of its shape.
const NAME: &str = "chuangcheng";
const VERSION: u32 = 1;

/// A place in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// Unsent input by form: one record per form.
    Drafts,
    /// Receipts of reports sent from this phone, by receipt code.
    Receipts,
}

impl Drawer {
    const ALL: [Self; 2] = [Self::Drafts, Self::Receipts];

    const fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Receipts => "receipts",
        }
    }
}

fn text(error: idb::Error) -> Failure {
    error.to_string()
}

/// Opens the database anew for each use: an open connection can be closed under our feet (another tab upgrades, the
/// browser clears space), and opening costs a millisecond.
async fn open() -> Result<Database, Failure> {
    let mut request = Factory::new().and_then(|factory| factory.open(NAME, Some(VERSION))).map_err(text)?;
    request.on_upgrade_needed(|event| {
        use idb::DatabaseEvent as _;
        let Ok(database) = event.database() else { return };
        let present = database.store_names();
        for drawer in Drawer::ALL {
            if !present.iter().any(|name| name == drawer.name()) {
                // When this fails the open request fails too, and says so.
                drop(database.create_object_store(drawer.name(), ObjectStoreParams::new()));
            }
        }
    });
    request.await.map_err(text)
}

/// Stores a value under a key, replacing what was there. Returns once it is on disk.
///
/// # Errors
/// What the browser says: no space, private mode without storage …
pub async fn put(drawer: Drawer, key: &str, value: &JsValue) -> Result<(), Failure> {
    change(drawer, |store| store.put(value, Some(&JsValue::from_str(key))).map(drop)).await
}

/// Removes what is stored under a key; nothing is there is fine.
///
/// # Errors
/// As [`put`].
pub async fn remove(drawer: Drawer, key: &str) -> Result<(), Failure> {
    change(drawer, |store| store.delete(JsValue::from_str(key)).map(drop)).await
}

async fn change(
    drawer: Drawer,
    act: impl FnOnce(&idb::ObjectStore) -> Result<(), idb::Error>,
) -> Result<(), Failure> {
    let database = open().await?;
    let transaction = database.transaction(&[drawer.name()], TransactionMode::ReadWrite).map_err(text)?;
    let store = transaction.object_store(drawer.name()).map_err(text)?;
    act(&store).map_err(text)?;
    let result = transaction.await.map_err(text);
    database.close();
    match result? {
        TransactionResult::Committed => Ok(()),
        TransactionResult::Aborted => Err("the phone did not keep it".to_owned()),
    }
}

/// What is stored under a key.
///
/// # Errors
/// As [`put`].
pub async fn get(drawer: Drawer, key: &str) -> Result<Option<JsValue>, Failure> {
    let database = open().await?;
    let transaction = database.transaction(&[drawer.name()], TransactionMode::ReadOnly).map_err(text)?;
    let store = transaction.object_store(drawer.name()).map_err(text)?;
    let value = store.get(JsValue::from_str(key)).map_err(text)?.await.map_err(text);
    database.close();
    value
}

/// Everything in a drawer, in key order.
///
/// # Errors
/// As [`put`].
pub async fn all(drawer: Drawer) -> Result<Vec<JsValue>, Failure> {
    let database = open().await?;
    let transaction = database.transaction(&[drawer.name()], TransactionMode::ReadOnly).map_err(text)?;
    let store = transaction.object_store(drawer.name()).map_err(text)?;
    let values = store.get_all(None, None).map_err(text)?.await.map_err(text);
    database.close();
    values
}
