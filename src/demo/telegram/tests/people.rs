//! What people do besides writing: paying, reacting, pressing reply keyboards; and the bot's profile.

use super::*;

const GROUP: i64 = -1_001_000_000_009;

/// An invoice in Ana's chat: the id of its message.
async fn invoice(bench: &Bench) -> i64 {
    bench.ana().start(None);
    let sent = bench
        .ok("sendInvoice", terms(json!({"chat_id": ANA})))
        .await;
    bench.updates(json!({"offset": -1})).await;
    sent["message_id"].as_i64().expect("an id")
}

/// 150 Stars for the VIP channel, with some parameters more or other.
fn terms(more: Value) -> Value {
    let mut invoice = json!({"title": "VIP", "description": "30 días", "payload": "pedido 7",
        "currency": "XTR", "prices": [{"label": "VIP", "amount": 150}]});
    for (name, value) in more.as_object().into_iter().flatten() {
        invoice[name] = value.clone();
    }
    invoice
}

#[tokio::test]
async fn a_paid_invoice_is_marked_and_the_bot_told_with_a_charge_id() {
    let bench = Bench::new().await;
    let id = invoice(&bench).await;
    let payment = bench.ana().pay(id);
    assert_eq!(bench.ana().payment(&payment), PaymentState::Waiting);
    let updates = bench.updates(json!({})).await;
    let query = &updates.last().expect("an update")["pre_checkout_query"];
    assert_eq!(query["id"], payment.0);
    assert_eq!(query["invoice_payload"], "pedido 7");
    assert_eq!(query["total_amount"], 150);
    bench
        .ok(
            "answerPreCheckoutQuery",
            json!({"pre_checkout_query_id": payment.0, "ok": true}),
        )
        .await;
    assert_eq!(bench.ana().payment(&payment), PaymentState::Paid);
    let updates = bench.updates(json!({})).await;
    let paid = &updates.last().expect("an update")["message"]["successful_payment"];
    assert_eq!(paid["invoice_payload"], "pedido 7");
    assert!(
        paid["telegram_payment_charge_id"]
            .as_str()
            .is_some_and(|id| id.len() > 10)
    );
    let shown = bench
        .ana()
        .messages()
        .into_iter()
        .find(|message| message.message_id == id);
    let shown = shown.expect("the invoice");
    assert!(shown.is_paid);
    assert_eq!(shown.buttons().next().expect("a button").value["pay"], true);
}

#[tokio::test]
async fn a_refused_payment_shows_the_reason_and_moves_nothing() {
    let bench = Bench::new().await;
    let id = invoice(&bench).await;
    let payment = bench.ana().pay(id);
    let no = json!({"pre_checkout_query_id": payment.0, "ok": false, "error_message": "Agotado"});
    bench.ok("answerPreCheckoutQuery", no.clone()).await;
    let refused = PaymentState::Refused("Agotado".to_owned());
    assert_eq!(bench.ana().payment(&payment), refused);
    let again = bench.refused("answerPreCheckoutQuery", no).await;
    assert!(again.contains("query ID is invalid"), "{again}");
    let messages = bench.ana().messages();
    let paid = messages
        .iter()
        .find(|message| message.value.get("successful_payment").is_some());
    assert!(paid.is_none() && messages.iter().all(|message| !message.is_paid));
}

#[tokio::test]
async fn a_payment_without_an_answer_within_ten_seconds_times_out() {
    let bench = Bench::new().await;
    let id = invoice(&bench).await;
    let payment = bench.ana().pay(id);
    bench.clock.advance(9);
    assert_eq!(bench.ana().payment(&payment), PaymentState::Waiting);
    bench.clock.advance(1);
    assert_eq!(bench.ana().payment(&payment), PaymentState::TimedOut);
    let late = json!({"pre_checkout_query_id": payment.0, "ok": true});
    let refusal = bench.refused("answerPreCheckoutQuery", late).await;
    assert!(refusal.contains("query is too old"), "{refusal}");
    let nothing = bench.ana().pay(id + 50);
    assert!(matches!(
        bench.ana().payment(&nothing),
        PaymentState::Refused(_)
    ));
}

