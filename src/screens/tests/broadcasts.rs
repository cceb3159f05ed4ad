//! Pictures of broadcasts: the way to the preview, its buttons, what waits, and how it went.

use super::*;
use crate::models::*;
use crate::screens::broadcasts::*;
use crate::screens::tests::assert_picture;

fn broadcast(target: BroadcastTarget, content: ContentKind, excerpt: &str) -> Broadcast {
    Broadcast {
        id: BroadcastId(12),
        content,
        excerpt: excerpt.to_owned(),
        revision: 3,
        ..Broadcast::draft(UserId(7), target, ChatId(7), MessageId(40), NOW)
    }
}

fn titles() -> Vec<String> {
    vec![NASTY_NAME.to_owned(), long_name()]
}

fn begin(target: BroadcastTarget, missing: Vec<Door>, scheduled: i64) -> BeginView {
    BeginView {
        target,
        titles: titles(),
        missing,
        scheduled,
    }
}

#[test]
fn the_way_to_a_preview() {
    assert_picture!(|reader| {
        let vip = BroadcastTarget::Door(Door::Vip);
        let people = BroadcastTarget::People(Audience::EndingVip);
        vec![
            (
                "targets",
                targets(reader, &begin(BroadcastTarget::Both, vec![], 3)),
            ),
            ("ask", ask(reader, &begin(vip, vec![], 1))),
            (
                "ask both",
                ask(reader, &begin(BroadcastTarget::Both, vec![], 0)),
            ),
            ("ask people", ask(reader, &begin(people, vec![], 0))),
            (
                "missing one",
                missing(reader, &begin(BroadcastTarget::Both, vec![Door::Free], 0)),
            ),
            (
                "missing both",
                missing(
                    reader,
                    &begin(BroadcastTarget::Both, vec![Door::Vip, Door::Free], 0),
                ),
            ),
            ("cancelled", cancelled(reader)),
            ("started", started(reader)),
        ]
    });
}

#[test]
fn previews_and_their_faults() {
    assert_picture!(|reader| {
        let text = broadcast(
            BroadcastTarget::Door(Door::Vip),
            ContentKind::Text,
            "Hola <b>",
        );
        let mut album = broadcast(BroadcastTarget::Both, ContentKind::Album, "");
        album.source_messages.push(MessageId(41));
        album.options = BroadcastOptions {
            is_silent: true,
            is_protected: true,
            is_pinned: true,
            has_reactions: true,
            hides_link_preview: true,
        };
        album.scheduled_at = Some(in_days(1));
        let people = BroadcastTarget::People(Audience::Everybody);
        let photo = broadcast(people, ContentKind::Photo, "");
        let emoji = vec!["🔥".to_owned(), "👍".to_owned()];
        let reactions = vec![(NASTY_NAME.to_owned(), emoji), (long_name(), vec![])];
        let view = |broadcast: &Broadcast, reactions| DraftView {
            broadcast: broadcast.clone(),
            titles: titles(),
            reactions,
            people: (!broadcast.is_for_channels()).then_some(1_234),
        };
        vec![
            ("text", control(reader, &view(&text, vec![]))),
            ("album", control(reader, &view(&album, reactions))),
            ("people", control(reader, &view(&photo, vec![]))),
            ("gone", faulty(reader, &text, &PreviewFault::SourceGone)),
            (
                "refused",
                faulty(reader, &text, &PreviewFault::Refused(long_name())),
            ),
        ]
    });
}

#[test]
fn what_waits_for_its_time() {
    assert_picture!(|reader| {
        let mut one = broadcast(BroadcastTarget::Both, ContentKind::Poll, &long_name());
        one.state = BroadcastState::Scheduled;
        one.scheduled_at = Some(in_days(2));
        let mut edited = broadcast(
            BroadcastTarget::People(Audience::NeverBought),
            ContentKind::Voice,
            "",
        );
        edited.state = BroadcastState::Stale;
        edited.scheduled_at = Some(in_days(3));
        let page = |rows: Vec<Broadcast>, page, total| Page::new(rows, page, total);
        let card = |broadcast: &Broadcast| {
            let view = BroadcastView {
                broadcast: broadcast.clone(),
                posts: vec![],
            };
            card(reader, &view)
        };
        let mut screens = vec![
            ("ask", ask_time(reader, &one)),
            ("scheduled", scheduled(reader, &one)),
            ("edited", card(&edited)),
            (
                "list",
                list(reader, &page(vec![one.clone(), edited.clone()], 1, 25)),
            ),
            ("none", list(reader, &page(vec![], 0, 0))),
            ("sent", sent(reader, &page(vec![one.clone()], 0, 1))),
            ("none sent", sent(reader, &page(vec![], 0, 0))),
        ];
        for why in [
            HeldWhy::Edited,
            HeldWhy::Late,
            HeldWhy::NoChannel,
            HeldWhy::Nobody,
        ] {
            screens.push((why.name(), held(reader, &one, why)));
        }
        screens
    });
}

