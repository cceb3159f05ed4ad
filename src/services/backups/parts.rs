//! A backup in parts: too big for one message, it goes as `.001`, `.002` …, which are read as one file again.

use super::place::refused;
use crate::models::BackupRefusal;
use crate::services::ServiceError;
use crate::utils::order::InOrder;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

/// What a message can hold, with room for what is around the file: bots may send 50 MB.
pub const MOST_MESSAGE: u64 = 49_000_000;
/// How big a part is.
pub const PART: u64 = 45_000_000;

/// A part of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub name: String,
    pub from: u64,
    pub length: u64,
    /// From 1.
    pub number: u32,
    pub count: u32,
}

/// How a file of that length goes: whole, or in parts.
pub fn parts(file_name: &str, bytes: u64) -> Vec<Part> {
    if bytes <= MOST_MESSAGE {
        let name = file_name.to_owned();
        let (from, length, number, count) = (0, bytes, 1, 1);
        return vec![Part {
            name,
            from,
            length,
            number,
            count,
        }];
    }
    let count = u32::try_from(bytes.div_ceil(PART)).unwrap_or(u32::MAX);
    let part = |number: u32| {
        let from = u64::from(number - 1) * PART;
        Part {
            name: format!("{file_name}.{number:03}"),
            from,
            length: PART.min(bytes - from),
            number,
            count,
        }
    };
    (1..=count).map(part).collect()
}

/// The files named, in the order of their numbers; beside a single `.001` the others are looked for.
///
/// # Errors
/// `BackupRefusal::PartMissing` if a number is left out.
pub fn gather(named: &[PathBuf]) -> Result<Vec<PathBuf>, ServiceError> {
    let mut numbered: Vec<(u32, PathBuf)> = Vec::new();
    for path in named {
        match number_of(path) {
            Some(number) => numbered.push((number, path.clone())),
            None if named.len() == 1 => return Ok(named.to_vec()),
            None => return Err(refused(BackupRefusal::NotABackup)),
        }
    }
    if let [(1, first)] = numbered.as_slice() {
        let first = first.clone();
        for number in 2.. {
            let path = first.with_extension(format!("{number:03}"));
            if !path.exists() {
                break;
            }
            numbered.push((number, path));
        }
    }
    numbered.order();
    numbered.dedup();
    for (number, (found, _)) in (1..).zip(&numbered) {
        if *found != number {
            return Err(refused(BackupRefusal::PartMissing { number }));
        }
    }
    Ok(numbered.into_iter().map(|(_, path)| path).collect())
}

fn number_of(path: &Path) -> Option<u32> {
    let ending = path.extension()?.to_str()?;
    let is_number = ending.len() == 3 && ending.bytes().all(|byte| byte.is_ascii_digit());
    ending.parse().ok().filter(|_| is_number)
}

/// Reads files one after another as one.
pub struct Joined {
    open: Option<File>,
    left: std::vec::IntoIter<PathBuf>,
}

impl Joined {
    /// Opens the first; the others when it is read to its end.
    pub fn open(paths: Vec<PathBuf>) -> io::Result<Self> {
        let mut left = paths.into_iter();
        let open = left.next().map(File::open).transpose()?;
        Ok(Self { open, left })
    }
}

impl Read for Joined {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(file) = &mut self.open {
            let read = file.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.open = self.left.next().map(File::open).transpose()?;
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Refusal;

    #[test]
    fn a_file_that_fits_goes_whole_and_a_bigger_one_without_a_gap() {
        assert_eq!(parts("x.age", MOST_MESSAGE).len(), 1);
        assert_eq!(parts("x.age", MOST_MESSAGE)[0].name, "x.age");
        let found = parts("x.age", 100_000_000);
        let names: Vec<&str> = found.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["x.age.001", "x.age.002", "x.age.003"]);
        assert_eq!(
            found.iter().map(|part| part.length).sum::<u64>(),
            100_000_000
        );
        assert_eq!(found[2].from, 2 * PART);
    }

    #[test]
    fn parts_are_read_as_one_in_their_order_and_a_missing_one_is_named() {
        let folder = crate::db::tests::scratch("parts");
        for (name, text) in [
            ("b.age.001", "one "),
            ("b.age.002", "two "),
            ("b.age.003", "three"),
        ] {
            std::fs::write(folder.join(name), text).expect("written");
        }
        let named = |names: &[&str]| -> Vec<PathBuf> {
            names.iter().map(|name| folder.join(name)).collect()
        };
        for names in [&["b.age.001"][..], &["b.age.003", "b.age.001", "b.age.002"]] {
            let paths = gather(&named(names)).expect("all there");
            let mut text = String::new();
            let mut joined = Joined::open(paths).expect("opened");
            joined.read_to_string(&mut text).expect("read");
            assert_eq!(text, "one two three");
        }
        for names in [
            &["b.age.001", "b.age.003"][..],
            &["b.age.002"],
            &["b.age.002", "b.age.003"],
        ] {
            let refusal = gather(&named(names)).expect_err("refused");
            assert!(matches!(
                refusal,
                ServiceError::Refused(Refusal::Backup(BackupRefusal::PartMissing { .. }))
            ));
        }
    }
}
