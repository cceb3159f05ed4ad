//! Pictures of the API's keys.

use super::*;
use crate::models::*;
use crate::screens::api;

const PLACE: Option<&str> = Some("https://bot.example.com");

fn rights(permissions: &[Permission]) -> PermissionSet {
    permissions.iter().copied().collect()
}

fn key() -> ApiKey {
    ApiKey {
        id: ApiKeyId(3),
        name: NASTY_NAME.to_owned(),
        prefix: "ptr_AbC-".to_owned(),
        owner: UserId(2001),
        scopes: rights(&[
            Permission::SeeMembers,
            Permission::ManageMembers,
            Permission::SeePayments,
        ]),
        rate_per_minute: 6_000,
        created_at: NOW - DAY,
        expires_at: Some(NOW + 90 * DAY),
        revoked_at: None,
        last_used_at: Some(NOW - 60),
    }
}

fn fresh() -> ApiKey {
    ApiKey {
        id: ApiKeyId(4),
        name: "Tienda".to_owned(),
        scopes: PermissionSet::all(),
        expires_at: None,
        last_used_at: None,
        ..key()
    }
}

fn over() -> ApiKey {
    ApiKey {
        id: ApiKeyId(5),
        expires_at: Some(NOW),
        ..key()
    }
}

fn revoked() -> ApiKey {
    ApiKey {
        id: ApiKeyId(6),
        revoked_at: Some(NOW - 5),
        ..key()
    }
}

fn view(key: ApiKey, may: PermissionSet) -> ApiKeyView {
    ApiKeyView {
        key,
        owner_name: NASTY_NAME.to_owned(),
        may,
        sessions: 1,
        givable: rights(&[
            Permission::SeeMembers,
            Permission::SeePanel,
            Permission::ManageApi,
        ]),
    }
}

fn page(keys: Vec<ApiKey>, number: u32, total: i64) -> Page<ApiKeyLine> {
    let line = |key| ApiKeyLine {
        key,
        owner_name: NASTY_NAME.to_owned(),
    };
    Page::new(keys.into_iter().map(line).collect(), number, total)
}

#[test]
fn lists_and_cards() {
    let less = rights(&[Permission::SeeMembers]);
    assert_picture!(|r| vec![
        (
            "no keys, no address",
            api::list(r, &page(vec![], 0, 0), None)
        ),
        (
            "keys",
            api::list(
                r,
                &page(vec![key(), fresh(), over(), revoked()], 0, 40),
                PLACE
            )
        ),
        ("card", api::card(r, &view(key(), key().scopes))),
        (
            "card whose owner may less",
            api::card(r, &view(key(), less))
        ),
        (
            "card of all",
            api::card(r, &view(fresh(), PermissionSet::all()))
        ),
        (
            "card of one that is over",
            api::card(r, &view(over(), PermissionSet::default()))
        ),
        (
            "card of a revoked one",
            api::card(r, &view(revoked(), PermissionSet::default()))
        ),
        (
            "rights",
            api::scopes(r, &view(key(), less), PermissionArea::Vip)
        ),
        ("rate", api::rates(r, &key())),
        ("revoke", api::revoke_sure(r, &key())),
        (
            "a token that came twice",
            api::token_reused(r, ApiKeyId(3), NASTY_NAME)
        ),
    ]);
}

#[test]
fn making_a_key() {
    let own = rights(&[
        Permission::SeePanel,
        Permission::Configure,
        Permission::SeeMembers,
    ]);
    let usual = ApiKeyDraft::usual(own);
    let nothing = ApiKeyDraft {
        scopes: PermissionSet::default(),
        area: PermissionArea::Vip,
        ..usual
    };
    let all = ApiKeyDraft {
        scopes: PermissionSet::all(),
        days: 0,
        rate_per_minute: 60_000,
        ..usual
    };
    let typed = ApiKeyDraft {
        days: 0,
        until: Some(NOW + 400 * DAY),
        ..usual
    };
    let made = MadeApiKey {
        key: key(),
        text: format!("ptr_{}", "AbC-".repeat(11)),
    };
    assert_picture!(|r| vec![
        ("rights", api::new(r, usual, own)),
        ("no right", api::new(r, nothing, own)),
        ("terms", api::terms(r, usual)),
        ("terms of all", api::terms(r, all)),
        ("terms with an end", api::terms(r, typed)),
        (
            "terms of typed days",
            api::terms(r, ApiKeyDraft { days: 45, ..usual })
        ),
        ("end", api::ask_end(r)),
        ("name", api::ask_name(r)),
        ("coming", api::coming(r)),
        ("made", api::made(r, &made, PLACE)),
        ("made without an address", api::made(r, &made, None)),
    ]);
}

#[test]
fn refusals_of_the_api() {
    let all = [
        ApiRefusal::KeyUnknown,
        ApiRefusal::KeyEnded,
        ApiRefusal::TokenInvalid,
        ApiRefusal::TokenExpired,
        ApiRefusal::SessionEnded,
        ApiRefusal::RefreshReused,
        ApiRefusal::NameInvalid { most: 40 },
        ApiRefusal::NoScopes,
        ApiRefusal::BeyondOwn,
        ApiRefusal::RateBeyondOwn { most: 600 },
        ApiRefusal::TooManyKeys { most: 50 },
        ApiRefusal::TooLong,
    ];
    assert_picture!(|r| {
        let of = |refusal: &ApiRefusal| super::refusals::text(r, &Refusal::Api(refusal.clone()));
        all.iter().map(|refusal| ("refusal", of(refusal))).collect()
    });
}
