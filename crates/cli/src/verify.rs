//! `clearance verify FILE.xml…`: judges signatures.

use clearance_engine::clock;
use clearance_engine::error::Result;
use clearance_engine::files::{read_trust, verify_file};

use crate::Outcome;
use crate::args::Verify;
use crate::face::Face;

pub(crate) fn run(args: &Verify, face: &Face) -> Result<Outcome> {
    let trust = read_trust(&args.trust, &args.crl)?;
    let mut outcome = Outcome::Fine;
    for path in &args.files {
        let verified = verify_file(path, trust.as_ref(), clock::now())?;
        if !verified.valid {
            outcome = Outcome::Found;
        }
        if face.json {
            face.value(&verified);
            continue;
        }
        face.line(&format!(
            "{}  {}  {}",
            verified.file,
            verified.verdict.name(),
            face.say(&verified.zh, &verified.en)
        ));
        if let Some(signer) = &verified.signer {
            face.line(&format!("  {}  {}  {}", signer.serial, signer.subject, signer.not_after));
        }
        for warning in &verified.warnings {
            face.line(&format!("  {}  {}", face.say("注意", "note"), face.say(&warning.zh, &warning.en)));
        }
    }
    Ok(outcome)
}
