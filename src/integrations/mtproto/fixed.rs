//! A proxy of which nothing but one link is known: the admin pasted it.
//!
//! All keys on such a server are that link. Nobody can be kept out, and nothing is counted: taking a key away only takes
//! it out of the house's own lists, and whoever copied the link still has it.

use super::link::LinkFault;
use super::link::ProxyLink;
use crate::integrations::vpn::Answer;
use crate::integrations::vpn::Backend;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Counters;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Listing;
use crate::integrations::vpn::PeerSecret;
use crate::integrations::vpn::Put;
use crate::integrations::vpn::WantedPeer;
use crate::models::MtProtoOptions;
use crate::models::ServerFacts;

/// A server that is one link.
pub struct FixedLink {
    link: ProxyLink,
}

impl FixedLink {
    /// The server behind a link in any form that clients take.
    ///
    /// # Errors
    /// `Unusable`, when the text is none.
    pub fn new(link: &str) -> Result<Self, BackendError> {
        let link = ProxyLink::parse(link);
        let link = link.map_err(|fault: LinkFault| BackendError::Unusable(fault.to_string()))?;
        Ok(Self { link })
    }
}

impl Backend for FixedLink {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(async { Ok(Listing::default()) })
    }

    fn put<'a>(&'a self, _: &'a WantedPeer) -> Answer<'a, Put> {
        let secret = Hidden(self.link.secret.base());
        Box::pin(async move {
            Ok(Put {
                secret: Some(PeerSecret::MtProto {
                    secret: Some(secret),
                }),
                before: None,
            })
        })
    }

    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(async { Ok(None) })
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        let secret = &self.link.secret;
        let facts = ServerFacts {
            host: Some(self.link.host.clone()),
            listen_port: Some(self.link.port),
            mtproto: Some(MtProtoOptions {
                forms: vec![secret.form()],
                domain: secret.domain().map(str::to_owned),
                tag: None,
            }),
            ..ServerFacts::default()
        };
        Box::pin(async move { Ok(facts) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "0123456789abcdef0123456789abcdef";

    #[tokio::test]
    async fn every_key_is_the_link_and_what_it_says_is_told() {
        let text = format!("https://t.me/proxy?server=p.example.org&port=8443&secret=dd{BASE}");
        let server = FixedLink::new(&text).expect("a link");
        let wanted = WantedPeer {
            remote_id: "portero-0123456789abcdef".to_owned(),
            name: String::new(),
            secret: PeerSecret::MtProto { secret: None },
            addresses: Vec::new(),
            is_open: true,
            expires_at: None,
            bytes_left: None,
            tag: None,
        };
        let put = server.put(&wanted).await.expect("put");
        let secret = Some(Hidden(BASE.to_owned()));
        assert_eq!(put.secret, Some(PeerSecret::MtProto { secret }));
        let facts = server.check().await.expect("facts");
        assert_eq!(
            (facts.host.as_deref(), facts.listen_port),
            (Some("p.example.org"), Some(8443))
        );
        assert_eq!(server.remove(&wanted.remote_id).await, Ok(None));
        assert!(server.list().await.expect("empty").peers.is_empty());
    }

    #[test]
    fn a_text_that_is_no_link_is_told_without_its_words() {
        let error = FixedLink::new("https://t.me/proxy?server=x&port=1&secret=hush").err();
        assert!(!error.expect("refused").to_string().contains("hush"));
    }
}
