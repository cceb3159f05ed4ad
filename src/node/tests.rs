//! Who a node is, and what it is told.

use super::identity::guess_host;
use super::*;
use crate::db::tests::scratch;
use std::os::unix::fs::PermissionsExt;

fn interfaces(texts: &[&str]) -> Vec<Interface> {
    texts
        .iter()
        .map(|text| text.parse().expect("an interface"))
        .collect()
}

#[test]
fn an_interface_is_written_with_or_without_its_program() {
    for (text, name, program) in [
        ("wg0", "wg0", "wg"),
        ("awg0=awg", "awg0", "awg"),
        ("wg1=socket", "wg1", "socket"),
        (
            "proxy=@/etc/portero-node/proxy",
            "proxy",
            "@/etc/portero-node/proxy",
        ),
    ] {
        let read: Interface = text.parse().expect("an interface");
        assert_eq!((read.name.as_str(), read.program.as_str()), (name, program));
        assert_eq!(read.to_string().parse(), Ok(read));
    }
    for odd in [
        "",
        "=wg",
        "wg0=",
        "../x",
        ".",
        "..",
        "a/b",
        "-x",
        "a name",
        "proxy=@",
        "proxy=@etc/proxy",
        "sixteen-letters-x",
    ] {
        assert!(odd.parse::<Interface>().is_err(), "{odd}");
    }
}

#[test]
fn an_identity_is_made_once_and_each_interface_has_a_secret_of_its_own() {
    let directory = scratch("identity").join("node");
    let first = Identity::open(&directory, &interfaces(&["wg0"])).expect("made");
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&directory.join("identity.json")), 0o600);
    let again = Identity::open(&directory, &interfaces(&["wg0", "awg0=awg"])).expect("opened");
    let joins = again.joins("vps.example.org", 8443);
    assert_eq!(joins.len(), 2);
    let (awg, wg) = (&joins[0], &joins[1]);
    assert_eq!(first.joins("vps.example.org", 8443)[0], *wg);
    assert_eq!(awg.1.pin, wg.1.pin);
    assert_eq!(wg.1.secret.expose().len(), 64);
    for (interface, join) in &joins {
        assert_eq!(Join::parse(&join.link()).as_ref(), Ok(join));
        assert_eq!(again.opens(join.secret.expose()).as_ref(), Some(interface));
    }
    assert_eq!(again.opens(""), None);
    assert_eq!(again.opens(&"0".repeat(64)), None);
}

#[test]
fn the_line_of_a_proxy_says_that_it_is_one() {
    let directory = scratch("proxy");
    let both = interfaces(&["wg0", "proxy=@/etc/portero-node/proxy"]);
    Identity::open(&directory, &both).expect("made");
    let again = Identity::existing(&directory).expect("there");
    let kinds: Vec<(String, VpnKind)> = (again.joins("vps.example.org", 8443).into_iter())
        .map(|(interface, join)| (interface, Join::parse(&join.link()).expect("a line").kind))
        .collect();
    let expected = [("proxy", VpnKind::MtProto), ("wg0", VpnKind::WireGuard)];
    assert_eq!(kinds, expected.map(|(name, kind)| (name.to_owned(), kind)));
}

#[test]
fn a_rotated_secret_opens_nothing_in_a_node_that_runs() {
    let directory = scratch("rotated");
    let running = Identity::open(&directory, &interfaces(&["wg0"])).expect("made");
    let old = running.joins("x", 1).remove(0).1;
    rotate(&directory).expect("rotated");
    assert_eq!(running.opens(old.secret.expose()), None);
    let new = Identity::existing(&directory)
        .expect("there")
        .joins("x", 1)
        .remove(0)
        .1;
    assert_eq!(running.opens(new.secret.expose()).as_deref(), Some("wg0"));
    assert_eq!(new.pin, old.pin, "the certificate stays");
    assert!(rotate(&directory.join("absent")).is_err());
}

#[test]
fn a_damaged_identity_is_told_without_its_words() {
    let directory = scratch("damaged");
    std::fs::write(directory.join("identity.json"), "{\"key\": \"hush").expect("written");
    let error = Identity::open(&directory, &[]).err().expect("refused");
    let said = format!("{error:#}");
    assert!(said.contains("damaged") && !said.contains("hush"), "{said}");
}

#[test]
fn the_join_string_keeps_the_address_of_the_last_start() {
    let directory = scratch("address");
    let options = Options {
        data_dir: directory.clone(),
        listen: "127.0.0.1:9000".parse().expect("an address"),
        host: Some("vps.example.org".to_owned()),
        interfaces: interfaces(&["wg0"]),
    };
    assert!(joins(&options).is_err(), "nothing is made by asking");
    prepare(&options).expect("made");
    Address::note(&options, 9001).expect("noted");
    let unsaid = Options {
        host: None,
        listen: "0.0.0.0:8443".parse().expect("an address"),
        ..options
    };
    let join = joins(&unsaid).expect("joins").remove(0).1;
    assert_eq!((join.host.as_str(), join.port), ("vps.example.org", 9001));
}

#[test]
fn two_nodes_do_not_share_a_directory() {
    let directory = scratch("lock");
    let first = lock(&directory).expect("locked");
    assert!(lock(&directory).is_err());
    drop(first);
    assert!(lock(&directory).is_ok());
}

#[test]
fn a_host_is_found_even_without_a_network() {
    let any = guess_host("0.0.0.0:1".parse().expect("an address"));
    assert!(any.parse::<std::net::IpAddr>().is_ok(), "{any}");
    assert_eq!(
        guess_host("127.0.0.1:1".parse().expect("an address")),
        "127.0.0.1"
    );
}
