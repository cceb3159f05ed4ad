//! The card of a person, the questions around it, and what is said to the person.

use super::ERROR_LENGTH;
use super::NOTE_LENGTH;
use super::button;
use super::instant;
use super::troubles;
use crate::models::CardLink;
use crate::models::MemberCard;
use crate::models::MemberFilter;
use crate::models::MemberView;
use crate::models::Origin;
use crate::models::Presence;
use crate::models::Subscriber;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::access::access_end;
use crate::screens::back_to;
use crate::screens::callback::MemberAction;
use crate::screens::callback::PersonAction;
use crate::screens::callback::VpnAction;
use crate::screens::cancel;
use crate::screens::confirm;
use crate::screens::problems::why;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::args;
use crate::utils::units;

/// Days by which the buttons move an end.
const STEPS: [i64; 5] = [-7, -1, 1, 7, 30];
/// Days of access that the buttons give.
const GIFTS: [i64; 5] = [7, 30, 90, 180, 365];

/// Everything on a person, with what can be done, and the way back to the list.
pub fn card(reader: Reader, card: &MemberCard, filter: MemberFilter, page: u32) -> Screen {
    let member = &card.member;
    let mut lines = vec![reader.html("member-name", args! { name: &html::name(&member.name) })];
    lines.push(reader.html("member-id", args! { id: &member.user_id.to_string() }));
    if let Some(grace) = member.grace {
        let until = instant(reader, grace.until);
        lines.push(reader.html("member-grace", args! { until: &until }));
    }
    if let Some(username) = &member.username {
        lines.push(reader.html("member-username", args! { username: &html::name(username) }));
    }
    lines.push(String::new());
    lines.extend(dates(reader, card));
    lines.push(place(reader, card));
    for key in troubles(reader.now, member) {
        lines.push(reader.html(key, args! {}));
    }
    lines.extend(marks(reader, card));
    if !card.links.is_empty() {
        lines.push(String::new());
        lines.push(reader.html("member-links", args! {}));
        lines.extend(card.links.iter().map(|link| link_line(reader, link)));
    }
    if let Some(note) = &card.note {
        let note = shown_note(note);
        lines.push(String::new());
        lines.push(reader.html("member-note", args! { note: &note }));
    }
    buttons(Screen::new(lines.join("\n")), reader, card)
        .button(back_to(reader.lang, Action::MemberList(filter, page)))
}

/// The note, unless its marks would fill the message: then its beginning.
fn shown_note(note: &str) -> String {
    let whole = html::one_line(note, NOTE_LENGTH);
    if html::escape(&whole).len() <= 2 * NOTE_LENGTH {
        return whole;
    }
    html::one_line(note, NOTE_LENGTH / 4)
}

fn dates(reader: Reader, card: &MemberCard) -> Vec<String> {
    let Some(subscriber) = &card.member.subscriber else {
        return vec![reader.html("member-never", args! {})];
    };
    let since = instant(reader, subscriber.join_date);
    let mut lines = vec![
        end(reader, subscriber),
        reader.html("member-since", args! { since: &since }),
    ];
    if let Some(origin) = &card.origin {
        lines.push(match origin {
            Origin::Token { prefix, made_by } => {
                let by = html::short_name(made_by);
                reader.html("member-from-token", args! { prefix: prefix, by: &by })
            }
            Origin::Grant { by } => {
                reader.html("member-from-grant", args! { by: &html::short_name(by) })
            }
            Origin::Import => reader.html("member-from-import", args! {}),
            Origin::Migration => reader.html("member-from-migration", args! {}),
            Origin::Unknown => reader.html("member-from-unknown", args! {}),
        });
    }
    lines
}

/// The end and how far it is: "quedan 3 días".
fn end(reader: Reader, subscriber: &Subscriber) -> String {
    let Some(end) = subscriber.expiry_date else {
        let key = if subscriber.is_active {
            "member-end-never"
        } else {
            "member-end-unknown"
        };
        return reader.html(key, args! {});
    };
    let until = instant(reader, end);
    let is_over = !subscriber.is_active || end <= reader.now;
    let apart = units::duration(reader.lang, end.since(reader.now));
    let key = if is_over {
        "member-end-past"
    } else {
        "member-end-ahead"
    };
    let count = units::duration_number(end.since(reader.now));
    reader.html(key, args! { until: &until, apart: &apart, count: count })
}

/// Where they are: as Telegram said just now, else as far as updates told.
fn place(reader: Reader, card: &MemberCard) -> String {
    match card.asked {
        Some(Some(Presence::Admin | Presence::Member)) => {
            reader.html("member-asked-inside", args! {})
        }
        Some(Some(Presence::Outside)) => reader.html("member-asked-outside", args! {}),
        Some(Some(Presence::Banned)) => reader.html("member-asked-banned", args! {}),
        Some(None) => reader.html("member-asked-nothing", args! {}),
        None => match card.member.inside_since {
            Some(since) => reader.html("member-inside", args! { since: &instant(reader, since) }),
            None => reader.html("member-outside", args! {}),
        },
    }
}

