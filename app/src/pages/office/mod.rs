//! The desk: pages of the civilisation office, inspectors, supervisors and administrators.
//!
//! | file | what it holds |
//! |---|---|
//! | `overview` | what came, where it stands, how many are aware; first steps |
//! | `reports`, `reports_query`, `report` … | the list of reports with its filter, and one report |
//! | `awareness` | the awareness rate and what it rests on |
//! | `bulletin` | how a period's cases were put right |
//! | `problems` | where problems are, and where nobody has looked |
//! | `questionnaires`, `questionnaire` | versions of forms, and one of them with its keys |
//! | `areas`, `poster` | areas, population, units, sites and their posters |
//! | `surveys` | plans of door-to-door surveys, volunteers and their phones |
//! | `rules` | routing, time limits, calendar, ranking: what the office decides for the ledger |
//! | `people`, `tokens`, `security` | who may come in, and who tried |
//! | `planner`, `weekly` | how many households to ask; the week's statistics on one page |
//! | `words`, `fields`, `address`, `area_tree` | what these pages share |

pub mod address;
pub mod area_tree;
pub mod areas;
pub mod awareness;
pub mod bulletin;
pub mod fields;
pub mod overview;
pub mod people;
mod person_forms;
pub mod planner;
pub mod poster;
pub mod problems;
pub mod questionnaire;
pub mod questionnaires;
pub mod report;
mod report_duplicates;
mod report_facts;
pub mod reports;
pub mod reports_query;
mod reports_table;
pub mod rules;
pub mod security;
mod slots;
pub mod surveys;
pub mod tokens;
pub mod weekly;
pub mod words;

use leptos::prelude::*;

/// The head of a page: its title, one line below it, and what can be done.
fn page_head(title: String, lead: impl IntoView + 'static, actions: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="page-head">
            <div>
                <h1 class="page-title">{title}</h1>
                <p class="page-lead">{lead}</p>
            </div>
            <div class="page-actions">{actions}</div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
