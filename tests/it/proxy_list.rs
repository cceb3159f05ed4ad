//! The free list of proxies: added and tried by the staff, looked through by people. The way out is pretended.

mod runs;

use crate::world::World;
use portero::context::Ctx;
use portero::context::proxies::{Answer, ProxyTrier, ProxyWorld};
use portero::demo::telegram::{EmulatedMessage, Emulator, Person};
use portero::models::{
    Anonymity, ProxyAddress, ProxyFault, ProxyFound, ProxyKind, ProxySettings, ProxySourceKind,
};
use serde_json::Value;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Proxies at 203.0.113.x and 198.51.100.x work, the others do not answer.
struct Outside {
    lists: Mutex<HashMap<String, String>>,
    /// A trial takes one of these with it.
    turns: Semaphore,
}

/// Turns enough for everything.
const OPEN: usize = 1_000_000;

impl Outside {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            lists: Mutex::default(),
            turns: Semaphore::new(OPEN),
        })
    }

    fn publish(&self, url: &str, text: &str) {
        let mut lists = self.lists.lock().expect("not poisoned");
        lists.insert(url.to_owned(), text.to_owned());
    }

    /// From now on nothing is tried.
    fn close(&self) {
        self.turns.forget_permits(usize::MAX);
    }

    /// So many more are tried.
    fn let_through(&self, count: usize) {
        self.turns.add_permits(count);
    }
}

#[derive(Clone)]
struct Way(Arc<Outside>);

impl ProxyWorld for Way {
    fn fetch<'a>(
        &'a self,
        source: &'a ProxySourceKind,
        _allows_private: bool,
    ) -> Answer<'a, Result<Vec<u8>, String>> {
        let url = match source {
            ProxySourceKind::Shadowmere { url } | ProxySourceKind::List { url } => url.clone(),
            ProxySourceKind::Pasted => String::new(),
        };
        let lists = self.0.lists.lock().expect("not poisoned");
        let found = lists.get(&url).map(|text| text.clone().into_bytes());
        Box::pin(async move { found.ok_or_else(|| "the server answered 404".to_owned()) })
    }

    fn trier(&self, _settings: &ProxySettings) -> Result<Arc<dyn ProxyTrier>, String> {
        Ok(Arc::new(self.clone()))
    }

    fn geoip(&self) -> Option<String> {
        Some("DBIP-Country-Lite".to_owned())
    }
}

impl ProxyTrier for Way {
    fn is_ready(&self) -> bool {
        true
    }

    fn is_online(&self) -> Answer<'_, bool> {
        Box::pin(async { true })
    }

    fn run<'a>(
        &'a self,
        address: &'a ProxyAddress,
        _placed: Option<IpAddr>,
        _was_working: bool,
    ) -> Answer<'a, Result<ProxyFound, ProxyFault>> {
        Box::pin(async move {
            self.0.turns.acquire().await.expect("never closed").forget();
            judge(address)
        })
    }
}

/// The last number of an address is its latency in hundredths; an odd one is in Germany, an even one in Cuba.
fn judge(address: &ProxyAddress) -> Result<ProxyFound, ProxyFault> {
    let (network, last) = address
        .host
        .rsplit_once('.')
        .ok_or(ProxyFault::NoSuchName)?;
    let kind = match network {
        "203.0.113" => ProxyKind::Socks5,
        "198.51.100" => ProxyKind::Http,
        _ => return Err(ProxyFault::Silent),
    };
    let last: u32 = last.parse().expect("an address of four");
    Ok(ProxyFound {
        kind,
        is_tls: address.is_tls,
        latency_ms: last * 100,
        exit_ip: address.host.parse().ok(),
        country: Some(if last % 2 == 1 { "DE" } else { "CU" }.to_owned()),
        city: None,
        anonymity: Some(Anonymity::Elite),
        is_for_telegram: Some(kind == ProxyKind::Socks5),
    })
}

/// A house with that way out, also after a restart.
async fn world_with(outside: &Arc<Outside>) -> World {
    let mut world = World::unstarted().await;
    let outside = outside.clone();
    world.prepare = Some(Box::new(move |ctx: &Ctx| {
        let way = Way(outside.clone());
        ctx.proxies.world(|| Arc::new(way));
    }));
    world.start().await;
    world.ana.start(None);
    world.ana.expect("Ana").await;
    world
}

