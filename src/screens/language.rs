//! The choice of language.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// The name of a language, in itself.
pub fn language_name(lang: Lang) -> String {
    let key = match lang {
        Lang::Es => "language-name-es",
        Lang::En => "language-name-en",
    };
    lang.plain(key, args! {})
}

/// Asks for the language.
pub fn choose(reader: Reader) -> Screen {
    let names = Lang::ALL.map(|lang| Button::act(language_name(lang), Action::SetLanguage(lang)));
    Screen::new(reader.html("language-ask", args! {}))
        .row(names)
        .button(back_to(reader.lang, Action::Home))
}

/// The choice is kept; said in the language chosen.
pub fn chosen(reader: Reader) -> Screen {
    Screen::new(reader.html("language-chosen", args! {})).button(Button::act(
        reader.plain("button-home", args! {}),
        Action::Home,
    ))
}
