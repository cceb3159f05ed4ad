//! The matrix of rights: every button of the staff and every command, as each role the house comes with. What happens
//! is exactly what the table of permissions says.

use crate::logs;
use crate::strangers::{contents, furnished, staff_buttons};
use crate::updates::shipped;
use crate::world::World;
use log::Level;
use portero::demo::telegram::{Emulator, Person};
use portero::handlers::commands::Command;
use portero::handlers::rights;
use portero::models::Permission;
use portero::screens::Action;
use std::collections::BTreeSet;
use teloxide::utils::command::BotCommands;

/// The roles, each with the first number of its people here: far apart, for every few deeds take another person.
const ROLES: [(&str, i64); 6] = [
    ("superadmin", 100_000),
    ("admin", 200_000),
    ("support", 300_000),
    ("seller", 400_000),
    ("auditor", 500_000),
    ("user", 600_000),
];
/// What one person does here: more would meet the filter of floods, or wait for the pace of a chat.
const DEEDS: usize = 4;
const REFUSED: &str = "Eso es solo para el equipo";
/// What everybody but the staff hears instead while another role has closed the house.
const CLOSED: &str = "Estamos haciendo mejoras";

/// Somebody of a role, one after another as they have done enough.
fn somebody(world: &World, role: &str, first: i64, deed: usize) -> Person {
    let id = first + i64::try_from(deed / DEEDS).expect("few");
    if world.emulator.people().iter().any(|known| known.id == id) {
        return world.emulator.person(id);
    }
    let person = world.emulator.add_person(id, "Alguien", None, "es");
    let database = world.database();
    database
        .execute(
            "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (?1, 'Alguien', 1, 1)",
            [id],
        )
        .expect("a person");
    if role != "user" {
        database
            .execute(
                "INSERT INTO user_roles (user_id, role, granted_by, granted_at) VALUES (?1, ?2, ?1, 1)",
                rusqlite::params![id, role],
            )
            .expect("a role");
    }
    person
}

/// What the table in the database allows a role.
fn allowed(world: &World, role: &str) -> BTreeSet<String> {
    let database = world.database();
    let mut rows = database
        .prepare("SELECT permission FROM role_permissions WHERE role = ?1")
        .expect("the table");
    rows.query_map([role], |row| row.get(0))
        .expect("the table")
        .map(|name| name.expect("a permission"))
        .collect()
}

fn expected(allowed: &BTreeSet<String>, needs: Option<Permission>) -> bool {
    needs.is_none_or(|needs| allowed.contains(needs.name()))
}

