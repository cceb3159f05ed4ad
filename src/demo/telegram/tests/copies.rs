//! Copies, forwards, albums, files: what a broadcast asks of Telegram.

use super::*;

impl Bench {
    /// A form with files under these names.
    async fn form(&self, method: &str, fields: Value, files: &[&'static str]) -> Value {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in fields.as_object().into_iter().flatten() {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            form = form.text(name.clone(), text);
        }
        for name in files {
            let part = reqwest::multipart::Part::bytes(b"bytes".to_vec()).file_name("a.png");
            form = form.part(*name, part);
        }
        let url = format!(
            "{}/bot{}/{method}",
            self.emulator.url(),
            self.emulator.token()
        );
        let sent = self.http.post(url).multipart(form).send().await;
        sent.expect("an answer").json().await.expect("JSON")
    }

    fn channel(&self) -> EmulatedChannel {
        self.emulator.channel(CHANNEL)
    }

    async fn copy_all(&self, ids: &[i64]) -> Vec<i64> {
        let named = json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_ids": ids});
        let copied = self.ok("copyMessages", named).await;
        let list = copied.as_array().cloned().unwrap_or_default();
        list.iter()
            .filter_map(|one| one["message_id"].as_i64())
            .collect()
    }
}

#[tokio::test]
async fn a_copied_album_is_one_album_again_with_its_caption_and_order() {
    let bench = Bench::new().await;
    let items = [
        Content::photo("").captioned_html("el <b>pie</b>"),
        Content::video(""),
        Content::photo(""),
    ];
    let album = bench.ana().sends_album(&items);
    let updates = bench.updates(json!({})).await;
    let groups: Vec<&Value> = updates
        .iter()
        .map(|update| &update["message"]["media_group_id"])
        .collect();
    assert!(groups.len() == 3 && groups.iter().all(|group| *group == groups[0]));
    assert!(groups[0].is_string());

    bench.copy_all(&album).await;
    let albums = bench.channel().albums();
    let kinds: Vec<&str> = albums[0].iter().map(EmulatedMessage::kind).collect();
    assert_eq!(kinds, ["photo", "video", "photo"]);
    assert_eq!(albums[0][0].text, "el pie");
    assert_eq!(albums[0][0].entities()[0]["type"], "bold");
    assert_ne!(albums[0][0].media_group_id(), groups[0].as_str());

    bench.copy_all(&album).await;
    assert_eq!(
        bench.channel().albums().len(),
        2,
        "each copy is an album of its own"
    );
}

#[tokio::test]
async fn copies_leave_out_what_is_gone_and_what_cannot_be_copied() {
    let bench = Bench::new().await;
    let ana = bench.ana();
    let ids: Vec<i64> = ["uno", "dos", "tres"].map(|text| ana.send(text)).into();
    let invoice = json!({"chat_id": ANA, "title": "a", "description": "b", "payload": "c",
        "currency": "XTR", "prices": [{"label": "a", "amount": 1}]});
    let invoice = bench.ok("sendInvoice", invoice).await;
    let invoice = invoice["message_id"].as_i64().expect("an id");
    ana.deletes(ids[1]);
    assert_eq!(
        bench
            .copy_all(&[ids[0], ids[1], ids[2], invoice])
            .await
            .len(),
        2
    );
    let texts: Vec<String> = bench
        .channel()
        .posts()
        .into_iter()
        .map(|p| p.text)
        .collect();
    assert_eq!(texts, ["uno", "tres"]);

    let one = |id: i64| json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_id": id});
    let all = |ids: &[i64]| json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_ids": ids});
    let many: Vec<i64> = (1..=101).collect();
    for (method, params, says) in [
        ("copyMessage", one(ids[1]), "message to copy not found"),
        ("copyMessage", one(invoice), "the message can't be copied"),
        (
            "copyMessages",
            all(&[ids[1]]),
            "messages can't be forwarded",
        ),
        (
            "copyMessages",
            all(&[]),
            "message identifiers are not specified",
        ),
        (
            "copyMessages",
            all(&many),
            "too many message identifiers specified",
        ),
        (
            "copyMessages",
            all(&[ids[2], ids[0]]),
            "message identifiers must be in a strictly increasing order",
        ),
    ] {
        let refused = bench.refused(method, params).await;
        assert_eq!(refused, format!("Bad Request: {says}"));
    }
}

