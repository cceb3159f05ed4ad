use super::*;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;

/// The example of the specification of Standard Webhooks ("Signature scheme"), made with its reference library.
#[test]
fn the_example_of_standard_webhooks_is_signed_as_there() {
    let signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        r#"{"test": 2432232314}"#,
    );
    let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assert_eq!(signature.as_deref(), Some(expected));
    assert_eq!(sign("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a", 1, "b"), None);
    assert_eq!(sign("whsec_*", "a", 1, "b"), None);
}

#[test]
fn secrets_differ_and_can_sign() {
    let (one, other) = (new_secret().expect("one"), new_secret().expect("another"));
    assert_ne!(one, other);
    assert_eq!(one.len(), 6 + 44);
    assert!(sign(&one, "evt_1", 1, "{}").is_some());
}

#[test]
fn only_public_addresses_over_https_are_taken() {
    use WebhookRefusal::*;
    let messenger = Messenger::new(false);
    for (url, refusal) in [
        ("", UrlInvalid),
        ("example.org", UrlInvalid),
        ("ftp://example.org/", UrlInvalid),
        ("https://", UrlInvalid),
        ("https://ana:secret@example.org/", UrlInvalid),
        ("https://ana@example.org/", UrlInvalid),
        ("https://exam\nple.org/", UrlInvalid),
        ("http://example.org/", UrlInsecure),
        ("https://localhost/", UrlInner),
        ("https://LOCALHOST./", UrlInner),
        ("https://printer/", UrlInner),
        ("https://nas.local/", UrlInner),
        ("https://db.internal/", UrlInner),
        ("https://a.localhost/", UrlInner),
        ("https://127.0.0.1/", UrlInner),
        ("https://2130706433/", UrlInner),
        ("https://0x7f.1/", UrlInner),
        ("https://017700000001/", UrlInner),
        ("https://10.1.2.3:8443/x", UrlInner),
        ("https://169.254.169.254/latest/meta-data", UrlInner),
        ("https://[::1]/", UrlInner),
        ("https://[::ffff:10.0.0.1]/", UrlInner),
        ("https://[64:ff9b::a00:1]/", UrlInner),
        ("https://[fd00::1]/", UrlInner),
    ] {
        assert_eq!(messenger.judge(url), Err(refusal), "{url}");
    }
    let long = format!("https://example.org/{}", "x".repeat(LONGEST_URL));
    assert_eq!(messenger.judge(&long), Err(UrlInvalid));
    for (url, kept, host) in [
        (
            " https://Hooks.Example.org/a?key=1#x ",
            "https://hooks.example.org/a?key=1",
            "hooks.example.org",
        ),
        ("https://1.1.1.1:8443", "https://1.1.1.1:8443/", "1.1.1.1"),
        (
            "https://[2606:4700:4700::1111]/",
            "https://[2606:4700:4700::1111]/",
            "[2606:4700:4700::1111]",
        ),
    ] {
        let judged = messenger.judge(url);
        assert_eq!(judged, Ok((kept.to_owned(), host.to_owned())), "{url}");
    }
}

#[test]
fn a_name_with_one_inner_address_among_its_addresses_is_refused() {
    let of = |texts: &[&str]| {
        let addresses = texts.iter().map(|text| text.parse().expect("an address"));
        judged(addresses.collect(), false).map(|addresses| addresses.count())
    };
    assert_eq!(of(&["1.1.1.1:0", "[2606:4700::1]:0"]).ok(), Some(2));
    let refused = of(&["1.1.1.1:0", "127.0.0.1:0"]).expect_err("refused");
    assert_eq!(refused.to_string(), NOT_PUBLIC);
    assert!(of(&["[::ffff:192.168.1.1]:0"]).is_err());
}

/// A receiver on this machine that gives each connection that answer; what it was sent.
fn receiver(answer: &'static [u8]) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut said = Vec::new();
        let mut buffer = [0; 4_096];
        while !said.ends_with(b"{\"a\":1}") {
            let count = stream.read(&mut buffer).expect("readable");
            assert!(count > 0, "it hung up");
            said.extend_from_slice(&buffer[..count]);
        }
        // Whoever has read enough hangs up.
        let _ = stream.write_all(answer);
        String::from_utf8(said).expect("text")
    });
    (format!("http://127.0.0.1:{port}/hook?key=1"), thread)
}

fn message(url: &str) -> Message<'_> {
    Message {
        url,
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        id: "evt_audit_1_1",
        seconds: 1_614_265_330,
        body: "{\"a\":1}",
    }
}

#[tokio::test]
async fn a_request_has_the_headers_of_standard_webhooks_and_a_redirect_is_an_answer() {
    let (url, thread) = receiver(
        b"HTTP/1.1 307 Temporary\r\nlocation: http://127.0.0.1:1/\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\nno",
    );
    let sent = Messenger::new(true).send(message(&url)).await;
    let answer = Answer {
        status: 307,
        retry_after: Some(7),
        words: "no".to_owned(),
    };
    assert_eq!(sent, Ok(answer));
    let said = thread.join().expect("said").to_lowercase();
    let signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "evt_audit_1_1",
        1_614_265_330,
        "{\"a\":1}",
    );
    for part in [
        "post /hook?key=1 http/1.1\r\n".to_owned(),
        "content-type: application/json\r\n".to_owned(),
        "webhook-id: evt_audit_1_1\r\n".to_owned(),
        "webhook-timestamp: 1614265330\r\n".to_owned(),
        format!(
            "webhook-signature: {}\r\n",
            signature.expect("one").to_lowercase()
        ),
        format!("user-agent: {}\r\n", AGENT.to_lowercase()),
    ] {
        assert!(said.contains(&part), "{part} in {said}");
    }
}

#[tokio::test]
async fn no_more_is_read_of_an_answer_than_its_beginning() {
    // Of a body without an end that goes on for ever, the first kilobyte is enough.
    static LONG: [u8; 60_000] = [b'x'; 60_000];
    let head: &'static [u8] = b"HTTP/1.1 200 OK\r\n\r\n";
    let answer: &'static [u8] = Box::leak([head, &LONG].concat().into_boxed_slice());
    let (url, _thread) = receiver(answer);
    let answer = Messenger::new(true)
        .send(message(&url))
        .await
        .expect("sent");
    assert_eq!((answer.status, answer.words.len()), (200, MOST_WORDS));
}

#[tokio::test]
async fn outside_of_tests_nothing_is_sent_to_this_machine_and_the_address_is_not_said() {
    let (url, _thread) = receiver(b"");
    let refused = Messenger::new(false).send(message(&url)).await;
    let words = refused.expect_err("refused");
    assert!(words.contains("UrlInsecure"), "{words}");
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port()
    };
    let url = format!("http://localhost:{closed}/hidden?key=1");
    let words = Messenger::new(true).send(message(&url)).await;
    let words = words.expect_err("nobody is there");
    assert!(
        !words.contains("hidden") && !words.contains("key"),
        "{words}"
    );
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_not_connected_to() {
    let name: Name = "localhost".parse().expect("a name");
    let judge = Judge {
        allows_inner: false,
    };
    let refused = judge.resolve(name).await.err().expect("refused");
    assert_eq!(refused.to_string(), NOT_PUBLIC);
}
