//! What an empty installation is given: the shipped questionnaires, and a link that makes the first administrator.

use crate::error::from_store;
use crate::services::accounts::{self, NewPerson};
use crate::services::sessions::hash;
use crate::services::{Services, security};
use domain::access::{Actor, Role};
use domain::error::ApiError;
use domain::questionnaire::Questionnaire;
use std::net::IpAddr;
use store::{StoreError, Submission};

/// The setting that holds the hash of the link's secret.
const SETUP: &str = "setup_token_hash";
/// The questionnaires that come with the program.
const QUESTIONNAIRES: [&str; 2] = [
    include_str!("../../assets/questionnaires/awareness-household.json"),
    include_str!("../../assets/questionnaires/civic-quiz.json"),
];

/// Imports and publishes the shipped questionnaires that are not there yet. What the office changed stays as it is:
/// a version that is known is not touched, and one is published only when no other version is.
///
/// # Errors
/// When the store fails.
pub async fn import_questionnaires(services: &Services) -> Result<(), StoreError> {
    let now = services.clock.now();
    for text in QUESTIONNAIRES {
        let questionnaire: Questionnaire =
            serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let (slug, version) = (questionnaire.slug.clone(), questionnaire.version);
        if !matches!(services.store.import_questionnaire(questionnaire, now).await?, Submission::New(())) {
            continue;
        }
        if services.store.published_questionnaire(&slug).await?.is_none() {
            services.store.publish_questionnaire(&slug, version).await?;
        }
    }
    Ok(())
}

/// While there is no administrator: the path of a link that makes one, once. Each call makes the earlier links
/// useless.
///
/// # Errors
/// When the store fails.
pub async fn setup_path(services: &Services) -> Result<Option<String>, StoreError> {
    if services.store.admins().await? > 0 {
        return Ok(None);
    }
    let secret = services.chance.secret();
    services.store.set_setting(SETUP, &hex::encode(hash(&secret))).await?;
    Ok(Some(format!("/setup/{secret}")))
}

/// Passes while the link works.
///
/// # Errors
/// [`NotFound`](domain::error::ErrorCode::NotFound) when it does not.
pub async fn check_setup(services: &Services, secret: &str) -> Result<(), ApiError> {
    let expected = services.store.setting(SETUP).await.map_err(from_store)?;
    let admins = services.store.admins().await.map_err(from_store)?;
    // Hashes are compared, so the time that it takes tells nothing about the secret.
    if admins == 0 && expected.is_some_and(|expected| expected == hex::encode(hash(secret))) {
        Ok(())
    } else {
        Err(ApiError::not_found("set-up link, or it has been used"))
    }
}

/// Makes the first administrator. The link works once; it still works after a mistake in the form.
///
/// # Errors
/// [`NotFound`](domain::error::ErrorCode::NotFound) for a link that does not work; as [`accounts::add`] for the form.
pub async fn make_admin(
    services: &Services,
    address: IpAddr,
    secret: &str,
    login: String,
    name: String,
    password: String,
) -> Result<(), ApiError> {
    check_setup(services, secret).await?;
    let key = hex::encode(hash(secret));
    // Two people with the same link: only one takes it.
    if !services.store.take_setting(SETUP, &key).await.map_err(from_store)? {
        return Err(ApiError::not_found("set-up link, or it has been used"));
    }
    let person = NewPerson { login, name, role: Role::Admin, unit: None, area: None, password };
    if let Err(error) = accounts::add(services, &Actor::System, Some(address), person).await {
        services.store.set_setting(SETUP, &key).await.map_err(from_store)?;
        return Err(error);
    }
    security::note(services, "set_up", &Actor::System.label(), Some(address), None).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_questionnaires_are_valid() {
        for text in QUESTIONNAIRES {
            let questionnaire: Questionnaire = serde_json::from_str(text).unwrap();
            questionnaire.check().unwrap();
        }
    }
}
