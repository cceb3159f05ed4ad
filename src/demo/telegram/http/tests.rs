//! The server as plain bytes meet it.

use super::*;
use tokio::sync::oneshot;

/// A server that says what it was asked; some addresses do odd things.
struct Bench {
    address: std::net::SocketAddr,
    stop: CancellationToken,
    server: tokio::task::JoinHandle<()>,
}

impl Bench {
    async fn new(handler: impl Fn(Request) -> Answering + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let site = Site {
            handler: Arc::new(handler),
            largest_body: |path| if path == "/small" { 8 } else { 1 << 20 },
        };
        let server = tokio::spawn(serve(listener, site, stop.clone()));
        Self {
            address,
            stop,
            server,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connected")
    }

    /// Everything that is answered to these bytes until the server closes.
    async fn talk(&self, text: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(text).await.expect("sent");
        everything(&mut stream).await
    }
}

async fn everything(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.expect("an end");
    String::from_utf8(text).expect("text")
}

fn said(text: String) -> Body {
    Body::Whole(text.into_bytes().into())
}

fn echo(request: Request) -> Answering {
    let body = match &request.body {
        Ok(body) => String::from_utf8_lossy(body).into_owned(),
        Err(error) => format!("{error:?}"),
    };
    let query = request.query.as_deref().unwrap_or("-");
    let text = format!("{} {} {query} <{body}>", request.method, request.path);
    let code = if request.body.is_ok() { 200 } else { 413 };
    Box::pin(async move { Some(Answer::new(code, "text/plain", said(text))) })
}

#[tokio::test]
async fn requests_on_one_connection_are_answered_one_after_the_other() {
    let bench = Bench::new(echo).await;
    let answer = bench
        .talk(
            b"GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n\
              POST /p HTTP/1.1\r\ncontent-LENGTH: 3\r\n\r\nxyz\
              HEAD /h HTTP/1.1\r\n\r\n\
              GET http://x/z HTTP/1.1\r\nConnection: Keep-Alive, Close\r\n\r\n",
        )
        .await;
    let expected = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 13\r\n\r\nGET /a b=1 <>\
        HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 15\r\n\r\nPOST /p - <xyz>\
        HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 12\r\n\r\n\
        HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: 11\r\n\r\nGET /z - <>";
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_body_in_chunks_is_put_together_however_it_is_cut_on_its_way() {
    let bench = Bench::new(echo).await;
    let text = b"POST /p HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\nab\r\n\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\nGET /next HTTP/1.0\r\n\r\n";
    let mut stream = bench.connect().await;
    for piece in text.chunks(3) {
        stream.write_all(piece).await.expect("sent");
        tokio::task::yield_now().await;
    }
    let answer = everything(&mut stream).await;
    assert!(answer.contains("POST /p - <ab\r\n0123456789>"), "{answer}");
    assert!(answer.ends_with("GET /next - <>"), "{answer}");
}

#[tokio::test]
async fn a_client_that_asks_before_it_sends_is_told_to_go_on() {
    let bench = Bench::new(echo).await;
    let mut stream = bench.connect().await;
    let head = b"POST /p HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    stream.write_all(head).await.expect("sent");
    let mut leave = [0; 25];
    stream.read_exact(&mut leave).await.expect("leave");
    assert_eq!(&leave, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"hi").await.expect("sent");
    assert!(everything(&mut stream).await.ends_with("POST /p - <hi>"));
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused_and_the_answer_is_still_read() {
    let bench = Bench::new(echo).await;
    let whole = [
        b"POST /small HTTP/1.1\r\nContent-Length: 900000\r\n\r\n".to_vec(),
        vec![b'x'; 900_000],
    ]
    .concat();
    let mut stream = bench.connect().await;
    stream.write_all(&whole).await.expect("sent");
    stream.shutdown().await.expect("ended");
    let answer = everything(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.ends_with("POST /small - <TooLarge>"), "{answer}");
    for (body, error) in [
        ("5\r\nabcde\r\n4\r\nfghi\r\n", "TooLarge"),
        ("5\r\nabcdefg\r\n", "Broken"),
        ("-5\r\n", "Broken"),
        ("ffffffffffffffffff\r\n", "Broken"),
    ] {
        let mut stream = bench.connect().await;
        let text = format!("POST /small HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        stream.write_all(text.as_bytes()).await.expect("sent");
        stream.shutdown().await.expect("ended");
        let answer = everything(&mut stream).await;
        assert!(answer.ends_with(&format!("<{error}>")), "{body}: {answer}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let bench = Bench::new(echo).await;
    for bad in [
        "hello\r\n\r\n",
        "GET / HTTP/2\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "GET x HTTP/1.1\r\n\r\n",
        "G(T / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nname : x\r\n\r\n",
        "GET / HTTP/1.1\r\ncontent-length: +3\r\n\r\n",
        "GET / HTTP/1.1\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n",
        "GET / HTTP/1.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n",
        "GET / HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
    ] {
        let mut stream = bench.connect().await;
        stream.write_all(bad.as_bytes()).await.expect("sent");
        stream.shutdown().await.expect("ended");
        let answer = everything(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{bad}: {answer}");
    }
}

#[tokio::test]
async fn a_stream_comes_in_chunks_and_ends_with_its_sender() {
    let (sender, receiver) = mpsc::channel(1);
    let receiver = std::sync::Mutex::new(Some(receiver));
    let bench = Bench::new(move |_| {
        let pieces = receiver.lock().expect("unharmed").take();
        let answer = pieces.map(|pieces| Answer::new(200, "text/plain", Body::Stream(pieces)));
        Box::pin(async move { answer })
    })
    .await;
    let speaks = async {
        for piece in ["one", "", "twotwotwotwotwotwo"] {
            sender.send(piece.into()).await.expect("heard");
        }
        drop(sender);
    };
    let text = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
    let (answer, ()) = tokio::join!(bench.talk(text), speaks);
    assert!(
        answer.contains("transfer-encoding: chunked\r\n"),
        "{answer}"
    );
    assert!(
        answer.ends_with("\r\n\r\n3\r\none\r\n12\r\ntwotwotwotwotwotwo\r\n0\r\n\r\n"),
        "{answer}"
    );
    assert_eq!(
        bench.talk(text).await,
        "",
        "no answer: the connection is cut"
    );
}

/// Tells when it is dropped.
struct Bell(Option<oneshot::Sender<()>>);

impl Drop for Bell {
    fn drop(&mut self) {
        // Nobody listening is fine.
        let _ = self.0.take().map(|bell| bell.send(()));
    }
}

#[tokio::test]
async fn work_for_a_client_that_leaves_is_dropped() {
    let (bell, dropped) = oneshot::channel();
    let (begins, begun) = oneshot::channel();
    let parts = std::sync::Mutex::new(Some((Bell(Some(bell)), begins)));
    let bench = Bench::new(move |_| {
        let parts = parts.lock().expect("unharmed").take();
        Box::pin(async move {
            let (_bell, begins) = parts.expect("one request");
            begins.send(()).expect("heard");
            pending().await
        })
    })
    .await;
    let mut stream = bench.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\n\r\n")
        .await
        .expect("sent");
    begun.await.expect("it begins");
    drop(stream);
    dropped.await.expect("it is dropped");
}

#[tokio::test]
async fn a_stop_closes_what_rests_and_lets_a_begun_answer_end() {
    let (go, gone) = oneshot::channel::<()>();
    let (begins, begun) = oneshot::channel();
    let parts = std::sync::Mutex::new(Some((gone, begins)));
    let bench = Bench::new(move |_| {
        let parts = parts.lock().expect("unharmed").take();
        Box::pin(async move {
            let (gone, begins) = parts.expect("one request");
            begins.send(()).expect("heard");
            gone.await.expect("told to go on");
            Some(Answer::new(200, "text/plain", said("done".to_owned())))
        })
    })
    .await;
    let mut resting = bench.connect().await;
    let mut busy = bench.connect().await;
    busy.write_all(b"GET / HTTP/1.1\r\n\r\n")
        .await
        .expect("sent");
    begun.await.expect("it begins");
    bench.stop.cancel();
    assert_eq!(everything(&mut resting).await, "");
    go.send(()).expect("heard");
    let answer = everything(&mut busy).await;
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    assert!(answer.ends_with("done"), "{answer}");
    bench.server.await.expect("it ends");
}

#[tokio::test]
async fn a_server_that_is_dropped_cuts_its_connections() {
    let (begins, begun) = oneshot::channel();
    let begins = std::sync::Mutex::new(Some(begins));
    let bench = Bench::new(move |_| {
        let begins = begins.lock().expect("unharmed").take();
        Box::pin(async move {
            begins.expect("one request").send(()).expect("heard");
            pending().await
        })
    })
    .await;
    let mut stream = bench.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\n\r\n")
        .await
        .expect("sent");
    begun.await.expect("it begins");
    bench.server.abort();
    assert_eq!(everything(&mut stream).await, "");
}

#[test]
fn forms_are_decoded_and_broken_escapes_kept() {
    let form = form("text=a+b%26c%C3%B1&chat_id=-100&odd=5%");
    assert_eq!(form["text"], "a b&cñ");
    assert_eq!(form["chat_id"], "-100");
    assert_eq!(form["odd"], "5%");
}
