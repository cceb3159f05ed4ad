#[cfg(feature = "demo")]
mod leaving;

use super::outside::Aim;
use super::outside::Later;
use super::*;
use crate::integrations::vpn::BackendError;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::Reach;
use crate::models::Account;
use crate::models::AccountId;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::MtProtoOptions;
use crate::models::Routing;
use crate::models::ServerOptions;
use crate::models::Task;
use crate::models::Telling;
use crate::models::Transport;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing::value;
use crate::services::vpn::testing::write;
use std::collections::HashMap;
use std::sync::Mutex;

mod people_told;

const GOOD: ProbeOutcome = ProbeOutcome::Works { ms: 34 };
const BAD: ProbeOutcome = ProbeOutcome::NoTelegram;

/// A world that does as the test says.
#[derive(Default)]
struct Fake(Mutex<State>);

#[derive(Default)]
struct State {
    /// By form; what is not here works.
    outcomes: HashMap<SecretForm, ProbeOutcome>,
    /// What the house's own users were put with.
    ensured: Vec<String>,
    /// When it was then.
    times: Vec<Timestamp>,
    /// It goes on a second with every form that was tried.
    clock: Option<crate::utils::clock::Clock>,
    /// The secrets that were tried.
    tried: Vec<String>,
    is_shut: bool,
    is_offline: bool,
    asked_online: usize,
    running: usize,
    most: usize,
}

impl Fake {
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().expect("free"))
    }

    fn is(&self, outcome: ProbeOutcome) {
        self.with(|state| {
            state.outcomes = SecretForm::ALL.map(|form| (form, outcome)).into();
        });
    }
}

impl Outside for Fake {
    fn ensure<'a>(
        &'a self,
        _: &'a Ctx,
        _: &'a Server,
        secret: &'a str,
    ) -> Later<'a, Result<(), BackendError>> {
        let done = self.with(|state| {
            if state.is_shut {
                return Err(BackendError::Unreachable("silent".to_owned()));
            }
            state.ensured.push(secret.to_owned());
            Ok(())
        });
        Box::pin(async { done })
    }

    fn probe<'a>(&'a self, aim: &'a Aim, now: Timestamp) -> Later<'a, ProbeOutcome> {
        Box::pin(async move {
            self.with(|state| {
                state.tried.push(aim.target.secret.base());
                state.times.push(now);
                state.running += 1;
                state.most = state.most.max(state.running);
            });
            tokio::time::sleep(Duration::from_millis(30)).await;
            self.with(|state| {
                state.running -= 1;
                if let Some(clock) = &state.clock {
                    clock.advance(1);
                }
                state.outcomes.get(&aim.form).copied().unwrap_or(GOOD)
            })
        })
    }

    fn is_online<'a>(&'a self, _: &'a Ctx) -> Later<'a, bool> {
        let is_online = self.with(|state| {
            state.asked_online += 1;
            !state.is_offline
        });
        Box::pin(async move { is_online })
    }
}

/// A house with proxies that take every form.
struct House {
    ctx: Ctx,
    world: Fake,
    now: Timestamp,
}

impl House {
    async fn new() -> Self {
        Self {
            ctx: tests::ctx().await,
            world: Fake::default(),
            now: NOW,
        }
    }

    async fn proxy(&self, reach: Reach) -> ServerId {
        let sealed = serde_json::to_string(&reach).expect("json");
        let sealed = self.ctx.seal.seal(&sealed).expect("sealed");
        let options = ServerOptions {
            mtproto: Some(MtProtoOptions {
                forms: SecretForm::ALL.to_vec(),
                domain: Some("example.org".to_owned()),
                tag: None,
            }),
            ..ServerOptions::default()
        };
        let options = serde_json::to_string(&options).expect("json");
        write(&self.ctx, move |tx| {
            let server = crud::servers::NewServer {
                kind: VpnKind::MtProto,
                transport: Transport::Panel,
                name: "Madrid",
                flag: "🇪🇸",
                host: "proxy.example.org",
                port: 443,
                sealed: &sealed,
                options: &options,
            };
            Ok(crud::servers::insert(tx, &server, NOW)?)
        })
        .await
    }

