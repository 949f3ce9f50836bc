// Keys: what signs for whom, how each of them is, and what to do about it.
import { useCallback, useEffect, useState } from "react";
import { Button, Empty, Panel, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import { useUnlock } from "../../parts/Unlock";
import type { KeyEntry, KeyReport } from "../../views";
import { Doctor } from "./Doctor";
import { KeyFacts } from "./KeyFacts";
import { KeyGuide } from "./KeyGuide";
import { TrustDrawer } from "./TrustDrawer";

export function Keys() {
  const { t, desk, session, place, refresh } = useHand();
  const list = useLoad(() => desk.keys(session.clientId), session.clientId);
  const [chosen, setChosen] = useState(place.id ?? "");
  const [reports, setReports] = useState<{ [key: string]: KeyReport }>({});
  const [looking, setLooking] = useState("");
  const [guide, setGuide] = useState<{ renews: KeyEntry | null } | null>(null);
  const [trust, setTrust] = useState(false);
  const { busy, trouble, act, clear } = useAct();
  const unlock = useUnlock();
  const keys = list.value ?? [];
  const current = keys.find((key) => key.id === chosen) ?? urgent(keys);
  const id = current?.id ?? "";
  const day = useLoad(() => (id ? desk.keyDay(id) : Promise.resolve(null)), id);
  const { reload } = list;
  const reloadDay = day.reload;

  const examine = useCallback(
    async (key: string) => {
      setLooking(key);
      try {
        const [report] = await desk.examineKey(key);
        if (report) setReports((all) => ({ ...all, [key]: report }));
      } finally {
        setLooking("");
      }
      reload();
      reloadDay();
    },
    [desk, reload, reloadDay],
  );
  // What was never looked at is looked at once it is shown.
  const known = id === "" || id in reports;
  useEffect(() => {
    if (!known) void act(() => examine(id));
  }, [known, id, act, examine]);

  const typePin = async (key: KeyEntry) => {
    if (await unlock.ask([key])) {
      refresh();
      await act(() => examine(key.id));
    }
  };

  if (guide)
    return (
      <KeyGuide
        renews={guide.renews}
        keys={keys}
        onEnd={(added) => {
          setGuide(null);
          if (added) {
            setChosen(added);
            refresh();
            reload();
          }
        }}
      />
    );
  return (
    <>
      <div className="ph">
        <h1>{t("station.keys")}</h1>
        <span className="sub">{t("kd.sub")}</span>
        <span className="sp" />
        <Button
          icon="plus"
          kind={keys.length === 0 ? "primary" : undefined}
          onClick={() => setGuide({ renews: null })}
          testId="key-guide"
        >
          {t("kd.add")}
        </Button>
        {current ? (
          <Button
            kind="primary"
            icon="redo"
            disabled={looking !== ""}
            onClick={() => void act(() => examine(id))}
            testId="key-examine"
          >
            {t("kd.again")}
          </Button>
        ) : null}
      </div>
      <TroubleNote
        trouble={trouble ?? list.trouble}
        onRetry={trouble ? undefined : reload}
        onClose={trouble ? clear : undefined}
      />
      {list.value && keys.length === 0 ? (
        <section className="panel fill" aria-label={t("station.keys")}>
          <Empty icon="keys" title={t("kd.none")}>
            {t("kd.none-help")}
          </Empty>
        </section>
      ) : (
        <div className="keygrid">
          <Panel title={t("kd.list", { n: keys.length })} testId="key-list">
            <div className="scroll fill">
              {keys.map((key) => (
                <button
                  key={key.id}
                  type="button"
                  className={`keyrow${key.id === id ? " on" : ""}`}
                  aria-pressed={key.id === id}
                  onClick={() => setChosen(key.id)}
                  data-testid="key"
                  data-level={key.level}
                >
                  <Icon name={key.kind === "eport" || key.kind === "token" ? "usb" : "keys"} />
                  <b className="ell" title={key.name}>
                    {key.name}
                  </b>
                  <KeyTag entry={key} />
                  <span className="d ell" title={key.client}>
                    {key.client}
                  </span>
                  <span className="d row" style={{ gap: 6 }}>
                    <span className="mono ell">
                      {key.algorithm} · {ends(key.serial)}
                    </span>
                    <span className="sp" />
                    {key.main ? <span className="nw">{t("kd.main")}</span> : null}
                  </span>
                </button>
              ))}
            </div>
          </Panel>
          {current ? (
            <Doctor
              entry={current}
              report={reports[id] ?? null}
              looking={looking === id}
              day={day.value}
              onPin={() => void typePin(current)}
              onAgain={() => void act(() => examine(id))}
              onRenew={() => setGuide({ renews: current })}
              onTrust={() => setTrust(true)}
            />
          ) : (
            <section className="panel" aria-busy="true" />
          )}
          {current ? (
            <KeyFacts
              entry={current}
              keys={keys}
              report={reports[id] ?? null}
              day={day.value}
              busy={busy}
              onAct={(work) =>
                act(async () => {
                  await work();
                  refresh();
                  reload();
                })
              }
              onPin={() => void typePin(current)}
            />
          ) : null}
        </div>
      )}
      {trust ? (
        <TrustDrawer
          onClose={() => setTrust(false)}
          onSaved={() => {
            setTrust(false);
            if (id) void act(() => examine(id));
          }}
        />
      ) : null}
      {unlock.dialog}
    </>
  );
}

/** The key to look at first: one that needs someone, else the one that signs. */
function urgent(keys: KeyEntry[]): KeyEntry | undefined {
  return keys.find((key) => key.warns) ?? keys.find((key) => key.main) ?? keys[0];
}

/** A number of which only the ends are shown. */
export function ends(serial: string): string {
  return serial.length > 12 ? `${serial.slice(0, 4)}…${serial.slice(-4)}` : serial;
}

export function KeyTag({ entry }: { entry: KeyEntry }) {
  const { t } = useHand();
  if (entry.successor) return <span className="tag line">{t("kd.followed")}</span>;
  if (entry.level === "ended") return <span className="tag stop">{t("kd.ended")}</span>;
  if (entry.level === "ahead") return <span className="tag warn">{t("kd.ahead")}</span>;
  if (entry.level !== "far")
    return (
      <span className={`tag ${entry.level === "7" ? "stop" : "warn"}`}>
        {t("kd.left", { n: entry.daysLeft })}
      </span>
    );
  if (entry.needsPin) return <span className="tag warn">{t("kd.pin")}</span>;
  if (entry.practice) return <span className="tag">{t("kd.practice")}</span>;
  return <span className="tag ok">{t("kd.ready")}</span>;
}
