//! Sorting, once for all types: each `sort_by_key` of another type would be 15 KB of the binary.

/// The list in the order of these keys. What has equal keys stays as it is.
pub(super) fn sorted<T>(list: Vec<T>, key: impl Fn(&T) -> (i64, i64)) -> Vec<T> {
    let keys = list.iter().enumerate();
    let mut keys: Vec<(i64, i64, usize)> = keys
        .map(|(at, thing)| {
            let (first, second) = key(thing);
            (first, second, at)
        })
        .collect();
    keys.sort_unstable();
    let mut things: Vec<Option<T>> = list.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(things.len());
    for (_, _, at) in keys {
        sorted.extend(things.get_mut(at).and_then(Option::take));
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let list = vec!["bb", "a", "cc", "", "aa"];
        let by_length = |text: &&str| (i64::try_from(text.len()).unwrap_or(0), 0);
        assert_eq!(sorted(list, by_length), ["", "a", "bb", "cc", "aa"]);
    }
}
