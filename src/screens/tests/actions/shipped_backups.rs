//! The codes of the buttons of backups as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_BACKUPS: &[(&str, BackupAction)] = &{
    use BackupAction::*;
    const ONE: BackupId = BackupId(41);
    [
        ("backup:desk", Desk),
        ("backup:make", Make),
        ("backup:show:41", Show(ONE)),
        ("backup:test:41", Test(ONE)),
        ("backup:send:41", Send(ONE)),
        ("backup:time", Time),
        ("backup:time_set:240", SetTime(240)),
        ("backup:time_off", TimeOff),
        ("backup:keep", Keep),
        ("backup:keep_set:7", SetKeep(7)),
        ("backup:chat", Chat),
        ("backup:chat_here", ChatHere),
        ("backup:chat_default", DefaultChat),
        ("backup:split:on", Split(true)),
        ("backup:split:off", Split(false)),
        ("backup:restore", Restore),
        ("backup:restore_yes", RestoreYes),
        ("backup:release", Release),
    ]
};

#[test]
fn shipped_buttons_of_backups_keep_their_meaning() {
    for (data, action) in SHIPPED_BACKUPS {
        let action = Action::Backup(*action);
        assert_eq!(data.parse(), Ok(action), "{data}");
        assert_eq!(action.to_string(), *data);
    }
}

proptest! {
    #[test]
    fn a_button_of_backups_survives_its_text_form(id in any::<i64>(), number in any::<u32>()) {
        let id = BackupId(id);
        for action in [
            BackupAction::Show(id),
            BackupAction::Test(id),
            BackupAction::Send(id),
            BackupAction::SetTime(number),
            BackupAction::SetKeep(number),
        ] {
            let action = Action::Backup(action);
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
