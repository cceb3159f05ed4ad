use super::*;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

fn all(bytes: &[u8], hint: Option<ProxyKind>) -> (Vec<String>, ProxyReport) {
    let mut found = Vec::new();
    let report = read(bytes, hint, false, &mut |address| {
        found.push(render(&address))
    });
    (found, report)
}

fn found(text: &str) -> Vec<String> {
    all(text.as_bytes(), None).0
}

#[test]
fn a_plain_list_is_read_with_what_is_refused_counted() {
    let list = "\u{feff}# proxies of 2026-11-22 12:30:45\n\
        203.0.113.7:1080\r\n203.0.113.7:1080\n 203.0.113.8:3128 US-N\n\n\
        http://203.0.113.9:80, 99% up\n203.0.113.7:99999\n300.0.0.1:80\n10.0.0.1:80\nlocalhost.localhost:1\n\
        vmess://abcd\nhttps://example.com/page\nana@example.com\n203.0.113.0/8:80\n";
    let (proxies, report) = all(list.as_bytes(), Some(ProxyKind::Socks5));
    assert_eq!(
        proxies,
        [
            "socks5://203.0.113.7:1080",
            "socks5://203.0.113.8:3128",
            "http://203.0.113.9:80"
        ]
    );
    assert_eq!(
        (report.found, report.repeated, report.is_cut),
        (3, 1, false)
    );
    assert_eq!(
        report.refused,
        [
            (ListFault::Port, 1),
            (ListFault::Host, 1),
            (ListFault::Private, 2),
            (ListFault::Scheme, 1),
            (ListFault::Network, 1),
        ]
    );
    assert_eq!(
        report.examples[0],
        (ListFault::Port, "203.0.113.7:99999".to_owned())
    );
}

#[test]
fn private_addresses_are_taken_where_they_are_allowed() {
    let mut hosts = Vec::new();
    let report = read(b"10.0.0.1:80\n224.0.0.1:80", None, true, &mut |address| {
        hosts.push(address.host)
    });
    assert_eq!(hosts, ["10.0.0.1"]);
    assert_eq!(report.refused, [(ListFault::Private, 1)]);
}

#[test]
fn cells_of_csv_and_tables_are_put_together() {
    for text in [
        "ip,port,protocol\n\"203.0.113.7\",\"1080\",\"socks5\"\n",
        "203.0.113.7;1080;SOCKS5;US",
        "203.0.113.7\t1080\tsocks5",
        "socks5 203.0.113.7 1080",
        "203.0.113.7:1080 socks5",
        "<html><table><tr><th>IP</th><th>Port</th></tr>\n<tr>\n<td>203.0.113.7</td>\n<td>1080</td><td>Socks5</td></tr></table>",
        "<TABLE><TR><TD><b>203.0.113.7</b><TD><a href='x:1'>1080</a><TD>SOCKS5",
        "<!doctype html><script>var a='203.0.113.66:1';</script><pre>socks5&colon;//203.0.113.7&#58;1080</pre>",
    ] {
        assert_eq!(found(text), ["socks5://203.0.113.7:1080"], "{text}");
    }
}

#[test]
fn json_of_every_common_shape_is_read() {
    for text in [
        r#"[{"ip":"203.0.113.7","port":1080,"protocol":"socks5"}]"#,
        r#"{"data":[{"_id":"x","ip":"203.0.113.7","port":"1080","protocols":["socks5"],"geo":{"ip":"x"}}],"total":1}"#,
        r#"{"proxies":[{"proxy":"socks5:\/\/203.0.113.7:1080","ip":"203.0.113.7","port":1080,"protocol":"http"}]}"#,
        r#"{"a":["socks5://203.0.113.7:1080"]}"#,
        "{\"host\":\"203.0.113.7\",\"port\":1080,\"type\":\"SOCKS5\"}\n{\"host\":\"203.0.113.7\",\"port\":1080,\"type\":\"SOCKS5\"}",
        r#"[{"ip":"203.0.113.7:1080","type":"socks5","x":null"#,
    ] {
        assert_eq!(found(text), ["socks5://203.0.113.7:1080"], "{text}");
    }
    let mixed = r#"[{"ip":"203.0.113.7","port":1,"protocols":["socks4","socks5"],"username":"u","password":"p"}]"#;
    assert_eq!(found(mixed), ["u:p@203.0.113.7:1"]);
}

