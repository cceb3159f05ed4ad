//! The command line: parses it and calls the library.

use clap::Parser;
use portero::cli;
use portero::utils::pages;
use portero::utils::redact;
use std::process::ExitCode;

fn main() -> ExitCode {
    pages::share_heaps();
    match cli::run(cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", redact::redact(&format!("{error:#}")));
            ExitCode::from(cli::exit_code(&error))
        }
    }
}
