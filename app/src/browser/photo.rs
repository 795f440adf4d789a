//! Makes a photo small enough to send: at most 1,600 px a side and 250 KB, upright, without metadata. The place and the
//! hash are read here too: the place before the re-encoding loses it, the hash from the bytes that will be sent.

use super::{Failure, document, failure, window};
use domain::report::PhotoClaim;
use sha2::{Digest, Sha256};
use std::io::Cursor;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
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
    /// Announces them.
    pub claim: PhotoClaim,
    /// Where the photo was taken, latitude and longitude in WGS-84, if it says so.
    pub taken_at: Option<(f64, f64)>,
}

/// Shrinks a picture file.
///
/// # Errors
/// When the browser cannot decode it: then it is no photo, or a format this browser does not know.
pub async fn shrink(file: &Blob) -> Result<SmallPhoto, Failure> {
    let original = bytes_of(file).await?;
    let taken_at = place_of(&original);
    drop(original);
    let bitmap = decode(file).await?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let mut scale = (SIDE_PX / width.max(height)).min(1.0);
    let mut blob = None;
    'smaller: for _ in 0..4 {
        let canvas = draw(&bitmap, width * scale, height * scale)?;
        for quality in QUALITIES {
            let candidate = encode(&canvas, quality).await?;
            let fits = candidate.size() <= BYTES;
            blob = Some(candidate);
            if fits {
                break 'smaller;
            }
        }
        scale *= 0.7;
    }
    bitmap.close();
    let blob = blob.ok_or_else(|| "not encoded".to_owned())?;
    let claim = claim(&blob).await?;
    Ok(SmallPhoto { blob, claim, taken_at })
}

/// Announces a blob by its hash, type and size.
///
/// # Errors
/// When the blob can no longer be read.
pub async fn claim(blob: &Blob) -> Result<PhotoClaim, Failure> {
    let bytes = bytes_of(blob).await?;
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(PhotoClaim { sha256, media_type: blob.type_(), bytes: bytes.len() as u64 })
}

/// The bytes of a blob.
///
/// # Errors
/// When the blob can no longer be read.
pub async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, Failure> {
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|error| failure(&error))?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// An address for showing a blob; to be revoked when the picture is gone.
///
/// # Errors
/// When the browser refuses.
pub fn show(blob: &Blob) -> Result<String, Failure> {
    Url::create_object_url_with_blob(blob).map_err(|error| failure(&error))
}

async fn decode(file: &Blob) -> Result<ImageBitmap, Failure> {
    let promise = window().create_image_bitmap_with_blob(file).map_err(|error| failure(&error))?;
    Ok(JsFuture::from(promise).await.map_err(|error| failure(&error))?.unchecked_into())
}

fn draw(bitmap: &ImageBitmap, width: f64, height: f64) -> Result<HtmlCanvasElement, Failure> {
    let canvas: HtmlCanvasElement =
        document().create_element("canvas").map_err(|error| failure(&error))?.unchecked_into();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 1,600")]
    let whole = |length: f64| length.round().clamp(1.0, SIDE_PX) as u32;
    canvas.set_width(whole(width));
    canvas.set_height(whole(height));
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")
        .ok()
        .flatten()
        .ok_or_else(|| "no canvas".to_owned())?
        .unchecked_into();
    // JPEG has no transparency: without a ground, transparent parts would turn black.
    context.set_fill_style_str("#fff");
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.fill_rect(0.0, 0.0, width, height);
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)
        .map_err(|error| failure(&error))?;
    Ok(canvas)
}

async fn encode(canvas: &HtmlCanvasElement, quality: f64) -> Result<Blob, Failure> {
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        let refuse = reject.clone();
        let done = Closure::once_into_js(move |blob: JsValue| {
            let answer = if blob.is_null() { &refuse } else { &resolve };
            drop(answer.call1(&JsValue::NULL, &blob));
        });
        let asked = canvas.to_blob_with_type_and_encoder_options(
            done.unchecked_ref(),
            "image/jpeg",
            &JsValue::from_f64(quality),
        );
        if let Err(error) = asked {
            drop(reject.call1(&JsValue::NULL, &error));
        }
    });
    Ok(JsFuture::from(promise).await.map_err(|error| failure(&error))?.unchecked_into())
}

/// The place in a photo's EXIF. Cameras without a fix write zeros, which is no place.
fn place_of(bytes: &[u8]) -> Option<(f64, f64)> {
    use exif::{In, Tag, Value};
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let degrees = |value: Tag, side: Tag, negative: u8| {
        let Value::Rational(parts) = &exif.get_field(value, In::PRIMARY)?.value else { return None };
        let [degrees, minutes, seconds] = parts.get(..3)? else { return None };
        let sum = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3_600.0;
        let Value::Ascii(letters) = &exif.get_field(side, In::PRIMARY)?.value else { return None };
        let south_or_west = letters.first()?.first()?.eq_ignore_ascii_case(&negative);
        sum.is_finite().then_some(if south_or_west { -sum } else { sum })
    };
    let lat = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let lng = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    let possible = lat.abs() <= 90.0 && lng.abs() <= 180.0 && (lat != 0.0 || lng != 0.0);
    possible.then_some((lat, lng))
}
