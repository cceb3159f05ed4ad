//! Texts, files, presses.

use super::*;
use crate::models::HOUR;

#[tokio::test]
async fn a_person_writes_the_bot_answers_and_a_press_gets_its_toast() {
    let bench = Bench::new().await;
    let ana = bench.ana();
    ana.start(Some("v_abc"));
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates[0]["message"]["text"], "/start v_abc");
    assert_eq!(updates[0]["message"]["entities"][0]["length"], 6);

    let keyboard =
        json!({"inline_keyboard": [[{"text": "🎟️ Canjear", "callback_data": "user:redeem"}]]});
    bench
        .ok("SendMessage", json!({"chat_id": ANA, "text": "<b>Hola</b> Ana", "parse_mode": "HTML", "reply_markup": keyboard}))
        .await;
    let shown = ana.expect("Hola Ana").await;
    assert_eq!(shown.value["entities"][0]["type"], "bold");
    let press = ana.press("Canjear");
    assert_eq!(bench.emulator.unanswered_callbacks().len(), 1);
    bench
        .ok(
            "answerCallbackQuery",
            json!({"callback_query_id": press.0, "text": "Listo", "show_alert": true}),
        )
        .await;
    assert!(ana.expect_toast("Listo").await.show_alert);
    assert!(bench.emulator.unanswered_callbacks().is_empty());
    assert!(bench.emulator.violations().is_empty());
}

#[tokio::test]
async fn texts_edits_and_presses_have_telegrams_limits() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let long = "ñ".repeat(4097);
    for (method, params, says) in [
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": long}),
            "message is too long",
        ),
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": " \n"}),
            "message text is empty",
        ),
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": "<x>", "parse_mode": "HTML"}),
            "can't parse entities: Unsupported start tag \"x\" at byte offset 0",
        ),
        (
            "sendMessage",
            json!({"chat_id": ANA, "text": "a", "parsemode": "HTML"}),
            "unknown parameter parsemode",
        ),
        (
            "editMessageText",
            json!({"chat_id": ANA, "message_id": 1, "text": "a"}),
            "message to edit not found",
        ),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "1"}),
            "query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "1", "text": "x".repeat(201)}),
            "MESSAGE_TOO_LONG",
        ),
    ] {
        let refused = bench.refused(method, params).await;
        assert_eq!(refused, format!("Bad Request: {says}"));
    }
    let sent = bench
        .ok("sendMessage", json!({"chat_id": ANA, "text": "uno"}))
        .await;
    let id = &sent["message_id"];
    let edit = json!({"chat_id": ANA, "message_id": id, "text": "uno"});
    assert!(
        bench
            .refused("editMessageText", edit)
            .await
            .contains("message is not modified")
    );
    bench.clock.advance(48 * HOUR);
    bench
        .ok(
            "editMessageText",
            json!({"chat_id": ANA, "message_id": id, "text": "dos"}),
        )
        .await;
    let delete = json!({"chat_id": ANA, "message_id": id});
    assert!(
        bench
            .refused("deleteMessage", delete)
            .await
            .contains("can't be deleted")
    );
}

#[tokio::test]
async fn a_late_answer_to_a_press_is_refused() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let press = bench.ana().press_raw("x");
    bench.clock.advance(150);
    let refused = bench
        .refused("answerCallbackQuery", json!({"callback_query_id": press.0}))
        .await;
    assert!(refused.contains("query is too old"));
}

#[tokio::test]
async fn a_copy_keeps_the_formatting_and_a_forward_names_its_origin() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let sent = bench
        .ok(
            "sendMessage",
            json!({"chat_id": ANA, "text": "<i>uno</i>", "parse_mode": "HTML"}),
        )
        .await;
    let source = json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_id": sent["message_id"]});
    bench.ok("copyMessage", source).await;
    let post = bench
        .emulator
        .messages(CHANNEL)
        .pop()
        .expect("the copy in the channel");
    assert_eq!(post.value["entities"], sent["entities"]);
    let back = json!({"chat_id": ANA, "from_chat_id": CHANNEL, "message_id": post.message_id});
    let forwarded = bench.ok("forwardMessage", back).await;
    assert_eq!(forwarded["forward_origin"]["chat"]["id"], CHANNEL);
}

#[tokio::test]
async fn an_uploaded_document_can_be_downloaded_again() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let part = reqwest::multipart::Part::bytes(b"id,name\n".to_vec()).file_name("users.csv");
    let form = reqwest::multipart::Form::new()
        .text("chat_id", ANA.to_string())
        .text("caption", "Lista")
        .part("document", part);
    let url = |path: &str| format!("{}/{path}", bench.emulator.url());
    let token = bench.emulator.token();
    let send = bench
        .http
        .post(url(&format!("bot{token}/sendDocument")))
        .multipart(form);
    let sent: Value = send.send().await.expect("sent").json().await.expect("JSON");
    let id = &sent["result"]["document"]["file_id"];
    let shown = bench.ana().expect("Lista").await;
    assert_eq!(shown.file_name.as_deref(), Some("users.csv"));
    let file = bench.ok("getFile", json!({"file_id": id})).await;
    let path = file["file_path"].as_str().expect("a path");
    let got = bench
        .http
        .get(url(&format!("file/bot{token}/{path}")))
        .send()
        .await
        .expect("an answer");
    assert_eq!(got.bytes().await.expect("bytes").as_ref(), b"id,name\n");
}
