//! The server's side of the protocols that a pretended proxy speaks. What it does with other protocols is what real
//! servers do: microsocks answers everything with `05 ff`, tinyproxy says nothing to SOCKS, dante hangs up.

use super::Acts;
use super::Certificate;
use super::Plan;
use super::Speaks;
use super::acts;
use super::acts::Way;
use super::acts::Wish;
use super::judge;
use crate::integrations::proxies::dial::Conn;
use crate::integrations::proxies::ss;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// Serves one connection to its end.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    plan: &Plan,
    impostor: &Certificate,
) -> io::Result<()> {
    let mut conn: Conn = Box::new(stream);
    match plan.acts {
        Acts::IsSilent => {
            conn.read_to_end(&mut Vec::new()).await?;
            return Ok(());
        }
        Acts::HangsUp => {
            conn.read_u8().await?;
            return Ok(());
        }
        Acts::Babbles => {
            conn.read_u8().await?;
            return conn.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").await;
        }
        Acts::Leads
        | Acts::LeadsToAddresses
        | Acts::ShowsAPage
        | Acts::Pretends
        | Acts::LetsGo
        | Acts::Refuses => {}
    }
    match &plan.speaks {
        Speaks::Socks5 => five(conn, plan, impostor).await,
        Speaks::Socks4 => four(conn, plan, impostor).await,
        Speaks::Connect | Speaks::Get | Speaks::Pages => web(conn, peer, plan, impostor).await,
        Speaks::SecureConnect => {
            let conn = TlsAcceptor::from(impostor.tls.clone()).accept(conn).await?;
            web(Box::new(conn), peer, plan, impostor).await
        }
        Speaks::Shadowsocks { cipher, password } => {
            let mut conn = ss::serve(conn, *cipher, password)?;
            let Ok(wish) = place(&mut conn).await else {
                // As the real one does: it says nothing and waits.
                return std::future::pending().await;
            };
            let way = acts::look(&wish, plan.acts).await;
            acts::go_on(conn, way, plan.acts, impostor).await
        }
    }
}

