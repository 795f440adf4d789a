//! How a question about awareness is read, and the whole weeks that it selects.

use crate::services::reports::filter::Fields;
use domain::awareness::{AwarenessQuery, GroupBy, Weights};
use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::response::SurveyChannel;
use domain::time::{Day, Period, Timestamp};

/// Mondays: the first week that counts, and the first that no longer does.
pub type Weeks = (Option<Day>, Option<Day>);

/// The fields of a question about awareness.
pub const FIELDS: [&str; 6] = ["questionnaire", "channel", "from", "to", "by", "weights"];

/// Reads a question. The channel is the household visits, the headline, unless another is named.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn read(fields: &Fields) -> Result<AwarenessQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&FIELDS, &mut errors);
    let questionnaire = fields.get("questionnaire").map(|slug| code::parse("questionnaire", slug));
    let questionnaire = questionnaire.and_then(|parsed| errors.keep(parsed));
    if fields.get("questionnaire").is_none() {
        errors.add("questionnaire", FieldCode::Required, "name a questionnaire");
    }
    let channel = fields.text_code("channel", SurveyChannel::from_text, &mut errors);
    let by = fields.text_code("by", GroupBy::from_text, &mut errors);
    let weights = fields.text_code("weights", Weights::from_text, &mut errors);
    let period = errors.keep(Period::parse(fields.get("from"), fields.get("to"))).unwrap_or_default();
    errors.finish(Some(AwarenessQuery {
        questionnaire: questionnaire.unwrap_or_default(),
        channel: channel.unwrap_or(SurveyChannel::Household),
        period,
        by: by.unwrap_or_default(),
        weights: weights.unwrap_or_default(),
    }))
}

/// The weeks that a period touches, and a note when they are more than it: answers are counted by week.
pub fn whole_weeks(period: Period) -> (Weeks, Vec<String>) {
    let from = period.from.map(|from| from.day().week());
    let to = period.to.map(|to| Timestamp(to.0 - 1).day().week().plus(7));
    let widened = Period { from: from.map(Day::start), to: to.map(Day::start) };
    let text = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let note = (widened != period).then(|| format!("whole_weeks:{}..{}", text(from), text(to)));
    ((from, to), note.into_iter().collect())
}

/// The blocks of four weeks that a period touches, and a note when they are more than it: the public must not see the difference
/// that one week makes.
pub fn whole_blocks(period: Period) -> (Weeks, Vec<String>) {
    let ((from, to), _) = whole_weeks(period);
    let blocks = (from.map(store::block_of), to.map(|to| store::block_of(to.plus(-1)).plus(BLOCK_DAYS)));
    let widened = Period { from: blocks.0.map(Day::start), to: blocks.1.map(Day::start) };
    let text = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let note = (widened != period).then(|| format!("whole_weeks:{}..{}", text(blocks.0), text(blocks.1)));
    (blocks, note.into_iter().collect())
}

/// Days of a block of four weeks.
pub const BLOCK_DAYS: i32 = 28;

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn households_by_nothing_with_design_weights_unless_said() {
        let query = read(&fields(&[("questionnaire", "awareness-household")])).unwrap();
        assert_eq!((query.channel, query.by), (SurveyChannel::Household, GroupBy::None));
        assert_eq!(query.weights, Weights::Design);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let bad = read(&fields(&[("channel", "phone"), ("by", "colour"), ("weight", "raked")])).unwrap_err();
        let mut paths: Vec<_> = bad.fields.iter().map(|field| field.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["by", "channel", "questionnaire", "weight"]);
    }

    #[test]
    fn a_period_is_widened_to_whole_weeks_and_says_so() {
        let weeks = |from, to| whole_weeks(Period::parse(from, to).unwrap());
        let ((from, to), notes) = weeks(Some("2026-11-25"), Some("2026-11-29"));
        assert_eq!(from.unwrap().to_string(), "2026-11-23");
        assert_eq!(to.unwrap().to_string(), "2026-11-30");
        assert_eq!(notes, ["whole_weeks:2026-11-23..2026-11-30"]);
        assert!(weeks(Some("2026-11-23"), Some("2026-11-29")).1.is_empty());
        assert_eq!(weeks(None, None), ((None, None), vec![]));
        assert_eq!(weeks(Some("2026-11-24"), None).1, ["whole_weeks:2026-11-23.."]);
    }
}
