use super::desk;
use super::logs::read_logs;
use super::send;
use super::send::Underway;
use crate::context::Ctx;
use crate::crud;
use crate::crud::members::Event;
use crate::db::Durability;
use crate::models::*;
use crate::services::ServiceError;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx_with;
use crate::services::vpn::testing::value;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;

mod troubles;

const ANA: UserId = UserId(42);

/// A house that may tell addresses of this machine.
async fn house() -> Ctx {
    let settings = [
        ("BOT_API_URL", "http://127.0.0.1:1"),
        ("PORTERO_CLOCK_FILE", "/nowhere"),
    ];
    let ctx = ctx_with(&settings).await;
    write(&ctx, |tx| {
        tx.execute(
            "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (?1, 'Ana', 0, 0)",
            [ANA.0],
        )
        .map(drop)
    })
    .await;
    ctx
}

async fn write(
    ctx: &Ctx,
    work: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
) {
    let done = ctx.db.write(Durability::Normal, move |tx| {
        Ok::<_, ServiceError>(work(tx)?)
    });
    done.await.expect("written");
}

/// Something happens to Ana.
async fn happens(ctx: &Ctx, kind: &'static str) {
    let now = ctx.clock.now();
    write(ctx, move |tx| {
        let event = Event {
            user: ANA,
            door: Door::Vip,
            kind,
            period: None,
            cause: Some("admin:7".to_owned()),
        };
        crud::members::insert_event(tx, &event, now).map(drop)
    })
    .await;
}

/// An address where nobody is.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    format!("http://127.0.0.1:{port}/secret-path?key=hidden")
}

/// An address that answers each request so.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut said = Vec::new();
            let mut buffer = [0; 4_096];
            while !said.ends_with(b"}") {
                match stream.read(&mut buffer) {
                    Ok(count) if count > 0 => said.extend_from_slice(&buffer[..count]),
                    Ok(_) | Err(_) => break,
                }
            }
            let text =
                format!("HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
            // Whoever hung up hears nothing.
            let _ = stream.write_all(text.as_bytes());
        }
    });
    format!("http://127.0.0.1:{port}/")
}

async fn add(ctx: &Ctx, url: &str, events: &[&str]) -> WebhookId {
    let new = NewWebhook {
        name: None,
        url: url.to_owned(),
        events: events.iter().map(|event| (*event).to_owned()).collect(),
    };
    let made = desk::make(ctx, &admin(), new, None, ctx.clock.now()).await;
    made.expect("made").0
}

async fn read(ctx: &Ctx) {
    while read_logs(ctx, ctx.clock.now()).await.expect("read") {}
}

async fn listed(ctx: &Ctx, id: WebhookId, state: DeliveryState) -> Vec<Delivery> {
    let listed = desk::deliveries(ctx, &admin(), id, state, 0).await;
    listed.expect("listed").1.rows
}

async fn get(ctx: &Ctx, id: WebhookId) -> Webhook {
    desk::get(ctx, &admin(), id).await.expect("one").webhook
}

/// Sends what has its turn now, once; how many.
async fn ship(ctx: &Ctx) -> usize {
    let look = send::look(ctx, Vec::new(), Vec::new(), ctx.clock.now()).await;
    let shipments = look.expect("looked").shipments;
    let count = shipments.len();
    for shipment in shipments {
        send::attempt(ctx, shipment.delivery).await.expect("tried");
    }
    count
}

#[tokio::test]
async fn what_was_before_is_not_told_and_what_comes_after_is_told_once() {
    let ctx = house().await;
    happens(&ctx, "granted").await;
    let id = add(&ctx, &nobody(), &["member.*"]).await;
    let other = add(&ctx, &nobody(), &["*"]).await;
    happens(&ctx, "renewed").await;
    // The row of a log that nobody is told of moves the mark only.
    happens(&ctx, "link_asked").await;
    for _ in 0..3 {
        read(&ctx).await;
    }
    let told = listed(&ctx, id, DeliveryState::Due).await;
    let [one] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(one.event, "member.renewed");
    let body: serde_json::Value = serde_json::from_str(&one.body).expect("JSON");
    let number: i64 = value(
        &ctx,
        "SELECT id FROM membership_events WHERE kind = 'renewed'",
    )
    .await;
    let expected = serde_json::json!({
        "id": format!("evt_member_{number}_{:x}", NOW.0),
        "type": "member.renewed",
        "created_at": "2027-01-15T08:00:00Z",
        "data": { "user_id": 42, "channel": "vip", "period_id": null },
    });
    assert_eq!(body, expected);
    assert_eq!(body["id"], one.event_id);
    let too = listed(&ctx, other, DeliveryState::Due).await;
    assert_eq!(
        too.first().map(|one| one.event_id.clone()),
        Some(one.event_id.clone())
    );
    // That marks were lost, both with the deliveries or alone, doubles nothing.
    write(&ctx, |tx| {
        tx.execute("UPDATE webhook_marks SET last_id = 0", [])
            .map(drop)
    })
    .await;
    read(&ctx).await;
    let again: i64 = value(
        &ctx,
        "SELECT count(*) FROM webhook_deliveries WHERE event = 'member.renewed'",
    )
    .await;
    assert_eq!(again, 2);
}

