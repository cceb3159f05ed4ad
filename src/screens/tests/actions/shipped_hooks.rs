//! The codes of the buttons of webhooks as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_HOOKS: &[(&str, HookAction)] = &{
    use HookAction::*;
    const ONE: WebhookId = WebhookId(41);
    [
        ("hook:list", List),
        ("hook:add:2047", Add(2047)),
        ("hook:show:41", Show(ONE)),
        ("hook:ping:41", Ping(ONE)),
        ("hook:pause:41", Pause(ONE)),
        ("hook:resume:41", Resume(ONE)),
        ("hook:events:41", Events(ONE)),
        ("hook:turn:41:payment", Turn(ONE, "payment")),
        ("hook:move:41", Move(ONE)),
        ("hook:secret:41", Secret(ONE)),
        ("hook:secret_yes:41", SecretYes(ONE)),
        ("hook:remove:41", Remove(ONE)),
        ("hook:remove_yes:41", RemoveYes(ONE)),
        ("hook:dead:41", Dead(ONE, 0)),
        ("hook:replay:7", Replay(DeliveryId(7))),
        ("hook:replay_all:41", ReplayAll(ONE)),
        ("hook:dead:41:2", Dead(ONE, 2)),
        ("hook:hurry:41", Hurry(ONE)),
        ("hook:drop:7:2", Drop(DeliveryId(7), 2)),
        ("hook:drop_all:41", DropAll(ONE)),
        ("hook:drop_all_yes:41", DropAllYes(ONE)),
    ]
};

/// The places of the groups in the bits of `hook:add`: groups are added at the end only.
#[test]
fn shipped_buttons_of_webhooks_keep_their_meaning() {
    for (data, action) in SHIPPED_HOOKS {
        let action = Action::Hook(*action);
        assert_eq!(data.parse(), Ok(action), "{data}");
        assert_eq!(action.to_string(), *data);
    }
    let places = [
        "payment", "order", "member", "free", "key", "ticket", "token", "user", "role", "server",
        "backup",
    ];
    assert_eq!(WEBHOOK_GROUPS[..places.len()], places);
}

proptest! {
    #[test]
    fn a_button_of_webhooks_survives_its_text_form(id in any::<i64>(), groups in any::<u32>(), place in 0..WEBHOOK_GROUPS.len()) {
        let one = WebhookId(id);
        for action in [
            HookAction::Add(groups),
            HookAction::Turn(one, WEBHOOK_GROUPS[place]),
            HookAction::SecretYes(one),
            HookAction::RemoveYes(one),
            HookAction::Replay(DeliveryId(id)),
            HookAction::ReplayAll(one),
            HookAction::Dead(one, groups),
            HookAction::Drop(DeliveryId(id), groups),
        ] {
            let action = Action::Hook(action);
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
