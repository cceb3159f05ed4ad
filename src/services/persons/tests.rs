use super::*;
use crate::db::Durability;
use crate::models::BanTerm;
use crate::models::MemberRefusal;
use crate::models::PersonRefusal;
use crate::models::UserStatus;
use crate::services::home;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx;
use crate::services::tests::person;
use rusqlite::Transaction;

async fn write<F>(ctx: &Ctx, work: F)
where
    F: FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
{
    ctx.db
        .write(Durability::Normal, move |tx| {
            work(tx).map_err(ServiceError::from)
        })
        .await
        .expect("written");
}

async fn value<T>(ctx: &Ctx, sql: &'static str) -> T
where
    T: rusqlite::types::FromSql + Send + 'static,
{
    ctx.db
        .read(move |connection| {
            connection
                .query_row(sql, [], |row| row.get(0))
                .map_err(ServiceError::from)
        })
        .await
        .expect(sql)
}

/// Ana redeemed a token that the seller made; Eva did not.
async fn house() -> (Ctx, Actor, Actor) {
    let ctx = ctx().await;
    person(&ctx, 20).await;
    person(&ctx, 21).await;
    person(&ctx, 30).await;
    write(&ctx, |tx| {
        tx.execute(
            "INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until, note, used,
                                            used_by, used_at)
             VALUES (randomblob(32), 'ABCD', 30, 1, 1, 2, 'para Ana', 1, 20, 5)",
            [],
        )?;
        Ok(())
    })
    .await;
    let permissions = [Permission::SeePeople].into_iter().collect();
    let seller = Actor {
        customers_of: Some(UserId(30)),
        ..Actor::user(UserId(30), permissions, None)
    };
    (ctx, admin(), seller)
}

fn ids(page: &PersonPage) -> Vec<i64> {
    page.page.rows.iter().map(|row| row.user.id.0).collect()
}

async fn listed(ctx: &Ctx, actor: &Actor, filter: PersonFilter) -> Vec<i64> {
    let page = list(ctx, actor, filter, 0, Zone::utc(), NOW)
        .await
        .expect("listed");
    let rows = ids(&page);
    assert_eq!(page.page.total, i64::try_from(rows.len()).expect("few"));
    rows
}

#[tokio::test]
async fn each_filter_has_its_people() {
    let (ctx, admin, _) = house().await;
    write(&ctx, |tx| {
        // Ana was seen three days ago and met long ago; Eva forty days ago.
        tx.execute("UPDATE users SET last_seen_at = ?1, created_at = 5 WHERE id = 20", [NOW.0 - 3 * DAY])?;
        tx.execute("UPDATE users SET last_seen_at = ?1, created_at = 6, status = 'unreachable' WHERE id = 21", [NOW.0 - 40 * DAY])?;
        crud::subscribers::insert_period(tx, UserId(20), Some(NOW + 60), None, NOW)?;
        Ok(())
    })
    .await;
    let staff = ADMIN.0;
    assert_eq!(
        listed(&ctx, &admin, PersonFilter::All).await,
        [30, staff, 20, 21]
    );
    assert_eq!(listed(&ctx, &admin, PersonFilter::Today).await, [30, staff]);
    assert_eq!(
        listed(&ctx, &admin, PersonFilter::Month).await,
        [30, staff, 20]
    );
    assert_eq!(listed(&ctx, &admin, PersonFilter::New).await, [30, staff]);
    assert_eq!(listed(&ctx, &admin, PersonFilter::Unreachable).await, [21]);
    assert_eq!(listed(&ctx, &admin, PersonFilter::Staff).await, [staff]);
    assert_eq!(listed(&ctx, &admin, PersonFilter::Vip).await, [20]);
    assert!(listed(&ctx, &admin, PersonFilter::Keys).await.is_empty());
    assert!(listed(&ctx, &admin, PersonFilter::Banned).await.is_empty());
}

#[tokio::test]
async fn today_begins_at_midnight_of_the_reader() {
    // 15 January 2027, 08:00 UTC: in Havana it is 03:00.
    let midnight = since(PersonFilter::Today, Zone::utc(), NOW);
    assert_eq!(midnight, Timestamp(NOW.0 - NOW.0.rem_euclid(DAY)));
    let havana: Zone = "America/Havana".parse().expect("a zone");
    assert_eq!(
        since(PersonFilter::Today, havana, NOW),
        midnight + 5 * 3_600
    );
}

