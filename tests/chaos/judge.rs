//! What must hold when the dust has settled, whatever went wrong.

use crate::house::House;
use crate::house::VIP;
use crate::keys;
use crate::life;
use portero::demo::telegram::Emulator;
use portero::demo::telegram::Person;
use std::collections::HashSet;
use std::time::Duration;

/// How long everything that waits may take once nothing is wrong any more.
const PATIENCE: Duration = Duration::from_secs(60);
/// Updates that nobody has handled.
const INBOX: &str = "SELECT count(*) FROM inbox WHERE done_at IS NULL";
/// Work that is owed by now.
const OWED: &str = "SELECT count(*) FROM tasks WHERE state = 'due' AND due_at <= ";
/// Orders that the provider is to be asked about by now.
const LOOKS: &str = "SELECT count(*) FROM orders WHERE next_look_at <= ";
/// Subscriptions that have ended, and nobody has seen it yet.
const OVER: &str =
    "SELECT count(*) FROM vip_subscribers WHERE status = 'active' AND expiry_date <= ";
/// Keys of which their server knows nothing yet, where it can be told.
const UNSETTLED: &str =
    "SELECT count(*) FROM vpn_peers WHERE server_id = 2 AND settled IS NOT wanted";
/// How often the provider is asked about an order that has been over for a while, before it is given up.
const MOST_LATE_LOOKS: u32 = 8;
/// Postings that do not add up.
const BOOKS: &str = "SELECT count(*) FROM (SELECT sum(minor) AS rest FROM ledger_entries
                     GROUP BY posting_id, currency HAVING rest <> 0)";

/// Waits until Telegram has nothing more for the bot, which it would forget after a day, and nobody waits for an answer.
pub async fn answered(house: &House) {
    let is_heard = |emulator: &Emulator| (emulator.updates_pending() == 0).then_some(());
    house.emulator.wait_for(PATIENCE, is_heard).await;
    let none = |emulator: &Emulator| emulator.unanswered_callbacks().is_empty().then_some(());
    // Telegram's faults may outlast it: then the press is answered as too old.
    house.emulator.wait_for(Duration::from_secs(3), none).await;
}

/// Ends all trouble, and lets time pass until nothing is left to do.
pub async fn settle(house: &mut House) {
    house.emulator.mend();
    house.emulator.come_up();
    house.outline.state().faults.clear();
    house.start().await;
    // Pauses between tries, ends of links, looks at what was paid.
    for seconds in [0, 90, 700, 3_700] {
        pass(house, seconds).await;
    }
}

/// Lets so much time pass, and waits until nothing is left to do.
async fn pass(house: &mut House, seconds: i64) {
    answered(house).await;
    house.advance(seconds);
    // A start looks at everything that is due by the clock as it is now.
    house.kill();
    house.start().await;
    let now = house.emulator.clock().now().0;
    let owed = format!("{OWED}{now}");
    let looks = format!("{LOOKS}{now}");
    let over = format!("{OVER}{now}");
    let is_done = |emulator: &Emulator| {
        let is_heard = emulator.updates_pending() == 0 && house.count(INBOX) == 0;
        let is_looked = house.count(&looks) == 0 && house.count(UNSETTLED) == 0;
        // What is over owes its work only once it was found to be over: that first.
        let is_over = house.count(&over) > 0;
        (is_heard && is_looked && !is_over && house.count(&owed) == 0).then_some(())
    };
    let done = house.emulator.wait_for(PATIENCE, is_done).await;
    assert!(
        done.is_some(),
        "{} updates and {} tasks are left:\n{}",
        house.count(INBOX),
        house.count(&owed),
        left(house)
    );
}

/// Lets time pass until the provider has been asked once more about every order that is over: the later, the rarer.
pub async fn look_at_late_bills(house: &mut House) {
    for _ in 0..MOST_LATE_LOOKS {
        let next = house.count("SELECT coalesce(max(next_look_at), 0) FROM orders");
        if next == 0 || is_each_bill_known(house) {
            return;
        }
        let seconds = next - house.emulator.clock().now().0 + 1;
        pass(house, seconds.max(0)).await;
    }
}

fn left(house: &House) -> String {
    let sql = "SELECT kind || ' ' || state || ' ' || attempts || ' ' || coalesce(last_error, '') FROM tasks WHERE state <> 'done'
               UNION ALL SELECT seq || ' ' || attempts || ' ' || coalesce(problem, '') || ' ' || raw FROM inbox WHERE done_at IS NULL OR problem IS NOT NULL";
    house.rows(sql)
}

/// Looks at everything.
pub fn look(house: &House, people: &[Person]) {
    for (sql, why) in [
        (BOOKS, "the books do not add up"),
        (
            "SELECT count(*) FROM inbox WHERE problem IS NOT NULL",
            "an update was set aside",
        ),
        (
            "SELECT count(*) FROM tasks WHERE state = 'failed'",
            "work was given up",
        ),
        (
            "SELECT count(*) FROM payments WHERE state NOT IN ('fulfilled', 'refunded', 'returned', 'held')",
            "a payment brought nothing",
        ),
        (
            "SELECT count(*) FROM payments WHERE state = 'held' AND method = 'stars'",
            "Stars wait for an admin",
        ),
        (
            "SELECT count(*) FROM pragma_foreign_key_check",
            "a row refers to nothing",
        ),
    ] {
        assert_eq!(house.count(sql), 0, "{why}:\n{}", left(house));
    }
    payments(house, people);
    keys::look(house);
    words(house);
    tokens(house);
    members(house);
    presses(house);
    let mut violations = house.emulator.violations();
    // Telegram's own clock does not jump while a call is tried again.
    violations.retain(|violation| !violation.contains("EXPIRE_DATE_INVALID"));
    assert!(
        violations.is_empty(),
        "Telegram would have refused: {violations:#?}"
    );
}

