//! Maps: elements that pages put where a map shall be, and the island that lets `map.js` draw in them.
//!
//! The texts stand in the elements, so the bundle holds none of them. A map that cannot be drawn is hidden; pages show
//! the same as a drawing and as words.

use leptos::prelude::*;

/// Draws every map of the page.
#[island]
pub fn Maps() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    draw::start();
}

#[cfg(feature = "ssr")]
pub use elements::{HeatMap, heat_map, map_files, pin_map};

#[cfg(feature = "ssr")]
mod elements {
    use super::Maps;
    use crate::page::PageContext;
    use crate::t::island_map as t;
    use leptos::prelude::*;

    /// What a heatmap shows.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct HeatMap {
        /// The query of `GET /api/v1/statistics/heatmap` without `bbox` and `resolution`, as `from=…&category=…`.
        pub query: String,
        /// The size of cells; none lets it follow the zoom.
        pub resolution: Option<u8>,
        /// Class of its size: `map-medium` or `map-large`.
        pub size: &'static str,
    }

    /// Addresses and texts for maps: once on every page with a form that opens a map.
    pub fn map_files(cx: &PageContext) -> AnyView {
        let l = cx.locale;
        let url = |name: &str| cx.assets.url(name).to_owned();
        view! {
            <div
                hidden
                data-map-files=url("map.js")
                data-leaflet=url("leaflet.js")
                data-leaflet-css=url("leaflet.css")
                data-zoom-in=t::zoom_in(l)
                data-zoom-out=t::zoom_out(l)
                data-pick=t::pick(l)
                data-heat=t::heat(l)
                data-cell=t::cell(l, "{incidents}", "{reports}")
                data-total=t::total(l, "{incidents}")
                data-no-cells=t::none(l)
                data-failed=t::failed(l)
                data-legend=t::legend(l)
                data-range=t::range(l, "{low}", "{high}")
                data-point=t::point(l)
            ></div>
        }
        .into_any()
    }

    /// A live heatmap with its legend. Its room is kept from the first paint on, so that nothing jumps when it is drawn;
    /// whatever has the attribute `data-map-instead` is shown only where it cannot be drawn.
    pub fn heat_map(cx: &PageContext, map: HeatMap) -> AnyView {
        let class = ["map js-only ", if map.size.is_empty() { "map-medium" } else { map.size }].concat();
        view! {
            {map_files(cx)}
            <div
                class=class
                data-heat-map=map.query
                data-resolution=map.resolution.map(|size| size.to_string())
            ></div>
            <div class="stack-s js-only" data-heat-legend role="status"></div>
            <Maps />
        }
        .into_any()
    }

    /// A small map with one place, for looking only. Accuracy is in metres.
    pub fn pin_map(cx: &PageContext, lat: f64, lng: f64, accuracy_m: Option<f64>) -> AnyView {
        view! {
            {map_files(cx)}
            <div
                class="map map-small js-only"
                data-pin-map=""
                data-lat=lat.to_string()
                data-lng=lng.to_string()
                data-accuracy=accuracy_m.map(|metres| metres.to_string())
            ></div>
            <Maps />
        }
        .into_any()
    }
}

#[cfg(feature = "hydrate")]
mod draw {
    use crate::browser::{dom, script};
    use wasm_bindgen_futures::spawn_local;
    use web_sys::HtmlElement;

    pub(super) fn start() {
        let Some(files) = dom::find::<HtmlElement>(&dom::page(), "[data-map-files]") else { return };
        for element in dom::find_all::<HtmlElement>(&dom::page(), "[data-heat-map], [data-pin-map]") {
            // A page with two maps holds the island twice; each element is drawn once.
            if element.has_attribute("data-ready") {
                continue;
            }
            dom::attribute(&element, "data-ready", "");
            let name = if element.has_attribute("data-heat-map") { "heat" } else { "point" };
            let files = files.clone();
            spawn_local(async move {
                let address = dom::data(&files, "data-map-files");
                if script::call(&address, name, &[element.clone().into(), files.into()]).await.is_err() {
                    element.set_hidden(true);
                    for drawing in dom::find_all::<HtmlElement>(&dom::page(), "[data-map-instead]") {
                        let _ = drawing.remove_attribute("data-map-instead");
                    }
                }
            });
        }
    }
}
