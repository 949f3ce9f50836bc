// Own document numbers and the prints of a client, each with a live example.
import { Button, Line, Scroll } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";
import { named } from "../bills/PrintCentre";
import type { Editing } from "./draft";
import { Field, Says } from "./Field";

const sample = {
  billNo: "31052026I000418276_0",
  inventoryNo: "31052026I000418276",
  orderNo: "XJ20261124001190",
  issued: "2026-11-24 10:42:15",
};

export function Output({ editing, client }: { editing: Editing; client: string }) {
  const { t, desk } = useHand();
  const { draft, put, noteOf, check } = editing;
  const { printing } = draft;
  const print = (part: Partial<typeof printing>) => put({ printing: { ...printing, ...part } });
  return (
    <Scroll className="body fill" label={t("client.output")}>
      <section className="section">
        <h3>{t("number.title")}</h3>
        <div className="formgrid">
          <Field
            label={t("number.pattern")}
            element="copNo"
            value={draft.numbering}
            placeholder="{client}{date}{n:7}"
            onChange={(numbering) => put({ numbering })}
            note={noteOf("numbering")}
            mono
            testId="client-numbering"
          />
          <div className="example">
            <span>{t("number.next")}</span>
            <b className="mono" data-testid="client-number-example">
              {check.nextNumber || "—"}
            </b>
          </div>
        </div>
        <p className="t3 sm">{t("number.help")}</p>
      </section>
      <section className="section">
        <h3>{t("printing.title")}</h3>
        <div className="formgrid">
          <Field
            label={t("print.naming")}
            value={printing.pattern}
            onChange={(pattern) => print({ pattern })}
            note={noteOf("pattern")}
            mono
            testId="client-pattern"
          />
          <div className="example">
            <span>{t("printing.example")}</span>
            <b className="mono" data-testid="client-pattern-example">
              {named(printing.pattern, sample, client)}.pdf
            </b>
          </div>
        </div>
        <p className="t3 sm">{t("printing.help")}</p>
        <div className="stack" style={{ gap: 6, margin: "8px 0" }}>
          <Check
            on={printing.single}
            label={t("print.single")}
            text={t("print.single")}
            onChange={(single) => print({ single })}
            testId="client-print-single"
          />
          <Check
            on={printing.index}
            label={t("print.index")}
            text={t("print.index")}
            onChange={(index) => print({ index })}
            testId="client-print-index"
          />
        </div>
        <div className="row" style={{ maxWidth: 560 }}>
          <Line
            label={t("print.folder")}
            placeholder={t("printing.folder-asked")}
            value={printing.folder}
            onChange={(folder) => print({ folder })}
            width="100%"
            testId="client-folder"
          />
          <Button
            icon="folder"
            onClick={() => void desk.pickFolder().then((folder) => folder && print({ folder }))}
            testId="client-pick-folder"
          >
            {t("print.pick")}
          </Button>
        </div>
        <Says note={noteOf("folder")} testId="client-folder" />
      </section>
    </Scroll>
  );
}
