use super::*;
use proptest::prelude::*;

fn bytes(rx: u64, tx: u64) -> Counters {
    Counters { rx, tx }
}

/// What can happen to a peer and its server between two instants.
#[derive(Clone, Debug)]
enum Happening {
    /// So much goes through.
    Traffic(u64, u64),
    /// The server is read.
    Sampled,
    /// The server, or its interface, starts anew, having been read or not.
    Restarted { is_read: bool },
    /// The peer is taken away, which tells its counters, and put there again.
    PutAnew,
    /// The peer was taken away by somebody else; the next sample finds it absent, then it is put again.
    Wiped,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (0u64..1 << 40, 0u64..1 << 40).prop_map(|(rx, tx)| Happening::Traffic(rx, tx)),
        3 => Just(Happening::Sampled),
        1 => any::<bool>().prop_map(|is_read| Happening::Restarted { is_read }),
        1 => Just(Happening::PutAnew),
        1 => Just(Happening::Wiped),
    ]
}

/// A server with one peer, what is known of it, and what it ought to add up to.
#[derive(Default)]
struct Story {
    now: Counters,
    life: u32,
    last: Counted,
    total: Counters,
    /// What went through and could be seen.
    seen: Counters,
    /// What went through since the last sample.
    unseen: Counters,
}

impl Story {
    fn traffic(&mut self, rx: u64, tx: u64) {
        self.now = bytes(self.now.rx + rx, self.now.tx + tx);
        self.unseen = bytes(self.unseen.rx + rx, self.unseen.tx + tx);
    }

    fn sample(&mut self, names_epoch: bool) {
        let epoch = names_epoch.then(|| self.life.to_string());
        let (gained, last) = advance(&self.last, self.now, epoch.as_deref(), Counting::SincePut);
        self.last = last;
        self.add(gained);
    }

    fn add(&mut self, gained: Counters) {
        self.total = bytes(self.total.rx + gained.rx, self.total.tx + gained.tx);
        self.seen = bytes(self.seen.rx + self.unseen.rx, self.seen.tx + self.unseen.tx);
        self.unseen = Counters::default();
    }

    /// A life ends; what nobody read of it cannot be known by anybody.
    fn begin_anew(&mut self) {
        self.now = Counters::default();
        self.unseen = Counters::default();
    }
}

/// Tells a story and looks at its end.
fn tell(happenings: Vec<Happening>, names_epoch: bool) -> Story {
    let mut story = Story::default();
    for happening in happenings {
        match happening {
            Happening::Traffic(rx, tx) => story.traffic(rx, tx),
            Happening::Sampled => story.sample(names_epoch),
            Happening::Restarted { is_read } => {
                if is_read {
                    story.sample(names_epoch);
                }
                story.life += 1;
                story.begin_anew();
            }
            Happening::PutAnew => {
                // As `credit_last` does: within the life that was sampled, then from zero.
                let epoch = story.last.epoch.clone();
                // A server that restarted unseen says so only by a smaller counter here.
                let is_same_life = epoch.is_none() || epoch == Some(story.life.to_string());
                if !is_same_life {
                    story.sample(names_epoch);
                }
                let epoch = story.last.epoch.clone();
                let last = story.last.clone();
                let (gained, _) = advance(&last, story.now, epoch.as_deref(), Counting::SincePut);
                story.add(gained);
                story.last = Counted::default();
                story.begin_anew();
            }
            Happening::Wiped => {
                story.last = Counted::default();
                story.begin_anew();
            }
        }
    }
    story.sample(names_epoch);
    story
}

proptest! {
    /// The promise for servers that name their epochs: whatever restarts, is put anew, or is wiped, the total is what
    /// went through, but for what no sample could see.
    #[test]
    fn with_epochs_the_total_is_all_traffic_that_could_be_seen(story in prop::collection::vec(happening(), 0..60)) {
        let story = tell(story, true);
        prop_assert_eq!(story.total, story.seen);
    }

    /// Without epochs nothing is counted twice, and nothing is lost whose life was read at its end.
    #[test]
    fn without_epochs_nothing_is_counted_twice(story in prop::collection::vec(happening(), 0..60)) {
        let story = tell(story, false);
        prop_assert!(story.total.rx <= story.seen.rx && story.total.tx <= story.seen.tx);
    }

    /// A node hands its samples over in batches, late and more than once: only the last of each matters.
    #[test]
    fn batches_that_come_late_or_twice_change_nothing(
        steps in prop::collection::vec((0u64..1 << 40, 0u64..1 << 40), 1..40),
        keeps in prop::collection::vec(any::<bool>(), 40),
    ) {
        let (mut now, mut last, mut total) = (Counters::default(), Counted::default(), Counters::default());
        for ((rx, tx), is_handed_over) in steps.iter().zip(keeps) {
            now = bytes(now.rx + rx, now.tx + tx);
            for _ in 0..2 * u8::from(is_handed_over) {
                let (gained, next) = advance(&last, now, Some("1"), Counting::SincePut);
                total = bytes(total.rx + gained.rx, total.tx + gained.tx);
                last = next;
            }
        }
        let (gained, _) = advance(&last, now, Some("1"), Counting::SincePut);
        prop_assert_eq!(bytes(total.rx + gained.rx, total.tx + gained.tx), now);
    }

    /// A window that moves on: its growth counts and nothing else, and never more than what went through.
    #[test]
    fn of_a_window_only_growth_counts(steps in prop::collection::vec((0u64..1 << 40, 0u64..1 << 40), 1..40)) {
        let (mut window, mut last) = (0u64, Counted::default());
        let (mut total, mut traffic, mut growth) = (0u64, 0u64, 0u64);
        for (comes, goes) in steps {
            let before = window;
            window = (window + comes).saturating_sub(goes);
            traffic += comes;
            growth += window.saturating_sub(before);
            let (gained, next) = advance(&last, bytes(0, window), None, Counting::Rolling);
            total += gained.tx;
            last = next;
        }
        prop_assert_eq!(total, growth);
        prop_assert!(total <= traffic);
    }

    /// Nothing a server says makes a sum overflow.
    #[test]
    fn no_counter_overflows(
        last in any::<(u64, u64)>(), now in any::<(u64, u64)>(), is_rolling in any::<bool>(), epochs in any::<(bool, bool)>(),
    ) {
        let counting = if is_rolling { Counting::Rolling } else { Counting::SincePut };
        let last = Counted { rx: last.0, tx: last.1, epoch: epochs.0.then(|| "1".to_owned()) };
        let (gained, counted) = advance(&last, bytes(now.0, now.1), epochs.1.then_some("2"), counting);
        prop_assert!(gained.rx <= MOST_BYTES && gained.tx <= MOST_BYTES);
        prop_assert!(counted.rx <= MOST_BYTES && counted.tx <= MOST_BYTES);
    }
}