#[tokio::test]
async fn invoices_are_refused_as_telegram_refuses_them() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let two = json!([{"label": "a", "amount": 1}, {"label": "b", "amount": 2}]);
    for (more, says) in [
        (json!({"prices": two}), "STARS_INVOICE_INVALID"),
        (json!({"max_tip_amount": 5}), "STARS_INVOICE_INVALID"),
        (json!({"provider_token": "1:a"}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"currency": "EUR"}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"prices": []}), "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (
            json!({"payload": "x".repeat(129)}),
            "INVOICE_PAYLOAD_INVALID",
        ),
        (json!({"title": "x".repeat(33)}), "TITLE_INVALID"),
        (
            json!({"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}}),
            "Pay button",
        ),
    ] {
        let mut invoice = terms(more);
        invoice["chat_id"] = json!(ANA);
        let refusal = bench.refused("sendInvoice", invoice).await;
        assert!(refusal.contains(says), "{refusal} is not {says}");
    }
    let euros = terms(json!({"currency": "EUR", "provider_token": "1:a", "chat_id": ANA}));
    bench.ok("sendInvoice", euros).await;
    let monthly = terms(json!({"subscription_period": 86_400}));
    bench.refused("createInvoiceLink", monthly).await;
}

#[tokio::test]
async fn reactions_are_told_one_by_one_in_chats_and_as_counts_in_channels() {
    let bench = Bench::new().await;
    bench.emulator.add_supergroup(GROUP, "Grupo");
    bench.emulator.set_bot_rights(GROUP, Rights::full(), OWNER);
    let ana = bench.ana();
    ana.join_without_link(GROUP);
    ana.join_without_link(CHANNEL);
    let said = ana.send_in(GROUP, "hola");
    let post = bench.emulator.channel_post(CHANNEL, "un post");
    bench.emulator.drop_updates();
    assert!(ana.react(GROUP, said, &["👍"]));
    assert_eq!(
        bench.emulator.updates_pending(),
        0,
        "reactions must be asked for"
    );
    let kinds = json!(["message_reaction", "message_reaction_count"]);
    bench.updates(json!({"allowed_updates": kinds})).await;
    assert!(ana.react(GROUP, said, &["🔥"]));
    let like = json!({"chat_id": CHANNEL, "message_id": post,
        "reaction": [{"type": "emoji", "emoji": "🔥"}]});
    bench.ok("setMessageReaction", like).await;
    assert!(ana.react(CHANNEL, post, &["🔥"]));
    let updates = bench.updates(json!({})).await;
    assert_eq!(
        updates.len(),
        2,
        "the bot's own reaction is not told: {updates:?}"
    );
    let reaction = &updates[0]["message_reaction"];
    assert_eq!(reaction["user"]["id"], ANA);
    assert_eq!(reaction["old_reaction"][0]["emoji"], "👍");
    assert_eq!(reaction["new_reaction"][0]["emoji"], "🔥");
    let counts = &updates[1]["message_reaction_count"]["reactions"];
    assert_eq!(counts[0]["total_count"], 2);
    let seen = bench.emulator.messages(CHANNEL).pop().expect("the post");
    assert_eq!(seen.reaction_counts, [("🔥".to_owned(), 2)]);
    assert_eq!(ana.reactions_to(CHANNEL, post), ["🔥"]);
}

#[tokio::test]
async fn the_client_offers_no_reaction_that_the_chat_forbids_or_to_who_is_outside() {
    let bench = Bench::new().await;
    let post = bench.emulator.channel_post(CHANNEL, "un post");
    assert!(!bench.ana().react(CHANNEL, post, &["👍"]));
    bench.ana().join_without_link(CHANNEL);
    bench
        .emulator
        .set_available_reactions(CHANNEL, Some(&["👍"]));
    assert!(!bench.ana().react(CHANNEL, post, &["🔥"]));
    assert!(!bench.ana().react(CHANNEL, post, &["no"]));
    assert!(bench.ana().react(CHANNEL, post, &["👍"]));
}

#[tokio::test]
async fn the_newest_reply_keyboard_shows_until_it_is_removed_used_or_deleted() {
    let bench = Bench::new().await;
    let ana = bench.ana();
    ana.start(None);
    let send = |markup: Value| {
        let message = json!({"chat_id": ANA, "text": "a", "reply_markup": markup});
        async { bench.ok("sendMessage", message).await["message_id"].clone() }
    };
    assert_eq!(ana.keyboard(), None);
    send(json!({"keyboard": [["Sí"]]})).await;
    send(json!({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]})).await;
    ana.send("Sí");
    assert_eq!(ana.keyboard().expect("shown")["keyboard"][0][0], "Sí");
    send(json!({"remove_keyboard": true})).await;
    assert_eq!(ana.keyboard(), None);
    send(json!({"keyboard": [["Uno"]], "one_time_keyboard": true})).await;
    ana.send("otra cosa");
    assert!(ana.keyboard().is_some());
    ana.send("Uno");
    assert_eq!(ana.keyboard(), None);
    let id = send(json!({"keyboard": [["Dos"]]})).await;
    bench
        .ok("deleteMessage", json!({"chat_id": ANA, "message_id": id}))
        .await;
    assert_eq!(ana.keyboard(), None);
}