    async fn telemt(&self) -> ServerId {
        let url = Hidden("http://127.0.0.1:9091".to_owned());
        self.proxy(Reach::Telemt { url, auth: None }).await
    }

    /// Somebody with a key there that works.
    async fn customer(&self, id: i64, server: ServerId, at: Timestamp) -> ConfigId {
        tests::person(&self.ctx, id).await;
        let user = UserId(id);
        write(&self.ctx, move |tx| {
            let account = Account {
                id: AccountId(0),
                user,
                kind: VpnKind::MtProto,
                is_trial: false,
                expires_at: None,
                limit_bytes: None,
                day_limit_bytes: None,
                used_rx: 0,
                used_tx: 0,
                period_at: at,
                day: 0,
                day_used: 0,
                warned_percent: 0,
                devices: 10,
                created_at: at,
            };
            let key = VpnConfig {
                id: ConfigId(0),
                account: crud::vpn_accounts::insert(tx, &account)?,
                user,
                kind: VpnKind::MtProto,
                name: "Móvil".to_owned(),
                status: ConfigStatus::Active,
                is_paused: false,
                hold: None,
                routing: Routing::All,
                peer: None,
                server,
                used_rx: 0,
                used_tx: 0,
                last_seen_at: None,
                is_imported: false,
                created_at: at,
                revoked_at: None,
            };
            Ok(crud::vpn_configs::insert(tx, &key, None)?.expect("new"))
        })
        .await
    }

    /// Waits until a proxy is due, and does what the job does.
    async fn round(&mut self) -> Round {
        if let Some(next) = next_due(&self.ctx, self.now).await.expect("read") {
            self.now = next;
        }
        let done = round(&self.ctx, &self.world, self.now).await;
        done.expect("a round")
    }

    /// What the admins were told since the beginning.
    async fn told(&self) -> Vec<AdminNotice> {
        let tasks = self.tasks("tell_admins").await;
        let told = tasks.into_iter().map(|task| match task {
            Task::TellAdmins { notice, .. } => notice,
            other => panic!("{other:?}"),
        });
        told.collect()
    }

    async fn tasks(&self, kind: &'static str) -> Vec<Task> {
        let texts = self.ctx.db.read(move |connection| {
            let mut found = connection.prepare("SELECT payload FROM tasks WHERE kind = ?1")?;
            let found = found.query_map([kind], |row| row.get(0))?;
            Ok::<Vec<String>, ServiceError>(found.collect::<Result<_, _>>()?)
        });
        let texts = texts.await.expect("read");
        let read = texts
            .iter()
            .map(|text| Task::from_json(text).expect("a task"));
        read.collect()
    }

