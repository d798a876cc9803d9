//! A listening port on loopback that can be shut and opened again, and the connections that came in through it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// More connections at once than these are turned away.
const MAX_CONNECTIONS: usize = 512;

/// One protocol's port.
#[derive(Debug)]
pub(super) struct Door<S> {
    address: SocketAddr,
    serve: S,
    entry: Mutex<Entry>,
    sessions: Arc<Mutex<JoinSet<()>>>,
}

#[derive(Debug)]
enum Entry {
    /// Connections are taken in.
    Open(JoinHandle<()>),
    /// Connections are refused; the socket keeps the port ours.
    Shut(TcpSocket),
    /// For good.
    Gone,
}

/// Begins to serve a connection; called for each in a task of its own.
pub(super) trait Serve: Clone + Send + Sync + 'static {
    fn serve(&self, stream: TcpStream) -> impl Future<Output = io::Result<()>> + Send;
}

impl<S: Serve> Door<S> {
    /// Opens a port, any free one for 0.
    pub fn open(port: u16, serve: S) -> io::Result<Self> {
        let socket = reserve(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let address = socket.local_addr()?;
        let sessions = Arc::default();
        let entry = Mutex::new(listen(socket, &serve, &sessions)?);
        Ok(Self { address, serve, entry, sessions })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Refuses new connections and breaks those there are.
    pub async fn shut(&self) -> io::Result<()> {
        let before = std::mem::replace(&mut *lock(&self.entry), Entry::Gone);
        let socket = match before {
            Entry::Open(accepting) => {
                accepting.abort();
                // Aborted is what it shall be; afterwards its listener is closed.
                let _ = accepting.await;
                reserve(self.address)?
            }
            Entry::Shut(socket) => socket,
            Entry::Gone => return Ok(()),
        };
        *lock(&self.entry) = Entry::Shut(socket);
        self.cut().await;
        Ok(())
    }

    /// Takes connections in again.
    pub fn reopen(&self) -> io::Result<()> {
        let mut entry = lock(&self.entry);
        *entry = match std::mem::replace(&mut *entry, Entry::Gone) {
            Entry::Shut(socket) => listen(socket, &self.serve, &self.sessions)?,
            other => other,
        };
        Ok(())
    }

    /// Breaks the connections there are; returns when they are broken.
    pub async fn cut(&self) {
        let mut sessions = std::mem::take(&mut *lock(&self.sessions));
        sessions.shutdown().await;
    }

    /// Ends it all.
    pub async fn close(&self) {
        // What cannot be reserved again is closed all the same.
        let _ = self.shut().await;
        self.cut().await;
        *lock(&self.entry) = Entry::Gone;
    }
}

impl<S> Drop for Door<S> {
    fn drop(&mut self) {
        if let Entry::Open(accepting) = &*lock(&self.entry) {
            accepting.abort();
        }
        lock(&self.sessions).abort_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a port without listening yet: connecting to it is refused.
fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn listen<S: Serve>(socket: TcpSocket, serve: &S, sessions: &Arc<Mutex<JoinSet<()>>>) -> io::Result<Entry> {
    let listener = socket.listen(1024)?;
    Ok(Entry::Open(tokio::spawn(accept(listener, serve.clone(), Arc::clone(sessions)))))
}

async fn accept<S: Serve>(listener: TcpListener, serve: S, sessions: Arc<Mutex<JoinSet<()>>>) {
    loop {
        // A connection that broke before it was taken in is no reason to stop.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let mut sessions = lock(&sessions);
        while sessions.try_join_next().is_some() {}
        if sessions.len() >= MAX_CONNECTIONS || stream.set_nodelay(true).is_err() {
            continue;
        }
        let serve = serve.clone();
        sessions.spawn(async move {
            // How a connection ended is the client's concern.
            let _ = serve.serve(stream).await;
        });
    }
}
