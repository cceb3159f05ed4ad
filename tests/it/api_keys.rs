//! Keys of the REST API, made in chat: shown once, whatever happens meanwhile, and only by those who may.

use crate::child::Outside;
use crate::logs;
use crate::world::{ADMIN, World};
use portero::demo::telegram::{Call, EmulatedMessage, Fault, Person};
use std::time::Duration;

const NAME: &str = "api:name:21:house:90:600";

/// The keys that reached the admin.
fn keys_sent(calls: &[Call]) -> Vec<String> {
    let sent =
        |call: &&Call| call.method == "sendMessage" && call.chat() == Some(ADMIN) && call.is_ok();
    calls
        .iter()
        .filter(sent)
        .filter_map(|call| key_in(call.text()))
        .collect()
}

fn key_in(text: &str) -> Option<String> {
    let at = text.find("<code>ptr_").map(|at| at + "<code>".len())?;
    let key: String = text[at..].chars().take(47).collect();
    key.chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
        .then_some(key)
}

async fn open(person: &Person, data: &str, expected: &str) -> EmulatedMessage {
    let press = person.press_raw(data);
    person.answer_to(&press).await;
    person.expect(expected).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_superadmin_chooses_names_and_gets_a_key_that_is_shown_once_and_can_be_revoked() {
    logs::keep();
    let world = World::new().await;
    let config = open(&world.admin, "admin:config", "Configuración").await;
    assert!(config.button("🔌 API").is_some(), "{config}");
    open(&world.admin, "api:list:0", "La API no está abierta").await;
    open(&world.admin, "api:begin", "¿Qué podrá hacer?").await;
    let chosen = open(
        &world.admin,
        "api:new:21:vip:90:600",
        "Marcados en total: 2",
    )
    .await;
    assert!(chosen.button("▶️ Seguir").is_some(), "{chosen}");
    open(&world.admin, "api:terms:21:vip:30:60", "¿Hasta cuándo vale").await;
    open(&world.admin, NAME, "¿Cómo la llamo?").await;
    world.admin.send(&"x".repeat(41));
    world.admin.expect("de 1 a 40 letras").await;
    world.admin.send("Tienda <web>");
    world.admin.expect("Creada").await;
    world.admin.expect("no la vuelvo a mostrar").await;
    // The mark that it is delivered follows the message.
    let is_done = "SELECT count(*) FROM tasks WHERE kind = 'deliver_api_key' AND state = 'done'";
    let done = |_: &_| (world.value::<i64>(is_done) == 1).then_some(());
    world.emulator.wait(done, "the end of the task").await;
    let sent = keys_sent(&world.emulator.calls_of("sendMessage"));
    assert_eq!(sent.len(), 1, "once");
    let kept: String = world.value("SELECT payload FROM tasks WHERE kind = 'deliver_api_key'");
    assert_eq!(
        kept, "{}",
        "the sealed key is forgotten once it is delivered"
    );
    let row: String = world
        .value("SELECT name || ' ' || prefix || ' ' || scopes || ' ' || owner_id FROM api_keys");
    assert_eq!(
        row,
        format!(
            "Tienda <web> {} [\"panel.see\",\"members.see\"] {ADMIN}",
            &sent[0][..8]
        )
    );
    let again: i64 = world.value("SELECT count(*) FROM api_keys");
    assert_eq!(again, 1);
    open(&world.admin, "api:show:1", "Tienda <web>").await;
    open(&world.admin, "api:rate:1:60", "60 peticiones por minuto").await;
    open(&world.admin, "api:forbid:1:panel.see", "Tienda <web>").await;
    open(&world.admin, "api:revoke:1", "¿Revocar").await;
    open(&world.admin, "api:revoke_yes:1", "Revocada el").await;
    assert!(
        logs::containing(&sent[0]).is_empty(),
        "the key is in no log"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_no_keys_is_refused_at_every_step() {
    let world = World::new().await;
    for (id, role) in [(4_301, "admin"), (4_302, "auditor")] {
        let person = world.emulator.add_person(id, "Alguien", None, "es");
        person.start(None);
        person.expect("¡Hola").await;
        let database = world.database();
        let sql =
            "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, ?2, ?1, 1)";
        database
            .execute(sql, rusqlite::params![id, role])
            .expect("a role");
        for data in ["api:list:0", "api:begin", NAME] {
            let answer = person.answer_to(&person.press_raw(data)).await;
            assert!(
                answer.text.contains("solo para el equipo"),
                "{role} {data}: {}",
                answer.text
            );
        }
    }
    assert_eq!(world.value::<i64>("SELECT count(*) FROM api_keys"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_not_offered_is_typed_as_days_or_as_a_date() {
    let world = World::new().await;
    let ask = "api:end:21:house:90:600";
    let refused = [
        ("mucho", "mucho"),
        ("0", "de 1 a 3.650"),
        ("9999", "de 1 a 3.650"),
        ("01/01/2001", "ya pasó"),
    ];
    open(&world.admin, ask, "¿Hasta cuándo vale?").await;
    for (typed, words) in refused {
        world.admin.send(typed);
        world.admin.expect(words).await;
    }
    world.admin.send("45");
    let terms = world.admin.expect("a qué ritmo").await;
    assert!(terms.button("✅ 45 días").is_some(), "{terms}");
    open(&world.admin, ask, "¿Hasta cuándo vale?").await;
    world.admin.send("31/12/2027");
    let terms = world.admin.expect("a qué ritmo").await;
    let mut buttons = terms.buttons().filter_map(|button| button.data.clone());
    let on = buttons.find(|data| data.starts_with("api:name:"));
    let on = on.expect("a way on");
    open(&world.admin, &on, "¿Cómo la llamo?").await;
    world.admin.send("Tienda");
    world.admin.expect("no la vuelvo a mostrar").await;
    let end: String = world
        .value("SELECT strftime('%Y-%m-%d', expires_at, 'unixepoch', '-12 hours') FROM api_keys");
    assert_eq!(end, "2027-12-31");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_key_and_its_message_the_same_key_comes_once() {
    let mut outside = Outside::new().await;
    outside.admin.press_raw(NAME);
    outside.admin.expect("¿Cómo la llamo?").await;
    outside.emulator.fail(
        Fault::hang("sendMessage", Duration::from_secs(60))
            .when(|params| params.to_string().contains("ptr_"))
            .forever(),
    );
    outside.admin.send("Tienda");
    outside
        .emulator
        .wait(
            |_| (outside.count("SELECT count(*) FROM api_keys") == 1).then_some(()),
            "the key",
        )
        .await;
    outside.kill();
    outside.emulator.mend();
    assert!(keys_sent(&outside.emulator.calls_of("sendMessage")).is_empty());
    outside.start().await;
    outside.admin.expect("no la vuelvo a mostrar").await;
    outside
        .emulator
        .wait(
            |_| {
                let open =
                    "SELECT count(*) FROM tasks WHERE kind = 'deliver_api_key' AND state <> 'done'";
                (outside.count(open) == 0).then_some(())
            },
            "the end of the task",
        )
        .await;
    let sent = keys_sent(&outside.emulator.calls_of("sendMessage"));
    assert_eq!(sent.len(), 1, "once");
    assert_eq!(outside.count("SELECT count(*) FROM api_keys"), 1);
    let prefix = format!(
        "SELECT count(*) FROM api_keys WHERE prefix = '{}'",
        &sent[0][..8]
    );
    assert_eq!(outside.count(&prefix), 1, "the one that was made");
    assert!(!outside.log().contains(&sent[0]), "the key is in no log");
}
