//! Made-up reports: most near a few sore points, some anywhere, most of the older ones put right.

use super::random::Random;
use super::source::{Neighbourhood, Source};
use super::{DAY_MS, DAYS, HOUR_MS};
use domain::category::Catalogue;
use domain::location::{Datum, Location, LocationSource};
use domain::report::{Channel, NewReport, ReportStatus};
use domain::time::{Day, Timestamp};
use geo::{Intersects, Point};
use uuid::{Builder, Uuid};

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;
/// Share of reports without a place, whose area somebody chose by hand.
const PLACELESS_SHARE: f64 = 0.02;
/// Share of reports with a picture.
const PICTURE_SHARE: f64 = 0.05;

/// A made-up report.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoReport {
    /// Its id.
    pub id: Uuid,
    /// Its id as an imported report.
    pub external_id: String,
    /// What was reported; the picture is announced when it is stored.
    pub report: NewReport,
    /// Its first status.
    pub status: ReportStatus,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When it was put right.
    pub closed_at: Option<Timestamp>,
    /// Which of the drawn pictures it has.
    pub picture: Option<usize>,
    /// The earlier report, by its place in the list, that tells of the same problem.
    pub duplicate_of: Option<usize>,
}

/// Draws reports, oldest first.
pub fn draw(source: &Source, catalogue: &Catalogue, now: Timestamp, random: &mut Random) -> Vec<DemoReport> {
    let count = source.settings.reports;
    let mut moments: Vec<Timestamp> = (0..count).map(|_| moment(source, now, random)).collect();
    moments.sort_unstable();
    let mut reports: Vec<DemoReport> = Vec::with_capacity(count);
    for (number, observed_at) in (1..).zip(moments) {
        let again =
            random.happens(source.settings.duplicate_share).then(|| earlier(&reports, observed_at, random));
        let mut report = match again.flatten() {
            Some(first) => repeated(&reports, first, random),
            None => fresh(source, catalogue, now, observed_at, random),
        };
        report.report.observed_at = observed_at;
        report.received_at = Timestamp((observed_at.0 + minutes(random, 1.0, 20.0)).min(now.0));
        let ms = u64::try_from(report.received_at.0).unwrap_or(0);
        report.id = Builder::from_unix_timestamp_millis(ms, &short(random.bytes())).into_uuid();
        report.external_id = format!("demo-{number:04}");
        reports.push(report);
    }
    reports
}

fn short(bytes: [u8; 16]) -> [u8; 10] {
    let mut ten = [0; 10];
    ten.copy_from_slice(&bytes[..10]);
    ten
}

/// A moment of the last weeks at which people are about.
fn moment(source: &Source, now: Timestamp, random: &mut Random) -> Timestamp {
    let today = now.day();
    loop {
        // More and more people know how to report.
        let back = DAYS as f64 * (1.0 - random.unit().powf(0.95));
        let day = Day(today.0 - back as i32);
        let hour = random.weighted(source.settings.hour_weights.iter().copied());
        let within = (hour as f64 + random.unit()) * HOUR_MS as f64;
        let moment = Timestamp(day.start().0 + within as i64);
        if moment.0 < now.0 - 60_000 {
            return moment;
        }
    }
}

fn fresh(
    source: &Source,
    catalogue: &Catalogue,
    now: Timestamp,
    observed_at: Timestamp,
    random: &mut Random,
) -> DemoReport {
    let settings = &source.settings;
    let age = (now.0 - observed_at.0) as f64 / (DAYS * DAY_MS) as f64;
    let (category, lat, lng, area) = if random.happens(settings.background_share) {
        let weights = settings.category_weights.values().copied();
        let category = settings.category_weights.keys().nth(random.weighted(weights)).cloned();
        let place = &source.neighbourhoods
            [random.weighted(source.neighbourhoods.iter().map(|place| place.population().sqrt()))];
        let (lat, lng) = point_in(place, random);
        (category, lat, lng, place.code.clone())
    } else {
        let cluster =
            &settings.clusters[random.weighted(settings.clusters.iter().map(|it| it.weight_at(age)))];
        let category = cluster.categories.keys().nth(random.weighted(cluster.categories.values().copied()));
        let (lat, lng) = scatter(cluster.lat, cluster.lng, cluster.spread_m / 2.0, random);
        (category.cloned(), lat, lng, cluster.area.clone())
    };
    let category = category.unwrap_or_else(|| "other".to_owned());
    let placeless = random.happens(PLACELESS_SHARE);
    let drawn = [Channel::Resident, Channel::Volunteer, Channel::Inspector]
        [random.weighted([0.74, 0.17, 0.09].into_iter())];
    let quiet = is_quiet(source, lat, lng, now.0 - observed_at.0);
    let channel = if quiet { Channel::Resident } else { drawn };
    let (status, closed_at) = outcome(settings.closed_share, now, observed_at, random);
    DemoReport {
        id: Uuid::nil(),
        external_id: String::new(),
        status,
        received_at: observed_at,
        closed_at,
        picture: (!placeless && random.happens(PICTURE_SHARE)).then(|| random.index(super::pictures::COUNT)),
        duplicate_of: None,
        report: NewReport {
            description: description(source, catalogue, &category, random),
            category,
            observed_at,
            channel,
            location: (!placeless).then(|| location(lat, lng, random)),
            area: placeless.then_some(area),
            photos: Vec::new(),
            contact: None,
            visit: None,
        },
    }
}

