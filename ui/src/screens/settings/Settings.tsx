// Settings: people and reviews left, what concerns this computer right.
import { useState } from "react";
import { Button, Line, Pairs, Panel, Segments, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { HEIGHTS, setStandardHeight, standardHeight } from "../../parts/grid/look";
import type { Settings as Held } from "../../views";
import { FourEyes } from "./FourEyes";
import { People } from "./People";

export function Settings() {
  const { t, desk } = useHand();
  const { busy, trouble, act, clear } = useAct();
  const settings = useLoad(() => desk.settings(), "settings");
  const set = settings.value;
  return (
    <>
      <div className="ph">
        <h1>{t("station.settings")}</h1>
      </div>
      <TroubleNote
        trouble={trouble ?? settings.trouble}
        onRetry={settings.reload}
        onClose={trouble ? clear : undefined}
      />
      <div className="setgrid">
        <div className="stack">
          <People act={act} busy={busy} />
          <FourEyes act={act} busy={busy} />
        </div>
        <div className="stack">
          <Look />
          {set ? (
            <Connection
              key={set.service}
              set={set}
              busy={busy}
              onSave={(address) => act(async () => settings.setValue(await desk.setService(address)))}
            />
          ) : null}
          {set ? <Data set={set} /> : null}
          <Practice act={act} busy={busy} />
        </div>
      </div>
    </>
  );
}

function Look() {
  const { t, lang, setLang, dark, setDark } = useHand();
  const [height, setHeight] = useState(standardHeight());
  return (
    <Panel title={t("set.look")}>
      <div className="body setrows">
        <span className="lab">{t("set.language")}</span>
        <Segments
          label={t("set.language")}
          value={lang}
          options={[
            { key: "zh", text: "中文" },
            { key: "en", text: "English" },
          ]}
          onChange={setLang}
          testId="set-lang"
        />
        <span className="lab">{t("set.theme")}</span>
        <Segments
          label={t("set.theme")}
          value={dark ? "dark" : "light"}
          options={[
            { key: "light", text: t("set.light") },
            { key: "dark", text: t("set.dark") },
          ]}
          onChange={(theme) => setDark(theme === "dark")}
          testId="set-theme"
        />
        <span className="lab">{t("set.density")}</span>
        <Segments
          label={t("set.density")}
          value={String(height)}
          options={HEIGHTS.map((h, n) => ({
            key: String(h),
            text: t((["set.tight", "set.compact", "set.comfortable"] as const)[n] ?? "set.compact"),
          }))}
          onChange={(key) => {
            setStandardHeight(Number(key));
            setHeight(Number(key));
          }}
          testId="set-density"
        />
      </div>
    </Panel>
  );
}

function Connection(props: { set: Held; busy: boolean; onSave: (address: string) => void }) {
  const { t } = useHand();
  const [address, setAddress] = useState(props.set.service);
  const changed = address.trim() !== props.set.service;
  return (
    <Panel title={t("set.service")}>
      <div className="body stack gap8">
        <div className="row">
          <Line
            label={t("set.service")}
            placeholder={t("set.service-none")}
            value={address}
            onChange={setAddress}
            onEnter={() => changed && props.onSave(address.trim())}
            width="100%"
            mono
            testId="set-service"
          />
          <Button
            disabled={!changed || props.busy}
            onClick={() => props.onSave(address.trim())}
            testId="set-service-save"
          >
            {t("do.save")}
          </Button>
        </div>
        <p className="t3 sm">{t("set.service-help")}</p>
      </div>
    </Panel>
  );
}

function Data({ set }: { set: Held }) {
  const { t, say, session } = useHand();
  return (
    <Panel title={t("set.data")} testId="set-data">
      <div className="body">
        <Pairs
          left
          pairs={[
            [
              t("set.folder"),
              <span key="folder" className="mono wrap">
                {set.folder}
              </span>,
            ],
            [t("set.opened"), t(set.openedBy === "keyring" ? "set.opened-keyring" : "set.opened-passphrase")],
            [t("set.version-of"), session.version],
          ]}
        />
      </div>
      <table data-testid="set-tables">
        <thead>
          <tr>
            <th>{t("set.table")}</th>
            <th>{t("set.version")}</th>
            <th>{t("set.since")}</th>
            <th className="num">{t("set.own-rows")}</th>
          </tr>
        </thead>
        <tbody>
          {set.tables.map((table) => (
            <tr key={table.name}>
              <td title={say(table.says)}>{say(table.says)}</td>
              <td className="mono">{table.version}</td>
              <td className="mono">{table.since}</td>
              <td className="num">{table.ownRows > 0 ? table.ownRows : <span className="t3">—</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Practice(props: { act: (work: () => Promise<void>) => void; busy: boolean }) {
  const { t, desk, session, refresh } = useHand();
  const there = session.clients.some((client) => client.practice);
  const here = session.clients.some((client) => client.practice && client.id === session.clientId);
  return (
    <Panel title={t("set.practice")}>
      <div className="body row">
        <span className="t2 grow1">{t(there ? "set.practice-on" : "set.practice-off")}</span>
        {here ? null : (
          <Button
            icon="play"
            disabled={props.busy}
            onClick={() =>
              props.act(async () => {
                await desk.startPractice();
                refresh();
              })
            }
            testId="set-practice"
          >
            {t("set.practice-go")}
          </Button>
        )}
      </div>
    </Panel>
  );
}
