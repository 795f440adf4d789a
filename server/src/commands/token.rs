//! `chuangcheng token create`

use crate::commands::{CommandError, parse_scope};
use crate::config::Config;
use crate::services::{Services, tokens};
use clap::Args;
use domain::access::{Actor, TokenScope};

/// A token to make.
#[derive(Debug, Args)]
pub struct NewToken {
    /// Who uses it
    #[arg(long)]
    name: String,
    /// office, import or read
    #[arg(long, value_parser = parse_scope)]
    scope: TokenScope,
}

/// Makes a token and prints its secret, alone, on one line.
pub async fn run(config: Config, token: NewToken) -> Result<(), CommandError> {
    let services = Services::open(config, "").await?;
    let secret = tokens::create(&services, &Actor::System, None, &token.name, token.scope).await;
    services.store.close().await;
    println!("{}", secret?);
    Ok(())
}
