//! The scheduler against a scripted Telegram, in paused time.

use super::*;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::time::{sleep, timeout};

/// One call as Telegram saw it.
#[derive(Clone, Debug)]
struct Seen {
    at: Instant,
    method: &'static str,
    chat: i64,
    text: String,
}

/// A Telegram that answers after a while, as scripted for each chat, else with success.
struct Fake {
    latency: Duration,
    script: Mutex<HashMap<i64, Vec<CallError>>>,
    seen: Mutex<Vec<Seen>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Transport for Fake {
    fn call<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Value, CallError>> {
        let chat = call.chat().map_or(0, |chat| chat.0);
        let text = call.params.get("text").and_then(Value::as_str);
        self.seen.lock().unwrap().push(Seen {
            at: Instant::now(),
            method: call.method,
            chat,
            text: text.unwrap_or_default().to_owned(),
        });
        let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        Box::pin(async move {
            sleep(self.latency).await;
            self.at_once.fetch_sub(1, Ordering::SeqCst);
            let mut script = self.script.lock().unwrap();
            match script.get_mut(&chat).filter(|errors| !errors.is_empty()) {
                Some(errors) => Err(errors.remove(0)),
                None => Ok(json!({"text": call.params.get("text")})),
            }
        })
    }
}

const RATES: Rates = Rates {
    per_second: 30,
    private_every: Duration::from_secs(1),
};

struct Bench {
    fake: Arc<Fake>,
    sender: Sender,
    tracker: TaskTracker,
    began: Instant,
}

impl Bench {
    fn new() -> Self {
        Self::slow(Duration::from_millis(50))
    }

    fn slow(latency: Duration) -> Self {
        let fake = Arc::new(Fake {
            latency,
            script: Mutex::default(),
            seen: Mutex::default(),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        });
        let tracker = TaskTracker::new();
        let sender = Sender::over(Arc::clone(&fake) as _, RATES, tracker.clone());
        Self {
            fake,
            sender,
            tracker,
            began: Instant::now(),
        }
    }

    fn fails(&self, chat: i64, errors: &[CallError]) {
        self.fake
            .script
            .lock()
            .unwrap()
            .insert(chat, errors.to_vec());
    }

    fn send(&self, lane: Lane, chat: i64, text: &str) -> Pending {
        self.sender.send(message(lane, chat, text))
    }

    /// What was seen so far, as seconds since the beginning.
    fn times(&self, wanted: impl Fn(&Seen) -> bool) -> Vec<f64> {
        let seen = self.fake.seen.lock().unwrap();
        let wanted = seen.iter().filter(|seen| wanted(seen));
        wanted
            .map(|seen| (seen.at - self.began).as_secs_f64())
            .collect()
    }

