use super::*;
use crate::db::Durability;
use crate::models::PermissionSet;
use crate::services::tests::{ADMIN, NOW, admin, ctx, person};
use proptest::prelude::*;
use std::sync::Arc;

/// A token of that validity and length, stored as `generate` stores it.
async fn token(ctx: &Ctx, valid_hours: i64, duration_hours: DurationHoursForTest) -> String {
    let plain = generate_one(16).expect("random");
    let row = crud::tokens::NewToken {
        hash: hash(&plain),
        prefix: plain[..4].to_owned(),
        generated_by: ADMIN,
        batch: None,
        valid_until: NOW.plus_hours(valid_hours),
        duration_hours,
        note: None,
        made_from: None,
    };
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok::<_, ServiceError>(crud::tokens::insert(tx, &row, NOW)?)
        })
        .await
        .expect("stored");
    plain
}

fn from(press: Option<&str>) -> OrderedFrom {
    OrderedFrom {
        chat: ADMIN.chat(),
        press: press.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_double_press_makes_one_batch() {
    let ctx = ctx().await;
    let order = TokenOrder {
        count: 2,
        valid_hours: 24,
        duration_hours: Some(24),
        note: None,
    };
    generate(&ctx, &admin(), order.clone(), from(Some("7:55")), NOW)
        .await
        .expect("made");
    let again = generate(&ctx, &admin(), order, from(Some("7:55")), NOW).await;
    assert_eq!(refusal(again), Refusal::AlreadyApplied);
    assert_eq!(
        list(&ctx, &admin(), TokenFilter::All, 0, NOW)
            .await
            .expect("listed")
            .total,
        2
    );
}

type DurationHoursForTest = Option<i64>;

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_64_concurrent_redemptions_wins() {
    let ctx = Arc::new(ctx().await);
    let token = token(&ctx, 24, Some(24)).await;
    let mut tries = Vec::new();
    for id in 0..64 {
        let actor = person(&ctx, 1_000 + id).await;
        let (ctx, token) = (ctx.clone(), token.clone());
        tries.push(tokio::spawn(async move {
            redeem(&ctx, &actor, &token, NOW).await
        }));
    }
    let mut won = 0;
    for one in tries {
        match one.await.expect("ran") {
            Ok(view) => {
                won += 1;
                assert_eq!(view.until, Some(NOW.plus_hours(24)));
            }
            Err(error) => assert!(
                matches!(
                    error,
                    ServiceError::Refused(Refusal::TokenUsed { by_you: false })
                ),
                "{error}"
            ),
        }
    }
    assert_eq!(won, 1);
    let counts = ctx
        .db
        .read(|connection| {
            Ok::<_, ServiceError>((
                crud::subscribers::count_active(connection)?,
                crud::tasks::list_due(connection, crate::models::TaskClass::Prompt, NOW, 100, &[])?
                    .rows
                    .len(),
            ))
        })
        .await
        .expect("read");
    assert_eq!(counts, (1, 1), "one subscriber, one link owed");
}

#[tokio::test]
async fn redeeming_while_active_adds_the_time() {
    let ctx = ctx().await;
    let ana = person(&ctx, 1).await;
    for (hours, until, is_extension) in [(24, 24, false), (48, 72, true)] {
        let token = token(&ctx, 24, Some(hours)).await;
        let view = redeem(&ctx, &ana, &token, NOW).await.expect("redeemed");
        assert_eq!(
            (view.until, view.is_extension),
            (Some(NOW.plus_hours(until)), is_extension)
        );
    }
    let for_life = token(&ctx, 24, None).await;
    assert_eq!(
        redeem(&ctx, &ana, &for_life, NOW)
            .await
            .expect("redeemed")
            .until,
        None
    );
    let more = token(&ctx, 24, Some(1)).await;
    assert_eq!(
        redeem(&ctx, &ana, &more, NOW)
            .await
            .expect("redeemed")
            .until,
        None,
        "life stays life"
    );
}

#[tokio::test]
async fn each_wrong_token_has_its_own_answer() {
    let ctx = ctx().await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    assert_eq!(
        refusal(redeem(&ctx, &ana, "short", NOW).await),
        Refusal::TokenMalformed { length: 16 }
    );
    assert_eq!(
        refusal(redeem(&ctx, &ana, "ABCDEFGHJKLMNPQR", NOW).await),
        Refusal::TokenUnknown
    );
    let old = token(&ctx, 1, Some(1)).await;
    let late = NOW.plus_hours(1) + 1;
    assert_eq!(
        refusal(redeem(&ctx, &eva, &old, late).await),
        Refusal::TokenExpired {
            until: NOW.plus_hours(1)
        }
    );
    let used = token(&ctx, 1, Some(1)).await;
    redeem(&ctx, &ana, &used, NOW)
        .await
        .expect("redeemed at the last instant too");
    assert_eq!(
        refusal(redeem(&ctx, &ana, &used, NOW).await),
        Refusal::TokenUsed { by_you: true }
    );
    assert_eq!(
        refusal(redeem(&ctx, &eva, &used, NOW).await),
        Refusal::TokenUsed { by_you: false }
    );
    let revoked = token(&ctx, 1, Some(1)).await;
    revoke(&ctx, &admin(), TokenId(3), NOW)
        .await
        .expect("revoked");
    assert_eq!(
        refusal(redeem(&ctx, &eva, &revoked, NOW).await),
        Refusal::TokenRevoked
    );
}

#[tokio::test]
async fn five_wrong_tokens_pause_that_person_for_fifteen_minutes() {
    let ctx = ctx().await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    let good = token(&ctx, 24, Some(1)).await;
    for _ in 0..5 {
        assert_eq!(
            refusal(redeem(&ctx, &ana, "ABCDEFGHJKLMNPQR", NOW).await),
            Refusal::TokenUnknown
        );
    }
    let until = NOW + 900;
    assert_eq!(
        refusal(redeem(&ctx, &ana, &good, NOW).await),
        Refusal::RedeemPaused { until }
    );
    redeem(&ctx, &eva, &token(&ctx, 24, Some(1)).await, NOW)
        .await
        .expect("others go on");
    redeem(&ctx, &ana, &good, until)
        .await
        .expect("the pause is over");
}

#[tokio::test]
async fn a_second_run_of_the_same_update_redeems_nothing() {
    let ctx = ctx().await;
    person(&ctx, 1).await;
    let seq = ctx
        .db
        .write(Durability::Full, |tx| {
            Ok::<_, ServiceError>(crud::inbox::insert(tx, 5, 0, "{}", 1, NOW)?)
        })
        .await
        .expect("stored")
        .expect("new");
    let ana = Actor::user(UserId(1), PermissionSet::default(), Some(seq));
    let (first, second) = (
        token(&ctx, 24, Some(24)).await,
        token(&ctx, 24, Some(24)).await,
    );
    redeem(&ctx, &ana, &first, NOW).await.expect("redeemed");
    assert_eq!(
        refusal(redeem(&ctx, &ana, &second, NOW).await),
        Refusal::AlreadyApplied
    );
}

#[tokio::test]
async fn made_tokens_are_stored_hashed_and_their_plain_text_only_sealed() {
    let ctx = ctx().await;
    let order = TokenOrder {
        count: 3,
        valid_hours: 24,
        duration_hours: Some(24),
        note: Some("promo".into()),
    };
    generate(&ctx, &admin(), order, from(None), NOW)
        .await
        .expect("made");
    let task = ctx
        .db
        .read(|connection| {
            Ok::<_, ServiceError>(crud::tasks::list_due(
                connection,
                crate::models::TaskClass::Prompt,
                NOW,
                9,
                &[],
            )?)
        })
        .await
        .expect("read")
        .rows
        .remove(0);
    let Task::DeliverTokens { batch, sealed, .. } = task.task else {
        panic!("another task")
    };
    let opened = opened(&ctx, batch, &sealed)
        .await
        .expect("opened")
        .expect("there");
    assert_eq!(opened.tokens.len(), 3);
    for suffix in ["", "-wal"] {
        let path = format!("{}{suffix}", ctx.db.path().display());
        let file = std::fs::read(path).unwrap_or_default();
        for token in &opened.tokens {
            assert!(
                !file
                    .windows(token.len())
                    .any(|window| window == token.as_bytes()),
                "a token lies in clear"
            );
        }
    }
    let ana = person(&ctx, 1).await;
    redeem(&ctx, &ana, &opened.tokens[2].to_lowercase(), NOW)
        .await
        .expect("it works");
}

#[tokio::test]
async fn a_stranger_makes_lists_and_revokes_no_token() {
    let ctx = ctx().await;
    let ana = person(&ctx, 1).await;
    let order = TokenOrder {
        count: 1,
        valid_hours: 24,
        duration_hours: Some(24),
        note: None,
    };
    assert_eq!(
        refusal(generate(&ctx, &ana, order, from(None), NOW).await),
        Refusal::NotAllowed
    );
    assert_eq!(
        refusal(list(&ctx, &ana, TokenFilter::All, 0, NOW).await),
        Refusal::NotAllowed
    );
    assert_eq!(refusal(search(&ctx, &ana, "A").await), Refusal::NotAllowed);
    assert_eq!(
        refusal(revoke(&ctx, &ana, TokenId(1), NOW).await),
        Refusal::NotAllowed
    );
}

proptest! {
    #[test]
    fn a_token_is_read_however_it_is_typed(bytes in proptest::collection::vec(0usize..32, 12..=32), gap in 1usize..6) {
        let token: String = bytes.iter().map(|index| char::from(ALPHABET[*index])).collect();
        prop_assert_eq!(normalise(&token, 16), Ok(token.clone()));
        prop_assert_eq!(normalise(&token.to_lowercase(), 16), Ok(token.clone()));
        let chunks: Vec<String> = bytes.chunks(gap).map(|chunk| chunk.iter().map(|i| char::from(ALPHABET[*i])).collect()).collect();
        prop_assert_eq!(normalise(&chunks.join(" - "), 16), Ok(token.clone()));
        prop_assert_eq!(normalise(&format!("  {}\n", chunks.join("–")), 16), Ok(token));
    }

    #[test]
    fn any_text_is_a_token_or_refused(text in "\\PC*") {
        if let Ok(token) = normalise(&text, 16) {
            prop_assert!((12..=32).contains(&token.len()));
        }
    }

    #[test]
    fn a_made_token_reads_back(length in 12u32..=32) {
        let token = generate_one(length).expect("random");
        prop_assert_eq!(normalise(&token, length), Ok(token));
    }
}

#[test]
fn the_alphabet_has_no_character_that_looks_like_another() {
    for confusing in "01OIl".bytes() {
        assert!(!ALPHABET.contains(&confusing));
    }
    let mut sorted = ALPHABET.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), 32);
}

#[tokio::test]
async fn a_task_that_cannot_be_read_holds_up_nobody_and_is_listed() {
    let ctx = ctx().await;
    let order = TokenOrder {
        count: 1,
        valid_hours: 24,
        duration_hours: Some(24),
        note: None,
    };
    ctx.db
        .write(Durability::Full, |tx| -> Result<(), ServiceError> {
            tx.execute(
                "INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at)
                 VALUES ('newer', 'prompt', 'newer:1', '{\"kind\":\"newer\"}', 1, 1)",
                [],
            )?;
            Ok(())
        })
        .await
        .expect("stored");
    generate(&ctx, &admin(), order, from(None), NOW)
        .await
        .expect("made");
    let class = crate::models::TaskClass::Prompt;
    let due = crate::services::tasks::due(&ctx, class, 9, Vec::new(), NOW)
        .await
        .expect("read");
    assert_eq!(due.len(), 1);
    let problems = crate::services::problems::list(&ctx, &admin(), 0)
        .await
        .expect("listed");
    assert_eq!(problems.total, 1);
}
