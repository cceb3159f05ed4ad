use super::*;
use crate::crud;
use crate::models::HandDraft;
use crate::models::KeySecret;
use crate::models::Routing;
use crate::models::SelfService;
use crate::models::Task;
use crate::models::TaskClass;
use crate::models::TaskRow;
use crate::models::TermEnd;
use crate::models::Terms;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::services::tasks;
use crate::services::tasks::Outcome;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::person;
use crate::services::vpn::staff;
use crate::services::vpn::testing::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn sixty_four_makers_of_fifty_addresses_make_fifty_keys() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    // With the thirteen of the small pool there are fifty.
    pool(&ctx, server, false, "10.9.0.0/27").await;
    pool(&ctx, server, false, "10.9.1.0/29").await;
    pool(&ctx, server, false, "10.9.2.0/30").await;
    pool(&ctx, server, false, "10.9.3.0/30").await;
    let free: i64 = value(
        &ctx,
        "SELECT count(*) FROM ip_addresses WHERE state = 'available' AND is_trial = 0",
    )
    .await;
    let mut people = Vec::new();
    for id in 100..164 {
        people.push(customer(&ctx, id, VpnKind::WireGuard).await);
    }
    let ctx = Arc::new(ctx);
    let makers: Vec<_> = (people.into_iter().enumerate())
        .map(|(number, actor)| {
            let ctx = ctx.clone();
            tokio::spawn(async move {
                let wish = wish(&actor, VpnKind::WireGuard, &number.to_string());
                make(&ctx, &actor, wish, NOW).await
            })
        })
        .collect();
    let mut made = 0;
    for maker in makers {
        match maker.await.expect("ended") {
            Ok(_) => made += 1,
            error => assert_eq!(refusal(error), VpnRefusal::Full(VpnKind::WireGuard).into()),
        }
    }
    assert_eq!(made, free.min(64));
    assert!((40..64).contains(&free), "{free} addresses");
    run(&ctx, NOW).await;
    let open = fakes.open(server);
    let addresses: BTreeSet<_> = open.iter().flat_map(|peer| &peer.addresses).collect();
    assert_eq!(open.len() as i64, made);
    let count: usize = open.iter().map(|peer| peer.addresses.len()).sum();
    assert_eq!(addresses.len(), count, "each address once");
}

