use super::*;
use crate::db::Durability;
use crate::models::InboxSeq;
use crate::models::MessageId;
use crate::models::UserId;
use crate::models::Voted;
use crate::services::tests::*;

const POST: MessageId = MessageId(50);

async fn set(ctx: &Ctx, door: Door, mode: ReactionMode, text: &str) {
    let view = set_emoji(ctx, &admin(), door, text, NOW)
        .await
        .expect("set");
    assert_eq!(view.door, door);
    set_mode(ctx, &admin(), door, mode, NOW).await.expect("set");
}

async fn count(ctx: &Ctx, sql: &'static str) -> i64 {
    ctx.db
        .read(move |connection| {
            Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect(sql)
}

async fn due(ctx: &Ctx) -> Vec<String> {
    ctx.db
        .read(|connection| {
            let mut statement = connection.prepare("SELECT dedupe_key FROM tasks ORDER BY id")?;
            let keys = statement.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(keys.collect::<rusqlite::Result<_>>()?)
        })
        .await
        .expect("read")
}

async fn post_own(ctx: &Ctx, message: i64, is_album: bool) {
    ctx.db
        .write(Durability::Full, move |tx| {
            let new = NewPost {
                chat: VIP,
                message: MessageId(message),
                is_album,
                offers: offered(tx, VIP)?,
            };
            posted(tx, &new, NOW)?;
            posted(tx, &new, NOW)
        })
        .await
        .expect("posted");
}

fn seen_post(message: i64, album: Option<&str>) -> SeenPost {
    SeenPost {
        chat: VIP,
        message: MessageId(message),
        album: album.map(str::to_owned),
        posted_at: NOW,
        takes_buttons: true,
    }
}

async fn see(ctx: &Ctx, post: SeenPost) {
    seen(ctx, &Actor::system(), post, NOW).await.expect("seen");
}

fn ballot(place: u8) -> Ballot {
    Ballot {
        chat: VIP,
        message: POST,
        answers: None,
        place,
        offers: Vec::new(),
        sent_at: NOW,
    }
}

async fn shown(ctx: &Ctx) -> Option<Vec<i64>> {
    let behind = to_redraw(ctx, VIP, POST).await.expect("read");
    behind.map(|behind| behind.counts)
}

#[tokio::test]
async fn what_is_set_is_kept_audited_and_offered() {
    let ctx = ctx().await;
    let refused = set_emoji(&ctx, &admin(), Door::Vip, "hola", NOW).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::EmojiInvalid(_)))
    ));
    let view = set_emoji(&ctx, &admin(), Door::Vip, "❤️🔥❤", NOW)
        .await
        .expect("set");
    assert_eq!(view.settings.emoji, ["❤", "🔥"]);
    assert_eq!(view.settings.mode, ReactionMode::Both, "they were off");
    for (mode, buttons) in [
        (ReactionMode::Native, 0),
        (ReactionMode::Buttons, 2),
        (ReactionMode::Both, 2),
        (ReactionMode::Off, 0),
    ] {
        set_mode(&ctx, &admin(), Door::Vip, mode, NOW)
            .await
            .expect("set");
        set_mode(&ctx, &admin(), Door::Vip, mode, NOW)
            .await
            .expect("the same");
        let offered = ctx.db.read(|c| offered(c, VIP)).await.expect("read");
        assert_eq!(offered.len(), buttons, "{mode:?}");
    }
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'config.reactions'";
    assert_eq!(
        count(&ctx, audited).await,
        5,
        "what changes nothing is no act"
    );
    let stranger = person(&ctx, 9).await;
    let refused = set_mode(&ctx, &stranger, Door::Vip, ReactionMode::Both, NOW).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::NotAllowed))
    ));
    let free = settings(&ctx, &admin(), Door::Free).await.expect("read");
    assert_eq!(free.settings, ReactionSettings::default());
    let elsewhere = ctx.db.read(|c| offered(c, ChatId(-9))).await.expect("read");
    assert_eq!(elsewhere, Vec::<String>::new());
}

