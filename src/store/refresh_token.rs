//! The refresh tokens that token servers gave in place of those in the settings.

use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use secrecy::{ExposeSecret, SecretString};

use super::backend::{row, run};
use super::{Store, StoreError};
use crate::bearer::{Pending, RefreshTokens, TokenError};

/// The place of one server's refresh token in the store.
pub struct KeptToken {
    store: Store,
    /// The name of the fact: one for each server.
    name: String,
}

impl Store {
    /// Where the refresh token of this section of the settings is kept.
    pub fn kept_token(&self, section: &str) -> KeptToken {
        KeptToken { store: self.clone(), name: format!("refresh_token/{section}") }
    }
}

/// The store beneath says what is wrong with it elsewhere; here it is only away.
fn away(error: StoreError) -> TokenError {
    TokenError::Away(format!("the refresh token cannot be read or kept: {error}"))
}

/// What tells a token from another without showing it.
fn fingerprint(token: &SecretString) -> Vec<u8> {
    digest(&SHA256, token.expose_secret().as_bytes()).as_ref().to_vec()
}

impl KeptToken {
    async fn read(&self, first: &SecretString) -> Result<Option<SecretString>, StoreError> {
        let mut tx = self.store.pools.read().await?;
        let name = self.name.as_str();
        let found = row!(&mut tx, (Option<Vec<u8>>,), "SELECT bytes FROM facts WHERE name = $1", name)?;
        let Some(kept) = found.and_then(|(bytes,)| bytes) else { return Ok(None) };
        let Some((of, token)) = kept.split_at_checked(SHA256_OUTPUT_LEN) else { return Ok(None) };
        let ours = of == fingerprint(first);
        Ok(String::from_utf8(token.to_vec()).ok().filter(|_| ours).map(SecretString::from))
    }

    async fn write(&self, first: &SecretString, successor: &SecretString) -> Result<(), StoreError> {
        let mut bytes = fingerprint(first);
        bytes.extend_from_slice(successor.expose_secret().as_bytes());
        let mut tx = self.store.pools.write().await?;
        run!(
            &mut tx,
            "INSERT INTO facts (name, number, bytes) VALUES ($1, 0, $2)
             ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",
            self.name.as_str(),
            bytes.as_slice()
        )?;
        tx.commit().await
    }
}

impl RefreshTokens for KeptToken {
    fn successor<'a>(&'a self, first: &'a SecretString) -> Pending<'a, Result<Option<SecretString>, TokenError>> {
        Box::pin(async { self.read(first).await.map_err(away) })
    }

    fn keep<'a>(&'a self, first: &'a SecretString, successor: &'a SecretString) -> Pending<'a, Result<(), TokenError>> {
        Box::pin(async { self.write(first, successor).await.map_err(away) })
    }
}
