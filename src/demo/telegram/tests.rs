//! Tests of the emulator by way of HTTP.