fn marks(reader: Reader, card: &MemberCard) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(subscriber) = &card.member.subscriber {
        if subscriber.is_whitelisted {
            lines.push(reader.html("member-whitelisted", args! {}));
        }
        if let Some(at) = subscriber.kicked_at {
            lines.push(reader.html("member-removed", args! { at: &instant(reader, at) }));
        } else if let Some(error) = &subscriber.last_error {
            let error = html::one_line(&why(reader.lang, error), ERROR_LENGTH);
            let count = subscriber.kick_attempts;
            lines.push(reader.html("member-kick-failed", args! { count: count, error: &error }));
        }
    }
    if card.member.is_channel_admin {
        lines.push(reader.html("member-channel-admin", args! {}));
    }
    if card.is_staff {
        lines.push(reader.html("member-staff", args! {}));
    }
    lines
}

fn link_line(reader: Reader, card: &CardLink) -> String {
    let made = instant(reader, card.created_at);
    let link = &card.link;
    if let Some(used) = link.used_at {
        return reader.html(
            "member-link-used",
            args! { made: &made, used: &instant(reader, used) },
        );
    }
    let key = if link.revoked_at.is_some() {
        "member-link-revoked"
    } else if link.is_open(reader.now) {
        "member-link-open"
    } else {
        "member-link-over"
    };
    reader.html(key, args! { made: &made })
}

fn buttons(screen: Screen, reader: Reader, card: &MemberCard) -> Screen {
    let user = card.member.user_id;
    let is_banned = card.member.status == UserStatus::Banned;
    let subscriber = card.member.subscriber.as_ref();
    let danger = |key: &str, action| {
        Button::styled(
            reader.plain(key, args! {}),
            Action::Member(action),
            Style::Danger,
        )
    };
    let is_for_life = subscriber.is_some_and(|found| found.expiry_date.is_none());
    let mut screen = screen;
    if is_banned {
        screen = screen.button(button(
            reader,
            "button-member-unban",
            MemberAction::Unban(user),
        ));
    } else if card.is_running(reader.now) {
        if !is_for_life {
            screen = screen.row(STEPS.map(|days| {
                Button::act(
                    format!("{days:+}"),
                    Action::Member(MemberAction::Shift(user, days)),
                )
            }));
        }
        let mut row = vec![button(
            reader,
            "button-member-date",
            MemberAction::Date(user),
        )];
        if !is_for_life {
            row.insert(
                0,
                button(reader, "button-member-days", MemberAction::Days(user)),
            );
            row.push(button(
                reader,
                "button-member-life",
                MemberAction::Life(user),
            ));
        }
        screen = screen.row(row);
    } else {
        let label = reader.plain("button-member-grant", args! {});
        let grant = Action::Member(MemberAction::Grant(user));
        screen = screen.button(Button::styled(label, grant, Style::Primary));
    }
    let whitelist = if subscriber.is_some_and(|found| found.is_whitelisted) {
        let label = reader.plain("button-whitelist-remove", args! {});
        Button::styled(label, Action::WhitelistRemove(user), Style::Danger)
    } else {
        Button::act(
            reader.plain("button-whitelist-add", args! {}),
            Action::WhitelistAdd(user),
        )
    };
    let mut row = vec![button(
        reader,
        "button-member-look",
        MemberAction::Look(user),
    )];
    if !is_banned {
        // To the banned no link leads anywhere.
        row.insert(
            0,
            button(reader, "button-member-link", MemberAction::Link(user)),
        );
    }
    screen = screen
        .row(row)
        .row([
            button(reader, "button-member-write", MemberAction::Write(user)),
            button(reader, "button-member-note", MemberAction::Note(user)),
        ])
        .row([
            button(
                reader,
                "button-member-history",
                MemberAction::History(user, 0),
            ),
            whitelist,
        ]);
    if card.has_keys {
        let label = reader.plain("button-vpn-of-person", args! {});
        let keys = Action::Vpn(VpnAction::OfPerson(user));
        screen = screen.button(Button::act(label, keys));
    }
    let person = Button::act(
        reader.plain("button-member-person", args! {}),
        Action::Person(PersonAction::Show(user)),
    );
    if is_banned {
        return screen.button(person);
    }
    screen
        .row([
            danger("button-member-remove", MemberAction::Remove(user)),
            danger("button-member-ban", MemberAction::Ban(user)),
        ])
        .button(person)
}

/// How long shall the access be?
pub fn grant(reader: Reader, name: &str, user: UserId) -> Screen {
    let gifts = GIFTS.map(|days| {
        let label = units::hours_name(reader.lang, Some(days * 24));
        Button::act(label, Action::Member(MemberAction::Shift(user, days)))
    });
    Screen::new(reader.html("member-grant", args! { name: &html::name(name) }))
        .grid(2, gifts.to_vec())
        .row([
            button(reader, "button-member-days", MemberAction::Days(user)),
            button(reader, "button-member-date", MemberAction::Date(user)),
            button(reader, "button-member-life", MemberAction::Life(user)),
        ])
        .button(back(reader, user))
}

/// The way back to the card.
pub(super) fn back(reader: Reader, user: UserId) -> Button {
    back_to(
        reader.lang,
        Action::MemberShow(user, MemberFilter::Active, 0),
    )
}