/// Presses every button as one role, and says where it was not as the table has it.
async fn press_all(world: &World, (role, first): (&str, i64)) -> Vec<String> {
    let table = allowed(world, role);
    let mut faults = Vec::new();
    for (deed, action) in staff_buttons().into_iter().enumerate() {
        let needs = rights::permission_of(&action);
        let person = somebody(world, role, first, deed);
        let answer = person
            .answer_to(&person.press_raw(&action.to_string()))
            .await;
        // A slow machine stops the spinner first and says the rest in a message: the log knows.
        let line = format!("[{}] tried {action} without the permission", person.id);
        let is_early = answer.text.is_empty() && !logs::at(Level::Warn, &line).is_empty();
        let is_refused = [REFUSED, CLOSED]
            .iter()
            .any(|words| answer.text.contains(words));
        let is_refused = is_refused || is_early;
        if is_refused == expected(&table, needs) || answer.text.contains("Incidente") {
            faults.push(format!("{role} presses {action} ({needs:?}): {answer:?}"));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_button_as_each_role_does_exactly_what_the_table_says() {
    let world = furnished().await;
    let needed: BTreeSet<&str> = staff_buttons()
        .iter()
        .filter_map(rights::permission_of)
        .map(Permission::name)
        .collect();
    assert!(needed.len() > 15, "{needed:?}");
    let [superadmin, admin, support, seller, auditor, user] = ROLES;
    let faults = tokio::join!(
        press_all(&world, superadmin),
        press_all(&world, admin),
        press_all(&world, support),
        press_all(&world, seller),
        press_all(&world, auditor),
        press_all(&world, user),
    );
    let (a, b, c, d, e, f) = faults;
    let faults = [a, b, c, d, e, f].concat();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    world.finish().await;
}

/// Types every command as one role, and says where it was not as the table has it.
async fn type_all(world: &World, (role, first): (&str, i64)) -> Vec<String> {
    let table = allowed(world, role);
    let mut faults = Vec::new();
    for (deed, command) in Command::bot_commands().iter().enumerate() {
        let text = &command.command;
        let read = Command::read(text, "portero_bot").expect(text);
        let needs = rights::permission_of_command(&read);
        let person = somebody(world, role, first, deed);
        let before = person.messages().len();
        person.send(text);
        let answered = |_: &Emulator| {
            let mut news = person.messages().into_iter().skip(before);
            news.rfind(|message| message.by_bot)
        };
        let what = format!("an answer to {text} for {role}");
        let answer = world.emulator.wait(answered, &what).await;
        let is_refused = answer.text.contains(REFUSED);
        if is_refused == expected(&table, needs) || answer.text.contains("Incidente") {
            faults.push(format!("{role} types {text} ({needs:?}): {answer}"));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_as_each_role_does_exactly_what_the_table_says() {
    let world = furnished().await;
    assert!(Command::bot_commands().len() > 20);
    let [superadmin, admin, support, seller, auditor, user] = ROLES;
    let faults = tokio::join!(
        type_all(&world, superadmin),
        type_all(&world, admin),
        type_all(&world, support),
        type_all(&world, seller),
        type_all(&world, auditor),
        type_all(&world, user),
    );
    let (a, b, c, d, e, f) = faults;
    let faults = [a, b, c, d, e, f].concat();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    world.finish().await;
}

/// Presses those buttons one after another; says which were not refused. Each refusal is a line in the log.
async fn press_refused(world: &World, person: &Person, buttons: &[Action]) -> Vec<String> {
    let mut faults = Vec::new();
    for action in buttons {
        let answer = person
            .answer_to(&person.press_raw(&action.to_string()))
            .await;
        let line = format!("[{}] tried {action} without the permission", person.id);
        let is_logged = !logs::at(Level::Warn, &line).is_empty();
        let is_said = answer.text.is_empty() || answer.text.contains(REFUSED);
        if !is_logged || !is_said {
            faults.push(format!("{} presses {action}: {answer:?}", person.id));
        }
    }
    world.settled().await;
    faults
}

/// Somebody with these permissions and no others.
fn with_permissions(world: &World, id: i64, permissions: &[&str]) -> Person {
    let person = world.emulator.add_person(id, "Alguien", None, "es");
    let database = world.database();
    let role = format!("role{id}");
    let user =
        "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (?1, 'Alguien', 1, 1)";
    database.execute(user, [id]).expect("a person");
    if permissions.is_empty() {
        return person;
    }
    let sql = "INSERT INTO roles (name, rank, created_at, number) VALUES (?1, 50, 1, ?2)";
    database
        .execute(sql, rusqlite::params![role, id])
        .expect("a role");
    for permission in permissions {
        let sql = "INSERT INTO role_permissions (role, permission) VALUES (?1, ?2)";
        database
            .execute(sql, [role.as_str(), permission])
            .expect("a permission");
    }
    let sql = "INSERT INTO user_roles (user_id, role, granted_at) VALUES (?1, ?2, 1)";
    database
        .execute(sql, rusqlite::params![id, role])
        .expect("given");
    person
}

/// Every button that was ever shipped, with what it needs.
fn shipped_for_staff() -> Vec<(Action, Permission)> {
    let read = |data: String| {
        let action: Action = data.parse().expect("an action");
        Some((action, rights::permission_of(&action)?))
    };
    shipped().into_iter().filter_map(read).collect()
}

/// Beginnings of buttons about a person's own things.
const OWN: [&str; 13] = [
    "user:",
    "key:",
    "me:",
    "support:",
    "shop:",
    "purse:",
    "proxy:",
    "react:",
    "stars:",
    "paid:",
    "receipt:how:",
    "receipt:send:",
    "receipt:undo:",
];

#[test]
fn a_button_that_needs_no_permission_is_about_ones_own_things() {
    let read = |data: &String| data.parse::<Action>().expect("an action");
    let mut free = shipped();
    free.retain(|data| rights::permission_of(&read(data)).is_none());
    assert!(free.len() > 100, "{free:?}");
    free.retain(|data| !OWN.iter().any(|beginning| data.starts_with(beginning)));
    assert!(free.is_empty(), "for everybody: {free:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_button_is_refused_to_whoever_has_every_right_but_its_own_and_nothing_changes() {
    let world = furnished().await;
    let buttons = shipped_for_staff();
    assert!(buttons.len() > 400, "{}", buttons.len());
    let names: Vec<&str> = Permission::ALL.iter().map(|one| one.name()).collect();
    let mut faults = Vec::new();
    let mut people = Vec::new();
    let all: Vec<Action> = buttons.iter().map(|(action, _)| *action).collect();
    people.push((with_permissions(&world, 800_000, &[]), all));
    for (place, permission) in Permission::ALL.iter().enumerate() {
        let id = 800_001 + 2 * i64::try_from(place).expect("few");
        let needing = buttons.iter().filter(|(_, needs)| needs == permission);
        let needing: Vec<Action> = needing.map(|(action, _)| *action).collect();
        if needing.is_empty() {
            continue;
        }
        let others: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| *name != permission.name())
            .collect();
        people.push((with_permissions(&world, id, &others), needing));
        // And to whoever has that one right alone: one button of each other right.
        let mut seen = BTreeSet::from([permission.name()]);
        let strange = buttons
            .iter()
            .filter(|(_, needs)| seen.insert(needs.name()));
        let strange: Vec<Action> = strange.map(|(action, _)| *action).collect();
        people.push((
            with_permissions(&world, id + 1, &[permission.name()]),
            strange,
        ));
    }
    let before = contents(&world);
    for group in people.chunks(8) {
        let runs = group
            .iter()
            .map(|(person, buttons)| press_refused(&world, person, buttons));
        faults.extend(together(runs.collect()).await.concat());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(contents(&world), before);
    world.finish().await;
}

/// All of them at once, in their order.
async fn together<T>(runs: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut runs: Vec<_> = runs.into_iter().map(Box::pin).collect();
    let mut ended: Vec<Option<T>> = runs.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (run, ended) in runs.iter_mut().zip(&mut ended) {
            if ended.is_none()
                && let std::task::Poll::Ready(value) = run.as_mut().poll(context)
            {
                *ended = Some(value);
            }
        }
        match ended.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    ended.into_iter().flatten().collect()
}