/// Presses and waits for the screen that follows.
async fn open(person: &Person, data: &str, words: &str) -> EmulatedMessage {
    person.mark();
    let press = person.press_raw(data);
    let shown = person.expect(words).await;
    person.answer_to(&press).await;
    shown
}

/// Presses what is refused, and waits for the words over the chat.
async fn refused(person: &Person, data: &str, words: &str) {
    person.press_raw(data);
    person.expect_toast(words).await;
}

async fn say(person: &Person, text: &str, words: &str) -> EmulatedMessage {
    person.mark();
    person.send(text);
    person.expect(words).await
}

/// Waits until so many of the list were found to work.
async fn working(world: &World, count: i64) {
    let sql = "SELECT count(*) FROM shadowmere_proxies WHERE is_working = 1";
    let what = format!("{count} to work");
    let look = |_: &Emulator| (world.value::<i64>(sql) == count).then_some(());
    world.emulator.wait(look, &what).await;
}

/// Twenty-three SOCKS5 and two HTTP proxies that work, and three machines that do not answer.
fn many() -> String {
    let socks = (1..=23).map(|last| format!("203.0.113.{last}:1080"));
    let http = (1..=2).map(|last| format!("http://198.51.100.{last}:8080"));
    let dead = (1..=3).map(|last| format!("192.0.2.{last}:3128"));
    let lines: Vec<String> = socks.chain(http).chain(dead).collect();
    lines.join("\n")
}

/// Pastes that list as an admin.
async fn paste(world: &World, text: &str) -> EmulatedMessage {
    open(&world.admin, "source:ask:pasted:any", "Pega los proxies").await;
    say(&world.admin, text, "Enseguida los pruebo").await
}

