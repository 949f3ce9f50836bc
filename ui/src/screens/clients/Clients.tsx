// Clients: whose declarations these are, with their codes, goods, numbers and keys.
import { useEffect, useState } from "react";
import { Button, Empty, Note, Panel, Scroll, Tabs, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import { RecipeBook } from "../../parts/RecipeBook";
import { count } from "../../text";
import type { ClientDetail } from "../../views";
import { AddClient } from "./AddClient";
import { ClientList } from "./ClientList";
import { formOf, useDraft } from "./draft";
import { GoodsBook } from "./GoodsBook";
import { KeyList } from "./KeyList";
import { Output } from "./Output";
import { ProfileForm } from "./ProfileForm";

type Tab = "profile" | "goods" | "recipes" | "output";

/** The tabs with something to save. */
const form = (tab: Tab) => tab === "profile" || tab === "output";

export function Clients() {
  const { t, desk, session, refresh } = useHand();
  const living = session.clients.filter((c) => !c.archived);
  const [id, setId] = useState(session.clientId || living[0]?.id || "");
  const [adding, setAdding] = useState(session.clients.length === 0);
  const { busy, trouble, act, clear } = useAct();
  const detail = useLoad<ClientDetail | null>(() => (id ? desk.client(id) : Promise.resolve(null)), id);
  useEffect(() => {
    if (session.clientId !== "") setId(session.clientId);
  }, [session.clientId]);
  const shown = detail.value?.id === id ? detail.value : null;
  return (
    <>
      <div className="ph">
        <h1>{t("station.clients")}</h1>
        <span className="sub">{t("client.sub")}</span>
        <span className="sp" />
        {session.clients.some((c) => c.practice) ? null : (
          <Button
            icon="play"
            disabled={busy}
            onClick={() =>
              act(async () => {
                await desk.startPractice();
                refresh();
              })
            }
            testId="client-practice"
          >
            {t("today.start-practice")}
          </Button>
        )}
        <Button kind="primary" icon="plus" onClick={() => setAdding(true)} testId="client-new">
          {t("client.new")}
        </Button>
      </div>
      <TroubleNote
        trouble={trouble ?? detail.trouble}
        onRetry={detail.reload}
        onClose={trouble ? clear : undefined}
      />
      <div className="clientgrid">
        <ClientList
          id={adding ? "" : id}
          onChoose={(next) => {
            setAdding(false);
            setId(next);
          }}
        />
        {adding ? (
          <AddClient
            busy={busy}
            onClose={session.clients.length > 0 ? () => setAdding(false) : undefined}
            onAdd={(like, profile) =>
              act(async () => {
                const added = await desk.addClient(like, profile);
                setAdding(false);
                setId(added.id);
                await desk.chooseClient(added.id);
                refresh();
              })
            }
          />
        ) : shown ? (
          <One key={shown.id} client={shown} onChanged={detail.setValue} />
        ) : id === "" ? (
          <Panel label={t("client.profile")}>
            <Empty icon="clients" title={t("client.none")} />
          </Panel>
        ) : (
          <section className="panel" aria-busy="true" aria-label={t("client.profile")} />
        )}
      </div>
    </>
  );
}

function One({ client, onChanged }: { client: ClientDetail; onChanged: (client: ClientDetail) => void }) {
  const { t, say, desk, session, refresh } = useHand();
  const [tab, setTab] = useState<Tab>("profile");
  const { busy, trouble, act, clear } = useAct();
  const editing = useDraft(client);
  const { changed, wrong, drop, draft } = editing;
  const mine = client.id === session.clientId;
  const save = () =>
    act(async () => {
      onChanged(await desk.changeClient(client.id, formOf(draft)));
      drop();
      refresh();
    });
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      if (changed && wrong === 0 && !busy) save();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  });
  return (
    <>
      <section className="panel" aria-label={client.name} data-testid="client-one" data-client={client.id}>
        <header className="clienthead">
          <h2 className="ell" title={client.name} data-testid="client-name">
            {client.name}
          </h2>
          {client.practice ? <span className="tag">{t("app.practice")}</span> : null}
          {client.archived ? <span className="tag">{t("client.archived")}</span> : null}
          <span className="sp" />
          {mine || client.archived ? null : (
            <Button
              small
              icon="check"
              disabled={busy}
              onClick={() =>
                act(async () => {
                  await desk.chooseClient(client.id);
                  refresh();
                })
              }
              testId="client-work"
            >
              {t("client.work")}
            </Button>
          )}
          <Button
            small
            kind="quiet"
            icon={client.archived ? "undo" : "inbox"}
            disabled={busy}
            onClick={() =>
              act(async () => {
                onChanged(await desk.archiveClient(client.id, !client.archived));
                refresh();
              })
            }
            testId="client-archive"
          >
            {t(client.archived ? "client.restore" : "client.archive")}
          </Button>
        </header>
        <Tabs
          label={client.name}
          value={tab}
          onChange={setTab}
          testId="client-tab"
          tabs={[
            { key: "profile", text: t("client.profile") },
            { key: "goods", text: t("client.goods"), count: count(client.goods) },
            { key: "recipes", text: t("client.recipes") },
            { key: "output", text: t("client.output") },
          ]}
        />
        <TroubleNote trouble={trouble} onClose={clear} />
        {client.archived ? (
          <Note icon="info" testId="client-archived-note">
            {t("client.archived-help")}
          </Note>
        ) : null}
        {tab === "profile" ? <ProfileForm editing={editing} label={t("client.profile")} /> : null}
        {tab === "goods" ? (
          <GoodsBook key={client.id} client={client.id} name={client.name} archived={client.archived} />
        ) : null}
        {tab === "recipes" ? (
          <Scroll className="body fill" label={t("client.recipes")}>
            <RecipeBook key={client.id} client={client.id} />
          </Scroll>
        ) : null}
        {tab === "output" ? <Output editing={editing} client={client.name} /> : null}
        {form(tab) ? (
          <footer>
            <span className={`sm ${wrong > 0 ? "c-stop" : "t3"}`} data-testid="profile-state">
              {wrong > 0
                ? t("profile.wrong", { n: wrong })
                : changed
                  ? t("profile.unsaved")
                  : t("profile.saved")}
            </span>
            <span className="sp" />
            <Button disabled={!changed || busy} onClick={drop} testId="profile-undo">
              {t("do.undo")}
            </Button>
            <Button
              kind="primary"
              icon="disk"
              keys="Ctrl S"
              disabled={!changed || wrong > 0 || busy}
              onClick={save}
              testId="profile-save"
            >
              {t("do.save")}
            </Button>
          </footer>
        ) : null}
      </section>
      {tab === "goods" ? null : (
        <div className="stack clientaside">
          <Panel title={t("needs.title")} testId="client-needs">
            <div className="scroll">
              {client.needs.map((need) => (
                <div key={need.field} className="needline">
                  <Icon
                    name={need.oftenInSheet ? "info" : "todo"}
                    className={need.oftenInSheet ? "t3" : "c-warn"}
                  />
                  <span>
                    {say(need.label)}
                    {need.oftenInSheet ? <span className="t3"> {t("needs.sheet")}</span> : null}
                  </span>
                </div>
              ))}
              {client.goods === 0 ? (
                <div className="needline">
                  <Icon name="info" className="t3" />
                  <button
                    type="button"
                    className="act"
                    onClick={() => setTab("goods")}
                    data-testid="needs-goods"
                  >
                    {t("needs.goods")}
                  </button>
                </div>
              ) : null}
              {client.needs.length === 0 && client.goods > 0 ? (
                <div className="needline">
                  <Icon name="ok" className="c-ok" />
                  <span>{t("needs.none")}</span>
                </div>
              ) : null}
            </div>
          </Panel>
          <KeyList keys={client.keys} />
          {client.practice ? (
            <Note icon="cloud">
              <span className="sm">{t("client.practice-help")}</span>
            </Note>
          ) : null}
        </div>
      )}
    </>
  );
}
