//! `chuangcheng serve`

use crate::application::Application;
use crate::commands::CommandError;
use crate::config::Config;
use std::io::Write as _;
use tokio::net::TcpListener;

/// Answers requests until asked to stop. Standard output tells the address and, while there is no administrator, the
/// link that makes one.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let wished = config.listen;
    let listener = TcpListener::bind(wished)
        .await
        .map_err(|error| CommandError::new(format!("cannot listen on {wished}: {error}")))?;
    let application = Application::build(config, listener).await?;
    say(&format!("listening on http://{}", application.address()));
    if let Some(link) = application.setup_link() {
        say(&format!("make the first administrator, once, at {link}"));
    }
    application.run_until_stopped().await;
    Ok(())
}

/// Prints a line. Whoever read the address may have closed the pipe; that must not end the server.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        tracing::warn!("nobody reads the standard output");
    }
}
