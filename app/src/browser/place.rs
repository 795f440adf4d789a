//! Asks the device where it is.

use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

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
    /// No signal, or no such device.
    Unavailable,
    /// It took too long.
    TimedOut,
}

/// Asks once, waiting at most so many milliseconds; the browser may ask the person first.
///
/// # Errors
/// [`NoFix`].
pub async fn locate(timeout_ms: u32) -> Result<Fix, NoFix> {
    let geolocation = super::window().navigator().geolocation().map_err(|_| NoFix::Unavailable)?;
    // The promise lives as long as one of the two callbacks may come.
    let kept: Rc<RefCell<Vec<Closure<dyn FnMut(JsValue)>>>> = Rc::default();
    let promise = Promise::new(&mut |resolve, reject| {
        let good = Closure::once(move |position: JsValue| drop(resolve.call1(&JsValue::NULL, &position)));
        let refuse = reject.clone();
        let bad = Closure::once(move |error: JsValue| drop(refuse.call1(&JsValue::NULL, &error)));
        let options = web_sys::PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_timeout(timeout_ms);
        options.set_maximum_age(30_000);
        let asked = geolocation.get_current_position_with_error_callback_and_options(
            good.as_ref().unchecked_ref(),
            Some(bad.as_ref().unchecked_ref()),
            &options,
        );
        if let Err(error) = asked {
            drop(reject.call1(&JsValue::NULL, &error));
        }
        kept.borrow_mut().extend([good, bad]);
    });
    match JsFuture::from(promise).await {
        Ok(position) => {
            let coords = position.unchecked_into::<web_sys::Position>().coords();
            Ok(Fix { lat: coords.latitude(), lng: coords.longitude(), accuracy_m: coords.accuracy() })
        }
        Err(error) => Err(match error.dyn_ref::<web_sys::PositionError>().map(web_sys::PositionError::code) {
            Some(web_sys::PositionError::PERMISSION_DENIED) => NoFix::Refused,
            Some(web_sys::PositionError::TIMEOUT) => NoFix::TimedOut,
            _ => NoFix::Unavailable,
        }),
    }
}

