//! areas.geojson: the tree of areas with their polygons.

use super::table::{FileError, decode};
use domain::area::{Area, AreaLevel, AreaShape};
use domain::code;
use geo::{BoundingRect, Coord, InteriorPoint, LineString, MultiPolygon, Polygon};
use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, Position};
use std::collections::{HashMap, HashSet};

/// An area as a file tells it, with the rectangle around it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedArea {
    /// The area and its polygon; its population is not known here.
    pub shape: AreaShape,
    /// West, south, east and north edges, WGS-84 degrees.
    pub bounds: [f64; 4],
}

/// Reads areas. A parent must be in the same file or among `known`.
///
/// # Errors
/// The first thing that is wrong; `line` counts features from 1, `column` is the property.
pub fn read_areas(file: &str, bytes: &[u8], known: &HashSet<String>) -> Result<Vec<ImportedArea>, FileError> {
    let (text, _) = decode(file, bytes)?;
    let collection: FeatureCollection = text
        .parse()
        .map_err(|error| FileError::whole(file, format!("is not a GeoJSON FeatureCollection: {error}")))?;
    let mut areas = Vec::with_capacity(collection.features.len());
    for (index, feature) in collection.features.iter().enumerate() {
        areas.push(read_area(feature).map_err(|(column, message)| FileError {
            line: Some(index as u64 + 1),
            column: Some(column.to_owned()),
            ..FileError::whole(file, format!("(feature) {message}"))
        })?);
    }
    check_tree(file, &areas, known)?;
    Ok(areas)
}

type Wrong = (&'static str, String);

fn read_area(feature: &Feature) -> Result<ImportedArea, Wrong> {
    let text = |name: &'static str| match feature.property(name) {
        Some(value) if value.is_string() => value.as_str().unwrap_or_default().trim().to_owned(),
        Some(value) if value.is_number() => value.to_string(),
        _ => String::new(),
    };
    let code_of = |name: &'static str| code::parse(name, &text(name)).map_err(|error| (name, error.message));
    let code = code_of("code")?;
    let name = text("name");
    if name.is_empty() {
        return Err(("name", "must be given".to_owned()));
    }
    let level = text("level");
    let level = AreaLevel::from_text(&level)
        .ok_or_else(|| ("level", format!("{level:?} is none of banner, town, community, village, grid")))?;
    let parent = if text("parent").is_empty() { None } else { Some(code_of("parent")?) };
    let geometry = feature.geometry.as_ref().ok_or_else(|| ("geometry", "is missing".to_owned()))?;
    let polygon = polygon(geometry)?;
    let bounds = polygon.bounding_rect().ok_or_else(|| ("geometry", "has no points".to_owned()))?;
    let (min, max) = (bounds.min(), bounds.max());
    if !(min.x >= -180.0 && max.x <= 180.0 && min.y >= -90.0 && max.y <= 90.0) {
        return Err(("geometry", "lies outside of WGS-84 degrees (longitude first)".to_owned()));
    }
    if bounds.width() == 0.0 || bounds.height() == 0.0 {
        return Err(("geometry", "encloses nothing".to_owned()));
    }
    let inside = polygon.interior_point().ok_or_else(|| ("geometry", "encloses nothing".to_owned()))?;
    let area = Area { code, name, level, parent, lat: inside.y(), lng: inside.x(), population: 0 };
    let shape = AreaShape { area, geometry: geometry.to_string() };
    Ok(ImportedArea { shape, bounds: [min.x, min.y, max.x, max.y] })
}

fn polygon(geometry: &Geometry) -> Result<MultiPolygon<f64>, Wrong> {
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => Ok(MultiPolygon(vec![rings(coordinates)?])),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(|polygon| rings(polygon)).collect::<Result<Vec<_>, _>>().map(MultiPolygon)
        }
        _ => Err(("geometry", "must be a Polygon or a MultiPolygon".to_owned())),
    }
}

