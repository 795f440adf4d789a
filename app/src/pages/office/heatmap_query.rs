//! The filter of the heatmap as it stands in the address, and what it means.

use super::address::{QueryText, filled};
use domain::category::Catalogue;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::{BoundingBox, HeatmapQuery, RESOLUTIONS};
use domain::report::ReportStatus;
use domain::statistics::Layer;
use domain::time::Period;
use serde::Deserialize;

/// Resolution when none is chosen: cells of about 200 m, a street or two.
const USUAL_RESOLUTION: u8 = 9;

/// The filter as typed: every field may be missing, blank or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HeatmapForm {
    /// A rectangle, `west,south,east,north` in degrees.
    pub bbox: Option<String>,
    /// H3 resolution, 7 to 10.
    pub resolution: Option<String>,
    /// First day of observation.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// Code of a category.
    pub category: Option<String>,
    /// A status.
    pub status: Option<String>,
}

impl HeatmapForm {
    /// What the filter means.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming every field that cannot be read or names nothing.
    pub fn parse(&self, catalogue: &Catalogue) -> Result<HeatmapQuery, ApiError> {
        let mut errors = FieldErrors::new();
        let bbox = filled(&self.bbox).and_then(|text| errors.keep(BoundingBox::parse(text)));
        let resolution = match filled(&self.resolution).map(str::parse) {
            None => USUAL_RESOLUTION,
            Some(Ok(resolution)) if RESOLUTIONS.contains(&resolution) => resolution,
            Some(_) => {
                errors.add("resolution", FieldCode::OutOfRange, "between 7 and 10");
                USUAL_RESOLUTION
            }
        };
        let period = errors.keep(Period::parse(filled(&self.from), filled(&self.to))).unwrap_or_default();
        let category = filled(&self.category);
        if category.is_some_and(|code| catalogue.get(code).is_none()) {
            errors.add("category", FieldCode::Unknown, "is not in the catalogue");
        }
        let status = filled(&self.status).and_then(ReportStatus::from_text);
        if status.is_none() && filled(&self.status).is_some() {
            errors.add("status", FieldCode::Unknown, "is no status");
        }
        let category = category.map(str::to_owned);
        errors.finish(Some(HeatmapQuery { bbox, resolution, period, category, status, layer: Layer::All }))
    }

    /// The same filter for the list of reports: `?from=…`, or nothing.
    pub fn list_query(&self) -> String {
        self.filter().with("bbox", self.bbox.as_deref()).finish()
    }

    /// The filter for the live map, which chooses rectangle and resolution by itself; without the question mark.
    pub fn map_query(&self) -> String {
        self.filter().finish().trim_start_matches('?').to_owned()
    }

    /// The same filter for the list, in a rectangle.
    pub fn list_in(&self, bbox: &str) -> String {
        self.filter().with("bbox", Some(bbox)).finish()
    }

    fn filter(&self) -> QueryText {
        QueryText::new()
            .with("from", self.from.as_deref())
            .with("to", self.to.as_deref())
            .with("category", self.category.as_deref())
            .with("status", self.status.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_gets_the_same_filter_as_the_map() {
        let text = |text: &str| Some(text.to_owned());
        let form = HeatmapForm {
            from: text("2026-11-01"),
            status: text("closed"),
            resolution: text("8"),
            bbox: text("1,2,3,4"),
            ..Default::default()
        };
        assert_eq!(form.list_query(), "?from=2026-11-01&status=closed&bbox=1%2C2%2C3%2C4");
        assert_eq!(form.map_query(), "from=2026-11-01&status=closed");
        assert_eq!(form.parse(&Catalogue::default()).unwrap().resolution, 8);
    }

    #[test]
    fn a_resolution_outside_of_the_choice_is_refused() {
        for wrong in ["6", "11", "fine"] {
            let form = HeatmapForm { resolution: Some(wrong.into()), ..Default::default() };
            assert_eq!(form.parse(&Catalogue::default()).unwrap_err().fields[0].path, "resolution");
        }
    }
}
