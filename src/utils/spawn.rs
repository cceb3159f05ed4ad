//! Work that runs beside: as one kind of future for all of it.

use std::future::Future;
use std::pin::Pin;
use tokio::task::JoinHandle;

/// Work of any kind.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// That work behind a pointer: each kind of future that is spawned as such brings 1.5 KB of code of its own.
pub fn boxed(work: impl Future<Output = ()> + Send + 'static) -> Work {
    Box::pin(work)
}

/// Has it run beside.
pub fn spawn(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(boxed(work))
}
