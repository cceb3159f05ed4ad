//! What is for the staff is for nobody else: every command and every button, tried by a stranger.

use crate::logs;
use crate::world::{ADMIN, ANA, EVA, FREE, VIP, World};
use log::Level;
use portero::demo::telegram::{JoinResult, Person};
use portero::handlers::rights;
use portero::models::{
    BroadcastId, BroadcastPostId, BroadcastSwitch, BroadcastTarget, ChatId, Door, InboxSeq,
    MemberFilter, ProblemRef, RequestId, TaskId, TokenDraft, TokenFilter, TokenId, UserId,
};
use portero::screens::Action;
use portero::screens::callback::BroadcastAction;
use portero::screens::callback::MailingAction;
use serde_json::Value;

/// Every button that needs a permission, each meaning something that is there.
fn staff_buttons() -> Vec<Action> {
    let draft = TokenDraft {
        duration_hours: Some(24),
        valid_hours: 24,
        count: 1,
    };
    let (task, update) = (ProblemRef::Task(TaskId(1)), ProblemRef::Update(InboxSeq(1)));
    let mailing = BroadcastId(1);
    let (token, eva, request) = (TokenId(2), UserId(EVA), RequestId(1));
    let mut buttons = vec![
        Action::Main,
        Action::Config,
        Action::Status,
        Action::Doctor,
        Action::Problems(0),
        Action::RetryProblem(task),
        Action::DropProblem(task),
        Action::DropProblemYes(task),
        Action::RetryProblem(update),
        Action::DropProblemYes(update),
        Action::IgnoreOffer,
        Action::SetWaitTime,
        Action::WaitMinutes(0),
        Action::FreeJoinLink,
        Action::GenerateToken,
        Action::TokenDurationOther,
        Action::TokenPreview(draft),
        Action::TokenValidity(draft),
        Action::TokenValidityOther(draft),
        Action::TokenCount(draft),
        Action::TokenCountOther(draft),
        Action::TokenNote(draft),
        Action::TokenMake(draft),
        Action::TokenSearch,
        Action::WhitelistAdd(eva),
        Action::WhitelistRemove(eva),
        Action::QueueList(0),
        Action::QueueShow(request),
        Action::Approve(request),
        Action::Decline(request),
        Action::ApproveAll,
        Action::ApproveAllYes,
        Action::BrakeDo,
        Action::BrakeDryRun,
        Action::BrakeLater,
        Action::Mailing(MailingAction::Audiences),
        Action::Mailing(MailingAction::List(0)),
        Action::Mailing(MailingAction::Show(mailing)),
        Action::Mailing(MailingAction::Pause(mailing)),
        Action::Mailing(MailingAction::Resume(mailing)),
        Action::Mailing(MailingAction::Stop(mailing)),
        Action::Mailing(MailingAction::StopYes(mailing)),
    ];
    let (broadcast, post) = (BroadcastId(1), BroadcastPostId(1));
    buttons.extend(
        [
            BroadcastAction::Targets,
            BroadcastAction::Begin(BroadcastTarget::Both),
            BroadcastAction::Confirm(broadcast, 1),
            BroadcastAction::Cancel(broadcast),
            BroadcastAction::Change(broadcast),
            BroadcastAction::Turn(broadcast, 1, BroadcastSwitch::Silent),
            BroadcastAction::Schedule(broadcast, 1),
            BroadcastAction::KeepTime(broadcast, 1),
            BroadcastAction::Look(broadcast),
            BroadcastAction::Scheduled(0),
            BroadcastAction::Sent(0),
            BroadcastAction::Show(broadcast),
            BroadcastAction::SendNow(broadcast),
            BroadcastAction::Undo(post),
            BroadcastAction::Again(post),
            BroadcastAction::There(post),
        ]
        .map(Action::Broadcast),
    );
    for door in [Door::Vip, Door::Free] {
        buttons.extend([
            Action::Desk(door),
            Action::Setup(door),
            Action::CancelSetup(door),
            Action::UseAs(door, ChatId(-1_001_000_000_003)),
            Action::UseAs(door, ChatId(VIP)),
            Action::Recheck(door),
        ]);
    }
    for filter in TokenFilter::ALL {
        buttons.extend([
            Action::TokenList(filter, 0),
            Action::TokenShow(token, filter, 0),
            Action::TokenRevoke(token, filter, 0),
            Action::TokenRevokeYes(token, filter, 0),
        ]);
    }
    for filter in MemberFilter::ALL {
        buttons.extend([
            Action::MemberList(filter, 0),
            Action::MemberShow(eva, filter, 0),
        ]);
    }
    buttons
}

