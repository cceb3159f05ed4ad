//! Pictures of the desk of webhooks.

use super::*;
use crate::models::*;
use crate::screens::webhooks;

fn webhook() -> Webhook {
    Webhook {
        id: WebhookId(3),
        name: NASTY_NAME.to_owned(),
        host: "hooks.example.org".to_owned(),
        events: vec!["*".to_owned()],
        is_enabled: true,
        halt: None,
        created_by: UserId(7),
        created_at: NOW - DAY,
        failing_since: None,
    }
}

fn delivery(state: DeliveryState, error: Option<&str>) -> Delivery {
    Delivery {
        id: DeliveryId(12),
        webhook: WebhookId(3),
        event_id: "evt_audit_9_1".to_owned(),
        event: "payment.paid".to_owned(),
        body: "{}".to_owned(),
        state,
        attempts: 3,
        replays: 0,
        last_status: None,
        last_error: error.map(str::to_owned),
        created_at: NOW - 600,
        next_at: (state == DeliveryState::Due).then_some(NOW + 120),
        ended_at: (state != DeliveryState::Due).then_some(NOW - 60),
    }
}

fn view(webhook: Webhook) -> WebhookView {
    WebhookView {
        webhook,
        maker: NASTY_NAME.to_owned(),
        due: 0,
        dead: 0,
        last_delivered: None,
        next_due: None,
    }
}

fn failing() -> WebhookView {
    WebhookView {
        due: 1_200,
        dead: 2,
        last_delivered: Some(delivery(DeliveryState::Delivered, None)),
        next_due: Some(delivery(
            DeliveryState::Due,
            Some("Connection refused <os error 111>"),
        )),
        ..view(Webhook {
            events: vec!["payment.*".to_owned(), "key.created".to_owned()],
            failing_since: Some(NOW - DAY),
            ..webhook()
        })
    }
}

fn halted(halt: WebhookHalt) -> WebhookView {
    view(Webhook {
        is_enabled: false,
        halt: Some(halt),
        ..webhook()
    })
}

fn paused() -> WebhookView {
    view(Webhook {
        is_enabled: false,
        ..webhook()
    })
}

/// One of each reason that has words of its own, and one that has none.
fn whys() -> Vec<Delivery> {
    let whys = [
        "HTTP 500",
        "timeout (10 s)",
        "its name leads to an address that is not public",
        "its address is refused: UrlInner",
        "failed to lookup address information: Name or service not known",
        "Connection refused (os error 111)",
        "invalid peer certificate: Expired",
        "queue full",
        "no network here",
        "no right to it",
        "an address cannot be opened: it was sealed with another key",
        "<oops>",
    ];
    let dead = |why| delivery(DeliveryState::Dead, Some(why));
    whys.into_iter().map(dead).collect()
}

fn ping(status: Option<u16>, words: &str) -> PingView {
    PingView {
        status,
        millis: 132,
        words: words.to_owned(),
    }
}

#[test]
fn webhooks_are_listed_made_and_shown() {
    let all = vec![
        view(webhook()),
        failing(),
        paused(),
        halted(WebhookHalt::Gone),
    ];
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    let (good, bad) = (ping(Some(204), ""), ping(Some(500), "<html>oops"));
    let none = ping(None, "timeout (10 s)");
    let all_rights = PermissionSet::all();
    let few_rights: PermissionSet = [Permission::SeePayments].into_iter().collect();
    assert_picture!(|r| vec![
        ("none", webhooks::list(r, &[])),
        ("list", webhooks::list(r, &all)),
        ("ask", webhooks::ask(r, 0b101, all_rights)),
        ("ask less", webhooks::ask(r, 0b101, few_rights)),
        ("coming", webhooks::coming(r)),
        ("secret", webhooks::secret(r, WebhookId(3), secret)),
        ("card", webhooks::card(r, &view(webhook()), None)),
        ("fails", webhooks::card(r, &failing(), Some(&none))),
        ("paused", webhooks::card(r, &paused(), Some(&bad))),
        (
            "gone",
            webhooks::card(r, &halted(WebhookHalt::Gone), Some(&good))
        ),
        (
            "halted",
            webhooks::card(r, &halted(WebhookHalt::Failing), None)
        ),
        (
            "rights",
            webhooks::card(r, &halted(WebhookHalt::Rights), None)
        ),
        ("send now", webhooks::card(r, &failing(), Some(&good))),
        ("events", webhooks::events(r, &failing(), all_rights)),
        ("events less", webhooks::events(r, &failing(), few_rights)),
        ("move", webhooks::ask_move(r)),
        ("secret?", webhooks::secret_sure(r, &view(webhook()))),
        ("remove?", webhooks::remove_sure(r, &failing())),
        (
            "dead",
            webhooks::dead(r, &failing(), &Page::new(whys(), 1, 20))
        ),
        ("discard?", webhooks::drop_sure(r, &failing())),
        (
            "no dead",
            webhooks::dead(r, &view(webhook()), &Page::new(vec![], 0, 0))
        ),
    ]);
}

#[test]
fn the_admins_are_told_that_nothing_arrives() {
    let tell = |r, halt| {
        let place = (NASTY_NAME, "hooks.example.org");
        webhooks::trouble(r, WebhookId(3), place, NOW - DAY, halt, "HTTP 500 <b>")
    };
    assert_picture!(|r| vec![
        ("fails", tell(r, None)),
        ("halted", tell(r, Some(WebhookHalt::Failing))),
        ("gone", tell(r, Some(WebhookHalt::Gone))),
        ("rights", tell(r, Some(WebhookHalt::Rights))),
    ]);
}

#[test]
fn the_admins_are_told_that_telegram_brings_nothing() {
    let why = "Connection <refused>".to_owned();
    let all = [
        UpdatesTrouble::Taken,
        UpdatesTrouble::Moved,
        UpdatesTrouble::Undelivered {
            why: why.clone(),
            pending: 3,
        },
        UpdatesTrouble::Refused { why },
    ];
    assert_picture!(|r| all
        .iter()
        .map(|trouble| ("trouble", webhooks::updates(r, trouble)))
        .collect());
}

#[test]
fn turning_groups_keeps_single_events_and_ends_with_all() {
    let list =
        |choices: &[&str]| -> Vec<String> { choices.iter().map(|one| (*one).to_owned()).collect() };
    assert_eq!(
        webhooks::turned(&list(&["key.created"]), "payment"),
        list(&["key.created", "payment.*"])
    );
    assert_eq!(
        webhooks::turned(&list(&["key.created"]), "key"),
        list(&["key.*"])
    );
    assert_eq!(
        webhooks::turned(&list(&["key.*", "payment.*"]), "key"),
        list(&["payment.*"])
    );
    let without = webhooks::turned(&list(&["*"]), "backup");
    assert!(
        !without.contains(&"backup.*".to_owned()) && without.len() == 10,
        "{without:?}"
    );
    assert_eq!(webhooks::turned(&without, "backup"), list(&["*"]));
    assert_eq!(webhooks::choices(u32::MAX), list(&["*"]));
    assert_eq!(webhooks::choices(0b101), list(&["payment.*", "member.*"]));
    assert!(webhooks::choices(0).is_empty());
}
