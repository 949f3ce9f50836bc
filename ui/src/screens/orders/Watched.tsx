// Folders that are watched: a new file in one of them becomes an import by itself.
import { useState } from "react";
import { Act, Button, Line, Panel, Time } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import { Check } from "../../parts/Grid";
import { Icon } from "../../parts/Icon";
import type { WatchHow, WatchLine } from "../../views";
import { Ask } from "./Ask";
import type { Act as Acting } from "./FileStep";

export function Watched({ busy, act }: { busy: boolean; act: Acting }) {
  const { t, say, desk, session } = useHand();
  const watched = useLoad(() => desk.watched(session.clientId), session.clientId);
  const [adding, setAdding] = useState(false);
  const lines = (watched.value ?? []).filter((line) => line.client === session.clientId);
  return (
    <Panel
      title={t("watch.title")}
      testId="watched"
      className="shrink"
      aside={
        <Button small icon="folder" disabled={busy} onClick={() => setAdding(true)} testId="watch-add">
          {t("watch.add")}
        </Button>
      }
    >
      {lines.length === 0 ? (
        <p className="body t3 sm">{t("watch.none")}</p>
      ) : (
        <ul className="lines scroll">
          {lines.map((line) => (
            <li key={line.folder} data-testid="watch-line">
              <Icon name={line.trouble ? "warn" : "eye"} className={line.trouble ? "c-warn" : "c-acc"} />
              <span className="grow1">
                <span className="ell b" title={line.folder}>
                  {line.folder}
                </span>
                <span className={`sm ${line.trouble && !ofFile(line) ? "c-warn" : "t3 ell"}`}>
                  {line.trouble && !ofFile(line) ? (
                    say(line.trouble)
                  ) : (
                    <>
                      {t("watch.since")} <Time value={line.since} />
                      <i className="dot" />
                      {t("watch.found", { n: line.found })}
                      {line.fixes ? (
                        <>
                          <i className="dot" />
                          {t("watch.fixing")}
                        </>
                      ) : null}
                      {line.declare ? (
                        <>
                          <i className="dot" />
                          {t("watch.declares")}
                        </>
                      ) : null}
                      {line.by ? (
                        <>
                          <i className="dot" />
                          {t("watch.by", { who: line.by })}
                        </>
                      ) : null}
                    </>
                  )}
                </span>
                {line.failed[0] ? (
                  <span
                    className="sm c-warn ell"
                    title={line.failed.map((f) => `${f.name}: ${say(f.says)}`).join("\n")}
                  >
                    {said(line.failed[0].name, say(line.failed[0].says))}
                  </span>
                ) : null}
              </span>
              <Act
                disabled={busy}
                onClick={() =>
                  void act(async () => {
                    await desk.stopWatching(line.client, line.folder);
                    watched.reload();
                  })
                }
                testId="watch-stop"
              >
                {t("watch.stop")}
              </Act>
            </li>
          ))}
        </ul>
      )}
      {adding ? (
        <AddFolder
          onClose={() => setAdding(false)}
          onAdd={(folder, how) => {
            setAdding(false);
            void act(async () => {
              await desk.watchFolder(session.clientId, folder, how);
              watched.reload();
            });
          }}
        />
      ) : null}
    </Panel>
  );
}

/** The trouble is that of a file, which has a line of its own. */
function ofFile(line: WatchLine): boolean {
  const name = line.failed[0]?.name;
  return name !== undefined && (line.trouble?.zh.startsWith(name) ?? false);
}

/** What is said of a file, with its name once. */
function said(name: string, what: string): string {
  return what.includes(name) ? what : `${name}: ${what}`;
}

function AddFolder(props: { onAdd: (folder: string, how: WatchHow) => void; onClose: () => void }) {
  const { t, desk } = useHand();
  const [folder, setFolder] = useState("");
  const [declare, setDeclare] = useState(false);
  const [fixes, setFixes] = useState(false);
  const add = () => folder.trim() !== "" && props.onAdd(folder.trim(), { declare, fixes });
  return (
    <Ask
      title={t("watch.add")}
      act={t("watch.begin")}
      disabled={folder.trim() === ""}
      onAct={add}
      onClose={props.onClose}
      testId="watch-ask"
    >
      <p className="t2">{t("watch.help")}</p>
      <div className="row">
        <span className="grow1">
          <Line
            label={t("watch.folder")}
            placeholder={t("watch.folder")}
            value={folder}
            onChange={setFolder}
            onEnter={add}
            width="100%"
            autoFocus
            testId="watch-folder"
          />
        </span>
        <Button
          icon="folder"
          onClick={() => void desk.pickFolder().then((chosen) => chosen && setFolder(chosen))}
          testId="watch-pick"
        >
          {t("do.choose")}
        </Button>
      </div>
      <Check
        on={fixes}
        label={t("watch.fixes")}
        onChange={setFixes}
        text={t("watch.fixes")}
        testId="watch-fixes"
      />
      <Check
        on={declare}
        label={t("watch.declare")}
        onChange={setDeclare}
        text={t("watch.declare")}
        testId="watch-declare"
      />
    </Ask>
  );
}
