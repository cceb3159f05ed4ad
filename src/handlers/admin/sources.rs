//! Buttons and answers of the desk of listed proxies.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::user::proxy_list;
use crate::models::ListedProxyId;
use crate::models::MOST_JUDGES;
use crate::models::MOST_LIST_BYTES;
use crate::models::Permission;
use crate::models::ProxyDesk;
use crate::models::ProxyKind;
use crate::models::ProxyRefusal;
use crate::models::ProxySettings;
use crate::models::ProxySource;
use crate::models::ProxySourceId;
use crate::models::ProxySourceKind;
use crate::models::Refusal;
use crate::screens::Action;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::ProxyChoice;
use crate::screens::callback::ProxyFigure;
use crate::screens::callback::ProxySwitch;
use crate::screens::callback::SourceAction;
use crate::screens::callback::SourceSort;
use crate::screens::notices::Toast;
use crate::screens::sources as screens;
use crate::screens::sources::Note;
use crate::services::ServiceError;
use crate::services::proxies::checks;
use crate::services::proxies::desk;
use crate::services::proxies::list;
use crate::services::proxies::passes;
use crate::services::proxies::settings;
use crate::services::proxies::sources;
use crate::services::proxies::watch;
use crate::telegram::update::Document;
use crate::telegram::update::Message;
use crate::utils::units;

/// The largest file a bot can download (Bot API, `getFile`: 20 MB).
const MOST_FILE_BYTES: u64 = 20_000_000;
/// The Shadowmere that everybody may read.
const PUBLIC_SHADOWMERE: &str = "https://shadowmere.xyz/";

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Where is a new source of that sort, or what is in it? What does not say it speaks that.
    Source(SourceSort, Option<ProxyKind>),
    /// Which number?
    Figure(ProxyFigure),
    /// Which judges?
    Judges,
}

