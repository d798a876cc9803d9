//! What monitoring asks over HTTP: does it live, is it ready, how much is there of everything. Numbers alone, nothing about anybody.

mod metrics;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::service::{Health, Service, ServiceError};
use crate::store::Awaited;

/// How many may ask at a time; more wait to be accepted.
const AT_ONCE: usize = 16;
/// How long one that asks may take, from the first byte to the last.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked about.
#[derive(Clone)]
pub struct Asked {
    /// The service.
    pub service: Arc<Service>,
    /// For how long the mailbox may go unread before the service is not ready; zero for ever.
    pub silent: Duration,
}

/// Takes the port; who asks before [`serve`] is called waits.
///
/// # Errors
/// When the port cannot be had.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Answers until it is dropped.
pub async fn serve(listener: TcpListener, asked: Asked) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        // Closed never.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let asked = asked.clone();
                tokio::spawn(async move {
                    // Who asks too slowly, or nonsense, is left without an answer.
                    let _ = timeout(PATIENCE, answer(stream, asked)).await;
                    drop(place);
                });
            }
            // Out of file descriptors, most likely: not to be asked for without pause.
            Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
}

async fn answer(stream: TcpStream, asked: Asked) -> Result<(), hyper::Error> {
    let each = service_fn(move |request: Request<Incoming>| {
        let asked = asked.clone();
        async move { Ok::<_, Infallible>(response(request.method(), request.uri().path(), &asked).await) }
    });
    hyper::server::conn::http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), each)
        .await
}

async fn response(method: &Method, path: &str, asked: &Asked) -> Response<Full<Bytes>> {
    let (status, text) = match path {
        "/healthz" | "/readyz" | "/metrics" if !matches!(*method, Method::GET | Method::HEAD) => {
            (StatusCode::METHOD_NOT_ALLOWED, "Only GET.\n".to_owned())
        }
        // Whoever gets this answer knows that the process lives and answers.
        "/healthz" => (StatusCode::OK, "ok\n".to_owned()),
        "/readyz" => ready(asked).await,
        "/metrics" => match metrics::text(&asked.service).await {
            Ok(text) => (StatusCode::OK, text),
            Err(error) => away(&error),
        },
        _ => (StatusCode::NOT_FOUND, "There are /healthz, /readyz and /metrics.\n".to_owned()),
    };
    let kind =
        if path == "/metrics" { "text/plain; version=0.0.4; charset=utf-8" } else { "text/plain; charset=utf-8" };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-store"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(ALLOW, hyper::header::HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// The database's words may name hosts and users, which are for the log.
fn away(error: &ServiceError) -> (StatusCode, String) {
    tracing::warn!(%error, "monitoring asked, and the database did not answer");
    (StatusCode::SERVICE_UNAVAILABLE, "waiting for the database\n".to_owned())
}

/// Ready is who can read the mailbox, send, and keep what it reads.
async fn ready(asked: &Asked) -> (StatusCode, String) {
    let health = match asked.service.health().await {
        Ok(health) => health,
        Err(error) => return away(&error),
    };
    let now = asked.service.clock().now();
    let mut lines: Vec<String> =
        health.waiting.iter().map(|waiting| format!("waiting for {}", name(waiting.what))).collect();
    if lines.is_empty() && too_old(&health, now, asked.silent) {
        lines.push("the mailbox has not been read for too long".to_owned());
    }
    if lines.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    (StatusCode::SERVICE_UNAVAILABLE, lines.join("\n") + "\n")
}

fn too_old(health: &Health, now: jiff::Timestamp, silent: Duration) -> bool {
    let age = health.last_fetch.map(|at| u64::try_from(now.duration_since(at).as_secs()).unwrap_or(0));
    !silent.is_zero() && age.is_none_or(|age| age > silent.as_secs())
}

/// What is waited for, in a label's word.
fn name(what: Awaited) -> &'static str {
    match what {
        Awaited::Mailbox => "mailbox",
        Awaited::WayOut => "way_out",
    }
}
