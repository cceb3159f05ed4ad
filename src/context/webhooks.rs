//! Addresses that are told what happens, while the bot runs: whether there are any, and the way to them.

use crate::integrations::webhook::Messenger;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use tokio::sync::Notify;

/// Who tells them, and what wakes it.
pub struct WebhookWork {
    /// An address was made or changed, or something is to be sent again.
    pub changed: Notify,
    pub messenger: Messenger,
    is_wanted: AtomicBool,
}

impl WebhookWork {
    /// Nobody is told yet. `allows_inner` is for tests: addresses of this machine too.
    pub fn new(allows_inner: bool) -> Self {
        Self {
            changed: Notify::new(),
            messenger: Messenger::new(allows_inner),
            is_wanted: AtomicBool::new(false),
        }
    }

    /// Whether there is anybody to tell: without, nothing is read.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted.load(Ordering::Acquire)
    }

    /// There is somebody to tell, or nobody any more.
    pub fn set_wanted(&self, is_wanted: bool) {
        self.is_wanted.store(is_wanted, Ordering::Release);
        self.changed.notify_one();
    }
}
