//! Faults, floods, lost networks, clocks.

use super::*;

#[tokio::test]
async fn wrong_tokens_methods_and_files_are_refused() {
    let bench = Bench::new().await;
    assert_eq!(bench.refused("sendNothing", json!({})).await, "Not Found");
    let url = format!("{}/bot1:wrong/getMe", bench.emulator.url());
    let response = bench.http.get(url).send().await.expect("an answer");
    assert_eq!(response.status(), 401);
    assert_eq!(bench.emulator.violations().len(), 1);
}

#[tokio::test]
async fn the_date_header_is_the_emulators_clock_or_one_of_its_own() {
    let bench = Bench::new().await;
    let date = |response: reqwest::Response| {
        let header = response.headers().get("date").expect("a date");
        header.to_str().unwrap_or_default().to_owned()
    };
    let response = bench.send("getMe", json!({})).await.expect("an answer");
    assert_eq!(date(response), "Fri, 15 Jan 2027 08:00:00 GMT");
    bench
        .emulator
        .set_date_clock(Some(Clock::standing(Timestamp(0))));
    let response = bench.send("getMe", json!({})).await.expect("an answer");
    assert_eq!(date(response), "Thu, 01 Jan 1970 00:00:00 GMT");
}

#[tokio::test]
async fn faults_refuse_cut_lose_replies_and_send_junk() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let write = json!({"chat_id": ANA, "text": "hola"});
    bench.emulator.fail(Fault::flood("sendMessage", 7));
    let body = bench.call("sendMessage", write.clone()).await;
    assert_eq!(body["parameters"]["retry_after"], 7);
    bench.emulator.fail(Fault::server_error(ANY));
    assert_eq!(bench.call("getMe", json!({})).await["error_code"], 502);

    bench.emulator.fail(Fault::cut("sendMessage"));
    assert!(bench.send("sendMessage", write.clone()).await.is_err());
    assert!(bench.ana().screen().is_none(), "nothing was done");
    bench.emulator.fail(Fault::lost_reply("sendMessage"));
    assert!(bench.send("sendMessage", write.clone()).await.is_err());
    assert!(bench.ana().screen().is_some(), "it was done");
    let lost = bench.emulator.calls().pop().expect("a call");
    assert!(lost.is_ok() && !lost.was_answered);

    bench.emulator.fail(Fault::junk("getMe"));
    let response = bench.send("getMe", json!({})).await.expect("an answer");
    assert!(response.json::<Value>().await.is_err());
    let pause = Duration::from_millis(30);
    bench.emulator.fail(Fault::hang("getMe", pause));
    let before = std::time::Instant::now();
    bench.ok("getMe", json!({})).await;
    assert!(before.elapsed() >= pause);
}

#[tokio::test]
async fn a_client_that_leaves_during_a_silence_gets_nothing_done() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    bench
        .emulator
        .fail(Fault::hang("sendMessage", Duration::from_secs(60)));
    let write = json!({"chat_id": ANA, "text": "hola"});
    let impatient =
        tokio::time::timeout(Duration::from_millis(50), bench.send("sendMessage", write)).await;
    assert!(impatient.is_err());
    let left = bench
        .emulator
        .wait(|e| e.calls_of("sendMessage").pop(), "the call")
        .await;
    assert!(!left.is_ok() && !left.was_answered);
    assert!(bench.ana().screen().is_none());
}

#[tokio::test]
async fn waiting_in_vain_ends_and_says_what_is_on_the_screens() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    let patience = Duration::from_millis(20);
    let nothing = bench
        .emulator
        .wait_for(patience, |e| (e.updates_pending() > 5).then_some(()))
        .await;
    assert!(nothing.is_none());
    assert!(bench.emulator.dump().contains("person: /start"));
}

#[tokio::test]
async fn a_network_that_is_down_refuses_and_comes_back_on_the_same_port() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let poll = tokio::spawn({
        let bench = bench.clone();
        async move {
            bench
                .send("getUpdates", json!({"timeout": 30}))
                .await
                .is_err()
        }
    });
    bench
        .emulator
        .wait(|e| (e.polls() == 1).then_some(()), "a poll")
        .await;
    bench.emulator.go_down();
    assert!(poll.await.expect("the poll ends"), "the poll is cut");
    assert!(bench.send("getMe", json!({})).await.is_err());
    bench.emulator.come_up();
    for _ in 0..500 {
        if bench.send("getMe", json!({})).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the network did not come back");
}

#[tokio::test]
async fn a_flood_limit_answers_with_the_time_to_wait() {
    let bench = Bench::new().await;
    bench.ana().start(None);
    bench.emulator.set_flood_limit(Some(FloodLimit {
        per_second: 2,
        per_minute_and_group: 20,
        retry_after: 3,
    }));
    let write = json!({"chat_id": ANA, "text": "hola"});
    bench.ok("sendMessage", write.clone()).await;
    bench.ok("sendMessage", write.clone()).await;
    assert_eq!(
        bench.refused("sendMessage", write).await,
        "Too Many Requests: retry after 3"
    );
}
