//! Packs the words, the schema and the demo's page, which are a third of a megabyte as they are: `utils/packed.rs` reads
//! them.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;
use std::path::Path;

/// Folders whose files are packed, and the ends of their names.
const PACKED: [(&str, &[&str]); 4] = [
    ("src/locales/es", &["ftl"]),
    ("src/locales/en", &["ftl"]),
    ("src/migrations", &["sql"]),
    ("src/demo/page", &["html", "css", "js", "svg"]),
];

fn main() -> std::io::Result<()> {
    let out = std::env::var_os("OUT_DIR").ok_or(std::io::ErrorKind::NotFound)?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed=scripts/build.rs");
    pack(Path::new("schema.sql"), &out.join("schema.sql"))?;
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
    Ok(())
}

fn pack(from: &Path, to: &Path) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", from.display());
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&std::fs::read(from)?)?;
    std::fs::write(to, encoder.finish()?)
}
