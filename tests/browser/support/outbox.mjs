// The outbox of a phone, as tests look into it and fill it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { uuid } from "./program.mjs";

/** All entries that the phone keeps, as they are stored. */
export const kept = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("chuangcheng-outbox");
        request.onupgradeneeded = () => request.transaction.abort();
        request.onerror = () => resolve([]);
        request.onsuccess = () => {
          const all = request.result.transaction("entries").objectStore("entries").getAll();
          all.onerror = reject;
          all.onsuccess = () => (request.result.close(), resolve(all.result));
        };
      }),
  );

/** Waits until the phone has nothing left to send. */
export async function emptied(page, timeout = 60_000) {
  const end = Date.now() + timeout;
  let left;
  while ((left = await kept(page)).length > 0) {
    assert.ok(Date.now() < end, `still there: ${JSON.stringify(left.slice(0, 3))}`);
    await page.waitForTimeout(250);
  }
}

/**
 * Puts so many reports with photos into the outbox of a page whose program has run, sealed with its key, as the form does
 * it. What was put there: id, description and hashes.
 */
export async function fill(page, count, photos = 1) {
  const ids = Array.from({ length: count }, uuid);
  return page.evaluate(store, { ids, photos });
}

/** Runs in the page. */
async function store({ ids, photos }) {
  const answer = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
  const database = await answer(indexedDB.open("chuangcheng-outbox"));
  const keys = (mode) => database.transaction("keys", mode).objectStore("keys");
  let seal = await answer(keys("readonly").get("seal"));
  if (!seal) {
    seal = { id: "of a test", key: await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]) };
    await answer(keys("readwrite").put(seal, "seal"));
  }
  const close = async (bytes) => {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    return { nonce, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, seal.key, bytes) };
  };
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext("2d");
  const made = [];
  for (const [index, id] of ids.entries()) {
    const pictures = [];
    for (let photo = 0; photo < photos; photo++) {
      for (let at = 0; at < 8; at++) {
        context.fillStyle = `#${hex(crypto.getRandomValues(new Uint8Array(3)))}`;
        context.fillRect(4 * at, 0, 4, 32);
      }
      const bytes = await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer();
      pictures.push({ sha256: hex(await crypto.subtle.digest("SHA-256", bytes)), size: bytes.byteLength, sealed: await close(bytes) });
    }
    const description = `待发测试 ${index}`;
    const body = {
      category: "exposed_rubbish",
      description,
      observed_at: new Date().toISOString(),
      channel: "resident",
      location: { lat: 38.4385, lng: 107.5235, accuracy_m: 12, source: "device", datum: "wgs84" },
      area: null,
      contact: null,
      photos: pictures.map(({ sha256, size }) => ({ sha256, media_type: "image/jpeg", bytes: size })),
    };
    const record = await close(new TextEncoder().encode(JSON.stringify({ body, form: {}, title: "暴露垃圾", edit_at: "/report" })));
    const hashes = pictures.map(({ sha256 }) => sha256);
    const entry = { id, owner: "", kind: "report", made_at: Date.now(), state: "waiting", attempts: 0, contradictions: 0, trouble: null, server_copy: "never", replaces: null, photos: hashes.map((sha256) => ({ sha256, sent: false })) };
    const transaction = database.transaction(["entries", "records", "photos"], "readwrite");
    transaction.objectStore("entries").put(entry, id);
    transaction.objectStore("records").put(record, id);
    for (const { sha256, sealed } of pictures) transaction.objectStore("photos").put({ sealed, type: "image/jpeg" }, [id, sha256]);
    await new Promise((resolve, reject) => ((transaction.oncomplete = resolve), (transaction.onabort = () => reject(transaction.error))));
    made.push({ id, description, hashes });
  }
  database.close();
  return made;
}

/** Checks that each report arrived, with its photos byte for byte, since the server stores a photo only under its hash. */
export async function arrived(api, made) {
  for (const { id, description, hashes } of made) {
    const report = await api.get(`/reports/${id}`);
    assert.equal(report.description, description);
    assert.deepEqual(report.photos.map((photo) => [photo.sha256, photo.stored]), hashes.map((sha256) => [sha256, true]));
  }
}

/** Whether some file of a folder holds a text in one of the ways in which browsers write texts. */
export async function holds(folder, text) {
  const wanted = [Buffer.from(text), Buffer.from(text, "utf16le")];
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await readFile(path.join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    if (wanted.some((one) => bytes.includes(one))) return true;
  }
  return false;
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
