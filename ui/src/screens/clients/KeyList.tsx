// The keys a client signs with. The password goes to the engine and is kept by the keyring, never by the page.
import { useState } from "react";
import { Button, Line, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { KeyLine } from "../../views";

export function KeyList(props: {
  keys: KeyLine[];
  busy: boolean;
  onAdd: (path: string, password: string) => void;
}) {
  const { t, say } = useHand();
  const [adding, setAdding] = useState(false);
  const [path, setPath] = useState("");
  const [password, setPassword] = useState("");
  const add = () => {
    props.onAdd(path.trim(), password);
    setPassword("");
    setAdding(false);
  };
  return (
    <Panel
      title={t("keys.title")}
      testId="key-list"
      aside={
        <Button
          small
          icon="plus"
          disabled={props.busy}
          onClick={() => setAdding((on) => !on)}
          testId="key-add"
        >
          {t("keys.add")}
        </Button>
      }
    >
      {adding ? (
        <div className="body stack" style={{ gap: 8, borderBottom: "1px solid var(--line)" }}>
          <Line
            label={t("keys.path")}
            placeholder={t("keys.path")}
            value={path}
            onChange={setPath}
            width="100%"
            testId="key-path"
          />
          <Line
            label={t("keys.password")}
            placeholder={t("keys.password")}
            type="password"
            value={password}
            onChange={setPassword}
            onEnter={() => path.trim() && add()}
            width="100%"
            testId="key-password"
          />
          <Button kind="primary" disabled={path.trim() === "" || props.busy} onClick={add} testId="key-save">
            {t("keys.open")}
          </Button>
        </div>
      ) : null}
      <div className="scroll">
        {props.keys.map((k) => (
          <div key={k.id} className="keyline" data-testid="key">
            <Icon name="keys" className={k.usable ? "c-ok" : "t3"} />
            <b className="ell">{k.name}</b>
            <span className={`tag ${k.usable ? "ok" : "stop"}`}>{say(k.says)}</span>
            <span className="d mono">
              {k.algorithm}
              <i className="dot" />
              {k.serial}
            </span>
            <span className="d">{t("keys.until", { day: k.notAfter.slice(0, 10) })}</span>
          </div>
        ))}
        {props.keys.length === 0 ? <p className="body t3 sm">{t("keys.none")}</p> : null}
      </div>
    </Panel>
  );
}
