//! Hot cells that touch each other, as a list that people can read.

use super::near::Names;
use super::spots::{Looked, look};
use crate::services::Services;
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::heatmap::HotspotQuery;
use domain::statistics::{HotCluster, HotClusters};

/// The clusters of an area, those with most incidents above expectation first.
///
/// # Errors
/// As [`Actor::require`] and [`super::spots::answer`].
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &HotspotQuery,
) -> Result<HotClusters, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let looked = look(services, actor, query).await?;
    let names = Names::read(services).await?;
    let incidents: u64 = looked.incidents.iter().sum();
    let mean = incidents as f64 / (looked.incidents.len().max(1)) as f64;
    let mut clusters: Vec<HotCluster> =
        components(&looked).into_iter().map(|places| cluster(&looked, &places, mean, &names)).collect();
    let excess = |cluster: &HotCluster| cluster.incidents as f64 - cluster.expected;
    clusters.sort_by(|a, b| excess(b).total_cmp(&excess(a)));
    Ok(HotClusters {
        clusters,
        area: query.area.clone(),
        resolution: query.resolution,
        cells: looked.incidents.len() as u64,
        hot: looked.spots.iter().filter(|spot| spot.hot).count() as u64,
        incidents,
        notes: looked.note.map(str::to_owned).into_iter().collect(),
    })
}

/// The places of hot cells, those that touch together.
fn components(looked: &Looked) -> Vec<Vec<usize>> {
    let hot = |place: usize| looked.spots.get(place).is_some_and(|spot| spot.hot);
    let mut seen = vec![false; looked.spots.len()];
    let mut components = Vec::new();
    for start in 0..looked.spots.len() {
        if !hot(start) || seen[start] {
            continue;
        }
        seen[start] = true;
        let (mut component, mut next) = (Vec::new(), vec![start]);
        while let Some(place) = next.pop() {
            component.push(place);
            for neighbour in &looked.region.neighbours[place] {
                let neighbour = *neighbour as usize;
                if hot(neighbour) && !seen[neighbour] {
                    seen[neighbour] = true;
                    next.push(neighbour);
                }
            }
        }
        component.sort_unstable();
        components.push(component);
    }
    components
}

fn cluster(looked: &Looked, places: &[usize], mean: f64, names: &Names) -> HotCluster {
    // Half an incident more each, so that cells without any have a middle too.
    let weight = |place: usize| looked.incidents[place] as f64 + 0.5;
    let all: f64 = places.iter().map(|place| weight(*place)).sum();
    let middle = |axis: usize| {
        let of = |place: &usize| looked.region.cells[*place].centre()[axis] * weight(*place);
        places.iter().map(of).sum::<f64>() / all
    };
    let (lng, lat) = (middle(0), middle(1));
    let spots = || places.iter().map(|place| &looked.spots[*place]);
    HotCluster {
        cells: places.iter().map(|place| looked.region.names[*place].clone()).collect(),
        incidents: places.iter().map(|place| looked.incidents[*place]).sum(),
        expected: mean * places.len() as f64,
        lat,
        lng,
        near: names.near(lat, lng),
        z: spots().map(|spot| spot.z).fold(f64::MIN, f64::max),
        q: spots().map(|spot| spot.q).fold(1.0, f64::min),
    }
}
