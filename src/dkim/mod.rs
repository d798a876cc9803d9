//! Signatures (DKIM, RFC 6376) checked by ourselves, for mail servers that write no `Authentication-Results`.
//!
//! Narrower than the RFC where that costs nobody anything: what cannot be told for certain proves nothing, and its writer is asked.

mod keys;
#[cfg(test)]
mod tests;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use mail_auth::common::crypto::Algorithm;
use mail_auth::dkim::Signature;
use mail_auth::{AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters};

use crate::mail::address::Address;
use crate::mail::fields::Fields;
use crate::mail::inbound::{Authentication, Verdict};
use crate::mail::sender::mailboxes;
use keys::Keys;

/// With more signatures a message is none of a person: each may want a hash of its own over the whole body.
const MAX_SIGNATURES: usize = 8;
/// How many of the author's own are checked; each asks the author's servers for a key.
const MAX_CHECKED: usize = 2;
/// How long the names' servers may take for one message.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who says so, where a verdict is of this service itself.
pub const CHECKER: &str = "this service";

/// The resolver of this machine cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the resolver for names cannot be set up: {0}")]
pub struct DkimError(String);

/// Checks signatures with keys from the names' servers, or with given ones.
pub struct Signatures {
    authenticator: MessageAuthenticator,
    keys: Keys,
}

impl Signatures {
    /// Asks the resolvers that this machine is set up with.
    ///
    /// # Errors
    /// When there are none.
    pub fn of_this_machine() -> Result<Self, DkimError> {
        let authenticator = MessageAuthenticator::new_system_conf().map_err(|error| DkimError(error.to_string()))?;
        Ok(Self { authenticator, keys: Keys::asked() })
    }

    /// Knows these keys (name such as `s1._domainkey.uni.example`, text of the record) and asks nobody.
    ///
    /// # Errors
    /// When the resolver, which is never asked, cannot be set up.
    pub fn with_keys(records: &[(&str, &str)]) -> Result<Self, DkimError> {
        let authenticator = MessageAuthenticator::new_quad9().map_err(|error| DkimError(error.to_string()))?;
        Ok(Self { authenticator, keys: Keys::given(records) })
    }

    /// What the author's own signatures say of a message to one of `ours`; nothing where there are none.
    pub async fn check(&self, raw: &[u8], author: &Address, ours: impl Fn(&Address) -> bool) -> Authentication {
        // What the library trips over proves nothing, and stops no other mail.
        let verdict = AssertUnwindSafe(self.verdict(raw, author, ours)).catch_unwind();
        let dkim = match tokio::time::timeout(PATIENCE, verdict).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(_)) | Err(_) => Verdict::None,
        };
        let by = (dkim != Verdict::None).then(|| CHECKER.to_owned());
        Authentication { dkim, by, ..Authentication::default() }
    }

    async fn verdict(&self, raw: &[u8], author: &Address, ours: impl Fn(&Address) -> bool) -> Verdict {
        let fields = Fields::read(raw);
        if !(1..=MAX_SIGNATURES).contains(&fields.all("dkim-signature").take(MAX_SIGNATURES + 1).count()) {
            return Verdict::None;
        }
        let Some(mut message) = AuthenticatedMessage::parse(raw) else { return Verdict::None };
        message.dkim_headers.retain(|header| speaks_for(&header.header, author));
        message.dkim_headers.truncate(MAX_CHECKED);
        let addressed = is_addressed(&fields, ours);
        let outputs = self.authenticator.verify_dkim(Parameters::new(&message).with_txt_cache(&self.keys)).await;
        let mut verdict = Verdict::None;
        for output in &outputs {
            let Some(signature) = output.signature() else { continue };
            match output.result() {
                DkimResult::Pass if addressed && covers(signature, "to") => return Verdict::Pass,
                // The signature is the author's, or pretends to be, and the words are not those that were signed.
                DkimResult::Fail(_) | DkimResult::Neutral(_) => verdict = Verdict::Fail,
                _ => {}
            }
        }
        verdict
    }
}

/// Is it a signature of the author's domain, or one above it, over the `From` field and the whole body?
///
/// A domain below the author's does not speak for it: who holds `web.uni.example` is not the university. A signature over the beginning
/// of a body (`l=`) lets anybody add to it. SHA-1 proves nothing any more (RFC 8301).
fn speaks_for(signature: &Signature, author: &Address) -> bool {
    let plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    let signer = signature.d.to_ascii_lowercase();
    let domain = author.domain();
    let above = domain.strip_suffix(&signer).is_some_and(|rest| rest.ends_with('.')) && signer.contains('.');
    plain(&signer)
        && plain(&signature.s)
        && (domain == signer || above)
        && covers(signature, "from")
        && signature.l == 0
        && signature.atps.is_none()
        && signature.a != Algorithm::RsaSha1
}

fn covers(signature: &Signature, field: &str) -> bool {
    signature.h.iter().any(|name| name.trim().eq_ignore_ascii_case(field))
}

/// Does the (signed) `To` name an address of ours? A signature proves whose words they are, not that they were meant for us: what somebody
/// wrote to another can be sent on to us with its signature whole.
fn is_addressed(fields: &Fields, ours: impl Fn(&Address) -> bool) -> bool {
    let mut named = fields.all("to");
    let (Some(to), None) = (named.next(), named.next()) else { return false };
    let list = mailboxes(to).unwrap_or_default();
    list.iter().take(200).filter_map(|(_, address)| Address::parse(address)).any(|address| ours(&address))
}
