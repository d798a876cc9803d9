//! Access tokens from a token server by refresh token (RFC 6749, section 6), as Microsoft 365 and Google Workspace want them for
//! IMAP and SMTP.

mod request;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::bearer::{AccessTokens, Pending, RefreshTokens, TokenError, Tokens};
use crate::clock::Clock;
use request::{Answer, Asked, post};

/// Which application asks, and where (the keys of `[imap.oauth2]` and `[smtp.oauth2]`).
#[derive(Clone, Debug)]
pub struct Settings {
    /// The section they stand in, for what is said of them.
    pub section: &'static str,
    /// The token endpoint; `https`, or `http` on this machine.
    pub token_url: url::Url,
    /// The application.
    pub client_id: String,
    /// Its secret; applications without one leave it empty.
    pub client_secret: SecretString,
    /// The first refresh token, from the consent of the mailbox's owner.
    pub refresh_token: SecretString,
    /// What is asked for, space between; empty for what was consented to.
    pub scope: String,
    /// How long the token server may take.
    pub deadline: Duration,
}

/// A token is renewed while it is still good for so long: a session begun with it must not lose it at once.
const MARGIN: SignedDuration = SignedDuration::from_secs(120);
/// How long a token is taken to be good where the server does not say (RFC 6749, section 4.2.2, only recommends that it does).
const UNSAID: i64 = 600;

struct Refreshing {
    settings: Settings,
    kept: Box<dyn RefreshTokens>,
    clock: Clock,
    at_hand: Mutex<Option<(SecretString, Timestamp)>>,
    /// One asks at a time: a rotated token is good once.
    asking: tokio::sync::Mutex<()>,
}

/// Tokens for the mailbox or the way out of `settings`; rotated refresh tokens are kept in `kept`.
pub fn tokens(settings: Settings, kept: Box<dyn RefreshTokens>, clock: Clock) -> Tokens {
    Tokens(Arc::new(Refreshing {
        settings,
        kept,
        clock,
        at_hand: Mutex::default(),
        asking: tokio::sync::Mutex::default(),
    }))
}

impl AccessTokens for Refreshing {
    fn current(&self) -> Pending<'_, Result<SecretString, TokenError>> {
        Box::pin(async {
            if let Some(token) = self.fresh() {
                return Ok(token);
            }
            let _alone = self.asking.lock().await;
            // Whoever asked meanwhile has got one.
            match self.fresh() {
                Some(token) => Ok(token),
                None => self.renew().await,
            }
        })
    }

    fn forget(&self) {
        *self.at_hand.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Refreshing {
    fn fresh(&self) -> Option<SecretString> {
        let at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        let (token, until) = at_hand.as_ref()?;
        (*until - MARGIN > self.clock.now()).then(|| token.clone())
    }

    async fn renew(&self) -> Result<SecretString, TokenError> {
        let first = &self.settings.refresh_token;
        let mut refresh = self.kept.successor(first).await?.unwrap_or_else(|| first.clone());
        let answer = match post(&self.settings, &refresh).await? {
            Asked::Granted(answer) => answer,
            Asked::Refused(why) => {
                // Another process may have rotated it between our reading and our asking.
                let newest = self.kept.successor(first).await?.unwrap_or_else(|| first.clone());
                if newest.expose_secret() == refresh.expose_secret() {
                    return Err(self.refused(&why));
                }
                refresh = newest;
                match post(&self.settings, &refresh).await? {
                    Asked::Granted(answer) => answer,
                    Asked::Refused(why) => return Err(self.refused(&why)),
                }
            }
        };
        self.take(answer, &refresh).await
    }

    /// The successor is kept before the token is used: lost, it could not be had again.
    async fn take(&self, answer: Answer, shown: &SecretString) -> Result<SecretString, TokenError> {
        if let Some(successor) = answer.refresh_token.filter(|new| new.expose_secret() != shown.expose_secret()) {
            self.kept.keep(&self.settings.refresh_token, &successor).await?;
        }
        let seconds = answer.expires_in.unwrap_or(UNSAID).clamp(0, 30 * 86_400);
        let until = self.clock.now() + SignedDuration::from_secs(seconds);
        *self.at_hand.lock().unwrap_or_else(PoisonError::into_inner) = Some((answer.access_token.clone(), until));
        Ok(answer.access_token)
    }

    fn refused(&self, why: &str) -> TokenError {
        let section = self.settings.section;
        TokenError::Refused(format!(
            "{}: the token server refuses ({why}); check client_id, client_secret and scope of [{section}], and if the consent \
             has ended, get a new refresh_token",
            self.settings.token_url.host_str().unwrap_or_default()
        ))
    }
}
