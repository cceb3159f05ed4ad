use super::*;
use crate::integrations::mtproto::probe;
use crate::integrations::mtproto::probe::AskFault;
use crate::integrations::mtproto::probe::Dialled;
use crate::integrations::mtproto::probe::ProbeLimits;
use crate::integrations::mtproto::probe::ProbeTarget;
use crate::integrations::mtproto::secret::Secret;
use crate::models::ProbeOutcome;
use crate::utils::seal::hex;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_763_800_000);
const KEY: [u8; KEY_BYTES] = [0x3c; KEY_BYTES];
const OTHER: [u8; KEY_BYTES] = [0x3d; KEY_BYTES];
const SLOW: Duration = Duration::from_secs(6);

fn secret(key: [u8; KEY_BYTES], form: SecretForm) -> Secret {
    Secret::new(&hex(&key), form, Some("example.com")).expect("a secret")
}

/// A proxy for one user, over pipes: time can stand still.
fn proxy() -> (FakeProxy, FakeDc) {
    let dc = FakeDc::default();
    let proxy = FakeProxy::new(dc.clone());
    proxy.set_users(vec![FakeUser::new("ana", KEY)]);
    (proxy, dc)
}

fn connected(proxy: &FakeProxy) -> Box<dyn Stream> {
    let (near, far) = tokio::io::duplex(64 * 1_024);
    let proxy = proxy.clone();
    tokio::spawn(async move { proxy.serve(Box::new(far), NOW).await });
    Box::new(near)
}

async fn probed(proxy: &FakeProxy, secret: &Secret) -> ProbeOutcome {
    probed_within(proxy, secret, ProbeLimits::default()).await
}

async fn probed_within(proxy: &FakeProxy, secret: &Secret, limits: ProbeLimits) -> ProbeOutcome {
    let dial = || -> Dialled<'_> { Box::pin(async { Ok(connected(proxy)) }) };
    probe::probe_by(&dial, secret, NOW, limits).await
}

fn works(outcome: ProbeOutcome) -> bool {
    matches!(outcome, ProbeOutcome::Works { .. })
}

#[tokio::test(start_paused = true)]
async fn telegram_answers_in_each_form_of_the_same_secret() {
    let (proxy, _) = proxy();
    for form in SecretForm::ALL {
        let outcome = probed(&proxy, &secret(KEY, form)).await;
        assert!(works(outcome), "{form:?}: {outcome:?}");
    }
    assert_eq!(proxy.served(), ["ana"; 3]);
}

