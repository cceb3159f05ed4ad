//! The channel of a door: what it is, what the bot may do there, a test, and a message put there by hand.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::back_to_config;
use super::callback::SettingsAction;
use super::cancel;
use super::channels::facts;
use super::panel::door_name;
use crate::models::DetachView;
use crate::models::Door;
use crate::models::DoorCard;
use crate::models::MessageId;
use crate::models::QuickPostHow;
use crate::models::QuickPostState;
use crate::models::TestStep;
use crate::models::TestView;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest description shown: Telegram takes 255 characters.
const DESCRIPTION_LENGTH: usize = 255;
/// The longest fault shown.
const FAULT_LENGTH: usize = 120;

fn act(reader: Reader, key: &str, action: SettingsAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Settings(action))
}

/// The channel of a door.
pub fn card(reader: Reader, view: &DoorCard) -> Screen {
    let door = door_name(reader.lang, view.door);
    let mut parts = vec![
        reader.html("door-card-heading", args! { door: &door }),
        facts(reader, &view.channel),
    ];
    let mut lines = Vec::new();
    if let Some(description) = &view.description {
        let text = html::one_line(description, DESCRIPTION_LENGTH);
        lines.push(reader.html("door-card-description", args! { text: &text }));
    }
    if let Some(since) = view.since {
        let since = units::instant(reader.lang, since, reader.time_zone);
        lines.push(reader.html("door-card-since", args! { since: &since }));
    }
    lines.push(reader.html("door-card-known", args! { known: view.known_inside }));
    lines.push(match view.movement {
        Some(at) => {
            let at = units::instant(reader.lang, at, reader.time_zone);
            reader.html("door-card-movement", args! { at: &at })
        }
        None => reader.html("door-card-no-movement", args! {}),
    });
    if view.channel.username.is_none() {
        lines.push(reader.html("door-card-private", args! {}));
    }
    if view.is_stale {
        lines.push(reader.html("door-card-stale", args! {}));
    }
    parts.push(lines.join("\n"));
    let mut screen = Screen::new(parts.join("\n\n"));
    if view.may_configure {
        screen = screen
            .row([
                act(
                    reader,
                    "button-card-test",
                    SettingsAction::TestChannel(view.door),
                ),
                act(
                    reader,
                    "button-card-post",
                    SettingsAction::AskPost(view.door),
                ),
            ])
            .row([
                Button::act(
                    reader.plain("button-reconfigure", args! {}),
                    Action::Setup(view.door),
                ),
                Button::styled(
                    reader.plain("button-detach", args! {}),
                    Action::Settings(SettingsAction::Detach(view.door)),
                    Style::Danger,
                ),
            ]);
    }
    screen
        .button(act(
            reader,
            "button-refresh",
            SettingsAction::Card(view.door),
        ))
        .button(back_to(reader.lang, Action::Desk(view.door)))
}

fn to_card(reader: Reader, door: Door) -> Button {
    back_to(reader.lang, Action::Settings(SettingsAction::Card(door)))
}

/// What a test found.
pub fn tested(reader: Reader, view: &TestView) -> Screen {
    let title = html::name(&view.title);
    let mut lines = vec![
        reader.html("test-heading", args! { title: &title }),
        String::new(),
    ];
    for (step, fault) in &view.steps {
        let name = match step {
            TestStep::Post => "test-post",
            TestStep::Edit => "test-edit",
            TestStep::Delete => "test-delete",
            TestStep::Link => "test-link",
            TestStep::Revoke => "test-revoke",
        };
        let name = reader.plain(name, args! {});
        lines.push(match fault {
            None => reader.html("test-fine", args! { step: &name }),
            Some(why) => {
                let why = html::one_line(why, FAULT_LENGTH);
                reader.html("test-failed", args! { step: &name, why: &why })
            }
        });
        if *step == TestStep::Delete && fault.is_some() {
            lines.push(reader.html("test-left", args! {}));
        }
    }
    let is_fine = view.steps.iter().all(|(_, fault)| fault.is_none());
    lines.push(String::new());
    lines.push(if is_fine {
        reader.html("test-all-fine", args! {})
    } else {
        reader.html("test-faults", args! {})
    });
    Screen::new(lines.join("\n"))
        .button(act(
            reader,
            "button-test-again",
            SettingsAction::TestChannel(view.door),
        ))
        .button(to_card(reader, view.door))
}

/// Asks whether to take the channel from its door.
pub fn detach(reader: Reader, view: &DetachView) -> Screen {
    let title = html::name(&view.title);
    let stops = match view.door {
        Door::Vip => reader.html(
            "detach-stops-vip",
            args! { people: view.people, owed: view.owed },
        ),
        Door::Free => reader.html("detach-stops-free", args! { people: view.people }),
    };
    let parts = [
        reader.html("detach-ask", args! { title: &title }),
        stops,
        reader.html("detach-undo", args! {}),
    ];
    Screen::new(parts.join("\n\n"))
        .button(Button::styled(
            reader.plain("button-detach-yes", args! {}),
            Action::Settings(SettingsAction::DetachYes(view.door)),
            Style::Danger,
        ))
        .button(to_card(reader, view.door))
}

/// The channel is taken from its door.
pub fn detached(reader: Reader, door: Door, title: &str) -> Screen {
    let name = door_name(reader.lang, door);
    let title = html::name(title);
    Screen::new(reader.html("detach-done", args! { title: &title, door: &name }))
        .button(Button::act(
            match door {
                Door::Vip => reader.plain("button-setup-vip", args! {}),
                Door::Free => reader.plain("button-setup-free", args! {}),
            },
            Action::Setup(door),
        ))
        .button(back_to_config(reader.lang))
}

/// Asks for a message to put into the channel.
pub fn ask_post(reader: Reader, title: &str) -> Screen {
    let title = html::name(title);
    Screen::new(reader.html("post-ask", args! { title: &title })).button(cancel(reader.lang))
}

/// Asks how to put it there.
pub fn how_to_post(reader: Reader, door: Door, title: &str, message: MessageId) -> Screen {
    let title = html::name(title);
    Screen::new(reader.html("post-how", args! { title: &title }))
        .row([
            act(
                reader,
                "button-post-copy",
                SettingsAction::Post(door, QuickPostHow::Copy, message),
            ),
            act(
                reader,
                "button-post-forward",
                SettingsAction::Post(door, QuickPostHow::Forward, message),
            ),
        ])
        .button(to_card(reader, door))
}

/// How putting it there went.
pub fn posted(reader: Reader, door: Door, state: &QuickPostState) -> Screen {
    let screen = match state {
        QuickPostState::Asked => Screen::new(reader.html("post-not-yet", args! {})),
        QuickPostState::Begun => Screen::new(reader.html("post-in-doubt", args! {})),
        QuickPostState::Done { link } => {
            Screen::new(reader.html("post-done", args! {})).button(Button::Url {
                label: reader.plain("button-post-see", args! {}),
                url: link.clone(),
            })
        }
        QuickPostState::Failed { why } => {
            let why = html::one_line(why, FAULT_LENGTH);
            Screen::new(reader.html("quick-post-failed", args! { why: &why }))
        }
    };
    screen
        .button(act(
            reader,
            "button-quick-post-again",
            SettingsAction::AskPost(door),
        ))
        .button(to_card(reader, door))
}