#[tokio::test]
async fn a_key_of_somebody_else_does_not_exist() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    let eva = person(&ctx, 101).await;
    assert_eq!(
        refusal(card(&ctx, &eva, made, NOW).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(package(&ctx, &eva, made, NOW).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(pause(&ctx, &eva, made, NOW).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(rotate(&ctx, &eva, made, NOW).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(delete(&ctx, &eva, made, NOW).await),
        Refusal::NotFound
    );
    let name = "Mía".to_owned();
    assert_eq!(
        refusal(rename(&ctx, &eva, made, name, NOW).await),
        Refusal::NotFound
    );
    // The wish of another person is not theirs either.
    assert_eq!(
        refusal(make(&ctx, &eva, wish(&eva, VpnKind::WireGuard, "a"), NOW).await),
        Refusal::NotFound
    );
    // The staff may, and the log tells.
    package(&ctx, &admin(), made, NOW).await.expect("seen");
    pause(&ctx, &admin(), made, NOW).await.expect("paused");
    let sql = "SELECT count(*) FROM audit_log WHERE action IN ('key.seen', 'key.paused')";
    assert_eq!(value::<i64>(&ctx, sql).await, 2);
}

#[tokio::test]
async fn only_who_has_a_right_makes_keys_and_no_more_than_their_devices() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = person(&ctx, 100).await;
    let no = refusal(make(&ctx, &ana, wish(&ana, VpnKind::WireGuard, "a"), NOW).await);
    assert_eq!(no, VpnRefusal::NotForYou.into());
    set(&ctx, |settings| {
        settings.self_service = SelfService::Everybody;
        settings.devices = 2;
    })
    .await;
    for from in ["b", "c"] {
        make(&ctx, &ana, wish(&ana, VpnKind::WireGuard, from), NOW)
            .await
            .expect("made");
    }
    let no = refusal(make(&ctx, &ana, wish(&ana, VpnKind::WireGuard, "d"), NOW).await);
    assert_eq!(no, VpnRefusal::TooManyKeys { most: 2 }.into());
    let offered = offer(&ctx, &ana, ana.identity.user().expect("a person"), NOW).await;
    let offered = offered.expect("offered").kinds.remove(0);
    assert_eq!(
        (offered.keys, offered.blocked),
        (2, Some(VpnRefusal::TooManyKeys { most: 2 }))
    );
    let names: Vec<String> = (mine(&ctx, &ana, NOW).await.expect("mine").into_iter())
        .map(|view| view.config.name)
        .collect();
    assert_eq!(names, ["WireGuard 1", "WireGuard 2"]);
}

#[tokio::test]
async fn a_file_opens_what_its_server_was_told() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    let KeySecret::WireGuard { conf, file_name } =
        package(&ctx, &ana, made, NOW).await.expect("packed").secret
    else {
        panic!("a file");
    };
    let line = |name: &str| {
        let line = conf
            .lines()
            .find(|line| line.starts_with(name))
            .expect(name);
        line.split_once('=').expect("a value").1.trim().to_owned()
    };
    let peer = fakes.open(server).remove(0);
    let public = crate::integrations::wireguard::keys::public_of(&line("PrivateKey"));
    assert_eq!(public.as_deref(), Some(peer.remote_id.as_str()));
    let addresses: Vec<String> = line("Address").split(", ").map(str::to_owned).collect();
    assert_eq!(addresses, peer.addresses);
    assert!(format!("{:?}", peer.secret).contains("***"));
    assert!(file_name.ends_with(".conf"));
    // Another way through the tunnel is another file, delivered again.
    let only = ["10.0.0.5/8", "2001:db8::5", "10.9.9.9/8"].map(str::to_owned);
    let only = Routing::Only(only.to_vec());
    set_routing(&ctx, &ana, made, only, NOW)
        .await
        .expect("routed");
    let KeySecret::WireGuard { conf: other, .. } =
        package(&ctx, &ana, made, NOW).await.expect("packed").secret
    else {
        panic!("a file");
    };
    assert!(
        other.contains("AllowedIPs = 10.0.0.0/8, 2001:db8::5/128"),
        "{other}"
    );
    let shown = card(&ctx, &ana, made, NOW).await.expect("shown");
    let meant = ["10.0.0.0/8", "2001:db8::5/128"].map(str::to_owned);
    assert_eq!(shown.view.config.routing, Routing::Only(meant.to_vec()));
    let wrong = Routing::Only(vec!["example.org".to_owned()]);
    assert_eq!(
        refusal(set_routing(&ctx, &ana, made, wrong, NOW).await),
        VpnRefusal::NetworksInvalid.into()
    );
}

#[tokio::test]
async fn a_private_key_that_is_shown_once_is_not_kept_after_its_delivery() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    set(&ctx, |settings| settings.shows_once = true).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    let package_of = to_deliver(&ctx, made)
        .await
        .expect("packed")
        .expect("something");
    delivered(&ctx, &package_of).await.expect("noted");
    assert_eq!(
        refusal(package(&ctx, &ana, made, NOW).await),
        VpnRefusal::ShownOnce.into()
    );
    assert!(
        !card(&ctx, &ana, made, NOW)
            .await
            .expect("shown")
            .has_package
    );
    // There is nothing to send again; another way through the tunnel is for the next file.
    let sent = "SELECT count(*) FROM tasks WHERE kind = 'deliver_config' AND state = 'due'";
    write(&ctx, |tx| {
        Ok(tx.execute("UPDATE tasks SET state = 'done'", [])?)
    })
    .await;
    assert_eq!(
        refusal(send_again(&ctx, &ana, made, NOW).await),
        VpnRefusal::ShownOnce.into()
    );
    let routed = set_routing(&ctx, &ana, made, Routing::NoLan, NOW).await;
    routed.expect("kept");
    assert_eq!(value::<i64>(&ctx, sent).await, 0);
    let shown = card(&ctx, &ana, made, NOW).await.expect("shown");
    assert!(shown.is_file_lost());
    assert_eq!(shown.view.config.routing, Routing::NoLan);
    // It goes on working through a pause, and a rotation gives a new file.
    pause(&ctx, &ana, made, NOW).await.expect("paused");
    run(&ctx, NOW).await;
    resume(&ctx, &ana, made, NOW).await.expect("resumed");
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server).len(), 1);
    rotate(&ctx, &ana, made, NOW).await.expect("rotated");
    run(&ctx, NOW).await;
    assert!(to_deliver(&ctx, made).await.expect("packed").is_some());
}

