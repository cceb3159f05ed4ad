//! Tickets: asking, answering, reminding, closing, rating.
