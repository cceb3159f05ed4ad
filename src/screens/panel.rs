//! The admin panel, its configuration, and the desks of the two doors.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::api;
use super::back_to;
use super::callback::AuditAction;
use super::callback::BackupAction;
use super::callback::BroadcastAction;
use super::callback::HouseAction;
use super::callback::MailingAction;
use super::callback::NoticeAction;
use super::callback::PersonAction;
use super::callback::ReactionAction;
use super::callback::RoleAction;
use super::callback::ServerAction;
use super::callback::SettingsAction;
use super::callback::StatisticsAction;
use super::callback::TicketAction;
use super::callback::VpnAction;
use super::settings;
use super::sources;
use super::till;
use super::wait_time::wait_name;
use super::webhooks;
use crate::models::AuditFilter;
use crate::models::BroadcastTarget;
use crate::models::Channel;
use crate::models::ConfigScope;
use crate::models::ConfigView;
use crate::models::Door;
use crate::models::FreeDesk;
use crate::models::MemberFilter;
use crate::models::Missing;
use crate::models::PanelView;
use crate::models::PersonFilter;
use crate::models::TicketFilter;
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
    let members = view.active_members;
    let mut counts = match view.waiting {
        Some(waiting) => reader.html("panel-counts", args! { members: members, waiting: waiting }),
        None => reader.html("panel-own-counts", args! { members: members }),
    };
    if view.problems > 0 {
        let problems = reader.html("panel-problems", args! { count: view.problems });
        counts = format!("{counts}\n{problems}");
    }
    if let Some(since) = view.maintenance_since {
        let since = units::instant(reader.lang, since, reader.time_zone);
        let line = reader.html("status-maintenance", args! { since: &since });
        counts = format!("{line}\n{counts}");
    }
    let mut text = vec![reader.html("panel-heading", args! {}), counts];
    if view.waiting.is_some() {
        text.insert(1, state_of_house(reader, &view.missing));
    }
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
        .row(people(reader, view))
        .row(vpn(reader, view))
        .row(view.sees_proxies.then(|| sources::entrance(reader)))
        .button(act(reader, "button-team", Action::Role(RoleAction::List)))
        .row(tickets(reader, view))
        .row(view.money.map(|waiting| till::entrance(reader, waiting)))
        .row([
            act(reader, "button-config", Action::Config),
            act(reader, "button-status", Action::Status),
        ]);
    if view.maintains {
        let desk = Action::House(HouseAction::Maintenance);
        screen = screen.button(act(reader, "button-maintenance", desk));
    }
    screen = screen.row(team(reader, view));
    if view.problems > 0 {
        let label = reader.plain("button-problems", args! { count: view.problems });
        screen = screen.button(Button::styled(label, Action::Problems(0), Style::Danger));
    }
    screen.button(act(reader, "button-home", Action::Home))
}

/// Whether the desks in use have all they need, and what they lack.
fn state_of_house(reader: Reader, missing: &[Missing]) -> String {
    if missing.is_empty() {
        return reader.html("panel-complete", args! {});
    }
    let mut state = vec![reader.html("panel-incomplete", args! {})];
    state.extend(missing.iter().map(|missing| missing_line(reader, missing)));
    state.join("\n")
}

/// The statistics, and everybody.
fn people(reader: Reader, view: &PanelView) -> impl Iterator<Item = Button> {
    let statistics = Action::Statistics(StatisticsAction::OVERVIEW);
    let list = Action::Person(PersonAction::List(PersonFilter::All, 0));
    let people = view
        .sees_people
        .then(|| act(reader, "button-persons", list));
    std::iter::once(act(reader, "button-statistics", statistics)).chain(people)
}

fn vpn(reader: Reader, view: &PanelView) -> impl Iterator<Item = Button> {
    let servers = view.sees_servers.then(|| {
        let list = Action::Server(ServerAction::List(0));
        act(reader, "button-servers", list)
    });
    let keys = view.sees_keys.then(|| {
        let list = Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0));
        act(reader, "button-vpn-keys", list)
    });
    servers.into_iter().chain(keys)
}

fn tickets(reader: Reader, view: &PanelView) -> Option<Button> {
    let label = match view.tickets? {
        0 => reader.plain("button-tickets", args! {}),
        count => reader.plain("button-tickets-waiting", args! { count: count }),
    };
    let list = TicketAction::List(TicketFilter::Waiting, 0);
    Some(Button::act(label, Action::Ticket(list)))
}

