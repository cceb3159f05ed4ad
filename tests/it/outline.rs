//! An Outline server that answers as the real one was recorded.
