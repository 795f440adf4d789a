//! The filter of the problems page as it stands in the address, and what it means.

use crate::pages::office::address::{QueryText, filled};
use domain::area::AreaLevel;
use domain::category::Catalogue;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::{BoundingBox, RESOLUTIONS};
use domain::report::ReportStatus;
use domain::statistics::{Exposure, Layer};
use domain::time::{Day, Period};
use serde::Deserialize;

/// How many weeks back the slider reaches.
pub const WEEKS_BACK: i32 = 26;
/// How many weeks are looked at when nothing is chosen.
pub const USUAL_SPAN: i32 = 4;
/// The spans that can be chosen, in weeks.
pub const SPANS: [i32; 4] = [1, 2, 4, 12];

/// The filter as typed: every field may be missing, blank or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ProblemsForm {
    /// A rectangle, `west,south,east,north` in degrees.
    pub bbox: Option<String>,
    /// H3 resolution, 7 to 10; by the size of the area when none.
    pub resolution: Option<String>,
    /// First day of observation; goes before the slider.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// The last week of the slider: 0 is this week, −1 the one before.
    pub week: Option<String>,
    /// How many weeks the slider covers.
    pub span: Option<String>,
    /// Code of a category.
    pub category: Option<String>,
    /// A status.
    pub status: Option<String>,
    /// Code of an area to look at closely.
    pub area: Option<String>,
    /// Whose reports.
    pub layer: Option<String>,
    /// By what rates are computed.
    pub by: Option<String>,
    /// `town` or `village`: the areas of the tables.
    pub level: Option<String>,
}

/// What the filter means.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemsQuery {
    /// A rectangle for the map.
    pub bbox: Option<BoundingBox>,
    /// Resolution, when one was chosen.
    pub resolution: Option<u8>,
    /// The period.
    pub period: Period,
    /// The slider: last week, and weeks; none when days were typed.
    pub slider: Option<(i32, i32)>,
    /// Only this category.
    pub category: Option<String>,
    /// Only this status, on the map.
    pub status: Option<ReportStatus>,
    /// The area to look at closely.
    pub area: Option<String>,
    /// Whose reports.
    pub layer: Layer,
    /// By what rates are computed.
    pub exposure: Exposure,
    /// The areas of the tables.
    pub level: AreaLevel,
}

impl ProblemsForm {
    /// What the filter means on this day.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming every field that cannot be read or names nothing.
    pub fn parse(&self, catalogue: &Catalogue, today: Day) -> Result<ProblemsQuery, ApiError> {
        let mut errors = FieldErrors::new();
        let bbox = filled(&self.bbox).and_then(|text| errors.keep(BoundingBox::parse(text)));
        let resolution = match filled(&self.resolution).map(str::parse) {
            None => None,
            Some(Ok(resolution)) if RESOLUTIONS.contains(&resolution) => Some(resolution),
            Some(_) => {
                errors.add("resolution", FieldCode::OutOfRange, "between 7 and 10");
                None
            }
        };
        let mut within =
            |path: &str, text: Option<&str>, usual: i32, range: std::ops::RangeInclusive<i32>| match text
                .map(str::parse)
            {
                None => usual,
                Some(Ok(number)) if range.contains(&number) => number,
                Some(_) => {
                    errors.add(path, FieldCode::OutOfRange, "is not in the range");
                    usual
                }
            };
        let week = within("week", filled(&self.week), 0, -WEEKS_BACK..=0);
        let span = within("span", filled(&self.span), USUAL_SPAN, 1..=WEEKS_BACK);
        let typed = filled(&self.from).is_some() || filled(&self.to).is_some();
        let period = match typed {
            true => errors.keep(Period::parse(filled(&self.from), filled(&self.to))).unwrap_or_default(),
            false => {
                let (from, to) = weeks(today, week, span);
                Period { from: Some(from.start()), to: Some(to.start()) }
            }
        };
        let category = filled(&self.category);
        if category.is_some_and(|code| catalogue.get(code).is_none()) {
            errors.add("category", FieldCode::Unknown, "is not in the catalogue");
        }
        let mut known = |path: &str, text: &Option<String>, found: bool| {
            if filled(text).is_some() && !found {
                errors.add(path, FieldCode::Unknown, "is not one of the choices");
            }
        };
        let status = filled(&self.status).and_then(ReportStatus::from_text);
        known("status", &self.status, status.is_some());
        let layer = filled(&self.layer).and_then(Layer::from_text);
        known("layer", &self.layer, layer.is_some());
        let exposure = filled(&self.by).and_then(Exposure::from_text);
        known("by", &self.by, exposure.is_some());
        let level = filled(&self.level).and_then(AreaLevel::from_text);
        known("level", &self.level, level.is_some());
        errors.finish(Some(ProblemsQuery {
            bbox,
            resolution,
            period,
            slider: (!typed).then_some((week, span)),
            category: category.map(str::to_owned),
            status,
            area: filled(&self.area).map(str::to_owned),
            layer: layer.unwrap_or_default(),
            exposure: exposure.unwrap_or_default(),
            level: level.unwrap_or(AreaLevel::Town),
        }))
    }

