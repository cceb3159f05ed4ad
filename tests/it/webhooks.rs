//! Addresses that are told what happens: real receivers on this machine, kills in between, and signatures that others
//! verify.

use crate::child::Outside;
use crate::receipts::{order, pays, photo, shop, shown, until};
use crate::world::{ADMIN, ANA, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portero::demo::telegram::{Emulator, Fault, JoinResult, Person};
use portero::models::Door;
use ring::hmac;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
struct Heard {
    id: String,
    timestamp: i64,
    signature: String,
    body: String,
}

impl Heard {
    fn event(&self) -> String {
        self.json()["type"].as_str().expect("a type").to_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Whether it is signed by that secret, by this test's own reading of Standard Webhooks.
    fn is_signed_by(&self, secret: &str) -> bool {
        let bytes = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes.expect("Base64"));
        let tag = self.signature.strip_prefix("v1,").expect("version 1");
        let tag = STANDARD.decode(tag).expect("Base64");
        let signed = format!("{}.{}.{}", self.id, self.timestamp, self.body);
        hmac::verify(&key, signed.as_bytes(), &tag).is_ok()
    }
}

/// What a receiver answers, and after how long.
#[derive(Clone)]
struct Answer {
    head: String,
    wait: Duration,
}

/// A receiver on this machine.
struct Receiver {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    answer: Arc<Mutex<Answer>>,
}

impl Receiver {
    fn start(head: &str) -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let answer = Answer {
            head: head.to_owned(),
            wait: Duration::ZERO,
        };
        let (heard, answer) = (Arc::default(), Arc::new(Mutex::new(answer)));
        let receiver = Self {
            port,
            heard: Arc::clone(&heard),
            answer: Arc::clone(&answer),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (heard, answer) = (Arc::clone(&heard), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream.expect("a connection"), &heard, &answer));
            }
        });
        receiver
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks?key=hidden", self.port)
    }

    fn answers(&self, head: &str, wait: Duration) {
        *self.answer.lock().expect("an answer") = Answer {
            head: head.to_owned(),
            wait,
        };
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("requests").clone()
    }

    fn of(&self, event: &str) -> Vec<Heard> {
        let mut heard = self.heard();
        heard.retain(|one| one.event() == event);
        heard
    }

    /// Waits until it has heard that event so many times.
    async fn hears(&self, emulator: &Emulator, event: &str, times: usize) -> Vec<Heard> {
        let what = format!("{times} of {event}");
        let found = emulator
            .wait_for(Duration::from_secs(20), |_| {
                let heard = self.of(event);
                (heard.len() >= times).then_some(heard)
            })
            .await;
        found.unwrap_or_else(|| panic!("waited in vain for {what}: {:#?}", self.heard()))
    }
}

fn serve(mut stream: TcpStream, heard: &Mutex<Vec<Heard>>, answer: &Mutex<Answer>) {
    let mut said = Vec::new();
    let mut buffer = [0; 8_192];
    let body_at = loop {
        if let Some(at) = said.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => said.extend_from_slice(&buffer[..count]),
            Ok(_) | Err(_) => return,
        }
    };
    let head = String::from_utf8(said[..body_at].to_vec()).expect("text");
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned()).expect("a header")
    };
    let length: usize = header("content-length").parse().expect("a length");
    while said.len() < body_at + length {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => said.extend_from_slice(&buffer[..count]),
            Ok(_) | Err(_) => return,
        }
    }
    heard.lock().expect("requests").push(Heard {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp").parse().expect("seconds"),
        signature: header("webhook-signature"),
        body: String::from_utf8(said[body_at..].to_vec()).expect("text"),
    });
    let answer = answer.lock().expect("an answer").clone();
    std::thread::sleep(answer.wait);
    let text = format!(
        "HTTP/1.1 {}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        answer.head
    );
    // Whoever was killed meanwhile hears nothing.
    let _ = stream.write_all(text.as_bytes());
}

/// Adds an address in chat and reads its secret.
async fn add(admin: &Person, url: &str) -> String {
    admin.press_raw("hook:add:2047");
    admin.expect("https://").await;
    admin.send(url);
    let message = admin.expect("whsec_").await;
    secret_in(&message.text)
}

