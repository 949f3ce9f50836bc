// Step 1: files are dropped, picked, pasted or watched for; and what was begun earlier is gone on with.
import { useCallback, useEffect, useState } from "react";
import { Button, Empty, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Progress } from "../../views";
import { Earlier } from "./Earlier";
import { isRange, pathOf, pathsIn } from "./paths";
import { typing } from "./typing";
import { Watched } from "./Watched";
import { WorkLine } from "./WorkLine";

export type Act = (work: () => Promise<void>) => Promise<void>;

export function FileStep(props: {
  busy: boolean;
  progress: Progress | null;
  onOpen: (paths: string[]) => void;
  onPasted: (text: string) => void;
  onResume: (id: string, to: "mapping" | "review") => void;
  act: Act;
}) {
  const { t, desk, session } = useHand();
  const [path, setPath] = useState("");
  const [over, setOver] = useState(false);
  const { busy, onOpen, onPasted } = props;

  useEffect(
    () =>
      desk.onDrop((paths) => {
        setOver(paths === null);
        if (paths && paths.length > 0 && !busy) onOpen(paths);
      }),
    [busy, desk, onOpen],
  );

  /** Takes a pasted text if it is a path or a range; anything else is left to the field it goes into. */
  const take = useCallback(
    (text: string): boolean => {
      const paths = pathsIn(text);
      if (busy || (paths === null && !isRange(text))) return false;
      if (paths) onOpen(paths);
      else onPasted(text);
      return true;
    },
    [busy, onOpen, onPasted],
  );
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      // A single path pasted into the field stays there to be looked at.
      if (typing(event) && !isRange(text)) return;
      if (take(text)) event.preventDefault();
    };
    window.addEventListener("paste", pasted);
    return () => window.removeEventListener("paste", pasted);
  }, [take]);

  if (session.clientId === "")
    return (
      <div className="panel fill">
        <Empty icon="clients" title={t("orders.no-client")} testId="orders-no-client">
          {t("orders.no-client-help")}
        </Empty>
      </div>
    );

  const openPath = () => {
    const wanted = path.trim();
    if (wanted !== "") onOpen(pathsIn(wanted) ?? [pathOf(wanted)]);
  };
  return (
    <div className="filegrid">
      <div className={`panel${over ? " dropover" : ""}`} data-testid="drop-zone">
        <Empty
          icon="orders"
          drop
          title={t(over ? "orders.drop-now" : "orders.drop")}
          acts={
            <>
              <Button
                kind="primary"
                icon="plus"
                keys="Ctrl O"
                disabled={busy}
                onClick={() => void props.act(async () => onOpen(await desk.pickFiles()))}
                testId="pick-file"
              >
                {t("orders.pick")}
              </Button>
              {session.samplePath ? (
                <Button
                  icon="play"
                  disabled={busy}
                  onClick={() => onOpen([session.samplePath])}
                  testId="open-sample"
                >
                  {t("orders.sample")}
                </Button>
              ) : null}
            </>
          }
        >
          {t("orders.drop-help")}
          <br />
          <span className="t3">
            {t("orders.paste-help")} <kbd>Ctrl V</kbd>
          </span>
        </Empty>
        <footer className="pathline">
          <label className="lab" htmlFor="path">
            {t("orders.path")}
          </label>
          <span className="grow1">
            <Line
              label={t("orders.path")}
              placeholder={t("orders.path-example")}
              value={path}
              onChange={setPath}
              onEnter={openPath}
              width="100%"
              testId="path"
            />
          </span>
          <Button disabled={busy || path.trim() === ""} onClick={openPath} testId="open-path">
            {t("orders.open")}
          </Button>
          <WorkLine progress={props.progress} shown={busy} />
        </footer>
      </div>
      <div className="stack">
        <Earlier busy={busy} act={props.act} onResume={props.onResume} />
        <Watched busy={busy} act={props.act} />
      </div>
    </div>
  );
}
