//! `chuangcheng migrate`

use crate::commands::CommandError;
use crate::config::Config;
use crate::services::Services;

/// Brings the database up to date, and makes it where there is none.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let url = config.database_url.to_string();
    let services = Services::open(config, "").await?;
    services.store.close().await;
    println!("{url} is up to date");
    Ok(())
}
