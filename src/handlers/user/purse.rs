//! Buttons and answers of one's own balance, gifts and invited friends.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user;
use crate::models::CurrencyCode;
use crate::models::GiftId;
use crate::models::InboxSeq;
use crate::models::Money;
use crate::models::NewOrder;
use crate::models::Opened;
use crate::models::OrderKind;
use crate::models::Permission;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::callback::PayBy;
use crate::screens::callback::PurseAction;
use crate::screens::purse as screens;
use crate::services::ServiceError;
use crate::services::money;
use crate::services::money::gifts;
use crate::services::money::purse;
use crate::services::money::referrals;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// How much shall be added to the balance?
    Amount,
}

/// What a button needs: nothing, everybody has a balance.
pub fn permission(_action: PurseAction) -> Option<Permission> {
    None
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: PurseAction) -> Result<Reply, ServiceError> {
    match action {
        PurseAction::Show => show(visit).await,
        PurseAction::History(page) => history(visit, page).await,
        PurseAction::TopUp => ask_amount(visit).await,
        PurseAction::Sum(currency, minor) => ways(visit, &amount_of(currency, minor)).await,
        PurseAction::Pay(by, currency, minor, asked) => {
            pay(visit, by, amount_of(currency, minor), asked).await
        }
        PurseAction::Gifts(page) => list(visit, page).await,
        PurseAction::Gift(id) => gift(visit, id).await,
        PurseAction::Friends => friends(visit).await,
        PurseAction::Terms => terms(visit).await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: PurseAction) -> Action {
    Action::Purse(match action {
        PurseAction::Show | PurseAction::TopUp | PurseAction::Sum(..) | PurseAction::Pay(..) => {
            PurseAction::Show
        }
        PurseAction::History(page) => PurseAction::History(page),
        PurseAction::Gifts(page) => PurseAction::Gifts(page),
        PurseAction::Gift(id) => PurseAction::Gift(id),
        PurseAction::Friends => PurseAction::Friends,
        PurseAction::Terms => PurseAction::Terms,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(_question: &Question) -> Option<Permission> {
    None
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    match question {
        Question::Amount => {
            let text = message.text.as_deref().unwrap_or_default().trim();
            typed_amount(visit, text).await
        }
    }
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Amount => show(visit).await,
    }
}

/// `/balance`.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let wallet = purse::wallet(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(screens::wallet(visit.reader, &wallet)))
}

async fn history(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let mut found = purse::history(visit.ctx, &visit.actor, page).await?;
    if let Some(last) = found.last_instead() {
        found = purse::history(visit.ctx, &visit.actor, last).await?;
    }
    Ok(Reply::show(screens::history(visit.reader, &found)))
}

async fn ask_amount(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let offer = purse::offer(visit.ctx).await?;
    visit.ask(Dialogue::Purse(Question::Amount)).await;
    Ok(Reply::show(screens::ask_amount(visit.reader, &offer)))
}

/// A typed amount: one is paid next, a number alone may be of several currencies.
async fn typed_amount(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let offer = purse::offer(visit.ctx).await?;
    let meant = purse::read(&offer, text)?;
    match meant.as_slice() {
        [one] => {
            let reply = ways(visit, one).await?;
            visit.forget().await;
            Ok(reply)
        }
        several => Ok(Reply::show(screens::which_currency(visit.reader, several))),
    }
}

async fn ways(visit: &Visit<'_>, amount: &Money) -> Result<Reply, ServiceError> {
    let offer = purse::offer(visit.ctx).await?;
    let asked = visit.actor.update().unwrap_or(InboxSeq(visit.now().0));
    let screen = screens::ways(visit.reader, &offer, amount, asked);
    Ok(Reply::show(screen))
}

fn amount_of(currency: CurrencyCode, minor: i64) -> Money {
    Money {
        minor,
        currency: currency.to_string(),
    }
}

async fn pay(
    visit: &Visit<'_>,
    by: PayBy,
    amount: Money,
    asked: InboxSeq,
) -> Result<Reply, ServiceError> {
    let (method, manual_method) = by.method();
    let new = NewOrder {
        kind: OrderKind::TopUp,
        plan: None,
        method,
        manual_method,
        currency: amount.currency,
        amount: Some(amount.minor),
        promo: None,
        renews: false,
        made_from: format!("top_up:{}:{asked}", visit.user),
    };
    let made_from = new.made_from.clone();
    match money::orders::open(visit.ctx, &visit.actor, new, visit.now()).await {
        Ok(id) => user::shop::order(visit, id).await,
        // Killed between the order and its screen: it is shown now.
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            match purse::made(visit.ctx, &visit.actor, made_from).await? {
                Some(id) => user::shop::order(visit, id).await,
                None => Err(Refusal::AlreadyApplied.into()),
            }
        }
        Err(error) => Err(error),
    }
}

/// A page of the gifts one paid for.
pub async fn list(visit: &Visit<'_>, page: u32) -> Result<Reply, ServiceError> {
    let mut found = gifts::list(visit.ctx, &visit.actor, page).await?;
    if let Some(last) = found.last_instead() {
        found = gifts::list(visit.ctx, &visit.actor, last).await?;
    }
    Ok(Reply::show(screens::gifts::list(visit.reader, &found)))
}

async fn gift(visit: &Visit<'_>, id: GiftId) -> Result<Reply, ServiceError> {
    let card = gifts::card(visit.ctx, &visit.actor, id).await?;
    let screen = screens::gifts::card(visit.reader, &card, username(visit));
    Ok(Reply::show(screen))
}

/// The link of a gift: whoever comes first has it, and its buyer sees its card.
pub async fn open_gift(visit: &Visit<'_>, code: &str) -> Result<Reply, ServiceError> {
    let opened = gifts::open(visit.ctx, &visit.actor, code, visit.now()).await?;
    Ok(Reply::show(match opened {
        Opened::Own(card) => screens::gifts::own(visit.reader, &card, username(visit)),
        Opened::Theirs(gift) => screens::gifts::opened(visit.reader, &gift),
    }))
}

/// One's own link, and what friends brought.
pub async fn friends(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let view = referrals::view(visit.ctx, &visit.actor).await?;
    let screen = screens::friends::friends(visit.reader, &view, username(visit));
    Ok(Reply::show(screen))
}

/// `/terms`.
pub async fn terms(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let settings = money::settings::get(visit.ctx).await?;
    let own = settings.texts.terms;
    let default = visit.ctx.default_lang();
    Ok(Reply::show(screens::terms(visit.reader, &own, default)))
}

fn username<'a>(visit: &'a Visit<'_>) -> &'a str {
    visit.ctx.bot().map_or("", |bot| bot.username.as_str())
}
