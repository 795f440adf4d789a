// Improves the plain pages of the ledger: keys and ticks in the table, the camera with the photo from before, the
// place of an inspector, what passed on a walk. Every page is complete without it.
(() => {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const one = (selector, root) => (root || document).querySelector(selector);

  // Ticks: all at once, and how many.
  const ticks = all("[data-choose]");
  const every = one("[data-choose-all]");
  const told = one("[data-chosen]");
  const count = () => {
    const chosen = ticks.filter((tick) => tick.checked).length;
    for (const tick of ticks) tick.closest("tr").classList.toggle("is-chosen", tick.checked);
    if (told) {
      told.hidden = chosen === 0;
      told.textContent = told.dataset.chosen.replace("#", chosen);
    }
    if (every) {
      every.checked = chosen > 0 && chosen === ticks.length;
      every.indeterminate = chosen > 0 && chosen < ticks.length;
    }
  };
  if (every && ticks.length) {
    every.hidden = false;
    every.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = every.checked;
      count();
    });
  }
  for (const tick of ticks) tick.addEventListener("change", count);

  // Keys: J and K move between rows, X ticks, Enter follows the link that has the focus by itself.
  const rows = all("[data-ledger] tbody tr");
  const keys = one("[data-ledger-keys]");
  if (rows.length && keys) {
    keys.hidden = matchMedia("(pointer: coarse)").matches;
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = rows.indexOf(document.activeElement.closest("[data-ledger] tbody tr"));
      const step = { j: 1, k: -1 }[event.key];
      if (step) {
        const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
        one(".cell-main a", row).focus();
        row.scrollIntoView({ block: "nearest" });
        event.preventDefault();
      } else if (event.key === "x" && at >= 0) {
        const tick = one("[data-choose]", rows[at]);
        if (tick) {
          tick.checked = !tick.checked;
          count();
          event.preventDefault();
        }
      }
    });
  }

  // The camera, with the photo from before shining through.
  const shoot = (video) =>
    new Promise((resolve) => {
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d").drawImage(video, 0, 0);
      canvas.toBlob(resolve, "image/jpeg", 0.88);
    });
  const canPutFiles = typeof DataTransfer === "function" && "items" in DataTransfer.prototype;
  const camera = navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
  for (const guide of camera && canPutFiles ? all("[data-guide]") : []) {
    const part = (name) => one(`[data-guide-${name}]`, guide);
    const input = document.getElementById(guide.dataset.guide);
    const [open, view, video, before, status] = ["open", "camera", "video", "before", "status"].map(part);
    let stream = null;
    guide.hidden = false;
    const close = () => {
      if (stream) for (const track of stream.getTracks()) track.stop();
      stream = null;
      view.hidden = true;
      open.hidden = false;
    };
    open.addEventListener("click", async () => {
      try {
        const wish = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } };
        stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
        video.srcObject = stream;
        await video.play();
        view.hidden = false;
        open.hidden = true;
        status.textContent = "";
        part("shoot").focus();
      } catch {
        close();
        status.textContent = guide.dataset.failed;
      }
    });
    part("close").addEventListener("click", close);
    part("strength").addEventListener("input", (event) => {
      before.style.opacity = event.target.value / 100;
    });
    part("shoot").addEventListener("click", async () => {
      const blob = await shoot(video);
      if (!blob || !input) return;
      const files = new DataTransfer();
      for (const file of input.files) files.items.add(file);
      files.items.add(new File([blob], `after-${files.items.length + 1}.jpg`, { type: "image/jpeg" }));
      input.files = files.files;
      const item = document.createElement("li");
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(blob);
      picture.alt = guide.dataset.taken;
      item.append(picture);
      part("photos").append(item);
      status.textContent = guide.dataset.taken;
      if (files.items.length >= 4) close();
    });
    addEventListener("pagehide", close);
  }

  // Where somebody is.
  const place = () =>
    new Promise((resolve, refuse) => {
      navigator.geolocation.getCurrentPosition(resolve, refuse, { enableHighAccuracy: true, timeout: 10000 });
    });
  const wire = (button, act, fail) => {
    if (!button || !navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      try {
        act((await place()).coords);
      } catch {
        fail();
      }
      button.removeAttribute("aria-busy");
    });
  };
  const near = one("[data-near-told]");
  wire(one("[data-near-me]"), ({ latitude, longitude }) => {
    location.assign(`/walk?lat=${latitude.toFixed(5)}&lng=${longitude.toFixed(5)}`);
  }, () => {
    near.textContent = near.dataset.notLocated;
  });
  const order = one("#order-form");
  const located = one("[data-locate]");
  const said = one("[data-place-told]");
  wire(located, ({ latitude, longitude, accuracy }) => {
    order.elements.lat.value = latitude.toFixed(6);
    order.elements.lng.value = longitude.toFixed(6);
    order.elements.accuracy_m.value = Math.round(accuracy);
    order.elements.source.value = "device";
    said.textContent = located.dataset.located.replace("#", Math.round(accuracy));
  }, () => {
    said.textContent = located.dataset.notLocated;
  });

  // What passed on a walk is noted on this phone, for this site and day.
  const walk = one("[data-walk]");
  if (walk) {
    const day = new Date().toISOString().slice(0, 10);
    const name = `walk:${walk.dataset.walk}`;
    const read = () => {
      try {
        const kept = JSON.parse(localStorage.getItem(name) || "{}");
        return kept.day === day ? kept : { day, passed: [], ordered: [] };
      } catch {
        return { day, passed: [], ordered: [] };
      }
    };
    const kept = read();
    const fresh = new URLSearchParams(location.search).get("ordered");
    if (fresh && !kept.ordered.includes(fresh)) kept.ordered.push(fresh);
    const items = all("[data-walk-item]", walk);
    const show = () => {
      let done = 0;
      for (const item of items) {
        const code = item.dataset.walkItem;
        const passed = kept.passed.includes(code);
        const ready = passed || kept.ordered.includes(code);
        one("[data-walk-pass]", item).checked = passed;
        item.classList.toggle("is-done", ready);
        done += ready ? 1 : 0;
      }
      const progress = one("[data-walk-progress]", walk);
      progress.hidden = false;
      one("progress", progress).value = done;
      one("p", progress).textContent = progress.dataset.walkProgress.replace("#", done);
      try {
        localStorage.setItem(name, JSON.stringify(kept));
      } catch {
        // A phone that keeps nothing still shows the list.
      }
    };
    for (const item of items) {
      const pass = one("[data-walk-pass]", item);
      pass.closest("label").hidden = false;
      pass.addEventListener("change", () => {
        kept.passed = kept.passed.filter((code) => code !== item.dataset.walkItem);
        if (pass.checked) kept.passed.push(item.dataset.walkItem);
        show();
      });
    }
    show();
  }
})();
