//! Builds the running program from settings and a listener. The command `serve` uses it, and so do tests.

use crate::config::Config;
use crate::services::{OpenError, Services, first_start};
use crate::{connections, jobs, routes};
use axum::Router;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use store::StoreError;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How often those who have nothing to wait for are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// The program, ready to run.
#[derive(Debug)]
pub struct Application {
    services: Services,
    router: Router,
    listener: TcpListener,
    address: SocketAddr,
    setup_link: Option<String>,
}

/// Why the program cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The listener cannot be used.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// Data directory, database or site cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed while the first contents were written.
    #[error("cannot prepare the database: {0}")]
    Prepare(#[from] StoreError),
    /// The public address is none.
    #[error("the public address cannot be used: {0}")]
    PublicUrl(#[from] tower_http::csrf::ConfigError),
}

impl Application {
    /// Opens everything, gives an empty installation its first contents, and is ready to answer.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn build(config: Config, listener: TcpListener) -> Result<Self, StartError> {
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let services = Services::open(config, &format!("http://{address}")).await?;
        first_start::import_questionnaires(&services).await?;
        let setup_path = first_start::setup_path(&services).await?;
        let setup_link = setup_path.map(|path| format!("{}{path}", services.public_url));
        let router = routes::router(&services)?;
        Ok(Self { services, router, listener, address, setup_link })
    }

    /// Where it listens; with the port that was picked.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it works with.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// While there is no administrator: the link that makes one, once.
    pub fn setup_link(&self) -> Option<&str> {
        self.setup_link.as_deref()
    }

    /// Answers until the operating system asks it to stop (SIGTERM or SIGINT), finishes what has begun, and closes
    /// the database.
    pub async fn run_until_stopped(self) {
        self.run_until(stop_signal()).await;
    }

    /// The same until `stop` is done.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let stop_jobs = CancellationToken::new();
        let work = jobs::start(&self.services, &stop_jobs);
        let forgetting = forget_idle(self.services.clone());
        connections::serve(self.listener, self.router, stop).await;
        forgetting.abort();
        stop_jobs.cancel();
        work.join_all().await;
        self.services.store.close().await;
    }
}

fn forget_idle(services: Services) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut interval = tokio::time::interval(FORGET_EVERY);
        loop {
            interval.tick().await;
            services.rate_limits.forget_idle();
        }
    })
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("asked to stop");
}

#[cfg(not(unix))]
async fn stop_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