    /// The filter as it stands in the address: `?from=…`, or nothing.
    pub fn query(&self) -> String {
        let days = QueryText::new().with("from", self.from.as_deref()).with("to", self.to.as_deref());
        self.rest(days.with("week", self.week.as_deref()))
    }

    /// The same filter in another week, without typed days.
    pub fn with_week(&self, week: &str) -> String {
        self.rest(QueryText::new().with("week", Some(week)))
    }

    fn rest(&self, query: QueryText) -> String {
        query
            .with("span", self.span.as_deref())
            .with("category", self.category.as_deref())
            .with("status", self.status.as_deref())
            .with("area", self.area.as_deref())
            .with("layer", self.layer.as_deref())
            .with("by", self.by.as_deref())
            .with("level", self.level.as_deref())
            .with("resolution", self.resolution.as_deref())
            .finish()
    }
}

impl ProblemsQuery {
    /// First and last day, as the list of reports takes them.
    pub fn days(&self) -> (Option<Day>, Option<Day>) {
        let last = |to: domain::time::Timestamp| domain::time::Timestamp(to.0 - 1).day();
        (self.period.from.map(domain::time::Timestamp::day), self.period.to.map(last))
    }

    /// The same filter for the list of reports, in a rectangle if one is given: `?from=…`.
    pub fn list_query(&self, bbox: Option<&str>) -> String {
        self.of_map().with("bbox", bbox).finish()
    }

    /// The filter for the live map, which chooses rectangle and resolution by itself; without the question mark.
    pub fn map_query(&self) -> String {
        let layer = (self.layer != Layer::All).then(|| self.layer.as_str());
        self.of_map().with("layer", layer).finish().trim_start_matches('?').to_owned()
    }

    fn of_map(&self) -> QueryText {
        let (from, to) = self.days();
        QueryText::new()
            .with("from", from.map(|day| day.to_string()).as_deref())
            .with("to", to.map(|day| day.to_string()).as_deref())
            .with("category", self.category.as_deref())
            .with("status", self.status.map(ReportStatus::as_str))
    }
}

/// The Mondays at which a span of whole weeks begins and no longer counts.
pub fn weeks(today: Day, week: i32, span: i32) -> (Day, Day) {
    let end = today.week().plus(7 * (week + 1));
    (end.plus(-7 * span), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn today() -> Day {
        Day::parse("d", "2026-11-25").unwrap()
    }

    #[test]
    fn nothing_chosen_means_the_last_four_weeks_and_the_slider_moves_them() {
        let empty = Catalogue { groups: Vec::new(), categories: Vec::new() };
        let span = |form: ProblemsForm| {
            let (from, to) = form.parse(&empty, today()).unwrap().days();
            (from.unwrap().to_string(), to.unwrap().to_string())
        };
        assert_eq!(span(ProblemsForm::default()), ("2026-11-02".into(), "2026-11-29".into()));
        let back = ProblemsForm { week: text("-2"), span: text("1"), ..Default::default() };
        assert_eq!(span(back), ("2026-11-09".into(), "2026-11-15".into()));
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_the_list_gets_the_same_days() {
        let empty = Catalogue { groups: Vec::new(), categories: Vec::new() };
        let wrong = ProblemsForm {
            week: text("5"),
            layer: text("dogs"),
            resolution: text("3"),
            category: text("moon"),
            ..Default::default()
        };
        let paths: Vec<_> =
            wrong.parse(&empty, today()).unwrap_err().fields.into_iter().map(|field| field.path).collect();
        assert_eq!(paths, ["resolution", "week", "category", "layer"]);
        let form = ProblemsForm { from: text("2026-11-01"), status: text("received"), ..Default::default() };
        let query = form.parse(&empty, today()).unwrap();
        assert_eq!(query.list_query(None), "?from=2026-11-01&status=received");
        assert_eq!(form.query(), "?from=2026-11-01&status=received");
    }
}
