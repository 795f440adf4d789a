//! What was typed for an order on the spot, and how it becomes one.

use domain::error::{ApiError, FieldCode, FieldError, FieldErrors};
use domain::ledger::OrderBody;
use domain::location::{LocationBody, LocationSource};
use domain::report::PhotoClaim;
use domain::time::{Day, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

/// The fields of the form, exactly as typed. `id` and `ordered_at` are fixed when the form is first shown, so sending it
/// twice gives one order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct OrderForm {
    /// Id of the order and its report, a UUIDv7. The handler makes it for a form that has none.
    pub id: String,
    /// When it was given, RFC 3339; the page fills it in when it is empty.
    pub ordered_at: String,
    /// Code of the site.
    pub site: String,
    /// Code of the item of the checklist that failed.
    pub item: String,
    /// Code of the category.
    pub category: String,
    /// What is wrong.
    pub description: String,
    /// Latitude in degrees, WGS-84.
    pub lat: String,
    /// Longitude in degrees, WGS-84.
    pub lng: String,
    /// Radius of uncertainty in metres.
    pub accuracy_m: String,
    /// `device` or `pin`; empty counts as `pin`.
    pub source: String,
    /// Code of the area.
    pub area: String,
    /// Code of the unit; empty for the one that the routing rules propose.
    pub unit: String,
    /// The measure.
    pub measure: String,
    /// The responsible person.
    pub person: String,
    /// Their telephone number.
    pub phone: String,
    /// The day by which it is done.
    pub date: String,
    /// Another time limit than the category's.
    pub working_hours: String,
}

impl OrderForm {
    /// Takes a field of a form; fields of other names are left aside.
    pub fn set(&mut self, name: &str, value: String) {
        let field = match name {
            "id" => &mut self.id,
            "ordered_at" => &mut self.ordered_at,
            "site" => &mut self.site,
            "item" => &mut self.item,
            "category" => &mut self.category,
            "description" => &mut self.description,
            "lat" => &mut self.lat,
            "lng" => &mut self.lng,
            "accuracy_m" => &mut self.accuracy_m,
            "source" => &mut self.source,
            "area" => &mut self.area,
            "unit" => &mut self.unit,
            "measure" => &mut self.measure,
            "person" => &mut self.person,
            "phone" => &mut self.phone,
            "date" => &mut self.date,
            "working_hours" => &mut self.working_hours,
            _ => return,
        };
        *field = value;
    }

    /// The order that the form describes, with the photos that came with it.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming every field that is missing or cannot be read.
    pub fn body(&self, photos: Vec<PhotoClaim>) -> Result<(Uuid, OrderBody), ApiError> {
        let mut errors = FieldErrors::new();
        let id = errors.keep(
            Uuid::parse_str(self.id.trim())
                .map_err(|_| FieldError::new("id", FieldCode::Malformed, "expected a UUID")),
        );
        let ordered_at = errors.keep(Timestamp::parse("ordered_at", self.ordered_at.trim()));
        let category = needed("category", &self.category, &mut errors);
        let measure = needed("measure", &self.measure, &mut errors);
        let person = needed("person", &self.person, &mut errors);
        let date = match self.date.trim() {
            "" => {
                errors.add("date", FieldCode::Required, "choose a day");
                None
            }
            text => errors.keep(Day::parse("date", text)),
        };
        let working_hours = match self.working_hours.trim() {
            "" => None,
            text => errors.keep(text.parse().map_err(|_| {
                FieldError::new("working_hours", FieldCode::Malformed, "expected a whole number")
            })),
        };
        let source = LocationSource::from_text(&self.source).unwrap_or(LocationSource::Pin);
        let place = errors.keep(LocationBody::from_text(&self.lat, &self.lng, source)).flatten();
        let accuracy_m = self.accuracy_m.trim().parse().ok();
        let location = place.map(|place| LocationBody { accuracy_m, ..place });
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let body = id.zip(ordered_at).zip(date).map(|((id, ordered_at), date)| {
            let body = OrderBody {
                category,
                description: given(&self.description),
                ordered_at,
                location,
                area: given(&self.area),
                photos,
                unit: self.unit.trim().to_owned(),
                measure,
                person,
                phone: self.phone.trim().to_owned(),
                date,
                working_hours,
            };
            (id, body)
        });
        errors.finish(body)
    }
}

fn needed(path: &str, text: &str, errors: &mut FieldErrors) -> String {
    let text = text.trim();
    if text.is_empty() {
        errors.add(path, FieldCode::Required, "must be given");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        let error = OrderForm::default().body(Vec::new()).unwrap_err();
        let paths: Vec<_> = error.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["id", "ordered_at", "category", "measure", "person", "date"]);
    }
}