async fn five(mut conn: Conn, plan: &Plan, impostor: &Certificate) -> io::Result<()> {
    if conn.read_u8().await? != 5 {
        return conn.write_all(&[5, 0xff]).await;
    }
    let mut methods = vec![0; usize::from(conn.read_u8().await?)];
    conn.read_exact(&mut methods).await?;
    let wanted = if plan.login.is_some() { 2 } else { 0 };
    if !methods.contains(&wanted) {
        return conn.write_all(&[5, 0xff]).await;
    }
    conn.write_all(&[5, wanted]).await?;
    if let Some(login) = &plan.login {
        conn.read_u8().await?;
        let user = word(&mut conn).await?;
        let password = word(&mut conn).await?;
        if (user, password) != *login {
            return conn.write_all(&[1, 1]).await;
        }
        conn.write_all(&[1, 0]).await?;
    }
    conn.read_exact(&mut [0; 3]).await?;
    let wish = place(&mut conn).await?;
    let way = acts::look(&wish, plan.acts).await;
    let code = if matches!(way, Way::Refused) { 4 } else { 0 };
    conn.write_all(&[5, code, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    acts::go_on(conn, way, plan.acts, impostor).await
}

/// A word behind its length.
async fn word(conn: &mut Conn) -> io::Result<String> {
    let mut bytes = vec![0; usize::from(conn.read_u8().await?)];
    conn.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An address behind its kind, and a port.
async fn place(conn: &mut Conn) -> io::Result<Wish> {
    let host = match conn.read_u8().await? {
        1 => IpAddr::V4(Ipv4Addr::from(conn.read_u32().await?)).to_string(),
        3 => word(conn).await?,
        4 => IpAddr::V6(Ipv6Addr::from(conn.read_u128().await?)).to_string(),
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    let port = conn.read_u16().await?;
    Ok(Wish { host, port })
}

async fn four(mut conn: Conn, plan: &Plan, impostor: &Certificate) -> io::Result<()> {
    if conn.read_u8().await? != 4 {
        return Ok(());
    }
    conn.read_u8().await?;
    let port = conn.read_u16().await?;
    let address = conn.read_u32().await?;
    let user = ended(&mut conn).await?;
    let host = match address {
        1..=255 => ended(&mut conn).await?,
        address => Ipv4Addr::from(address).to_string(),
    };
    let is_known = plan.login.as_ref().is_none_or(|(name, _)| *name == user);
    if !is_known {
        return conn.write_all(&[0, 0x5d, 0, 0, 0, 0, 0, 0]).await;
    }
    let wish = Wish { host, port };
    let way = acts::look(&wish, plan.acts).await;
    let code = if matches!(way, Way::Refused) {
        0x5b
    } else {
        0x5a
    };
    conn.write_all(&[0, code, 0, 0, 0, 0, 0, 0]).await?;
    acts::go_on(conn, way, plan.acts, impostor).await
}

/// A word that a zero ends.
async fn ended(conn: &mut Conn) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        match conn.read_u8().await? {
            0 => return Ok(String::from_utf8_lossy(&bytes).into_owned()),
            _ if bytes.len() > 255 => return Err(io::ErrorKind::InvalidData.into()),
            byte => bytes.push(byte),
        }
    }
}

async fn web(
    mut conn: Conn,
    peer: SocketAddr,
    plan: &Plan,
    impostor: &Certificate,
) -> io::Result<()> {
    let head = judge::read_head(&mut conn).await?;
    let mut words = head.split(' ');
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    if plan.speaks == Speaks::Pages {
        let status = if method == "CONNECT" {
            "405 Method Not Allowed"
        } else {
            "200 OK"
        };
        return say(&mut conn, status, acts::PAGE).await;
    }
    if let Some((user, password)) = &plan.login {
        let expected = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        if line(&head, "proxy-authorization") != Some(expected.as_str()) {
            return say(&mut conn, "407 Proxy Authentication Required", "who is it?").await;
        }
    }
    if method != "CONNECT" {
        return page(conn, peer, plan, &head, target).await;
    }
    if plan.speaks == Speaks::Get {
        return say(&mut conn, "405 Method Not Allowed", "no tunnels").await;
    }
    let Some((host, port)) = target.rsplit_once(':') else {
        return say(&mut conn, "400 Bad Request", "").await;
    };
    let wish = Wish {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: port.parse().unwrap_or_default(),
    };
    let way = acts::look(&wish, plan.acts).await;
    if matches!(way, Way::Refused) {
        return say(&mut conn, "502 Bad Gateway", "unreachable").await;
    }
    conn.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .await?;
    acts::go_on(conn, way, plan.acts, impostor).await
}

/// A plain request: passed on with the lines the proxy adds, or answered with a lie.
async fn page(
    mut conn: Conn,
    peer: SocketAddr,
    plan: &Plan,
    head: &str,
    target: &str,
) -> io::Result<()> {
    let rest = target.strip_prefix("http://").unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let wish = Wish {
        host: host.to_owned(),
        port: port.parse().unwrap_or_default(),
    };
    match acts::look(&wish, plan.acts).await {
        Way::There(mut there) => {
            let lines = head.lines().skip(1).filter(|line| {
                !line.is_empty() && !line.to_ascii_lowercase().starts_with("proxy-")
            });
            let adds = plan.adds.replace("{peer}", &peer.ip().to_string());
            let lines: String = lines.map(|line| format!("{line}\r\n")).collect();
            let request = format!("GET /{path} HTTP/1.1\r\n{lines}{adds}\r\n");
            there.write_all(request.as_bytes()).await?;
            tokio::io::copy(&mut there, &mut conn).await?;
            conn.shutdown().await
        }
        // An answer such as the judge gives, made up beforehand.
        Way::Nowhere if plan.acts == Acts::Pretends => {
            say(
                &mut conn,
                "200 OK",
                r#"{"origin":"203.0.113.7","headers":{}}"#,
            )
            .await
        }
        Way::Nowhere if plan.acts == Acts::ShowsAPage => say(&mut conn, "200 OK", acts::PAGE).await,
        Way::Nowhere => Ok(()),
        Way::Refused => say(&mut conn, "502 Bad Gateway", "unreachable").await,
    }
}

/// What a line of a head says.
fn line<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(one, _)| one.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

async fn say(conn: &mut Conn, status: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let answer =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    conn.write_all(answer.as_bytes()).await?;
    conn.flush().await?;
    conn.shutdown().await
}
