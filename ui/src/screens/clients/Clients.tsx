// Clients: whose declarations these are, with their codes, goods and keys.
import { useEffect, useState } from "react";
import { Button, Empty, Note, Panel, Tabs, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { ClientDetail } from "../../views";
import { GoodsBook } from "./GoodsBook";
import { KeyList } from "./KeyList";
import { ProfileForm } from "./ProfileForm";

type Tab = "profile" | "goods";

export function Clients() {
  const { t, desk, session, refresh } = useHand();
  const [id, setId] = useState(session.clientId);
  const [tab, setTab] = useState<Tab>("profile");
  const { busy, trouble, act, clear } = useAct();
  const fresh = id === "";
  const detail = useLoad<ClientDetail | null>(() => (fresh ? Promise.resolve(null) : desk.client(id)), id);
  useEffect(() => setId(session.clientId), [session.clientId]);
  const shown = fresh ? null : detail.value;

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
        <Button kind="primary" icon="plus" onClick={() => setId("")} testId="client-new">
          {t("client.new")}
        </Button>
      </div>
      <TroubleNote
        trouble={trouble ?? detail.trouble}
        onRetry={detail.reload}
        onClose={trouble ? clear : undefined}
      />
      <div className="clientgrid">
        <Panel title={t("client.list", { n: session.clients.length })}>
          <div className="scroll">
            {session.clients.map((c) => (
              <button
                key={c.id}
                type="button"
                className={`pickline${c.id === id ? " on" : ""}`}
                aria-pressed={c.id === id}
                onClick={() => setId(c.id)}
                data-testid={`client-${c.id}`}
              >
                <b className="ell">{c.name}</b>
                {c.practice ? <span className="tag">{t("app.practice")}</span> : null}
                <span className="d mono">{c.code}</span>
              </button>
            ))}
            {session.clients.length === 0 ? <Empty icon="clients" title={t("client.none")} /> : null}
          </div>
        </Panel>
        <section className="panel" aria-label={t("client.profile")}>
          <Tabs
            label={t("client.profile")}
            value={tab}
            onChange={setTab}
            testId="client-tab"
            tabs={[
              { key: "profile", text: t("client.profile") },
              { key: "goods", text: t("client.goods"), count: String(shown?.goods.length ?? 0) },
            ]}
          />
          {tab === "profile" && (fresh || shown) ? (
            <ProfileForm
              key={id}
              profile={shown?.profile ?? {}}
              busy={busy}
              onSave={(profile) =>
                act(async () => {
                  const saved = await desk.saveClient(id, profile);
                  setId(saved.id);
                  detail.setValue(saved);
                  refresh();
                })
              }
            />
          ) : null}
          {tab === "goods" ? (
            <GoodsBook
              goods={shown?.goods ?? []}
              busy={busy || fresh}
              onAdd={(path) => act(async () => detail.setValue(await desk.addGoods(id, path)))}
            />
          ) : null}
        </section>
        <div className="stack">
          <KeyList
            keys={shown?.keys ?? []}
            busy={busy || fresh}
            onAdd={(path, password) =>
              act(async () => {
                detail.setValue(await desk.addKey(id, path, password));
                refresh();
              })
            }
          />
          <Note icon="shield">
            <span className="sm">{t("client.safe")}</span>
          </Note>
          {shown?.practice ? (
            <Note icon="cloud">
              <span className="sm">{t("client.practice-help")}</span>
            </Note>
          ) : (
            <span className="hidden">
              <Icon name="clients" />
            </span>
          )}
        </div>
      </div>
    </>
  );
}
