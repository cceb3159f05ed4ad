//! The page of the demo in a real browser: the guided tour followed to its end, and the page on a phone.
//!
//! Chromium is driven by WebDriver, which is a little HTTP. Pictures of each step are kept under
//! `target/screenshots`; `PORTERO_SCREENSHOT=scripts/demo.png` has the README's picture made as well.

#![expect(clippy::expect_used, reason = "a test may fail by panic")]

use reqwest::Client;
use reqwest::Method;
use serde_json::Value;
use serde_json::json;
use std::future::Future;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use tokio::time::Instant;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause between two looks at the page.
const GLANCE: Duration = Duration::from_millis(50);
/// WebDriver's name of the field that holds an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The picture of a page on which something was awaited in vain.
const FAILED: &str = "failed";
const VIP: &str = "chat--1001000000001";
/// What the tour lights up; under an open dialogue only what is in it can be pressed.
const LIT_UP: &str = "dialog .tour-target, body:not(:has(dialog[open])) .tour-target";
/// The command that the tour asks for, until it was sent.
const COMMAND_TO_WRITE: &str = "(document.querySelector('.composer.tour-target') && \
    document.querySelector('#bubbles > :last-child:not(.out)') && \
    document.querySelector('[data-testid=tour-hint]').innerText.match(/\\/\\w+/)?.[0]) || null";
/// Something that is no command is to be written, such as emoji, which the driver cannot type: the tour's own button
/// does it.
const WORDS_TO_WRITE: &str = "document.querySelector('.composer.tour-target') && \
    document.querySelector('#bubbles > :last-child:not(.out)') && \
    !/\\/\\w/.test(document.querySelector('[data-testid=tour-hint]').innerText)";
/// The README's picture.
const PICTURE: (u32, u32) = (1_100, 700);

/// A program that ends with the test, and its folder.
struct Running {
    process: Child,
    folder: PathBuf,
}

impl Running {
    /// Starts it and gives the first line of its output that `find` accepts.
    fn start<T>(command: &mut Command, find: impl Fn(&str) -> Option<T>) -> (Self, T) {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).expect("randomness");
        let name = format!("portero-browser-{:016x}", u64::from_ne_bytes(random));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = command.current_dir(&folder).spawn().expect("it starts");
        let output = process.stdout.take().expect("piped");
        let mut lines = BufReader::new(output).lines();
        let found = lines.find_map(|line| find(&line.expect("text")));
        // What it says later must not make it wait.
        std::thread::spawn(move || lines.for_each(drop));
        let running = Self { process, folder };
        (running, found.expect("the line that tells it is ready"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Errors mean that it ended by itself or that a folder stays behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The demo on a free port, and its address.
fn demo() -> (Running, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portero"));
    command
        .args(["demo", "--port", "0"])
        .env_clear()
        .env("LANGUAGE", "es");
    Running::start(&mut command, |line| {
        let at = line.find("http://")?;
        Some(line[at..].trim().to_owned())
    })
}

/// A browser with one window.
struct Browser {
    client: Client,
    port: u16,
    session: String,
    _driver: Running,
}

impl Drop for Browser {
    /// Closes the browser; killing its driver alone would leave it behind.
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
                self.session, self.port
            );
            // An error means that the driver is gone already.
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read(&mut [0; 64]);
        }
    }
}