#[tokio::test]
async fn of_an_audit_row_only_the_named_fields_are_told() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["order.created"]).await;
    write(&ctx, |tx| {
        let details = serde_json::json!({
            "user": 42, "plan": 3, "method": "manual", "minor": 500, "currency": "CUP", "receipt": "secret",
        });
        let entry = crud::audit::Entry {
            actor: Identity::User(ANA),
            action: "order.opened",
            target: Some("order:9".to_owned()),
            details: Some(details.to_string()),
            salt: [0; 16],
        };
        crud::audit::insert(tx, &entry, NOW).map(drop)
    })
    .await;
    read(&ctx).await;
    let told = listed(&ctx, id, DeliveryState::Due).await;
    let body: serde_json::Value = serde_json::from_str(&told[0].body).expect("JSON");
    let expected = serde_json::json!({
        "order_id": 9, "user_id": 42, "plan_id": 3, "method": "manual", "amount_minor": 500, "currency": "CUP",
    });
    assert_eq!(body["data"], expected);
}

#[tokio::test]
async fn one_that_nobody_takes_is_given_up_after_two_days_and_the_admins_hear_of_it_once() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    let mut pauses = Vec::new();
    while ship(&ctx).await == 1 {
        let waiting = listed(&ctx, id, DeliveryState::Due).await;
        let Some(next) = waiting.first().and_then(|one| one.next_at) else {
            break;
        };
        let pause = next.since(ctx.clock.now());
        pauses.push(pause);
        ctx.clock.advance(pause - 1);
        assert_eq!(ship(&ctx).await, 0, "not before its time");
        ctx.clock.advance(1);
    }
    let hours = [1, 3, 6, 12, 24].map(|hours| hours * HOUR);
    assert_eq!(pauses[..4], [5, 30, 120, 600]);
    assert_eq!(pauses[4..], hours);
    let dead = listed(&ctx, id, DeliveryState::Dead).await;
    assert_eq!((dead.len(), dead[0].attempts), (1, 10));
    assert!(
        dead[0]
            .last_error
            .as_ref()
            .is_some_and(|why| !why.contains("secret-path"))
    );
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins' AND payload LIKE '%webhook_trouble%'";
    assert_eq!(value::<i64>(&ctx, told).await, 1);
    assert!(get(&ctx, id).await.is_enabled);
    // A first try that fails after days without anything to tell is no reason to stop. That another event is given up
    // is: it is not told any more, and the admins hear of that too.
    ctx.clock.advance(4 * DAY);
    happens(&ctx, "left").await;
    read(&ctx).await;
    assert_eq!(ship(&ctx).await, 1);
    assert!(get(&ctx, id).await.is_enabled);
    while let Some(next) = listed(&ctx, id, DeliveryState::Due)
        .await
        .first()
        .and_then(|one| one.next_at)
    {
        ctx.clock.advance(next.since(ctx.clock.now()));
        assert_eq!(ship(&ctx).await, 1);
    }
    let webhook = get(&ctx, id).await;
    assert_eq!(
        (webhook.is_enabled, webhook.halt),
        (false, Some(WebhookHalt::Failing))
    );
    assert!(!ctx.webhooks.is_wanted());
    assert_eq!(value::<i64>(&ctx, told).await, 2);
    assert_eq!(ship(&ctx).await, 0);
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_with_the_same_id_and_words() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["*"]).await;
    for kind in ["joined", "left"] {
        happens(&ctx, kind).await;
    }
    read(&ctx).await;
    write(&ctx, |tx| {
        tx.execute(
            "UPDATE webhook_deliveries SET state = 'dead', next_at = NULL, ended_at = 1, attempts = 10",
            [],
        )
        .map(drop)
    })
    .await;
    let before = listed(&ctx, id, DeliveryState::Dead).await;
    assert_eq!(before.len(), 2);
    let one = desk::replay(&ctx, &admin(), before[0].id, NOW)
        .await
        .expect("again");
    assert_eq!(
        (one.state, one.attempts, one.replays),
        (DeliveryState::Due, 0, 1)
    );
    assert_eq!(
        (&one.event_id, &one.body),
        (&before[0].event_id, &before[0].body)
    );
    assert_eq!(
        desk::replay_dead(&ctx, &admin(), id, NOW)
            .await
            .expect("again"),
        1
    );
    let moved = WebhookChange {
        url: Some(answering("204 No Content")),
        ..WebhookChange::default()
    };
    desk::change(&ctx, &admin(), id, moved, NOW)
        .await
        .expect("moved");
    assert_eq!(ship(&ctx).await, 2);
    let arrived = listed(&ctx, id, DeliveryState::Delivered).await;
    assert_eq!(arrived.len(), 2);
    assert!(arrived.iter().all(|one| one.last_status == Some(204)));
    // Also one that arrived may be wanted once more.
    desk::replay(&ctx, &admin(), arrived[0].id, NOW)
        .await
        .expect("again");
    assert_eq!(ship(&ctx).await, 1);
}

