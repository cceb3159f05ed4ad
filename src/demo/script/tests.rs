use super::steps::Script;
use super::*;
use crate::demo::house::ADMIN;
use crate::demo::house::CHANNELS;
use crate::demo::telegram::Emulator;
use crate::demo::telegram::Rights;
use serde_json::Value;
use serde_json::json;
use std::collections::HashMap;

const ANA: i64 = 2_001;

/// A player on a house with a running bot.
async fn player() -> Player {
    let config = Config::for_demo(&HashMap::new()).expect("valid settings");
    let house = House::open(None, &config).await.expect("the demo starts");
    Player::new(house, std::time::Duration::from_secs(10))
}

fn script(text: &str) -> Script {
    parse(text, Path::new("/nonexistent")).expect("a good script")
}

/// A call in the bot's name, beside the bot.
async fn call(emulator: &Emulator, method: &str, params: Value) -> Value {
    let url = format!("{}/bot{}/{method}", emulator.url(), emulator.token());
    let answer = reqwest::Client::new().post(url).json(&params).send().await;
    answer.expect("an answer").json().await.expect("JSON")
}

/// Answers the first question about a payment.
async fn cash(emulator: Emulator, answer: Value) {
    let asked = |emulator: &Emulator| {
        let updates = emulator.update_history();
        let ids = updates
            .iter()
            .rev()
            .map(|update| &update["pre_checkout_query"]["id"]);
        ids.filter_map(Value::as_str).next().map(str::to_owned)
    };
    let mut params = answer;
    params["pre_checkout_query_id"] = json!(emulator.wait(asked, "a payment").await);
    call(&emulator, "answerPreCheckoutQuery", params).await;
}

#[tokio::test]
async fn invoices_are_paid_and_a_refusal_that_the_script_does_not_expect_fails_it() {
    for (answer, step, fails) in [
        (json!({"ok": true}), "Ana | pays | paid", None),
        (json!({"ok": true}), "Ana | presses \"Pay\"", None),
        (
            json!({"ok": false, "error_message": "Agotado"}),
            "Ana | pays | payment refused \"Agotado\"",
            None,
        ),
        (
            json!({"ok": false, "error_message": "Agotado"}),
            "Ana | pays",
            Some("seen: the payment is refused: «Agotado»"),
        ),
    ] {
        let mut player = player().await;
        let emulator = player.house.emulator.clone();
        emulator.person(ANA).start(None);
        let invoice = json!({"chat_id": ANA, "title": "VIP", "description": "30 días", "payload": "1",
            "currency": "XTR", "prices": [{"label": "VIP", "amount": 150}]});
        assert_eq!(call(&emulator, "sendInvoice", invoice).await["ok"], true);
        let cashier = tokio::spawn(cash(emulator, answer));
        let played = play(&mut player, &script(step), "a.txt").await;
        cashier.await.expect("answered");
        player.close().await.expect("stopped");
        match fails {
            None => played.expect(step),
            Some(says) => {
                let error = played.expect_err(step).to_string();
                assert!(error.contains(says), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn what_telegram_refuses_as_malformed_fails_a_script_that_went_well() {
    let mut player = player().await;
    let emulator = player.house.emulator.clone();
    let malformed = json!({"chat_id": CHANNELS[0].0, "text": "a", "parsemode": "HTML"});
    call(&emulator, "sendMessage", malformed).await;
    let played = play(&mut player, &script("Ana | /start | sees \"Ana\""), "a.txt").await;
    player.close().await.expect("stopped");
    let error = played.expect_err("a violation").to_string();
    assert!(error.contains("unknown parameter parsemode"), "{error}");
}

#[tokio::test]
async fn a_script_sends_posts_edits_and_looks_into_a_channel() {
    let mut player = player().await;
    let emulator = player.house.emulator.clone();
    let vip = CHANNELS[0].0;
    emulator.set_bot_rights(vip, Rights::full(), ADMIN);
    emulator.person(ANA).join_without_link(vip);
    let first = "Marta | posts album \"Menú in casa\" in Recetas VIP\nMarta | edits \"Menú\" in Recetas VIP\n\
        Marta | sends poll \"¿Sí?\" \"Sí\" \"No\"\nMarta | sends sticker \"👍\"\nMarta | deletes\n\
        Marta | forwards from Recetas VIP";
    play(&mut player, &script(first), "a.txt")
        .await
        .expect("played");
    let posts = emulator.channel(vip).posts();
    assert_eq!(posts.len(), 3);
    let own = emulator.person(ADMIN).messages();
    let kinds: Vec<&str> = own.iter().filter(|m| !m.by_bot).map(|m| m.kind()).collect();
    assert_eq!(kinds, ["text", "poll", "photo", "photo", "photo"]);

    let album: Vec<i64> = posts.iter().map(|post| post.message_id).collect();
    let named = json!({"chat_id": vip, "from_chat_id": vip, "message_ids": album});
    assert_eq!(call(&emulator, "copyMessages", named).await["ok"], true);
    let keyboard = json!({"inline_keyboard": [[{"text": "🔥 0", "callback_data": "x"}]]});
    let votes = json!({"chat_id": vip, "text": "¿Qué tal?", "reply_markup": keyboard});
    let post = call(&emulator, "sendMessage", votes).await["result"]["message_id"].clone();
    let named = json!({"chat_id": vip, "message_id": post});
    assert_eq!(
        call(&emulator, "pinChatMessage", named.clone()).await["ok"],
        true
    );
    let mut reaction = named;
    reaction["reaction"] = json!([{"type": "emoji", "emoji": "🔥"}]);
    assert_eq!(
        call(&emulator, "setMessageReaction", reaction).await["ok"],
        true
    );
    let good = "Marta | | album in Recetas VIP | post \"Qué tal\" in Recetas VIP | button \"🔥 0\" in Recetas VIP \
        | reaction 🔥 in Recetas VIP | pinned \"Qué\" in Recetas VIP\nAna | presses \"🔥\" in Recetas VIP";
    play(&mut player, &script(good), "a.txt")
        .await
        .expect("played");

    player.patience = std::time::Duration::from_millis(300);
    for (line, says) in [
        (
            "Ana | | poll in Recetas VIP",
            "expected: poll «» in Recetas VIP",
        ),
        (
            "Ana | | reaction 👍 in Recetas VIP",
            "reaction 👍 to the newest post",
        ),
        (
            "Ana | posts photo in Recetas VIP",
            "Ana is an administrator there",
        ),
        ("Ana | | gets photo", "Ana sees photo «»"),
    ] {
        let error = play(&mut player, &script(line), "a.txt").await;
        let error = error.expect_err(line).to_string();
        assert!(error.contains(says), "{error}");
    }
    player.close().await.expect("stopped");
}
