//! `portero demo --script FILE`: a script of steps, played without a page; exit code 0 if all goes as it says, else 1.
//!
//! One step per line, in columns between bars: who, what they do, and what must come of it (any number of
//! columns). A text stands between double quotes, and may hold bars. Empty lines and lines that begin with `#`
//! are passed over.
//!
//! ```text
//! == A heading, printed between the steps
//! Marta | /admin               | button "Canal VIP"
//! Marta | presses "Canal VIP"  | sees "Todavía no hay canal" | no button "Fila"
//! Ana   |                      | nothing
//! clock | +1d
//! ```
//!
//! Who: Marta (the admin, who owns the channels `Recetas VIP` and `Recetas`), Ana, Eva (her client is English),
//! Luis. Or one of these lines:
//!
//! | line | what happens |
//! | --- | --- |
//! | `clock \| +10m` | the clock of bot and Telegram moves: a number with `s`, `m`, `h` or `d` |
//! | `restart` | the bot stops and starts again |
//! | `language \| en` | the language of the bot and of everybody's client, `es` (Eva `en`) if this line is missing; before all steps |
//! | `patience \| 5s` | how long each expectation is awaited, 20 s if this line is missing; before all steps |
//!
//! What they do; an empty column means nothing new, only looking:
//!
//! | action | what it is |
//! | --- | --- |
//! | `/command …` or `"text"` | writes to the bot |
//! | `sends photo "caption"` | any content: `photo`, `album` (three photos), `video`, `animation`, `voice`, `audio`, `document`, `sticker`; the text may be missing |
//! | `sends poll "question" "one" "two"` | a poll with these options |
//! | `edits "text"`, `deletes` | their newest message to the bot |
//! | `presses "label"` | the newest button with this in its label, or with this callback data; a button with an address opens it, one that copies copies |
//! | `picks CHANNEL` | gives the channel to the bot by Telegram's own picker (a button under the keyboard) |
//! | `opens LINK` | `t.me/{bot}`, `t.me/{bot}?start=…`, an invite link or an invoice link; the page of the pretended QvaPay, where they pay |
//! | `joins CHANNEL`, `asks to join CHANNEL`, `leaves CHANNEL` | without a link |
//! | `posts "text" in CHANNEL`, `posts album "caption" in CHANNEL` | as its administrator; any content that can be sent |
//! | `edits "text" in CHANNEL`, `deletes in CHANNEL` | its newest post |
//! | `presses "label" in CHANNEL` | the button under the newest post that has it |
//! | `forwards from CHANNEL` | its newest post to the bot, an album whole |
//! | `reacts EMOJI`, `reacts EMOJI in CHANNEL` | to the bot's newest message, or the channel's newest post |
//! | `pays` | the newest invoice |
//! | `uploads FILE` | a file beside the script; a `.jpg` or `.png` goes as a photo |
//! | `blocks`, `unblocks` | the bot |
//! | `speaks en` | changes the language of their client |
//!
//! What must come of it, from this step on:
//!
//! | expectation | what it is |
//! | --- | --- |
//! | `sees "text"`, `does not see "text"` | in a new or changed message of the bot |
//! | `button "label"`, `no button "label"` | under one of these messages |
//! | `gets photo`, `gets album "text"` | a new message of the bot of this kind |
//! | `post "text" in CHANNEL`, `photo in CHANNEL`, `album "text" in CHANNEL` | a new or changed post of the bot |
//! | `button "label" in CHANNEL` | under a post |
//! | `reaction EMOJI in CHANNEL` | the bot's own, to the newest post |
//! | `pinned in CHANNEL`, `pinned "text" in CHANNEL` | a pinned post |
//! | `toast "text"`, `alert "text"` | the answer to this press |
//! | `is in CHANNEL`, `is not in CHANNEL` | a member of it |
//! | `gets file`, `gets file "name"` | with this in its name |
//! | `paid`, `payment refused "text"` | how this payment ended |
//! | `turned away` | the invite link does not let them in; without this, that is a failure |
//! | `nothing` | the bot says nothing to them |
//!
//! `sees "text" as NAME` keeps the whole word in which the text was found; `button "label" as NAME` keeps what
//! the button does: the text it copies, the address it opens, or its data. Later lines use it as `{NAME}`.
//! `{bot}` is the bot's username.

mod channel;
mod content;
mod expect;
mod fault;
mod parse;
mod play;
mod steps;

use super::house::House;
use crate::cli::print;
use crate::config::Config;
use crate::utils::zone::Zone;
use anyhow::Context;
use anyhow::bail;
use parse::parse;
use play::Player;
use std::path::Path;

/// Reads the script, plays it on a house of its own or on the one in `data`, and prints it like a chat.
///
/// # Errors
/// When the script cannot be read (every faulty line is named; nothing has run), when a step does not end as it
/// says (line, what was expected, what was seen), or when the bot did what Telegram refuses.
pub async fn run(file: &Path, data: Option<&Path>, config: &Config) -> anyhow::Result<()> {
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the script {name} cannot be read"))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let script = match parse(&text, folder) {
        Ok(script) => script,
        Err(faults) => {
            let lines: Vec<String> = faults
                .iter()
                .map(|fault| format!("{name}, {fault}"))
                .collect();
            bail!("{}\nNothing was played.", lines.join("\n"));
        }
    };
    // What the environment says is set aside: a script plays everywhere alike.
    let config = Config {
        language: script.language.clone(),
        time_zone: Zone::utc(),
        ..config.clone()
    };
    let mut player = Player::new(House::open(data, &config).await?, script.patience);
    let result = play(&mut player, &script, &name.to_string()).await;
    player.close().await?;
    result
}

async fn play(player: &mut Player, script: &steps::Script, name: &str) -> anyhow::Result<()> {
    for line in &script.lines {
        let played = player.play(line).await;
        // What came is part of the story, also where it ends badly.
        player.print_news()?;
        match played {
            Ok(()) => {}
            Err(play::Stop::Failed(failure)) => {
                bail!("{name}, line {}: {}\n{failure}", line.number, line.text)
            }
            Err(play::Stop::Broken(error)) => return Err(error),
        }
    }
    let violations = player.violations();
    if !violations.is_empty() {
        bail!(
            "{name} was played, but Telegram would have refused:\n  {}",
            violations.join("\n  ")
        );
    }
    let is_step = |line: &&steps::Line| !matches!(line.step, steps::Step::Heading(_));
    print::line(&format!(
        "\n{} steps, {} calls of the bot, none refused.",
        script.lines.iter().filter(is_step).count(),
        player.calls()
    ))?;
    Ok(())
}

#[cfg(test)]
mod tests;
