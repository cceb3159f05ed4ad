//! What people and the admin do. Each act ends when the house has done what it is for; a kill in between costs it time, and
//! where the bot forgot a question the person begins anew, as people do.

use crate::house::House;
use crate::house::PATIENCE;
use crate::house::VIP;
use crate::model::DAY;
use crate::model::Guest;
use crate::model::HOUR;
use crate::model::Model;
use crate::model::OFFERS;
use crate::model::RENEWAL_SLACK;
use crate::tunnel::Tunnel;
use portero::demo::telegram::Content;
use portero::demo::telegram::EmulatedMessage;
use portero::demo::telegram::JoinResult;
use portero::demo::telegram::PaymentState;
use portero::demo::telegram::Person;
use std::time::Duration;

/// How long an answer that a kill may have taken away is waited for, before the person asks again.
const ASKED_AGAIN: Duration = Duration::from_secs(3);
/// How often somebody asks.
const TRIES: u32 = 5;
/// What a token gives, in hours.
const TOKEN_HOURS: i64 = 48;

/// Waits for something in what came since the person last did anything.
async fn sees<T>(
    person: &Person,
    patience: Duration,
    look: impl Fn(&EmulatedMessage) -> Option<T>,
) -> Option<T> {
    let look = |_: &_| person.news().iter().rev().find_map(&look);
    person.emulator().wait_for(patience, look).await
}

fn button(message: &EmulatedMessage, begins: &str) -> Option<(i64, String)> {
    let mut buttons = message.buttons().filter_map(|button| button.data.clone());
    let data = buttons.find(|data| data.starts_with(begins))?;
    Some((message.message_id, data))
}

fn url(message: &EmulatedMessage, begins: &str) -> Option<String> {
    let mut urls = message.buttons().filter_map(|button| button.url.clone());
    urls.find(|url| url.starts_with(begins))
}

/// Whoever's time is just over is shown out before they come again: who is still inside gets no link. False if it ends
/// about now.
async fn is_settled(house: &House, guest: &mut Guest) -> bool {
    if guest.is_in_doubt(house.now()) {
        return false;
    }
    let person = guest.person.clone();
    if guest.is_inside && !guest.is_still_inside(house.now()) {
        let is_out = |_: &_| (!person.is_member(VIP)).then_some(());
        let is_out = house.emulator.wait_for(PATIENCE, is_out).await;
        assert!(
            is_out.is_some(),
            "{} is not shown out\n{}",
            person.id,
            house.left()
        );
    }
    true
}

/// Buys what the house sells under that number, from the card to what it brings.
pub async fn buy(house: &House, model: &mut Model, who: usize, plan: usize) {
    let offer = &OFFERS[plan];
    if !is_settled(house, &mut model.guests[who]).await {
        return;
    }
    let person = model.guests[who].person.clone();
    // The base of the numbers is 36, but they are small: o = for oneself, s = Stars, r = each month.
    let way = if offer.renews { "or" } else { "os" };
    let buys = format!("shop:buy:{}:{way}:", plan + 1);
    let card = format!("shop:plan:{}", plan + 1);
    let mut paid = None;
    for _ in 0..TRIES {
        person.press_raw(&card);
        let found = sees(&person, ASKED_AGAIN, |message| button(message, &buys)).await;
        let Some((message, data)) = found else {
            continue;
        };
        person.press_on(message, &data);
        paid = pay(house, &person, offer.renews).await;
        if paid.is_some() {
            break;
        }
    }
    let charge =
        paid.unwrap_or_else(|| panic!("{who} cannot buy {}\n{}", offer.name, house.left()));
    let guest = &mut model.guests[who];
    guest.payments += 1;
    let sql = format!(
        "SELECT count(*) = {} FROM payments WHERE user_id = {} AND state = 'fulfilled'",
        guest.payments, person.id
    );
    house.until(&sql).await;
    let now = house.now();
    (model.stars, model.payments) = (model.stars + offer.stars, model.payments + 1);
    if offer.renews {
        guest.subscription = Some((charge, now + offer.days * DAY));
    }
    let slack = if offer.renews { RENEWAL_SLACK } else { 0 };
    if offer.is_key {
        guest.key_until = guest.key_until.max(now) + offer.days * DAY;
        has_key(house, guest).await;
    } else {
        guest.lengthen_vip(offer.days * DAY + slack, now);
        join(house, model, who).await;
    }
}

