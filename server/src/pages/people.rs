//! `/office/people`: adding, changing and disabling people.

use crate::middleware::client::Client;
use crate::pages::context::{answer, see_other_with};
use crate::services::accounts::{self, NewPerson, PersonChange};
use crate::services::{Services, ledger};
use app::page::PageContext;
use app::pages::office::people::{self, PersonAction, PersonForm};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Role;
use domain::error::{ApiError, ErrorCode, FieldCode};
use uuid::Uuid;

const PAGE: &str = "/office/people";

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, people::page(&cx, &PersonForm::default(), None, None).await)
}

pub(super) async fn add(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(form): Form<PersonForm>,
) -> Response {
    match add_typed(&services, &client, &form).await {
        Ok(_) => see_other_with(&cx, PAGE, "person_added"),
        Err(error) => answer(&cx, people::page(&cx, &form, None, Some(&error)).await),
    }
}

pub(super) async fn change(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Form(form): Form<PersonAction>,
) -> Response {
    match change_typed(&services, &client, id, &form).await {
        Ok(flash) => see_other_with(&cx, PAGE, flash),
        Err(error) => {
            let failed = Some((id, &form));
            answer(&cx, people::page(&cx, &PersonForm::default(), failed, Some(&error)).await)
        }
    }
}

async fn add_typed(services: &Services, client: &Client, form: &PersonForm) -> Result<Uuid, ApiError> {
    let person = NewPerson {
        login: form.login.clone(),
        name: form.name.clone(),
        role: role(&form.role)?,
        unit: given(&form.unit),
        area: given(&form.area),
        password: form.password.clone(),
    };
    accounts::add(services, &client.actor, Some(client.address), person).await
}

/// Does it, and returns the code of what happened.
async fn change_typed(
    services: &Services,
    client: &Client,
    id: Uuid,
    form: &PersonAction,
) -> Result<&'static str, ApiError> {
    let (actor, address) = (&client.actor, Some(client.address));
    match form.action.as_str() {
        "disable" => {
            accounts::set_disabled(services, actor, address, id, true).await.map(|()| "person_disabled")
        }
        "enable" => {
            accounts::set_disabled(services, actor, address, id, false).await.map(|()| "person_enabled")
        }
        "password" => accounts::set_password(services, actor, address, id, form.password.clone())
            .await
            .map(|()| "password_changed"),
        "update" => {
            let change = PersonChange {
                role: role(&form.role)?,
                unit: given(&form.unit),
                area: given(&form.area),
                name: form.name.clone(),
            };
            accounts::update(services, actor, address, id, change).await.map(|()| "saved")
        }
        "duty" => {
            let (head, email) = (!form.head.is_empty(), Some(form.email.as_str()));
            ledger::set_duty(services, actor, address, id, head, email).await.map(|()| "saved")
        }
        _ => Err(ApiError::new(ErrorCode::BadRequest, "there is no such action")),
    }
}

fn role(text: &str) -> Result<Role, ApiError> {
    let code = if text.is_empty() { FieldCode::Required } else { FieldCode::Unknown };
    Role::from_text(text).ok_or_else(|| ApiError::field("role", code, "choose a role"))
}

/// What was chosen, if anything was.
fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
