// The profile of a client: what every declaration of theirs says the same.
import { Select } from "antd";
import { useState } from "react";
import { Button, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Key } from "../../text";
import type { Profile } from "../../views";

type FieldDef = { element: string; need?: boolean; form?: RegExp; choices?: readonly string[] };
type Part = { title: Key; fields: readonly FieldDef[] };

const code = /^[0-9A-Z]{10}$|^[0-9A-Z]{18}$/;

/** The fields of the profile in the order a clerk reads them off the registration paper. */
export const parts: readonly Part[] = [
  {
    title: "profile.firm",
    fields: [
      { element: "name", need: true },
      { element: "ebcCode", need: true, form: code },
      { element: "ebcName", need: true },
      { element: "ebpCode", need: true, form: code },
      { element: "ebpName", need: true },
    ],
  },
  {
    title: "profile.agent",
    fields: [
      { element: "agentCode", need: true, form: code },
      { element: "agentName", need: true },
      { element: "assureCode", form: code },
    ],
  },
  {
    title: "profile.customs",
    fields: [
      { element: "tradeMode", need: true, choices: ["9610", "1210"] },
      { element: "customsCode", need: true, form: /^\d{4}$/ },
      { element: "portCode", need: true, form: /^\d{4}$/ },
      { element: "trafMode" },
      { element: "trafNo" },
      { element: "voyageNo" },
      { element: "billNo" },
      { element: "wrapType" },
      { element: "country", form: /^\d{3}$/ },
      { element: "areaCode" },
      { element: "areaName" },
      { element: "emsNo" },
      { element: "loctNo" },
    ],
  },
  {
    title: "profile.partners",
    fields: [
      { element: "logisticsCode", form: code },
      { element: "logisticsName" },
      { element: "payCode", form: code },
      { element: "payName" },
    ],
  },
  {
    title: "profile.channel",
    fields: [{ element: "dxpId" }, { element: "serviceUrl" }],
  },
];

export function ProfileForm(props: { profile: Profile; busy: boolean; onSave: (profile: Profile) => void }) {
  const { t } = useHand();
  const [values, setValues] = useState<Profile>(props.profile);
  const put = (element: string, value: string) => setValues((v) => ({ ...v, [element]: value }));
  const all = parts.flatMap((p) => p.fields);
  const wrong = (f: FieldDef) => {
    const value = values[f.element] ?? "";
    return value === "" ? Boolean(f.need) : Boolean(f.form && !f.form.test(value));
  };
  const left = all.filter(wrong).length;
  const changed = all.some((f) => (values[f.element] ?? "") !== (props.profile[f.element] ?? ""));
  return (
    <>
      <div className="body scroll fill" data-testid="profile-form">
        {parts.map((part) => (
          <section key={part.title} className="section">
            <h3>{t(part.title)}</h3>
            <div className="formgrid">
              {part.fields.map((f) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, in one of two shapes
                <label key={f.element}>
                  <span>
                    {t(`profile.${f.element}` as Key)}
                    {f.need ? <span className="c-stop"> *</span> : null}
                    <span className="el">
                      {f.element === "name" || f.element === "serviceUrl" ? "" : f.element}
                    </span>
                  </span>
                  {f.choices ? (
                    <Select
                      aria-label={t(`profile.${f.element}` as Key)}
                      value={values[f.element] || undefined}
                      options={f.choices.map((c) => ({ value: c, label: t(`mode.${c}` as Key) }))}
                      onChange={(value: string) => put(f.element, value)}
                      data-testid={`profile-${f.element}`}
                    />
                  ) : (
                    <Line
                      label={t(`profile.${f.element}` as Key)}
                      value={values[f.element] ?? ""}
                      onChange={(value) => put(f.element, value)}
                      bad={(values[f.element] ?? "") !== "" && wrong(f)}
                      mono={Boolean(f.form)}
                      width="100%"
                      testId={`profile-${f.element}`}
                    />
                  )}
                </label>
              ))}
            </div>
          </section>
        ))}
      </div>
      <footer>
        <span className={`sm ${left > 0 ? "c-warn" : "t3"}`}>
          {left > 0 ? t("profile.left", { n: left }) : t("profile.complete")}
        </span>
        <span className="sp" />
        <Button
          disabled={!changed || props.busy}
          onClick={() => setValues(props.profile)}
          testId="profile-undo"
        >
          {t("do.undo")}
        </Button>
        <Button
          kind="primary"
          icon="disk"
          disabled={!changed || left > 0 || props.busy}
          onClick={() => props.onSave(values)}
          testId="profile-save"
        >
          {t("do.save")}
        </Button>
      </footer>
    </>
  );
}
