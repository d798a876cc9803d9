//! Access tokens (RFC 6749, section 1.4) as the two protocols need them, wherever they come from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A boxed future, so that the traits below can be used behind a pointer.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where access tokens come from.
pub trait AccessTokens: Send + Sync {
    /// A token that is good for a while: the one at hand, else a new one.
    fn current(&self) -> Pending<'_, Result<SecretString, TokenError>>;

    /// Forgets the token at hand: a server has refused it, whatever its age.
    fn forget(&self);
}

/// The tokens of one server, shared by all who log in there; prints nothing of them.
#[derive(Clone)]
pub struct Tokens(pub Arc<dyn AccessTokens>);

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// Where the refresh token is kept that a token server gives in place of the one it was shown (RFC 6749, section 6).
pub trait RefreshTokens: Send + Sync {
    /// The latest successor of `first`, the token of the settings; `None` where there is none. A successor of another token,
    /// one that the settings named before, counts as none.
    fn successor<'a>(&'a self, first: &'a SecretString) -> Pending<'a, Result<Option<SecretString>, TokenError>>;

    /// Keeps `successor` as what `first` has become.
    fn keep<'a>(&'a self, first: &'a SecretString, successor: &'a SecretString) -> Pending<'a, Result<(), TokenError>>;
}

/// Why there is no access token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token server says no, and would again.
    #[error("{0}")]
    Refused(String),
    /// It cannot be reached, or does not answer as it should, now.
    #[error("{0}")]
    Away(String),
}

/// The SASL XOAUTH2 answer (Google's and Microsoft's mechanism): who, and the token.
pub fn xoauth2(username: &str, token: &SecretString) -> String {
    format!("user={username}\u{1}auth=Bearer {}\u{1}\u{1}", token.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_what_google_documents() {
        let token = SecretString::from("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
        let expected =
            "user=someuser@example.com\u{1}auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\u{1}\u{1}";
        assert_eq!(xoauth2("someuser@example.com", &token), expected);
    }
}
