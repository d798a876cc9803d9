//! Against a scripted peer: each stage's answer, and each moment at which a connection can break.
