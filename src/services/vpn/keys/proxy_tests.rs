use super::*;
use crate::context::Ctx;
use crate::models::Actor;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::Length;
use crate::models::Method;
use crate::models::NewTrial;
use crate::models::Product;
use crate::models::Refusal;
use crate::models::SecretForm;
use crate::models::ServerChange;
use crate::models::ServerId;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::services::money::testing as shop;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::person;
use crate::services::vpn::keys;
use crate::services::vpn::servers;
use crate::services::vpn::testing::*;
use crate::services::vpn::trial;

const KIND: VpnKind = VpnKind::MtProto;

async fn package(ctx: &Ctx, actor: &Actor, key: ConfigId) -> Vec<ProxyLink> {
    let package = keys::package(ctx, actor, key, NOW).await.expect("packed");
    assert!(!format!("{package:?}").contains("t.me"), "it is not logged");
    let KeySecret::MtProto { link, others } = package.secret else {
        panic!("links");
    };
    let others = others.into_iter().map(|(_, link)| link);
    let links = std::iter::once(link).chain(others);
    links
        .map(|link| ProxyLink::parse(&link).expect("a link"))
        .collect()
}

async fn link(ctx: &Ctx, actor: &Actor, key: ConfigId) -> ProxyLink {
    package(ctx, actor, key).await.remove(0)
}

async fn change(ctx: &Ctx, server: ServerId, change: ServerChange) {
    servers::change(ctx, &admin(), server, change, NOW)
        .await
        .expect("changed");
}

#[tokio::test]
async fn a_proxy_opens_with_the_secret_its_server_was_told() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    let peer = fakes.open(server).remove(0);
    let number = peer.remote_id.strip_prefix(MARK).expect("ours");
    assert!(number.len() == 16 && number.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let PeerSecret::MtProto {
        secret: Some(secret),
    } = &peer.secret
    else {
        panic!("a secret of the house's own");
    };
    assert!(peer.addresses.is_empty() && peer.tag.is_none());
    let link = link(&ctx, &ana, made).await;
    assert_eq!(link.secret.base(), secret.0);
    assert_eq!((link.host.as_str(), link.port), ("vpn.example.org", 51_820));
    assert!(!format!("{peer:?}").contains(&secret.0));
    let sealed: String = value(&ctx, "SELECT sealed FROM vpn_peers").await;
    assert!(!sealed.contains(&secret.0));
}

#[tokio::test]
async fn the_links_have_the_forms_that_the_server_takes_the_best_first() {
    let (ctx, _) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    let forms = |links: &[ProxyLink]| -> Vec<SecretForm> {
        links.iter().map(|link| link.secret.form()).collect()
    };
    let links = package(&ctx, &ana, made).await;
    assert_eq!(forms(&links), [SecretForm::Secure], "it said nothing");
    change(&ctx, server, ServerChange::Forms(SecretForm::ALL.to_vec())).await;
    let links = package(&ctx, &ana, made).await;
    assert_eq!(forms(&links), [SecretForm::Secure, SecretForm::Plain]);
    let domain = "www.example.com".to_owned();
    change(&ctx, server, ServerChange::Domain(Some(domain))).await;
    let links = package(&ctx, &ana, made).await;
    assert_eq!(forms(&links), SecretForm::ALL);
    assert_eq!(links[0].secret.domain(), Some("www.example.com"));
    let base = links[0].secret.base();
    assert!(links.iter().all(|link| link.secret.base() == base));
}

#[tokio::test]
async fn the_card_connects_its_owner_alone_and_only_while_the_key_works() {
    let (ctx, _) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    let own = keys::card(&ctx, &ana, made, NOW).await.expect("shown");
    assert!(own.links.is_some() && !own.is_shared);
    assert!(!format!("{own:?}").contains("t.me"));
    let staff = keys::card(&ctx, &admin(), made, NOW).await.expect("shown");
    assert!(staff.links.is_none() && staff.has_package);
    keys::pause(&ctx, &ana, made, NOW).await.expect("paused");
    let own = keys::card(&ctx, &ana, made, NOW).await.expect("shown");
    assert!(own.links.is_none(), "it would not connect");
}

