//! The codes of the buttons of roles as they were shipped.

use super::*;

const ANA: UserId = UserId(2001);
const ROLE: RoleId = RoleId(3);

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED: &[(&str, RoleAction)] = &[
    ("role:list", RoleAction::List),
    ("role:show:3:2", RoleAction::Show(ROLE, 2)),
    ("role:of:2001", RoleAction::Of(ANA)),
    ("role:held:2001:3", RoleAction::Held(ANA, ROLE)),
    ("role:begin", RoleAction::Begin),
    ("role:give:2001", RoleAction::Give(ANA)),
    ("role:give_role:2001:3", RoleAction::GiveRole(ANA, ROLE)),
    (
        "role:give_for:2001:3:24",
        RoleAction::GiveFor(ANA, ROLE, 24),
    ),
    ("role:ask_term:2001:3", RoleAction::AskTerm(ANA, ROLE)),
    ("role:end_in:2001:3:0", RoleAction::EndIn(ANA, ROLE, 0)),
    ("role:ask_end:2001:3", RoleAction::AskEnd(ANA, ROLE)),
    (
        "role:holder_quota:2001:3",
        RoleAction::AskHolderQuota(ANA, ROLE),
    ),
    ("role:revoke:2001:3", RoleAction::Revoke(ANA, ROLE)),
    ("role:revoke_yes:2001:3", RoleAction::RevokeYes(ANA, ROLE)),
    ("role:invite:3", RoleAction::Invite(ROLE)),
    ("role:invite_for:3:24", RoleAction::InviteFor(ROLE, 24)),
    ("role:invites:1", RoleAction::Invites(1)),
    ("role:invite_drop:7", RoleAction::InviteDrop(InviteId(7))),
    (
        "role:table:3:vip",
        RoleAction::Table(ROLE, PermissionArea::Vip),
    ),
    (
        "role:allow:3:tokens.see",
        RoleAction::Allow(ROLE, Permission::SeeTokens),
    ),
    (
        "role:forbid:3:roles.edit",
        RoleAction::Forbid(ROLE, Permission::EditRoles),
    ),
    ("role:own_only:3:1", RoleAction::OwnOnly(ROLE, true)),
    ("role:own_only:3:0", RoleAction::OwnOnly(ROLE, false)),
    ("role:quota:3", RoleAction::AskQuota(ROLE)),
    ("role:create", RoleAction::Create),
    ("role:rename:3", RoleAction::Rename(ROLE)),
    ("role:rank:3", RoleAction::Rank(ROLE)),
    ("role:delete:3", RoleAction::Delete(ROLE)),
    ("role:delete_yes:3", RoleAction::DeleteYes(ROLE)),
];

#[test]
fn shipped_buttons_of_roles_keep_their_meaning() {
    for (data, action) in SHIPPED {
        assert_eq!(data.parse(), Ok(Action::Role(*action)), "{data}");
        assert_eq!(action.to_string(), *data);
    }
}

proptest! {
    #[test]
    fn a_button_of_roles_survives_its_text_form(
        user in -1i64 << 52..1i64 << 52, role in 0i64..1_000_000_000, number in any::<u32>(), is_own in any::<bool>(),
        permission in 0..Permission::ALL.len(), area in 0usize..6,
    ) {
        let (user, role) = (UserId(user), RoleId(role));
        let permission = Permission::ALL[permission];
        for action in [
            RoleAction::Show(role, number),
            RoleAction::GiveFor(user, role, number),
            RoleAction::EndIn(user, role, number),
            RoleAction::AskHolderQuota(user, role),
            RoleAction::RevokeYes(user, role),
            RoleAction::InviteFor(role, number),
            RoleAction::InviteDrop(InviteId(user.0)),
            RoleAction::Table(role, PermissionArea::ALL[area]),
            RoleAction::Allow(role, permission),
            RoleAction::Forbid(role, permission),
            RoleAction::OwnOnly(role, is_own),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Role(action)));
        }
    }
}
