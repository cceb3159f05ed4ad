//! What programs write through the REST API: it comes to those it is for, once, and the key's owner sees it in chat.

use crate::child::Outside;
use crate::http;
use crate::outline::free_port;
use crate::world::{ADMIN, ANA, FREE, VIP, World};
use portero::demo::telegram::{EmulatedMessage, Emulator, Fault};
use portero::models::{
    Actor, ChatId, Identity, MOST_API_RATE, NewApiKey, Permission, PermissionSet, UserId,
};
use portero::services::api::{keys, sessions};
use portero::services::tokens::OrderedFrom;
use serde_json::{Value, json};
use std::time::Duration;

/// A program with a key, beside a bot that serves.
struct Program {
    port: u16,
    token: String,
}

impl Program {
    /// Sends a request under that name; the status and the answer.
    async fn named(
        &self,
        method: &str,
        path: &str,
        name: &str,
        body: &Value,
    ) -> (u16, Value, String) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let text = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nidempotency-key: {name}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.token,
            body.len(),
        );
        let answer = http::said(self.port, text).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let body = serde_json::from_str(body).unwrap_or_default();
        (status.expect("a status"), body, head.to_lowercase())
    }

    /// The same under a name that no other request has.
    async fn ask(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let name = format!("{method}-{path}-{}", body.to_string().len());
        let (status, body, _) = self.named(method, path, &name, &body).await;
        (status, body)
    }
}

/// The newest key that reached the admin.
fn key_sent(emulator: &Emulator) -> Option<String> {
    let calls = emulator.calls_of("sendMessage");
    let mut texts = calls.iter().rev().filter(|call| call.is_ok());
    texts.find_map(|call| {
        let (_, rest) = call.text().split_once("<code>ptr_")?;
        let (key, _) = rest.split_once("</code>")?;
        Some(format!("ptr_{key}"))
    })
}

async fn program(world: &World, port: u16, scopes: PermissionSet) -> Program {
    let ctx = &world.app().ctx;
    let actor = Actor {
        identity: Identity::User(UserId(ADMIN)),
        permissions: PermissionSet::all(),
        ..Actor::system()
    };
    let new = NewApiKey {
        name: "Tienda".to_owned(),
        scopes,
        rate_per_minute: MOST_API_RATE,
        expires_at: None,
    };
    let from = OrderedFrom {
        chat: ChatId(ADMIN),
        press: None,
    };
    let before = key_sent(&world.emulator);
    keys::make(ctx, &actor, new, from, world.clock.now())
        .await
        .expect("made");
    let sent = |emulator: &Emulator| key_sent(emulator).filter(|key| before.as_ref() != Some(key));
    let key = world.emulator.wait(sent, "the key").await;
    let signed_in = sessions::open(ctx, &key, world.clock.now()).await;
    let token = signed_in.expect("signed in").access_token;
    Program { port, token }
}

/// A bot that serves, with both its channels, and Ana, who pressed Start.
async fn house() -> (World, u16) {
    let port = free_port();
    let world = http::with_http(port).await;
    http::open(&world, port).await;
    world.configure(portero::models::Door::Vip).await;
    world.configure(portero::models::Door::Free).await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    (world, port)
}

fn all() -> PermissionSet {
    PermissionSet::all()
}

fn all_but(permission: Permission) -> PermissionSet {
    all().iter().filter(|one| *one != permission).collect()
}

fn posts(world: &World) -> Vec<EmulatedMessage> {
    world.emulator.channel(VIP).posts()
}

