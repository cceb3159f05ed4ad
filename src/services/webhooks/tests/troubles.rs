//! Rights that were lost, clocks that were wrong, networks that were down, and what was given up.

use super::*;
use crate::models::Identity;
use crate::models::Task;
use std::sync::Arc;
use std::sync::Mutex;

const TOLD: &str =
    "SELECT count(*) FROM tasks WHERE kind = 'tell_admins' AND payload LIKE '%webhook_trouble%'";

fn rights(permissions: &[Permission]) -> Actor {
    let mut all: PermissionSet = permissions.iter().copied().collect();
    all = all.toggled(Permission::ManageApi);
    Actor::user(ANA, all, None)
}

fn order(events: &[&str]) -> NewWebhook {
    NewWebhook {
        name: None,
        url: nobody(),
        events: events.iter().map(|event| (*event).to_owned()).collect(),
    }
}

async fn make(ctx: &Ctx, actor: &Actor, events: &[&str]) -> Option<WebhookRefusal> {
    refusal(desk::make(ctx, actor, order(events), None, NOW).await)
}

fn refusal<T>(done: Result<T, ServiceError>) -> Option<WebhookRefusal> {
    match done {
        Ok(_) => None,
        Err(ServiceError::Refused(Refusal::Webhook(refusal))) => Some(refusal),
        Err(error) => panic!("{error}"),
    }
}

fn enabled(is_enabled: bool) -> WebhookChange {
    WebhookChange {
        is_enabled: Some(is_enabled),
        ..WebhookChange::default()
    }
}

/// An address that notes the head of each request.
fn noting() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let notes = Arc::clone(&heard);
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
            let said = String::from_utf8_lossy(&said).into_owned();
            notes.lock().expect("notes").push(said);
            let text = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            let _ = stream.write_all(text);
        }
    });
    (format!("http://127.0.0.1:{port}/"), heard)
}

#[tokio::test]
async fn a_secret_asked_for_in_a_chat_is_left_to_a_task_that_holds_none_of_it() {
    let ctx = house().await;
    let to = Some((ANA.chat(), ANA));
    let made = desk::make(&ctx, &admin(), order(&["*"]), to, NOW).await;
    let (id, first) = made.expect("made");
    let kept = "SELECT payload FROM tasks WHERE kind = 'deliver_hook_secret' ORDER BY id DESC";
    let payload: String = value(&ctx, kept).await;
    assert!(!payload.contains(&first), "{payload}");
    let Ok(Task::DeliverHookSecret {
        webhook,
        user,
        chat,
        ..
    }) = Task::from_json(&payload)
    else {
        panic!("{payload}");
    };
    assert_eq!((webhook, user, chat), (id, ANA, ANA.chat()));
    let shown = desk::secret(&ctx, id).await.expect("read");
    assert_eq!(shown.as_ref(), Some(&first));
    let second = desk::rotate(&ctx, &admin(), id, to, NOW).await;
    assert_eq!(
        desk::secret(&ctx, id).await.expect("read"),
        second.ok(),
        "the one that signs"
    );
    let tasks = "SELECT count(*) FROM tasks WHERE kind = 'deliver_hook_secret'";
    assert_eq!(value::<i64>(&ctx, tasks).await, 2);
    desk::remove(&ctx, &admin(), id, NOW)
        .await
        .expect("removed");
    let gone = desk::secret(&ctx, id).await.expect("read");
    assert_eq!(gone, None);
}

#[tokio::test]
async fn nobody_has_told_what_they_may_not_read() {
    let ctx = house().await;
    let beyond = Some(WebhookRefusal::EventsBeyond);
    let some = rights(&[Permission::SeeMembers, Permission::SeePayments]);
    assert_eq!(
        make(&ctx, &some, &["member.*", "order.expired"]).await,
        None
    );
    for events in [&["*"][..], &["member.*", "ticket.opened"], &["key.*"]] {
        assert_eq!(make(&ctx, &some, events).await, beyond, "{events:?}");
    }
    // Who sees their own customers only would be told of everybody's.
    let own = Actor {
        customers_of: Some(ANA),
        ..some
    };
    assert_eq!(make(&ctx, &own, &["member.*"]).await, beyond);
    let id = add(&ctx, &nobody(), &["*"]).await;
    let moved = WebhookChange {
        url: Some(nobody()),
        ..WebhookChange::default()
    };
    let change = desk::change(&ctx, &some, id, moved, NOW).await;
    assert_eq!(refusal(change), beyond, "it would be told to them");
    let named = WebhookChange {
        name: Some("Tienda".to_owned()),
        ..WebhookChange::default()
    };
    for harmless in [named, enabled(false)] {
        let change = desk::change(&ctx, &some, id, harmless, NOW).await;
        assert_eq!(refusal(change), None);
    }
    assert_eq!(get(&ctx, id).await.created_by, admin_id());
    let change = desk::change(&ctx, &some, id, enabled(true), NOW).await;
    assert_eq!(refusal(change), beyond);
}