/// The addresses on a page, from the top.
fn addresses(page: &EmulatedMessage) -> Vec<String> {
    let lines = page.text.lines();
    let places = lines.filter(|line| line.contains(':') && !line.contains(' '));
    places.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_list_is_tried_and_people_see_the_best_ten_of_it() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    open(&world.admin, "source:desk", "Todavía está vacía").await;
    let card = paste(
        &world,
        &format!("{}\n10.0.0.1:80\n203.0.113.9:99999", many()),
    )
    .await;
    assert!(card.text.contains("proxies: 28; nuevos: 28."), "{card}");
    assert!(card.text.contains("Líneas rechazadas: 2"), "{card}");
    let refused = open(&world.admin, "source:refused:1", "Rechazadas").await;
    assert!(refused.text.contains("203.0.113.9:99999"), "{refused}");
    working(&world, 25).await;

    let first = open(&world.ana, "proxy:list:any:any:0", "Lista libre").await;
    assert!(first.text.contains("funcionan 25"), "{first}");
    assert!(first.text.contains("Máquinas de desconocidos"), "{first}");
    assert!(first.text.contains("IP Geolocation by DB-IP"), "{first}");
    assert!(first.text.contains("100 ms · ahora mismo"), "{first}");
    let shown = addresses(&first);
    assert_eq!(shown.len(), 10, "{first}");
    let mut best = shown[..4].to_vec();
    best.sort();
    assert_eq!(
        best,
        [
            "198.51.100.1:8080",
            "198.51.100.2:8080",
            "203.0.113.1:1080",
            "203.0.113.2:1080"
        ]
    );
    let last = open(&world.ana, "proxy:list:any:any:2", "25. ").await;
    assert_eq!(addresses(&last).len(), 5, "{last}");
    assert!(last.text.contains("Máquinas de desconocidos"), "{last}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_choose_a_kind_and_a_country_and_take_one_to_telegram() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    paste(&world, &many()).await;
    working(&world, 25).await;

    let mine = say(&world.ana, "/proxy", "Mis proxies").await;
    assert!(mine.button("Lista libre").is_some(), "{mine}");
    world.ana.press("Lista libre");
    world.ana.expect("funcionan 25").await;
    let kinds = open(&world.ana, "proxy:kinds:any:any", "¿De qué tipo?").await;
    assert!(kinds.button("SOCKS5 · 23").is_some(), "{kinds}");
    assert!(kinds.button("HTTP · 2").is_some(), "{kinds}");
    let countries = open(&world.ana, "proxy:countries:socks5:any:0", "¿De qué país?").await;
    assert!(countries.button("🇩🇪 DE · 12").is_some(), "{countries}");
    assert!(countries.button("🇨🇺 CU · 11").is_some(), "{countries}");
    let cuban = open(&world.ana, "proxy:list:socks5:CU:0", "País: 🇨🇺 CU").await;
    assert!(cuban.text.contains("funcionan 11"), "{cuban}");
    assert_eq!(addresses(&cuban)[0], "203.0.113.2:1080");
    let none = open(&world.ana, "proxy:list:ss:any:0", "Así no hay ninguno").await;
    assert!(none.text.contains("Máquinas de desconocidos"), "{none}");

    open(&world.ana, "proxy:list:socks5:CU:0", "País: 🇨🇺 CU").await;
    world.ana.mark();
    world.ana.press("1 🇨🇺");
    let card = world.ana.expect("Sirve para Telegram").await;
    let copy = card.button("Copiar").and_then(|button| button.copy.clone());
    assert_eq!(copy.as_deref(), Some("203.0.113.2:1080"));
    let link = card
        .button("Telegram")
        .and_then(|button| button.url.clone());
    assert_eq!(
        link.as_deref(),
        Some("https://t.me/socks?server=203.0.113.2&port=1080")
    );
    assert!(
        card.button("source:drop").is_none() && card.button("Borrar").is_none(),
        "{card}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_comes_into_the_menus_with_its_first_source_and_can_be_hidden() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    let has_it = |menus: &[(String, Value)]| {
        let all = menus.iter().find(|(scope, _)| scope.starts_with("default"));
        let list = all.and_then(|(_, list)| list.as_array());
        let mut list = list.into_iter().flatten();
        list.any(|one| one["command"] == "proxy")
    };
    let home = say(&world.ana, "/menu", "Ana").await;
    assert!(home.button("Proxy").is_none(), "{home}");
    world
        .menus(|menus| !menus.is_empty() && !has_it(menus))
        .await;
    paste(&world, &many()).await;
    world.menus(has_it).await;
    let home = say(&world.ana, "/menu", "Ana").await;
    assert!(home.button("Proxy").is_some(), "{home}");

    open(&world.admin, "source:off:shown", "Guardado").await;
    world.menus(|menus| !has_it(menus)).await;
    refused(&world.ana, "proxy:list:any:any:0", "no está abierta").await;
    refused(&world.ana, "proxy:show:1:any:any:0", "no está abierta").await;
    // Who keeps it still sees it.
    open(&world.admin, "proxy:list:any:any:0", "Lista libre").await;
    open(&world.admin, "source:desk", "La gente no la ve").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_refused_and_an_admin_deletes_one_and_then_the_dead() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    paste(&world, &many()).await;
    working(&world, 25).await;
    for data in [
        "source:desk",
        "source:run",
        "source:drop_yes:1",
        "source:drop_dead_yes",
    ] {
        refused(&world.ana, data, "Eso es solo para el equipo").await;
    }
    let sql = "SELECT count(*) FROM shadowmere_proxies WHERE dropped_at IS NULL";
    assert_eq!(world.value::<i64>(sql), 28);

    let id: i64 = world.value("SELECT id FROM shadowmere_proxies WHERE host = '203.0.113.1'");
    let card = open(
        &world.admin,
        &format!("proxy:show:{id}:any:any:0"),
        "SOCKS5",
    )
    .await;
    assert!(card.button("Borrar de la lista").is_some(), "{card}");
    open(
        &world.admin,
        &format!("source:drop:{id}"),
        "¿Borrar este proxy?",
    )
    .await;
    open(
        &world.admin,
        &format!("source:drop_yes:{id}"),
        "funcionan 24",
    )
    .await;
    let desk = open(&world.admin, "source:desk", "🌐 Lista libre").await;
    assert!(desk.text.contains("Funcionan 24 de 27."), "{desk}");
    let faults = open(&world.admin, "source:faults", "Por qué no funcionan").await;
    assert!(faults.text.contains("No contestan: 3"), "{faults}");
    open(&world.admin, "source:drop_dead", "En total: 3.").await;
    open(&world.admin, "source:drop_dead_yes", "Funcionan 24 de 24.").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_at_an_address_is_read_paused_and_taken_away() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    outside.publish(
        "https://lists.example/a.txt",
        "203.0.113.4:1080\n203.0.113.4:1080\nsocks9://x:1",
    );
    open(
        &world.admin,
        "source:ask:list:any",
        "Escribe la dirección de la lista",
    )
    .await;
    say(
        &world.admin,
        "lists.example",
        "no es la dirección de una lista",
    )
    .await;
    say(
        &world.admin,
        "https://lists.example/a.txt",
        "La leo enseguida",
    )
    .await;
    working(&world, 1).await;
    let card = open(&world.admin, "source:show:1", "Leída ahora mismo").await;
    assert!(card.text.contains("proxies: 1; nuevos: 1."), "{card}");
    assert!(card.text.contains("https://lists.example/a.txt"), "{card}");

    open(
        &world.admin,
        "source:ask:list:any",
        "Escribe la dirección de la lista",
    )
    .await;
    say(
        &world.admin,
        "https://lists.example/a.txt",
        "ya está en la lista",
    )
    .await;
    say(
        &world.admin,
        "https://lists.example/none.txt",
        "La leo enseguida",
    )
    .await;
    let failed = |_: &Emulator| {
        let sql = "SELECT count(*) FROM proxy_sources WHERE error IS NOT NULL";
        (world.value::<i64>(sql) == 1).then_some(())
    };
    world.emulator.wait(failed, "the other to fail").await;
    open(&world.admin, "source:show:2", "el servidor contestó 404").await;

    open(&world.admin, "source:every:1:360", "Guardado").await;
    open(&world.admin, "source:show:1", "cada 6 horas").await;
    open(&world.admin, "source:pause:1", "En pausa").await;
    open(&world.admin, "source:resume:1", "Se lee cada").await;
    open(&world.admin, "source:remove:1", "¿Quitar lists.example?").await;
    open(&world.admin, "source:remove_yes:1", "Fuentes · 1").await;
    refused(&world.admin, "source:show:1", "ya no").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_and_the_list_goes_out_as_a_file() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    open(&world.admin, "source:ask:pasted:socks5", "Pega los proxies").await;
    world.admin.mark();
    world.admin.send_document("vacio.txt", b"hola\n", None);
    world.admin.expect("no veo ningún proxy").await;
    world.admin.mark();
    // Longer than is read of a list: the beginning is taken.
    let words = "# some words that nobody needs\n".repeat(270_000);
    let list = format!("{}\n{words}203.0.113.250:1080\n", many());
    world
        .admin
        .send_document("lista.txt", list.as_bytes(), None);
    let card = world.admin.expect("Enseguida los pruebo").await;
    assert!(card.text.contains("lista.txt"), "{card}");
    assert!(card.text.contains("proxies: 28;"), "{card}");
    assert!(card.text.contains("No cabía entera"), "{card}");
    working(&world, 25).await;

    open(&world.admin, "source:export", "¿Qué quieres en el archivo?").await;
    world.admin.mark();
    world.admin.press_raw("source:file:http:working");
    let message = world.admin.expect("Líneas: 2.").await;
    assert_eq!(
        message.file_name.as_deref(),
        Some("proxies-http-working.txt")
    );
    let id = message.file_id.as_deref().expect("a file");
    let bytes = world.emulator.file(id).expect("kept");
    assert_eq!(String::from_utf8(bytes).expect("text").lines().count(), 2);
    refused(&world.admin, "source:file:ss:working", "vacía").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_pressed_and_typed() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    open(&world.admin, "source:settings", "Ajustes de la lista libre").await;
    open(
        &world.admin,
        "source:set:at_once",
        "¿Cuántos se prueban a la vez?",
    )
    .await;
    let set = open(&world.admin, "source:set:at_once:24", "Guardado").await;
    assert!(set.button("A la vez: 24").is_some(), "{set}");
    open(&world.admin, "source:type:at_once", "de 1 a 512").await;
    say(&world.admin, "muchos", "512").await;
    let set = say(&world.admin, "100", "Guardado").await;
    assert!(set.button("A la vez: 100").is_some(), "{set}");
    let set = open(&world.admin, "source:set:every:60", "Guardado").await;
    assert!(set.button("cada 1 hora").is_some(), "{set}");
    let set = open(&world.admin, "source:on:private", "Guardado").await;
    assert!(set.button("✅ Permitir redes privadas").is_some(), "{set}");
    open(&world.admin, "source:judges", "Escribe las direcciones").await;
    say(&world.admin, "http://judge.example/", "https://").await;
    let set = say(&world.admin, "https://judge.example/ip", "Guardado").await;
    assert!(set.text.contains("https://judge.example/ip"), "{set}");
    open(&world.admin, "source:judges", "Escribe las direcciones").await;
    let set = open(&world.admin, "source:judges_usual", "Guardado").await;
    assert!(!set.text.contains("judge.example"), "{set}");
    // The question ended with the press.
    say(&world.admin, "https://judge.example/ip", "No entendí").await;
    world.finish().await;
}