/// Pays the newest invoice of the chat, or by the newest link. The charge; `None` if no invoice came.
async fn pay(house: &House, person: &Person, renews: bool) -> Option<String> {
    let payment = if renews {
        let link = sees(person, ASKED_AGAIN, |message| {
            url(message, "https://t.me/$")
        })
        .await?;
        person.pay_link(&link)
    } else {
        let is_open = |message: &EmulatedMessage| message.kind() == "invoice" && !message.is_paid;
        let open = |message: &EmulatedMessage| is_open(message).then_some(message.message_id);
        person.pay(sees(person, ASKED_AGAIN, open).await?)
    };
    let answered = |_: &_| {
        let state = person.payment(&payment);
        (state != PaymentState::Waiting).then_some(state)
    };
    let state = house.emulator.wait_for(PATIENCE, answered).await;
    assert_eq!(state, Some(PaymentState::Paid), "{} pays", person.id);
    person.charges().pop()
}

/// Their key works.
async fn has_key(house: &House, guest: &Guest) {
    let sql = format!(
        "SELECT count(*) = 1 FROM vpn_configs c JOIN vpn_peers p ON p.id = c.peer_id
         WHERE c.user_id = {} AND c.status = 'active' AND p.settled = 'open'",
        guest.person.id
    );
    house.until(&sql).await;
}

