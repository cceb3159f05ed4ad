//! Keeps Telegram bringing updates: tells it where, looks now and then whether it still does, and says so when it cannot.

use super::poller::CaughtUp;
use crate::context::Ctx;
use crate::models::AdminNotice;
use crate::models::Identity;
use crate::models::Timestamp;
use crate::models::UpdatesHook;
use crate::models::UpdatesTrouble;
use crate::services::notify;
use crate::telegram::bot::Bot;
use crate::telegram::call::Call;
use crate::telegram::call::Content;
use crate::telegram::call::Upload;
use crate::telegram::errors::CallError;
use crate::telegram::errors::Class;
use crate::telegram::hook;
use crate::telegram::update::ALLOWED_UPDATES;
use crate::utils::certificate::Certificate;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// The first look after Telegram was told where comes so many times sooner than the others.
const SOONER: u32 = 5;
/// Pauses between tries while Telegram cannot be reached.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Pause after an answer that no try mends soon: an address that Telegram does not take, a revoked token.
const STUBBORN_PAUSE: Duration = Duration::from_secs(60);
/// Updates that Telegram brings at the same time: fewer than the connections that one stranger gets (`http::places`), for
/// it comes from few addresses.
const MOST_CONNECTIONS: i64 = 12;

/// Where updates are brought, as Telegram says.
struct Info {
    url: String,
    pending: i64,
    is_complete: bool,
    failed_at: Option<Timestamp>,
    failure: String,
}

pub(super) struct Keeper {
    ctx: Arc<Ctx>,
    bot: Bot,
    stop: CancellationToken,
    /// Telegram was told where since the start.
    is_set: bool,
    /// The certificate it was given, which vouches for itself.
    given: Option<Vec<u8>>,
    failures: u32,
    /// When Telegram last failed to bring an update, as far as that was looked at.
    failed_at: Option<Timestamp>,
    /// Telegram failed at the last look, and the admins know of it.
    was_failing: bool,
    was_told: bool,
    /// The refusal that was told.
    refusal: Option<String>,
}

impl Keeper {
    pub(super) fn new(ctx: Arc<Ctx>, bot: Bot, stop: CancellationToken) -> Self {
        Self {
            ctx,
            bot,
            stop,
            is_set: false,
            given: None,
            failures: 0,
            failed_at: None,
            was_failing: false,
            was_told: false,
            refusal: None,
        }
    }

