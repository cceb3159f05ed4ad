//! The file of a backup: a tar archive of the manifest, the database and the key, in gzip, in age with a passphrase.
//!
//! Other programs open it too: `age -d FILE | tar xz`. It is written and read in one pass with small buffers, and age
//! vouches for every byte: what was cut off or changed does not open.

use crate::models::Manifest;
use age::Decryptor;
use age::Encryptor;
use age::scrypt::Identity;
use age::scrypt::Recipient;
use age::secrecy::SecretString;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;

/// scrypt's work factor: 32 MB and about a tenth of a second. age's own choice takes 500 MB, which no phone has.
const WORK_FACTOR: u8 = 15;
/// The most that is tried for somebody else's file: one step more takes twice the memory.
const MOST_WORK: u8 = 16;
/// How each file of age begins.
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// Quick rather than small: half of a database is hashes and sealed secrets anyway.
const LEVEL: u32 = 5;

/// The names of what lies inside, in this order.
pub const MANIFEST: &str = "manifest.json";
pub const DATABASE: &str = "portero.db";
pub const KEY: &str = "portero.key";

/// tar's unit.
const BLOCK: usize = 512;
/// A manifest longer than this is nobody's.
const MOST_SMALL: u64 = 1_000_000;

/// Why an archive cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    NotABackup,
    PassphraseWrong,
    /// Cut off or changed.
    Truncated,
    /// A newer Portero made it.
    Newer {
        program: String,
    },
    /// The file could not be read, or what was in it could not be put anywhere.
    Io(io::Error),
}

impl Unreadable {
    /// What an error of reading an opened archive means.
    fn of_body(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                Self::Truncated
            }
            _ => Self::Io(error),
        }
    }
}

/// Writes an archive of these to `out`, and gives `out` back. `seconds` is the time on the files inside.
///
/// # Errors
/// Those of reading and of `out`.
pub fn write<W: Write>(
    out: W,
    passphrase: &str,
    manifest: &Manifest,
    database: impl Read,
    key: &[u8],
) -> io::Result<W> {
    let mut recipient = Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK_FACTOR);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as _))
        .map_err(|_| io::Error::other("the passphrase could not be used"))?;
    let sealed = encryptor.wrap_output(BufWriter::new(out))?;
    let mut packed = GzEncoder::new(sealed, Compression::new(LEVEL));
    let seconds = manifest.made_at.0.unsigned_abs();
    let text = serde_json::to_vec_pretty(manifest)?;
    entry(&mut packed, MANIFEST, seconds, text.len() as u64, &*text)?;
    entry(
        &mut packed,
        DATABASE,
        seconds,
        manifest.database_bytes,
        database,
    )?;
    entry(&mut packed, KEY, seconds, key.len() as u64, key)?;
    packed.write_all(&[0; 2 * BLOCK])?;
    let out = packed.finish()?.finish()?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

fn entry(
    out: &mut impl Write,
    name: &str,
    seconds: u64,
    length: u64,
    content: impl Read,
) -> io::Result<()> {
    out.write_all(&header(name, seconds, length))?;
    let copied = io::copy(&mut content.take(length), out)?;
    if copied != length {
        return Err(io::Error::other("a file became shorter while it was read"));
    }
    out.write_all(&[0; BLOCK][..padding(length)])
}

/// The header of a file in a tar archive, as POSIX.1-1988 (ustar) has it.
fn header(name: &str, seconds: u64, length: u64) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put =
        |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000600\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{length:011o}\0"));
    put(136, &format!("{seconds:011o}\0"));
    put(148, "        "); // the checksum counts as blanks in itself
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

fn padding(length: u64) -> usize {
    let rest = usize::try_from(length % BLOCK as u64).unwrap_or_default();
    (BLOCK - rest) % BLOCK
}

/// An opened archive.
pub struct Archive<'a> {
    body: Box<dyn BufRead + 'a>,
    pub manifest: Manifest,
}

