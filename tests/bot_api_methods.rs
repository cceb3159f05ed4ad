//! The emulator speaks the Bot API as it is published: names of methods, parameters and fields.
//!
//! `tests/data/bot-api-extract.json` holds the methods and types in use. Where the whole specification
//! lies beside the repository, the same is checked against it.

#![expect(clippy::expect_used, reason = "a test may fail by panic")]

use portero::demo::telegram::{
    Content, Emulator, EmulatorOptions, ForwardFields, LinkOptions, PaymentState, Person, Rights,
    Status, check,
};
use portero::models::Timestamp;
use portero::utils::clock::Clock;
use serde_json::{Value, json};
use std::path::Path;
use teloxide::types as tg;

const EXTRACT: &str = include_str!("data/bot-api-extract.json");
const WHOLE: &str = "../shared/reference/data/telegram-bot-api.json";

const CHANNEL: i64 = -1_001_000_000_001;
const GROUP: i64 = -1_001_000_000_002;
const FORUM: i64 = -1_001_000_000_003;
const OWNER: i64 = 11;
const ANA: i64 = 12;

/// Fields that Telegram still sends although the specification lists their successor only.
const OLD_FIELDS: [&str; 5] = [
    "forward_from_chat",
    "forward_from_message_id",
    "forward_from",
    "forward_sender_name",
    "forward_date",
];

fn extract() -> Value {
    serde_json::from_str(EXTRACT).expect("the extract is JSON")
}

/// The whole specification, if it is here; says so if it is not.
fn whole() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(WHOLE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("the specification is JSON")),
        Err(error) => {
            println!("skipped: {} cannot be read: {error}", path.display());
            None
        }
    }
}

fn fields(spec: &Value) -> Vec<(String, bool)> {
    let fields = spec["fields"].as_array().cloned().unwrap_or_default();
    let name = |field: &Value| field["name"].as_str().unwrap_or_default().to_owned();
    let mut fields: Vec<(String, bool)> = fields
        .iter()
        .map(|field| (name(field), field["required"] == true))
        .collect();
    fields.sort();
    fields
}

/// Differences between the emulator's tables and a specification.
fn table_differences(spec: &Value) -> Vec<String> {
    let tables = [("methods", check::methods()), ("types", check::objects())];
    let mut differences = Vec::new();
    for (section, table) in tables {
        for entry in table {
            let mut known: Vec<(String, bool)> = entry
                .parameters
                .iter()
                .map(|parameter| (parameter.name.to_owned(), parameter.is_required))
                .collect();
            known.sort();
            let published = fields(&spec[section][entry.name]);
            if spec[section].get(entry.name).is_none() || known != published {
                differences.push(format!("{}: {known:?} is not {published:?}", entry.name));
            }
        }
    }
    differences
}

#[test]
fn methods_and_parameters_are_those_of_the_extract() {
    assert_eq!(table_differences(&extract()), Vec::<String>::new());
}

#[test]
fn methods_and_parameters_are_those_of_the_whole_specification() {
    let Some(whole) = whole() else { return };
    assert_eq!(table_differences(&whole), Vec::<String>::new());
}

#[test]
fn the_extract_says_what_the_whole_specification_says() {
    let Some(whole) = whole() else { return };
    for section in ["methods", "types"] {
        for (name, entry) in extract()[section].as_object().into_iter().flatten() {
            assert_eq!(fields(entry), fields(&whole[section][name]), "{name}");
        }
    }
}

