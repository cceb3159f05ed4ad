//! Questions at the terminal, and what is said when there is nobody to answer them.

use crate::cli::print;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use anyhow::anyhow;
use std::io;
use std::io::IsTerminal;
use tokio::sync::oneshot;

/// What the setup must know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Language,
    Token,
    DataDir,
    Profile,
}

impl Need {
    const ALL: [Need; 4] = [Self::Language, Self::Token, Self::DataDir, Self::Profile];

    /// The text that says how it is given.
    fn key(self) -> &'static str {
        match self {
            Self::Language => "setup-need-language",
            Self::Token => "setup-need-token",
            Self::DataDir => "setup-need-data-dir",
            Self::Profile => "setup-need-profile",
        }
    }
}

/// Speaks with the operator in one language.
#[derive(Clone)]
pub struct Asker {
    pub lang: Lang,
    is_terminal: bool,
    missing: Vec<Need>,
}

impl Asker {
    /// Nothing is known yet. Questions are asked only if standard input is a terminal.
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            is_terminal: io::stdin().is_terminal(),
            missing: Need::ALL.to_vec(),
        }
    }

    /// The same for a command that needs none of what the setup does.
    pub fn of_command(lang: Lang) -> Self {
        Self {
            missing: Vec::new(),
            ..Self::new(lang)
        }
    }

    /// Whether somebody can be asked.
    pub fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Notes that this is known.
    pub fn knows(&mut self, need: Need) {
        self.missing.retain(|missing| *missing != need);
    }

    /// An error that lists all that is missing, if anything is.
    pub fn refuse_missing(&self) -> anyhow::Result<()> {
        match self.missing_list("setup-missing") {
            Some(text) => Err(anyhow!(text)),
            None => Ok(()),
        }
    }

    fn missing_list(&self, head: &str) -> Option<String> {
        if self.missing.is_empty() {
            return None;
        }
        let mut lines = vec![self.text(head, args! {})];
        for need in &self.missing {
            lines.push(format!("  {}", self.text(need.key(), args! {})));
        }
        Some(lines.join("\n"))
    }

    /// The text of that key.
    pub fn text(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.lang.plain(key, args)
    }

    /// Prints the text of that key.
    pub fn say(
        &self,
        key: &str,
        args: &[(&'static str, Arg<'_>)],
    ) -> Result<(), print::PrintError> {
        print::line(&self.text(key, args))
    }

    /// Asks until there is an answer; a bare Enter takes the default.
    pub async fn line(&self, question: &str, default: Option<&str>) -> anyhow::Result<String> {
        loop {
            print::prompt(&prompt(question, default))?;
            let answer = self.answer().await?;
            match (answer.is_empty(), default) {
                (false, _) => return Ok(answer),
                (true, Some(default)) => return Ok(default.to_owned()),
                (true, None) => {}
            }
        }
    }

    /// Asks for a secret, which is not shown while it is typed. `None` for a bare Enter.
    pub async fn secret(
        &self,
        question: &str,
        default: Option<&str>,
    ) -> anyhow::Result<Option<String>> {
        // Before the question is seen, so that nothing typed in answer to it is ever shown.
        let hidden = Hidden::begin();
        print::prompt(&prompt(question, default))?;
        let answer = self.answer().await;
        drop(hidden);
        Ok(Some(answer?).filter(|answer| !answer.is_empty()))
    }

    /// Asks for a yes or a no, in either language.
    pub async fn yes(&self, question: &str, default: bool) -> anyhow::Result<bool> {
        let choice = if default {
            "setup-yes-no"
        } else {
            "setup-no-yes"
        };
        let shown = self.text(choice, args! {});
        loop {
            print::prompt(&prompt(question, Some(&shown)))?;
            match self.answer().await?.to_lowercase().as_str() {
                "" => return Ok(default),
                "y" | "yes" | "s" | "si" | "sí" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => self.say("setup-yes-or-no", args! {})?,
            }
        }
    }

    async fn answer(&self) -> anyhow::Result<String> {
        let line = match read_line().await {
            Ok(line) => line,
            // No text: no answer that any question takes.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Some("?".to_owned()),
            Err(error) => return Err(error.into()),
        };
        let Some(line) = line else {
            print::line("")?;
            let text = self.missing_list("setup-input-ended-missing");
            let text = text.unwrap_or_else(|| self.text("setup-input-ended", args! {}));
            return Err(anyhow!(text));
        };
        Ok(line.trim().to_owned())
    }
}

fn prompt(question: &str, default: Option<&str>) -> String {
    match default {
        Some(default) => format!("{question} [{default}]: "),
        None => format!("{question}: "),
    }
}

/// The next line; nothing at the end of the input.
async fn read_line() -> io::Result<Option<String>> {
    let (give, take) = oneshot::channel();
    // A thread of its own: the line may never come, and the end of the program does not wait for it.
    std::thread::Builder::new().spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        // Nobody takes it when the setup was interrupted.
        let _ = give.send(read.map(|length| (length > 0).then_some(line)));
    })?;
    take.await
        .unwrap_or_else(|_| Err(io::Error::other("the terminal could not be read")))
}

/// The terminal shows nothing of what is typed, until this is dropped.
#[cfg(unix)]
struct Hidden(rustix::termios::Termios);

#[cfg(unix)]
impl Hidden {
    fn begin() -> Option<Self> {
        use rustix::termios::LocalModes;
        use rustix::termios::OptionalActions;
        use rustix::termios::tcgetattr;
        use rustix::termios::tcsetattr;
        let before = tcgetattr(io::stdin()).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        // Enter still goes to the next line.
        quiet.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(io::stdin(), OptionalActions::Now, &quiet).ok()?;
        Some(Self(before))
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        use rustix::termios::OptionalActions;
        use rustix::termios::tcsetattr;
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

/// Elsewhere what is typed is seen.
#[cfg(not(unix))]
struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    fn begin() -> Option<Self> {
        None
    }
}
