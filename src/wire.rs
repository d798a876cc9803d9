//! TCP and TLS to a server of ours: with deadlines, keepalive, and one crypto provider.

use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Why a server could not be reached; each says where and what to look at.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Its name means nothing.
    #[error("{0}: no server of that name is known; check the host")]
    Unknown(String),
    /// Nobody answers.
    #[error("{0}: cannot connect ({1}); check host and port, and that the server runs")]
    Unreachable(String, std::io::Error),
    /// It did not answer in time.
    #[error("{0}: no answer within {1} seconds; check host, port and firewall")]
    Silent(String, u64),
    /// It takes the connection and does not say a word.
    #[error(
        "{0}: the server is there, but has not greeted within {1} seconds; a port for \"tls\" waits like that for whoever speaks first: \
         check port and security"
    )]
    Mute(String, u64),
    /// Its certificate is not trusted.
    #[error(
        "{0}: its certificate is not trusted ({1}); check the host name, or name the authority's certificate in ca_file"
    )]
    Certificate(String, String),
    /// TLS failed otherwise.
    #[error("{0}: no secure connection ({1}); is this the port for this kind of security?")]
    Tls(String, String),
    /// A plain connection to another machine.
    #[error("{0}: an unprotected connection is made to this machine only; use \"tls\" or \"starttls\"")]
    NotLoopback(String),
    /// The file of trusted certificates.
    #[error("{0}: {1}")]
    CaFile(String, String),
}

impl WireError {
    /// Will it go away by itself? An untrusted certificate will not.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::Unreachable(..) | Self::Silent(..) | Self::Mute(..) => true,
            Self::Certificate(..) | Self::Tls(..) | Self::NotLoopback(_) | Self::CaFile(..) => false,
        }
    }
}

/// A connection, protected or not.
#[derive(Debug)]
pub enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// Within TLS.
    Tls(Box<TlsStream<TcpStream>>),
}

/// Connects to `host`; with `loopback_only`, to this machine and no other.
///
/// # Errors
/// When it cannot be reached within `deadline`.
pub async fn connect(host: &str, port: u16, loopback_only: bool, deadline: Duration) -> Result<TcpStream, WireError> {
    let place = format!("{host}:{port}");
    let silent = |_| WireError::Silent(place.clone(), deadline.as_secs());
    let found = tokio::time::timeout(deadline, tokio::net::lookup_host((host, port))).await.map_err(silent)?;
    let addresses: Vec<SocketAddr> = found.map_err(|_| WireError::Unknown(place.clone()))?.collect();
    if loopback_only && !addresses.iter().all(|address| address.ip().is_loopback()) {
        return Err(WireError::NotLoopback(place));
    }
    let connecting = tokio::time::timeout(deadline, TcpStream::connect(addresses.as_slice()));
    let stream = connecting.await.map_err(silent)?.map_err(|error| WireError::Unreachable(place.clone(), error))?;
    keep_alive(&stream).map_err(|error| WireError::Unreachable(place, error))?;
    Ok(stream)
}

/// A peer that vanished without a word is noticed within some minutes, also while nothing is said (RFC 9293, section 3.8.4).
fn keep_alive(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = socket2::SockRef::from(stream);
    let probes = socket2::TcpKeepalive::new().with_time(Duration::from_secs(60)).with_interval(Duration::from_secs(20));
    socket.set_tcp_keepalive(&probes)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(120)))?;
    Ok(())
}

/// Begins TLS on a connection to `host`; trusts the system's authorities and those of `ca_file`.
///
/// # Errors
/// When the certificate is not trusted or TLS fails.
pub async fn protect(
    stream: TcpStream,
    host: &str,
    ca_file: Option<&Path>,
    deadline: Duration,
) -> Result<TlsStream<TcpStream>, WireError> {
    let place = stream.peer_addr().map_or_else(|_| host.to_owned(), |address| format!("{host}:{}", address.port()));
    let name = ServerName::try_from(host.to_owned()).map_err(|_| WireError::Unknown(place.clone()))?;
    let connector = TlsConnector::from(Arc::new(client_config(ca_file)?));
    let handshake = tokio::time::timeout(deadline, connector.connect(name, stream));
    let result = handshake.await.map_err(|_| WireError::Silent(place.clone(), deadline.as_secs()))?;
    result.map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => WireError::Certificate(place, why.to_string()),
        _ => WireError::Tls(place, error.to_string()),
    })
}

fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, WireError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = ca_file {
        let shown = file.display().to_string();
        let certificates =
            CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(|error| {
                WireError::CaFile(shown.clone(), format!("holds no certificates in PEM form ({error})"))
            })?;
        if certificates.is_empty() {
            return Err(WireError::CaFile(shown, "holds no certificates in PEM form".to_owned()));
        }
        for certificate in certificates {
            roots.add(certificate).map_err(|error| WireError::CaFile(shown.clone(), error.to_string()))?;
        }
    }
    // The provider is named: with two of them in a build, rustls would refuse to choose and panic.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| WireError::Tls("this machine".to_owned(), error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