/// Opens an archive and reads its manifest.
pub fn open<'a>(input: impl Read + 'a, passphrase: &str) -> Result<Archive<'a>, Unreadable> {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let begin = input.fill_buf().map_err(Unreadable::Io)?;
    if !begin.starts_with(MAGIC) {
        return Err(Unreadable::NotABackup);
    }
    let decryptor = Decryptor::new_buffered(input).map_err(of_header)?;
    if !decryptor.is_scrypt() {
        return Err(Unreadable::NotABackup);
    }
    let mut identity = Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    let opened = decryptor
        .decrypt(std::iter::once(&identity as _))
        .map_err(of_header)?;
    let packed = BufReader::with_capacity(64 * 1024, opened);
    let mut body = BufReader::with_capacity(64 * 1024, GzDecoder::new(packed));
    let (name, length) = next(&mut body)?.ok_or(Unreadable::NotABackup)?;
    if name != MANIFEST || length > MOST_SMALL {
        return Err(Unreadable::NotABackup);
    }
    let mut text = Vec::new();
    copy(&mut body, length, &mut text)?;
    let manifest = read_manifest(&text)?;
    Ok(Archive {
        body: Box::new(body),
        manifest,
    })
}

/// What an error of age about the beginning of the file means.
fn of_header(error: age::DecryptError) -> Unreadable {
    match error {
        age::DecryptError::Io(error) => Unreadable::of_body(error),
        age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed
        | age::DecryptError::NoMatchingKeys => Unreadable::PassphraseWrong,
        age::DecryptError::InvalidHeader | age::DecryptError::InvalidMac => Unreadable::Truncated,
        // Too much work, another format, or what a later age may add: none of it is ours.
        _ => Unreadable::NotABackup,
    }
}

/// The manifest, of which only form and program are read if a newer version wrote it.
fn read_manifest(text: &[u8]) -> Result<Manifest, Unreadable> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: u32,
        program: String,
    }
    let head: Head = serde_json::from_slice(text).map_err(|_| Unreadable::NotABackup)?;
    if head.format > Manifest::FORMAT {
        let program = head.program;
        return Err(Unreadable::Newer { program });
    }
    serde_json::from_slice(text).map_err(|_| Unreadable::NotABackup)
}

impl Archive<'_> {
    /// Writes the database to `database` and gives the key. Reads the archive to its end, so that age has vouched for
    /// all of it.
    pub fn extract(mut self, database: &mut impl Write) -> Result<Vec<u8>, Unreadable> {
        let (name, length) = next(&mut self.body)?.ok_or(Unreadable::Truncated)?;
        if name != DATABASE || length != self.manifest.database_bytes {
            return Err(Unreadable::NotABackup);
        }
        copy(&mut self.body, length, database)?;
        let (name, length) = next(&mut self.body)?.ok_or(Unreadable::Truncated)?;
        if name != KEY || length > MOST_SMALL {
            return Err(Unreadable::NotABackup);
        }
        let mut key = Vec::new();
        copy(&mut self.body, length, &mut key)?;
        if next(&mut self.body)?.is_some() {
            return Err(Unreadable::NotABackup);
        }
        io::copy(&mut self.body, &mut io::sink()).map_err(Unreadable::of_body)?;
        Ok(key)
    }
}

/// The name and length of the next file; nothing at the end.
fn next(body: &mut impl BufRead) -> Result<Option<(String, u64)>, Unreadable> {
    let mut header = [0; BLOCK];
    body.read_exact(&mut header).map_err(Unreadable::of_body)?;
    if header.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    let text = |from: usize, to: usize| {
        let field = &header[from..to];
        let end = field.iter().position(|byte| *byte == 0);
        String::from_utf8_lossy(&field[..end.unwrap_or(field.len())]).into_owned()
    };
    let length = u64::from_str_radix(text(124, 136).trim(), 8);
    let length = length.map_err(|_| Unreadable::NotABackup)?;
    Ok(Some((text(0, 100), length)))
}

