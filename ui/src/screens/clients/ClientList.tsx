// The list of clients: searched as one types, the archived ones on demand.
import { useState } from "react";
import { Empty, Line, Panel, Scroll } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";

export function ClientList({ id, onChoose }: { id: string; onChoose: (id: string) => void }) {
  const { t, session } = useHand();
  const [find, setFind] = useState("");
  const [archived, setArchived] = useState(false);
  const wanted = find.trim().toLowerCase();
  const gone = session.clients.filter((c) => c.archived).length;
  const shown = session.clients.filter(
    (c) => (archived || !c.archived) && `${c.name} ${c.code}`.toLowerCase().includes(wanted),
  );
  return (
    <Panel
      title={t("client.list", { n: session.clients.length - gone })}
      footer={
        gone > 0 ? (
          <Check
            on={archived}
            label={t("client.show-archived", { n: gone })}
            text={t("client.show-archived", { n: gone })}
            onChange={setArchived}
            testId="client-show-archived"
          />
        ) : null
      }
    >
      <div className="listfind">
        <Line
          label={t("client.find")}
          placeholder={t("client.find")}
          value={find}
          onChange={setFind}
          icon="search"
          width="100%"
          testId="client-find"
        />
      </div>
      <Scroll className="scroll" label={t("station.clients")}>
        {shown.map((c) => (
          <button
            key={c.id}
            type="button"
            className={`pickline${c.id === id ? " on" : ""}`}
            aria-pressed={c.id === id}
            title={c.name}
            onClick={() => onChoose(c.id)}
            data-testid={`client-${c.id}`}
          >
            <b className="ell">{c.name}</b>
            {c.practice ? <span className="tag">{t("app.practice")}</span> : null}
            {c.archived ? <span className="tag">{t("client.archived")}</span> : null}
            <span className="d mono">{c.code || "—"}</span>
          </button>
        ))}
        {shown.length === 0 ? (
          session.clients.length === 0 ? (
            <Empty icon="clients" title={t("client.none")} />
          ) : (
            <Empty
              icon="search"
              title={t("client.none-found")}
              acts={
                <button
                  type="button"
                  className="act"
                  onClick={() => setFind("")}
                  data-testid="client-find-clear"
                >
                  {t("client.find-clear")}
                </button>
              }
            />
          )
        ) : null}
      </Scroll>
    </Panel>
  );
}