/// Goes in by the link that was sent, unless they are inside.
async fn join(house: &House, model: &mut Model, who: usize) {
    let guest = &mut model.guests[who];
    let person = guest.person.clone();
    if guest.is_still_inside(house.now()) {
        return;
    }
    // A kill between the making of a link and its sending makes another one, and ends the first.
    for _ in 0..TRIES {
        let link = sees(&person, PATIENCE, |message| url(message, "https://t.me/+")).await;
        let link = link.unwrap_or_else(|| panic!("no link for {who}\n{}", house.left()));
        if person.join(&link) == JoinResult::Joined {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(person.is_member(VIP), "{who} comes in");
    let sql = format!(
        "SELECT count(*) = 1 FROM channel_members WHERE chat_id = {VIP} AND user_id = {} AND is_inside = 1",
        person.id
    );
    house.until(&sql).await;
    model.guests[who].is_inside = true;
    model.joined += 1;
}

/// The admin makes a token and reads it.
pub async fn make_token(house: &House, model: &mut Model) {
    let is_token = |word: &&str| {
        let is_sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        word.len() == 16 && word.bytes().all(is_sign)
    };
    model.tokens_made += 1;
    house
        .admin
        .press_raw(&format!("token:make:{TOKEN_HOURS}:24:1"));
    let sql = format!(
        "SELECT count(*) = {} FROM invitation_tokens",
        model.tokens_made
    );
    house.until(&sql).await;
    let made = sees(&house.admin, PATIENCE, |message| {
        let words = message.value["text"].as_str().unwrap_or_default();
        let token = words.split_whitespace().find(is_token);
        token.map(str::to_owned)
    });
    let token = made.await.expect("the token is shown");
    model.tokens.push((token, house.now() + 23 * HOUR));
}

/// Redeems a token of the admin's.
pub async fn redeem(house: &House, model: &mut Model, who: usize) {
    if !is_settled(house, &mut model.guests[who]).await {
        return;
    }
    let now = house.now();
    model.tokens.retain(|(_, until)| *until > now);
    if model.tokens.is_empty() {
        make_token(house, model).await;
    }
    let (token, _) = model.tokens.remove(0);
    let guest = &mut model.guests[who];
    guest.person.start(Some(&format!("v_{token}")));
    model.tokens_used += 1;
    let sql = format!(
        "SELECT count(*) = {} FROM invitation_tokens WHERE used = 1",
        model.tokens_used
    );
    house.until(&sql).await;
    guest.lengthen_vip(TOKEN_HOURS * HOUR, house.now());
    join(house, model, who).await;
}

/// Leaves the channel of their own accord, if they are inside.
pub async fn leave(house: &House, model: &mut Model, who: usize) {
    let guest = &mut model.guests[who];
    if guest.is_in_doubt(house.now()) || !guest.is_still_inside(house.now()) {
        return;
    }
    guest.person.leave(VIP);
    guest.is_inside = false;
    model.left += 1;
    let sql = format!(
        "SELECT count(*) = 1 FROM channel_members WHERE chat_id = {VIP} AND user_id = {} AND is_inside = 0",
        guest.person.id
    );
    house.until(&sql).await;
}

/// Opens a ticket, which the admin closes.
pub async fn ticket(house: &House, model: &mut Model, who: usize) {
    let words = model.word("no me va");
    let person = model.guests[who].person.clone();
    let is_kept = format!("SELECT count(*) = 1 FROM ticket_messages WHERE body = '{words}'");
    for _ in 0..TRIES {
        person.press_raw("support:begin:vpn");
        let asks = |message: &EmulatedMessage| message.text.contains("Cuéntame").then_some(());
        if sees(&person, ASKED_AGAIN, asks).await.is_none() {
            continue;
        }
        person.send(&words);
        if house.becomes(ASKED_AGAIN, &is_kept).await {
            break;
        }
    }
    house.until(&is_kept).await;
    model.tickets += 1;
    let of = format!("SELECT ticket_id FROM ticket_messages WHERE body = '{words}'");
    let id: i64 = house.value(&of);
    house.admin.press_raw(&format!("ticket:close:{id}"));
    let sql = format!("SELECT state = 'closed' FROM tickets WHERE id = {id}");
    house.until(&sql).await;
}

/// Bytes pass through the person's key, if it lasts long enough for them to be counted before its end.
pub fn use_key(house: &House, model: &mut Model, tunnel: &Tunnel, who: usize, bytes: i64) {
    let guest = &model.guests[who];
    if guest.key_until < house.now() + 3 * HOUR {
        return;
    }
    let sql = format!(
        "SELECT p.remote_id FROM vpn_configs c JOIN vpn_peers p ON p.id = c.peer_id
         WHERE c.user_id = {} AND c.status = 'active'",
        guest.person.id
    );
    let key: String = house.value(&sql);
    tunnel.pass(&key, bytes.unsigned_abs(), 2 * bytes.unsigned_abs());
    let passed = model.passed.entry(key).or_default();
    *passed = (passed.0 + bytes, passed.1 + 2 * bytes);
}

/// Telegram charges the subscriptions whose month is over.
pub async fn renew(house: &House, model: &mut Model) {
    for guest in &mut model.guests {
        let now = house.now();
        let Some((charge, next_at)) = guest.subscription.clone() else {
            continue;
        };
        if next_at > now {
            continue;
        }
        guest.person.renew(&charge).expect("another month");
        guest.payments += 1;
        let sql = format!(
            "SELECT count(*) = {} FROM payments WHERE user_id = {} AND state = 'fulfilled'",
            guest.payments, guest.person.id
        );
        house.until(&sql).await;
        let month = OFFERS[3].days * DAY;
        guest.subscription = Some((charge, next_at + month));
        // From the payment on, since the house never counts a month and its slack twice.
        guest.vip_until = now + month + RENEWAL_SLACK;
        model.stars += OFFERS[3].stars;
        model.payments += 1;
        model.renewals += 1;
    }
}

/// The admin writes something for the channel, or for everybody, and confirms it.
pub async fn broadcast(house: &House, model: &mut Model, is_to_people: bool) {
    let words = model.word("Noticia");
    let (admin, begin) = (&house.admin, if is_to_people { "everybody" } else { "vip" });
    let is_confirmed = format!(
        "SELECT count(*) = 1 FROM broadcasts WHERE excerpt = '{words}' AND confirmed_at IS NOT NULL"
    );
    for _ in 0..TRIES {
        admin.press_raw(&format!("{begin}:broadcast"));
        let asks = |message: &EmulatedMessage| message.text.contains("Envíame").then_some(());
        if sees(admin, ASKED_AGAIN, asks).await.is_none() {
            continue;
        }
        admin.sends(&Content::text(&words));
        let confirms = |message: &EmulatedMessage| button(message, "broadcast:confirm:");
        let Some((message, data)) = sees(admin, ASKED_AGAIN, confirms).await else {
            continue;
        };
        admin.press_on(message, &data);
        if house.becomes(ASKED_AGAIN, &is_confirmed).await {
            break;
        }
    }
    house.until(&is_confirmed).await;
    let over = format!(
        "SELECT state = 'done' FROM broadcasts WHERE excerpt = '{words}' AND confirmed_at IS NOT NULL"
    );
    house.until(&over).await;
    if is_to_people {
        model.mailings += 1;
    } else {
        model.posts += 1;
    }
}

/// Somebody looks at the figures.
pub async fn statistics(house: &House) {
    house.admin.press_raw("admin:stats");
    let shown = |message: &EmulatedMessage| message.text.contains("📊").then_some(());
    sees(&house.admin, PATIENCE, shown)
        .await
        .expect("the figures");
}
