// Step 5: what became of the orders, the way on, and the way back.
import { useState } from "react";
import { Button, Empty } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Declared, Undone } from "../../views";
import type { Act } from "./FileStep";

export function DoneStep(props: {
  declared: Declared;
  importId: string;
  fileName: string;
  busy: boolean;
  act: Act;
  onAgain: () => void;
  onKept: () => void;
}) {
  const { t, go, desk, refresh } = useHand();
  const { declared, busy, act } = props;
  const [undone, setUndone] = useState<Undone | null>(null);

  const undo = () =>
    void act(async () => {
      setUndone(await desk.undoImport(props.importId));
      refresh();
    });
  const redo = () =>
    void act(async () => {
      await desk.redoImport(props.importId);
      setUndone(null);
      refresh();
    });
  const again = (
    <Button kind="quiet" icon="plus" onClick={props.onAgain} testId="done-again">
      {t("done.again")}
    </Button>
  );

  if (undone)
    return (
      <div className="panel fill">
        <Empty
          icon="undo"
          title={t("done.undone", { n: undone.removed })}
          testId="import-undone"
          acts={
            <>
              <Button kind="primary" icon="redo" disabled={busy} onClick={redo} testId="done-redo">
                {t("done.redo")}
              </Button>
              {again}
            </>
          }
        >
          {undone.sent > 0 ? t("done.undone-sent", { n: undone.sent }) : t("done.undone-help")}
        </Empty>
      </div>
    );
  return (
    <div className="panel fill">
      <Empty
        icon="decl"
        title={t("done.title", { n: declared.made })}
        testId="declared"
        acts={
          <>
            <Button
              kind="primary"
              icon="send"
              disabled={declared.made === 0}
              onClick={() => go({ station: "sending" })}
              testId="done-send"
            >
              {t("done.send")}
            </Button>
            <Button icon="decl" onClick={() => go({ station: "declarations" })} testId="done-look">
              {t("done.look")}
            </Button>
            {declared.kept > 0 ? (
              <Button icon="fixed" disabled={busy} onClick={props.onKept} testId="done-kept">
                {t("done.fix-kept", { n: declared.kept })}
              </Button>
            ) : null}
            <Button icon="undo" disabled={busy} onClick={undo} testId="done-undo">
              {t("done.undo")}
            </Button>
            {again}
          </>
        }
      >
        {props.fileName ? (
          <>
            <b>{props.fileName}</b>
            <br />
          </>
        ) : null}
        {declared.kept > 0 ? t("done.kept", { n: declared.kept }) : t("done.none-kept")}
      </Empty>
    </div>
  );
}
