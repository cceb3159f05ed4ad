use super::*;
use proptest::prelude::*;

const KEY: &str = "kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=";
const SERVER: &str = "3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=";

fn options() -> ServerOptions {
    ServerOptions {
        dns: vec!["1.1.1.1".to_owned(), "2606:4700:4700::1111".to_owned()],
        mtu: Some(1420),
        keepalive: 25,
        ..ServerOptions::default()
    }
}

fn conf<'a>(name: &'a str, options: &'a ServerOptions, routing: &'a Routing) -> ClientConf<'a> {
    ClientConf {
        name,
        private_key: KEY,
        preshared_key: Some(KEY),
        v4: Some(Ipv4Addr::new(10, 8, 0, 2)),
        v6: Some("fd00:8::2".parse().expect("an address")),
        server_key: SERVER,
        options,
        host: "vpn.example.org",
        port: 51820,
        routing,
    }
}

fn amnezia() -> AmneziaParams {
    AmneziaParams {
        jc: 4,
        jmin: 8,
        jmax: 80,
        s1: 15,
        s2: 150,
        h: [5, 6, 7, 2_147_483_647],
    }
}

#[test]
fn a_client_gets_both_families() {
    insta::assert_snapshot!(client(&conf("Teléfono de Ana", &options(), &Routing::All)), @r"
    [Interface]
    # Telefono de Ana
    PrivateKey = kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=
    Address = 10.8.0.2/32, fd00:8::2/128
    DNS = 1.1.1.1, 2606:4700:4700::1111
    MTU = 1420

    [Peer]
    PublicKey = 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=
    PresharedKey = kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=
    AllowedIPs = 0.0.0.0/0, ::/0
    Endpoint = vpn.example.org:51820
    PersistentKeepalive = 25
    ");
}

#[test]
fn a_client_of_amneziawg_with_ipv6_only_and_networks_of_its_own() {
    let options = ServerOptions {
        amnezia: Some(amnezia()),
        dns: vec!["fd00:8::1".to_owned(), "no address".to_owned()],
        ..ServerOptions::default()
    };
    let routing = Routing::Only(vec!["2001:db8::/32".to_owned(), "10.0.0.0/8".to_owned()]);
    let conf = ClientConf {
        preshared_key: None,
        v4: None,
        host: "2001:db8:0::9",
        ..conf("", &options, &routing)
    };
    insta::assert_snapshot!(client(&conf).replace(&long_list(&conf), "LIST"), @r"
    [Interface]
    PrivateKey = kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=
    Address = fd00:8::2/128
    DNS = fd00:8::1
    Jc = 4
    Jmin = 8
    Jmax = 80
    S1 = 15
    S2 = 150
    H1 = 5
    H2 = 6
    H3 = 7
    H4 = 2147483647

    [Peer]
    PublicKey = 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=
    AllowedIPs = LIST
    Endpoint = [2001:db8::9]:51820
    ");
}

/// The list without the server's own address is a hundred networks long.
fn long_list(conf: &ClientConf<'_>) -> String {
    let dns: Vec<IpAddr> = vec!["fd00:8::1".parse().expect("an address")];
    let networks = allowed_ips(conf.routing, &dns, conf.host.parse().ok());
    assert_eq!(networks.len(), 1 + 96 + 1);
    let texts: Vec<String> = networks.iter().map(IpNet::to_string).collect();
    texts.join(", ")
}

#[test]
fn a_server_file_has_its_addresses_its_disguise_and_every_peer() {
    let addresses = ["10.8.0.2/32".to_owned(), "fd00:8::2/128".to_owned()];
    let peer = ServerPeer {
        name: "Ana",
        public_key: SERVER,
        preshared_key: Some(KEY),
        addresses: &addresses,
    };
    let other = ServerPeer {
        name: " \n",
        preshared_key: None,
        addresses: &addresses[..1],
        ..peer
    };
    let own: [IpNet; 2] = [
        "10.8.0.1/22".parse().expect("a network"),
        "fd00:8::1/64".parse().expect("a network"),
    ];
    let file = ServerFile {
        private_key: None,
        addresses: &own,
        port: 51820,
        amnezia: Some(&amnezia()),
        peers: &[peer, other],
    };
    insta::assert_snapshot!(server_file(&file), @r"
    [Interface]
    PrivateKey = PUT-THE-PRIVATE-KEY-OF-THE-SERVER-HERE
    Address = 10.8.0.1/22, fd00:8::1/64
    ListenPort = 51820
    Jc = 4
    Jmin = 8
    Jmax = 80
    S1 = 15
    S2 = 150
    H1 = 5
    H2 = 6
    H3 = 7
    H4 = 2147483647

    [Peer]
    # Ana
    PublicKey = 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=
    PresharedKey = kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=
    AllowedIPs = 10.8.0.2/32, fd00:8::2/128

    [Peer]
    PublicKey = 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=
    AllowedIPs = 10.8.0.2/32
    ");
}

#[test]
fn a_file_fits_a_qr_code_as_it_was_measured() {
    let text = client(&conf("", &options(), &Routing::All));
    assert!((300..400).contains(&text.len()), "{}", text.len());
}

#[test]
fn files_are_named_for_phones() {
    for (name, file) in [
        ("Ana", "Ana.conf"),
        ("Móvil de Ana", "Movil-de-Ana.conf"),
        ("exactly15letter", "exactly15letter.conf"),
        ("Teléfono de Ana María", "Telefono-de-42.conf"),
        ("тест", "vpn-42.conf"),
        ("Ana 🔑", "Ana-42.conf"),
        ("", "vpn-42.conf"),
        ("../../etc", "etc-42.conf"),
        ("-rf", "rf.conf"),
        ("CON", "vpn-42.conf"),
        ("lpt1.x", "vpn-42.conf"),
        ("Conexión", "Conexion.conf"),
    ] {
        assert_eq!(file_name(name, 42), file, "{name:?}");
    }
    assert_eq!(file_name("", i64::MAX), "372036854775807.conf");
}

proptest! {
    #[test]
    fn no_name_breaks_out_of_its_line(name in any::<String>(), host in any::<String>()) {
        let (options, routing) = (options(), Routing::All);
        let plain = client(&conf("x", &options, &routing));
        let odd = client(&ClientConf { host: &host, ..conf(&name, &options, &routing) });
        let keys = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(" =").next().unwrap_or_default().to_owned()).collect()
        };
        prop_assert_eq!(keys(&plain), keys(&odd));
        prop_assert!(odd.matches('#').count() <= 1);
        let addresses = ["10.8.0.2/32".to_owned()];
        let block = server_block(&ServerPeer { name: &name, public_key: &name, preshared_key: None, addresses: &addresses });
        prop_assert_eq!(keys(&block), ["[Peer]", "PublicKey", "AllowedIPs"]);
    }

    #[test]
    fn every_file_name_is_one_phones_take(name in any::<String>(), id in any::<i64>()) {
        let file = file_name(&name, id);
        let stem = file.strip_suffix(".conf").expect("the ending");
        prop_assert!((1..=15).contains(&stem.len()), "{}", stem);
        prop_assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "_=+.-".contains(c)), "{}", stem);
        prop_assert!(!stem.starts_with(['.', '-']), "{}", stem);
    }
}
