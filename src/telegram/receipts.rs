//! Pictures that lie with Telegram already, sent again with words and buttons of the house; and those words changed.

use super::bot::Bot;
use super::bot::message_id;
use super::call::Call;
use super::errors::CallError;
use super::errors::Class;
use super::errors::Harmless;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Receipt;
use crate::models::ReceiptContent;
use crate::screens::Screen;

/// A file that Telegram has, by its id.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    content: ReceiptContent,
    file_id: &'a str,
}

impl<'a> Picture<'a> {
    /// That of a receipt.
    pub fn of(receipt: &'a Receipt) -> Self {
        Self {
            content: receipt.content,
            file_id: &receipt.file_id,
        }
    }
}

impl Bot {
    /// Sends the picture with a screen as its caption, and gives the number of the message.
    pub async fn show_picture(
        &self,
        chat: ChatId,
        picture: Picture<'_>,
        screen: &Screen,
    ) -> Result<MessageId, CallError> {
        let call = match picture.content {
            ReceiptContent::Photo => Call::new("sendPhoto").set("photo", picture.file_id),
            ReceiptContent::Document => Call::new("sendDocument").set("document", picture.file_id),
        };
        let mut call = call
            .set("chat_id", chat.0)
            .set("caption", screen.html.as_str())
            .set("parse_mode", "HTML");
        if let Some(markup) = screen.reply_markup() {
            call = call.set("reply_markup", markup);
        }
        message_id(&self.reply_call(call).await?)
    }

    /// Puts a screen in place of the words and buttons under a picture. Words that are there already do not matter.
    pub async fn edit_caption(
        &self,
        chat: ChatId,
        message: MessageId,
        screen: &Screen,
    ) -> Result<(), CallError> {
        let mut call = Call::new("editMessageCaption")
            .set("chat_id", chat.0)
            .set("message_id", message.0)
            .set("caption", screen.html.as_str())
            .set("parse_mode", "HTML");
        if let Some(markup) = screen.reply_markup() {
            call = call.set("reply_markup", markup);
        }
        match self.post_call(call).await {
            Err(error) if error.class() == Class::Harmless(Harmless::NotModified) => Ok(()),
            result => result.map(|_| ()),
        }
    }
}