impl Browser {
    /// A window of this size; `None` if this machine has no browser.
    async fn open(size: (u32, u32), is_phone: bool) -> Option<Self> {
        if Command::new("chromedriver")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_err()
        {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "no chromedriver"
            );
            println!("skipped: no chromedriver");
            return None;
        }
        let mut command = Command::new("chromedriver");
        let (driver, port) = Running::start(command.arg("--port=0"), |line| {
            let rest = line.split_once("successfully on port ")?.1;
            rest.trim_end_matches('.').parse::<u16>().ok()
        });
        let profile = driver.folder.join("profile");
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars",
            &format!("--user-data-dir={}", profile.display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"args": arguments},
        }}});
        let mut browser = Self {
            client: Client::builder().no_proxy().build().expect("a client"),
            port,
            session: String::new(),
            _driver: driver,
        };
        let session = browser.call(Method::POST, "/session", wanted).await;
        let session = session.expect("a session")["sessionId"].clone();
        browser.session = session.as_str().expect("an id").to_owned();
        browser.resize(size, is_phone).await;
        Some(browser)
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Result<Value, String> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let request = self.client.request(method.clone(), url);
        let request = if method == Method::POST {
            request.json(&body)
        } else {
            request
        };
        let answer = request.send().await.expect("the driver answers");
        let answer: Value = answer.json().await.expect("JSON");
        match answer["value"]["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", answer["value"]["message"])),
            None => Ok(answer["value"].clone()),
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Result<Value, String> {
        self.call(method, &format!("/session/{}{path}", self.session), body)
            .await
    }

    async fn resize(&self, (width, height): (u32, u32), is_phone: bool) {
        let size = json!({
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone},
        });
        let set = self.ask(Method::POST, "/goog/cdp/execute", size).await;
        set.expect("a window of that size");
    }

    async fn go(&self, url: &str) {
        let opened = self.ask(Method::POST, "/url", json!({"url": url})).await;
        opened.expect("the page opens");
    }

    /// The value of an expression in the page.
    async fn value(&self, expression: &str) -> Value {
        let script = json!({"script": format!("return {expression}"), "args": []});
        let value = self.ask(Method::POST, "/execute/sync", script).await;
        value.expect("the expression has a value")
    }

    async fn is_true(&self, expression: &str) -> bool {
        self.value(expression).await == json!(true)
    }

    /// Presses the newest visible element of a selector, as a person would; says whether it could.
    async fn try_press(&self, selector: &str) -> Result<(), String> {
        let asked = json!({"using": "css selector", "value": selector});
        let found = self.ask(Method::POST, "/elements", asked).await?;
        for element in found.as_array().into_iter().flatten().rev() {
            let path = format!("/element/{}", element[ELEMENT].as_str().unwrap_or_default());
            let is_shown = self
                .ask(Method::GET, &format!("{path}/displayed"), json!({}))
                .await?;
            if is_shown == true {
                return self
                    .ask(Method::POST, &format!("{path}/click"), json!({}))
                    .await
                    .map(drop);
            }
        }
        Err(format!("nothing to press: {selector}"))
    }

    async fn press(&self, testid: &str) {
        self.press_like(&by(testid)).await;
    }

    /// Presses the newest visible element of a selector, as soon as it can be pressed.
    async fn press_like(&self, selector: &str) {
        self.until(&format!("{selector} is pressed"), async || {
            self.try_press(selector).await.is_ok()
        })
        .await;
    }

    async fn switch_to(&self, tab: &Value) {
        let switch = self.ask(Method::POST, "/window", json!({"handle": tab}));
        switch.await.expect("the tab is there");
    }

    /// Waits for something to be so; shows the page if it never is.
    async fn until<F: Future<Output = bool>>(&self, what: &str, mut is_so: impl FnMut() -> F) {
        let started = Instant::now();
        while !is_so().await {
            if started.elapsed() > PATIENCE {
                Box::pin(self.picture(FAILED)).await;
                let page = self.value("document.body.innerText").await;
                panic!("waited in vain: {what}\n{}", page.as_str().unwrap_or(""));
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn until_true(&self, expression: &str) {
        self.until(expression, async || self.is_true(expression).await)
            .await;
    }

    /// Waits until an element is on the page and has this text in it.
    async fn until_shown(&self, testid: &str, text: &str) {
        let text = json!(text);
        self.until_true(&format!(
            "[...document.querySelectorAll('{}')].some(one => one.offsetParent && one.innerText.includes({text}))",
            by(testid)
        ))
        .await;
    }

    async fn png(&self) -> Vec<u8> {
        let shot = self.ask(Method::GET, "/screenshot", json!({})).await;
        let shot = shot.expect("a picture");
        from_base64(shot.as_str().expect("base64"))
    }

    async fn picture(&self, name: &str) {
        if name != FAILED {
            self.until_still().await;
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = target.parent().expect("target").join("screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{name}.png")), self.png().await).expect("written");
    }

    /// What the browser complained of since it was asked last.
    async fn complaints(&self) -> Vec<String> {
        let log = self
            .ask(Method::POST, "/se/log", json!({"type": "browser"}))
            .await;
        let log = log.expect("a log");
        let entries = log.as_array().into_iter().flatten();
        entries
            .filter(|entry| entry["level"] != "DEBUG")
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// Waits until nothing moves in any more.
    async fn until_still(&self) {
        self.until_true("document.getAnimations().every(one => one.animationName === 'glow')")
            .await;
    }

    async fn step(&self) -> u64 {
        let step = self
            .value("Number(document.querySelector('[data-testid=tour-title]')?.dataset.step)")
            .await;
        step.as_u64().unwrap_or(0)
    }

    /// Does what the tour lights up, by the page's own means, until it says that the step is done.
    async fn follow_the_tour_to(&self, step: u64) {
        self.until(&format!("the tour is at step {step}"), async || {
            if self.step().await >= step {
                return true;
            }
            // What was lit up a moment ago may be gone: the next look finds the new one.
            let _ = match self.value(COMMAND_TO_WRITE).await.as_str() {
                Some(command) => self.try_write(command).await,
                None if self.is_true(WORDS_TO_WRITE).await => {
                    self.try_press(&by("tour-next")).await
                }
                None => self.try_press_lit(step).await,
            };
            false
        })
        .await;
        assert_eq!(self.step().await, step);
    }

    /// Presses what is lit up, if the tour has not come to that step: what it lights up then belongs to the next one. Both
    /// are read at once, for the tour moves on by itself.
    async fn try_press_lit(&self, step: u64) -> Result<(), String> {
        let lit = format!(
            "Number(document.querySelector('[data-testid=tour-title]')?.dataset.step) < {step} && \
             [...document.querySelectorAll('{LIT_UP}')].filter(one => one.checkVisibility()).at(-1) || null"
        );
        let element = self.value(&lit).await;
        let Some(id) = element[ELEMENT].as_str() else {
            return Err("nothing is lit up".to_owned());
        };
        self.ask(Method::POST, &format!("/element/{id}/click"), json!({}))
            .await
            .map(drop)
    }

    /// Types into the composer and sends it with the Enter key.
    async fn try_write(&self, text: &str) -> Result<(), String> {
        let asked = json!({"using": "css selector", "value": "#composer"});
        let field = self.ask(Method::POST, "/element", asked).await?;
        let id = field[ELEMENT].as_str().unwrap_or_default();
        let typed = json!({"text": format!("{text}\u{E007}")});
        self.ask(Method::POST, &format!("/element/{id}/value"), typed)
            .await
            .map(drop)
    }
}

fn by(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

/// The alphabet of RFC 4648; what is not in it is left out.
fn from_base64(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).expect("a byte"));
        }
    }
    bytes
}

