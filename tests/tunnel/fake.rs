//! The `wg` of the quick tests (`tests/data/fake-wg.sh`) does what the real one does.

use crate::machine::in_own_machine;
use crate::scene::Scene;
use crate::space::wg;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const FAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/fake-wg.sh");

/// Runs either of them: whether it succeeded, and what it printed, line by line in order.
fn run(program: &Path, arguments: &[&str], input: &str) -> (bool, Vec<String>) {
    let mut process = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut pipe = process.stdin.take().expect("a pipe");
    // One that does not read closes it.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let Output { status, stdout, .. } = process.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&stdout).into_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    (status.success(), lines)
}

#[tokio::test]
async fn the_fake_wg_answers_as_the_real_one() {
    in_own_machine!();
    let scene = Scene::new().await;
    let folder = crate::world::scratch();
    let fake = folder.join("wg");
    std::os::unix::fs::symlink(FAKE, &fake).expect("a link");
    let interface = wg(&["show", &scene.interface, "dump"], "");
    std::fs::write(folder.join("interface"), format!("{interface}\n")).expect("written");

    let (ana, eva) = (wg(&["genkey"], ""), wg(&["genkey"], ""));
    let (ana, eva) = (wg(&["pubkey"], &ana), wg(&["pubkey"], &eva));
    let preshared = wg(&["genpsk"], "");
    let with_key = |peer: &str, file: &str, addresses: &str| -> Vec<String> {
        let (key, allowed) = ("preshared-key", "allowed-ips");
        let words = ["set", "IF", "peer", peer, key, file, allowed, addresses];
        words.map(str::to_owned).to_vec()
    };
    let put = |peer: &str, addresses: &str| with_key(peer, "/dev/stdin", addresses);
    let bare = |peer: &str, addresses: &str| with_key(peer, "/dev/null", addresses);
    let remove = |peer: &str| {
        ["set", "IF", "peer", peer, "remove"]
            .map(str::to_owned)
            .to_vec()
    };
    let steps: Vec<(Vec<String>, &str)> = vec![
        (put(&ana, "10.8.0.2/32,fd00:8::2/128"), &preshared),
        (put(&ana, "10.8.0.2/32,fd00:8::2/128"), &preshared),
        (put(&eva, "10.8.0.3/32"), ""),
        (bare(&eva, "10.8.0.3/32"), ""),
        (put(&eva, "10.8.0.2/32"), &preshared),
        (bare(&ana, ""), ""),
        (put(&ana, "10.8.0.4/32"), "no key"),
        (remove(&eva), ""),
        (remove(&eva), ""),
        (put(&eva, "10.8.0.3/32"), &preshared),
        (remove(&ana), ""),
    ];
    for (number, (words, input)) in steps.iter().enumerate() {
        let with = |interface: &str, program: &Path| {
            let words: Vec<&str> = (words.iter())
                .map(|word| if word == "IF" { interface } else { word })
                .collect();
            let done = run(program, &words, input).0;
            let dump = run(program, &["show", interface, "dump"], "");
            let transfer = run(program, &["show", interface, "transfer"], "");
            (done, dump, transfer)
        };
        let real = with(&scene.interface, Path::new("wg"));
        assert_eq!(with("wg0", &fake), real, "step {number}: {words:?}");
    }
    let missing = run(&fake, &["show", "wg7", "dump"], "");
    assert_eq!(missing, run(Path::new("wg"), &["show", "wg7", "dump"], ""));
    // An error of removing only leaves a folder behind.
    let _ = std::fs::remove_dir_all(folder);
}
