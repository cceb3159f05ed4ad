//! Telegram in a machine of the test's own: its data centre 2 by its address, which can go away in two ways.

use crate::programs::run;
use portero::demo::mtproto::FakeDc;
use std::net::SocketAddr;

/// Where clients and proxies find data centre 2.
pub const DC2: &str = "149.154.167.51";

/// The data centre, as proxies with built-in addresses reach it.
pub struct Telegram {
    dc: FakeDc,
    place: SocketAddr,
}

impl Telegram {
    /// Takes its address and answers there. Only where nothing but the test's own machine sees it.
    pub async fn here() -> Self {
        run(&["ip", "address", "add", &format!("{DC2}/32"), "dev", "lo"]);
        let dc = FakeDc::default();
        let place = SocketAddr::new(DC2.parse().expect("an address"), 443);
        dc.listen(place).await.expect("its port");
        Self { dc, place }
    }

    /// Where it answers.
    pub fn place(&self) -> SocketAddr {
        self.place
    }

    /// Nobody listens there any more: who tries is told so at once.
    pub async fn ends(&self) {
        self.dc.stop();
        while tokio::net::TcpStream::connect(self.place).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    /// The way there loses everything, as where Telegram is blocked.
    pub fn is_lost(&self) {
        run(&["ip", "address", "del", &format!("{DC2}/32"), "dev", "lo"]);
        lose(&format!("{DC2}/32"));
    }
}

/// From now on everything for that network is lost without a word.
pub fn lose(network: &str) {
    if !std::path::Path::new("/sys/class/net/lost0").exists() {
        run(&[
            "ip", "link", "add", "lost0", "type", "veth", "peer", "name", "lost1",
        ]);
        run(&["ip", "address", "add", "10.254.254.1/24", "dev", "lost0"]);
        run(&["ip", "link", "set", "lost0", "up"]);
        run(&["ip", "link", "set", "lost1", "up"]);
        // Somebody who takes everything and has none of these addresses.
        let gate = [
            "ip",
            "neighbour",
            "add",
            "10.254.254.2",
            "lladdr",
            "02:00:00:00:00:02",
        ];
        run(&[&gate[..], &["dev", "lost0"]].concat());
    }
    run(&["ip", "route", "add", network, "via", "10.254.254.2"]);
}