#[tokio::test(start_paused = true)]
async fn a_form_that_the_proxy_does_not_take_is_refused() {
    let (proxy, _) = proxy();
    for form in SecretForm::ALL {
        proxy.behave(|how| how.forms = vec![form]);
        for asked in SecretForm::ALL {
            let outcome = probed(&proxy, &secret(KEY, asked)).await;
            assert_eq!(works(outcome), asked == form, "{asked:?}: {outcome:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_is_disabled_or_spent_or_gone_is_refused_and_let_in_again() {
    let (proxy, _) = proxy();
    let ana = FakeUser::new("ana", KEY);
    let disabled = FakeUser {
        is_enabled: false,
        ..ana.clone()
    };
    let spent = FakeUser {
        is_spent: true,
        ..ana.clone()
    };
    for form in SecretForm::ALL {
        for users in [vec![disabled.clone()], vec![spent.clone()], vec![]] {
            proxy.set_users(users);
            let outcome = probed(&proxy, &secret(KEY, form)).await;
            assert_eq!(outcome, ProbeOutcome::Refused, "{form:?}");
        }
        proxy.set_users(vec![ana.clone()]);
        assert!(works(probed(&proxy, &secret(KEY, form)).await), "{form:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_told_by_how_the_proxy_treats_strangers() {
    let (proxy, _) = proxy();
    for form in SecretForm::ALL {
        for (strangers, expected) in [
            (Strangers::Closed, ProbeOutcome::Refused),
            (Strangers::Ignored, ProbeOutcome::Silent),
            (Strangers::Page, ProbeOutcome::NotThisSecret),
        ] {
            proxy.behave(|how| how.strangers = strangers.clone());
            let outcome = probed(&proxy, &secret(OTHER, form)).await;
            assert_eq!(outcome, expected, "{form:?}, {strangers:?}");
        }
    }
    assert!(proxy.served().is_empty());
}

#[tokio::test]
async fn a_web_site_behind_the_proxy_does_not_know_the_secret() {
    let site = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = site.local_addr().expect("an address");
    tokio::spawn(async move {
        // A web server with TLS that cannot make anything of what it is told.
        while let Ok((mut stream, _)) = site.accept().await {
            let _ = stream.read(&mut [0; 1_024]).await;
            let _ = stream.write_all(&[0x15, 3, 1, 0, 2, 2, 0x46]).await;
        }
    });
    let (proxy, _) = proxy();
    proxy.behave(|how| how.strangers = Strangers::Masked(address));
    for form in SecretForm::ALL {
        let outcome = probed(&proxy, &secret(OTHER, form)).await;
        assert_eq!(outcome, ProbeOutcome::NotThisSecret, "{form:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_relay_is_told_from_a_wrong_secret_where_strangers_are_treated_otherwise() {
    let (proxy, dc) = proxy();
    for form in SecretForm::ALL {
        for relay in [Relay::Dead, Relay::Fails(SLOW)] {
            for strangers in [Strangers::Closed, Strangers::Page, Strangers::Ignored] {
                proxy.behave(|how| (how.relay, how.strangers) = (relay, strangers.clone()));
                let outcome = probed(&proxy, &secret(KEY, form)).await;
                // Without a greeting, silence upon silence tells nothing.
                let is_dark = form != SecretForm::FakeTls
                    && (relay, strangers.clone()) == (Relay::Dead, Strangers::Ignored);
                let expected = if is_dark {
                    ProbeOutcome::Silent
                } else {
                    ProbeOutcome::NoTelegram
                };
                assert_eq!(outcome, expected, "{form:?}, {relay:?}, {strangers:?}");
            }
        }
    }
    proxy.behave(|how| *how = Behaviour::default());
    dc.tell(Telling::Nothing);
    for form in SecretForm::ALL {
        let outcome = probed(&proxy, &secret(KEY, form)).await;
        assert_eq!(outcome, ProbeOutcome::NoTelegram, "{form:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_without_limits_is_not_sent_away_but_led_nowhere() {
    let (proxy, _) = proxy();
    let limits = ProbeLimits {
        is_unlimited: true,
        ..ProbeLimits::default()
    };
    let at_once = Relay::Fails(Duration::ZERO);
    for form in SecretForm::ALL {
        for strangers in [Strangers::Closed, Strangers::Page, Strangers::Ignored] {
            proxy.behave(|how| (how.relay, how.strangers) = (at_once, strangers.clone()));
            let known = probed_within(&proxy, &secret(KEY, form), limits).await;
            let is_alike = form != SecretForm::FakeTls && strangers == Strangers::Closed;
            let expected = if is_alike {
                ProbeOutcome::Refused
            } else {
                ProbeOutcome::NoTelegram
            };
            assert_eq!(known, expected, "{form:?}, {strangers:?}");
            let limited = probed(&proxy, &secret(KEY, form)).await;
            assert_eq!(limited, ProbeOutcome::Refused, "{form:?}, {strangers:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_transport_is_told_with_its_number() {
    let (proxy, dc) = proxy();
    for form in SecretForm::ALL {
        proxy.behave(|how| how.relay = Relay::Says(-404));
        let outcome = probed(&proxy, &secret(KEY, form)).await;
        assert_eq!(outcome, ProbeOutcome::Transport(-404), "{form:?}");
        proxy.behave(|how| how.relay = Relay::Well);
        dc.tell(Telling::Error(-429));
        let outcome = probed(&proxy, &secret(KEY, form)).await;
        assert_eq!(outcome, ProbeOutcome::Transport(-429), "{form:?}");
        dc.tell(Telling::Answers);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_another_question_does_not_count() {
    let (proxy, dc) = proxy();
    dc.tell(Telling::AnotherNonce);
    for form in SecretForm::ALL {
        let outcome = probed(&proxy, &secret(KEY, form)).await;
        assert!(!works(outcome), "{form:?}: {outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_accepts_and_says_nothing_is_silent() {
    let (proxy, _) = proxy();
    proxy.behave(|how| how.is_silent = true);
    for form in SecretForm::ALL {
        let outcome = probed(&proxy, &secret(KEY, form)).await;
        assert_eq!(outcome, ProbeOutcome::Silent, "{form:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_greeting_in_several_records_is_understood() {
    let (proxy, _) = proxy();
    for (covered, uncovered) in [(1, 0), (3, 0), (1, 2), (9, 1)] {
        proxy.behave(|how| (how.covered, how.uncovered) = (covered, uncovered));
        let outcome = probed(&proxy, &secret(KEY, SecretForm::FakeTls)).await;
        assert!(works(outcome), "{covered}, {uncovered}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_proxy_at_a_port_works_until_it_is_stopped() {
    let (proxy, _) = proxy();
    let address = proxy.listen(|| NOW).await.expect("a port");
    let target = ProbeTarget {
        host: address.ip().to_string(),
        port: address.port(),
        secret: secret(KEY, SecretForm::FakeTls),
    };
    let limits = ProbeLimits::default();
    assert!(works(probe::probe(&target, NOW, limits).await));
    proxy.stop();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let outcome = probe::probe(&target, NOW, limits).await;
    assert_eq!(outcome, ProbeOutcome::Down);
    let nowhere = ProbeTarget {
        host: "no such host".to_owned(),
        ..target
    };
    assert_eq!(
        probe::probe(&nowhere, NOW, limits).await,
        ProbeOutcome::Down
    );
}

#[tokio::test(start_paused = true)]
async fn a_data_centre_is_asked_without_a_secret() {
    let dc = FakeDc::default();
    let patience = Duration::from_secs(5);
    for (telling, expected) in [
        (Telling::Answers, Ok(())),
        (Telling::Error(-404), Err(AskFault::Transport(-404))),
        (Telling::AnotherNonce, Err(AskFault::NotTelegram)),
        (Telling::Nothing, Err(AskFault::Silent)),
    ] {
        dc.tell(telling);
        let (mut near, far) = tokio::io::duplex(1_024);
        let served = dc.clone();
        tokio::spawn(async move { served.serve(Box::new(far)).await });
        let asked = probe::ask_telegram(&mut near, NOW, patience).await;
        assert_eq!(asked, expected, "{telling:?}");
    }
    let (mut near, far) = tokio::io::duplex(1_024);
    drop(far);
    let asked = probe::ask_telegram(&mut near, NOW, patience).await;
    assert!(matches!(asked, Err(AskFault::Closed(_))), "{asked:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_a_stranger_answers_is_taken_for_telegram(
        pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..120), 0..4),
        looks_like_tls in any::<bool>(),
        form in prop::sample::select(SecretForm::ALL.to_vec()),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let outcome = runtime.block_on(async {
            let dial = || -> Dialled<'_> {
                let pieces = pieces.clone();
                let (near, mut far) = tokio::io::duplex(64 * 1_024);
                tokio::spawn(async move {
                    let start: &[u8] = if looks_like_tls { &[0x16, 3, 3, 0, 40, 2] } else { &[] };
                    for piece in [&[start.to_vec()], &pieces[..]].concat() {
                        let _ = far.write_all(&piece).await;
                        tokio::time::sleep(Duration::from_millis(300)).await;
                    }
                });
                Box::pin(async move { Ok(Box::new(near) as Box<dyn Stream>) })
            };
            probe::probe_by(&dial, &secret(KEY, form), NOW, ProbeLimits::default()).await
        });
        prop_assert!(!works(outcome), "{outcome:?}");
    }

    #[test]
    fn no_bytes_stop_the_proxy(bytes in prop::collection::vec(any::<u8>(), 0..600), is_tls in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let (proxy, _) = proxy();
            let mut stream = connected(&proxy);
            let start: &[u8] = if is_tls { &[0x16, 3, 1, 0, 200, 1] } else { &[] };
            let _ = stream.write_all(&[start, &bytes].concat()).await;
            let _ = stream.shutdown().await;
            let mut said = Vec::new();
            let _ = stream.read_to_end(&mut said).await;
            assert!(said.is_empty() && proxy.served().is_empty());
        });
    }
}
