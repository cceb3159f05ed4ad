//! Rules of the tickets, without Telegram.

use super::*;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::Actor;
use crate::models::BanTerm;
use crate::models::ChatKind;
use crate::models::ContentKind;
use crate::models::Forum;
use crate::models::MessageId;
use crate::models::PermissionSet;
use crate::models::SupportRefusal;
use crate::models::TicketCategory;
use crate::models::TicketId;
use crate::models::TicketState;
use crate::models::TicketWords;
use crate::services::persons::bans;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx;
use crate::services::tests::person;

const ANA: i64 = 2001;
const GROUP: ChatId = ChatId(-1009);

fn words(chat: i64, message: i64) -> TicketWords {
    TicketWords {
        content: ContentKind::Text,
        body: Some(format!("palabras {message}")),
        is_formatted: false,
        source: Some((ChatId(chat), MessageId(message))),
        album: None,
    }
}

async fn asked(ctx: &Ctx, message: i64) -> (Actor, Ticket) {
    let ana = person(ctx, ANA).await;
    let ticket = asking::open(ctx, &ana, TicketCategory::Vpn, words(ANA, message), NOW).await;
    (ana, ticket.expect("opened"))
}

/// The tasks of a kind, by their keys.
async fn tasks(ctx: &Ctx, kind: &'static str) -> Vec<String> {
    let found = ctx.db.read(move |connection| {
        let mut found = Vec::new();
        for class in crate::models::TaskClass::ALL {
            let due = crud::tasks::list_due(connection, class, NOW.plus_days(9), 100, &[])?;
            found.extend(due.rows.into_iter().filter(|row| row.task.kind() == kind));
        }
        Ok::<_, ServiceError>(found)
    });
    let found = found.await.expect("read");
    found.into_iter().map(|row| row.task.dedupe_key()).collect()
}

async fn state(ctx: &Ctx, id: TicketId) -> Ticket {
    let found = ctx
        .db
        .read(move |connection| Ok::<_, ServiceError>(crud::tickets::get(connection, id, None)?));
    found.await.expect("read").expect("a ticket")
}

#[tokio::test]
async fn a_ticket_is_told_to_every_helper_and_then_to_whoever_looks_after_it() {
    let ctx = ctx().await;
    let (ana, ticket) = asked(&ctx, 1).await;
    assert_eq!(
        tasks(&ctx, "tell_helper").await,
        [format!("tell_helper:1:{ADMIN}")]
    );
    assert_eq!(
        (ticket.state, ticket.waits_since),
        (TicketState::Open, Some(NOW))
    );
    let answered = answering::answer(&ctx, &admin(), ticket.id, words(ADMIN.0, 2), NOW + 60).await;
    let answered = answered.expect("answered");
    assert_eq!(answered.state, TicketState::Answered);
    assert_eq!(
        (answered.waits_since, answered.taken_by),
        (None, Some(ADMIN))
    );
    assert_eq!(
        tasks(&ctx, "tell_asker").await,
        [format!("tell_asker:2:{ANA}")]
    );
    asking::write(&ctx, &ana, ticket.id, words(ANA, 3), NOW + 90)
        .await
        .expect("written");
    let ticket = state(&ctx, ticket.id).await;
    assert_eq!(
        (ticket.state, ticket.waits_since),
        (TicketState::Open, Some(NOW + 90))
    );
    asking::write(&ctx, &ana, ticket.id, words(ANA, 4), NOW + 95)
        .await
        .expect("written");
    assert_eq!(
        state(&ctx, ticket.id).await.waits_since,
        Some(NOW + 90),
        "the first word counts"
    );
}

#[tokio::test]
async fn the_same_message_is_kept_once() {
    let ctx = ctx().await;
    let (ana, ticket) = asked(&ctx, 1).await;
    let again = asking::write(&ctx, &ana, ticket.id, words(ANA, 1), NOW).await;
    assert!(
        matches!(again, Err(ServiceError::Refused(Refusal::AlreadyApplied))),
        "{again:?}"
    );
    assert_eq!(tasks(&ctx, "tell_helper").await.len(), 1);
    assert_eq!(
        state(&ctx, ticket.id).await,
        ticket,
        "nothing of it is left"
    );
}

#[tokio::test]
async fn who_is_no_helper_answers_nothing_and_hears_which_ticket() {
    let ctx = ctx().await;
    let (_, ticket) = asked(&ctx, 1).await;
    let eva = person(&ctx, 2002).await;
    let refused = answering::answer(&ctx, &eva, ticket.id, words(2002, 5), NOW).await;
    let expected = Refusal::Support(SupportRefusal::NoHelper { ticket: ticket.id });
    assert!(matches!(refused, Err(ServiceError::Refused(refusal)) if refusal == expected));
    for refused in [
        answering::take(&ctx, &eva, ticket.id, NOW).await,
        answering::close(&ctx, &eva, ticket.id, NOW).await,
        answering::reopen(&ctx, &eva, ticket.id, NOW).await,
        asking::close(&ctx, &eva, ticket.id, NOW).await,
        asking::rate(&ctx, &eva, ticket.id, 5, NOW).await,
    ] {
        assert!(refused.is_err());
    }
    assert!(desk::set_hours(&ctx, &eva, 1, NOW).await.is_err());
    let only_sees = Actor::user(
        ADMIN,
        PermissionSet::from_iter([Permission::SeeTickets]),
        None,
    );
    assert!(
        answering::answer(&ctx, &only_sees, ticket.id, words(7, 6), NOW)
            .await
            .is_err()
    );
    assert!(card(&ctx, &only_sees, ticket.id, NOW).await.is_ok());
}

