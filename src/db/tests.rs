use super::*;
use std::time::Instant;

/// An empty directory of this test's own.
pub fn scratch(name: &str) -> PathBuf {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random).expect("randomness");
    let path =
        std::env::temp_dir().join(format!("portero-{name}-{:x}", u64::from_ne_bytes(random)));
    std::fs::create_dir_all(&path).expect("a scratch directory");
    path
}

fn names(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("valid");
    let rows = statement.query_map([], |row| row.get(0)).expect("valid");
    rows.map(|row| row.expect("text")).collect()
}

/// Everything that makes a schema: columns, indexes, foreign keys and the text of the CHECKs.
fn shape(connection: &Connection) -> Vec<String> {
    let mut shape = Vec::new();
    for table in names(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
    ) {
        for pragma in ["table_xinfo", "foreign_key_list", "index_list"] {
            let mut statement = connection
                .prepare(&format!("PRAGMA {pragma}('{table}')"))
                .expect("valid");
            let width = statement.column_count();
            let mut rows = statement.query([]).expect("valid");
            let mut lines = Vec::new();
            while let Some(row) = rows.next().expect("row") {
                let cells: Vec<String> = (0..width)
                    .map(|column| format!("{:?}", row.get_ref(column).expect("cell")))
                    .collect();
                lines.push(format!("{table} {pragma} {}", cells.join(" ")));
            }
            lines.sort();
            shape.extend(lines);
        }
    }
    let texts = names(
        connection,
        "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name",
    );
    shape.extend(texts.iter().map(|sql| {
        let lines = sql
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default());
        lines
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            // Where the last column has a comment, its line break is left, and a column that is
            // added later brings its comma along.
            .replace(" ,", ",")
            .replace(" )", ")")
    }));
    shape
}

#[test]
fn a_fresh_database_equals_a_migrated_one() {
    let fresh = in_memory();
    let migrated = Connection::open_in_memory().expect("opens");
    migrate::make_by_steps(&migrated);
    assert_eq!(shape(&fresh), shape(&migrated));
}