/// Notes every field of `value` that the type does not have, and every required one that it lacks.
fn compare(spec: &Value, kind: &str, value: &Value, at: &str, problems: &mut Vec<String>) {
    if let Some(inner) = kind.strip_prefix("Array of ") {
        let Some(items) = value.as_array() else {
            problems.push(format!("{at} is not a list"));
            return;
        };
        for item in items {
            compare(spec, inner, item, at, problems);
        }
        return;
    }
    let is_of_kind = match kind {
        "Integer" => value.is_i64(),
        "String" => value.is_string(),
        "Boolean" | "True" => value.is_boolean(),
        "Float" => value.is_number(),
        _ => value.is_object(),
    };
    if !is_of_kind {
        problems.push(format!("{at} is not {kind}: {value}"));
    }
    let Some(described) = spec["types"].get(kind) else {
        return;
    };
    if let Some(subtypes) = described["subtypes"].as_array() {
        let attempts = subtypes.iter().filter_map(Value::as_str).map(|subtype| {
            let mut found = Vec::new();
            compare(spec, subtype, value, at, &mut found);
            found
        });
        problems.extend(attempts.min_by_key(Vec::len).unwrap_or_default());
        return;
    }
    let known = described["fields"].as_array().cloned().unwrap_or_default();
    for field in &known {
        let name = field["name"].as_str().unwrap_or_default();
        let place = format!("{at}.{name}");
        match value.get(name) {
            None if field["required"] == true => problems.push(format!("{place} is missing")),
            None => {}
            Some(inner) => {
                let kinds = field["types"].as_array().cloned().unwrap_or_default();
                let attempts = kinds.iter().filter_map(Value::as_str).map(|kind| {
                    let mut found = Vec::new();
                    compare(spec, kind, inner, &place, &mut found);
                    found
                });
                problems.extend(attempts.min_by_key(Vec::len).unwrap_or_default());
            }
        }
    }
    for name in value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        if !known.iter().any(|field| field["name"] == *name) && !OLD_FIELDS.contains(&name.as_str())
        {
            problems.push(format!("{at}.{name} is unknown"));
        }
    }
}

/// Calls every method at least once, with people around who cause every kind of update.
struct Tour {
    emulator: Emulator,
    http: reqwest::Client,
    olga: Person,
    ana: Person,
}

