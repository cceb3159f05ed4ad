//! Migration links: making one, the list, and what whoever opens one is told.

use super::button;
use crate::models::Migration;
use crate::models::MigrationDraft;
use crate::models::MigrationGift;
use crate::models::Page;
use crate::models::Timestamp;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::access::access_end;
use crate::screens::back_to;
use crate::screens::callback::MemberAction;
use crate::screens::confirm;
use crate::screens::members::instant;
use crate::screens::pager;
use crate::utils::locale::Arg;
use crate::utils::locale::args;
use crate::utils::units;

/// Days of access, days a link lives, and numbers of people, as the buttons offer them.
const GIFT_DAYS: [i64; 4] = [30, 90, 180, 365];
const VALID_DAYS: [u32; 4] = [1, 3, 7, 30];
const USES: [u32; 4] = [0, 50, 200, 1_000];
/// What a new draft begins with.
const USUAL_VALID_DAYS: u32 = 7;

fn gift_name(reader: Reader, gift: MigrationGift) -> String {
    match gift {
        MigrationGift::Hours(hours) => units::hours_name(reader.lang, hours),
        MigrationGift::Until(at) => {
            let until = instant(reader, at);
            reader.plain("migration-until", args! { until: &until })
        }
    }
}

fn uses_name(reader: Reader, most: i64) -> String {
    if most == 0 {
        return reader.plain("migration-any-uses", args! {});
    }
    reader.plain("migration-most-uses", args! { count: most })
}

/// What does it give?
pub fn ask_gift(reader: Reader) -> Screen {
    let gifts = GIFT_DAYS
        .map(|days| Some(days * 24))
        .into_iter()
        .chain([None]);
    let buttons = gifts.map(|hours| {
        let draft = MigrationDraft {
            gift: MigrationGift::Hours(hours),
            valid_days: USUAL_VALID_DAYS,
            max_uses: 0,
        };
        let label = units::hours_name(reader.lang, hours);
        Button::act(label, Action::Member(MemberAction::MigrationPreview(draft)))
    });
    Screen::new(reader.html("migration-gift", args! {}))
        .grid(2, buttons.collect())
        .button(button(
            reader,
            "button-migration-other",
            MemberAction::MigrationOther,
        ))
        .button(back_to(
            reader.lang,
            Action::Member(MemberAction::Migrations(0)),
        ))
}

/// The draft that a typed gift begins.
pub fn migration_preview(reader: Reader, draft: MigrationDraft) -> Screen {
    let gift = gift_name(reader, draft.gift);
    let valid = units::hours_name(reader.lang, Some(i64::from(draft.valid_days) * 24));
    let uses = uses_name(reader, i64::from(draft.max_uses));
    let text = reader.html(
        "migration-preview",
        args! { gift: &gift, valid: &valid, uses: &uses },
    );
    let make = reader.plain("button-migration-make", args! {});
    Screen::new(text)
        .row([
            button(
                reader,
                "button-migration-valid",
                MemberAction::MigrationValid(draft),
            ),
            button(
                reader,
                "button-migration-uses",
                MemberAction::MigrationUses(draft),
            ),
        ])
        .button(Button::styled(
            make,
            Action::Member(MemberAction::MigrationMake(draft)),
            Style::Success,
        ))
        .button(back_to(
            reader.lang,
            Action::Member(MemberAction::MigrationNew),
        ))
}

/// How long does it live?
pub fn ask_valid(reader: Reader, draft: MigrationDraft) -> Screen {
    let buttons = VALID_DAYS.map(|valid_days| {
        let label = units::hours_name(reader.lang, Some(i64::from(valid_days) * 24));
        let draft = MigrationDraft {
            valid_days,
            ..draft
        };
        Button::act(label, Action::Member(MemberAction::MigrationPreview(draft)))
    });
    choice(reader, "migration-valid", buttons.to_vec(), draft)
}