#[tokio::test]
async fn a_replay_while_a_try_is_under_way_stays_wanted() {
    let ctx = house().await;
    let id = add(&ctx, &answering("200 OK"), &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    let look = send::look(&ctx, Vec::new(), Vec::new(), NOW)
        .await
        .expect("looked");
    let shipment = look.shipments.into_iter().next().expect("one");
    desk::replay(&ctx, &admin(), shipment.delivery.id, NOW)
        .await
        .expect("again");
    send::attempt(&ctx, shipment.delivery).await.expect("tried");
    assert_eq!(listed(&ctx, id, DeliveryState::Due).await.len(), 1);
}

#[tokio::test]
async fn whoever_answers_410_is_not_told_any_more() {
    let ctx = house().await;
    let id = add(&ctx, &answering("410 Gone"), &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    assert_eq!(ship(&ctx).await, 1);
    let webhook = get(&ctx, id).await;
    assert_eq!(
        (webhook.is_enabled, webhook.halt),
        (false, Some(WebhookHalt::Gone))
    );
    assert_eq!(
        listed(&ctx, id, DeliveryState::Dead).await[0].last_status,
        Some(410)
    );
    let on = WebhookChange {
        is_enabled: Some(true),
        ..WebhookChange::default()
    };
    let view = desk::change(&ctx, &admin(), id, on, NOW).await.expect("on");
    assert_eq!(
        (view.webhook.halt, view.webhook.failing_since),
        (None, None)
    );
    assert!(ctx.webhooks.is_wanted());
}

#[tokio::test]
async fn a_receiver_may_ask_for_more_time_but_not_for_all_of_it() {
    for (answer, seconds) in [
        ("503 Busy\r\nretry-after: 77", 77),
        ("503 Busy\r\nretry-after: 2", 5),
        ("429 Slow\r\nretry-after: 99999999", DAY),
        ("429 Slow\r\nretry-after: tomorrow", 5),
        ("302 Found\r\nlocation: /", 5),
    ] {
        let ctx = house().await;
        let id = add(&ctx, &answering(answer), &["*"]).await;
        happens(&ctx, "joined").await;
        read(&ctx).await;
        ship(&ctx).await;
        let waiting = listed(&ctx, id, DeliveryState::Due).await;
        assert_eq!(waiting[0].next_at, Some(NOW + seconds), "{answer}");
    }
}

#[tokio::test]
async fn a_slow_host_holds_up_nobody_and_one_that_fails_is_tried_one_by_one() {
    let ctx = house().await;
    let (slow, quick) = ("http://127.0.0.1:1/", "http://127.0.0.2:1/");
    let first = add(&ctx, slow, &["*"]).await;
    let second = add(&ctx, "http://127.0.0.1:2/", &["*"]).await;
    let third = add(&ctx, quick, &["*"]).await;
    for _ in 0..5 {
        happens(&ctx, "joined").await;
    }
    read(&ctx).await;
    let look = send::look(&ctx, Vec::new(), Vec::new(), NOW)
        .await
        .expect("looked");
    let of = |look: &send::Look, id| {
        let those = look
            .shipments
            .iter()
            .filter(|one| one.delivery.webhook == id);
        those.count()
    };
    // Two for the host of both the first and the second, one each.
    assert_eq!(
        (of(&look, first), of(&look, second), of(&look, third)),
        (1, 1, 2)
    );
    let busy: Vec<_> = look.shipments.iter().map(Underway::of).collect();
    let mut slow_only = busy.clone();
    slow_only.retain(|one| one.host == "127.0.0.1");
    let look = send::look(&ctx, slow_only, Vec::new(), NOW)
        .await
        .expect("looked");
    assert_eq!(
        (of(&look, first), of(&look, second), of(&look, third)),
        (0, 0, 2)
    );
    let look = send::look(&ctx, busy, Vec::new(), NOW)
        .await
        .expect("looked");
    assert!(look.shipments.is_empty());
    write(&ctx, |tx| {
        tx.execute("UPDATE webhooks_out SET failing_since = 1", [])
            .map(drop)
    })
    .await;
    let look = send::look(&ctx, Vec::new(), Vec::new(), NOW)
        .await
        .expect("looked");
    let of_all = [first, second, third].map(|id| of(&look, id));
    assert_eq!(of_all, [1, 1, 1]);
}

#[tokio::test]
async fn too_many_that_wait_for_one_address_give_way_to_newer_ones() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["*"]).await;
    write(&ctx, |tx| {
        tx.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10030)
             INSERT INTO membership_events (user_id, channel, kind, at) SELECT 42, 'vip', 'joined', i FROM n",
            [],
        )
        .map(drop)
    })
    .await;
    read(&ctx).await;
    let view = desk::get(&ctx, &admin(), id).await.expect("one");
    assert_eq!((view.due, view.dead), (MOST_UNDELIVERED, 30));
    let oldest: i64 = value(
        &ctx,
        "SELECT max(id) FROM webhook_deliveries WHERE state = 'dead'",
    )
    .await;
    assert_eq!(oldest, 30);
}

