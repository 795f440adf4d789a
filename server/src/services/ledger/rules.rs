//! What decisions rest on: calendar, time limits, routing. All of it is data that the office edits.

use super::settings;
use crate::error::from_store;
use crate::services::areas::AreaTree;
use crate::services::{Services, areas};
use domain::area::Unit;
use domain::calendar::Calendar;
use domain::case::TimeLimits;
use domain::category::Catalogue;
use domain::error::ApiError;
use domain::ledger::Routing;
use std::sync::Arc;

/// Everything that decisions rest on, as it is now.
pub struct Rules {
    /// Working time.
    pub calendar: Calendar,
    /// Time limits that differ from the catalogue.
    pub limits: TimeLimits,
    /// Which unit a report is proposed for.
    pub routing: Routing,
    /// The responsible units.
    pub units: Vec<Unit>,
    /// The categories.
    pub catalogue: Arc<Catalogue>,
    /// The areas.
    pub tree: Arc<AreaTree>,
}

impl Rules {
    /// Reads all of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load(services: &Services) -> Result<Self, ApiError> {
        Ok(Self {
            calendar: settings::read_calendar(services).await?,
            limits: settings::read(services, settings::TIME_LIMITS).await?,
            routing: settings::read(services, settings::ROUTING).await?,
            units: services.store.units().await.map_err(from_store)?,
            catalogue: Arc::clone(&services.catalogue),
            tree: areas::tree(services).await?,
        })
    }

    /// Working hours for a category in an area; none when nothing has to be put right.
    pub fn limit_hours(&self, category: &str, area: Option<&str>) -> Option<u32> {
        let category = self.catalogue.get(category)?;
        self.limits.working_hours(category, &self.upwards(area))
    }

    /// The unit that the routing rules propose.
    pub fn propose(&self, category: &str, area: Option<&str>) -> Option<&str> {
        let rule = self.routing.rule(self.catalogue.get(category)?, &self.upwards(area))?;
        Some(rule.unit.as_str())
    }

    /// The name of a unit.
    pub fn unit_name(&self, code: Option<&str>) -> Option<String> {
        let unit = self.units.iter().find(|unit| Some(unit.code.as_str()) == code);
        unit.map(|unit| unit.name.clone())
    }

    /// The name of an area.
    pub fn area_name(&self, code: Option<&str>) -> Option<String> {
        self.tree.get(code?).map(|area| area.name.clone())
    }

    fn upwards(&self, area: Option<&str>) -> Vec<&str> {
        area.into_iter().flat_map(|code| self.tree.upwards(code)).map(|area| area.code.as_str()).collect()
    }
}
