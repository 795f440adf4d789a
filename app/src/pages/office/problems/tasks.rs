//! The answer first: where to go tomorrow, and where nobody has been.

use super::figures::Figures;
use crate::components::charts::chart::method_link;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::problems as t;
use domain::heatmap::CellFeature;
use domain::location::distance_m;
use domain::statistics::{HotCluster, HotClusters, Near, NearKind};
use leptos::prelude::*;

/// Most places of the list for tomorrow, and most of each kind: nobody goes to twenty places in a day.
const CLUSTERS: usize = 3;
const RISING: usize = 2;
const UNSEEN: usize = 2;
/// Two reasons closer than this are one place to go to, in metres.
const SAME_M: f64 = 1_500.0;
/// Most places of the list of where nobody has been; the table has all.
const LISTED: usize = 8;

/// A place to go to.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Which place.
    pub title: String,
    /// Why.
    pub why: String,
    /// That it grows as well.
    pub rising: Option<String>,
    /// Where it stands on the map: longitude and latitude.
    pub at: [f64; 2],
    /// The reports behind it.
    pub reports: Option<String>,
}

/// q as people read it.
pub fn q_text(q: f64) -> String {
    if q < 0.001 { "q<0.001".to_owned() } else { format!("q={q:.3}") }
}

/// A place by what is near to it.
pub fn near_text(l: Locale, near: Option<&Near>) -> String {
    match near {
        Some(near) if near.kind == NearKind::Site => t::near_site(l, &near.name),
        Some(near) => t::near_area(l, &near.name),
        None => t::near_nothing(l).to_owned(),
    }
}

/// A cluster in one sentence.
pub fn cluster_title(l: Locale, cluster: &HotCluster) -> String {
    t::cluster(l, near_text(l, cluster.near.as_ref()), cluster.cells.len())
}

/// The hot clusters that a person can walk to: those within the towns, else those of the area. Most above expectation first.
pub fn clusters(figures: &Figures) -> Vec<&HotCluster> {
    let of = |hot: &HotClusters| !hot.clusters.is_empty();
    let close = figures.close.iter().any(of);
    let found: Vec<&HotClusters> =
        if close { figures.close.iter().collect() } else { figures.hot.iter().collect() };
    let mut clusters: Vec<&HotCluster> = found.into_iter().flat_map(|hot| &hot.clusters).collect();
    // In an empty region even one problem stands out; that is no reason to send anybody.
    clusters.retain(|cluster| cluster.incidents >= figures.methods.trend_fewest_incidents);
    clusters.sort_by(|a, b| (b.incidents as f64 - b.expected).total_cmp(&(a.incidents as f64 - a.expected)));
    clusters
}

/// What is usual in as many cells, without promising a part of a problem.
pub fn usual(l: Locale, expected: f64) -> String {
    if expected < 1.0 { t::below_one(l).to_owned() } else { t::about(l, format!("{expected:.0}")) }
}

/// Where to go, most urgent first: hot clusters, then cells getting worse outside of them, then places where residents
/// report and nobody has looked.
pub fn tasks(l: Locale, figures: &Figures) -> Vec<Task> {
    let mut tasks = Vec::new();
    for cluster in clusters(figures).into_iter().take(CLUSTERS) {
        tasks.push(Task {
            title: cluster_title(l, cluster),
            why: t::cluster_why(
                l,
                l.number(cluster.incidents),
                usual(l, cluster.expected),
                q_text(cluster.q),
            ),
            rising: None,
            at: [cluster.lng, cluster.lat],
            reports: Some(list(figures, &around(figures, cluster))),
        });
    }
    let rising = figures.trends.iter().flat_map(|trends| &trends.cells).filter(|cell| cell.trend.worse);
    let mut added = 0;
    for cell in rising {
        let Some(ring) = cell.geometry.coordinates.first().filter(|ring| ring.len() > 1) else { continue };
        let corners = &ring[..ring.len() - 1];
        let mean = |axis: usize| corners.iter().map(|at| at[axis]).sum::<f64>() / corners.len() as f64;
        let at = [mean(0), mean(1)];
        let why = t::rising_why(
            l,
            cell.trend.incidents.len(),
            cell.trend.incidents.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
            q_text(cell.trend.q),
        );
        // What grows where there are too many already is one place to go to, not two.
        let same =
            tasks.iter_mut().find(|task| distance_m((task.at[1], task.at[0]), (at[1], at[0])) < SAME_M);
        match same {
            Some(task) if task.rising.is_none() => task.rising = Some(why),
            Some(_) => {}
            None if added < RISING => {
                added += 1;
                let title = near_text(l, cell.near.as_ref());
                tasks.push(Task { title, why, rising: None, at, reports: None });
            }
            None => {}
        }
    }
    let unseen = figures.unseen().into_iter().filter(|place| place.residents > 0).take(UNSEEN);
    for place in unseen {
        let Some(shape) = figures.shapes.iter().find(|shape| shape.area.code == place.code) else { continue };
        tasks.push(Task {
            title: named(place.town.as_deref(), &place.name),
            why: t::unseen_why(l, l.number(place.residents)),
            rising: None,
            at: [shape.area.lng, shape.area.lat],
            reports: Some(format!("/office/reports?area={}", place.code)),
        });
    }
    tasks
}

