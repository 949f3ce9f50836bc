// The third step of the guide: the name of the key, whether it signs by default, and whether its PIN is kept.
import { Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { CertificateLine, KeyChoice, KeyEntry } from "../../views";
import { Found, type Kind, type Place } from "./KeyPlace";

export type Use = KeyChoice;

export function KeyUse(props: {
  kind: Kind;
  certificate: CertificateLine | null;
  keys: KeyEntry[];
  place: Place;
  use: Use;
  onPlace: (place: Place) => void;
  onUse: (use: Use) => void;
}) {
  const { t } = useHand();
  const { kind, certificate, use, place } = props;
  const old = props.keys.find((key) => key.id === (use.takesOver || certificate?.takesOver));
  if (kind === "practice") return <p className="t2">{t("guide.practice")}</p>;
  return (
    <>
      {certificate ? <Found line={certificate} chosen /> : null}
      {kind === "eport" ? (
        <div className="field">
          <span className="lab">{t("guide.eport-pin")}</span>
          <Line
            label={t("guide.eport-pin")}
            type="password"
            value={place.pin}
            onChange={(pin) => props.onPlace({ ...place, pin })}
            width={260}
            testId="guide-eport-pin"
          />
          <span className="hint t3 sm row" style={{ gap: 6 }}>
            <Icon name="shield" small /> {t("pin.once")}
          </span>
        </div>
      ) : null}
      <div className="field">
        <span className="lab">{t("guide.name")}</span>
        <Line
          label={t("guide.name")}
          placeholder={t("guide.name-help")}
          value={use.name}
          onChange={(name) => props.onUse({ ...use, name })}
          width={260}
          testId="guide-name"
        />
      </div>
      <Tick
        on={use.main}
        onChange={(main) => props.onUse({ ...use, main })}
        text={t("guide.main")}
        testId="guide-main"
      />
      {old ? (
        <Tick
          on={use.takesOver !== ""}
          onChange={(on) => props.onUse({ ...use, takesOver: on ? old.id : "" })}
          text={t("guide.takes-over", { name: old.name })}
          testId="guide-takes-over"
        />
      ) : null}
      {kind === "folder" ? null : (
        <Tick
          on={use.keepPin}
          onChange={(keepPin) => props.onUse({ ...use, keepPin })}
          text={t("guide.keep")}
          help={t("pin.keep-help")}
          testId="guide-keep"
        />
      )}
    </>
  );
}

function Tick(props: {
  on: boolean;
  onChange: (on: boolean) => void;
  text: string;
  help?: string;
  testId: string;
}) {
  return (
    <label className="tick">
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => props.onChange(event.target.checked)}
        data-testid={props.testId}
      />
      <span>
        {props.text}
        {props.help ? <small className="t3">{props.help}</small> : null}
      </span>
    </label>
  );
}
