//! Of which kinds an update is, as far as the limits are concerned.

use crate::handlers::Deed;
use crate::handlers::Dialogue;
use crate::handlers::commands;
use crate::handlers::commands::Command;
use crate::handlers::user::redeem;
use crate::screens::Action;
use crate::screens::callback::KeyAction;
use crate::screens::callback::PurseAction;
use crate::screens::callback::ShopAction;
use crate::screens::callback::SupportAction;
use crate::telegram::flood::Kind;
use crate::telegram::update::Message;

/// The kinds of what somebody did. `dialogue` is the question they were asked last; `bot_name` is without @.
pub(super) fn kinds(
    deed: &Deed<'_>,
    dialogue: Option<&Dialogue>,
    bot_name: &str,
    token_length: u32,
) -> Vec<Kind> {
    match deed {
        Deed::Press(data) => {
            let mut kinds = vec![Kind::Press];
            if data.parse().is_ok_and(makes) {
                kinds.push(Kind::Make);
            }
            kinds
        }
        Deed::Message(message) => of_message(message, dialogue, bot_name, token_length),
    }
}

/// Whether something new comes of a button.
fn makes(action: Action) -> bool {
    matches!(
        action,
        Action::RequestFree
            | Action::NewLink
            | Action::Key(KeyAction::Make(..) | KeyAction::TrialOf(_) | KeyAction::RotateYes(_))
            | Action::Support(SupportAction::Begin(_))
            | Action::Purse(PurseAction::Pay(..))
            | Action::Shop(ShopAction::Buy(_))
    )
}

fn of_message(
    message: &Message,
    dialogue: Option<&Dialogue>,
    bot_name: &str,
    token_length: u32,
) -> Vec<Kind> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    let mut kinds = vec![Kind::Message];
    if commands::is_one(text) {
        if let Some(command) = Command::read(text, bot_name) {
            kinds.extend(of_command(&command));
        }
    } else if dialogue == Some(&Dialogue::RedeemToken)
        || redeem::looks_like_token(text, token_length)
    {
        kinds.push(Kind::Token);
    } else if matches!(dialogue, Some(Dialogue::Support(_))) || message.reply_to_message.is_some() {
        // Words for a ticket go to every helper: those asked for, and those that answer a message of ours.
        kinds.push(Kind::Make);
    }
    kinds
}

fn of_command(command: &Command) -> &'static [Kind] {
    if matches!(command, Command::Free) {
        return &[Kind::Make];
    }
    if matches!(command, Command::Vip(token) if !token.trim().is_empty()) {
        return &[Kind::Token];
    }
    let Command::Start(payload) = command else {
        return &[];
    };
    match payload.trim() {
        "" => &[],
        token if token.starts_with("v_") => &[Kind::Link, Kind::Token],
        _ => &[Kind::Link],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handlers::user::support::Question;
    use crate::models::ConfigId;
    use crate::models::TicketCategory;
    use crate::models::TicketId;

    fn said(text: &str, dialogue: Option<&Dialogue>) -> Vec<Kind> {
        let message = serde_json::json!({
            "message_id": 1, "date": 1, "chat": { "id": 1, "type": "private" }, "text": text,
        });
        let message: Message = serde_json::from_value(message).expect("a message");
        kinds(&Deed::Message(&message), dialogue, "portero_bot", 16)
    }

    #[test]
    fn what_makes_something_or_tries_a_token_is_counted_apart() {
        let message = |more: &[Kind]| [&[Kind::Message], more].concat();
        assert_eq!(said("hola", None), message(&[]));
        assert_eq!(said("/start", None), message(&[]));
        assert_eq!(said("/start free", None), message(&[Kind::Link]));
        assert_eq!(
            said("/start v_ABCD", None),
            message(&[Kind::Link, Kind::Token])
        );
        assert_eq!(said("/vip ABCD", None), message(&[Kind::Token]));
        assert_eq!(said("/vip", None), message(&[]));
        assert_eq!(said("/free", None), message(&[Kind::Make]));
        assert_eq!(said("ABCD2345EFGH6789", None), message(&[Kind::Token]));
        assert_eq!(
            said("hola", Some(&Dialogue::RedeemToken)),
            message(&[Kind::Token])
        );
        let press = |action: Action| {
            let data = action.to_string();
            kinds(&Deed::Press(&data), None, "portero_bot", 16)
        };
        assert_eq!(press(Action::Home), [Kind::Press]);
        assert_eq!(press(Action::RequestFree), [Kind::Press, Kind::Make]);
        let rotate = Action::Key(KeyAction::RotateYes(ConfigId(1)));
        assert_eq!(press(rotate), [Kind::Press, Kind::Make]);
    }

    #[test]
    fn what_goes_to_every_helper_is_counted_as_something_made() {
        let begin = Action::Support(SupportAction::Begin(TicketCategory::Vpn)).to_string();
        let begun = kinds(&Deed::Press(&begin), None, "portero_bot", 16);
        assert_eq!(begun, [Kind::Press, Kind::Make]);
        for question in [
            Question::Words(TicketCategory::Vpn),
            Question::Talk(TicketId(1)),
        ] {
            let dialogue = Dialogue::Support(question);
            assert_eq!(said("no va", Some(&dialogue)), [Kind::Message, Kind::Make]);
            assert_eq!(said("/menu", Some(&dialogue)), [Kind::Message]);
        }
        let reply = serde_json::json!({
            "message_id": 2, "date": 1, "chat": { "id": 1, "type": "private" }, "text": "sigue igual",
            "reply_to_message": { "message_id": 1, "date": 1, "chat": { "id": 1, "type": "private" } },
        });
        let reply: Message = serde_json::from_value(reply).expect("a message");
        let replied = kinds(&Deed::Message(&reply), None, "portero_bot", 16);
        assert_eq!(replied, [Kind::Message, Kind::Make]);
    }
}
