//! What waits for its time, and what was sent.

use super::act;
use super::instant;
use crate::models::Broadcast;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::ContentKind;
use crate::models::Door;
use crate::models::HeldWhy;
use crate::models::Page;
use crate::models::Timestamp;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::BroadcastAction;
use crate::screens::cancel;
use crate::screens::mailings::audience_name;
use crate::screens::pager;
use crate::screens::panel::door_name;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest label of a list.
const LABEL_LENGTH: usize = 60;

/// Asks for the time.
pub fn ask_time(reader: Reader, broadcast: &Broadcast) -> Screen {
    let zone = reader.time_zone.name();
    let mut text = reader.html(
        "broadcast-ask-time",
        args! { zone: zone, now: &instant(reader, reader.now) },
    );
    if let Some(at) = broadcast.scheduled_at {
        let was = reader.html(
            "broadcast-was-scheduled",
            args! { at: &instant(reader, at) },
        );
        text = format!("{text}\n\n{was}");
    }
    Screen::new(text).button(cancel(reader.lang))
}

/// It waits for its time.
pub fn scheduled(reader: Reader, broadcast: &Broadcast) -> Screen {
    let at = broadcast.scheduled_at.unwrap_or(reader.now);
    let wait = units::duration(reader.lang, at.since(reader.now));
    let text = reader.html(
        "broadcast-scheduled",
        args! { what: &summary(reader, broadcast), at: &instant(reader, at), wait: &wait },
    );
    scheduled_buttons(reader, Screen::new(text), broadcast)
}

pub(super) fn scheduled_buttons(reader: Reader, screen: Screen, broadcast: &Broadcast) -> Screen {
    let (id, revision) = (broadcast.id, broadcast.revision);
    let look = act(reader, "button-broadcast-look", BroadcastAction::Look(id));
    let drop = act(reader, "button-broadcast-drop", BroadcastAction::Cancel(id));
    let screen = if broadcast.state == BroadcastState::Scheduled {
        screen.row([
            act(
                reader,
                "button-broadcast-time",
                BroadcastAction::Schedule(id, revision),
            ),
            act(reader, "button-broadcast-now", BroadcastAction::SendNow(id)),
        ])
    } else {
        screen
    };
    screen.row([look, drop]).button(back_to(
        reader.lang,
        Action::Broadcast(BroadcastAction::Scheduled(0)),
    ))
}

/// What waits for its time.
pub fn list(reader: Reader, page: &Page<Broadcast>) -> Screen {
    let heading = reader.html("scheduled-heading", args! {});
    let text = if page.rows.is_empty() {
        format!("{heading}\n\n{}", reader.html("scheduled-none", args! {}))
    } else {
        let zone = reader.time_zone.name();
        format!(
            "{heading}\n{}",
            reader.html("scheduled-zone", args! { zone: zone })
        )
    };
    let rows = page.rows.iter().map(|broadcast| {
        // Whatever does not go out by itself at its time.
        let mark = if broadcast.state == BroadcastState::Scheduled {
            ""
        } else {
            "⚠️ "
        };
        row(
            reader,
            broadcast,
            mark,
            broadcast.scheduled_at.unwrap_or(reader.now),
        )
    });
    Screen::new(text)
        .grid(1, rows.collect())
        .row(pager(page.page, page.pages, |page| {
            Action::Broadcast(BroadcastAction::Scheduled(page))
        }))
        .button(back_to(
            reader.lang,
            Action::Broadcast(BroadcastAction::Targets),
        ))
}

/// What was sent to channels.
pub fn sent(reader: Reader, page: &Page<Broadcast>) -> Screen {
    let heading = reader.html("sent-heading", args! {});
    let text = if page.rows.is_empty() {
        format!("{heading}\n\n{}", reader.html("sent-none", args! {}))
    } else {
        let zone = reader.time_zone.name();
        format!(
            "{heading}\n{}",
            reader.html("sent-zone", args! { zone: zone })
        )
    };
    let rows = page.rows.iter().map(|broadcast| {
        let at = broadcast.confirmed_at.unwrap_or(broadcast.created_at);
        row(reader, broadcast, "", at)
    });
    Screen::new(text)
        .grid(1, rows.collect())
        .row(pager(page.page, page.pages, |page| {
            Action::Broadcast(BroadcastAction::Sent(page))
        }))
        .button(back_to(
            reader.lang,
            Action::Broadcast(BroadcastAction::Targets),
        ))
}

/// A broadcast in a list; the time zone stands above.
fn row(reader: Reader, broadcast: &Broadcast, mark: &str, at: Timestamp) -> Button {
    let at = instant(reader, at);
    let at = at.split(" (").next().unwrap_or_default();
    let label = format!("{mark}{at} · {}", summary(reader, broadcast));
    Button::act(
        html::truncate_utf16(&label, LABEL_LENGTH),
        Action::Broadcast(BroadcastAction::Show(broadcast.id)),
    )
}

/// A scheduled broadcast does not go out before somebody has looked at it again.
pub fn held(reader: Reader, broadcast: &Broadcast, why: HeldWhy) -> Screen {
    let key = match why {
        HeldWhy::Edited => "broadcast-held-edited",
        HeldWhy::Late => "broadcast-held-late",
        HeldWhy::NoChannel => "broadcast-held-channel",
        HeldWhy::Nobody => "broadcast-held-nobody",
    };
    let at = broadcast.scheduled_at.unwrap_or(reader.now);
    let text = reader.html(
        key,
        args! { what: &summary(reader, broadcast), at: &instant(reader, at) },
    );
    let look = reader.plain("button-broadcast-look", args! {});
    Screen::new(text)
        .button(Button::styled(
            look,
            Action::Broadcast(BroadcastAction::Look(broadcast.id)),
            Style::Primary,
        ))
        .button(act(
            reader,
            "button-broadcast-drop",
            BroadcastAction::Cancel(broadcast.id),
        ))
}

/// The name of a kind of content.
pub fn content_name(lang: Lang, content: ContentKind) -> String {
    let key = match content {
        ContentKind::Text => "content-text",
        ContentKind::Photo => "content-photo",
        ContentKind::Video => "content-video",
        ContentKind::Animation => "content-animation",
        ContentKind::Voice => "content-voice",
        ContentKind::VideoNote => "content-video-note",
        ContentKind::Audio => "content-audio",
        ContentKind::Document => "content-document",
        ContentKind::Sticker => "content-sticker",
        ContentKind::Poll => "content-poll",
        ContentKind::Place => "content-place",
        ContentKind::Contact => "content-contact",
        ContentKind::Album => "content-album",
        ContentKind::Other => "content-other",
    };
    lang.plain(key, args! {})
}

/// Kind and first words of a content, and where it goes.
pub(super) fn summary(reader: Reader, broadcast: &Broadcast) -> String {
    let content = content_name(reader.lang, broadcast.content);
    let target = match broadcast.target {
        BroadcastTarget::Door(door) => door_name(reader.lang, door),
        BroadcastTarget::Both => {
            let names = [Door::Vip, Door::Free].map(|door| door_name(reader.lang, door));
            names.join(" + ")
        }
        BroadcastTarget::People(audience) => audience_name(reader.lang, audience),
    };
    if broadcast.excerpt.is_empty() {
        format!("{content} → {target}")
    } else {
        let words = html::short_name(&broadcast.excerpt);
        format!("{content} «{words}» → {target}")
    }
}
