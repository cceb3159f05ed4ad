//! Who holds which role, until when, and what a role allows.