    /// Who is told so far that it is out, or back.
    async fn words(&self, is_about_end: bool) -> Vec<i64> {
        let tasks = self.tasks("tell_proxy").await;
        let users = tasks.into_iter().filter_map(|task| match task {
            Task::TellProxy { user, is_back, .. } if is_back == is_about_end => Some(user.0),
            Task::TellProxy { .. } => None,
            other => panic!("{other:?}"),
        });
        users.collect()
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_told_once_and_its_end_once_whatever_restarts_between() {
    let mut house = House::new().await;
    let server = house.telemt().await;
    house.round().await;
    assert!(house.told().await.is_empty());
    house.world.is(BAD);
    house.round().await;
    assert!(house.told().await.is_empty(), "once is no outage");
    for _ in 0..5 {
        house.round().await;
        // Nothing of it is kept in memory: another process goes on the same.
        house.world = Fake::default();
        house.world.is(BAD);
    }
    let told = house.told().await;
    let [AdminNotice::ProxyDown(news)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((news.server, news.outage, news.people), (server, 1, 0));
    assert!(news.is_whole() && news.forms.len() == 3);
    house.world.is(GOOD);
    for _ in 0..3 {
        house.round().await;
    }
    let told = house.told().await;
    assert!(
        matches!(
            told.as_slice(),
            [AdminNotice::ProxyDown(_), AdminNotice::ProxyUp(_)]
        ),
        "{told:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_network_nothing_is_judged_and_with_one_it_is() {
    let mut house = House::new().await;
    house.telemt().await;
    house.round().await;
    house.world.is(ProbeOutcome::Down);
    house.world.with(|state| state.is_offline = true);
    for _ in 0..4 {
        let round = house.round().await;
        assert!(round.is_offline && round.judged == 0);
    }
    let sql = "SELECT count(*) FROM mtproto_checks WHERE fails > 0";
    assert_eq!(value::<i64>(&house.ctx, sql).await, 0);
    house.world.with(|state| state.is_offline = false);
    house.round().await;
    house.round().await;
    assert_eq!(house.told().await.len(), 1);
    // What answers proves the network: nobody has to ask.
    let asked = house.world.with(|state| state.asked_online);
    house.world.is(ProbeOutcome::Refused);
    house.round().await;
    assert_eq!(house.world.with(|state| state.asked_online), asked);
}

#[tokio::test(start_paused = true)]
async fn at_most_eight_forms_are_tried_at_once_and_the_next_tries_spread() {
    let mut house = House::new().await;
    for _ in 0..20 {
        house.telemt().await;
    }
    let round = house.round().await;
    assert_eq!(round.judged, 20);
    assert_eq!(house.world.with(|state| state.most), 8);
    let next: Vec<i64> = (house.ctx.db)
        .read(|connection| {
            let mut found = connection.prepare("SELECT next_at FROM mtproto_watches")?;
            let found = found.query_map([], |row| row.get(0))?;
            Ok::<_, ServiceError>(found.collect::<Result<_, _>>()?)
        })
        .await
        .expect("read");
    let range = (house.now.0 + 480)..=(house.now.0 + 720);
    assert!(next.iter().all(|at| range.contains(at)), "{next:?}");
    let different: std::collections::HashSet<&i64> = next.iter().collect();
    assert!(different.len() > 5, "{next:?}");
}

#[tokio::test(start_paused = true)]
async fn every_form_is_tried_at_the_time_that_it_really_is_then() {
    let mut house = House::new().await;
    for _ in 0..4 {
        house.telemt().await;
    }
    house.ctx.skew.set(40);
    let clock = house.ctx.clock.clone();
    house.world.with(|state| state.clock = Some(clock));
    house.round().await;
    let times = house.world.with(|state| state.times.clone());
    let (first, waited) = times.split_at(8);
    assert!(first.iter().all(|at| *at == NOW - 40), "{times:?}");
    assert!(
        waited.len() == 4 && waited.iter().all(|at| *at > NOW - 40),
        "{times:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn its_people_are_told_once_and_those_who_were_told_hear_of_the_end() {
    let mut house = House::new().await;
    let server = house.telemt().await;
    house.customer(100, server, NOW).await;
    house.customer(101, server, NOW).await;
    house.world.is(BAD);
    house.round().await;
    house.round().await;
    let now = house.now;
    let press = people::tell(&house.ctx, &admin(), server, Some(7), now).await;
    assert_eq!(press.expect("pressed"), Telling::Over);
    let press = people::tell(&house.ctx, &admin(), server, Some(1), now).await;
    assert_eq!(press.expect("pressed"), Telling::Begun(2));
    let press = people::tell(&house.ctx, &admin(), server, Some(1), now).await;
    assert_eq!(press.expect("pressed"), Telling::Before);
    assert_eq!(house.words(false).await, [100, 101]);
    let word = people::word(&house.ctx, UserId(100), server, 1, false).await;
    assert!(word.expect("read").is_some_and(|word| !word.is_back));
    house.customer(102, server, now + 1).await;
    house.world.is(GOOD);
    house.round().await;
    assert_eq!(house.words(true).await, [100, 101], "102 came later");
    let word = people::word(&house.ctx, UserId(100), server, 1, false).await;
    assert_eq!(word.expect("read"), None, "it is over");
    let word = people::word(&house.ctx, UserId(100), server, 1, true).await;
    assert!(word.expect("read").is_some_and(|word| word.is_back));
    let press = people::tell(&house.ctx, &admin(), server, Some(1), house.now).await;
    assert_eq!(press.expect("pressed"), Telling::Over);
}

#[tokio::test(start_paused = true)]
async fn an_outage_that_nobody_was_told_of_ends_without_a_word_to_its_people() {
    let mut house = House::new().await;
    let server = house.telemt().await;
    house.customer(100, server, NOW).await;
    house.world.is(BAD);
    house.round().await;
    house.round().await;
    house.world.is(GOOD);
    house.round().await;
    assert!(house.tasks("tell_proxy").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_draining_server_is_watched_for_the_people_it_has_and_a_removed_one_is_not() {
    let mut house = House::new().await;
    let server = house.telemt().await;
    write(&house.ctx, move |tx| {
        let mut found = crud::servers::get(tx, server)?.expect("there");
        found.is_draining = true;
        Ok(crud::servers::update(tx, &found)?)
    })
    .await;
    let other = house.telemt().await;
    write(&house.ctx, move |tx| {
        Ok(crud::servers::update_removed(tx, other, NOW)?)
    })
    .await;
    house.world.is(BAD);
    for _ in 0..3 {
        assert_eq!(house.round().await.judged, 1);
    }
    let told = house.told().await;
    let [AdminNotice::ProxyDown(news)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(news.server, server);
    write(&house.ctx, move |tx| {
        Ok(crud::servers::update_removed(tx, server, NOW)?)
    })
    .await;
    assert_eq!(house.round().await, Round::default());
    assert_eq!(next_due(&house.ctx, NOW - 1).await.expect("read"), None);
}

#[tokio::test(start_paused = true)]
async fn new_keys_go_to_a_proxy_that_is_out_only_if_there_is_no_other() {
    let mut house = House::new().await;
    let out = house.telemt().await;
    house.world.is(BAD);
    house.round().await;
    house.round().await;
    let well = house.telemt().await;
    house.customer(100, well, NOW).await;
    let order = house.ctx.db.read(|connection| {
        let found = servers::with_room(connection, VpnKind::MtProto, false, NOW)?;
        Ok::<_, ServiceError>(found.into_iter().map(|one| one.id).collect::<Vec<_>>())
    });
    assert_eq!(order.await.expect("read"), [well, out]);
    let lines = servers::list(&house.ctx, &admin(), NOW)
        .await
        .expect("read");
    let signs: Vec<_> = lines
        .iter()
        .map(|line| (line.server.id, line.is_out))
        .collect();
    assert_eq!(signs, [(out, true), (well, false)]);
}

#[tokio::test(start_paused = true)]
async fn the_own_user_keeps_its_secret_and_serves_when_the_manager_is_silent() {
    let mut house = House::new().await;
    house.telemt().await;
    house.world.with(|state| state.is_shut = true);
    let round = house.round().await;
    assert_eq!(round.judged, 0, "nobody knows the user yet");
    house.world.with(|state| state.is_shut = false);
    assert_eq!(house.round().await.judged, 1);
    house.world.with(|state| state.is_shut = true);
    assert_eq!(
        house.round().await.judged,
        1,
        "the proxy may work all the same"
    );
    let (ensured, tried) = house
        .world
        .with(|state| (state.ensured.clone(), state.tried.clone()));
    assert_eq!(ensured.len(), 1);
    assert!(tried.len() == 6 && tried.iter().all(|secret| *secret == ensured[0]));
    let sealed: String = value(&house.ctx, "SELECT sealed FROM mtproto_watches").await;
    assert!(!sealed.contains(&ensured[0]));
}

#[tokio::test(start_paused = true)]
async fn a_pasted_link_is_tried_with_its_own_secret_and_needs_no_user() {
    let mut house = House::new().await;
    let secret = "dd0123456789abcdef0123456789abcdef";
    let link = format!("https://t.me/proxy?server=other.example.org&port=8443&secret={secret}");
    let server = house.proxy(Reach::MtProtoLink { link: Hidden(link) }).await;
    assert_eq!(house.round().await.judged, 1);
    let (ensured, tried) = house
        .world
        .with(|state| (state.ensured.len(), state.tried.clone()));
    assert_eq!((ensured, tried.len()), (0, 1));
    assert_eq!(tried[0], secret[2..]);
    let health = house.ctx.db.read(move |connection| {
        let server = servers::get(connection, server)?;
        health(connection, &server)
    });
    let health = health.await.expect("read").expect("tried");
    assert_eq!(health.works(SecretForm::Secure), Some(true));
    assert_eq!(health.works(SecretForm::FakeTls), None);
}
