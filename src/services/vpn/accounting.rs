//! Traffic: samples of counters become what people have used.
