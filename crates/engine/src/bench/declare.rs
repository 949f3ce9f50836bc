//! Check, assess, write and sign, on one core; the key alone is the baseline.

use std::time::Instant;

use clearance_core::cn::message::{Body, Message};
use clearance_core::cn::rates::Rates;
use clearance_core::cn::seal::seal;
use clearance_core::cn::tax::assess_declaration;
use clearance_core::cn::{Case, check, sample};
use clearance_core::signing::Signer;
use clearance_core::text::Text;

use super::Measured;
use crate::error::Result;
use crate::{clock, keys, load};

/// Records in a message.
const RECORDS: usize = 100;

/// Judges, taxes, writes and signs `count` declarations in messages of 100, with an SM2 key.
///
/// # Errors
/// The key fails.
pub fn declare(count: usize) -> Result<Vec<Measured>> {
    let now = clock::now();
    let signer = keys::throwaway("杭州晴川报关有限公司", "3301964J31")?;
    let cases: Vec<Case> = (0..count as u64).map(|n| load::case(n, now)).collect();

    let since = Instant::now();
    let messages = count.div_ceil(RECORDS);
    for _ in 0..messages {
        signer.sign(&[7; 1024])?;
    }
    let what = Text { zh: "基准：只签名", en: "baseline: the key alone" };
    let key = Measured::new("declare-key", what, messages, "signatures", since);

    let all = Instant::now();
    let since = Instant::now();
    let stopped = cases.iter().filter(|case| !check(case).passes()).count();
    assert_eq!(stopped, 0, "invented cases meet every rule");
    let checked =
        Measured::new("declare-check", Text { zh: "检查", en: "check" }, count, "declarations", since);

    let since = Instant::now();
    let declarations: Vec<_> = cases.into_iter().filter_map(|case| case.declaration).collect();
    for declaration in &declarations {
        std::hint::black_box(assess_declaration(declaration, None, Rates::built_in()));
    }
    let assessed =
        Measured::new("declare-assess", Text { zh: "计税", en: "assess" }, count, "declarations", since);

    let since = Instant::now();
    let mut written = Vec::with_capacity(messages);
    for (number, chunk) in declarations.chunks(RECORDS).enumerate() {
        let id = load::guid(9, number as u64);
        let body = Body::Declarations(chunk.to_vec());
        written.push(Message::new(id, body, sample::transfer()).write());
    }
    let wrote =
        Measured::new("declare-write", Text { zh: "写报文", en: "write" }, count, "declarations", since);

    let since = Instant::now();
    for xml in &written {
        seal(xml, &signer)?;
    }
    let sealed = Measured::new("declare-sign", Text { zh: "签名", en: "sign" }, count, "declarations", since)
        .beside(&key);

    let what = Text { zh: "检查＋计税＋写报文＋签名", en: "check + assess + write + sign" };
    let whole = Measured::new("declare", what, count, "declarations", all).beside(&key);
    Ok(vec![key, checked, assessed, wrote, sealed, whole])
}