/// What a button needs.
pub fn permission(action: SourceAction) -> Option<Permission> {
    use SourceAction as S;
    Some(match action {
        S::Desk
        | S::Progress
        | S::List(_)
        | S::Show(_)
        | S::Refused(_)
        | S::Faults
        | S::Export
        | S::File(..)
        | S::Settings => Permission::ProxiesSee,
        S::Run
        | S::Stop
        | S::Add
        | S::Ask(..)
        | S::AddPublic
        | S::Read(_)
        | S::Intervals(_)
        | S::SetInterval(..)
        | S::Pause(_)
        | S::Resume(_)
        | S::Remove(_)
        | S::RemoveYes(_)
        | S::DropDead
        | S::DropDeadYes
        | S::Drop(_)
        | S::DropYes(_)
        | S::Switch(..)
        | S::Figure(_)
        | S::SetFigure(..)
        | S::AskFigure(_)
        | S::AskJudges
        | S::UsualJudges => Permission::ProxiesManage,
    })
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: SourceAction) -> Result<Reply, ServiceError> {
    use SourceAction as S;
    match action {
        S::Desk => on_desk(visit, screens::desk).await,
        S::Run => run(visit).await,
        S::Progress => progress(visit).await,
        S::Stop => stop(visit).await,
        S::List(page) => on_desk(visit, |reader, desk| screens::list(reader, desk, page)).await,
        S::Add => Ok(Reply::show(screens::add(visit.reader))),
        S::Ask(sort, hint) => {
            let screen = screens::ask(visit.reader, sort, hint);
            Ok(ask(visit, Question::Source(sort, hint), screen).await)
        }
        S::AddPublic => add(visit, SourceSort::Shadowmere, None, PUBLIC_SHADOWMERE).await,
        S::Show(id) => {
            let source = sources::get(visit.ctx, &visit.actor, id).await?;
            Ok(card(visit, &source, Note::Nothing))
        }
        S::Read(id) => read(visit, id).await,
        S::Intervals(id) => on_source(visit, id, screens::intervals).await,
        S::SetInterval(id, minutes) => set_interval(visit, id, minutes).await,
        S::Pause(id) => pause(visit, id, true).await,
        S::Resume(id) => pause(visit, id, false).await,
        S::Refused(id) => on_source(visit, id, screens::refused).await,
        S::Remove(id) => on_source(visit, id, screens::remove_sure).await,
        S::RemoveYes(id) => remove(visit, id).await,
        S::Faults => on_desk(visit, screens::faults).await,
        S::DropDead => on_desk(visit, screens::drop_dead_sure).await,
        S::DropDeadYes => drop_dead(visit).await,
        S::Drop(id) => {
            let proxy = list::one(visit.ctx, id).await?;
            Ok(Reply::show(screens::drop_sure(visit.reader, &proxy)))
        }
        S::DropYes(id) => drop_one(visit, id).await,
        S::Export => on_desk(visit, screens::export).await,
        S::File(kind, working) => file(visit, kind, working).await,
        S::Settings => {
            on_settings(visit, |reader, now| screens::settings(reader, now, false)).await
        }
        S::Switch(switch, is_on) => turn(visit, switch, is_on).await,
        S::Figure(figure) => {
            on_settings(visit, |reader, now| screens::figure(reader, now, figure)).await
        }
        S::SetFigure(figure, value) => set_figure(visit, figure, value).await,
        S::AskFigure(figure) => {
            let screen = screens::ask_figure(visit.reader, figure);
            Ok(ask(visit, Question::Figure(figure), screen).await)
        }
        S::AskJudges => {
            let screen = screens::ask_judges(visit.reader, MOST_JUDGES);
            Ok(ask(visit, Question::Judges, screen).await)
        }
        S::UsualJudges => set_judges(visit, "").await,
    }
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: SourceAction) -> Action {
    use SourceAction as S;
    Action::Source(match action {
        S::Desk
        | S::Run
        | S::Progress
        | S::Stop
        | S::DropDead
        | S::DropDeadYes
        | S::Drop(_)
        | S::DropYes(_) => S::Desk,
        S::List(page) => S::List(page),
        S::Add | S::Ask(..) | S::AddPublic | S::Remove(_) | S::RemoveYes(_) => S::List(0),
        S::Show(id)
        | S::Read(id)
        | S::Intervals(id)
        | S::SetInterval(id, _)
        | S::Pause(id)
        | S::Resume(id)
        | S::Refused(id) => S::Show(id),
        S::Faults => S::Faults,
        S::Export | S::File(..) => S::Export,
        S::Settings
        | S::Switch(..)
        | S::Figure(_)
        | S::SetFigure(..)
        | S::AskFigure(_)
        | S::AskJudges
        | S::UsualJudges => S::Settings,
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match question {
        Question::Source(..) | Question::Figure(_) | Question::Judges => {
            Some(Permission::ProxiesManage)
        }
    }
}

/// Takes the answer to a question. After one that will not do, another may come.
pub async fn answer(
    visit: &Visit<'_>,
    question: Question,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().unwrap_or_default().trim();
    let reply = match question {
        Question::Source(_, hint) if message.document.is_some() => {
            received(visit, hint, message.document.as_ref()).await?
        }
        Question::Source(SourceSort::Pasted, hint) => {
            paste(visit, None, text.as_bytes().to_vec(), hint).await?
        }
        Question::Source(sort, hint) => add(visit, sort, hint, text).await?,
        Question::Figure(figure) => {
            // What is no number is refused as one that is too small: the service says the limits.
            let value = units::read_number(text).unwrap_or_default();
            set_figure(visit, figure, value).await?
        }
        Question::Judges => set_judges(visit, text).await?,
    };
    visit.forget().await;
    Ok(reply)
}

/// Where the person was before the question.
pub async fn left(visit: &Visit<'_>, question: Question) -> Result<Reply, ServiceError> {
    match question {
        Question::Source(..) => Ok(Reply::show(screens::add(visit.reader))),
        Question::Figure(_) | Question::Judges => {
            on_settings(visit, |reader, now| screens::settings(reader, now, false)).await
        }
    }
}

/// A screen that shows the desk.
async fn on_desk(
    visit: &Visit<'_>,
    draw: impl FnOnce(Reader, &ProxyDesk) -> Screen,
) -> Result<Reply, ServiceError> {
    let desk = desk::see(visit.ctx, &visit.actor).await?;
    Ok(Reply::show(draw(visit.reader, &desk)))
}

/// A screen that shows a source.
async fn on_source(
    visit: &Visit<'_>,
    id: ProxySourceId,
    draw: impl FnOnce(Reader, &ProxySource) -> Screen,
) -> Result<Reply, ServiceError> {
    let source = sources::get(visit.ctx, &visit.actor, id).await?;
    Ok(Reply::show(draw(visit.reader, &source)))
}

/// A screen that shows the settings.
async fn on_settings(
    visit: &Visit<'_>,
    draw: impl FnOnce(Reader, &ProxySettings) -> Screen,
) -> Result<Reply, ServiceError> {
    let settings = settings::get(visit.ctx).await?;
    Ok(Reply::show(draw(visit.reader, &settings)))
}

/// The settings after one of them was set.
fn set(visit: &Visit<'_>, settings: &ProxySettings) -> Reply {
    Reply::show(screens::settings(visit.reader, settings, true))
}

fn card(visit: &Visit<'_>, source: &ProxySource, note: Note) -> Reply {
    let may_manage = visit.actor.permissions.has(Permission::ProxiesManage);
    Reply::show(screens::card(visit.reader, source, note, may_manage))
}

/// Begins a run over all; how far it is comes in a message of its own.
async fn run(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    passes::start(visit.ctx, &visit.actor, visit.now()).await?;
    watch::watch(visit.ctx, visit.user, visit.now()).await?;
    let reply = on_desk(visit, screens::desk).await?;
    Ok(reply.with_toast(screens::begun(visit.reader)))
}

/// Sends the message that shows how far a run is.
async fn progress(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    watch::watch(visit.ctx, visit.user, visit.now()).await?;
    Ok(Reply::nothing())
}

/// Ends a run. The message that shows it is edited by whoever keeps it.
async fn stop(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    passes::cancel(visit.ctx, &visit.actor, visit.now()).await?;
    Ok(Reply::nothing().with_toast(screens::stopping(visit.reader)))
}

/// Adds a source at an address.
async fn add(
    visit: &Visit<'_>,
    sort: SourceSort,
    hint: Option<ProxyKind>,
    url: &str,
) -> Result<Reply, ServiceError> {
    let url = url.to_owned();
    let kind = match sort {
        SourceSort::Shadowmere => ProxySourceKind::Shadowmere { url },
        SourceSort::List => ProxySourceKind::List { url },
        SourceSort::Pasted => ProxySourceKind::Pasted,
    };
    let source = sources::add(visit.ctx, &visit.actor, kind, hint, visit.now()).await?;
    // With the first source the command comes into the menus.
    Ok(card(visit, &source, Note::Added).with_menus())
}

/// Takes a list that was sent as a file.
async fn received(
    visit: &Visit<'_>,
    hint: Option<ProxyKind>,
    document: Option<&Document>,
) -> Result<Reply, ServiceError> {
    let refused = |refusal: ProxyRefusal| ServiceError::from(Refusal::from(refusal));
    let document = document.ok_or_else(|| refused(ProxyRefusal::ListEmpty))?;
    if document
        .file_size
        .is_some_and(|size| size > MOST_FILE_BYTES)
    {
        let most_bytes = MOST_FILE_BYTES;
        return Err(refused(ProxyRefusal::ListTooBig { most_bytes }));
    }
    // By one byte more it is known that there is more than is read.
    let most = MOST_LIST_BYTES + 1;
    let bytes = visit.bot.file_start(&document.file_id, most).await;
    let bytes = bytes.map_err(|_| ServiceError::from(Refusal::TelegramUnreachable))?;
    paste(visit, document.file_name.as_deref(), bytes, hint).await
}

/// Takes a list that was pasted or sent.
async fn paste(
    visit: &Visit<'_>,
    name: Option<&str>,
    bytes: Vec<u8>,
    hint: Option<ProxyKind>,
) -> Result<Reply, ServiceError> {
    let (reader, now) = (visit.reader, visit.now());
    let day = units::short_day(reader.lang, now, reader.time_zone);
    let made_up = screens::pasted_name(reader, &day);
    let name = name.unwrap_or(&made_up);
    let source = sources::paste(visit.ctx, &visit.actor, name, bytes, hint, now).await?;
    Ok(card(visit, &source, Note::Pasted).with_menus())
}

async fn read(visit: &Visit<'_>, id: ProxySourceId) -> Result<Reply, ServiceError> {
    let source = sources::read_now(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(card(visit, &source, Note::Ordered))
}

async fn set_interval(
    visit: &Visit<'_>,
    id: ProxySourceId,
    minutes: u32,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let source = sources::set_interval(ctx, actor, id, minutes, now).await?;
    Ok(card(visit, &source, Note::Changed))
}

async fn remove(visit: &Visit<'_>, id: ProxySourceId) -> Result<Reply, ServiceError> {
    sources::remove(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = on_desk(visit, |reader, desk| screens::list(reader, desk, 0)).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)).with_menus())
}

async fn drop_dead(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    checks::delete_dead(visit.ctx, &visit.actor, visit.now()).await?;
    let reply = on_desk(visit, screens::desk).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

async fn pause(
    visit: &Visit<'_>,
    id: ProxySourceId,
    is_paused: bool,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let source = sources::pause(ctx, actor, id, is_paused, now).await?;
    Ok(card(visit, &source, Note::Changed))
}

async fn drop_one(visit: &Visit<'_>, id: ListedProxyId) -> Result<Reply, ServiceError> {
    checks::delete(visit.ctx, &visit.actor, id, visit.now()).await?;
    let reply = proxy_list::list(visit, ProxyChoice::default(), 0).await?;
    Ok(reply.with_toast(visit.toast(Toast::Done)))
}

/// Sends the list as a file.
async fn file(
    visit: &Visit<'_>,
    kind: Option<ProxyKind>,
    working: bool,
) -> Result<Reply, ServiceError> {
    let (name, bytes) = desk::export(visit.ctx, &visit.actor, kind, working).await?;
    if bytes.is_empty() {
        return Err(Refusal::from(ProxyRefusal::NothingToTry).into());
    }
    Ok(Reply::send(screens::file(visit.reader, name, bytes)))
}

async fn turn(visit: &Visit<'_>, switch: ProxySwitch, is_on: bool) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let settings = match switch {
        ProxySwitch::Shown => settings::set_shown(ctx, actor, is_on, now).await,
        ProxySwitch::Private => settings::set_private(ctx, actor, is_on, now).await,
        ProxySwitch::Telegram => settings::set_telegram(ctx, actor, is_on, now).await,
    }?;
    let reply = set(visit, &settings);
    Ok(match switch {
        // The command stands in the menus of everybody while there is something to show.
        ProxySwitch::Shown => reply.with_menus(),
        ProxySwitch::Private | ProxySwitch::Telegram => reply,
    })
}

async fn set_figure(
    visit: &Visit<'_>,
    figure: ProxyFigure,
    value: u32,
) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let settings = match figure {
        ProxyFigure::AtOnce => settings::set_at_once(ctx, actor, value, now).await,
        ProxyFigure::Every => settings::set_every(ctx, actor, value, now).await,
    }?;
    Ok(set(visit, &settings))
}

async fn set_judges(visit: &Visit<'_>, text: &str) -> Result<Reply, ServiceError> {
    let (ctx, actor, now) = (visit.ctx, &visit.actor, visit.now());
    let settings = settings::set_judges(ctx, actor, text, now).await?;
    Ok(set(visit, &settings))
}

/// Takes the next message as the answer to that question, and asks it.
async fn ask(visit: &Visit<'_>, question: Question, screen: Screen) -> Reply {
    visit.ask(Dialogue::Source(question)).await;
    Reply::show(screen)
}
