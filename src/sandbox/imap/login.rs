//! LOGIN and AUTHENTICATE.

use std::io;

use data_encoding::BASE64;
use imap_codec::imap_types::auth::AuthMechanism;

use super::{Answer, MAX_STRANGER, Session};
use crate::sandbox::smtp::plain_credentials;

impl Session {
    /// Logs in with name and password.
    pub(super) fn login(&mut self, user: &[u8], password: &[u8]) -> Answer {
        if self.user.is_some() {
            return Answer::bad("You are logged in");
        }
        let (user, password) = (String::from_utf8_lossy(user), String::from_utf8_lossy(password));
        self.user = self.shared.authenticate(&user, &password);
        match self.user {
            Some(_) => Answer::Ok(format!("[CAPABILITY {}] Welcome", self.capabilities())),
            None => Answer::no("[AUTHENTICATIONFAILED] Wrong name or password"),
        }
    }

    /// Logs in with SASL PLAIN (RFC 4616).
    pub(super) async fn authenticate(
        &mut self,
        mechanism: &AuthMechanism<'_>,
        initial: Option<Vec<u8>>,
    ) -> io::Result<Answer> {
        if *mechanism != AuthMechanism::Plain {
            return Ok(Answer::no("Only PLAIN is known here"));
        }
        let answer = match initial {
            Some(answer) => answer,
            None => {
                self.lines.say("+ \r\n");
                self.lines.flush().await?;
                let Some(line) = self.lines.line(MAX_STRANGER).await? else { return Ok(Answer::Close) };
                match BASE64.decode(line.trim_ascii()) {
                    Ok(answer) => answer,
                    Err(_) => return Ok(Answer::bad("Not base64, or given up")),
                }
            }
        };
        let credentials = plain_credentials(&String::from_utf8_lossy(&answer));
        Ok(match credentials {
            Some((user, password)) => self.login(user.as_bytes(), password.as_bytes()),
            None => Answer::bad("Cannot read that answer"),
        })
    }
}
