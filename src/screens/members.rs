//! Who is a VIP member, who was, and who is inside without a right to be.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::pager;
use crate::models::Door;
use crate::models::MemberFilter;
use crate::models::MemberPage;
use crate::models::MemberView;
use crate::models::Subscriber;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest error shown.
const ERROR_LENGTH: usize = 160;

/// One page of the members.
pub fn list(reader: Reader, view: &MemberPage) -> Screen {
    let page = &view.page;
    let filter = filter_name(reader.lang, view.filter);
    let mut parts = vec![reader.html("members-heading", args! { filter: &filter })];
    if page.rows.is_empty() {
        parts.push(reader.html("members-empty", args! {}));
    } else {
        let lines = page.rows.iter().map(|member| line(reader, member));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
        parts.push(reader.html("members-total", args! { count: page.total }));
    }
    parts.push(match view.member_count {
        Some(count) => reader.html(
            "members-known",
            args! { known: view.known_inside, count: count },
        ),
        None => reader.html("members-known-only", args! { known: view.known_inside }),
    });
    let people = page.rows.iter().map(|member| {
        let show = Action::MemberShow(member.user_id, view.filter, page.page);
        Button::act(html::short_name(&member.name), show)
    });
    Screen::new(parts.join("\n\n"))
        .grid(2, people.collect())
        .row(pager(page.page, page.pages, |to| {
            Action::MemberList(view.filter, to)
        }))
        .grid(2, filters(reader.lang, view.filter))
        .button(back_to(reader.lang, Action::Desk(Door::Vip)))
}

fn filters(lang: Lang, chosen: MemberFilter) -> Vec<Button> {
    MemberFilter::ALL
        .into_iter()
        .filter(|filter| *filter != chosen)
        .map(|filter| Button::act(filter_name(lang, filter), Action::MemberList(filter, 0)))
        .collect()
}

fn filter_name(lang: Lang, filter: MemberFilter) -> String {
    let key = match filter {
        MemberFilter::Active => "members-filter-active",
        MemberFilter::Expiring => "members-filter-expiring",
        MemberFilter::Expired => "members-filter-expired",
        MemberFilter::Whitelisted => "members-filter-whitelist",
        MemberFilter::NotEntitled => "members-filter-not-entitled",
    };
    lang.plain(key, args! {})
}

fn line(reader: Reader, member: &MemberView) -> String {
    end_line(
        reader,
        &html::short_name(&member.name),
        member.subscriber.as_ref(),
    )
}

fn end_line(reader: Reader, name: &str, subscriber: Option<&Subscriber>) -> String {
    let Some(subscriber) = subscriber else {
        return reader.html("member-line-none", args! { name: name });
    };
    let Some(end) = subscriber.expiry_date else {
        return reader.html("member-line-forever", args! { name: name });
    };
    let until = instant(reader, end);
    let is_over = !subscriber.is_active || end <= reader.now;
    let key = if is_over {
        "member-line-ended"
    } else {
        "member-line-until"
    };
    reader.html(key, args! { name: name, until: &until })
}

/// One member, and the way back to the list.
pub fn detail(reader: Reader, member: &MemberView, filter: MemberFilter, page: u32) -> Screen {
    let id = member.user_id.to_string();
    let mut lines = vec![
        end_line(
            reader,
            &html::name(&member.name),
            member.subscriber.as_ref(),
        ),
        reader.html("member-id", args! { id: &id }),
    ];
    if let Some(grace) = member.grace {
        let until = instant(reader, grace.until);
        lines.push(reader.html("member-grace", args! { until: &until }));
    }
    if let Some(username) = &member.username {
        let username = html::name(username);
        lines.push(reader.html("member-username", args! { username: &username }));
    }
    lines.push(match member.inside_since {
        Some(since) => reader.html("member-inside", args! { since: &instant(reader, since) }),
        None => reader.html("member-outside", args! {}),
    });
    lines.extend(history(reader, member));
    if member.is_channel_admin {
        lines.push(reader.html("member-channel-admin", args! {}));
    }
    let is_whitelisted = member
        .subscriber
        .as_ref()
        .is_some_and(|subscriber| subscriber.is_whitelisted);
    let whitelist = if is_whitelisted {
        let label = reader.plain("button-whitelist-remove", args! {});
        Button::styled(
            label,
            Action::WhitelistRemove(member.user_id),
            Style::Danger,
        )
    } else {
        let label = reader.plain("button-whitelist-add", args! {});
        Button::act(label, Action::WhitelistAdd(member.user_id))
    };
    Screen::new(lines.join("\n"))
        .button(whitelist)
        .button(back_to(reader.lang, Action::MemberList(filter, page)))
}

fn history(reader: Reader, member: &MemberView) -> Vec<String> {
    let Some(subscriber) = &member.subscriber else {
        return vec![reader.html("member-never", args! {})];
    };
    let since = instant(reader, subscriber.join_date);
    let mut lines = vec![reader.html("member-since", args! { since: &since })];
    if subscriber.is_whitelisted {
        lines.push(reader.html("member-whitelisted", args! {}));
    }
    if let Some(at) = subscriber.kicked_at {
        lines.push(reader.html("member-removed", args! { at: &instant(reader, at) }));
    } else if let Some(error) = &subscriber.last_error {
        let error = html::one_line(error, ERROR_LENGTH);
        let count = subscriber.kick_attempts;
        lines.push(reader.html("member-kick-failed", args! { count: count, error: &error }));
    }
    lines
}

fn instant(reader: Reader, at: Timestamp) -> String {
    units::instant(reader.lang, at, reader.time_zone)
}
