//! A house with a secret of every kind, through a life with failures: nothing of them lies in clear on its disk, in its
//! logs, in what its programs say, in what it answers over HTTP, or in a chat whose they are not.

mod canary;

use crate::child::Outside;
use crate::courier::{Certificate, said_within_tls};
use crate::http;
use crate::logs;
use crate::outline::free_port;
use crate::outline_server::{self, OutlineServer};
use crate::world::{ADMIN, ANA, VIP, World};
use canary::{Secret, hex, letters};
use portero::demo::qvapay::{PretendedQvaPay, Trouble};
use portero::demo::telegram::{Call, Emulator, Fault};
use portero::demo::telemt::{self, Telemt};
use portero::integrations::vpn::{Hidden, Reach};
use portero::models::{
    Actor, ChatId, Door, MOST_API_RATE, MtProtoOptions, NewApiKey, NewKey, NewWebhook,
    PermissionSet, RoleId, SecretForm, ServerId, ServerOptions, UserId, VpnKind,
};
use portero::services::api::sessions;
use portero::services::tokens::OrderedFrom;
use portero::services::vpn::{addresses, keys, pools, rounds, servers, servers::NewServer};
use portero::services::{api, roles, webhooks};
use portero::utils::redact;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What a call put into a chat: its words, its buttons, its files.
fn shown_by(call: &Call) -> String {
    let mut shown = call.params.to_string();
    for file in call.files.values() {
        shown.push_str(&file.name);
        shown.push_str(&letters(&file.bytes));
    }
    shown
}

fn jefa() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

const ONCE: &str = "hT7qXw2mZk9";
const OUTLINE: ServerId = ServerId(1);

