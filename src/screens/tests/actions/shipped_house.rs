//! The codes of the buttons of the state of the house and of its maintenance as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_HOUSE: &[(&str, HouseAction)] = &{
    use HouseAction::*;
    [
        ("house:people", Page(StatusPage::People)),
        ("house:vpn", Page(StatusPage::Vpn)),
        ("house:work", Page(StatusPage::Work)),
        ("house:machine", Page(StatusPage::Machine)),
        ("house:chart:people", Chart(StatusChart::People)),
        ("house:chart:traffic", Chart(StatusChart::Traffic)),
        ("house:care", Maintenance),
        ("house:care:close", Close),
        ("house:care:open", Open),
        ("house:care:hold", Hold),
        ("house:care:go_on", GoOn),
        ("house:care:say", AskSentence),
        ("house:care:usual", UsualSentence),
    ]
};

#[test]
fn shipped_codes_of_the_house_keep_their_meaning() {
    for (data, action) in SHIPPED_HOUSE {
        assert_eq!(data.parse(), Ok(Action::House(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}

#[test]
fn other_codes_of_the_house_are_refused() {
    for data in [
        "house",
        "house:",
        "house:care:",
        "house:chart",
        "house:chart:care",
        "house:people:0",
    ] {
        assert!(data.parse::<Action>().is_err(), "{data}");
    }
}
