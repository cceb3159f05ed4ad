//! The names of roles, areas and permissions, and the words of each no.

use crate::models::Permission;
use crate::models::PermissionArea;
use crate::models::RoleRefusal;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::screens::refusals::Say;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The name of a role as people read it; the house's own ones are translated.
pub fn label(lang: Lang, role: &str) -> String {
    let key = match role {
        "superadmin" => "role-name-superadmin",
        "admin" => "role-name-admin",
        "support" => "role-name-support",
        "seller" => "role-name-seller",
        "auditor" => "role-name-auditor",
        "user" => "role-name-user",
        own => return lang.plain("role-name-own", args! { name: &html::short_name(own) }),
    };
    lang.plain(key, args! {})
}

/// The name of an area of permissions.
pub fn area_name(lang: Lang, area: PermissionArea) -> String {
    let key = match area {
        PermissionArea::House => "role-area-house",
        PermissionArea::Vip => "role-area-vip",
        PermissionArea::Vpn => "role-area-vpn",
        PermissionArea::People => "role-area-people",
        PermissionArea::Support => "role-area-support",
        PermissionArea::Money => "role-area-money",
        PermissionArea::Team => "role-area-team",
    };
    lang.plain(key, args! {})
}

/// What a permission lets somebody do, in a few words.
pub fn permission_name(lang: Lang, permission: Permission) -> String {
    let key = match permission {
        Permission::SeePanel => "permission-panel-see",
        Permission::Configure => "permission-config-write",
        Permission::SeeTokens => "permission-tokens-see",
        Permission::MakeTokens => "permission-tokens-make",
        Permission::RevokeTokens => "permission-tokens-revoke",
        Permission::SeeMembers => "permission-members-see",
        Permission::ManageMembers => "permission-members-manage",
        Permission::ManageQueue => "permission-queue-manage",
        Permission::SeeStatus => "permission-status-see",
        Permission::ManageProblems => "permission-problems-manage",
        Permission::Broadcast => "permission-broadcasts-send",
        Permission::SeeStatistics => "permission-statistics-see",
        Permission::SeeServers => "permission-servers-see",
        Permission::ManageServers => "permission-servers-manage",
        Permission::SeeKeys => "permission-keys-see",
        Permission::ManageKeys => "permission-keys-manage",
        Permission::SeePeople => "permission-people-see",
        Permission::ManagePeople => "permission-people-manage",
        Permission::ManageData => "permission-data-manage",
        Permission::SeeRoles => "permission-roles-see",
        Permission::GrantRoles => "permission-roles-grant",
        Permission::EditRoles => "permission-roles-edit",
        Permission::SeeAudit => "permission-audit-see",
        Permission::SeeTickets => "permission-tickets-see",
        Permission::AnswerTickets => "permission-tickets-answer",
        Permission::SeePayments => "permission-payments-see",
        Permission::ManagePayments => "permission-payments-manage",
        Permission::ManageShop => "permission-shop-manage",
        Permission::Refund => "permission-payments-refund",
        Permission::ProxiesSee => "permission-proxies-see",
        Permission::ProxiesManage => "permission-proxies-manage",
        Permission::ManageApi => "permission-api-manage",
        Permission::ManageSupport => "permission-support-manage",
        Permission::Maintain => "permission-house-maintain",
        Permission::ManageBackups => "permission-backups-manage",
    };
    lang.plain(key, args! {})
}

