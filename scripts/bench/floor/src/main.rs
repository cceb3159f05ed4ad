//! A bare teloxide bot without a database. Settings: BOT_TOKEN, BOT_API_URL.

use teloxide::prelude::*;
use teloxide::types::InlineKeyboardButton;
use teloxide::types::InlineKeyboardMarkup;

fn menu() -> InlineKeyboardMarkup {
    let rows = [
        ("🎟️ Canjear Token VIP", "user:redeem_token"),
        ("📺 Solicitar Acceso Free", "user:request_free"),
    ];
    InlineKeyboardMarkup::new(rows.map(|(text, data)| [InlineKeyboardButton::callback(text, data)]))
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let setting = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is missing"));
    let url = setting("BOT_API_URL").parse().expect("BOT_API_URL is no URL");
    let bot = Bot::new(setting("BOT_TOKEN")).set_api_url(url);
    let handler = Update::filter_message().endpoint(|bot: Bot, message: Message| async move {
        let name = message.from.as_ref().map_or("", |person| &person.first_name);
        bot.send_message(message.chat.id, format!("Hola, {name}. ¿Qué quieres hacer?"))
            .reply_markup(menu())
            .await?;
        respond(())
    });
    Dispatcher::builder(bot, handler).build().dispatch().await;
}
