//! All endpoints: each resource is listed and shown, and each area adds what can be done.

use super::auth;
use super::broadcasts;
use super::desks;
use super::doors;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::house;
use super::keys;
use super::money;
use super::people;
use super::pools;
use super::proxies;
use super::roles;
use super::servers;
use super::shop;
use super::support;
use super::till;
use super::vip;
use crate::models::api_resource::Resource;
use crate::services::api::reading;

/// What can be done, area by area.
const ACTS: &[&[Endpoint]] = &[
    auth::ENDPOINTS,
    people::ENDPOINTS,
    roles::ENDPOINTS,
    vip::ENDPOINTS,
    keys::ENDPOINTS,
    servers::ENDPOINTS,
    pools::ENDPOINTS,
    proxies::ENDPOINTS,
    shop::ENDPOINTS,
    money::ENDPOINTS,
    support::ENDPOINTS,
    doors::ENDPOINTS,
    broadcasts::ENDPOINTS,
    house::ENDPOINTS,
    desks::ENDPOINTS,
    till::ENDPOINTS,
];

/// All of them, in the order of the description.
pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let acts = ACTS.iter().flat_map(|area| area.iter().copied());
    let reads = reading::resources()
        .iter()
        .flat_map(|resource| reads(resource));
    acts.chain(reads)
}

fn reads(resource: &'static Resource) -> [Endpoint; 2] {
    let list = Endpoint {
        method: Method::Get,
        path: "",
        needs: Some(resource.permission),
        summary: resource.doc,
        inputs: &[],
        answers: Answers::Page(resource),
        run: Run::List(resource),
    };
    let show = Endpoint {
        summary: "One of them by its number.",
        answers: Answers::Row(resource),
        run: Run::Show(resource),
        ..list
    };
    [list, show]
}
