use super::*;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_800_000_000);
const GOOD: ProbeOutcome = ProbeOutcome::Works { ms: 34 };
const BAD: ProbeOutcome = ProbeOutcome::NoTelegram;
const EE: SecretForm = SecretForm::FakeTls;
const DD: SecretForm = SecretForm::Secure;

/// A proxy with what is known of it.
struct Place {
    watch: ProxyWatch,
    checks: Vec<ProxyCheck>,
    now: Timestamp,
}

impl Place {
    fn new() -> Self {
        Self {
            watch: ProxyWatch::new(NOW),
            checks: Vec::new(),
            now: NOW,
        }
    }

    /// Tries it when it is due.
    fn sees(&mut self, seen: &[(SecretForm, ProbeOutcome)]) -> Option<News> {
        self.now = self.watch.next_at;
        let verdict = judge(self.watch.clone(), &self.checks, seen, self.now, 32_768);
        self.watch = verdict.watch;
        self.checks = verdict.checks;
        verdict.news
    }
}

#[test]
fn one_failure_is_looked_at_again_after_a_minute_and_the_second_is_believed() {
    let mut place = Place::new();
    assert_eq!(place.sees(&[(EE, GOOD)]), None);
    assert_eq!(place.watch.next_at.since(place.now), 600);
    assert_eq!(place.sees(&[(EE, BAD)]), None);
    let failed_at = place.now;
    assert_eq!(place.watch.next_at.since(place.now), 60);
    assert_eq!(place.sees(&[(EE, BAD)]), Some(News::Out));
    assert_eq!(place.watch.down_since, Some(failed_at));
    assert_eq!(place.watch.told, ProxyTold::Whole);
    assert_eq!(place.watch.next_at.since(place.now), 300);
    assert_eq!(place.sees(&[(EE, BAD)]), None, "told once");
    place.watch.people_told_at = Some(place.now);
    let back = News::Back {
        since: failed_at,
        people_told_at: Some(place.now),
    };
    assert_eq!(place.sees(&[(EE, GOOD)]), Some(back));
    assert_eq!(place.sees(&[(EE, GOOD)]), None, "told once");
    assert_eq!((place.watch.outage, place.watch.people_told_at), (1, None));
}

#[test]
fn two_quick_presses_are_one_failure_and_the_next_round_counts() {
    let mut place = Place::new();
    place.sees(&[(EE, GOOD)]);
    for pause in [30, 20, 47] {
        place.watch.next_at = place.now + pause;
        assert_eq!(place.sees(&[(EE, BAD)]), None);
        assert_eq!(place.checks[0].fails, 1);
    }
    // As early as a round can be.
    let earliest = place.now + spread(AGAIN, 0);
    assert_eq!(earliest.since(place.now), TOO_SOON);
    place.watch.next_at = earliest;
    assert_eq!(place.sees(&[(EE, BAD)]), Some(News::Out));
}

#[test]
fn a_failure_between_two_that_went_well_is_not_told() {
    let mut place = Place::new();
    for _ in 0..20 {
        assert_eq!(place.sees(&[(EE, BAD), (DD, GOOD)]), None);
        assert_eq!(place.sees(&[(EE, GOOD), (DD, BAD)]), None);
    }
    assert_eq!(place.watch.outage, 0);
}

#[test]
fn when_the_last_form_goes_too_that_is_told_and_the_end_only_when_all_are_back() {
    let mut place = Place::new();
    place.sees(&[(EE, BAD), (DD, GOOD)]);
    assert_eq!(place.sees(&[(EE, BAD), (DD, GOOD)]), Some(News::Out));
    assert_eq!(place.watch.told, ProxyTold::Part);
    assert_eq!(place.sees(&[(EE, BAD), (DD, BAD)]), None);
    assert_eq!(place.sees(&[(EE, BAD), (DD, BAD)]), Some(News::Worse));
    assert_eq!(place.sees(&[(EE, BAD), (DD, GOOD)]), None);
    assert_eq!(place.sees(&[(EE, BAD), (DD, BAD)]), None);
    assert_eq!(place.sees(&[(EE, BAD), (DD, BAD)]), None, "told before");
    assert_eq!(place.sees(&[(EE, GOOD), (DD, BAD)]), None);
    assert!(matches!(
        place.sees(&[(EE, GOOD), (DD, GOOD)]),
        Some(News::Back { .. })
    ));
}

