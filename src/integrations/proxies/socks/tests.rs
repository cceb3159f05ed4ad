use super::*;
use proptest::prelude::*;

/// What the house says to a server with these answers, and how it ends.
async fn talk(
    is_five: bool,
    user: Option<(&str, &str)>,
    to: Place,
    answers: &[u8],
) -> (Vec<u8>, String) {
    let (near, mut far) = tokio::io::duplex(4_096);
    far.write_all(answers).await.expect("room");
    far.shutdown().await.expect("the end");
    let mut conn: Conn = Box::new(near);
    let first = match is_five {
        true => greet(&mut conn, user.is_some()).await,
        false => ask_four(&mut conn, user.map(|(user, _)| user), &to, 443).await,
    };
    let ended = match (first, is_five) {
        (Ok(first), true) => five(&mut conn, first, user, &to, 443).await,
        (Ok(first), false) => four(&mut conn, first, &to).await,
        (Err(error), _) => Err(error.into()),
    };
    drop(conn);
    let mut said = Vec::new();
    far.read_to_end(&mut said).await.expect("read");
    (said, format!("{ended:?}"))
}

fn name() -> Place {
    Place::Name("h.example".to_owned())
}

fn address() -> Place {
    Place::Address(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)))
}

#[tokio::test]
async fn socks5_is_spoken_as_the_rfc_writes_it() {
    let (said, ended) = talk(
        true,
        None,
        address(),
        &[5, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 80],
    )
    .await;
    assert_eq!(said, [5, 1, 0, 5, 1, 0, 1, 203, 0, 113, 7, 1, 187]);
    assert_eq!(ended, "Ok(())");
    let user = Some(("ana", "pw"));
    let bound_to_a_name = [5, 2, 1, 0, 5, 0, 0, 3, 2, b'a', b'b', 0, 80];
    let (said, ended) = talk(true, user, name(), &bound_to_a_name).await;
    assert_eq!(
        said[..13],
        [5, 2, 0, 2, 1, 3, b'a', b'n', b'a', 2, b'p', b'w', 5]
    );
    assert_eq!(said[13..], *b"\x01\x00\x03\x09h.example\x01\xbb");
    assert_eq!(ended, "Ok(())");
    let v6 = Place::Address("2001:db8::1".parse().expect("an address"));
    let (said, ended) = talk(
        true,
        None,
        v6,
        &[&[5, 0, 5, 0, 0, 4][..], &[0; 18]].concat(),
    )
    .await;
    assert_eq!((said[6], said.len(), ended.as_str()), (4, 25, "Ok(())"));
}

#[tokio::test]
async fn the_answers_of_socks5_are_told_apart() {
    for (answers, expected) in [
        (&[5, 0xff][..], "Err(Fault(NeedsLogin))"),
        (&[5, 2][..], "Err(Fault(NeedsLogin))"),
        (b"HT", "Err(Other([72, 84]))"),
        (&[0, 0x5b], "Err(Other([0, 91]))"),
        (&[5, 0, 5, 4], "Err(Name)"),
        (&[5, 0, 5, 5], "Err(Fault(LeadsNowhere))"),
        (&[5, 0, 9, 9], "Err(Fault(NotAProxy))"),
        (&[5, 0, 5, 0, 0, 9], "Err(Fault(NotAProxy))"),
        (&[5], "Err(Broken)"),
    ] {
        assert_eq!(
            talk(true, None, name(), answers).await.1,
            expected,
            "{answers:?}"
        );
    }
    let (_, ended) = talk(true, Some(("u", "p")), name(), &[5, 2, 1, 1]).await;
    assert_eq!(ended, "Err(Fault(NeedsLogin))");
}

#[tokio::test]
async fn socks4_is_spoken_with_addresses_and_with_names() {
    let granted = [0, 0x5a, 0, 0, 0, 0, 0, 0];
    let (said, ended) = talk(false, None, address(), &granted).await;
    assert_eq!(
        (said.as_slice(), ended.as_str()),
        (&[4, 1, 1, 187, 203, 0, 113, 7, 0][..], "Ok(())")
    );
    let (said, ended) = talk(false, Some(("ana", "")), name(), &granted).await;
    assert_eq!(said, *b"\x04\x01\x01\xbb\0\0\0\x01ana\0h.example\0");
    assert_eq!(ended, "Ok(())");
    for (answers, expected) in [
        (&[0, 0x5b][..], "Err(Name)"),
        (&[0, 0x5d], "Err(Fault(NeedsLogin))"),
        (&[5, 0xff], "Err(Other([5, 255]))"),
        (&[0, 0x5a, 0], "Err(Broken)"),
    ] {
        assert_eq!(
            talk(false, None, address(), answers).await.1,
            expected,
            "{answers:?}"
        );
    }
}

proptest! {
    #[test]
    fn no_answer_stops_it(bytes in prop::collection::vec(any::<u8>(), 0..300), head in 0usize..5) {
        let heads: [&[u8]; 5] = [&[], &[5, 0], &[5, 0, 5, 0, 0], &[5, 2, 1, 0], &[0, 0x5a]];
        let answers = [heads[head], &bytes].concat();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            for is_five in [true, false] {
                let (said, _) = talk(is_five, Some(("u", "p")), name(), &answers).await;
                assert!(said.len() < 100);
            }
        });
    }
}
