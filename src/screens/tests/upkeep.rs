//! Pictures of maintenance: its desk, and what people read.

use super::*;
use crate::models::*;
use crate::screens::upkeep;

fn shut(sentence: Option<&str>, holds: bool) -> Maintenance {
    Maintenance {
        since: Some(NOW - 2 * HOUR),
        sentence: sentence.map(str::to_owned),
        holds,
    }
}

#[test]
fn the_desk_of_maintenance() {
    let view = |maintenance| MaintenanceView {
        maintenance,
        waiting: 12,
        kept: 3,
    };
    assert_picture!(|r| vec![
        ("open", upkeep::desk(r, &view(Maintenance::default()))),
        ("shut", upkeep::desk(r, &view(shut(None, false)))),
        (
            "shut, tasks wait, own sentence",
            upkeep::desk(r, &view(shut(Some(NASTY_NAME), true)))
        ),
        ("ask", upkeep::ask_sentence(r)),
    ]);
    let long = "<&>\" ".repeat(100);
    check(&upkeep::desk(
        reader(Lang::Es),
        &view(shut(Some(&long), true)),
    ));
}

#[test]
fn what_people_read_meanwhile_and_afterwards() {
    assert_picture!(|r| vec![
        ("usual", upkeep::closed(r, &shut(None, false), false)),
        (
            "own",
            upkeep::closed(r, &shut(Some(NASTY_NAME), false), true)
        ),
        (
            "opened",
            upkeep::opened(r, "https://t.me/portero_bot?start=v_ABCD2345EFGH6789")
        ),
    ]);
    let long = shut(Some(&"<&>\" ".repeat(100)), true);
    for lang in Lang::ALL {
        let alert = upkeep::closed_alert(reader(lang), &long);
        assert!(html::utf16_len(&alert) <= 200, "{alert}");
        for is_on in [true, false] {
            assert!(html::utf16_len(&upkeep::switched(lang, is_on)) <= 200);
        }
    }
}
