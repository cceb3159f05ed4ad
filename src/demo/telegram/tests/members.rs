//! Links, requests, removals, rights.

use super::*;

#[tokio::test]
async fn a_member_limit_counts_members_at_the_same_time() {
    let bench = Bench::new().await;
    let url = bench.link(json!({"member_limit": 1})).await;
    let other = bench.emulator.add_person(13, "Luis", None, "es");
    assert_eq!(bench.ana().join(&url), JoinResult::Joined);
    assert_eq!(bench.ana().join(&url), JoinResult::AlreadyIn);
    assert_eq!(other.join(&url), JoinResult::Full);
    bench.ana().leave(CHANNEL);
    assert_eq!(
        other.join(&url),
        JoinResult::Joined,
        "the place is free again"
    );
}

#[tokio::test]
async fn links_expire_are_revoked_and_refuse_what_telegram_refuses() {
    let bench = Bench::new().await;
    let now = bench.clock.now().0;
    let short = bench.link(json!({"expire_date": now + 60})).await;
    let revoked = bench.link(json!({})).await;
    bench
        .ok(
            "revokeChatInviteLink",
            json!({"chat_id": CHANNEL, "invite_link": revoked}),
        )
        .await;
    bench.clock.advance(60);
    assert_eq!(bench.ana().join(&short), JoinResult::Expired);
    assert_eq!(bench.ana().join(&revoked), JoinResult::Invalid);
    for (params, says) in [
        (json!({"name": "x".repeat(33)}), "name"),
        (json!({"expire_date": now}), "EXPIRE_DATE_INVALID"),
        (
            json!({"member_limit": 1, "creates_join_request": true}),
            "member limit can't be specified",
        ),
    ] {
        let mut all = params.clone();
        all["chat_id"] = json!(CHANNEL);
        assert!(
            bench
                .refused("createChatInviteLink", all)
                .await
                .contains(says)
        );
    }
    assert_eq!(bench.emulator.violations().len(), 3);
}

#[tokio::test]
async fn who_asks_to_join_may_be_written_to_for_five_minutes() {
    let bench = Bench::new().await;
    let url = bench.link(json!({"creates_join_request": true})).await;
    let write = json!({"chat_id": ANA, "text": "Un momento"});
    assert_eq!(
        bench.refused("sendMessage", write.clone()).await,
        "Bad Request: chat not found"
    );
    assert_eq!(bench.ana().join(&url), JoinResult::Requested);
    bench.ok("sendMessage", write.clone()).await;
    bench.clock.advance(300);
    assert_eq!(
        bench.refused("sendMessage", write.clone()).await,
        "Forbidden: bot can't initiate conversation with a user"
    );
    let decide = json!({"chat_id": CHANNEL, "user_id": ANA});
    bench.ok("approveChatJoinRequest", decide.clone()).await;
    assert!(bench.ana().is_member(CHANNEL));
    assert_eq!(
        bench
            .refused("approveChatJoinRequest", decide.clone())
            .await,
        "Bad Request: USER_ALREADY_PARTICIPANT"
    );
    bench.ana().leave(CHANNEL);
    assert_eq!(
        bench.refused("declineChatJoinRequest", decide).await,
        "Bad Request: HIDE_REQUESTER_MISSING"
    );
}

#[tokio::test]
async fn unban_removes_a_member_and_only_if_banned_does_not() {
    let bench = Bench::new().await;
    bench
        .updates(json!({"allowed_updates": ["chat_member"]}))
        .await;
    bench.ana().join_without_link(CHANNEL);
    let person = json!({"chat_id": CHANNEL, "user_id": ANA});
    let mut careful = person.clone();
    careful["only_if_banned"] = json!(true);
    bench.ok("unbanChatMember", careful).await;
    assert!(bench.ana().is_member(CHANNEL));
    bench.ok("unbanChatMember", person.clone()).await;
    assert_eq!(bench.ana().status_in(CHANNEL), Status::Left);
    let updates = bench.updates(json!({})).await;
    let last = &updates.last().expect("an update")["chat_member"];
    assert_eq!(last["new_chat_member"]["status"], "left");
    assert_eq!(last["from"]["id"], bench.emulator.bot_id());

    bench.ok("banChatMember", person).await;
    let url = bench.link(json!({})).await;
    assert_eq!(bench.ana().join(&url), JoinResult::Banned);
}

#[tokio::test]
async fn administrators_owners_and_strangers_are_not_removed() {
    let bench = Bench::new().await;
    bench
        .emulator
        .make_admin(CHANNEL, ANA, Rights::without("can_invite_users"));
    for (user, says) in [
        (OWNER, "Bad Request: can't remove chat owner"),
        (ANA, "Bad Request: user is an administrator of the chat"),
        (999, "Bad Request: PARTICIPANT_ID_INVALID"),
    ] {
        let params = json!({"chat_id": CHANNEL, "user_id": user});
        assert_eq!(bench.refused("unbanChatMember", params).await, says);
    }
    bench
        .emulator
        .set_bot_rights(CHANNEL, Rights::without("can_restrict_members"), OWNER);
    let params = json!({"chat_id": CHANNEL, "user_id": ANA});
    assert!(
        bench
            .refused("banChatMember", params)
            .await
            .contains("not enough rights")
    );
    assert!(
        bench.emulator.violations().is_empty(),
        "none of this is the bot's fault"
    );
}

#[tokio::test]
async fn a_channel_without_the_bot_or_its_right_to_post_refuses_messages() {
    let bench = Bench::new().await;
    let post = json!({"chat_id": CHANNEL, "text": "hola"});
    bench
        .emulator
        .set_bot_rights(CHANNEL, Rights::without("can_post_messages"), OWNER);
    assert_eq!(
        bench.refused("sendMessage", post.clone()).await,
        "Bad Request: need administrator rights in the channel chat"
    );
    bench.emulator.remove_bot(CHANNEL, OWNER);
    assert_eq!(
        bench.refused("sendMessage", post.clone()).await,
        "Forbidden: bot was kicked from the channel chat"
    );
    bench
        .emulator
        .set_status(CHANNEL, bench.emulator.bot_id(), Status::Left, OWNER);
    assert_eq!(
        bench.refused("sendMessage", post).await,
        "Forbidden: bot is not a member of the channel chat"
    );
    let updates = bench.updates(json!({})).await;
    assert_eq!(updates[0]["my_chat_member"]["from"]["id"], OWNER);
}
