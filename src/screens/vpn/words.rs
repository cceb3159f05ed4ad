//! Words for keys, as the staff reads them.

use crate::models::Account;
use crate::models::ConfigFilter;
use crate::models::ConfigStatus;
use crate::models::Hold;
use crate::models::Suspension;
use crate::models::VpnEventKind;
use crate::screens::Reader;
use crate::screens::keys::kind_name;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The sign of a state, for lists.
pub(in crate::screens) fn icon(status: ConfigStatus) -> &'static str {
    match status {
        ConfigStatus::Pending => "⏳",
        ConfigStatus::Active => "🟢",
        ConfigStatus::Suspended => "⏸",
        ConfigStatus::Expired => "🔴",
        ConfigStatus::Revoked => "⚫",
    }
}

/// The word for a state, with the reason of a suspension.
pub(super) fn state(lang: Lang, status: ConfigStatus, why: Option<Suspension>) -> String {
    let key = match status {
        ConfigStatus::Pending => "vpn-state-pending",
        ConfigStatus::Active => "vpn-state-active",
        ConfigStatus::Expired => "vpn-state-expired",
        ConfigStatus::Revoked => "vpn-state-revoked",
        ConfigStatus::Suspended => match why {
            Some(Suspension::Held(Hold::Staff)) => "vpn-state-held",
            Some(Suspension::Held(Hold::Sharing)) => "vpn-state-sharing",
            Some(Suspension::Held(Hold::Debt)) => "vpn-state-debt",
            Some(Suspension::Held(Hold::Ban)) => "vpn-state-ban",
            Some(Suspension::Quota) => "vpn-state-quota",
            Some(Suspension::DayQuota) => "vpn-state-day-quota",
            Some(Suspension::Paused) => "vpn-state-paused",
            None => "vpn-state-suspended",
        },
    };
    lang.plain(key, args! {})
}

/// The name of a list.
pub(super) fn filter(lang: Lang, filter: ConfigFilter) -> String {
    let key = match filter {
        ConfigFilter::Kept => "vpn-filter-kept",
        ConfigFilter::Active => "vpn-filter-active",
        ConfigFilter::Suspended => "vpn-filter-suspended",
        ConfigFilter::Expired => "vpn-filter-expired",
        ConfigFilter::Pending => "vpn-filter-pending",
        ConfigFilter::Trial => "vpn-filter-trial",
        ConfigFilter::Revoked => "vpn-filter-revoked",
        ConfigFilter::Kind(kind) => return kind_name(lang, kind),
    };
    lang.plain(key, args! {})
}

/// What happened to a key, or to its whole account.
pub(in crate::screens) fn event(lang: Lang, kind: VpnEventKind, is_account: bool) -> String {
    let key = match kind {
        VpnEventKind::Created if is_account => "vpn-event-account",
        VpnEventKind::Created => "vpn-event-created",
        VpnEventKind::Activated => "vpn-event-activated",
        VpnEventKind::QuotaReached => "vpn-event-quota-reached",
        VpnEventKind::DayQuotaReached => "vpn-event-day-quota-reached",
        VpnEventKind::QuotaRenewed => "vpn-event-quota-renewed",
        VpnEventKind::Paused => "vpn-event-paused",
        VpnEventKind::Resumed => "vpn-event-resumed",
        VpnEventKind::Held => "vpn-event-held",
        VpnEventKind::Released => "vpn-event-released",
        VpnEventKind::Expired => "vpn-event-expired",
        VpnEventKind::Extended => "vpn-event-extended",
        VpnEventKind::Upgraded => "vpn-event-upgraded",
        VpnEventKind::Rotated => "vpn-event-rotated",
        VpnEventKind::Moved => "vpn-event-moved",
        VpnEventKind::Renamed => "vpn-event-renamed",
        VpnEventKind::Revoked => "vpn-event-revoked",
        VpnEventKind::Imported => "vpn-event-imported",
    };
    lang.plain(key, args! {})
}

/// The use of the period: "1.2 GB de 5 GB (24 %)", or that nothing is counted.
pub(super) fn used(reader: Reader, account: &Account, is_uncounted: bool) -> String {
    if is_uncounted && account.used() == 0 {
        return reader.plain("keys-uncounted", args! {});
    }
    let used = units::bytes(reader.lang, account.used());
    match account.limit_bytes {
        None => reader.plain("vpn-used-free", args! { used: &used }),
        Some(limit) => {
            let part = i64::try_from(account.used()).unwrap_or(i64::MAX);
            let whole = i64::try_from(limit).unwrap_or(i64::MAX);
            let share = units::share(part, whole).unwrap_or(1_000);
            let share = units::permille(reader.lang, share);
            let limit = units::bytes(reader.lang, limit);
            reader.plain(
                "vpn-used",
                args! { used: &used, limit: &limit, share: &share },
            )
        }
    }
}

/// Bytes of a quota, or that there is none.
pub(super) fn quota(lang: Lang, limit: Option<u64>) -> String {
    match limit {
        Some(bytes) => units::bytes(lang, bytes),
        None => lang.plain("vpn-no-limit", args! {}),
    }
}

/// Days of access, or that they have no end.
pub(super) fn days(lang: Lang, days: Option<u32>) -> String {
    match days {
        Some(days) => lang.plain("vpn-days", args! { count: days }),
        None => lang.plain("vpn-no-end", args! {}),
    }
}