/// Each charge is one payment, and each payment brought its thirty days once.
fn payments(house: &House, people: &[Person]) {
    let charged: HashSet<String> = people.iter().flat_map(Person::charges).collect();
    let database = house.database();
    let mut statement = database
        .prepare("SELECT provider_payment_id FROM payments WHERE method = 'stars'")
        .expect("prepared");
    let kept = statement.query_map([], |row| row.get(0)).expect("read");
    let kept: Vec<String> = kept.map(|row| row.expect("text")).collect();
    assert_eq!(
        kept.len(),
        charged.len(),
        "charges {charged:?}, payments {kept:?}"
    );
    assert!(kept.iter().all(|charge| charged.contains(charge)));
    let delivered = house.count(
        "SELECT count(*) FROM payments p WHERE p.state = 'fulfilled' AND p.use = 'deliver'
             AND (SELECT count(*) FROM membership_events e WHERE e.cause LIKE 'payment:' || p.id || ':%' AND e.kind IN ('granted', 'renewed')) <> 1",
    );
    assert_eq!(delivered, 0, "a payment was not delivered once");
}

/// The bills that somebody paid, and those of which the house knows.
fn known_bills(house: &House) -> (Vec<String>, Vec<String>) {
    let bills = house.qvapay.bills().into_iter();
    let mut paid: Vec<String> = bills
        .filter(|bill| bill.status == "paid")
        .map(|bill| bill.uuid)
        .collect();
    let kept = "SELECT provider_payment_id FROM payments WHERE method = 'qvapay'";
    let mut kept: Vec<String> = house.rows(kept).lines().map(str::to_owned).collect();
    paid.sort();
    kept.sort();
    (paid, kept)
}

fn is_each_bill_known(house: &House) -> bool {
    let (paid, kept) = known_bills(house);
    paid == kept
}

/// Each bill that somebody paid is one payment, whatever was told of it and how often; and none is of a bill unpaid.
pub fn bills(house: &House) {
    let (paid, kept) = known_bills(house);
    assert_eq!(
        kept,
        paid,
        "payments by QvaPay, and bills that were paid; orders:\n{}",
        house.rows(
            "SELECT id || ' ' || state || ' ' || coalesce(provider_ref, '') || ' ' || coalesce(next_look_at, '') || ' ' || looks
                 || ' ' || created_at || ' ' || expires_at || ' ' || coalesce(trouble, '') FROM orders WHERE method = 'qvapay'"
        )
    );
    assert_eq!(house.count(BOOKS), 0, "the books do not add up");
}

/// What people asked the team reached it.
fn words(house: &House) {
    let database = house.database();
    let mut statement = database
        .prepare("SELECT body FROM ticket_messages WHERE is_staff = 0")
        .expect("prepared");
    let asked = statement.query_map([], |row| row.get(0)).expect("read");
    let seen = house.admin.messages();
    for words in asked {
        let words: String = words.expect("text");
        let is_seen = seen.iter().any(|message| message.text.contains(&words));
        assert!(
            is_seen,
            "«{words}» did not reach the team: {:?}\n{}",
            seen.iter().map(|message| (message.message_id, message.text.clone())).collect::<Vec<_>>(),
            house.rows(
                "SELECT m.id || ' ' || m.ticket_id || ' ' || m.body || ' ' || coalesce(group_concat(c.chat_id || ':' || c.message_id), 'no copy')
                     FROM ticket_messages m LEFT JOIN ticket_copies c ON c.about = m.id GROUP BY m.id"
            )
        );
    }
}

/// Each token that is used let one person in, once.
fn tokens(house: &House) {
    let wrong = house.count(
        "SELECT count(*) FROM invitation_tokens t WHERE t.used = 1
             AND (SELECT count(*) FROM membership_events e WHERE e.cause = 'token:' || t.id AND e.kind IN ('granted', 'renewed', 'adjusted')) <> 1",
    );
    assert_eq!(wrong, 0, "a token was not redeemed once");
}

/// Nobody is inside without a right, and whoever has one was not thrown out.
fn members(house: &House) {
    let now = house.emulator.clock().now().0;
    for member in house.emulator.member_views(VIP) {
        let user = member.id;
        if life::is_staff(user) || user == house.emulator.bot_id() {
            continue;
        }
        let sql = format!(
            "SELECT count(*) FROM vip_subscribers WHERE user_id = {user} AND status = 'active'
                 AND (expiry_date IS NULL OR expiry_date > {now})"
        );
        let is_inside = member.status.is_in();
        assert!(
            !is_inside || house.count(&sql) == 1,
            "{user} is inside without a right"
        );
        let is_shut_out = member.status.name() == "kicked";
        assert!(
            !is_shut_out || house.count(&sql) == 0,
            "{user} is shut out in spite of a right"
        );
    }
}

/// Each press was answered, if only to be told that it is too late.
fn presses(house: &House) {
    let open = house.emulator.unanswered_callbacks();
    let answers = house.emulator.calls_of("answerCallbackQuery");
    let late = answers.iter().filter(|call| !call.is_ok()).count();
    assert!(
        open.len() <= late,
        "presses without an answer: {open:?}, {late} came too late"
    );
}