#[tokio::test]
async fn while_it_is_paused_nothing_is_kept_for_it_and_what_waited_goes_on() {
    let ctx = house().await;
    let id = add(&ctx, &answering("200 OK"), &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    let set = |is_enabled| WebhookChange {
        is_enabled: Some(is_enabled),
        ..WebhookChange::default()
    };
    desk::change(&ctx, &admin(), id, set(false), NOW)
        .await
        .expect("off");
    assert!(!ctx.webhooks.is_wanted());
    happens(&ctx, "left").await;
    assert_eq!(ship(&ctx).await, 0);
    desk::change(&ctx, &admin(), id, set(true), NOW)
        .await
        .expect("on");
    happens(&ctx, "joined").await;
    read(&ctx).await;
    while ship(&ctx).await > 0 {}
    let arrived = listed(&ctx, id, DeliveryState::Delivered).await;
    let events: Vec<&str> = arrived.iter().map(|one| one.event.as_str()).collect();
    assert_eq!(
        events
            .iter()
            .filter(|event| event.starts_with("member"))
            .count(),
        2
    );
    assert!(!events.contains(&"member.left"));
}

#[tokio::test]
async fn an_address_that_is_taken_away_leaves_no_secret_and_sends_nothing_more() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["*"]).await;
    let kept: String = value(&ctx, "SELECT url || secret FROM webhooks_out").await;
    assert!(
        !kept.contains("secret-path") && !kept.contains("whsec"),
        "sealed"
    );
    happens(&ctx, "joined").await;
    read(&ctx).await;
    desk::remove(&ctx, &admin(), id, NOW)
        .await
        .expect("removed");
    let kept: String = value(&ctx, "SELECT url || secret FROM webhooks_out").await;
    assert_eq!(kept, "");
    assert_eq!(ship(&ctx).await, 0);
    let due: i64 = value(
        &ctx,
        "SELECT count(*) FROM webhook_deliveries WHERE state = 'due'",
    )
    .await;
    assert_eq!(due, 0);
    let gone = desk::get(&ctx, &admin(), id).await;
    assert!(matches!(
        gone,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
    // What is over is forgotten after a month.
    crate::services::house::clean(&ctx, NOW.plus_days(31))
        .await
        .expect("clean");
    let left: i64 = value(&ctx, "SELECT count(*) FROM webhook_deliveries").await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_is_no_address_or_no_event_is_refused() {
    let ctx = crate::services::tests::ctx().await;
    let make = |url: &str, events: &[&str]| {
        let new = NewWebhook {
            name: None,
            url: url.to_owned(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
        };
        let (ctx, actor) = (&ctx, admin());
        async move {
            match desk::make(ctx, &actor, new, None, NOW).await {
                Err(ServiceError::Refused(Refusal::Webhook(refusal))) => Some(refusal),
                Ok(_) => None,
                Err(error) => panic!("{error}"),
            }
        }
    };
    let good = "https://hooks.example.org/a";
    assert_eq!(
        make("http://hooks.example.org/", &["*"]).await,
        Some(WebhookRefusal::UrlInsecure)
    );
    assert_eq!(
        make("https://127.0.0.1/", &["*"]).await,
        Some(WebhookRefusal::UrlInner)
    );
    assert_eq!(make(good, &[]).await, Some(WebhookRefusal::EventsInvalid));
    assert_eq!(
        make(good, &["payment.stolen"]).await,
        Some(WebhookRefusal::EventsInvalid)
    );
    for _ in 0..MOST_WEBHOOKS {
        assert_eq!(make(good, &["*"]).await, None);
    }
    let most = MOST_WEBHOOKS;
    assert_eq!(
        make(good, &["*"]).await,
        Some(WebhookRefusal::TooMany { most })
    );
}

#[tokio::test]
async fn whoever_lacks_the_permission_is_refused_everything() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    let delivery = listed(&ctx, id, DeliveryState::Due).await[0].id;
    let others = Permission::ALL.iter().copied();
    let all: PermissionSet = others.filter(|one| *one != Permission::ManageApi).collect();
    let actor = Actor::user(ANA, all, None);
    let new = NewWebhook {
        name: None,
        url: nobody(),
        events: vec!["*".to_owned()],
    };
    let lacking = [
        desk::list(&ctx, &actor).await.err(),
        desk::get(&ctx, &actor, id).await.err(),
        desk::make(&ctx, &actor, new, None, NOW).await.err(),
        desk::change(&ctx, &actor, id, WebhookChange::default(), NOW)
            .await
            .err(),
        desk::rotate(&ctx, &actor, id, None, NOW).await.err(),
        desk::remove(&ctx, &actor, id, NOW).await.err(),
        desk::deliveries(&ctx, &actor, id, DeliveryState::Due, 0)
            .await
            .err(),
        desk::hurry(&ctx, &actor, id, NOW).await.err(),
        desk::discard(&ctx, &actor, delivery, NOW).await.err(),
        desk::discard_dead(&ctx, &actor, id, NOW).await.err(),
        desk::delivery(&ctx, &actor, delivery).await.err(),
        desk::replay(&ctx, &actor, delivery, NOW).await.err(),
        desk::replay_dead(&ctx, &actor, id, NOW).await.err(),
        desk::ping(&ctx, &actor, id).await.err(),
    ];
    for refused in lacking {
        assert!(
            matches!(refused, Some(ServiceError::Refused(Refusal::NotAllowed))),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_test_says_what_was_answered_and_a_new_secret_signs_from_then_on() {
    let ctx = house().await;
    let id = add(&ctx, &answering("204 No Content"), &["*"]).await;
    let ping = desk::ping(&ctx, &admin(), id).await.expect("tried");
    assert!(ping.is_good(), "{ping:?}");
    let other = add(&ctx, &nobody(), &["*"]).await;
    let ping = desk::ping(&ctx, &admin(), other).await.expect("tried");
    assert_eq!((ping.status, ping.is_good()), (None, false));
    assert!(!ping.words.contains("secret-path"), "{ping:?}");
    let before: String = value(&ctx, "SELECT secret FROM webhooks_out WHERE id = 1").await;
    let secret = desk::rotate(&ctx, &admin(), id, None, NOW)
        .await
        .expect("new");
    assert!(secret.starts_with("whsec_"));
    let after: String = value(&ctx, "SELECT secret FROM webhooks_out WHERE id = 1").await;
    assert_ne!(before, after);
    let audited: i64 = value(&ctx, "SELECT count(*) FROM audit_log WHERE details LIKE '%whsec%' OR details LIKE '%secret-path%'").await;
    assert_eq!(audited, 0);
}
