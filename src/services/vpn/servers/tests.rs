use super::*;
use crate::db::Durability;
use crate::integrations::vpn::Hidden;
use crate::models::MtProtoOptions;
use crate::models::PermissionSet;
use crate::models::SecretForm;
use crate::models::ServerChange;
use crate::models::ServerField;
use crate::models::UserId;
use crate::services::tests::NOW;
use crate::services::tests::ctx;

const KEY: &str = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";

fn admin() -> Actor {
    Actor::user(UserId(7), PermissionSet::all(), None)
}

fn by_file(key: &str) -> NewServer {
    let mut new = NewServer {
        host: "vpn.example.org".to_owned(),
        port: 51_820,
        ..NewServer::usual(VpnKind::WireGuard, Reach::File)
    };
    new.options.public_key = Some(key.to_owned());
    new
}

async fn with<T: Send + 'static>(
    ctx: &Ctx,
    work: impl FnOnce(&Connection) -> Result<T, ServiceError> + Send + 'static,
) -> T {
    ctx.db.read(work).await.expect("read")
}

#[tokio::test]
async fn a_server_is_added_once_and_its_way_is_sealed() {
    let ctx = ctx().await;
    let added = add(&ctx, &admin(), by_file(KEY), NOW).await;
    let id = added.expect("added").id;
    let server = with(&ctx, move |connection| get(connection, id)).await;
    assert_eq!(server.name, "WireGuard vpn.example.org");
    assert_eq!(server.options.keepalive, 25);
    assert!(!server.sealed.contains("file"), "{}", server.sealed);
    assert_eq!(reach(&ctx.seal, &server).expect("opened"), Reach::File);
    let again = add(&ctx, &admin(), by_file(KEY), NOW).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::Server(
            ServerRefusal::AlreadyAdded { .. }
        )))
    ));
    let other = crate::integrations::wireguard::keys::Pair::new().expect("a pair");
    assert!(
        add(&ctx, &admin(), by_file(&other.public_key), NOW)
            .await
            .is_ok()
    );
}

#[cfg(feature = "demo")]
#[tokio::test]
async fn a_server_with_another_secret_is_reached_by_it_once_it_was_tried() {
    use crate::demo::telemt::Telemt;
    let ctx = ctx().await;
    let clock = crate::utils::clock::Clock::standing(NOW);
    let telemt = Telemt::start(clock, Some("old")).await.expect("started");
    let with = async |auth: &str| {
        let reach = Reach::Telemt {
            url: Hidden(telemt.url()),
            auth: Some(Hidden(auth.to_owned())),
        };
        let new = NewServer::usual(VpnKind::MtProto, reach);
        add(&ctx, &admin(), new, NOW).await
    };
    let added = with("old").await.expect("added");
    assert!(added.is_new);
    telemt.state().auth = Some("new".to_owned());
    health::noted_down(&ctx, added.id, "access is refused", NOW)
        .await
        .expect("noted");
    assert!(with("wrong").await.is_err() && with("old").await.is_err());
    let renewed = Added {
        id: added.id,
        is_new: false,
    };
    assert_eq!(with("new").await.expect("tried"), renewed);
    let known = ctx
        .db
        .read(|connection| Ok::<_, ServiceError>(crud::servers::list(connection)?));
    let known = known.await.expect("read");
    let [server] = known.as_slice() else {
        panic!("{known:?}");
    };
    assert_eq!(server.health, Health::Up);
    let backend = backend(&ctx, server).expect("a client");
    assert!(backend.list().await.is_ok());
    assert!(matches!(
        with("new").await,
        Err(ServiceError::Refused(Refusal::Server(
            ServerRefusal::AlreadyAdded { .. }
        )))
    ));
}

#[tokio::test]
async fn what_does_not_answer_is_not_added() {
    let ctx = ctx().await;
    let new = NewServer::usual(VpnKind::Outline, Reach::Demo);
    let done = add(&ctx, &admin(), new, NOW).await;
    assert!(matches!(
        done,
        Err(ServiceError::Refused(Refusal::Server(
            ServerRefusal::NoDemo
        )))
    ));
    let local = Reach::Local {
        interface: "none-such0".to_owned(),
        program: "socket".to_owned(),
    };
    let done = add(
        &ctx,
        &admin(),
        NewServer::usual(VpnKind::WireGuard, local),
        NOW,
    )
    .await;
    assert!(matches!(
        done,
        Err(ServiceError::Refused(Refusal::Server(
            ServerRefusal::Unreachable { .. }
        )))
    ));
    let servers = with(&ctx, |connection| Ok(crud::servers::list(connection)?)).await;
    assert!(servers.is_empty());
}

