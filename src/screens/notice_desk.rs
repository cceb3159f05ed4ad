//! Which notices an admin gets, when and where.

use super::Action;
use super::Button;
use super::ChatPicker;
use super::PickFor;
use super::Reader;
use super::ReplyKeyboard;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::NoticeAction;
use crate::models::ChatKind;
use crate::models::NoticeDesk;
use crate::models::NoticeKind;
use crate::models::NoticeTopics;
use crate::models::QuietHours;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// Comes back with the group that was picked.
pub const NOTICE_GROUP: i32 = 41;

/// Quiet hours on offer, in minutes of the day.
const OFFERED: [(u16, u16); 3] = [(21 * 60, 7 * 60), (22 * 60, 8 * 60), (23 * 60, 9 * 60)];

/// The name of a kind, which is also that of its topic in the group.
pub fn kind_name(lang: Lang, kind: NoticeKind) -> String {
    let key = match kind {
        NoticeKind::House => "notice-kind-house",
        NoticeKind::Faults => "notice-kind-faults",
        NoticeKind::Channels => "notice-kind-channels",
        NoticeKind::Members => "notice-kind-members",
        NoticeKind::Keys => "notice-kind-keys",
        NoticeKind::Servers => "notice-kind-servers",
        NoticeKind::Money => "notice-kind-money",
    };
    lang.plain(key, args! {})
}

/// What one chose.
pub fn desk(reader: Reader, view: &NoticeDesk) -> Screen {
    let mut lines = vec![reader.html("notices-heading", args! {}), String::new()];
    lines.push(match view.quiet {
        Some(quiet) => reader.html("notices-quiet", args! { hours: &hours(quiet) }),
        None => reader.html("notices-loud", args! {}),
    });
    // Whom no kind concerns is told so; where notices arrive is nothing to them.
    let is_concerned = !view.kinds.is_empty();
    lines.push(match &view.group {
        _ if !is_concerned => reader.html("notices-none", args! {}),
        None => reader.html("notices-no-group", args! {}),
        Some(group) => {
            let title = html::name(&group.title);
            let key = if view.only_in_group {
                "notices-only-group"
            } else {
                "notices-group-too"
            };
            reader.html(key, args! { title: &title })
        }
    });
    let kinds = view.kinds.iter().map(|(kind, is_on)| {
        let (mark, action) = match is_on {
            true => ("🔔", NoticeAction::Off(*kind)),
            false => ("🔕", NoticeAction::On(*kind)),
        };
        let label = format!("{mark} {}", kind_name(reader.lang, *kind));
        Button::act(label, Action::Notice(action))
    });
    let mut screen = Screen::new(lines.join("\n"))
        .grid(2, kinds.collect())
        .button(act(reader, "button-notices-quiet", NoticeAction::Quiet));
    if is_concerned && view.group.is_some() {
        screen = screen.button(match view.only_in_group {
            true => act(reader, "button-notices-private", NoticeAction::PrivateToo),
            false => act(reader, "button-notices-only-group", NoticeAction::OnlyGroup),
        });
    }
    if view.may_set_group {
        screen = screen.button(act(reader, "button-notices-group", NoticeAction::Group));
    }
    screen.button(back_to(reader.lang, Action::Main))
}

/// The choice of quiet hours.
pub fn quiet(reader: Reader, view: &NoticeDesk) -> Screen {
    let now = match view.quiet {
        Some(quiet) => reader.html("notices-quiet", args! { hours: &hours(quiet) }),
        None => reader.html("notices-loud", args! {}),
    };
    let offers = OFFERED.iter().filter_map(|(from, to)| {
        let quiet = QuietHours::new(*from, *to)?;
        Some(Button::act(
            hours(quiet),
            Action::Notice(NoticeAction::SetQuiet(quiet)),
        ))
    });
    let text = reader.html("notices-quiet-text", args! {});
    Screen::new(format!("{text}\n\n{now}"))
        .grid(3, offers.collect())
        .row([
            act(reader, "button-notices-ask-quiet", NoticeAction::AskQuiet),
            act(reader, "button-notices-no-quiet", NoticeAction::NoQuiet),
        ])
        .button(back_to(reader.lang, Action::Notice(NoticeAction::Desk)))
}

/// Asks for quiet hours.
pub fn ask_quiet(reader: Reader) -> Screen {
    Screen::new(reader.html("notices-ask-quiet", args! {}))
        .button(back_to(reader.lang, Action::Notice(NoticeAction::Quiet)))
}

/// The group of the notices.
pub fn group(reader: Reader, group: Option<&NoticeTopics>) -> Screen {
    let about = reader.html("notices-group-text", args! {});
    let state = match group {
        None => reader.html("notices-group-none", args! {}),
        Some(group) => {
            let title = html::name(&group.title);
            let key = if group.is_forum {
                "notices-group-topics"
            } else {
                "notices-group-plain"
            };
            reader.html(key, args! { title: &title })
        }
    };
    let mut screen = Screen::new(format!("{about}\n\n{state}")).button(act(
        reader,
        "button-notices-pick",
        NoticeAction::PickGroup,
    ));
    if group.is_some() {
        let drop = reader.plain("button-notices-drop", args! {});
        screen = screen
            .button(act(reader, "button-notices-recheck", NoticeAction::Recheck))
            .button(Button::styled(
                drop,
                Action::Notice(NoticeAction::DropGroup),
                Style::Danger,
            ));
    }
    screen.button(back_to(reader.lang, Action::Notice(NoticeAction::Desk)))
}

/// Telegram's list of groups.
pub fn pick_group(reader: Reader) -> Screen {
    let picker = ChatPicker {
        label: reader.plain("button-notices-picker", args! {}),
        request_id: NOTICE_GROUP,
        kind: ChatKind::Supergroup,
        purpose: PickFor::Topics,
    };
    Screen::new(reader.html("notices-pick", args! {})).with_keyboard(ReplyKeyboard::Pick {
        pickers: vec![picker],
        cancel: reader.plain("button-cancel", args! {}),
    })
}

/// The bot is not in the group of the notices any more.
pub fn group_lost(reader: Reader, title: &str) -> Screen {
    let title = html::name(title);
    Screen::new(reader.html("notices-group-lost", args! { title: &title })).button(act(
        reader,
        "button-notices",
        NoticeAction::Desk,
    ))
}

/// A notice as a group sees it: what its buttons do is done in private, by whoever may.
pub fn in_group(reader: Reader, screen: Screen, link: &str) -> Screen {
    let mut plain = Screen {
        rows: Vec::new(),
        ..screen
    };
    plain = plain.button(Button::Url {
        label: reader.plain("button-notices-open", args! {}),
        url: link.to_owned(),
    });
    plain
}

/// "22:00–08:00"
fn hours(quiet: QuietHours) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}–{}", clock(quiet.from), clock(quiet.to))
}

fn act(reader: Reader, key: &str, action: NoticeAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Notice(action))
}
