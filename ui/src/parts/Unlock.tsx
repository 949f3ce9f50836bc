// The PIN of a key, asked for when signing needs it. It goes to the engine and is forgotten here at once.
import { useCallback, useEffect, useRef, useState } from "react";
import { troubleOf } from "../call";
import type { KeyEntry, Trouble } from "../views";
import { Button, Line, TroubleNote } from "./basics";
import { useHand } from "./context";
import { Icon } from "./Icon";

/** Asks for the PINs of keys one after the other; `ask` answers whether all of them were typed. */
export function useUnlock() {
  const [queue, setQueue] = useState<KeyEntry[]>([]);
  const answer = useRef<((all: boolean) => void) | null>(null);
  const ask = useCallback((keys: KeyEntry[]) => {
    if (keys.length === 0) return Promise.resolve(true);
    setQueue(keys);
    return new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
  }, []);
  const end = useCallback((all: boolean) => {
    setQueue([]);
    answer.current?.(all);
    answer.current = null;
  }, []);
  const first = queue[0];
  const dialog = first ? (
    <Unlock
      key={first.id}
      entry={first}
      onDone={() => (queue.length > 1 ? setQueue(queue.slice(1)) : end(true))}
      onCancel={() => end(false)}
    />
  ) : null;
  return { ask, dialog };
}

function Unlock({ entry, onDone, onCancel }: { entry: KeyEntry; onDone: () => void; onCancel: () => void }) {
  const { t, word, desk } = useHand();
  const [pin, setPin] = useState("");
  const [keep, setKeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const try_ = async () => {
    const typed = pin;
    setPin("");
    setBusy(true);
    setTrouble(null);
    try {
      await desk.unlockKey(entry.id, typed, keep);
      onDone();
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("pin.title", { name: entry.name })}
      onClose={busy ? undefined : onCancel}
      testId="pin-dialog"
    >
      <p className="t2 sm">
        {entry.client} · {word("kind", entry.kind)}
        {entry.place && entry.kind === "token" ? ` · ${entry.place}` : ""} ·{" "}
        <span className="mono">{entry.serial}</span>
      </p>
      <TroubleNote trouble={trouble} />
      <form
        className="stack"
        style={{ gap: 10 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && pin !== "") void try_();
        }}
      >
        <Line
          label={t("pin.field")}
          placeholder={t("pin.field")}
          type="password"
          value={pin}
          onChange={setPin}
          width="100%"
          bad={trouble !== null}
          autoFocus
          testId="pin"
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={keep}
            onChange={(event) => setKeep(event.target.checked)}
            data-testid="pin-keep"
          />
          <span>
            {t("pin.keep")}
            <small className="t3">{t("pin.keep-help")}</small>
          </span>
        </label>
        <p className="t3 sm row" style={{ gap: 6 }}>
          <Icon name="shield" small /> {t("pin.once")}
        </p>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onCancel} disabled={busy} testId="pin-cancel">
            {t("pin.cancel")}
          </Button>
          <Button kind="primary" disabled={busy || pin === ""} onClick={() => void try_()} testId="pin-ok">
            {busy ? t("pin.trying") : t("pin.ok")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A question that must be answered before anything else; Esc answers no. */
export function Dialog(props: {
  title: string;
  children: React.ReactNode;
  onClose?: () => void;
  testId: string;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    // Without a real window there is nothing to hold the focus.
    box.current?.showModal?.();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className="ask"
      aria-label={props.title}
      data-testid={props.testId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose?.();
      }}
    >
      <h2>{props.title}</h2>
      {props.children}
    </dialog>
  );
}
