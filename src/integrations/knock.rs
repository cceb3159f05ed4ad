//! Whether the house itself answers where it should serve HTTP: asked over the machine's own loopback, by nobody but the
//! doctor.

use std::io::Read;
use std::io::Write;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::time::Duration;

/// Somebody on this machine answers in milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);
/// More of an answer is not read.
const MOST_BYTES: u64 = 4 * 1024;
/// What every answer of the house says, and few others do: nothing of it belongs in a search engine.
const OURS: &str = "\r\nx-robots-tag: noindex\r\n";

/// Who is behind a door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Behind {
    /// A house such as this one.
    House,
    /// Another program.
    Somebody,
    Nobody,
}

/// Asks at that host and port for nothing in particular. Waits a few seconds at most.
pub fn knock(listen: &str) -> Behind {
    let Some(mut stream) = (listen.to_socket_addrs().into_iter().flatten())
        .find_map(|address| TcpStream::connect_timeout(&reachable(address), PATIENCE).ok())
    else {
        return Behind::Nobody;
    };
    let mut ask = || {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        let read = Read::by_ref(&mut stream)
            .take(MOST_BYTES)
            .read_to_end(&mut answer);
        if let Err(error) = read {
            // Whoever hangs up before the question was read takes nothing of their answer back.
            log::debug!("{listen} hung up: {error}");
        }
        Ok::<_, std::io::Error>(answer)
    };
    match ask() {
        Ok(answer) if String::from_utf8_lossy(&answer).contains(OURS) => Behind::House,
        Ok(_) | Err(_) => Behind::Somebody,
    }
}

/// Where one reaches whoever listens everywhere.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        match address {
            SocketAddr::V4(_) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            SocketAddr::V6(_) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// Answers once with that text.
    fn answering(text: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody");
            let read = stream.read(&mut [0; 512]).expect("asked");
            assert!(read > 0);
            stream.write_all(text.as_bytes()).expect("answered");
        });
        address
    }

    #[test]
    fn the_house_is_told_from_another_program_and_from_nobody() {
        let house = "HTTP/1.1 404 Not Found\r\nx-robots-tag: noindex\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(knock(&answering(house)), Behind::House);
        assert_eq!(
            knock(&answering("HTTP/1.1 200 OK\r\n\r\n")),
            Behind::Somebody
        );
        // Where TLS is spoken the house says so and hangs up, with the question unread.
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let hangs_up = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody");
            stream.peek(&mut [0; 1]).expect("asked");
            stream.write_all(house.as_bytes()).expect("answered");
        });
        assert_eq!(knock(&address), Behind::House);
        hangs_up.join().expect("answered");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("an address").to_string();
        drop(free);
        assert_eq!(knock(&address), Behind::Nobody);
        assert_eq!(knock("no such host:1"), Behind::Nobody);
    }

    #[test]
    fn whoever_listens_everywhere_is_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:80", "[::1]:80"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            let address = reachable(listen.parse().expect("an address"));
            assert_eq!(address.to_string(), asked);
        }
    }
}
