//! The service on a listener: connections and their limits, TLS, HTTP/1.1 and HTTP/2, and an end that waits for open calls.
//!
//! # Invariants
//! - A connection that says nothing is closed, whether it never began, stopped in its head, in its body or in its answer.
//! - No more connections are held than are allowed; the next one waits before it is accepted.

mod idle;
pub(crate) mod tls;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use self::idle::Idle;
use crate::config::Doors;
use crate::error::Error;
use crate::service::Service;

/// So many calls at once over one connection of HTTP/2.
const MOST_STREAMS: u32 = 128;
/// A head has at most so many bytes.
const MOST_HEAD: u32 = 16 << 10;
/// After the system refused a connection, it is asked again so much later.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until `until` ends, then lets open calls finish and closes the store.
///
/// # Errors
/// A thread of the service ended with a defect.
pub async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let doors = service.config.doors;
    let tls = service.tls.clone();
    let router = crate::router(Arc::clone(&service));
    let places = Arc::new(Semaphore::new(doors.most_connections.clamp(1, Semaphore::MAX_PERMITS)));
    let open = GracefulShutdown::new();
    let mut until = pin!(until);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut until => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of handles, or a caller that went away at once; neither ends the service.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let (tls, router, watcher) = (tls.clone(), router.clone(), open.watcher());
        tokio::spawn(async move {
            connection(stream, tls, doors, router, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    // Waiting calls answer now, or the end would wait for them.
    service.begin_to_close();
    if timeout(doors.closing, open.shutdown()).await.is_err() {
        tracing::warn!("connections were cut off that did not come to an end");
    }
    let closed = tokio::task::spawn_blocking(move || service.close()).await;
    closed.map_err(|e| Error::Stopped(e.to_string()))
}

async fn connection(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    doors: Doors,
    router: Router,
    watcher: Watcher,
) {
    // Answers are small and somebody waits for them.
    let _ = stream.set_nodelay(true);
    match tls {
        // Whoever connects and says nothing is not waited for.
        None => {
            if matches!(timeout(doors.head, stream.peek(&mut [0])).await, Ok(Ok(1))) {
                talk(stream, doors, router, watcher).await;
            }
        }
        Some(tls) => match timeout(doors.head, tls.accept(stream)).await {
            Ok(Ok(stream)) => talk(stream, doors, router, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
            Err(_) => tracing::debug!("no TLS came about in time"),
        },
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    doors: Doors,
    router: Router,
    watcher: Watcher,
) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(doors.head)
        .max_buf_size(MOST_HEAD as usize * 4);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(MOST_HEAD)
        // A caller that is gone without a word is noticed.
        .keep_alive_interval(Some(doors.head))
        .keep_alive_timeout(doors.head);
    let stream = TokioIo::new(Idle::new(stream, doors.idle));
    let service = TowerToHyperService::new(router);
    let connection = builder.serve_connection(stream, service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended badly");
    }
}
