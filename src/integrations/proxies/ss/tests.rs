use super::*;
use proptest::prelude::*;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;

const CIPHERS: [Cipher; 3] = [Cipher::Aes128, Cipher::Aes256, Cipher::ChaCha20];

fn place() -> Place {
    Place::Name("h.example".to_owned())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
}

/// As OpenSSL makes it: `openssl enc -aes-256-gcm -md md5 -nosalt -P -k foobar`.
#[test]
fn the_master_key_is_that_of_openssl() {
    let hex: String = master_key(b"foobar", 32)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hex,
        "3858f62230ac3c915f300c664312c63f568378529614d22ddb49237d2f60bfdf"
    );
    assert_eq!(master_key(b"foobar", 16), master_key(b"foobar", 32)[..16]);
}

#[test]
fn what_one_side_seals_the_other_opens() {
    runtime().block_on(async {
        for cipher in CIPHERS {
            let (near, far) = tokio::io::duplex(700);
            let mut client =
                through(Box::new(near), cipher, "clave", &place(), 443).expect("a stream");
            let mut server = serve(Box::new(far), cipher, "clave").expect("a stream");
            let long = vec![7; 50_000];
            let sent = long.clone();
            let writing = tokio::spawn(async move {
                client.write_all(&sent).await.expect("written");
                client.flush().await.expect("flushed");
                client
            });
            let mut head = [0; 13];
            server.read_exact(&mut head).await.expect("the place");
            assert_eq!(head, *b"\x03\x09h.example\x01\xbb");
            let mut came = vec![0; long.len()];
            server.read_exact(&mut came).await.expect("all of it");
            assert_eq!(came, long);
            let mut client = writing.await.expect("written");
            let writing = tokio::spawn(async move {
                server.write_all(b"back").await.expect("written");
                server.shutdown().await.expect("shut");
            });
            let mut back = Vec::new();
            client.read_to_end(&mut back).await.expect("read");
            assert_eq!(back, b"back");
            writing.await.expect("written");
        }
    });
}

#[test]
fn bytes_sealed_with_another_key_are_not_taken() {
    runtime().block_on(async {
        let (near, far) = tokio::io::duplex(4_096);
        let mut client =
            through(Box::new(near), Cipher::Aes256, "clave", &place(), 443).expect("a stream");
        let mut server = serve(Box::new(far), Cipher::Aes256, "otra").expect("a stream");
        client.write_all(b"x").await.expect("written");
        client.flush().await.expect("flushed");
        let error = server.read_u8().await.expect_err("another key");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    });
}

#[test]
fn a_stream_that_ends_within_a_chunk_is_no_whole_one() {
    runtime().block_on(async {
        let (near, mut far) = tokio::io::duplex(4_096);
        let mut client =
            through(Box::new(near), Cipher::ChaCha20, "clave", &place(), 443).expect("a stream");
        far.write_all(&[1; 40]).await.expect("written");
        far.shutdown().await.expect("shut");
        let error = client.read_u8().await.expect_err("cut");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    });
}

#[test]
fn ciphers_are_known_by_the_names_of_links() {
    assert_eq!(Cipher::parse("AES-256-GCM"), Some(Cipher::Aes256));
    for other in ["rc4-md5", "2022-blake3-aes-128-gcm", "aes-192-gcm", ""] {
        assert_eq!(Cipher::parse(other), None, "{other}");
    }
}

proptest! {
    #[test]
    fn no_bytes_stop_it(bytes in prop::collection::vec(any::<u8>(), 0..600), cipher in 0usize..3) {
        runtime().block_on(async {
            let (near, mut far) = tokio::io::duplex(4_096);
            let mut client = through(Box::new(near), CIPHERS[cipher], "clave", &place(), 443).expect("a stream");
            far.write_all(&bytes).await.expect("written");
            far.shutdown().await.expect("shut");
            let mut read = Vec::new();
            let ended = client.read_to_end(&mut read).await;
            // Whatever it is, nothing of it comes out; no more than a salt may be taken for a stream.
            assert!(read.is_empty() && (ended.is_err() || bytes.len() <= CIPHERS[cipher].length()));
        });
    }
}