#[test]
fn no_button_is_forgotten_here() {
    let source = include_str!("../../src/screens/callback.rs");
    let from = source
        .find("impl fmt::Display for Action")
        .expect("the codec");
    let text = &source[from..from + source[from..].find("\n}\n").expect("its end")];
    let word = |text: &str| {
        let name = text.split(|c: char| !c.is_ascii_alphanumeric()).next();
        name.unwrap_or_default().to_owned()
    };
    let tried: Vec<String> = staff_buttons()
        .iter()
        .map(|action| word(&format!("{action:?}")))
        .collect();
    let all: Vec<(String, &str)> = text
        .split("Self::")
        .skip(1)
        .map(|arm| (word(arm), arm))
        .collect();
    assert!(all.len() > 50, "{all:?}");
    for (name, arm) in all {
        let is_for_people = arm.contains("\"user:");
        assert!(
            is_for_people || tried.contains(&name),
            "{name} is not tried"
        );
    }
}

/// Everything in the database that a stranger must not change.
fn contents(world: &World) -> Vec<(String, Vec<String>)> {
    let database = world.database();
    let mut names = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .expect("tables");
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .expect("tables")
        .map(|name| name.expect("a name"))
        // People are refreshed and updates stored; jobs and the heartbeat go on by themselves.
        .filter(|name: &String| {
            !["users", "inbox", "job_runs", "house_state"].contains(&name.as_str())
        })
        .collect();
    assert!(names.len() > 15, "{names:?}");
    names
        .into_iter()
        .map(|name| {
            let mut rows = database
                .prepare(&format!("SELECT * FROM {name}"))
                .expect("a table");
            let columns = rows.column_count();
            let rows = rows
                .query_map([], |row| {
                    (0..columns)
                        .map(|column| row.get_ref(column).map(|value| format!("{value:?}")))
                        .collect::<Result<Vec<_>, _>>()
                })
                .expect("rows")
                .map(|row| row.expect("a row").join("|"))
                .collect();
            (name, rows)
        })
        .collect()
}