#[tokio::test]
async fn nobody_without_the_permission_does_anything() {
    let ctx = ctx().await;
    let added = add(&ctx, &admin(), by_file(KEY), NOW).await;
    let id = added.expect("added").id;
    let stranger = Actor::user(UserId(9), PermissionSet::default(), None);
    let name = ServerChange::Name("x".to_owned());
    assert!(add(&ctx, &stranger, by_file(KEY), NOW).await.is_err());
    assert!(list(&ctx, &stranger, NOW).await.is_err());
    assert!(card(&ctx, &stranger, id, NOW).await.is_err());
    assert!(change(&ctx, &stranger, id, name, NOW).await.is_err());
    assert!(set_draining(&ctx, &stranger, id, true, NOW).await.is_err());
    assert!(removal(&ctx, &stranger, id, NOW).await.is_err());
    let gone = remove(&ctx, &stranger, id, crate::models::KeysGo::Nowhere, NOW).await;
    assert!(gone.is_err());
    assert!(file(&ctx, &stranger, id, NOW).await.is_err());
}

#[tokio::test]
async fn a_change_is_kept_and_one_of_the_wrong_kind_refused() {
    let ctx = ctx().await;
    let added = add(&ctx, &admin(), by_file(KEY), NOW).await;
    let id = added.expect("added").id;
    let typed = read::change(ServerField::Endpoint, "10.0.0.1").expect("read");
    change(&ctx, &admin(), id, typed, NOW).await.expect("set");
    let server = with(&ctx, move |connection| get(connection, id)).await;
    assert_eq!((server.host.as_str(), server.port), ("10.0.0.1", 51_820));
    let most = ServerChange::MostKeys(Some(5));
    assert!(change(&ctx, &admin(), id, most, NOW).await.is_err());
    make_amnezia(&ctx, &admin(), id, NOW).await.expect("made");
    let server = with(&ctx, move |connection| get(connection, id)).await;
    assert!(server.options.amnezia.is_some());
}

#[tokio::test]
async fn what_a_pasted_link_says_is_not_set_by_hand() {
    let ctx = ctx().await;
    let link = "tg://proxy?server=a.example.org&port=443&secret=dd0123456789abcdef0123456789abcdef";
    let mut links = proxies::links(link).expect("a link");
    let new = links.pop().expect("one");
    let sealed = sealed(&ctx.seal, &new.reach).expect("sealed");
    let options = serde_json::to_string(&new.options).expect("JSON");
    let id = (ctx.db)
        .write(Durability::Full, move |tx| {
            let row = crud::servers::NewServer {
                kind: new.kind,
                transport: new.reach.transport(),
                name: "Madrid",
                flag: "",
                host: &new.host,
                port: new.port,
                sealed: &sealed,
                options: &options,
            };
            Ok::<_, ServiceError>(crud::servers::insert(tx, &row, NOW)?)
        })
        .await
        .expect("kept");
    for said in [
        ServerChange::Endpoint("b.example.org".to_owned(), None),
        ServerChange::Forms(vec![SecretForm::Plain]),
        ServerChange::Domain(None),
    ] {
        let done = change(&ctx, &admin(), id, said.clone(), NOW).await;
        let is_refused = matches!(
            done,
            Err(ServiceError::Refused(Refusal::Server(
                ServerRefusal::ValueInvalid
            )))
        );
        assert!(is_refused, "{said:?}");
    }
    let name = ServerChange::Name("Sevilla".to_owned());
    change(&ctx, &admin(), id, name, NOW).await.expect("set");
    let server = with(&ctx, move |connection| get(connection, id)).await;
    let fields = ServerField::ALL.into_iter();
    let fields: Vec<_> = fields.filter(|field| field.is_of(&server)).collect();
    use ServerField::{Flag, MostKeys, Name, Tag};
    assert_eq!(fields, [Name, Flag, MostKeys, Tag]);
}

/// An Outline server of the database alone.
async fn outline(ctx: &Ctx, name: &'static str, most: Option<u32>, health: Health) -> ServerId {
    let options = ServerOptions {
        most_keys: most,
        ..ServerOptions::default()
    };
    let options = serde_json::to_string(&options).expect("JSON");
    ctx.db
        .write(Durability::Full, move |tx| {
            let row = crud::servers::NewServer {
                kind: VpnKind::Outline,
                transport: Transport::Panel,
                name,
                flag: "",
                host: "",
                port: 0,
                sealed: "",
                options: &options,
            };
            let id = crud::servers::insert(tx, &row, NOW)?;
            crud::servers::update_health(tx, id, health, NOW, None, NOW)?;
            Ok::<_, ServiceError>(id)
        })
        .await
        .expect("kept")
}

