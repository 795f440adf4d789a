//! The sections of the desk, as its side bar lists them.

use crate::components::icons::icon;
use crate::page::{PageContext, Section};
use crate::t;
use domain::access::Permission;
use leptos::prelude::*;

/// The sections in their groups, those only that the actor may open.
pub(crate) fn office_links(cx: &PageContext, current: Section) -> AnyView {
    use Permission as P;
    let l = cx.locale;
    let groups = [
        (
            t::common::group_daily(l),
            vec![
                (Section::Overview, "/office", "home", t::common::section_overview(l), P::OpenOffice),
                (Section::Reports, "/office/reports", "list", t::common::section_reports(l), P::ReadReports),
            ],
        ),
        (
            t::common::group_figures(l),
            vec![
                (
                    Section::Awareness,
                    "/office/awareness",
                    "chart",
                    t::common::section_awareness(l),
                    P::ReadStatistics,
                ),
                (Section::Heatmap, "/office/heatmap", "map", t::problems::title(l), P::ReadStatistics),
                (Section::Weekly, "/office/weekly", "calendar", t::weekly::title(l), P::ReadStatistics),
            ],
        ),
        (
            t::common::group_settings(l),
            vec![
                (
                    Section::Questionnaires,
                    "/office/questionnaires",
                    "quiz",
                    t::common::section_questionnaires(l),
                    P::ManageQuestionnaires,
                ),
                (Section::Areas, "/office/areas", "map-pin", t::common::section_areas(l), P::ManageAreas),
                (Section::People, "/office/people", "people", t::common::section_people(l), P::ManagePeople),
                (Section::Tokens, "/office/tokens", "key", t::common::section_tokens(l), P::ManageTokens),
                (
                    Section::Security,
                    "/office/security",
                    "shield",
                    t::common::section_security(l),
                    P::ReadSecurityLog,
                ),
            ],
        ),
    ];
    let mut views = Vec::new();
    for (group, links) in groups {
        let links: Vec<_> = links.into_iter().filter(|(.., needs)| cx.backend.actor().may(*needs)).collect();
        if links.is_empty() {
            continue;
        }
        let links = links.into_iter().map(|(section, href, symbol, name, _)| {
            view! {
                <a class="sidebar-link" href=href aria-current=(section == current).then_some("page")>
                    {icon(cx, symbol)}
                    <span>{name}</span>
                </a>
            }
        });
        views.push(view! { <p class="sidebar-group">{group}</p> {links.collect_view()} });
    }
    views.collect_view().into_any()
}
