//! Pictures of the team: roles, who holds them, the table of permissions, links, and what both sides hear.

use super::*;
use crate::models::*;

fn some(permissions: &[Permission]) -> PermissionSet {
    permissions.iter().copied().collect()
}

fn seller() -> Role {
    Role {
        id: RoleId(4),
        name: "seller".into(),
        rank: 30,
        is_built_in: true,
        permissions: some(&[
            Permission::SeePanel,
            Permission::MakeTokens,
            Permission::SeeTokens,
            Permission::SeePeople,
        ]),
        sees_own_only: true,
        tokens_per_month: Some(100),
    }
}

fn role(id: i64, name: &str, rank: i64, is_built_in: bool) -> Role {
    Role {
        id: RoleId(id),
        name: name.into(),
        rank,
        is_built_in,
        permissions: some(&[Permission::SeePanel]),
        sees_own_only: false,
        tokens_per_month: None,
    }
}

fn superadmin() -> Role {
    Role {
        permissions: PermissionSet::all(),
        ..role(1, "superadmin", 100, true)
    }
}

fn held(user: i64, of: &Role, until: Option<Timestamp>) -> HoldingView {
    HoldingView {
        holding: Holding {
            user: UserId(user),
            role_id: of.id,
            role: of.name.clone(),
            rank: of.rank,
            granted_by: Some(UserId(7)),
            granted_at: NOW,
            expires_at: until,
            reason: Some("<i>Vacaciones & más</i>".into()),
            tokens_per_month: None,
        },
        name: NASTY_NAME.into(),
        username: Some("ana".into()),
        granted_by: Some(NASTY_NAME.into()),
        is_from_settings: false,
        quota: of.tokens_per_month.map(Some),
        may: ALL,
    }
}

fn from_settings(user: i64) -> HoldingView {
    let mut view = held(user, &superadmin(), None);
    view.holding.granted_by = None;
    view.holding.reason = None;
    HoldingView {
        granted_by: None,
        is_from_settings: true,
        username: None,
        ..view
    }
}

const ALL: RoleRights = RoleRights {
    grants: true,
    edits: true,
};
const NONE: RoleRights = RoleRights {
    grants: false,
    edits: false,
};

#[test]
fn lists_of_roles() {
    let line = |role, holders| RoleLine { role, holders };
    let roles = |may| RolesView {
        roles: vec![
            line(superadmin(), 1),
            line(role(2, "admin", 80, true), 0),
            line(seller(), 12),
            line(role(9, "taquilla", 10, false), 2),
            line(role(6, "user", 0, true), 0),
        ],
        open_invites: 1,
        may,
    };
    let view = |of: Role, rows: Vec<HoldingView>, total, may| RoleView {
        role: of,
        holders: Page::new(rows, 0, total),
        may,
    };
    let mut long = held(3, &seller(), None);
    long.name = long_name();
    let sellers = vec![held(2001, &seller(), Some(in_days(30))), long];
    assert_picture!(|r| vec![
        ("the roles", roles::list(r, &roles(ALL))),
        ("the roles, to read", roles::list(r, &roles(NONE))),
        (
            "sellers",
            roles::role(r, &view(seller(), sellers.clone(), 40, ALL))
        ),
        (
            "one of somebody's own making",
            roles::role(r, &view(role(9, "taquilla", 10, false), vec![], 0, ALL))
        ),
        (
            "superadmins, to read",
            roles::role(r, &view(superadmin(), vec![from_settings(7)], 1, NONE))
        ),
    ]);
}

