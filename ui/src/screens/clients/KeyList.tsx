// The keys a client signs with, and the way to where they are added and examined.
import { Button, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { KeyLine } from "../../views";

export function KeyList(props: { keys: KeyLine[] }) {
  const { t, say, go } = useHand();
  return (
    <Panel
      title={t("keys.title")}
      testId="key-list"
      aside={
        <Button small icon="keys" onClick={() => go({ station: "keys" })} testId="client-keys">
          {t("keys.look")}
        </Button>
      }
    >
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
        {props.keys.length === 0 ? <p className="nokeys t3 sm">{t("keys.none")}</p> : null}
      </div>
    </Panel>
  );
}
