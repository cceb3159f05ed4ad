//! `portero demo`: the whole bot on the emulator, walked through by an admin and two people, printed as a chat.

use super::house::ADMIN;
use super::house::FREE;
use super::house::House;
use super::house::VIP;
use super::telegram::EmulatedMessage;
use super::telegram::Emulator;
use super::telegram::JoinResult;
use super::telegram::Person;
use crate::cli::print;
use crate::cli::print::PrintError;
use crate::config::Config;
use crate::utils::clock::Clock;
use anyhow::Context;
use anyhow::bail;
use std::time::Duration;

/// How long the walk waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts emulator and bot on a temporary folder and plays the walk. Needs no token and no network.
///
/// # Errors
/// When something does not happen as it should: so the walk is a check as well.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let house = House::open(None, config).await?;
    let walk = Walk::new(house.emulator.clone(), house.clock.clone());
    let result = walk.play().await;
    house.close().await;
    result
}

struct Walk {
    emulator: Emulator,
    clock: Clock,
    admin: Person,
    ana: Person,
    eva: Person,
}

impl Walk {
    fn new(emulator: Emulator, clock: Clock) -> Self {
        let admin = emulator.person(ADMIN);
        let ana = emulator.person(2_001);
        let eva = emulator.person(2_002);
        Self {
            emulator,
            clock,
            admin,
            ana,
            eva,
        }
    }

    /// The whole walk, chapter by chapter.
    async fn play(&self) -> anyhow::Result<()> {
        self.choose_the_channels().await?;
        let token = self.make_a_token().await?;
        self.redeem(&token).await?;
        self.wait_at_the_free_door().await?;
        self.let_the_access_end().await?;
        self.end()
    }

    async fn choose_the_channels(&self) -> anyhow::Result<()> {
        chapter("Marta opens the panel and chooses her two channels with Telegram's own picker")?;
        let admin = &self.admin;
        self.hear(admin, |message| message.has_button("admin:main"))
            .await?;
        say(admin, "Marta", "/admin")?;
        self.hear(admin, |message| message.has_button("admin:vip"))
            .await?;
        for (door, request, chat) in [("vip", 1, VIP), ("free", 3, FREE)] {
            self.press(admin, "Marta", &format!("admin:{door}")).await?;
            let setup = format!("{door}:setup");
            self.hear(admin, |message| message.has_button(&setup))
                .await?;
            self.press(admin, "Marta", &setup).await?;
            self.hear(admin, |message| !message.keyboard.is_empty())
                .await?;
            print::line("\n    Marta picks the channel")?;
            admin.share_chat(request, chat);
            let data = format!("{door}:use:{chat}");
            self.hear(admin, |message| message.has_button(&data))
                .await?;
            self.press(admin, "Marta", &data).await?;
            self.hear(admin, |message| message.text.contains("✅"))
                .await?;
            say(admin, "Marta", "/admin")?;
            self.hear(admin, |message| message.has_button("admin:vip"))
                .await?;
        }
        Ok(())
    }

    async fn make_a_token(&self) -> anyhow::Result<String> {
        chapter("She makes a VIP token")?;
        let admin = &self.admin;
        say(admin, "Marta", "/generate_token")?;
        for step in ["token:preview:24:24:1", "token:make:24:24:1"] {
            self.hear(admin, |message| message.has_button(step)).await?;
            self.press(admin, "Marta", step).await?;
        }
        let made = self
            .hear(admin, |message| {
                message.buttons().any(|button| button.copy.is_some())
            })
            .await?;
        made.buttons()
            .find_map(|button| button.copy.clone())
            .context("no token was shown")
    }

    async fn redeem(&self, token: &str) -> anyhow::Result<()> {
        chapter("Ana opens the link with the token, gets her personal link, and enters")?;
        let ana = &self.ana;
        let bot = self.emulator.bot_username();
        print::line(&format!("\n    Ana opens t.me/{bot}?start=v_{token}"))?;
        ana.start(Some(&format!("v_{token}")));
        let message = self.hear(ana, |message| invite(message).is_some()).await?;
        let link = invite(&message).context("no link")?;
        print::line(&format!("\n    Ana opens {link}"))?;
        if ana.join(&link) != JoinResult::Joined {
            bail!("Ana could not enter");
        }
        self.hear(ana, |message| message.text.contains("🎉"))
            .await?;
        Ok(())
    }

    async fn wait_at_the_free_door(&self) -> anyhow::Result<()> {
        chapter("Eva asks for the Free channel; five minutes later the door opens")?;
        let eva = &self.eva;
        say(eva, "Eva", "/free")?;
        self.hear(eva, |message| message.text.contains("5 min"))
            .await?;
        print::line("\n    … five minutes pass …")?;
        self.clock.advance(300);
        let message = self.hear(eva, |message| invite(message).is_some()).await?;
        if eva.join(&invite(&message).context("no link")?) != JoinResult::Joined {
            bail!("Eva could not enter");
        }
        Ok(())
    }

    async fn let_the_access_end(&self) -> anyhow::Result<()> {
        chapter("A day passes: Ana's access ends, and the doorman sees her out")?;
        let ana = &self.ana;
        ana.mark();
        self.clock.advance(24 * 3_600);
        self.hear(ana, |message| message.has_button("user:redeem_token"))
            .await?;
        if ana.is_member(VIP) {
            bail!("Ana is still inside");
        }
        Ok(())
    }

    fn end(&self) -> anyhow::Result<()> {
        let violations = self.emulator.violations();
        if !violations.is_empty() {
            bail!("Telegram would have refused: {violations:?}");
        }
        let calls = self.emulator.calls().len();
        print::line(&format!(
            "\n{calls} calls of the bot, none refused. That was the walk."
        ))?;
        Ok(())
    }

    /// Waits for a message of the bot and prints what came meanwhile.
    async fn hear(
        &self,
        person: &Person,
        is_it: impl Fn(&EmulatedMessage) -> bool,
    ) -> anyhow::Result<EmulatedMessage> {
        let news = person.clone();
        let found = self
            .emulator
            .wait_for(PATIENCE, |_| {
                news.news().into_iter().rev().find(|message| is_it(message))
            })
            .await;
        for message in person.news() {
            print::line(&format!("\n  🤖 {}", indented(&message.to_string())))?;
        }
        match found {
            Some(message) => {
                person.mark();
                Ok(message)
            }
            None => bail!(
                "the bot did not answer as expected:\n{}",
                self.emulator.dump()
            ),
        }
    }

    async fn press(&self, person: &Person, name: &str, data: &str) -> anyhow::Result<()> {
        let label = person
            .messages()
            .iter()
            .rev()
            .find_map(|message| message.button(data).map(|button| button.label.clone()));
        let Some(label) = label else {
            bail!("there is no button {data}")
        };
        print::line(&format!("\n    {name} presses [{label}]"))?;
        person.click(data).await;
        Ok(())
    }
}

fn chapter(title: &str) -> Result<(), PrintError> {
    print::line(&format!("\n=== {title}"))
}

fn say(person: &Person, name: &str, text: &str) -> Result<(), PrintError> {
    print::line(&format!("\n    {name}: {text}"))?;
    person.send(text);
    Ok(())
}

fn invite(message: &EmulatedMessage) -> Option<String> {
    message.buttons().find_map(|button| {
        button
            .url
            .clone()
            .filter(|url| url.starts_with("https://t.me/+"))
    })
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n     ")
}
