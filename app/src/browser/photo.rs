//! Makes a photo small enough to send: at most 1,600 px a side and 250 KB, upright, without metadata. The place and the
//! hash are read here too: the place before the re-encoding loses it, the hash from the bytes that will be sent.

use super::value::{called_back, known, settled};
use super::{Failure, document, exif, window};
use domain::limits;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, Url};

/// Longest side after downscaling, in pixels.
const SIDE_PX: f64 = 1_600.0;
/// Largest file after downscaling, in bytes.
const BYTES: f64 = 250.0 * 1_000.0;
/// JPEG qualities tried, best first; after the last one the picture is made smaller.
const QUALITIES: [f64; 4] = [0.82, 0.7, 0.58, 0.46];

/// A photo ready to send.
#[derive(Clone, Debug)]
pub struct SmallPhoto {
    /// The bytes to send, as a blob that IndexedDB keeps.
    pub blob: Blob,
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Where the photo was taken, latitude and longitude in WGS-84, if it says so.
    pub taken_at: Option<(f64, f64)>,
}

/// Shrinks a picture file. One that this browser cannot draw is taken as it is when the server can read it.
///
/// # Errors
/// When it is no photo, or of a format that is not known.
pub async fn shrink(file: &Blob) -> Result<SmallPhoto, Failure> {
    let original = bytes_of(file).await?;
    let taken_at = exif::place_of(&original);
    drop(original);
    let blob = match redraw(file).await {
        Ok(blob) => blob,
        Err(error) => {
            let known = matches!(file.type_().as_str(), "image/jpeg" | "image/png" | "image/webp");
            #[expect(clippy::cast_precision_loss, reason = "a limit of megabytes is exact")]
            let fits = file.size() <= limits::PHOTO_BYTES as f64;
            if known && fits && !is_decodable() { file.clone() } else { return Err(error) }
        }
    };
    let sha256 = hash(&bytes_of(&blob).await?);
    Ok(SmallPhoto { blob, sha256, taken_at })
}

/// Whether this browser can decode pictures at all; if it can, a picture that it cannot decode is damaged.
fn is_decodable() -> bool {
    super::value::field(&window(), "createImageBitmap").is_function()
}

async fn redraw(file: &Blob) -> Result<Blob, Failure> {
    let bitmap: ImageBitmap = known(settled(window().create_image_bitmap_with_blob(file)?).await?);
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let mut scale = (SIDE_PX / width.max(height)).min(1.0);
    let mut smallest = Err(JsValue::NULL);
    'smaller: for _ in 0..4 {
        let canvas = draw(&bitmap, width * scale, height * scale)?;
        for quality in QUALITIES {
            let candidate = encode(&canvas, quality).await?;
            let fits = candidate.size() <= BYTES;
            smallest = Ok(candidate);
            if fits {
                break 'smaller;
            }
        }
        scale *= 0.7;
    }
    bitmap.close();
    smallest
}

fn hash(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, Failure> {
    let buffer = settled(blob.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// An address for showing a blob; to be revoked when the picture is gone.
pub fn show(blob: &Blob) -> String {
    Url::create_object_url_with_blob(blob).unwrap_or_default()
}

/// Frees what [`show`] holds.
pub fn hide(address: &str) {
    // Only an address that is none can be refused.
    let _ = Url::revoke_object_url(address);
}

fn draw(bitmap: &ImageBitmap, width: f64, height: f64) -> Result<HtmlCanvasElement, Failure> {
    let canvas: HtmlCanvasElement = known(document().create_element("canvas")?.into());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 1,600")]
    let whole = |length: f64| (length + 0.5).clamp(1.0, SIDE_PX) as u32;
    canvas.set_width(whole(width));
    canvas.set_height(whole(height));
    let context: CanvasRenderingContext2d = known(canvas.get_context("2d")?.ok_or(JsValue::NULL)?.into());
    // JPEG has no transparency: without a ground, transparent parts would turn black.
    context.set_fill_style_str("#fff");
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

async fn encode(canvas: &HtmlCanvasElement, quality: f64) -> Result<Blob, Failure> {
    let blob = called_back(|resolve, reject| {
        let quality = JsValue::from_f64(quality);
        if let Err(error) = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &quality) {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    })
    .await?;
    // `null` stands for a picture that is too large for this browser's memory.
    if blob.is_null() { Err(blob) } else { Ok(known(blob)) }
}
