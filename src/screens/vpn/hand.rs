//! A key that the staff makes for somebody, step by step.

use super::button;
use super::card::card_after;
use super::card::place_name;
use super::vpn;
use super::words;
use crate::models::GB;
use crate::models::HandDraft;
use crate::models::Health;
use crate::models::PlaceOffer;
use crate::models::StaffCard;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::callback::VpnAction;
use crate::screens::cancel;
use crate::screens::keys::kind_name;
use crate::utils::html;
use crate::utils::locale::args;

/// Days that the buttons give; 0 is no end.
const DAYS: [u32; 6] = [1, 7, 30, 90, 365, 0];
/// Gigabytes that the buttons give; 0 is no limit.
const LIMITS: [u32; 6] = [0, 5, 10, 50, 100, 500];
/// What a key made by hand lasts until somebody says otherwise.
const USUAL_DAYS: u32 = 30;

/// The people a text named, when it is more than one.
pub fn people(reader: Reader, people: &[(UserId, String)]) -> Screen {
    let choices = people
        .iter()
        .map(|(user, name)| vpn(html::short_name(name), VpnAction::NewFor(*user)));
    Screen::new(reader.html("vpn-new-people", args! {}))
        .grid(2, choices.collect())
        .button(cancel(reader.lang))
}

/// Nobody of that name has written to the bot.
pub fn person_unknown(reader: Reader) -> Screen {
    Screen::new(reader.html("vpn-person-unknown", args! {})).button(cancel(reader.lang))
}

/// Which kind?
pub fn kinds(reader: Reader, user: UserId, person: &str, kinds: &[VpnKind]) -> Screen {
    let name = html::name(person);
    if kinds.is_empty() {
        return Screen::new(reader.html("vpn-new-no-server", args! {})).button(cancel(reader.lang));
    }
    let choices = kinds.iter().map(|kind| {
        let draft = HandDraft {
            user,
            kind: *kind,
            server: None,
            days: Some(USUAL_DAYS),
            gigabytes: None,
            begun_at: reader.now,
        };
        vpn(kind_name(reader.lang, *kind), VpnAction::NewServer(draft))
    });
    Screen::new(reader.html("vpn-new-kind", args! { name: &name }))
        .grid(2, choices.collect())
        .button(cancel(reader.lang))
}

/// On which server?
pub fn servers(reader: Reader, draft: HandDraft, places: &[PlaceOffer]) -> Screen {
    let any = reader.plain("button-vpn-any-server", args! {});
    let mut choices = vec![vpn(
        any,
        VpnAction::NewDays(HandDraft {
            server: None,
            ..draft
        }),
    )];
    choices.extend(places.iter().map(|place| {
        let draft = HandDraft {
            server: Some(place.server),
            ..draft
        };
        vpn(place_name(place), VpnAction::NewDays(draft))
    }));
    Screen::new(reader.html("vpn-new-server", args! {}))
        .grid(1, choices)
        .button(cancel(reader.lang))
}

/// How long?
pub fn days(reader: Reader, draft: HandDraft) -> Screen {
    let choices = DAYS.map(|days| {
        let days = (days > 0).then_some(days);
        vpn(
            words::days(reader.lang, days),
            VpnAction::NewLimit(HandDraft { days, ..draft }),
        )
    });
    Screen::new(reader.html("vpn-new-days", args! {}))
        .grid(3, choices.to_vec())
        .button(button(
            reader,
            "button-vpn-other-days",
            VpnAction::AskDays(draft),
        ))
        .button(cancel(reader.lang))
}

/// How much?
pub fn limits(reader: Reader, draft: HandDraft) -> Screen {
    let choices = LIMITS.map(|gigabytes| {
        let gigabytes = (gigabytes > 0).then_some(gigabytes);
        let label = words::quota(reader.lang, gigabytes.map(|count| u64::from(count) * GB));
        vpn(
            label,
            VpnAction::NewPreview(HandDraft { gigabytes, ..draft }),
        )
    });
    Screen::new(reader.html("vpn-new-limit", args! {}))
        .grid(3, choices.to_vec())
        .button(cancel(reader.lang))
}

/// It was made: for whom, and how it comes to them; then its card.
pub fn made(reader: Reader, card: &StaffCard) -> Screen {
    let view = &card.card.view;
    let comes = match card.owner_status {
        UserStatus::Banned | UserStatus::Unreachable => "vpn-made-kept",
        UserStatus::Active if !view.is_settled && view.health == Health::Down => "vpn-made-down",
        UserStatus::Active => "vpn-made-comes",
    };
    let person = html::name(&card.card.owner);
    let lines = vec![
        reader.html("vpn-made", args! { person: &person }),
        reader.html(comes, args! {}),
        String::new(),
    ];
    card_after(reader, card, lines)
}

/// What would be made, and whether a trial of theirs is one no more then.
pub fn preview(
    reader: Reader,
    draft: HandDraft,
    person: &str,
    server: Option<&str>,
    ends_trial: bool,
) -> Screen {
    let server = server.map_or_else(|| reader.plain("vpn-any-server", args! {}), html::name);
    let mut text = reader.html(
        "vpn-new-preview",
        args! {
            name: &html::name(person),
            kind: &kind_name(reader.lang, draft.kind),
            server: &server,
            days: &words::days(reader.lang, draft.days),
            limit: &words::quota(reader.lang, draft.gigabytes.map(|count| u64::from(count) * GB)),
        },
    );
    if ends_trial {
        text.push('\n');
        text.push_str(&reader.html("vpn-trial-goes", args! {}));
    }
    Screen::new(text)
        .button(Button::styled(
            reader.plain("button-vpn-make", args! {}),
            Action::Vpn(VpnAction::Make(draft)),
            Style::Success,
        ))
        .button(button(reader, "button-vpn-name", VpnAction::NewName(draft)))
        .button(cancel(reader.lang))
}
