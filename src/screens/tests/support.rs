//! Pictures of the support, on both sides.

use super::*;
use crate::models::*;
use crate::screens::support as asker;
use crate::screens::tickets as helper;
use crate::screens::tickets::Powers;

const POWERS: Powers = Powers {
    answers: true,
    sees_members: true,
    user: Some(UserId(7)),
};

fn ticket(state: TicketState) -> Ticket {
    let is_closed = state == TicketState::Closed;
    let waits = matches!(state, TicketState::Open | TicketState::Reopened);
    Ticket {
        id: TicketId(12),
        user: UserId(2001),
        category: TicketCategory::Vpn,
        state,
        created_at: NOW - 90_000,
        updated_at: NOW - 7_300,
        waits_since: waits.then(|| NOW - 7_300),
        closed_at: is_closed.then(|| NOW - 60),
        taken_by: None,
        topic: None,
        rating: None,
    }
}

fn message(content: ContentKind, body: Option<&str>, is_staff: bool) -> TicketMessage {
    TicketMessage {
        id: TicketMessageId(1),
        ticket: TicketId(12),
        is_staff,
        author: UserId(2001),
        at: NOW - 7_300,
        words: TicketWords {
            content,
            body: body.map(str::to_owned),
            is_formatted: false,
            source: Some((ChatId(2001), MessageId(5))),
            album: None,
        },
    }
}

fn line(content: ContentKind, body: Option<&str>, is_staff: bool) -> ThreadLine {
    ThreadLine {
        message: message(content, body, is_staff),
        author: NASTY_NAME.to_owned(),
    }
}

fn card(ticket: Ticket, name: &str) -> TicketCard {
    TicketCard {
        ticket,
        name: name.to_owned(),
        username: Some("ana".to_owned()),
        language: Some("es".to_owned()),
        note: Some("Paga <tarde> & bien".to_owned()),
        is_banned: false,
        vip: Some(Some(in_days(3))),
        keys: 2,
        tickets: 4,
        helper: None,
        last: Some(line(
            ContentKind::Text,
            Some("No me <conecta> & nada"),
            false,
        )),
        messages: 7,
    }
}

fn thread(state: TicketState) -> Thread {
    let rows = vec![
        line(ContentKind::Text, Some("No me <conecta> & nada"), false),
        line(ContentKind::Photo, Some("así se ve"), false),
        line(ContentKind::Voice, None, true),
        line(ContentKind::Text, Some(&"muy larga ".repeat(60)), false),
    ];
    Thread {
        ticket: ticket(state),
        name: NASTY_NAME.to_owned(),
        lines: Page::new(rows, 0, 12),
    }
}

#[test]
fn what_a_person_sees_of_the_support() {
    use TicketState::{Answered, Closed, Open, Reopened};
    let home = |open: Vec<Ticket>, total| SupportHome { open, total };
    let three = vec![ticket(Open), ticket(Answered), ticket(Reopened)];
    let rated = Ticket {
        rating: Some(4),
        ..ticket(Closed)
    };
    assert_picture!(|r| vec![
        ("nothing yet", asker::home(r, &home(vec![], 0))),
        ("one open", asker::home(r, &home(vec![ticket(Open)], 1))),
        ("no room", asker::home(r, &home(three.clone(), 9))),
        ("no tickets", asker::list(r, &Page::new(vec![], 0, 0))),
        (
            "tickets",
            asker::list(r, &Page::new(vec![ticket(Open), rated.clone()], 0, 20))
        ),
        ("asked", asker::ask_words(r, TicketCategory::Payment)),
        ("more", asker::ask_more(r, &ticket(Open))),
        ("again", asker::ask_more(r, &ticket(Closed))),
        ("opened", asker::opened(r, &ticket(Open))),
        ("added", asker::added(r, &ticket(Open))),
        ("thread", asker::thread(r, &thread(Open))),
        ("thread at its end", asker::thread(r, &thread(Closed))),
        ("closed", asker::closed(r, &ticket(Closed))),
        ("rated", asker::rated(r, &rated)),
        (
            "answered",
            asker::answered(r, TicketId(12), Some("Prueba <esto> & dime"))
        ),
        (
            "answered with a copy",
            asker::answered(r, TicketId(12), None)
        ),
        (
            "gone",
            asker::gone(r, &[message(ContentKind::Photo, Some("<pie>"), true)])
        ),
        (
            "news: closed",
            asker::news(r, &ticket(Closed), TicketNews::Closed { by_staff: true })
        ),
        (
            "news: open again",
            asker::news(
                r,
                &ticket(Reopened),
                TicketNews::Reopened { by_staff: true }
            )
        ),
    ]);
}

