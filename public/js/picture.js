// Turns the drawing of a chart into a PNG, in the browser: the server sends the drawing, a canvas paints it.

/** Fetches the SVG at `address`, paints it twice as large, and saves it as `name`.png. */
export async function save(address, name) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const drawing = URL.createObjectURL(new Blob([await response.text()], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    await new Promise((done, fail) => {
      image.onload = done;
      image.onerror = () => fail(new Error("image"));
      image.src = drawing;
    });
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!picture) throw new Error("canvas");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } finally {
    URL.revokeObjectURL(drawing);
  }
}