#[test]
fn a_form_that_is_not_offered_any_more_ends_its_own_outage() {
    let mut place = Place::new();
    place.sees(&[(EE, BAD), (DD, GOOD)]);
    place.sees(&[(EE, BAD), (DD, GOOD)]);
    assert!(matches!(place.sees(&[(DD, GOOD)]), Some(News::Back { .. })));
    assert_eq!(place.checks.len(), 1);
}

#[test]
fn telegram_asking_for_patience_came_through_the_proxy() {
    assert!(ProbeOutcome::Transport(-429).is_good());
    assert!(!ProbeOutcome::Transport(-404).is_good());
}

#[test]
fn only_what_the_own_network_could_have_done_is_asked_of_it() {
    assert!(may_be_ours(ProbeOutcome::Down, false));
    assert!(!may_be_ours(ProbeOutcome::Down, true));
    assert!(may_be_ours(ProbeOutcome::NoTelegram, true));
    assert!(!may_be_ours(ProbeOutcome::NoTelegram, false));
    assert!(!may_be_ours(ProbeOutcome::Refused, false));
}

fn outcome() -> impl Strategy<Value = ProbeOutcome> {
    prop_oneof![
        3 => (0..9_000u32).prop_map(|ms| ProbeOutcome::Works { ms }),
        1 => Just(ProbeOutcome::Down),
        1 => Just(ProbeOutcome::Refused),
        1 => Just(ProbeOutcome::NotThisSecret),
        1 => Just(ProbeOutcome::NoTelegram),
        1 => any::<i32>().prop_map(ProbeOutcome::Transport),
        1 => Just(ProbeOutcome::Silent),
    ]
}

proptest! {
    #[test]
    fn the_jitter_is_a_fifth_at_most_and_reaches_both_ends(seconds in 1..100_000i64, random: u16) {
        let spread = spread(seconds, random);
        prop_assert!(spread >= seconds - seconds / 5 - 1 && spread <= seconds + seconds / 5 + 1);
        prop_assert!(super::spread(600, 0) == 480 && super::spread(600, u16::MAX) == 720);
    }

    #[test]
    fn beginnings_and_ends_alternate_and_an_outage_has_two_failures_in_a_row(
        rounds in prop::collection::vec((outcome(), outcome()), 1..60),
    ) {
        let mut place = Place::new();
        let (mut is_out, mut outages, mut worse) = (false, 0, 0);
        let mut streaks = [0u32; 2];
        for (ee, dd) in rounds {
            for (streak, outcome) in streaks.iter_mut().zip([ee, dd]) {
                *streak = if outcome.is_good() { 0 } else { *streak + 1 };
            }
            let before = place.now;
            let news = place.sees(&[(EE, ee), (DD, dd)]);
            prop_assert!(place.watch.next_at > place.now && place.now >= before);
            match news {
                Some(News::Out) => {
                    prop_assert!(!is_out && streaks.iter().any(|streak| *streak >= 2));
                    (is_out, worse) = (true, 0);
                    outages += 1;
                }
                Some(News::Worse) => {
                    worse += 1;
                    prop_assert!(is_out && worse == 1 && streaks.iter().all(|streak| *streak >= 2));
                }
                Some(News::Back { since, .. }) => {
                    prop_assert!(is_out && streaks == [0, 0] && since < place.now);
                    is_out = false;
                }
                None => {
                    prop_assert!(is_out || streaks.iter().all(|streak| *streak < 2));
                    prop_assert!(!is_out || streaks != [0, 0]);
                }
            }
            prop_assert_eq!(place.watch.down_since.is_some(), is_out);
            prop_assert_eq!(place.watch.outage, outages);
            prop_assert_eq!(place.watch.told == ProxyTold::Nothing, !is_out);
        }
    }
}
