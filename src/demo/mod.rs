//! The demo: an embedded Bot API emulator beside the bot, and a page to chat with it. Tests drive the emulator too.

mod backends;
mod house;
mod listed;
pub mod mtproto;
pub mod page;
pub mod proxies;
pub mod qvapay;
mod script;
pub mod telegram;
pub mod telemt;
mod world_file;

use crate::app::Signals;
use crate::cli::print;
use crate::config::Config;
use crate::utils::logging;
use anyhow::bail;
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
    /// Keep the demo's data in this directory, and go on with what is there.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Play this script instead of showing the page.
    #[arg(long, value_name = "FILE", conflicts_with = "port")]
    script: Option<PathBuf>,
}

/// Shows the demo until Ctrl-C or another signal, or plays a script to its end.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub async fn run(arguments: Arguments, config: Config) -> anyhow::Result<()> {
    // Without a file there is no log: the terminal shows our few lines.
    if let Some(file) = &config.log_file {
        logging::init(config.log_level, Some(file))?;
    }
    let data = arguments.data.as_deref();
    let mut signals = Signals::listen()?;
    if let Some(file) = &arguments.script {
        return tokio::select! {
            result = script::run(file, data, &config) => result,
            name = signals.next() => bail!("{name}: the script was not played to its end"),
        };
    }
    let house = tokio::select! {
        house = House::open(data, &config) => house?,
        _ = signals.next() => return Ok(()),
    };
    let page = Page::start(PageOptions {
        emulator: house.emulator.clone(),
        clock: house.clock.clone(),
        admins: vec![house::ADMIN],
        port: arguments.port,
        language: config.language.clone(),
    });
    let page = match page.await {
        Ok(page) => page,
        Err(error) => {
            house.close().await?;
            return Err(error);
        }
    };
    // Whoever closed standard output still wants the demo: it ends with a signal.
    let shown = print::line(&welcome(&config.language, page.url()));
    signals.next().await;
    let end = async {
        page.stop().await;
        house.close().await
    };
    tokio::select! {
        closed = end => closed?,
        name = signals.next() => bail!("{name} again: stopped at once"),
    }
    Ok(shown?)
}

/// Where the page is, in the chosen language.
fn welcome(language: &str, url: &str) -> String {
    match language {
        "en" => format!("Portero demo: {url}\nCtrl-C ends it."),
        _ => format!("Portero, demostración: {url}\nSe termina con Ctrl-C."),
    }
}
