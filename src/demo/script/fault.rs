//! What can be wrong with a script, in sentences for whoever wrote it.

use crate::demo::house::CHANNELS;
use crate::demo::house::PEOPLE;

/// A line that cannot be understood.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum Reason {
    /// No such person or line.
    #[error(
        "nobody here is called «{0}»; a line begins with {names}, clock, restart, language, patience, == or #",
        names = names()
    )]
    Person(String),
    /// No such action.
    #[error(
        "«{0}» is nothing one can do; write a /command or a \"text\" between quotes, or begin with presses, picks, opens, joins, asks to join, leaves, posts, sends, edits, deletes, forwards, reacts, pays, uploads, blocks, unblocks or speaks"
    )]
    Action(String),
    /// No such expectation.
    #[error(
        "«{0}» is nothing one can expect; begin with sees, does not see, button, no button, toast, alert, is in, is not in, gets, post, photo, album, poll, reaction, pinned, paid, payment refused, turned away or nothing"
    )]
    Expectation(String),
    /// A text without quotes, or with words around them.
    #[error("after «{0}» comes one text between double quotes, and nothing else")]
    Text(&'static str),
    /// A word that stands alone.
    #[error("«{0}» stands alone in its column")]
    Alone(&'static str),
    /// A quote that is not closed.
    #[error("a double quote is opened and not closed")]
    Quote,
    /// No such channel.
    #[error("there is no channel «{0}»; the channels are {titles}", titles = titles())]
    Channel(String),
    /// A variable that no earlier line captures.
    #[error("nothing above this line is kept as {{{0}}}")]
    Variable(String),
    /// Not a name.
    #[error("«{0}» cannot be a name after «as»: letters, digits and _ only")]
    Name(String),
    /// Not a length of time.
    #[error("«{0}» is no length of time; write for example +30s, +10m, +1h or +1d")]
    Time(String),
    /// Not a kind of message.
    #[error(
        "«{0}» is nothing to send; write a \"text\" between quotes, or photo, album, video, animation, voice, audio, sticker, document or poll"
    )]
    Kind(String),
    /// Not a language.
    #[error("«{0}» is no language of the bot: es or en")]
    Language(String),
    /// A column too many or too few.
    #[error("«{0}» takes {1}")]
    Columns(&'static str, &'static str),
    /// A setting behind a step.
    #[error("«{0}» comes before all steps")]
    Late(&'static str),
    /// A person without anything.
    #[error("{0} neither does nor expects anything here")]
    Empty(String),
    /// An expectation without its action.
    #[error("«{0}» is expected of somebody who {1} in the same line")]
    Misplaced(&'static str, &'static str),
    /// What is to be opened is no address of Telegram.
    #[error("«{0}» is no link of Telegram; write t.me/… or a {{name}} that was kept")]
    Link(String),
    /// A file that cannot be sent.
    #[error("the file {0} cannot be sent: {1}")]
    File(String, String),
    /// A script without steps.
    #[error("the script has no step")]
    NoStep,
}

fn names() -> String {
    PEOPLE.map(|(_, name, ..)| name).join(", ")
}

fn titles() -> String {
    CHANNELS
        .map(|(_, title)| format!("«{title}»"))
        .join(" and ")
}
