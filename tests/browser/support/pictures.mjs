// Photos made for tests: drawn in the browser, with the place of a camera written in by hand.

/**
 * A JPEG as a file to be chosen. `seed` makes pictures differ; `noise` makes them as heavy as photos; `place` is written
 * as EXIF, as a camera does it.
 */
export async function picture(browser, { width = 640, height = 480, seed = 1, noise = false, place } = {}) {
  const page = await browser.newPage();
  try {
    const base64 = await page.evaluate(draw, { width, height, seed, noise });
    let bytes = Buffer.from(base64, "base64");
    if (place) bytes = withPlace(bytes, place);
    return { name: `photo-${seed}.jpg`, mimeType: "image/jpeg", buffer: bytes };
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
async function draw({ width, height, seed, noise }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${(seed * 47) % 360} 60% 75%)`);
  sky.addColorStop(1, "#6b5b45");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  // A small generator, so that the same seed draws the same picture.
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let n = 0; n < (noise ? 20_000 : 60); n++) {
    context.fillStyle = `hsl(${Math.floor(next() * 360)} 40% ${Math.floor(20 + next() * 60)}%)`;
    context.fillRect(next() * width, next() * height, (next() * width) / 30, (next() * height) / 30);
  }
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** The same JPEG with a place in EXIF: an APP1 segment with a GPS directory, right after the start. */
export function withPlace(jpeg, { lat, lng }) {
  const ifd0 = 8;
  const gps = ifd0 + 2 + 12 + 4;
  const data = gps + 2 + 4 * 12 + 4;
  const tiff = Buffer.alloc(data + 2 * 24);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(ifd0, 4);
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16BE(tag, at);
    tiff.writeUInt16BE(type, at + 2);
    tiff.writeUInt32BE(count, at + 4);
    if (typeof value === "string") tiff.write(value, at + 8, "latin1");
    else tiff.writeUInt32BE(value, at + 8);
  };
  const degrees = (at, value) => {
    const whole = Math.floor(value);
    const minutes = Math.floor((value - whole) * 60);
    const seconds = Math.round((value - whole - minutes / 60) * 3600 * 1000);
    [whole, 1, minutes, 1, seconds, 1000].forEach((number, index) => tiff.writeUInt32BE(number, at + 4 * index));
  };
  tiff.writeUInt16BE(1, ifd0);
  entry(ifd0 + 2, 0x8825, 4, 1, gps);
  tiff.writeUInt16BE(4, gps);
  entry(gps + 2, 1, 2, 2, lat < 0 ? "S\0" : "N\0");
  entry(gps + 14, 2, 5, 3, data);
  entry(gps + 26, 3, 2, 2, lng < 0 ? "W\0" : "E\0");
  entry(gps + 38, 4, 5, 3, data + 24);
  degrees(data, Math.abs(lat));
  degrees(data + 24, Math.abs(lng));
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(2 + 6 + tiff.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from("Exif\0\0", "latin1"), tiff, jpeg.subarray(2)]);
}
