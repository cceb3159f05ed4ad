//! The commands, one arm each.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin;
use crate::handlers::rights;
use crate::handlers::user;
use crate::models::BroadcastTarget;
use crate::models::Door;
use crate::models::Permission;
use crate::models::PersonFilter;
use crate::models::TicketFilter;
use crate::services::ServiceError;
use crate::telegram::update::Message;
use teloxide::utils::command::BotCommands;

/// What can be typed after a slash.
#[derive(BotCommands, Clone, PartialEq, Eq, Debug)]
#[command(rename_rule = "snake_case")]
pub enum Command {
    /// The first screen, or what its link carries.
    Start(String),
    /// The first screen.
    Menu,
    /// What the bot can do.
    Help,
    /// Ends whatever was begun.
    Cancel,
    /// Redeems the token after it, or asks for one.
    Vip(String),
    /// Asks for Free access.
    Free,
    /// The person's VPN keys.
    Vpn,
    /// The same, by another name.
    Keys,
    /// The one trial of a person.
    Trial,
    /// What the person's services have used.
    Usage,
    /// The person's proxies, and the free list.
    Proxy,
    /// What is on sale.
    Plans,
    /// The person's own orders.
    Orders,
    /// No more broadcasts.
    Stop,
    /// The choice of language.
    Language,
    /// The person's own number.
    Id,
    /// Help by a person.
    Support,
    /// The same about a payment, as Telegram asks of bots that take money.
    Paysupport,
    /// The person's own balance.
    Balance,
    /// The gifts the person paid for.
    Gifts,
    /// The person's own link for friends.
    Invite,
    /// The terms of the sale.
    Terms,
    /// The tickets of the support.
    Tickets,
    /// The state of the house for the staff, one's own for people.
    Status,
    /// The admin panel.
    Admin,
    /// The admin panel, by its old name.
    AdminPanel,
    /// Chooses the VIP channel.
    SetupVipChannel,
    /// Asks for the waiting time of the Free channel.
    SetWaitTime,
    /// Makes tokens.
    GenerateToken,
    /// The house in figures.
    AdminStats,
    /// Examines everything the bot needs.
    Doctor,
    /// The VPN servers.
    Servers,
    /// Shuts the house to people, and opens it again.
    Maintenance,
    /// The person's own profile.
    Profile,
    /// The person's own settings.
    Settings,
    /// The card of whom the text after it names, or of the author of the message it answers.
    User(String),
    /// Everybody.
    Users,
    /// Who holds which role.
    Roles,
    /// Gives a person a role: whom, which, for how long, why.
    Grant(String),
    /// Takes a role from a person.
    Revoke(String),
    /// Who did what; `verify` after it checks the whole log, a person or dates narrow it.
    Audit(String),
    /// The books; `check` after it looks through them.
    Ledger(String),
    /// Pays back the payment or order named after it.
    Refund(String),
    /// Copies of everything the house knows.
    Backup,
    /// The choice of where to publish.
    Broadcast,
    /// Publishes in the VIP channel, by its old name.
    BroadcastVip,
}

/// The longest name of a command (Bot API, `BotCommand`).
const LONGEST_NAME: usize = 32;

/// Whether a text is a command as Telegram sees one, known or not, or a slash alone: somebody looks what there is. A key
/// may begin with a slash too.
pub fn is_one(text: &str) -> bool {
    if text == "/" {
        return true;
    }
    let Some(rest) = text.strip_prefix('/') else {
        return false;
    };
    let word = rest.split(char::is_whitespace).next().unwrap_or_default();
    let name = word.split('@').next().unwrap_or_default();
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(is_of_name)
}

impl Command {
    /// Reads a command; `None` if there is none of that name, or it is another bot's.
    pub fn read(text: &str, bot_name: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        // Phones capitalise the first letter of a message.
        let text = format!("{} {}", name.to_ascii_lowercase(), rest.trim());
        Self::parse(&text, &bot_name.to_ascii_lowercase()).ok()
    }
}