#[tokio::test]
async fn a_picker_offers_the_chats_of_the_kind_and_rights_asked_for() {
    let bench = Bench::new().await;
    let olga = bench.emulator.person(OWNER);
    olga.start(None);
    bench.emulator.add_supergroup(GROUP, "Grupo");
    bench.emulator.set_owner(GROUP, OWNER);
    let rights = serde_json::to_value(Rights::full()).expect("rights");
    let ask = |id: i64, is_channel: bool| {
        json!({"text": "x", "request_chat": {"request_id": id, "chat_is_channel": is_channel,
            "user_administrator_rights": rights, "bot_administrator_rights": rights}})
    };
    let buttons = json!([[ask(1, true), ask(2, false)],
        [{"text": "y", "request_users": {"request_id": 3, "user_is_bot": false}}]]);
    for person in [OWNER, ANA] {
        bench.emulator.person(person).start(None);
        let message =
            json!({"chat_id": person, "text": "a", "reply_markup": {"keyboard": buttons}});
        bench.ok("sendMessage", message).await;
    }
    assert_eq!(olga.pickable(1), [(CHANNEL, "VIP".to_owned())]);
    assert_eq!(olga.pickable(2), [(GROUP, "Grupo".to_owned())]);
    assert_eq!(olga.pickable(3), [(ANA, "Ana".to_owned())]);
    assert_eq!(olga.pickable(4), []);
    assert_eq!(
        bench.ana().pickable(1),
        [],
        "only who administers a chat may give it away"
    );
}

#[tokio::test]
async fn the_profile_has_a_text_per_language_within_telegrams_limits() {
    let bench = Bench::new().await;
    for (method, field, most) in [
        ("setMyName", "name", 64),
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ] {
        bench.ok(method, json!({field: "ñ".repeat(most)})).await;
        bench
            .ok(method, json!({field: "doorman", "language_code": "en"}))
            .await;
        bench
            .refused(method, json!({field: "x".repeat(most + 1)}))
            .await;
    }
    let own = bench.emulator.profile("en");
    assert_eq!(
        (own.name.as_str(), own.description.as_str()),
        ("doorman", "doorman")
    );
    assert_eq!(
        bench
            .emulator
            .profile("fr")
            .short_description
            .chars()
            .count(),
        120
    );
    bench
        .ok("setMyDescription", json!({"language_code": "en"}))
        .await;
    assert_eq!(
        bench.emulator.profile("en").description.chars().count(),
        512
    );
    bench.ana().start(None);
    let button = json!({"chat_id": ANA, "menu_button": {"type": "default"}});
    bench.ok("setChatMenuButton", button).await;
    assert_eq!(bench.emulator.menu_button(ANA)["type"], "default");
    assert_eq!(bench.emulator.menu_button(OWNER)["type"], "commands");
}

#[tokio::test]
async fn captions_are_edited_under_files_only() {
    let bench = Bench::new().await;
    let photo = bench
        .ana()
        .send_photo_bytes("a.png", b"picture", Some("antes"));
    let copy = json!({"chat_id": ANA, "from_chat_id": ANA, "message_id": photo});
    let id = bench.ok("copyMessage", copy).await["message_id"].clone();
    let edit = json!({"chat_id": ANA, "message_id": id, "caption": "después"});
    let edited = bench.ok("editMessageCaption", edit.clone()).await;
    assert_eq!(edited["caption"], "después");
    let again = bench.refused("editMessageCaption", edit).await;
    assert!(again.contains("not modified"), "{again}");
    let text = bench
        .ok("sendMessage", json!({"chat_id": ANA, "text": "a"}))
        .await;
    let edit = json!({"chat_id": ANA, "message_id": text["message_id"], "caption": "b"});
    let refusal = bench.refused("editMessageCaption", edit).await;
    assert!(refusal.contains("no caption"), "{refusal}");
}

#[tokio::test]
async fn a_long_demo_forgets_old_calls_updates_and_messages() {
    let clock = Clock::standing(Timestamp(1_800_000_000));
    let options = EmulatorOptions {
        remembered: 10,
        ..EmulatorOptions::new(clock)
    };
    let emulator = Emulator::start(options).await.expect("a free port");
    let ana = emulator.add_person(ANA, "Ana", None, "es");
    for number in 0..200 {
        ana.send(&number.to_string());
        ana.press_raw("x");
    }
    assert!(emulator.update_history().len() <= 10);
    let kept = ana.messages();
    assert!(kept.len() <= 50, "{}", kept.len());
    assert_eq!(kept.last().expect("the newest").text, "199");
    assert!(emulator.unanswered_callbacks().len() <= 10);
}
