//! What a person does with messages on the page.

use super::ANA;
use super::Demo;
use super::MARTA;
use super::PNG;
use super::VIP;
use super::chat;
use crate::demo::telegram::EmulatedMessage;
use crate::demo::telegram::Rights;
use reqwest::Response;
use reqwest::StatusCode;
use serde_json::Value;
use serde_json::json;

impl Demo {
    async fn try_upload(&self, kind: &str, name: &str, content: &'static [u8]) -> Response {
        let url = format!(
            "{}/api/upload?person={MARTA}&kind={kind}&name={name}",
            self.page.url()
        );
        let sent = self.browser.post(url).body(content).send().await;
        sent.expect("an answer")
    }

    async fn upload(&self, kind: &str, name: &str, content: &'static [u8]) -> Value {
        let answer = self.try_upload(kind, name, content).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let answer: Value = answer.json().await.expect("JSON");
        answer["file"].clone()
    }

    async fn send(&self, person: i64, chat: i64, items: Value) {
        let body = json!({"person": person, "chat": chat, "items": items});
        self.act("send", body).await;
    }

    fn last(&self, chat: i64) -> EmulatedMessage {
        let messages = self.emulator.messages(chat);
        messages.into_iter().next_back().expect("a message")
    }
}

#[tokio::test]
async fn a_document_is_kept_and_a_photo_is_shown() {
    let demo = Demo::new().await;
    let svg = b"<svg onload='alert(1)'/>".as_slice();
    let document = demo.upload("document", "a%20%C3%B1.svg", svg).await;
    let items = json!([{"kind": "document", "file": document, "text": "Look"}]);
    demo.send(MARTA, MARTA, items).await;
    assert_eq!(demo.last(MARTA).text, "Look");
    let photo = demo.upload("photo", "a.png", PNG).await;
    let items = json!([{"kind": "photo", "file": photo}]);
    demo.send(MARTA, MARTA, items).await;
    let photo = demo.last(MARTA).file_id.expect("a photo");
    let document = document.as_str().expect("an id");
    let document = demo.get(&format!("/file/{document}")).await;
    let header =
        |answer: &Response, name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(
        header(&document, "content-type"),
        "application/octet-stream"
    );
    assert_eq!(
        header(&document, "content-disposition"),
        "attachment; filename*=UTF-8''a%20%C3%B1.svg"
    );
    let photo = demo.get(&format!("/file/{photo}")).await;
    assert_eq!(header(&photo, "content-type"), "image/png");
    assert_eq!(header(&photo, "content-disposition"), "inline");
    assert_eq!(photo.bytes().await.expect("content"), PNG);
    for (kind, content) in [("video", b"x".as_slice()), ("photo", b"")] {
        let refused = demo.try_upload(kind, "a", content).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{kind}");
    }
}

#[tokio::test]
async fn albums_polls_and_sounds_go_to_the_bot_and_into_a_channel() {
    let demo = Demo::new().await;
    let photo = demo.upload("photo", "a.png", PNG).await;
    let album = json!([{"kind": "photo", "file": photo, "text": "Pie"}, {"kind": "photo"}]);
    demo.send(MARTA, MARTA, album.clone()).await;
    demo.send(MARTA, VIP, album).await;
    let poll = json!([{"kind": "poll", "text": "¿Sí?", "options": ["Sí", "No"]}]);
    demo.send(MARTA, MARTA, poll).await;
    for kind in [
        "video",
        "animation",
        "audio",
        "voice",
        "video_note",
        "sticker",
    ] {
        let item = json!([{"kind": kind, "text": "👍"}]);
        demo.send(MARTA, MARTA, item).await;
        assert_eq!(demo.last(MARTA).kind(), kind);
    }
    assert_eq!(demo.emulator.channel(VIP).albums()[0].len(), 2);
    let state = demo.state(MARTA, MARTA).await;
    let changed = &state["chat"]["changed"];
    assert_eq!(changed[1]["media_group_id"], changed[2]["media_group_id"]);
    assert_eq!(changed[1]["caption"], "Pie");

    let poll = changed[3]["id"].clone();
    let vote = json!({"person": MARTA, "chat": MARTA, "message": poll, "option": 1});
    demo.act("vote", vote).await;
    let state = demo.state(MARTA, MARTA).await;
    let seen = &state["chat"]["changed"][3];
    assert_eq!(
        (&seen["vote"], &seen["poll"]["total_voter_count"]),
        (&json!(1), &json!(1))
    );
}

