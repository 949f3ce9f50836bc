//! Libraries of tokens: where their makers put them.

use std::path::{Path, PathBuf};

/// Where a library usually is, and whose it is.
const KNOWN: &[(&str, &str)] = &[
    // Linux
    ("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "OpenSC"),
    ("/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so", "OpenSC"),
    ("/usr/lib64/opensc-pkcs11.so", "OpenSC"),
    ("/usr/lib64/pkcs11/opensc-pkcs11.so", "OpenSC"),
    ("/usr/lib/softhsm/libsofthsm2.so", "SoftHSM"),
    ("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "SoftHSM"),
    ("/usr/lib64/softhsm/libsofthsm2.so", "SoftHSM"),
    ("/usr/local/lib/softhsm/libsofthsm2.so", "SoftHSM"),
    ("/usr/lib/libeToken.so", "SafeNet eToken"),
    ("/usr/lib64/libeToken.so", "SafeNet eToken"),
    ("/usr/lib/libcastle.so", "FEITIAN ePass2003"),
    ("/usr/lib/x86_64-linux-gnu/libcastle.so", "FEITIAN ePass2003"),
    ("/usr/lib/x86_64-linux-gnu/libykcs11.so", "YubiKey"),
    ("/usr/lib/libykcs11.so", "YubiKey"),
    ("/usr/safenet/lunaclient/lib/libCryptoki2_64.so", "Thales Luna"),
    ("/opt/nfast/toolkits/pkcs11/libcknfast.so", "Entrust nShield"),
    ("/opt/cloudhsm/lib/libcloudhsm_pkcs11.so", "CloudHSM"),
    // macOS
    ("/Library/OpenSC/lib/opensc-pkcs11.so", "OpenSC"),
    ("/usr/local/lib/libeTPkcs11.dylib", "SafeNet eToken"),
    ("/opt/homebrew/lib/softhsm/libsofthsm2.so", "SoftHSM"),
    // Windows
    (r"C:\Windows\System32\eTPKCS11.dll", "SafeNet eToken"),
    (r"C:\Windows\System32\eps2003csp11.dll", "FEITIAN ePass2003"),
    (r"C:\Windows\System32\ShuttleCsp11_3003.dll", "FEITIAN ePass3003"),
    (r"C:\Windows\System32\WDPKCS.dll", "Watchdata"),
    (r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll", "OpenSC"),
    (r"C:\Program Files\Yubico\Yubico PIV Tool\bin\libykcs11.dll", "YubiKey"),
    (r"C:\SoftHSM2\lib\softhsm2-x64.dll", "SoftHSM"),
];

/// The libraries that are on this computer, each file once: where, and whose.
pub(crate) fn found() -> Vec<(PathBuf, &'static str)> {
    let mut all: Vec<(PathBuf, PathBuf, &str)> = Vec::new();
    for (place, maker) in KNOWN {
        let path = Path::new(place);
        // Distributions link one folder to the other.
        let Ok(file) = std::fs::canonicalize(path) else { continue };
        if file.is_file() && all.iter().all(|(_, known, _)| *known != file) {
            all.push((path.to_owned(), file, maker));
        }
    }
    all.into_iter().map(|(path, _, maker)| (path, maker)).collect()
}