/// Copies a file's content and skips what fills its last block.
fn copy(body: &mut impl BufRead, length: u64, out: &mut impl Write) -> Result<(), Unreadable> {
    let mut buffer = vec![0; 64 * 1024];
    let mut left = length;
    while left > 0 {
        let most = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let part = &mut buffer[..most];
        body.read_exact(part).map_err(Unreadable::of_body)?;
        // An error of writing has nothing to do with the archive, whatever its kind.
        out.write_all(part).map_err(Unreadable::Io)?;
        left -= most as u64;
    }
    let mut filling = [0; BLOCK];
    body.read_exact(&mut filling[..padding(length)])
        .map_err(Unreadable::of_body)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::models::Timestamp;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_lies_in_a_file_is_no_backup_or_a_whole_one(
            bytes in any::<Vec<u8>>(), length in 0usize..700, text in any::<String>(),
        ) {
            // Such as begin like one, and the entries inside, however they were sealed.
            let begun = [MAGIC, &bytes].concat();
            prop_assert!(open(&*bytes, "x").is_err() && open(&*begun, "x").is_err());
            let mut entry: Vec<u8> = bytes.iter().copied().cycle().take(length).collect();
            let _ = next(&mut &*entry);
            if let Some(size) = entry.get_mut(124..136) {
                size.copy_from_slice(b"777777777777");
            }
            let _ = next(&mut &*entry);
            let _ = read_manifest(&bytes);
            let _ = read_manifest(text.as_bytes());
        }
    }

    pub fn manifest(database_bytes: u64) -> Manifest {
        Manifest {
            format: Manifest::FORMAT,
            program: "0.1.0".to_owned(),
            schema: 4,
            made_at: Timestamp(1_800_000_000),
            bot_id: Some(123),
            was_running: true,
            rows: [("users".to_owned(), 3)].into(),
            database_bytes,
        }
    }

    fn archive(content: &[u8]) -> Vec<u8> {
        let manifest = manifest(content.len() as u64);
        write(Vec::new(), "correct horse", &manifest, content, b"key").expect("written")
    }

    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1u32;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..length).map(step).collect()
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_of_it_is_seen() {
        let content = noise(100_001);
        let sealed = archive(&content);
        assert!(sealed.starts_with(MAGIC));
        assert!(!String::from_utf8_lossy(&sealed).contains("manifest"));
        let opened = open(&*sealed, "correct horse").expect("opened");
        assert_eq!(opened.manifest, manifest(100_001));
        let mut database = Vec::new();
        assert_eq!(opened.extract(&mut database).expect("read"), b"key");
        assert_eq!(database, content);
    }

    #[test]
    fn another_passphrase_opens_nothing() {
        let sealed = archive(b"content");
        let refused = open(&*sealed, "wrong horse").map(|_| ());
        assert!(
            matches!(refused, Err(Unreadable::PassphraseWrong)),
            "{refused:?}"
        );
    }

    #[test]
    fn a_file_that_was_cut_off_or_changed_anywhere_is_never_taken_for_whole() {
        let sealed = archive(&noise(200_000));
        let is_whole = |bytes: &[u8]| {
            open(bytes, "correct horse")
                .and_then(|archive| archive.extract(&mut Vec::new()))
                .is_ok()
        };
        assert!(is_whole(&sealed));
        for length in [30, 100, 170, 300, 65_000, sealed.len() - 1] {
            assert!(!is_whole(&sealed[..length]), "{length} bytes");
        }
        for at in [150, 70_000, sealed.len() - 20] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(!is_whole(&changed), "byte {at}");
        }
    }

    #[test]
    fn anything_else_is_no_backup() {
        for other in [&b""[..], b"age", b"SQLite format 3\0", &[0; 4_000]] {
            let refused = open(other, "x").map(|_| ());
            assert!(
                matches!(refused, Err(Unreadable::NotABackup)),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn a_newer_form_is_named_with_its_program() {
        let text = br#"{"format": 2, "program": "9.0.0", "something": "new"}"#;
        let Err(Unreadable::Newer { program }) = read_manifest(text) else {
            panic!("taken");
        };
        assert_eq!(program, "9.0.0");
    }

    #[test]
    fn a_writer_without_room_is_an_error_of_that_kind() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                if self.0 < bytes.len() {
                    return Err(ErrorKind::StorageFull.into());
                }
                self.0 -= bytes.len();
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let content = noise(200_000);
        let manifest = manifest(content.len() as u64);
        let failed = write(Full(100_000), "correct horse", &manifest, &*content, b"");
        assert_eq!(
            failed.map(|_| ()).expect_err("full").kind(),
            ErrorKind::StorageFull
        );
    }
}
