//! 隐私说明: what is collected, why, for how long, and who sees it.

use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t;
use leptos::prelude::*;

/// `/privacy`.
///
/// # Errors
/// None; it asks for nothing.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell {
        title: t::privacy::title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Other,
        ..PhoneShell::default()
    };
    let section = |title: &'static str, points: &[&'static str]| {
        let points: Vec<_> = points.iter().map(|point| view! { <li>{(*point).to_owned()}</li> }).collect();
        view! { <h2>{title}</h2> <ul>{points}</ul> }
    };
    let view = view! {
        <article class="prose">
            <p>{t::privacy::lead(l)}</p>
            {section(
                t::privacy::report_title(l),
                &[
                    t::privacy::report_content(l),
                    t::privacy::report_place(l),
                    t::privacy::report_photos(l),
                    t::privacy::report_phone(l),
                ],
            )}
            {section(
                t::privacy::survey_title(l),
                &[t::privacy::survey_content(l), t::privacy::survey_small(l), t::privacy::survey_training(l)],
            )}
            {section(
                t::privacy::technical_title(l),
                &[t::privacy::technical_cookies(l), t::privacy::technical_log(l), t::privacy::technical_third(l)],
            )}
            {section(
                t::privacy::who_title(l),
                &[t::privacy::who_handlers(l), t::privacy::who_public(l), t::privacy::who_sender(l)],
            )}
            {section(t::privacy::how_long_title(l), &[t::privacy::how_long_report(l), t::privacy::how_long_phone(l)])}
            {section(
                t::privacy::rights_title(l),
                &[t::privacy::rights_anonymous(l), t::privacy::rights_photo(l), t::privacy::rights_contact(l)],
            )}
        </article>
    };
    Ok(Page::phone(cx, frame, view))
}