#[test]
fn every_answer_of_shadowmere_is_read() {
    const ONE: &str = "ss://Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNTpwOmE@h.example:8388";
    let page = format!(
        r#"{{"count":2,"total_pages":1,"current_page":1,"results":[
        {{"id":2,"url":"{ONE}","location":"A, B","location_country_code":"NL","ip_address":"203.0.113.9","is_active":true,"port":8388}},
        {{"id":1,"url":"ss://YWVzLTI1Ni1nY206cA@i.example:1","ip_address":"","is_active":false,"port":1}}]}}"#
    );
    assert_eq!(found(&page), [ONE]);
    assert_eq!(found(&format!("{page}\n{page}")), [ONE]);
    let sub = r#"[{"server":"h.example","server_port":8388,"password":"p:a","method":"chacha20-ietf-poly1305","plugin":"","plugin_opts":null,"remarks":"🇳🇱 A"},
        {"server":"h.example","server_port":1,"password":"p","method":"rc4-md5","plugin":"","plugin_opts":null,"remarks":""},
        {"server":"h.example","server_port":1,"password":"p","method":"aes-256-gcm","plugin":"obfs-local","plugin_opts":null,"remarks":""}]"#;
    let (proxies, report) = all(sub.as_bytes(), None);
    assert_eq!(proxies, [ONE]);
    assert_eq!(
        report.refused,
        [(ListFault::Cipher, 1), (ListFault::Link, 1)]
    );
    let lines = format!("{ONE}#🇳🇱 A, 203.0.113.4:80 B\nss://YWVzLTI1Ni1nY206cA@i.example:1#🇺🇸 C");
    let packed = STANDARD.encode(lines);
    let both = [ONE, "ss://YWVzLTI1Ni1nY206cA@i.example:1"];
    assert_eq!(found(&packed), both);
    let broken: Vec<&str> = packed
        .as_bytes()
        .chunks(70)
        .map(|part| std::str::from_utf8(part).expect("ASCII"))
        .collect();
    assert_eq!(found(&broken.join("\r\n")), both);
}

#[test]
fn a_packed_list_longer_than_one_piece_is_read_whole() {
    let lines: String = (1..=2_000)
        .map(|port| format!("203.0.113.7:{port}\n"))
        .collect();
    let (proxies, report) = all(STANDARD.encode(&lines).as_bytes(), None);
    assert_eq!(proxies.join("\n"), lines.trim_end());
    assert_eq!(report.found, 2_000);
}

#[test]
fn a_list_saved_in_utf_16_is_read() {
    let bytes: Vec<u8> = "\u{feff}203.0.113.7:80\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(all(&bytes, None).0, ["203.0.113.7:80"]);
}

#[test]
fn networks_are_counted_out_up_to_the_most() {
    assert_eq!(
        found("http://203.0.113.4/30:80"),
        (4..8)
            .map(|at| format!("http://203.0.113.{at}:80"))
            .collect::<Vec<_>>()
    );
    let (proxies, report) = all(b"8.8.0.0/16:80\n8.9.0.0/16:80\n8.8.8.8:81", None);
    assert_eq!(proxies.len(), 100_000);
    assert!(report.is_cut && report.found == 100_000);
    let (_, report) = all(b"10.9.0.0/16:80", None);
    assert_eq!(
        (report.found, report.refused),
        (0, vec![(ListFault::Private, 1)])
    );
}

#[test]
fn examples_are_few_short_and_without_control_signs() {
    let line = format!("vmess://\u{7}{}\n", "x".repeat(500));
    let (_, report) = all(line.repeat(50).as_bytes(), None);
    assert_eq!(
        (report.refused.as_slice(), report.examples.len()),
        (&[(ListFault::Scheme, 50)][..], 10)
    );
    let shown = &report.examples[0].1;
    assert!(shown.chars().count() == 80 && !shown.contains('\u{7}'));
}

/// Signs of which hostile lists are made.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "203.0.113.7",
        ":",
        "80",
        "@",
        "/",
        "://",
        "socks5",
        "ss",
        "http",
        "<td>",
        "<",
        ">",
        "&#58;",
        "&",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "\\u00",
        ",",
        "ip",
        "port",
        "\n",
        " ",
        "#",
        "2001:db8::1",
        "/16",
        "ñ",
        "\0",
        "=",
        "script",
        "</",
    ]);
    prop::collection::vec(piece, 0..200).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn no_bytes_stop_it(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        all(&bytes, None);
    }

    #[test]
    fn no_pieces_of_lists_stop_it(bytes in hostile(), head in prop::sample::select(vec!["", "{\"", "[{", "<table>", "[\""])) {
        let whole = [head.as_bytes(), &bytes].concat();
        let (found, report) = all(&whole, Some(ProxyKind::Socks4));
        prop_assert_eq!(found.len(), report.found as usize);
        prop_assert!(report.examples.len() <= MOST_EXAMPLES);
        for one in found {
            prop_assert!(parse_one(&one).is_ok(), "{}", one);
        }
    }
}

