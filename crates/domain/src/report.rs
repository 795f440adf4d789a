//! Reports (问题上报): what somebody saw, how it is checked, its status and its history.

use crate::category::Catalogue;
use crate::code;
use crate::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use crate::limits;
use crate::location::{Location, LocationBody};
use crate::receipt::ReceiptCode;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// In which capacity a report was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By a resident, without an account.
    #[default]
    Resident,
    /// By a signed-in volunteer.
    Volunteer,
    /// By a signed-in inspector.
    Inspector,
}
crate::location::text_codes!(Channel { Resident = "resident", Volunteer = "volunteer", Inspector = "inspector" });

/// A photo that belongs to a report, announced by its hash before its bytes arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhotoClaim {
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: String,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// How to reach the person who reported, if they wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A report as it is sent (`PUT /api/v1/reports/{id}`), before it is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportBody {
    /// Code of a category of the catalogue.
    pub category: String,
    /// What was seen; optional with a photo.
    #[serde(default)]
    pub description: Option<String>,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// In which capacity it is reported.
    #[serde(default)]
    pub channel: Channel,
    /// Where it was seen.
    #[serde(default)]
    pub location: Option<LocationBody>,
    /// Code of the area, chosen by hand or by a poster, when there is no place or as a hint.
    #[serde(default)]
    pub area: Option<String>,
    /// Announced photos.
    #[serde(default)]
    pub photos: Vec<PhotoClaim>,
    /// How to reach the person.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// The visit on which it was seen, which may arrive later; only for volunteers and inspectors.
    #[serde(default)]
    pub visit: Option<Uuid>,
}

/// A checked report. Its canonical JSON decides whether a repeated submission is the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewReport {
    /// Code of the category.
    pub category: String,
    /// What was seen, trimmed; may be empty when there is a photo.
    pub description: String,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// In which capacity it is reported.
    pub channel: Channel,
    /// Where, in WGS-84.
    pub location: Option<Location>,
    /// Code of the area chosen by hand.
    pub area: Option<String>,
    /// Announced photos, at most four, all different.
    pub photos: Vec<PhotoClaim>,
    /// How to reach the person.
    pub contact: Option<Contact>,
    /// The visit on which it was seen. Left out of the JSON when there is none, as in reports from before there were visits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<Uuid>,
}

impl ReportBody {
    /// Checks everything, and tells all that is wrong at once.
    ///
    /// A report needs a known category, a description or a photo, and a place or an area.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with the fields `category`, `description`, `observed_at`, `location…`, `area`,
    /// `photos.N…`, `contact…`, `visit`.
    pub fn parse(self, catalogue: &Catalogue, now: Timestamp) -> Result<NewReport, ApiError> {
        let mut errors = FieldErrors::new();
        if self.category.is_empty() {
            errors.add("category", FieldCode::Required, "choose a category");
        } else if catalogue.get(&self.category).is_none() {
            errors.add(
                "category",
                FieldCode::Unknown,
                format!("{:?} is not in the catalogue", self.category),
            );
        }
        let description = parse_description(self.description.as_deref(), self.photos.is_empty(), &mut errors);
        if self.observed_at.0 > now.0 + limits::CLOCK_AHEAD_MS {
            errors.add("observed_at", FieldCode::OutOfRange, "lies in the future");
        }
        let location = self.location.as_ref().and_then(|location| location.parse(&mut errors));
        let area = errors.keep(code::parse_optional("area", self.area.as_deref())).flatten();
        if self.location.is_none() && area.is_none() && errors.is_empty() {
            errors.add("location", FieldCode::Required, "give a place or choose an area");
        }
        check_photos(&self.photos, &mut errors);
        let contact = self.contact.and_then(|contact| parse_contact(contact, &mut errors));
        if self.visit.is_some() && self.channel == Channel::Resident {
            errors.add("visit", FieldCode::NotAllowed, "residents make no visits");
        }
        errors.finish(Some(NewReport {
            category: self.category,
            description,
            observed_at: self.observed_at,
            channel: self.channel,
            location,
            area,
            photos: self.photos,
            contact,
            visit: self.visit,
        }))
    }
}

fn parse_description(text: Option<&str>, needed: bool, errors: &mut FieldErrors) -> String {
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() && needed {
        errors.add("description", FieldCode::Required, "write a sentence or add a photo");
    }
    if text.chars().count() > limits::DESCRIPTION_CHARS {
        let message = format!("at most {} characters", limits::DESCRIPTION_CHARS);
        errors.add("description", FieldCode::TooLong, message);
    }
    if text.contains('\0') {
        errors.add("description", FieldCode::Malformed, "holds a character that cannot be stored");
    }
    text.to_owned()
}

fn check_photos(photos: &[PhotoClaim], errors: &mut FieldErrors) {
    if photos.len() > limits::PHOTOS_PER_REPORT {
        errors.add("photos", FieldCode::TooMany, format!("at most {} photos", limits::PHOTOS_PER_REPORT));
    }
    for (index, photo) in photos.iter().enumerate() {
        let at = |name: &str| format!("photos.{index}.{name}");
        if !is_sha256(&photo.sha256) {
            errors.add(at("sha256"), FieldCode::Malformed, "expected 64 lower-case hexadecimal digits");
        }
        if photos[..index].iter().any(|other| other.sha256 == photo.sha256) {
            errors.add(at("sha256"), FieldCode::Duplicate, "the same photo twice");
        }
        if !matches!(photo.media_type.as_str(), "image/jpeg" | "image/png" | "image/webp") {
            errors.add(at("media_type"), FieldCode::NotAllowed, "image/jpeg, image/png or image/webp");
        }
        if photo.bytes == 0 || photo.bytes > limits::PHOTO_BYTES {
            errors.add(
                at("bytes"),
                FieldCode::OutOfRange,
                format!("between 1 and {} bytes", limits::PHOTO_BYTES),
            );
        }
    }
}

