// Takes a repaired workbook back: cell by cell, row by row, as one step for undo.
import { useState } from "react";
import { Button, Line, Note } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import type { Merged, Review } from "../../views";
import { Ask } from "./Ask";
import { pathOf } from "./paths";

/** So many rows that were not found are named. */
const SHOWN = 8;

export function MergeAsk(props: {
  importId: string;
  path: string;
  onReview: (review: Review) => void;
  onClose: () => void;
}) {
  const { t, say, desk } = useHand();
  const { busy, trouble, act } = useAct();
  const [path, setPath] = useState(props.path);
  const [merged, setMerged] = useState<Merged | null>(null);
  const merge = () =>
    void act(async () => {
      const got = await desk.mergeBack(props.importId, pathOf(path));
      setMerged(got);
      props.onReview(got.review);
    });
  const odd = merged !== null && (merged.unknown > 0 || merged.damaged > 0 || merged.notes.length > 0);
  return (
    <Ask
      title={t("merge.title")}
      act={merged ? t("do.close") : t("merge.act")}
      done={merged !== null}
      disabled={busy || path.trim() === ""}
      trouble={trouble}
      onAct={merged ? props.onClose : merge}
      onClose={props.onClose}
      testId="merge-ask"
    >
      {merged ? (
        <Note tone={odd ? "warn" : "ok"} icon={odd ? "warn" : "ok"} testId="merged">
          {t("merge.done", { n: merged.changed, same: merged.unchanged })}
          {merged.unknown > 0 ? (
            <>
              <br />
              {t("merge.unknown", { n: merged.unknown })}{" "}
              <span className="t2 sm">{merged.unknownRows.slice(0, SHOWN).join("，")}</span>
            </>
          ) : null}
          {merged.damaged > 0 ? (
            <>
              <br />
              {t("merge.damaged", { n: merged.damaged })}
            </>
          ) : null}
          {merged.notes.map((note) => (
            <p key={note.en}>{say(note)}</p>
          ))}
        </Note>
      ) : (
        <>
          <p className="t2">{t("merge.help")}</p>
          <div className="row">
            <span className="grow1">
              <Line
                label={t("merge.path")}
                placeholder={t("merge.path")}
                value={path}
                onChange={setPath}
                onEnter={() => path.trim() !== "" && merge()}
                width="100%"
                autoFocus
                testId="merge-path"
              />
            </span>
            <Button
              icon="folder"
              onClick={() => void desk.pickFiles().then((files) => files[0] && setPath(files[0]))}
              testId="merge-pick"
            >
              {t("do.choose")}
            </Button>
          </div>
        </>
      )}
    </Ask>
  );
}
