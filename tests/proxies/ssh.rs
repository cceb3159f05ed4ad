//! OpenSSH's client as a proxy (`ssh -D`): the one program here that knows names in SOCKS4, which is SOCKS4a.

use crate::listed::NAME;
use crate::listed::Scene;
use crate::listed::hosts;
use crate::listed::is_here;
use crate::listed::judge_at;
use crate::listed::kind;
use crate::machine::in_own_machine;
use portero::models::ProxyKind;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// A server that lets its own key in, and a client that leads through it: in the folder that is named first.
const START: &str = "cd \"$1\"
mkdir -m 700 home home/.ssh
echo \"root:x:0:0::$1/home:/bin/sh\" >passwd
mount --bind passwd /etc/passwd
ssh-keygen -q -t ed25519 -N '' -f key
dropbearkey -t ed25519 -f host >/dev/null 2>&1
cp key.pub home/.ssh/authorized_keys
dropbear -E -s -r host -P pid -p 127.0.0.1:2222 2>/dev/null
until ssh -q -N -D 127.0.0.1:11080 -i key -p 2222 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null 127.0.0.1
do sleep 0.1; done";

#[tokio::test]
async fn ssh_speaks_socks5_and_socks4_and_is_asked_for_a_name_by_socks4a() {
    in_own_machine!();
    if !is_here("ssh", "openssh-client") || !is_here("dropbear", "dropbear-bin") {
        return;
    }
    let scene = Scene::new().await;
    // The house is about to find the judge elsewhere, and ssh is not.
    hosts(&scene.folder.join("kept"), Ipv4Addr::LOCALHOST.into());
    let folder = scene.folder.join("ssh");
    std::fs::create_dir(&folder).expect("a folder");
    let folder = folder.to_str().expect("a path");
    let words = ["sh", "-e", "-c", START, "sh", folder];
    let _program = scene.start_with("kept", &words).await;
    assert_eq!(kind(scene.unknown("").await), Ok(ProxyKind::Socks5));
    assert_eq!(kind(scene.of("socks4://", "").await), Ok(ProxyKind::Socks4));
    assert_eq!(kind(scene.of("http://", "").await), Ok(ProxyKind::Socks5));
    // SOCKS4 has no words for such an address: the name is all that is left.
    let _judge = judge_at(Ipv6Addr::LOCALHOST.into(), &scene.judge).await;
    hosts(&scene.folder.join("hosts"), Ipv6Addr::LOCALHOST.into());
    assert!(scene.trial.judges.is_online().await, "{NAME}");
    assert_eq!(kind(scene.of("socks4://", "").await), Ok(ProxyKind::Socks4));
}