    pub(super) async fn run(mut self, caught_up: oneshot::Sender<CaughtUp>) {
        let mut caught_up = Some(caught_up);
        let stop = self.stop.clone();
        while !stop.is_cancelled() {
            let looked = tokio::select! {
                looked = self.look() => looked,
                () = stop.cancelled() => return,
            };
            let pause = match looked {
                Ok((updates, pause)) => {
                    if let Some(caught_up) = caught_up.take() {
                        // Nobody listening means that the start was broken off.
                        let _ = caught_up.send(CaughtUp { updates });
                    }
                    pause
                }
                Err(error) => self.failed(&error).await,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// One look: how many updates wait at Telegram, and when to look again.
    async fn look(&mut self) -> Result<(i64, Duration), CallError> {
        let info = self.info().await?;
        if let Some(skew) = self.bot.raw.clock_skew() {
            self.ctx.skew.set(skew);
        }
        // A machine that slept compares the wall clock again.
        self.ctx.schedule_changed.notify_one();
        self.ctx.task_added.notify_one();
        let (url, look_every) = (hook::url(&self.ctx), self.ctx.config.tempo.webhook_looked);
        let certificate = self.self_signed();
        let is_ours = info.url == url && info.is_complete && self.given == certificate;
        if !self.is_set || !is_ours {
            self.note_taken(&info, &url).await;
            self.set(url, certificate).await?;
            self.failed_at = info.failed_at;
            self.note(info.pending, None);
            (self.failures, self.refusal) = (0, None);
            self.ctx.note_heard();
            return Ok((info.pending, look_every / SOONER));
        }
        self.failures = 0;
        let fails = self.fails(&info).await;
        if !fails {
            self.ctx.note_heard();
        }
        self.note(info.pending, fails.then_some(info.failure));
        Ok((info.pending, look_every))
    }

    fn note(&self, pending: i64, failure: Option<String>) {
        self.ctx.note_webhook(UpdatesHook { pending, failure });
    }

    async fn info(&self) -> Result<Info, CallError> {
        let answer = self.bot.raw.call(&Call::new("getWebhookInfo")).await?;
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        let kinds = answer["allowed_updates"].as_array();
        let has = |kind: &&str| kinds.is_some_and(|kinds| kinds.iter().any(|known| known == kind));
        Ok(Info {
            url: text("url"),
            pending: answer["pending_update_count"].as_i64().unwrap_or_default(),
            is_complete: ALLOWED_UPDATES.iter().all(has),
            failed_at: answer["last_error_date"].as_i64().map(Timestamp),
            failure: text("last_error_message"),
        })
    }

    /// Tells Telegram where to bring updates. What waits there stays and is brought.
    async fn set(&mut self, url: String, certificate: Option<Vec<u8>>) -> Result<(), CallError> {
        let mut call = Call::new("setWebhook")
            .set("url", url)
            .set("secret_token", hook::secret(&self.ctx))
            .set("max_connections", MOST_CONNECTIONS)
            .set("allowed_updates", Value::from(ALLOWED_UPDATES));
        if let Some(certificate) = &certificate {
            call = call.upload(Upload {
                field: "certificate",
                file_name: "certificate.pem".to_owned(),
                content: Content::Memory(certificate.as_slice().into()),
            });
        }
        self.bot.raw.call(&call).await?;
        log::info!("Telegram brings the updates");
        (self.is_set, self.given) = (true, certificate);
        Ok(())
    }

    /// What vouches for the house's certificate and is nobody's whom Telegram knows by itself: the certificate itself, or
    /// the root that lies after it in its file. Telegram takes it only if it was given that
    /// (core.telegram.org/bots/webhooks, "untrusted root"). That certificate alone: the file may hold the key too.
    fn self_signed(&self) -> Option<Vec<u8>> {
        let files = self.ctx.config.doors.tls.as_ref()?;
        let certificate = Certificate::open(&files.certificate, &files.key).ok();
        match certificate {
            Some(certificate) => certificate.root.map(String::into_bytes),
            // While new files cannot be used the old certificate is.
            None => self.given.clone(),
        }
    }

    /// Somebody else took the updates away, or stood there before.
    async fn note_taken(&self, info: &Info, url: &str) {
        if info.url == url {
            return;
        }
        match (self.is_set, info.url.is_empty()) {
            (false, true) => {}
            (false, false) => log::warn!("a webhook of an earlier set-up is replaced"),
            (true, is_empty) => {
                let trouble = match is_empty {
                    true => UpdatesTrouble::Taken,
                    false => UpdatesTrouble::Moved,
                };
                self.tell(trouble).await;
            }
        }
    }

    /// Whether the admins know of it now: the same is not told twice within ten minutes.
    async fn tell(&self, trouble: UpdatesTrouble) -> bool {
        log::error!("Telegram does not bring the updates: {trouble:?}");
        // As other faults: the same one is not told again within ten minutes.
        let digits = |c: &char| !c.is_ascii_digit();
        let kind: String = format!("{trouble:?}").chars().filter(digits).collect();
        if self.ctx.should_tell(&kind, self.ctx.clock.now()).is_none() {
            return false;
        }
        let notice = AdminNotice::UpdatesTrouble { trouble };
        if let Err(error) = notify::announce(&self.ctx, Identity::System, notice).await {
            let text = error.to_string();
            notify::log_error_and_notify(&self.ctx, Identity::System, "webhook", &text);
        }
        true
    }

    /// Whether Telegram failed to bring updates since the last look and still does. The admins hear of it once.
    async fn fails(&mut self, info: &Info) -> bool {
        // It is dated by Telegram's clock.
        let brought_at = self.ctx.brought_at() - self.ctx.skew.seconds().unwrap_or(0);
        let is_new = is_new(info.failed_at, self.failed_at, brought_at);
        self.failed_at = info.failed_at.max(self.failed_at);
        let is_over = info.pending == 0 || info.failed_at.is_none_or(|at| at <= brought_at);
        // What the house itself puts off is told elsewhere.
        let fails = (is_new || self.was_failing) && !is_over && !self.ctx.db.is_stopped();
        if fails && !self.was_told {
            let trouble = UpdatesTrouble::Undelivered {
                why: info.failure.clone(),
                pending: info.pending,
            };
            self.was_told = self.tell(trouble).await;
        } else if !fails && self.was_failing {
            log::info!("Telegram brings updates again");
            self.was_told = false;
        }
        self.was_failing = fails;
        fails
    }

    /// How long to wait after a call that failed.
    async fn failed(&mut self, error: &CallError) -> Duration {
        let class = error.class();
        if let Class::TooManyRequests(wait) = class {
            return wait;
        }
        if class.is_outage() {
            if self.failures == 0 {
                log::warn!("Telegram cannot be reached: {error}");
            }
            let pause = Duration::from_millis(500 << self.failures.min(6));
            self.failures += 1;
            return pause.min(LONGEST_PAUSE);
        }
        let words = error.to_string();
        if self.refusal.as_ref() != Some(&words) {
            let why = words.clone();
            self.tell(UpdatesTrouble::Refused { why }).await;
            self.refusal = Some(words);
        }
        STUBBORN_PAUSE
    }
}

/// Whether that failure was not looked at and still stands: Telegram remembers its last one for ever, and one before the
/// last update that it brought is over.
fn is_new(
    failed_at: Option<Timestamp>,
    looked_at: Option<Timestamp>,
    brought_at: Timestamp,
) -> bool {
    failed_at > looked_at && failed_at.is_some_and(|at| at > brought_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_before_the_last_update_that_came_is_over() {
        let at = |seconds| Some(Timestamp(seconds));
        assert!(is_new(at(100), None, Timestamp(90)));
        assert!(is_new(at(100), at(50), Timestamp(90)));
        assert!(!is_new(at(100), at(50), Timestamp(120)), "it came after it");
        assert!(!is_new(at(100), at(100), Timestamp(90)), "it was looked at");
        assert!(!is_new(None, None, Timestamp(0)));
    }
}
