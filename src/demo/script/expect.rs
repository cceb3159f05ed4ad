//! What must come of a step: waiting for it, and saying what came instead.

use super::channel;
use super::play::Failure;
use super::play::Player;
use super::play::name_of;
use super::play::title_of;
use super::steps::Expectation;
use crate::demo::telegram::EmulatedButton;
use crate::demo::telegram::EmulatedMessage;
use crate::demo::telegram::Emulator;
use crate::demo::telegram::JoinResult;
use crate::demo::telegram::PaymentState;
use crate::demo::telegram::Person;
use std::time::Duration;
use tokio::time::Instant;

/// Nothing happened for so long: nothing more will come of this step.
const QUIET: Duration = Duration::from_millis(700);
/// How often that is looked at.
const GLANCE: Duration = Duration::from_millis(100);

impl Player {
    /// Waits until it is so.
    pub(super) async fn expect(
        &mut self,
        person: &Person,
        expectation: &Expectation,
    ) -> Result<(), Failure> {
        match expectation {
            Expectation::Sees { text, name } => {
                let text = self.filled(text);
                let found = self.message(person, |message| message.text.contains(&text));
                let found = found.await;
                let found = found.ok_or_else(|| self.lack(person, &format!("«{text}»")))?;
                self.keep(name.as_deref(), word_with(&found.text, &text));
            }
            Expectation::Button { label, name } => {
                let label = self.filled(label);
                let found = self.message(person, |message| message.has_button(&label));
                let found = found.await;
                let wanted = || self.lack(person, &format!("a button «{label}»"));
                let found = found.ok_or_else(wanted)?;
                self.keep(name.as_deref(), found.button(&label).map(what_it_does));
            }
            Expectation::File(part) => {
                let part = self.filled(part);
                let has_file = |message: &EmulatedMessage| {
                    let name = message.file_name.as_deref();
                    message.file_id.is_some() && name.unwrap_or_default().contains(&part)
                };
                let found = self.message(person, has_file).await;
                found.ok_or_else(|| self.lack(person, &format!("a file «{part}»")))?;
            }
            Expectation::Posted {
                kind,
                text,
                channel,
            } => {
                let place = channel.unwrap_or(person.id);
                let text = self.filled(text);
                self.expect_post(person, *kind, &text, place).await?;
            }
            Expectation::PostButton { label, channel } => {
                let label = self.filled(label);
                let is_so = |emulator: &Emulator| {
                    channel::newest(emulator, *channel, |post| post.has_button(&label)).is_some()
                };
                let what = format!("a button «{label}»");
                self.expect_of(*channel, &what, is_so).await?;
            }
            Expectation::Reaction { emoji, channel } => {
                let is_so = |emulator: &Emulator| channel::has_reaction(emulator, *channel, emoji);
                let what = format!("the bot's reaction {emoji} to the newest post");
                self.expect_of(*channel, &what, is_so).await?;
            }
            Expectation::Pinned { text, channel } => {
                let text = self.filled(text);
                let is_so = |emulator: &Emulator| channel::is_pinned(emulator, *channel, &text);
                let what = format!("a pinned post «{text}»");
                self.expect_of(*channel, &what, is_so).await?;
            }
            Expectation::SeesNot(text) => {
                let text = self.filled(text);
                let what = format!("no message with «{text}»");
                self.expect_none(person, &what, |message| message.text.contains(&text))
                    .await?;
            }
            Expectation::NoButton(label) => {
                let label = self.filled(label);
                let what = format!("no button «{label}»");
                self.expect_none(person, &what, |message| message.has_button(&label))
                    .await?;
            }
            Expectation::Nothing => self.expect_none(person, "nothing", |_| true).await?,
            Expectation::Toast(text) => self.expect_toast(&self.filled(text), false)?,
            Expectation::Alert(text) => self.expect_toast(&self.filled(text), true)?,
            Expectation::In(chat) => self.expect_place(person, *chat, true).await?,
            Expectation::NotIn(chat) => self.expect_place(person, *chat, false).await?,
            Expectation::Paid => self.expect_payment(&PaymentState::Paid)?,
            Expectation::PaymentRefused(text) => {
                let reason = self.filled(text);
                self.expect_payment(&PaymentState::Refused(reason))?;
            }
            Expectation::TurnedAway => self.expect_turned_away()?,
        }
        Ok(())
    }

