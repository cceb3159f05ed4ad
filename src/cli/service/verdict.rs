//! Whether the bot still runs a moment after it was started: a token that was revoked shows only then.

use super::host::Host;
use super::host::Kind;
use super::host::Scope;
use super::place::Order;
use super::runit;
use super::steps::Steps;
use super::systemd;
use super::termux;
use crate::utils::locale::args;
use std::time::Duration;

/// Settings that are wrong end the bot within a second.
const MOMENT: Duration = Duration::from_secs(2);
/// A slow phone needs longer to begin. What failed is not tried again within this: see the scripts' pause.
const SLOW_START: Duration = Duration::from_secs(6);

/// Looks whether the bot stays.
///
/// # Errors
/// If not, with the last that it said and the command that shows more.
pub fn look_again(
    host: &Host,
    order: &Order,
    kind: Kind,
    scope: Scope,
    steps: &Steps,
) -> anyhow::Result<()> {
    let process = || match kind {
        Kind::Termux => termux::process(host, order, steps).ok().flatten(),
        Kind::Systemd => systemd::process(order, scope),
        Kind::Runit => {
            let directories = runit::directories(host, order, scope, steps).ok();
            directories.and_then(|(service, _)| runit::process(&service))
        }
    };
    if stays(process, steps) {
        return Ok(());
    }
    let (line, log) = match kind {
        Kind::Systemd => (
            systemd::last_words(order, scope),
            systemd::log_command(order, scope),
        ),
        Kind::Termux | Kind::Runit => {
            let (_, logs) = if kind == Kind::Termux {
                termux::directories(host, order, steps)?
            } else {
                runit::directories(host, order, scope, steps)?
            };
            (runit::last_words(&logs), runit::log_command(&logs))
        }
    };
    Err(match line {
        Some(line) => steps.refuse("service-not-running", args! { line: &line, log: &log }),
        None => steps.refuse("service-not-running-silent", args! { log: &log }),
    })
}

/// Whether one and the same process is there before and after a moment: one that is started again and again is not.
fn stays(process: impl Fn() -> Option<String>, steps: &Steps) -> bool {
    let stays_a_moment = || {
        let before = process();
        steps.wait(MOMENT, || false);
        before.is_some() && process() == before
    };
    stays_a_moment() || steps.wait(SLOW_START, || process().is_some()) && stays_a_moment()
}
