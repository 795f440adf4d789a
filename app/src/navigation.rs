//! The sections of the desk, as its side bar lists them.

use crate::components::icons::icon;
use crate::page::{PageContext, Section, Tab};
use crate::t;
use domain::access::Permission;
use leptos::prelude::*;

/// One tab of the phone: which, its address, its icon, its name.
pub(crate) type PhoneTab = (Tab, &'static str, &'static str, &'static str);

/// The tabs of the phone: those of a unit or an inspector at their work, else everybody's; volunteers have their visits
/// among them.
pub(crate) fn phone_tabs(cx: &PageContext, current: Tab) -> Vec<PhoneTab> {
    let l = cx.locale;
    match current {
        Tab::Unit => vec![
            (Tab::Unit, "/unit", "list", t::ledger::section_unit(l)),
            (Tab::Other, "/notices", "bell", t::notices::title(l)),
            (Tab::Report, "/report", "camera", t::common::tab_report(l)),
            (Tab::Home, "/", "home", t::common::tab_home(l)),
        ],
        Tab::Walk => vec![
            (Tab::Walk, "/walk", "check-circle", t::ledger::section_walk(l)),
            (Tab::Other, "/walk/order", "plus", t::walk::tab_order(l)),
            (Tab::Other, "/office/ledger", "list", t::ledger::section(l)),
            (Tab::Other, "/notices", "bell", t::notices::title(l)),
        ],
        _ => {
            let visits = cx.backend.actor().is_volunteer();
            let today: PhoneTab = (Tab::Today, "/today", "people", t::today::tab(l));
            std::iter::once((Tab::Home, "/", "home", t::common::tab_home(l)))
                .chain(visits.then_some(today))
                .chain([
                    (Tab::Report, "/report", "camera", t::common::tab_report(l)),
                    (Tab::Quiz, "/quiz", "quiz", t::common::tab_quiz(l)),
                    (Tab::Me, "/me", "user", t::common::tab_me(l)),
                ])
                .collect()
        }
    }
}

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
                (
                    Section::Surveys,
                    "/office/surveys",
                    "building",
                    t::office_surveys::title(l),
                    P::ReadStatistics,
                ),
                (Section::Ledger, "/office/ledger", "document", t::ledger::section(l), P::ReadReports),
                (Section::Bulletin, "/office/bulletin", "print", t::bulletin::section(l), P::OpenOffice),
                (Section::Notices, "/notices", "bell", t::notices::title(l), P::OpenOffice),
                (Section::Walk, "/walk", "check-circle", t::ledger::section_walk(l), P::ReportAsInspector),
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
                (Section::Rules, "/office/rules", "settings", t::rules::title(l), P::HandleReports),
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
