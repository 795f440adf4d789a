//! What happens: the only place that ties store, photos and rules together. Each function takes the services and the
//! actor, checks what the actor may do, and returns an `ApiError` on failure.
//!
//! | file | what it does |
//! |---|---|
//! | `accounts`, `sign_in` | people who can sign in, and how they do |
//! | `passwords`, `throttle` | how passwords are kept, and who has to wait before guessing another |
//! | `sessions`, `tokens` | what browsers and programs show to be recognised |
//! | `security` | the security log |
//! | `first_start` | what an empty installation is given |
//! | `reports`, `photos` | what residents see and send, and what becomes of it |
//! | `questionnaires`, `responses` | what is asked and answered |
//! | `awareness`, `heatmap`, `overview`, `counters` | what all of it adds up to |
//! | `figures` | what pages of statistics ask for beyond the rate and the map |
//! | `areas` | areas, sites and units |
//! | `surveys` | door-to-door surveys, and how volunteers sign in |
//! | `ledger` | cases: every problem has a unit, a person, a deadline and proof |
//! | `imports`, `exports` | whole files in and out |
//! | `doctor` | whether everything adds up |
//! | `backend` | the port of the pages |

pub mod accounts;
pub mod areas;
pub mod awareness;
pub mod backend;
pub mod counters;
pub mod doctor;
pub mod exports;
pub mod figures;
pub mod first_start;
pub mod heatmap;
pub mod imports;
pub mod ledger;
pub mod overview;
pub mod passwords;
pub mod photos;
pub mod questionnaires;
pub mod reports;
pub mod responses;
pub mod security;
pub mod sessions;
pub mod sign_in;
pub mod surveys;
pub mod throttle;
pub mod tokens;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::media::{PhotoIntake, PhotoStorage};
use crate::middleware::metrics::Metrics;
use crate::middleware::rate_limits::RateLimits;
use crate::site::{Site, SiteError};
use areas::AreaIndex;
use domain::category::Catalogue;
use heatmap::regions::Regions;
use passwords::Passwords;
use std::io;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use store::{Store, StoreError};
use thiserror::Error;

/// The shipped categories; a `categories.json` in the data directory takes their place.
const CATEGORIES: &str = include_str!("../../assets/categories.json");

/// Everything that a request, a job or a command works with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Services(Arc<Parts>);

/// What [`Services`] is made of; `services.store` reads from here.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Takes photos, and finds them again.
    pub photos: PhotoIntake,
    /// The categories that can be reported.
    pub catalogue: Arc<Catalogue>,
    /// The tree of areas.
    pub areas: AreaIndex,
    /// The cells of areas.
    pub regions: Regions,
    /// Tells the time.
    pub clock: Clock,
    /// Draws ids and secrets.
    pub chance: Chance,
    /// The settings.
    pub settings: Arc<Config>,
    /// Where the program is reached from outside, without a slash at the end.
    pub public_url: String,
    /// Hashes passwords, few at a time.
    pub passwords: Passwords,
    /// Counts requests.
    pub metrics: Metrics,
    /// Counts who writes too much.
    pub rate_limits: RateLimits,
    /// The built site: styles, scripts, icons.
    pub site: Site,
}

/// Why the program cannot start.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The data directory cannot be used.
    #[error("cannot use the data directory {path}: {cause}")]
    DataDirectory {
        /// The directory.
        path: String,
        /// What the operating system says.
        cause: io::Error,
    },
    /// The catalogue of categories cannot be read.
    #[error("{place}: {message}")]
    Catalogue {
        /// Which file.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The built site cannot be read.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The counters cannot be computed again.
    #[error("cannot compute the counters again: {0}")]
    Counters(String),
    /// The database cannot be opened or brought up to date.
    #[error("cannot open the database {url}: {cause}")]
    Store {
        /// Its address, without the password.
        url: String,
        /// What the store says.
        cause: StoreError,
    },
}

impl Deref for Services {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Services {
    /// Opens the data directory and the database, and brings its tables up to date. `public_url` is where people
    /// reach the program when the settings do not say.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(settings: Config, public_url: &str) -> Result<Self, OpenError> {
        Self::open_with(settings, public_url, Clock::system(), Chance::system()).await
    }

    /// The same with a clock that a test may hold and chance that it may seed.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_with(
        settings: Config,
        public_url: &str,
        clock: Clock,
        chance: Chance,
    ) -> Result<Self, OpenError> {
        let photos = open_directory(&settings.data_dir, &clock).map_err(|cause| {
            OpenError::DataDirectory { path: settings.data_dir.display().to_string(), cause }
        })?;
        let catalogue = read_catalogue(&settings.data_dir)?;
        let site = Site::open(settings.site_dir.as_deref())?;
        let store = open_store(&settings).await?;
        let services = Self(Arc::new(Parts {
            store,
            photos: PhotoIntake::new(photos),
            catalogue: Arc::new(catalogue),
            areas: AreaIndex::default(),
            regions: Regions::default(),
            clock,
            chance,
            public_url: settings.public_url.clone().unwrap_or_else(|| public_url.to_owned()),
            settings: Arc::new(settings),
            passwords: Passwords::default(),
            metrics: Metrics::default(),
            rate_limits: RateLimits::default(),
            site,
        }));
        doctor::recount_if_missing(&services).await.map_err(|error| OpenError::Counters(error.message))?;
        Ok(services)
    }

    /// Whether people reach the program over https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Opens the database and brings its tables up to date.
///
/// # Errors
/// [`OpenError::Store`].
pub async fn open_store(settings: &Config) -> Result<Store, OpenError> {
    let failed = |cause| OpenError::Store { url: settings.database_url.to_string(), cause };
    let store =
        Store::open(settings.database_url.reveal(), store::Options::default()).await.map_err(failed)?;
    store.migrate().await.map_err(failed)?;
    Ok(store)
}

fn open_directory(path: &Path, clock: &Clock) -> io::Result<PhotoStorage> {
    create_private(path)?;
    let photos = PhotoStorage::open_under(path)?;
    photos.remove_leftovers(clock.system_time())?;
    Ok(photos)
}

/// Makes the directory, readable by nobody else: it holds exact places and phone numbers.
fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn read_catalogue(data_dir: &Path) -> Result<Catalogue, OpenError> {
    let path = data_dir.join("categories.json");
    let wrong = |message: String| OpenError::Catalogue { place: path.display().to_string(), message };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => CATEGORIES.to_owned(),
        Err(error) => return Err(wrong(error.to_string())),
    };
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_categories_can_be_read_and_an_own_file_takes_their_place() {
        let directory = tempfile::tempdir().unwrap();
        assert!(read_catalogue(directory.path()).unwrap().get("exposed_rubbish").is_some());
        std::fs::write(directory.path().join("categories.json"), r#"{"groups":[],"categories":[]}"#).unwrap();
        assert!(read_catalogue(directory.path()).unwrap().categories.is_empty());
        std::fs::write(directory.path().join("categories.json"), "{").unwrap();
        assert!(read_catalogue(directory.path()).unwrap_err().to_string().contains("categories.json"));
    }
}