fn admin_id() -> UserId {
    admin().identity.user().expect("a person")
}

#[tokio::test]
async fn whoever_lost_the_right_is_told_nothing_until_somebody_else_answers_for_it() {
    let ctx = house().await;
    let (url, heard) = noting();
    let id = add(&ctx, &url, &["member.*"]).await;
    write(&ctx, |tx| {
        tx.execute("UPDATE webhooks_out SET created_by = ?1", [ANA.0])
            .map(drop)
    })
    .await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    assert_eq!(ship(&ctx).await, 1);
    let webhook = get(&ctx, id).await;
    assert_eq!(
        (webhook.is_enabled, webhook.halt),
        (false, Some(WebhookHalt::Rights))
    );
    assert!(heard.lock().expect("notes").is_empty());
    assert_eq!(value::<i64>(&ctx, TOLD).await, 1);
    assert_eq!(listed(&ctx, id, DeliveryState::Due).await.len(), 1);
    let view = desk::change(&ctx, &admin(), id, enabled(true), NOW)
        .await
        .expect("on");
    assert_eq!(view.webhook.created_by, admin_id());
    assert_eq!(ship(&ctx).await, 1);
    assert_eq!(heard.lock().expect("notes").len(), 1);
}

#[tokio::test]
async fn a_signature_tells_the_time_as_telegram_does() {
    let ctx = house().await;
    ctx.skew.set(7_200);
    let (url, heard) = noting();
    let id = add(&ctx, &url, &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    // The line in the log of who made it comes too.
    assert!(ship(&ctx).await > 0);
    desk::ping(&ctx, &admin(), id).await.expect("tried");
    let heard = heard.lock().expect("notes").clone();
    let told = format!("webhook-timestamp: {}", NOW.0 - 7_200);
    assert!(heard.len() > 1);
    for said in heard {
        assert!(said.contains(&told), "{said}");
    }
}

#[tokio::test]
async fn without_a_network_of_our_own_no_try_counts() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["*"]).await;
    let other = add(&ctx, &nobody(), &["*"]).await;
    happens(&ctx, "joined").await;
    read(&ctx).await;
    for _ in 0..20 {
        for delivery in listed(&ctx, id, DeliveryState::Due).await {
            send::keep(&ctx, delivery, send::Try::Excused)
                .await
                .expect("kept");
        }
        assert!(!listed(&ctx, other, DeliveryState::Due).await.is_empty());
        assert_eq!(ship(&ctx).await, 0, "nor the others: it is so for all");
        let look = send::look(&ctx, Vec::new(), Vec::new(), ctx.clock.now()).await;
        let next = look.expect("looked").next;
        assert_eq!(next, Some(ctx.clock.now() + MINUTE));
        ctx.clock.advance(MINUTE);
    }
    let waiting = listed(&ctx, id, DeliveryState::Due).await;
    assert!(!waiting.is_empty());
    assert!(waiting.iter().all(|one| one.attempts == 0));
    assert_eq!(get(&ctx, id).await.failing_since, None);
    // Whoever is on this machine is reached without any: a silence is theirs.
    ship(&ctx).await;
    assert!(get(&ctx, id).await.failing_since.is_some());
}

#[tokio::test]
async fn what_a_clock_put_off_that_ran_ahead_is_sent_when_it_is_right_again() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["member.*"]).await;
    happens(&ctx, "joined").await;
    ctx.clock.advance(30 * DAY);
    read(&ctx).await;
    ship(&ctx).await;
    ctx.clock.advance(-30 * DAY);
    assert_eq!(ship(&ctx).await, 0);
    // As at a start, where nobody saw the clock go back.
    send::set_back(&ctx, false, NOW)
        .await
        .expect("brought back");
    assert_eq!(ship(&ctx).await, 1);
    let next = listed(&ctx, id, DeliveryState::Due).await[0].next_at;
    assert_eq!(next, Some(NOW + 30), "a second pause");
    assert_eq!(get(&ctx, id).await.failing_since, Some(NOW));
    // A pause that is none too long stays, unless the clock was seen to go back.
    send::set_back(&ctx, false, NOW).await.expect("looked");
    assert_eq!(ship(&ctx).await, 0);
    send::set_back(&ctx, true, NOW).await.expect("looked");
    assert_eq!(ship(&ctx).await, 1);
}