/// What is to be typed next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question<'a> {
    Search,
    Days {
        name: &'a str,
        most: i64,
    },
    Date {
        name: &'a str,
    },
    Note {
        name: &'a str,
        most: u32,
        has_note: Option<UserId>,
    },
    Write {
        name: &'a str,
    },
    ImportEnd,
    MigrationGift,
}

/// Asks for something to be typed.
pub fn ask(reader: Reader, question: Question<'_>) -> Screen {
    let zone = reader.time_zone.name();
    let text = match question {
        Question::Search => reader.html("member-ask-search", args! {}),
        Question::Days { name, most } => reader.html(
            "member-ask-days",
            args! { name: &html::name(name), most: most },
        ),
        Question::Date { name } => reader.html(
            "member-ask-date",
            args! { name: &html::name(name), zone: zone },
        ),
        Question::Note { name, most, .. } => reader.html(
            "member-ask-note",
            args! { name: &html::name(name), most: most },
        ),
        Question::Write { name } => {
            reader.html("member-ask-write", args! { name: &html::name(name) })
        }
        Question::ImportEnd => reader.html("import-ask-end", args! { zone: zone }),
        Question::MigrationGift => reader.html("migration-ask-gift", args! { zone: zone }),
    };
    let mut screen = Screen::new(text);
    if let Question::Note {
        has_note: Some(user),
        ..
    } = question
    {
        screen = screen.button(button(
            reader,
            "button-member-note-clear",
            MemberAction::NoteClear(user),
        ));
    }
    screen.button(cancel(reader.lang))
}

/// Several people fit what was looked for.
pub fn found(reader: Reader, people: &[MemberView], is_full: bool) -> Screen {
    let count = people.len();
    let mut parts = vec![reader.html("member-found", args! { count: count })];
    let lines: Vec<String> = people
        .iter()
        .map(|member| super::line(reader, member))
        .collect();
    parts.push(lines.join("\n"));
    if is_full {
        parts.push(reader.html("member-found-more", args! {}));
    }
    let buttons = people.iter().map(|member| {
        let label = match &member.username {
            Some(username) => format!(
                "{} @{}",
                html::short_name(&member.name),
                html::short_name(username)
            ),
            None => html::short_name(&member.name),
        };
        Button::act(
            label,
            Action::MemberShow(member.user_id, MemberFilter::Active, 0),
        )
    });
    Screen::new(parts.join("\n\n"))
        .grid(1, buttons.collect())
        .row([
            button(reader, "button-member-search", MemberAction::Search),
            back_to(reader.lang, Action::MemberList(MemberFilter::Active, 0)),
        ])
}

/// Shall access be for life?
pub fn ask_life(reader: Reader, name: &str, user: UserId) -> Screen {
    Screen::new(reader.html("member-ask-life", args! { name: &html::name(name) }))
        .button(button(
            reader,
            "button-member-life-yes",
            MemberAction::LifeYes(user),
        ))
        .button(back(reader, user))
}

/// Shall they be removed now?
pub fn ask_remove_member(reader: Reader, name: &str, user: UserId) -> Screen {
    confirm(
        reader.lang,
        reader.html("member-ask-remove", args! { name: &html::name(name) }),
        reader.plain("button-member-remove-yes", args! {}),
        Action::Member(MemberAction::RemoveYes(user)),
        Action::MemberShow(user, MemberFilter::Active, 0),
    )
}

/// Told to the person: the end of their access that was set by hand.
pub fn told(reader: Reader, until: Option<Timestamp>, is_new: bool) -> Screen {
    let key = if is_new {
        "member-told-new"
    } else {
        "member-told-moved"
    };
    let end = Arg::Raw(access_end(reader, until));
    Screen::new(reader.html(key, args! { end: end })).button(Button::act(
        reader.plain("button-my-access", args! {}),
        Action::MyAccess,
    ))
}

/// How a message that was to be handed on fared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HandedOn {
    Arrived,
    /// They block the bot, or never pressed Start.
    Unreachable,
    /// They were banned before it went out: nothing reaches them.
    Banned,
    /// Telegram would not copy it, and why.
    Refused(String),
}

impl HandedOn {
    /// One word for the log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Unreachable => "unreachable",
            Self::Banned => "banned",
            Self::Refused(_) => "refused",
        }
    }
}

/// Tells the admin how their message fared.
pub fn handed_on(reader: Reader, user: UserId, name: &str, how: &HandedOn) -> Screen {
    let name = html::name(name);
    let text = match how {
        HandedOn::Arrived => reader.html("member-handed-on", args! { name: &name }),
        HandedOn::Unreachable => reader.html("member-unreachable", args! { name: &name }),
        HandedOn::Banned => reader.html("member-banned-unsaid", args! { name: &name }),
        HandedOn::Refused(error) => {
            let error = html::one_line(error, ERROR_LENGTH);
            reader.html("member-not-handed-on", args! { name: &name, error: &error })
        }
    };
    Screen::new(text).button(back_to(
        reader.lang,
        Action::Person(PersonAction::Show(user)),
    ))
}