#[test]
fn the_first_emoji_that_the_channel_allows_comes_first() {
    let settings = ReactionSettings {
        mode: ReactionMode::Native,
        emoji: ["✅", "🔥", "❤", "👍"].map(str::to_owned).to_vec(),
    };
    let allowed = |list: &[&str]| -> Vec<String> {
        let list: Vec<String> = list.iter().map(|one| (*one).to_owned()).collect();
        native_choices(&settings, Some(&list))
    };
    assert_eq!(native_choices(&settings, None), ["🔥", "❤", "👍"]);
    assert_eq!(allowed(&["👍", "❤", "✅"]), ["❤", "👍"]);
    assert_eq!(allowed(&[]), Vec::<String>::new());
    let off = ReactionSettings {
        mode: ReactionMode::Buttons,
        ..settings
    };
    assert_eq!(native_choices(&off, None), Vec::<String>::new());
}

#[tokio::test]
async fn a_post_of_the_bot_is_followed_by_its_reaction_and_an_album_by_its_buttons() {
    let ctx = ctx().await;
    post_own(&ctx, 1, false).await;
    assert_eq!(due(&ctx).await, Vec::<String>::new(), "all off");
    set(&ctx, Door::Vip, ReactionMode::Both, "🔥").await;
    post_own(&ctx, 50, false).await;
    post_own(&ctx, 60, true).await;
    let keys = ["react:-1001:50", "place_buttons:-1001:60", "react:-1001:60"];
    assert_eq!(due(&ctx).await, keys);
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥").await;
    post_own(&ctx, 70, false).await;
    assert_eq!(due(&ctx).await, keys, "its buttons came with it");
}

#[tokio::test]
async fn a_post_of_another_gets_what_it_can_have() {
    let ctx = ctx().await;
    see(&ctx, seen_post(1, None)).await;
    assert_eq!(
        count(&ctx, "SELECT count(*) FROM posts").await,
        0,
        "all off"
    );
    set(&ctx, Door::Vip, ReactionMode::Both, "🔥").await;
    see(&ctx, seen_post(50, None)).await;
    see(&ctx, seen_post(50, None)).await;
    let keys = ["place_buttons:-1001:50", "react:-1001:50"];
    assert_eq!(due(&ctx).await, keys);
    // The parts of an album, whoever noted the first.
    for message in [60, 61, 62] {
        see(&ctx, seen_post(message, Some("a"))).await;
    }
    let keys = [&keys[..], &["place_buttons:-1001:60", "react:-1001:60"]].concat();
    assert_eq!(due(&ctx).await, keys);
    see(
        &ctx,
        SeenPost {
            takes_buttons: false,
            ..seen_post(70, None)
        },
    )
    .await;
    let keys = [&keys[..], &["react:-1001:70"]].concat();
    assert_eq!(due(&ctx).await, keys, "a forwarded one");
    see(
        &ctx,
        SeenPost {
            posted_at: NOW.plus_days(-1) - 1,
            ..seen_post(80, None)
        },
    )
    .await;
    see(
        &ctx,
        SeenPost {
            chat: ChatId(-9),
            ..seen_post(81, None)
        },
    )
    .await;
    assert_eq!(
        due(&ctx).await,
        keys,
        "one of the day before yesterday, and one elsewhere"
    );
}

#[tokio::test]
async fn without_the_right_to_edit_a_post_of_another_gets_no_buttons_but_an_album_its_answer() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥").await;
    ctx.db
        .write(Durability::Full, |tx| {
            let mut channel = channel(VIP);
            channel.rights.0.retain(|right| *right != Right::Edit);
            Ok::<_, ServiceError>(crud::channels::upsert(tx, &channel)?)
        })
        .await
        .expect("kept");
    assert!(
        !settings(&ctx, &admin(), Door::Vip)
            .await
            .expect("read")
            .can_edit
    );
    see(&ctx, seen_post(50, None)).await;
    see(&ctx, seen_post(60, Some("a"))).await;
    assert_eq!(due(&ctx).await, ["place_buttons:-1001:60"]);
}

