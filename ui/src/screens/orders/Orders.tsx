// Orders: a file becomes orders in four steps, and nothing is lost on the way.
import { useCallback, useEffect, useState } from "react";
import { TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { Declared, Mapping, Progress, Review } from "../../views";
import { DoneStep } from "./DoneStep";
import { FileStep } from "./FileStep";
import { MappingStep } from "./MappingStep";
import { ReviewStep } from "./ReviewStep";

type Step = "file" | "mapping" | "review" | "done";
const steps: Step[] = ["file", "mapping", "review", "done"];
type Work = { step: Step; mapping: Mapping | null; review: Review | null; declared: Declared | null };
const nothing: Work = { step: "file", mapping: null, review: null, declared: null };

/** The import that is open, by client, so that a look at another station loses nothing. */
const open = new Map<string, Work>();

export function Orders() {
  const { t, desk, session, refresh } = useHand();
  const [work, setWork] = useState<Work>(() => open.get(session.clientId) ?? nothing);
  const [progress, setProgress] = useState<Progress | null>(null);
  const { busy, trouble, act, clear } = useAct();

  const put = useCallback(
    (next: Work) => {
      open.set(session.clientId, next);
      setWork(next);
    },
    [session.clientId],
  );

  const openFiles = useCallback(
    (paths: string[]) =>
      act(async () => {
        if (paths.length === 0) return;
        const mapping = await desk.openFiles(paths, session.clientId);
        put({ ...nothing, step: "mapping", mapping });
      }),
    [act, desk, put, session.clientId],
  );

  useEffect(() => desk.onProgress(setProgress), [desk]);
  const { mapping, review } = work;

  return (
    <>
      <div className="ph">
        <h1>{t("orders.title")}</h1>
        <span className="sp" />
        <Steps current={work.step} />
      </div>
      <TroubleNote trouble={trouble} onClose={clear} />
      {work.step === "file" ? <FileStep busy={busy} progress={progress} onOpen={openFiles} /> : null}
      {work.step === "mapping" && mapping ? (
        <MappingStep
          mapping={mapping}
          busy={busy}
          onMap={(index, field) =>
            act(async () => put({ ...work, mapping: await desk.mapColumn(mapping.importId, index, field) }))
          }
          onBack={() => put(nothing)}
          onNext={() =>
            act(async () => put({ ...work, step: "review", review: await desk.review(mapping.importId) }))
          }
        />
      ) : null}
      {work.step === "review" && review ? (
        <ReviewStep
          review={review}
          busy={busy}
          onFix={(fixes) => act(async () => put({ ...work, review: await desk.fix(review.importId, fixes) }))}
          onUndo={() => act(async () => put({ ...work, review: await desk.undo(review.importId) }))}
          onBack={() => put({ ...work, step: "mapping" })}
          onNext={() =>
            act(async () => {
              const declared = await desk.declare(review.importId);
              put({ ...work, step: "done", declared });
              refresh();
            })
          }
        />
      ) : null}
      {work.step === "done" && work.declared ? (
        <DoneStep
          declared={work.declared}
          onAgain={() => put(nothing)}
          onKept={() =>
            act(async () => {
              if (review) put({ ...work, step: "review", review: await desk.review(review.importId) });
            })
          }
        />
      ) : null}
    </>
  );
}

function Steps({ current }: { current: Step }) {
  const { t } = useHand();
  const at = steps.indexOf(current);
  return (
    <ol className="steps" aria-label={t("orders.steps")}>
      {steps.map((step, n) => (
        <li key={step} className="stepline" aria-current={step === current ? "step" : undefined}>
          {n > 0 ? <hr /> : null}
          <span className={`st ${n < at ? "done" : n === at ? "cur" : ""}`}>
            <b>{n < at ? <Icon name="check" small /> : n + 1}</b>
            {t(`orders.step.${step}`)}
          </span>
        </li>
      ))}
    </ol>
  );
}
