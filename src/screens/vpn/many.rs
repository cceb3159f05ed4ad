//! More time for many accounts at once.

use super::button;
use super::vpn;
use crate::models::BulkScope;
use crate::models::BulkView;
use crate::models::ConfigScope;
use crate::models::ServerChoice;
use crate::models::VpnKind;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::VpnAction;
use crate::screens::keys::kind_name;
use crate::utils::html;
use crate::utils::locale::args;

/// Days that the buttons give.
const DAYS: [u32; 5] = [1, 3, 7, 14, 30];

/// Whose time?
pub fn bulk(reader: Reader, servers: &[ServerChoice]) -> Screen {
    let scope = BulkScope {
        kind: None,
        server: None,
        days: DAYS[0],
    };
    let mut choices = vec![button(
        reader,
        "button-vpn-bulk-all",
        VpnAction::BulkPreview(scope),
    )];
    choices.extend(VpnKind::ALL.map(|kind| {
        let scope = BulkScope {
            kind: Some(kind),
            ..scope
        };
        vpn(kind_name(reader.lang, kind), VpnAction::BulkPreview(scope))
    }));
    choices.extend(servers.iter().map(|server| {
        let scope = BulkScope {
            server: Some(server.id),
            ..scope
        };
        vpn(
            html::short_name(&server.name),
            VpnAction::BulkPreview(scope),
        )
    }));
    Screen::new(reader.html("vpn-bulk", args! {}))
        .grid(2, choices)
        .button(back_to(
            reader.lang,
            Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0)),
        ))
}

/// How many were extended.
pub fn bulk_done(reader: Reader, accounts: i64) -> Screen {
    let list = Action::Vpn(VpnAction::List(ConfigScope::KEPT, 0));
    Screen::new(reader.html("vpn-bulk-done", args! { accounts: accounts }))
        .button(back_to(reader.lang, list))
}

/// How many that concerns, and the ways to change the days.
pub fn bulk_preview(reader: Reader, view: &BulkView) -> Screen {
    let scope = view.scope;
    let whom = match (&view.server, scope.kind) {
        (Some(server), _) => html::name(server),
        (None, Some(kind)) => kind_name(reader.lang, kind),
        (None, None) => reader.plain("vpn-bulk-everybody", args! {}),
    };
    let key = if view.accounts > 0 {
        "vpn-bulk-preview"
    } else {
        "vpn-bulk-nobody"
    };
    let text = reader.html(
        key,
        args! { whom: &whom, accounts: view.accounts, keys: view.keys, days: scope.days },
    );
    let others = DAYS
        .into_iter()
        .filter(|days| *days != scope.days)
        .map(|days| {
            let label = reader.plain("button-vpn-more-days", args! { days: days });
            vpn(label, VpnAction::BulkPreview(BulkScope { days, ..scope }))
        });
    let mut screen = Screen::new(text).grid(4, others.collect());
    if view.accounts > 0 {
        let label = reader.plain(
            "button-vpn-bulk-yes",
            args! { accounts: view.accounts, days: scope.days },
        );
        screen = screen.button(Button::styled(
            label,
            Action::Vpn(VpnAction::BulkYes(scope)),
            Style::Danger,
        ));
    }
    screen.button(back_to(reader.lang, Action::Vpn(VpnAction::Bulk)))
}
