//! The settings of the support, and its canned answers.

use super::act;
use super::button;
use crate::models::CannedAnswer;
use crate::models::CannedId;
use crate::models::ChatKind;
use crate::models::MOST_CANNED_BODY;
use crate::models::MOST_CANNED_TITLE;
use crate::models::Page;
use crate::models::SupportDesk;
use crate::models::TicketFilter;
use crate::screens::Button;
use crate::screens::ChatPicker;
use crate::screens::PickFor;
use crate::screens::Reader;
use crate::screens::ReplyKeyboard;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::TicketAction;
use crate::screens::cancel;
use crate::screens::confirm;
use crate::screens::pager;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Comes back in `chat_shared` when the support's group was picked.
const GROUP_REQUEST: i32 = 71;
/// Hours before a reminder that are on offer.
const HOURS: [u32; 6] = [2, 6, 12, 24, 48, 0];

/// Whether a chat was picked for the support.
pub fn is_support_group(request_id: i32) -> bool {
    request_id == GROUP_REQUEST
}

/// How the support works.
pub fn desk(reader: Reader, view: &SupportDesk) -> Screen {
    let mut lines = vec![match &view.settings.group_title {
        Some(title) => {
            let title = html::name(title);
            reader.html("support-desk-group", args! { title: &title })
        }
        None => reader.html("support-desk-no-group", args! {}),
    }];
    lines.push(match view.settings.hours {
        0 => reader.html("support-desk-no-hours", args! {}),
        hours => reader.html("support-desk-hours", args! { hours: hours }),
    });
    lines.push(reader.html("support-desk-canned", args! { count: view.canned }));
    lines.push(reader.html("support-desk-waiting", args! { waiting: view.waiting }));
    if let Some((stars, count)) = view.stars {
        let stars = u32::try_from(stars).unwrap_or(0);
        let stars = units::hundredths(reader.lang, stars);
        lines.push(reader.html("support-desk-stars", args! { stars: &stars, count: count }));
    }
    let heading = reader.html("support-desk-heading", args! {});
    let list = TicketAction::List(TicketFilter::Waiting, 0);
    let mut screen = Screen::new(format!("{heading}\n\n{}", lines.join("\n"))).row([
        button(reader, "button-support-group", TicketAction::Group),
        button(reader, "button-support-hours", TicketAction::Hours),
    ]);
    if view.settings.group.is_some() {
        screen = screen.button(button(
            reader,
            "button-support-no-group",
            TicketAction::NoGroup,
        ));
    }
    screen
        .button(button(
            reader,
            "button-support-canned",
            TicketAction::CannedList(0),
        ))
        .button(back_to(reader.lang, act(list)))
}

/// After how many hours are helpers reminded?
pub fn ask_hours(reader: Reader, now: i64, most: i64) -> Screen {
    let choices = HOURS.iter().map(|hours| {
        let label = match hours {
            0 => reader.plain("button-hours-never", args! {}),
            hours => reader.plain("button-hours", args! { hours: *hours }),
        };
        Button::act(label, act(TicketAction::SetHours(*hours)))
    });
    Screen::new(reader.html("support-ask-hours", args! { now: now, most: most }))
        .grid(3, choices.collect())
        .button(back_to(reader.lang, act(TicketAction::Desk)))
}

/// Which group has the topics? Telegram's own picker below, or its number.
pub fn choose_group(reader: Reader) -> Screen {
    Screen::new(reader.html("support-ask-group", args! {})).with_keyboard(ReplyKeyboard::Pick {
        pickers: vec![ChatPicker {
            label: reader.plain("button-pick-forum", args! {}),
            request_id: GROUP_REQUEST,
            kind: ChatKind::Supergroup,
            purpose: PickFor::Forum,
        }],
        cancel: reader.plain("button-cancel", args! {}),
    })
}

/// The group was chosen; the keyboard of the picker goes away.
pub fn group_changed(reader: Reader, title: &str) -> Screen {
    let title = html::name(title);
    Screen::new(reader.html("support-group-set", args! { title: &title }))
        .with_keyboard(ReplyKeyboard::Remove)
}

/// The canned answers, to be changed.
pub fn canned_list(reader: Reader, page: &Page<CannedAnswer>) -> Screen {
    let key = match page.rows.is_empty() {
        true => "canned-empty",
        false => "canned-heading",
    };
    let buttons = page.rows.iter().map(|canned| {
        let show = TicketAction::CannedShow(canned.id);
        Button::act(html::name(&canned.title), act(show))
    });
    Screen::new(reader.html(key, args! { count: page.total }))
        .grid(1, buttons.collect())
        .row(pager(page.page, page.pages, |to| {
            act(TicketAction::CannedList(to))
        }))
        .button(Button::styled(
            reader.plain("button-canned-new", args! {}),
            act(TicketAction::CannedNew),
            Style::Primary,
        ))
        .button(back_to(reader.lang, act(TicketAction::Desk)))
}

/// One canned answer.
pub fn canned(reader: Reader, canned: &CannedAnswer) -> Screen {
    let title = html::name(&canned.title);
    let body = canned.body.as_str();
    let text = reader.html("canned-card", args! { title: &title, body: body });
    Screen::worded(text)
        .row([
            button(
                reader,
                "button-canned-edit",
                TicketAction::CannedEdit(canned.id),
            ),
            button(
                reader,
                "button-canned-drop",
                TicketAction::CannedDrop(canned.id),
            ),
        ])
        .button(back_to(reader.lang, act(TicketAction::CannedList(0))))
}

/// Asks for a canned answer: its title, and below it its words.
pub fn ask_canned(reader: Reader, instead: Option<&CannedAnswer>) -> Screen {
    let (title, body) = (MOST_CANNED_TITLE, MOST_CANNED_BODY);
    let text = match instead {
        Some(canned) => {
            let old = html::name(&canned.title);
            reader.html(
                "canned-ask-edit",
                args! { old: &old, title: title, body: body },
            )
        }
        None => reader.html("canned-ask-new", args! { title: title, body: body }),
    };
    Screen::new(text).button(cancel(reader.lang))
}

/// Asks whether to delete a canned answer.
pub fn canned_drop(reader: Reader, canned: &CannedAnswer) -> Screen {
    let title = html::name(&canned.title);
    let id: CannedId = canned.id;
    confirm(
        reader.lang,
        reader.html("canned-ask-drop", args! { title: &title }),
        reader.plain("button-canned-drop-yes", args! {}),
        act(TicketAction::CannedDropYes(id)),
        act(TicketAction::CannedShow(id)),
    )
}
