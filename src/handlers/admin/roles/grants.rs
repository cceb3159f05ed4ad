//! Giving a role to a person, moving its end, taking it: by buttons, and by `/grant` and `/revoke`.

use super::Question;
use super::ask;
use super::held;
use super::person;
use super::role_of;
use super::typed_count;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::RoleGrant;
use crate::models::RoleId;
use crate::models::RoleRefusal;
use crate::models::Term;
use crate::models::UserId;
use crate::screens::roles;
use crate::screens::roles::RoleNote;
use crate::screens::roles::RoleQuestion;
use crate::services;
use crate::services::ServiceError;
use crate::services::roles::grants;
use crate::services::roles::order;
use crate::services::roles::order::Whom;
use crate::telegram::update::Author;
use crate::telegram::update::Message;

/// The term of a button; 0 hours mean that there is no end.
pub fn term_of(hours: u32) -> Term {
    match hours {
        0 => Term::Endless,
        hours => Term::Seconds(i64::from(hours) * 3_600),
    }
}

/// `/grant @ana support 30d reason`. What is missing is asked for.
pub async fn grant_command(
    visit: &Visit<'_>,
    text: &str,
    message: &Message,
) -> Result<Reply, ServiceError> {
    if text.is_empty() && message.reply_to_message.is_none() {
        return ask_whom(visit).await;
    }
    let answered = answered(message)?;
    let order = match order::read_grant(text, visit.now(), visit.reader.time_zone) {
        Ok(order) if order.whom.is_some() || answered.is_some() => order,
        Err(unclear) if answered.is_some() || order::names_somebody(text) => {
            return Err(unclear.into());
        }
        Ok(_) | Err(_) => return Err(RoleRefusal::GrantUnclear.into()),
    };
    let Some(whom) = order.whom.or(answered) else {
        return Err(RoleRefusal::GrantUnclear.into());
    };
    let user = order::find(visit.ctx, &visit.actor, whom, visit.now()).await?;
    let Some(typed) = order.role else {
        return ask_role(visit, user).await;
    };
    let role = order::role(visit.ctx, &visit.actor, &typed).await?.id;
    match order.term {
        Some(term) => give(visit, user, role, term, order.reason).await,
        None => ask_length(visit, user, role).await,
    }
}

/// `/revoke @ana support reason`. Without a role the person's roles are shown.
pub async fn revoke_command(
    visit: &Visit<'_>,
    text: &str,
    message: &Message,
) -> Result<Reply, ServiceError> {
    if text.is_empty() && message.reply_to_message.is_none() {
        return ask(visit, Question::Whose, RoleQuestion::Whose).await;
    }
    let order = order::read_revoke(text);
    let whom = order.whom.or(answered(message)?);
    let whom = whom.ok_or(RoleRefusal::RevokeUnclear)?;
    let user = order::find(visit.ctx, &visit.actor, whom, visit.now()).await?;
    let Some(typed) = order.role else {
        return person(visit, user, None).await;
    };
    let role = order::role(visit.ctx, &visit.actor, &typed).await?.id;
    revoke(visit, user, role, order.reason).await
}

/// Whoever wrote the message that this one answers, if it was forwarded here.
fn answered(message: &Message) -> Result<Option<Whom>, RoleRefusal> {
    let answered = message.reply_to_message.as_deref();
    match answered.and_then(Message::author) {
        Some(author) => author_of(author).map(Some),
        None => Ok(None),
    }
}

fn author_of(author: Author) -> Result<Whom, RoleRefusal> {
    match author {
        Author::Person(person) => Ok(Whom::Met(person)),
        Author::Hidden => Err(RoleRefusal::PersonHidden),
        Author::Chat => Err(RoleRefusal::PersonIsChat),
    }
}

/// To whom?
pub async fn ask_whom(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    ask(visit, Question::Whom, RoleQuestion::Whom).await
}

/// A typed name or number, or a forwarded message: to give a role, or to look at those held.
pub async fn named(
    visit: &Visit<'_>,
    message: &Message,
    gives: bool,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    let whom = match message.author() {
        Some(author) => author_of(author)?,
        None => order::read_whom(text).ok_or_else(|| RoleRefusal::PersonUnknown {
            typed: text.to_owned(),
        })?,
    };
    let user = order::find(visit.ctx, &visit.actor, whom, visit.now()).await?;
    visit.forget().await;
    if gives {
        ask_role(visit, user).await
    } else {
        person(visit, user, None).await
    }
}

