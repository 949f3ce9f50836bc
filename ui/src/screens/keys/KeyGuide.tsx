// The guide that adds a key: where it is, what is there, how it is used, and a test signature.
import { Select } from "antd";
import { useState } from "react";
import { Button, Note, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Icon, type IconName } from "../../parts/Icon";
import type { CertificateLine, KeyEntry, KeyReport, KeySought } from "../../views";
import { KeyPlace, type Kind, type Place, sought } from "./KeyPlace";
import { KeyUse, type Use } from "./KeyUse";

const kinds: { key: Kind; icon: IconName }[] = [
  { key: "eport", icon: "usb" },
  { key: "token", icon: "usb" },
  { key: "file", icon: "keys" },
  { key: "folder", icon: "folder" },
  { key: "practice", icon: "play" },
];
const steps = ["guide.step1", "guide.step2", "guide.step3", "guide.step4"] as const;

export function KeyGuide(props: {
  renews: KeyEntry | null;
  keys: KeyEntry[];
  /** The id of the key that was added; empty when none was. */
  onEnd: (added: string) => void;
}) {
  const { t, word, say, desk, session } = useHand();
  const { renews } = props;
  const living = session.clients.filter((client) => !client.archived);
  const [clientId, setClientId] = useState(renews?.clientId ?? (session.clientId || living[0]?.id || ""));
  const [kind, setKind] = useState<Kind | null>(
    renews && renews.kind !== "practice" ? (renews.kind as Kind) : null,
  );
  const [step, setStep] = useState(renews ? 1 : 0);
  const [place, setPlace] = useState<Place>(() => empty(renews));
  const [certificate, setCertificate] = useState<CertificateLine | null>(null);
  const [use, setUse] = useState<Use>({ name: "", main: true, takesOver: renews?.id ?? "", keepPin: false });
  const [added, setAdded] = useState<{ entry: KeyEntry; report: KeyReport | null } | null>(null);
  const { busy, trouble, act, clear } = useAct();

  const take = (found: CertificateLine | null) => {
    setCertificate(found);
    setUse((now) => ({ ...now, takesOver: renews?.id ?? found?.takesOver ?? "" }));
  };
  const add = () =>
    act(async () => {
      const pin = place.pin;
      const where: KeySought | null = kind && kind !== "practice" ? sought(kind, place, certificate) : null;
      const entry = where
        ? await desk.registerKey(clientId, where, kind === "folder" ? null : pin, use)
        : await desk.addPracticeKey(clientId);
      setPlace({ ...place, pin: "" });
      setAdded({ entry, report: null });
      setStep(3);
      const [report] = await desk.examineKey(entry.id);
      setAdded({ entry, report: report ?? null });
    });
  const pinMissing = (kind === "eport" || kind === "token") && place.pin === "";
  const tested = added?.report?.checks.find((check) => check.what === "signature");

  return (
    <>
      <div className="ph">
        <h1>{renews ? t("guide.renew", { name: renews.name }) : t("guide.title")}</h1>
        <span className="sp" />
        {step < 3 ? (
          <Button onClick={() => props.onEnd("")} testId="guide-cancel">
            {t("guide.cancel")}
          </Button>
        ) : null}
      </div>
      <section className="panel fill" aria-label={t("guide.title")} data-testid="guide">
        <ol className="steps">
          {steps.map((name, at) => (
            <li
              key={name}
              className={at < step ? "past" : ""}
              aria-current={at === step ? "step" : undefined}
            >
              <span className="no">{at < step ? <Icon name="check" small /> : at + 1}</span>
              {t(name)}
            </li>
          ))}
        </ol>
        <div className="scroll fill">
          <div className="guide stack">
            {step === 0 ? (
              <>
                <div className="field">
                  <span className="lab">{t("guide.client")}</span>
                  <Select
                    aria-label={t("guide.client")}
                    value={clientId || undefined}
                    options={living.map((client) => ({ value: client.id, label: client.name }))}
                    onChange={setClientId}
                    data-testid="guide-client"
                  />
                </div>
                <div className="kinds" role="radiogroup" aria-label={t("guide.step1")}>
                  {kinds.map((one) => (
                    <button
                      key={one.key}
                      type="button"
                      role="radio"
                      aria-checked={kind === one.key}
                      className={`choice${kind === one.key ? " on" : ""}`}
                      onClick={() => {
                        setKind(one.key);
                        setCertificate(null);
                        clear();
                      }}
                      data-testid={`kind-${one.key}`}
                    >
                      <Icon name={one.icon} />
                      <b>{word("kind", one.key)}</b>
                      <span />
                      <span className="d">{word("guide", one.key)}</span>
                    </button>
                  ))}
                </div>
              </>
            ) : null}
            {step === 1 && kind && kind !== "practice" ? (
              <KeyPlace
                kind={kind}
                clientId={clientId}
                place={place}
                chosen={certificate}
                onPlace={setPlace}
                onChoose={take}
              />
            ) : null}
            {step === 2 && kind ? (
              <KeyUse
                kind={kind}
                certificate={certificate}
                keys={props.keys}
                place={place}
                use={use}
                onPlace={setPlace}
                onUse={setUse}
              />
            ) : null}
            <TroubleNote trouble={trouble} onClose={clear} />
            {step === 3 && added ? (
              <div className="stack" data-testid="guide-done">
                {added.report === null ? (
                  <Note icon="flow">{t("kd.looking")}</Note>
                ) : added.entry.kind === "folder" ? (
                  <Note icon="ok" tone="ok">
                    {t("guide.folder-done")}
                  </Note>
                ) : (
                  <Note
                    icon={tested?.state === "good" ? "ok" : "warn"}
                    tone={tested?.state === "good" ? "ok" : "warn"}
                  >
                    <b>{t(tested?.state === "good" ? "guide.done" : "guide.done-open")}</b>{" "}
                    {tested ? `${say(tested.says)} ` : ""}
                    {tested && tested.state !== "good" ? say(tested.help) : ""}
                  </Note>
                )}
                {added.report?.checks
                  .filter((check) => check.state === "bad" || check.state === "warns")
                  .filter((check) => check.what !== "signature")
                  .map((check) => (
                    <Note
                      key={check.what}
                      icon={check.state === "bad" ? "stop" : "warn"}
                      tone={check.state === "bad" ? "stop" : "warn"}
                    >
                      <b>{word("check", check.what)}</b> {say(check.says)} {say(check.help)}
                    </Note>
                  ))}
              </div>
            ) : null}
          </div>
        </div>
        <footer>
          {step > 0 && step < 3 ? (
            <Button
              icon="back"
              disabled={busy}
              onClick={() => setStep(kind === "practice" ? 0 : step - 1)}
              testId="guide-back"
            >
              {t("do.back")}
            </Button>
          ) : null}
          <span className="sp" />
          {step === 0 ? (
            <Button
              kind="primary"
              disabled={kind === null || clientId === ""}
              onClick={() => setStep(kind === "practice" ? 2 : 1)}
              testId="guide-next"
            >
              {t("guide.next")}
            </Button>
          ) : null}
          {step === 1 ? (
            <Button
              kind="primary"
              disabled={certificate === null || !certificate.fit}
              onClick={() => setStep(2)}
              testId="guide-next"
            >
              {t("guide.next")}
            </Button>
          ) : null}
          {step === 2 ? (
            <Button
              kind="primary"
              icon="sign"
              disabled={busy || pinMissing}
              onClick={() => void add()}
              testId="guide-add"
            >
              {t("guide.add")}
            </Button>
          ) : null}
          {step === 3 ? (
            <Button
              kind="primary"
              disabled={busy}
              onClick={() => props.onEnd(added?.entry.id ?? "")}
              testId="guide-finish"
            >
              {t("guide.finish")}
            </Button>
          ) : null}
        </footer>
      </section>
    </>
  );
}

function empty(renews: KeyEntry | null): Place {
  return {
    path: "",
    module: "",
    token: "",
    address: renews?.kind === "eport" && renews.place !== "ws://127.0.0.1:61232" ? renews.place : "",
    folder: renews?.kind === "folder" ? renews.place : "",
    certificate: "",
    pin: "",
  };
}
