//! What roles, channels, statuses and other codes are called.

use crate::locale::Locale;
use crate::t;
use domain::access::{Role, TokenScope};
use domain::area::AreaLevel;
use domain::category::{Catalogue, Category, CategoryGroup};
use domain::questionnaire::Purpose;
use domain::report::{Channel, ReportStatus};
use domain::response::SurveyChannel;

/// What a role is called.
pub const fn role(l: Locale, role: Role) -> &'static str {
    match role {
        Role::Admin => t::common::role_admin(l),
        Role::Office => t::common::role_office(l),
        Role::Inspector => t::common::role_inspector(l),
        Role::Unit => t::common::role_unit(l),
        Role::Volunteer => t::common::role_volunteer(l),
        Role::Supervisor => t::common::role_supervisor(l),
    }
}

/// What a token's scope is called.
pub const fn scope(l: Locale, scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Office => t::common::scope_office(l),
        TokenScope::Import => t::common::scope_import(l),
        TokenScope::Read => t::common::scope_read(l),
    }
}

/// What a report's channel is called.
pub const fn channel(l: Locale, channel: Channel) -> &'static str {
    match channel {
        Channel::Resident => t::common::channel_resident(l),
        Channel::Volunteer => t::common::channel_volunteer(l),
        Channel::Inspector => t::common::channel_inspector(l),
    }
}

/// What a way of reaching respondents is called.
pub const fn survey_channel(l: Locale, channel: SurveyChannel) -> &'static str {
    match channel {
        SurveyChannel::Household => t::common::survey_household(l),
        SurveyChannel::Intercept => t::common::survey_intercept(l),
        SurveyChannel::SelfSelected => t::common::survey_self(l),
    }
}

/// What a report's status is called.
pub const fn status(l: Locale, status: ReportStatus) -> &'static str {
    match status {
        ReportStatus::Received => t::common::status_received(l),
        ReportStatus::Accepted => t::common::status_accepted(l),
        ReportStatus::Rejected => t::common::status_rejected(l),
        ReportStatus::Duplicate => t::common::status_duplicate(l),
        ReportStatus::Closed => t::common::status_closed(l),
    }
}

/// What a questionnaire's purpose is called.
pub const fn purpose(l: Locale, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Measurement => t::common::purpose_measurement(l),
        Purpose::Training => t::common::purpose_training(l),
    }
}

/// What a level of areas is called.
pub const fn level(l: Locale, level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::Banner => t::common::level_banner(l),
        AreaLevel::Town => t::common::level_town(l),
        AreaLevel::Community => t::common::level_community(l),
        AreaLevel::Village => t::common::level_village(l),
        AreaLevel::Grid => t::common::level_grid(l),
    }
}

/// The name of a category.
pub fn category(l: Locale, category: &Category) -> &str {
    l.choose(&category.zh, &category.en)
}

/// The name of a group of categories.
pub fn group(l: Locale, group: &CategoryGroup) -> &str {
    l.choose(&group.zh, &group.en)
}

/// The name of a category by its code; the code itself for one that the catalogue no longer has.
pub fn category_code(l: Locale, catalogue: &Catalogue, code: &str) -> String {
    catalogue.get(code).map_or(code, |known| category(l, known)).to_owned()
}