/// Whether another answer to the same question may come after that no.
pub(in crate::screens) fn is_about_answer(refusal: &RoleRefusal) -> bool {
    match refusal {
        RoleRefusal::PersonUnknown { .. }
        | RoleRefusal::PersonHidden
        | RoleRefusal::PersonIsChat
        | RoleRefusal::LengthUnclear { .. }
        | RoleRefusal::EndPast
        | RoleRefusal::EndTooFar
        | RoleRefusal::ReasonTooLong { .. }
        | RoleRefusal::NameInvalid { .. }
        | RoleRefusal::NameTaken => true,
        RoleRefusal::GrantUnclear
        | RoleRefusal::RevokeUnclear
        | RoleRefusal::PersonBanned
        | RoleRefusal::RoleUnknown { .. }
        | RoleRefusal::AboveYou { .. }
        | RoleRefusal::Yourself
        | RoleRefusal::FromSettings
        | RoleRefusal::LastSuperadmin
        | RoleRefusal::NotHeld
        | RoleRefusal::HeldAlready
        | RoleRefusal::BuiltIn
        | RoleRefusal::TooManyRoles { .. }
        | RoleRefusal::NotYours
        | RoleRefusal::ShowsEverybody
        | RoleRefusal::InviteUnknown
        | RoleRefusal::InviteUsed
        | RoleRefusal::InviteExpired
        | RoleRefusal::InviteVoid
        | RoleRefusal::TokensUsedUp { .. } => false,
    }
}

/// The words of a no about a role.
pub(in crate::screens) fn refusal(reader: Reader, refusal: &RoleRefusal, say: Say<'_>) -> String {
    match refusal {
        RoleRefusal::GrantUnclear => say("role-no-grant-unclear", args! {}),
        RoleRefusal::RevokeUnclear => say("role-no-revoke-unclear", args! {}),
        RoleRefusal::PersonUnknown { typed } => {
            say("role-no-person", args! { typed: &html::short_name(typed) })
        }
        RoleRefusal::PersonHidden => say("role-no-person-hidden", args! {}),
        RoleRefusal::PersonIsChat => say("role-no-person-chat", args! {}),
        RoleRefusal::PersonBanned => say("role-no-banned", args! {}),
        RoleRefusal::RoleUnknown { typed, known } => {
            let (typed, known) = (html::short_name(typed), known.join(", "));
            say("role-no-role", args! { typed: &typed, known: &known })
        }
        RoleRefusal::AboveYou { role } => {
            say("role-no-above", args! { role: &label(reader.lang, role) })
        }
        RoleRefusal::Yourself => say("role-no-yourself", args! {}),
        RoleRefusal::FromSettings => say("role-no-settings", args! {}),
        RoleRefusal::LastSuperadmin => say("role-no-last", args! {}),
        RoleRefusal::LengthUnclear { typed } => {
            say("role-no-length", args! { typed: &html::short_name(typed) })
        }
        RoleRefusal::EndPast => say("role-no-end-past", args! {}),
        RoleRefusal::EndTooFar => say("role-no-end-far", args! {}),
        RoleRefusal::ReasonTooLong { most } => say("role-no-reason-long", args! { most: *most }),
        RoleRefusal::NotHeld => say("role-no-not-held", args! {}),
        RoleRefusal::HeldAlready => say("role-no-held-already", args! {}),
        RoleRefusal::NameInvalid { most } => say("role-no-name", args! { most: *most }),
        RoleRefusal::NameTaken => say("role-no-name-taken", args! {}),
        RoleRefusal::BuiltIn => say("role-no-built-in", args! {}),
        RoleRefusal::TooManyRoles { most } => say("role-no-many", args! { most: *most }),
        RoleRefusal::NotYours => say("role-no-not-yours", args! {}),
        RoleRefusal::ShowsEverybody => say("role-no-shows-everybody", args! {}),
        RoleRefusal::InviteUnknown => say("role-no-invite", args! {}),
        RoleRefusal::InviteUsed => say("role-no-invite-used", args! {}),
        RoleRefusal::InviteExpired => say("role-no-invite-expired", args! {}),
        RoleRefusal::InviteVoid => say("role-no-invite-void", args! {}),
        RoleRefusal::TokensUsedUp {
            left,
            most,
            more_at,
        } => tokens_used_up(reader, *left, *most, *more_at, say),
    }
}

fn tokens_used_up(
    reader: Reader,
    left: i64,
    most: i64,
    more_at: Option<Timestamp>,
    say: Say<'_>,
) -> String {
    match more_at {
        None => say("role-no-tokens", args! { most: most, left: left }),
        Some(at) => {
            let at = units::instant(reader.lang, at, reader.time_zone);
            say(
                "role-no-tokens-until",
                args! { most: most, left: left, at: &at },
            )
        }
    }
}
