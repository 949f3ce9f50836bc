// Orders: files become declarations in five steps, and nothing is lost on the way.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { Declared, FilePreview, Mapping, Progress, Review, Said } from "../../views";
import { DoneStep } from "./DoneStep";
import { FileStep } from "./FileStep";
import { MappingStep } from "./MappingStep";
import { ReviewStep } from "./ReviewStep";
import { asks, SheetStep } from "./SheetStep";
import { typing } from "./typing";

type Step = "file" | "sheet" | "mapping" | "review" | "done";
const steps: Step[] = ["file", "sheet", "mapping", "review", "done"];
export type Work = {
  step: Step;
  /** Where the files lie that were opened here, so that their first rows can be shown again. */
  paths: string[];
  /** First rows of each file, while the rest is still being read and after. */
  previews: FilePreview[];
  mapping: Mapping | null;
  /** Whether a person said otherwise than the guess or the recipe. */
  corrected: boolean;
  review: Review | null;
  declared: Declared | null;
};
const nothing: Work = {
  step: "file",
  paths: [],
  previews: [],
  mapping: null,
  corrected: false,
  review: null,
  declared: null,
};

/** The import that is open, by client, so that a look at another station loses nothing. */
const open = new Map<string, Work>();

export function Orders() {
  const { t, desk, session, refresh } = useHand();
  const [work, setWork] = useState<Work>(() => open.get(session.clientId) ?? nothing);
  const [progress, setProgress] = useState<Progress | null>(null);
  const { busy, trouble, act, clear } = useAct();
  const latest = useRef(work);

  const put = useCallback(
    (change: Partial<Work>) => {
      latest.current = { ...latest.current, ...change };
      open.set(session.clientId, latest.current);
      setWork(latest.current);
    },
    [session.clientId],
  );
  useEffect(() => desk.onProgress(setProgress), [desk]);
  useEffect(() => {
    if (!busy) setProgress(null);
  }, [busy]);

  const start = useCallback(
    (opening: () => Promise<Mapping>, paths: string[]) =>
      act(async () => {
        put({ ...nothing, step: paths.length > 0 ? "sheet" : "file", paths });
        // The first rows are there within a second; the rest is read meanwhile.
        for (const path of paths)
          desk.previewFile(path, "", "").then(
            (preview) => put({ previews: [...latest.current.previews, preview] }),
            () => undefined,
          );
        try {
          const mapping = await opening();
          put({ mapping, step: asks(mapping) ? "sheet" : "mapping" });
        } catch (thrown) {
          put(nothing);
          throw thrown;
        }
      }),
    [act, desk, put],
  );
  const openFiles = useCallback(
    (paths: string[]) => {
      if (paths.length > 0) void start(() => desk.openFiles(paths, session.clientId), paths);
    },
    [desk, session.clientId, start],
  );
  const openPasted = useCallback(
    (text: string) => void start(() => desk.openPasted(text, session.clientId), []),
    [desk, session.clientId, start],
  );

  const remap = useCallback(
    (change: () => Promise<Mapping>) =>
      void act(async () => put({ mapping: await change(), corrected: true, review: null })),
    [act, put],
  );
  const look = useCallback(
    (id: string) => act(async () => put({ step: "review", review: await desk.review(id) })),
    [act, desk, put],
  );
  const toReview = useCallback((review: Review) => put({ review }), [put]);
  const resume = useCallback(
    (id: string, to: "mapping" | "review") =>
      void act(async () => {
        const mapping = await desk.resumeImport(id);
        put({ ...nothing, step: "mapping", mapping });
        if (to === "review") put({ step: "review", review: await desk.review(id) });
      }),
    [act, desk, put],
  );

  const { mapping, review } = work;
  const id = mapping?.importId ?? "";
  const told = work.step === "review" ? review : mapping;
  const history = useMemo(() => ({ undo: told?.undo ?? null, redo: told?.redo ?? null }), [told]);
  const step = useCallback(
    (way: "undo" | "redo") =>
      void act(async () => {
        if (latest.current.step === "review") put({ review: await desk[way](id) });
        else put({ mapping: await desk[way === "undo" ? "undoMapping" : "redoMapping"](id) });
      }),
    [act, desk, id, put],
  );
  const undoing = work.step === "review" || work.step === "mapping" || work.step === "sheet";
  useEffect(() => {
    if (!undoing) return;
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || typing(event)) return;
      const key = event.key.toLowerCase();
      const way = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
      if (way === null || busy || history[way] === null) return;
      event.preventDefault();
      step(way);
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [busy, history, step, undoing]);

  return (
    <>
      <div className="ph">
        <h1>{t("orders.title")}</h1>
        {undoing && mapping ? <History history={history} busy={busy} onStep={step} /> : null}
        <span className="sp" />
        <Steps current={work.step} />
      </div>
      <TroubleNote trouble={trouble} onClose={clear} />
      {work.step === "file" ? (
        <FileStep
          busy={busy}
          progress={progress}
          onOpen={openFiles}
          onPasted={openPasted}
          onResume={resume}
          act={act}
        />
      ) : null}
      {work.step === "sheet" ? (
        <SheetStep
          work={work}
          busy={busy}
          progress={progress}
          onChange={remap}
          onPreviews={(previews) => put({ previews })}
          onBack={() => {
            if (busy) void desk.stop();
            put(nothing);
          }}
          onNext={() => put({ step: "mapping" })}
        />
      ) : null}
      {work.step === "mapping" && mapping ? (
        <MappingStep
          mapping={mapping}
          busy={busy}
          progress={progress}
          corrected={work.corrected}
          act={act}
          onChange={remap}
          onChooseForImport={(change) => void act(async () => put({ mapping: await change(), review: null }))}
          onKept={(kept) => put({ mapping: kept, corrected: false })}
          onSheets={() => put({ step: "sheet" })}
          onBack={() => put(nothing)}
          onNext={() => look(id)}
        />
      ) : null}
      {work.step === "review" && review && mapping ? (
        <ReviewStep
          review={review}
          mapping={mapping}
          path={work.paths[0] ?? ""}
          busy={busy}
          progress={progress}
          act={act}
          onReview={toReview}
          onMapping={(next) => put({ mapping: next })}
          onBack={() => void act(async () => put({ step: "mapping", mapping: await desk.mapping(id) }))}
          onNext={() =>
            void act(async () => {
              const declared = await desk.declare(review.importId);
              put({ step: "done", declared });
              refresh();
            })
          }
        />
      ) : null}
      {work.step === "done" && work.declared ? (
        <DoneStep
          declared={work.declared}
          importId={id}
          fileName={mapping?.fileName ?? ""}
          busy={busy}
          act={act}
          onAgain={() => put(nothing)}
          onKept={() => resume(id, "review")}
        />
      ) : null}
    </>
  );
}

function History(props: {
  history: { undo: Said | null; redo: Said | null };
  busy: boolean;
  onStep: (way: "undo" | "redo") => void;
}) {
  const { t, say } = useHand();
  return (
    <span className="row history">
      {(["undo", "redo"] as const).map((way) => {
        const what = props.history[way];
        const label = what ? t(`history.${way}`, { what: say(what) }) : t(`history.no-${way}`);
        return (
          <Button
            key={way}
            kind="quiet"
            icon={way}
            label={label}
            disabled={props.busy || what === null}
            onClick={() => props.onStep(way)}
            testId={way}
          />
        );
      })}
    </span>
  );
}

function Steps({ current }: { current: Step }) {
  const { t } = useHand();
  const at = steps.indexOf(current);
  return (
    <ol className="wsteps" aria-label={t("orders.steps")}>
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