#[test]
fn roles_of_a_person() {
    let view = |can_be_told, held, grantable| PersonRoles {
        user: UserId(2001),
        name: NASTY_NAME.into(),
        can_be_told,
        held,
        grantable,
    };
    let until = Some(in_days(1));
    let one = || vec![held(2001, &seller(), until)];
    let more = vec![role(3, "support", 40, true), role(9, "taquilla", 10, false)];
    assert_picture!(|r| vec![
        (
            "with a role",
            roles::person(r, &view(true, one(), more.clone()), None)
        ),
        (
            "just given, told",
            roles::person(
                r,
                &view(true, one(), vec![]),
                Some(roles::RoleNote::Granted)
            )
        ),
        (
            "just given, cannot be told",
            roles::person(
                r,
                &view(false, one(), vec![]),
                Some(roles::RoleNote::Granted)
            )
        ),
        (
            "none left",
            roles::person(
                r,
                &view(true, vec![], vec![]),
                Some(roles::RoleNote::Revoked)
            )
        ),
        ("one role", roles::held(r, &held(2001, &seller(), until))),
        ("by the settings", roles::held(r, &from_settings(7))),
        (
            "to read",
            roles::held(
                r,
                &HoldingView {
                    may: NONE,
                    ..held(2001, &superadmin(), None)
                }
            )
        ),
        (
            "which role",
            roles::ask_role(r, &view(true, vec![], more.clone()))
        ),
        (
            "no role to give",
            roles::ask_role(r, &view(true, vec![], vec![]))
        ),
        (
            "for how long",
            roles::ask_length(r, UserId(2001), NASTY_NAME, &seller())
        ),
        (
            "take it",
            roles::ask_revoke(r, UserId(2001), NASTY_NAME, &seller())
        ),
    ]);
}

#[test]
fn questions_about_roles_and_links_to_the_team() {
    use roles::RoleQuestion as Q;
    let (name, role_name) = (NASTY_NAME, "taquilla");
    let invite = StaffInvite {
        id: InviteId(7),
        role: "support".into(),
        role_hours: Some(24),
        reason: None,
        made_by: UserId(7),
        created_at: NOW,
        expires_at: in_days(1),
        used_by: None,
        used_at: None,
        revoked_at: None,
    };
    let page = |rows: Vec<_>| {
        let total = i64::try_from(rows.len()).expect("few");
        Page::new(rows, 0, total)
    };
    let rows = || vec![(invite.clone(), NASTY_NAME.to_owned())];
    let link = format!("https://t.me/portero_bot?start=staff_{}", "ab".repeat(16));
    let questions = [
        Q::Whom,
        Q::Whose,
        Q::Term {
            name,
            role: "support",
        },
        Q::End {
            name,
            role: role_name,
        },
        Q::HolderQuota { name },
        Q::Quota { role: "seller" },
        Q::Name,
        Q::Rename { role: role_name },
        Q::Rank {
            role: role_name,
            most: 99,
        },
    ];
    assert_picture!(|r| {
        let asked = questions.iter().cloned();
        let mut screens: Vec<(&str, Screen)> = asked
            .map(|question| ("asked", roles::ask(r, question)))
            .collect();
        screens.extend([
            (
                "delete",
                roles::ask_delete(r, &role(9, "taquilla", 10, false), 2),
            ),
            ("invite", roles::ask_invite(r, &seller())),
            ("link coming", roles::invite_coming(r, RoleId(4))),
            ("link", roles::invite_made(r, &invite, &link)),
            ("links", roles::invites(r, &page(rows()))),
            ("no links", roles::invites(r, &page(vec![]))),
        ]);
        screens
    });
}

#[test]
fn the_table_of_permissions() {
    let all: Vec<Permission> = PermissionArea::ALL
        .into_iter()
        .flat_map(PermissionArea::permissions)
        .collect();
    assert_eq!(all.len(), Permission::ALL.len());
    assert_picture!(|r| vec![
        (
            "sellers, channels",
            roles::table(r, &seller(), ALL, PermissionArea::Vip)
        ),
        (
            "own role, team",
            roles::table(
                r,
                &role(9, "taquilla", 10, false),
                ALL,
                PermissionArea::Team
            )
        ),
        (
            "superadmins",
            roles::table(r, &superadmin(), NONE, PermissionArea::House)
        ),
        (
            "above the reader",
            roles::table(r, &role(2, "admin", 80, true), NONE, PermissionArea::People)
        ),
    ]);
}

