//! Adding a source.

use super::*;
use crate::models::ProxyKind;
use crate::screens::callback::SourceSort;

fn sort_button(sort: SourceSort) -> &'static str {
    match sort {
        SourceSort::Shadowmere => "button-source-add-shadowmere",
        SourceSort::List => "button-source-add-list",
        SourceSort::Pasted => "button-source-add-pasted",
    }
}

/// Which sort of source is added?
pub fn add(reader: Reader) -> Screen {
    let sorts =
        SourceSort::ALL.map(|sort| act(reader, sort_button(sort), SourceAction::Ask(sort, None)));
    let public = reader.plain("button-source-add-public", args! {});
    let public = Button::styled(
        public,
        Action::Source(SourceAction::AddPublic),
        Style::Primary,
    );
    Screen::new(reader.html("source-add", args! {}))
        .button(public)
        .grid(1, sorts.into())
        .button(back(reader, SourceAction::Desk))
}

/// Asks for the address or the text of a source, and lets its kind be chosen meanwhile.
pub fn ask(reader: Reader, sort: SourceSort, hint: Option<ProxyKind>) -> Screen {
    let key = match sort {
        SourceSort::Shadowmere => "source-ask-shadowmere",
        SourceSort::List => "source-ask-list",
        SourceSort::Pasted => "source-ask-pasted",
    };
    let text = reader.html(key, args! {});
    match sort {
        // A Shadowmere says what each proxy speaks.
        SourceSort::Shadowmere => Screen::new(text),
        SourceSort::List | SourceSort::Pasted => {
            let hint_text = reader.html("source-ask-hint", args! {});
            Screen::new(format!("{text}\n\n{hint_text}")).grid(3, hints(reader, sort, hint))
        }
    }
    .button(cancel(reader.lang))
}

/// What lines that do not say it speak.
fn hints(reader: Reader, sort: SourceSort, chosen: Option<ProxyKind>) -> Vec<Button> {
    let of = |hint: Option<ProxyKind>| {
        let label = match hint {
            None => reader.plain("button-source-hint-any", args! {}),
            Some(kind) => kind_name(kind).to_owned(),
        };
        let again = Action::Source(SourceAction::Ask(sort, hint));
        if hint == chosen {
            Button::styled(format!("✅ {label}"), again, Style::Primary)
        } else {
            Button::act(label, again)
        }
    };
    // A line of Shadowsocks without its cipher says nothing.
    let kinds = ProxyKind::ALL
        .into_iter()
        .filter(|kind| *kind != ProxyKind::Shadowsocks);
    std::iter::once(None)
        .chain(kinds.map(Some))
        .map(of)
        .collect()
}

/// What a pasted list is called that has no name of its own.
pub fn pasted_name(reader: Reader, day: &str) -> String {
    reader.plain("source-name-pasted", args! { day: day })
}
