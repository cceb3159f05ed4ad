//! VIP tokens: making them, the message that shows them once, the list, one of them.

use super::Action;
use super::Button;
use super::Document;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::cancel;
use super::confirm;
use super::pager;
use crate::models::Door;
use crate::models::DurationHours;
use crate::models::NewTokens;
use crate::models::Page;
use crate::models::Timestamp;
use crate::models::Token;
use crate::models::TokenDetail;
use crate::models::TokenDraft;
use crate::models::TokenFilter;
use crate::models::TokenState;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Hours offered for the access and for the validity; for life is offered beside them for the access.
const PRESET_HOURS: [i64; 6] = [1, 24, 7 * 24, 30 * 24, 90 * 24, 365 * 24];
/// How many at once the buttons offer.
const PRESET_COUNTS: [u32; 6] = [1, 5, 10, 50, 100, 500];
/// The longest note shown.
const NOTE_LENGTH: usize = 200;

/// What the bot waits to be typed while tokens are made or looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenQuestion {
    Duration,
    Validity,
    Count { most: u32 },
    Note { most: u32 },
    Search,
}

/// Begins: how long is the access? `usual_hours` is offered first, and is the validity unless another is chosen.
pub fn ask_duration(reader: Reader, usual_hours: i64) -> Screen {
    let draft = |duration_hours| TokenDraft {
        duration_hours,
        valid_hours: usual_hours,
        count: 1,
    };
    let choice = |duration: DurationHours| {
        let label = units::hours_name(reader.lang, duration);
        Button::act(label, Action::TokenPreview(draft(duration)))
    };
    let others = PRESET_HOURS
        .into_iter()
        .filter(|hours| *hours != usual_hours);
    let mut choices: Vec<Button> = std::iter::once(usual_hours)
        .chain(others)
        .map(|hours| choice(Some(hours)))
        .collect();
    choices.push(choice(None));
    choices.push(Button::act(
        reader.plain("button-other", args! {}),
        Action::TokenDurationOther,
    ));
    Screen::new(reader.html("token-ask-duration", args! {}))
        .grid(2, choices)
        .button(back_to(reader.lang, Action::Desk(Door::Vip)))
}

/// What would be made, and the ways to change it.
pub fn preview(reader: Reader, draft: TokenDraft) -> Screen {
    let duration = units::hours_name(reader.lang, draft.duration_hours);
    let valid = units::hours_name(reader.lang, Some(draft.valid_hours));
    let heading = reader.html("token-preview-heading", args! {});
    let facts = reader.html(
        "token-preview",
        args! { duration: &duration, valid: &valid, count: draft.count },
    );
    let make = reader.plain("button-token-make", args! {});
    Screen::new(format!("{heading}\n\n{facts}"))
        .button(Button::styled(
            make,
            Action::TokenMake(draft),
            Style::Success,
        ))
        .button(Button::act(
            reader.plain("button-token-note", args! {}),
            Action::TokenNote(draft),
        ))
        .row([
            Button::act(
                reader.plain("button-token-validity", args! { valid: &valid }),
                Action::TokenValidity(draft),
            ),
            Button::act(
                reader.plain("button-token-count", args! { count: draft.count }),
                Action::TokenCount(draft),
            ),
        ])
        .button(Button::act(
            reader.plain("button-token-duration", args! { duration: &duration }),
            Action::GenerateToken,
        ))
        .button(back_to(reader.lang, Action::Desk(Door::Vip)))
}

/// Until when may they be redeemed?
pub fn ask_validity(reader: Reader, draft: TokenDraft) -> Screen {
    let mut choices: Vec<Button> = PRESET_HOURS
        .iter()
        .map(|hours| {
            let label = units::hours_name(reader.lang, Some(*hours));
            Button::act(
                label,
                Action::TokenPreview(TokenDraft {
                    valid_hours: *hours,
                    ..draft
                }),
            )
        })
        .collect();
    let other = reader.plain("button-other", args! {});
    choices.push(Button::act(other, Action::TokenValidityOther(draft)));
    Screen::new(reader.html("token-ask-validity", args! {}))
        .grid(2, choices)
        .button(back_to(reader.lang, Action::TokenPreview(draft)))
}

/// How many?
pub fn ask_count(reader: Reader, draft: TokenDraft) -> Screen {
    let mut choices: Vec<Button> = PRESET_COUNTS
        .iter()
        .map(|count| {
            let changed = TokenDraft {
                count: *count,
                ..draft
            };
            Button::act(count.to_string(), Action::TokenPreview(changed))
        })
        .collect();
    let other = reader.plain("button-other", args! {});
    choices.push(Button::act(other, Action::TokenCountOther(draft)));
    Screen::new(reader.html("token-ask-count", args! {}))
        .grid(3, choices)
        .button(back_to(reader.lang, Action::TokenPreview(draft)))
}

