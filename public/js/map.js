// Maps, loaded only where one is shown: setting a pin, showing a place, and showing cells. Addresses and texts come from the
// attributes of the element `[data-map-files]`. There are no tiles of third parties: the ground is the county's own areas.

let leaflet;

/** Loads Leaflet once and returns it. */
function load(files) {
  leaflet = leaflet || new Promise((resolve, reject) => {
    const css = document.createElement("link");
    css.rel = "stylesheet";
    css.href = files.dataset.leafletCss;
    const script = document.createElement("script");
    script.src = files.dataset.leaflet;
    // Without its sheet the map falls apart, so it waits for both.
    const styled = new Promise((done, fail) => {
      css.onload = done;
      css.onerror = fail;
    });
    const run = new Promise((done, fail) => {
      script.onload = done;
      script.onerror = fail;
    });
    Promise.all([styled, run]).then(() => resolve(window.L), () => {
      leaflet = undefined;
      reject(new Error("leaflet"));
    });
    document.head.append(css, script);
  });
  return leaflet;
}

const color = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;

const asked = async (address) => {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};

/** A text with values in the places of `{name}`. */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** A number with its thousands set apart. */
const counted = (number) => number.toLocaleString("en");

/** An empty map with the county's areas as its ground. `areas` is the layer of them, or null when there are none. */
async function ground(element, files, label) {
  const L = await load(files);
  const { zoomIn, zoomOut } = files.dataset;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false,
    minZoom: 6,
    maxZoom: 19,
    zoomAnimation: !still,
    fadeAnimation: !still,
    inertia: !still,
    zoomControl: false,
    // Without tiles, any zoom looks as good as a whole one, and the county fills its frame.
    zoomSnap: 0.25,
  });
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", label);
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([38.4, 107.5], 10);
  const areas = asked("/api/v1/areas")
    .then((shapes) => {
      const layer = L.geoJSON(shapes, {
        interactive: false,
        style: ({ properties: { level } }) => ({
          color: color("--map-line", "#6b7f80"),
          weight: level === "town" || level === "banner" ? 1.6 : 0.8,
          fillColor: color("--map-ground", "#dfe9e6"),
          fillOpacity: level === "banner" ? 0.6 : 0,
        }),
        onEachFeature({ properties: { level, name } }, area) {
          if (level === "banner") return;
          area.bindTooltip(name, {
            permanent: true,
            direction: "center",
            className: `map-label map-label-${level}`,
            interactive: false,
          });
        },
      }).addTo(map);
      layer.bringToBack();
      return layer;
    })
    .catch(() => null);
  // Small area names are shown only when there is room for them.
  const thinOut = () => element.classList.toggle("map-far", map.getZoom() < 12);
  map.on("zoomend", thinOut);
  thinOut();
  return { L, map, areas };
}

/** Shows all areas, or the one with this code. */
function fit(map, areas, code) {
  if (!areas) return;
  let bounds = areas.getBounds();
  areas.eachLayer((area) => {
    if (code && area.feature.properties.code === code) bounds = area.getBounds();
  });
  if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
}

/**
 * A map under a fixed pin: moving the map moves the place, which works with a thumb, a mouse and the arrow keys alike.
 * `start` is {lat, lng, area}, each or null. Calls `moved(lat, lng)` when the person moved it. Returns {move(lat, lng)}.
 */
export async function pick(element, files, start, moved) {
  const { L, map, areas } = await ground(element, files, files.dataset.pick);
  const pin = document.createElement("div");
  pin.className = "map-pin";
  pin.setAttribute("aria-hidden", "true");
  element.append(pin);
  let byHand = false;
  let origin;
  const move = (lat, lng) => {
    byHand = false;
    // Near enough to aim, far enough to see names and borders.
    map.setView([lat, lng], Math.max(map.getZoom(), 15), { animate: false });
    byHand = true;
    // Where the pin came from stays marked, so that one sees how far it is being moved.
    const style = { radius: 6, weight: 2, color: color("--map-pin", "#0b6e6e"), interactive: false };
    origin = origin || L.circleMarker([lat, lng], style).addTo(map);
    origin.setLatLng([lat, lng]);
  };
  if (start.lat !== null && start.lng !== null) {
    move(start.lat, start.lng);
  } else {
    fit(map, await areas, start.area);
  }
  byHand = true;
  map.on("moveend", () => {
    if (!byHand) return;
    const { lat, lng } = map.getCenter().wrap();
    moved(lat, lng);
  });
  return { move };
}

