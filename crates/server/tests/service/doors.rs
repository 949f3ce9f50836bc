//! Connections: slow ones, silent ones, too many of them, HTTP/2 and TLS.

use std::sync::Arc;
use std::time::Duration;

use clearance_core::exchange::path;
use clearance_server::config::{Doors, Tls};
use clearance_server::{Config, Service};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{self, ClientConfig, DigitallySignedStruct, SignatureScheme};

use crate::office::*;

fn quick(config: Config) -> Config {
    let doors = Doors { head: Duration::from_millis(300), ..Doors::default() };
    Config { sandbox: true, doors, ..config }
}

async fn socket(office: &Office) -> TcpStream {
    let address = office.address.rsplit("//").next().unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// Somebody else is served.
async fn works(office: &Office) {
    let mut stream = socket(office).await;
    let call = format!("GET {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", path::HEALTH);
    stream.write_all(call.as_bytes()).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Everything until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all).await;
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_or_half_a_head_is_let_go() {
    let office = Office::open(quick).await;
    for said in ["", "G", "P", "GET /v1/health HT", "GET /v1/health HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        // One that looks like HTTP/2 is known for what it is only when nothing has moved for a while.
        let office = if said == "P" {
            &Office::open(|config| {
                let config = quick(config);
                let doors = Doors { idle: Duration::from_millis(300), ..config.doors };
                Config { doors, ..config }
            })
            .await
        } else {
            &office
        };
        let mut stream = socket(office).await;
        stream.write_all(said.as_bytes()).await.unwrap();
        rest(&mut stream).await;
        works(office).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_drips_is_let_go_in_the_same_time() {
    let office = Office::open(quick).await;
    let mut stream = socket(&office).await;
    stream.write_all(b"GET /v1/health HTTP/1.1\r\nx-slow: ").await.unwrap();
    while stream.write_all(b"a").await.is_ok() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_the_answer_is_let_go() {
    let office = Office::open(|config| {
        let doors = Doors { idle: Duration::from_millis(500), ..Doors::default() };
        Config { sandbox: true, doors, ..config }
    })
    .await;
    let mut stream = socket(&office).await;
    // Calls without end whose answers nobody reads: when the pipe is full nothing moves any more.
    let call = format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", path::HEALTH).repeat(100);
    while stream.write_all(call.as_bytes()).await.is_ok() {}
    works(&office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_rests_holds_its_place_only_for_a_while() {
    let office = Office::open(|config| {
        let config = quick(config);
        let doors = Doors { most_connections: 4, ..config.doors };
        Config { doors, ..config }
    })
    .await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(socket(&office).await);
    }
    // More than there are places, all silent: the desk comes in when they are let go.
    works(&office).await;
    for mut stream in silent {
        rest(&mut stream).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end_is_refused() {
    let office = Office::open(quick).await;
    let mut stream = socket(&office).await;
    let long = format!("GET /v1/health HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "a".repeat(1 << 20));
    let _ = stream.write_all(long.as_bytes()).await;
    let answer = rest(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    works(&office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_closes_though_somebody_never_ends_their_call() {
    let office = Office::open(|config| {
        let doors = Doors { closing: Duration::from_millis(300), ..Doors::default() };
        Config { sandbox: true, doors, ..config }
    })
    .await;
    let desk = office.desk(DECLARANT).await;
    let mut stream = socket(&office).await;
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 100\r\n\r\n<",
        path::MESSAGES,
        desk.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    office.close().await;
}

/// A call over HTTP/2: its status and its body.
async fn over_http2(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    host: &str,
) -> (u16, Vec<u8>) {
    let (send, connection) = h2::client::handshake(stream).await.unwrap();
    let talks = tokio::spawn(connection);
    let mut send = send.ready().await.unwrap();
    let uri = format!("http://{host}{}", path::HEALTH);
    let request = http::Request::get(uri).body(()).unwrap();
    let (answer, _) = send.send_request(request, true).unwrap();
    let answer = answer.await.unwrap();
    let status = answer.status().as_u16();
    let mut body = answer.into_body();
    let mut all = Vec::new();
    while let Some(piece) = body.data().await {
        let piece = piece.unwrap();
        body.flow_control().release_capacity(piece.len()).unwrap();
        all.extend_from_slice(&piece);
    }
    drop(send);
    talks.abort();
    (status, all)
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_is_spoken_without_asking_first() {
    let office = Office::open(quick).await;
    let (status, body) = over_http2(socket(&office).await, "service").await;
    assert_eq!(status, 200);
    serde_json::from_slice::<clearance_core::exchange::Health>(&body).unwrap();
}

/// Believes one certificate, whatever it is called.
#[derive(Debug)]
struct Only(Vec<u8>);

impl ServerCertVerifier for Only {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        assert_eq!(end.as_ref(), self.0);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        panic!("both sides speak TLS 1.3")
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// A certificate and its key, made in a folder, and the certificate's DER.
fn files(folder: &std::path::Path) -> (Tls, Vec<u8>) {
    let tls = Tls { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    let made = std::process::Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-subj", "/CN=localhost", "-days", "3650", "-keyout"])
        .args([&tls.key, std::path::Path::new("-out"), &tls.certificate])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let der = CertificateDer::from_pem_file(&tls.certificate).unwrap();
    (tls, der.to_vec())
}

async fn tls_to(office: &Office, der: &[u8], alpn: &[&str]) -> tokio_rustls::client::TlsStream<TcpStream> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Only(der.to_vec())))
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|one| one.as_bytes().to_vec()).collect();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    connector.connect(ServerName::try_from("localhost").unwrap(), socket(office).await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_offers_http2_and_speaks_http1_where_that_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, der) = files(folder.path());
    let office = Office::open(|config| Config { tls: Some(tls), ..quick(config) }).await;
    let stream = tls_to(&office, &der, &["http/1.1", "h2"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    assert_eq!(over_http2(stream, "service").await.0, 200);
    for alpn in [["http/1.1"].as_slice(), &[]] {
        let mut stream = tls_to(&office, &der, alpn).await;
        let call = format!("GET {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", path::HEALTH);
        stream.write_all(call.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
    }
    // Whoever speaks plainly, or begins and stops, is let go and holds nobody up.
    for said in ["GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01", ""] {
        let mut stream = socket(&office).await;
        stream.write_all(said.as_bytes()).await.unwrap();
        assert!(!rest(&mut stream).await.contains("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_service_does_not_start_with_a_key_that_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let (good, _) = files(folder.path());
    let (strange, _) = files(other.path());
    let missing = folder.path().join("none.pem");
    for (tls, named) in [
        (Tls { key: strange.key.clone(), ..good.clone() }, "cert.pem"),
        (Tls { key: missing.clone(), ..good.clone() }, "none.pem"),
        (Tls { certificate: missing, ..good.clone() }, "none.pem"),
        (Tls { certificate: good.key.clone(), ..good.clone() }, "key.pem"),
    ] {
        let config = Config { tls: Some(tls), ..Config::new(folder.path().join("service.db")) };
        let Err(error) = Service::start(config) else { panic!("{named} was taken") };
        assert!(error.to_string().contains(named), "{error}");
    }
}
