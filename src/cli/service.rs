//! `portero service`.

use anyhow::bail;

/// What the command takes.
#[derive(clap::Args)]
pub struct Arguments {}

/// Carries the command out.
pub fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    bail!("not here yet")
}
