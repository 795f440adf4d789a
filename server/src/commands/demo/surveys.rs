//! A plan of the demo, half walked, so that its pages show something.

use super::{Account, SEED, password};
use crate::demo::surveys as made_up;
use crate::error::from_store;
use crate::services::accounts::{self, NewPerson};
use crate::services::surveys::{lists, plans, today, visits};
use crate::services::{Services, sessions};
use domain::access::{Actor, Role};
use domain::error::ApiError;
use domain::questionnaire::Questionnaire;
use domain::survey::{PlanBody, PlannedArea, SelectionMethod, VisitPurpose};

/// The volunteer whom the shipped file does not name.
const SECOND: (&str, &str) = ("volunteer2", "志愿者 李志远");

/// Imports lists, makes a plan, gives its areas to two volunteers, and lets them visit. Adds the second one.
pub(super) async fn fill(
    services: &Services,
    form: &Questionnaire,
    accounts: &mut Vec<Account>,
) -> Result<(), ApiError> {
    let actor = &Actor::System;
    let made = made_up::lists(SEED);
    lists::import(services, actor, "households.csv", made.lists.as_bytes()).await?;
    let account = Account { login: SECOND.0.to_owned(), role: Role::Volunteer, password: password(services) };
    let person = NewPerson {
        login: account.login.clone(),
        name: SECOND.1.to_owned(),
        role: Role::Volunteer,
        unit: None,
        area: None,
        password: account.password.clone(),
    };
    accounts::add(services, actor, None, person).await?;
    accounts.push(account);

    let now = services.clock.now();
    let area = |(area, households)| PlannedArea {
        area,
        households,
        draw: made_up::DRAW,
        method: SelectionMethod::List,
        start_points: 0,
    };
    let body = PlanBody {
        title: "入户测评（第四季度）".to_owned(),
        questionnaire: form.slug.clone(),
        version: form.version,
        purpose: VisitPurpose::Measurement,
        from: now.day().plus(-5),
        to: now.day().plus(8),
        seed: SEED,
        areas: made.areas.into_iter().map(area).collect(),
    };
    let plan = plans::make(services, actor, body).await?;
    plans::share_out(services, actor, plan).await?;
    let people = services.store.users().await.map_err(from_store)?;
    let volunteers = people.iter().filter(|person| person.role == Role::Volunteer);
    for (seed, volunteer) in (SEED..).zip(volunteers) {
        let actor = sessions::actor(volunteer);
        for plan in today::today(services, &actor).await?.plans {
            let new_id = |at| services.chance.uuid(at);
            for (id, body) in made_up::visits(seed, &plan, form, now, new_id) {
                visits::submit(services, &actor, id, body).await?;
            }
        }
    }
    Ok(())
}
