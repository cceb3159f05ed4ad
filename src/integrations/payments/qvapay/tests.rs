use super::*;
use crate::config::Config;
use crate::config::Secret;
use crate::demo::qvapay::AuthPlace;
use crate::demo::qvapay::PretendedQvaPay;
use crate::demo::qvapay::Refusal;
use crate::demo::qvapay::Trouble;
use crate::integrations::payments::TransactionState;
use crate::utils::clock::Clock;

const NOW: Timestamp = Timestamp(1_800_000_000);

async fn server() -> PretendedQvaPay {
    let server = PretendedQvaPay::start(Clock::standing(NOW), "en").await;
    server.expect("it starts")
}

fn access(server: &PretendedQvaPay) -> QvaPayAccess {
    let values = server.settings().into_iter().collect();
    Config::from(&values).expect("valid").qvapay.expect("named")
}

/// A client that hurries, so that no test waits for the limits.
fn client(server: &PretendedQvaPay) -> QvaPay {
    QvaPay::new(access(server), Calls::default(), 10_000)
}

fn wish(code: &str) -> NewInvoice {
    NewInvoice {
        code: code.to_owned(),
        amount: dollars(1_999),
        title: "VIP <30> días".to_owned(),
        expires_at: NOW.plus_minutes(30),
        note_url: Some("https://bot.example/hooks/qvapay/x".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_made_with_one_product_and_found_and_looked_at() {
    let server = server().await;
    let client = client(&server);
    let made = client.create(&wish("ord_1")).await.expect("made");
    assert_eq!(made.pay_url, format!("{}/pay/{}", server.url(), made.id));
    let asked = server.heard().remove(0);
    assert_eq!(asked.version, "HTTP/1.1");
    assert_eq!(
        asked.body,
        json!({
            "amount": 19.99, "description": "VIP <30> días", "remote_id": "ord_1",
            "products": [{ "name": "VIP <30> días", "price": 19.99, "quantity": 1 }],
            "expire_at": "2027-01-15T08:30:00Z", "webhook": "https://bot.example/hooks/qvapay/x",
        })
    );
    let found = client.find("ord_1").await.expect("asked").expect("found");
    assert_eq!(
        (found.id.as_str(), found.state),
        (made.id.as_str(), TransactionState::Waiting)
    );
    assert_eq!(client.find("ord_2").await, Ok(None));
    server.pay(&made.id);
    let looked = client.look(&made.id.to_uppercase()).await.expect("there");
    assert_eq!(looked.state, TransactionState::Paid);
    assert_eq!(looked.amount, Some(dollars(1_999)));
    assert_eq!(looked.code.as_deref(), Some("ord_1"));
    assert_eq!(looked.payer.as_deref(), Some("comprador"));
    let account = client.account().await.expect("known");
    assert!(account.is_active && account.balance == Some(dollars(1_999)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_an_answer_is_read() {
    let server = server().await;
    for (number, id_key) in ["transaction_uuid", "transation_uuid", "uuid"]
        .into_iter()
        .enumerate()
    {
        server.set(|behaviour| {
            behaviour.id_key = id_key;
            behaviour.pages_lists = number != 0;
            behaviour.is_flat = number != 0;
            behaviour.says_amounts_as_text = number != 1;
            behaviour.has_bare_balance = number == 2;
            behaviour.is_active = number == 0;
        });
        let client = client(&server);
        let code = format!("ord_{number}");
        let made = client.create(&wish(&code)).await.expect(id_key);
        let found = client.find(&code).await.expect("asked").expect("found");
        assert_eq!(found.id, made.id, "{id_key}");
        let looked = client.look(&made.id).await.expect("there");
        assert_eq!(looked.amount, Some(dollars(1_999)), "{id_key}");
        let account = client.account().await.expect("known");
        assert_eq!(account.is_active, number == 0);
        assert_eq!(account.balance, Some(dollars(0)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_invoice_of_one_order_is_a_duplicate_and_the_first_is_found_far_down_the_list() {
    let server = server().await;
    let client = client(&server);
    let made = client.create(&wish("ord_1")).await.expect("made");
    assert_eq!(
        client.create(&wish("ord_1")).await,
        Err(ProviderError::Duplicate)
    );
    for number in 0..95 {
        server
            .foreign(&format!("other_{number}"), 100, "paid")
            .expect("made");
    }
    let found = client.find("ord_1").await.expect("asked").expect("found");
    assert_eq!(found.id, made.id);
    let before = server.heard().len();
    assert_eq!(client.find("ord_9").await, Ok(None));
    assert_eq!(server.heard().len() - before, 3, "it ends with the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_trouble_has_its_meaning() {
    use ProviderError as E;
    let server = server().await;
    let text = |words: &str| words.to_owned();
    for (trouble, meaning) in [
        (Trouble::TooMany(None), E::Busy { seconds: 5 }),
        (Trouble::TooMany(Some("7")), E::Busy { seconds: 7 }),
        (Trouble::TooMany(Some("99999999")), E::Busy { seconds: 60 }),
        (Trouble::TooMany(Some("inf")), E::Busy { seconds: 5 }),
        (Trouble::Refuses(500, None), E::Unknown(text("500"))),
        (Trouble::DoneBut(502), E::Unknown(text("502"))),
        (Trouble::Refuses(404, None), E::NotFound),
        (Trouble::Refuses(422, None), E::Rejected(text("422"))),
        (
            Trouble::Refuses(400, Some("W1_ATTESTATION_REQUIRED")),
            E::Rejected(text("400 W1_ATTESTATION_REQUIRED")),
        ),
        (
            Trouble::Refuses(403, Some("KYC_REQUIRED")),
            E::Denied(text("403 KYC_REQUIRED")),
        ),
        (
            Trouble::Refuses(400, Some("words, not a code")),
            E::Rejected(text("400")),
        ),
        (Trouble::Page, strange("a page instead of an answer")),
        (
            Trouble::Elsewhere,
            strange("an answer that leads elsewhere"),
        ),
        (Trouble::Endless, strange("the answer is too long")),
        (Trouble::Garbled, strange("no JSON")),
    ] {
        server.fail("create_invoice", trouble.clone());
        // Each has a client of its own: one that is paused asks nothing.
        let answer = client(&server)
            .create(&wish(&format!("ord_{trouble:?}")))
            .await;
        assert_eq!(answer, Err(meaning), "{trouble:?}");
    }
    let gone = QvaPayAccess {
        api_url: "http://127.0.0.1:9".to_owned(),
        ..access(&server)
    };
    let gone = QvaPay::new(gone, Calls::default(), 10_000);
    assert!(matches!(gone.look(ID).await, Err(E::Unknown(_))));
}

const ID: &str = "6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11";

#[tokio::test(flavor = "multi_thread")]
async fn after_a_no_for_haste_nothing_is_asked_for_a_while() {
    let server = server().await;
    let client = client(&server);
    server.fail("info", Trouble::TooMany(Some("30")));
    assert_eq!(
        client.account().await,
        Err(ProviderError::Busy { seconds: 30 })
    );
    let again = client.look(ID).await;
    assert!(
        matches!(again, Err(ProviderError::Busy { seconds: 29..=30 })),
        "{again:?}"
    );
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_are_told_apart_also_on_a_page_and_the_right_ones_go_to_either_place() {
    let server = server().await;
    let stranger = QvaPayAccess {
        app_secret: Secret::new("wrong-secret"),
        ..access(&server)
    };
    for (refusal, meaning) in [
        (Refusal::Json, ProviderError::Denied("401".to_owned())),
        (Refusal::Page, ProviderError::Denied("401".to_owned())),
        (
            Refusal::PageOfSuccess,
            strange("a page instead of an answer"),
        ),
    ] {
        server.set(|behaviour| behaviour.refusal = refusal);
        let client = QvaPay::new(stranger.clone(), Calls::default(), 10_000);
        assert_eq!(client.account().await, Err(meaning));
    }
    server.set(|behaviour| behaviour.auth = AuthPlace::Body);
    let in_body = QvaPayAccess {
        auth: QvaPayAuth::Body,
        ..access(&server)
    };
    let in_body = QvaPay::new(in_body, Calls::default(), 10_000);
    assert!(in_body.create(&wish("ord_1")).await.is_ok());
    assert!(in_body.account().await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_id_never_becomes_a_path_and_another_transaction_is_not_taken_for_it() {
    let server = server().await;
    let client = client(&server);
    for id in ["", "../charge", "x/../../v2/balance", "6f1f6c0e"] {
        assert_eq!(client.look(id).await, Err(ProviderError::NotFound), "{id}");
    }
    assert!(server.heard().is_empty(), "nothing was asked");
    let made = client.create(&wish("ord_1")).await.expect("made");
    // The server answers with another id than the one asked for.
    server.alter(&made.id, |bill| bill.remote_id = "ord_2".to_owned());
    let looked = client.look(&made.id).await.expect("there");
    assert_eq!(looked.code.as_deref(), Some("ord_2"), "what it says counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_does_not_take_is_not_asked_for() {
    let server = server().await;
    let client = client(&server);
    for (minor, currency) in [(0, "USD"), (10_000_001, "USD"), (500, "CUP"), (-5, "USD")] {
        let amount = Money {
            minor,
            currency: currency.to_owned(),
        };
        let wish = NewInvoice {
            amount,
            ..wish("ord_1")
        };
        let answer = client.create(&wish).await;
        assert!(
            matches!(answer, Err(ProviderError::Rejected(_))),
            "{answer:?}"
        );
    }
    assert!(server.heard().is_empty());
    let long = NewInvoice {
        title: "ñ".repeat(400),
        ..wish("ord_1")
    };
    client.create(&long).await.expect("cut to what fits");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_error_and_no_debug_output_holds_the_secret() {
    let server = server().await;
    let secret = server.secret().to_owned();
    let client = client(&server);
    for trouble in [
        Trouble::Refuses(400, None),
        Trouble::Refuses(403, Some("KYC_REQUIRED")),
        Trouble::Refuses(500, None),
        Trouble::Garbled,
        Trouble::Endless,
    ] {
        server.fail("create_invoice", trouble);
        let error = client.create(&wish("ord_1")).await.expect_err("a no");
        let said = format!("{error} {error:?}");
        assert!(!said.contains(&secret) && !said.contains("http"), "{said}");
    }
    let shown = format!("{:?}", access(&server));
    assert!(shown.contains("***") && !shown.contains(&secret), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_keep_to_the_limits_whatever_asks() {
    let server = server().await;
    // Fifty times as fast as allowed: three calls in 104 ms, five invoices in 410 ms.
    let client = QvaPay::new(access(&server), Calls::default(), 50);
    let wishes: Vec<NewInvoice> = (0..8)
        .map(|number| wish(&format!("ord_{number}")))
        .collect();
    let begun = std::time::Instant::now();
    let looks = async {
        for _ in 0..8 {
            let answer = client.look(ID).await;
            assert_eq!(answer, Err(ProviderError::NotFound));
        }
    };
    let creates = async {
        for wish in &wishes {
            client.create(wish).await.expect("made");
        }
    };
    tokio::join!(looks, creates);
    // Sixteen calls are six turns of three, of which the last waits for five to be over; how much longer it takes is the
    // machine's affair.
    assert!(begun.elapsed() >= Duration::from_millis(5 * 104));
    let heard = server.heard();
    let mut creates = heard.iter().filter(|one| one.path == "create_invoice");
    let sixth = creates.nth(5).expect("eight were made");
    assert!(sixth.at - begun >= Duration::from_millis(410));
}
