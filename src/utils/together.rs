//! Waiting for several things at once in one task.

use std::future::Future;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Waits for all of them at once; the results are in the order of the futures. Fit for a handful: each wake looks at all
/// that are not done.
pub async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut results: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut is_done = true;
        for (future, result) in waiting.iter_mut().zip(&mut results) {
            if result.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(value) => *result = Some(value),
                    Poll::Pending => is_done = false,
                }
            }
        }
        if is_done {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn several_waits_take_as_long_as_the_longest_and_keep_their_order() {
        let begun = Instant::now();
        let waits = [3, 1, 2].map(|seconds| async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            seconds
        });
        assert_eq!(all(waits).await, [3, 1, 2]);
        assert_eq!(begun.elapsed().as_secs(), 3);
    }
}
