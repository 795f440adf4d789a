//! Every limit on what people and programs may send, in one place.

/// Longest description of a report, in characters.
pub const DESCRIPTION_CHARS: usize = 1_000;
/// Most photos in one report.
pub const PHOTOS_PER_REPORT: usize = 4;
/// Largest photo file, in bytes.
pub const PHOTO_BYTES: u64 = 8 * 1024 * 1024;
/// Largest side of a photo, in pixels.
pub const PHOTO_SIDE_PX: u32 = 8_192;
/// Most pixels of a photo.
pub const PHOTO_PIXELS: u64 = 40_000_000;
/// Longest code (area, stratum, category …), in characters.
pub const CODE_CHARS: usize = 64;
/// Longest phone number, in characters.
pub const PHONE_CHARS: usize = 32;
/// Longest name of a contact or a user, in characters.
pub const NAME_CHARS: usize = 64;
/// Shortest password, in characters.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// Longest password, in characters; Argon2 would accept more, but hashing costs time.
pub const PASSWORD_MAX_CHARS: usize = 200;
/// Largest JSON body of one submission, in bytes.
pub const JSON_BODY_BYTES: usize = 64 * 1024;
/// Largest imported file over HTTP, in bytes.
pub const IMPORT_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Most items of a questionnaire.
pub const ITEMS_PER_QUESTIONNAIRE: usize = 300;
/// Most options of one item.
pub const OPTIONS_PER_ITEM: usize = 30;
/// Items of a training quiz that are drawn from the bank.
pub const QUIZ_ITEMS: usize = 5;
/// How far in the future a phone's clock may be before a time is refused, in milliseconds (one day).
pub const CLOCK_AHEAD_MS: i64 = 24 * 3_600_000;
/// Rows of one page of a list.
pub const PAGE_ROWS: u32 = 50;
/// Most rows a program may ask for in one page of a list.
pub const PAGE_ROWS_MAX: u32 = 500;
/// Most cells in one heatmap answer; beyond it the resolution must be coarser.
pub const HEATMAP_CELLS_MAX: usize = 50_000;
/// A cell is shown to the public only with at least this many incidents.
pub const PUBLIC_CELL_INCIDENTS: u64 = 5;
/// What the public sees is rounded down to a multiple of this.
pub const PUBLIC_ROUNDING: u64 = 5;
