//! The support: tickets of people, answers of helpers, in private and in a group with topics.

mod bounds;
mod forum;

use crate::child::Outside;
use crate::world::{ADMIN, ANA, EVA, NOW, World};
use portero::demo::telegram::{Content, EmulatedMessage, Fault, Person};
use serde_json::Value;
use std::time::Duration;

const LUIS: i64 = 2003;

/// A helper of the role "support", who has pressed Start.
async fn helper(world: &World, id: i64, name: &str) -> Person {
    let helper = world.emulator.add_person(id, name, None, "es");
    helper.start(None);
    helper.expect(name).await;
    let changed = world
        .database()
        .execute(
            "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, 'support', ?2, ?3)",
            [id, ADMIN, NOW.0],
        )
        .expect("a role");
    assert_eq!(changed, 1);
    helper
}

/// Opens a ticket with these words and gives what the person is told.
async fn ask(person: &Person, text: &str) -> EmulatedMessage {
    person.send("/support");
    person.expect_button("support:begin:vpn").await;
    person.press_raw("support:begin:vpn");
    person.expect("Cuéntame qué pasa").await;
    person.send(text);
    person.expect("abierto").await
}

/// The message with these words, once it is in the chat.
async fn words(person: &Person, text: &str) -> EmulatedMessage {
    let find = |_: &portero::demo::telegram::Emulator| {
        let messages = person.messages();
        messages
            .into_iter()
            .rev()
            .find(|message| message.by_bot && message.text.contains(text))
    };
    person
        .emulator()
        .wait(find, &format!("«{text}» for {}", person.id))
        .await
}

fn told(world: &World, chat: i64, text: &str) -> usize {
    let messages = world.emulator.messages(chat);
    let told = messages
        .iter()
        .filter(|message| message.by_bot && message.text.contains(text));
    told.count()
}

/// Waits for something to be so in the database.
async fn until(world: &World, sql: &str) {
    world
        .emulator
        .wait(|_| world.value::<bool>(sql).then_some(()), sql)
        .await;
}

