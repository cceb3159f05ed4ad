//! A place that takes nothing: refused at the start, sat out while running.
//!
//! No kernel turns a file system read-only under a process that has a file of it open for writing, unless the disk
//! breaks. So the disk's answer is given by a little library put before the C library of the real program.

use super::{all_is_done_once, hears, on_a_small_disk, people_try, start, times};
use crate::child::Outside;
use crate::mounts::{in_own_mounts, mount};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Calls of the C library that write below `FAULTY_PLACE` fail with EROFS while the file `FAULTY_FLAG` is there.
const LIBRARY: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int is_on(void) {
    const char *flag = getenv("FAULTY_FLAG");
    return flag && syscall(SYS_faccessat, AT_FDCWD, flag, F_OK) == 0;
}
static int is_there(const char *path) {
    const char *place = getenv("FAULTY_PLACE");
    return place && path && strncmp(path, place, strlen(place)) == 0;
}
static int refuses(int fd) {
    char link[64], path[4096];
    int saved = errno, refused = 0;
    if (is_on()) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length > 0) { path[length] = 0; refused = is_there(path); }
    }
    errno = refused ? EROFS : saved;
    return refused;
}
#define FD(type, name, args, call) type name args { \
    static type (*real) args; if (!real) real = dlsym(RTLD_NEXT, #name); \
    return refuses(fd) ? -1 : real call; }
FD(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n))
FD(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o))
FD(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o))
FD(int, ftruncate, (int fd, off_t o), (fd, o))
FD(int, ftruncate64, (int fd, off64_t o), (fd, o))
FD(int, fsync, (int fd), (fd))
FD(int, fdatasync, (int fd), (fd))
#define OPENS(flags, path) ((flags) & (O_CREAT | O_WRONLY | O_TRUNC)) && is_there(path) && is_on()
#define OPEN(name) int name(const char *path, int flags, ...) { \
    static int (*real)(const char *, int, mode_t); if (!real) real = dlsym(RTLD_NEXT, #name); \
    va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
    if (OPENS(flags, path)) { errno = EROFS; return -1; } \
    return real(path, flags, mode); }
OPEN(open)
OPEN(open64)
"#;

/// Compiles the library; the program that builds SQLite is there.
fn library(directory: &Path) -> PathBuf {
    let (source, library) = (directory.join("faulty.c"), directory.join("faulty.so"));
    std::fs::write(&source, LIBRARY).expect("written");
    let done = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl")
        .output()
        .expect("cc runs");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    library
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_turns_read_only_is_sat_out_like_a_full_one() {
    let mut outside = Outside::unstarted().await;
    let flag = outside.directory.join("read-only");
    let library = library(&outside.directory);
    for (name, value) in [
        ("LD_PRELOAD", library.display().to_string()),
        ("FAULTY_FLAG", flag.display().to_string()),
        ("FAULTY_PLACE", outside.data().display().to_string()),
    ] {
        outside.set(name, &value);
    }
    start(&mut outside).await;
    let token = super::token(&outside).await;
    std::fs::write(&flag, "").expect("written");
    let (ana, eva) = people_try(&outside, &token).await;
    hears(&outside, &outside.admin, "El disco no me deja escribir").await;
    assert!(
        outside.emulator.updates_pending() > 0,
        "nothing is confirmed"
    );
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 0);
    std::fs::remove_file(&flag).expect("removed");
    hears(&outside, &outside.admin, "vuelve a dejarme escribir").await;
    all_is_done_once(&outside, &ana, &eva).await;
    assert_eq!(times(&outside.admin, "no me deja escribir"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_directory_is_refused_at_the_start_with_the_reason() {
    if !in_own_mounts(
        "disk::read_only::a_read_only_directory_is_refused_at_the_start_with_the_reason",
    ) {
        return;
    }
    let mut outside = on_a_small_disk().await;
    start(&mut outside).await;
    outside.signal("TERM");
    assert_eq!(outside.ended(Duration::from_secs(12)).await, Some(0));
    let place = outside.data().display().to_string();
    mount(&["-o", "remount,ro", &place]);
    let (code, said) = outside.beside(&["run"], &[]).await;
    assert_eq!(code, Some(1), "a service may try it again: {said}");
    assert!(
        said.contains("Read-only file system") && said.contains(&place),
        "{said}"
    );
    mount(&["-o", "remount,rw", &place]);
    outside.start().await;
    assert_eq!(
        outside.count("SELECT count(*) FROM channels"),
        2,
        "the house is as it was"
    );
}
