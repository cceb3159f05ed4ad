//! Tasks beside the others.

use std::pin::Pin;
use tokio::task::JoinHandle;

/// Starts this work. All of it is of one type, so that the runtime's part of a task is in the binary once.
pub fn spawn(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    let work: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(work);
    tokio::spawn(work)
}
