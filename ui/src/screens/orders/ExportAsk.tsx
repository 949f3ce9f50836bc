// Saves the bad rows as the workbook they came from, each bad cell coloured and with a comment.
import { useState } from "react";
import { Button, Line, Note, Segments } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import type { Exported, ReviewQuery } from "../../views";
import { Ask } from "./Ask";
import { beside } from "./paths";

export function ExportAsk(props: {
  importId: string;
  fileName: string;
  path: string;
  /** The rows that are ticked, where only these shall go. */
  only: ReviewQuery | null;
  onClose: () => void;
}) {
  const { t, desk } = useHand();
  const { busy, trouble, act } = useAct();
  const stem = props.fileName.replace(/\.[a-z]+$/i, "");
  const name = `${stem}_${t("export.suffix")}.xlsx`;
  const [path, setPath] = useState(props.path === "" ? "" : beside(props.path, name));
  const [all, setAll] = useState<"bad" | "all">("bad");
  const [done, setDone] = useState<Exported | null>(null);
  const save = () =>
    void act(async () =>
      setDone(
        props.only
          ? await desk.exportRows(props.importId, path.trim(), props.only)
          : await desk.exportBad(props.importId, path.trim(), all === "all"),
      ),
    );
  return (
    <Ask
      title={t("export.title")}
      act={done ? t("do.close") : t("export.save")}
      done={done !== null}
      disabled={busy || path.trim() === ""}
      trouble={trouble}
      onAct={done ? props.onClose : save}
      onClose={props.onClose}
      testId="export-ask"
    >
      {done ? (
        <Note tone="ok" icon="ok" testId="exported">
          {t("export.done", { n: done.rows, cells: done.cells })}
          <br />
          <span className="mono sm wrap">{done.path}</span>
        </Note>
      ) : (
        <>
          <p className="t2">{t("export.help")}</p>
          {props.only ? (
            <p data-testid="export-only">{t("export.only")}</p>
          ) : (
            <Segments
              label={t("export.which")}
              value={all}
              options={[
                { key: "bad", text: t("export.bad") },
                { key: "all", text: t("export.all") },
              ]}
              onChange={setAll}
              testId="export-which"
            />
          )}
          <div className="row">
            <span className="grow1">
              <Line
                label={t("export.path")}
                placeholder={t("export.path")}
                value={path}
                onChange={setPath}
                onEnter={() => path.trim() !== "" && save()}
                width="100%"
                testId="export-path"
              />
            </span>
            <Button
              icon="folder"
              onClick={() =>
                void desk
                  .pickFolder()
                  .then(
                    (folder) =>
                      folder && setPath(beside(`${folder}${folder.includes("\\") ? "\\" : "/"}x`, name)),
                  )
              }
              testId="export-pick"
            >
              {t("do.choose")}
            </Button>
          </div>
        </>
      )}
    </Ask>
  );
}