/// How many may use it?
pub fn ask_uses(reader: Reader, draft: MigrationDraft) -> Screen {
    let buttons = USES.map(|max_uses| {
        let label = uses_name(reader, i64::from(max_uses));
        let draft = MigrationDraft { max_uses, ..draft };
        Button::act(label, Action::Member(MemberAction::MigrationPreview(draft)))
    });
    choice(reader, "migration-uses", buttons.to_vec(), draft)
}

fn choice(reader: Reader, key: &str, buttons: Vec<Button>, draft: MigrationDraft) -> Screen {
    Screen::new(reader.html(key, args! {}))
        .grid(2, buttons)
        .button(back_to(
            reader.lang,
            Action::Member(MemberAction::MigrationPreview(draft)),
        ))
}

/// The link, shown to its maker once.
pub fn migration_made(reader: Reader, link: &Migration, url: &str) -> Screen {
    let text = reader.html(
        "migration-made",
        args! {
            gift: &gift_name(reader, link.gift),
            until: &instant(reader, link.valid_until),
            uses: &uses_name(reader, link.max_uses.unwrap_or(0)),
            url: url,
        },
    );
    Screen::new(text)
        .button(Button::Copy {
            label: reader.plain("button-migration-copy", args! {}),
            text: url.to_owned(),
        })
        .button(button(
            reader,
            "button-migrations",
            MemberAction::Migrations(0),
        ))
}

/// The links there are.
pub fn migrations(reader: Reader, page: &Page<Migration>) -> Screen {
    let mut parts = vec![reader.html("migrations-heading", args! {})];
    if page.rows.is_empty() {
        parts.push(reader.html("migrations-empty", args! {}));
    }
    parts.extend(page.rows.iter().map(|link| line(reader, link)));
    let revocable = page
        .rows
        .iter()
        .filter(|link| link.is_open(reader.now))
        .map(|link| {
            let label = reader.plain("button-migration-revoke", args! { id: link.id.0 });
            Button::act(
                label,
                Action::Member(MemberAction::MigrationRevoke(link.id)),
            )
        });
    Screen::new(parts.join("\n\n"))
        .grid(2, revocable.collect())
        .row(pager(page.page, page.pages, |to| {
            Action::Member(MemberAction::Migrations(to))
        }))
        .button(button(
            reader,
            "button-migration-new",
            MemberAction::MigrationNew,
        ))
        .button(back_to(reader.lang, Action::Member(MemberAction::Tools)))
}

fn line(reader: Reader, link: &Migration) -> String {
    let state = if link.revoked_at.is_some() {
        reader.plain("migration-revoked", args! {})
    } else {
        let until = instant(reader, link.valid_until);
        let key = if link.is_open(reader.now) {
            "migration-open"
        } else {
            "migration-over"
        };
        reader.plain(key, args! { until: &until })
    };
    let most = link
        .max_uses
        .map_or_else(|| "∞".to_owned(), |most| most.to_string());
    reader.html(
        "migration-line",
        args! {
            id: link.id.0,
            gift: &gift_name(reader, link.gift),
            uses: link.uses,
            most: &most,
            state: &state,
        },
    )
}

/// Shall it be revoked?
pub fn ask_revoke(reader: Reader, link: crate::models::MigrationId) -> Screen {
    confirm(
        reader.lang,
        reader.html("migration-ask-revoke", args! { id: link.0 }),
        reader.plain("button-migration-revoke-yes", args! {}),
        Action::Member(MemberAction::MigrationRevokeYes(link)),
        Action::Member(MemberAction::Migrations(0)),
    )
}

/// Told to whoever opened a link: their access is kept here from now on.
pub fn migrated(reader: Reader, until: Option<Timestamp>) -> Screen {
    let end = Arg::Raw(access_end(reader, until));
    Screen::new(reader.html("migration-welcome", args! { end: end })).button(Button::act(
        reader.plain("button-my-access", args! {}),
        Action::MyAccess,
    ))
}
