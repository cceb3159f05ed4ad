//! Where Telegram brings updates when it is not asked for them, and what it says to show that it is Telegram.
//!
//! Both are made of the key of the house and the bot's token: nobody else can guess them, and they stay the same over
//! restarts.

use crate::context::Ctx;
use crate::utils::seal::hex;
use crate::utils::seal::is_same;

/// Where the addresses of updates begin.
pub const PATH: &str = "/telegram/";

/// The last part of the address. A secret: never print it.
fn path(ctx: &Ctx) -> String {
    mark(ctx, "telegram webhook path")
}

/// What Telegram says with each update, in letters that the Bot API allows. A secret: never print it.
pub(super) fn secret(ctx: &Ctx) -> String {
    mark(ctx, "telegram webhook secret")
}

/// The whole address. A secret: never print it.
pub(super) fn url(ctx: &Ctx) -> String {
    let public = ctx.config.public_url.as_deref().unwrap_or_default();
    format!("{public}{PATH}{}", path(ctx))
}

/// Whether that is the last part of the address. How long it takes tells nothing.
pub fn is_path(ctx: &Ctx, told: &str) -> bool {
    is_same(path(ctx).as_bytes(), told.as_bytes())
}

/// Whether that is what Telegram says. How long it takes tells nothing.
pub fn is_secret(ctx: &Ctx, told: &[u8]) -> bool {
    is_same(secret(ctx).as_bytes(), told)
}

fn mark(ctx: &Ctx, purpose: &str) -> String {
    let token = ctx.config.bot_token.as_ref();
    let token = token.map_or("", |token| token.expose());
    hex(&ctx.seal.mark(purpose, token.as_bytes()))
}
