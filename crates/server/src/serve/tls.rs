//! TLS of the service: a certificate and its key from files, HTTP/2 offered first.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Tls;
use crate::error::Error;

/// Reads certificate and key.
///
/// # Errors
/// One of them cannot be read, or they do not belong together.
pub(crate) fn acceptor(files: &Tls) -> Result<TlsAcceptor, Error> {
    let failed = |file: &Path, cause: &dyn std::fmt::Display| Error::Tls {
        file: file.display().to_string(),
        cause: cause.to_string(),
    };
    let Tls { certificate, key } = files;
    let chain = CertificateDer::pem_file_iter(certificate).map_err(|e| failed(certificate, &e))?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|e| failed(certificate, &e))?;
    let own = PrivateKeyDer::from_pem_file(key).map_err(|e| failed(key, &e))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| failed(certificate, &e))?
        .with_no_client_auth()
        .with_single_cert(chain, own);
    let mut config = config.map_err(|e| failed(certificate, &e))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
