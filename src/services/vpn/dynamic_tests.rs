use super::*;
use crate::db::Durability;
use crate::integrations::vpn::Hidden;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::Hold;
use crate::models::Routing;
use crate::models::ServerId;
use crate::models::Transport;
use crate::services::tests as house;
use crate::services::tests::NOW;
use proptest::prelude::*;

const ANA: i64 = 2001;
const URL: &str = "ss://YTpi@192.0.2.7:443/?outline=1";

fn account(kind: VpnKind) -> Account {
    Account {
        id: AccountId(0),
        user: UserId(ANA),
        kind,
        is_trial: false,
        expires_at: Some(NOW.plus_days(1)),
        limit_bytes: None,
        day_limit_bytes: None,
        used_rx: 0,
        used_tx: 0,
        period_at: NOW,
        day: 0,
        day_used: 0,
        warned_percent: 0,
        devices: 3,
        created_at: NOW,
    }
}

fn fresh(account: AccountId, server: ServerId, kind: VpnKind) -> VpnConfig {
    VpnConfig {
        id: ConfigId(0),
        account,
        user: UserId(ANA),
        kind,
        name: "Casa 1".to_owned(),
        status: ConfigStatus::Pending,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: None,
        server,
        used_rx: 0,
        used_tx: 0,
        last_seen_at: None,
        is_imported: false,
        created_at: NOW,
        revoked_at: None,
    }
}

/// A house with an address of its own, and Ana's key of that kind, which no server knows yet.
async fn with_key(kind: VpnKind) -> (Ctx, VpnConfig) {
    let mut ctx = house::ctx().await;
    ctx.config.http_listen = Some("127.0.0.1:8080".to_owned());
    ctx.config.public_url = Some("https://bot.example.com/p".to_owned());
    house::person(&ctx, ANA).await;
    let config = ctx
        .db
        .write(Durability::Full, move |tx| {
            let server = crud::servers::NewServer {
                kind,
                transport: Transport::File,
                name: "Madrid",
                flag: "",
                host: "",
                port: 0,
                sealed: "",
                options: "{}",
            };
            let server = crud::servers::insert(tx, &server, NOW)?;
            let account = crud::vpn_accounts::insert(tx, &account(kind))?;
            let mut config = fresh(account, server, kind);
            let id = crud::vpn_configs::insert(tx, &config, None)?;
            config.id = id.expect("new");
            Ok::<_, ServiceError>(config)
        })
        .await
        .expect("made");
    (ctx, config)
}

/// Lets the key have a peer that its server lets through.
async fn activate(ctx: &Ctx, config: &mut VpnConfig) {
    let secret = PeerSecret::Outline {
        access_url: Some(Hidden(URL.to_owned())),
    };
    let secret = serde_json::to_string(&secret).expect("JSON");
    let sealed = ctx.seal.seal(&secret).expect("sealed");
    let mut changed = config.clone();
    *config = (ctx.db)
        .write(Durability::Full, move |tx| {
            let (id, server) = (changed.id, changed.server);
            let peer = crud::vpn_peers::insert(tx, id, server, "5000", Some(&sealed), None, NOW)?;
            crud::vpn_peers::update_settled(tx, peer, PeerWish::Open, None)?;
            changed.peer = Some(peer);
            changed.status = ConfigStatus::Active;
            crud::vpn_configs::update(tx, &changed)?;
            Ok::<_, ServiceError>(changed)
        })
        .await
        .expect("active");
}

async fn change(ctx: &Ctx, config: &VpnConfig) {
    let config = config.clone();
    (ctx.db)
        .write(Durability::Full, move |tx| {
            Ok::<_, ServiceError>(crud::vpn_configs::update(tx, &config)?)
        })
        .await
        .expect("changed");
}

/// The token in the key's link.
async fn token_of(ctx: &Ctx, config: &VpnConfig) -> String {
    let link = link(ctx, config).await.expect("read").expect("a link");
    let token = link
        .strip_prefix("ssconf://bot.example.com/p/k/")
        .and_then(|rest| rest.strip_suffix("#Casa%201"));
    token.expect("a token").to_owned()
}

