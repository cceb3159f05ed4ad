//! The demo: an embedded Bot API emulator beside the bot, and a page to chat with it. Tests drive the emulator too.

mod house;
pub mod page;
pub mod telegram;
mod walk;

use crate::cli::print;
use crate::config::Config;
use anyhow::Context;
use house::House;
use page::Page;
use page::PageOptions;
use std::path::PathBuf;

/// What `portero demo` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Port of the page on 127.0.0.1 (8088, or the next free one).
    #[arg(long)]
    port: Option<u16>,
    /// Keep the demo's data in this directory.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Play this script instead of showing the page.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
}

/// Plays the demo until Ctrl-C, or a script to its end.
pub async fn run(arguments: Arguments, config: Config) -> anyhow::Result<()> {
    if arguments.script.is_some() {
        return walk::run(&config).await;
    }
    let house = House::open(arguments.data.as_deref(), &config).await?;
    let page = Page::start(PageOptions {
        emulator: house.emulator.clone(),
        clock: house.clock.clone(),
        admins: vec![house::ADMIN],
        port: arguments.port,
        language: config.language.clone(),
    })
    .await?;
    print::line(&format!("Portero demo: {}", page.url()))?;
    tokio::signal::ctrl_c()
        .await
        .context("Ctrl-C cannot be heard")?;
    page.stop().await;
    house.close().await;
    Ok(())
}
