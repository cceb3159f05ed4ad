//! The admin panel, its configuration, and the desks of the two doors.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::BroadcastAction;
use super::callback::MailingAction;
use super::callback::ReactionAction;
use super::callback::StatisticsAction;
use super::wait_time::wait_name;
use crate::models::BroadcastTarget;
use crate::models::Channel;
use crate::models::ConfigView;
use crate::models::Door;
use crate::models::FreeDesk;
use crate::models::MemberFilter;
use crate::models::Missing;
use crate::models::PanelView;
use crate::models::TokenFilter;
use crate::models::VipDesk;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The word for a door.
pub fn door_name(lang: Lang, door: Door) -> String {
    match door {
        Door::Vip => lang.plain("door-vip", args! {}),
        Door::Free => lang.plain("door-free", args! {}),
    }
}

/// The admin panel: is everything there that the desks in use need?
pub fn panel(reader: Reader, view: &PanelView) -> Screen {
    let mut state = Vec::new();
    if view.missing.is_empty() {
        state.push(reader.html("panel-complete", args! {}));
    } else {
        state.push(reader.html("panel-incomplete", args! {}));
        state.extend(
            view.missing
                .iter()
                .map(|missing| missing_line(reader, missing)),
        );
    }
    let mut counts = reader.html(
        "panel-counts",
        args! { members: view.active_members, waiting: view.waiting },
    );
    if view.problems > 0 {
        let problems = reader.html("panel-problems", args! { count: view.problems });
        counts = format!("{counts}\n{problems}");
    }
    let text = [
        reader.html("panel-heading", args! {}),
        state.join("\n"),
        counts,
    ];
    let mut screen = Screen::new(text.join("\n\n"))
        .row([
            act(reader, "button-desk-vip", Action::Desk(Door::Vip)),
            act(reader, "button-desk-free", Action::Desk(Door::Free)),
        ])
        .row([
            broadcast(reader, "button-broadcast-both", BroadcastTarget::Both),
            act(
                reader,
                "button-mailings",
                Action::Mailing(MailingAction::Audiences),
            ),
        ])
        .button(act(
            reader,
            "button-statistics",
            Action::Statistics(StatisticsAction::Overview),
        ))
        .row([
            act(reader, "button-config", Action::Config),
            act(reader, "button-status", Action::Status),
        ]);
    if view.problems > 0 {
        let label = reader.plain("button-problems", args! { count: view.problems });
        screen = screen.button(Button::styled(label, Action::Problems(0), Style::Danger));
    }
    screen.button(act(reader, "button-home", Action::Home))
}

fn missing_line(reader: Reader, missing: &Missing) -> String {
    match missing {
        Missing::Channel(door) => {
            let door = door_name(reader.lang, *door);
            reader.html("panel-missing-channel", args! { door: &door })
        }
        Missing::Rights { door, title } => {
            let (door, title) = (door_name(reader.lang, *door), html::name(title));
            reader.html("panel-missing-rights", args! { door: &door, title: &title })
        }
    }
}

/// What is set.
pub fn config(reader: Reader, view: &ConfigView) -> Screen {
    let title = |channel: &Channel| html::name(&channel.title);
    let lines = [
        match &view.vip {
            Some(channel) => reader.html("config-vip", args! { title: &title(channel) }),
            None => reader.html("config-vip-none", args! {}),
        },
        match &view.free {
            Some(channel) => reader.html("config-free", args! { title: &title(channel) }),
            None => reader.html("config-free-none", args! {}),
        },
        reader.html(
            "config-wait",
            args! { minutes: &wait_name(reader.lang, view.wait_minutes) },
        ),
        reader.html("config-zone", args! { zone: &view.time_zone }),
    ];
    let heading = reader.html("config-heading", args! {});
    Screen::new(format!("{heading}\n\n{}", lines.join("\n")))
        .button(act(reader, "button-setup-vip", Action::Setup(Door::Vip)))
        .button(act(reader, "button-setup-free", Action::Setup(Door::Free)))
        .button(act(reader, "button-wait-time", Action::SetWaitTime))
        .button(reactions(reader, "button-reactions-vip", Door::Vip))
        .button(reactions(reader, "button-reactions-free", Door::Free))
        .button(act(reader, "button-back-main", Action::Main))
}

