use super::*;
use crate::context::AdminChannel;
use crate::models::Actor;
use crate::models::PermissionSet;
use crate::models::ProblemItem;
use crate::services::problems;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::ctx;
use std::sync::Mutex;

#[derive(Default)]
struct Told(Mutex<Vec<AdminNotice>>);

impl AdminChannel for Told {
    fn tell(&self, notice: AdminNotice) {
        self.0.lock().expect("free").push(notice);
    }
}

impl Told {
    fn damages(&self) -> Vec<bool> {
        let told = self.0.lock().expect("free");
        let stopped = |notice: &AdminNotice| match notice {
            AdminNotice::DatabaseDamaged { is_stopped, .. } => Some(*is_stopped),
            _ => None,
        };
        told.iter().filter_map(stopped).collect()
    }
}

async fn house() -> (Arc<Ctx>, Arc<Told>) {
    let ctx = Arc::new(ctx().await);
    let told = Arc::new(Told::default());
    ctx.set_admins(told.clone());
    (ctx, told)
}

fn foreign(ctx: &Ctx, sql: &str) {
    let connection = Connection::open(ctx.db.path()).expect("opened");
    connection
        .execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
        .expect("changed");
}

#[tokio::test]
async fn a_fault_of_rows_is_told_shown_and_looked_for_again_until_it_is_gone() {
    let (ctx, told) = house().await;
    let admin = Actor::user(ADMIN, PermissionSet::all(), None);
    assert_eq!(weekly(&ctx, NOW).await.expect("checked"), Check::Whole);
    let later = NOW + CHECK_EVERY - 1;
    assert_eq!(weekly(&ctx, later).await.expect("asked"), Check::NotDue);
    let sql = "INSERT INTO user_settings (user_id, key, value) VALUES (5, 'a', 'b')";
    foreign(&ctx, sql);
    let week = NOW + CHECK_EVERY;
    let found = weekly(&ctx, week).await.expect("checked");
    assert!(matches!(found, Check::Faulty(text) if text.contains("user_settings")));
    assert_eq!(told.damages(), [false]);
    assert!(!ctx.db.is_stopped(), "single rows are no reason to stop");
    let page = problems::list(&ctx, &admin, 0).await.expect("listed");
    assert!(matches!(&page.rows[..], [ProblemItem::Database(check)] if check.at == week));
    assert_eq!(page.total, 1);
    foreign(&ctx, "DELETE FROM user_settings WHERE user_id = 5");
    let next = week + DAY;
    assert_eq!(weekly(&ctx, next).await.expect("checked"), Check::Whole);
    let page = problems::list(&ctx, &admin, 0).await.expect("listed");
    assert!(page.rows.is_empty());
}

#[tokio::test]
async fn a_damaged_file_is_written_to_no_more_and_suspect_at_the_next_start() {
    let (ctx, told) = house().await;
    let stop = CancellationToken::new();
    let keeper = tokio::spawn(keep(ctx.clone(), stop.clone()));
    foreign(&ctx, "PRAGMA wal_checkpoint(TRUNCATE);");
    let mut bytes = std::fs::read(ctx.db.path()).expect("read");
    let last = bytes.len() - 4096;
    bytes[last..].fill(0xEE);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(ctx.db.path())
        .expect("opened");
    std::io::Write::write_all(&mut file, &bytes).expect("written");
    check_after_kill(&ctx).await;
    let stopped = ctx.db.stop().expect("stopped");
    assert_eq!(stopped.ailment, Ailment::Damaged);
    let refused = house::alive(&ctx, NOW).await.expect_err("refused");
    assert!(refused.is_stopped(), "{refused}");
    while told.damages().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(told.damages(), [true]);
    assert!(matches!(
        aside::examine(ctx.db.path()),
        aside::Soundness::Damaged(_)
    ));
    stop.cancel();
    keeper.await.expect("ended");
}

#[tokio::test]
async fn what_stopped_for_want_of_room_goes_on_by_itself_and_says_so() {
    let (ctx, told) = house().await;
    let stop = CancellationToken::new();
    let keeper = tokio::spawn(keep(ctx.clone(), stop.clone()));
    ctx.db.stop_writing(Stop {
        ailment: Ailment::NoRoom,
        why: "full".to_owned(),
    });
    assert!(house::alive(&ctx, NOW).await.is_err());
    ctx.db.writable().await;
    house::alive(&ctx, NOW).await.expect("written");
    let resumed = "SELECT count(*) FROM tasks WHERE payload LIKE '%writes_resumed%'";
    let count = || {
        let connection = Connection::open(ctx.db.path()).expect("opened");
        connection
            .query_row(resumed, [], |row| row.get::<_, i64>(0))
            .expect("counted")
    };
    while count() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let told = told.0.lock().expect("free").clone();
    assert!(matches!(&told[..], [AdminNotice::WritesStopped { .. }]));
    stop.cancel();
    keeper.await.expect("ended");
}

#[tokio::test]
async fn a_database_set_aside_is_told_once_with_the_newest_backup() {
    let (ctx, _) = house().await;
    let path = ctx.db.path();
    let name = "portero.db.damaged-20270115-080000";
    std::fs::write(path.with_file_name(name), "").expect("written");
    let backups = ctx.config.data_dir.join(BACKUPS);
    std::fs::create_dir(&backups).expect("made");
    std::fs::write(backups.join("portero-20270101-120000.tar.gz.age"), "").expect("written");
    for _ in 0..2 {
        tell_aside(&ctx).await.expect("told");
    }
    let connection = Connection::open(path).expect("opened");
    let mut statement = connection
        .prepare("SELECT payload FROM tasks WHERE payload LIKE '%database_aside%'")
        .expect("valid");
    let told: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .expect("read")
        .collect::<Result<_, _>>()
        .expect("text");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains(name) && told[0].contains("portero restore"));
}

#[test]
fn a_path_is_written_as_a_shell_takes_it() {
    assert_eq!(quoted("/home/ana/portero-1.age"), "/home/ana/portero-1.age");
    assert_eq!(quoted("/home/ana's house/x"), r"'/home/ana'\''s house/x'");
}