#[tokio::test]
async fn an_album_of_which_one_message_is_left_is_no_album() {
    let bench = Bench::new().await;
    let album = bench
        .ana()
        .sends_album(&[Content::photo("a"), Content::photo("b")]);
    bench.ana().deletes(album[0]);
    bench.copy_all(&album).await;
    let post = bench.channel().last().expect("a post");
    assert_eq!((post.text.as_str(), post.media_group_id()), ("b", None));
}

#[tokio::test]
async fn a_copy_takes_another_caption_and_keeps_what_it_is_told() {
    let bench = Bench::new().await;
    let photo = bench.ana().sends_photo("antes");
    let keyboard = json!({"inline_keyboard": [[{"text": "👍 1", "callback_data": "r:1"}]]});
    let copy = json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_id": photo,
        "caption": "<b>después</b>", "parse_mode": "HTML", "show_caption_above_media": true,
        "protect_content": true, "disable_notification": true, "reply_markup": keyboard});
    bench.ok("copyMessage", copy).await;
    let post = bench.channel().last().expect("a post");
    assert_eq!((post.text.as_str(), post.kind()), ("después", "photo"));
    assert!(post.is_silent && post.is_protected() && post.caption_is_above());
    assert!(post.has_button("👍 1"));
    let forward = json!({"chat_id": ANA, "from_chat_id": CHANNEL, "message_id": post.message_id});
    let refused = bench.refused("forwardMessage", forward).await;
    assert!(refused.contains("can't be forwarded"), "{refused}");

    let keys = json!({"keyboard": [["a"]]});
    let copy =
        json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_id": photo, "reply_markup": keys});
    let refused = bench.refused("copyMessage", copy).await;
    assert!(refused.contains("inline keyboard expected"), "{refused}");
}

#[tokio::test]
async fn every_content_of_a_person_arrives_and_can_be_copied() {
    let bench = Bench::new().await;
    let all = [
        ("text", Content::html("un <i>texto</i>")),
        ("photo", Content::photo("a")),
        ("video", Content::video("b")),
        ("animation", Content::animation("c")),
        ("voice", Content::voice("d")),
        ("audio", Content::audio("e")),
        ("document", Content::document("lista.csv", b"id\n1\n")),
        ("poll", Content::poll("¿Sí?", &["Sí", "No"])),
        ("sticker", Content::sticker("👍")),
        ("video_note", Content::video_note()),
        ("contact", Content::contact("+34600000000", "Eva")),
        ("location", Content::location(40.5, -3.7)),
    ];
    let ids: Vec<i64> = all
        .iter()
        .map(|(_, content)| bench.ana().sends(content))
        .collect();
    bench.copy_all(&ids).await;
    let posts = bench.channel().posts();
    let kinds: Vec<&str> = posts.iter().map(EmulatedMessage::kind).collect();
    let sent: Vec<&str> = all.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, sent);
    assert_eq!(posts[7].poll(), Some(("¿Sí?", vec!["Sí", "No"])));
    let file = bench
        .ok("getFile", json!({"file_id": posts[6].file_id}))
        .await;
    assert_eq!(file["file_size"], 5);
}

#[tokio::test]
async fn the_bot_sends_an_album_of_uploads_and_known_files() {
    let bench = Bench::new().await;
    bench.ana().sends_photo("");
    let known = bench.ana().messages().pop().and_then(|photo| photo.file_id);
    let media = json!([{"type": "photo", "media": "attach://x", "caption": "uno"},
        {"type": "photo", "media": known}]);
    let sent = bench
        .form(
            "sendMediaGroup",
            json!({"chat_id": CHANNEL, "media": media}),
            &["x"],
        )
        .await;
    assert_eq!(sent["ok"], true, "{sent}");
    assert_eq!(bench.channel().albums()[0].len(), 2);

    let send = |media: Value| json!({"chat_id": CHANNEL, "media": media});
    let photo = json!({"type": "photo", "media": known});
    let document = json!({"type": "document", "media": known});
    for (media, says) in [
        (json!([photo]), "from 2 to 10"),
        (json!([photo, document]), "can't be mixed"),
        (
            json!([document, document]),
            "can't use file of another type",
        ),
    ] {
        let refused = bench.refused("sendMediaGroup", send(media)).await;
        assert!(refused.contains(says), "{refused}");
    }
    assert_eq!(
        bench.channel().posts().len(),
        2,
        "nothing of a refused album is left"
    );
}