    /// Who follows a link wants to enter, and who pays wants to have paid, unless the line says otherwise.
    pub(super) fn expect_no_refusal(&self, expectations: &[Expectation]) -> Result<(), Failure> {
        let says = |is_it: fn(&Expectation) -> bool| expectations.iter().any(is_it);
        if !says(|expectation| *expectation == Expectation::TurnedAway)
            && let Some(entry) = self.outcome.entry.filter(|entry| is_refusal(*entry))
        {
            return Err(Failure {
                expected: "the invite link lets them in".to_owned(),
                seen: entry_told(entry).to_owned(),
            });
        }
        if self.outcome.payment.is_some()
            && !says(|expectation| matches!(expectation, Expectation::PaymentRefused(_)))
        {
            return self.expect_payment(&PaymentState::Paid);
        }
        Ok(())
    }

    async fn message(
        &self,
        person: &Person,
        is_it: impl Fn(&EmulatedMessage) -> bool,
    ) -> Option<EmulatedMessage> {
        self.awaited(|| {
            person
                .news()
                .into_iter()
                .rev()
                .find(|message| is_it(message))
        })
        .await
    }

    /// Waits until nothing more comes, and looks that no message is like that.
    async fn expect_none(
        &self,
        person: &Person,
        expected: &str,
        is_it: impl Fn(&EmulatedMessage) -> bool,
    ) -> Result<(), Failure> {
        self.settle().await;
        match person.news().iter().find(|message| is_it(message)) {
            Some(message) => Err(Failure {
                expected: format!("{} sees {expected}", name_of(person)),
                seen: indented(&message.to_string()),
            }),
            None => Ok(()),
        }
    }

    /// Waits until the bot has heard everything and is quiet.
    async fn settle(&self) {
        let emulator = &self.house.emulator;
        let started = Instant::now();
        let (mut last, mut since) = (emulator.revision(), Instant::now());
        while started.elapsed() < self.patience && since.elapsed() < QUIET {
            emulator.changed(GLANCE).await;
            let present = emulator.revision();
            if present != last || emulator.updates_pending() > 0 {
                (last, since) = (present, Instant::now());
            }
        }
    }

    fn expect_toast(&self, text: &str, is_alert: bool) -> Result<(), Failure> {
        let toast = self.outcome.toast.as_ref();
        if toast.is_some_and(|toast| toast.text.contains(text) && toast.show_alert == is_alert) {
            return Ok(());
        }
        let kind = |is_alert: bool| if is_alert { "alert" } else { "toast" };
        Err(Failure {
            expected: format!("the {} «{text}»", kind(is_alert)),
            seen: match toast {
                Some(toast) if toast.text.is_empty() => "an answer without words".to_owned(),
                Some(toast) => format!("the {} «{}»", kind(toast.show_alert), toast.text),
                None => "no answer to a press".to_owned(),
            },
        })
    }

    async fn expect_place(
        &self,
        person: &Person,
        chat: i64,
        is_inside: bool,
    ) -> Result<(), Failure> {
        let is_so = self.awaited(|| (person.is_member(chat) == is_inside).then_some(()));
        let place = |is_inside: bool| if is_inside { "is in" } else { "is not in" };
        match is_so.await {
            Some(()) => Ok(()),
            None => Err(Failure {
                expected: format!(
                    "{} {} {}",
                    name_of(person),
                    place(is_inside),
                    title_of(chat)
                ),
                seen: format!(
                    "{} {} {} ({})",
                    name_of(person),
                    place(!is_inside),
                    title_of(chat),
                    person.status_in(chat).name()
                ),
            }),
        }
    }