#[tokio::test]
async fn a_seller_sees_tickets_of_their_own_customers_only() {
    let ctx = ctx().await;
    let (_, ticket) = asked(&ctx, 1).await;
    let seller = Actor {
        customers_of: Some(UserId(2009)),
        ..admin()
    };
    assert!(card(&ctx, &seller, ticket.id, NOW).await.is_err());
    let found = list(&ctx, &seller, crate::models::TicketFilter::All, 0)
        .await
        .expect("a list");
    assert_eq!((found.page.total, found.waiting), (0, 0));
    assert!(
        answering::answer(&ctx, &seller, ticket.id, words(7, 6), NOW)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_closed_ticket_is_rated_once_and_comes_back_with_a_word() {
    let ctx = ctx().await;
    let (ana, ticket) = asked(&ctx, 1).await;
    let rated = asking::rate(&ctx, &ana, ticket.id, 4, NOW)
        .await
        .expect("no fault");
    assert_eq!(rated.rating, None, "it is open");
    answering::close(&ctx, &admin(), ticket.id, NOW)
        .await
        .expect("closed");
    asking::rate(&ctx, &ana, ticket.id, 4, NOW)
        .await
        .expect("rated");
    let rated = asking::rate(&ctx, &ana, ticket.id, 1, NOW)
        .await
        .expect("no fault");
    assert_eq!(rated.rating, Some(4), "the first stars count");
    let back = asking::write(&ctx, &ana, ticket.id, words(ANA, 9), NOW + 5)
        .await
        .expect("back");
    assert_eq!((back.state, back.rating), (TicketState::Reopened, None));
}

#[tokio::test]
async fn helpers_are_reminded_once_in_the_hours_that_are_set() {
    let ctx = ctx().await;
    desk::set_hours(&ctx, &admin(), 3, NOW).await.expect("set");
    asked(&ctx, 1).await;
    let due = NOW + 3 * 3_600;
    assert_eq!(desk::next_due(&ctx, NOW).await.expect("read"), Some(due));
    assert_eq!(desk::remind(&ctx, due - 1).await.expect("run"), 0);
    assert_eq!(desk::remind(&ctx, due).await.expect("run"), 1);
    assert_eq!(desk::remind(&ctx, due + 60).await.expect("run"), 0);
    assert_eq!(
        desk::next_due(&ctx, due).await.expect("read"),
        Some(due + 3 * 3_600)
    );
    assert_eq!(tasks(&ctx, "tell_ticket").await.len(), 1);
    desk::set_hours(&ctx, &admin(), 0, NOW).await.expect("set");
    assert_eq!(desk::next_due(&ctx, NOW).await.expect("read"), None);
}

#[tokio::test]
async fn a_group_must_have_topics_that_the_bot_may_manage() {
    let ctx = ctx().await;
    let forum = Forum {
        chat: GROUP,
        kind: ChatKind::Supergroup,
        title: "Equipo".to_owned(),
        is_forum: true,
        is_admin: true,
        manages_topics: true,
    };
    let plain = Forum {
        is_forum: false,
        ..forum.clone()
    };
    let weak = Forum {
        manages_topics: false,
        ..forum.clone()
    };
    for bad in [plain, weak] {
        assert!(
            desk::set_group(&ctx, &admin(), Some(bad), NOW)
                .await
                .is_err()
        );
    }
    desk::set_group(&ctx, &admin(), Some(forum), NOW)
        .await
        .expect("set");
    asked(&ctx, 1).await;
    assert_eq!(
        tasks(&ctx, "tell_helper").await,
        [format!("tell_helper:1:{GROUP}")]
    );
    let new = ChatId(-1_001_009);
    desk::migrated(&ctx, GROUP, new, NOW).await.expect("moved");
    assert_eq!(settings(&ctx).await.expect("read").group, Some(new));
}

#[tokio::test]
async fn a_late_part_of_an_album_is_carried_and_the_others_are_not_again() {
    let ctx = ctx().await;
    let ana = person(&ctx, ANA).await;
    let part = |message| TicketWords {
        content: ContentKind::Photo,
        album: Some("a".to_owned()),
        ..words(ANA, message)
    };
    asking::open(&ctx, &ana, TicketCategory::Vpn, part(1), NOW)
        .await
        .expect("opened");
    assert!(
        asking::add_part(&ctx, &ana, part(2), NOW)
            .await
            .expect("kept")
    );
    let load = carry::load(&ctx, TicketId(1), TicketMessageId(1), ADMIN.chat(), NOW).await;
    let load = load.expect("read").expect("something");
    assert_eq!((load.messages.len(), load.is_rest), (2, false));
    let copy = |id| crate::models::TicketCopy {
        ticket: TicketId(1),
        about: Some(TicketMessageId(id)),
        is_head: false,
    };
    let copies = vec![(MessageId(50), copy(1)), (MessageId(51), copy(2))];
    carry::carried(&ctx, ADMIN.chat(), copies, NOW)
        .await
        .expect("kept");
    assert!(
        asking::add_part(&ctx, &ana, part(3), NOW + 9)
            .await
            .expect("kept")
    );
    let load = carry::load(&ctx, TicketId(1), TicketMessageId(1), ADMIN.chat(), NOW).await;
    let load = load.expect("read").expect("the late part");
    assert_eq!((load.messages.len(), load.is_rest), (1, true));
    let other = person(&ctx, 2002).await;
    assert!(
        !asking::add_part(&ctx, &other, part(4), NOW)
            .await
            .expect("no fault")
    );
    let found = ctx.db.write(Durability::Normal, |tx| {
        Ok::<_, ServiceError>(crud::tickets::get_copied(tx, ADMIN.chat(), MessageId(51))?)
    });
    assert_eq!(found.await.expect("read"), Some(TicketId(1)));
}

#[tokio::test]
async fn nothing_of_a_ticket_reaches_whoever_was_banned_since() {
    let ctx = ctx().await;
    let (_, ticket) = asked(&ctx, 1).await;
    answering::answer(&ctx, &admin(), ticket.id, words(ADMIN.0, 2), NOW)
        .await
        .expect("answered");
    let (ana, answer) = (UserId(ANA), TicketMessageId(2));
    let load = carry::load(&ctx, ticket.id, answer, ana.chat(), NOW).await;
    assert!(load.expect("read").is_ok());
    bans::ban(&ctx, &admin(), ana, None, BanTerm::Ever, NOW)
        .await
        .expect("banned");
    answering::close(&ctx, &admin(), ticket.id, NOW)
        .await
        .expect("closed");
    let load = carry::load(&ctx, ticket.id, answer, ana.chat(), NOW).await;
    assert_eq!(load.expect("read").err(), Some(carry::NoLoad::Banned));
    let news = carry::card_for(&ctx, ticket.id, ana.chat(), NOW).await;
    assert!(news.expect("read").is_none(), "nor how it ended");
    let helper = carry::card_for(&ctx, ticket.id, ADMIN.chat(), NOW).await;
    assert!(helper.expect("read").is_some(), "the helpers hear of it");
}

#[tokio::test]
async fn two_taps_on_a_canned_answer_send_it_once() {
    let ctx = ctx().await;
    let (_, ticket) = asked(&ctx, 1).await;
    let canned = canned::keep(&ctx, &admin(), None, "Reinicio\nApaga y enciende.", NOW).await;
    let canned = canned.expect("kept");
    for later in [0, 1, 59, 60] {
        let sent = answering::send_canned(&ctx, &admin(), ticket.id, canned, NOW + later).await;
        assert_eq!(sent.expect("no fault").state, TicketState::Answered);
    }
    let sent = tasks(&ctx, "tell_asker").await;
    assert_eq!(sent.len(), 2, "after a minute it is meant: {sent:?}");
}

#[tokio::test]
async fn opening_and_closing_again_and_again_ends_for_the_day() {
    let ctx = ctx().await;
    let ana = person(&ctx, ANA).await;
    let mut opened = 0;
    let refused = loop {
        let open = asking::open(&ctx, &ana, TicketCategory::Vpn, words(ANA, opened + 1), NOW).await;
        let ticket = match open {
            Ok(ticket) => ticket,
            Err(error) => break error,
        };
        opened += 1;
        asking::close(&ctx, &ana, ticket.id, NOW)
            .await
            .expect("closed");
    };
    let most = crate::models::MOST_TICKETS_A_DAY;
    let expected = Refusal::Support(SupportRefusal::TicketsToday { most });
    assert!(
        matches!(&refused, ServiceError::Refused(refusal) if *refusal == expected),
        "{refused:?}"
    );
    assert_eq!(opened, most);
    assert!(asking::need_room(&ctx, &ana, NOW).await.is_err());
    let back = asking::write(&ctx, &ana, TicketId(1), words(ANA, 100), NOW).await;
    assert_eq!(back.expect("written").state, TicketState::Reopened);
    asking::close(&ctx, &ana, TicketId(1), NOW)
        .await
        .expect("closed");
    let tomorrow = NOW.plus_days(1);
    asking::need_room(&ctx, &ana, tomorrow).await.expect("room");
    asking::open(&ctx, &ana, TicketCategory::Vpn, words(ANA, 101), tomorrow)
        .await
        .expect("another day");
}
