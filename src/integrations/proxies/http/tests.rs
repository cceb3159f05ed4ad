use super::*;
use proptest::prelude::*;

/// What a client makes of an answer that comes in parts of so many bytes.
fn read(answer: &[u8], part: usize, most: usize) -> Result<(u16, Vec<u8>), String> {
    read_most(answer, part, Most::Whole(most))
}

fn read_most(answer: &[u8], part: usize, most: Most) -> Result<(u16, Vec<u8>), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let parts = answer.to_vec();
    runtime.block_on(async move {
        let (near, mut far) = tokio::io::duplex(part.max(1));
        let writing = tokio::spawn(async move {
            // Whoever reads may have had enough.
            let _ = far.write_all(&parts).await;
        });
        let mut conn: Conn = Box::new(near);
        let read = async {
            let (head, first) = read_head(&mut conn, &[]).await?;
            let body = read_body(&mut conn, &head, first, most).await?;
            Ok((head.status, body))
        };
        let read: Result<_, HttpFault> = read.await;
        drop(conn);
        writing.await.expect("written");
        read.map_err(|fault| format!("{fault:?}"))
    })
}

#[test]
fn bodies_of_each_kind_are_read_in_whatever_parts_they_come() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more",
        "HTTP/1.0 200 OK\n\nhello",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n03\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
    ] {
        for part in [1, 2, 3, 7, 1_000] {
            assert_eq!(
                read(answer.as_bytes(), part, 100),
                Ok((200, b"hello".to_vec())),
                "{answer}"
            );
        }
    }
    assert_eq!(
        read(b"HTTP/1.1 204 No\r\nContent-Length: 9\r\n\r\n", 9, 9),
        Ok((204, Vec::new()))
    );
}

#[test]
fn what_is_not_whole_too_long_or_no_http_is_refused() {
    for (answer, fault) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
            "Partial",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "Partial",
        ),
        ("HTTP/1.1 200 OK\r\n", "Partial"),
        ("", "Partial"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", "TooLong"),
        ("HTTP/1.1 200 OK\r\n\r\nhello hello", "TooLong"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "TooLong",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
            "NotHttp",
        ),
        ("HTTP/1.1 OK\r\n\r\n", "NotHttp"),
        ("SSH-2.0-x\r\n", "NotHttp"),
        ("HTTQ", "NotHttp"),
    ] {
        assert_eq!(
            read(answer.as_bytes(), 50, 10),
            Err(fault.to_owned()),
            "{answer}"
        );
    }
    let endless = format!("HTTP/1.1 200 OK\r\n{}", "x: y\r\n".repeat(10_000));
    assert_eq!(
        read(endless.as_bytes(), 1_000, 10),
        Err("TooLong".to_owned())
    );
}

#[test]
fn of_a_body_that_may_be_cut_the_beginning_is_read() {
    for (answer, expected) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello hello",
            "hello",
        ),
        ("HTTP/1.1 200 OK\r\n\r\nhello hello", "hello"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\nffff\r\nlo hello",
            "hello",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhe", "he"),
    ] {
        for part in [1, 7, 1_000] {
            let cut = read_most(answer.as_bytes(), part, Most::First(5));
            assert_eq!(cut, Ok((200, expected.as_bytes().to_vec())), "{answer}");
        }
    }
    let broken = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhell";
    let broken = read_most(broken, 9, Most::First(5));
    assert_eq!(
        broken,
        Err("Partial".to_owned()),
        "that it is cut is not known"
    );
}

#[test]
fn the_place_to_go_on_is_read() {
    let head = parse_head(b"HTTP/1.1 302 Found\r\nLOCATION:  /x \r\n\r\n", 0);
    let head = head.expect("HTTP").expect("whole");
    assert_eq!((head.status, head.location.as_deref()), (302, Some("/x")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_answer_stops_it(bytes in prop::collection::vec(any::<u8>(), 0..400), part in 1usize..40) {
        let heads: [&[u8]; 4] = [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"];
        for head in heads {
            let whole = [head, &bytes].concat();
            let alone = read(&whole, 1_000, 200);
            prop_assert_eq!(read(&whole, part, 200), alone);
        }
    }
}