/// Asks for something to be typed.
pub fn ask_typed(reader: Reader, question: TokenQuestion) -> Screen {
    let text = match question {
        TokenQuestion::Duration => reader.html("token-type-duration", args! {}),
        TokenQuestion::Validity => reader.html("token-type-validity", args! {}),
        TokenQuestion::Count { most } => reader.html("token-type-count", args! { most: most }),
        TokenQuestion::Note { most } => reader.html("token-type-note", args! { most: most }),
        TokenQuestion::Search => reader.html("token-type-search", args! {}),
    };
    Screen::new(text).button(cancel(reader.lang))
}

/// In place of the preview once its tokens are made: without a button that could make them again.
pub fn coming(reader: Reader) -> Screen {
    Screen::new(reader.html("token-coming", args! {}))
}

/// The link by which a token redeems itself.
pub fn share_link(bot_username: &str, token: &str) -> String {
    format!("https://t.me/{bot_username}?start=v_{token}")
}

/// "Token VIP Generado": one is shown in the message, several come as a file.
pub fn made(reader: Reader, new: &NewTokens, bot_username: &str) -> Screen {
    match new.tokens.as_slice() {
        [token] => made_one(reader, new, token, bot_username),
        _ => made_many(reader, new, bot_username),
    }
}

fn made_one(reader: Reader, new: &NewTokens, token: &str, bot_username: &str) -> Screen {
    let link = share_link(bot_username, token);
    let mut facts = made_facts(reader, new);
    if let Some(note) = &new.note {
        facts = format!("{facts}\n{}", note_line(reader, note));
    }
    let text = [
        reader.html("token-made-heading", args! {}),
        format!("<code>{}</code>", html::escape(token)),
        facts,
        reader.html("token-made-how", args! { link: &link }),
        reader.html("token-made-once", args! {}),
    ];
    let words = reader.plain("token-share-text", args! {});
    let share = format!(
        "https://t.me/share/url?url={}&text={}",
        percent_encode(&link),
        percent_encode(&words)
    );
    Screen::new(text.join("\n\n"))
        .row([
            Button::Copy {
                label: reader.plain("button-copy-token", args! {}),
                text: token.to_owned(),
            },
            Button::Url {
                label: reader.plain("button-share", args! {}),
                url: share,
            },
        ])
        .row([
            Button::act(
                reader.plain("button-generate-token", args! {}),
                Action::GenerateToken,
            ),
            back_to(reader.lang, Action::Desk(Door::Vip)),
        ])
}

/// The note stands in the file: a caption has less room than a message.
fn made_many(reader: Reader, new: &NewTokens, bot_username: &str) -> Screen {
    let text = [
        reader.html("token-made-many-heading", args! { count: new.tokens.len() }),
        made_facts(reader, new),
        reader.html("token-made-many-how", args! {}),
    ];
    Screen::new(text.join("\n\n"))
        .with_document(Document {
            file_name: reader.plain("token-file-name", args! {}),
            bytes: table(reader, new, bot_username),
        })
        .button(back_to(reader.lang, Action::Desk(Door::Vip)))
}

fn made_facts(reader: Reader, new: &NewTokens) -> String {
    reader.html(
        "token-made-facts",
        args! {
            duration: &units::hours_name(reader.lang, new.duration_hours),
            until: &instant(reader, new.valid_until),
            by: &html::name(&new.made_by),
        },
    )
}

fn note_line(reader: Reader, note: &str) -> String {
    reader.html(
        "token-made-note",
        args! { note: &html::one_line(note, NOTE_LENGTH) },
    )
}

