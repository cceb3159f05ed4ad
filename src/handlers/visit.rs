//! One update of one person in their chat with the bot, and what a handler has at hand for it.

use crate::context::Ctx;
use crate::handlers::Dialogue;
use crate::handlers::PulseSource;
use crate::models::Actor;
use crate::models::Channel;
use crate::models::Forum;
use crate::models::Permission;
use crate::models::Refusal;
use crate::models::TextKey;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::Words;
use crate::screens::Reader;
use crate::screens::notices;
use crate::screens::notices::Toast;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::bot::Bot;
use crate::telegram::bot::Pressed;
use crate::telegram::dialogues::Dialogues;
use crate::telegram::inbox::Nudger;
use serde_json::Value;
use std::sync::Arc;
use teloxide::dispatching::dialogue::Storage;
use teloxide::types::ChatId as DialogueKey;

/// A person before the bot.
pub struct Visit<'a> {
    pub ctx: &'a Ctx,
    pub bot: &'a Bot,
    pub(super) dialogues: &'a Arc<Dialogues<Dialogue>>,
    pub(super) pulse: &'a dyn PulseSource,
    pub(super) nudger: Option<&'a Nudger>,
    pub actor: Actor,
    pub user: UserId,
    pub reader: Reader,
    /// The message whose button was pressed; `None` if they wrote.
    pub pressed: Option<Pressed>,
}

impl Visit<'_> {
    /// When the update is handled.
    pub fn now(&self) -> Timestamp {
        self.reader.now
    }

    /// The question that waits for this person's answer.
    pub async fn dialogue(&self) -> Option<Dialogue> {
        let Ok(dialogue) = self.dialogues.clone().get_dialogue(self.key()).await;
        dialogue
    }

    /// Takes the next message as the answer to that question.
    pub async fn ask(&self, dialogue: Dialogue) {
        let Ok(()) = self
            .dialogues
            .clone()
            .update_dialogue(self.key(), dialogue)
            .await;
    }

    /// Ends the dialogue, and returns what it was about.
    pub async fn forget(&self) -> Option<Dialogue> {
        let dialogue = self.dialogue().await;
        let Ok(()) = self.dialogues.clone().remove_dialogue(self.key()).await;
        dialogue
    }

    fn key(&self) -> DialogueKey {
        DialogueKey(self.user.0)
    }

    /// Refuses, and logs it, unless the person holds the permission of what they try.
    pub fn need(&self, permission: Option<Permission>, what: &str) -> Result<(), Refusal> {
        let Some(permission) = permission else {
            return Ok(());
        };
        self.actor.need(permission).inspect_err(|_| {
            log::warn!(
                "[{}] tried {what} without the permission {}",
                self.user,
                permission.name()
            );
        })
    }

    /// Whether they may do something that not everybody may: then they have a command menu of their own.
    pub fn is_staff(&self) -> bool {
        !self.actor.permissions.is_empty()
    }

    /// What Telegram says of a chat and of the bot's place in it.
    pub async fn inspect(&self, chat: Value) -> Result<Channel, ServiceError> {
        self.bot.inspect(chat, self.bot_id()?, self.now()).await
    }

    /// What Telegram says of a group of the team and of what the bot may do with its topics.
    pub async fn look_at_forum(&self, chat: Value) -> Result<Forum, ServiceError> {
        self.bot.look_at_forum(chat, self.bot_id()?).await
    }

    fn bot_id(&self) -> Result<i64, ServiceError> {
        let bot = self.ctx.bot();
        bot.map(|bot| bot.id)
            .ok_or_else(|| ServiceError::Fault("the bot does not know itself yet".to_owned()))
    }

    /// The same with the chat's description, if it has one.
    pub async fn inspect_closely(
        &self,
        chat: Value,
    ) -> Result<(Channel, Option<String>), ServiceError> {
        let bot = self.bot_id()?;
        self.bot.inspect_closely(chat, bot, self.now()).await
    }

    /// What a message to this person is drawn with.
    pub async fn words(&self, key: TextKey) -> Words {
        services::settings::texts::words(self.ctx, key, self.reader.lang, self.user).await
    }

    /// Words that pass over the chat.
    pub fn toast(&self, toast: Toast) -> String {
        notices::toast(self.reader.lang, toast)
    }
}