#[tokio::test]
async fn a_seller_sees_their_own_customers_everywhere_and_nobody_else() {
    let (ctx, _, seller) = house().await;
    assert_eq!(listed(&ctx, &seller, PersonFilter::All).await, [20]);
    for (text, found) in [
        ("P2", vec![20]),
        ("20", vec![20]),
        ("21", vec![]),
        ("ABCD", vec![20]),
    ] {
        let people = super::search(&ctx, &seller, search::read(text), NOW)
            .await
            .expect("searched");
        let people: Vec<i64> = people.iter().map(|row| row.user.id.0).collect();
        assert_eq!(people, found, "{text}");
    }
    assert!(card(&ctx, &seller, UserId(20), NOW).await.is_ok());
    let hidden = [
        card(&ctx, &seller, UserId(21), NOW).await.err(),
        owned(&ctx, &seller, UserId(21)).await.err(),
        history(&ctx, &seller, UserId(21), 0).await.err(),
    ];
    for error in hidden {
        assert!(
            matches!(error, Some(ServiceError::Refused(Refusal::NotFound))),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_ban_keeps_its_reason_and_ends_by_itself_to_the_second() {
    let (ctx, admin, _) = house().await;
    let ana = UserId(20);
    let reason = Some("#spam".to_owned());
    bans::ban(&ctx, &admin, ana, reason, BanTerm::Hours(2), NOW)
        .await
        .expect("banned");
    let end = NOW + 2 * 3_600;
    let found = card(&ctx, &admin, ana, NOW).await.expect("read");
    assert_eq!(found.user.ban.as_ref().and_then(|ban| ban.until), Some(end));
    assert_eq!(bans::next_due(&ctx, NOW).await.expect("read"), Some(end));
    assert_eq!(
        bans::sweep(&ctx, end - 1).await.expect("swept"),
        bans::Sweep::Ended(0)
    );
    assert_eq!(
        bans::sweep(&ctx, end).await.expect("swept"),
        bans::Sweep::Ended(1)
    );
    assert_eq!(
        bans::sweep(&ctx, end).await.expect("swept"),
        bans::Sweep::Ended(0)
    );
    let found = card(&ctx, &admin, ana, end).await.expect("read");
    assert_eq!(
        (found.user.status, found.user.ban),
        (UserStatus::Active, None)
    );
    let told: i64 = value(
        &ctx,
        "SELECT count(*) FROM tasks WHERE kind = 'tell_unbanned'",
    )
    .await;
    assert_eq!(told, 1);
    let by: Option<i64> = value(
        &ctx,
        "SELECT actor_id FROM audit_log WHERE action = 'user.unbanned'",
    )
    .await;
    assert_eq!(by, None, "the house did it");
    assert_eq!(
        listed(&ctx, &admin, PersonFilter::Banned).await,
        Vec::<i64>::new()
    );
}

#[tokio::test]
async fn a_ban_that_stands_gets_a_new_end_and_staff_cannot_be_banned() {
    let (ctx, admin, _) = house().await;
    let ana = UserId(20);
    bans::ban(&ctx, &admin, ana, None, BanTerm::Ever, NOW)
        .await
        .expect("banned");
    let again = Some("otra vez".to_owned());
    bans::ban(&ctx, &admin, ana, again, BanTerm::Hours(1), NOW)
        .await
        .expect("banned");
    let shut: i64 = value(&ctx, "SELECT count(*) FROM tasks WHERE kind = 'settle_ban'").await;
    assert_eq!(shut, 2, "each channel is shut once");
    let details: String = value(
        &ctx,
        "SELECT details FROM audit_log WHERE action = 'user.banned' ORDER BY id DESC LIMIT 1",
    )
    .await;
    assert!(details.contains("otra vez"), "{details}");
    let refused = bans::ban(&ctx, &admin, ADMIN, None, BanTerm::Ever, NOW).await;
    assert!(
        matches!(
            refused,
            Err(ServiceError::Refused(Refusal::Member(
                MemberRefusal::MemberProtected
            )))
        ),
        "{refused:?}"
    );
    let over = bans::ban(&ctx, &admin, ana, None, BanTerm::Until(NOW), NOW).await;
    assert!(
        matches!(over, Err(ServiceError::Refused(Refusal::TimePast))),
        "{over:?}"
    );
}

#[tokio::test]
async fn an_erased_person_leaves_numbers_without_a_name_and_comes_back_as_somebody_new() {
    let (ctx, admin, _) = house().await;
    let ana = UserId(20);
    write(&ctx, |tx| {
        tx.execute(
            "UPDATE users SET username = 'ana', last_name = 'Secreta', qvapay_user = 'ana_99', trial_used_at = 3,
                 language = 'en' WHERE id = 20",
            [],
        )?;
        crud::subscribers::insert_period(tx, UserId(20), Some(NOW + DAY), None, NOW)?;
        tx.execute(
            "INSERT INTO tickets (id, user_id, category, state, created_at, updated_at) VALUES (1, 20, 'other', 'open', 1, 1)",
            [],
        )?;
        tx.execute(
            "INSERT INTO ticket_messages (ticket_id, is_staff, author_id, at, content, body, source_chat, source_message)
             VALUES (1, 0, 20, 1, 'text', 'Soy Ana Secreta', 20, 1)",
            [],
        )?;
        Ok(())
    })
    .await;
    acts_note(&ctx, &admin, ana).await;
    search::keep_words(&ctx).await.expect("kept");
    let document = data::export(&ctx, &admin, ana, NOW)
        .await
        .expect("exported");
    let document = String::from_utf8(document).expect("text");
    for word in ["Secreta", "ana_99", "Soy Ana Secreta", "es amable"] {
        assert!(document.contains(word), "{word}");
    }
    data::erase(&ctx, &admin, ana, NOW).await.expect("erased");
    let document = data::export(&ctx, &admin, ana, NOW)
        .await
        .expect("exported");
    let document = String::from_utf8(document).expect("text");
    for word in ["Secreta", "ana_99", "P20", "es amable", "para Ana"] {
        assert!(!document.contains(word), "{word} is still there");
    }
    let broken = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::audit::first_broken(connection)?))
        .await;
    assert_eq!(broken.expect("read"), None, "the chain is whole");
    let state: String = value(&ctx, "SELECT state FROM tickets").await;
    assert_eq!(state, "closed");
    let status: String = value(
        &ctx,
        "SELECT status FROM vip_subscribers WHERE user_id = 20",
    )
    .await;
    assert_eq!(status, "expired");
    let again = data::erase(&ctx, &admin, ana, NOW).await;
    assert!(
        matches!(
            again,
            Err(ServiceError::Refused(Refusal::Person(
                PersonRefusal::AlreadyErased
            )))
        ),
        "{again:?}"
    );
    assert!(!listed(&ctx, &admin, PersonFilter::All).await.contains(&20));
    back_as_somebody_new(&ctx, &admin, ana).await;
}

/// What others say of them brings nothing back; what they do themselves makes them new, with their trial spent.
async fn back_as_somebody_new(ctx: &Ctx, admin: &Actor, ana: UserId) {
    let named = |spoke: bool| {
        write(ctx, move |tx| {
            let person = Person {
                id: UserId(20),
                username: None,
                first_name: "Ana".to_owned(),
                last_name: None,
                language_code: None,
            };
            crud::users::upsert_seen(tx, &person, spoke, NOW + 60)
        })
    };
    named(false).await;
    let name: String = value(ctx, "SELECT first_name FROM users WHERE id = 20").await;
    assert_eq!(name, "");
    named(true).await;
    let found = card(ctx, admin, ana, NOW + 60).await.expect("read");
    assert_eq!(found.user.created_at, NOW + 60);
    assert_eq!(found.more.erased_at, None);
    assert!(found.more.trial_used_at.is_some(), "one trial stays spent");
}

async fn acts_note(ctx: &Ctx, admin: &Actor, user: UserId) {
    crate::services::members::acts::set_note(ctx, admin, user, "es amable", NOW)
        .await
        .expect("noted");
}

#[tokio::test]
async fn staff_are_not_erased_and_only_whoever_may_takes_data() {
    let (ctx, admin, seller) = house().await;
    let refused = data::erase(&ctx, &admin, ADMIN, NOW).await;
    assert!(
        matches!(
            refused,
            Err(ServiceError::Refused(Refusal::Person(
                PersonRefusal::StaffNotErased
            )))
        ),
        "{refused:?}"
    );
    for error in [
        data::erase(&ctx, &seller, UserId(20), NOW).await.err(),
        data::export(&ctx, &seller, UserId(20), NOW).await.err(),
    ] {
        assert!(
            matches!(error, Some(ServiceError::Refused(Refusal::NotAllowed))),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn the_history_tells_channels_keys_and_acts_together() {
    let (ctx, admin, _) = house().await;
    let ana = UserId(20);
    acts_note(&ctx, &admin, ana).await;
    bans::ban(&ctx, &admin, ana, None, BanTerm::Ever, NOW + 1)
        .await
        .expect("banned");
    let page = history(&ctx, &admin, ana, 0).await.expect("read");
    let acts: Vec<&str> = (page.page.rows.iter())
        .filter_map(|row| match &row.what {
            PersonHappened::Act { action, .. } => Some(action.as_str()),
            PersonHappened::Channel { .. } | PersonHappened::Vpn { .. } => None,
        })
        .collect();
    assert_eq!(acts, ["user.banned", "user.noted"]);
}

#[tokio::test]
async fn a_seller_reads_nothing_of_the_house_nor_of_what_the_staff_did() {
    let (ctx, admin, seller) = house().await;
    let permissions = [Permission::SeePeople, Permission::SeePanel];
    let seller = Actor {
        permissions: permissions.into_iter().collect(),
        ..seller
    };
    let ana = UserId(20);
    acts_note(&ctx, &admin, ana).await;
    write(&ctx, move |tx| {
        // Another's token, a request that waits, and a channel that is gone.
        tx.execute_batch(
            "INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until, used,
                                            used_by, used_at)
             VALUES (randomblob(32), 'EFGH', 7, 2, 1, 2, 1, 20, 6);
             INSERT INTO free_channel_requests (user_id, chat_id, request_date, due_at, origin)
             VALUES (21, -1002, 1, 2, 'button');
             UPDATE bot_config SET vip_channel_id = NULL;",
        )?;
        crud::subscribers::insert_period(tx, ana, Some(NOW + 60), None, NOW)?;
        crud::subscribers::insert_period(tx, UserId(21), Some(NOW + 60), None, NOW)?;
        Ok(())
    })
    .await;
    let makers = async |actor: &Actor| {
        let owned = owned(&ctx, actor, ana).await.expect("read");
        let makers = owned.tokens.into_iter().map(|token| token.made_by);
        makers.collect::<Vec<_>>()
    };
    assert_eq!(makers(&seller).await, [None, Some("P30".to_owned())]);
    assert!(makers(&admin).await.iter().all(Option::is_some));
    let told = async |actor: &Actor| history(&ctx, actor, ana, 0).await.expect("read").page;
    assert_eq!(told(&admin).await.total, 1);
    let page = told(&seller).await;
    assert_eq!((page.total, page.rows.len()), (0, 0));

    let panel = async |actor: &Actor| home::panel(&ctx, actor).await.expect("read");
    let house = panel(&admin).await;
    assert_eq!((house.waiting, house.active_members), (Some(1), 2));
    assert_eq!(house.missing.len(), 1);
    let own = panel(&seller).await;
    assert_eq!(
        (own.waiting, own.active_members, own.problems),
        (None, 1, 0)
    );
    assert!(own.missing.is_empty());
    let desk = async |actor: &Actor| home::free_desk(&ctx, actor).await.expect("read");
    let (house, own) = (desk(&admin).await, desk(&seller).await);
    assert_eq!((house.waiting, own.waiting), (Some(1), None));
    assert!(house.next_due.is_some() && own.next_due.is_none());
}

#[tokio::test]
async fn a_forward_makes_nobody_seen_and_renames_nobody() {
    let (ctx, admin, _) = house().await;
    let forwarded = |id: i64, first: &str| Person {
        id: UserId(id),
        username: None,
        first_name: first.to_owned(),
        last_name: Some("Ruiz".to_owned()),
        language_code: None,
    };
    let later = NOW + 3 * DAY;
    for (id, first) in [(20, "Otra"), (99, "Nueva")] {
        met(&ctx, &admin, forwarded(id, first), later)
            .await
            .expect("met");
    }
    let seen: i64 = value(&ctx, "SELECT last_seen_at FROM users WHERE id = 20").await;
    assert!(seen <= NOW.0, "{seen}");
    let names = "SELECT group_concat(first_name, '|') FROM (SELECT first_name FROM users WHERE id IN (20, 99) ORDER BY id)";
    let names: String = value(&ctx, names).await;
    assert_eq!(names, "P20|Nueva Ruiz");
}

#[tokio::test]
async fn no_word_is_handed_on_to_whoever_is_banned() {
    let (ctx, admin, _) = house().await;
    let ana = UserId(20);
    let write_to = async |message| {
        let message = crate::models::MessageId(message);
        crate::services::members::acts::write_to(&ctx, &admin, ana, message, None, NOW).await
    };
    write_to(1).await.expect("on its way");
    bans::ban(&ctx, &admin, ana, None, BanTerm::Ever, NOW)
        .await
        .expect("banned");
    let refused = write_to(2).await;
    let banned = Refusal::Support(crate::models::SupportRefusal::AskerBanned);
    assert!(
        matches!(&refused, Err(ServiceError::Refused(refusal)) if *refusal == banned),
        "{refused:?}"
    );
    let tasks: i64 = value(&ctx, "SELECT count(*) FROM tasks WHERE kind = 'hand_on'").await;
    assert_eq!(tasks, 1, "what was sent before is judged when it goes out");
}

#[tokio::test]
async fn an_erasure_empties_what_the_person_said_lately_and_deletes_their_topic() {
    let (ctx, admin, _) = house().await;
    write(&ctx, |tx| {
        let raw = |user: i64| format!(r#"{{"message":{{"from":{{"id":{user}}},"text":"Soy Secreta"}}}}"#);
        for (update, user, done) in [(1, 20, true), (2, 20, false), (3, 21, true)] {
            crud::inbox::insert(tx, update, 1, &raw(user), 0, NOW)?;
            if done {
                tx.execute("UPDATE inbox SET done_at = 5 WHERE update_id = ?1", [update])?;
            }
        }
        tx.execute(
            "INSERT INTO tickets (id, user_id, category, state, created_at, updated_at, group_id, topic_id)
             VALUES (1, 20, 'other', 'open', 1, 1, -1009, 70)",
            [],
        )?;
        Ok(())
    })
    .await;
    data::erase(&ctx, &admin, UserId(20), NOW)
        .await
        .expect("erased");
    let kept: String = value(
        &ctx,
        "SELECT group_concat(update_id) FROM inbox WHERE raw LIKE '%Secreta%'",
    )
    .await;
    assert_eq!(kept, "2,3", "what is not done yet is still to be heard");
    let topics: i64 = value(
        &ctx,
        "SELECT count(*) FROM tasks WHERE kind = 'settle_topic'",
    )
    .await;
    assert_eq!(topics, 1);
    let support = crate::services::support::carry::is_erased;
    assert!(support(&ctx, UserId(20)).await.expect("read"));
    assert!(!support(&ctx, UserId(21)).await.expect("read"));
}

#[tokio::test]
async fn an_export_waits_for_nobody_who_writes_and_names_what_was_cut() {
    let (ctx, admin, _) = house().await;
    let bytes = data::export(&ctx, &admin, UserId(20), NOW)
        .await
        .expect("exported");
    let document: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(document["cut"], serde_json::json!([]));
    assert_eq!(document["data"]["tokens_redeemed"][0]["prefix"], "ABCD");
    let exported: i64 = value(
        &ctx,
        "SELECT count(*) FROM audit_log WHERE action = 'user.exported'",
    )
    .await;
    assert_eq!(exported, 1);
}
