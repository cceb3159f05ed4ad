//! `portero demo`: the whole bot on the emulator, walked through by an admin and two people, printed as a chat.

use super::telegram::EmulatedMessage;
use super::telegram::Emulator;
use super::telegram::EmulatorOptions;
use super::telegram::JoinResult;
use super::telegram::Person;
use crate::app::App;
use crate::config::Config;
use crate::utils::clock::Clock;
use anyhow::Context;
use anyhow::bail;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

const VIP: i64 = -1_001_000_000_001;
const FREE: i64 = -1_001_000_000_002;
const ADMIN: i64 = 1_001;
/// How long the walk waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts emulator and bot on a temporary folder and plays the walk. Needs no token and no network.
///
/// # Errors
/// When something does not happen as it should: so the walk is a check as well.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let folder = TemporaryFolder::new()?;
    let clock = Clock::system();
    let emulator = Emulator::start(EmulatorOptions::new(clock.clone()))
        .await
        .context("the emulator could not start")?;
    let mut walk = Walk::new(emulator, clock);
    let settings = HashMap::from([
        ("BOT_TOKEN".to_owned(), walk.emulator.token().to_owned()),
        ("BOT_API_URL".to_owned(), walk.emulator.url()),
        ("ADMIN_USER_IDS".to_owned(), ADMIN.to_string()),
        ("DATA_DIR".to_owned(), folder.0.display().to_string()),
        ("LANGUAGE".to_owned(), config.language.clone()),
        ("TIMEZONE".to_owned(), config.time_zone.name().to_owned()),
    ]);
    walk.admin.start(None);
    let app = App::start(Config::from(&settings)?, walk.clock.clone()).await?;
    let result = walk.play().await;
    app.stop().await;
    result
}

/// A folder that goes when the walk ends.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> anyhow::Result<Self> {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).context("no randomness")?;
        let path =
            std::env::temp_dir().join(format!("portero-demo-{:x}", u64::from_ne_bytes(random)));
        std::fs::create_dir_all(&path).context("no temporary folder")?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.0);
    }
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
        let admin = emulator.add_person(ADMIN, "Marta", Some("marta"), "es");
        let ana = emulator.add_person(2_001, "Ana", Some("ana"), "es");
        let eva = emulator.add_person(2_002, "Eva", None, "en");
        for (chat, title) in [(VIP, "Recetas VIP"), (FREE, "Recetas")] {
            emulator.add_channel(chat, title);
            emulator.set_owner(chat, ADMIN);
        }
        Self {
            emulator,
            clock,
            admin,
            ana,
            eva,
        }
    }

    async fn play(&mut self) -> anyhow::Result<()> {
        chapter("Marta opens the panel and chooses her two channels with Telegram's own picker");
        let admin = self.admin.clone();
        self.hear(&admin, |message| message.has_button("admin:main"))
            .await?;
        say(&admin, "Marta", "/admin");
        self.hear(&admin, |message| message.has_button("admin:vip"))
            .await?;
        for (door, request, chat) in [("vip", 1, VIP), ("free", 3, FREE)] {
            self.press(&admin, "Marta", &format!("admin:{door}"))
                .await?;
            let setup = format!("{door}:setup");
            self.hear(&admin, |message| message.has_button(&setup))
                .await?;
            self.press(&admin, "Marta", &setup).await?;
            self.hear(&admin, |message| !message.keyboard.is_empty())
                .await?;
            println!("\n    Marta picks the channel");
            admin.share_chat(request, chat);
            let data = format!("{door}:use:{chat}");
            self.hear(&admin, |message| message.has_button(&data))
                .await?;
            self.press(&admin, "Marta", &data).await?;
            self.hear(&admin, |message| message.text.contains("✅"))
                .await?;
            say(&admin, "Marta", "/admin");
            self.hear(&admin, |message| message.has_button("admin:vip"))
                .await?;
        }

        chapter("She makes a VIP token");
        say(&admin, "Marta", "/generate_token");
        self.hear(&admin, |message| {
            message.has_button("token:preview:24:24:1")
        })
        .await?;
        self.press(&admin, "Marta", "token:preview:24:24:1").await?;
        self.hear(&admin, |message| message.has_button("token:make:24:24:1"))
            .await?;
        self.press(&admin, "Marta", "token:make:24:24:1").await?;
        let made = self
            .hear(&admin, |message| {
                message.buttons().any(|button| button.copy.is_some())
            })
            .await?;
        let token = made
            .buttons()
            .find_map(|button| button.copy.clone())
            .context("no token was shown")?;

        chapter("Ana opens the link with the token, gets her personal link, and enters");
        let ana = self.ana.clone();
        println!(
            "\n    Ana opens t.me/{}?start=v_{token}",
            self.emulator.bot_username()
        );
        ana.start(Some(&format!("v_{token}")));
        let message = self.hear(&ana, |message| invite(message).is_some()).await?;
        let link = invite(&message).context("no link")?;
        println!("\n    Ana opens {link}");
        if ana.join(&link) != JoinResult::Joined {
            bail!("Ana could not enter");
        }
        self.hear(&ana, |message| message.text.contains("🎉"))
            .await?;

        chapter("Eva asks for the Free channel; five minutes later the door opens");
        let eva = self.eva.clone();
        say(&eva, "Eva", "/free");
        self.hear(&eva, |message| message.text.contains("5 min"))
            .await?;
        println!("\n    … five minutes pass …");
        self.clock.advance(300);
        let message = self.hear(&eva, |message| invite(message).is_some()).await?;
        if eva.join(&invite(&message).context("no link")?) != JoinResult::Joined {
            bail!("Eva could not enter");
        }

        chapter("A day passes: Ana's access ends, and the doorman sees her out");
        ana.mark();
        self.clock.advance(24 * 3_600);
        self.hear(&ana, |message| message.has_button("user:redeem_token"))
            .await?;
        if ana.is_member(VIP) {
            bail!("Ana is still inside");
        }
        let violations = self.emulator.violations();
        if !violations.is_empty() {
            bail!("Telegram would have refused: {violations:?}");
        }
        println!(
            "\n{} calls of the bot, none refused. That was the walk.",
            self.emulator.calls().len()
        );
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
            println!("\n  🤖 {}", indented(&message.to_string()));
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
        println!("\n    {name} presses [{label}]");
        person.click(data).await;
        Ok(())
    }
}

fn chapter(title: &str) {
    println!("\n=== {title}");
}

fn say(person: &Person, name: &str, text: &str) {
    println!("\n    {name}: {text}");
    person.send(text);
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
