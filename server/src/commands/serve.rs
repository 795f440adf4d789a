//! `chuangcheng serve`

use crate::application::Application;
use crate::commands::CommandError;
use crate::config::Config;
use tokio::net::TcpListener;

/// Answers requests until asked to stop. Standard output tells the address and, while there is no administrator, the
/// link that makes one.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let wished = config.listen;
    let listener = TcpListener::bind(wished)
        .await
        .map_err(|error| CommandError::new(format!("cannot listen on {wished}: {error}")))?;
    let application = Application::build(config, listener).await?;
    println!("listening on http://{}", application.address());
    if let Some(link) = application.setup_link() {
        println!("make the first administrator, once, at {link}");
    }
    application.run_until_stopped().await;
    Ok(())
}