#[test]
fn what_both_sides_hear_of_a_role() {
    let names = roles::NewsNames {
        by: Some(NASTY_NAME.into()),
        who: NASTY_NAME.into(),
        has_panel: true,
    };
    let house = roles::NewsNames::default();
    let role = || "support".to_owned();
    let (until, by, who) = (Some(in_days(1)), Some(UserId(7)), UserId(2001));
    let granted = RoleNews::Granted {
        role: role(),
        until,
        by,
        reason: Some("<b>&</b>".into()),
    };
    let moved = RoleNews::Moved {
        role: role(),
        until: None,
        by,
    };
    let revoked = RoleNews::Revoked {
        role: role(),
        by,
        reason: None,
    };
    let ended = RoleNews::Ended { role: role() };
    let joined = RoleNews::Joined {
        role: role(),
        who,
        until,
    };
    let gift_ended = RoleNews::GiftEnded { role: role(), who };
    let gift_revoked = RoleNews::GiftRevoked {
        role: role(),
        who,
        by,
    };
    let holding = held(2001, &seller(), until).holding;
    assert_picture!(|r| vec![
        ("granted", roles::told(r, &granted, &names)),
        ("moved", roles::told(r, &moved, &names)),
        ("revoked", roles::told(r, &revoked, &house)),
        ("ended", roles::told(r, &ended, &house)),
        ("joined", roles::told(r, &joined, &names)),
        ("gift ended", roles::told(r, &gift_ended, &names)),
        ("gift revoked", roles::told(r, &gift_revoked, &names)),
        ("welcome", roles::welcome(r, &holding, seller().permissions)),
        (
            "welcome to everything",
            roles::welcome(r, &holding, PermissionSet::all())
        ),
    ]);
}

#[test]
fn noes_about_roles() {
    let typed = || "<b>x</b>".to_owned();
    let all = [
        RoleRefusal::GrantUnclear,
        RoleRefusal::RevokeUnclear,
        RoleRefusal::PersonUnknown { typed: typed() },
        RoleRefusal::PersonHidden,
        RoleRefusal::PersonIsChat,
        RoleRefusal::PersonBanned,
        RoleRefusal::RoleUnknown {
            typed: typed(),
            known: vec!["admin".into(), "support".into()],
        },
        RoleRefusal::AboveYou {
            role: "admin".into(),
        },
        RoleRefusal::Yourself,
        RoleRefusal::FromSettings,
        RoleRefusal::LastSuperadmin,
        RoleRefusal::LengthUnclear { typed: typed() },
        RoleRefusal::EndPast,
        RoleRefusal::EndTooFar,
        RoleRefusal::ReasonTooLong { most: 200 },
        RoleRefusal::NotHeld,
        RoleRefusal::HeldAlready,
        RoleRefusal::NameInvalid { most: 20 },
        RoleRefusal::NameTaken,
        RoleRefusal::BuiltIn,
        RoleRefusal::TooManyRoles { most: 20 },
        RoleRefusal::NotYours,
        RoleRefusal::ShowsEverybody,
        RoleRefusal::InviteUnknown,
        RoleRefusal::InviteUsed,
        RoleRefusal::InviteExpired,
        RoleRefusal::InviteVoid,
        RoleRefusal::TokensUsedUp {
            left: 3,
            most: 100,
            more_at: Some(in_days(4)),
        },
        RoleRefusal::TokensUsedUp {
            left: 0,
            most: 0,
            more_at: None,
        },
    ];
    assert_picture!(|r| all
        .iter()
        .map(|refusal| {
            let refusal = Refusal::Role(refusal.clone());
            let alert = refusals::alert(r, &refusal);
            assert!(crate::utils::html::utf16_len(&alert) <= 200, "{alert}");
            assert!(!alert.ends_with('…'), "{alert}");
            ("no", refusals::text(r, &refusal))
        })
        .collect());
}
