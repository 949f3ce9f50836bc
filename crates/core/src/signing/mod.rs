//! Canonical form, digest and signature of XML messages.
