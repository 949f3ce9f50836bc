//! `clearance payment-data import|list|answer|listen`: announcement 179, original payment data on customs' demand.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::post;
use clearance_core::cn::notice179::{ASK_KIND, ASK_PARAMETER, Heard};
use clearance_core::time::BeijingTime;
use clearance_engine::clock;
use clearance_engine::desk::Desk;
use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::{PaymentData, PaymentDataWhat};
use crate::face::Face;

/// Largest demand that is read, octets of the form.
const LARGEST: usize = 64 << 10;
/// How often it is looked whether an upload is due.
const LOOK: Duration = Duration::from_secs(2);
/// So many demands are heard at once; more come from nobody honest.
const AT_ONCE: usize = 64;

pub(crate) fn run(args: &PaymentData, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    match &args.what {
        PaymentDataWhat::Import { files, client } => {
            let taken = desk.import_payment_data(client, files)?;
            if face.json {
                face.value(&taken);
            } else {
                for found in &taken.findings {
                    let finding = &found.finding;
                    let (says, help) = (face.said(&finding.says), face.said(&finding.help));
                    face.line(&format!("  {}  {}  {says}  [{}]", found.order_no, finding.at, finding.rule));
                    face.line(&format!("    {help}"));
                }
                face.line(&format!(
                    "{} {}  {} {}  {} {}",
                    taken.stored,
                    face.say("单已保存", "orders kept"),
                    taken.refused,
                    face.say("单未保存", "left out"),
                    taken.unknown,
                    face.say("单尚无订单记录", "not in the order book yet"),
                ));
            }
            Ok(if taken.refused == 0 { Outcome::Fine } else { Outcome::Found })
        }
        PaymentDataWhat::List { client } => list(&desk, client, face),
        PaymentDataWhat::Answer => {
            let settled = desk.answer_payment_demands()?;
            if face.json {
                face.value(&serde_json::json!({ "settled": settled }));
            } else {
                face.line(&format!("{settled} {}", face.say("个调取请求已有结果", "demands settled")));
            }
            Ok(Outcome::Fine)
        }
        PaymentDataWhat::Listen { client, address } => listen(desk, client, *address, face),
    }
}

fn list(desk: &Desk, client: &str, face: &Face) -> Result<Outcome> {
    let demands = desk.payment_demands(client)?;
    let trouble = demands.iter().any(|demand| demand.state == "failed");
    if face.json {
        face.value(&demands);
    } else {
        let rows: Vec<Vec<String>> = demands
            .iter()
            .map(|one| {
                vec![
                    one.heard.clone(),
                    one.order_no.clone(),
                    one.session.clone(),
                    format!("{} s", one.seconds),
                    face.said(&one.says).to_owned(),
                ]
            })
            .collect();
        let head = [
            face.say("收到时间", "heard"),
            face.say("订单编号", "order"),
            "sessionID",
            face.say("用时", "took"),
            face.say("结果", "result"),
        ];
        face.table(&head, &rows);
    }
    Ok(if trouble { Outcome::Found } else { Outcome::Fine })
}

/// What the listener works with.
struct Listener {
    desk: Desk,
    client: String,
    room: tokio::sync::Semaphore,
}

/// Listens for customs until Ctrl-C. The address that is registered with customs leads here, usually through a proxy.
fn listen(desk: Desk, client: &str, address: SocketAddr, face: &Face) -> Result<Outcome> {
    // An unknown client shows now, not at the first demand.
    desk.payment_demands(client)?;
    let failed = |error: std::io::Error| Error::new(&fault::LISTEN).on(address).because(error);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let listener = Arc::new(Listener {
        desk: desk.clone(),
        client: client.to_owned(),
        room: tokio::sync::Semaphore::new(AT_ONCE),
    });
    runtime.block_on(async {
        let socket = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
        let bound = socket.local_addr().map_err(failed)?;
        if face.json {
            face.value(&serde_json::json!({ "listening": format!("http://{bound}/{ASK_KIND}") }));
        } else {
            face.line(&format!("{} http://{bound}/{ASK_KIND}", face.say("正在监听", "listening on")));
        }
        let path = format!("/{ASK_KIND}");
        let router = Router::new()
            .route(&path, post(heard))
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state(Arc::clone(&listener));
        let until = async {
            // Without a handler for it Ctrl-C ends the program anyway.
            let _ = tokio::signal::ctrl_c().await;
        };
        tokio::spawn(keep_answering(Arc::clone(&listener)));
        axum::serve(socket, router).with_graceful_shutdown(until).await.map_err(failed)
    })?;
    Ok(Outcome::Fine)
}

/// What could not be uploaded at once is tried again when it is due, whether or not another demand comes.
async fn keep_answering(listener: Arc<Listener>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let answering = Arc::clone(&listener);
        let answered = tokio::task::spawn_blocking(move || answering.desk.answer_payment_demands()).await;
        if let Ok(Err(error)) = answered {
            tracing::error!(%error, "a demand could not be answered");
        }
    }
}

/// One demand: answered at once, uploaded right after.
async fn heard(State(listener): State<Arc<Listener>>, body: Bytes) -> impl IntoResponse {
    let json = [(header::CONTENT_TYPE, "application/json;charset=UTF-8")];
    let Ok(_room) = listener.room.try_acquire() else {
        return (json, Heard::Failed.write(now()));
    };
    let text = form_urlencoded::parse(&body).find(|(name, _)| name == ASK_PARAMETER);
    let text = text.map(|(_, text)| text.into_owned()).unwrap_or_default();
    let hearing = Arc::clone(&listener);
    let told = tokio::task::spawn_blocking(move || {
        let told = hearing.desk.hear_payment_demand(&hearing.client, &text);
        // The session, never the text: it may hold anything.
        told.map_err(|error| tracing::error!(%error, "a demand could not be stored"))
    });
    let Ok(Ok((answer, accepted))) = told.await else { return (json, Heard::Failed.write(now())) };
    if accepted {
        let answering = Arc::clone(&listener);
        // Not waited for: customs has its answer first.
        tokio::task::spawn_blocking(move || {
            if let Err(error) = answering.desk.answer_payment_demands() {
                tracing::error!(%error, "a demand could not be answered");
            }
        });
    }
    (json, answer)
}

fn now() -> i64 {
    let now: BeijingTime = clock::now();
    now.unix_ms()
}