/** A map with one fixed marker, for looking only. */
export async function point(element, files) {
  const { L, map } = await ground(element, files, files.dataset.point);
  const { lat, lng, accuracy } = element.dataset;
  const center = [Number(lat), Number(lng)];
  const paint = color("--map-pin", "#0b6e6e");
  map.setView(center, 15, { animate: false });
  L.circleMarker(center, { radius: 9, color: paint, weight: 3, fillOpacity: 0.35, interactive: false }).addTo(map);
  if (Number(accuracy) > 0) {
    L.circle(center, { radius: Number(accuracy), weight: 1, color: paint, fillOpacity: 0.08, interactive: false }).addTo(map);
  }
}

const SHARES = [0.5, 0.75, 0.9, 0.97, 1];
const RAMP = ["#cfe8e0", "#8fcfc0", "#46a896", "#1a7d70", "#0a4f4a"];

/** Upper ends of the classes of a choropleth: quantiles of the counts, so that both villages and markets show. */
function classes(counts) {
  const sorted = [...counts].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return sorted.length ? [...new Set(SHARES.map(at))] : [];
}

/** The shade, 1 to 5, of a class; few classes use the dark ones. */
const shade = (step, ends) => RAMP.length - ends.length + step + 1;

/** Totals and shades in words, below the map. */
function describe(legend, texts, answer, ends) {
  const total = document.createElement("p");
  total.className = "small";
  const cells = answer ? answer.features.length : 0;
  total.textContent = !answer ? texts.failed : cells ? filled(texts.total, { incidents: counted(answer.total_incidents) }) : texts.noCells;
  const list = document.createElement("ul");
  list.className = "legend";
  list.setAttribute("aria-label", texts.legend);
  let low = answer ? Math.min(...answer.features.map((cell) => cell.properties.incidents)) : 0;
  ends.forEach((high, step) => {
    const entry = document.createElement("li");
    const swatch = document.createElement("span");
    swatch.className = `swatch heat-${shade(step, ends)}`;
    const range = low < high ? filled(texts.range, { low: counted(low), high: counted(high) }) : counted(high);
    entry.append(swatch, range);
    list.append(entry);
    low = high + 1;
  });
  legend.replaceChildren(...(ends.length ? [total, list] : [total]));
}

/**
 * A heatmap of cells, asked for again when the map moves. The size of cells follows the zoom unless the element has one.
 * Fails when the first answer does not come.
 */
export async function heat(element, files) {
  const texts = files.dataset;
  const { L, map, areas } = await ground(element, files, texts.heat);
  fit(map, await areas);
  const legend = document.querySelector("[data-heat-legend]");
  const fixed = Number(element.dataset.resolution);
  const resolutionAt = (zoom) => fixed || (zoom < 10 ? 7 : zoom < 12 ? 8 : zoom < 14 ? 9 : 10);
  // A popup of the map, since making room for it moves the map, and new cells replace the one that was tapped.
  const popup = { closeButton: false, autoPanPaddingTopLeft: [64, 8] };
  const hovers = matchMedia("(hover: hover)").matches;
  let ends = [];
  const step = (cell) => Math.max(0, ends.findIndex((end) => cell.properties.incidents <= end));
  const layer = L.geoJSON(null, {
    style: (cell) => {
      const number = shade(step(cell), ends);
      return { color: "#fff", weight: 0.5, fillOpacity: 0.78, fillColor: color(`--heat-${number}`, RAMP[number - 1]) };
    },
    onEachFeature: ({ properties: { incidents, reports } }, shape) => {
      const text = filled(texts.cell, { incidents: counted(incidents), reports: counted(reports) });
      if (hovers) shape.bindTooltip(text, { sticky: true });
      else shape.on("click", ({ latlng }) => map.openPopup(text, latlng, popup));
    },
  }).addTo(map);
  let turns = 0;
  async function refresh() {
    const turn = ++turns;
    const bounds = map.getBounds().pad(0.1);
    const within = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(5);
    const query = new URLSearchParams(element.dataset.heatMap);
    query.set("resolution", resolutionAt(map.getZoom()));
    query.set("bbox", [
      within(bounds.getWest(), 180),
      within(bounds.getSouth(), 90),
      within(bounds.getEast(), 180),
      within(bounds.getNorth(), 90),
    ].join(","));
    element.setAttribute("aria-busy", "true");
    let answer = null;
    try {
      answer = await asked(`/api/v1/statistics/heatmap?${query}`);
    } finally {
      // An answer to an earlier place of the map comes too late.
      if (turn === turns) {
        element.removeAttribute("aria-busy");
        if (answer) {
          ends = classes(answer.features.map((cell) => cell.properties.incidents));
          layer.clearLayers();
          layer.addData(answer);
        }
        if (legend) describe(legend, texts, answer, answer ? ends : []);
      }
    }
  }
  await refresh();
  let waiting;
  map.on("moveend", () => {
    clearTimeout(waiting);
    // What is shown stays when an answer does not come; the legend says so.
    waiting = setTimeout(() => refresh().catch(() => {}), 200);
  });
}