/// The CSV of many tokens. Writing to memory fails only on rows of unequal length, which these are not.
fn table(reader: Reader, new: &NewTokens, bot_username: &str) -> Vec<u8> {
    let duration = units::hours_name(reader.lang, new.duration_hours);
    let until = instant(reader, new.valid_until);
    let note = new.note.as_deref().map(as_cell_text).unwrap_or_default();
    let mut rows = vec![[
        reader.plain("token-column-token", args! {}),
        reader.plain("token-column-link", args! {}),
        reader.plain("token-column-duration", args! {}),
        reader.plain("token-column-until", args! {}),
        reader.plain("token-column-note", args! {}),
    ]];
    rows.extend(new.tokens.iter().map(|token| {
        let link = share_link(bot_username, token);
        [
            token.clone(),
            link,
            duration.clone(),
            until.clone(),
            note.clone(),
        ]
    }));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        if let Err(error) = writer.write_record(&row) {
            log::error!("table of tokens: {error}");
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// A spreadsheet runs a cell that begins like a formula: a leading apostrophe makes it text.
pub(super) fn as_cell_text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// One page of the tokens.
pub fn list(reader: Reader, page: &Page<Token>, filter: TokenFilter) -> Screen {
    let name = filter_name(reader.lang, filter);
    let heading = reader.html("token-list-heading", args! { filter: &name });
    let filters = TokenFilter::ALL
        .into_iter()
        .filter(|other| *other != filter)
        .map(|other| Button::act(filter_name(reader.lang, other), Action::TokenList(other, 0)))
        .collect();
    rows(reader, heading, page, filter)
        .row(pager(page.page, page.pages, |to| {
            Action::TokenList(filter, to)
        }))
        .grid(2, filters)
        .row([
            Button::act(
                reader.plain("button-token-search", args! {}),
                Action::TokenSearch,
            ),
            back_to(reader.lang, Action::Desk(Door::Vip)),
        ])
}

/// What a search by the first characters found.
pub fn found(reader: Reader, page: &Page<Token>, prefix: &str) -> Screen {
    let prefix = html::name(prefix);
    let heading = reader.html("token-found-heading", args! { prefix: &prefix });
    rows(reader, heading, page, TokenFilter::All).row([
        Button::act(
            reader.plain("button-token-search", args! {}),
            Action::TokenSearch,
        ),
        back_to(reader.lang, Action::TokenList(TokenFilter::Open, 0)),
    ])
}

fn rows(reader: Reader, heading: String, page: &Page<Token>, filter: TokenFilter) -> Screen {
    if page.rows.is_empty() {
        let empty = reader.html("token-list-empty", args! {});
        return Screen::new(format!("{heading}\n\n{empty}"));
    }
    let lines: Vec<String> = page.rows.iter().map(|token| line(reader, token)).collect();
    let total = reader.html("token-list-total", args! { count: page.total });
    let tokens = page.rows.iter().map(|token| {
        let label = format!("{} {}…", mark(token.state(reader.now)), token.prefix);
        Button::act(label, Action::TokenShow(token.id, filter, page.page))
    });
    Screen::new(format!("{heading}\n\n{}\n\n{total}", lines.join("\n"))).grid(4, tokens.collect())
}

fn line(reader: Reader, token: &Token) -> String {
    let state = token.state(reader.now);
    let at = match state {
        TokenState::Open | TokenState::Expired => token.valid_until,
        TokenState::Used => token.used_at.unwrap_or(token.valid_until),
        TokenState::Revoked => token.revoked_at.unwrap_or(token.valid_until),
    };
    reader.html(
        "token-line",
        args! {
            mark: mark(state),
            prefix: &token.prefix,
            duration: &units::hours_name(reader.lang, token.duration_hours),
            at: &instant(reader, at),
        },
    )
}

/// One token, and the way back to the list.
pub fn detail(reader: Reader, view: &TokenDetail, filter: TokenFilter, page: u32) -> Screen {
    let token = &view.token;
    let state = token.state(reader.now);
    let by = html::name(&view.made_by);
    let mut lines = vec![
        reader.html(
            "token-detail-heading",
            args! { mark: mark(state), prefix: &token.prefix },
        ),
        String::new(),
        reader.html(
            "token-detail-state",
            args! { state: &state_name(reader.lang, state) },
        ),
        reader.html(
            "token-detail-duration",
            args! { duration: &units::hours_name(reader.lang, token.duration_hours) },
        ),
        reader.html(
            "token-detail-until",
            args! { until: &instant(reader, token.valid_until) },
        ),
        reader.html(
            "token-detail-made",
            args! { by: &by, at: &instant(reader, token.created_at) },
        ),
    ];
    if let (Some(by), Some(at)) = (&view.used_by, token.used_at) {
        let (by, at) = (html::name(by), instant(reader, at));
        lines.push(reader.html("token-detail-used", args! { by: &by, at: &at }));
    }
    if let Some(at) = token.revoked_at {
        lines.push(reader.html("token-detail-revoked", args! { at: &instant(reader, at) }));
    }
    if let Some(note) = &token.note {
        lines.push(note_line(reader, note));
    }
    let mut screen = Screen::new(lines.join("\n"));
    if state == TokenState::Open {
        let label = reader.plain("button-token-revoke", args! {});
        let revoke = Action::TokenRevoke(token.id, filter, page);
        screen = screen.button(Button::styled(label, revoke, Style::Danger));
    }
    screen.button(back_to(reader.lang, Action::TokenList(filter, page)))
}

/// Asks before a token is revoked.
pub fn revoke(reader: Reader, token: &Token, filter: TokenFilter, page: u32) -> Screen {
    confirm(
        reader.lang,
        reader.html("token-revoke-ask", args! { prefix: &token.prefix }),
        reader.plain("button-token-revoke-yes", args! {}),
        Action::TokenRevokeYes(token.id, filter, page),
        Action::TokenShow(token.id, filter, page),
    )
}

fn filter_name(lang: Lang, filter: TokenFilter) -> String {
    let key = match filter {
        TokenFilter::All => "token-filter-all",
        TokenFilter::Open => "token-filter-open",
        TokenFilter::Used => "token-filter-used",
        TokenFilter::Expired => "token-filter-expired",
        TokenFilter::Revoked => "token-filter-revoked",
    };
    lang.plain(key, args! {})
}

fn state_name(lang: Lang, state: TokenState) -> String {
    let key = match state {
        TokenState::Open => "token-state-open",
        TokenState::Used => "token-state-used",
        TokenState::Expired => "token-state-expired",
        TokenState::Revoked => "token-state-revoked",
    };
    lang.plain(key, args! {})
}

fn mark(state: TokenState) -> &'static str {
    match state {
        TokenState::Open => "🟢",
        TokenState::Used => "☑️",
        TokenState::Expired => "⌛",
        TokenState::Revoked => "🚫",
    }
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}

/// The text as part of a URL's query.
pub(super) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
