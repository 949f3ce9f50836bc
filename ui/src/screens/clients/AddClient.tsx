// A new client in a few fields: the rest is asked for when it is needed.
import { Select } from "antd";
import { useEffect, useState } from "react";
import { Button, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Key } from "../../text";
import type { FormCheck, Profile } from "../../views";
import { Field } from "./Field";

const fields = ["name", "ebcCode", "ebcName", "customsCode", "portCode"] as const;

export function AddClient(props: {
  busy: boolean;
  onAdd: (like: string, profile: Profile) => void;
  onClose?: () => void;
}) {
  const { t, desk, session } = useHand();
  const [like, setLike] = useState("");
  const [profile, setProfile] = useState<Profile>({ tradeMode: "9610" });
  const [check, setCheck] = useState<FormCheck | null>(null);
  useEffect(() => {
    let live = true;
    const timer = setTimeout(
      () =>
        desk.checkClient("", { profile }).then(
          (told) => live && setCheck(told),
          () => undefined,
        ),
      150,
    );
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [desk, profile]);
  const named = (profile.name ?? "").trim() !== "";
  const note = (field: string) =>
    check?.notes.find((one) => one.field === field && (field !== "name" || named));
  const wrong = check?.notes.some((one) => one.mark === "stops") ?? true;
  // What is left empty is not taken from the form, but from the client it begins as.
  const filled = () => Object.fromEntries(Object.entries(profile).filter(([, value]) => value.trim() !== ""));
  const from = session.clients.filter((c) => !c.archived);
  return (
    <Panel
      title={t("client.new")}
      testId="client-add"
      className="addclient"
      aside={
        props.onClose ? (
          <Button
            kind="quiet"
            icon="x"
            label={t("do.close")}
            onClick={props.onClose}
            testId="client-add-close"
          />
        ) : null
      }
      footer={
        <>
          <span className="t3 sm">{t("client.add-later")}</span>
          <span className="sp" />
          <Button
            kind="primary"
            icon="plus"
            disabled={!named || wrong || props.busy}
            onClick={() => props.onAdd(like, filled())}
            testId="client-add-go"
          >
            {t("client.add-go")}
          </Button>
        </>
      }
    >
      <div className="body">
        <div className="formgrid">
          {fields.map((element) => (
            <Field
              key={element}
              label={t(`profile.${element}` as Key)}
              element={element === "name" ? undefined : element}
              need={element === "name"}
              value={profile[element] ?? ""}
              onChange={(value) => setProfile((p) => ({ ...p, [element]: value }))}
              note={note(element)}
              name={check?.names[element]}
              mono={element.endsWith("Code")}
              autoFocus={element === "name"}
              testId={`add-${element}`}
            />
          ))}
          <Field
            label={t("profile.tradeMode")}
            element="tradeMode"
            value={profile.tradeMode ?? ""}
            onChange={() => undefined}
            testId="add-tradeMode"
          >
            <Select
              aria-label={t("profile.tradeMode")}
              value={profile.tradeMode}
              options={(["9610", "1210", "1239"] as const).map((value) => ({
                value,
                label: t(`mode.${value}`),
              }))}
              onChange={(value: string) => setProfile((p) => ({ ...p, tradeMode: value }))}
              data-testid="add-tradeMode"
            />
          </Field>
          {from.length > 0 ? (
            <Field label={t("client.like")} value={like} onChange={() => undefined} testId="add-like">
              <Select
                aria-label={t("client.like")}
                value={like}
                showSearch={{ optionFilterProp: "label" }}
                options={[
                  { value: "", label: t("client.like-none") },
                  ...from.map((c) => ({ value: c.id, label: c.name })),
                ]}
                onChange={setLike}
                data-testid="add-like"
              />
            </Field>
          ) : null}
        </div>
        <p className="t3 sm" style={{ marginTop: 8 }}>
          {t(like === "" ? "client.add-help" : "client.like-help")}
        </p>
      </div>
    </Panel>
  );
}