#[test]
fn the_worst_lists_take_linear_time() {
    // Anything quadratic would take minutes at this size.
    let begun = std::time::Instant::now();
    for piece in [
        "<", "<a", "&", "{\"", "[[", "\"", "a:", "ss://", "@", "1.1.1.1 ", "</script", "<script>",
        "://a@", "%", "/",
    ] {
        let list = piece.repeat(300_000 / piece.len());
        all(list.as_bytes(), None);
        all(format!("<table>{list}").as_bytes(), None);
        all(format!("[\"{list}").as_bytes(), None);
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn links_with_nothing_but_signs_between_them_are_all_read() {
    let list = "http://203.0.113.7:80,socks5://203.0.113.8:1080;x|http://203.0.113.9:3128,Madrid\n\
        Madrid,http://203.0.113.10:80\nsocks5://ana:a,b;c@203.0.113.11:1080\n";
    assert_eq!(
        found(list),
        [
            "http://203.0.113.7:80",
            "socks5://203.0.113.8:1080",
            "http://203.0.113.9:3128",
            "http://203.0.113.10:80",
            "socks5://ana:a%2Cb%3Bc@203.0.113.11:1080"
        ]
    );
}

/// A list of so many bytes and more, whose last whole proxy is followed by one whose port is cut.
fn longer(before: &str, filler: &str, cut: &str) -> Vec<u8> {
    let kept = cut.split_once('^').expect("a mark");
    let room = MOST_BYTES - before.len() - kept.0.len();
    let mut list = before.to_owned();
    list.push_str(&filler.repeat(room / filler.len()));
    list.push_str(&" ".repeat(room % filler.len()));
    list.push_str(kept.0);
    assert_eq!(list.len(), MOST_BYTES);
    list.push_str(kept.1);
    list.into_bytes()
}

#[test]
fn of_a_list_that_is_too_long_what_fits_is_read_and_no_half_of_a_port() {
    let first = "203.0.113.7:1080\n";
    for list in [
        longer(
            first,
            "# what else there is to be said\n",
            "203.0.113.9:80^80\n",
        ),
        longer(
            first,
            "# what else there is to be said\n",
            "\n203.0.113.9:8080^\n",
        ),
        longer(
            "[\"203.0.113.7:1080\",",
            "\"words\",",
            "\"203.0.113.9:80^80\"]",
        ),
        longer(
            "[{\"ip\":\"203.0.113.7\",\"port\":1080},",
            "{\"a\":\"words\"},",
            "{\"ip\":\"203.0.113.9\",\"port\":80^80}]",
        ),
        longer(
            "[{\"ip\":\"203.0.113.7\",\"port\":1080},",
            "{\"a\":\"words\"},",
            "{\"ip\":\"203.0.113.9\",\"port\":80,\"username\":\"ana\",\"password\":\"cl^ave\"}]",
        ),
        longer(
            "[{\"ip\":\"203.0.113.7\",\"port\":1080},",
            "{\"a\":\"words\"},",
            "{\"server\":\"203.0.113.9\",\"server_port\":80,\"password\":\"p\",\"method\":\"aes-256^-gcm\"}]",
        ),
        longer(
            "<table><tr><td>203.0.113.7</td><td>1080</td></tr>",
            "<tr><td>-</td></tr>",
            "<tr><td>203.0.113.9</td><td>80^80</td></tr></table>",
        ),
    ] {
        let (proxies, report) = all(&list, None);
        let start = String::from_utf8_lossy(&list[..20]);
        assert_eq!(proxies, ["203.0.113.7:1080"], "{start}");
        assert!(report.is_cut, "{start}");
    }
    let whole = &longer(first, "# words\n", "203.0.113.9:8080^")[..];
    let (proxies, report) = all(whole, None);
    assert_eq!((proxies.len(), report.is_cut), (2, false));
}

#[test]
fn of_a_packed_list_that_is_too_long_what_fits_is_read() {
    let inner = "203.0.113.7:1080\n".to_owned() + &"# words\n".repeat(MOST_BYTES / 8);
    let packed = STANDARD.encode(&inner);
    // The cut is behind each of the four signs that make three bytes.
    for before in ["", "\n", "\n\n", "\n\n\n"] {
        let (proxies, report) = all(format!("{before}{packed}").as_bytes(), None);
        assert_eq!(proxies, ["203.0.113.7:1080"]);
        assert!(report.is_cut);
    }
}