impl Tour {
    async fn new() -> Self {
        let clock = Clock::standing(Timestamp(1_800_000_000));
        let emulator = Emulator::start(EmulatorOptions::new(clock))
            .await
            .expect("a free port");
        let olga = emulator.add_person(OWNER, "Olga", Some("olga"), "es");
        let ana = emulator.add_person(ANA, "Ana", None, "es");
        let http = reqwest::Client::new();
        Self {
            emulator,
            http,
            olga,
            ana,
        }
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        let url = format!(
            "{}/bot{}/{method}",
            self.emulator.url(),
            self.emulator.token()
        );
        let request = self.http.post(url).json(&params);
        let response = request.send().await.expect("an answer");
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["ok"], true, "{method}: {body}");
        body["result"].clone()
    }

    async fn upload(&self, method: &str, part: &str) -> Value {
        let file = reqwest::multipart::Part::bytes(b"content".to_vec()).file_name("a.txt");
        let form = reqwest::multipart::Form::new()
            .text("chat_id", ANA.to_string())
            .text("caption", "una <i>copia</i>")
            .text("parse_mode", "HTML")
            .part(part.to_owned(), file);
        self.post(method, form).await
    }

    async fn post(&self, method: &str, form: reqwest::multipart::Form) -> Value {
        let url = format!(
            "{}/bot{}/{method}",
            self.emulator.url(),
            self.emulator.token()
        );
        let request = self.http.post(url).multipart(form);
        let response = request.send().await.expect("an answer");
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["ok"], true, "{method}: {body}");
        body["result"].clone()
    }

    async fn walk(&self) {
        self.settle().await;
        self.introduce().await;
        self.write().await;
        self.publish().await;
        self.react().await;
        self.discuss().await;
        self.sell().await;
        self.invite().await;
        self.leave().await;
    }

    async fn settle(&self) {
        let names = [
            "message",
            "edited_message",
            "channel_post",
            "callback_query",
            "edited_channel_post",
        ];
        let member = ["my_chat_member", "chat_member", "chat_join_request"];
        let rest = [
            "message_reaction",
            "message_reaction_count",
            "pre_checkout_query",
        ];
        let allowed: Vec<&str> = names.into_iter().chain(member).chain(rest).collect();
        self.call("setWebhook", json!({"url": ""})).await;
        self.call("deleteWebhook", json!({})).await;
        self.call("getUpdates", json!({"allowed_updates": allowed}))
            .await;
        for (id, title) in [(CHANNEL, "VIP"), (GROUP, "Grupo")] {
            match id {
                CHANNEL => self.emulator.add_channel(id, title),
                _ => self.emulator.add_supergroup(id, title),
            }
            self.emulator.set_owner(id, OWNER);
            self.olga.add_bot(id, Rights::full());
        }
        self.emulator.set_username(GROUP, Some("grupo"));
        self.emulator
            .set_available_reactions(CHANNEL, Some(&["👍"]));
        self.call("getMe", json!({})).await;
        self.call("getWebhookInfo", json!({})).await;
        let rights = serde_json::to_value(Rights::full()).expect("rights");
        self.call(
            "setMyDefaultAdministratorRights",
            json!({"rights": rights, "for_channels": true}),
        )
        .await;
        let commands = json!([{"command": "start", "description": "Empezar"}]);
        self.call("setMyCommands", json!({"commands": commands}))
            .await;
        self.call("getMyCommands", json!({})).await;
        self.call("deleteMyCommands", json!({})).await;
    }

    async fn introduce(&self) {
        for (set, get, field) in [
            ("setMyName", "getMyName", "name"),
            ("setMyDescription", "getMyDescription", "description"),
            (
                "setMyShortDescription",
                "getMyShortDescription",
                "short_description",
            ),
        ] {
            self.call(set, json!({field: "Portero", "language_code": "es"}))
                .await;
            let shown = self.call(get, json!({"language_code": "es"})).await;
            assert_eq!(shown[field], "Portero");
        }
        let button = json!({"menu_button": {"type": "commands"}});
        self.call("setChatMenuButton", button).await;
        self.call("getChatMenuButton", json!({})).await;
    }

    async fn react(&self) {
        let hello = self.ana.send("hola");
        assert!(self.ana.react(ANA, hello, &["🔥"]) && self.ana.react(ANA, hello, &[]));
        self.ana.join_without_link(CHANNEL);
        let post = self.emulator.channel_post(CHANNEL, "otro post");
        assert!(self.ana.react(CHANNEL, post, &["👍"]));
        self.ana.leave(CHANNEL);
    }

    /// Albums, polls, stickers, copies of many, pins: what a broadcast is made of.
    async fn publish(&self) {
        let items = [
            Content::photo("el <pie>").captioned_html("el <b>pie</b>"),
            Content::video(""),
        ];
        let album = self.ana.sends_album(&items);
        let all = [
            Content::text("uno").with("link_preview_options", json!({"is_disabled": true})),
            Content::html("<b>dos</b>"),
            Content::animation("tres"),
            Content::audio("cuatro"),
            Content::voice(""),
            Content::video_note(),
            Content::sticker("👍"),
            Content::document("a.csv", b"a,b"),
            Content::poll("¿Sí?", &["Sí", "No"]),
            Content::contact("+34600000000", "Eva"),
            Content::location(40.5, -3.7),
        ];
        let ids: Vec<i64> = all.iter().map(|content| self.ana.sends(content)).collect();
        self.ana.answers(ids[0], &Content::text("sí"));
        self.ana.edits(album[0], &Content::photo("otro pie"));
        let post = self.olga.posts(CHANNEL, &Content::photo("un post"));
        self.olga.posts_album(CHANNEL, &items);
        self.olga
            .edits_post(CHANNEL, post, &Content::photo("otro post"));
        self.olga.forwards(CHANNEL, post);
        self.olga.forwards_person(ANA, &Content::text("de Ana"));
        self.olga
            .forwards_hidden_person("Zoe", &Content::text("de Zoe"));
        let many: Vec<i64> = album.iter().chain(&ids).copied().collect();
        let named = json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_ids": many});
        let mut copies = named.clone();
        copies["disable_notification"] = json!(true);
        copies["remove_caption"] = json!(true);
        let copied = self.call("copyMessages", copies).await;
        assert_eq!(copied.as_array().map(Vec::len), Some(many.len()));
        self.call("forwardMessages", named).await;
        self.olga.pins(CHANNEL, post);
        let place = json!({"chat_id": CHANNEL, "message_id": copied[0]["message_id"]});
        self.call("pinChatMessage", place.clone()).await;
        self.call("getChat", json!({"chat_id": CHANNEL})).await;
        self.call("unpinChatMessage", place).await;
        self.call("unpinAllChatMessages", json!({"chat_id": CHANNEL}))
            .await;
        let gone: Vec<&Value> = copied.as_array().into_iter().flatten().collect();
        let gone: Vec<&Value> = gone.into_iter().map(|one| &one["message_id"]).collect();
        self.call(
            "deleteMessages",
            json!({"chat_id": CHANNEL, "message_ids": gone}),
        )
        .await;
        let poll = json!({"chat_id": CHANNEL, "question": "¿<b>Sí</b>?", "question_parse_mode": "HTML",
            "options": [{"text": "Sí"}, {"text": "No"}]});
        let poll = self.call("sendPoll", poll).await;
        let stop = json!({"chat_id": CHANNEL, "message_id": poll["message_id"]});
        self.call("stopPoll", stop).await;
        self.group_of_uploads().await;
        self.bare_upload("sendSticker", "sticker").await;
        self.bare_upload("sendVideoNote", "video_note").await;
    }

    /// Topics of a forum, and what stands in them.
    async fn discuss(&self) {
        self.emulator.add_forum(FORUM, "Soporte");
        self.emulator.set_owner(FORUM, OWNER);
        self.olga.add_bot(FORUM, Rights::full());
        let topic = json!({"chat_id": FORUM, "name": "#1", "icon_color": 7_322_096});
        let topic = self.call("createForumTopic", topic).await;
        let id = topic["message_thread_id"].as_i64().unwrap_or(0);
        let place = json!({"chat_id": FORUM, "message_thread_id": id});
        let mut named = place.clone();
        named["name"] = json!("#1 cerrado");
        self.call("editForumTopic", named).await;
        let mut text = place.clone();
        text["text"] = json!("hola");
        let sent = self.call("sendMessage", text).await;
        assert_eq!(sent["is_topic_message"], true);
        let answered = sent["message_id"].as_i64().unwrap_or(0);
        self.olga.sends_in_topic(FORUM, id, &Content::text("hola"));
        self.olga.answers_in(FORUM, answered, &Content::photo(""));
        self.olga.opens_topic(FORUM, "Otro");
        for method in ["closeForumTopic", "reopenForumTopic", "deleteForumTopic"] {
            self.call(method, place.clone()).await;
        }
        self.call("getChat", json!({"chat_id": FORUM})).await;
    }

    /// An album whose photos come with the call, and the change of one of them.
    async fn group_of_uploads(&self) {
        let file = |name: &'static str| {
            reqwest::multipart::Part::bytes(b"content".to_vec()).file_name(name)
        };
        let media = json!([
            {"type": "photo", "media": "attach://uno", "caption": "<i>pie</i>", "parse_mode": "HTML"},
            {"type": "video", "media": "attach://dos", "has_spoiler": true},
        ]);
        let form = reqwest::multipart::Form::new()
            .text("chat_id", ANA.to_string())
            .text("media", media.to_string())
            .part("uno", file("a.png"))
            .part("dos", file("b.mp4"));
        let sent = self.post("sendMediaGroup", form).await;
        let media = json!({"type": "photo", "media": "attach://tres"});
        let form = reqwest::multipart::Form::new()
            .text("chat_id", ANA.to_string())
            .text("message_id", sent[0]["message_id"].to_string())
            .text("media", media.to_string())
            .part("tres", file("c.png"));
        self.post("editMessageMedia", form).await;
    }

    async fn bare_upload(&self, method: &str, part: &str) {
        let file = reqwest::multipart::Part::bytes(b"content".to_vec()).file_name("a.webp");
        let form = reqwest::multipart::Form::new()
            .text("chat_id", ANA.to_string())
            .part(part.to_owned(), file);
        self.post(method, form).await;
    }

    async fn sell(&self) {
        let invoice = json!({"title": "VIP", "description": "30 días", "payload": "pedido 7",
            "currency": "XTR", "prices": [{"label": "VIP", "amount": 150}]});
        let link = self.call("createInvoiceLink", invoice.clone()).await;
        let mut here = invoice;
        here["chat_id"] = json!(ANA);
        let sent = self.call("sendInvoice", here).await;
        for payment in [
            self.ana.pay(sent["message_id"].as_i64().unwrap_or(0)),
            self.ana.pay_link(link.as_str().unwrap_or_default()),
        ] {
            let answer = json!({"pre_checkout_query_id": payment.0, "ok": true});
            self.call("answerPreCheckoutQuery", answer).await;
            assert_eq!(self.ana.payment(&payment), PaymentState::Paid);
        }
        self.count_stars().await;
    }

    /// A subscription, what goes back, and Telegram's list of it.
    async fn count_stars(&self) {
        let monthly = json!({"title": "VIP", "description": "30 días", "payload": "pedido 8", "currency": "XTR",
            "prices": [{"label": "VIP", "amount": 150}], "subscription_period": 2_592_000});
        let link = self.call("createInvoiceLink", monthly).await;
        let payment = self.ana.pay_link(link.as_str().unwrap_or_default());
        let answer = json!({"pre_checkout_query_id": payment.0, "ok": true});
        self.call("answerPreCheckoutQuery", answer).await;
        let charge = self.ana.charges().pop().expect("a charge");
        self.ana.renew(&charge).expect("another month");
        self.ana.change_subscription(&charge, "canceled");
        self.ana.change_subscription(&charge, "active");
        let named = json!({"user_id": ANA, "telegram_payment_charge_id": charge});
        let mut stop = named.clone();
        stop["is_canceled"] = json!(true);
        self.call("editUserStarSubscription", stop).await;
        self.call("refundStarPayment", named).await;
        let price = json!({"chat_id": CHANNEL, "subscription_period": 2_592_000, "subscription_price": 150});
        self.call("createChatSubscriptionInviteLink", price).await;
        let list = self.call("getStarTransactions", json!({"offset": 2})).await;
        assert_eq!(
            list["transactions"].as_array().map(Vec::len),
            Some(3),
            "{list}"
        );
        let balance = self.call("getMyStarBalance", json!({})).await;
        assert_eq!(balance["amount"], 450);
    }

    async fn write(&self) {
        let first = self.ana.start(Some("v_abc"));
        self.ana.edit(first, "/start v_abd");
        self.ana.reply(first, "sí");
        self.ana.send_in(GROUP, "hola");
        self.ana.send_photo(Some("foto"));
        self.ana.send_document("a.txt", b"a", None);
        let post = self.emulator.channel_post(CHANNEL, "un post");
        for fields in [ForwardFields::Both, ForwardFields::New, ForwardFields::Old] {
            self.ana.forward(CHANNEL, fields);
        }
        self.ana.forward(GROUP, ForwardFields::New);
        let keyboard = json!({"inline_keyboard": [[
            {"text": "Sí", "callback_data": "yes", "style": "success"},
            {"text": "Web", "url": "https://example.org"},
            {"text": "Copiar", "copy_text": {"text": "abc"}},
        ]]});
        let text = "<b>a</b> <a href=\"https://e.org\">b</a> <code>c</code> <pre>d</pre>\
                    <blockquote expandable>e</blockquote><tg-spoiler>f</tg-spoiler>";
        let sent = self
            .call(
                "sendMessage",
                json!({"chat_id": ANA, "text": text, "parse_mode": "HTML", "reply_markup": keyboard,
                       "reply_parameters": {"message_id": first}, "protect_content": true}),
            )
            .await;
        let id = &sent["message_id"];
        let press = self.ana.press("Sí");
        self.call("answerCallbackQuery", json!({"callback_query_id": press.0}))
            .await;
        let here = json!({"chat_id": ANA, "message_id": id});
        let with = |more: Value| {
            let mut all = here.clone();
            for (name, value) in more.as_object().into_iter().flatten() {
                all[name] = value.clone();
            }
            all
        };
        self.call(
            "editMessageText",
            with(json!({"text": "b", "reply_markup": keyboard})),
        )
        .await;
        self.call("editMessageReplyMarkup", here.clone()).await;
        self.call(
            "setMessageReaction",
            json!({"chat_id": CHANNEL, "message_id": post, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
        )
        .await;
        self.call("deleteMessage", here.clone()).await;
        self.ana.press_on(id.as_i64().unwrap_or(0), "yes");
        self.ana.press_raw("forged");
        self.upload("sendPhoto", "photo").await;
        for (method, part) in [
            ("sendVideo", "video"),
            ("sendAnimation", "animation"),
            ("sendAudio", "audio"),
            ("sendVoice", "voice"),
        ] {
            let sent = self.upload(method, part).await;
            let caption =
                json!({"chat_id": ANA, "message_id": sent["message_id"], "caption": "otra"});
            self.call("editMessageCaption", caption).await;
        }
        let document = self.upload("sendDocument", "document").await;
        let source =
            json!({"chat_id": CHANNEL, "from_chat_id": ANA, "message_id": document["message_id"]});
        self.call("copyMessage", source.clone()).await;
        self.call("forwardMessage", source).await;
        self.call(
            "getFile",
            json!({"file_id": document["document"]["file_id"]}),
        )
        .await;
        self.call(
            "sendChatAction",
            json!({"chat_id": ANA, "action": "typing"}),
        )
        .await;
        self.share().await;
    }

    async fn share(&self) {
        self.olga.start(None);
        let rights = serde_json::to_value(Rights::full()).expect("rights");
        let request = json!({"request_id": 1, "chat_is_channel": true, "request_title": true,
            "user_administrator_rights": rights, "bot_administrator_rights": rights});
        let people = json!({"request_id": 2});
        let keyboard = json!({"keyboard": [[{"text": "Canal", "request_chat": request},
            {"text": "Personas", "request_users": people}]], "resize_keyboard": true});
        self.call(
            "sendMessage",
            json!({"chat_id": OWNER, "text": "Elige", "reply_markup": keyboard}),
        )
        .await;
        self.olga.share_chat(1, CHANNEL);
        self.olga.share_users(2, &[ANA]);
    }

    async fn invite(&self) {
        let chat = json!({"chat_id": CHANNEL});
        let person = json!({"chat_id": CHANNEL, "user_id": ANA});
        let link = self
            .call(
                "createChatInviteLink",
                json!({"chat_id": CHANNEL, "name": "uno", "member_limit": 1, "expire_date": 1_800_003_600}),
            )
            .await;
        let url = link["invite_link"].as_str().unwrap_or_default();
        self.ana.join(url);
        self.call("getChatMember", person.clone()).await;
        self.call("unbanChatMember", person.clone()).await;
        self.call(
            "editChatInviteLink",
            json!({"chat_id": CHANNEL, "invite_link": url, "creates_join_request": true}),
        )
        .await;
        self.ana.join(url);
        self.call("approveChatJoinRequest", person.clone()).await;
        self.ana.leave(CHANNEL);
        self.ana.join(url);
        self.call("declineChatJoinRequest", person.clone()).await;
        self.call(
            "revokeChatInviteLink",
            json!({"chat_id": CHANNEL, "invite_link": url}),
        )
        .await;
        let theirs = LinkOptions {
            by_request: true,
            ..LinkOptions::default()
        };
        let url = self.olga.create_link(CHANNEL, theirs);
        self.ana.join(&url);
        self.call("exportChatInviteLink", chat.clone()).await;
        self.call("banChatMember", person.clone()).await;
        self.call("getChatMember", person).await;
        self.call("getChat", chat.clone()).await;
        self.call("getChat", json!({"chat_id": "@grupo"})).await;
        self.call("getChat", json!({"chat_id": ANA})).await;
        self.call("getChatAdministrators", chat.clone()).await;
        self.call("getChatMemberCount", chat).await;
    }

    async fn leave(&self) {
        self.emulator.add_group(-77, "Viejo");
        self.emulator.set_owner(-77, OWNER);
        let bot = self.emulator.bot_id();
        self.emulator.set_status(-77, bot, Status::Member, OWNER);
        self.emulator.migrate_group(-77, -1_001_000_000_077);
        self.call("leaveChat", json!({"chat_id": GROUP})).await;
        self.ana.block();
        self.ana.unblock();
        self.call("getUpdates", json!({"limit": 100})).await;
    }
}

/// Everything the emulator answered or pushed on the tour, with the type it must have.
async fn emitted(spec: &Value) -> Vec<(String, String, Value)> {
    let tour = Tour::new().await;
    tour.walk().await;
    assert_eq!(tour.emulator.violations(), Vec::<String>::new());
    let calls = tour.emulator.calls();
    for method in check::methods() {
        let called = calls.iter().any(|call| call.method == method.name);
        assert!(called, "the tour does not call {}", method.name);
    }
    let results = calls.into_iter().filter_map(|call| {
        let kind = spec["methods"][&call.method]["returns"][0].as_str()?;
        Some((call.method, kind.to_owned(), call.outcome.ok()?))
    });
    let updates = tour.emulator.update_history().into_iter();
    let updates = updates.map(|update| ("update".to_owned(), "Update".to_owned(), update));
    results.chain(updates).collect()
}

#[tokio::test]
async fn results_and_updates_have_the_fields_of_their_types() {
    let mut specs = vec![extract()];
    specs.extend(whole());
    for spec in specs {
        let mut problems = Vec::new();
        for (place, kind, value) in emitted(&spec).await {
            compare(&spec, &kind, &value, &place, &mut problems);
        }
        problems.sort();
        problems.dedup();
        assert_eq!(problems, Vec::<String>::new());
    }
}

/// Whether teloxide reads a value as the type it must have.
fn reads(kind: &str, value: &Value) -> Result<(), String> {
    fn as_type<T: serde::de::DeserializeOwned>(value: &Value) -> Result<(), String> {
        serde_json::from_str::<T>(&value.to_string())
            .map(|_| ())
            .map_err(|error| error.to_string())
    }
    match kind {
        "User" => as_type::<tg::Me>(value),
        "Message" => as_type::<tg::Message>(value),
        "Array of Message" => as_type::<Vec<tg::Message>>(value),
        "MessageId" => as_type::<tg::MessageId>(value),
        "Array of MessageId" => as_type::<Vec<tg::MessageId>>(value),
        "Poll" => as_type::<tg::Poll>(value),
        "ChatFullInfo" => as_type::<tg::ChatFullInfo>(value),
        "ChatMember" => as_type::<tg::ChatMember>(value),
        "Array of ChatMember" => as_type::<Vec<tg::ChatMember>>(value),
        "ChatInviteLink" => as_type::<tg::ChatInviteLink>(value),
        "WebhookInfo" => as_type::<tg::WebhookInfo>(value),
        "File" => as_type::<tg::File>(value),
        "ForumTopic" => as_type::<tg::ForumTopic>(value),
        // From text, as a bot reads it: out of a `Value` teloxide takes every update for an unknown one.
        // It has no name for what Bot API 10.2 added; the bot reads that kind by itself.
        "Update" if value.get("subscription").is_some() => Ok(()),
        "Update" => match serde_json::from_str::<tg::Update>(&value.to_string()) {
            Ok(tg::Update {
                kind: tg::UpdateKind::Error(_),
                ..
            }) => Err("an unknown kind of update".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        },
        _ => Ok(()),
    }
}

#[tokio::test]
async fn results_and_updates_are_read_by_teloxide() {
    for (place, kind, value) in emitted(&extract()).await {
        let read = reads(&kind, &value);
        assert!(read.is_ok(), "{place}: {read:?} in {value}");
    }
}
