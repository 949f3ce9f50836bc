// Step 1: choose a file, drop it, or give its path.
import { useEffect, useState } from "react";
import { Bar, Button, Empty, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Progress } from "../../views";

export function FileStep(props: {
  busy: boolean;
  progress: Progress | null;
  onOpen: (paths: string[]) => void;
}) {
  const { t, say, desk, session } = useHand();
  const [path, setPath] = useState("");
  const [over, setOver] = useState(false);
  const { busy, progress, onOpen } = props;

  useEffect(
    () =>
      desk.onDrop((paths) => {
        setOver(paths === null);
        if (paths && paths.length > 0) onOpen(paths);
      }),
    [desk, onOpen],
  );

  if (session.clientId === "")
    return (
      <div className="panel fill">
        <Empty icon="clients" title={t("orders.no-client")} testId="orders-no-client">
          {t("orders.no-client-help")}
        </Empty>
      </div>
    );

  return (
    <div className={`panel fill${over ? " dropover" : ""}`} data-testid="drop-zone">
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
              onClick={() => void desk.pickFiles().then(onOpen)}
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
      </Empty>
      <footer>
        <label className="lab" htmlFor="path">
          {t("orders.path")}
        </label>
        <span className="grow1">
          <Line
            label={t("orders.path")}
            placeholder={t("orders.path-example")}
            value={path}
            onChange={setPath}
            onEnter={() => path.trim() && onOpen([path.trim()])}
            width="100%"
            testId="path"
          />
        </span>
        <Button
          disabled={busy || path.trim() === ""}
          onClick={() => onOpen([path.trim()])}
          testId="open-path"
        >
          {t("orders.open")}
        </Button>
        {busy ? (
          <span className="row sm t2" role="status" style={{ width: 340 }}>
            <Bar part={progress && progress.total > 0 ? progress.done / progress.total : 0.1} />
            {progress ? t("orders.reading", { n: progress.done }) : t("orders.opening")}
            {progress ? <span className="t3">{say(progress.what)}</span> : null}
            <Button small onClick={() => void desk.stop()} testId="stop-reading">
              {t("do.stop")}
            </Button>
          </span>
        ) : null}
      </footer>
    </div>
  );
}
