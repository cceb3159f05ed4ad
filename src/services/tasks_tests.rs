use super::*;
use crate::models::Change;
use crate::models::ConfigId;
use crate::models::PeerWish;
use crate::models::Task;
use crate::models::TermEnd;
use crate::models::Terms;
use crate::models::TicketId;
use crate::models::TicketMessageId;
use crate::models::VpnKind;
use crate::services::tests::NOW;
use crate::services::vpn::keys;
use crate::services::vpn::testing;

const KIND: VpnKind = VpnKind::WireGuard;

/// What would run now beside `running`: how many tasks of each server.
async fn picked(
    ctx: &Ctx,
    running: &HashMap<TaskId, Option<ServerId>>,
) -> HashMap<Option<ServerId>, usize> {
    let due = due_on_servers(ctx, 12, running.clone(), NOW).await;
    let mut counts = HashMap::new();
    for (_, server) in due.expect("read") {
        *counts.entry(server).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn a_server_that_hangs_holds_up_nobody_on_another() {
    let (ctx, _) = testing::house().await;
    let hanging = testing::server(&ctx, KIND, 1).await;
    let ana = testing::customer(&ctx, 100, KIND).await;
    let many = Terms {
        devices: Change::Set(14),
        ..Terms::default()
    };
    testing::give(&ctx, 100, KIND, many, NOW).await;
    for number in 0..13 {
        let wish = testing::wish(&ana, KIND, &number.to_string());
        keys::make(&ctx, &ana, wish, NOW).await.expect("made");
    }
    let other = testing::server(&ctx, KIND, 2).await;
    let eva = testing::customer(&ctx, 101, KIND).await;
    let wish = testing::wish(&eva, KIND, "eva");
    keys::make(&ctx, &eva, wish, NOW).await.expect("made");
    let now = picked(&ctx, &HashMap::new()).await;
    let expected = [(Some(hanging), MOST_ON_SERVER), (Some(other), 1)];
    assert_eq!(now, HashMap::from(expected));
    // While those of the first hang, nothing more of it begins; the other has its turn.
    let first = due_on_servers(&ctx, MOST_ON_SERVER, HashMap::new(), NOW).await;
    let first = first.expect("read").into_iter();
    let running = first.map(|(row, server)| (row.id, server)).collect();
    let now = picked(&ctx, &running).await;
    assert_eq!(now, HashMap::from([(Some(other), 1)]));
}

#[tokio::test]
async fn a_thousand_words_for_a_helper_hold_up_nobody_who_waits_for_a_key() {
    let (ctx, _) = testing::house().await;
    let kept = ctx.db.write(Durability::Full, |tx| {
        for message in 1..=1_000 {
            let task = Task::TellHelper {
                ticket: TicketId(message),
                message: TicketMessageId(message),
                to: ChatId(7),
            };
            crud::tasks::insert(tx, &task, NOW, NOW)?;
        }
        let config = ConfigId(1);
        let key = Task::DeliverConfig { config, fact: 1 };
        crud::tasks::insert(tx, &key, NOW, NOW)?;
        Ok::<_, ServiceError>(())
    });
    kept.await.expect("kept");
    let picked = async |limit: usize, running: Vec<TaskId>| {
        let due = due(&ctx, TaskClass::Prompt, limit, running, NOW).await;
        let (words, others): (Vec<_>, Vec<_>) = (due.expect("read").into_iter())
            .partition(|row| matches!(row.task, Task::TellHelper { .. }));
        (words, others.len())
    };
    let (words, others) = picked(12, Vec::new()).await;
    assert_eq!((words.len(), others), (4, 1));
    // While those are on their way, nobody else of the staff has a turn.
    let running: Vec<TaskId> = words.iter().map(|row| row.id).collect();
    let (more, others) = picked(8, running).await;
    assert_eq!((more.len(), others), (0, 1));
}

#[tokio::test]
async fn a_stop_and_a_new_key_come_before_what_nobody_notices() {
    let (ctx, _) = testing::house().await;
    testing::server(&ctx, KIND, 1).await;
    let mut customers = Vec::new();
    for id in 100..105 {
        let customer = testing::customer(&ctx, id, KIND).await;
        let key = testing::key(&ctx, &customer, KIND, &id.to_string()).await;
        customers.push((customer, key));
    }
    // Everybody has more time, of which the server hears; then somebody stops a key, and somebody makes one.
    for id in 100..105 {
        testing::give(
            &ctx,
            id,
            KIND,
            Terms {
                end: TermEnd::Hours(24),
                ..Terms::default()
            },
            NOW,
        )
        .await;
    }
    let (last, stopped) = &customers[4];
    keys::pause(&ctx, last, *stopped, NOW)
        .await
        .expect("paused");
    let new = testing::customer(&ctx, 110, KIND).await;
    let wish = testing::wish(&new, KIND, "new");
    keys::make(&ctx, &new, wish, NOW).await.expect("made");
    let first = due_on_servers(&ctx, 12, HashMap::new(), NOW)
        .await
        .expect("read");
    let mut wishes = Vec::new();
    for (row, _) in first {
        let Task::SettlePeer { peer, .. } = row.task else {
            panic!("no other task drives servers");
        };
        let peer = testing::write(&ctx, move |tx| Ok(crud::vpn_peers::get(tx, peer)?)).await;
        wishes.push(peer.map(|peer| (peer.wanted, peer.config)));
    }
    let is_urgent = |wish: &Option<(PeerWish, ConfigId)>| {
        wish.is_some_and(|(wanted, config)| {
            wanted == PeerWish::Shut || customers.iter().all(|(_, key)| *key != config)
        })
    };
    assert_eq!(wishes.len(), MOST_ON_SERVER);
    assert!(wishes.iter().all(is_urgent), "{wishes:?}");
}

#[tokio::test]
async fn nothing_waits_for_a_server_that_is_let_go() {
    let (ctx, _) = testing::house().await;
    let id = testing::server(&ctx, KIND, 1).await;
    testing::write(&ctx, move |tx| {
        crud::servers::update_health(tx, id, Health::Down, NOW, None, NOW)?;
        assert!(!is_back(tx, &crate::context::waits_for_server(id))?);
        crud::servers::update_removed(tx, id, NOW)?;
        assert!(!is_back(tx, &crate::context::waits_for_server(id))?);
        crud::servers::update_sealed(tx, id, "")?;
        assert!(is_back(tx, &crate::context::waits_for_server(id))?);
        Ok(())
    })
    .await;
}
