//! One request to a token endpoint: a form posted over HTTP/1.1, a small JSON object back.

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::Serializer;

use super::Settings;
use crate::bearer::TokenError;
use crate::wire::{self, Stream};

/// The largest answer that is read, in bytes: Microsoft's tokens are about 3 kB each.
const MAX_ANSWER: usize = 64 * 1024;

/// A token server's yes (RFC 6749, section 5.1).
#[derive(Deserialize)]
pub(super) struct Answer {
    pub access_token: SecretString,
    /// In seconds; some write it as text.
    #[serde(default, deserialize_with = "seconds")]
    pub expires_in: Option<i64>,
    pub refresh_token: Option<SecretString>,
}

/// Its no (section 5.2).
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// What came back.
pub(super) enum Asked {
    Granted(Answer),
    /// It says no: the server's words.
    Refused(String),
}

fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(i64),
        Text(String),
    }
    Ok(match Option::<Seconds>::deserialize(from)? {
        Some(Seconds::Number(number)) => Some(number),
        Some(Seconds::Text(text)) => text.trim().parse().ok(),
        None => None,
    })
}

/// Asks for an access token with `refresh`.
pub(super) async fn post(settings: &Settings, refresh: &SecretString) -> Result<Asked, TokenError> {
    let url = &settings.token_url;
    let away = |why: String| TokenError::Away(format!("{}: {why}", url.host_str().unwrap_or_default()));
    let asking = tokio::time::timeout(settings.deadline, exchange(settings, refresh));
    let silent = || away(format!("the token server did not answer within {} seconds", settings.deadline.as_secs()));
    let (status, body) = asking.await.map_err(|_| silent())?.map_err(away)?;
    if status == 200 {
        return match serde_json::from_slice(&body) {
            Ok(answer) => Ok(Asked::Granted(answer)),
            // Its words may hold a token.
            Err(_) => {
                Err(away("the token server answered with something that is no token; is token_url right?".into()))
            }
        };
    }
    // 400 and 401 with an error code are its answer; anything else, and its own troubles, may pass.
    match serde_json::from_slice::<Refusal>(&body) {
        Ok(no) if (400..500).contains(&status) && status != 429 && no.error != "temporarily_unavailable" => {
            let description = no.error_description.lines().next().unwrap_or_default();
            let words = if description.is_empty() { no.error } else { format!("{}: {description}", no.error) };
            Ok(Asked::Refused(words.chars().filter(|c| !c.is_control()).take(300).collect()))
        }
        _ => Err(away(format!("the token server answered {status}; is token_url right?"))),
    }
}

async fn exchange(settings: &Settings, refresh: &SecretString) -> Result<(u16, Bytes), String> {
    let url = &settings.token_url;
    let stream = connect(url, settings).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    let request = request(settings, refresh).map_err(|error| error.to_string())?;
    let answering = async {
        let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await.map_err(|error| error.to_string())?;
        Ok((status, body.to_bytes()))
    };
    tokio::pin!(connection, answering);
    tokio::select! {
        answer = &mut answering => answer,
        ended = &mut connection => match ended {
            // The connection may end with the answer already read.
            Ok(()) => answering.await,
            Err(error) => Err(error.to_string()),
        },
    }
}

async fn connect(url: &Url, settings: &Settings) -> Result<Stream, String> {
    let host = url.host_str().ok_or("token_url names no host")?.trim_matches(['[', ']']);
    let port = url.port_or_known_default().ok_or("token_url names no port")?;
    let plain = url.scheme() == "http";
    let tcp = wire::connect(host, port, plain, settings.deadline).await.map_err(|error| error.to_string())?;
    if plain {
        return Ok(Stream::Plain(tcp));
    }
    let tls = wire::protect(tcp, host, None, settings.deadline).await.map_err(|error| error.to_string())?;
    Ok(Stream::Tls(Box::new(tls)))
}

fn request(settings: &Settings, refresh: &SecretString) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token");
    form.append_pair("refresh_token", refresh.expose_secret());
    form.append_pair("client_id", &settings.client_id);
    for (name, value) in [("client_secret", settings.client_secret.expose_secret()), ("scope", &settings.scope)] {
        if !value.is_empty() {
            form.append_pair(name, value);
        }
    }
    let url = &settings.token_url;
    Request::builder()
        .method(Method::POST)
        .uri(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(HOST, &url[url::Position::BeforeHost..url::Position::AfterPort])
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .body(Full::new(Bytes::from(form.finish())))
}