/// The VIP desk. Without its channel it offers only to choose one.
pub fn vip_desk(reader: Reader, view: &VipDesk) -> Screen {
    let heading = reader.html("desk-vip-heading", args! {});
    let Some(channel) = &view.channel else {
        return no_channel(
            reader,
            heading,
            act(reader, "button-setup-vip", Action::Setup(Door::Vip)),
        );
    };
    let counts = reader.html(
        "desk-vip-counts",
        args! { active: view.active_members, expiring: view.expiring_members, tokens: view.open_tokens },
    );
    let label = reader.plain("button-generate-token", args! {});
    Screen::new(format!(
        "{heading}\n\n{}\n{counts}",
        channel_line(reader, channel)
    ))
    .button(Button::styled(label, Action::GenerateToken, Style::Primary))
    .row([
        act(
            reader,
            "button-token-list",
            Action::TokenList(TokenFilter::Open, 0),
        ),
        act(
            reader,
            "button-members",
            Action::MemberList(MemberFilter::Active, 0),
        ),
    ])
    .button(broadcast(
        reader,
        "button-broadcast-vip",
        BroadcastTarget::Door(Door::Vip),
    ))
    .row([
        act(reader, "button-recheck", Action::Recheck(Door::Vip)),
        act(reader, "button-reconfigure", Action::Setup(Door::Vip)),
    ])
    .button(act(reader, "button-back-main", Action::Main))
}

/// The Free desk. Without its channel it offers only to choose one.
pub fn free_desk(reader: Reader, view: &FreeDesk) -> Screen {
    let heading = reader.html("desk-free-heading", args! {});
    let Some(channel) = &view.channel else {
        return no_channel(
            reader,
            heading,
            act(reader, "button-setup-free", Action::Setup(Door::Free)),
        );
    };
    let wait = wait_name(reader.lang, view.wait_minutes);
    let mut counts = reader.html(
        "desk-free-counts",
        args! { wait: &wait, waiting: view.waiting },
    );
    if let Some(due) = view.next_due {
        let due = units::instant(reader.lang, due, reader.time_zone);
        counts = format!(
            "{counts}\n{}",
            reader.html("desk-free-next", args! { due: &due })
        );
    }
    let queue = reader.plain("button-queue", args! { count: view.waiting });
    Screen::new(format!(
        "{heading}\n\n{}\n{counts}",
        channel_line(reader, channel)
    ))
    .row([
        Button::styled(queue, Action::QueueList(0), Style::Primary),
        act(reader, "button-join-link", Action::FreeJoinLink),
    ])
    .button(act(reader, "button-wait-time", Action::SetWaitTime))
    .button(broadcast(
        reader,
        "button-broadcast-free",
        BroadcastTarget::Door(Door::Free),
    ))
    .row([
        act(reader, "button-recheck", Action::Recheck(Door::Free)),
        act(reader, "button-reconfigure", Action::Setup(Door::Free)),
    ])
    .button(act(reader, "button-back-main", Action::Main))
}

fn no_channel(reader: Reader, heading: String, setup: Button) -> Screen {
    let sentence = reader.html("desk-no-channel", args! {});
    Screen::new(format!("{heading}\n\n{sentence}"))
        .button(setup)
        .button(back_to(reader.lang, Action::Main))
}

fn channel_line(reader: Reader, channel: &Channel) -> String {
    let title = html::name(&channel.title);
    let line = reader.html("desk-channel", args! { title: &title });
    if channel.is_usable() && channel.lost_at.is_none() {
        return line;
    }
    format!("{line}\n{}", reader.html("desk-lost", args! {}))
}

fn broadcast(reader: Reader, key: &str, target: BroadcastTarget) -> Button {
    act(
        reader,
        key,
        Action::Broadcast(BroadcastAction::Begin(target)),
    )
}

fn reactions(reader: Reader, key: &str, door: Door) -> Button {
    act(reader, key, Action::Reaction(ReactionAction::Show(door)))
}

fn act(reader: Reader, key: &str, action: Action) -> Button {
    Button::act(reader.plain(key, args! {}), action)
}
