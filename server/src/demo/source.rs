//! The shipped files that describe the fictional banner.

use crate::files::{read_areas, read_lists};
use domain::access::Role;
use domain::area::{AreaLevel, PopulationRow};
use geo::MultiPolygon;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

const DEMO: &str = include_str!("../../assets/demo/demo.json");
const AREAS: &str = include_str!("../../assets/demo/areas.geojson");
const POPULATION: &str = include_str!("../../assets/demo/population.csv");
const UNITS: &str = include_str!("../../assets/demo/units.csv");
const SITES: &str = include_str!("../../assets/demo/sites.json");

/// The files to import before anything else, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// areas.geojson.
    pub areas: &'static str,
    /// population.csv.
    pub population: &'static str,
    /// units.csv.
    pub units: &'static str,
    /// sites.json.
    pub sites: &'static str,
}

impl Place {
    /// The shipped files.
    pub fn shipped() -> Self {
        Self { areas: AREAS, population: POPULATION, units: UNITS, sites: SITES }
    }
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoUser {
    /// Login name.
    pub login: String,
    /// What they are.
    pub role: Role,
    /// Name shown.
    pub name: String,
    /// Code of their unit.
    pub unit: Option<String>,
    /// Code of their area.
    pub area: Option<String>,
}

/// demo.json, with the polygons and the population that it refers to.
#[derive(Debug)]
pub struct Source {
    pub settings: Settings,
    pub users: Vec<DemoUser>,
    /// Communities and villages.
    pub neighbourhoods: Vec<Neighbourhood>,
}

/// A community or village.
#[derive(Debug)]
pub struct Neighbourhood {
    pub code: String,
    pub level: AreaLevel,
    /// West, south, east and north edges.
    pub bounds: [f64; 4],
    pub polygon: MultiPolygon<f64>,
    pub people: Vec<PopulationRow>,
}

/// What demo.json says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "name and code of the banner stand in the file for its readers")]
pub struct Settings {
    pub banner: String,
    pub name: serde_json::Value,
    pub reports: usize,
    pub household_answers: usize,
    pub opt_in_answers: usize,
    /// Share of reports that lie anywhere.
    pub background_share: f64,
    pub closed_share: f64,
    pub duplicate_share: f64,
    pub hour_weights: Vec<f64>,
    pub clusters: Vec<Cluster>,
    pub category_weights: BTreeMap<String, f64>,
    pub descriptions: BTreeMap<String, Vec<String>>,
    /// Share of right answers in each neighbourhood.
    pub household_awareness: BTreeMap<String, f64>,
    /// How much better those answer who answer by themselves.
    pub opt_in_bias: f64,
    pub awareness_gain_per_week: f64,
    /// Neighbourhoods that nobody has visited or patrolled for some weeks.
    pub quiet: Vec<String>,
    pub quiet_weeks: i64,
    pub item_shift: BTreeMap<String, f64>,
    pub satisfaction: BTreeMap<String, BTreeMap<String, f64>>,
    pub participation: BTreeMap<String, BTreeMap<String, f64>>,
    users: Vec<DemoUser>,
}

/// A place where problems gather.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "the name stands in the file for its readers"))]
pub struct Cluster {
    pub name: String,
    pub area: String,
    pub lat: f64,
    pub lng: f64,
    pub spread_m: f64,
    pub weight: f64,
    /// Whether there are more problems every week.
    #[serde(default)]
    pub rising: bool,
    pub categories: BTreeMap<String, f64>,
}

impl Settings {
    /// For how many days nobody has been in a neighbourhood, where nobody has.
    pub fn quiet_days(&self, code: &str) -> Option<i64> {
        self.quiet.iter().any(|quiet| quiet == code).then_some(self.quiet_weeks * 7)
    }
}

impl Cluster {
    /// Its weight at an age from 0, today, to 1: those that rise are small at first.
    pub fn weight_at(&self, age: f64) -> f64 {
        if self.rising { self.weight * 3.5 * (1.0 - age).clamp(0.0, 1.0).powi(2) } else { self.weight }
    }
}

impl Source {
    /// Reads the shipped files.
    pub fn shipped() -> Self {
        let mut settings: Settings = serde_json::from_str(DEMO).expect("demo.json is tested");
        let areas = read_areas::read_areas("areas.geojson", AREAS.as_bytes(), &HashSet::new())
            .expect("areas.geojson is tested");
        let codes = areas.iter().map(|area| area.shape.area.code.clone()).collect();
        let people =
            read_lists::read_population("population.csv", POPULATION.as_bytes(), &codes, &|_| Vec::new())
                .expect("population.csv is tested");
        let neighbourhoods = areas
            .into_iter()
            .filter(|area| matches!(area.shape.area.level, AreaLevel::Community | AreaLevel::Village))
            .map(|area| Neighbourhood {
                people: people.iter().filter(|row| row.area == area.shape.area.code).cloned().collect(),
                polygon: read_areas::polygon_of(&area.shape.geometry).expect("areas.geojson is tested"),
                bounds: area.bounds,
                level: area.shape.area.level,
                code: area.shape.area.code,
            })
            .collect();
        let users = std::mem::take(&mut settings.users);
        Self { settings, users, neighbourhoods }
    }
}

impl Neighbourhood {
    /// How many people live there.
    pub fn population(&self) -> f64 {
        self.people.iter().map(|row| row.population).sum::<u64>() as f64
    }
}