fn secret_in(text: &str) -> String {
    let from = text.find("whsec_").expect("a secret");
    let rest = &text[from..];
    let end = rest.find(|c: char| c.is_whitespace() || c == '<');
    rest[..end.unwrap_or(rest.len())].to_owned()
}

/// A bot that may tell addresses of this machine.
async fn world() -> World {
    let mut world = World::unstarted().await;
    let nowhere = world.directory.join("clock").display().to_string();
    world
        .settings
        .insert("PORTERO_CLOCK_FILE".to_owned(), nowhere);
    world.start().await;
    for door in [Door::Vip, Door::Free] {
        world.configure(door).await;
    }
    world
}

/// Something happens: a person comes and asks the support.
async fn asks(world: &World, words: &str) {
    world.ana.send("/support");
    world.ana.expect_button("support:begin:vpn").await;
    world.ana.press_raw("support:begin:vpn");
    world.ana.expect("Cuéntame qué pasa").await;
    world.ana.send(words);
    world.ana.expect("abierto").await;
}

fn mark(user: i64, outside: &Outside, kind: &str) {
    // As if the bot had died right after the commit of that fact.
    let written = outside.database().execute(
        "INSERT INTO membership_events (user_id, channel, kind, at) VALUES (?1, 'vip', ?2, 1800000000)",
        rusqlite::params![user, kind],
    );
    assert_eq!(written.expect("written"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_fact_or_after_the_delivery_each_event_arrives_with_one_id() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    let receiver = Receiver::start("200 OK");
    let secret = add(&outside.admin, &receiver.url()).await;
    // Killed between the commit of a fact and its delivery.
    outside.kill();
    mark(ANA, &outside, "renewed");
    outside.start().await;
    let heard = receiver.hears(&outside.emulator, "member.renewed", 1).await;
    assert!(heard[0].is_signed_by(&secret));
    let delivered = "SELECT count(*) FROM webhook_deliveries WHERE state = 'delivered' AND event = 'member.renewed'";
    let is_noted = |_: &Emulator| (outside.count(delivered) == 1).then_some(());
    outside.emulator.wait(is_noted, "the note").await;
    // Killed between the delivery and its note: the answer hangs.
    receiver.answers("200 OK", Duration::from_secs(60));
    outside.kill();
    mark(ANA, &outside, "expired");
    outside.start().await;
    let first = receiver.hears(&outside.emulator, "member.expired", 1).await;
    outside.kill();
    receiver.answers("200 OK", Duration::ZERO);
    outside.start().await;
    let both = receiver.hears(&outside.emulator, "member.expired", 2).await;
    assert_eq!((&both[1].id, &both[1].body), (&first[0].id, &first[0].body));
    assert!(both.iter().all(|one| one.is_signed_by(&secret)));
    let rows = "SELECT count(*) FROM webhook_deliveries WHERE event LIKE 'member.%'";
    assert_eq!(outside.count(rows), 2);
    let all = "SELECT count(*) FROM webhook_deliveries WHERE state = 'delivered' AND event = 'member.expired'";
    let is_noted = |_: &Emulator| (outside.count(all) == 1).then_some(());
    outside.emulator.wait(is_noted, "the note").await;
    assert_eq!(receiver.of("member.renewed").len(), 1);
    let log = outside.log();
    for hidden in ["whsec_", "key=hidden"] {
        assert!(!log.contains(hidden), "{hidden} in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_address_and_its_message_the_secret_comes_once() {
    let mut outside = Outside::new().await;
    let receiver = Receiver::start("200 OK");
    outside.admin.press_raw("hook:add:2047");
    outside.admin.expect("https://").await;
    outside.emulator.fail(
        Fault::hang("sendMessage", Duration::from_secs(60))
            .when(|params| params.to_string().contains("whsec_"))
            .forever(),
    );
    outside.admin.send(&receiver.url());
    let made = "SELECT count(*) FROM webhooks_out";
    let is_made = |_: &Emulator| (outside.count(made) == 1).then_some(());
    outside.emulator.wait(is_made, "the address").await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    let message = outside.admin.expect("whsec_").await;
    let open = "SELECT count(*) FROM tasks WHERE kind = 'deliver_hook_secret' AND state <> 'done'";
    let is_done = |_: &Emulator| (outside.count(open) == 0).then_some(());
    outside.emulator.wait(is_done, "the end of the task").await;
    let calls = outside.emulator.calls_of("sendMessage");
    let shown = calls
        .iter()
        .filter(|call| call.is_ok() && call.text().contains("whsec_"));
    assert_eq!(shown.count(), 1, "once");
    assert_eq!(outside.count(made), 1);
    // It is the one that signs.
    let secret = secret_in(&message.text);
    outside.admin.press_raw("hook:ping:1");
    let heard = receiver.hears(&outside.emulator, "webhook.ping", 1).await;
    assert!(heard[0].is_signed_by(&secret));
    assert!(!outside.log().contains("whsec_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_and_staff_do_is_told_once_and_others_verify_it() {
    let world = world().await;
    let receiver = Receiver::start("204 No Content");
    let secret = add(&world.admin, &receiver.url()).await;
    let shop = shop(&world).await;
    let order = order(&world, &world.ana, shop).await;
    pays(&world.ana, order, &photo(b"a receipt")).await;
    let receipt = shown(&world.admin, 1).await;
    world.admin.press_on(receipt.message_id, "receipt:ok:1");
    let link = world.link_for(&world.ana).await;
    until(&world, "SELECT state = 'fulfilled' FROM orders").await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    asks(&world, "No me conecta").await;
    let emulator = &world.emulator;
    for event in [
        "order.created",
        "payment.paid",
        "payment.fulfilled",
        "member.granted",
        "member.joined",
        "ticket.opened",
        "ticket.message",
    ] {
        receiver.hears(emulator, event, 1).await;
    }
    world.settled().await;
    until(
        &world,
        "SELECT count(*) = 0 FROM webhook_deliveries WHERE state <> 'delivered'",
    )
    .await;
    let heard = receiver.heard();
    let ids: std::collections::BTreeSet<&str> = heard.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), heard.len(), "each once: {heard:#?}");
    for one in &heard {
        assert!(one.is_signed_by(&secret), "{one:?}");
        assert_eq!(one.json()["id"], one.id.as_str());
        // The words of people are theirs.
        assert!(
            !one.body.contains("No me conecta") && !one.body.contains("9205"),
            "{one:?}"
        );
    }
    let paid = receiver.of("payment.paid")[0].json()["data"].clone();
    assert_eq!(paid["user_id"], ANA);
    assert_eq!(
        (paid["amount_minor"].as_i64(), paid["currency"].as_str()),
        (Some(150_000), Some("CUP"))
    );
    verified_by_the_library(&heard[0], &secret);
    world.finish().await;
}

/// The Python library of Standard Webhooks takes it, and refuses it with another body.
fn verified_by_the_library(heard: &Heard, secret: &str) {
    const PROGRAM: &str = "import sys, datetime\n\
        from standardwebhooks import webhooks\n\
        secret, id, time, signature, body = sys.argv[1:]\n\
        # The clock of the test stands elsewhere.\n\
        webhooks.Webhook._Webhook__verify_timestamp = lambda self, text: datetime.datetime.fromtimestamp(float(text), datetime.timezone.utc)\n\
        headers = {'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature}\n\
        webhooks.Webhook(secret).verify(body, headers)\n\
        try:\n    webhooks.Webhook(secret).verify(body + ' ', headers)\n\
        except webhooks.WebhookVerificationError:\n    print('verified')\n";
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let own = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(target)
        .join("venv/bin/python");
    let python = if own.exists() { own } else { "python3".into() };
    let asked = Command::new(&python)
        .args(["-c", "import standardwebhooks"])
        .output();
    if !asked.is_ok_and(|output| output.status.success()) {
        assert!(
            std::env::var_os("CI").is_none(),
            "standardwebhooks is missing: see .ci/run"
        );
        println!("skipped: no Python with the package standardwebhooks");
        return;
    }
    let output = Command::new(&python)
        .args([
            "-c",
            PROGRAM,
            secret,
            &heard.id,
            &heard.timestamp.to_string(),
        ])
        .args([&heard.signature, &heard.body])
        .output()
        .expect("python runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        said.trim(),
        "verified",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_down_is_tried_for_two_days_then_the_admin_sends_it_again() {
    let world = world().await;
    let receiver = Receiver::start("500 Oops");
    add(&world.admin, &receiver.url()).await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    let pauses = [5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200, 86_400];
    for (tries, pause) in pauses.into_iter().enumerate() {
        receiver
            .hears(&world.emulator, "free.queued", tries + 1)
            .await;
        let noted = format!(
            "SELECT attempts = {} FROM webhook_deliveries WHERE event = 'free.queued'",
            tries + 1
        );
        until(&world, &noted).await;
        world.advance(pause);
    }
    until(
        &world,
        "SELECT state = 'dead' FROM webhook_deliveries WHERE event = 'free.queued'",
    )
    .await;
    let tried = receiver.of("free.queued");
    assert_eq!(tried.len(), 10);
    assert!(
        tried
            .iter()
            .all(|one| one.id == tried[0].id && one.body == tried[0].body)
    );
    assert!(
        tried[9].timestamp > tried[0].timestamp,
        "signed anew each time"
    );
    world.admin.expect("Nada llega a").await;
    receiver.answers("200 OK", Duration::ZERO);
    world.admin.press_raw("hook:dead:1");
    world.admin.expect("respondió 500").await;
    // Whoever may nothing presses in vain.
    for data in [
        "hook:dead:1",
        "hook:drop_all_yes:1",
        "hook:hurry:1",
        "hook:drop:1:0",
    ] {
        let answer = world.eva.answer_to(&world.eva.press_raw(data)).await;
        assert!(answer.text.contains("team only"), "{data}: {}", answer.text);
    }
    world.admin.press_raw("hook:drop_all:1");
    world.admin.expect("¿Descartar").await;
    world.admin.press_raw("hook:replay_all:1");
    let all = receiver.hears(&world.emulator, "free.queued", 11).await;
    assert_eq!((&all[10].id, &all[10].body), (&tried[0].id, &tried[0].body));
    until(
        &world,
        "SELECT state = 'delivered' FROM webhook_deliveries WHERE event = 'free.queued'",
    )
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_and_a_slow_receiver_holds_up_nobody() {
    let world = world().await;
    let (elsewhere, quick) = (Receiver::start("200 OK"), Receiver::start("200 OK"));
    let led = Receiver::start(&format!("307 There\r\nlocation: {}", elsewhere.url()));
    let slow = Receiver::start("200 OK");
    slow.answers("200 OK", Duration::from_secs(60));
    add(&world.admin, &led.url()).await;
    // Of one host two are sent at a time: another name is another host.
    add(&world.admin, &slow.url().replace("127.0.0.1", "127.0.0.2")).await;
    add(&world.admin, &quick.url().replace("127.0.0.1", "localhost")).await;
    for _ in 0..4 {
        world.token(Some(24)).await;
    }
    quick.hears(&world.emulator, "token.made", 4).await;
    led.hears(&world.emulator, "token.made", 1).await;
    slow.hears(&world.emulator, "token.made", 2).await;
    assert!(elsewhere.heard().is_empty(), "{:?}", elsewhere.heard());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_410_is_told_nothing_more_and_the_card_says_so() {
    let world = world().await;
    let receiver = Receiver::start("410 Gone");
    add(&world.admin, &receiver.url()).await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.admin.expect("Webhook parado").await;
    world.admin.press_raw("hook:show:1");
    world.admin.expect("respondió 410").await;
    let heard = receiver.heard().len();
    // A test says what is answered, and sends nothing else.
    receiver.answers("204 No Content", Duration::ZERO);
    world.admin.press_raw("hook:ping:1");
    world.admin.expect("Llegó la prueba").await;
    receiver.hears(&world.emulator, "webhook.ping", 1).await;
    world.eva.send("/free");
    world.settled().await;
    assert_eq!(receiver.heard().len(), heard + 1);
    world.admin.press_raw("hook:resume:1");
    world.admin.expect("Activo").await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM audit_log WHERE action = 'webhook.changed'"),
        1
    );
    assert_eq!(
        world.value::<i64>("SELECT created_by FROM webhooks_out"),
        ADMIN
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_of_tests_no_address_of_this_machine_is_taken() {
    let world = World::new().await;
    world.admin.press_raw("hook:add:2047");
    world.admin.expect("https://").await;
    world.admin.send("http://127.0.0.1:1/");
    world.admin.expect("debe empezar por https").await;
    world.admin.send("https://127.0.0.1:1/");
    world.admin.expect("red interna").await;
    world.admin.send("https://hooks.example.org/a?key=hidden");
    let made = world.admin.expect("whsec_").await;
    assert!(!made.text.contains("hidden"), "{made}");
    world.finish().await;
}
