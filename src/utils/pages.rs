//! Pages of the program's own files that nobody needs at the moment.
//!
//! The kernel maps what lies around each page that is touched, so that after the start nearly the whole program is
//! resident, though waiting needs a small part of it. A phone counts that when it chooses whom to kill.

/// Has all threads allocate from two common heaps. Left alone, the GNU C library makes one for each thread that meets
/// another at its heap, and each keeps what it once needed: while a thousand people press at once 2.5 MB more, for the
/// same CPU time. To be called before there are threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "there is no safe call for it, and a budget of memory depends on it"
)]
pub fn share_heaps() {
    // SAFETY: it only sets a number that the allocator reads; there is no other thread yet (mallopt(3)).
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn share_heaps() {}

/// Gives back the memory that large work has left free: the GNU C library keeps what was freed between what is in use.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "there is no safe call for it, and a budget of memory depends on it"
)]
pub fn give_back() {
    // SAFETY: it may be called at any time from any thread (malloc_trim(3)).
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

/// Lets go of the pages of code and constants that are mapped into this process; whatever is needed again comes back
/// from the file at the next touch. Returns how many mappings were let go.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn let_go() -> usize {
    let Ok(map) = std::fs::read_to_string("/proc/self/smaps") else {
        return 0;
    };
    mappings(&map)
        .into_iter()
        .filter(|mapping| leave(mapping.start, mapping.bytes))
        .count()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn let_go() -> usize {
    0
}

/// A stretch of a file in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mapping {
    start: usize,
    bytes: usize,
}

/// The mappings that are a file's own bytes and can be nothing else: not writable, and without a page that differs
/// from the file (proc_pid_smaps(5): `Anonymous`), such as relocated addresses.
fn mappings(map: &str) -> Vec<Mapping> {
    let mut found = Vec::new();
    let mut present = None;
    for line in map.lines() {
        if let Some(header) = header(line) {
            present = header;
        } else if let Some(kib) = line.strip_prefix("Anonymous:") {
            let is_untouched = kib.trim() == "0 kB";
            found.extend(present.take().filter(|_| is_untouched));
        }
    }
    found
}

/// The mapping that a line begins: `Some(None)` if it is one to be left alone, `None` if it begins none.
fn header(line: &str) -> Option<Option<Mapping>> {
    let mut fields = line.split_ascii_whitespace();
    let (start, end) = fields.next()?.split_once('-')?;
    let start = usize::from_str_radix(start, 16).ok()?;
    let end = usize::from_str_radix(end, 16).ok()?;
    let rights = fields.next()?;
    let is_file = fields.nth(3).is_some_and(|path| path.starts_with('/'));
    let is_fixed = matches!(rights, "r-xp" | "r--p");
    let bytes = end.checked_sub(start)?;
    Some((is_file && is_fixed).then_some(Mapping { start, bytes }))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
#[expect(
    unsafe_code,
    reason = "there is no safe call for it, and a budget of memory depends on it"
)]
fn leave(start: usize, bytes: usize) -> bool {
    use rustix::mm::Advice;
    use rustix::mm::madvise;
    let start = std::ptr::with_exposed_provenance_mut(start);
    // SAFETY: the range is a mapping of a file, not writable, none of whose pages differs from the file: each touched
    // page is read from the file again with the same bytes (madvise(2), MADV_DONTNEED).
    unsafe { madvise(start, bytes, Advice::LinuxDontNeed) }.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_untouched_bytes_of_files_are_let_go() {
        let map = "\
1000-3000 r-xp 00000000 fe:00 42 /usr/bin/portero
Size:                  8 kB
Anonymous:             0 kB
3000-4000 r--p 00002000 fe:00 42 /usr/bin/portero
Anonymous:             4 kB
4000-5000 rw-p 00003000 fe:00 42 /usr/bin/portero
Anonymous:             0 kB
5000-6000 rw-p 00000000 00:00 0 [heap]
Anonymous:             0 kB
6000-7000 r-xp 00000000 00:00 0 [vdso]
Anonymous:             0 kB
7000-9000 r--s 00000000 fe:00 43 /data/portero.db-shm
Anonymous:             0 kB
";
        let only = Mapping {
            start: 0x1000,
            bytes: 0x2000,
        };
        assert_eq!(mappings(map), [only]);
        assert_eq!(mappings("nonsense\nAnonymous: 0 kB\n"), []);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_program_goes_on_without_its_pages() {
        assert!(let_go() > 0, "its code at least");
        assert_eq!(
            format!("{:?}", [1, 2, 3].map(|number| number * 2)),
            "[2, 4, 6]"
        );
    }
}
