// What is to be made of the chosen bills, and where it goes.
import { useEffect, useState } from "react";
import { Button, Line, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/Grid";
import type { BillLine, SaveBills } from "../../views";

type Choice = Omit<SaveBills, "ids">;

export function PrintCentre(props: { bills: BillLine[]; busy: boolean; onSave: (what: Choice) => void }) {
  const { t, desk, session } = useHand();
  const client = session.clients.find((c) => c.id === session.clientId)?.name ?? "";
  const [single, setSingle] = useState(false);
  const [index, setIndex] = useState(false);
  const [folder, setFolder] = useState("");
  const [pattern, setPattern] = useState("{month}_{bill}");
  // The client's own way comes first; what is changed here holds for this print only.
  useEffect(() => {
    desk.printing(session.clientId).then(
      (own) => {
        setSingle(own.single ?? false);
        setIndex(own.index ?? false);
        setFolder(own.folder ?? "");
        setPattern(own.pattern || "{month}_{bill}");
      },
      () => undefined,
    );
  }, [desk, session.clientId]);
  const { bills, busy } = props;
  const example = bills[0];
  const usable = bills.length > 0 && folder.trim() !== "" && !busy;
  return (
    <Panel
      title={t("print.title")}
      testId="print-centre"
      footer={
        <div className="stack wide" style={{ gap: 6, textAlign: "center" }}>
          <Button
            kind="primary"
            icon="print"
            wide
            disabled={!usable}
            onClick={() => props.onSave({ single, index, folder: folder.trim(), pattern })}
            testId="save-bills"
          >
            {t(index ? "print.go-index" : "print.go", { n: bills.length })}
          </Button>
          <span className="t3 sm">{t(folder.trim() === "" ? "print.folder-first" : "print.white")}</span>
        </div>
      }
    >
      <div className="body scroll">
        <div className="printset">
          <h3>{t("print.content")}</h3>
          <Check
            on={true}
            disabled
            label={t("print.bills")}
            text={t("print.bills")}
            onChange={() => undefined}
          />
          <Check
            on={index}
            label={t("print.index")}
            text={t("print.index")}
            onChange={setIndex}
            testId="print-index"
          />
        </div>
        <div className="printset" role="radiogroup" aria-label={t("print.files")}>
          <h3>{t("print.files")}</h3>
          <Radio on={!single} text={t("print.each")} onChoose={() => setSingle(false)} testId="print-each" />
          <Radio
            on={single}
            text={t("print.single")}
            onChoose={() => setSingle(true)}
            testId="print-single"
          />
        </div>
        {single ? null : (
          <div className="printset">
            <h3>{t("print.naming")}</h3>
            <Line
              label={t("print.naming")}
              value={pattern}
              onChange={setPattern}
              width="100%"
              mono
              testId="print-pattern"
            />
            <span className="t3 mono xs ell wide">
              {example ? `${named(pattern, example, client)}.pdf` : "—"}
            </span>
          </div>
        )}
        <div className="printset">
          <h3>{t("print.folder")}</h3>
          <Line
            label={t("print.folder")}
            placeholder={t("print.folder-example")}
            value={folder}
            onChange={setFolder}
            width="100%"
            testId="print-folder"
          />
          <Button
            small
            icon="folder"
            onClick={() => void desk.pickFolder().then((f) => f && setFolder(f))}
            testId="pick-folder"
          >
            {t("print.pick")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** The live example of the naming pattern. */
export function named(
  pattern: string,
  bill: Pick<BillLine, "billNo" | "inventoryNo" | "orderNo" | "issued">,
  client: string,
): string {
  const values: Record<string, string> = {
    client,
    bill: bill.billNo,
    inventory: bill.inventoryNo,
    order: bill.orderNo,
    month: bill.issued.slice(0, 7).replace("-", ""),
    date: bill.issued.slice(0, 10).replaceAll("-", ""),
    day: bill.issued.slice(0, 10).replaceAll("-", ""),
  };
  return pattern
    .replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
    .replace(/[\\/:*?"<>|]/g, "_");
}

function Radio(props: { on: boolean; text: string; onChoose: () => void; testId: string }) {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={props.on}
      className="radioline"
      onClick={props.onChoose}
      data-testid={props.testId}
    >
      <span className={`rb${props.on ? " on" : ""}`} />
      {props.text}
    </button>
  );
}