#[tokio::test]
async fn a_busy_address_leaves_turns_to_the_others_of_its_host() {
    let ctx = house().await;
    let mut all = Vec::new();
    for port in 1..=3 {
        let url = format!("http://127.0.0.1:{port}/");
        all.push(add(&ctx, &url, &["member.*"]).await);
    }
    for _ in 0..6 {
        happens(&ctx, "joined").await;
    }
    read(&ctx).await;
    let (mut running, mut served) = (Vec::new(), Vec::new());
    let mut turns = Vec::new();
    for _ in 0..6 {
        let look = send::look(&ctx, running.clone(), served.clone(), NOW).await;
        for shipment in look.expect("looked").shipments {
            let one = Underway::of(&shipment);
            served.retain(|id| *id != one.webhook);
            served.push(one.webhook);
            turns.push(one.webhook);
            running.push(one);
        }
        assert_eq!(running.len(), 2, "two at a host");
        // The older one ends.
        let ended = running.remove(0);
        write(&ctx, move |tx| {
            let sql = "UPDATE webhook_deliveries SET state = 'delivered', next_at = NULL, ended_at = 1 WHERE id = ?1";
            tx.execute(sql, [ended.id.0]).map(drop)
        })
        .await;
    }
    for id in all {
        let had = turns.iter().filter(|one| **one == id).count();
        assert!(had >= 2, "{id} had {had} of {turns:?}");
    }
}

#[tokio::test]
async fn a_mark_beyond_its_log_comes_back_and_what_happens_then_is_told() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["member.*"]).await;
    write(&ctx, |tx| {
        tx.execute("UPDATE webhook_marks SET last_id = 1000000", [])
            .map(drop)
    })
    .await;
    read(&ctx).await;
    let look = send::look(&ctx, Vec::new(), Vec::new(), NOW).await;
    assert!(!look.expect("looked").has_unread, "it would read for ever");
    happens(&ctx, "joined").await;
    read(&ctx).await;
    assert_eq!(listed(&ctx, id, DeliveryState::Due).await.len(), 1);
}

#[tokio::test]
async fn what_was_given_up_is_discarded_one_or_all_and_what_waits_is_sent_now() {
    let ctx = house().await;
    let id = add(&ctx, &nobody(), &["member.*"]).await;
    for _ in 0..11 {
        happens(&ctx, "joined").await;
    }
    read(&ctx).await;
    let waiting = listed(&ctx, id, DeliveryState::Due).await;
    let alive = desk::discard(&ctx, &admin(), waiting[0].id, NOW).await;
    assert_eq!(refusal(alive), Some(WebhookRefusal::NotDead));
    write(&ctx, |tx| {
        let sql = "UPDATE webhook_deliveries SET state = 'dead', next_at = NULL, ended_at = 1 WHERE id > 1";
        tx.execute(sql, []).map(drop)
    })
    .await;
    let page = |page| {
        let (ctx, dead) = (&ctx, DeliveryState::Dead);
        async move {
            let page = desk::deliveries(ctx, &admin(), id, dead, page).await;
            let page = page.expect("a page").1;
            let ids: Vec<i64> = page.rows.iter().map(|one| one.id.0).collect();
            (page.page, page.pages, ids)
        }
    };
    assert_eq!(page(0).await, (0, 2, (4..=11).rev().collect()));
    assert_eq!(page(1).await, (1, 2, vec![3, 2]));
    assert_eq!(page(9).await.0, 1, "the last one there is");
    let of = desk::discard(&ctx, &admin(), DeliveryId(5), NOW).await;
    assert_eq!(of.expect("discarded"), id);
    assert_eq!(page(0).await.2, [11, 10, 9, 8, 7, 6, 4, 3]);
    let count = desk::discard_dead(&ctx, &admin(), id, NOW).await;
    assert_eq!(count.expect("discarded"), 9);
    assert_eq!(page(0).await, (0, 1, vec![]));
    let acts = "SELECT count(*) FROM audit_log WHERE action = 'webhook.discarded'";
    assert_eq!(value::<i64>(&ctx, acts).await, 2);
    assert_eq!(ship(&ctx).await, 1);
    assert_eq!(ship(&ctx).await, 0, "its pause");
    let count = desk::hurry(&ctx, &admin(), id, NOW).await;
    assert_eq!(count.expect("hurried"), 1);
    assert_eq!(ship(&ctx).await, 1);
}

#[tokio::test]
async fn a_key_of_the_api_answers_in_the_name_of_its_owner() {
    let ctx = house().await;
    let actor = Actor {
        identity: Identity::ApiKey {
            key: ApiKeyId(5),
            owner: ANA,
        },
        ..rights(&[Permission::SeeMembers])
    };
    let made = desk::make(&ctx, &actor, order(&["member.*"]), None, NOW).await;
    let webhook = get(&ctx, made.expect("made").0).await;
    assert_eq!(webhook.created_by, ANA);
}
