use super::super::guard::Guard;
use super::super::guard::Names;
use super::*;
use std::sync::Arc;
use std::sync::Mutex;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

type Pages = Vec<(&'static str, String)>;

/// A server with these answers, whole, by path. It ends with its runtime.
async fn server(pages: Pages) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.expect("a head"));
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let target = head.split(' ').nth(1).expect("a target").to_owned();
            let found = pages.iter().find(|(path, _)| *path == target);
            let answer = found.map_or(
                "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
                |(_, answer)| answer,
            );
            log.lock().expect("no panic").push(target);
            // Whoever had enough hangs up.
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (base, asked)
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn elsewhere(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

fn net(allows_private: bool) -> Net {
    Net::new(Guard { allows_private }).expect("TLS")
}

async fn list(url: String, allows_private: bool) -> Result<String, FetchError> {
    let source = ProxySourceKind::List { url };
    let bytes = fetch(&source, &net(allows_private)).await?;
    Ok(String::from_utf8(bytes).expect("text"))
}

#[tokio::test]
async fn a_list_is_fetched_wherever_its_server_sends() {
    let (base, _) = server(vec![
        ("/a?k=v", elsewhere("/b")),
        ("/b", ok("203.0.113.7:80\n")),
        ("/loop", elsewhere("/loop")),
        (
            "/half",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_owned(),
        ),
        ("/odd", "SSH-2.0\r\n".to_owned()),
    ])
    .await;
    assert_eq!(
        list(format!("{base}/a?k=v"), true).await,
        Ok("203.0.113.7:80\n".to_owned())
    );
    for (path, error) in [
        ("/loop", FetchError::Redirects),
        ("/half", FetchError::Partial),
        ("/odd", FetchError::NotHttp),
        ("/none", FetchError::Status(404)),
    ] {
        assert_eq!(
            list(format!("{base}{path}"), true).await,
            Err(error),
            "{path}"
        );
    }
}

#[tokio::test]
async fn of_a_list_that_is_too_long_the_beginning_is_fetched() {
    let line = "203.0.113.7:80 # and what else there is to be said of it\n";
    let long = line.repeat(LONGEST_LIST / line.len() + 500);
    let (base, _) = server(vec![("/long", ok(&long))]).await;
    let fetched = list(format!("{base}/long"), true).await.expect("a list");
    assert_eq!(fetched.len(), LONGEST_LIST);
    assert!(long.starts_with(&fetched));
}

#[tokio::test]
async fn the_houses_own_address_is_no_source() {
    let (base, asked) = server(vec![("/b", ok("x"))]).await;
    let mut net = net(false);
    let here = "203.0.113.7".parse().expect("an address");
    net.names = std::sync::Arc::new(Names::new(Arc::new(|_, port| {
        Ok(vec![std::net::SocketAddr::from(([203, 0, 113, 7], port))])
    })));
    net.names.know_house(vec![here]);
    for host in ["house.example", "203.0.113.7", "[::ffff:203.0.113.7]"] {
        let source = ProxySourceKind::List {
            url: format!("http://{host}:9/"),
        };
        let refused = fetch(&source, &net).await;
        assert_eq!(refused, Err(FetchError::Guard(GuardError::House)), "{host}");
    }
    // Whoever allows private networks allows the house's own too.
    net = net.guarded(Guard {
        allows_private: true,
    });
    net.names
        .know_house(vec!["127.0.0.1".parse().expect("an address")]);
    let source = ProxySourceKind::List {
        url: format!("{base}/b"),
    };
    assert_eq!(fetch(&source, &net).await, Ok(b"x".to_vec()));
    assert_eq!(asked.lock().expect("no panic").len(), 1);
}

#[tokio::test]
async fn private_addresses_are_refused_at_every_step() {
    let (base, asked) = server(vec![("/b", ok("x"))]).await;
    let private = Err(FetchError::Guard(GuardError::Private));
    assert_eq!(list(format!("{base}/b"), false).await, private);
    assert_eq!(list("http://localhost:1/".to_owned(), false).await, private);
    assert_eq!(list("http://[::1]:1/".to_owned(), false).await, private);
    assert!(asked.lock().expect("no panic").is_empty());
    for url in ["file:///etc/passwd", "ftp://h/x", "nothing", ""] {
        assert_eq!(
            list(url.to_owned(), true).await,
            Err(FetchError::Address),
            "{url}"
        );
    }
    assert_eq!(
        fetch(&ProxySourceKind::Pasted, &net(true)).await,
        Err(FetchError::Pasted)
    );
}

#[tokio::test]
async fn a_certificate_that_nobody_knows_is_refused() {
    let judge = crate::demo::proxies::FakeJudge::start()
        .await
        .expect("a server of TLS");
    assert_eq!(list(judge.url(), true).await, Err(FetchError::Insecure));
}

#[tokio::test]
async fn shadowmere_is_asked_for_its_subscription_once() {
    let (base, asked) = server(vec![
        ("/api/b64sub/", ok("c3M6Ly8=")),
        ("/api/sub/", ok("[]")),
    ])
    .await;
    let source = ProxySourceKind::Shadowmere {
        url: format!("{base}/api/"),
    };
    assert_eq!(fetch(&source, &net(true)).await, Ok(b"c3M6Ly8=".to_vec()));
    assert_eq!(*asked.lock().expect("no panic"), ["/api/b64sub/"]);
}

#[tokio::test]
async fn without_a_subscription_its_pages_are_read_to_the_last() {
    let page = |number| {
        ok(&format!(
            r#"{{"count":11,"total_pages":2,"current_page":{number},"results":[]}}"#
        ))
    };
    let (base, asked) = server(vec![
        ("/api/proxies/?is_active=true&page=1", page(1)),
        ("/api/proxies/?is_active=true&page=2", page(2)),
    ])
    .await;
    let source = ProxySourceKind::Shadowmere { url: base };
    let bytes = fetch(&source, &net(true)).await.expect("pages");
    assert_eq!(bytes.split(|byte| *byte == b'\n').count(), 3);
    let asked = asked.lock().expect("no panic").len();
    assert_eq!(asked, 4, "both lists in vain, and two pages");
}
