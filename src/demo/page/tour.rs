//! How far the guided tour is: facts read from the world, never from what the page remembers.

use super::Shared;
use serde_json::Value;
use serde_json::json;

/// What the tour's steps wait for.
pub(super) fn facts(shared: &Shared) -> Value {
    let emulator = &shared.emulator;
    let vip = chosen(shared, "vip:use:");
    let people = emulator.people_views();
    let guests = people
        .iter()
        .filter(|person| !shared.admins.contains(&person.id));
    let guests: Vec<Value> = guests
        .map(|person| {
            let visit = vip.map(|vip| emulator.visit_view(person.id, vip));
            let visit = visit.unwrap_or_default();
            json!({
                "id": person.id, "name": person.name, "invite": visit.invite,
                "is_in": visit.is_in, "arrival": visit.arrival,
            })
        })
        .collect();
    let token = shared
        .admins
        .iter()
        .find_map(|admin| emulator.newest_link(*admin, "?start=v_"));
    json!({
        "vip": vip,
        "free": chosen(shared, "free:use:"),
        "admin": shared.admins.first(),
        "token": token,
        "guests": guests,
    })
}

/// The channel that an admin chose last with such a button, if the bot serves there.
fn chosen(shared: &Shared, prefix: &str) -> Option<i64> {
    let presses = shared.emulator.answered_presses(prefix);
    let mut by_admins = presses
        .iter()
        .rev()
        .filter(|(person, _)| shared.admins.contains(person));
    let (_, data) = by_admins.next()?;
    let chat: i64 = data.strip_prefix(prefix)?.parse().ok()?;
    shared.emulator.bot_serves(chat).then_some(chat)
}
