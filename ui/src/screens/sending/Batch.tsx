// A batch of signatures that stands still, and the key that signs for a client.
import { Select } from "antd";
import { useState } from "react";
import { Act, Button, Note } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { BatchLine, KeyEntry, ToSign } from "../../views";

/** Why it stands still, what was signed, and the three ways on: go on, another key, stop. */
export function PausedBatch(props: {
  batch: BatchLine;
  keys: KeyEntry[];
  busy: boolean;
  onGoOn: (keyId: string) => void;
  onStop: () => void;
}) {
  const { t, say } = useHand();
  const { batch, busy } = props;
  const [other, setOther] = useState(false);
  const others = props.keys.filter((key) => key.id !== batch.keyId);
  return (
    <Note
      tone="warn"
      icon="pause"
      testId="paused-batch"
      aside={
        <span className="row" style={{ gap: 6 }}>
          <Button
            small
            kind="primary"
            icon="play"
            disabled={busy}
            onClick={() => props.onGoOn("")}
            testId="batch-go-on"
          >
            {t("batch.go-on")}
          </Button>
          {other ? (
            <Select
              size="small"
              autoFocus
              defaultOpen
              aria-label={t("batch.other")}
              placeholder={t("batch.other")}
              options={others.map((key) => ({ value: key.id, label: `${key.name} · ${key.algorithm}` }))}
              onChange={(id: string) => {
                setOther(false);
                props.onGoOn(id);
              }}
              onBlur={() => setOther(false)}
              style={{ minWidth: 200 }}
              data-testid="batch-key"
            />
          ) : (
            <Button
              small
              disabled={busy || others.length === 0}
              label={others.length === 0 ? t("batch.no-other") : undefined}
              onClick={() => setOther(true)}
              testId="batch-other"
            >
              {t("batch.other")}
            </Button>
          )}
          <Button small disabled={busy} onClick={props.onStop} testId="batch-stop">
            {t("batch.stop")}
          </Button>
        </span>
      }
    >
      <b>{t("batch.paused", { done: batch.done, total: batch.total, says: say(batch.says) })}</b>{" "}
      <span className="t2">
        {batch.client}
        {batch.key ? ` · ${batch.key}` : ""} · {say(batch.help)}
      </span>
    </Note>
  );
}

/** Which key signs for a client; none there leads to the guide. */
export function KeyOf(props: {
  line: ToSign;
  keys: KeyEntry[];
  chosen: string;
  onChoose: (keyId: string) => void;
  onAdd: () => void;
}) {
  const { t } = useHand();
  const own = props.keys.filter((key) => key.clientId === props.line.clientId && key.usable);
  if (own.length === 0)
    return (
      <Act onClick={props.onAdd} testId="key-missing">
        {t("send.add-key")}
      </Act>
    );
  return (
    <Select
      size="small"
      aria-label={`${t("send.key")} ${props.line.client}`}
      value={props.chosen || undefined}
      options={own.map((key) => ({
        value: key.id,
        label: `${key.name} · ${key.algorithm}${key.level === "far" ? "" : ` · ${t("kd.left", { n: key.daysLeft })}`}`,
      }))}
      onChange={props.onChoose}
      popupMatchSelectWidth={false}
      data-testid="key-choice"
    />
  );
}
