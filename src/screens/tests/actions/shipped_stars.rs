//! The codes of the buttons of subscriptions in Stars as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_STARS: &[(&str, StarsAction)] = &{
    use StarsAction::*;
    const ORDER: OrderId = OrderId(41);
    [
        ("stars:list", List),
        ("stars:show:41", Show(ORDER)),
        ("stars:stop:41", Stop(ORDER)),
        ("stars:stop_yes:41", StopYes(ORDER)),
        ("stars:allow:41", Allow(ORDER)),
        ("stardesk:show", Desk),
        ("stardesk:link:250", Link(250)),
    ]
};

#[test]
fn codes_of_subscriptions_keep_their_meaning() {
    for (data, action) in SHIPPED_STARS {
        assert_eq!(data.parse(), Ok(Action::Stars(*action)), "{data}");
        assert_eq!(Action::Stars(*action).to_string(), *data);
    }
}
