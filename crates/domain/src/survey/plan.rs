//! A survey plan: which questionnaire is asked where, how many households in each area, when, and the seed of the draw.

use crate::code;
use crate::error::{ApiError, FieldCode, FieldErrors};
use crate::limits;
use crate::survey::visit::VisitPurpose;
use crate::survey::weight::household_weight;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Most areas of a plan.
pub const AREAS_MAX: usize = 500;
/// Most households of one area, drawn or not.
pub const HOUSEHOLDS_MAX: u32 = 100_000;
/// Longest period of a plan, in days.
pub const DAYS_MAX: i32 = 366;
/// Seeds are below this: 2⁵³, so that every program that reads JSON reads them exactly.
pub const SEED_END: u64 = 1 << 53;

/// How households are selected in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SelectionMethod {
    /// By chance from an imported list of households.
    List,
    /// By a random walk, where no list exists.
    Walk,
}
crate::location::text_codes!(SelectionMethod { List = "list", Walk = "walk" });

/// One area of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlannedArea {
    /// Code of the area.
    pub area: String,
    /// M: households in the area. With a list it is the length of the list, without one the office's count.
    pub households: u32,
    /// m: households to draw.
    pub draw: u32,
    /// How they are selected.
    pub method: SelectionMethod,
    /// Start points to choose from, for a walk; ignored with a list.
    #[serde(default)]
    pub start_points: u32,
}

impl PlannedArea {
    /// What each household of this area stands for: M / m.
    pub fn weight(&self) -> Option<f64> {
        household_weight(self.households, self.draw)
    }
}

/// A plan as it is sent, before it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// What people call it.
    pub title: String,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Its version.
    pub version: u32,
    /// What the visits are for.
    pub purpose: VisitPurpose,
    /// First day of the visits.
    pub from: Day,
    /// Last day of the visits.
    pub to: Day,
    /// Seed of every draw.
    pub seed: u64,
    /// The areas.
    pub areas: Vec<PlannedArea>,
}

/// A checked plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewPlan {
    /// What people call it, trimmed.
    pub title: String,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Its version.
    pub version: u32,
    /// What the visits are for.
    pub purpose: VisitPurpose,
    /// First day of the visits.
    pub from: Day,
    /// Last day of the visits.
    pub to: Day,
    /// Seed of every draw.
    pub seed: u64,
    /// The areas, all different.
    pub areas: Vec<PlannedArea>,
}

impl PlanBody {
    /// Checks everything that can be checked without the questionnaire and the tree of areas, and tells all that is wrong at
    /// once.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Invalid`] with the fields `title`, `questionnaire`, `version`, `to`, `seed`, `areas`,
    /// `areas.N.area`, `areas.N.households`, `areas.N.draw`, `areas.N.start_points`.
    pub fn parse(self) -> Result<NewPlan, ApiError> {
        let mut errors = FieldErrors::new();
        let title = self.title.trim().to_owned();
        if title.is_empty() {
            errors.add("title", FieldCode::Required, "give it a title");
        } else if title.chars().count() > limits::NAME_CHARS || title.contains(char::is_control) {
            errors.add("title", FieldCode::TooLong, format!("at most {} characters", limits::NAME_CHARS));
        }
        let slug = errors.keep(code::parse("questionnaire", &self.questionnaire)).unwrap_or_default();
        if self.version == 0 {
            errors.add("version", FieldCode::OutOfRange, "from 1");
        }
        if self.to < self.from {
            errors.add("to", FieldCode::Inconsistent, "it ends before it begins");
        } else if self.to.0.saturating_sub(self.from.0) >= DAYS_MAX {
            errors.add("to", FieldCode::OutOfRange, format!("at most {DAYS_MAX} days"));
        }
        if self.seed >= SEED_END {
            errors.add("seed", FieldCode::OutOfRange, format!("below {SEED_END}"));
        }
        if self.areas.is_empty() {
            errors.add("areas", FieldCode::Required, "choose at least one area");
        } else if self.areas.len() > AREAS_MAX {
            errors.add("areas", FieldCode::TooMany, format!("at most {AREAS_MAX} areas"));
        }
        let areas = check_areas(self.areas, &mut errors);
        errors.finish(Some(NewPlan {
            title,
            questionnaire: slug,
            version: self.version,
            purpose: self.purpose,
            from: self.from,
            to: self.to,
            seed: self.seed,
            areas,
        }))
    }
}

fn check_areas(areas: Vec<PlannedArea>, errors: &mut FieldErrors) -> Vec<PlannedArea> {
    let mut checked: Vec<PlannedArea> = Vec::with_capacity(areas.len());
    for (index, planned) in areas.into_iter().enumerate() {
        let at = |name: &str| format!("areas.{index}.{name}");
        let area = errors.keep(code::parse(&at("area"), &planned.area)).unwrap_or_default();
        if checked.iter().any(|other| other.area == area) {
            errors.add(at("area"), FieldCode::Duplicate, "the same area twice");
        }
        if !(1..=HOUSEHOLDS_MAX).contains(&planned.households) {
            errors.add(at("households"), FieldCode::OutOfRange, format!("from 1 to {HOUSEHOLDS_MAX}"));
        } else if !(1..=planned.households).contains(&planned.draw) {
            errors.add(at("draw"), FieldCode::OutOfRange, "from 1 to the households of the area");
        }
        if planned.method == SelectionMethod::Walk && planned.start_points == 0 {
            errors.add(at("start_points"), FieldCode::Required, "a walk begins somewhere");
        }
        checked.push(PlannedArea { area, ..planned });
    }
    checked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str) -> PlannedArea {
        PlannedArea {
            area: code.into(),
            households: 430,
            draw: 20,
            method: SelectionMethod::List,
            start_points: 0,
        }
    }

    fn body() -> PlanBody {
        PlanBody {
            title: " 十一月入户 ".into(),
            questionnaire: "awareness-household".into(),
            version: 1,
            purpose: VisitPurpose::Measurement,
            from: Day(20_780),
            to: Day(20_790),
            seed: 20_261_123,
            areas: vec![area("150623001001"), area("150623001002")],
        }
    }

    #[test]
    fn a_good_plan_is_tidied_and_knows_its_weights() {
        let plan = body().parse().unwrap();
        assert_eq!(plan.title, "十一月入户");
        assert_eq!(plan.areas[0].weight(), Some(21.5));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let bad = PlanBody {
            title: " ".into(),
            questionnaire: String::new(),
            version: 0,
            to: Day(20_779),
            seed: SEED_END,
            areas: vec![
                PlannedArea { households: 0, ..area("a") },
                PlannedArea { draw: 431, ..area("a") },
                PlannedArea { method: SelectionMethod::Walk, ..area("b b") },
            ],
            ..body()
        };
        let fields = bad.parse().unwrap_err().fields;
        let paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "title",
                "questionnaire",
                "version",
                "to",
                "seed",
                "areas.0.households",
                "areas.1.area",
                "areas.1.draw",
                "areas.2.area",
                "areas.2.start_points"
            ]
        );
        assert_eq!(
            PlanBody { areas: Vec::new(), ..body() }.parse().unwrap_err().fields[0].code,
            FieldCode::Required
        );
    }

    #[test]
    fn a_plan_reads_back_from_json() {
        let text = serde_json::to_string(&body()).unwrap();
        assert_eq!(serde_json::from_str::<PlanBody>(&text).unwrap(), body());
        assert!(serde_json::from_str::<PlanBody>(&text.replace("title", "titel")).is_err());
    }
}