/// What the team does among itself.
fn team(reader: Reader, view: &PanelView) -> impl Iterator<Item = Button> {
    let log = view.sees_audit.then(|| {
        let list = AuditAction::List(AuditFilter::ALL);
        act(reader, "button-log", Action::Audit(list))
    });
    let notices = view.has_notices.then(|| {
        let desk = NoticeAction::Desk;
        act(reader, "button-notices", Action::Notice(desk))
    });
    log.into_iter().chain(notices)
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
    let mut lines = vec![
        match &view.vip {
            Some(channel) => reader.html("config-vip", args! { title: &title(channel) }),
            None => reader.html("config-vip-none", args! {}),
        },
        match &view.free {
            Some(channel) => reader.html("config-free", args! { title: &title(channel) }),
            None => reader.html("config-free-none", args! {}),
        },
        String::new(),
    ];
    lines.extend(settings::lines(reader, &view.settings));
    let heading = reader.html("config-heading", args! {});
    Screen::new(format!("{heading}\n\n{}", lines.join("\n")))
        .row([
            door_button(reader, Door::Vip, view.vip.is_some()),
            door_button(reader, Door::Free, view.free.is_some()),
        ])
        .button(act(reader, "button-wait-time", Action::SetWaitTime))
        .row([
            setting(reader, "button-reminders", SettingsAction::Reminders),
            setting(reader, "button-grace", SettingsAction::Grace),
        ])
        .row([
            setting(reader, "button-texts", SettingsAction::Texts),
            setting(reader, "button-fees", SettingsAction::Fees),
        ])
        .button(reactions(reader, "button-reactions-vip", Door::Vip))
        .button(reactions(reader, "button-reactions-free", Door::Free))
        .row([
            setting(reader, "button-zone", SettingsAction::Zone),
            setting(reader, "button-house-language", SettingsAction::Language),
        ])
        .row([
            setting(reader, "button-retention", SettingsAction::Retention),
            setting(reader, "button-reset", SettingsAction::Reset),
        ])
        .row(view.sees_backups.then(|| {
            let desk = Action::Backup(BackupAction::Desk);
            act(reader, "button-backups", desk)
        }))
        .row(view.gives_api_keys.then(|| api::entrance(reader)))
        .row(view.gives_api_keys.then(|| webhooks::entrance(reader)))
        .button(act(reader, "button-back-main", Action::Main))
}

fn setting(reader: Reader, key: &str, action: SettingsAction) -> Button {
    act(reader, key, Action::Settings(action))
}

/// The card of a door's channel, or the way to choose one.
fn door_button(reader: Reader, door: Door, has_channel: bool) -> Button {
    match (door, has_channel) {
        (Door::Vip, true) => setting(reader, "button-card-vip", SettingsAction::Card(door)),
        (Door::Free, true) => setting(reader, "button-card-free", SettingsAction::Card(door)),
        (Door::Vip, false) => act(reader, "button-setup-vip", Action::Setup(door)),
        (Door::Free, false) => act(reader, "button-setup-free", Action::Setup(door)),
    }
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
        setting(reader, "button-card", SettingsAction::Card(Door::Vip)),
        act(reader, "button-recheck", Action::Recheck(Door::Vip)),
    ])
    .button(act(reader, "button-reconfigure", Action::Setup(Door::Vip)))
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
    let mut counts = match view.waiting {
        Some(waiting) => reader.html("desk-free-counts", args! { wait: &wait, waiting: waiting }),
        None => reader.html("desk-free-wait", args! { wait: &wait }),
    };
    if let Some(due) = view.next_due {
        let due = units::instant(reader.lang, due, reader.time_zone);
        counts = format!(
            "{counts}\n{}",
            reader.html("desk-free-next", args! { due: &due })
        );
    }
    let queue = view.waiting.map(|count| {
        let label = reader.plain("button-queue", args! { count: count });
        Button::styled(label, Action::QueueList(0), Style::Primary)
    });
    let link = act(reader, "button-join-link", Action::FreeJoinLink);
    Screen::new(format!(
        "{heading}\n\n{}\n{counts}",
        channel_line(reader, channel)
    ))
    .row(queue.into_iter().chain([link]))
    .button(act(reader, "button-wait-time", Action::SetWaitTime))
    .button(broadcast(
        reader,
        "button-broadcast-free",
        BroadcastTarget::Door(Door::Free),
    ))
    .row([
        setting(reader, "button-card", SettingsAction::Card(Door::Free)),
        act(reader, "button-recheck", Action::Recheck(Door::Free)),
    ])
    .button(act(reader, "button-reconfigure", Action::Setup(Door::Free)))
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
