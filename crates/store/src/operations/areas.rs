//! Areas, population, units and sites.

use crate::error::StoreError;
use crate::records::ImportCount;
use crate::store::{Store, read, write};
use domain::area::{AreaShape, PopulationRow, Site, Unit};

/// Stores each entry that differs from what is known, and counts.
macro_rules! put_changed {
    ($store:expr, $entries:expr, $known:ident, $put:ident) => {{
        let entries = $entries;
        write!($store, |connection, engine| async move {
            let known = engine::areas::$known(connection).await?;
            let mut count = ImportCount::default();
            for entry in &entries {
                if known.contains(entry) {
                    count.unchanged += 1;
                } else {
                    engine::areas::$put(connection, entry).await?;
                    count.added += 1;
                }
            }
            Ok(count)
        })
    }};
}

impl Store {
    /// Adds areas, or changes those whose code is known, in one transaction. Their population is not stored here.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn replace_areas(&self, shapes: Vec<AreaShape>) -> Result<ImportCount, StoreError> {
        write!(self, |connection, engine| async move {
            let mut known = engine::areas::areas(connection).await?;
            known.iter_mut().for_each(|shape| shape.area.population = 0);
            let mut count = ImportCount::default();
            for shape in &shapes {
                let mut plain = shape.clone();
                plain.area.population = 0;
                if known.contains(&plain) {
                    count.unchanged += 1;
                } else {
                    engine::areas::put_area(connection, shape).await?;
                    count.added += 1;
                }
            }
            Ok(count)
        })
    }

    /// Replaces the whole population by these rows, in one transaction.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn replace_population(&self, rows: Vec<PopulationRow>) -> Result<ImportCount, StoreError> {
        write!(self, |connection, engine| async move {
            let known = engine::areas::population(connection).await?;
            let same = rows.iter().filter(|row| known.contains(row)).count() as u64;
            engine::areas::replace_population(connection, &rows).await?;
            Ok(ImportCount { added: rows.len() as u64 - same, unchanged: same })
        })
    }

    /// Adds units, or changes those whose code is known, in one transaction.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn replace_units(&self, units: Vec<Unit>) -> Result<ImportCount, StoreError> {
        put_changed!(self, units, units, put_unit)
    }

    /// Adds sites, or changes those whose code is known, in one transaction.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn replace_sites(&self, sites: Vec<Site>) -> Result<ImportCount, StoreError> {
        put_changed!(self, sites, sites, put_site)
    }

    /// All areas with their polygons and the residents of each and everything below, those above before those below.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn areas(&self) -> Result<Vec<AreaShape>, StoreError> {
        read!(self, |connection, engine| engine::areas::areas(connection))
    }

    /// The population.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn population(&self) -> Result<Vec<PopulationRow>, StoreError> {
        read!(self, |connection, engine| engine::areas::population(connection))
    }

    /// All units.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn units(&self) -> Result<Vec<Unit>, StoreError> {
        read!(self, |connection, engine| engine::areas::units(connection))
    }

    /// All sites.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        read!(self, |connection, engine| engine::areas::sites(connection))
    }
}
