//! `/statistics`, `/methods`, `/office/planner`, `/office/weekly`: pages of statistics beside awareness and problems.

use super::context::answer;
use crate::services::Services;
use crate::services::backend::RequestBackend;
use app::page::PageContext;
use app::pages::office::planner::{self, PlannerForm};
use app::pages::office::weekly;
use app::pages::{methods, statistics};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::access::Actor;
use serde::Deserialize;
use std::sync::Arc;

/// Which week is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WeekForm {
    /// Any day of the week.
    week: Option<String>,
}

pub(super) async fn public(cx: PageContext, State(services): State<Services>) -> Response {
    let cx = as_public(cx, &services);
    answer(&cx, statistics::page(&cx).await)
}

/// The same page for nobody in particular: who may see more must see here what the public sees.
pub(super) fn as_public(cx: PageContext, services: &Services) -> PageContext {
    PageContext { backend: Arc::new(RequestBackend::new(services.clone(), Actor::Anonymous)), ..cx }
}

pub(super) async fn methods(cx: PageContext) -> Response {
    answer(&cx, methods::page(&cx).await)
}

pub(super) async fn plan(cx: PageContext, Query(form): Query<PlannerForm>) -> Response {
    answer(&cx, planner::page(&cx, &form).await)
}

pub(super) async fn week(cx: PageContext, Query(form): Query<WeekForm>) -> Response {
    answer(&cx, weekly::page(&cx, form.week.as_deref()).await)
}

#[cfg(test)]
mod tests {
    use crate::services::figures::methods;
    use ::statistics::suppression::{FEWEST, WIDEST};
    use app::locale::Locale;
    use app::pages::methods::{all, constants};
    use app::t;

    /// Texts with a number in them, beside those of the methods page, which take theirs as parameters.
    #[test]
    fn what_pages_say_in_words_is_what_the_code_does() {
        let methods = methods();
        assert_eq!((methods.fewest_respondents as f64, methods.widest_interval), (FEWEST, WIDEST));
        let fewest = methods.fewest_respondents.to_string();
        let widest = format!("{:.0}", methods.widest_interval * 100.0);
        let confidence = format!("{:.0}%", methods.confidence * 100.0);
        let level = methods.false_discoveries.to_string();
        let weeks = methods.trend_weeks;
        for l in Locale::ALL {
            assert!(t::office_common::suppressed_few_respondents(l).contains(&fewest));
            assert!(t::office_common::suppressed_few_effective(l).contains(&fewest));
            assert!(t::office_common::suppressed_wide_interval(l).contains(&widest));
            assert!(t::office_awareness::interval(l, "").contains(&confidence));
            assert!(t::problems::hot_definition(l, "", "").contains(&level));
            let twelve = match l {
                Locale::Zh => "十二周",
                Locale::En => "twelve weeks",
            };
            assert_eq!((weeks, t::weekly::worse_note(l).contains(twelve)), (12, true));
        }
    }

    #[test]
    fn the_methods_page_shows_every_constant_and_follows_it() {
        let methods = methods();
        for l in Locale::ALL {
            let before: Vec<String> = all(l, &methods).into_iter().map(|one| one.plain).collect();
            let mut other = methods.clone();
            other.fewest_respondents = 977;
            other.widest_interval = 0.917;
            other.false_discoveries = 0.933;
            other.public_cell_incidents = 971;
            other.public_rounding = 967;
            other.trend_weeks = 953;
            let after = all(l, &other);
            let text: String = after.iter().map(|one| one.plain.as_str()).collect();
            for number in ["977", "91.7%", "0.933", "971", "967", "953"] {
                assert!(text.contains(number), "{number}");
            }
            assert!(before.iter().zip(&after).filter(|(old, new)| **old != new.plain).count() >= 4);
            assert_eq!(constants(l, &other).rows.len(), 15);
        }
    }
}
