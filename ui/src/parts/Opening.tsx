// What stands there before the desk is open.
import { useState } from "react";
import { type Lang, sentence } from "../text";
import type { Trouble } from "../views";
import { Button, Line } from "./basics";
import { Icon, Sign } from "./Icon";

/** Shown until the data folder is open, and in place of everything when it cannot be opened. */
export function Opening(props: {
  lang: Lang;
  trouble: Trouble | null;
  onRetry: () => void;
  onUnlock: (passphrase: string) => void;
}) {
  const { lang, trouble } = props;
  const [passphrase, setPassphrase] = useState("");
  const asks = trouble !== null && takesPassphrase.includes(trouble.code);
  return (
    <div className="opening" data-testid="opening">
      <span className="brand">
        <Sign />
        {sentence(lang, "app.name")}
      </span>
      {trouble ? (
        <div className="note stop" role="alert" data-testid="opening-trouble">
          <Icon name="stop" />
          <span className="grow1">
            <b>{trouble[lang]}</b> {lang === "zh" ? trouble.helpZh : trouble.helpEn}{" "}
            <span className="mono t3 sm">{trouble.code}</span>
          </span>
          <Button icon="redo" onClick={props.onRetry} testId="opening-retry">
            {sentence(lang, "do.retry")}
          </Button>
        </div>
      ) : (
        <span className="t3">{sentence(lang, "app.opening")}</span>
      )}
      {asks ? (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            props.onUnlock(passphrase);
            setPassphrase("");
          }}
        >
          <Line
            label={sentence(lang, "app.passphrase")}
            placeholder={sentence(lang, "app.passphrase")}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            width={260}
            testId="passphrase"
          />
          <Button
            kind="primary"
            disabled={passphrase === ""}
            onClick={() => props.onUnlock(passphrase)}
            testId="unlock"
          >
            {sentence(lang, "app.unlock")}
          </Button>
        </form>
      ) : null}
    </div>
  );
}

/** Where there is no keyring, or the folder was locked with a passphrase, one is asked for. */
const takesPassphrase = ["keyring-unavailable", "other-key-source", "wrong-passphrase", "weak-passphrase"];