fn named(town: Option<&str>, name: &str) -> String {
    town.map_or_else(|| name.to_owned(), |town| format!("{town} {name}"))
}

fn list(figures: &Figures, bbox: &str) -> String {
    format!("/office/reports{}", figures.query.list_query(Some(bbox)))
}

/// The rectangle around a cluster: that of its cells where they are on the map, else a kilometre around its middle.
fn around(figures: &Figures, cluster: &HotCluster) -> String {
    rectangle(figures, &cluster.cells).unwrap_or_else(|| {
        const NEAR: f64 = 0.009;
        let across = NEAR / cluster.lat.to_radians().cos().max(0.1);
        format!(
            "{:.5},{:.5},{:.5},{:.5}",
            cluster.lng - across,
            cluster.lat - NEAR,
            cluster.lng + across,
            cluster.lat + NEAR
        )
    })
}

/// The rectangle around cells, `west,south,east,north`.
fn rectangle(figures: &Figures, cells: &[String]) -> Option<String> {
    let wanted = |cell: &&CellFeature| cells.contains(&cell.properties.cell);
    let corners: Vec<[f64; 2]> = figures
        .cells
        .features
        .iter()
        .filter(wanted)
        .flat_map(|cell| &cell.geometry.coordinates)
        .flatten()
        .copied()
        .collect();
    let ends = |axis: usize| {
        let values = corners.iter().map(move |point| point[axis]);
        (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max))
    };
    let ((west, east), (south, north)) = (ends(0), ends(1));
    (west <= east).then(|| format!("{west:.5},{south:.5},{east:.5},{north:.5}"))
}

/// The two lists beside each other.
pub fn panels(cx: &PageContext, figures: &Figures, tasks: &[Task]) -> AnyView {
    view! { {tomorrow(cx, tasks)}{nobody(cx, figures)} }.into_any()
}

fn tomorrow(cx: &PageContext, tasks: &[Task]) -> AnyView {
    let l = cx.locale;
    let rows = tasks
        .iter()
        .map(|task| {
            let reports = task.reports.clone().map(|href| {
                view! { <p class="tasks-place hide-print"><a href=href>{t::see_reports(l)}</a></p> }
            });
            view! {
                <li>
                    <p class="tasks-title">{task.title.clone()}</p>
                    <p class="tasks-why">{task.why.clone()}</p>
                    {task.rising.clone().map(|why| view! { <p class="tasks-why">{why}</p> })}
                    {reports}
                </li>
            }
        })
        .collect_view();
    let body = match tasks.is_empty() {
        true => view! { <p class="panel-body">{t::no_tasks(l)}</p> }.into_any(),
        false => view! { <ol class="tasks">{rows}</ol> }.into_any(),
    };
    view! {
        <section class="panel panel-flush" id="tomorrow">
            <div class="panel-head"><h2 class="panel-title">{t::tomorrow(l)}</h2></div>
            <p class="chart-definition panel-note">{t::tomorrow_definition(l)}" "{method_link(cx, "hotspots")}</p>
            {body}
        </section>
    }
    .into_any()
}

fn nobody(cx: &PageContext, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let unseen = figures.unseen();
    let total = figures.coverage.places.len();
    let line = match (total, unseen.len()) {
        (0, _) => t::no_population(l).to_owned(),
        (_, 0) => t::all_seen(l, total),
        (_, missed) => t::unseen_line(l, missed, total, l.number(figures.coverage.people_missed)),
    };
    let rows = unseen
        .iter()
        .take(LISTED)
        .map(|place| {
            let why = match place.residents {
                0 => t::unseen_people(l, l.number(place.population)),
                residents => t::unseen_both(l, l.number(place.population), l.number(residents)),
            };
            view! {
                <li>
                    <p class="tasks-title">{named(place.town.as_deref(), &place.name)}</p>
                    <p class="tasks-why">{why}</p>
                </li>
            }
        })
        .collect_view();
    let more = (unseen.len() > LISTED).then(|| {
        view! { <p class="panel-note"><a href="#coverage">{t::more(l, unseen.len() - LISTED)}</a></p> }
    });
    view! {
        <section class="panel panel-flush" id="unvisited">
            <div class="panel-head"><h2 class="panel-title">{t::unvisited(l)}</h2></div>
            <p class="chart-definition panel-note"><span class="strong">{line}</span>" "{t::unvisited_definition(l)}" "{method_link(cx, "coverage")}</p>
            <ul class="places">{rows}</ul>
            {more}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_by_what_is_near() {
        let near = |kind, name: &str| Near { kind, name: name.into(), metres: 80.0 };
        let market = near(NearKind::Site, "东胜街道市场");
        assert_eq!(near_text(Locale::Zh, Some(&market)), "东胜街道市场附近");
        assert!(near_text(Locale::En, Some(&near(NearKind::Area, "Qinglan"))).contains("Qinglan"));
        assert_eq!([q_text(0.0004), q_text(0.0312)], ["q<0.001", "q=0.031"]);
    }
}