/// A house in which every button means something.
async fn furnished() -> World {
    let world = World::new().await;
    world.emulator.add_channel(-1_001_000_000_003, "Otro");
    world.emulator.set_owner(-1_001_000_000_003, ANA);
    world.emulator.set_bot_rights(
        -1_001_000_000_003,
        portero::demo::telegram::Rights::full(),
        ANA,
    );
    let tokens = world.tokens(3, Some(24)).await;
    let link = world.redeem(&world.eva, &tokens[0]).await;
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world.eva.expect("🎉").await;
    let waiting = world.emulator.add_person(4201, "Leo", None, "es");
    waiting.send("/free");
    waiting.expect("Solicitud recibida").await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.settled().await;
    world.app().ctx.task_added.notify_one();
    world
        .emulator
        .wait(
            |_| {
                let sql = "SELECT count(*) FROM tasks WHERE state = 'due' AND due_at <= 1800000000";
                (world.value::<i64>(sql) == 0).then_some(())
            },
            "quiet",
        )
        .await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn every_staff_button_pressed_by_a_stranger_is_refused_with_an_alert_and_logged() {
    let world = furnished().await;
    let before = contents(&world);
    let mut mark = world.emulator.mark();
    for (number, action) in staff_buttons().into_iter().enumerate() {
        let permission = rights::permission_of(&action).expect("a permission");
        // A fresh person each twenty presses: the flood filter would answer instead.
        let stranger = stranger(&world, number / 20);
        let answer = stranger
            .answer_to(&stranger.press_raw(&action.to_string()))
            .await;
        assert!(
            answer.show_alert && answer.text == "🚷 Eso es solo para el equipo.",
            "{action}: {answer:?}"
        );
        let line = format!(
            "[{}] tried {action} without the permission {}",
            stranger.id,
            permission.name()
        );
        assert_eq!(
            logs::at(Level::Warn, &line).len(),
            1,
            "{action} is not logged"
        );
        world.settled().await;
        let calls = world.emulator.calls_since(mark);
        mark = world.emulator.mark();
        let others: Vec<_> = calls
            .iter()
            .filter(|call| !["getUpdates", "answerCallbackQuery"].contains(&call.method.as_str()))
            .collect();
        assert!(others.is_empty(), "{action}: {others:#?}");
    }
    assert_eq!(contents(&world), before);
    world.finish().await;
}

/// Somebody who pressed Start once, in Spanish.
fn stranger(world: &World, number: usize) -> Person {
    let id = 4_300 + i64::try_from(number).expect("small");
    if world.emulator.people().iter().any(|known| known.id == id) {
        world.emulator.person(id)
    } else {
        world.emulator.add_person(id, "Nadie", None, "es")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_staff_command_typed_by_a_stranger_is_refused_with_words_and_logged() {
    let world = furnished().await;
    let before = contents(&world);
    for (number, text) in [
        "/admin",
        "/admin_panel",
        "/setup_vip_channel",
        "/set_wait_time",
        "/generate_token",
        "/doctor",
        "/Admin@portero_bot",
        "/generate_token 500",
    ]
    .into_iter()
    .enumerate()
    {
        let stranger = stranger(&world, number);
        stranger.send(text);
        stranger.expect("Eso es solo para el equipo").await;
        let name = text.split(' ').next().unwrap_or_default();
        let line = format!("[{}] tried {name} without the permission", stranger.id);
        assert_eq!(logs::at(Level::Warn, &line).len(), 1, "{text}");
    }
    assert_eq!(contents(&world), before);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn status_shows_a_stranger_nothing_of_the_house() {
    let world = furnished().await;
    world.ana.send("/status");
    let shown = world.ana.expect("¡Hola").await;
    assert!(!shown.text.contains("Memoria"), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picked_or_forwarded_chat_of_a_stranger_configures_nothing() {
    let world = furnished().await;
    let before = contents(&world);
    world.ana.share_chat_only(1, -1_001_000_000_003);
    world.ana.expect("Eso es solo para el equipo").await;
    world.ana.send_forward_of_channel_post(-1_001_000_000_003);
    world.ana.expect("No entendí").await;
    world.ana.send("@canal_vip");
    world.ana.expect("Ya no recuerdo").await;
    world
        .ana
        .start(Some("own_0123456789abcdef0123456789abcdef"));
    world.ana.expect("No conozco ese enlace de dueño").await;
    world.settled().await;
    assert_eq!(contents(&world), before);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_made_the_bot_admin_of_their_own_channel_is_offered_nothing() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.emulator.add_channel(-1_001_000_000_004, "Ajeno");
    world.emulator.set_owner(-1_001_000_000_004, ANA);
    let mark = world.emulator.mark();
    world
        .ana
        .add_bot(-1_001_000_000_004, portero::demo::telegram::Rights::full());
    world.settled().await;
    let said: Vec<_> = world
        .emulator
        .calls_since(mark)
        .into_iter()
        .filter(|call| call.method == "sendMessage")
        .collect();
    assert!(said.is_empty(), "{said:#?}");
    let config: i64 = world.value("SELECT vip_channel_id FROM bot_config");
    assert_eq!(config, VIP);
    world.finish().await;
}

/// Whether the chat with that person has a command menu of its own.
fn has_menu(menus: &[(String, Value)], id: i64) -> bool {
    menus.iter().any(|(scope, list)| {
        let is_set = list.as_array().is_some_and(|list| !list.is_empty());
        let mut numbers = scope.split(|c: char| !c.is_ascii_digit());
        numbers.any(|number| number == id.to_string()) && is_set
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_lost_the_role_is_a_stranger_even_in_the_middle_of_a_question() {
    let mut world = World::new().await;
    world.menus(|menus| has_menu(menus, ADMIN)).await;
    world.admin.press_raw("free:set_wait_time");
    world.admin.expect("¿Cuántos minutos").await;
    world
        .database()
        .execute("DELETE FROM user_roles", [])
        .expect("deleted");
    world.admin.send("30");
    world.admin.expect("Eso es solo para el equipo").await;
    assert_eq!(
        world.value::<i64>("SELECT wait_time_minutes FROM bot_config"),
        5
    );
    // The settings decide at the next start: another admin now, and the old one's menu goes.
    world
        .settings
        .insert("ADMIN_USER_IDS".to_owned(), ANA.to_string());
    world.ana.start(None);
    world.settled().await;
    world.restart().await;
    world.ana.send("/admin");
    world.ana.expect("Panel de Administración").await;
    world.admin.send("/admin");
    world.admin.expect("Eso es solo para el equipo").await;
    world
        .menus(|menus| has_menu(menus, ANA) && !has_menu(menus, ADMIN))
        .await;
    assert_eq!(
        world.value::<i64>("SELECT free_channel_id FROM bot_config"),
        FREE
    );
    world.finish().await;
}
