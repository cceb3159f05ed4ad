//! The whole bot in the emulator, with real servers that it drives.

use crate::scene::{SERVER, Scene};
use crate::space::{PATIENCE, until};
use crate::world::World;
use portero::demo::telegram::{Emulator, Person};
use portero::integrations::vpn::Reach;
use portero::models::{Actor, VpnKind, VpnSetting};
use portero::services::vpn::servers::NewServer;
use portero::services::vpn::{addresses, pools, servers, settings};
use std::io::Write;
use std::process::{Command, Stdio};

/// What Ana sends at a time: pings, and bytes in each.
pub const PINGS: u32 = 300;
pub const PING_BYTES: u32 = 1300;
/// The same inside the tunnel, with the headers of ICMP and IP: 28 bytes.
pub const ROUND_BYTES: u64 = 300 * 1328;

/// A bot with one server, on which everybody may make keys.
pub struct House {
    pub world: World,
    pub scene: Scene,
}

impl House {
    /// The server is on the bot's own machine.
    pub async fn local() -> Self {
        let scene = Scene::new().await;
        let reach = Reach::Local {
            interface: scene.interface.clone(),
            program: "wg".to_owned(),
        };
        Self::with(scene, reach).await
    }

    /// The server is reached that way.
    pub async fn with(scene: Scene, reach: Reach) -> Self {
        let world = World::bare().await;
        let ctx = &world.app().ctx;
        let (system, now) = (Actor::system(), world.clock.now());
        let new = NewServer {
            name: "Madrid".to_owned(),
            host: SERVER.to_owned(),
            ..NewServer::usual(VpnKind::WireGuard, reach)
        };
        let server = servers::add(ctx, &system, new, now)
            .await
            .expect("a server")
            .id;
        for (is_trial, text) in [
            (false, "10.8.0.0/24 fd00:8::/64"),
            (true, "10.9.0.0/24 fd00:9::/64"),
        ] {
            let networks = pools::parse(text).expect("networks");
            addresses::add(ctx, &system, server, is_trial, networks, now)
                .await
                .expect("a pool");
        }
        let house = Self { world, scene };
        house.set(VpnSetting::SelfService, "todos").await;
        house
    }

    /// Sets a setting of keys, in the words of an admin.
    pub async fn set(&self, setting: VpnSetting, text: &str) {
        let (ctx, now) = (&self.world.app().ctx, self.world.clock.now());
        settings::set(ctx, &Actor::system(), setting, text, now)
            .await
            .expect("set");
    }

    /// Ana makes a key in the chat: its file, and the text of its QR code.
    pub async fn key(&self) -> (String, String) {
        let (world, ana) = (&self.world, &self.world.ana);
        let mark = world.emulator.mark();
        ana.send("/vpn");
        press(ana, "key:new").await;
        world.settled().await;
        ana.send("Portátil");
        self.delivered(mark).await
    }

    /// The file and the text of the QR code that the bot sends after that mark.
    pub async fn delivered(&self, mark: usize) -> (String, String) {
        let file = self.sent(mark, ".conf").await;
        let file = String::from_utf8(file).expect("text");
        (file, decoded(&self.sent(mark, ".png").await))
    }

    async fn sent(&self, mark: usize, ending: &str) -> Vec<u8> {
        let find = |emulator: &Emulator| {
            let calls = emulator.calls_since(mark);
            let mut files = calls.iter().flat_map(|call| call.files.values());
            let found = files.find(|file| file.name.ends_with(ending));
            found.map(|file| file.bytes.clone())
        };
        let found = self.world.emulator.wait_for(PATIENCE, find).await;
        found.unwrap_or_else(|| panic!("no {ending} came: {:#?}", self.work()))
    }

    /// What the house has still to do, and why it is not done.
    fn work(&self) -> Vec<String> {
        let sql = "SELECT kind || ' ' || state || ' ' || coalesce(last_error, '') FROM tasks WHERE state <> 'done'";
        let database = self.world.database();
        let mut tasks = database.prepare(sql).expect(sql);
        let rows = tasks.query_map([], |row| row.get(0)).expect(sql);
        let mut work: Vec<String> = rows.map(|row| row.expect("a row")).collect();
        work.extend(crate::logs::at(log::Level::Error, ""));
        work.extend(crate::logs::at(log::Level::Warn, ""));
        work
    }

    /// Ana gives her key up.
    pub fn gives_up(&self) {
        let id: i64 = self.world.value("SELECT id FROM vpn_configs");
        self.world.ana.press_raw(&format!("key:delete_yes:{id}"));
    }

    /// Ana sends a known amount through her tunnel and gets as much back; waits until as much is counted, together with
    /// the rounds before, to 5 %.
    pub async fn uses(&self, round: u64, host: &str) {
        self.scene.client_space.floods(host, PINGS, PING_BYTES);
        self.counted(round * ROUND_BYTES).await;
    }

    /// Waits until that much is counted each way, to 5 %.
    pub async fn counted(&self, sent: u64) {
        let is_right = |counted: u64| counted.abs_diff(sent) * 20 <= sent;
        self.in_time(&format!("{sent} bytes to be counted"), |house| {
            let (rx, tx) = house.used();
            is_right(rx) && is_right(tx)
        })
        .await;
    }

    /// Ana's traffic of the period, as the house counts it: from her and to her.
    pub fn used(&self) -> (u64, u64) {
        let of = |column: &str| {
            let sql = format!("SELECT {column} FROM vpn_accounts WHERE user_id = 2001");
            self.world.value::<u64>(&sql)
        };
        (of("used_rx"), of("used_tx"))
    }

    /// Moves the clock by a minute, again and again, until what the house does in its own time is done. A busy machine may
    /// need longer for it than the clock says.
    pub async fn in_time(&self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        for _ in 0..15 {
            if is_so(self) {
                return;
            }
            self.world.advance(60);
            tokio::time::sleep(PATIENCE / 60).await;
        }
        until(&format!("{what} within a quarter of an hour"), || {
            is_so(self)
        })
        .await;
    }

    /// Waits until the tunnel is dead.
    pub async fn is_cut(&self) {
        until("the tunnel to be cut", || self.scene.none_answers()).await;
    }

    /// The state of Ana's key, as it is stored.
    pub fn status(&self) -> String {
        self.world.value("SELECT status FROM vpn_configs")
    }
}

/// Waits for a button and presses it.
pub async fn press(person: &Person, data: &str) {
    person.expect_button(data).await;
    person.press(data);
}

/// The text of a QR code, by a reader of another hand.
fn decoded(picture: &[u8]) -> String {
    let path = crate::world::scratch().join("code.png");
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(picture).expect("written");
    let done = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(&path)
        .stdin(Stdio::null())
        .output()
        .expect("zbarimg runs");
    let text = String::from_utf8(done.stdout).expect("text");
    // It ends what it read with a line of its own.
    text.strip_suffix('\n').unwrap_or(&text).to_owned()
}