    fn expect_payment(&self, expected: &PaymentState) -> Result<(), Failure> {
        let is_so = match (expected, &self.outcome.payment) {
            (PaymentState::Refused(part), Some(PaymentState::Refused(reason))) => {
                reason.contains(part)
            }
            (expected, seen) => seen.as_ref() == Some(expected),
        };
        if is_so {
            return Ok(());
        }
        Err(Failure {
            expected: payment_told(Some(expected)),
            seen: payment_told(self.outcome.payment.as_ref()),
        })
    }

    fn expect_turned_away(&self) -> Result<(), Failure> {
        match self.outcome.entry {
            Some(entry) if is_refusal(entry) => Ok(()),
            entry => Err(Failure {
                expected: "the invite link does not let them in".to_owned(),
                seen: entry
                    .map_or("no invite link was opened", entry_told)
                    .to_owned(),
            }),
        }
    }

    fn keep(&mut self, name: Option<&str>, value: Option<String>) {
        if let (Some(name), Some(value)) = (name, value) {
            self.variables.insert(name.to_owned(), value);
        }
    }

    /// The failure of somebody who waited in vain.
    pub(super) fn lack(&self, person: &Person, what: &str) -> Failure {
        let news: Vec<String> = person.news().iter().map(ToString::to_string).collect();
        let name = name_of(person);
        Failure {
            expected: format!("{name} sees {what} within {:?}", self.patience),
            seen: match news.as_slice() {
                [] => format!("nothing new for {name}"),
                news => format!("\n    {}", indented(&news.join("\n"))),
            },
        }
    }
}

/// The whole word in which a text begins, with the words that the text itself holds.
fn word_with(text: &str, part: &str) -> Option<String> {
    let at = text.find(part)?;
    let start = text[..at].rfind(char::is_whitespace).map_or(0, |space| {
        space + text[space..].chars().next().map_or(1, char::len_utf8)
    });
    let after = at + part.len();
    let end = text[after..]
        .find(char::is_whitespace)
        .map_or(text.len(), |space| after + space);
    Some(text[start..end].to_owned())
}

fn what_it_does(button: &EmulatedButton) -> String {
    let does = button.copy.as_ref().or(button.url.as_ref());
    does.or(button.data.as_ref())
        .unwrap_or(&button.label)
        .clone()
}

fn is_refusal(entry: JoinResult) -> bool {
    match entry {
        JoinResult::Joined | JoinResult::Requested | JoinResult::AlreadyIn => false,
        JoinResult::Expired | JoinResult::Invalid | JoinResult::Full | JoinResult::Banned => true,
    }
}

fn entry_told(entry: JoinResult) -> &'static str {
    match entry {
        JoinResult::Joined => "they entered",
        JoinResult::Requested => "they asked to be let in",
        JoinResult::AlreadyIn => "they were in already",
        JoinResult::Expired => "the link's time is over",
        JoinResult::Invalid => "there is no such link, or it was revoked",
        JoinResult::Full => "somebody else used the link",
        JoinResult::Banned => "they are banned",
    }
}

fn payment_told(payment: Option<&PaymentState>) -> String {
    match payment {
        Some(PaymentState::Paid) => "it is paid".to_owned(),
        Some(PaymentState::Refused(reason)) => format!("the payment is refused: «{reason}»"),
        Some(PaymentState::TimedOut) => "the bot did not answer in time".to_owned(),
        Some(PaymentState::Waiting) => "the bot has not answered yet".to_owned(),
        None => "nothing was paid".to_owned(),
    }
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_holds_a_text_reaches_from_space_to_space() {
        let text = "Tu código:\nABC-123 hasta mañana";
        assert_eq!(word_with(text, "C-1").as_deref(), Some("ABC-123"));
        assert_eq!(
            word_with(text, "ABC-123 h").as_deref(),
            Some("ABC-123 hasta")
        );
        assert_eq!(word_with(text, "mañana").as_deref(), Some("mañana"));
        assert_eq!(word_with(text, "nada"), None);
    }
}
