//! Outline: the pretended server against the recording of a real one, the client against the pretended server, whole
//! bots, and a real Shadowsocks server.

mod bot;
mod client;
mod real;
mod recorded;

pub use bot::free_port;
