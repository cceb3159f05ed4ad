//! A key as the bot hands it out, used with a real Shadowsocks server and client.

use super::bot::{free_port, key, link, with_server};
use crate::outline_server::OutlineServer;
use crate::world::scratch;
use portero::integrations::shadowsocks::Link;
use serde_json::json;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PAGE: &str = "a page behind the tunnel";

/// Ended when it goes out of scope.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program of shadowsocks-libev with a configuration file, which hides the password from the list of processes.
fn start(name: &str, folder: &Path, config: &serde_json::Value) -> Program {
    let path = folder.join(format!("{name}.json"));
    std::fs::write(&path, config.to_string()).expect("written");
    let child = Command::new(name)
        .arg("-c")
        .arg(path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect(name);
    Program(child)
}

fn is_installed(name: &str) -> bool {
    let asked = Command::new(name)
        .arg("-h")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok()
}

/// Waits until somebody listens there.
async fn listens(port: u16) {
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody listens on {port}");
}

/// A web server with one page.
async fn page() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            // What is asked does not matter.
            let _ = stream.read(&mut head).await;
            let length = PAGE.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{PAGE}"
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    port
}

async fn fetched(through: u16, port: u16) -> Result<String, reqwest::Error> {
    let proxy = format!("socks5h://127.0.0.1:{through}");
    let client = reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(proxy)?)
        .timeout(Duration::from_secs(5))
        .build()?;
    let url = format!("http://127.0.0.1:{port}/");
    client.get(url).send().await?.text().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_the_bot_hands_out_fetches_a_page_through_a_real_shadowsocks_server() {
    for name in ["ss-server", "ss-local"] {
        if !is_installed(name) {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "{name} is missing"
            );
            println!("skipped: {name} is missing (apt-get install shadowsocks-libev)");
            return;
        }
    }
    let server = OutlineServer::start().await;
    server.state().port = u64::from(free_port());
    let world = with_server(&server).await;
    let (_, message) = key(&world, "Casa").await;
    let handed_out = Link::parse(&link(&message, "ss://")).expect("a link");

    let folder = scratch();
    let there = {
        let state = server.state();
        let key = &state.keys[0];
        json!({
            "server": "127.0.0.1", "server_port": key.port, "password": key.password, "method": key.method,
            "mode": "tcp_only", "timeout": 30,
        })
    };
    let _server = start("ss-server", &folder, &there);
    listens(handed_out.port).await;
    let (right, wrong) = (free_port(), free_port());
    let client = |local: u16, password: &str| {
        json!({
            "server": handed_out.host, "server_port": handed_out.port, "password": password,
            "method": handed_out.method, "local_address": "127.0.0.1", "local_port": local, "mode": "tcp_only",
            "timeout": 30,
        })
    };
    let _client = start("ss-local", &folder, &client(right, &handed_out.password.0));
    listens(right).await;
    let page = page().await;
    assert_eq!(fetched(right, page).await.expect("fetched"), PAGE);

    drop(_client);
    let _client = start("ss-local", &folder, &client(wrong, "another password"));
    listens(wrong).await;
    assert!(fetched(wrong, page).await.is_err(), "any password would do");
    std::fs::remove_dir_all(folder).expect("removed");
    world.finish().await;
}
