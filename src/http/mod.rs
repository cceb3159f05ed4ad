//! The HTTP server of the house, on `HTTP_LISTEN`: off unless set.
