//! The codes of the buttons on people and of one's own profile as they were shipped.

use super::*;
use crate::utils::zone::Zone;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_PERSONS: &[(&str, PersonAction)] = &{
    use PersonAction::*;
    const ANA: UserId = UserId(2001);
    const AT: Timestamp = Timestamp(1_800_000_000);
    [
        ("person:list:all:0", List(PersonFilter::All, 0)),
        ("person:list:today:1", List(PersonFilter::Today, 1)),
        ("person:list:month:0", List(PersonFilter::Month, 0)),
        ("person:list:new:0", List(PersonFilter::New, 0)),
        ("person:list:banned:0", List(PersonFilter::Banned, 0)),
        (
            "person:list:unreachable:0",
            List(PersonFilter::Unreachable, 0),
        ),
        ("person:list:staff:0", List(PersonFilter::Staff, 0)),
        ("person:list:vip:0", List(PersonFilter::Vip, 0)),
        ("person:list:keys:0", List(PersonFilter::Keys, 0)),
        ("person:search", Search),
        ("person:show:2001", Show(ANA)),
        ("person:from:2001:keys:3", From(ANA, PersonFilter::Keys, 3)),
        ("person:owned:2001", Owned(ANA)),
        ("person:history:2001:2", History(ANA, 2)),
        ("person:ban:2001", Ban(ANA)),
        (
            "person:ban_why:2001:none",
            BanWhy(ANA, super::BanWhy::Unsaid),
        ),
        ("person:ban_why:2001:spam", BanWhy(ANA, super::BanWhy::Spam)),
        (
            "person:ban_why:2001:abuse",
            BanWhy(ANA, super::BanWhy::Abuse),
        ),
        (
            "person:ban_why:2001:fraud",
            BanWhy(ANA, super::BanWhy::Fraud),
        ),
        (
            "person:ban_why:2001:sharing",
            BanWhy(ANA, super::BanWhy::Sharing),
        ),
        (
            "person:ban_term:2001:own:h24",
            BanTerm(ANA, super::BanWhy::Own, super::BanTerm::Hours(24)),
        ),
        (
            "person:ban_yes:2001:own:t1800000000",
            BanYes(ANA, super::BanWhy::Own, super::BanTerm::Until(AT)),
        ),
        (
            "person:ban_yes:2001:none:ever",
            BanYes(ANA, super::BanWhy::Unsaid, super::BanTerm::Ever),
        ),
        ("person:unban:2001", Unban(ANA)),
        ("person:note:2001", Note(ANA)),
        ("person:note_clear:2001", NoteClear(ANA)),
        ("person:write:2001", Write(ANA)),
        ("person:data:2001", Data(ANA)),
        ("person:export:2001", Export(ANA)),
        ("person:erase:2001", Erase(ANA)),
        ("person:erase_yes:2001", EraseYes(ANA)),
    ]
};

#[test]
fn shipped_codes_of_people_keep_their_meaning() {
    for (data, action) in SHIPPED_PERSONS {
        assert_eq!(data.parse(), Ok(Action::Person(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    let zone: Zone = "America/Argentina/Buenos_Aires".parse().expect("a zone");
    for (data, action) in [
        ("me:show", ProfileAction::Show),
        ("me:settings", ProfileAction::Settings),
        ("me:qvapay", ProfileAction::Qvapay),
        ("me:qvapay_clear", ProfileAction::QvapayClear),
        ("me:zones", ProfileAction::Zones),
        ("me:region:1:2", ProfileAction::Region(1, 2)),
        (
            "me:zone:America/Argentina/Buenos_Aires",
            ProfileAction::SetZone(zone),
        ),
        ("me:zone_default", ProfileAction::DefaultZone),
        ("me:reminders:0", ProfileAction::Reminders(false)),
        ("me:reminders:1", ProfileAction::Reminders(true)),
        ("me:promotions:0", ProfileAction::Promotions(false)),
        ("me:promotions:1", ProfileAction::Promotions(true)),
        ("me:reset", ProfileAction::Reset),
        ("me:reset_yes", ProfileAction::ResetYes),
    ] {
        assert_eq!(data.parse(), Ok(Action::Profile(action)), "{data}");
        assert_eq!(action.to_string(), data);
    }
    for data in [
        "me:zone:america/havana",
        "me:zone:Mars/Base",
        "person:ban_yes:1:own:h01",
    ] {
        assert_eq!(data.parse::<Action>(), Err(UnknownAction), "{data}");
    }
}

proptest! {
    #[test]
    fn a_button_on_people_survives_its_text_form(id in any::<i64>(), number in any::<u32>(), of in 0usize..9, kind in 0usize..3) {
        let (user, filter) = (UserId(id), PersonFilter::ALL[of]);
        let why = BanWhy::ALL[of % BanWhy::ALL.len()];
        let term = [BanTerm::Ever, BanTerm::Hours(number), BanTerm::Until(Timestamp(i64::from(number)))][kind];
        for action in [
            PersonAction::List(filter, number),
            PersonAction::From(user, filter, number),
            PersonAction::History(user, number),
            PersonAction::BanWhy(user, why),
            PersonAction::BanTerm(user, why, term),
            PersonAction::BanYes(user, why, term),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Person(action)));
        }
    }
}
