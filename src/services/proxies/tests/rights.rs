use super::*;
use crate::models::ListedProxyId;
use crate::models::Permission;
use crate::models::PermissionSet;
use crate::models::ProxySourceId;
use crate::models::UserId;
use crate::services::proxies::passes;
use crate::services::proxies::settings;

/// Whether the permission was lacking.
fn lacks<T>(result: Result<T, ServiceError>) -> bool {
    matches!(result, Err(ServiceError::Refused(Refusal::NotAllowed)))
}

#[tokio::test]
async fn whoever_may_only_see_changes_nothing_and_a_stranger_sees_nothing() {
    let (ctx, _) = house().await;
    let sees: PermissionSet = [Permission::ProxiesSee].into_iter().collect();
    let stranger = Actor::user(UserId(1), PermissionSet::default(), None);
    let helper = Actor::user(UserId(2), sees, None);
    let id = add(&ctx, URL).await.id;
    assert!(lacks(desk::see(&ctx, &stranger).await));
    assert!(lacks(desk::export(&ctx, &stranger, None, true).await));
    assert!(lacks(sources::get(&ctx, &stranger, id).await));
    assert!(desk::see(&ctx, &helper).await.is_ok());
    assert!(desk::export(&ctx, &helper, None, true).await.is_ok());
    assert!(sources::get(&ctx, &helper, id).await.is_ok());
    let url = "https://example.org/".to_owned();
    for actor in [stranger, helper] {
        let kind = ProxySourceKind::Shadowmere { url: url.clone() };
        assert!(lacks(sources::add(&ctx, &actor, kind, None, NOW).await));
        let text = lines(0..1).into_bytes();
        assert!(lacks(
            sources::paste(&ctx, &actor, "x", text, None, NOW).await
        ));
        assert!(lacks(sources::read_now(&ctx, &actor, id, NOW).await));
        assert!(lacks(
            sources::set_interval(&ctx, &actor, id, 60, NOW).await
        ));
        assert!(lacks(sources::pause(&ctx, &actor, id, true, NOW).await));
        assert!(lacks(sources::remove(&ctx, &actor, id, NOW).await));
        assert!(lacks(passes::start(&ctx, &actor, NOW).await));
        assert!(lacks(passes::cancel(&ctx, &actor, NOW).await));
        assert!(lacks(checks::delete_dead(&ctx, &actor, NOW).await));
        assert!(lacks(
            checks::delete(&ctx, &actor, ListedProxyId(1), NOW).await
        ));
        assert!(lacks(settings::set_shown(&ctx, &actor, false, NOW).await));
        assert!(lacks(settings::set_private(&ctx, &actor, true, NOW).await));
        assert!(lacks(
            settings::set_telegram(&ctx, &actor, false, NOW).await
        ));
        assert!(lacks(settings::set_at_once(&ctx, &actor, 9, NOW).await));
        assert!(lacks(settings::set_every(&ctx, &actor, 9, NOW).await));
        assert!(lacks(settings::set_judges(&ctx, &actor, "", NOW).await));
    }
    let gone = sources::get(&ctx, &admin(), ProxySourceId(99)).await;
    assert!(matches!(
        gone,
        Err(ServiceError::Refused(Refusal::NotFound))
    ));
}

#[tokio::test]
async fn what_is_set_holds_within_its_bounds_and_each_change_leaves_a_line() {
    let (ctx, _) = house().await;
    let actor = admin();
    assert!(list::is_shown(&ctx).await.expect("read"));
    settings::set_shown(&ctx, &actor, false, NOW)
        .await
        .expect("set");
    settings::set_shown(&ctx, &actor, false, NOW)
        .await
        .expect("set again");
    settings::set_private(&ctx, &actor, true, NOW)
        .await
        .expect("set");
    settings::set_telegram(&ctx, &actor, false, NOW)
        .await
        .expect("set");
    settings::set_at_once(&ctx, &actor, 512, NOW)
        .await
        .expect("set");
    settings::set_every(&ctx, &actor, 1_440, NOW)
        .await
        .expect("set");
    let judge = "https://judge.example.org/";
    let set = settings::set_judges(&ctx, &actor, judge, NOW)
        .await
        .expect("set");
    assert_eq!(
        (set.is_shown, set.allows_private, set.asks_telegram),
        (false, true, false)
    );
    assert_eq!(
        (set.at_once, set.every_minutes, set.judges),
        (512, 1_440, vec![judge.to_owned()])
    );
    assert!(!list::is_shown(&ctx).await.expect("read"));
    for at_once in [0, 513] {
        assert!(
            settings::set_at_once(&ctx, &actor, at_once, NOW)
                .await
                .is_err()
        );
    }
    for every in [4, 1_441] {
        assert!(settings::set_every(&ctx, &actor, every, NOW).await.is_err());
    }
    let acts = "SELECT count(*) FROM audit_log WHERE action = 'proxies.set'";
    assert_eq!(
        value::<i64>(&ctx, acts).await,
        6,
        "what changes nothing leaves none"
    );
}