/// What the operator sets.
fn operators() -> [(&'static str, String); 7] {
    let made = |name: &str| format!("canary-{name}-{ONCE}");
    [
        ("SECRET_KEY", hex(b"the key of the house, a canary!!")),
        ("BACKUP_PASSPHRASE", made("passphrase &<ñ")),
        ("JWT_SECRET", made("jwt-that-is-long-enough-to-be-taken")),
        ("METRICS_TOKEN", made("metrics-token-long-enough")),
        ("BACKUP_CHAT_ID", VIP.to_string()),
        ("LOG_LEVEL", "DEBUG".to_owned()),
        ("TIMEZONE", "UTC".to_owned()),
    ]
}

struct Life {
    world: World,
    secrets: Vec<Secret>,
    port: u16,
    outline: OutlineServer,
    telemt: Telemt,
    qvapay: PretendedQvaPay,
    /// What was answered over HTTP to whoever had no right.
    answers: Vec<String>,
}

impl Life {
    async fn begin() -> Self {
        let mut world = World::unstarted().await;
        let qvapay = PretendedQvaPay::start(world.clock.clone(), "es").await;
        let qvapay = qvapay.expect("it starts");
        let (outline, port) = (OutlineServer::start().await, free_port());
        let auth = format!("Bearer canary-telemt-{ONCE}");
        let telemt = Telemt::start(world.clock.clone(), Some(&auth)).await;
        let mut secrets = Vec::new();
        for (name, value) in operators() {
            if value.contains(ONCE) || name == "SECRET_KEY" {
                secrets.push(Secret::new(name, &value, None));
            }
            world.settings.insert(name.to_owned(), value);
        }
        world.settings.extend(qvapay.settings());
        let listen = format!("127.0.0.1:{port}");
        world.settings.insert("HTTP_LISTEN".to_owned(), listen);
        secrets.push(Secret::new("the secret of QvaPay", qvapay.secret(), None));
        secrets.push(Secret::new(
            "the path of Outline",
            outline_server::SECRET,
            None,
        ));
        secrets.push(Secret::new("the header of telemt", &auth, None));
        let token = world.emulator.token().split_once(':').expect("a token").1;
        secrets.push(Secret::new("the token of the bot", token, None));
        world.start().await;
        http::open(&world, port).await;
        world.configure(Door::Vip).await;
        world.ana.start(None);
        world.settled().await;
        let telemt = telemt.expect("it starts");
        Self {
            world,
            secrets,
            port,
            outline,
            telemt,
            qvapay,
            answers: Vec::new(),
        }
    }

    fn keep(&mut self, what: &'static str, text: &str, owner: Option<i64>) {
        self.secrets.push(Secret::new(what, text, owner));
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let found = |_: &_| is_so().then_some(());
        let found = self.world.emulator.wait_for(Duration::from_secs(30), found);
        assert!(found.await.is_some(), "waited in vain for {what}");
    }

    async fn add(&self, new: NewServer) -> ServerId {
        let ctx = &self.world.app().ctx;
        let added = servers::add(ctx, &jefa(), new, self.world.clock.now()).await;
        added.expect("added").id
    }

    /// Makes a key of Ana's there.
    async fn key(&self, kind: VpnKind, server: ServerId, name: &str) {
        let new = NewKey {
            user: UserId(ANA),
            kind,
            server: Some(server),
            name: name.to_owned(),
            made_from: format!("press:{name}"),
        };
        let ctx = &self.world.app().ctx;
        keys::make(ctx, &jefa(), new, self.world.clock.now())
            .await
            .expect("made");
    }

    /// An Outline server that is pasted in the chat, and fails at first.
    async fn outline(&mut self) {
        let world = &self.world;
        world.admin.press_raw("server:add_outline");
        world.admin.expect_button("user:cancel").await;
        world.settled().await;
        world.admin.send(&self.outline.access());
        let up = "SELECT count(*) FROM servers WHERE health = 'up'";
        self.until("the Outline server", || world.value::<i64>(up) == 1)
            .await;
        use outline_server::Fault::{DropAfter, Garbage, Status};
        self.outline
            .fail(&[Status(500), Status(401), Garbage, DropAfter]);
        self.key(VpnKind::Outline, OUTLINE, "Casa").await;
        let ctx = &self.world.app().ctx;
        for _ in 0..8 {
            self.world.advance(600);
            // An error is what these servers are here for.
            let _ = rounds::reconcile(ctx, self.world.clock.now()).await;
        }
        self.until("the key of Outline", || {
            !self.outline.state().keys.is_empty()
        })
        .await;
        let password = self.outline.state().keys[0].password.clone();
        self.world.ana.expect("ss://").await;
        self.keep("a password of Outline", &password, Some(ANA));
    }

    async fn wireguard(&mut self) {
        let new = NewServer {
            name: "Madrid".to_owned(),
            host: "vpn.example.org".to_owned(),
            port: 51_820,
            options: ServerOptions {
                public_key: Some("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=".to_owned()),
                ..ServerOptions::default()
            },
            ..NewServer::usual(VpnKind::WireGuard, Reach::File)
        };
        let server = self.add(new).await;
        let networks = pools::parse("10.66.0.0/24").expect("networks");
        let (ctx, now) = (&self.world.app().ctx, self.world.clock.now());
        let admin = jefa();
        let pool = addresses::add(ctx, &admin, server, false, networks, now);
        pool.await.expect("a pool");
        self.key(VpnKind::WireGuard, server, "Móvil").await;
        let line_of = |name: &str| {
            let calls = self.world.emulator.calls();
            let files = calls.iter().flat_map(|call| call.files.values());
            let texts: Vec<String> = files.map(|file| letters(&file.bytes)).collect();
            let lines = texts.iter().flat_map(|text| text.lines());
            let mut values =
                lines.filter_map(|line| line.strip_prefix(name)?.trim().strip_prefix("= "));
            values.next().map(str::to_owned)
        };
        self.until("the file of Ana", || line_of("PrivateKey").is_some())
            .await;
        let (private, shared) = (line_of("PrivateKey"), line_of("PresharedKey"));
        self.keep("a private key", &private.expect("a key"), Some(ANA));
        self.keep("a preshared key", &shared.expect("a key"), Some(ANA));
    }

    async fn mtproto(&mut self) {
        let auth = format!("Bearer canary-telemt-{ONCE}");
        let options = ServerOptions {
            mtproto: Some(MtProtoOptions {
                forms: SecretForm::ALL.to_vec(),
                domain: Some("example.com".to_owned()),
                tag: None,
            }),
            ..ServerOptions::default()
        };
        let reach = Reach::Telemt {
            url: Hidden(self.telemt.url()),
            auth: Some(Hidden(auth)),
        };
        let new = NewServer {
            name: "Proxy".to_owned(),
            host: "proxy.example.com".to_owned(),
            port: 443,
            options,
            ..NewServer::usual(VpnKind::MtProto, reach)
        };
        let server = self.add(new).await;
        self.telemt.fail("", telemt::Fault::Status(500));
        self.key(VpnKind::MtProto, server, "Telegram").await;
        let one = |is_it: fn(&str) -> bool| {
            let mut admitted = self.telemt.admitted().into_iter();
            admitted.find(|(name, _)| is_it(name))
        };
        let ours = || one(|name| name.starts_with("portero-") && !name.contains("health"));
        for _ in 0..8 {
            self.world.advance(600);
            let ctx = &self.world.app().ctx;
            let _ = rounds::reconcile(ctx, self.world.clock.now()).await;
        }
        self.until("the user of telemt", || ours().is_some()).await;
        let (_, secret) = ours().expect("a user");
        if let Some((_, secret)) = one(|name| name.contains("health")) {
            self.keep("the secret of the house's own trials", &secret, None);
        }
        self.keep("a secret of MTProto", &secret, Some(ANA));
        let delivered = || {
            let calls = self.world.emulator.calls();
            let shown = calls.iter().filter(|call| call.chat() == Some(ANA));
            shown.map(shown_by).any(|shown| shown.contains(&secret))
        };
        self.until("the link of Ana", delivered).await;
    }

    async fn doors(&mut self) {
        let ctx = self.world.app().ctx.clone();
        let (ctx, now) = (&ctx, self.world.clock.now());
        let url = format!("https://hooks.invalid/hook?key=canary-webhook-{ONCE}");
        self.keep(
            "the key in a webhook's address",
            &format!("canary-webhook-{ONCE}"),
            None,
        );
        let new = NewWebhook {
            name: None,
            url,
            events: vec!["*".to_owned()],
        };
        let to = Some((ChatId(ADMIN), UserId(ADMIN)));
        let made = webhooks::desk::make(ctx, &jefa(), new, to, now).await;
        let (webhook, secret) = made.expect("made");
        // The desk of webhooks is told what went wrong with it.
        let _ = webhooks::desk::ping(ctx, &jefa(), webhook).await;
        self.keep("the secret of a webhook", &secret, Some(ADMIN));
        let new = NewApiKey {
            name: "Tienda".to_owned(),
            scopes: PermissionSet::all(),
            rate_per_minute: MOST_API_RATE,
            expires_at: None,
        };
        let from = OrderedFrom {
            chat: ChatId(ADMIN),
            press: None,
        };
        api::keys::make(ctx, &jefa(), new, from, now)
            .await
            .expect("made");
        let sent = |calls: Vec<Call>| {
            let texts = calls.iter().map(|call| call.text().to_owned());
            let mut keys =
                texts.filter_map(|text| Some(text.split_once("<code>ptr_")?.1.to_owned()));
            Some(format!("ptr_{}", keys.next()?.split_once('<')?.0))
        };
        self.until("the key of the API", || {
            sent(self.world.emulator.calls()).is_some()
        })
        .await;
        let key = sent(self.world.emulator.calls()).expect("a key");
        let signed_in = sessions::open(ctx, &key, now).await.expect("signed in");
        self.keep("a key of the API", &key, Some(ADMIN));
        self.keep("an access token", &signed_in.access_token, None);
        self.keep("a refresh token", &signed_in.refresh_token, None);
        let next = sessions::refresh(ctx, &signed_in.refresh_token, None, now).await;
        self.keep(
            "the next refresh token",
            &next.expect("refreshed").refresh_token,
            None,
        );
        let seller = RoleId(
            self.world
                .value("SELECT number FROM roles WHERE name = 'seller'"),
        );
        let made = roles::invites::make(ctx, &jefa(), seller, None, None, now).await;
        made.expect("made");
        let invited = |calls: Vec<Call>| {
            let mut shown = calls.iter().filter_map(|call| {
                let text = shown_by(call);
                let (_, rest) = text.split_once(&format!("?start={}", roles::invites::PREFIX))?;
                Some(
                    rest.chars()
                        .take_while(char::is_ascii_alphanumeric)
                        .collect::<String>(),
                )
            });
            shown.next()
        };
        self.until("an invitation", || {
            invited(self.world.emulator.calls()).is_some()
        })
        .await;
        let code = invited(self.world.emulator.calls()).expect("a code");
        self.keep("an invitation of the staff", &code, Some(ADMIN));
        let token = self.world.token(Some(24)).await;
        self.keep("a token of the VIP channel", &token, Some(ADMIN));
        self.strangers(&key, &signed_in.access_token).await;
    }

    /// Requests with what is almost right, and with what is right in the wrong place.
    async fn strangers(&mut self, key: &str, access: &str) {
        let metrics = &self.world.settings["METRICS_TOKEN"];
        for (path, bearer) in [
            ("/metrics", format!("{metrics}x")),
            ("/metrics", access.to_owned()),
            ("/api/v1/users", format!("{access}x")),
            ("/api/v1/users", key.to_owned()),
            ("/api/v1/users", metrics.clone()),
            ("/api/v1/webhooks/qvapay", access.to_owned()),
        ] {
            let text = format!(
                "GET {path}?key={key} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {bearer}\r\nconnection: close\r\n\r\n"
            );
            self.answers.push(http::said(self.port, text).await);
        }
        for body in [
            json!({"key": format!("{key}x")}),
            json!({"refresh_token": key}),
            json!(key),
        ] {
            let body = body.to_string();
            let text = format!(
                "POST /api/v1/auth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            self.answers.push(http::said(self.port, text).await);
        }
    }

    /// Telegram and the payment provider fail too.
    async fn failures(&mut self) {
        let world = &self.world;
        for trouble in [
            Trouble::Refuses(401, None),
            Trouble::Garbled,
            Trouble::Page,
            Trouble::Elsewhere,
        ] {
            self.qvapay.fail("", trouble);
            world.admin.press_raw("admin:doctor");
            world.settled().await;
        }
        world
            .emulator
            .fail(Fault::error("sendMessage", 400, "Bad Request: something").times(1));
        world.ana.send("/vpn");
        world.emulator.fail(Fault::junk("getUpdates"));
        world.emulator.go_down();
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.emulator.come_up();
        world.ana.send("/proxy");
        world.settled().await;
        for data in [
            "admin:status",
            "admin:config",
            "server:show:1",
            "server:test:1",
            "api:show:1",
            "hook:show:1",
        ] {
            world.admin.press_raw(data);
        }
        world.settled().await;
        world.admin.press_raw("backup:make");
        let made = "SELECT count(*) FROM backups";
        self.until("a backup", || world.value::<i64>(made) == 1)
            .await;
        let is_sent = |call: &Call| call.method == "sendDocument" && call.chat() == Some(VIP);
        self.until("the backup in the chat", || {
            world.emulator.calls().iter().any(is_sent)
        })
        .await;
    }

    /// Where a secret stands that must not.
    fn leaks_in(&self, place: &str, letters: &str, reader: Option<i64>) -> Vec<String> {
        let hidden = self
            .secrets
            .iter()
            .filter(|one| reader.is_none() || one.owner != reader);
        let found = hidden.filter_map(|one| Some((one, one.found_in(letters)?)));
        let said =
            found.map(|(one, form)| format!("{} ({}) as {form} in {place}", one.what, one.text));
        said.collect()
    }

    /// What the program says in a terminal about this house.
    fn said(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_portero"))
            .args(arguments)
            .env_clear()
            .envs(&self.world.settings)
            .current_dir(&self.world.directory)
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        letters(&output.stdout) + &letters(&output.stderr)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_life_with_every_secret_none_lies_in_clear_anywhere() {
    let mut life = Life::begin().await;
    life.outline().await;
    life.wireguard().await;
    life.mtproto().await;
    life.doors().await;
    life.failures().await;
    let mut leaks = Vec::new();
    for answer in &life.answers {
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        leaks.extend(life.leaks_in("an answer over HTTP", answer, None));
    }
    for call in life.world.emulator.calls() {
        let place = format!("{} to {:?}", call.method, call.chat());
        leaks.extend(life.leaks_in(&place, &shown_by(&call), call.chat()));
    }
    // What is looked for can be found: each stands where it may.
    for secret in life.secrets.iter().filter(|one| one.owner.is_some()) {
        let calls = life.world.emulator.calls();
        let mut shown = calls
            .iter()
            .filter(|call| call.chat() == secret.owner)
            .map(shown_by);
        assert!(
            shown.any(|shown| secret.found_in(&shown).is_some()),
            "{} is shown to nobody",
            secret.what
        );
    }
    life.world.stop().await;
    for arguments in [&["doctor"][..], &["status"], &["backup", "copy.age"]] {
        let said = life.said(arguments);
        assert!(!said.is_empty());
        leaks.extend(life.leaks_in(&format!("what {arguments:?} says"), &said, None));
    }
    // The last filter of the log takes tokens of bots out; it does not stand before this one.
    let lines: Vec<String> = logs::containing("");
    let lines = redact::redact(&lines.join("\n")).into_owned();
    assert!(lines.contains(&format!("[{ANA}]")), "the log is empty");
    leaks.extend(life.leaks_in("the log", &letters(lines.as_bytes()), None));
    let kept = files(&life.world.directory);
    assert!(
        kept.iter().any(|path| path.ends_with("portero.db")),
        "{kept:?}"
    );
    assert!(
        kept.iter()
            .any(|path| path.extension().is_some_and(|end| end == "age")),
        "{kept:?}"
    );
    for path in &kept {
        let bytes = std::fs::read(path).expect("read");
        let is_database = path.ends_with("portero.db");
        assert!(
            !is_database || letters(&bytes).contains("vpn.example.org"),
            "an empty database"
        );
        leaks.extend(life.leaks_in(&path.display().to_string(), &letters(&bytes), None));
    }
    assert!(life.secrets.len() >= 19, "{}", life.secrets.len());
    assert!(leaks.is_empty(), "{leaks:#?}");
    life.world.finish().await;
}

/// What a file of `/proc` tells of a process and of those it started, itself among them.
#[cfg(target_os = "linux")]
fn listed(process: u32, file: &str) -> String {
    let text = std::fs::read(format!("/proc/{process}/{file}")).unwrap_or_default();
    let children = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    let children = children.unwrap_or_default();
    let ids = children.split_whitespace().filter_map(|id| id.parse().ok());
    letters(&text) + &ids.map(|id| listed(id, file)).collect::<String>()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_env_file_is_in_no_listing_of_processes() {
    let mut outside = Outside::unstarted().await;
    let folder = outside.directory.join("house");
    outside.write_env(&folder);
    let file = folder.join(".env");
    let mut text = std::fs::read_to_string(&file).expect("settings");
    let token = outside.emulator.token().split_once(':').expect("a token").1;
    let mut secrets = vec![Secret::new("the token", token, None)];
    for (name, value) in operators().iter().filter(|(_, value)| !value.contains('&')) {
        if value.contains(ONCE) || *name == "SECRET_KEY" {
            secrets.push(Secret::new(name, value, None));
            text.push_str(&format!("{name}={value}\n"));
        }
    }
    std::fs::write(&file, text).expect("written");
    let mut process = Command::new(env!("CARGO_BIN_EXE_portero"))
        .env_clear()
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let polls = |emulator: &Emulator| (emulator.polls() > 0).then_some(());
    let polled = outside
        .emulator
        .wait_for(Duration::from_secs(30), polls)
        .await;
    let (arguments, environment) = (
        listed(process.id(), "cmdline"),
        listed(process.id(), "environ"),
    );
    process.kill().expect("killed");
    process.wait().expect("gone");
    assert!(
        polled.is_some() && arguments.contains("portero"),
        "{arguments}"
    );
    for secret in &secrets {
        let shown = secret
            .found_in(&arguments)
            .or(secret.found_in(&environment));
        assert_eq!(shown, None, "{}", secret.what);
    }
    outside.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_telegram_proves_itself_by_stands_nowhere() {
    let mut world = World::unstarted().await;
    let port = free_port();
    let certificate = Certificate::write(&world.directory.join("tls"));
    world
        .settings
        .insert("WEBHOOK".to_owned(), "true".to_owned());
    for (name, value) in certificate.settings(port) {
        world.settings.insert(name.to_owned(), value);
    }
    world.start().await;
    let call = world.emulator.calls_of("setWebhook").pop().expect("a call");
    let secret = call.params["secret_token"].as_str().expect("a secret");
    let secret = Secret::new("the secret of the updates", secret, None);
    let path = call.params["url"]
        .as_str()
        .expect("an address")
        .rsplit_once('/');
    let path = path.expect("a path").1.to_owned();
    for told in ["wrong".to_owned(), format!("{}x", secret.text)] {
        let ask = format!(
            "POST /{path} HTTP/1.1\r\nhost: x\r\nx-telegram-bot-api-secret-token: {told}\r\n\
             content-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}"
        );
        let roots = std::slice::from_ref(&certificate.root);
        let answer = said_within_tls(port, roots, &ask).await.expect("TLS");
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert_eq!(secret.found_in(&answer), None);
    }
    world.stop().await;
    assert_eq!(
        secret.found_in(&letters(logs::containing("").join("\n").as_bytes())),
        None
    );
    for path in files(&world.directory) {
        let bytes = letters(&std::fs::read(&path).expect("read"));
        assert_eq!(secret.found_in(&bytes), None, "{}", path.display());
    }
    world.finish().await;
}