#[test]
fn a_database_with_keys_in_it_learns_of_proxies_and_keeps_what_it_has() {
    let path = scratch("kinds").join("portero.db");
    let old = Connection::open(&path).expect("opened");
    migrate::make_version(&old, 5);
    let add = |connection: &Connection, kind: &str| {
        connection.execute(
            "INSERT INTO servers (kind, transport, name, host, port, sealed, health_since, created_at)
                 VALUES (?1, 'panel', 'Uno', 'a.example.org', 443, 'x', 1, 1)",
            [kind],
        )
    };
    assert_eq!(add(&old, "outline"), Ok(1));
    assert!(add(&old, "mtproto").is_err(), "the old list has no proxies");
    drop(old);
    migrate::prepare(&path).expect("migrated");
    let new = Connection::open(&path).expect("opened");
    assert_eq!(add(&new, "mtproto"), Ok(1));
    assert!(add(&new, "socks").is_err(), "the list is still one");
    let kinds = names(&new, "SELECT kind FROM servers ORDER BY id");
    assert_eq!(kinds, ["outline", "mtproto"]);
    assert_eq!(names(&new, "PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn the_file_is_private_and_survives_reopening() {
    let path = scratch("reopen").join("portero.db");
    drop(Db::open(&path).expect("made"));
    drop(Db::open(&path).expect("opened again"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn another_programs_database_is_refused_untouched() {
    let path = scratch("foreign").join("other.db");
    let other = Connection::open(&path).expect("opens");
    other
        .execute_batch("CREATE TABLE theirs (x)")
        .expect("valid");
    drop(other);
    let before = std::fs::read(&path).expect("there");
    let error = Db::open(&path).err().expect("refused").to_string();
    assert!(error.contains("another program"), "{error}");
    assert_eq!(std::fs::read(&path).expect("there"), before);

    let text = scratch("foreign").join("notes.txt");
    std::fs::write(
        &text,
        "nothing like a database, and long enough to be looked at".repeat(50),
    )
    .expect("written");
    assert!(
        Db::open(&text)
            .err()
            .expect("refused")
            .to_string()
            .contains("left untouched")
    );
}

#[test]
fn a_newer_database_is_refused() {
    let path = scratch("newer").join("portero.db");
    drop(Db::open(&path).expect("made"));
    Connection::open(&path)
        .expect("opens")
        .execute_batch("PRAGMA user_version = 999")
        .expect("valid");
    assert!(
        Db::open(&path)
            .err()
            .expect("refused")
            .to_string()
            .contains("newer Portero")
    );
}

#[test]
fn androids_shared_storage_is_refused_with_the_reason() {
    let error = Db::open(Path::new("/storage/emulated/0/portero.db"))
        .err()
        .expect("refused")
        .to_string();
    assert!(error.contains("shared storage"), "{error}");
    let error = Db::open(Path::new("/sdcard/portero.db"))
        .err()
        .expect("refused")
        .to_string();
    assert!(error.contains("shared storage"), "{error}");
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let db = Db::open(&scratch("reader").join("portero.db")).expect("made");
    let result: Result<(), DbError> = db
        .read(|connection| {
            connection.execute("INSERT INTO roles (name, rank) VALUES ('intruder', 0)", [])?;
            Ok(())
        })
        .await;
    assert!(
        result
            .expect_err("refused")
            .to_string()
            .contains("readonly")
    );
}

#[tokio::test]
async fn an_error_or_a_panic_rolls_the_write_back() {
    let db = Db::open(&scratch("rollback").join("portero.db")).expect("made");
    let failed: Result<(), DbError> = db
        .write(Durability::Full, |tx| {
            tx.execute("INSERT INTO roles (name, rank) VALUES ('half', 0)", [])?;
            Err(DbError::Refused("changed my mind".into()))
        })
        .await;
    assert!(failed.is_err());
    let panicked: Result<(), DbError> = db
        .write(Durability::Full, |tx| {
            tx.execute("INSERT INTO roles (name, rank) VALUES ('half', 0)", [])?;
            panic!("on purpose")
        })
        .await;
    assert!(matches!(panicked, Err(DbError::CutShort(_))));
    let left: i64 = db
        .read(|connection| {
            Ok::<_, DbError>(connection.query_row(
                "SELECT count(*) FROM roles WHERE name = 'half'",
                [],
                |row| row.get(0),
            )?)
        })
        .await
        .expect("still works");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn after_closing_there_is_no_log_left_and_no_more_work() {
    let path = scratch("close").join("portero.db");
    let db = Db::open(&path).expect("made");
    db.write(Durability::Full, |tx| {
        tx.execute("INSERT INTO roles (name, rank) VALUES ('late', 0)", [])?;
        Ok::<_, DbError>(())
    })
    .await
    .expect("written");
    db.close().await;
    let log = std::fs::metadata(path.with_extension("db-wal"))
        .map(|file| file.len())
        .unwrap_or(0);
    assert_eq!(log, 0);
    assert!(matches!(
        db.read(|_| Ok::<_, DbError>(())).await,
        Err(DbError::Closed)
    ));
}

/// The blocking threads never wait for a connection, so a read does not queue behind writers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_beside_64_slow_writers_stays_fast() {
    let db = Db::open(&scratch("slow").join("portero.db")).expect("made");
    let writers: Vec<_> = (0..64)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(Durability::Normal, move |tx| {
                    tx.execute(
                        "INSERT INTO roles (name, rank) VALUES (?1, 0)",
                        [format!("r{number}")],
                    )?;
                    std::thread::sleep(Duration::from_millis(15));
                    Ok::<_, DbError>(())
                })
                .await
            })
        })
        .collect();
    tokio::task::yield_now().await;
    let mut worst = Duration::ZERO;
    for _ in 0..20 {
        let started = Instant::now();
        db.read(|connection| {
            Ok::<_, DbError>(connection.query_row("SELECT count(*) FROM roles", [], |_| Ok(()))?)
        })
        .await
        .expect("read");
        worst = worst.max(started.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for writer in writers {
        writer.await.expect("joined").expect("written");
    }
    // 64 writers of 15 ms stand in line for a second; a read that waited for them would take most of it.
    assert!(worst < Duration::from_millis(200), "{worst:?}");
}

#[test]
fn beside_a_running_bot_a_write_is_kept_whole_or_not_at_all_and_makes_no_file() {
    let path = scratch("beside").join("portero.db");
    let set = |value: &'static str, is_kept: bool| {
        write_beside(&path, move |tx| {
            tx.execute(
                "INSERT INTO house_state (key, value, updated_at) VALUES ('k', ?1, 1)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [value],
            )?;
            if is_kept {
                Ok(())
            } else {
                Err(DbError::Closed)
            }
        })
    };
    assert!(set("none", true).is_err());
    assert!(!path.exists());
    let db = Db::open(&path).expect("a database");
    set("first", true).expect("written while another holds it open");
    assert!(set("second", false).is_err());
    let connection = open_beside(&path).expect("opened");
    let values = names(&connection, "SELECT value FROM house_state WHERE key = 'k'");
    assert_eq!(values, ["first"]);
    drop(db);
    let other = Connection::open(&path).expect("opened");
    other
        .pragma_update(None, "user_version", 0)
        .expect("an older version");
    let refused = set("third", true).expect_err("refused").to_string();
    assert!(refused.contains("older version"), "{refused}");
}
