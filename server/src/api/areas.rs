//! Areas as GeoJSON.

use crate::error::{Failure, internal};
use crate::services::{Services, areas};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::area::AreaShape;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The paths of areas.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(list))
}

/// List all areas with their polygons
///
/// A GeoJSON FeatureCollection of Polygons and MultiPolygons, each before what lies in it. Properties: `code`, `name`, `level`,
/// `parent`, `lat`, `lng` (a point inside), `population`.
#[utoipa::path(
    get,
    path = "/areas",
    tag = "areas",
    responses(
        (
            status = 200,
            description = "A FeatureCollection of areas",
            body = serde_json::Value,
            content_type = "application/geo+json"
        )
    )
)]
async fn list(State(services): State<Services>) -> Result<Response, Failure> {
    let tree = areas::tree(&services).await?;
    let json = collection(tree.shapes()).map_err(|error| {
        tracing::error!(%error, "an area cannot be written as JSON");
        internal()
    })?;
    Ok(([(CONTENT_TYPE, "application/geo+json")], json).into_response())
}

/// The polygons were read as JSON when they were imported, so their texts go out as they came in.
fn collection(shapes: &[AreaShape]) -> serde_json::Result<String> {
    let mut features = Vec::with_capacity(shapes.len());
    for AreaShape { area, geometry } in shapes {
        let properties = serde_json::to_string(area)?;
        features.push(format!(r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#));
    }
    Ok(format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::{Area, AreaLevel};

    #[test]
    fn the_collection_is_json_whatever_an_area_is_called() {
        let area = Area {
            code: "1".into(),
            name: "\"旗\"\n".into(),
            level: AreaLevel::Banner,
            parent: None,
            lat: 38.4,
            lng: 107.5,
            population: 7,
        };
        let geometry = r#"{"type":"Polygon","coordinates":[]}"#.to_owned();
        let shape = AreaShape { area, geometry };
        let json: serde_json::Value =
            serde_json::from_str(&collection(&[shape.clone(), shape]).unwrap()).unwrap();
        assert_eq!(json["features"][1]["properties"]["name"], "\"旗\"\n");
        assert_eq!(json["features"][0]["geometry"]["type"], "Polygon");
    }
}
