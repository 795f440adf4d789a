//! The nearest place with a name, for lists that people read.

use crate::error::from_store;
use crate::services::Services;
use crate::services::areas::{self, AreaTree};
use domain::area::Site;
use domain::error::ApiError;
use domain::location::distance_m;
use domain::statistics::{Near, NearKind};
use std::sync::Arc;

/// A site further away says nothing about a place.
const NEAR_M: f64 = 1_500.0;

/// Everything that has a name.
pub struct Names {
    tree: Arc<AreaTree>,
    sites: Vec<Site>,
}

impl Names {
    /// Reads them.
    pub async fn read(services: &Services) -> Result<Self, ApiError> {
        let sites = services.store.sites().await.map_err(from_store)?;
        Ok(Self { tree: areas::tree(services).await?, sites })
    }

    /// The nearest site within 1.5 km, else the deepest area; none outside of all.
    pub fn near(&self, lat: f64, lng: f64) -> Option<Near> {
        let sites = self.sites.iter().map(|site| (distance_m((lat, lng), (site.lat, site.lng)), site));
        let nearest = sites.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(metres, _)| *metres <= NEAR_M);
        if let Some((metres, site)) = nearest {
            return Some(Near { kind: NearKind::Site, name: site.name.clone(), metres: metres.round() });
        }
        let area = self.tree.locate(lat, lng)?;
        Some(Near { kind: NearKind::Area, name: area.name.clone(), metres: 0.0 })
    }
}
