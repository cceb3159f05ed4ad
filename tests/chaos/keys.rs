//! What must hold of keys and addresses.

use crate::house::House;
use std::collections::BTreeSet;

/// Looks at them.
pub fn look(house: &House) {
    for (sql, why) in [
        (
            "SELECT count(*) FROM (SELECT address_id FROM vpn_peers WHERE wanted <> 'gone' AND address_id IS NOT NULL
                 GROUP BY address_id HAVING count(*) > 1)",
            "an address serves two keys",
        ),
        (
            "SELECT count(*) FROM vpn_peers p JOIN ip_addresses a ON a.id = p.address_id
                 WHERE p.wanted <> 'gone' AND a.config_id IS NOT p.config_id",
            "a key uses the address of another",
        ),
        (
            "SELECT count(*) FROM ip_addresses a WHERE a.state = 'assigned' AND NOT EXISTS
                 (SELECT 1 FROM vpn_configs c WHERE c.id = a.config_id AND c.status <> 'revoked')",
            "an address belongs to no key",
        ),
        (
            "SELECT count(*) FROM vpn_configs c WHERE c.status IN ('active', 'pending', 'suspended')
                 AND (SELECT count(*) FROM vpn_peers p WHERE p.config_id = c.id AND p.wanted <> 'gone') <> 1",
            "a key has no peer, or two",
        ),
        (
            "SELECT count(*) FROM vpn_configs WHERE status = 'pending' AND server_id = 2",
            "a key was ordered and is not there",
        ),
        (
            "SELECT count(*) FROM vpn_peers WHERE server_id = 2 AND settled IS NOT wanted",
            "a server was not told",
        ),
    ] {
        assert_eq!(house.count(sql), 0, "{why}");
    }
    outline(house);
}

/// The server has the keys it is to have, each once, and no other.
fn outline(house: &House) {
    let database = house.database();
    let mut statement = database
        .prepare("SELECT remote_id FROM vpn_peers WHERE server_id = 2 AND wanted <> 'gone'")
        .expect("prepared");
    let wanted = statement.query_map([], |row| row.get(0)).expect("read");
    let wanted: BTreeSet<String> = wanted.map(|row| row.expect("text")).collect();
    let state = house.outline.state();
    let there: BTreeSet<String> = state.keys.iter().map(|key| key.id.clone()).collect();
    assert_eq!(there.len(), state.keys.len());
    assert_eq!(
        there, wanted,
        "keys on the server, and keys that are wanted"
    );
}
