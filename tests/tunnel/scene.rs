//! A server of WireGuard and a client, each in a namespace of its own, with a cable between them.

use crate::space::{Interface, Space, unique, wg};
use std::net::IpAddr;

/// Where the server is on the cable.
pub const SERVER: &str = "10.77.0.1";
pub const PORT: u16 = 51820;
/// The server inside the tunnel.
pub const INSIDE_4: &str = "10.8.0.1";
pub const INSIDE_6: &str = "fd00:8::1";

/// Both of them. Fields go in this order: processes before their namespaces.
pub struct Scene {
    server: Option<Interface>,
    client: Option<Interface>,
    /// The server's interface keeps its name over restarts.
    pub interface: String,
    private_key: String,
    pub public_key: String,
    pub client_space: Space,
    pub server_space: Space,
}

impl Scene {
    /// A running server without peers, and a client that has no tunnel yet.
    pub async fn new() -> Self {
        let (server_space, client_space) = (Space::new("s"), Space::new("c"));
        server_space.connect(&format!("{SERVER}/24"), &client_space, "10.77.0.2/24");
        let private_key = wg(&["genkey"], "");
        let public_key = wg(&["pubkey"], &private_key);
        let mut scene = Self {
            server: None,
            client: None,
            interface: unique("w"),
            private_key,
            public_key,
            client_space,
            server_space,
        };
        scene.start_server().await;
        scene
    }

    /// Starts the server: with its key and port, and without any peer.
    pub async fn start_server(&mut self) {
        let name = self.interface.as_str();
        let server = Interface::start(&self.server_space, name).await;
        let port = PORT.to_string();
        wg(
            &[
                "set",
                name,
                "listen-port",
                &port,
                "private-key",
                "/dev/stdin",
            ],
            &self.private_key,
        );
        let space = &self.server_space;
        // The second network of each protocol is for trials.
        for address in [
            format!("{INSIDE_4}/24"),
            format!("{INSIDE_6}/64"),
            "10.9.0.1/24".to_owned(),
            "fd00:9::1/64".to_owned(),
        ] {
            space.ip(&["address", "add", &address, "dev", name]);
        }
        space.ip(&["link", "set", "mtu", "1420", "up", "dev", name]);
        self.server = Some(server);
    }

    /// Kills the server; its peers are forgotten.
    pub fn kill_server(&mut self) {
        self.server = None;
    }

    /// Brings the client's tunnel up as its file says: what `wg-quick up` does. One that was up goes down.
    pub async fn connect(&mut self, file: &str) {
        self.disconnect();
        let name = unique("w");
        let client = Interface::start(&self.client_space, &name).await;
        let file = ClientFile::read(file);
        wg(&["setconf", &name, "/dev/stdin"], &file.for_wg);
        let space = &self.client_space;
        for address in &file.addresses {
            space.ip(&["address", "add", address, "dev", &name]);
        }
        space.ip(&["link", "set", "mtu", &file.mtu, "up", "dev", &name]);
        for network in &file.routes {
            let host = network.split('/').next().unwrap_or_default();
            let address: IpAddr = host.parse().expect("a network");
            let family = if address.is_ipv4() { "-4" } else { "-6" };
            space.ip(&[family, "route", "replace", network, "dev", &name]);
        }
        self.client = Some(client);
    }

    /// Takes the client's tunnel down.
    pub fn disconnect(&mut self) {
        self.client = None;
    }

    /// Waits until the client reaches the server through the tunnel, by both protocols.
    pub async fn both_answer(&self) {
        self.client_space.reaches(INSIDE_4).await;
        self.client_space.reaches(INSIDE_6).await;
    }

    /// Whether the tunnel is dead for both protocols.
    pub fn none_answers(&self) -> bool {
        !self.client_space.pings(INSIDE_4) && !self.client_space.pings(INSIDE_6)
    }
}

/// A client's file, parted into what `wg` takes and what `wg-quick` does with `ip`.
struct ClientFile {
    for_wg: String,
    addresses: Vec<String>,
    routes: Vec<String>,
    mtu: String,
}

impl ClientFile {
    fn read(text: &str) -> Self {
        let list = |value: &str| -> Vec<String> {
            (value.split(','))
                .map(|one| one.trim().to_owned())
                .collect()
        };
        let mut file = Self {
            for_wg: String::new(),
            addresses: Vec::new(),
            routes: Vec::new(),
            mtu: "1420".to_owned(),
        };
        for line in text.lines() {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            match name.trim() {
                "Address" => file.addresses.extend(list(value)),
                "MTU" => file.mtu = value.trim().to_owned(),
                "DNS" => {}
                name => {
                    if name == "AllowedIPs" {
                        file.routes.extend(list(value));
                    }
                    file.for_wg.push_str(line);
                    file.for_wg.push('\n');
                }
            }
        }
        file
    }
}