/// Does what the command in a message says. Whatever dialogue was going on is over by then; `had` says what it was.
pub async fn run(
    visit: &Visit<'_>,
    text: &str,
    message: &Message,
    had: Option<Dialogue>,
) -> Result<Reply, ServiceError> {
    let bot_name = visit.ctx.bot().map_or("", |bot| bot.username.as_str());
    let Some(command) = Command::read(text, bot_name) else {
        return user::help::help(visit).await;
    };
    let name = text.split_whitespace().next().unwrap_or_default();
    visit.need(rights::permission_of_command(&command), name)?;
    match command {
        Command::Start(payload) => user::start::start(visit, payload.trim()).await,
        Command::Menu => user::start::home(visit).await,
        Command::Help => user::help::help(visit).await,
        Command::Cancel => user::cancel::cancel(visit, had).await,
        Command::Vip(token) if token.trim().is_empty() => user::redeem::ask(visit).await,
        Command::Vip(token) => user::redeem::redeem(visit, &token).await,
        Command::Free => user::free::ask(visit).await,
        Command::Vpn | Command::Keys => user::keys::list(visit, 0).await,
        Command::Trial => user::keys::trial::show(visit).await,
        Command::Usage => user::keys::usage::show(visit).await,
        Command::Proxy => user::proxy::mine(visit).await,
        Command::Plans => user::shop::plans(visit, 0).await,
        Command::Orders => user::shop::orders(visit, 0).await,
        Command::Stop => user::promotions::set(visit, false).await,
        Command::Language => user::language::choose(visit),
        Command::Id => user::id::id(visit),
        Command::Status if visit.actor.permissions.has(Permission::SeeStatus) => {
            admin::status::status(visit).await
        }
        Command::Status => user::access::status(visit).await,
        Command::Support => user::support::home(visit).await,
        Command::Paysupport => user::receipt::pay_support(visit).await,
        Command::Balance => user::purse::show(visit).await,
        Command::Gifts => user::purse::list(visit, 0).await,
        Command::Invite => user::purse::friends(visit).await,
        Command::Terms => user::purse::terms(visit).await,
        Command::Tickets => admin::tickets::list(visit, TicketFilter::Waiting, 0).await,
        Command::Admin | Command::AdminPanel => admin::panel::panel(visit).await,
        Command::SetupVipChannel => admin::channels::setup(visit, Door::Vip).await,
        Command::SetWaitTime => admin::wait::ask(visit).await,
        Command::GenerateToken => admin::tokens::begin(visit).await,
        Command::AdminStats => admin::statistics::overview(visit).await,
        Command::Doctor => admin::doctor::doctor(visit).await,
        Command::Servers => admin::servers::list(visit, 0).await,
        Command::Maintenance => admin::upkeep::desk(visit).await,
        Command::Profile => user::profile::show(visit).await,
        Command::Settings => user::profile::settings(visit).await,
        Command::User(name) => admin::persons::user(visit, &name, message).await,
        Command::Users => admin::persons::list(visit, PersonFilter::All, 0).await,
        Command::Roles => admin::roles::list(visit).await,
        Command::Grant(order) => admin::roles::grant_command(visit, order.trim(), message).await,
        Command::Revoke(order) => admin::roles::revoke_command(visit, order.trim(), message).await,
        Command::Audit(text) => admin::audit::command(visit, &text).await,
        Command::Ledger(text) => admin::ledger::command(visit, &text).await,
        Command::Refund(text) => admin::payments::refund_command(visit, &text).await,
        Command::Backup => admin::backups::desk(visit).await,
        Command::Broadcast => admin::broadcasts::targets(visit).await,
        Command::BroadcastVip => {
            admin::broadcasts::begin(visit, BroadcastTarget::Door(Door::Vip)).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Command> {
        Command::read(text, "Portero_bot")
    }

    #[test]
    fn a_key_that_begins_with_a_slash_is_no_command() {
        for text in [
            "/start",
            "/Start v_ABCD",
            "/nothing_2",
            "/vip@Portero_bot x",
            "/",
        ] {
            assert!(is_one(text), "{text}");
        }
        for text in [
            "/4o1AWWQ9O9IPuz/09fGvFxMsB5Zpy1tBwhzGxvb9HM=",
            "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=",
            "/ start",
            "//",
            "/home/ana/wg0.conf",
            "hola /start",
        ] {
            assert!(!is_one(text), "{text}");
        }
    }

    #[test]
    fn commands_are_read_with_their_payload_whatever_the_case() {
        assert_eq!(read("/start"), Some(Command::Start(String::new())));
        assert_eq!(read("/Start v_ABCD"), Some(Command::Start("v_ABCD".into())));
        assert_eq!(
            read("/vip ABCD EFGH"),
            Some(Command::Vip("ABCD EFGH".into()))
        );
        assert_eq!(read(" /menu now "), Some(Command::Menu));
        assert_eq!(read("/setup_vip_channel"), Some(Command::SetupVipChannel));
        assert_eq!(read("/admin_panel"), Some(Command::AdminPanel));
    }

    #[test]
    fn a_suffix_names_the_bot() {
        assert_eq!(read("/menu@portero_bot"), Some(Command::Menu));
        assert_eq!(read("/MENU@PORTERO_BOT"), Some(Command::Menu));
        assert_eq!(read("/menu@other_bot"), None);
    }

    #[test]
    fn what_is_no_command_is_none() {
        for text in ["/", "//", "/dance", "menu", "", "/start_now"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".*") {
            let _ = read(&text);
            let _ = read(&format!("/{text}"));
        }
    }
}
