// Four eyes: for which clients another person looks before a signature, and from which amount on.
import { useState } from "react";
import { Button, Line, Note, Panel, Segments } from "../../parts/basics";
import { useHand, useLoad } from "../../parts/context";
import type { ClientLine, FourEyes as Eyes } from "../../views";

type Mode = "off" | "always" | "above";

export function FourEyes(props: { act: (work: () => Promise<void>) => Promise<void>; busy: boolean }) {
  const { t, session } = useHand();
  const reviewers = session.people.filter((person) => person.owner || person.roles.includes("reviewer"));
  const enough = session.people.length > 1 && reviewers.length > 0;
  return (
    <Panel title={t("set.eyes")} testId="set-eyes">
      <p className="body t2">{t("set.eyes-help")}</p>
      {enough ? null : <Note icon="info">{t("set.eyes-alone")}</Note>}
      {session.clients.map((client, n) => (
        <Row key={client.id} client={client} n={n} enough={enough} {...props} />
      ))}
    </Panel>
  );
}

function Row(props: {
  client: ClientLine;
  n: number;
  enough: boolean;
  act: (work: () => Promise<void>) => Promise<void>;
  busy: boolean;
}) {
  const { t, desk, session, refresh } = useHand();
  const { id, name } = props.client;
  const eyes = useLoad(() => desk.fourEyes(id), id);
  const [mode, setMode] = useState<Mode | null>(null);
  const [amount, setAmount] = useState<string | null>(null);
  const kept = eyes.value;
  const shown = mode ?? (kept?.mode as Mode | undefined) ?? "off";
  const above = amount ?? kept?.above ?? "";
  const me = session.person;
  const may = me.owner || me.roles.includes("manager");
  const save = (next: Eyes) =>
    void props.act(async () => {
      eyes.setValue(await desk.setFourEyes(id, next));
      setMode(null);
      setAmount(null);
      refresh();
    });
  const choose = (next: Mode) => {
    if (!may || props.busy) return;
    setMode(next);
    // An amount is typed first.
    if (next !== "above") save({ mode: next, above: "" });
  };
  // Alone, one could never sign again.
  if (!props.enough && shown === "off") return null;
  return (
    <div className="eyesline" data-testid={`eyes-${props.n}`}>
      <span className="ell" title={name}>
        {name}
      </span>
      <span className="row">
        {shown === "above" ? (
          <>
            <Line
              label={`${name}: ${t("set.eyes-amount")}`}
              placeholder={t("set.eyes-amount")}
              value={above}
              onChange={setAmount}
              onEnter={() => above !== "" && save({ mode: "above", above })}
              width={110}
              testId={`eyes-amount-${props.n}`}
            />
            {above !== (kept?.above ?? "") || kept?.mode !== "above" ? (
              <Button
                small
                disabled={above === "" || props.busy || !may}
                onClick={() => save({ mode: "above", above })}
                testId={`eyes-save-${props.n}`}
              >
                {t("do.save")}
              </Button>
            ) : null}
          </>
        ) : null}
        <Segments
          label={`${t("set.eyes")}: ${name}`}
          value={shown}
          options={[
            { key: "off", text: t("set.eyes-off") },
            { key: "above", text: t("set.eyes-above") },
            { key: "always", text: t("set.eyes-always") },
          ]}
          onChange={choose}
          testId={`eyes-${props.n}`}
        />
      </span>
    </div>
  );
}