    fn texts(&self, chat: i64) -> Vec<String> {
        let seen = self.fake.seen.lock().unwrap();
        let of_chat = seen.iter().filter(|seen| seen.chat == chat);
        of_chat.map(|seen| seen.text.clone()).collect()
    }
}

fn message(lane: Lane, chat: i64, text: &str) -> Request {
    Request {
        call: Call::new("sendMessage")
            .set("chat_id", chat)
            .set("text", text)
            .set("parse_mode", "HTML"),
        lane,
        repeat: Repeat::UntilCertain,
        give_up_after: Duration::from_secs(120),
    }
}

fn removal(chat: i64, user: i64) -> Request {
    Request {
        call: Call::new("unbanChatMember")
            .set("chat_id", chat)
            .set("user_id", user),
        ..message(Lane::Member, chat, "")
    }
}

fn press(number: u32) -> Request {
    Request {
        call: Call::new("answerCallbackQuery").set("callback_query_id", number.to_string()),
        ..message(Lane::Urgent, 0, "")
    }
}

/// The most starts in any second.
fn most_in_a_second(times: &[f64]) -> usize {
    let within = |start: f64| {
        let second = start..start + 1.0;
        times.iter().filter(|at| second.contains(at)).count()
    };
    times.iter().map(|start| within(*start)).max().unwrap_or(0)
}

async fn all(pending: Vec<Pending>) {
    for one in pending {
        one.await.expect("the call succeeds");
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_replies_to_a_thousand_chats_keep_to_thirty_a_second_and_none_is_lost() {
    let bench = Bench::new();
    let pending = (1..=1_000).map(|chat| bench.send(Lane::Reply, chat, "x"));
    all(pending.collect()).await;
    let times = bench.times(|_| true);
    assert_eq!(times.len(), 1_000);
    assert_eq!(most_in_a_second(&times), 30);
    assert!(times[999] < 35.0, "{}", times[999]);
    let stats = bench.sender.stats();
    assert_eq!((stats.sent, stats.queued), (1_000, [0; 4]));
}

#[tokio::test(start_paused = true)]
async fn a_flooded_chat_does_not_delay_another() {
    let bench = Bench::new();
    let flood: Vec<_> = (0..90).map(|_| bench.send(Lane::Reply, 1, "x")).collect();
    bench.send(Lane::Reply, 2, "y").await.unwrap();
    assert!(bench.began.elapsed() < Duration::from_millis(60));
    all(flood).await;
    let times = bench.times(|seen| seen.chat == 1);
    // Four at once as fast as answers come, then one a second.
    assert!(
        times[3] < 0.2 && (0.99..1.1).contains(&times[4]),
        "{times:?}"
    );
    assert!((85.9..87.0).contains(&times[89]), "{}", times[89]);
}

#[tokio::test(start_paused = true)]
async fn whoever_presses_comes_after_those_who_wait_and_still_has_their_turns() {
    let bench = Bench::new();
    let pressing: Vec<_> = (1..=300)
        .map(|chat| bench.send(Lane::Reply, chat, "x"))
        .collect();
    for chat in 1..=300 {
        bench.sender.press(ChatId(chat));
    }
    sleep(Duration::from_secs(1)).await;
    let before = bench.began.elapsed().as_secs_f64();
    let patient: Vec<_> = (1_001..=1_090)
        .map(|chat| bench.send(Lane::Reply, chat, "y"))
        .collect();
    all(patient).await;
    // Ninety at thirty a second, one turn of five left to the others.
    let took = bench.began.elapsed().as_secs_f64() - before;
    assert!((2.5..5.0).contains(&took), "{took}");
    all(pressing).await;
    let last = bench.times(|seen| seen.chat <= 300);
    assert_eq!(last.len(), 300, "nobody is forgotten");
    assert!(last[299] < 15.0, "{}", last[299]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_lane_does_not_stall_the_others() {
    let bench = Bench::slow(Duration::from_secs(15));
    let mut waiting = Vec::new();
    for chat in 1..200 {
        waiting.push(bench.send(Lane::Bulk, chat, "x"));
        waiting.push(bench.sender.send(removal(-1, chat)));
    }
    sleep(Duration::from_secs(5)).await;
    let before = bench.began.elapsed().as_secs_f64();
    let _reply = bench.send(Lane::Reply, 5_000, "y");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.times(|seen| seen.chat == 5_000), [before]);
    for chat in 6_000..6_100 {
        waiting.push(bench.send(Lane::Reply, chat, "x"));
    }
    sleep(Duration::from_secs(5)).await;
    assert_eq!(bench.fake.most_at_once.load(Ordering::SeqCst), 64);
    for number in 0..40 {
        waiting.push(bench.sender.send(press(number)));
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(
        bench
            .times(|seen| seen.method == "answerCallbackQuery")
            .len(),
        32
    );
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_its_chat_and_its_lane_only() {
    let bench = Bench::new();
    bench.fails(
        1,
        &[CallError::too_many_requests(
            8,
            Some(crate::models::ChatId(1)),
        )],
    );
    let flooded = bench.send(Lane::Bulk, 1, "first");
    sleep(Duration::from_millis(100)).await;
    let stats = bench.sender.stats();
    assert_eq!((stats.held_lanes, stats.held_chats), (vec![Lane::Bulk], 1));
    let (second, other_bulk) = (
        bench.send(Lane::Bulk, 1, "second"),
        bench.send(Lane::Bulk, 2, "x"),
    );
    let same_chat = bench.send(Lane::Reply, 1, "reply");
    bench.send(Lane::Reply, 3, "x").await.unwrap();
    bench.sender.call(removal(-1, 7)).await.unwrap();
    bench
        .sender
        .call(message(Lane::Urgent, 1, "x"))
        .await
        .unwrap();
    assert!(bench.began.elapsed() < Duration::from_millis(400));
    all(vec![flooded, second, other_bulk, same_chat]).await;
    let held = bench.times(|seen| seen.chat == 2 || seen.text == "reply" || seen.text == "second");
    assert!(held.iter().all(|at| (8.0..9.0).contains(at)), "{held:?}");
    let bulk: Vec<_> = bench
        .texts(1)
        .into_iter()
        .filter(|text| text.len() > 4 && text != "reply")
        .collect();
    assert_eq!(bulk, ["first", "first", "second"]);
    assert_eq!(bench.sender.stats().held_lanes, []);
    assert_eq!(bench.sender.stats().held_chats, 0);
}

#[tokio::test(start_paused = true)]
async fn a_reply_told_to_wait_keeps_no_other_chat_waiting() {
    let bench = Bench::new();
    bench.fails(1, &[CallError::too_many_requests(8, None)]);
    let flooded = bench.send(Lane::Reply, 1, "x");
    sleep(Duration::from_millis(100)).await;
    bench.send(Lane::Reply, 2, "y").await.unwrap();
    assert!(bench.began.elapsed() < Duration::from_millis(200));
    flooded.await.unwrap();
    assert!(bench.began.elapsed() > Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn three_chats_told_to_wait_mean_that_all_replies_must() {
    let bench = Bench::new();
    for chat in 1..=3 {
        bench.fails(chat, &[CallError::too_many_requests(5, None)]);
    }
    let held: Vec<_> = (1..=3)
        .map(|chat| bench.send(Lane::Reply, chat, "x"))
        .collect();
    sleep(Duration::from_millis(100)).await;
    assert_eq!(bench.sender.stats().held_lanes, [Lane::Reply]);
    bench.send(Lane::Reply, 9, "x").await.unwrap();
    assert!(bench.times(|seen| seen.chat == 9)[0] > 5.0);
    all(held).await;
}

#[tokio::test(start_paused = true)]
async fn an_urgent_429_holds_that_chats_urgent_calls_only() {
    let bench = Bench::new();
    bench.fails(1, &[CallError::too_many_requests(4, None)]);
    let held = bench.send(Lane::Urgent, 1, "x");
    sleep(Duration::from_millis(100)).await;
    bench.send(Lane::Urgent, 2, "x").await.unwrap();
    bench.send(Lane::Reply, 1, "x").await.unwrap();
    assert!(bench.began.elapsed() < Duration::from_millis(300));
    held.await.unwrap();
    assert!(bench.began.elapsed() > Duration::from_secs(4));
}

#[tokio::test(start_paused = true)]
async fn a_chats_order_is_kept_through_repetitions_and_the_pause_is_its_own() {
    let bench = Bench::new();
    bench.fails(
        1,
        &[
            CallError::NotSent(Cause::Connect),
            CallError::api(502, "Bad Gateway", None),
            CallError::Unknown(Cause::TimedOut),
        ],
    );
    let pending: Vec<_> = ["a", "b", "c"]
        .map(|text| bench.send(Lane::Reply, 1, text))
        .into();
    bench.send(Lane::Reply, 2, "x").await.unwrap();
    assert!(bench.began.elapsed() < Duration::from_millis(100));
    all(pending).await;
    assert_eq!(bench.texts(1), ["a", "a", "a", "a", "b", "c"]);
    let times = bench.times(|seen| seen.chat == 1);
    // Half a second, one, two; each with up to a quarter more.
    assert!((3.5..4.7).contains(&times[3]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn bulk_leaves_room_for_replies() {
    let bench = Bench::new();
    let bulk: Vec<_> = (1..=10_000)
        .map(|chat| bench.send(Lane::Bulk, chat, "x"))
        .collect();
    for at in [500, 10_300, 100_900] {
        sleep(Duration::from_millis(at)).await;
        let asked = Instant::now();
        bench
            .send(Lane::Reply, 20_000 + at as i64, "y")
            .await
            .unwrap();
        assert!(
            asked.elapsed() < Duration::from_millis(100),
            "{:?}",
            asked.elapsed()
        );
    }
    all(bulk).await;
    let times = bench.times(|seen| seen.chat <= 10_000);
    assert_eq!((times.len(), most_in_a_second(&times)), (10_000, 25));
    assert!(most_in_a_second(&bench.times(|_| true)) <= 30);
}

#[tokio::test(start_paused = true)]
async fn replies_go_before_bulk() {
    let bench = Bench::new();
    let mut pending: Vec<_> = (1..=100)
        .map(|chat| bench.send(Lane::Bulk, chat, "x"))
        .collect();
    pending.extend((1_001..=1_090).map(|chat| bench.send(Lane::Reply, chat, "y")));
    all(pending).await;
    let bulk = bench.times(|seen| seen.text == "x");
    // Both were queued before the first second began: three seconds belong to the replies.
    assert!(bulk[0] > 3.0, "{}", bulk[0]);
}

#[tokio::test(start_paused = true)]
async fn the_member_lane_starts_ten_a_second_and_members_do_not_wait_for_each_other() {
    let bench = Bench::new();
    bench.fails(-1, &[CallError::NotSent(Cause::Connect)]);
    let pending = (1..=45).map(|user| bench.sender.send(removal(-1, user)));
    all(pending.collect()).await;
    let times = bench.times(|_| true);
    assert_eq!((times.len(), most_in_a_second(&times)), (46, 10));
    assert!(times[45] < 5.0, "{}", times[45]);
}

#[tokio::test(start_paused = true)]
async fn an_urgent_answer_passes_at_once_during_floods() {
    let bench = Bench::new();
    for chat in 1..=3_000 {
        drop(bench.send(Lane::Bulk, chat, "x"));
        drop(bench.send(Lane::Reply, chat, "x"));
        drop(bench.sender.send(removal(-1, chat)));
    }
    sleep(Duration::from_secs(20)).await;
    let asked = Instant::now();
    bench.sender.call(press(1)).await.unwrap();
    bench.send(Lane::Urgent, 1, "edit").await.unwrap();
    assert!(
        asked.elapsed() < Duration::from_millis(110),
        "{:?}",
        asked.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn at_most_once_never_sends_twice_in_doubt() {
    let bench = Bench::new();
    for (chat, error) in [
        (1, CallError::Unknown(Cause::TimedOut)),
        (2, CallError::BadAnswer { status: 200 }),
        (3, CallError::api(500, "Internal Server Error", None)),
    ] {
        bench.fails(chat, std::slice::from_ref(&error));
        let request = Request {
            repeat: Repeat::AtMostOnce,
            ..message(Lane::Bulk, chat, "x")
        };
        let ended = bench.sender.call(request).await.unwrap_err();
        assert_eq!(ended, error);
        assert_eq!(bench.texts(chat).len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn at_most_once_tries_again_when_nothing_has_left() {
    let bench = Bench::new();
    let flood = CallError::too_many_requests(1, None);
    bench.fails(1, &[CallError::NotSent(Cause::Connect), flood]);
    let request = Request {
        repeat: Repeat::AtMostOnce,
        ..message(Lane::Bulk, 1, "x")
    };
    bench.sender.call(request).await.unwrap();
    assert_eq!(bench.texts(1).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn until_certain_repeats_three_times_in_doubt_then_says_so() {
    let bench = Bench::new();
    bench.fails(1, &vec![CallError::Unknown(Cause::TimedOut); 3]);
    bench.send(Lane::Reply, 1, "x").await.unwrap();
    bench.fails(2, &vec![CallError::Unknown(Cause::TimedOut); 9]);
    let ended = bench.send(Lane::Reply, 2, "x").await;
    assert_eq!(ended, Err(CallError::Unknown(Cause::TimedOut)));
    assert_eq!(bench.texts(2).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_absent_network_is_waited_out_until_it_is_time_to_give_up() {
    let bench = Bench::new();
    bench.fails(1, &vec![CallError::NotSent(Cause::Connect); 99]);
    let ended = bench.send(Lane::Reply, 1, "x").await;
    assert_eq!(ended, Err(CallError::NotSent(Cause::Connect)));
    let tries = bench.texts(1).len();
    assert!((7..=9).contains(&tries), "{tries}");
    assert!(bench.began.elapsed() < Duration::from_secs(121));
    // An earlier try may have arrived: the end must not claim that nothing happened.
    let mut errors = vec![CallError::Unknown(Cause::Cut)];
    errors.extend(vec![CallError::NotSent(Cause::Connect); 99]);
    bench.fails(2, &errors);
    let ended = bench.send(Lane::Reply, 2, "x").await;
    assert_eq!(ended, Err(CallError::Unknown(Cause::Connect)));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_telegram_asks_for_does_not_count_as_giving_up() {
    let bench = Bench::new();
    let flood = CallError::too_many_requests(600, None);
    bench.fails(1, &[flood, CallError::NotSent(Cause::Connect)]);
    bench.send(Lane::Reply, 1, "x").await.unwrap();
    assert_eq!(bench.texts(1).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_given_to_the_caller_at_once() {
    let bench = Bench::new();
    for description in [
        "Bad Request: message is not modified",
        "Forbidden: bot was blocked by the user",
    ] {
        let error = CallError::api(400, description, None);
        bench.fails(1, std::slice::from_ref(&error));
        assert_eq!(bench.send(Lane::Urgent, 1, "x").await, Err(error));
    }
    assert_eq!(bench.texts(1).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn broken_markup_is_sent_again_plain_and_only_once() {
    let bench = Bench::new();
    let broken = CallError::api(
        400,
        "Bad Request: can't parse entities: Unexpected end tag",
        None,
    );
    bench.fails(1, std::slice::from_ref(&broken));
    bench
        .send(Lane::Reply, 1, "<b>a &amp; b</i>")
        .await
        .unwrap();
    assert_eq!(bench.texts(1), ["<b>a &amp; b</i>", "a & b"]);
    bench.fails(2, &[broken.clone(), broken.clone()]);
    assert_eq!(bench.send(Lane::Reply, 2, "x").await, Err(broken));
}

#[tokio::test(start_paused = true)]
async fn a_channel_gets_twenty_a_minute() {
    let bench = Bench::new();
    let pending = (0..50).map(|_| bench.send(Lane::Reply, -100, "x"));
    all(pending.collect()).await;
    let times = bench.times(|_| true);
    assert!(times[19] < 2.0 && times[20] >= 60.0, "{times:?}");
    assert!(times[39] < 63.0 && times[40] >= 120.0, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn one_chats_calls_in_a_lane_are_sent_one_after_another() {
    let bench = Bench::slow(Duration::from_millis(300));
    let pending = (0..4).map(|_| bench.send(Lane::Reply, 1, "x"));
    all(pending.collect()).await;
    assert_eq!(bench.fake.most_at_once.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn draining_sends_what_is_queued_then_stops() {
    let bench = Bench::new();
    let pending: Vec<_> = (1..=100)
        .map(|chat| bench.send(Lane::Bulk, chat, "x"))
        .collect();
    bench.sender.drain(Duration::from_secs(20)).await;
    assert_eq!(bench.sender.stats().sent, 100);
    all(pending).await;
    let late = bench.send(Lane::Reply, 1, "x").await;
    assert_eq!(late, Err(CallError::NotSent(Cause::Stopping)));
    assert_eq!(bench.sender.stats().queued, [0; 4]);
    bench.sender.drain(Duration::from_secs(20)).await;
    bench.tracker.close();
    timeout(Duration::from_secs(1), bench.tracker.wait())
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn draining_ends_in_time_and_says_what_may_have_been_sent() {
    let bench = Bench::slow(Duration::from_secs(10));
    let away = bench.send(Lane::Reply, 1, "x");
    let waiting = bench.send(Lane::Reply, 1, "y");
    bench.fails(2, &[]);
    bench.sender.drain(Duration::from_secs(3)).await;
    assert_eq!(bench.began.elapsed().as_secs(), 3);
    assert_eq!(away.await, Err(CallError::Unknown(Cause::Stopping)));
    assert_eq!(waiting.await, Err(CallError::NotSent(Cause::Stopping)));
    assert_eq!(bench.sender.stats().queued, [0; 4]);
}

#[tokio::test(start_paused = true)]
async fn the_task_ends_with_the_last_sender_after_its_calls() {
    let Bench {
        fake,
        sender,
        tracker,
        ..
    } = Bench::new();
    drop(sender.send(message(Lane::Reply, 1, "x")));
    drop(sender);
    tracker.close();
    timeout(Duration::from_secs(5), tracker.wait())
        .await
        .unwrap();
    assert_eq!(fake.seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_panicking_transport_costs_no_seat() {
    struct Broken(AtomicUsize);
    impl Transport for Broken {
        fn call<'a>(&'a self, _: &'a Call) -> BoxFuture<'a, Result<Value, CallError>> {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) >= 40, "scripted");
            Box::pin(async { Ok(Value::Null) })
        }
    }
    let sender = Sender::over(
        Arc::new(Broken(AtomicUsize::new(0))),
        RATES,
        TaskTracker::new(),
    );
    for chat in 1..=40 {
        let request = Request {
            repeat: Repeat::AtMostOnce,
            ..message(Lane::Reply, chat, "x")
        };
        let ended = sender.call(request).await;
        assert_eq!(ended, Err(CallError::Unknown(Cause::Internal)));
    }
    sender.call(message(Lane::Reply, 41, "x")).await.unwrap();
}