/// Keys of somebody on a server, as rows.
async fn keys(ctx: &Ctx, server: ServerId, count: i64) {
    ctx.db
        .write(Durability::Full, move |tx| {
            tx.execute_batch(
                "INSERT OR IGNORE INTO users (id, first_name, created_at, last_seen_at) VALUES (50, 'Ana', 1, 1);
                 INSERT OR IGNORE INTO vpn_accounts (id, user_id, kind, is_trial, period_at, devices, created_at)
                     VALUES (1, 50, 'outline', 0, 1, 100, 1);",
            )?;
            for _ in 0..count {
                tx.execute(
                    "INSERT INTO vpn_configs (account_id, user_id, kind, name, status, server_id, created_at)
                     VALUES (1, 50, 'outline', 'x', 'active', ?1, 1)",
                    [server.0],
                )?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
        .expect("kept");
}

async fn order(ctx: &Ctx) -> Vec<ServerId> {
    let found = with(ctx, |connection| {
        with_room(connection, VpnKind::Outline, false, NOW)
    });
    found.await.into_iter().map(|server| server.id).collect()
}

#[tokio::test]
async fn new_keys_go_to_the_emptiest_that_is_not_down_full_or_draining() {
    let ctx = ctx().await;
    let half = outline(&ctx, "half", Some(4), Health::Up).await;
    let full = outline(&ctx, "full", Some(1), Health::Up).await;
    let down = outline(&ctx, "down", None, Health::Down).await;
    let unknown = outline(&ctx, "unknown", Some(10), Health::Unknown).await;
    let endless = outline(&ctx, "endless", None, Health::Up).await;
    keys(&ctx, half, 2).await;
    keys(&ctx, full, 1).await;
    keys(&ctx, unknown, 1).await;
    keys(&ctx, endless, 3).await;
    assert_eq!(order(&ctx).await, [endless, unknown, half]);
    set_draining(&ctx, &admin(), endless, true, NOW)
        .await
        .expect("drained");
    assert_eq!(order(&ctx).await, [unknown, half]);
    assert!(!order(&ctx).await.contains(&down));
    let wireguard = with(&ctx, |connection| {
        with_room(connection, VpnKind::WireGuard, false, NOW)
    });
    assert_eq!(wireguard.await, []);
}

#[tokio::test]
async fn a_removed_server_that_is_down_is_asked_nothing_more() {
    let ctx = ctx().await;
    let id = outline(&ctx, "down", None, Health::Down).await;
    remove(&ctx, &admin(), id, crate::models::KeysGo::Nowhere, NOW)
        .await
        .expect("removed");
    let found = with(&ctx, move |connection| Ok(get(connection, id).is_err())).await;
    assert!(found, "it is gone from the desk");
    let again = remove(&ctx, &admin(), id, crate::models::KeysGo::Nowhere, NOW).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
}

#[tokio::test]
async fn each_interface_of_one_node_is_a_server_of_its_own() {
    let ctx = ctx().await;
    let added = add(&ctx, &admin(), by_file(KEY), NOW).await;
    let id = added.expect("added").id;
    let known = with(&ctx, move |connection| get(connection, id)).await;
    let by_node = |secret: &str| Reach::Node {
        host: "vps.example.org".to_owned(),
        port: 8443,
        secret: Hidden(secret.to_owned()),
        pin: "ab".repeat(32),
    };
    let new = |key: &str, secret: &str| NewServer {
        reach: by_node(secret),
        ..by_file(key)
    };
    let is_known = |new: NewServer| new.is_way_to(&known, &by_node("of wg0"));
    assert!(is_known(new(KEY, "of wg0")), "joined twice");
    assert!(
        is_known(new(KEY, "rotated")),
        "the same interface, with a new secret"
    );
    assert!(!is_known(new("another", "of awg0")));
    // A proxy has no key to be told by: it is where it was.
    let mut proxy = known.clone();
    (proxy.kind, proxy.port) = (VpnKind::MtProto, 443);
    proxy.options.public_key = None;
    let again = |host: &str| NewServer {
        host: host.to_owned(),
        port: 443,
        ..NewServer::usual(VpnKind::MtProto, by_node("rotated"))
    };
    let is_known = |new: NewServer| new.is_way_to(&proxy, &by_node("of the proxy"));
    assert!(is_known(again(&known.host)));
    assert!(!is_known(again("other.example.org")));
}

#[tokio::test]
async fn a_copy_of_a_machine_does_not_take_its_place() {
    let ctx = ctx().await;
    let id = outline(&ctx, "first", None, Health::Up).await;
    let known = with(&ctx, move |connection| get(connection, id)).await;
    let at = |url: &str| Reach::Outline {
        api_url: Hidden(url.to_owned()),
        pin: "ab".repeat(32),
    };
    let first = at("https://203.0.113.7:1234/secret");
    let renewed = async |url: &str| {
        let new = NewServer::usual(VpnKind::Outline, at(url));
        let (known, first) = (known.clone(), first.clone());
        let renew =
            move |tx: &Transaction<'_>| renew(tx, &admin(), (&new, "sealed"), (known, &first), NOW);
        ctx.db.write(Durability::Full, renew).await
    };
    let taken = renewed("https://203.0.113.7:5678/another").await;
    assert_eq!(taken.expect("taken").id, id);
    let refused = renewed("https://203.0.113.8:1234/secret").await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::Server(
            ServerRefusal::AlreadyAdded { .. }
        )))
    ));
}