/// Waits until every task that is due was done.
async fn carried(world: &World) {
    world.settled().await;
    until(world, "SELECT count(*) = 0 FROM tasks WHERE state = 'due' AND kind IN ('tell_helper', 'tell_asker', 'tell_ticket', 'settle_topic')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_goes_from_its_question_to_its_stars_in_private() {
    let world = World::new().await;
    let opened = ask(&world.ana, "No me conecta <b>nada</b>").await;
    assert!(opened.text.contains("#1"), "{opened}");
    let heard = words(&world.admin, "No me conecta <b>nada</b>").await;
    assert!(
        heard.text.contains("Ana \"<b>") && heard.text.contains("@ana"),
        "{heard}"
    );
    assert!(heard.text.contains("Sin VIP"), "the card: {heard}");
    world.admin.reply(heard.message_id, "Prueba a reiniciar");
    world.admin.expect("Enviado a").await;
    let answer = words(&world.ana, "Prueba a reiniciar").await;
    assert!(answer.text.contains("Soporte · ticket #1"), "{answer}");
    assert!(
        !answer.text.contains("Jefa"),
        "the helper has no name: {answer}"
    );
    carried(&world).await;
    let state: String = world.value("SELECT state FROM tickets");
    assert_eq!(state, "answered");
    // A reply joins the thread, and so does what is said in the talk.
    world.ana.reply(answer.message_id, "Sigue igual");
    let again = words(&world.admin, "Sigue igual").await;
    world.ana.send("y ahora ni enciende");
    words(&world.admin, "y ahora ni enciende").await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM tickets"), 1);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM ticket_messages"),
        4
    );
    world.admin.reply(again.message_id, "Listo, lo cambié");
    words(&world.ana, "Listo, lo cambié").await;
    world.admin.press_raw("ticket:close:1");
    words(&world.ana, "cerró tu ticket").await;
    world.ana.click("5 ⭐").await;
    world.ana.expect("¡Gracias!").await;
    words(&world.admin, "⭐⭐⭐⭐⭐ Ana").await;
    assert_eq!(world.value::<i64>("SELECT rating FROM tickets"), 5);
    carried(&world).await;
    for text in ["No me conecta", "Sigue igual", "y ahora ni"] {
        assert_eq!(told(&world, ADMIN, text), 1, "{text}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_is_one_ticket_and_arrives_as_one() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.ana.press_raw("support:begin:problem");
    world.ana.expect("Cuéntame qué pasa").await;
    let photos = [
        Content::photo("así se ve"),
        Content::photo(""),
        Content::photo(""),
    ];
    world.ana.sends_album(&photos);
    world.ana.expect("#1").await;
    world.settled().await;
    world.advance(3);
    carried(&world).await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM tickets"), 1);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM ticket_messages"),
        3
    );
    let copies: Vec<EmulatedMessage> = (world.emulator.messages(ADMIN).into_iter())
        .filter(|message| message.by_bot && message.kind() == "photo")
        .collect();
    assert_eq!(copies.len(), 3, "{copies:?}");
    assert!(
        copies
            .iter()
            .all(|copy| copy.media_group_id() == copies[0].media_group_id())
    );
    // A reply to a copy finds the ticket, with a voice message too.
    world
        .admin
        .answers(copies[1].message_id, &Content::voice(""));
    let find = |_: &portero::demo::telegram::Emulator| {
        let messages = world.ana.messages();
        messages
            .into_iter()
            .find(|message| message.by_bot && message.kind() == "voice")
    };
    world.emulator.wait(find, "the voice").await;
    carried(&world).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_three_tickets_are_open_at_a_time() {
    let world = World::new().await;
    for number in 1..=3 {
        ask(&world.ana, &format!("pregunta {number}")).await;
    }
    world.ana.press_raw("support:begin:other");
    world.ana.expect_toast("Ya tienes 3 tickets abiertos").await;
    world.ana.send("/paysupport");
    world.ana.expect("Ya tienes 3 tickets abiertos").await;
    world.ana.press_raw("support:close:2");
    world.ana.expect("Cerraste el ticket #2").await;
    ask(&world.ana, "pregunta 4").await;
    // A closed one does not come back while there is no room.
    world.ana.press_raw("support:write:2");
    world.ana.expect("estaba cerrado").await;
    world.ana.send("otra vez");
    world.ana.expect("Ya tienes 3 tickets abiertos").await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM tickets WHERE state <> 'closed'"),
        3
    );
    // Another's ticket is none.
    world.eva.start(None);
    world.eva.expect("Eva").await;
    world.eva.press_raw("support:show:1:0");
    world.eva.expect_toast("").await;
    world.settled().await;
    assert_eq!(told(&world, EVA, "pregunta 1"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn canned_answers_are_made_changed_sent_with_two_presses_and_deleted() {
    let world = World::new().await;
    world.admin.press_raw("ticket:text_new");
    world.admin.expect("el título en la primera línea").await;
    world.admin.send("sin cuerpo");
    world.admin.expect("debajo la respuesta").await;
    world.admin.send("Reiniciar\nApaga y enciende <el> móvil.");
    world.admin.expect("Apaga y enciende").await;
    world.admin.press_raw("ticket:text_new");
    world.admin.expect("el título en la primera línea").await;
    world.admin.send("Reiniciar\notra");
    world
        .admin
        .expect("Ya hay una respuesta con ese título")
        .await;
    world.admin.press_raw("ticket:text_edit:1");
    world.admin.expect("Envíame «Reiniciar» de nuevo").await;
    world.admin.send("Reinicio\nApaga, espera y enciende.");
    world.admin.expect("Apaga, espera").await;
    ask(&world.ana, "no va").await;
    let heard = words(&world.admin, "no va").await;
    assert!(heard.has_button("ticket:canned:1:0"));
    carried(&world).await;
    world.admin.press_on(heard.message_id, "ticket:canned:1:0");
    world.admin.expect_button("ticket:send:1:1").await;
    world.admin.press("ticket:send:1:1");
    world.admin.press_raw("ticket:send:1:1");
    words(&world.ana, "Apaga, espera y enciende.").await;
    let intact = world.emulator.messages(ADMIN);
    let intact = intact
        .iter()
        .find(|message| message.message_id == heard.message_id);
    assert!(
        intact.is_some_and(|message| message.text.contains("no va")),
        "her words stay"
    );
    world.admin.press_raw("ticket:text_drop:1");
    world.admin.expect("¿Borro «Reinicio»?").await;
    world.admin.press("ticket:text_drop_yes:1");
    world.admin.expect("Respuestas guardadas: 0").await;
    carried(&world).await;
    assert_eq!(told(&world, ANA, "Apaga, espera"), 1);
    let acts: i64 = world.value("SELECT count(*) FROM audit_log WHERE action IN ('canned.kept', 'canned.deleted', 'ticket.answered')");
    assert_eq!(acts, 4);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn helpers_are_reminded_once_in_so_many_hours_until_somebody_answers() {
    let world = World::new().await;
    world.admin.press_raw("ticket:hours:2");
    world.admin.expect("Aviso si pasan 2 horas").await;
    ask(&world.ana, "¿hola?").await;
    let heard = words(&world.admin, "¿hola?").await;
    carried(&world).await;
    world.advance(2 * 3_600 - 60);
    world.ana.send("sigo aquí");
    words(&world.admin, "sigo aquí").await;
    assert_eq!(told(&world, ADMIN, "⏰ El ticket"), 0);
    world.advance(61);
    words(&world.admin, "lleva 2 horas sin respuesta").await;
    carried(&world).await;
    world.advance(3_600);
    world.admin.send("/tickets");
    world.admin.expect("Esperan respuesta").await;
    assert_eq!(told(&world, ADMIN, "⏰ El ticket"), 1, "once in two hours");
    world.advance(3_601);
    words(&world.admin, "lleva 4 horas sin respuesta").await;
    world.admin.reply(heard.message_id, "aquí estamos");
    words(&world.ana, "aquí estamos").await;
    carried(&world).await;
    world.advance(5 * 3_600);
    world.ana.send("/support");
    world.ana.expect("Soporte").await;
    assert_eq!(told(&world, ADMIN, "⏰ El ticket"), 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_helpers_answer_is_refused_and_the_ticket_goes_to_the_others() {
    let world = World::new().await;
    let luis = helper(&world, LUIS, "Luis").await;
    ask(&world.ana, "ayuda").await;
    let heard = words(&luis, "ayuda").await;
    words(&world.admin, "ayuda").await;
    luis.reply(heard.message_id, "voy");
    words(&world.ana, "voy").await;
    words(&world.admin, "Luis lleva el ticket #1").await;
    world.ana.send("gracias");
    words(&luis, "gracias").await;
    carried(&world).await;
    assert_eq!(told(&world, ADMIN, "gracias"), 0, "Luis looks after it");
    world
        .database()
        .execute("DELETE FROM user_roles WHERE user_id = ?1", [LUIS])
        .expect("revoked");
    luis.reply(heard.message_id, "una cosa más");
    luis.expect("ya no atiendes el soporte").await;
    world.ana.send("¿sigue ahí?");
    words(&world.admin, "¿sigue ahí?").await;
    carried(&world).await;
    assert_eq!(told(&world, ANA, "una cosa más"), 0);
    assert_eq!(
        told(&world, LUIS, "¿sigue ahí?"),
        0,
        "he hears nothing any more"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_listed_taken_handed_over_closed_and_opened_again() {
    let world = World::new().await;
    let luis = helper(&world, LUIS, "Luis").await;
    ask(&world.ana, "la primera").await;
    world.eva.start(None);
    world.eva.expect("Eva").await;
    world.eva.press_raw("support:begin:payment");
    world.eva.expect("Tell me what is going on").await;
    world
        .eva
        .sends(&Content::document("recibo.pdf", b"pdf").captioned("el recibo"));
    world.eva.expect("#2").await;
    carried(&world).await;
    world.admin.send("/tickets");
    let list = world.admin.expect("Tickets").await;
    assert!(
        list.text.contains("#1") && list.text.contains("#2"),
        "{list}"
    );
    world.admin.press("ticket:show:1");
    world.admin.expect("No lo lleva nadie").await;
    world.admin.press("ticket:take:1");
    world.admin.expect("Lo lleva Jefa").await;
    words(&luis, "lleva el ticket #1").await;
    world.admin.press("ticket:helpers:1");
    world.admin.expect_button("ticket:give:1:2003").await;
    world.admin.press("ticket:give:1:2003");
    world.admin.expect("Lo lleva Luis").await;
    words(&luis, "le pasó a Luis").await;
    luis.press_raw("ticket:list:mine:0");
    let mine = luis.expect("Míos").await;
    assert!(
        mine.text.contains("#1") && !mine.text.contains("#2"),
        "{mine}"
    );
    luis.press_raw("ticket:thread:2:0");
    let thread = luis.expect("el recibo").await;
    assert!(thread.text.contains("Archivo"), "{thread}");
    let before = luis.messages().len();
    luis.click("ticket:look:2:0").await;
    world
        .emulator
        .wait(
            |_| (luis.messages().len() > before).then_some(()),
            "the file",
        )
        .await;
    luis.press_raw("ticket:close:2");
    luis.expect("cerrado").await;
    words(&world.eva, "closed your ticket").await;
    luis.press_raw("ticket:reopen:2");
    luis.expect("reabierto").await;
    words(&world.eva, "again").await;
    luis.press_raw("ticket:list:closed:0");
    luis.expect("Aquí no hay ninguno").await;
    carried(&world).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_somebody_who_blocked_the_bot_waits_and_its_helper_knows() {
    let world = World::new().await;
    ask(&world.ana, "hola").await;
    let heard = words(&world.admin, "hola").await;
    carried(&world).await;
    world.ana.block();
    world.settled().await;
    world.admin.reply(heard.message_id, "aquí tienes");
    words(&world.admin, "no llegó todavía").await;
    assert_eq!(told(&world, ANA, "aquí tienes"), 0);
    until(
        &world,
        "SELECT count(*) = 1 FROM tasks WHERE state = 'waiting'",
    )
    .await;
    world.ana.start(None);
    words(&world.ana, "aquí tienes").await;
    carried(&world).await;
    assert_eq!(told(&world, ANA, "aquí tienes"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_question_and_its_delivery_one_ticket_is_told_once() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("¡Hola").await;
    ana.press_raw("support:begin:problem");
    ana.expect("Cuéntame qué pasa").await;
    // Neither her receipt nor the helper's copy gets out before the kill.
    outside
        .emulator
        .fail(Fault::hang("sendMessage", Duration::from_secs(60)).forever());
    ana.send("se cayó todo");
    let kept = "SELECT count(*) FROM ticket_messages";
    outside
        .emulator
        .wait(|_| (outside.count(kept) == 1).then_some(()), "the words")
        .await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    ana.expect("Ticket #1").await;
    let heard = words(&outside.admin, "se cayó todo").await;
    // The talk goes on where it was, and the reply to the copy finds the ticket after another kill.
    ana.send("¿hola?");
    words(&outside.admin, "¿hola?").await;
    // What was told is marked so: this kill repeats nothing of it.
    let left = "SELECT count(*) FROM tasks WHERE state <> 'done' AND kind LIKE 'tell_%'";
    outside
        .emulator
        .wait(|_| (outside.count(left) == 0).then_some(()), "all told")
        .await;
    // Her receipts are sent, or they would meet the slow answer meant for the helper's words.
    let open = "SELECT count(*) FROM inbox WHERE done_at IS NULL";
    outside
        .emulator
        .wait(|_| (outside.count(open) == 0).then_some(()), "all heard")
        .await;
    outside.kill();
    outside.start().await;
    let is_answer = |params: &Value| params.to_string().contains("lo miro");
    outside
        .emulator
        .fail(Fault::slow_reply("sendMessage", Duration::from_secs(60)).when(is_answer));
    outside.admin.reply(heard.message_id, "lo miro");
    words(&ana, "lo miro").await;
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    outside
        .emulator
        .wait(|_| (outside.count(left) == 0).then_some(()), "all told")
        .await;
    assert_eq!(outside.count("SELECT count(*) FROM tickets"), 1);
    assert_eq!(outside.count("SELECT count(*) FROM ticket_messages"), 3);
    let heard = outside.admin.messages();
    let times = heard
        .iter()
        .filter(|message| message.by_bot && message.text.contains("se cayó todo"));
    assert_eq!(
        times.count(),
        1,
        "the update ran twice, the words came once"
    );
}
