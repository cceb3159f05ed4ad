//! Keys made by people in the chat, on a server far away: `portero node`, in a namespace of its own, drives it.

use crate::house::House;
use crate::machine::in_own_machine;
use crate::scene::{INSIDE_4, Scene};
use crate::space::{Process, until};
use portero::integrations::node::Join;
use std::path::PathBuf;
use std::process::Stdio;

/// Where the node is on its cable to the house.
const NODE: &str = "10.79.0.2";

/// A node beside the server of the scene.
struct Node {
    process: Option<Process>,
    directory: PathBuf,
}

impl Node {
    async fn start(scene: &Scene) -> Self {
        let space = &scene.server_space;
        space.connect_home(&format!("{NODE}/24"), "10.79.0.1/24");
        let mut node = Self {
            process: None,
            directory: crate::world::scratch(),
        };
        node.start_again(scene).await;
        node
    }

    /// Starts it, and waits until it listens.
    async fn start_again(&mut self, scene: &Scene) {
        let log = std::fs::File::create(self.directory.join("log")).expect("a log");
        let mut command = self.command(scene, "run");
        command.stdout(Stdio::null()).stderr(log);
        self.process = Some(Process::start(&mut command));
        let address = format!("{NODE}:8443");
        until("the node", || {
            std::net::TcpStream::connect(&address).is_ok()
        })
        .await;
    }

    fn command(&self, scene: &Scene, verb: &str) -> std::process::Command {
        let mut command = scene.server_space.command(env!("CARGO_BIN_EXE_portero"));
        command
            .args([
                "node",
                verb,
                "--listen",
                &format!("{NODE}:8443"),
                "--host",
                NODE,
            ])
            .args(["--interface", &scene.interface, "--data-dir"])
            .arg(self.directory.join("data"));
        command
    }

    /// The line that is pasted in the chat.
    fn join(&self, scene: &Scene) -> Join {
        let said = self.command(scene, "join").output().expect("it runs");
        let line = String::from_utf8_lossy(&said.stdout).into_owned();
        Join::parse(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Kills it, as a machine that loses its power would.
    fn kill(&mut self) {
        self.process = None;
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
        // An error of removing only leaves a folder behind.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

async fn far_away() -> (House, Node) {
    let scene = Scene::new().await;
    let node = Node::start(&scene).await;
    let reach = node.join(&scene).reach();
    (House::with(scene, reach).await, node)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_by_a_node_works_is_counted_and_stops_when_given_up() {
    in_own_machine!();
    let (mut house, _node) = far_away().await;
    let (file, code) = house.key().await;
    assert_eq!(code, file);
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    house.uses(1, INSIDE_4).await;
    house.gives_up();
    house.is_cut().await;
    assert_eq!(house.status(), "revoked");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_away_is_done_without_and_caught_up_with() {
    in_own_machine!();
    let (mut house, mut node) = far_away().await;
    let (file, _) = house.key().await;
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    node.kill();
    house.scene.both_answer().await;
    house.gives_up();
    house.world.settled().await;
    house.scene.both_answer().await;
    node.start_again(&house.scene).await;
    house
        .in_time("the key to be cut", |house| house.scene.none_answers())
        .await;
    assert_eq!(house.status(), "revoked");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_behind_a_node_is_repaired_and_nothing_counted_is_lost() {
    in_own_machine!();
    let (mut house, _node) = far_away().await;
    let (file, _) = house.key().await;
    house.scene.connect(&file).await;
    house.scene.both_answer().await;
    house.uses(1, INSIDE_4).await;
    house.scene.kill_server();
    house.world.advance(300);
    house.scene.start_server().await;
    house.scene.connect(&file).await;
    house
        .in_time("the server to be repaired", |house| {
            !house.scene.none_answers()
        })
        .await;
    house.scene.both_answer().await;
    house.uses(2, INSIDE_4).await;
    house.world.finish().await;
}
