//! The codes of the staff's buttons on keys as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_VPN: &[(&str, VpnAction)] = &{
    use VpnAction::*;
    const KEY: ConfigId = ConfigId(5);
    const SERVER: ServerId = ServerId(3);
    const TRIALS: ConfigScope = ConfigScope {
        filter: ConfigFilter::Trial,
        server: Some(SERVER),
    };
    const FULL: HandDraft = HandDraft {
        user: UserId(2001),
        kind: VpnKind::WireGuard,
        server: Some(SERVER),
        days: Some(30),
        gigabytes: Some(100),
        begun_at: Timestamp(1_800_000_000),
    };
    const MONTH: HandDraft = HandDraft {
        gigabytes: None,
        ..FULL
    };
    const ENDLESS: HandDraft = HandDraft {
        days: None,
        ..MONTH
    };
    const ANYWHERE: HandDraft = HandDraft {
        server: None,
        ..MONTH
    };
    const OUTLINE: HandDraft = HandDraft {
        kind: VpnKind::Outline,
        ..MONTH
    };
    const EVERYBODY: BulkScope = BulkScope {
        kind: None,
        server: None,
        days: 7,
    };
    const SOME: BulkScope = BulkScope {
        kind: Some(VpnKind::WireGuard),
        server: Some(SERVER),
        days: 7,
    };
    [
        ("vpn:list:kept:-:0", List(ConfigScope::KEPT, 0)),
        ("vpn:list:trial:3:2", List(TRIALS, 2)),
        ("vpn:servers", Servers),
        ("vpn:search", Search),
        ("vpn:show:5", Show(KEY)),
        ("vpn:history:5:1", History(KEY, 1)),
        ("vpn:send:5", Send(KEY)),
        ("vpn:file:5", File(KEY)),
        ("vpn:rename:5", Rename(KEY)),
        ("vpn:rotate:5", Rotate(KEY)),
        ("vpn:rotate_yes:5", RotateYes(KEY)),
        ("vpn:hold:5", Hold(KEY)),
        ("vpn:release:5", Release(KEY)),
        ("vpn:delete:5", Delete(KEY)),
        ("vpn:delete_yes:5", DeleteYes(KEY)),
        ("vpn:move:5", Move(KEY)),
        ("vpn:move_to:5:3", MoveTo(KEY, SERVER)),
        ("vpn:terms:5", Terms(KEY)),
        ("vpn:days:5:30", Days(KEY, 30)),
        ("vpn:end:5", AskEnd(KEY)),
        ("vpn:no_end:5", NoEnd(KEY)),
        ("vpn:limit:5:50", Limit(KEY, 50)),
        ("vpn:ask_limit:5", AskLimit(KEY)),
        ("vpn:period:5", NewPeriod(KEY)),
        ("vpn:devices:5:4", Devices(KEY, 4)),
        ("vpn:of:2001", OfPerson(UserId(2001))),
        ("vpn:paid:5", Paid(KEY)),
        ("vpn:upgrade:5:30", Upgrade(KEY, 30)),
        ("vpn:new", New),
        ("vpn:new_for:2001", NewFor(UserId(2001))),
        (
            "vpn:new_server:2001:w:-:30:-:1800000000",
            NewServer(ANYWHERE),
        ),
        ("vpn:new_days:2001:o:3:30:-:1800000000", NewDays(OUTLINE)),
        ("vpn:ask_days:2001:w:3:30:-:1800000000", AskDays(MONTH)),
        ("vpn:new_limit:2001:w:3:-:-:1800000000", NewLimit(ENDLESS)),
        ("vpn:preview:2001:w:3:30:100:1800000000", NewPreview(FULL)),
        ("vpn:new_name:2001:w:3:30:100:1800000000", NewName(FULL)),
        ("vpn:make:2001:w:3:30:100:1800000000", Make(FULL)),
        ("vpn:bulk", Bulk),
        ("vpn:bulk_preview:-:-:7", BulkPreview(EVERYBODY)),
        ("vpn:bulk_yes:w:3:7", BulkYes(SOME)),
    ]
};

#[test]
fn shipped_codes_of_the_desk_of_keys_keep_their_meaning() {
    for (data, action) in SHIPPED_VPN {
        assert_eq!(data.parse(), Ok(Action::Vpn(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}
