//! Pictures of the reactions: settings, preview, what stands under posts, and the words over them.

use super::*;
use crate::models::*;
use crate::screens::reactions as screens;

fn emoji(list: &[&str]) -> Vec<String> {
    list.iter().map(|one| (*one).to_owned()).collect()
}

fn view(mode: ReactionMode, list: &[&str]) -> ReactionsView {
    ReactionsView {
        door: Door::Vip,
        title: NASTY_NAME.to_owned(),
        settings: ReactionSettings {
            mode,
            emoji: emoji(list),
        },
        can_edit: true,
    }
}

#[test]
fn settings() {
    let fresh = view(ReactionMode::Off, &[]);
    let both = view(ReactionMode::Both, &["🔥", "❤", "👍", "✅"]);
    let long = ReactionsView {
        door: Door::Free,
        title: long_name(),
        can_edit: false,
        ..view(
            ReactionMode::Both,
            &["🧑🏻‍❤‍💋‍🧑🏿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧‍👦", "1⃣", "🇪🇸", "☝🏽", "✅", "✔", "☑", "🧑🏿‍🚀"],
        )
    };
    let native = view(ReactionMode::Native, &["✅"]);
    assert_picture!(|r| vec![
        ("nothing yet", screens::settings(r, &fresh)),
        ("both", screens::settings(r, &both)),
        (
            "ten, none a reaction, no right",
            screens::settings(r, &long)
        ),
        ("none can be native", screens::settings(r, &native)),
        ("saved", screens::saved(r, &both)),
        ("first question", screens::ask(r, &fresh)),
        ("question", screens::ask(r, &both)),
    ]);
}

#[test]
fn previews() {
    let both = view(ReactionMode::Both, &["🔥", "❤", "👍", "🎉", "🤔", "✅"]);
    let native = view(ReactionMode::Native, &["🔥"]);
    let refused = [&both, &native].map(|view| &view.settings.emoji)[0].clone();
    assert_picture!(|r| vec![
        (
            "both",
            screens::preview(r, &both, &NativeReaction::Would("❤".to_owned()))
        ),
        (
            "native only",
            screens::preview(r, &native, &NativeReaction::NoneAllowed)
        ),
        (
            "not known",
            screens::preview(r, &native, &NativeReaction::Unknown)
        ),
        (
            "buttons only",
            screens::preview(r, &both, &NativeReaction::Off)
        ),
        (
            "refused",
            screens::refused(r, Door::Free, NASTY_NAME, &refused)
        ),
    ]);
}

#[test]
fn under_posts() {
    let offers = emoji(&["🔥", "❤", "👍", "🎉", "🤔", "✅", "1⃣"]);
    let album = Post {
        chat: ChatId(-1),
        message: MessageId(1),
        is_album: true,
        offers: offers.clone(),
        buttons_message: None,
    };
    let counted = |counts: &[i64]| Screen {
        rows: screens::keyboard(&album.counted(counts)),
        ..Screen::new("post".to_owned())
    };
    assert_picture!(|r| vec![
        ("an album's answer", screens::under_album(r, &album)),
        ("counted", counted(&[0, 1, 12, 345, 67_890, 0, 1_234_567])),
    ]);
}

#[test]
fn buttons_stand_in_rows_of_about_the_same_length() {
    let widths = |count: usize| -> Vec<usize> {
        let counts = vec![("🔥".to_owned(), 1); count];
        screens::keyboard(&counts).iter().map(Vec::len).collect()
    };
    assert_eq!(widths(0), Vec::<usize>::new());
    assert_eq!(widths(1), [1]);
    assert_eq!(widths(5), [5]);
    assert_eq!(widths(6), [3, 3]);
    assert_eq!(widths(7), [4, 3]);
    assert_eq!(widths(10), [5, 5]);
}

#[test]
fn a_keyboard_says_what_it_offers_whatever_its_counts() {
    let counts = [("❤", 0), ("1⃣", 7), ("🧑🏻‍❤‍💋‍🧑🏿", 1_234_567)];
    let counts = counts.map(|(emoji, count)| (emoji.to_owned(), count));
    let rows = screens::keyboard(&counts);
    let buttons: Vec<(String, String)> = (rows.iter().flatten())
        .map(|button| match button {
            Button::Act { label, action, .. } => (label.clone(), action.to_string()),
            Button::Url { .. } | Button::Copy { .. } => panic!("only votes"),
        })
        .collect();
    let buttons: Vec<(&str, &str)> = (buttons.iter())
        .map(|(label, data)| (label.as_str(), data.as_str()))
        .collect();
    let offers = counts.map(|(emoji, _)| emoji);
    assert_eq!(screens::offers_of(&buttons), offers);
    for other in [
        &[][..],
        &[("🔥", "react:1")],
        &[("🔥", "react:0"), ("web", "")],
        &[("hola 3", "react:0")],
        &[("🔥👍", "react:0")],
    ] {
        assert_eq!(screens::offers_of(other), Vec::<String>::new());
    }
}

#[test]
fn a_vote_is_answered_in_few_words() {
    let said = |lang| {
        let voted = [Voted::For("❤".to_owned()), Voted::TakenBack, Voted::Closed];
        let mut said: Vec<String> = voted.iter().map(|one| screens::voted(lang, one)).collect();
        said.push(screens::preview_follows(lang));
        said
    };
    assert_eq!(said(Lang::Es)[..2], ["Tu voto: ❤\u{FE0F}", "Voto retirado"]);
    assert_eq!(
        said(Lang::En)[..2],
        ["Your vote: ❤\u{FE0F}", "Vote taken back"]
    );
    for words in [said(Lang::Es), said(Lang::En)].concat() {
        assert!(html::utf16_len(&words) <= 200, "{words}");
    }
}

#[test]
fn work_that_failed_has_its_name() {
    let kinds = ["react", "place_buttons", "preview_reactions"];
    let failed = |(kind, id): (&&str, i64)| {
        ProblemItem::Task(Problem {
            id: TaskId(id),
            kind: (*kind).to_owned(),
            state: TaskState::Failed,
            attempts: 14,
            last_error: None,
            waits_for: None,
            due_at: NOW,
        })
    };
    let items: Vec<ProblemItem> = kinds.iter().zip(1..).map(failed).collect();
    assert_picture!(|r| vec![(
        "every kind",
        problems::list(r, &Page::new(items.clone(), 0, 3))
    )]);
}