#[test]
fn another_epoch_begins_at_zero_even_if_its_counter_is_greater() {
    let last = Counted {
        rx: 100,
        tx: 1_000,
        epoch: Some("boot-1".to_owned()),
    };
    let of = |now, epoch| advance(&last, now, epoch, Counting::SincePut).0;
    assert_eq!(of(bytes(150, 1_200), Some("boot-2")), bytes(150, 1_200));
    assert_eq!(of(bytes(150, 1_200), Some("boot-1")), bytes(50, 200));
    assert_eq!(of(bytes(10, 1_200), None), bytes(10, 1_200));
}

#[test]
fn what_a_window_lost_is_the_new_beginning() {
    let last = Counted {
        rx: 0,
        tx: 1_000,
        epoch: None,
    };
    let (gained, next) = advance(&last, bytes(0, 700), None, Counting::Rolling);
    assert_eq!((gained, next.tx), (bytes(0, 0), 700));
    let (gained, _) = advance(&next, bytes(0, 750), None, Counting::Rolling);
    assert_eq!(gained, bytes(0, 50));
}

#[test]
fn a_handshake_is_an_instant_or_the_seconds_since_it_and_never_later_than_now() {
    let now = Timestamp(1_800_000_000);
    assert_eq!(seen(Timestamp(0), now), None);
    assert_eq!(seen(Timestamp(3), now), Some(now - 3));
    assert_eq!(seen(now - 60, now), Some(now - 60));
    assert_eq!(seen(now + 60, now), Some(now));
}

fn row(counted: Counted) -> CountedPeer {
    CountedPeer {
        id: PeerId(1),
        config: crate::models::ConfigId(1),
        account: AccountId(1),
        remote_id: "key".to_owned(),
        counted,
        endpoint: None,
        last_seen_at: None,
    }
}

fn remote(counters: Option<Counters>) -> RemotePeer {
    RemotePeer {
        remote_id: "key".to_owned(),
        name: None,
        addresses: Vec::new(),
        secret_hash: None,
        is_open: true,
        counters,
        seen_at: None,
        endpoint: None,
        access_url: None,
        limit_bytes: None,
    }
}

#[test]
fn an_absent_peer_ended_on_a_server_that_counts_since_it_was_put_and_means_nothing_in_a_window() {
    let now = Timestamp(1_800_000_000);
    let last = Counted {
        rx: 5,
        tx: 9,
        epoch: None,
    };
    let listing = |counting, peers| Listing {
        epoch: None,
        counting,
        peers,
    };
    let of = |listing: &Listing| change(row(last.clone()), &by_name(listing), listing, now);
    let ended = of(&listing(Counting::SincePut, Vec::new()));
    let ended = ended.expect("a change");
    assert_eq!(ended.counted, Counted::default());
    assert_eq!(ended.gained, Counters::default());
    assert!(of(&listing(Counting::Rolling, Vec::new())).is_none());
    // It is there, but the server has no figure for it now.
    assert!(of(&listing(Counting::Rolling, vec![remote(None)])).is_none());
    assert!(of(&listing(Counting::SincePut, vec![remote(None)])).is_none());
}

#[test]
fn a_peer_that_did_not_move_is_not_written() {
    let now = Timestamp(1_800_000_000);
    let listing = Listing {
        epoch: Some("1".to_owned()),
        counting: Counting::SincePut,
        peers: vec![remote(Some(bytes(5, 9)))],
    };
    let known = Counted {
        rx: 5,
        tx: 9,
        epoch: Some("1".to_owned()),
    };
    let of = |known| change(row(known), &by_name(&listing), &listing, now);
    assert!(of(known).is_none());
    assert!(of(Counted::default()).is_some());
}
