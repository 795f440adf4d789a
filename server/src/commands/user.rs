//! `chuangcheng user add`

use crate::commands::{CommandError, parse_role};
use crate::config::Config;
use crate::services::Services;
use crate::services::accounts::{self, NewPerson};
use clap::Args;
use domain::access::{Actor, Role};
use std::io::Read;

/// Longest input that can be a password, in bytes.
const INPUT_BYTES: u64 = 4_096;

/// A person to add.
#[derive(Debug, Args)]
pub struct NewUser {
    /// The name to sign in with
    #[arg(long)]
    login: String,
    /// admin, office, inspector, unit, volunteer or supervisor
    #[arg(long, value_parser = parse_role)]
    role: Role,
    /// The name shown; else the login
    #[arg(long, default_value = "")]
    name: String,
    /// Code of their unit
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Code of their area
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
}

/// Adds a person whose password stands on standard input, on one line.
pub async fn run(config: Config, user: NewUser) -> Result<(), CommandError> {
    let password = read_password(std::io::stdin())?;
    let services = Services::open(config, "").await?;
    let NewUser { login, role, name, unit, area } = user;
    let shown = login.clone();
    let person = NewPerson { login, name, role, unit, area, password };
    let added = accounts::add(&services, &Actor::System, None, person).await;
    services.store.close().await;
    added?;
    println!("{shown} can sign in");
    Ok(())
}

fn read_password(input: impl Read) -> Result<String, CommandError> {
    let mut text = String::new();
    input.take(INPUT_BYTES).read_to_string(&mut text).map_err(|error| {
        CommandError::new(format!("the password cannot be read from standard input: {error}"))
    })?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    match password {
        "" => Err(CommandError::new("standard input holds no password")),
        password if password.contains('\n') => {
            Err(CommandError::new("standard input holds more than one line"))
        }
        password => Ok(password.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_the_line_without_its_end() {
        assert_eq!(read_password(&b"a long  one \r\n"[..]).unwrap(), "a long  one ");
        assert_eq!(read_password("长".as_bytes()).unwrap(), "长");
        assert!(read_password(&b""[..]).is_err() && read_password(&b"\n"[..]).is_err());
        assert!(read_password(&b"one\ntwo\n"[..]).is_err());
    }
}
