//! Pictures of the state of the house, its problems, its brake and its notices to admins.

use super::*;
use crate::models::*;

#[test]
fn problems() {
    let task = |id, kind: &str, state, waits_for: Option<&str>| {
        ProblemItem::Task(Problem {
            id: TaskId(id),
            kind: kind.to_owned(),
            state,
            attempts: 5,
            last_error: Some(NASTY_NAME.to_owned()),
            waits_for: waits_for.map(str::to_owned),
            due_at: in_days(1),
        })
    };
    let update = ProblemItem::Update {
        seq: InboxSeq(77),
        received_at: NOW,
        attempts: 1,
        problem: long_name(),
    };
    let kinds = [
        "deliver_tokens",
        "deliver_vip_link",
        "welcome_vip",
        "revoke_link",
        "remove_member",
        "remove_intruder",
        "tell_expired",
        "remind_end",
    ];
    let more = [
        "admit_free",
        "decline_free",
        "acknowledge_join_request",
        "approve_vip_request",
        "new",
    ];
    let of = |kinds: &[&str]| -> Vec<ProblemItem> {
        kinds
            .iter()
            .zip(1..)
            .map(|(kind, id)| task(id, kind, TaskState::Failed, None))
            .collect()
    };
    let mixed = vec![
        task(1, "remove_member", TaskState::Waiting, Some("chat:-1001")),
        task(2, "admit_free", TaskState::Due, None),
        update.clone(),
    ];
    let of_servers = ["settle_peer", "forget_watcher"].map(|kind| {
        let ProblemItem::Task(problem) = task(9, kind, TaskState::Failed, None) else {
            panic!("a task");
        };
        ProblemItem::Task(Problem {
            last_error: Some("cannot work here: access is refused".to_owned()),
            ..problem
        })
    });
    use super::problems as screens;
    assert_picture!(|r| vec![
        (
            "of servers",
            screens::list(r, &Page::new(of_servers.to_vec(), 0, 2))
        ),
        ("mixed", screens::list(r, &Page::new(mixed.clone(), 0, 3))),
        (
            "every kind",
            screens::list(r, &Page::new(of(&kinds), 0, 13))
        ),
        (
            "every other kind, last page",
            screens::list(r, &Page::new(of(&more), 1, 13))
        ),
        (
            "longest errors",
            screens::list(r, &Page::new(vec![update.clone(); 8], 9, 80))
        ),
        ("none", screens::list(r, &Page::new(vec![], 0, 0))),
        (
            "drop?",
            screens::drop_ask(r, ProblemRef::Update(InboxSeq(77)))
        ),
    ]);
}

#[test]
fn brake() {
    let view = |due, names| BrakeView {
        due,
        active: 2000,
        allowed: 400,
        names,
    };
    let many = vec![long_name(); 30];
    use super::brake as screens;
    assert_picture!(|r| vec![
        ("question", screens::question(r, &view(500, vec![]))),
        ("question, one", screens::question(r, &view(1, vec![]))),
        (
            "dry run",
            screens::dry_run(r, &view(2, vec!["Ana".to_owned(), NASTY_NAME.to_owned()]))
        ),
        (
            "dry run, many",
            screens::dry_run(r, &view(500, many.clone()))
        ),
        ("done", screens::done(r, 500)),
        ("done, one", screens::done(r, 1)),
        ("put off", screens::put_off(r, NOW.plus_hours(6))),
        ("nothing", screens::nothing(r)),
    ]);
}

#[test]
fn notices_to_admins() {
    let away = |away_seconds| AwaySummary {
        away_seconds,
        updates: 12,
        late_tasks: 3,
    };
    let intruder = |is_entitled| IntruderView {
        intruder: UserId(8),
        intruder_name: NASTY_NAME.to_owned(),
        holder: UserId(9),
        holder_name: long_name(),
        is_entitled,
        is_renewed: !is_entitled,
    };
    use super::notices as screens;
    assert_picture!(|r| vec![
        (
            "rights lost",
            screens::rights_lost(r, Door::Vip, NASTY_NAME, &[Right::Invite, Right::Restrict])
        ),
        (
            "no longer admin",
            screens::rights_lost(r, Door::Free, "Noticias", &[])
        ),
        (
            "rights back",
            screens::rights_back(r, Door::Vip, NASTY_NAME)
        ),
        ("intruder removed", screens::intruder(r, &intruder(false))),
        ("intruder entitled", screens::intruder(r, &intruder(true))),
        ("first start", screens::online(r, "0.1.0", away(None))),
        ("online", screens::online(r, "0.1.0", away(Some(2 * HOUR)))),
        (
            "online after days",
            screens::online(r, "0.1.0", away(Some(3 * DAY)))
        ),
        ("offline", screens::offline(r)),
        (
            "incident",
            screens::incident_notice(r, "A1B2C3", "job expire_vip", Some(UserId(7)), &long_name())
        ),
        (
            "incident of the house",
            screens::incident_notice(r, "A1B2C3", "start", None, "disk <full>")
        ),
        ("fault", screens::fault(r, "disk <full>", 0)),
        ("fault again", screens::fault(r, "disk <full>", 4)),
        ("fault once more", screens::fault(r, "disk <full>", 1)),
        ("clock wrong", screens::clock_wrong(r, 365 * DAY)),
        ("clock right", screens::clock_right(r)),
        ("owner", screens::owner(r)),
        (
            "key shared",
            screens::key_shared(r, NASTY_NAME, &long_name(), 5, false)
        ),
        (
            "key shared and held",
            screens::key_shared(r, "Móvil", "Ana", 12, true)
        ),
        (
            "key heavy",
            screens::key_heavy(r, NASTY_NAME, &long_name(), 51_200_000_000)
        ),
        (
            "paid addresses scarce",
            servers::pool_scarce(r, NASTY_NAME, false, 1, 1021)
        ),
        (
            "addresses of trials gone",
            servers::pool_scarce(r, NASTY_NAME, true, 0, 253)
        ),
    ]);
}

#[test]
fn care_of_the_database() {
    let offer = BackupOffer {
        file_name: "portero-20261121-030000.tar.gz.age".to_owned(),
        made_at: Some(NOW - DAY),
        command: "portero restore '/home/<ana> & co/portero-20261121-030000.tar.gz.age'".to_owned(),
    };
    let fault = "Tree 9 page 9: <btreeInitPage()> returns error code 11";
    let name = "portero.db.damaged-20261121-033000";
    let (full, refused) = (Ailment::NoRoom, Ailment::ReadOnly);
    use super::care as screens;
    assert_picture!(|r| vec![
        ("sorry", screens::sorry(r)),
        (
            "full",
            screens::stopped(r, full, "/data/<ana>", Some(12_345), "full")
        ),
        (
            "read only",
            screens::stopped(r, refused, "/data", Some(12_345), &long_name())
        ),
        ("room again", screens::resumed(r, full, 3_700)),
        ("writes again", screens::resumed(r, refused, 59)),
        (
            "damaged",
            screens::damaged(r, "A1B2C3", fault, true, Some(&offer))
        ),
        (
            "a blemish",
            screens::damaged(r, "A1B2C3", fault, false, None)
        ),
        ("set aside", screens::aside(r, name, Some(&offer))),
        ("down", screens::down(r, name, None)),
        ("waiting", screens::waiting(r, "/data")),
    ]);
}
