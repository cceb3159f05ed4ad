//! Codes of listed proxies, for people and on their desk.

use super::*;

const ANY: ProxyChoice = ProxyChoice {
    kind: None,
    country: None,
};
const SOCKS5: ProxyChoice = ProxyChoice {
    kind: Some(ProxyKind::Socks5),
    country: None,
};
const SOURCE: ProxySourceId = ProxySourceId(3);
const LISTED: ListedProxyId = ListedProxyId(7);

const SHIPPED_PROXIES: &[(&str, ProxyAction)] = &[
    ("proxy:mine", ProxyAction::Mine),
    ("proxy:list:any:any:0", ProxyAction::List(ANY, 0)),
    ("proxy:list:socks5:any:2", ProxyAction::List(SOCKS5, 2)),
    ("proxy:kinds:socks5:any", ProxyAction::Kinds(SOCKS5)),
    ("proxy:countries:any:any:1", ProxyAction::Countries(ANY, 1)),
    ("proxy:show:7:any:any:4", ProxyAction::Show(LISTED, ANY, 4)),
];

const SHIPPED_SOURCES: &[(&str, SourceAction)] = {
    use SourceAction::*;
    &[
        ("source:desk", Desk),
        ("source:run", Run),
        ("source:progress", Progress),
        ("source:stop", Stop),
        ("source:list:1", List(1)),
        ("source:add", Add),
        (
            "source:ask:shadowmere:any",
            Ask(SourceSort::Shadowmere, None),
        ),
        (
            "source:ask:list:socks4",
            Ask(SourceSort::List, Some(ProxyKind::Socks4)),
        ),
        (
            "source:ask:pasted:https",
            Ask(SourceSort::Pasted, Some(ProxyKind::Https)),
        ),
        ("source:add_public", AddPublic),
        ("source:show:3", Show(SOURCE)),
        ("source:read:3", Read(SOURCE)),
        ("source:every:3", Intervals(SOURCE)),
        ("source:every:3:60", SetInterval(SOURCE, 60)),
        ("source:pause:3", Pause(SOURCE)),
        ("source:resume:3", Resume(SOURCE)),
        ("source:refused:3", Refused(SOURCE)),
        ("source:remove:3", Remove(SOURCE)),
        ("source:remove_yes:3", RemoveYes(SOURCE)),
        ("source:faults", Faults),
        ("source:drop_dead", DropDead),
        ("source:drop_dead_yes", DropDeadYes),
        ("source:drop:7", Drop(LISTED)),
        ("source:drop_yes:7", DropYes(LISTED)),
        ("source:export", Export),
        ("source:file:any:all", File(None, false)),
        (
            "source:file:ss:working",
            File(Some(ProxyKind::Shadowsocks), true),
        ),
        ("source:settings", Settings),
        ("source:on:shown", Switch(ProxySwitch::Shown, true)),
        ("source:off:private", Switch(ProxySwitch::Private, false)),
        ("source:on:telegram", Switch(ProxySwitch::Telegram, true)),
        ("source:set:at_once", Figure(ProxyFigure::AtOnce)),
        ("source:set:every:20", SetFigure(ProxyFigure::Every, 20)),
        ("source:type:every", AskFigure(ProxyFigure::Every)),
        ("source:judges", AskJudges),
        ("source:judges_usual", UsualJudges),
    ]
};

#[test]
fn shipped_codes_of_proxies_keep_their_meaning() {
    for (data, action) in SHIPPED_PROXIES {
        assert_eq!(data.parse(), Ok(Action::Proxy(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for (data, action) in SHIPPED_SOURCES {
        assert_eq!(data.parse(), Ok(Action::Source(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for bad in [
        "proxy",
        "proxy:list:any:any:01",
        "proxy:list:any:de:0",
        "proxy:list:any:DEU:0",
        "proxy:list:vless:any:0",
        "proxy:kinds:any",
        "proxy:show:7:any:any",
        "source:ask:git:any",
        "source:file:any:dead",
        "source:on:doors",
        "source:set:judges",
        "source:every:3:+5",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_button_of_proxies_survives_its_text_form(
        id in any::<i64>(), number in any::<u32>(), kind in 0usize..6, country in proptest::option::of("[A-Z]{2}"),
        sort in 0usize..3, second in any::<bool>(),
    ) {
        let kind = ProxyKind::ALL.get(kind).copied();
        let country = country.as_deref().and_then(CountryCode::new);
        let choice = ProxyChoice { kind, country };
        let source = ProxySourceId(id);
        for action in [
            Action::Proxy(ProxyAction::List(choice, number)),
            Action::Proxy(ProxyAction::Kinds(choice)),
            Action::Proxy(ProxyAction::Countries(choice, number)),
            Action::Proxy(ProxyAction::Show(ListedProxyId(id), choice, number)),
            Action::Source(SourceAction::List(number)),
            Action::Source(SourceAction::Ask(SourceSort::ALL[sort], kind)),
            Action::Source(SourceAction::SetInterval(source, number)),
            Action::Source(SourceAction::RemoveYes(source)),
            Action::Source(SourceAction::DropYes(ListedProxyId(id))),
            Action::Source(SourceAction::File(kind, second)),
            Action::Source(SourceAction::Switch(ProxySwitch::ALL[sort], second)),
            Action::Source(SourceAction::SetFigure(ProxyFigure::ALL[usize::from(second)], number)),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
