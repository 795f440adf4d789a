//! The command line of `chuangcheng`.

use clap::Parser;
use server::commands::{CommandError, CommandLine, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) if error.use_stderr() => return fail(&usage(&error)),
        // Help and version are answers, not failures.
        Err(help) => help.exit(),
    };
    match run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// The first line of clap's message; the rest repeats the help.
fn usage(error: &clap::Error) -> CommandError {
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return CommandError::new("name a command; `chuangcheng --help` lists them");
    }
    let text = error.to_string();
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    CommandError::new(paragraph.strip_prefix("error: ").unwrap_or(paragraph))
}

fn fail(error: &CommandError) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
