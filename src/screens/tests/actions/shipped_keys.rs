//! The codes of the buttons of people's own VPN keys as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_KEYS: &[(&str, KeyAction)] = &{
    use KeyAction::*;
    const KEY: ConfigId = ConfigId(41);
    const HERE: Option<ServerId> = Some(ServerId(3));
    [
        ("key:list:2", List(2)),
        ("key:new", New),
        ("key:new:wireguard", NewOf(VpnKind::WireGuard)),
        ("key:new:outline:3", NewAt(VpnKind::Outline, HERE)),
        ("key:new:wireguard:any", NewAt(VpnKind::WireGuard, None)),
        (
            "key:make:wireguard:3:77:p",
            Make(VpnKind::WireGuard, HERE, InboxSeq(77), Device::Phone),
        ),
        (
            "key:make:outline:any:77:l",
            Make(VpnKind::Outline, None, InboxSeq(77), Device::Laptop),
        ),
        (
            "key:make:outline:any:77:t",
            Make(VpnKind::Outline, None, InboxSeq(77), Device::Tablet),
        ),
        (
            "key:make:outline:any:77:v",
            Make(VpnKind::Outline, None, InboxSeq(77), Device::Television),
        ),
        ("key:trial", Trial),
        ("key:trial:outline", TrialOf(VpnKind::Outline)),
        ("key:show:41", Show(KEY)),
        ("key:file:41", File(KEY)),
        ("key:qr:41", Qr(KEY)),
        ("key:link:41", Link(KEY)),
        ("key:guide:41", Guide(KEY)),
        ("key:rename:41", Rename(KEY)),
        ("key:rotate:41", Rotate(KEY)),
        ("key:rotate_yes:41", RotateYes(KEY)),
        ("key:pause:41", Pause(KEY)),
        ("key:resume:41", Resume(KEY)),
        ("key:delete:41", Delete(KEY)),
        ("key:delete_yes:41", DeleteYes(KEY)),
        ("key:routing:41", Routing(KEY)),
        ("key:routing:41:all", SetRouting(KEY, Route::All)),
        ("key:routing:41:no_lan", SetRouting(KEY, Route::NoLan)),
        ("key:networks:41", AskNetworks(KEY)),
        ("key:usage", Usage),
        ("key:usage:7", Traffic(Span::Week, None)),
        ("key:usage:30:41", Traffic(Span::Month, Some(KEY))),
    ]
};

#[test]
fn shipped_codes_of_peoples_keys_keep_their_meaning() {
    for (data, action) in SHIPPED_KEYS {
        assert_eq!(data.parse(), Ok(Action::Key(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}
