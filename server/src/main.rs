//! The command line of `chuangcheng`.

use clap::Parser;
use server::commands::CommandLine;
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    match server::commands::run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