#[test]
fn what_helpers_see_of_tickets() {
    use TicketState::{Answered, Closed, Open};
    let row = |ticket: Ticket, helper: Option<&str>| TicketLine {
        ticket,
        name: long_name(),
        helper: helper.map(str::to_owned),
    };
    let list = |filter, rows: Vec<TicketLine>, manages| TicketList {
        filter,
        page: Page::new(rows, 0, 30),
        waiting: 3,
        manages,
    };
    let rows = vec![
        row(ticket(Open), None),
        row(ticket(Answered), Some("Luis")),
        row(ticket(Closed), None),
    ];
    let taken = TicketCard {
        ticket: Ticket {
            taken_by: Some(UserId(7)),
            rating: Some(5),
            ..ticket(Closed)
        },
        helper: Some(NASTY_NAME.to_owned()),
        is_banned: true,
        vip: None,
        note: None,
        username: None,
        last: None,
        ..card(ticket(Closed), &long_name())
    };
    let reads = Powers {
        answers: false,
        sees_members: false,
        user: None,
    };
    let helpers = [(UserId(7), "Luis".to_owned()), (UserId(8), long_name())];
    assert_picture!(|r| vec![
        (
            "list",
            helper::list(r, &list(TicketFilter::Waiting, rows.clone(), true))
        ),
        (
            "nothing",
            helper::list(r, &list(TicketFilter::Mine, vec![], false))
        ),
        (
            "card",
            helper::card(r, &card(ticket(Open), NASTY_NAME), POWERS)
        ),
        ("card, closed and mine", helper::card(r, &taken, POWERS)),
        (
            "card, only read",
            helper::card(r, &card(ticket(Answered), "Ana"), reads)
        ),
        ("thread", helper::thread(r, &thread(Answered))),
        ("answer", helper::ask_answer(r, TicketId(12), NASTY_NAME)),
        ("sent", helper::answer_sent(r, TicketId(12), NASTY_NAME)),
        ("to whom", helper::helpers(r, &taken.ticket, &helpers)),
        ("to nobody", helper::helpers(r, &ticket(Open), &[])),
        ("anonymous", helper::anonymous(r)),
    ]);
}

#[test]
fn what_helpers_are_told() {
    let load = |is_staff: bool| TicketLoad {
        is_first: !is_staff,
        card: card(ticket(TicketState::Open), NASTY_NAME),
        author: NASTY_NAME.to_owned(),
        messages: vec![message(ContentKind::Text, Some("a"), is_staff)],
        is_rest: false,
        head: None,
    };
    let url = || "https://t.me/portero_bot?start=ticket_12".to_owned();
    let to = UserId(8);
    let by = UserId(7);
    let news = [
        ("closed", TicketNews::Closed { by_staff: true }),
        ("solved", TicketNews::Closed { by_staff: false }),
        ("open again", TicketNews::Reopened { by_staff: true }),
        ("back", TicketNews::Reopened { by_staff: false }),
        ("taken", TicketNews::Taken { by }),
        ("given", TicketNews::Given { by, to }),
        ("rated", TicketNews::Rated { stars: 2 }),
        ("an hour", TicketNews::Waiting { hours: 1 }),
        ("hours", TicketNews::Waiting { hours: 24 }),
        ("unreachable", TicketNews::Unreachable),
    ];
    assert_picture!(|r| {
        let mut all = vec![
            (
                "heard",
                helper::heard(r, &load(false), Some("No <va> & ya")),
            ),
            ("heard, a copy below", helper::heard(r, &load(false), None)),
            (
                "topic",
                helper::heard_in_topic(r, &load(false), Some("No va"), url()),
            ),
            (
                "topic, later",
                helper::heard_in_topic(r, &load(true), Some("Ya"), url()),
            ),
            (
                "group lost",
                helper::group_lost(r, "Forbidden: bot was kicked <&>"),
            ),
        ];
        all.extend(news.map(|(case, news)| {
            let card = card(ticket(TicketState::Open), NASTY_NAME);
            (case, helper::news(r, &card, news, "Luis <&>", "Eva"))
        }));
        all
    });
    let name = helper::topic_name(
        reader(Lang::Es),
        &card(ticket(TicketState::Open), &long_name()),
    );
    assert!(html::utf16_len(&name) <= 128, "{name}");
}

