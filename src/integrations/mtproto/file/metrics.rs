//! What mtprotoproxy tells of its users' traffic: the text of Prometheus, over plain HTTP on the machine itself.
//!
//! The proxy answers without reading the request, and closes: a client that follows HTTP to the letter may lose that.

use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use std::collections::HashMap;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// The whole answer is there within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The longest answer, in bytes: eight lines for each of some ten thousand users.
const LARGEST_ANSWER: u64 = 8 * 1024 * 1024;
/// The names of the two figures behind their prefix, which can be chosen, and the label of the user.
const FROM: &str = "user_octets_from{user=\"";
const TO: &str = "user_octets_to{user=\"";

/// The counters of all users since the proxy was started; whoever never came is not among them.
pub(super) async fn counters(place: &str) -> Result<HashMap<String, Counters>, BackendError> {
    let asked = tokio::time::timeout(ANSWER_WITHIN, ask(place)).await;
    let bytes = asked
        .map_err(|_| BackendError::Unreachable("the metrics do not answer: timed out".to_owned()))?
        .map_err(|error| {
            BackendError::Unreachable(format!("the metrics do not answer: {}", error.kind()))
        })?;
    let text = String::from_utf8_lossy(&bytes);
    let body = body_of(&text)
        .ok_or_else(|| BackendError::Strange("the metrics do not answer: no HTTP".to_owned()))?;
    Ok(read(body))
}

async fn ask(place: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(place).await?;
    let request = format!("GET / HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n");
    // The answer may be on its way already, and nobody listening any more.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut bytes = Vec::new();
    match (&mut stream)
        .take(LARGEST_ANSWER)
        .read_to_end(&mut bytes)
        .await
    {
        // What came before the connection was reset is the answer.
        Err(error) if bytes.is_empty() => Err(error),
        Ok(_) | Err(_) => Ok(bytes),
    }
}

/// The body of a success, if all of it is there.
fn body_of(text: &str) -> Option<&str> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then_some(value.trim())
    });
    let is_whole = length.is_none_or(|length| length.parse() == Ok(body.len()));
    (status == "200" && is_whole).then_some(body)
}

fn read(body: &str) -> HashMap<String, Counters> {
    let mut users: HashMap<String, Counters> = HashMap::new();
    for line in body.lines().filter(|line| !line.starts_with('#')) {
        if let Some((user, bytes)) = figure(line, FROM) {
            users.entry(user.to_owned()).or_default().rx = bytes;
        } else if let Some((user, bytes)) = figure(line, TO) {
            users.entry(user.to_owned()).or_default().tx = bytes;
        }
    }
    users
}

fn figure<'a>(line: &'a str, name: &str) -> Option<(&'a str, u64)> {
    let at = line.find(name)?;
    let (user, value) = line[at + name.len()..].split_once("\"} ")?;
    let float = || value.parse().ok().map(|float: f64| float.max(0.0) as u64);
    Some((user, value.parse().ok().or_else(float)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::net::TcpListener;

    const BODY: &str = "# HELP mtprotoproxy_uptime proxy uptime\n# TYPE mtprotoproxy_uptime counter\n\
        mtprotoproxy_uptime 12.5\nmtprotoproxy_user_octets{user=\"portero-a\"} 12\n\
        mtprotoproxy_user_octets_from{user=\"portero-a\"} 5\nmtprotoproxy_user_octets_to{user=\"portero-a\"} 7\n\
        mtprotoproxy_user_octets_to{user=\"tg\"} 1e3\n";

    #[test]
    fn each_users_two_directions_are_read_and_nothing_else() {
        let users = read(BODY);
        assert_eq!(users.len(), 2);
        assert_eq!(users["portero-a"], Counters { rx: 5, tx: 7 });
        assert_eq!(users["tg"], Counters { rx: 0, tx: 1_000 });
    }

    #[tokio::test]
    async fn a_server_that_answers_unasked_is_heard_and_one_that_breaks_off_is_not() {
        for (length, is_heard) in [(BODY.len(), true), (BODY.len() + 1, false)] {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let place = listener.local_addr().expect("an address").to_string();
            tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.expect("a client");
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
                stream
                    .write_all((head + BODY).as_bytes())
                    .await
                    .expect("sent");
            });
            assert_eq!(counters(&place).await.is_ok(), is_heard);
        }
        assert!(matches!(
            counters("127.0.0.1:1").await,
            Err(BackendError::Unreachable(_))
        ));
    }

    proptest! {
        #[test]
        fn no_answer_stops_the_reader(text in any::<String>(), odd in "[a-z_{}\"= .\\r\\n0-9#HTP/:-]{0,200}") {
            for text in [&text, &odd, &format!("HTTP/1.1 200 OK\r\n\r\nx{FROM}{odd}{text}")] {
                let body = body_of(text).unwrap_or(text);
                let _ = read(body);
            }
        }
    }
}
