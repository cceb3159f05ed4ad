//! The state of the house: in the chat, its pages and pictures, and at the terminal.

use crate::child::Outside;
use crate::world::{NOW, World};
use serde_json::Value;
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn one_page_tells_all_and_its_buttons_lead_to_the_details_and_back() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.ana, &token).await;
    world.eva.send("/free");
    world.eva.expect("Request received").await;
    world.settled().await;
    world.admin.send("/status");
    let shown = world.admin.expect("Estado de la casa").await;
    for words in [
        "Personas: 3 · activas hoy 3 · en 30 días 3",
        "👑 Superadmin 1",
        "VIP activos: 1",
        "En espera para Free: 1",
        "Trabajos:",
        "Tareas: listas",
        "en marcha desde hace",
    ] {
        assert!(shown.text.contains(words), "{words}: {shown}");
    }
    for (button, words) in [
        ("👥 Personas", "Nuevas en 30 días: 3"),
        ("🔑 VPN", "Todavía no hay servidores VPN"),
        ("🧰 Trabajo", "vip_expiry"),
        ("⚙️ Máquina", "Memoria propia"),
    ] {
        world.admin.click(button).await;
        world.admin.expect(words).await;
        world.admin.click("🔙 Volver").await;
        world.admin.expect("Estado de la casa").await;
    }
    for (button, words) in [
        ("📈 Actividad", "Personas activas, 30 días"),
        ("📶 Tráfico", "Tráfico de todas las claves"),
    ] {
        world.admin.press_raw(if button.contains("Act") {
            "house:chart:people"
        } else {
            "house:chart:traffic"
        });
        let picture = world.admin.expect(words).await;
        let id = picture.file_id.as_deref().expect("a picture");
        let png = world.emulator.file(id).expect("kept").to_vec();
        assert!(png.starts_with(b"\x89PNG"), "{} bytes", png.len());
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_counted_on_each_day_on_which_they_were_there() {
    let world = World::new().await;
    for _ in 0..3 {
        world.ana.send("/id");
    }
    world.eva.send("/id");
    world.settled().await;
    world.advance(86_400);
    world.ana.send("/id");
    world.settled().await;
    let days = |day: i64| {
        world.value::<i64>(&format!(
            "SELECT coalesce(max(active), 0) FROM activity_daily WHERE day = {day}"
        ))
    };
    assert_eq!(days(NOW.0 / 86_400), 2);
    assert_eq!(days(NOW.0 / 86_400 + 1), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_gives_the_same_numbers_in_words_and_for_programs() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(2001, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    let status = |outside: &Outside, more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_portero"))
            .arg("status")
            .args(more)
            .env_clear()
            .env("DATA_DIR", outside.directory.join("data"))
            .current_dir(&outside.directory)
            .output()
            .expect("run");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let json: Value = serde_json::from_str(&status(&outside, &["--json"])).expect("JSON");
    let people: i64 = outside.count("SELECT count(*) FROM users");
    assert_eq!(json["users"]["total"], people);
    assert_eq!(json["users"]["by_role"]["superadmin"], 1);
    assert!(json["uptime_seconds"].is_number(), "{json:#}");
    let memory = json["memory_bytes"].as_u64().unwrap_or(0);
    assert!(memory > 1_000_000, "the running bot's own: {json:#}");
    assert_eq!(json["maintenance"]["is_on"], false);
    let words = status(&outside, &[]);
    assert!(words.contains(&format!("Personas: {people}")), "{words}");
    for heading in ["Personas", "VPN", "Trabajo", "Máquina"] {
        assert!(words.contains(heading), "{heading}: {words}");
    }
    outside.kill();
    let json: Value = serde_json::from_str(&status(&outside, &["--json"])).expect("JSON");
    assert!(json["uptime_seconds"].is_null() && json["memory_bytes"].is_null());
}
