//! The list as people see it: those that work, the best first.

use super::settings;
use super::world;
use crate::context::Ctx;
use crate::crud;
use crate::models::ListedProxy;
use crate::models::ListedProxyId;
use crate::models::ProxyFilter;
use crate::models::ProxyKind;
use crate::models::ProxyPage;
use crate::models::Refusal;
use crate::services::ServiceError;
use crate::utils::order::InOrder;
use rusqlite::Connection;

/// Rows of a page.
const ROWS: u32 = 10;

/// Whether people see the list.
pub async fn is_shown(ctx: &Ctx) -> Result<bool, ServiceError> {
    Ok(settings::get(ctx).await?.is_shown)
}

/// Whether there is something in it for people: it is shown, and lists are read.
pub(in crate::services) fn is_offered(connection: &Connection) -> Result<bool, ServiceError> {
    Ok(settings::read(connection)?.is_shown && crud::proxy_sources::count(connection)? > 0)
}

/// Whether people find something in it.
pub async fn has_some(ctx: &Ctx) -> Result<bool, ServiceError> {
    ctx.db.read(is_offered).await
}

/// Whether its countries come from a file of DB-IP, which asks to be named wherever they are shown (CC BY 4.0).
pub fn is_by_dbip(ctx: &Ctx) -> bool {
    let kind = world::open(ctx).geoip().unwrap_or_default();
    kind.replace('-', "")
        .to_ascii_lowercase()
        .starts_with("dbip")
}

/// A page of those that work and pass the filter, the quickest first; beyond the last page, the last.
pub async fn page(ctx: &Ctx, filter: ProxyFilter, page: u32) -> Result<ProxyPage, ServiceError> {
    ctx.db
        .read(move |connection| {
            let counts = crud::proxies::count_working(connection)?;
            let mut view = summed(&counts, filter);
            view.page = page.min(view.pages.saturating_sub(1));
            let offset = view.page.saturating_mul(ROWS);
            view.rows = crud::proxies::list_best(connection, &view.filter, ROWS, offset)?;
            Ok(view)
        })
        .await
}

/// The counts of a page, which has no rows yet.
fn summed(counts: &[(ProxyKind, Option<String>, u32)], filter: ProxyFilter) -> ProxyPage {
    let mut view = ProxyPage {
        filter,
        ..ProxyPage::default()
    };
    let (mut kinds, mut total) = (Vec::new(), 0);
    let is_there = |country: &Option<String>| match &view.filter.country {
        Some(wanted) => country.as_ref() == Some(wanted),
        None => true,
    };
    for kind in ProxyKind::ALL {
        let of_kind = counts
            .iter()
            .filter(|(one, country, _)| *one == kind && is_there(country));
        let count: u32 = of_kind.map(|(_, _, count)| count).sum();
        if count > 0 {
            kinds.push((kind, count));
        }
    }
    for (kind, country, count) in counts {
        if view.filter.kind.is_some_and(|wanted| wanted != *kind) {
            continue;
        }
        if is_there(country) {
            total += count;
        }
        let Some(country) = country else { continue };
        match view.countries.iter_mut().find(|(one, _)| one == country) {
            Some((_, sum)) => *sum += count,
            None => view.countries.push((country.clone(), *count)),
        }
    }
    (view.kinds, view.total) = (kinds, total);
    view.countries
        .order_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    view.pages = view.total.div_ceil(ROWS).max(1);
    view
}

/// One of the list, whether it works or not.
pub async fn one(ctx: &Ctx, id: ListedProxyId) -> Result<ListedProxy, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::proxies::get(connection, id)?;
            Ok(found.ok_or(Refusal::NotFound)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_a_page_are_those_of_its_filter() {
        let counts = [
            (ProxyKind::Socks5, Some("DE".to_owned()), 14),
            (ProxyKind::Socks5, None, 3),
            (ProxyKind::Http, Some("DE".to_owned()), 2),
            (ProxyKind::Http, Some("AR".to_owned()), 20),
        ];
        let all = summed(&counts, ProxyFilter::default());
        assert_eq!((all.total, all.pages), (39, 4));
        assert_eq!(all.kinds, [(ProxyKind::Socks5, 17), (ProxyKind::Http, 22)]);
        assert_eq!(
            all.countries,
            [("AR".to_owned(), 20), ("DE".to_owned(), 16)]
        );
        let filter = ProxyFilter {
            kind: Some(ProxyKind::Socks5),
            country: Some("DE".to_owned()),
        };
        let few = summed(&counts, filter);
        assert_eq!((few.total, few.pages), (14, 2));
        assert_eq!(few.kinds, [(ProxyKind::Socks5, 14), (ProxyKind::Http, 2)]);
        assert_eq!(few.countries, [("DE".to_owned(), 14)]);
        assert_eq!(summed(&[], ProxyFilter::default()).pages, 1);
    }
}
