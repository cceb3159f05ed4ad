//! `portero setup`.

mod env_file;

use anyhow::bail;

/// What the command takes.
#[derive(clap::Args)]
pub struct Arguments {}

/// Carries the command out.
pub async fn run(_arguments: Arguments) -> anyhow::Result<()> {
    bail!("not here yet")
}