/// Marta's chat with a fresh token, her chats at the left, the calls at the right.
async fn make_the_picture(browser: &Browser) {
    let Some(file) = std::env::var_os("PORTERO_SCREENSHOT") else {
        return;
    };
    browser.press("tour-close").await;
    browser.resize(PICTURE, false).await;
    browser.press("log-toggle").await;
    browser.until_shown("log-rows", "sendMessage").await;
    browser
        .until_true("!document.querySelector('.toast')")
        .await;
    browser.until_shown("commands", "").await;
    browser.until_still().await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::write(file, browser.png().await).expect("written");
    browser.press("log-toggle").await;
    browser.resize((1_280, 800), false).await;
    browser.press("tour-open").await;
}

#[tokio::test]
async fn the_tour_leads_from_choosing_channels_to_the_end_of_an_access() {
    let Some(browser) = Browser::open((1_280, 800), false).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    browser.until_shown("tour-title", "Elige los canales").await;
    browser.picture("tour-1").await;

    browser.follow_the_tour_to(2).await;
    browser
        .until_shown("chat-bot", "Canal Free Configurado")
        .await;
    browser.picture("tour-2").await;

    browser.follow_the_tour_to(3).await;
    browser.until_shown("chat-bot", "Token VIP Generado").await;
    browser
        .until_true("!!document.querySelector('[data-testid^=\"copy-\"]')")
        .await;
    browser.picture("tour-3").await;
    make_the_picture(&browser).await;

    browser.follow_the_tour_to(4).await;
    browser.until_shown("person-2001", "Ana").await;
    browser
        .until_true("document.querySelector('[data-testid=person-2001]').ariaPressed === 'true'")
        .await;
    browser.picture("tour-4").await;

    browser.follow_the_tour_to(5).await;
    browser.until_shown(VIP, "Recetas VIP").await;
    browser.until_shown("chat-info", "2 suscriptores").await;
    browser.picture("tour-5").await;

    browser.follow_the_tour_to(6).await;
    browser.follow_the_tour_to(7).await;
    browser.picture("tour-7").await;
    browser.follow_the_tour_to(8).await;
    browser.until_shown("inline-react:0", "1").await;
    browser.picture("tour-8").await;
    browser.follow_the_tour_to(9).await;
    browser.picture("tour-9").await;

    browser.follow_the_tour_to(10).await;
    browser
        .until_true(&format!("!document.querySelector('{}')", by(VIP)))
        .await;
    browser.press("chat-bot").await;
    browser
        .until_true(
            "document.getElementById('bubbles').innerText.includes('Tu acceso VIP terminó')",
        )
        .await;
    browser.picture("tour-10").await;

    browser.follow_the_tour_to(11).await;
    let says =
        |text: &str| format!("document.getElementById('bubbles').innerText.includes('{text}')");
    browser.until_true(&says("Cómo conectarte")).await;
    browser.picture("tour-11").await;
    browser.follow_the_tour_to(12).await;
    browser.picture("tour-12").await;
    browser.follow_the_tour_to(13).await;
    browser.picture("tour-13").await;
    browser.follow_the_tour_to(14).await;
    browser
        .until_true(&says("Terminó tu tiempo de WireGuard"))
        .await;
    browser.picture("tour-14").await;

    browser.follow_the_tour_to(15).await;
    browser.until_true(&says("A la venta")).await;
    browser.follow_the_tour_to(16).await;
    browser.until_true(&says("Pago recibido")).await;
    browser
        .until_true("!!document.querySelector('[data-testid^=\"link-https://t.me/+\"]')")
        .await;
    browser.picture("tour-16").await;
    browser.follow_the_tour_to(17).await;
    browser.follow_the_tour_to(18).await;
    browser.until_true(&says("Recibimos el comprobante")).await;
    browser.picture("tour-18").await;
    browser.follow_the_tour_to(19).await;
    browser.press("person-2003").await;
    browser.until_true(&says("Pago recibido")).await;
    browser.picture("tour-19").await;

    browser.press("lang").await;
    browser.until_shown("tour-title", "That is it!").await;
    browser.press("tour-end").await;
    browser.press("tour-open").await;
    browser.until_shown("tour-title", "Make a token").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_tour_whose_steps_were_skipped_makes_up_for_them_and_ends() {
    let Some(browser) = Browser::open((1_280, 800), false).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    for step in 2..=9 {
        browser.press("tour-skip").await;
        browser
            .until("a step is skipped", async || browser.step().await == step)
            .await;
    }
    browser.follow_the_tour_to(10).await;
    for steps in [11..=13, 15..=18] {
        let last = *steps.end();
        for step in steps {
            browser.press("tour-skip").await;
            browser
                .until("a step is skipped", async || browser.step().await == step)
                .await;
        }
        browser.follow_the_tour_to(last + 1).await;
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_plan_is_paid_on_the_page_of_the_pretended_qvapay_and_delivered_in_the_chat() {
    let Some(browser) = Browser::open((1_280, 800), false).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    browser.follow_the_tour_to(2).await;
    for step in 3..=14 {
        browser.press("tour-skip").await;
        browser
            .until("a step is skipped", async || browser.step().await == step)
            .await;
    }
    browser.follow_the_tour_to(15).await;
    browser.press("tour-close").await;
    browser.press("person-2001").await;
    browser.press("start").await;
    browser
        .press_like("[data-testid^='inline-shop:plans']")
        .await;
    browser
        .press_like("[data-testid^='inline-shop:plan:']")
        .await;
    browser
        .press_like("[data-testid^='inline-shop:buy:'][data-testid*=':oq:']")
        .await;
    browser
        .press_like("[data-testid^='link-http://127.0.0.1:']")
        .await;
    let tabs = async || {
        let tabs = browser.ask(Method::GET, "/window/handles", json!({})).await;
        tabs.expect("tabs").as_array().expect("a list").clone()
    };
    browser
        .until("QvaPay's page is open", async || tabs().await.len() == 2)
        .await;
    let [chat, page] = tabs().await.try_into().expect("two tabs");
    browser.switch_to(&page).await;
    browser
        .until_true("document.body.innerText.includes('$5.00')")
        .await;
    browser.picture("qvapay-1").await;
    let pays = "document.querySelector('button')?.innerText === 'Pagar'";
    browser.until_true(pays).await;
    browser.press_like("button").await;
    browser
        .until_true("document.body.innerText.includes('✅ Pagado')")
        .await;
    assert!(!browser.is_true(pays).await, "it is paid once");
    browser.picture("qvapay-2").await;
    let close = browser.ask(Method::DELETE, "/window", json!({})).await;
    close.expect("the tab closes");
    browser.switch_to(&chat).await;
    for words in ["Pago recibido", "Cómo conectarte"] {
        browser
            .until_true(&format!(
                "document.getElementById('bubbles').innerText.includes('{words}')"
            ))
            .await;
    }
    browser
        .press_like("[data-testid^='link-https://t.me/+']")
        .await;
    browser.press("join").await;
    browser.until_shown("chat-info", "2 suscriptores").await;
    browser.picture("qvapay-3").await;
}

#[tokio::test]
async fn an_album_is_posted_pinned_and_seen_in_full_size_and_a_poll_answered() {
    let Some(browser) = Browser::open((1_280, 800), false).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    browser.until_shown("chat-bot", "Portero").await;
    browser.press("tour-close").await;
    browser.press(VIP).await;
    browser.press("attach").await;
    browser.press("attach-album").await;
    browser.press("sample-sheet-ok").await;
    browser
        .until_true("document.querySelectorAll('[data-testid=album-1] img').length === 3")
        .await;
    browser.press("more-1").await;
    browser.press("pin").await;
    browser.until_shown("pinned", "Álbum").await;
    browser.press("photo-2").await;
    browser
        .until_true("document.querySelector('[data-testid=viewer] img')?.naturalWidth === 480")
        .await;
    browser.picture("album").await;
    browser.press("viewer-close").await;

    browser.press("attach").await;
    browser.press("attach-poll").await;
    for (field, text) in [("poll-question", "¿Dulce?"), ("poll-options", "Sí\nNo")] {
        let asked = json!({"using": "css selector", "value": by(field)});
        let found = browser.ask(Method::POST, "/element", asked).await;
        let id = found.expect("the field")[ELEMENT].clone();
        let path = format!("/element/{}/value", id.as_str().unwrap_or_default());
        let typed = browser
            .ask(Method::POST, &path, json!({"text": text}))
            .await;
        typed.expect("it is typed");
    }
    browser.press("poll-sheet-ok").await;
    browser.press("vote-5-0").await;
    browser.until_shown("vote-5-0", "100 %").await;
    browser.picture("poll").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn more_tabs_than_a_browser_has_connections_all_stay_alive() {
    let Some(browser) = Browser::open((1_280, 800), false).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    browser.until_shown("chat-bot", "Portero").await;
    for _ in 0..8 {
        let tab = browser.ask(Method::POST, "/window/new", json!({"type": "tab"}));
        let tab = tab.await.expect("a tab")["handle"].clone();
        let switch = browser.ask(Method::POST, "/window", json!({"handle": tab}));
        switch.await.expect("the tab is there");
        browser.go(&url).await;
        browser.until_shown("chat-bot", "Portero").await;
    }
    browser.press("tour-close").await;
    browser.try_write("/help").await.expect("it is written");
    let tabs = browser.ask(Method::GET, "/window/handles", json!({})).await;
    for tab in tabs.expect("tabs").as_array().expect("a list").clone() {
        let switch = browser.ask(Method::POST, "/window", json!({"handle": tab}));
        switch.await.expect("the tab is there");
        browser
            .until_true("document.getElementById('bubbles').innerText.includes('/help')")
            .await;
        // The tab that holds the line goes first: the next one takes it up.
        let close = browser.ask(Method::DELETE, "/window", json!({})).await;
        close.expect("the tab closes");
        let left = browser.ask(Method::GET, "/window/handles", json!({})).await;
        let left = left.ok().and_then(|tabs| tabs.as_array()?.last().cloned());
        let Some(last) = left else { break };
        let switch = browser.ask(Method::POST, "/window", json!({"handle": last}));
        switch.await.expect("the tab is there");
    }
}

#[tokio::test]
async fn on_a_phone_the_list_leads_to_a_chat_and_back() {
    let Some(browser) = Browser::open((360, 740), true).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    browser.until_shown("chat-bot", "Portero").await;
    let is_wide = "document.documentElement.scrollWidth > 360";
    let chat_is_shown = "document.getElementById('chat').offsetParent !== null";
    assert!(!browser.is_true(chat_is_shown).await && !browser.is_true(is_wide).await);
    browser.picture("phone-list").await;
    browser.press("chat-bot").await;
    browser.until_true(chat_is_shown).await;
    let list_is_shown = "document.getElementById('list').offsetParent !== null";
    assert!(!browser.is_true(list_is_shown).await && !browser.is_true(is_wide).await);
    browser.press("tour-close").await;
    browser.press("inline-admin:main").await;
    browser
        .until_true("!!document.querySelector('[data-testid=\"inline-admin:vip\"]')")
        .await;
    browser.picture("phone-chat").await;
    browser.press("log-toggle").await;
    browser.until_shown("log-rows", "sendMessage").await;
    browser.picture("phone-log").await;
    browser.press("log-close").await;
    browser.press("back").await;
    browser.until_true(list_is_shown).await;
    assert!(!browser.is_true(chat_is_shown).await);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_page_runs_no_script_but_its_own() {
    let Some(browser) = Browser::open((1_280, 800), false).await else {
        return;
    };
    let (_demo, url) = demo();
    browser.go(&url).await;
    browser.until_shown("chat-bot", "Portero").await;
    let inline = "(() => { const script = document.createElement('script'); script.textContent = 'window.ran = 1'; \
                  document.head.append(script); return window.ran === undefined; })()";
    assert!(browser.is_true(inline).await);
    let complaints = browser.complaints().await;
    assert!(
        complaints
            .iter()
            .any(|complaint| complaint.contains("Content Security Policy")),
        "{complaints:?}"
    );
    let sly = "<img src=x onerror='window.ran=1'> <b>bold?</b>";
    browser.try_write(sly).await.expect("it is written");
    browser
        .until_true("document.getElementById('bubbles').innerText.includes('<b>bold?</b>')")
        .await;
    assert!(browser.is_true("window.ran === undefined").await);
}
