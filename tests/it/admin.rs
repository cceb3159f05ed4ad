//! The staff at their desks: configuration, channels, waiting time, tokens, members, queue, status.

use crate::world::{ADMIN, ANA, EVA, ExpectUrl, FREE, VIP, World};
use portero::demo::telegram::{
    EmulatedMessage, Fault, ForwardFields, JoinResult, Person, Rights, Status,
};
use portero::models::Door;
use serde_json::json;

const OTHER: i64 = -1_001_000_000_003;
const GROUP: i64 = -1_001_000_000_005;
const BASIC: i64 = -500;

fn channel_of(world: &World, door: &str) -> Option<i64> {
    world.value(&format!("SELECT {door}_channel_id FROM bot_config"))
}

/// Another channel of the admin's, without the bot.
fn other_channel(world: &World) {
    world.emulator.add_channel(OTHER, "Otro <canal>");
    world.emulator.set_owner(OTHER, ADMIN);
}

/// A supergroup of the admin's, without the bot.
fn group(world: &World) {
    world.emulator.add_supergroup(GROUP, "Grupo & amigos");
    world.emulator.set_owner(GROUP, ADMIN);
}

async fn press(person: &Person, data: &str, expected: &str) -> EmulatedMessage {
    let press = person.press_raw(data);
    // The answer may come after the edit, and a clock that is moved meanwhile makes it too late.
    person.answer_to(&press).await;
    person.expect(expected).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_says_what_is_missing_until_nothing_is() {
    let world = World::bare().await;
    world.admin.send("/admin");
    let panel = world.admin.expect("Panel de Administración").await;
    assert!(
        panel.text.contains("⚠️ Configuración incompleta")
            && panel.text.contains("Falta elegir el canal VIP")
            && panel.text.contains("Falta elegir el canal Free"),
        "{panel}"
    );
    // Without its channel a desk offers only to choose one.
    for (desk, setup) in [("admin:vip", "vip:setup"), ("admin:free", "free:setup")] {
        let desk = press(&world.admin, desk, "Todavía no hay canal").await;
        let data: Vec<_> = desk
            .buttons()
            .filter_map(|button| button.data.clone())
            .collect();
        assert_eq!(data, [setup, "admin:main"], "{desk}");
    }
    world.configure(Door::Vip).await;
    let panel = press(&world.admin, "admin:main", "Panel de Administración").await;
    assert!(
        !panel.text.contains("canal VIP.") && panel.text.contains("Falta elegir el canal Free"),
        "{panel}"
    );
    world.configure(Door::Free).await;
    world.admin.send("/admin_panel");
    let panel = world.admin.expect("✅ Bot configurado correctamente").await;
    assert!(panel.text.contains("Miembros VIP activos: 0"), "{panel}");
    world
        .emulator
        .set_bot_rights(FREE, Rights::without("can_invite_users"), ADMIN);
    world.admin.expect("Perdí permisos").await;
    world.admin.send("/admin");
    world.admin.expect("Me faltan permisos en Canal Free").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_edit_the_message_instead_of_piling_up() {
    let world = World::new().await;
    world.admin.send("/admin");
    let panel = world.admin.expect("Panel de Administración").await;
    let sent = world.admin.messages().len();
    for (data, expected) in [
        ("admin:vip", "Canal VIP"),
        ("token:list:open:0", "Tokens:"),
        ("token:list:all:0", "Tokens: Todos"),
        ("token:search", "primeros caracteres"),
        ("user:cancel", "Canal VIP"),
        ("member:list:active:0", "Miembros"),
        ("vip:generate_token", "¿Cuánto dura"),
        ("token:preview:24:24:1", "Así queda"),
        ("token:validity:24:24:1", "se puede canjear"),
        ("token:count:24:24:1", "¿Cuántos tokens?"),
        ("token:preview:life:720:5", "De por vida"),
        ("admin:main", "Panel"),
        ("admin:free", "Canal Free"),
        ("queue:list:0", "Fila"),
        ("free:set_wait_time", "¿Cuántos minutos"),
        ("free:wait:10", "Tiempo de Espera Actualizado"),
        ("free:recheck", "Permisos en orden"),
        ("free:join_link", "Enlace de solicitud"),
        ("admin:config", "Configuración"),
        ("admin:status", "Estado de la casa"),
        ("problem:list:0", "Problemas"),
        ("admin:main", "Panel"),
        ("user:home", "¡Hola"),
    ] {
        world.admin.press_on(panel.message_id, data);
        let shown = world.admin.expect(expected).await;
        assert_eq!(shown.message_id, panel.message_id, "{data}");
    }
    world.settled().await;
    assert_eq!(world.admin.messages().len(), sent);
    world.finish().await;
}

/// So many buttons of one verb are pressed.
const MOST_OF_A_VERB: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn every_button_on_every_screen_of_the_staff_leads_somewhere() {
    // Several admins take turns: one alone would be asked to slow down.
    let staff: Vec<i64> = (ADMIN..ADMIN + 6).collect();
    let ids: Vec<String> = staff.iter().map(ToString::to_string).collect();
    let mut world = World::unstarted().await;
    world
        .settings
        .insert("ADMIN_USER_IDS".to_owned(), ids.join(","));
    world.start().await;
    world.configure(Door::Vip).await;
    world.configure(Door::Free).await;
    let staff: Vec<Person> = staff
        .into_iter()
        .map(|id| match id {
            ADMIN => world.admin.clone(),
            _ => world.emulator.add_person(id, "Jefa", None, "es"),
        })
        .collect();
    for admin in &staff {
        admin.start(None);
        admin.expect("¡Hola").await;
    }
    let tokens = world.tokens(2, Some(24)).await;
    world.redeem(&world.ana, &tokens[0]).await;
    world.eva.send("/free");
    world.eva.expect("Request received").await;
    world.settled().await;
    let mut open = vec!["admin:main".to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(data) = open.pop() {
        // One draft of tokens is like another.
        let shape: String = data
            .replace("life", "1")
            .split(|c: char| c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        // What decides is pressed in tests of its own.
        let decides = [
            "_yes:",
            "approve",
            "decline",
            "make",
            "retry",
            "request_free",
        ]
        .iter()
        .any(|word| data.contains(word));
        // The filters of a list can be combined without end: a few of each verb stand for all.
        let verb: Vec<&str> = data.splitn(3, ':').take(2).collect();
        let verb = verb.join(":");
        let alike = seen.iter().filter(|one| one.starts_with(&verb)).count();
        if decides || seen.contains(&shape) || alike >= MOST_OF_A_VERB {
            continue;
        }
        let admin = &staff[seen.len() % staff.len()];
        seen.push(shape);
        let answer = admin.answer_to(&admin.press_raw(&data)).await;
        assert!(
            !answer.show_alert && !answer.text.contains("antiguo"),
            "{data}: {answer:?}"
        );
        world.settled().await;
        for message in admin.news() {
            open.extend(message.buttons().filter_map(|button| button.data.clone()));
        }
    }
    assert!(seen.len() > 35, "{}: {seen:#?}", seen.len());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_and_a_supergroup_are_chosen_with_telegrams_own_picker() {
    tokio::join!(
        choose_by_picker("vip", "free", false),
        choose_by_picker("vip", "free", true),
        choose_by_picker("free", "vip", false),
        choose_by_picker("free", "vip", true),
    );
}

async fn choose_by_picker(door: &str, other: &str, is_group: bool) {
    let world = World::bare().await;
    other_channel(&world);
    group(&world);
    world.admin.press_raw(&format!("{door}:setup"));
    let asked = world.admin.expect("Elige el canal de una de").await;
    let (chat, request) = if is_group {
        (GROUP, picker(&asked, false))
    } else {
        (OTHER, picker(&asked, true))
    };
    world.admin.share_chat(request, chat);
    let card = world.admin.expect("¿Usar como canal").await;
    assert!(
        card.text.contains(&chat.to_string()) && card.text.contains("👥 Miembros:"),
        "{card}"
    );
    assert!(!card.text.contains('✗'), "{card}");
    let data = format!("{door}:use:{chat}");
    world.admin.click(&data).await;
    let saved = world.admin.expect("Configurado").await;
    assert_eq!(saved.message_id, card.message_id);
    assert_eq!(channel_of(&world, door), Some(chat));
    assert_eq!(channel_of(&world, other), None);
    // The question is answered: another text is no channel any more.
    world.admin.send("@canal_otro");
    world.admin.expect("Ya no recuerdo").await;
    // While the admin was choosing, the same chat was not offered a second time.
    tokio::time::sleep(std::time::Duration::from_millis(3_500)).await;
    let offers = world.admin.messages();
    let offers: Vec<_> = offers
        .iter()
        .filter(|message| message.text.contains("Me hicieron administrador"))
        .collect();
    assert!(offers.is_empty(), "{offers:#?}");
    world.finish().await;
}

/// The request id of the picker of channels, or of groups.
fn picker(asked: &EmulatedMessage, of_channels: bool) -> i64 {
    let mut buttons = asked.keyboard.iter().flatten();
    let found = buttons.find_map(|button| {
        let request = button.value.get("request_chat")?;
        (request["chat_is_channel"] == of_channels).then(|| {
            let rights = &request["bot_administrator_rights"];
            assert!(
                rights["can_invite_users"] == true && rights["can_restrict_members"] == true,
                "{request}"
            );
            request["request_id"].as_i64().expect("a number")
        })
    });
    found.unwrap_or_else(|| panic!("no picker in {asked}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_chosen_by_a_forwarded_post_with_new_and_with_old_fields() {
    for fields in [ForwardFields::New, ForwardFields::Old, ForwardFields::Both] {
        let world = World::bare().await;
        world.emulator.channel_post(VIP, "/una publicación");
        world.admin.press_raw("vip:setup");
        world.admin.expect("Configurar Canal VIP").await;
        world.admin.forward(VIP, fields);
        world.admin.expect("¿Usar como canal VIP?").await;
        world.admin.click("✅ Usar como canal VIP").await;
        world.admin.expect("Canal VIP Configurado").await;
        assert_eq!(channel_of(&world, "vip"), Some(VIP), "{fields:?}");
        world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forward_from_a_group_points_to_the_picker() {
    let world = World::bare().await;
    group(&world);
    world.emulator.set_bot_rights(GROUP, Rights::full(), ADMIN);
    world.admin.press_raw("vip:setup");
    world.admin.expect("Configurar Canal VIP").await;
    world.ana.send_in(GROUP, "hola a todos");
    for fields in [ForwardFields::New, ForwardFields::Old, ForwardFields::Both] {
        world.admin.forward(GROUP, fields);
        world.admin.expect("Usa el botón «Elegir grupo»").await;
    }
    // Somebody who hides their account is only a name.
    world.admin.send_raw(json!({
        "text": "hola", "forward_date": 1_800_000_000, "forward_sender_name": "Alguien",
        "forward_origin": {"type": "hidden_user", "sender_user_name": "Alguien", "date": 1_800_000_000},
    }));
    world.admin.expect("Usa el botón «Elegir grupo»").await;
    // The question is still open.
    world.admin.send(&GROUP.to_string());
    world.admin.expect("¿Usar como canal VIP?").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_chosen_by_its_name_its_address_or_its_number() {
    let world = World::bare().await;
    world.emulator.set_username(VIP, Some("canal_vip"));
    for text in [
        "@canal_vip",
        "https://t.me/canal_vip",
        "t.me/canal_vip",
        &VIP.to_string(),
        &format!("  {VIP} "),
    ] {
        world.admin.press_raw("vip:setup");
        world.admin.expect("Configurar Canal VIP").await;
        world.admin.send(text);
        let card = world.admin.expect("¿Usar como canal VIP?").await;
        assert!(
            card.text.contains(&VIP.to_string()) && card.text.contains("Es público (@canal_vip)"),
            "{text}: {card}"
        );
    }
    world.admin.press_raw("vip:setup");
    world.admin.expect("Configurar Canal VIP").await;
    for text in ["canal vip", "12345", "-", "https://t.me/+AbCdEf", "😀"] {
        world.admin.send(text);
        world.admin.expect("Escribe un @nombre o un número").await;
    }
    world.admin.send("@canal_vip");
    world.admin.expect("¿Usar como canal VIP?").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reason_against_a_chat_is_named_and_the_question_goes_on() {
    let world = World::bare().await;
    world.configure(Door::Free).await;
    other_channel(&world);
    world.emulator.add_group(BASIC, "Grupo básico");
    world.emulator.set_owner(BASIC, ADMIN);
    world.emulator.set_bot_rights(BASIC, Rights::full(), ADMIN);
    world.settled().await;
    world.admin.press_raw("vip:setup");
    world.admin.expect("Configurar Canal VIP").await;
    let answer = async |chat: i64, expected: &str| {
        world.admin.send(&chat.to_string());
        world.admin.expect(expected).await
    };
    answer(-1_009_999_999_999, "No encuentro ese canal").await;
    world.admin.send("@nadie_se_llama_asi");
    world.admin.expect("No encuentro ese canal").await;
    answer(BASIC, "Eso es un grupo básico").await;
    answer(FREE, "Ese ya es el canal Free").await;
    world
        .emulator
        .set_status(OTHER, world.emulator.bot_id(), Status::Member, ADMIN);
    answer(OTHER, "No soy administrador de «Otro <canal>»").await;
    for (right, name) in [
        ("can_invite_users", "Invitar usuarios"),
        ("can_restrict_members", "Restringir miembros"),
        ("can_post_messages", "Publicar mensajes"),
    ] {
        world
            .emulator
            .set_bot_rights(OTHER, Rights::without(right), ADMIN);
        let refusal = answer(OTHER, "me falta").await;
        assert!(refusal.text.contains(name), "{refusal}");
        // A forged press is judged the same.
        let press = world.admin.press_raw(&format!("vip:use:{OTHER}"));
        let alert = world.admin.answer_to(&press).await;
        assert!(
            alert.show_alert && alert.text.contains(name),
            "{right}: {alert:?}"
        );
        world.admin.press_raw("vip:setup");
        world.admin.expect("Configurar Canal VIP").await;
    }
    world.emulator.fail(Fault::cut("getChat").times(3));
    world.emulator.set_bot_rights(OTHER, Rights::full(), ADMIN);
    answer(OTHER, "Telegram no responde ahora").await;
    world.emulator.mend();
    assert_eq!(channel_of(&world, "vip"), None);
    answer(OTHER, "¿Usar como canal VIP?").await;
    // A private chat, by its press.
    let alert = world
        .admin
        .answer_to(&world.admin.press_raw(&format!("vip:use:{ANA}")))
        .await;
    assert!(alert.show_alert, "{alert:?}");
    assert_eq!(channel_of(&world, "vip"), None);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_edit_or_delete_right_only_warns() {
    for (right, name) in [
        ("can_edit_messages", "✗ Editar mensajes"),
        ("can_delete_messages", "✗ Eliminar mensajes"),
    ] {
        let world = World::bare().await;
        world
            .emulator
            .set_bot_rights(VIP, Rights::without(right), ADMIN);
        world.admin.press_raw("vip:setup");
        world.admin.expect("Configurar Canal VIP").await;
        world.admin.send(&VIP.to_string());
        let card = world.admin.expect("¿Usar como canal VIP?").await;
        assert!(
            card.text.contains(name) && card.text.contains("no impide usarlo"),
            "{card}"
        );
        assert!(card.text.contains("✓ Invitar usuarios"), "{card}");
        world.admin.click("✅ Usar como canal VIP").await;
        world.admin.expect("Canal VIP Configurado").await;
        assert_eq!(channel_of(&world, "vip"), Some(VIP));
        world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn being_made_admin_is_offered_to_the_admin_who_did_it_and_the_button_works() {
    let world = World::bare().await;
    other_channel(&world);
    world.admin.mark();
    world.admin.add_bot(OTHER, Rights::full());
    let offer = world
        .admin
        .expect("Me hicieron administrador de Otro <canal>")
        .await;
    assert!(
        offer.has_button(&format!("free:use:{OTHER}")) && offer.has_button("admin:ignore_offer"),
        "{offer}"
    );
    world
        .admin
        .press_on(offer.message_id, &format!("vip:use:{OTHER}"));
    world.admin.expect("Canal VIP Configurado").await;
    assert_eq!(channel_of(&world, "vip"), Some(OTHER));
    // A second one replaces it, and says so beforehand.
    group(&world);
    world.admin.add_bot(GROUP, Rights::full());
    let offer = world
        .admin
        .expect("Me hicieron administrador de Grupo & amigos")
        .await;
    assert!(offer.text.contains("ocupará el lugar"), "{offer}");
    world.admin.press_on(offer.message_id, "admin:ignore_offer");
    world.admin.expect("no lo toco").await;
    assert_eq!(channel_of(&world, "vip"), Some(OTHER));
    // Without a needed right there is nothing to choose yet, and the card says what is missing.
    world.emulator.add_channel(-1_001_000_000_006, "A medias");
    world.emulator.set_owner(-1_001_000_000_006, ADMIN);
    world
        .admin
        .add_bot(-1_001_000_000_006, Rights::without("can_restrict_members"));
    let offer = world
        .admin
        .expect("Me hicieron administrador de A medias")
        .await;
    assert!(
        offer
            .text
            .contains("Sin esto no puede servir: Restringir miembros")
            && !offer.has_button("vip:use:"),
        "{offer}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_was_asked_and_lets_the_bot_in_by_hand_is_offered_the_channel() {
    let world = World::bare().await;
    other_channel(&world);
    world.admin.press_raw("vip:setup");
    world.admin.expect("Configurar Canal VIP").await;
    world.admin.add_bot(OTHER, Rights::full());
    world
        .admin
        .expect("Me hicieron administrador de Otro <canal>")
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supergroup_serves_without_the_right_to_post_and_its_members_come_and_go() {
    let world = World::bare().await;
    group(&world);
    let rights = Rights {
        can_manage_chat: true,
        can_invite_users: true,
        can_restrict_members: true,
        ..Rights::none()
    };
    world.emulator.set_bot_rights(GROUP, rights, ADMIN);
    world.admin.press_raw("vip:setup");
    world.admin.expect("Configurar Canal VIP").await;
    world.admin.send(&GROUP.to_string());
    let card = world.admin.expect("¿Usar como canal VIP?").await;
    assert!(
        card.text.contains("Tipo: grupo") && !card.text.contains("Publicar"),
        "{card}"
    );
    world.admin.click("✅ Usar como canal VIP").await;
    world.admin.expect("Canal VIP Configurado").await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.advance(24 * 3_600 + 1);
    world
        .emulator
        .wait(
            |_| (!world.ana.is_member(GROUP)).then_some(()),
            "the removal",
        )
        .await;
    assert_ne!(world.ana.status_in(GROUP).name(), "kicked");
    world.finish().await;
}

/// A house whose VIP door is a basic group: chosen by an earlier version, or before it could be checked.
async fn with_basic_group() -> World {
    let mut world = World::new().await;
    world.emulator.add_group(BASIC, "Grupo viejo");
    world.emulator.set_owner(BASIC, ADMIN);
    world.emulator.set_bot_rights(BASIC, Rights::full(), ADMIN);
    world.settled().await;
    world.stop().await;
    let database = world.database();
    database
        .execute(
            "INSERT OR REPLACE INTO channels (chat_id, kind, title, is_admin, rights, checked_at)
             VALUES (?1, 'group', 'Grupo viejo', 1, 'can_invite_users,can_restrict_members', 1800000000)",
            [BASIC],
        )
        .expect("a channel");
    database
        .execute("UPDATE bot_config SET vip_channel_id = ?1", [BASIC])
        .expect("the door");
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_became_a_supergroup_is_followed_by_its_service_message() {
    let mut world = with_basic_group().await;
    world.start().await;
    world.emulator.migrate_group(BASIC, GROUP);
    world.admin.expect("ahora es un supergrupo").await;
    world.settled().await;
    assert_eq!(channel_of(&world, "vip"), Some(GROUP));
    let told = world.admin.messages();
    let told = told
        .iter()
        .filter(|message| message.text.contains("ahora es un supergrupo"))
        .count();
    assert_eq!(told, 1, "both messages tell of it, the admins hear it once");
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    assert!(world.ana.is_member(GROUP));
    world.ana.expect("🎉").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_became_a_supergroup_is_followed_by_telegrams_refusal() {
    let mut world = with_basic_group().await;
    world.emulator.migrate_group(BASIC, GROUP);
    // Nobody told the bot: more than a day went by.
    world.emulator.drop_updates();
    world.start().await;
    let token = world.token(Some(24)).await;
    world.ana.start(Some(&format!("v_{token}")));
    world.ana.expect("Token Canjeado").await;
    world.admin.expect("ahora es un supergrupo").await;
    world
        .emulator
        .wait(
            |_| {
                let tried = "SELECT count(*) FROM tasks WHERE attempts = 1 AND state = 'due'";
                (world.value::<i64>(tried) == 1).then_some(())
            },
            "the end of the first try",
        )
        .await;
    world.advance(60);
    let link = world.ana.expect_url("https://t.me/+").await;
    assert_eq!(channel_of(&world, "vip"), Some(GROUP));
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_waiting_time_takes_whole_minutes_and_answers_anything_else_with_the_rule() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("5 minutos").await;
    world.admin.send("/set_wait_time");
    let asked = world.admin.expect("¿Cuántos minutos").await;
    assert!(asked.text.contains("Ahora: 5 minutos"), "{asked}");
    for text in [
        "diez",
        "-1",
        "10081",
        "1.5",
        "1,5",
        "",
        "+5",
        "5 minutos",
        "99999999999999999999",
        "٥",
    ] {
        world.admin.send(text);
        world.admin.expect("minutos enteros, de 0").await;
    }
    world.admin.send(" 30 ");
    let updated = world.admin.expect("Tiempo de Espera Actualizado").await;
    assert!(
        updated.text.contains("30 minutos") && updated.text.contains("conserva su hora"),
        "{updated}"
    );
    world.eva.send("/free");
    world.eva.expect("30 minutes").await;
    world.ana.send("/free");
    world.ana.expect("Tu turno llega en 5 minutos").await;
    for minutes in ["0", "10080"] {
        world.admin.send("/set_wait_time");
        world.admin.expect("¿Cuántos minutos").await;
        world.admin.send(minutes);
        world.admin.expect("Tiempo de Espera Actualizado").await;
        let stored: i64 = world.value("SELECT wait_time_minutes FROM bot_config");
        assert_eq!(stored.to_string(), minutes);
    }
    // By button, the impossible included.
    press(&world.admin, "free:wait:0", "sin espera").await;
    let alert = world
        .admin
        .answer_to(&world.admin.press_raw("free:wait:10081"))
        .await;
    assert!(alert.text.contains("minutos enteros"), "{alert:?}");
    let leo = world.emulator.add_person(4401, "Leo", None, "es");
    leo.send("/free");
    leo.expect("Es tu turno").await;
    leo.expect_url("https://t.me/+").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_tokens_has_filters_and_pages_and_revokes_after_asking() {
    let world = World::new().await;
    let tokens = world.tokens(20, Some(24)).await;
    world.redeem(&world.ana, &tokens[0]).await;
    let first = press(&world.admin, "token:list:all:0", "20 tokens").await;
    let shown = |message: &EmulatedMessage| {
        let buttons = message.buttons();
        buttons
            .filter_map(|button| button.data.clone())
            .filter(|data| data.starts_with("token:show:"))
            .collect::<Vec<_>>()
    };
    let mut all = shown(&first);
    assert_eq!(all.len(), 8, "{first}");
    for page in [1, 2] {
        world.admin.click(&format!("token:list:all:{page}")).await;
        world.settled().await;
        all.extend(shown(&world.admin.screen().expect("a page")));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 20, "each token is on one page");
    // A page that is not there any more shows the last one.
    press(&world.admin, "token:list:all:0", "20 tokens").await;
    let last = press(&world.admin, "token:list:all:99", "20 tokens").await;
    assert!(last.has_button("3/3"), "{last}");
    let card = press(&world.admin, "token:show:3:open:0", "Estado: Por canjear").await;
    assert!(card.text.contains("Lo hizo Jefa"), "{card}");
    press(&world.admin, "token:revoke:3:open:0", "¿Revocar el token").await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM invitation_tokens WHERE revoked_at IS NOT NULL"),
        0
    );
    press(
        &world.admin,
        "token:revoke_yes:3:open:0",
        "Estado: Revocado",
    )
    .await;
    world.admin.expect_toast("Token revocado").await;
    for (filter, total) in [
        ("open", "18 tokens"),
        ("used", "1 token"),
        ("revoked", "1 token"),
        ("expired", "No hay ninguno"),
    ] {
        press(&world.admin, &format!("token:list:{filter}:0"), total).await;
    }
    world.advance(24 * 3_600 + 1);
    press(&world.admin, "token:list:expired:0", "18 tokens").await;
    press(&world.admin, "token:list:open:0", "No hay ninguno").await;
    let alert = world
        .admin
        .answer_to(&world.admin.press_raw("token:show:999:all:0"))
        .await;
    assert!(alert.text.contains("ya no existe"), "{alert:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_ordered_with_every_length_validity_count_and_a_note() {
    let world = World::new().await;
    world.admin.send("/generate_token");
    let asked = world.admin.expect("¿Cuánto dura el acceso").await;
    for label in [
        "1 hora",
        "24 horas",
        "7 días",
        "30 días",
        "90 días",
        "365 días",
        "De por vida",
        "Otro",
    ] {
        assert!(asked.has_button(label), "{label}: {asked}");
    }
    world.admin.click("token:duration_other").await;
    world.admin.expect("cuántas horas").await;
    for text in ["x", "0", "1.5d"] {
        world.admin.send(text);
        world.admin.expect("número entero").await;
    }
    world.admin.send("45d");
    let preview = world.admin.expect("Así queda").await;
    assert!(preview.text.contains("45 días"), "{preview}");
    world.admin.click("token:validity:1080:24:1").await;
    world.admin.click("token:validity_other:1080:24:1").await;
    world.admin.expect("se puede canjear").await;
    world.admin.send("240");
    let preview = world.admin.expect("Así queda").await;
    assert!(preview.text.contains("durante: 10 días"), "{preview}");
    world.admin.click("token:count:1080:240:1").await;
    world.admin.click("token:count_other:1080:240:1").await;
    world.admin.expect("de 1 a 500").await;
    world.admin.send("501");
    world.admin.expect("como mucho 500").await;
    world.admin.send("3");
    let preview = world.admin.expect("Así queda").await;
    assert!(preview.text.contains("Cantidad: 3"), "{preview}");
    world.admin.click("✅ Generar").await;
    let made = world.admin.expect("3 Tokens VIP Generados").await;
    assert!(made.text.contains("45 días"), "{made}");
    let stored: (i64, i64) = world
        .database()
        .query_row(
            "SELECT duration_hours, valid_until - created_at FROM invitation_tokens",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("a token");
    assert_eq!(stored, (45 * 24, 240 * 3_600));
    press(&world.admin, "token:make:life:24:1", "De por vida").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_kept_with_the_tokens_and_shown_only_to_the_staff() {
    let world = World::new().await;
    press(&world.admin, "token:note:24:24:1", "Escribe la nota").await;
    world.admin.send(&"n".repeat(600));
    world.admin.expect("nota es muy larga").await;
    world.admin.send("para <Luis> & \"Ana\"");
    let made = world.admin.expect("Token VIP Generado").await;
    assert!(made.text.contains("Nota: para <Luis> & \"Ana\""), "{made}");
    let token = made
        .buttons()
        .find_map(|button| button.copy.clone())
        .expect("a button to copy");
    press(&world.admin, "token:show:1:all:0", "para <Luis> & \"Ana\"").await;
    world.ana.start(Some(&format!("v_{token}")));
    let redeemed = world.ana.expect("Token Canjeado").await;
    assert!(!redeemed.text.contains("Luis"), "{redeemed}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_listed_by_filter_and_put_on_and_off_the_whitelist() {
    let world = World::new().await;
    let tokens = world.tokens(12, Some(24)).await;
    let mut people = Vec::new();
    for (number, token) in (0i64..).zip(&tokens).take(10) {
        let name = format!("Persona {number}");
        let person = world.emulator.add_person(4_500 + number, &name, None, "es");
        world.redeem(&person, token).await;
        people.push(person);
    }
    let list = press(&world.admin, "member:list:active:0", "10 personas").await;
    assert!(list.has_button("member:list:active:1"), "{list}");
    press(&world.admin, "member:list:active:1", "10 personas").await;
    press(&world.admin, "member:list:expiring:0", "10 personas").await;
    press(&world.admin, "member:list:expired:0", "No hay nadie").await;
    press(&world.admin, "member:show:4500:active:0", "4500").await;
    press(
        &world.admin,
        "member:whitelist_add:4500",
        "En la lista blanca",
    )
    .await;
    world.admin.expect_toast("lista blanca").await;
    press(&world.admin, "member:list:whitelist:0", "Persona 0").await;
    let twice = world
        .admin
        .answer_to(&world.admin.press_raw("member:whitelist_add:4500"))
        .await;
    assert!(!twice.text.contains("Incidente"), "{twice:?}");
    let count = "SELECT count(*) FROM vip_subscribers WHERE whitelist = 1";
    assert_eq!(world.value::<i64>(count), 1);
    press(&world.admin, "member:whitelist_remove:4500", "🆔").await;
    world.settled().await;
    assert_eq!(world.value::<i64>(count), 0);
    // Somebody inside who never had access can be put there too, and is then never listed as an intruder.
    world.eva.join_without_link(VIP);
    world.settled().await;
    press(&world.admin, "member:list:not_entitled:0", "Eva").await;
    press(
        &world.admin,
        &format!("member:whitelist_add:{EVA}"),
        "lista blanca",
    )
    .await;
    press(&world.admin, "member:list:not_entitled:0", "No hay nadie").await;
    let alert = world
        .admin
        .answer_to(&world.admin.press_raw("member:show:999999:active:0"))
        .await;
    assert!(alert.text.contains("ya no existe"), "{alert:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_shown_in_pages_and_handled_one_by_one_or_all_at_once() {
    let world = World::new().await;
    let mut people = Vec::new();
    for number in 0..10 {
        let name = format!("Espera {number}");
        let person = world.emulator.add_person(4_600 + number, &name, None, "es");
        person.send("/free");
        person.expect("Solicitud recibida").await;
        people.push(person);
        world.advance(1);
    }
    let list = press(&world.admin, "queue:list:0", "Esperan 10 personas").await;
    assert!(
        list.text.contains("Próximo turno") && list.text.contains("1. Espera 0"),
        "{list}"
    );
    world.admin.click("queue:list:1").await;
    let second = world.admin.expect("9. Espera 8").await;
    assert!(!second.text.contains("Espera 3"), "{second}");
    press(&world.admin, "queue:show:2", "Espera 1").await;
    world.admin.click("queue:approve:2").await;
    people[1].expect_url("https://t.me/+").await;
    press(&world.admin, "queue:decline:3", "Esperan 8 personas").await;
    people[2].expect("Esta vez no pudo ser").await;
    let gone = world
        .admin
        .answer_to(&world.admin.press_raw("queue:approve:3"))
        .await;
    assert!(!gone.text.contains("✅"), "handled already: {gone:?}");
    press(&world.admin, "queue:approve_all", "8 personas").await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM free_channel_requests WHERE processed = 0"),
        8
    );
    let press_all = world.admin.press_raw("queue:approve_all_yes");
    let toast = world.admin.answer_to(&press_all).await;
    assert!(toast.text.contains("Entran 8 personas"), "{toast:?}");
    for (number, person) in people.iter().enumerate().filter(|(number, _)| *number != 2) {
        let link = person.expect_url("https://t.me/+").await;
        assert_eq!(person.join(&link), JoinResult::Joined, "{number}");
    }
    let approved = "SELECT count(*) FROM free_channel_requests WHERE outcome = 'approved'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(approved) == 9).then_some(()),
            "nine let in",
        )
        .await;
    press(&world.admin, "queue:list:1", "No hay nadie esperando").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_command_names_open_the_same_screens() {
    let world = World::new().await;
    for (text, expected) in [
        ("/admin_panel", "Panel de Administración"),
        ("/setup_vip_channel", "Configurar Canal VIP"),
        ("/set_wait_time", "Configurar Tiempo de Espera"),
        ("/generate_token", "Generar Token de Invitación"),
    ] {
        world.admin.send(text);
        world.admin.expect(expected).await;
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn status_shows_jobs_queues_and_memory() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    // An answer on its way while the clock jumps looks like a wrong clock.
    world.settled().await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    world.advance(120);
    world.admin.send("/status");
    let status = world.admin.expect("Estado de la casa").await;
    for words in [
        "Memoria",
        "Mensajes recibidos por atender:",
        "Mensajes por enviar:",
    ] {
        assert!(status.text.contains(words), "{words}: {status}");
    }
    world.admin.click("⚙️ Máquina").await;
    let machine = world.admin.expect("Memoria propia:").await;
    for words in [
        "Última respuesta de Telegram: hace",
        "en hora con Telegram",
        "en marcha desde hace 2 minutos",
    ] {
        assert!(machine.text.contains(words), "{words}: {machine}");
    }
    world.admin.click("🔙 Volver").await;
    world.admin.expect("Estado de la casa").await;
    world.admin.click("🧰 Trabajo").await;
    let work = world.admin.expect("Lo que alguien espera:").await;
    for words in [
        "vip_expiry",
        "free_queue",
        "channel_check",
        "vpn_addresses",
        "heartbeat",
        "cleanup",
    ] {
        assert!(work.text.contains(words), "{words}: {work}");
    }
    world.admin.click("🔄 Actualizar").await;
    world.finish().await;
}
