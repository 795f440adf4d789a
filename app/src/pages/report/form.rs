//! What was typed into the report form, as it was typed, and how it becomes a report.

use domain::access::{Actor, Role};
use domain::error::{ApiError, FieldCode, FieldError, FieldErrors};
use domain::location::{LocationBody, LocationSource};
use domain::report::{Channel, Contact, PhotoClaim, ReportBody};
use domain::time::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

/// The fields of the form, exactly as typed, so that a form that is refused shows them again.
///
/// `id` and `observed_at` are fixed when the form is first shown: pressing the button twice then sends the same report
/// twice, which is harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    /// Id of the report, a UUIDv7. The handler makes it for a form that has none.
    pub id: String,
    /// When the form was opened, RFC 3339; the page fills it in when it is empty.
    pub observed_at: String,
    /// Code of the category.
    pub category: String,
    /// What was seen.
    pub description: String,
    /// Telephone number.
    pub phone: String,
    /// Latitude in degrees, WGS-84.
    pub lat: String,
    /// Longitude in degrees, WGS-84.
    pub lng: String,
    /// Radius of uncertainty in metres.
    pub accuracy_m: String,
    /// `device`, `exif` or `pin`; empty counts as `pin`.
    pub source: String,
    /// Code of the area.
    pub area: String,
    /// Code of the site on whose poster the form was opened.
    pub site: String,
    /// `resident`, `volunteer` or `inspector`; empty counts as `resident`.
    pub channel: String,
    /// The visit on which it was seen, a UUID; empty for none.
    pub visit: String,
}

impl ReportForm {
    /// Takes a field of a form or a query; fields of other names are left aside.
    pub fn set(&mut self, name: &str, value: String) {
        let field = match name {
            "id" => &mut self.id,
            "observed_at" => &mut self.observed_at,
            "category" => &mut self.category,
            "description" => &mut self.description,
            "phone" => &mut self.phone,
            "lat" => &mut self.lat,
            "lng" => &mut self.lng,
            "accuracy_m" => &mut self.accuracy_m,
            "source" => &mut self.source,
            "area" => &mut self.area,
            "site" => &mut self.site,
            "channel" => &mut self.channel,
            "visit" => &mut self.visit,
            _ => return,
        };
        *field = value;
    }

    /// The report that the form describes, with the photos that came with it.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming `id`, `observed_at`, `channel` or `location…`; everything else is
    /// checked by [`ReportBody::parse`].
    pub fn body(&self, photos: Vec<PhotoClaim>) -> Result<(Uuid, ReportBody), ApiError> {
        let mut errors = FieldErrors::new();
        let id = errors.keep(
            Uuid::parse_str(self.id.trim())
                .map_err(|_| FieldError::new("id", FieldCode::Malformed, "expected a UUID")),
        );
        let observed_at = errors.keep(Timestamp::parse("observed_at", self.observed_at.trim()));
        let channel =
            match self.channel.as_str() {
                "" => Some(Channel::Resident),
                text => errors.keep(Channel::from_text(text).ok_or_else(|| {
                    FieldError::new("channel", FieldCode::Unknown, "there is no such channel")
                })),
            };
        let location = errors.keep(self.location());
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let value =
            id.zip(observed_at).zip(channel.zip(location)).map(|((id, observed_at), (channel, location))| {
                let contact = given(&self.phone).map(|phone| Contact { phone: Some(phone), name: None });
                let description = given(&self.description);
                let area = given(&self.area);
                let category = self.category.trim().to_owned();
                (
                    id,
                    ReportBody {
                        category,
                        description,
                        observed_at,
                        channel,
                        location,
                        area,
                        photos,
                        contact,
                        visit: self.visit.trim().parse().ok().filter(|_| channel != Channel::Resident),
                    },
                )
            });
        errors.finish(value)
    }

    fn location(&self) -> Result<Option<LocationBody>, FieldError> {
        let source = LocationSource::from_text(&self.source).unwrap_or(LocationSource::Pin);
        let place = LocationBody::from_text(&self.lat, &self.lng, source)?;
        // An accuracy that cannot be read is as good as none: the place still counts.
        let accuracy_m = self.accuracy_m.trim().parse().ok();
        Ok(place.map(|place| LocationBody { accuracy_m, ..place }))
    }
}

/// In which capacity somebody reports: their own where their role has one, else as a resident.
pub fn channel_of(actor: &Actor) -> Channel {
    match actor {
        Actor::User { role: Role::Volunteer, .. } => Channel::Volunteer,
        Actor::User { role: Role::Inspector, .. } => Channel::Inspector,
        _ => Channel::Resident,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> ReportForm {
        ReportForm {
            id: "01936f5a-0000-7000-8000-000000000001".to_owned(),
            observed_at: "2026-11-23T08:00:00+08:00".to_owned(),
            category: "exposed_rubbish".to_owned(),
            lat: "38.18".to_owned(),
            lng: " 107.48".to_owned(),
            accuracy_m: "12.5".to_owned(),
            source: "device".to_owned(),
            ..ReportForm::default()
        }
    }

    #[test]
    fn a_filled_form_becomes_a_report_with_its_place() {
        let (_, body) = filled().body(Vec::new()).unwrap();
        let place = body.location.unwrap();
        assert_eq!((place.lat, place.lng, place.accuracy_m), (38.18, 107.48, Some(12.5)));
        assert_eq!((place.source, body.channel), (LocationSource::Device, Channel::Resident));
        assert_eq!((body.area, body.contact), (None, None));
    }

    #[test]
    fn the_same_form_sent_twice_is_the_same_report() {
        assert_eq!(filled().body(Vec::new()).unwrap(), filled().body(Vec::new()).unwrap());
    }

    #[test]
    fn everything_that_cannot_be_read_is_told_at_once() {
        let mut form = filled();
        for (name, value) in [("id", "1"), ("lat", "north"), ("channel", "king"), ("other", "x")] {
            form.set(name, value.to_owned());
        }
        let paths: Vec<_> =
            form.body(Vec::new()).unwrap_err().fields.into_iter().map(|field| field.path).collect();
        assert_eq!(paths, ["id", "channel", "location.lat"]);
    }
}
