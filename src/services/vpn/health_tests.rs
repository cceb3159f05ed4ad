use super::*;
use crate::integrations::vpn::Reach;
use crate::models::Task;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::services::tests::NOW;
use crate::services::tests::ctx;

/// A server that only the database knows.
async fn server(ctx: &Ctx) -> ServerId {
    let reach = serde_json::to_string(&Reach::Demo).expect("JSON");
    let sealed = ctx.seal.seal(&reach).expect("sealed");
    ctx.db
        .write(Durability::Full, move |tx| {
            let new = crud::servers::NewServer {
                kind: VpnKind::Outline,
                transport: Transport::Demo,
                name: "Madrid",
                flag: "",
                host: "",
                port: 0,
                sealed: &sealed,
                options: "{}",
            };
            Ok::<_, ServiceError>(crud::servers::insert(tx, &new, NOW)?)
        })
        .await
        .expect("kept")
}

async fn told(ctx: &Ctx) -> Vec<String> {
    ctx.db
        .read(|connection| {
            let sql = "SELECT action FROM audit_log WHERE action LIKE 'server.%' ORDER BY id";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(rows.collect::<Result<_, _>>()?)
        })
        .await
        .expect("read")
}

#[tokio::test]
async fn the_admins_hear_of_the_second_miss_once_and_of_the_return() {
    let ctx = ctx().await;
    let id = server(&ctx).await;
    noted_down(&ctx, id, "no route", NOW).await.expect("noted");
    noted_down(&ctx, id, "no route", NOW + 30)
        .await
        .expect("noted");
    assert!(told(&ctx).await.is_empty(), "one miss is nothing");
    noted_down(&ctx, id, "no route", NOW + 60)
        .await
        .expect("noted");
    noted_down(&ctx, id, "no route", NOW + 120)
        .await
        .expect("noted");
    assert_eq!(told(&ctx).await, ["server.down"]);
    let is_back = noted_up(&ctx, id, None, NOW + 180).await.expect("noted");
    assert!(is_back);
    let is_back = noted_up(&ctx, id, None, NOW + 240).await.expect("noted");
    assert!(!is_back, "it was back already");
    assert_eq!(told(&ctx).await, ["server.down", "server.up"]);
}

#[tokio::test]
async fn a_short_silence_is_told_to_nobody() {
    let ctx = ctx().await;
    let id = server(&ctx).await;
    noted_down(&ctx, id, "no route", NOW).await.expect("noted");
    assert!(noted_up(&ctx, id, None, NOW + 50).await.expect("noted"));
    assert!(told(&ctx).await.is_empty());
}

#[tokio::test]
async fn what_waited_for_a_server_goes_on_when_it_is_back() {
    let ctx = ctx().await;
    let id = server(&ctx).await;
    noted_down(&ctx, id, "no route", NOW).await.expect("noted");
    let task = Task::SettlePeer {
        peer: crate::models::PeerId(1),
        revision: 0,
    };
    let key = task.dedupe_key();
    let waits = waits_for_server(id);
    ctx.db
        .write(Durability::Full, move |tx| {
            crud::tasks::insert(tx, &task, NOW, NOW)?;
            let sql =
                "UPDATE tasks SET state = 'waiting', waits_for = ?1 WHERE kind = 'settle_peer'";
            tx.execute(sql, [waits])?;
            Ok::<_, ServiceError>(())
        })
        .await
        .expect("waits");
    noted_up(&ctx, id, None, NOW + 10).await.expect("noted");
    let state = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::tasks::get_state(connection, &key)?))
        .await
        .expect("read");
    assert_eq!(state, Some(crate::models::TaskState::Due));
}

#[tokio::test]
async fn a_server_without_a_way_to_it_is_down_with_the_reason() {
    let ctx = ctx().await;
    let id = server(&ctx).await;
    let looked = look(&ctx, NOW).await.expect("looked");
    assert_eq!((looked.up, looked.down), (0, 1));
    let found = ctx
        .db
        .read(move |connection| servers::get(connection, id))
        .await
        .expect("there");
    assert_eq!(found.health, Health::Down);
    assert!(found.health_error.expect("a reason").contains("no demo"));
}