#[tokio::test]
async fn the_tour_reads_from_the_world_what_was_posted_pressed_and_drawn() {
    let demo = Demo::new().await;
    demo.emulator.set_bot_rights(VIP, Rights::full(), MARTA);
    let facts = async || {
        let path = format!("/api/state?person={MARTA}&chat={MARTA}&tour=1");
        demo.json(&path).await["tour"]["desk"].clone()
    };
    let before = facts().await;
    assert_eq!(
        before["posts"],
        json!([null, null]),
        "no channel is chosen yet"
    );
    let press = async |person: i64, data: &str| {
        let press = demo.emulator.person(person).press_raw(data);
        let answer = json!({"callback_query_id": press.0});
        demo.bot("answerCallbackQuery", answer).await;
    };
    press(MARTA, &format!("vip:use:{VIP}")).await;
    let keys = json!({"inline_keyboard": [[{"text": "👍", "callback_data": "react:0"}]]});
    let post = json!({"chat_id": VIP, "text": "a", "reply_markup": keys});
    let post = demo.bot("sendMessage", post).await["message_id"].clone();
    let pin = json!({"chat_id": VIP, "message_id": post});
    demo.bot("pinChatMessage", pin).await;
    press(ANA, "react:0").await;
    press(MARTA, "react:0").await;
    demo.send(MARTA, MARTA, json!([{"kind": "photo"}])).await;
    let photo = demo.last(MARTA).file_id;
    demo.bot("sendPhoto", json!({"chat_id": MARTA, "photo": photo}))
        .await;
    let facts_now = facts().await;
    assert_eq!(facts_now["posts"][0], post, "a pin is no post");
    assert_eq!(facts_now["votes"], 1, "an admin's own press is no reader's");
    assert_eq!(facts_now["pressed"], "react:0");
    assert!(facts_now["chart"].is_null(), "a preview is no chart");
    let keys = json!({"inline_keyboard": [[{"text": "7", "callback_data": "admin:stats:chart:active:7"}]]});
    let chart = json!({"chat_id": MARTA, "photo": photo, "reply_markup": keys});
    let chart = demo.bot("sendPhoto", chart).await["message_id"].clone();
    assert_eq!(facts().await["chart"], chart);
}

#[tokio::test]
async fn the_tour_reads_from_the_world_what_was_told_of_a_key() {
    let demo = Demo::new().await;
    demo.emulator.person(ANA).start(None);
    let ana = async || {
        let path = format!("/api/state?person={MARTA}&chat={MARTA}&tour=1");
        demo.json(&path).await["tour"]["guests"][0].clone()
    };
    let tell = async |text: &str, data: &str| {
        let keys = json!({"inline_keyboard": [[{"text": "7", "callback_data": data}]]});
        let message = json!({"chat_id": ANA, "text": text, "reply_markup": keys});
        demo.bot("sendMessage", message).await["message_id"].clone()
    };
    tell("⌛ Tu acceso VIP terminó", "token:redeem").await;
    let ended = ana().await;
    assert_eq!(ended["id"], ANA);
    assert!(ended["ended"].is_null(), "an access is no key");
    let held = tell("🪫 Usaste", "key:usage").await;
    let renewed = tell("🎉 Ya es un plan", "key:list:0").await;
    let ended = tell("⌛ Terminó", "key:list:0").await;
    let facts = ana().await;
    assert_eq!(
        (&facts["held"], &facts["renewed"], &facts["ended"]),
        (&held, &renewed, &ended)
    );
    assert!(facts["key"].is_null());
}

