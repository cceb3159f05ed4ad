//! Codes of the API's keys.

use super::*;

const KEY: ApiKeyId = ApiKeyId(3);

/// The rights as buttons have carried them: the place of each is its bit, for ever.
const BITS: &[&str] = &[
    "panel.see",
    "config.write",
    "tokens.see",
    "tokens.make",
    "tokens.revoke",
    "members.see",
    "members.manage",
    "queue.manage",
    "status.see",
    "problems.manage",
    "broadcasts.send",
    "statistics.see",
    "servers.see",
    "servers.manage",
    "keys.see",
    "keys.manage",
    "people.see",
    "people.manage",
    "data.manage",
    "roles.see",
    "roles.grant",
    "roles.edit",
    "audit.see",
    "tickets.see",
    "tickets.answer",
    "support.manage",
    "house.maintain",
    "backups.manage",
    "payments.see",
    "payments.manage",
    "shop.manage",
    "payments.refund",
    "proxies.see",
    "proxies.manage",
    "api.manage",
];

fn draft(
    scopes: &[Permission],
    area: PermissionArea,
    days: u32,
    rate_per_minute: u32,
) -> ApiKeyDraft {
    ApiKeyDraft {
        scopes: scopes.iter().copied().collect(),
        area,
        days,
        until: None,
        rate_per_minute,
    }
}

fn shipped() -> Vec<(&'static str, ApiAction)> {
    use ApiAction::*;
    use Permission::{ManageApi, SeeMembers, SeePanel};
    let read = draft(&[SeePanel, SeeMembers], PermissionArea::Vip, 90, 600);
    let nothing = draft(&[], PermissionArea::House, 0, 60);
    let last = draft(&[ManageApi], PermissionArea::Money, 365, 60_000);
    vec![
        ("api:list:1", List(1)),
        ("api:begin", Begin),
        ("api:new:21:vip:90:600", New(read)),
        ("api:new:0:house:0:60", New(nothing)),
        ("api:terms:400000000:money:365:60000", Terms(last)),
        ("api:end:21:vip:90:600", AskEnd(read)),
        ("api:name:21:vip:90:600", AskName(read)),
        ("api:show:3", Show(KEY)),
        ("api:scopes:3:team", Scopes(KEY, PermissionArea::Team)),
        ("api:allow:3:members.see", Allow(KEY, SeeMembers)),
        ("api:forbid:3:panel.see", Forbid(KEY, SeePanel)),
        ("api:rate:3", Rates(KEY)),
        ("api:rate:3:6000", SetRate(KEY, 6_000)),
        ("api:revoke:3", Revoke(KEY)),
        ("api:revoke_yes:3", RevokeYes(KEY)),
    ]
}

#[test]
fn shipped_codes_of_api_keys_keep_their_meaning() {
    for (data, action) in shipped() {
        assert_eq!(data.parse(), Ok(Action::Api(action)), "{data}");
        assert_eq!(Action::Api(action).to_string(), data);
    }
    for bad in [
        "api",
        "api:list",
        "api:new:21:vip:90",
        "api:new:021:vip:90:600",
        "api:new:+21:vip:90:600",
        "api:new:2G:vip:90:600",
        "api:new:8000000000000000:vip:90:600",
        "api:new:21:doors:90:600",
        "api:allow:3:doors.open",
        "api:rate:3:-1",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

#[test]
fn a_right_keeps_its_place_among_the_bits_of_buttons() {
    let names: Vec<&str> = Permission::ALL.iter().map(|one| one.name()).collect();
    assert!(names.starts_with(BITS), "new rights come last");
}

proptest! {
    #[test]
    fn a_button_of_api_keys_survives_its_text_form(
        id in any::<i64>(), bits in any::<u64>(), area in 0usize..7, days in any::<u32>(), rate in any::<u32>(),
    ) {
        let scopes = Permission::ALL.iter().copied().filter(|one| bits & (1 << *one as u8) != 0);
        let draft = ApiKeyDraft {
            scopes: scopes.collect(),
            area: PermissionArea::ALL[area],
            days,
            until: None,
            rate_per_minute: rate,
        };
        let typed = ApiKeyDraft {
            days: 0,
            until: Some(Timestamp(i64::from(days))),
            ..draft
        };
        for action in [
            ApiAction::New(draft),
            ApiAction::AskEnd(draft),
            ApiAction::Terms(typed),
            ApiAction::Terms(draft),
            ApiAction::AskName(draft),
            ApiAction::List(days),
            ApiAction::Scopes(ApiKeyId(id), draft.area),
            ApiAction::SetRate(ApiKeyId(id), rate),
            ApiAction::RevokeYes(ApiKeyId(id)),
        ] {
            let data = Action::Api(action).to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Api(action)));
        }
    }
}
