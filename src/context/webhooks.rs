//! Addresses that are told what happens, while the bot runs: whether there are any, and the way to them.

use crate::integrations::webhook::Messenger;
use crate::models::Timestamp;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use tokio::sync::Notify;

/// Who tells them, and what wakes it.
pub struct WebhookWork {
    /// An address was made or changed, or something is to be sent again.
    pub changed: Notify,
    pub messenger: Messenger,
    is_wanted: AtomicBool,
    /// Until when nothing is sent; 0 = it is.
    rests_until: AtomicI64,
}

impl WebhookWork {
    /// Nobody is told yet. `allows_inner` is for tests: addresses of this machine too.
    pub fn new(allows_inner: bool) -> Self {
        Self {
            changed: Notify::new(),
            messenger: Messenger::new(allows_inner),
            is_wanted: AtomicBool::new(false),
            rests_until: AtomicI64::new(0),
        }
    }

    /// Whether there is anybody to tell: without, nothing is read.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted.load(Ordering::Acquire)
    }

    /// Nothing is sent before then: the house itself has no network.
    pub fn rest(&self, until: Timestamp) {
        self.rests_until.store(until.0, Ordering::Release);
    }

    /// Until when nothing is sent.
    pub fn rests_until(&self) -> Timestamp {
        Timestamp(self.rests_until.load(Ordering::Acquire))
    }

    /// There is somebody to tell, or nobody any more.
    pub fn set_wanted(&self, is_wanted: bool) {
        self.is_wanted.store(is_wanted, Ordering::Release);
        self.changed.notify_one();
    }
}