#[tokio::test]
async fn who_wrote_a_message_changes_and_deletes_it_and_forwards_what_is_free() {
    let demo = Demo::new().await;
    demo.send(MARTA, VIP, json!([{"kind": "photo", "text": "antes"}]))
        .await;
    let post = demo.last(VIP).message_id;
    let edit = json!({"person": MARTA, "chat": VIP, "message": post, "text": "después"});
    demo.act("edit", edit).await;
    assert_eq!(demo.last(VIP).text, "después");
    let forward = json!({"person": MARTA, "chat": VIP, "messages": [post], "to": MARTA});
    demo.act("forward", forward).await;
    assert_eq!(demo.last(MARTA).value["forward_origin"]["message_id"], post);

    demo.emulator.set_bot_rights(VIP, Rights::full(), MARTA);
    let sent =
        json!({"chat_id": VIP, "text": "a", "protect_content": true, "disable_notification": true});
    let guarded = demo.bot("sendMessage", sent).await["message_id"].clone();
    let forward = json!({"person": MARTA, "chat": VIP, "messages": [guarded], "to": MARTA});
    let (status, _) = demo.try_act("forward", forward).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let state = demo.state(MARTA, VIP).await;
    assert_eq!(state["chat"]["changed"][1]["is_silent"], true);

    let pin = json!({"person": MARTA, "chat": VIP, "message": guarded, "pins": true});
    demo.act("pin", pin).await;
    let state = demo.state(MARTA, VIP).await;
    assert_eq!(chat(&state, VIP)["pinned"]["id"], guarded);
    let delete = json!({"person": ANA, "chat": VIP, "messages": [guarded]});
    let (status, _) = demo.try_act("delete", delete.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a reader deletes nothing");
    let mut delete = delete;
    delete["person"] = json!(MARTA);
    demo.act("delete", delete).await;
    let state = demo.state(MARTA, VIP).await;
    assert!(chat(&state, VIP)["pinned"].is_null());
    let said = demo.bot_says("hola").await;
    let edit = json!({"person": MARTA, "chat": MARTA, "message": said, "text": "no"});
    let (status, _) = demo.try_act("edit", edit).await;
    assert_eq!(
        status,
        StatusCode::BAD_REQUEST,
        "the bot's message is the bot's"
    );
}

#[tokio::test]
async fn the_tour_reads_from_the_world_what_is_sold_paid_and_delivered() {
    let demo = Demo::new().await;
    demo.emulator.person(ANA).start(None);
    let facts = async || {
        let path = format!("/api/state?person={MARTA}&chat={MARTA}&tour=1");
        let tour = demo.json(&path).await["tour"].clone();
        (tour["shop"].clone(), tour["guests"][0].clone())
    };
    let tell = async |chat: i64, text: &str, data: &str| {
        let keys = json!({"inline_keyboard": [[{"text": "7", "callback_data": data}]]});
        let message = json!({"chat_id": chat, "text": text, "reply_markup": keys});
        demo.bot("sendMessage", message).await["message_id"].clone()
    };
    tell(MARTA, "a plan", "plan:sale:1:on").await;
    tell(ANA, "a forged one", "plan:sale:1:off").await;
    let nothing = json!({"sells": false, "by_hand": null});
    assert_eq!(facts().await.0, nothing);
    tell(MARTA, "a plan on sale", "plan:sale:1:off").await;
    let card = tell(MARTA, "✅ Tarjeta", "till:manual_drop:1").await;
    assert_eq!(facts().await.0, json!({"sells": true, "by_hand": card}));

    let invoice = json!({"chat_id": ANA, "title": "VIP", "description": "30", "payload": "ord_1", "currency": "XTR",
        "prices": [{"label": "VIP", "amount": 250}]});
    let invoice = demo.bot("sendInvoice", invoice).await["message_id"].clone();
    assert!(facts().await.1["charge"].is_null());
    let payment = (demo.emulator.person(ANA)).pay(invoice.as_i64().expect("an id"));
    let yes = json!({"pre_checkout_query_id": payment.0, "ok": true});
    demo.bot("answerPreCheckoutQuery", yes).await;
    let charge = demo.emulator.person(ANA).charges().pop();
    let sent = tell(ANA, "📨 Recibimos", "receipt:how:2").await;
    tell(ANA, "✅ Clave", "key:list:0").await;
    let bought = tell(ANA, "✅ Pago recibido", "shop:order:1").await;
    let ana = facts().await.1;
    assert_eq!(
        (&ana["charge"], &ana["sent"], &ana["bought"]),
        (&json!(charge), &sent, &bought)
    );
}

#[tokio::test]
async fn a_menu_with_plans_tells_the_tour_that_something_is_sold() {
    let demo = Demo::new().await;
    let menu = json!({"commands": [{"command": "plans", "description": "x"}]});
    demo.bot("setMyCommands", menu).await;
    let path = format!("/api/state?person={MARTA}&chat={MARTA}&tour=1");
    assert_eq!(demo.json(&path).await["tour"]["shop"]["sells"], true);
}
