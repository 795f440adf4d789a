//! Benchmarks of the built program, started by `cargo xtask bench NAME`. Each line of output is one JSON object.

mod faults;
mod ledger;
mod measure;
mod memory;
mod outbox;
mod read;
mod statistics;
mod submit;

use anyhow::bail;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("submit") => submit::run(&arguments[1..]).await,
        Some("read") => read::run(&arguments[1..]).await,
        Some("statistics") => statistics::run(&arguments[1..]).await,
        Some("ledger") => ledger::run(&arguments[1..]).await,
        Some("memory") => memory::run().await,
        Some("faults") => faults::run(&arguments[1..]).await,
        Some("outbox") => outbox::run(&arguments[1..]),
        other => bail!(
            "there is no benchmark {other:?}; choose submit, read, statistics, ledger, memory, faults or outbox"
        ),
    }
}