fn post(id: i64, state: PostState) -> PostView {
    PostView {
        post: BroadcastPost {
            id: BroadcastPostId(id),
            broadcast: BroadcastId(12),
            chat: ChatId(-1_001_234_567_890),
            state,
            tries: 0,
            messages: vec![MessageId(88), MessageId(89)],
            pin: PinState::None,
            problem: None,
            error: None,
            posted_at: Some(NOW),
        },
        title: NASTY_NAME.to_owned(),
        username: None,
    }
}

#[test]
fn how_it_went() {
    assert_picture!(|reader| {
        let view = |state, posts| {
            let mut broadcast = broadcast(BroadcastTarget::Both, ContentKind::Text, "Hola");
            broadcast.state = state;
            BroadcastView { broadcast, posts }
        };
        let mut public = post(2, PostState::Posted);
        public.title = long_name();
        public.username = Some("canal_free".to_owned());
        public.post.pin = PinState::Done;
        public.post.problem = Some(PostProblem::Partial);
        public.post.error = Some("1/2".to_owned());
        let mut old = post(1, PostState::Posted);
        old.post.posted_at = Some(in_days(-2));
        old.post.pin = PinState::Failed;
        let mut seen = post(2, PostState::Posted);
        seen.post.messages.clear();
        let mut screens = vec![
            (
                "sending",
                result(
                    reader,
                    &view(
                        BroadcastState::Sending,
                        vec![post(1, PostState::Due), public.clone()],
                    ),
                ),
            ),
            (
                "posted",
                result(
                    reader,
                    &view(
                        BroadcastState::Done,
                        vec![post(1, PostState::Posted), public],
                    ),
                ),
            ),
            (
                "old",
                result(reader, &view(BroadcastState::Done, vec![old])),
            ),
            (
                "doubt",
                result(
                    reader,
                    &view(BroadcastState::Done, vec![post(1, PostState::Doubt), seen]),
                ),
            ),
            (
                "undone",
                result(
                    reader,
                    &view(
                        BroadcastState::Done,
                        vec![post(1, PostState::Undone), post(2, PostState::Undoing)],
                    ),
                ),
            ),
        ];
        let mut late = view(BroadcastState::Done, vec![post(1, PostState::Posted)]);
        late.broadcast.scheduled_at = Some(NOW);
        late.broadcast.confirmed_at = Some(NOW + 2 * HOUR);
        screens.push(("late", result(reader, &late)));
        for problem in PostProblem::ALL {
            let mut failed = post(1, PostState::Failed);
            failed.post.problem = Some(problem);
            failed.post.error = Some("not enough <rights>".to_owned());
            let posts = vec![failed, post(2, PostState::Posted)];
            screens.push((
                problem.name(),
                result(reader, &view(BroadcastState::Done, posts)),
            ));
        }
        screens
    });
}

#[test]
fn what_no_bot_can_copy_has_a_name() {
    for what in [
        Unsupported::Service,
        Unsupported::PaidMedia,
        Unsupported::Giveaway,
        Unsupported::Invoice,
        Unsupported::Story,
        Unsupported::Game,
        Unsupported::Checklist,
        Unsupported::Quiz,
        Unsupported::OpenPoll,
        Unsupported::Dice,
    ] {
        for lang in Lang::ALL {
            let refusal = Refusal::ContentUnsupported(what);
            let alert = crate::screens::refusals::alert(reader(lang), &refusal);
            assert!(alert.contains(&unsupported_name(lang, what)) && !alert.ends_with('…'));
        }
    }
}