fn draft() -> Value {
    json!({ "target": "vip", "text": "Hola <b>mundo</b> &amp; más", "format": "html", "is_pinned": true })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_is_written_shown_confirmed_and_posted_once_and_can_be_undone() {
    let (world, port) = house().await;
    let other = program(&world, port, all_but(Permission::Broadcast)).await;
    assert_eq!(other.ask("POST", "/broadcasts", draft()).await.0, 403);
    let shop = program(&world, port, all()).await;
    let (status, made, _) = shop.named("POST", "/broadcasts", "b-1", &draft()).await;
    assert_eq!((status, &made["state"]), (201, &json!("draft")), "{made}");
    assert_eq!(made["excerpt"], "Hola mundo & más");
    let again = shop.named("POST", "/broadcasts", "b-1", &draft()).await;
    assert!(again.2.contains("idempotent-replayed: true"));
    assert_eq!(again.1["id"], made["id"]);
    world.admin.expect("Así se verá").await;
    let shown = world.admin.messages();
    assert_eq!(shown[shown.len() - 2].text, "Hola mundo & más");
    assert!(posts(&world).is_empty(), "nothing goes out before");
    let path = format!("/broadcasts/{}", made["id"]);
    let confirm = format!("{path}/confirm");
    let other = json!({ "revision": 99 });
    assert_eq!(shop.named("POST", &confirm, "c-0", &other).await.0, 409);
    let revision = json!({ "revision": made["revision"] });
    for _ in 0..2 {
        let (status, sent, _) = shop.named("POST", &confirm, "c-1", &revision).await;
        assert_eq!((status, &sent["state"]), (200, &json!("sending")), "{sent}");
    }
    assert_eq!(shop.named("POST", &confirm, "c-2", &revision).await.0, 409);
    let post = world.emulator.channel(VIP).expect("Hola mundo").await;
    world.admin.expect("Canal VIP").await;
    world.settled().await;
    assert_eq!(posts(&world).len(), 1, "once");
    assert_eq!(world.emulator.channel(VIP).pinned(), [post.message_id]);
    let (status, row) = shop.ask("GET", &path, Value::Null).await;
    assert_eq!((status, &row["state"]), (200, &json!("done")), "{row}");
    let undo = format!("{path}/undo");
    let wrong = shop.ask("POST", &undo, json!({ "chat_id": FREE })).await;
    assert_eq!(wrong.0, 404, "nothing was posted there");
    let undone = shop.ask("POST", &undo, json!({ "chat_id": VIP })).await;
    assert_eq!(undone.0, 200, "{}", undone.1);
    let gone = |_: &Emulator| posts(&world).is_empty().then_some(());
    world.emulator.wait(gone, "the post is gone").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_to_people_says_its_text_as_it_stands_and_one_for_later_waits() {
    let (world, port) = house().await;
    let shop = program(&world, port, all()).await;
    let text = "2 < 3 & <b>nada</b>";
    let wish = json!({ "target": "everybody", "text": text, "hides_link_preview": true });
    let (status, made) = shop.ask("POST", "/broadcasts", wish).await;
    assert_eq!(status, 201, "{made}");
    world.admin.expect("Así lo recibirán").await;
    let confirm = format!("/broadcasts/{}/confirm", made["id"]);
    let revision = json!({ "revision": made["revision"] });
    let (status, _) = shop.ask("POST", &confirm, revision).await;
    assert_eq!(status, 200);
    world.ana.expect(text).await;
    let wish = json!({ "target": "free", "text": "Mañana" });
    let (_, made) = shop.ask("POST", "/broadcasts", wish).await;
    let schedule = format!("/broadcasts/{}/schedule", made["id"]);
    let past = json!({ "revision": made["revision"], "at": "2001-01-01T00:00:00Z" });
    assert_eq!(shop.ask("POST", &schedule, past).await.0, 422);
    let later = json!({ "revision": made["revision"], "at": "2040-01-01T10:00:00Z" });
    let (status, row) = shop.ask("POST", &schedule, later).await;
    assert_eq!((status, &row["state"]), (200, &json!("scheduled")), "{row}");
    assert!(world.emulator.channel(FREE).posts().is_empty());
    for wrong in [
        json!({ "target": "everybody", "text": "x", "is_pinned": true }),
        json!({ "target": "vip", "text": " \n " }),
        json!({ "target": "vip", "text": "x".repeat(4_097) }),
    ] {
        assert_eq!(shop.ask("POST", "/broadcasts", wrong).await.0, 422);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_telegram_refuses_is_told_and_not_posted() {
    let (world, port) = house().await;
    let shop = program(&world, port, all()).await;
    let refusal = Fault::error("sendMessage", 400, "Bad Request: something odd");
    let refusal = refusal.when(|params| params["text"] == "roto");
    world.emulator.fail(refusal.forever());
    let wish = json!({ "target": "vip", "text": "roto" });
    let (status, made) = shop.ask("POST", "/broadcasts", wish).await;
    assert_eq!(status, 201, "{made}");
    let path = format!("/broadcasts/{}", made["id"]);
    let stale = "SELECT count(*) FROM broadcasts WHERE state = 'stale'";
    let told = |_: &Emulator| (world.value::<i64>(stale) == 1).then_some(());
    world.emulator.wait(told, "the refusal").await;
    let revision = json!({ "revision": made["revision"] });
    let (_, row) = shop.ask("POST", &format!("{path}/confirm"), revision).await;
    assert_eq!(row["state"], "draft", "it is shown anew: {row}");
    world.settled().await;
    assert!(posts(&world).is_empty());
    let (status, row) = shop.ask("POST", &format!("{path}/cancel"), json!({})).await;
    assert_eq!((status, &row["state"]), (200, &json!("cancelled")));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_comes_to_its_person_once_and_the_owner_hears_how_it_went() {
    let (world, port) = house().await;
    let path = format!("/users/{ANA}/messages");
    let wish = json!({ "text": "Tu pedido <b>está</b> listo", "format": "html" });
    let other = program(&world, port, all_but(Permission::ManagePeople)).await;
    assert_eq!(other.ask("POST", &path, wish.clone()).await.0, 403);
    let shop = program(&world, port, all()).await;
    for _ in 0..2 {
        let (status, answer, _) = shop.named("POST", &path, "m-1", &wish).await;
        assert_eq!(status, 202, "{answer}");
    }
    world.ana.expect("Tu pedido está listo").await;
    world.admin.expect("Entregado a").await;
    world.settled().await;
    let said = world.ana.messages().into_iter();
    let said = said.filter(|message| message.text == "Tu pedido está listo");
    assert_eq!(said.count(), 1, "once");
    let kept = "SELECT count(*) FROM tasks WHERE payload LIKE '%pedido%'";
    assert_eq!(world.value::<i64>(kept), 0, "the words are gone with them");
    world.ana.block();
    let (status, _, _) = shop.named("POST", &path, "m-2", &wish).await;
    assert_eq!(status, 202);
    world.admin.expect("no le llegó").await;
    world.ana.unblock();
    let refusal = Fault::error("sendMessage", 400, "Bad Request: something odd");
    world.emulator.fail(refusal.in_chat(ANA).times(1));
    assert_eq!(shop.named("POST", &path, "m-3", &wish).await.0, 202);
    world.admin.expect("Telegram no quiso entregar").await;
    let nobody = shop.ask("POST", "/users/999/messages", wish.clone()).await;
    assert_eq!(nobody.0, 404);
    let sql = format!("UPDATE users SET status = 'banned', banned_at = 1 WHERE id = {ANA}");
    world.database().execute(&sql, []).expect("banned");
    assert_eq!(shop.named("POST", &path, "m-4", &wish).await.0, 409);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doors_words_ways_to_pay_and_canned_answers_are_changed_as_in_chat() {
    let (world, port) = house().await;
    let shop = program(&world, port, all()).await;
    let vip = format!("/channels/{VIP}");
    let (status, row) = shop.ask("GET", &vip, Value::Null).await;
    assert_eq!((status, &row["door"]), (200, &json!("vip")), "{row}");
    let door = format!("{vip}/door");
    assert_eq!(shop.ask("DELETE", &door, Value::Null).await.0, 204);
    assert_eq!(shop.ask("DELETE", &door, Value::Null).await.0, 404);
    let free = format!("/channels/{FREE}/door");
    let taken = shop.ask("PUT", &free, json!({ "door": "vip" })).await;
    assert_eq!(taken.0, 409, "it stands behind the other one");
    let (status, row) = shop.ask("PUT", &door, json!({ "door": "vip" })).await;
    assert_eq!((status, &row["door"]), (200, &json!("vip")), "{row}");
    let nowhere = shop.ask("PUT", "/channels/-77/door", json!({ "door": "vip" }));
    assert_eq!(nowhere.await.0, 404);
    let words = json!({ "words": { "es": "Hola, {nombre}: 2 < 3" } });
    let (status, texts) = shop.ask("PUT", "/settings/texts/home", words).await;
    assert_eq!(status, 200, "{texts}");
    assert_eq!(texts["texts"]["home"]["es"], "Hola, {nombre}: 2 &lt; 3");
    world.ana.start(None);
    world.ana.expect("2 < 3").await;
    let wrong = json!({ "words": { "es": "{fecha}" } });
    assert_eq!(shop.ask("PUT", "/settings/texts/home", wrong).await.0, 422);
    let house = json!({ "words": { "es": "" } });
    let (_, texts) = shop.ask("PUT", "/settings/texts/home", house).await;
    assert_eq!(texts["texts"], json!({}));
    let way = json!({
        "names": { "es": "Tarjeta", "en": "Card" }, "instructions": { "es": "9205" }, "currency": "CUP",
    });
    let (status, row) = shop.ask("POST", "/payment-methods", way).await;
    assert_eq!(status, 201, "{row}");
    assert_eq!(row["names"], json!({ "es": "Tarjeta", "en": "Card" }));
    let path = format!("/payment-methods/{}", row["id"]);
    let change = json!({ "is_enabled": false, "wants_reference": true, "currency": "USD" });
    for _ in 0..2 {
        let (status, row) = shop.ask("PATCH", &path, change.clone()).await;
        assert_eq!(status, 200, "{row}");
        assert_eq!(
            (&row["is_enabled"], &row["wants_reference"]),
            (&json!(false), &json!(true))
        );
    }
    assert_eq!(shop.ask("DELETE", &path, Value::Null).await.0, 204);
    assert_eq!(shop.ask("GET", &path, Value::Null).await.0, 404);
    let kept = json!({ "title": "Cómo entrar", "body": "Pulsa el enlace." });
    let (status, row) = shop.ask("POST", "/canned-answers", kept).await;
    assert_eq!(status, 201, "{row}");
    let path = format!("/canned-answers/{}", row["id"]);
    let lines = json!({ "title": "Dos\nlíneas", "body": "x" });
    assert_eq!(shop.ask("PUT", &path, lines).await.0, 422);
    let changed = json!({ "title": "Entrar", "body": "Pulsa." });
    let (status, row) = shop.ask("PUT", &path, changed).await;
    assert_eq!((status, &row["title"]), (200, &json!("Entrar")), "{row}");
    assert_eq!(shop.ask("DELETE", &path, Value::Null).await.0, 204);
    world.finish().await;
}

/// Signs in with the key that the admin gets in chat, as a program beside the real one does.
async fn program_outside(outside: &mut Outside, port: u16, scopes: &str) -> Program {
    outside
        .admin
        .press_raw(&format!("api:name:{scopes}:house:90:600"));
    outside.admin.expect("¿Cómo la llamo?").await;
    outside.admin.send("Tienda");
    let key = outside.emulator.wait(key_sent, "the key").await;
    let body = json!({ "key": key }).to_string();
    let text = format!(
        "POST /api/v1/auth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len(),
    );
    let answer = http::said(port, text).await;
    let (_, body) = answer.split_once("\r\n\r\n").expect("an answer");
    let answer: Value = serde_json::from_str(body).expect("JSON");
    let token = answer["access_token"].as_str().expect("a token");
    Program {
        port,
        token: token.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_a_broadcast_is_begun_once_and_never_posted_twice() {
    let port = free_port();
    let mut outside = Outside::unstarted().await;
    outside.set("HTTP_LISTEN", &format!("127.0.0.1:{port}"));
    outside.start().await;
    outside.admin.press_raw(&format!("vip:use:{VIP}"));
    outside.admin.expect("✅").await;
    let scope = 1u64 << place(Permission::Broadcast);
    let shop = program_outside(&mut outside, port, &format!("{scope:x}")).await;
    let (status, made, _) = shop.named("POST", "/broadcasts", "k-1", &draft()).await;
    assert_eq!(status, 201, "{made}");
    outside.kill();
    // As a kill between the act and its answer leaves it.
    let forget = "UPDATE api_requests SET status = NULL, answer = NULL";
    outside.database().execute(forget, []).expect("forgotten");
    outside.start().await;
    listening(&outside, port).await;
    let (status, problem, _) = shop.named("POST", "/broadcasts", "k-1", &draft()).await;
    assert_eq!((status, &problem["code"]), (409, &json!("already-applied")));
    assert_eq!(outside.count("SELECT count(*) FROM broadcasts"), 1);
    outside.admin.expect("Así se verá").await;
    outside.emulator.fail(
        Fault::hang("sendMessage", Duration::from_secs(60))
            .in_chat(VIP)
            .forever(),
    );
    let confirm = format!("/broadcasts/{}/confirm", made["id"]);
    let revision = json!({ "revision": made["revision"] });
    let (status, _, _) = shop.named("POST", &confirm, "k-2", &revision).await;
    assert_eq!(status, 200);
    let sending = "SELECT count(*) FROM broadcast_posts WHERE state = 'sending'";
    let is_sending = |_: &Emulator| (outside.count(sending) == 1).then_some(());
    outside.emulator.wait(is_sending, "the post").await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    listening(&outside, port).await;
    let again = shop.named("POST", &confirm, "k-2", &revision).await;
    assert_eq!(again.0, 200, "the answer it got before");
    let doubt = "SELECT count(*) FROM broadcast_posts WHERE state = 'doubt'";
    let in_doubt = |_: &Emulator| (outside.count(doubt) == 1).then_some(());
    outside.emulator.wait(in_doubt, "the doubt").await;
    assert!(outside.emulator.channel(VIP).posts().is_empty());
    let judge = format!("/broadcasts/{}/judge", made["id"]);
    let missing = json!({ "chat_id": VIP, "is_there": false });
    for _ in 0..2 {
        let (status, row, _) = shop.named("POST", &judge, "k-3", &missing).await;
        assert_eq!(status, 200, "{row}");
    }
    outside.emulator.channel(VIP).expect("Hola mundo").await;
    let open = "SELECT count(*) FROM tasks WHERE state IN ('due', 'running')";
    let is_quiet = |_: &Emulator| (outside.count(open) == 0).then_some(());
    outside.emulator.wait(is_quiet, "the end of all work").await;
    assert_eq!(outside.emulator.channel(VIP).posts().len(), 1);
}

async fn listening(outside: &Outside, port: u16) {
    let connected = |_: &Emulator| std::net::TcpStream::connect(("127.0.0.1", port)).ok();
    outside.emulator.wait(connected, "the port").await;
}

/// Where a permission stands among all of them: a bit of the number that buttons carry.
fn place(permission: Permission) -> usize {
    let all = Permission::ALL.iter();
    all.take_while(|one| **one != permission).count()
}
