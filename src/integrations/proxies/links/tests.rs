use super::*;
use proptest::prelude::*;

fn written(text: &str) -> Result<String, ListFault> {
    parse_one(text).map(|address| render(&address))
}

#[test]
fn every_single_form_is_read_and_written_the_one_way() {
    for (text, expected) in [
        ("203.0.113.7:1080", "203.0.113.7:1080"),
        ("203.0.113.7:01080/", "203.0.113.7:1080"),
        ("socks5://203.0.113.7:1080", "socks5://203.0.113.7:1080"),
        ("SOCKS5H://203.0.113.7:1080/", "socks5://203.0.113.7:1080"),
        ("socks://203.0.113.7:1080#name", "socks5://203.0.113.7:1080"),
        (
            "socks4a://Proxy.Example.COM.:1080",
            "socks4://proxy.example.com:1080",
        ),
        ("http://203.0.113.7:8080", "http://203.0.113.7:8080"),
        ("https://203.0.113.7:443/", "https://203.0.113.7:443"),
        ("proxy.example.com:3128", "proxy.example.com:3128"),
        (
            "socks5://u:p%40s@203.0.113.7:1",
            "socks5://u:p%40s@203.0.113.7:1",
        ),
        (
            "socks5://u:p@s@203.0.113.7:1",
            "socks5://u:p%40s@203.0.113.7:1",
        ),
        ("u:p@203.0.113.7:1", "u:p@203.0.113.7:1"),
        ("203.0.113.7:1:u:p:q", "u:p%3Aq@203.0.113.7:1"),
        ("[2001:DB8:0::1]:1080", "[2001:db8::1]:1080"),
        (
            "socks5://[::ffff:203.0.113.7]:1080",
            "socks5://203.0.113.7:1080",
        ),
        (
            "ss://YWVzLTI1Ni1nY206cDphQHM@h.example:8388#x y",
            "ss://YWVzLTI1Ni1nY206cDphQHM@h.example:8388",
        ),
        (
            "ss://aes-256-gcm:p%3Aa%40s@h.example:8388/?plugin=",
            "ss://YWVzLTI1Ni1nY206cDphQHM@h.example:8388",
        ),
        // The older form: everything in Base64.
        (
            "ss://YWVzLTI1Ni1nY206cDphQHNAaC5leGFtcGxlOjgzODg=#tag",
            "ss://YWVzLTI1Ni1nY206cDphQHM@h.example:8388",
        ),
    ] {
        assert_eq!(written(text), Ok(expected.to_owned()), "{text}");
        assert_eq!(written(expected), Ok(expected.to_owned()), "{expected}");
    }
}

#[test]
fn https_means_tls_to_the_proxy_only_where_the_scheme_says_so() {
    let https = parse_one("https://203.0.113.7:443").expect("a proxy");
    assert_eq!((https.kind, https.is_tls), (Some(ProxyKind::Https), true));
    let hinted = look("203.0.113.7:443", Some(ProxyKind::Https), true);
    let Look::One(hinted) = hinted else {
        panic!("{hinted:?}")
    };
    assert_eq!((hinted.kind, hinted.is_tls), (Some(ProxyKind::Http), false));
}

#[test]
fn what_is_wrong_is_said() {
    for (text, fault) in [
        ("203.0.113.7:0", ListFault::Port),
        ("203.0.113.7:65536", ListFault::Port),
        ("203.0.113.7:http", ListFault::Port),
        ("203.0.113.256:80", ListFault::Host),
        ("socks5://bad host:80", ListFault::Host),
        ("socks5://203.0.113.7", ListFault::Port),
        ("vmess://eyJhZGQiOiIxIn0=", ListFault::Scheme),
        ("quic://203.0.113.7:80", ListFault::Scheme),
        ("ss://####", ListFault::Link),
        (
            "ss://YWVzLTI1Ni1nY206cA@h:1/?plugin=obfs-local",
            ListFault::Link,
        ),
        ("ss://cmM0LW1kNTpw@h.example:1", ListFault::Cipher),
        (
            "ss://2022-blake3-aes-256-gcm:YWI%3D@h.example:1",
            ListFault::Cipher,
        ),
        ("203.0.0.0/8:80", ListFault::Network),
        ("203.0.113.0/24:80", ListFault::Network),
        ("", ListFault::Host),
    ] {
        assert_eq!(written(text), Err(fault), "{text}");
    }
}

#[test]
fn pages_mails_and_times_are_no_proxies() {
    for text in [
        "https://example.com/list.txt",
        "https://example.com:8080/list.txt",
        "http://example.com",
        "ana@example.com",
        "12:30:45",
        "12:30",
        "1.5:2",
        "www.example://x/y",
    ] {
        assert_eq!(look(text, None, true), Look::Other, "{text}");
    }
    assert_eq!(look("file.rs:12", None, false), Look::Other);
}

#[test]
fn a_network_is_known_with_its_width() {
    let look = look("socks5://203.0.113.0/24:1080", None, true);
    let Look::Network(base, 24, address) = look else {
        panic!("{look:?}")
    };
    assert_eq!(base, Ipv4Addr::new(203, 0, 113, 0));
    assert_eq!(
        (address.kind, address.port),
        (Some(ProxyKind::Socks5), 1080)
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        kind in prop::sample::select(vec![None, Some(ProxyKind::Socks5), Some(ProxyKind::Socks4), Some(ProxyKind::Http), Some(ProxyKind::Https)]),
        host in prop::sample::select(vec!["203.0.113.7", "2001:db8::1", "a-b.example.com"]),
        port in 1u16..,
        login in prop::option::of((".{1,40}", ".{0,40}")),
    ) {
        let login = login.map(|(user, password)| ProxyLogin::Password { user, password });
        let address = ProxyAddress { kind, is_tls: kind == Some(ProxyKind::Https), host: host.to_owned(), port, login };
        prop_assert_eq!(parse_one(&render(&address)), Ok(address));
    }

    #[test]
    fn a_server_of_shadowsocks_is_read_back(method in 0usize..3, password in ".{0,40}", port in 1u16..) {
        let login = Some(ProxyLogin::Cipher { method: CIPHERS[method].to_owned(), password });
        let address = ProxyAddress { kind: Some(ProxyKind::Shadowsocks), is_tls: false, host: "h.example".to_owned(), port, login };
        prop_assert_eq!(parse_one(&render(&address)), Ok(address));
    }

    #[test]
    fn no_text_stops_it(text in any::<String>(), near in "[a-z0-9:/@\\[\\].%#?ñ=]{0,60}", hint in 0usize..6) {
        for text in [text, format!("ss://{near}"), format!("socks5://{near}"), near] {
            if let Look::One(address) = look(&text, ProxyKind::ALL.get(hint).copied(), true) {
                prop_assert!(address.port != 0 && !address.host.is_empty());
                let again = parse_one(&render(&address));
                prop_assert_eq!(again, Ok(address), "{}", text);
            }
        }
    }
}