#[tokio::test]
async fn one_vote_counts_for_each_person_and_can_be_switched_and_taken_back() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥❤").await;
    post_own(&ctx, POST.0, false).await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    let press =
        async |who: &Actor, place| vote(&ctx, who, ballot(place), NOW).await.expect("counted");
    assert_eq!(shown(&ctx).await, None, "nothing is behind");
    assert_eq!(press(&ana, 0).await, Voted::For("🔥".to_owned()));
    assert_eq!(press(&eva, 0).await, Voted::For("🔥".to_owned()));
    assert_eq!(shown(&ctx).await, Some(vec![2, 0]));
    assert_eq!(press(&ana, 1).await, Voted::For("❤".to_owned()));
    assert_eq!(shown(&ctx).await, Some(vec![1, 1]));
    assert_eq!(press(&ana, 1).await, Voted::TakenBack);
    assert_eq!(shown(&ctx).await, Some(vec![1, 0]));
    assert_eq!(press(&eva, 2).await, Voted::Closed, "no such emoji");
    let elsewhere = Ballot {
        message: MessageId(51),
        ..ballot(0)
    };
    let voted = vote(&ctx, &eva, elsewhere, NOW).await.expect("answered");
    assert_eq!(voted, Voted::Closed, "no such post");
    assert_eq!(
        own_vote(&ctx, &eva, ballot(0)).await.expect("read"),
        Voted::For("🔥".to_owned())
    );
    assert_eq!(
        own_vote(&ctx, &ana, ballot(0)).await.expect("read"),
        Voted::TakenBack
    );
    set(&ctx, Door::Vip, ReactionMode::Off, "👍").await;
    assert_eq!(
        press(&ana, 1).await,
        Voted::For("❤".to_owned()),
        "a post keeps its emoji"
    );
}

#[tokio::test]
async fn a_press_handled_twice_counts_once() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥").await;
    post_own(&ctx, POST.0, false).await;
    person(&ctx, 1).await;
    ctx.db
        .write(Durability::Full, |tx| {
            let sql = "INSERT INTO inbox (seq, update_id, shard, raw, received_at) VALUES (5, 5, 1, '', 1)";
            tx.execute(sql, [])?;
            Ok::<_, ServiceError>(())
        })
        .await
        .expect("stored");
    let ana = Actor::user(UserId(1), Default::default(), Some(InboxSeq(5)));
    vote(&ctx, &ana, ballot(0), NOW).await.expect("counted");
    let again = vote(&ctx, &ana, ballot(0), NOW).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
    ));
    assert_eq!(shown(&ctx).await, Some(vec![1]));
}

#[tokio::test]
async fn counters_follow_some_seconds_apart_and_the_last_state_lands() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥").await;
    post_own(&ctx, POST.0, false).await;
    let (ana, eva) = (person(&ctx, 1).await, person(&ctx, 2).await);
    let press = async |who: &Actor, now| vote(&ctx, who, ballot(0), now).await.expect("counted");
    let first_due = async || behind(&ctx).await.expect("read").first().map(|row| row.2);
    press(&ana, NOW).await;
    assert_eq!(first_due().await, Some(NOW), "at once after a quiet time");
    let writing = to_redraw(&ctx, VIP, POST)
        .await
        .expect("read")
        .expect("behind");
    // Eva votes while the edit is on its way.
    press(&eva, NOW).await;
    redrawn(&ctx, writing, NOW).await.expect("kept");
    assert_eq!(first_due().await, Some(NOW + REDRAW_EVERY));
    let writing = to_redraw(&ctx, VIP, POST)
        .await
        .expect("read")
        .expect("behind");
    assert_eq!((writing.counts.clone(), writing.is_shown), (vec![2], false));
    redrawn(&ctx, writing, NOW + 4).await.expect("kept");
    assert_eq!(first_due().await, None);
    press(&eva, NOW + 5).await;
    assert_eq!(
        first_due().await,
        Some(NOW + 8),
        "not sooner than four seconds after the last"
    );
    press(&eva, NOW + 6).await;
    let same = to_redraw(&ctx, VIP, POST)
        .await
        .expect("read")
        .expect("behind");
    assert!(
        same.is_shown,
        "taken back and given again: nothing to write"
    );
    redrawn(&ctx, same, NOW + 8).await.expect("kept");
    assert_eq!(first_due().await, None);
    press(&ana, NOW + 9).await;
    assert_eq!(
        first_due().await,
        Some(NOW + 9),
        "what was not written holds up nothing"
    );
}

