//! Putting lists in order with little code: each list that the standard library sorts brings 3 KB of its own, which for half
//! a hundred kinds of lists is more than the whole of many a feature.

use std::cmp::Ordering;

/// Lists that can be put in order. Equal ones keep theirs.
pub trait InOrder<T> {
    /// By that comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key of each.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|one, other| key(one).cmp(&key(other)));
    }

    /// By themselves.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(Ord::cmp);
    }
}

impl<T> InOrder<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut places = places(self.len(), &mut |one, other| {
            match (self.get(one), self.get(other)) {
                (Some(one), Some(other)) => compare(one, other),
                // No place lies outside.
                (None, _) | (_, None) => Ordering::Equal,
            }
        });
        for from in 0..places.len() {
            while let Some(to) = places.get(from).copied().filter(|to| *to != from) {
                self.swap(from, to);
                places.swap(from, to);
            }
        }
    }
}

/// Where each of so many goes: one sort for all kinds of lists.
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    let mut places = vec![0; count];
    for (place, from) in order.into_iter().enumerate() {
        if let Some(to) = places.get_mut(from) {
            *to = place;
        }
    }
    places
}

/// Those pairs as a map. `collect` would sort them before, with 3 KB of code for each place where it stands.
pub fn gathered<K, V, M: Default + Extend<(K, V)>>(pairs: impl IntoIterator<Item = (K, V)>) -> M {
    let mut map = M::default();
    map.extend(pairs);
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_the_standard_library_and_equal_ones_keep_theirs(
            list in proptest::collection::vec((0u8..20, any::<u16>()), 0..200),
        ) {
            let (mut ours, mut theirs) = (list.clone(), list.clone());
            ours.order_by_key(|(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            ours.order();
            theirs.sort();
            prop_assert_eq!(&ours, &theirs);
            ours.order_by(|one, other| other.1.cmp(&one.1));
            theirs.sort_by_key(|one| std::cmp::Reverse(one.1));
            prop_assert_eq!(ours, theirs);
        }
    }
}
