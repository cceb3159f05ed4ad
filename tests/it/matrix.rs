//! The matrix of rights: every button of the staff and every command, as each role the house comes with. What happens
//! is exactly what the table of permissions says.

use crate::strangers::{furnished, staff_buttons};
use crate::world::World;
use portero::demo::telegram::Person;
use portero::handlers::commands::Command;
use portero::handlers::rights;
use portero::models::Permission;
use std::collections::BTreeSet;
use teloxide::utils::command::BotCommands;

/// The roles, each with the first number of its people here.
const ROLES: [(&str, i64); 6] = [
    ("superadmin", 9_100),
    ("admin", 9_200),
    ("support", 9_300),
    ("seller", 9_400),
    ("auditor", 9_500),
    ("user", 9_600),
];
/// What one person does here: more would meet the filter of floods.
const DEEDS: usize = 20;
const REFUSED: &str = "Eso es solo para el equipo";

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

#[tokio::test(flavor = "multi_thread")]
async fn every_button_as_each_role_does_exactly_what_the_table_says() {
    let world = furnished().await;
    for (role, first) in ROLES {
        let table = allowed(&world, role);
        let mut tried = BTreeSet::new();
        for (deed, action) in staff_buttons().into_iter().enumerate() {
            let needs = rights::permission_of(&action);
            let person = somebody(&world, role, first, deed);
            let press = person.press_raw(&action.to_string());
            let answer = person.answer_to(&press).await;
            let was_refused = answer.text.contains(REFUSED);
            assert_eq!(
                !was_refused,
                expected(&table, needs),
                "{role} presses {action} ({needs:?}): {answer:?}"
            );
            assert!(
                !answer.text.contains("Incidente"),
                "{role} {action}: {answer:?}"
            );
            tried.extend(needs.map(Permission::name));
        }
        assert!(tried.len() > 15, "{tried:?}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_as_each_role_does_exactly_what_the_table_says() {
    let world = furnished().await;
    let commands = Command::bot_commands();
    assert!(commands.len() > 20);
    for (role, first) in ROLES {
        let table = allowed(&world, role);
        for (deed, command) in commands.iter().enumerate() {
            let text = &command.command;
            let read = Command::read(text, "portero_bot").expect(text);
            let needs = rights::permission_of_command(&read);
            let person = somebody(&world, role, first, deed);
            let before = person.messages().len();
            person.send(text);
            let answer = world
                .emulator
                .wait(
                    |_| {
                        let news = person.messages();
                        let answers = news.into_iter().skip(before);
                        answers.filter(|message| message.by_bot).last()
                    },
                    &format!("an answer to {text} for {role}"),
                )
                .await;
            let was_refused = answer.text.contains(REFUSED);
            assert_eq!(
                !was_refused,
                expected(&table, needs),
                "{role} types {text} ({needs:?}): {answer}"
            );
        }
    }
    world.finish().await;
}
