//! The house in figures.

use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::models::Income;
use crate::models::Permission;
use crate::models::StatsChart;
use crate::models::StatsPeriod;
use crate::models::StatsView;
use crate::screens::Action;
use crate::screens::callback::StatisticsAction;
use crate::screens::charts;
use crate::screens::notices::Toast;
use crate::screens::statistics;
use crate::services;
use crate::services::ServiceError;
use crate::telegram::update::Message;

/// The question whose answer is the next message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {}

/// What a button needs.
pub fn permission(action: StatisticsAction) -> Option<Permission> {
    match action {
        StatisticsAction::Show(..)
        | StatisticsAction::Refresh(..)
        | StatisticsAction::Chart(..)
        | StatisticsAction::Table(..)
        | StatisticsAction::Days(_) => Some(Permission::SeeStatistics),
    }
}

/// Does what a button says.
pub async fn press(visit: &Visit<'_>, action: StatisticsAction) -> Result<Reply, ServiceError> {
    match action {
        StatisticsAction::Show(view, period) => show(visit, view, period).await,
        StatisticsAction::Refresh(view, period) => refresh(visit, view, period).await,
        StatisticsAction::Chart(chart, period) => draw(visit, chart, period).await,
        StatisticsAction::Table(view, period) => table(visit, view, period).await,
        StatisticsAction::Days(period) => days(visit, period).await,
    }
}

/// `/admin_stats`.
pub async fn overview(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    show(visit, StatsView::Overview, StatsPeriod::USUAL).await
}

async fn show(
    visit: &Visit<'_>,
    view: StatsView,
    period: StatsPeriod,
) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let stats = services::statistics::look(ctx, actor, view, period, visit.now()).await?;
    Ok(Reply::show(statistics::stats(visit.reader, &stats)))
}

async fn refresh(
    visit: &Visit<'_>,
    view: StatsView,
    period: StatsPeriod,
) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let stats = services::statistics::refresh(ctx, actor, view, period, visit.now()).await?;
    let reply = Reply::show(statistics::stats(visit.reader, &stats));
    Ok(reply.with_toast(visit.toast(Toast::StatsRefreshed)))
}

/// A picture comes as a message of its own: a text cannot become one.
async fn draw(
    visit: &Visit<'_>,
    chart: StatsChart,
    period: StatsPeriod,
) -> Result<Reply, ServiceError> {
    let (reader, now) = (visit.reader, visit.now());
    let series = services::statistics::series(visit.ctx, &visit.actor, period, now).await?;
    if chart == StatsChart::Income && series.income == Income::Unknown {
        return Ok(Reply::nothing().then(statistics::no_fees(reader)));
    }
    // Off the workers, and one at a time: a picture takes some milliseconds and megabytes.
    let drawn = visit.ctx.db.beside(move |_| {
        let png = charts::draw(reader, chart, &series);
        (png, series)
    });
    let (png, series) = drawn.await?;
    Ok(Reply::nothing().then(statistics::chart(reader, chart, &series, png)))
}

async fn table(
    visit: &Visit<'_>,
    view: StatsView,
    period: StatsPeriod,
) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let stats = services::statistics::look(ctx, actor, view, period, visit.now()).await?;
    services::statistics::exported(ctx, actor, view.code(), period, visit.now()).await?;
    Ok(Reply::nothing().then(statistics::table(visit.reader, view, &stats)))
}

async fn days(visit: &Visit<'_>, period: StatsPeriod) -> Result<Reply, ServiceError> {
    let (ctx, actor) = (visit.ctx, &visit.actor);
    let series = services::statistics::series(ctx, actor, period, visit.now()).await?;
    services::statistics::exported(ctx, actor, "days", period, visit.now()).await?;
    Ok(Reply::nothing().then(statistics::days(visit.reader, &series)))
}

/// The screen that shows how things are after an action, without doing it again.
pub fn parent(action: StatisticsAction) -> Action {
    Action::Statistics(match action {
        StatisticsAction::Show(view, period)
        | StatisticsAction::Refresh(view, period)
        | StatisticsAction::Table(view, period) => StatisticsAction::Show(view, period),
        StatisticsAction::Chart(_, period) | StatisticsAction::Days(period) => {
            StatisticsAction::Show(StatsView::Vip, period)
        }
    })
}

/// What the answer to a question needs.
pub fn permission_of_answer(question: &Question) -> Option<Permission> {
    match *question {}
}

/// Takes the answer to a question.
pub async fn answer(
    _visit: &Visit<'_>,
    question: Question,
    _message: &Message,
) -> Result<Reply, ServiceError> {
    match question {}
}
