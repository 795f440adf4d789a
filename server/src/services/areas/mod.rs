//! Areas, sites and units, and the index that says in which area a point lies.

mod tree;

pub use tree::AreaTree;

use crate::error::from_store;
use crate::services::Services;
use domain::area::{Area, AreaShape, Site, Unit};
use domain::error::ApiError;
use domain::time::Timestamp;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Store, StoreError};

/// After this long another process's import is noticed.
const KEPT_MS: i64 = 30_000;
/// The same while there are no areas or people, or when somebody asks for an area that is not there.
const MISSED_MS: i64 = 1_000;

/// The tree of areas, read from the store and kept for half a minute.
#[derive(Debug, Default)]
pub struct AreaIndex {
    kept: RwLock<Kept>,
    loading: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    tree: Arc<AreaTree>,
    /// When it was read; none before the first time and after an import.
    read_at: Option<Timestamp>,
    /// Counts imports, so that what was read before one is not kept after it.
    imports: u64,
}

impl Kept {
    fn is_fresh(&self, now: Timestamp, longest_ms: i64) -> bool {
        let nobody = self.tree.shapes().iter().all(|shape| shape.area.population == 0);
        let longest_ms = if nobody { longest_ms.min(MISSED_MS) } else { longest_ms };
        self.read_at.is_some_and(|at| (0..longest_ms).contains(&(now.0 - at.0)))
    }
}

impl AreaIndex {
    /// The tree, at most half a minute old. While one request reads it anew, the others use the old one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tree(&self, store: &Store, now: Timestamp) -> Result<Arc<AreaTree>, StoreError> {
        self.tree_since(store, now, KEPT_MS).await
    }

    /// The tree; read anew when it does not know the code and a second has passed since it was read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn tree_with(
        &self,
        store: &Store,
        now: Timestamp,
        code: &str,
    ) -> Result<Arc<AreaTree>, StoreError> {
        let tree = self.tree(store, now).await?;
        if tree.get(code).is_some() { Ok(tree) } else { self.tree_since(store, now, MISSED_MS).await }
    }

    /// Forgets what was read, so that the next question sees an import.
    pub fn forget(&self) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.read_at = None;
        kept.imports += 1;
    }

    async fn tree_since(
        &self,
        store: &Store,
        now: Timestamp,
        longest_ms: i64,
    ) -> Result<Arc<AreaTree>, StoreError> {
        let kept = self.kept();
        if kept.is_fresh(now, longest_ms) {
            return Ok(kept.tree);
        }
        let _loading = match (kept.read_at, self.loading.try_lock()) {
            (_, Ok(guard)) => guard,
            (Some(_), Err(_)) => return Ok(kept.tree),
            (None, Err(_)) => self.loading.lock().await,
        };
        let kept = self.kept();
        if kept.is_fresh(now, longest_ms) {
            return Ok(kept.tree);
        }
        let shapes = store.areas().await?;
        let tree = if same(kept.tree.shapes(), &shapes) {
            kept.tree
        } else {
            let built = tokio::task::spawn_blocking(move || AreaTree::new(shapes)).await;
            Arc::new(built.map_err(|error| StoreError::Corrupt(error.to_string()))?)
        };
        let mut current = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if current.imports == kept.imports {
            current.tree = Arc::clone(&tree);
            current.read_at = Some(now);
        }
        Ok(tree)
    }

    fn kept(&self) -> Kept {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether both are the same areas, in any order.
fn same(tree: &[AreaShape], shapes: &[AreaShape]) -> bool {
    let sorted = |shapes: &[AreaShape]| {
        let mut codes: Vec<usize> = (0..shapes.len()).collect();
        codes.sort_by(|&a, &b| shapes[a].area.code.cmp(&shapes[b].area.code));
        codes
    };
    tree.len() == shapes.len()
        && sorted(tree).into_iter().zip(sorted(shapes)).all(|(a, b)| tree[a] == shapes[b])
}

/// The tree of areas as it is now.
///
/// # Errors
/// When the store cannot be read.
pub async fn tree(services: &Services) -> Result<Arc<AreaTree>, ApiError> {
    services.areas.tree(&services.store, services.clock.now()).await.map_err(from_store)
}

/// The tree of areas, surely holding an area of that code if it was imported more than a second ago.
///
/// # Errors
/// When the store cannot be read.
pub async fn tree_with(services: &Services, code: &str) -> Result<Arc<AreaTree>, ApiError> {
    services.areas.tree_with(&services.store, services.clock.now(), code).await.map_err(from_store)
}

/// All areas, towns before what lies in them. Everybody may see them.
///
/// # Errors
/// When the store cannot be read.
pub async fn list(services: &Services) -> Result<Vec<Area>, ApiError> {
    Ok(tree(services).await?.shapes().iter().map(|shape| shape.area.clone()).collect())
}

/// All areas with their polygons. Everybody may see them.
///
/// # Errors
/// When the store cannot be read.
pub async fn shapes(services: &Services) -> Result<Vec<AreaShape>, ApiError> {
    Ok(tree(services).await?.shapes().to_vec())
}

/// One area.
///
/// # Errors
/// [`domain::error::ErrorCode::NotFound`].
pub async fn get(services: &Services, code: &str) -> Result<Area, ApiError> {
    tree_with(services, code).await?.get(code).cloned().ok_or_else(|| ApiError::not_found("area"))
}

/// All sites. Everybody may see them: their codes hang in the street.
///
/// # Errors
/// When the store cannot be read.
pub async fn sites(services: &Services) -> Result<Vec<Site>, ApiError> {
    services.store.sites().await.map_err(from_store)
}

/// One site.
///
/// # Errors
/// [`domain::error::ErrorCode::NotFound`].
pub async fn site(services: &Services, code: &str) -> Result<Site, ApiError> {
    let site = sites(services).await?.into_iter().find(|site| site.code == code);
    site.ok_or_else(|| ApiError::not_found("site"))
}

/// All responsible units. Everybody may see them.
///
/// # Errors
/// When the store cannot be read.
pub async fn units(services: &Services) -> Result<Vec<Unit>, ApiError> {
    services.store.units().await.map_err(from_store)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::AreaLevel;

    fn shape(code: &str, name: &str) -> AreaShape {
        let area = Area {
            code: code.into(),
            name: name.into(),
            level: AreaLevel::Town,
            parent: None,
            lat: 0.0,
            lng: 0.0,
            population: 0,
        };
        AreaShape { area, geometry: String::new() }
    }

    #[test]
    fn areas_are_the_same_in_any_order_but_not_under_another_name() {
        let tree = [shape("1", "a"), shape("2", "b")];
        assert!(same(&tree, &[shape("2", "b"), shape("1", "a")]));
        assert!(!same(&tree, &[shape("2", "b"), shape("1", "c")]));
        assert!(!same(&tree, &[shape("1", "a")]));
    }
}
