//! Pictures of broadcasts to people, and of a person's own no to them.

use super::*;
use crate::models::*;
use crate::screens::mailings as screens;

fn view(state: BroadcastState, counts: MailingCounts) -> MailingView {
    MailingView {
        mailing: Mailing {
            id: BroadcastId(4),
            made_by: UserId(7),
            audience: Audience::EndingVip,
            state,
            halt: None,
            counts,
            started_at: NOW - 3_700,
            finished_at: None,
            leg_at: NOW - 17,
            leg_handled: 0,
            progress: None,
        },
        made_by: NASTY_NAME.to_owned(),
        doubtful: vec![],
    }
}

const SOME: MailingCounts = MailingCounts {
    total: 1_000,
    sent: 430,
    failed: 0,
    blocked: 5,
    skipped: 0,
    doubt: 0,
};

#[test]
fn whom_to_write_to() {
    let counts = |people: [i64; 8]| -> Vec<AudienceCount> {
        Audience::ALL
            .into_iter()
            .zip(people)
            .map(|(audience, people)| AudienceCount { audience, people })
            .collect()
    };
    let full = AudiencesView {
        counts: counts([
            100_000, 9_999, 999, 1_000_000, 1, 12_345_678, 77_777, 22_223,
        ]),
        left_out: LeftOut {
            banned: 3,
            unreachable: 12_345,
            stopped: 678,
            never_started: 40,
        },
        open: 2,
    };
    let empty = AudiencesView {
        counts: counts([0; 8]),
        left_out: LeftOut::default(),
        open: 0,
    };
    assert_picture!(|r| vec![
        ("full", screens::audiences(r, &full)),
        ("nobody yet", screens::audiences(r, &empty)),
    ]);
}

#[test]
fn list() {
    use BroadcastState::{Done, Paused, Sending, Stopped};
    let rows: Vec<Mailing> = [Sending, Paused, Stopped, Done]
        .map(|state| view(state, SOME).mailing)
        .to_vec();
    let long = vec![view(Sending, SOME).mailing; 8];
    assert_picture!(|r| vec![
        (
            "each state",
            screens::list(r, &Page::new(rows.clone(), 0, 4))
        ),
        (
            "many, in the middle",
            screens::list(r, &Page::new(long.clone(), 1, 24))
        ),
        ("none", screens::list(r, &Page::new(vec![], 0, 0))),
    ]);
}

#[test]
fn progress() {
    use BroadcastState::{Paused, Sending, Stopped};
    let running = view(Sending, SOME);
    let mut first = view(
        Sending,
        MailingCounts {
            total: 12_345,
            ..MailingCounts::default()
        },
    );
    first.mailing.leg_at = NOW;
    let mut edited = view(Paused, SOME);
    edited.mailing.halt = Some(Halt::SourceChanged);
    let mut refused = view(
        Paused,
        MailingCounts {
            failed: 10,
            skipped: 2,
            ..SOME
        },
    );
    refused.mailing.halt = Some(Halt::Refused);
    let mut stopped = view(Stopped, SOME);
    stopped.mailing.finished_at = Some(NOW);
    assert_picture!(|r| vec![
        ("on its way", screens::mailing(r, &running)),
        ("by itself", screens::progress(r, &running)),
        ("just begun", screens::mailing(r, &first)),
        ("paused", screens::mailing(r, &view(Paused, SOME))),
        ("paused by an edit", screens::mailing(r, &edited)),
        ("paused by refusals", screens::mailing(r, &refused)),
        ("ask to stop", screens::ask_stop(r, &running)),
        ("the end of the progress", screens::ended(r, &stopped)),
    ]);
}

#[test]
fn report() {
    use BroadcastState::{Done, Stopped};
    let mut done = view(Done, MailingCounts { total: 435, ..SOME });
    done.mailing.finished_at = Some(NOW);
    let mut worst = view(
        Done,
        MailingCounts {
            total: 10_000_000,
            sent: 1_000_000,
            failed: 2_000_000,
            blocked: 3_000_000,
            skipped: 1_999_000,
            doubt: 2_001_000,
        },
    );
    worst.mailing.finished_at = Some(NOW + DAY);
    worst.made_by = long_name();
    worst.doubtful = vec![long_name(); 10];
    let mut one = view(
        Done,
        MailingCounts {
            doubt: 1,
            total: 436,
            ..SOME
        },
    );
    one.mailing.finished_at = Some(NOW);
    one.doubtful = vec![NASTY_NAME.to_owned()];
    let mut gone = view(Stopped, SOME);
    gone.mailing.halt = Some(Halt::SourceGone);
    gone.mailing.finished_at = Some(NOW);
    assert_picture!(|r| vec![
        ("all is well", screens::mailing(r, &done)),
        ("one in doubt", screens::mailing(r, &one)),
        ("everything, the longest", screens::mailing(r, &worst)),
        ("the source is gone", screens::mailing(r, &gone)),
    ]);
}

#[test]
fn promotions() {
    assert_picture!(|r| vec![
        ("off", screens::promotions_off(r)),
        ("on", screens::promotions_on(r)),
    ]);
}

#[test]
fn words_that_pass_over() {
    use screens::Toast::{Paused, Resumed, Stopped, Unchanged};
    for toast in [Paused, Resumed, Stopped, Unchanged] {
        for lang in Lang::ALL {
            assert!(!screens::toast(lang, toast).is_empty());
        }
    }
}
