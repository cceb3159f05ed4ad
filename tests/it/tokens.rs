//! VIP tokens, whole: made in chat, redeemed in every way, refused in every way.

use crate::world::{ADMIN, ExpectUrl, VIP, World, tokens_in_csv};
use portero::demo::telegram::JoinResult;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_made_in_chat_opens_the_channel() {
    let world = World::new().await;
    world.admin.send("/generate_token");
    world.admin.expect("¿Cuánto dura el acceso").await;
    world.admin.click("7 días").await;
    world.admin.expect("Así queda").await;
    world.admin.click("✅ Generar").await;
    let made = world.admin.expect("Token VIP Generado").await;
    assert!(
        made.text.contains("7 días") && made.text.contains("Jefa <&>"),
        "{}",
        made.text
    );
    let copy = made
        .buttons()
        .find_map(|button| button.copy.clone())
        .expect("a button to copy");
    let link = format!(
        "https://t.me/{}?start=v_{copy}",
        world.emulator.bot_username()
    );
    assert!(made.text.contains(&link), "{}", made.text);

    world.ana.start(Some(&format!("v_{copy}")));
    let redeemed = world.ana.expect("Token Canjeado").await;
    assert!(redeemed.text.contains("7 días"), "{}", redeemed.text);
    let invite = world.ana.expect_url("https://t.me/+").await;
    assert_eq!(world.ana.join(&invite), JoinResult::Joined);
    world.ana.expect("🎉").await;
    assert!(world.ana.is_member(VIP));
    world
        .emulator
        .wait(
            |_| (world.eva.join(&invite) == JoinResult::Invalid).then_some(()),
            "the link is revoked",
        )
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tokens_come_as_a_document_and_each_works() {
    let world = World::new().await;
    world.admin.press_raw("token:make:24:24:25");
    let made = world.admin.expect("25 Tokens VIP Generados").await;
    let file = world
        .emulator
        .file(made.file_id.as_deref().expect("a file"))
        .expect("kept");
    let tokens = tokens_in_csv(&file);
    assert_eq!(tokens.len(), 25);
    for (number, token) in tokens.iter().enumerate() {
        let person = world
            .emulator
            .add_person(5_000 + number as i64, "P", None, "es");
        world.redeem(&person, token).await;
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_redeemed_by_command_by_button_by_pasting_and_in_any_spelling() {
    let world = World::new().await;
    let tokens = world.tokens(4, Some(24)).await;
    let spelled = |token: &str| {
        format!(
            "{}-{} {}",
            token[..4].to_lowercase(),
            &token[4..8],
            &token[8..]
        )
    };

    world.ana.send(&format!("/vip {}", spelled(&tokens[0])));
    world.ana.expect("Token Canjeado").await;
    world.ana.expect_url("https://t.me/+").await;

    world.ana.start(None);
    world.ana.click("🎟️ Canjear Token VIP").await;
    world.ana.expect("Envíame tu token").await;
    world.ana.send(&spelled(&tokens[1]));
    world.ana.expect("Se sumó a tu acceso").await;

    world.ana.send("/vip");
    world.ana.expect("Envíame tu token").await;
    world.ana.send(&tokens[2]);
    world.ana.expect("Se sumó a tu acceso").await;

    world.eva.start(None);
    world.eva.expect("Eva").await;
    world.eva.send(&spelled(&tokens[3]));
    world.eva.expect("Redeemed").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_token_gets_its_own_answer_and_the_question_goes_on() {
    let world = World::new().await;
    let tokens = world.tokens(3, Some(24)).await;
    world.redeem(&world.eva, &tokens[0]).await;
    world.ana.start(None);
    world.ana.click("user:redeem_token").await;
    world.ana.expect("Envíame tu token").await;
    world.ana.send("hola");
    world.ana.expect("no parece un token").await;
    world.ana.send("ABCDEFGHJKLMNPQR");
    world.ana.expect("No conozco ese token").await;
    world.ana.send(&tokens[0]);
    world.ana.expect("ya lo canjeó otra persona").await;

    world.admin.send("/admin");
    world.admin.expect("Panel de Administración").await;
    world.admin.press_raw("token:list:all:0");
    world.admin.press_raw("token:revoke_yes:2:all:0");
    world
        .emulator
        .wait(
            |_| (world.emulator.unanswered_callbacks().is_empty()).then_some(()),
            "the revocation",
        )
        .await;
    world.ana.send(&tokens[1]);
    world.ana.expect("fue anulado").await;
    world.advance(24 * 3_600 + 1);
    world.ana.send(&tokens[2]);
    world.ana.expect("caducó").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_pause_for_fifteen_minutes() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    for _ in 0..5 {
        world.ana.send("/vip ABCDEFGHJKLMNPQR");
        world.ana.expect("No conozco ese token").await;
    }
    world.ana.send(&format!("/vip {token}"));
    world.ana.expect("Demasiados intentos").await;
    world.advance(901);
    world.ana.send(&format!("/vip {token}"));
    world.ana.expect("Token Canjeado").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_channel_no_token_is_made_and_none_is_spent() {
    let world = World::bare().await;
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw("vip:generate_token"))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("no está configurado"),
        "{answer:?}"
    );
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw("token:make:24:24:1"))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("no está configurado"),
        "{answer:?}"
    );
    world.ana.send("/vip ABCDEFGHJKLMNPQR");
    world.ana.expect("no está configurado").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_press_makes_one_token() {
    let world = World::new().await;
    world.admin.send("/generate_token");
    world.admin.expect("¿Cuánto dura").await;
    world.admin.click("24 horas").await;
    let preview = world.admin.expect("Así queda").await;
    let data = preview
        .button("✅ Generar")
        .and_then(|button| button.data.clone())
        .expect("the button");
    for press in [
        world.admin.press_on(preview.message_id, &data),
        world.admin.press_on(preview.message_id, &data),
    ] {
        world.admin.answer_to(&press).await;
    }
    world.admin.expect("Token VIP Generado").await;
    // A call is noted once it is answered, which is after the message is in the chat.
    let made = || {
        let calls = world.emulator.calls_of("sendMessage").into_iter();
        calls
            .filter(|call| call.chat() == Some(ADMIN) && call.text().contains("Token VIP Generado"))
            .count()
    };
    let is_noted = |_: &_| (made() > 0).then_some(());
    world.emulator.wait(is_noted, "the note of the call").await;
    world.settled().await;
    let made = made();
    assert_eq!(made, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_found_by_its_first_characters_and_its_card_never_shows_it() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.admin.press_raw("token:search");
    world.admin.expect("primeros caracteres").await;
    world.admin.send(&token[..3].to_lowercase());
    let found = world.admin.expect("Tokens que empiezan por").await;
    assert!(
        found
            .buttons()
            .any(|button| button.label.contains(&token[..4])),
        "{found}"
    );
    world.admin.click(&token[..4]).await;
    for message in world.admin.news() {
        assert!(
            !message.text.contains(&token) || message.text.contains("Generado"),
            "{message}"
        );
    }
    world.finish().await;
}