fn rings(coordinates: &[Vec<Position>]) -> Result<Polygon<f64>, Wrong> {
    let mut rings = coordinates.iter().map(|ring| {
        // A ring repeats its first point at the end, so a triangle has four.
        if ring.len() < 4 {
            return Err(("geometry", "has a ring of less than four points".to_owned()));
        }
        let points = ring.iter().map(|position| match position.as_slice() {
            [x, y, ..] => Ok(Coord { x: *x, y: *y }),
            _ => Err(("geometry", "has a point without longitude and latitude".to_owned())),
        });
        points.collect::<Result<Vec<_>, _>>().map(LineString)
    });
    let outer = rings.next().ok_or_else(|| ("geometry", "has no ring".to_owned()))??;
    Ok(Polygon::new(outer, rings.collect::<Result<Vec<_>, _>>()?))
}

/// Parses a stored polygon again, for finding the area of a point.
///
/// # Errors
/// When the text is no polygon.
pub fn polygon_of(text: &str) -> Result<MultiPolygon<f64>, String> {
    let geometry: Geometry = text.parse().map_err(|error: geojson::Error| error.to_string())?;
    polygon(&geometry).map_err(|(_, message)| message)
}

/// Codes must be unique, parents must exist and stand higher, so that the tree has no circle.
fn check_tree(file: &str, areas: &[ImportedArea], known: &HashSet<String>) -> Result<(), FileError> {
    let mut levels: HashMap<&str, AreaLevel> = HashMap::new();
    let wrong = |index: usize, column: &str, message: String| FileError {
        line: Some(index as u64 + 1),
        column: Some(column.to_owned()),
        ..FileError::whole(file, format!("(feature) {message}"))
    };
    for (index, imported) in areas.iter().enumerate() {
        let area = &imported.shape.area;
        if levels.insert(&area.code, area.level).is_some() {
            return Err(wrong(index, "code", format!("{:?} stands in the file twice", area.code)));
        }
    }
    for (index, imported) in areas.iter().enumerate() {
        let area = &imported.shape.area;
        let Some(parent) = &area.parent else { continue };
        match levels.get(parent.as_str()) {
            Some(level) if *level < area.level => {}
            Some(_) => {
                return Err(wrong(
                    index,
                    "parent",
                    format!("{parent:?} does not stand above a {}", area.level),
                ));
            }
            None if known.contains(parent) => {}
            None => return Err(wrong(index, "parent", format!("there is no area {parent:?}"))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(code: &str, level: &str, parent: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{code}","level":"{level}","parent":{parent}}},
            "geometry":{{"type":"Polygon","coordinates":[[[107,38],[108,38],[108,39],[107,39],[107,38]]]}}}}"#
        )
    }

    fn read(features: &[String]) -> Result<Vec<ImportedArea>, String> {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        read_areas("areas.geojson", text.as_bytes(), &HashSet::new()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_tree_of_areas_is_read_with_its_bounds_and_a_point_inside() {
        let areas = read(&[square("1", "banner", "null"), square("12", "town", "\"1\"")]).unwrap();
        assert_eq!(areas[1].bounds, [107.0, 38.0, 108.0, 39.0]);
        assert_eq!(areas[1].shape.area.parent.as_deref(), Some("1"));
        let area = &areas[0].shape.area;
        assert!((107.0..108.0).contains(&area.lng) && (38.0..39.0).contains(&area.lat));
        assert!(polygon_of(&areas[0].shape.geometry).is_ok());
    }

    #[test]
    fn a_broken_tree_is_refused() {
        let told = |features: &[String]| read(features).unwrap_err();
        assert!(told(&[square("1", "banner", "\"9\"")]).contains("feature) there is no area \"9\""));
        assert!(
            told(&[square("1", "town", "\"2\""), square("2", "town", "\"1\"")]).contains("column parent")
        );
        assert!(told(&[square("1", "banner", "null"), square("1", "town", "null")]).contains("twice"));
        assert!(told(&[square("1", "county", "null")]).contains("column level"));
        let line = square("1", "town", "null").replace("108", "107");
        assert!(told(&[line]).contains("encloses nothing"));
        assert!(read_areas("a", b"{}", &HashSet::new()).is_err());
    }
}