#[tokio::test]
async fn names_are_one_to_sixty_four_characters_without_control_characters() {
    assert_eq!(name("  Móvil  "), Ok("Móvil".to_owned()));
    assert_eq!(name(&"ñ".repeat(64)), Ok("ñ".repeat(64)));
    let no = Err(VpnRefusal::NameInvalid { most: 64 }.into());
    for typed in ["", "   ", "a\nb", "a\u{0}b", &"ñ".repeat(65)] {
        assert_eq!(name(typed), no, "{typed:?}");
    }
}

#[tokio::test]
async fn a_deleted_key_stays_counted_and_makes_room_for_another() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    set(&ctx, |settings| settings.devices = 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    fakes.transfer_seven(server);
    delete(&ctx, &ana, made, NOW).await.expect("deleted");
    run(&ctx, NOW).await;
    assert!(mine(&ctx, &ana, NOW).await.expect("mine").is_empty());
    key(&ctx, &ana, VpnKind::WireGuard, "b").await;
    let used: i64 = value(&ctx, "SELECT used_rx + used_tx FROM vpn_accounts").await;
    assert_eq!(used, 7, "what the removal told");
    let again = delete(&ctx, &ana, made, NOW).await;
    assert_eq!(refusal(again), VpnRefusal::WrongState.into());
    let kept = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::vpn_configs::get(connection, made)?))
        .await
        .expect("read");
    assert!(kept.is_some(), "its row stays");
}

#[tokio::test]
async fn a_file_that_changes_while_the_old_one_is_on_its_way_is_delivered_too() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    let due = async || {
        let due = tasks::due(&ctx, TaskClass::Prompt, 100, Vec::new(), NOW).await;
        let mut rows = due.expect("due");
        rows.retain(|row| matches!(row.task, Task::DeliverConfig { .. }));
        rows
    };
    let running = due().await.remove(0);
    set_routing(&ctx, &ana, made, Routing::NoLan, NOW)
        .await
        .expect("set");
    // The old file was sent just before.
    let done = async |row: TaskRow| {
        let outcome = Outcome::Done("delivered".to_owned());
        tasks::ended(&ctx, (row.id, row.created_at), outcome, NOW, NOW)
            .await
            .expect("noted");
    };
    done(running).await;
    let again = due().await.remove(0);
    done(again).await;
    assert!(due().await.is_empty(), "and that was all");
}

#[tokio::test]
async fn a_key_whose_first_days_were_swept_out_is_sent_again_all_the_same() {
    let (ctx, _) = house().await;
    server(&ctx, VpnKind::WireGuard, 1).await;
    let ana = customer(&ctx, 100, VpnKind::WireGuard).await;
    let made = key(&ctx, &ana, VpnKind::WireGuard, "a").await;
    write(&ctx, |tx| {
        tx.execute("DELETE FROM tasks", [])?;
        Ok(crud::vpn_events::delete_before(tx, NOW + 1, 100)?)
    })
    .await;
    let open = "SELECT count(*) FROM tasks WHERE kind = 'deliver_config' AND state = 'due'";
    for _ in 0..2 {
        send_again(&ctx, &ana, made, NOW).await.expect("sent");
        assert_eq!(value::<i64>(&ctx, open).await, 1);
        write(&ctx, |tx| {
            Ok(tx.execute("UPDATE tasks SET state = 'done'", [])?)
        })
        .await;
    }
}

#[tokio::test]
async fn a_key_made_by_hand_for_an_account_that_is_over_begins_with_an_unused_quota() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, VpnKind::WireGuard, 1).await;
    person(&ctx, 100).await;
    let short = Terms {
        end: TermEnd::Hours(1),
        ..Terms::default()
    };
    give(&ctx, 100, VpnKind::WireGuard, short, NOW).await;
    write(&ctx, |tx| {
        Ok(tx.execute("UPDATE vpn_accounts SET used_tx = 5000000000", [])?)
    })
    .await;
    let draft = HandDraft {
        user: UserId(100),
        kind: VpnKind::WireGuard,
        server: None,
        days: Some(30),
        gigabytes: Some(5),
        begun_at: NOW,
    };
    let later = NOW.plus_days(30);
    let from = "test:hand".to_owned();
    staff::make(&ctx, &admin(), draft, String::new(), from, later)
        .await
        .expect("made");
    run(&ctx, later).await;
    assert_eq!(fakes.open(server).len(), 1);
    assert_eq!(
        value::<i64>(&ctx, "SELECT used_rx + used_tx FROM vpn_accounts").await,
        0
    );
}
