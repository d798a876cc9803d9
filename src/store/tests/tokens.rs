//! The story's refresh tokens: the successor of the token in the settings, and of no other.

use secrecy::{ExposeSecret, SecretString};

use super::*;
use crate::bearer::RefreshTokens;

pub(super) async fn tokens(store: &Store) {
    let (first, other) = (SecretString::from("first"), SecretString::from("other"));
    let (imap, smtp) = (store.kept_token("imap"), store.kept_token("smtp"));
    assert!(imap.successor(&first).await.unwrap().is_none());
    for successor in ["second", "third"] {
        imap.keep(&first, &SecretString::from(successor)).await.unwrap();
        assert_eq!(imap.successor(&first).await.unwrap().unwrap().expose_secret(), successor);
    }
    // Somebody wrote a new token into the settings: what the old one became is worth nothing.
    assert!(imap.successor(&other).await.unwrap().is_none());
    assert!(smtp.successor(&first).await.unwrap().is_none());
}