#[tokio::test]
async fn a_media_message_gets_another_file_and_keeps_its_place() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let sent = bench
        .form(
            "sendPhoto",
            json!({"chat_id": ANA, "caption": "uno"}),
            &["photo"],
        )
        .await;
    let id = &sent["result"]["message_id"];
    let keyboard = json!({"inline_keyboard": [[{"text": "7 días", "callback_data": "s:7"}]]});
    let fields = json!({"chat_id": ANA, "message_id": id, "reply_markup": keyboard,
        "media": {"type": "photo", "media": "attach://y", "caption": "dos"}});
    let edited = bench.form("editMessageMedia", fields, &["y"]).await;
    assert_eq!(edited["result"]["caption"], "dos", "{edited}");
    assert_ne!(edited["result"]["photo"], sent["result"]["photo"]);
    let shown = bench.ana().messages().pop().expect("the message");
    assert!(shown.is_edited && shown.has_button("7 días"));
    let same = json!({"chat_id": ANA, "message_id": id, "reply_markup": keyboard,
        "media": {"type": "photo", "media": shown.file_id, "caption": "dos"}});
    let refused = bench.refused("editMessageMedia", same).await;
    assert!(refused.contains("message is not modified"), "{refused}");
}

#[tokio::test]
async fn messages_are_deleted_together_and_the_missing_ones_do_not_matter() {
    let bench = Bench::new().await;
    let ids = [bench.ana().send("uno"), bench.ana().send("dos")];
    let named = json!({"chat_id": ANA, "message_ids": [ids[1], ids[0], 99_999]});
    bench.ok("deleteMessages", named).await;
    assert!(bench.ana().messages().is_empty());
    let post = bench.emulator.channel_post(CHANNEL, "un post");
    let rights = Rights::without("can_delete_messages");
    bench.emulator.set_bot_rights(CHANNEL, rights, OWNER);
    let named = json!({"chat_id": CHANNEL, "message_ids": [post]});
    let refused = bench.refused("deleteMessages", named).await;
    assert!(refused.contains("can't be deleted"), "{refused}");
}

#[tokio::test]
async fn a_poll_of_the_bot_can_be_closed_once() {
    let bench = Bench::new().await;
    let poll = json!({"chat_id": CHANNEL, "question": "¿Sí?", "options": [{"text": "Sí"}, {"text": "No"}]});
    let id = bench.ok("sendPoll", poll).await["message_id"].clone();
    let message = id.as_i64().expect("an id");
    assert!(bench.ana().votes(CHANNEL, message, 1));
    let named = json!({"chat_id": CHANNEL, "message_id": id});
    let closed = bench.ok("stopPoll", named.clone()).await;
    assert_eq!(
        (&closed["is_closed"], &closed["total_voter_count"]),
        (&json!(true), &json!(1))
    );
    assert!(!bench.ana().votes(CHANNEL, message, 0));
    let refused = bench.refused("stopPoll", named).await;
    assert!(refused.contains("already been closed"), "{refused}");
}

#[tokio::test]
async fn channels_take_no_open_polls_and_albums_no_keyboards() {
    let bench = Bench::new().await;
    let ana = bench.ana();
    let poll = ana.sends(&Content::open_poll("¿Sí?", &["Sí", "No"]));
    let text = ana.send("hola");
    let copy = json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_id": poll});
    let refused = bench.refused("copyMessage", copy).await;
    assert!(refused.contains("non-anonymous polls"), "{refused}");
    assert_eq!(bench.copy_all(&[poll, text]).await.len(), 1);

    let album = ana.sends_album(&[Content::photo("a"), Content::photo("b")]);
    let copies = bench.copy_all(&album).await;
    let keyboard = json!({"inline_keyboard": [[{"text": "👍", "callback_data": "r"}]]});
    let edit = json!({"chat_id": CHANNEL, "message_id": copies[0], "reply_markup": keyboard});
    let refused = bench.refused("editMessageReplyMarkup", edit).await;
    assert!(refused.contains("message can't be edited"), "{refused}");
}
