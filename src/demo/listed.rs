//! The free list of the demo: a pretended list of proxies, and a pretended way out through which most of them work.

use crate::context::Ctx;
use crate::context::proxies::Answer;
use crate::context::proxies::ProxyTrier;
use crate::context::proxies::ProxyWorld;
use crate::models::Actor;
use crate::models::Anonymity;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyFound;
use crate::models::ProxyKind;
use crate::models::ProxySettings;
use crate::models::ProxySourceKind;
use crate::services::ServiceError;
use crate::services::proxies::sources;
use std::future::ready;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Where the list of a new demo is.
const URL: &str = "https://listas.example.org/proxies.txt";
/// The addresses are those of documentation: there is nobody.
const LIST: &str = "\
socks5://203.0.113.11:1080
socks5://203.0.113.12:1080
socks5://203.0.113.14:9050
socks5://invitada:hola@203.0.113.17:1080
socks4://203.0.113.21:4145
socks4://203.0.113.26:4145
http://198.51.100.31:8080
http://198.51.100.33:3128
http://198.51.100.38:8888
https://198.51.100.41:443
https://198.51.100.45:8443
ss://YWVzLTI1Ni1nY206aG9sYQ@198.51.100.52:8388#demo
203.0.113.60:1080
203.0.113.61:99999
";
const COUNTRIES: [(&str, &str); 4] = [
    ("DE", "Berlin"),
    ("NL", "Amsterdam"),
    ("US", "Dallas"),
    ("FR", "Paris"),
];

/// A world in which the last number of an address says everything about a proxy.
#[derive(Clone, Copy)]
struct Listed;

impl ProxyWorld for Listed {
    fn fetch<'a>(
        &'a self,
        source: &'a ProxySourceKind,
        _allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>> {
        let is_ours = matches!(source, ProxySourceKind::List { url } if url == URL);
        let answer = if is_ours {
            Ok(LIST.as_bytes().to_vec())
        } else {
            Err("the demo has no internet".to_owned())
        };
        Box::pin(ready(answer))
    }

    fn trier(&self, _settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String> {
        Ok(Arc::new(*self))
    }

    fn geoip(&self) -> Option<String> {
        Some("DBIP-City-Lite".to_owned())
    }
}

impl ProxyTrier for Listed {
    fn is_ready(&self) -> bool {
        true
    }

    fn is_online(&self) -> Answer<'_, bool> {
        Box::pin(ready(true))
    }

    fn run<'a>(
        &'a self,
        address: &'a ProxyAddress,
        _placed: Option<IpAddr>,
        _was_working: bool,
    ) -> Answer<'a, Result<ProxyFound, ProxyFault>> {
        Box::pin(async move {
            let found = found(address)?;
            tokio::time::sleep(Duration::from_millis(u64::from(found.latency_ms))).await;
            Ok(found)
        })
    }
}

/// How that one is: each fifth does not answer.
fn found(address: &ProxyAddress) -> Result<ProxyFound, ProxyFault> {
    let exit_ip: Option<IpAddr> = address.host.parse().ok();
    let last = match exit_ip {
        Some(IpAddr::V4(address)) => u32::from(address.octets()[3]),
        Some(IpAddr::V6(_)) | None => return Err(ProxyFault::NoSuchName),
    };
    if last % 5 == 0 {
        return Err(ProxyFault::Silent);
    }
    let (country, city) = COUNTRIES[last as usize % COUNTRIES.len()];
    let kind = address.kind.unwrap_or(ProxyKind::Socks5);
    Ok(ProxyFound {
        kind,
        is_tls: address.is_tls,
        latency_ms: 40 + last * 7 % 300,
        exit_ip,
        country: Some(country.to_owned()),
        city: Some(city.to_owned()),
        anonymity: Some(if kind == ProxyKind::Http {
            Anonymity::Anonymous
        } else {
            Anonymity::Elite
        }),
        is_for_telegram: Some(kind == ProxyKind::Socks5),
    })
}

/// Gives a house the pretended way out, and its list if the demo is new.
///
/// # Errors
/// When the database cannot be written.
pub async fn install(ctx: &Ctx, is_new: bool) -> Result<(), ServiceError> {
    ctx.proxies.world(|| Arc::new(Listed));
    if !is_new {
        return Ok(());
    }
    let kind = ProxySourceKind::List {
        url: URL.to_owned(),
    };
    sources::add(ctx, &Actor::system(), kind, None, ctx.clock.now()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::proxies::checks;
    use crate::services::proxies::list;
    use crate::services::tests::ctx;

    #[tokio::test]
    async fn a_new_demo_has_a_list_of_which_most_work_and_an_old_one_gets_no_more() {
        let ctx = ctx().await;
        for is_new in [true, false] {
            install(&ctx, is_new).await.expect("installed");
        }
        let now = ctx.clock.now();
        sources::run(&ctx, now).await.expect("read");
        let round = checks::run(&ctx, now).await.expect("tried").expect("due");
        assert_eq!((round.tried, round.working), (13, 11));
        let page = list::page(&ctx, crate::models::ProxyFilter::default(), 0);
        let page = page.await.expect("shown");
        assert_eq!((page.total, page.rows.len()), (11, 10));
        assert!(page.kinds.len() >= 5, "{:?}", page.kinds);
    }
}
