// The profile of a client: what every declaration of theirs says the same.
import { Select } from "antd";
import { Scroll } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Key } from "../../text";
import { Choices } from "./Choices";
import type { Editing } from "./draft";
import { Field } from "./Field";

const modes = ["9610", "1210", "1239"] as const;
const codes = new Set(["ebcCode", "assureCode", "areaCode", "emsNo", "trafMode", "wrapType", "country"]);

export function ProfileForm({ editing, label }: { editing: Editing; label: string }) {
  const { t } = useHand();
  const { draft, put, noteOf, check } = editing;
  const mode = draft.profile.tradeMode ?? "";
  const bonded = mode === "1210" || mode === "1239";
  const set = (element: string, value: string) => put({ profile: { ...draft.profile, [element]: value } });
  const field = (element: string, need = false) => (
    <Field
      key={element}
      label={t(`profile.${element}` as Key)}
      element={["name", "serviceUrl", "sendsOrders"].includes(element) ? undefined : element}
      need={need}
      value={draft.profile[element] ?? ""}
      onChange={(value) => set(element, value)}
      note={noteOf(element)}
      name={check.names[element]}
      mono={codes.has(element)}
      testId={`profile-${element}`}
    />
  );
  return (
    <Scroll className="body fill" label={label}>
      <div data-testid="profile-form">
        <section className="section">
          <h3>{t("profile.firm")}</h3>
          <div className="formgrid">
            {field("name", true)}
            {field("ebcCode")}
            {field("ebcName")}
            {field("assureCode")}
          </div>
        </section>
        <Choices kind="platform" editing={editing} />
        <Choices kind="agent" editing={editing} />
        <Choices kind="port" editing={editing} />
        <section className="section">
          <h3>{t("profile.goods-way")}</h3>
          <div className="formgrid">
            <Field
              label={t("profile.tradeMode")}
              element="tradeMode"
              value={mode}
              onChange={() => undefined}
              note={noteOf("tradeMode")}
              testId="profile-tradeMode"
            >
              <Select
                aria-label={t("profile.tradeMode")}
                value={mode || undefined}
                options={modes.map((value) => ({ value, label: t(`mode.${value}`) }))}
                onChange={(value: string) => set("tradeMode", value)}
                data-testid="profile-tradeMode"
              />
            </Field>
            {field("trafMode")}
            {bonded
              ? ["emsNo", "areaCode", "areaName"].map((element) => field(element))
              : ["trafNo", "voyageNo", "billNo", "country"].map((element) => field(element))}
            {field("wrapType")}
          </div>
        </section>
        <Choices kind="carrier" editing={editing} />
        <Choices kind="payment" editing={editing} />
        <section className="section">
          <h3>{t("profile.channel")}</h3>
          <div className="formgrid">{field("serviceUrl")}</div>
        </section>
      </div>
    </Scroll>
  );
}