#[tokio::test]
async fn rotating_makes_another_user_and_deleting_takes_it_away() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    let (old, first) = (fakes.open(server).remove(0), link(&ctx, &ana, made).await);
    keys::rotate(&ctx, &ana, made, NOW).await.expect("rotated");
    run(&ctx, NOW).await;
    let open = fakes.open(server);
    assert_eq!(open.len(), 1, "the old one is gone");
    assert_ne!(open[0].remote_id, old.remote_id);
    assert_ne!(link(&ctx, &ana, made).await.secret, first.secret);
    keys::pause(&ctx, &ana, made, NOW).await.expect("paused");
    run(&ctx, NOW).await;
    assert!(fakes.open(server).is_empty());
    keys::resume(&ctx, &ana, made, NOW).await.expect("resumed");
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server)[0].remote_id, open[0].remote_id);
    keys::delete(&ctx, &ana, made, NOW).await.expect("deleted");
    run(&ctx, NOW).await;
    assert!(fakes.open(server).is_empty());
    let status: String = value(&ctx, "SELECT status FROM vpn_configs").await;
    assert_eq!(status, ConfigStatus::Revoked.name());
}

#[tokio::test]
async fn a_new_tag_is_told_of_every_key_that_works() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    key(&ctx, &ana, KIND, "a").await;
    let tag = "00112233445566778899aabbccddeeff".to_owned();
    change(&ctx, server, ServerChange::Tag(Some(tag.clone()))).await;
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server)[0].tag, Some(tag));
    change(&ctx, server, ServerChange::Tag(None)).await;
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server)[0].tag, None);
}

#[tokio::test]
async fn a_pasted_link_has_no_secret_of_its_own_to_change() {
    let (ctx, _) = house().await;
    server(&ctx, KIND, 1).await;
    let ana = customer(&ctx, 100, KIND).await;
    let made = key(&ctx, &ana, KIND, "a").await;
    write(&ctx, |tx| {
        Ok(tx.execute("UPDATE servers SET transport = 'file'", [])?)
    })
    .await;
    let refused = keys::rotate(&ctx, &ana, made, NOW).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::Vpn(VpnRefusal::SharedLink)))
    ));
    let card = keys::card(&ctx, &ana, made, NOW).await.expect("shown");
    assert!(card.is_shared);
}

#[tokio::test]
async fn a_trial_may_be_a_proxy() {
    let (ctx, fakes) = house().await;
    let server = server(&ctx, KIND, 1).await;
    let ana = person(&ctx, 100).await;
    let new = NewTrial {
        kind: KIND,
        server: None,
        name: String::new(),
        made_from: "trial:a".to_owned(),
        is_member: None,
    };
    let made = trial::take(&ctx, &ana, new, NOW).await.expect("given");
    run(&ctx, NOW).await;
    assert_eq!(fakes.open(server).len(), 1);
    assert_eq!(link(&ctx, &ana, made).await.port, 51_820);
    let is_trial: bool = value(&ctx, "SELECT is_trial FROM vpn_accounts").await;
    assert!(is_trial);
}

#[tokio::test]
async fn a_plan_that_is_bought_brings_a_proxy() {
    let ctx = shop::shop().await;
    let fakes = crate::services::vpn::fake::Fakes::default();
    (ctx.backends).set_pretender(std::sync::Arc::new(fakes.clone()));
    let server = server(&ctx, KIND, 1).await;
    let ana = person(&ctx, 100).await;
    let plan = shop::plan(&ctx, &[Product::MtProto], Length::Days(30)).await;
    let order = shop::order(&ctx, 100, plan, Method::QvaPay, "a").await;
    shop::buy(&ctx, &order, "a").await;
    run(&ctx, ctx.clock.now()).await;
    let open = fakes.open(server);
    assert_eq!(open.len(), 1, "it is made at once");
    assert_eq!(open[0].bytes_left, Some(1_000_000));
    let mine = keys::mine(&ctx, &ana, ctx.clock.now()).await;
    let mine = mine.expect("listed");
    assert_eq!((mine.len(), mine[0].config.kind), (1, KIND));
    assert_eq!(mine[0].account.user, UserId(100));
}
