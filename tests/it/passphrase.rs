//! A passphrase typed in chat lies nowhere: not in the chat, the database or its write-ahead log, while the bot runs.

use crate::child::Outside;

const TYPED: &str = "wrong horse battery";

/// The files of the house in which the words lie.
fn lies_in(outside: &Outside) -> Vec<String> {
    let entries = std::fs::read_dir(outside.data()).expect("listed");
    let files = entries
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_file());
    let has_it = files.filter(|path| {
        let bytes = std::fs::read(path).expect("read");
        bytes
            .windows(TYPED.len())
            .any(|part| part == TYPED.as_bytes())
    });
    has_it.map(|path| path.display().to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_is_gone_at_once_also_when_its_question_was_forgotten() {
    let mut outside = Outside::new().await;
    let is_there = |outside: &Outside, id: i64| {
        let messages = outside.admin.messages();
        messages.iter().any(|message| message.message_id == id)
    };
    outside
        .admin
        .send_document("house.tar.gz.age", b"not a backup", None);
    outside.admin.expect("frase secreta").await;
    // The file is no backup: nothing comes of it, and the phrase is gone all the same.
    let typed = outside.admin.send(TYPED);
    outside.admin.expect("no es una copia").await;
    assert!(!is_there(&outside, typed));
    assert_eq!(lies_in(&outside), Vec::<String>::new());
    // Killed between the question and its answer.
    outside
        .admin
        .send_document("house.tar.gz.age", b"not a backup", None);
    outside.admin.expect("frase secreta").await;
    let open = "SELECT count(*) FROM inbox WHERE done_at IS NULL";
    outside
        .emulator
        .wait(
            |_| (outside.count(open) == 0).then_some(()),
            "the question is put",
        )
        .await;
    outside.kill();
    outside.start().await;
    let typed = outside.admin.send(TYPED);
    outside.admin.expect("Borré tu mensaje").await;
    assert!(!is_there(&outside, typed));
    assert_eq!(lies_in(&outside), Vec::<String>::new());
    // Another press ended the question.
    outside
        .admin
        .send_document("house.tar.gz.age", b"not a backup", None);
    outside.admin.expect("frase secreta").await;
    outside.admin.send("/help");
    outside.admin.expect("Qué puedo hacer").await;
    let typed = outside.admin.send(TYPED);
    outside.admin.expect("Borré tu mensaje").await;
    assert!(!is_there(&outside, typed));
    assert_eq!(lies_in(&outside), Vec::<String>::new());
    // What they write afterwards is theirs.
    let typed = outside.admin.send("hola");
    outside.admin.expect_button("admin:main").await;
    assert!(is_there(&outside, typed));
}
