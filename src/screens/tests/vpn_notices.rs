//! What people are told about their keys.

use super::*;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::ChangeView;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::GB;
use crate::models::Hold;
use crate::models::Routing;
use crate::models::ServerId;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnEvent;
use crate::models::VpnEventKind;
use crate::models::VpnKind;
use crate::screens::keys::tasks;

fn account() -> Account {
    Account {
        id: AccountId(1),
        user: UserId(2),
        kind: VpnKind::WireGuard,
        is_trial: false,
        expires_at: Some(in_days(30)),
        limit_bytes: Some(50 * GB),
        day_limit_bytes: None,
        used_rx: GB,
        used_tx: 40 * GB,
        period_at: NOW,
        day: 0,
        day_used: 0,
        warned_percent: 80,
        devices: 3,
        created_at: NOW,
    }
}

fn key(id: i64, name: &str) -> VpnConfig {
    VpnConfig {
        id: ConfigId(id),
        account: AccountId(1),
        user: UserId(2),
        kind: VpnKind::WireGuard,
        name: name.to_owned(),
        status: ConfigStatus::Active,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: None,
        server: ServerId(1),
        used_rx: 0,
        used_tx: 0,
        last_seen_at: None,
        is_imported: false,
        created_at: NOW,
        revoked_at: None,
    }
}

fn view(kind: VpnEventKind, keys: Vec<VpnConfig>, hold: Option<Hold>) -> ChangeView {
    let config = keys.first().map(|key| key.id).filter(|_| keys.len() == 1);
    ChangeView {
        event: VpnEvent {
            id: 1,
            config,
            account: AccountId(1),
            user: UserId(2),
            kind,
            at: NOW,
            by: None,
            detail: None,
        },
        account: account(),
        keys,
        hold,
        gone_at: Some(in_days(3)),
    }
}

#[test]
fn what_happened_to_keys() {
    assert_picture!(|r| {
        let mut cases: Vec<(&'static str, Screen)> = VpnEventKind::ALL
            .into_iter()
            .map(|kind| {
                let view = view(kind, vec![key(7, NASTY_NAME)], None);
                (kind.name(), tasks::change(r, &view))
            })
            .collect();
        for (case, hold) in [("sharing", Hold::Sharing), ("debt", Hold::Debt)] {
            let view = view(VpnEventKind::Held, vec![key(7, "Móvil")], Some(hold));
            cases.push((case, tasks::change(r, &view)));
        }
        let many: Vec<VpnConfig> = (0..30).map(|id| key(id, &long_name())).collect();
        for kind in [
            VpnEventKind::Expired,
            VpnEventKind::Released,
            VpnEventKind::Revoked,
        ] {
            cases.push(("many", tasks::change(r, &view(kind, many.clone(), None))));
        }
        let bare = view(VpnEventKind::Created, Vec::new(), None);
        cases.push(("created, without a key", tasks::change(r, &bare)));
        let mut endless = view(VpnEventKind::Extended, vec![key(7, "Móvil")], None);
        endless.account.expires_at = None;
        cases.push(("endless", tasks::change(r, &endless)));
        let mut trial = view(VpnEventKind::Extended, vec![key(7, "Móvil")], None);
        trial.account.is_trial = true;
        cases.push(("a longer trial", tasks::change(r, &trial)));
        cases
    });
}

#[test]
fn what_is_about_to_happen_to_keys() {
    assert_picture!(|r| {
        let mut trial = account();
        trial.is_trial = true;
        vec![
            ("ends in 3 days", tasks::reminder(r, &account(), in_days(3))),
            ("ends in a day", tasks::reminder(r, &account(), in_days(1))),
            ("trial ends", tasks::reminder(r, &trial, NOW + 7_200)),
            ("80", tasks::quota(r, &account(), 80)),
            ("100", tasks::quota(r, &account(), 100)),
        ]
    });
}