#[test]
fn what_a_proxy_says_of_itself_is_taken_over() {
    let reach = Reach::Node {
        host: "vps.example.org".to_owned(),
        port: 8_443,
        secret: Hidden("secret".to_owned()),
        pin: "00".to_owned(),
    };
    let mut new = NewServer::usual(VpnKind::MtProto, reach.clone());
    let said = MtProtoOptions {
        forms: vec![SecretForm::FakeTls],
        domain: Some("www.example.com".to_owned()),
        tag: None,
    };
    new.complete(&ServerFacts {
        listen_port: Some(443),
        mtproto: Some(said.clone()),
        ..ServerFacts::default()
    });
    assert_eq!((new.host.as_str(), new.port), ("vps.example.org", 443));
    assert_eq!(new.options.mtproto, Some(said));
    // One that says nothing is given links of the form that all take.
    let mut other = NewServer::usual(VpnKind::MtProto, reach);
    other.complete(&ServerFacts::default());
    assert_eq!(other.options.mtproto, Some(MtProtoOptions::default()));
}

#[tokio::test]
async fn a_link_that_does_not_work_is_not_added() {
    let ctx = ctx().await;
    // Nothing listens at the first port of a machine.
    let link =
        "https://t.me/proxy?server=127.0.0.1&port=1&secret=dd0123456789abcdef0123456789abcdef";
    let new = proxies::links(link).expect("a link").remove(0);
    let refused = add(&ctx, &admin(), new, NOW).await;
    let down = ServerRefusal::ProxyFails {
        outcome: crate::models::ProbeOutcome::Down,
    };
    assert!(matches!(refused, Err(ServiceError::Refused(Refusal::Server(why))) if why == down));
    assert!(
        with(&ctx, |connection| Ok(crud::servers::list(connection)?))
            .await
            .is_empty()
    );
}

#[test]
fn a_proxy_behind_a_node_is_where_it_says_itself_to_be() {
    let node = || Reach::Node {
        host: "node.example.org".to_owned(),
        port: 8_443,
        secret: Hidden("secret".to_owned()),
        pin: "00".repeat(32),
    };
    let (said, node_host) = ("proxy.example.org", "node.example.org");
    for (kind, said, host) in [
        (VpnKind::MtProto, Some(said), said),
        (VpnKind::MtProto, None, node_host),
        (VpnKind::WireGuard, Some(said), node_host),
    ] {
        let facts = ServerFacts {
            host: said.map(str::to_owned),
            listen_port: Some(443),
            ..ServerFacts::default()
        };
        let mut new = NewServer::usual(kind, node());
        new.complete(&facts);
        assert_eq!((new.host.as_str(), new.port), (host, 443), "{kind:?}");
    }
}

#[tokio::test]
async fn whatever_a_server_fails_with_is_known_by_its_words() {
    let words = || "words of somebody else".to_owned();
    for (error, trouble) in [
        (BackendError::Unreachable(words()), ServerTrouble::Away),
        (
            BackendError::WrongCertificate,
            ServerTrouble::OtherCertificate,
        ),
        (BackendError::Denied, ServerTrouble::Denied),
        (BackendError::Refused(words()), ServerTrouble::Refuses),
        (BackendError::Strange(words()), ServerTrouble::Strange),
        (BackendError::Unusable(words()), ServerTrouble::Lacking),
    ] {
        assert_eq!(ServerTrouble::read(&error.to_string()), Some(trouble));
    }
    let reach = Reach::MtProtoFile {
        config: "/nowhere/config.py".to_owned(),
        pid: "/nowhere/pid".to_owned(),
        metrics: None,
    };
    let new = NewServer::usual(VpnKind::MtProto, reach);
    let added = add(&ctx().await, &admin(), new, NOW).await;
    let Err(ServiceError::Refused(Refusal::Server(ServerRefusal::Unreachable { why }))) = added
    else {
        panic!("{added:?}");
    };
    assert_eq!(ServerTrouble::read(&why), Some(ServerTrouble::ConfigLocked));
}
