// Maps, loaded only where one is shown: setting a pin, and showing cells. Needs Leaflet, which it loads by itself from
// the addresses it is given. There are no tiles of third parties: the ground is the county's own areas.

let leaflet;

/** Loads Leaflet once and returns it. `assets` is {leafletJs, leafletCss}. */
function load(assets) {
  leaflet ??= new Promise((resolve, reject) => {
    const css = document.createElement("link");
    css.rel = "stylesheet";
    css.href = assets.leafletCss;
    const script = document.createElement("script");
    script.src = assets.leafletJs;
    script.onload = () => resolve(window.L);
    script.onerror = () => {
      leaflet = undefined;
      reject(new Error("leaflet"));
    };
    document.head.append(css, script);
  });
  return leaflet;
}

const color = (name, fallback) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;

/** An empty map with the county's areas as its ground. */
async function ground(element, options) {
  const L = await load(options);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false,
    minZoom: 6,
    maxZoom: 19,
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
    zoomControl: false,
  });
  L.control.zoom({ zoomInTitle: options.zoomIn, zoomOutTitle: options.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView(options.center ?? [38.4, 107.5], options.zoom ?? 10);
  const areas = fetch("/api/v1/areas", { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : null))
    .then((shapes) => {
      if (!shapes) return null;
      const layer = L.geoJSON(shapes, {
        interactive: false,
        style: (feature) => ({
          color: color("--map-line", "#6b7f80"),
          weight: feature.properties.level === "town" || feature.properties.level === "banner" ? 1.6 : 0.8,
          fillColor: color("--map-ground", "#dfe9e6"),
          fillOpacity: feature.properties.level === "banner" ? 0.6 : 0,
        }),
        onEachFeature(feature, area) {
          if (feature.properties.level === "banner") return;
          area.bindTooltip(feature.properties.name, {
            permanent: true,
            direction: "center",
            className: `map-label map-label-${feature.properties.level}`,
            interactive: false,
          });
        },
      }).addTo(map);
      layer.bringToBack();
      return layer;
    })
    .catch(() => null);
  return { L, map, areas };
}

/** Shows small area names only when there is room for them. */
function thinOut(map) {
  const update = () => map.getContainer().classList.toggle("map-far", map.getZoom() < 12);
  map.on("zoomend", update);
  update();
}

/**
 * A map under a fixed pin: moving the map moves the place, which works with a thumb, a mouse and the arrow keys alike.
 * Calls `moved(lat, lng)` when the person moved it. Returns {move(lat, lng), remove()}.
 */
export async function pick(element, options, moved) {
  const { map } = await ground(element, options);
  thinOut(map);
  const pin = document.createElement("div");
  pin.className = "map-pin";
  pin.setAttribute("aria-hidden", "true");
  element.append(pin);
  let byHand = true;
  map.on("moveend", () => {
    if (!byHand) return;
    const { lat, lng } = map.getCenter().wrap();
    moved(lat, lng);
  });
  return {
    move(lat, lng) {
      byHand = false;
      map.setView([lat, lng], Math.max(map.getZoom(), 16), { animate: false });
      byHand = true;
    },
    remove() {
      map.remove();
      pin.remove();
    },
  };
}

/** A map with one fixed marker, for looking only. */
export async function point(element, options) {
  const { L, map } = await ground(element, { zoom: 15, ...options });
  thinOut(map);
  L.circleMarker(options.center, {
    radius: 9,
    color: color("--map-pin", "#0b6e6e"),
    weight: 3,
    fillOpacity: 0.35,
  }).addTo(map);
  if (options.accuracy > 0) {
    L.circle(options.center, { radius: options.accuracy, weight: 1, color: color("--map-pin", "#0b6e6e"), fillOpacity: 0.08 }).addTo(map);
  }
  return { remove: () => map.remove() };
}

/** Upper ends of the classes of a choropleth: quantiles of the counts, so that both villages and markets show. */
function classes(counts) {
  const sorted = [...counts].sort((a, b) => a - b);
  const ends = [0.5, 0.75, 0.9, 0.97, 1].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return [...new Set(ends)];
}

const RAMP = ["--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5"];
const RAMP_FALLBACK = ["#cfe8e0", "#8fcfc0", "#46a896", "#1a7d70", "#0a4f4a"];

/**
 * A heatmap of cells. `options.url(bbox, resolution)` is asked again when the map moves; `drawn(answer, ends)` hears the
 * answer and the classes for a legend. Resolution follows the zoom unless `options.resolution` is set.
 */
export async function cells(element, options, drawn) {
  const { L, map, areas } = await ground(element, options);
  thinOut(map);
  const shapes = await areas;
  if (shapes?.getBounds().isValid() && !options.center) map.fitBounds(shapes.getBounds(), { animate: false });
  const layer = L.geoJSON(null, {}).addTo(map);
  let asked = 0;
  const resolutionAt = (zoom) => options.resolution || (zoom < 10 ? 7 : zoom < 12 ? 8 : zoom < 14 ? 9 : 10);
  async function refresh() {
    const turn = ++asked;
    const bounds = map.getBounds().pad(0.1);
    const clamp = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(5);
    const bbox = [clamp(bounds.getWest(), 180), clamp(bounds.getSouth(), 90), clamp(bounds.getEast(), 180), clamp(bounds.getNorth(), 90)];
    element.setAttribute("aria-busy", "true");
    try {
      const query = new URLSearchParams(options.query);
      query.set("resolution", resolutionAt(map.getZoom()));
      query.set("bbox", bbox.join(","));
      const response = await fetch(`/api/v1/statistics/heatmap?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      if (turn !== asked) return;
      const ends = classes(answer.features.map((cell) => cell.properties.incidents));
      layer.clearLayers();
      layer.options.style = (cell) => {
        const step = Math.max(0, ends.findIndex((end) => cell.properties.incidents <= end));
        const shade = RAMP.length - ends.length + step;
        return { color: "#fff", weight: 0.5, fillOpacity: 0.78, fillColor: color(RAMP[shade], RAMP_FALLBACK[shade]) };
      };
      layer.options.onEachFeature = (cell, shape) => {
        const { incidents, reports } = cell.properties;
        shape.bindTooltip(options.label.replace("{incidents}", incidents).replace("{reports}", reports));
      };
      layer.addData(answer);
      drawn(answer, ends);
    } catch (error) {
      if (turn === asked) drawn(null, [], String(error));
    } finally {
      if (turn === asked) element.removeAttribute("aria-busy");
    }
  }
  let waiting;
  map.on("moveend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 150);
  });
  await refresh();
  return {
    filter(query) {
      options.query = query;
      return refresh();
    },
    remove: () => map.remove(),
  };
}
