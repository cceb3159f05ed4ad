//! How far the guided tour is: facts read from the world, never from what the page remembers.

use super::Shared;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// What the tour's steps wait for.
pub(super) fn facts(shared: &Shared) -> Value {
    let emulator = &shared.emulator;
    let (vip, free) = (chosen(shared, Door::Vip), chosen(shared, Door::Free));
    let mut visits = vip.map(|vip| emulator.visit_views(vip)).unwrap_or_default();
    let people = emulator.people_views();
    let guests = people
        .iter()
        .filter(|person| !shared.admins.contains(&person.id));
    let guests: Vec<Value> = guests
        .map(|person| {
            let visit = visits.iter_mut().find(|(id, _)| *id == person.id);
            let visit = visit.map(|(_, visit)| std::mem::take(visit));
            let visit = visit.unwrap_or_default();
            json!({
                "id": person.id, "name": person.name, "invite": visit.invite,
                "is_in": visit.is_in, "arrival": visit.arrival,
                "key": emulator.newest_by_bot(person.id, |message| message.contains_key("photo")),
                "held": told(shared, person.id, &["🪫"], KEY),
                "renewed": told(shared, person.id, &["🎉"], KEY),
                "ended": told(shared, person.id, &["⌛", "🗑"], KEY),
                "charge": emulator.person(person.id).charges().pop(),
                "bought": told(shared, person.id, &["✅"], "shop:order:"),
                "sent": told(shared, person.id, &["📨"], "receipt:how:"),
            })
        })
        .collect();
    let token = shared
        .admins
        .iter()
        .find_map(|admin| emulator.newest_link(*admin, "?start=v_"));
    json!({
        "vip": vip,
        "free": free,
        "admin": shared.admins.first(),
        "token": token,
        "guests": guests,
        "desk": desk(shared, vip, free),
        "shop": shop(shared),
    })
}

/// What the steps about selling wait for: that a plan is on sale, and the admin's card of a way to pay by hand.
fn shop(shared: &Shared) -> Value {
    let emulator = &shared.emulator;
    let of_admins = |is_so: fn(&str) -> bool| {
        let has_button = |message: &Map<String, Value>| buttons(message).any(is_so);
        let mut admins = shared.admins.iter();
        admins.find_map(|admin| emulator.newest_by_bot(*admin, has_button))
    };
    // Where something is sold, everybody's menu says so; the card of the plan says it sooner.
    let menus = emulator.people_views().into_iter();
    let mut menus = menus.map(|person| emulator.commands_for(person.id));
    let is_offered = menus.any(|menu| {
        let commands = menu.as_array().into_iter().flatten();
        commands.into_iter().any(|one| one["command"] == "plans")
    });
    let is_on_sale = |data: &str| data.starts_with("plan:sale:") && data.ends_with(":off");
    json!({
        "sells": is_offered || of_admins(is_on_sale).is_some(),
        "by_hand": of_admins(|data| data.starts_with("till:manual_drop:")),
    })
}

/// What the buttons under a message say to the bot.
fn buttons(message: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let markup = message.get("reply_markup");
    let rows = markup.and_then(|markup| markup["inline_keyboard"].as_array());
    let rows = rows.into_iter().flatten().filter_map(Value::as_array);
    rows.flatten()
        .filter_map(|button| button["callback_data"].as_str())
}

/// What leads to somebody's VPN keys.
const KEY: &str = "key:";

/// The newest message to a person that begins with one of these signs and has a button that leads there.
fn told(shared: &Shared, person: i64, signs: &[&str], there: &str) -> Option<i64> {
    let is_it = |message: &Map<String, Value>| {
        let text = message.get("text").and_then(Value::as_str);
        text.is_some_and(|text| signs.iter().any(|sign| text.starts_with(sign)))
            && buttons(message).any(|data| data.starts_with(there))
    };
    shared.emulator.newest_by_bot(person, is_it)
}

/// What the steps about posts wait for.
fn desk(shared: &Shared, vip: Option<i64>, free: Option<i64>) -> Value {
    let emulator = &shared.emulator;
    let presses = emulator.answered_presses("");
    let is_admin = |person: &i64| shared.admins.contains(person);
    let mut by_admin = presses.iter().rev().filter(|(person, _)| is_admin(person));
    let votes = presses
        .iter()
        .filter(|(person, data)| !is_admin(person) && data.starts_with("react:"));
    let post = |chat: Option<i64>| {
        emulator.newest_by_bot(chat?, |message| !message.contains_key("pinned_message"))
    };
    let chart = shared
        .admins
        .first()
        .and_then(|admin| emulator.newest_by_bot(*admin, is_chart));
    json!({
        "pressed": by_admin.next().map(|(_, data)| data),
        "votes": votes.count(),
        "posts": [post(vip), post(free)],
        "chart": chart,
    })
}

/// Of the pictures that an admin sees only charts are the bot's own: previews show what the admin sent.
fn is_chart(message: &Map<String, Value>) -> bool {
    let is_of_statistics = |markup: &Value| markup.to_string().contains("stats");
    message.contains_key("photo") && message.get("reply_markup").is_some_and(is_of_statistics)
}

/// What a channel is chosen for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Vip,
    Free,
}

/// The channel that an admin chose last for this, if the bot serves there. In a world that was kept the
/// presses are forgotten: there the titles of the channels it serves must do.
fn chosen(shared: &Shared, door: Door) -> Option<i64> {
    let prefix = match door {
        Door::Vip => "vip:use:",
        Door::Free => "free:use:",
    };
    let presses = shared.emulator.answered_presses(prefix);
    let pressed = presses.iter().rev().find_map(|(person, data)| {
        let chat = data.strip_prefix(prefix)?.parse::<i64>().ok()?;
        shared.admins.contains(person).then_some(chat)
    });
    let is_for_it = |title: &str| title.to_lowercase().contains("vip") == (door == Door::Vip);
    let mut kept = shared.served_before.iter();
    let kept = kept.find_map(|(chat, title)| is_for_it(title).then_some(*chat));
    let served = shared.emulator.served_by_bot();
    let chat = pressed.or(kept)?;
    served.iter().any(|(id, _)| *id == chat).then_some(chat)
}