async fn state(ctx: &Ctx, token: &str, now: Timestamp) -> Option<DynamicKey> {
    let found = open(ctx, token, now).await.expect("read");
    found.map(|(user, key)| {
        assert_eq!(user, UserId(ANA));
        key
    })
}

#[tokio::test]
async fn the_address_of_a_key_tells_how_it_stands_at_that_moment() {
    let (ctx, mut config) = with_key(VpnKind::Outline).await;
    let token = token_of(&ctx, &config).await;
    assert!(state(&ctx, &token, NOW).await == Some(DynamicKey::Pending));
    activate(&ctx, &mut config).await;
    let link = URL.to_owned();
    assert!(state(&ctx, &token, NOW).await == Some(DynamicKey::Works { link }));
    let end = NOW.plus_days(1);
    assert!(state(&ctx, &token, end).await == Some(DynamicKey::Expired));
    config.is_paused = true;
    change(&ctx, &config).await;
    let paused = DynamicKey::Suspended(Suspension::Paused);
    assert!(state(&ctx, &token, NOW).await == Some(paused));
    config.hold = Some(Hold::Sharing);
    change(&ctx, &config).await;
    let held = DynamicKey::Suspended(Suspension::Held(Hold::Sharing));
    assert!(state(&ctx, &token, NOW).await == Some(held));
    config.revoked_at = Some(NOW);
    config.status = ConfigStatus::Revoked;
    change(&ctx, &config).await;
    assert!(state(&ctx, &token, NOW).await.is_none());
}

#[tokio::test]
async fn an_address_made_anew_ends_the_old_one() {
    let (ctx, mut config) = with_key(VpnKind::Outline).await;
    activate(&ctx, &mut config).await;
    let old = token_of(&ctx, &config).await;
    let id = config.id;
    (ctx.db)
        .write(Durability::Full, move |tx| renew(tx, id))
        .await
        .expect("renewed");
    assert!(state(&ctx, &old, NOW).await.is_none());
    let new = token_of(&ctx, &config).await;
    assert_ne!(new, old);
    assert!(state(&ctx, &new, NOW).await.is_some());
}

#[tokio::test]
async fn there_is_a_link_only_for_outline_keys_of_a_house_with_an_address() {
    let (mut ctx, config) = with_key(VpnKind::Outline).await;
    assert!(link(&ctx, &config).await.expect("read").is_some());
    let listen = ctx.config.http_listen.take();
    assert_eq!(link(&ctx, &config).await.expect("read"), None);
    ctx.config.http_listen = listen;
    ctx.config.public_url = None;
    assert_eq!(link(&ctx, &config).await.expect("read"), None);
    let (ctx, config) = with_key(VpnKind::WireGuard).await;
    assert_eq!(link(&ctx, &config).await.expect("read"), None);
    let token = token(&ctx.seal, config.id, 0);
    assert!(state(&ctx, &token, NOW).await.is_none());
}

#[test]
fn a_token_is_good_for_its_key_and_house_only() {
    let seal = |byte: &str| SealKey::from_hex(&byte.repeat(32)).expect("a key");
    let ours = token(&seal("ab"), ConfigId(7), 3);
    assert_eq!(opened(&seal("ab"), &ours), Some((ConfigId(7), 3)));
    assert_eq!(opened(&seal("cd"), &ours), None);
    assert_ne!(token(&seal("ab"), ConfigId(8), 3), ours);
    assert_ne!(token(&seal("ab"), ConfigId(7), 4), ours);
    for at in 0..ours.len() {
        let other = if &ours[at..=at] == "A" { "B" } else { "A" };
        let damaged = format!("{}{other}{}", &ours[..at], &ours[at + 1..]);
        assert_eq!(opened(&seal("ab"), &damaged), None, "{at}");
    }
    for text in [
        "",
        "ñ",
        &ours[1..],
        &format!("{ours}A"),
        &format!("{ours}AAAA"),
    ] {
        assert_eq!(opened(&seal("ab"), text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_taken_for_a_token(text in "[A-Za-z0-9_=/-]{0,80}") {
        let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
        prop_assert_eq!(opened(&seal, &text), None);
    }
}
