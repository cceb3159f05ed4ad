//! The codes of the buttons on servers as they were shipped.

use super::*;
use crate::models::SecretForm;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_SERVERS: &[(&str, ServerAction)] = &{
    use ServerAction::*;
    [
        ("server:list:0", List(0)),
        ("server:add", Add),
        ("server:add_local", AddLocal),
        ("server:add_node", AddNode),
        ("server:add_file", AddFile),
        ("server:add_outline", AddOutline),
        ("server:add_demo:outline", AddDemo(VpnKind::Outline)),
        ("server:show:3", Show(ServerId(3))),
        ("server:test:3", Test(ServerId(3))),
        ("server:tell:3:2", TellPeople(ServerId(3), 2)),
        ("server:edit:3", Edit(ServerId(3))),
        ("server:ask:3:dns", Ask(ServerId(3), ServerField::Dns)),
        ("server:clear:3:dns", Clear(ServerId(3), ServerField::Dns)),
        ("server:flag:3:1", SetFlag(ServerId(3), 1)),
        ("server:amnezia:3", AmneziaMake(ServerId(3))),
        ("server:amnezia_yes:3", AmneziaMakeYes(ServerId(3))),
        ("server:amnezia_off:3", AmneziaOff(ServerId(3))),
        ("server:pools:3:0", Pools(ServerId(3), 0)),
        ("server:pool_add:3:trial", PoolAdd(ServerId(3), true)),
        (
            "server:pool_take:3:trial:1",
            PoolSuggested(ServerId(3), true, 1),
        ),
        ("server:pool_drop:3:4", PoolDrop(ServerId(3), PoolId(4))),
        (
            "server:pool_drop_yes:3:4",
            PoolDropYes(ServerId(3), PoolId(4)),
        ),
        ("server:drain:3", Drain(ServerId(3))),
        ("server:fill:3", Fill(ServerId(3))),
        ("server:remove:3", Remove(ServerId(3))),
        ("server:move:3:3", RemoveTo(ServerId(3), ServerId(3))),
        ("server:move_yes:3:3", RemoveToYes(ServerId(3), ServerId(3))),
        ("server:end:3", RemoveAll(ServerId(3))),
        ("server:end_yes:3", RemoveAllYes(ServerId(3))),
        ("server:file:3", File(ServerId(3))),
        ("server:drift:3", Drift(ServerId(3))),
        ("server:repair:3", Repair(ServerId(3))),
        ("server:strangers:3:0", Strangers(ServerId(3), 0)),
        ("server:stranger:3:0", Stranger(ServerId(3), 0)),
        ("server:adopt:3:0", Adopt(ServerId(3), 0)),
        ("server:leave:3:0", Leave(ServerId(3), 0)),
        ("server:import:3", Import(ServerId(3))),
        ("server:settings", Settings),
        ("server:set:grace", Setting(VpnSetting::Grace)),
        ("server:pick:grace:1", Choose(VpnSetting::Grace, 1)),
        ("server:channel", PickChannel),
        ("server:reset", Reset),
        ("server:reset_yes", ResetYes),
        ("server:add_demo:mtproto", AddDemo(VpnKind::MtProto)),
        ("server:add_telemt", AddTelemt),
        ("server:add_mtprotoproxy", AddMtProtoFile),
        ("server:add_links", AddLinks),
        ("server:ask:3:tag", Ask(ServerId(3), ServerField::Tag)),
        (
            "server:form:3:ee:on",
            SetForm(ServerId(3), SecretForm::FakeTls, true),
        ),
        (
            "server:form:3:dd:off",
            SetForm(ServerId(3), SecretForm::Secure, false),
        ),
        ("server:register:3", Register(ServerId(3))),
    ]
};

#[test]
fn shipped_codes_of_the_servers_keep_their_meaning() {
    for (data, action) in SHIPPED_SERVERS {
        assert_eq!(data.parse(), Ok(Action::Server(*action)), "{data}");
        assert_eq!(&Action::Server(*action).to_string(), data);
    }
}
