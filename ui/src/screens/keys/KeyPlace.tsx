// The second step of the guide: the place of the key is asked, looked at at once, and what stands there is shown.
import { type ReactNode, useEffect, useState } from "react";
import { Button, Line, Note, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { CertificateLine, KeySought, ModuleLine, TokenLine } from "../../views";

export type Kind = "file" | "token" | "eport" | "folder" | "practice";
export type Place = {
  path: string;
  module: string;
  token: string;
  address: string;
  folder: string;
  certificate: string;
  pin: string;
};

/** What the engine shall look for. */
export function sought(kind: Kind, place: Place, certificate: CertificateLine | null): KeySought {
  if (kind === "file") return { kind: "file", path: place.path.trim() };
  if (kind === "eport") return { kind: "eport", address: place.address.trim() };
  if (kind === "folder")
    return { kind: "folder", folder: place.folder.trim(), certificate: place.certificate.trim() };
  return {
    kind: "token",
    module: place.module.trim(),
    token: place.token,
    serial: certificate?.serial ?? "",
    mechanism: "auto",
  };
}

export function KeyPlace(props: {
  kind: Kind;
  clientId: string;
  place: Place;
  chosen: CertificateLine | null;
  onPlace: (place: Place) => void;
  onChoose: (certificate: CertificateLine | null) => void;
}) {
  const { t, desk } = useHand();
  const { kind, place, chosen } = props;
  const [modules, setModules] = useState<ModuleLine[] | null>(null);
  const [tokens, setTokens] = useState<TokenLine[] | null>(null);
  const [found, setFound] = useState<CertificateLine[] | null>(chosen ? [chosen] : null);
  const { busy, trouble, act, clear } = useAct();
  useEffect(() => {
    if (kind === "token") desk.tokenModules().then(setModules, () => setModules([]));
  }, [desk, kind]);

  /** Whatever is changed, what was found before no longer counts. */
  const change = (part: Partial<Place>) => {
    props.onPlace({ ...place, ...part });
    setFound(null);
    props.onChoose(null);
    clear();
  };
  const look = () =>
    act(async () => {
      setFound(null);
      const pin = kind === "file" || kind === "token" ? place.pin : null;
      try {
        const all = await desk.lookForKey(props.clientId, sought(kind, place, null), pin);
        setFound(all);
        props.onChoose(all.length === 1 ? (all[0] ?? null) : null);
      } catch (thrown) {
        // A refused PIN is not kept, not even here.
        if (kind !== "file") props.onPlace({ ...place, pin: "" });
        throw thrown;
      }
    });
  const seeTokens = (module: string) =>
    act(async () => {
      setTokens(null);
      const all = await desk.tokens(module.trim());
      setTokens(all);
      const [only] = all;
      if (all.length === 1 && only) props.onPlace({ ...place, module, token: nameOf(only, all) });
    });
  const ready = {
    file: place.path.trim() !== "",
    token: place.module.trim() !== "" && place.token !== "" && place.pin !== "",
    eport: true,
    folder: place.folder.trim() !== "" && place.certificate.trim() !== "",
    practice: false,
  }[kind];

  return (
    <>
      {kind === "file" ? (
        <>
          <Field label={t("guide.path")}>
            <Line
              label={t("guide.path")}
              value={place.path}
              onChange={(path) => change({ path })}
              width="100%"
              autoFocus
              testId="guide-path"
            />
            <Pick what="container" onPick={(path) => change({ path })} />
          </Field>
          <Field label={t("guide.password")}>
            <Line
              label={t("guide.password")}
              type="password"
              value={place.pin}
              onChange={(pin) => change({ pin })}
              onEnter={() => ready && void look()}
              width={260}
              testId="guide-pin"
            />
            <Look text={t("guide.open")} ready={ready && !busy} onLook={look} />
          </Field>
        </>
      ) : null}
      {kind === "token" ? (
        <>
          {modules && modules.length > 0 ? (
            <div className="kinds" role="radiogroup" aria-label={t("guide.modules-found")}>
              {modules.map((one) => (
                <button
                  key={one.path}
                  type="button"
                  role="radio"
                  aria-checked={place.module === one.path}
                  className={`choice${place.module === one.path ? " on" : ""}`}
                  onClick={() => {
                    change({ module: one.path, token: "" });
                    void seeTokens(one.path);
                  }}
                  data-testid="guide-module"
                >
                  <Icon name="code" />
                  <b>{one.maker}</b>
                  <span />
                  <span className="d mono wrap">{one.path}</span>
                </button>
              ))}
            </div>
          ) : (
            <Note icon="info">{t("guide.modules-none")}</Note>
          )}
          <Field label={t("guide.module")}>
            <Line
              label={t("guide.module")}
              value={place.module}
              onChange={(module) => change({ module, token: "" })}
              onEnter={() => place.module.trim() && void seeTokens(place.module)}
              width="100%"
              testId="guide-module-path"
            />
            <span className="row">
              <Pick what="module" onPick={(module) => change({ module, token: "" })} />
              <Button
                small
                disabled={busy || place.module.trim() === ""}
                onClick={() => void seeTokens(place.module)}
                testId="guide-tokens"
              >
                {t("guide.see-tokens")}
              </Button>
            </span>
          </Field>
          {tokens && tokens.length === 0 ? (
            <Note icon="warn" tone="warn">
              {t("guide.tokens-none")}
            </Note>
          ) : null}
          {tokens && tokens.length > 0 ? (
            <Tokens tokens={tokens} chosen={place.token} onChoose={(token) => change({ token })} />
          ) : null}
          {place.token ? (
            <Field label={t("guide.pin")}>
              <Line
                label={t("guide.pin")}
                type="password"
                value={place.pin}
                onChange={(pin) => change({ pin })}
                onEnter={() => ready && !busy && void look()}
                width={260}
                testId="guide-pin"
              />
              <Look text={t("guide.read")} ready={ready && !busy} onLook={look} />
              <span className="hint t3 sm row" style={{ gap: 6 }}>
                <Icon name="shield" small /> {t("pin.once")}
              </span>
            </Field>
          ) : null}
        </>
      ) : null}
      {kind === "eport" ? (
        <Field label={t("guide.address")}>
          <Line
            label={t("guide.address")}
            placeholder={t("guide.address-help")}
            value={place.address}
            onChange={(address) => change({ address })}
            onEnter={() => void look()}
            width="100%"
            testId="guide-address"
          />
          <Look text={t("guide.find-eport")} ready={!busy} onLook={look} />
        </Field>
      ) : null}
      {kind === "folder" ? (
        <>
          <Field label={t("guide.folder-path")}>
            <Line
              label={t("guide.folder-path")}
              value={place.folder}
              onChange={(folder) => change({ folder })}
              width="100%"
              testId="guide-folder"
            />
            <Button
              small
              icon="folder"
              label={t("guide.pick")}
              onClick={() =>
                void desk.pickFolder().then(
                  (folder) => folder && change({ folder }),
                  () => undefined,
                )
              }
              testId="guide-pick-folder"
            />
          </Field>
          <Field label={t("guide.folder-certificate")}>
            <Line
              label={t("guide.folder-certificate")}
              value={place.certificate}
              onChange={(certificate) => change({ certificate })}
              width="100%"
              testId="guide-certificate"
            />
            <span className="row">
              <Pick what="certificate" onPick={(certificate) => change({ certificate })} />
              <Look text={t("guide.check-folder")} ready={ready && !busy} onLook={look} />
            </span>
          </Field>
        </>
      ) : null}
      <TroubleNote trouble={trouble} />
      {found && found.length === 0 ? (
        <Note icon="warn" tone="warn">
          {t("guide.found-none")}
        </Note>
      ) : null}
      {found && found.length > 0 ? (
        <div className="stack" style={{ gap: 8 }} role="radiogroup" aria-label={t("guide.found")}>
          {found.map((line) => (
            <Found
              key={line.serial}
              line={line}
              chosen={chosen?.serial === line.serial}
              onChoose={() => props.onChoose(line)}
            />
          ))}
        </div>
      ) : null}
    </>
  );
}

/** Two tokens of one label are told apart by their serial numbers. */
function nameOf(token: TokenLine, all: TokenLine[]): string {
  return all.filter((other) => other.label === token.label).length > 1 ? token.serial : token.label;
}

function Tokens(props: { tokens: TokenLine[]; chosen: string; onChoose: (token: string) => void }) {
  const { t, word } = useHand();
  return (
    <div className="kinds" role="radiogroup" aria-label={t("guide.tokens")}>
      {props.tokens.map((token) => {
        const name = nameOf(token, props.tokens);
        const locked = token.pin === "locked" || token.pin === "unset";
        return (
          <button
            key={`${token.label} ${token.serial}`}
            type="button"
            role="radio"
            aria-checked={props.chosen === name}
            className={`choice${props.chosen === name ? " on" : ""}`}
            onClick={() => props.onChoose(name)}
            data-testid="guide-token"
          >
            <Icon name="usb" />
            <b className="ell">{token.label || token.serial}</b>
            <span className={`tag ${locked ? "stop" : token.pin === "fine" ? "" : "warn"}`}>
              {word("pinstate", token.pin)}
            </span>
            <span className="d mono">
              {[token.maker, token.model, token.serial].filter(Boolean).join(" · ")}
            </span>
          </button>
        );
      })}
    </div>
  );
}

/** A certificate that was found. */
export function Found(props: { line: CertificateLine; chosen: boolean; onChoose?: () => void }) {
  const { t, say } = useHand();
  const { line, onChoose } = props;
  const inside = (
    <>
      <Icon name={line.fit ? "ok" : "stop"} className={line.fit ? "c-ok" : "c-stop"} />
      <b className="ell">{line.owner || line.serial}</b>
      <span className={`tag ${!line.fit ? "stop" : line.daysLeft <= 60 ? "warn" : "ok"}`}>
        {line.fit ? t("kd.left", { n: line.daysLeft }) : say(line.says)}
      </span>
      <span className="d">
        <span className="mono">{line.serial}</span> · {line.algorithm} ·{" "}
        {t("guide.valid", { from: line.notBefore, until: line.notAfter })}
      </span>
    </>
  );
  return onChoose ? (
    <button
      type="button"
      role="radio"
      aria-checked={props.chosen}
      className={`choice${props.chosen ? " on" : ""}`}
      onClick={onChoose}
      data-testid="guide-found"
    >
      {inside}
    </button>
  ) : (
    <div className={`choice${props.chosen ? " on" : ""}`}>{inside}</div>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="field">
      <span className="lab">{label}</span>
      {children}
    </div>
  );
}

function Look(props: { text: string; ready: boolean; onLook: () => void }) {
  return (
    <Button disabled={!props.ready} icon="search" onClick={props.onLook} testId="guide-look">
      {props.text}
    </Button>
  );
}

function Pick(props: {
  what: "container" | "certificate" | "list" | "module";
  onPick: (path: string) => void;
}) {
  const { t, desk } = useHand();
  return (
    <Button
      icon="folder"
      label={t("guide.pick")}
      onClick={() =>
        void desk.pickKeyFile(props.what).then(
          (path) => path && props.onPick(path),
          () => undefined,
        )
      }
      testId={`guide-pick-${props.what}`}
    />
  );
}
