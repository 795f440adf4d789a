//! Asks the device where it is.

use super::value::{called_back, field, known, settled, text};
use super::window;
use wasm_bindgen::{JsCast, JsValue};

/// Where the device says it is, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lng: f64,
    /// Radius of uncertainty in metres.
    pub accuracy_m: f64,
}

/// Why the device did not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFix {
    /// The person or the phone does not allow it.
    Refused,
    /// No signal, no such device, or it took too long.
    Unavailable,
}

/// Asks once, waiting at most so many milliseconds; the browser may ask the person first.
///
/// # Errors
/// [`NoFix`].
pub async fn locate(timeout_ms: u32) -> Result<Fix, NoFix> {
    let geolocation = window().navigator().geolocation().map_err(|_| NoFix::Unavailable)?;
    let options = web_sys::PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(timeout_ms);
    options.set_maximum_age(30_000);
    let asked = called_back(|resolve, reject| {
        let asked = geolocation.get_current_position_with_error_callback_and_options(
            &resolve,
            Some(&reject),
            &options,
        );
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    match asked.await {
        Ok(position) => {
            let coords = known::<web_sys::Position>(position).coords();
            Ok(Fix { lat: coords.latitude(), lng: coords.longitude(), accuracy_m: coords.accuracy() })
        }
        Err(error) if field(&error, "code") == f64::from(web_sys::PositionError::PERMISSION_DENIED) => {
            Err(NoFix::Refused)
        }
        Err(_) => Err(NoFix::Unavailable),
    }
}

/// Whether asking the device would not ask the person, because they have allowed it before. Browsers that cannot tell
/// count as no.
pub async fn is_allowed() -> bool {
    let navigator = window().navigator();
    let permissions = field(&navigator, "permissions");
    let Ok(query) = field(&permissions, "query").dyn_into::<js_sys::Function>() else { return false };
    let name = super::value::object(&[("name", JsValue::from_str("geolocation"))]);
    let Ok(promise) = query.call1(&permissions, &name) else { return false };
    settled(known(promise)).await.is_ok_and(|status| text(&status, "state") == "granted")
}
