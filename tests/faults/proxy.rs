//! A door before a server, with or without TLS, that breaks a connection after a given number of bytes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Passes everything on.
const WHOLE: usize = usize::MAX;

/// The door; the connections of a test end with its runtime.
pub struct Proxy {
    pub port: u16,
    /// After how many bytes of the server's the next connection breaks.
    next: Arc<AtomicUsize>,
    /// How many were broken.
    broken: Arc<AtomicUsize>,
}

impl Proxy {
    /// Opens it before the server on port `server`.
    pub async fn open(server: u16, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (next, broken) = (Arc::new(AtomicUsize::new(WHOLE)), Arc::new(AtomicUsize::new(0)));
        let proxy = Self { port, next: Arc::clone(&next), broken: Arc::clone(&broken) };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let limit = next.swap(WHOLE, Ordering::AcqRel);
                let (tls, broken) = (tls.clone(), Arc::clone(&broken));
                tokio::spawn(async move {
                    let server = TcpStream::connect(("127.0.0.1", server)).await?;
                    let cut = match tls {
                        None => pass(client, server, limit).await,
                        // Dropped without a close_notify, as when the power goes.
                        Some(tls) => pass(tls.accept(client).await?, server, limit).await,
                    };
                    broken.fetch_add(usize::from(cut?), Ordering::AcqRel);
                    std::io::Result::Ok(())
                });
            }
        });
        proxy
    }

    /// The next connection breaks after the server has said so many bytes.
    pub fn break_after(&self, bytes: usize) {
        self.next.store(bytes, Ordering::Release);
    }

    /// How many connections it has broken.
    pub fn broken(&self) -> usize {
        self.broken.load(Ordering::Acquire)
    }
}

/// Passes bytes both ways until one side ends or `limit` bytes have come from the server: then true.
async fn pass<C: AsyncRead + AsyncWrite>(client: C, server: TcpStream, limit: usize) -> std::io::Result<bool> {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = server.into_split();
    let mut left = limit;
    let mut buffer = vec![0; 8 * 1024];
    let down = async {
        loop {
            let got = from_server.read(&mut buffer).await?;
            if got == 0 {
                return std::io::Result::Ok(false);
            }
            let some = got.min(left);
            to_client.write_all(&buffer[..some]).await?;
            to_client.flush().await?;
            left = if limit == WHOLE { WHOLE } else { left - some };
            if left == 0 {
                return Ok(true);
            }
        }
    };
    tokio::select! {
        cut = down => cut,
        up = tokio::io::copy(&mut from_client, &mut to_server) => up.map(|_| false),
    }
}

/// A certificate for this machine, whose authority is written to `ca`.
pub fn acceptor(ca: &Path) -> TlsAcceptor {
    acceptor_of(ca, "127.0.0.1", 4096)
}

/// The same for somebody of that name, good until that year.
pub fn acceptor_of(ca: &Path, name: &str, until: i32) -> TlsAcceptor {
    let ca_key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    std::fs::write(ca, params.self_signed(&ca_key).unwrap().pem()).unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let mut leaf = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    leaf.not_after = rcgen::date_time_ymd(until, 1, 1);
    let leaf = leaf.signed_by(&key, &rcgen::Issuer::from_params(&params, &ca_key)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