/// Whether a place lies where nobody has patrolled for some time.
fn is_quiet(source: &Source, lat: f64, lng: f64, age_ms: i64) -> bool {
    let holds = |place: &&Neighbourhood| place.polygon.intersects(&Point::new(lng, lat));
    let place = source.neighbourhoods.iter().find(holds);
    let days = place.and_then(|place| source.settings.quiet_days(&place.code));
    days.is_some_and(|days| age_ms < days * DAY_MS)
}

/// An earlier, open problem of the last days, to be reported by somebody else as well.
fn earlier(reports: &[DemoReport], moment: Timestamp, random: &mut Random) -> Option<usize> {
    let first = reports.partition_point(|report| report.report.observed_at.0 < moment.0 - 4 * DAY_MS);
    let fits: Vec<usize> = (first..reports.len())
        .filter(|&index| {
            let report = &reports[index];
            let open = report.closed_at.is_none_or(|closed| closed > moment);
            open && report.duplicate_of.is_none()
                && report.report.location.is_some()
                && report.status != ReportStatus::Rejected
        })
        .collect();
    (!fits.is_empty()).then(|| fits[random.index(fits.len())])
}

fn repeated(reports: &[DemoReport], first: usize, random: &mut Random) -> DemoReport {
    let mut report = DemoReport { duplicate_of: Some(first), picture: None, ..reports[first].clone() };
    if let Some(place) = report.report.location {
        let (lat, lng) = scatter(place.lat, place.lng, 12.0, random);
        report.report.location = Some(location(lat, lng, random));
    }
    report.report.channel = Channel::Resident;
    report.status = ReportStatus::Accepted;
    report.closed_at = None;
    report
}

fn outcome(
    closed_share: f64,
    now: Timestamp,
    observed_at: Timestamp,
    random: &mut Random,
) -> (ReportStatus, Option<Timestamp>) {
    // Most is put right within two days, some takes two weeks.
    let hours = (3.1 + 1.1 * random.normal()).exp();
    let closed_at = Timestamp(observed_at.0 + (hours * HOUR_MS as f64) as i64);
    if random.happens(0.05) {
        return (ReportStatus::Rejected, None);
    }
    if random.happens(closed_share / 0.85) && closed_at < now {
        return (ReportStatus::Closed, Some(closed_at));
    }
    // A day and a half, so that something waits at every hour of the day.
    let looked_at = now.0 - observed_at.0 > DAY_MS * 3 / 2;
    (if looked_at { ReportStatus::Accepted } else { ReportStatus::Received }, None)
}

fn description(source: &Source, catalogue: &Catalogue, category: &str, random: &mut Random) -> String {
    match source.settings.descriptions.get(category).filter(|texts| !texts.is_empty()) {
        Some(texts) => texts[random.index(texts.len())].clone(),
        None => {
            let name = catalogue.get(category).map_or(category, |category| category.zh.as_str());
            format!("发现{name}，请派人查看处理。")
        }
    }
}

fn location(lat: f64, lng: f64, random: &mut Random) -> Location {
    let source = [LocationSource::Device, LocationSource::Pin, LocationSource::Exif]
        [random.weighted([0.6, 0.3, 0.1].into_iter())];
    let accuracy_m = (source == LocationSource::Device).then(|| random.between(4.0, 40.0).round());
    // Seven decimals are a centimetre.
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Location { lat: round(lat), lng: round(lng), accuracy_m, source, datum: Datum::Wgs84 }
}

fn scatter(lat: f64, lng: f64, spread_m: f64, random: &mut Random) -> (f64, f64) {
    let north = random.normal() * spread_m / DEGREE_M;
    let east = random.normal() * spread_m / (DEGREE_M * lat.to_radians().cos());
    (lat + north, lng + east)
}

fn point_in(place: &Neighbourhood, random: &mut Random) -> (f64, f64) {
    let [west, south, east, north] = place.bounds;
    for _ in 0..200 {
        let (lat, lng) = (random.between(south, north), random.between(west, east));
        if place.polygon.intersects(&Point::new(lng, lat)) {
            return (lat, lng);
        }
    }
    (f64::midpoint(south, north), f64::midpoint(west, east))
}

fn minutes(random: &mut Random, low: f64, high: f64) -> i64 {
    (random.between(low, high) * 60_000.0) as i64
}
