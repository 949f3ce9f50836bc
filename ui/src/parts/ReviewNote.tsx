// How one declaration stands with the four eyes, and what may be done about it.
import { useState } from "react";
import { Button, Line, Note, TroubleNote } from "./basics";
import { useAct, useHand, useLoad } from "./context";

export function ReviewNote({ id, onDone }: { id: string; onDone: () => void }) {
  const { t, say, desk, session, refresh } = useHand();
  const state = useLoad(() => desk.reviewOf(id), id);
  const [reason, setReason] = useState<string | null>(null);
  const { busy, trouble, act, clear } = useAct();
  const me = session.person;
  const is = (role: string) => me.owner || me.roles.includes(role);
  const review = state.value;
  if (!review || (review.state === "" && !review.asked)) return null;
  const { asked } = review;
  const last = review.verdicts[review.verdicts.length - 1];
  const run = (work: () => Promise<unknown>) =>
    void act(async () => {
      await work();
      setReason(null);
      state.reload();
      onDone();
      refresh();
    });
  return (
    <div className="stack gap8 reviewnote">
      <TroubleNote trouble={trouble} onClose={clear} />
      {asked ? (
        <Note
          icon="person"
          tone={asked.state === "approved" ? "ok" : undefined}
          testId="review-asked"
          aside={
            is("reviewer") ? (
              <>
                {review.ownAsked || asked.state === "approved" ? null : (
                  <Button
                    small
                    kind="primary"
                    disabled={busy}
                    onClick={() => run(() => desk.approve(session.clientId, [id]))}
                    testId="review-approve"
                  >
                    {t("review.approve-one")}
                  </Button>
                )}
                <Button small disabled={busy} onClick={() => setReason("")} testId="review-send-back">
                  {t("review.back")}
                </Button>
              </>
            ) : undefined
          }
        >
          <b>
            {t(asked.state === "approved" ? "review.asked-approved" : "review.asked", { who: asked.who })}
          </b>{" "}
          {say(asked.says)}
        </Note>
      ) : null}
      {!asked && review.state === "approved" && last ? (
        <Note tone="ok" icon="ok" testId="review-approved">
          {t("review.approved-by", { who: last.who || t("set.owner"), at: last.at.slice(0, 16) })}
        </Note>
      ) : null}
      {!asked && review.state === "back" && last ? (
        <Note
          tone="warn"
          icon="back"
          testId="review-back"
          aside={
            is("declarant") ? (
              <Button
                small
                disabled={busy}
                onClick={() => run(() => desk.askReview([id]))}
                testId="review-ask"
              >
                {t("review.ask")}
              </Button>
            ) : undefined
          }
        >
          <b>{t("review.back-by", { who: last.who || t("set.owner") })}</b> {last.reason}
        </Note>
      ) : null}
      {!asked && review.state === "waiting" ? (
        <Note
          icon="person"
          testId="review-waiting"
          aside={
            is("reviewer") ? (
              <>
                {review.own ? null : (
                  <Button
                    small
                    kind="primary"
                    disabled={busy}
                    onClick={() => run(() => desk.approve(session.clientId, [id]))}
                    testId="review-approve"
                  >
                    {t("review.approve-one")}
                  </Button>
                )}
                <Button small disabled={busy} onClick={() => setReason("")} testId="review-send-back">
                  {t("review.back")}
                </Button>
              </>
            ) : undefined
          }
        >
          {review.own ? t("review.waits-own") : t("review.waits", { who: review.madeBy || t("set.owner") })}
        </Note>
      ) : null}
      {reason !== null ? (
        <div className="row">
          <Line
            label={t("review.reason")}
            placeholder={t("review.reason")}
            value={reason}
            onChange={setReason}
            onEnter={() => reason.trim() !== "" && run(() => desk.sendBack(session.clientId, [id], reason))}
            width="100%"
            autoFocus
            testId="review-reason"
          />
          <Button
            disabled={busy || reason.trim() === ""}
            onClick={() => run(() => desk.sendBack(session.clientId, [id], reason))}
            testId="review-back-sure"
          >
            {t("review.back")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