/// Which role?
pub async fn ask_role(visit: &Visit<'_>, user: UserId) -> Result<Reply, ServiceError> {
    let view = services::roles::person(visit.ctx, &visit.actor, user, visit.now()).await?;
    Ok(Reply::show(roles::ask_role(visit.reader, &view)))
}

/// For how long?
pub async fn ask_length(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
) -> Result<Reply, ServiceError> {
    let role = role_of(visit, role).await?;
    let name = services::persons::name_of(visit.ctx, user).await?;
    Ok(Reply::show(roles::ask_length(
        visit.reader,
        user,
        &name,
        &role,
    )))
}

/// For how long, to be typed?
pub async fn ask_term(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
) -> Result<Reply, ServiceError> {
    let of = role_of(visit, role).await?;
    let name = services::persons::name_of(visit.ctx, user).await?;
    let words = RoleQuestion::Term {
        name: &name,
        role: &of.name,
    };
    ask(visit, Question::Term(user, role), words).await
}

/// A typed length or date, and the reason after it.
pub async fn typed_term(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let (term, reason) = read_term(visit, text)?;
    let reply = give(visit, user, role, term, reason).await?;
    visit.forget().await;
    Ok(reply)
}

/// Gives it.
pub async fn give(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
    term: Term,
    reason: Option<String>,
) -> Result<Reply, ServiceError> {
    let grant = RoleGrant {
        user,
        role,
        term,
        reason,
    };
    grants::grant(visit.ctx, &visit.actor, grant, visit.now()).await?;
    person(visit, user, Some(RoleNote::Granted)).await
}

/// When does it end, to be typed?
pub async fn ask_end(visit: &Visit<'_>, user: UserId, role: RoleId) -> Result<Reply, ServiceError> {
    let view = services::roles::held(visit.ctx, &visit.actor, user, role, visit.now()).await?;
    let words = RoleQuestion::End {
        name: &view.name,
        role: &view.holding.role,
    };
    ask(visit, Question::End(user, role), words).await
}

/// A typed length from now, or a date.
pub async fn typed_end(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let (term, _) = read_term(visit, text)?;
    let reply = move_end(visit, user, role, term).await?;
    visit.forget().await;
    Ok(reply)
}

fn read_term(visit: &Visit<'_>, text: &str) -> Result<(Term, Option<String>), RoleRefusal> {
    let words: Vec<&str> = text.split_whitespace().collect();
    order::read_term(&words, visit.now(), visit.reader.time_zone)
}

/// Moves the end.
pub async fn move_end(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
    term: Term,
) -> Result<Reply, ServiceError> {
    grants::move_end(visit.ctx, &visit.actor, (user, role), term, visit.now()).await?;
    held(visit, user, role).await
}

/// How many tokens may that holder make, to be typed?
pub async fn ask_quota(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
) -> Result<Reply, ServiceError> {
    let name = services::persons::name_of(visit.ctx, user).await?;
    let words = RoleQuestion::HolderQuota { name: &name };
    ask(visit, Question::HolderQuota(user, role), words).await
}

/// A typed number of tokens.
pub async fn typed_quota(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
    text: &str,
) -> Result<Reply, ServiceError> {
    let count = typed_count(text)?;
    grants::set_quota(visit.ctx, &visit.actor, (user, role), count, visit.now()).await?;
    visit.forget().await;
    held(visit, user, role).await
}

/// Shall it be taken?
pub async fn ask_revoke(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
) -> Result<Reply, ServiceError> {
    let role = role_of(visit, role).await?;
    let name = services::persons::name_of(visit.ctx, user).await?;
    Ok(Reply::show(roles::ask_revoke(
        visit.reader,
        user,
        &name,
        &role,
    )))
}

/// Takes it.
pub async fn revoke(
    visit: &Visit<'_>,
    user: UserId,
    role: RoleId,
    reason: Option<String>,
) -> Result<Reply, ServiceError> {
    grants::revoke(visit.ctx, &visit.actor, (user, role), reason, visit.now()).await?;
    person(visit, user, Some(RoleNote::Revoked)).await
}