/// Whether a text is a SHA-256 hash in lower-case hexadecimal.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn parse_contact(contact: Contact, errors: &mut FieldErrors) -> Option<Contact> {
    let mut tidy = |name: &str, text: Option<String>, longest: usize| {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
        if text.chars().count() > longest || text.contains(char::is_control) {
            errors.add(
                format!("contact.{name}"),
                FieldCode::TooLong,
                format!("at most {longest} characters"),
            );
        }
        Some(text)
    };
    let phone = tidy("phone", contact.phone, limits::PHONE_CHARS);
    let name = tidy("name", contact.name, limits::NAME_CHARS);
    if let Some(phone) = &phone
        && !phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
    {
        errors.add("contact.phone", FieldCode::Malformed, "digits, +, - and spaces");
    }
    (phone.is_some() || name.is_some()).then_some(Contact { phone, name })
}

/// What has become of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// It arrived.
    Received,
    /// The office accepted it as a problem.
    Accepted,
    /// The office refused it, with a reason.
    Rejected,
    /// It tells of a problem that is already known; its incident is another report's.
    Duplicate,
    /// The problem has been put right.
    Closed,
}
crate::location::text_codes!(ReportStatus {
    Received = "received",
    Accepted = "accepted",
    Rejected = "rejected",
    Duplicate = "duplicate",
    Closed = "closed",
});

impl ReportStatus {
    /// The statuses that the office may set next. Linking as a duplicate is a change of its own.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Received => &[Self::Accepted, Self::Rejected],
            // A report is closed by verifying its case.
            Self::Accepted => &[Self::Rejected],
            Self::Rejected | Self::Closed => &[Self::Accepted],
            Self::Duplicate => &[],
        }
    }

    /// Whether a report may be linked to another one as its duplicate.
    pub const fn may_become_duplicate(self) -> bool {
        matches!(self, Self::Received | Self::Accepted)
    }

    /// Passes when the change is allowed and, for a rejection, a reason is given.
    ///
    /// # Errors
    /// [`ErrorCode::WrongState`], or [`ErrorCode::Invalid`] at `note`.
    pub fn check_change(self, to: Self, note: &str) -> Result<(), ApiError> {
        if !self.next().contains(&to) {
            let message = format!("a report that is {self} cannot become {to}");
            return Err(ApiError::new(ErrorCode::WrongState, message));
        }
        if to == Self::Rejected && note.trim().is_empty() {
            return Err(ApiError::field("note", FieldCode::Required, "say why it is refused"));
        }
        if note.chars().count() > limits::DESCRIPTION_CHARS {
            let message = format!("at most {} characters", limits::DESCRIPTION_CHARS);
            return Err(ApiError::field("note", FieldCode::TooLong, message));
        }
        Ok(())
    }
}

/// What the sender of a report gets back, the first time and every time after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportReceipt {
    /// The report's id.
    pub id: Uuid,
    /// The code by which the sender finds it again.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub receipt_code: ReceiptCode,
    /// What has become of it.
    pub status: ReportStatus,
    /// Hashes of announced photos whose bytes have not arrived.
    pub photos_missing: Vec<String>,
    /// Addresses.
    pub links: ReceiptLinks,
}

/// Addresses in a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReceiptLinks {
    /// The page that shows what becomes of the report.
    pub status: String,
}

/// One line of a report's history, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// When it happened.
    pub at: Timestamp,
    /// What happened: `received`, `accepted`, `rejected`, `duplicate`, `unlinked`, `closed`, `photo_stored` …
    pub event: String,
    /// Who did it (see `Actor::label`); the public sees only `office` or `resident`.
    pub actor: String,
    /// What was said about it; the public sees it for changes of status.
    pub note: Option<String>,
}

/// A photo of a report that may be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhotoView {
    /// SHA-256 of the file as it was sent.
    pub sha256: String,
    /// Whether its bytes have arrived.
    pub stored: bool,
    /// Width in pixels, once stored.
    pub width: Option<u32>,
    /// Height in pixels, once stored.
    pub height: Option<u32>,
    /// Address of the full picture.
    pub full: String,
    /// Address of the picture at most 1,024 px long.
    pub medium: String,
    /// Address of the picture at most 320 px long.
    pub small: String,
    /// Place read from the photo, for those who may see exact places.
    pub exif_location: Option<Location>,
}

/// A report with everything around it. Fields that the asker may not see are empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportView {
    /// The report's id.
    pub id: Uuid,
    /// Its receipt code, for the sender and the office.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub receipt_code: ReceiptCode,
    /// Code of its category.
    pub category: String,
    /// What was seen.
    pub description: String,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// In which capacity it was made.
    pub channel: Channel,
    /// What has become of it.
    pub status: ReportStatus,
    /// Where, for those who may see exact places.
    pub location: Option<Location>,
    /// Code of the area it lies in.
    pub area: Option<String>,
    /// Name of that area.
    pub area_name: Option<String>,
    /// How to reach the sender, for the office.
    pub contact: Option<Contact>,
    /// The report whose incident this one tells of, when it is a duplicate.
    pub duplicate_of: Option<Uuid>,
    /// Reports linked to this one as duplicates.
    pub duplicates: Vec<Uuid>,
    /// Its photos.
    pub photos: Vec<PhotoView>,
    /// Its history, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Its id in the file it was imported from.
    pub external_id: Option<String>,
    /// The visit on which it was seen, for the office.
    pub visit: Option<Uuid>,
}

#[cfg(test)]
mod tests;