#[tokio::test]
async fn an_answer_in_doubt_is_known_by_its_first_press() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥").await;
    post_own(&ctx, 60, true).await;
    let ana = person(&ctx, 1).await;
    let ToPlace::Missing(album) = to_place(&ctx, VIP, MessageId(60)).await.expect("read") else {
        panic!("it has no buttons yet");
    };
    let under = Ballot {
        answers: Some(MessageId(60)),
        ..ballot(0)
    };
    assert_eq!(
        vote(&ctx, &ana, under.clone(), NOW)
            .await
            .expect("answered"),
        Voted::Closed
    );
    answer_begun(&ctx, &album, Some(NOW)).await.expect("noted");
    assert_eq!(
        to_place(&ctx, VIP, MessageId(60)).await.expect("read"),
        ToPlace::InDoubt
    );
    let voted = vote(&ctx, &ana, under.clone(), NOW).await.expect("counted");
    assert_eq!(voted, Voted::For("🔥".to_owned()));
    assert_eq!(
        to_place(&ctx, VIP, MessageId(60)).await.expect("read"),
        ToPlace::Nothing
    );
    let other = Ballot {
        message: MessageId(99),
        ..under
    };
    assert_eq!(
        vote(&ctx, &ana, other, NOW).await.expect("answered"),
        Voted::Closed
    );
}

#[tokio::test]
async fn three_months_after_the_last_vote_a_post_and_its_votes_are_swept_out() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Buttons, "🔥").await;
    post_own(&ctx, POST.0, false).await;
    post_own(&ctx, 51, false).await;
    let ana = person(&ctx, 1).await;
    vote(&ctx, &ana, ballot(0), NOW.plus_days(30))
        .await
        .expect("counted");
    let clean = async |days| {
        crate::services::house::clean(&ctx, NOW.plus_days(days))
            .await
            .expect("swept")
    };
    assert_eq!(clean(90).await, 0);
    assert_eq!(clean(91).await, 1, "the one without votes");
    assert_eq!(count(&ctx, "SELECT count(*) FROM post_reactions").await, 1);
    assert_eq!(clean(121).await, 1);
    assert_eq!(count(&ctx, "SELECT count(*) FROM post_reactions").await, 0);
}

#[tokio::test]
async fn that_a_channel_takes_none_is_told_once_until_something_changes() {
    let ctx = ctx().await;
    set(&ctx, Door::Vip, ReactionMode::Native, "🔥").await;
    let set_now = settings(&ctx, &admin(), Door::Vip)
        .await
        .expect("read")
        .settings;
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins'";
    for _ in 0..3 {
        all_refused(&ctx, Door::Vip, &set_now, NOW)
            .await
            .expect("told");
    }
    assert_eq!(count(&ctx, told).await, 1);
    one_taken(&ctx, Door::Vip).await.expect("noted");
    all_refused(&ctx, Door::Vip, &set_now, NOW)
        .await
        .expect("told");
    assert_eq!(count(&ctx, told).await, 2);
    set(&ctx, Door::Vip, ReactionMode::Native, "👍").await;
    all_refused(&ctx, Door::Vip, &set_now, NOW)
        .await
        .expect("told");
    assert_eq!(count(&ctx, told).await, 3);
}

#[tokio::test]
async fn a_fresh_post_that_was_never_noted_is_known_by_its_own_buttons() {
    let ctx = ctx().await;
    let ana = person(&ctx, 1).await;
    let unnoted = |chat, message, sent_at| Ballot {
        chat,
        message: MessageId(message),
        offers: vec!["🔥".to_owned(), "❤".to_owned()],
        sent_at,
        ..ballot(1)
    };
    for (chat, sent_at, expected) in [
        (VIP, NOW, Voted::For("❤".to_owned())),
        (ChatId(1), NOW, Voted::For("❤".to_owned())),
        (VIP, NOW.plus_days(-1) - 1, Voted::Closed),
        (ChatId(-9), NOW, Voted::Closed),
        (ChatId(2), NOW, Voted::Closed),
    ] {
        let message = chat.0.abs() + NOW.since(sent_at);
        let pressed = unnoted(chat, message, sent_at);
        let voted = vote(&ctx, &ana, pressed, NOW).await.expect("answered");
        assert_eq!(voted, expected, "{chat} {sent_at}");
    }
    // The edit that gave a post its buttons was made, and the bot stopped before it noted that.
    set(&ctx, Door::Vip, ReactionMode::Buttons, "👍").await;
    see(&ctx, seen_post(70, None)).await;
    let voted = vote(&ctx, &ana, unnoted(VIP, 70, NOW), NOW).await;
    assert_eq!(voted.expect("counted"), Voted::For("❤".to_owned()));
    let left = to_place(&ctx, VIP, MessageId(70)).await.expect("read");
    assert_eq!(left, ToPlace::Nothing);
}