#[test]
fn how_the_support_is_set() {
    let desk = |group: Option<&str>, hours, stars| SupportDesk {
        settings: SupportSettings {
            group: group.map(|_| ChatId(-1009)),
            group_title: group.map(str::to_owned),
            hours,
        },
        canned: 3,
        waiting: 2,
        stars,
    };
    let canned = CannedAnswer {
        id: CannedId(4),
        title: "Reiniciar <el> móvil".to_owned(),
        body: "Apaga & enciende.\nY <espera>.".to_owned(),
    };
    let some = Page::new(vec![canned.clone()], 0, 9);
    let none = Page::new(vec![], 0, 0);
    assert_picture!(|r| vec![
        ("in private", helper::desk(r, &desk(None, 0, None))),
        (
            "in a group",
            helper::desk(r, &desk(Some(NASTY_NAME), 12, Some((457, 40))))
        ),
        ("hours", helper::ask_hours(r, 12, 720)),
        ("group", helper::choose_group(r)),
        ("chosen", helper::group_changed(r, NASTY_NAME)),
        ("pick", helper::pick_canned(r, TicketId(12), &some)),
        (
            "nothing to pick",
            helper::pick_canned(r, TicketId(12), &none)
        ),
        ("texts", helper::canned_list(r, &some)),
        ("no texts", helper::canned_list(r, &none)),
        ("text", helper::canned(r, &canned)),
        ("new", helper::ask_canned(r, None)),
        ("edit", helper::ask_canned(r, Some(&canned))),
        ("delete", helper::canned_drop(r, &canned)),
    ]);
    let markup = helper::choose_group(reader(Lang::Es))
        .reply_markup()
        .expect("a keyboard");
    let ask = &markup["keyboard"][0][0]["request_chat"];
    assert_eq!(
        (&ask["chat_is_forum"], &ask["chat_is_channel"]),
        (&true.into(), &false.into())
    );
    let rights = &ask["bot_administrator_rights"];
    assert_eq!(
        (
            &rights["can_manage_topics"],
            &rights["can_restrict_members"]
        ),
        (&true.into(), &false.into())
    );
}

#[test]
fn refusals_of_the_support() {
    let all = || {
        vec![
            ("too many", SupportRefusal::TooManyTickets { most: 3 }),
            ("too many today", SupportRefusal::TicketsToday { most: 10 }),
            ("unsupported", SupportRefusal::WordsUnsupported),
            (
                "no helper",
                SupportRefusal::NoHelper {
                    ticket: TicketId(12),
                },
            ),
            ("not a helper", SupportRefusal::NotAHelper),
            ("banned", SupportRefusal::AskerBanned),
            (
                "no forum",
                SupportRefusal::NoForum {
                    title: NASTY_NAME.to_owned(),
                },
            ),
            (
                "no right",
                SupportRefusal::NoTopicRight {
                    title: NASTY_NAME.to_owned(),
                },
            ),
            ("hours", SupportRefusal::HoursInvalid { most: 720 }),
            ("unclear", SupportRefusal::CannedUnclear),
            (
                "long",
                SupportRefusal::CannedTooLong {
                    title: 40,
                    body: 2_000,
                },
            ),
            ("taken", SupportRefusal::CannedTitleTaken),
            ("many", SupportRefusal::TooManyCanned { most: 100 }),
        ]
    };
    assert_picture!(|r| {
        let drawn = all().into_iter().map(|(case, refusal)| {
            let refusal = Refusal::Support(refusal);
            assert!(html::utf16_len(&refusals::alert(r, &refusal)) <= 200);
            (case, refusals::text(r, &refusal))
        });
        drawn.collect()
    });
}
