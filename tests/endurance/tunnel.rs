//! A WireGuard interface that is not there: a program beside the bot stands in for `wg` and keeps everything in one log,
//! so that putting a peer costs the same however many there are. It outlives the bot, as an interface of the kernel does.

use std::collections::HashMap;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// The line of the interface in a dump: keys, port, mark.
const INTERFACE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\tHIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=\t51820\toff\n";
/// `dump` holds what was there in the beginning, `log` what became of it since.
const PROGRAM: &str = r#"#!/bin/sh
here=${0%/*}
peers() {
    awk -F '\t' -v OFS='\t' -v wanted="$1" '
        FNR == NR {
            if (FNR == 1) { if (wanted == "dump") print } else {
                shared[$1] = $2; from[$1] = $3; ips[$1] = $4; at[$1] = $5; rx[$1] = $6; tx[$1] = $7
            }
            next
        }
        $1 == "set" && !($2 in shared) { from[$2] = "(none)"; at[$2] = 0; rx[$2] = 0; tx[$2] = 0 }
        $1 == "set" { shared[$2] = $3; ips[$2] = $4 }
        $1 == "remove" { delete shared[$2] }
        $1 == "pass" && ($2 in shared) { rx[$2] += $3; tx[$2] += $4; at[$2] = $5; from[$2] = "203.0.113.9:4000" }
        END {
            for (key in shared) {
                if (wanted == "dump") print key, shared[key], from[key], ips[key], at[key], sprintf("%.0f", rx[key]), sprintf("%.0f", tx[key]), "off"
                else print key, sprintf("%.0f", rx[key]), sprintf("%.0f", tx[key])
            }
        }' "$here/dump" "$here/log"
}
case $1 in
    --version) echo "wireguard-tools v1.0.20210914 - https://git.zx2c4.com/wireguard-tools/" ;;
    show) peers "$3" ;;
    set)
        if [ "$5" = remove ]; then
            printf 'remove\t%s\n' "$4" >>"$here/log"
            exit
        fi
        shared="(none)"
        [ "$6" = /dev/null ] || read -r shared || :
        printf 'set\t%s\t%s\t%s\n' "$4" "${shared:-(none)}" "$8" >>"$here/log"
        ;;
esac
"#;

/// The interface `wg0` of a house.
pub struct Tunnel {
    folder: PathBuf,
}

impl Tunnel {
    /// Puts the program into that folder. Peers that a file `dump` names are there already.
    pub fn new(folder: &Path) -> Self {
        let tunnel = Self {
            folder: folder.to_owned(),
        };
        let dump = folder.join("dump");
        if !dump.exists() {
            std::fs::write(dump, INTERFACE).expect("written");
        }
        std::fs::write(folder.join("log"), "").expect("written");
        std::fs::write(tunnel.program(), PROGRAM).expect("written");
        let runnable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(tunnel.program(), runnable).expect("runnable");
        tunnel
    }

    /// The one that was put into that folder before.
    pub fn again(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The key of the interface.
    pub fn public_key(&self) -> String {
        let dump = std::fs::read_to_string(self.folder.join("dump")).expect("read");
        let key = dump.split('\t').nth(1);
        key.expect("the second column").to_owned()
    }

    /// The path of the program.
    pub fn program(&self) -> PathBuf {
        self.folder.join("wg")
    }

    /// So many bytes of that peer pass, from it and to it.
    pub fn pass(&self, key: &str, rx: u64, tx: u64) {
        let at = portero::utils::clock::Clock::system().now();
        let log = self.folder.join("log");
        let log = std::fs::OpenOptions::new().append(true).open(log);
        // One write, so that what the program writes at the same time stays whole.
        let line = format!("pass\t{key}\t{rx}\t{tx}\t{}\n", at.0);
        let written = log.expect("the log").write_all(line.as_bytes());
        written.expect("written");
    }

    /// The peers that are let in, and their addresses.
    pub fn peers(&self) -> HashMap<String, String> {
        let shown = Command::new(self.program())
            .args(["show", "wg0", "dump"])
            .output()
            .expect("it runs");
        let text = String::from_utf8(shown.stdout).expect("text");
        let peer = |line: &str| {
            let columns: Vec<&str> = line.split('\t').collect();
            (columns[0].to_owned(), columns[3].to_owned())
        };
        text.lines().skip(1).map(peer).collect()
    }
}
