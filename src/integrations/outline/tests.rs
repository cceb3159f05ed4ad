use super::*;

#[test]
fn ids_of_ours_are_numbers_that_javascript_counts_exactly() {
    for _ in 0..1000 {
        let id: u64 = new_id().expect("random").parse().expect("a number");
        assert!((LEAST_ID..1 << 53).contains(&id), "{id}");
    }
}

#[test]
fn no_name_of_a_person_is_taken_for_a_mark() {
    let name = "Casa\n [p:123]";
    assert_eq!(clean(name), "Casa (p:123)");
    assert_eq!(mark(&clean(name)), None);
    assert_eq!(mark("Casa [p:123]"), Some(("Casa", "123")));
    for other in ["Casa [p:]", "Casa [p:1a]", "Casa[p:1]", "Casa [p:1] x", ""] {
        assert_eq!(mark(other), None, "{other}");
    }
    assert_eq!(clean(&"ñ".repeat(300)).chars().count(), LONGEST_NAME);
}

#[test]
fn a_wrong_pin_is_no_client() {
    let url = || Secret::new("https://127.0.0.1:1/secret");
    assert!(Outline::new(url(), "").is_err());
    assert!(Outline::new(url(), &"ab".repeat(31)).is_err());
    assert!(Outline::new(url(), &"Ab".repeat(32)).is_ok());
}
