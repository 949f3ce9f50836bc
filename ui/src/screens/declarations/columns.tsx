// The columns of the list of declarations.
import { useMemo } from "react";
import { Act, Code, Money, Time } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Column } from "../../parts/Grid";
import { StatusTag } from "../../parts/StatusTag";
import type { DeclarationLine } from "../../views";

export function useColumns(
  everyone: boolean,
  today: string,
  onOpen: (row: DeclarationLine) => void,
): Column<DeclarationLine>[] {
  const { t, lang } = useHand();
  return useMemo<Column<DeclarationLine>[]>(
    () => [
      {
        key: "state",
        title: t("field.state"),
        width: lang === "en" ? 122 : 114,
        fixed: true,
        always: true,
        sort: "state",
        cell: (d) => <StatusTag state={d.state} />,
        text: (d) => d.state,
      },
      {
        key: "order",
        title: t("field.order-no"),
        width: 138,
        fixed: true,
        always: true,
        sort: "order",
        cell: (d) => <Code value={d.orderNo} />,
        text: (d) => d.orderNo,
        hint: (d) => (d.orderNo.length > 17 ? d.orderNo : undefined),
      },
      {
        key: "client",
        title: t("field.client"),
        width: 132,
        hidden: !everyone,
        cell: (d) => <span className="ell">{d.client}</span>,
        text: (d) => d.client,
        hint: (d) => d.client,
      },
      {
        key: "waybill",
        title: t("field.waybill-no"),
        width: 126,
        sort: "waybill",
        cell: (d) => <Code value={d.waybillNo} />,
        text: (d) => d.waybillNo,
      },
      {
        key: "inventory",
        title: t("field.inventory-no"),
        width: 142,
        sort: "inventory",
        cell: (d) => <Code value={d.inventoryNo} />,
        text: (d) => d.inventoryNo,
      },
      {
        key: "buyer",
        title: t("field.buyer"),
        width: 62,
        sort: "buyer",
        cell: (d) => <span className="ell">{d.buyer}</span>,
        text: (d) => d.buyer,
      },
      {
        key: "goods",
        title: t("field.goods"),
        sort: "goods",
        cell: (d) => <span className="ell">{d.goods}</span>,
        text: (d) => d.goods,
        hint: (d) => d.goods,
      },
      {
        key: "lines",
        title: t("field.lines"),
        width: 50,
        num: true,
        sort: "lines",
        cell: (d) => d.lines,
      },
      {
        key: "value",
        title: t("field.value"),
        width: 82,
        num: true,
        sort: "value",
        cell: (d) => <Money value={d.value} />,
        text: (d) => d.value,
      },
      {
        key: "tax",
        title: t("field.tax"),
        width: 70,
        num: true,
        sort: "tax",
        cell: (d) => <Money value={d.tax} />,
        text: (d) => d.tax,
      },
      {
        key: "customs",
        title: t("field.customs"),
        width: 56,
        sort: "customs",
        cell: (d) => <Code value={d.customs} />,
        text: (d) => d.customs,
      },
      {
        key: "mode",
        title: t("field.mode"),
        width: 80,
        hidden: true,
        sort: "mode",
        cell: (d) => <Code value={d.mode} />,
        text: (d) => d.mode,
      },
      {
        key: "updated",
        title: t("field.updated"),
        width: 82,
        sort: "updated",
        cell: (d) => <ShortTime value={d.updated} today={today} />,
        text: (d) => d.updated.slice(0, 19),
      },
      {
        key: "acts",
        title: t("field.acts"),
        width: 60,
        right: true,
        always: true,
        cell: (d) => (
          <Act onClick={() => onOpen(d)} testId="open-declaration">
            {t(d.needsYou ? "act.why" : "act.trace")}
          </Act>
        ),
        text: () => "",
      },
    ],
    [t, lang, everyone, today, onOpen],
  );
}

/** The time of a day that is today's, else the day; the whole of it on hover. */
function ShortTime({ value, today }: { value: string; today: string }) {
  if (value === "" || value.startsWith(today)) return <Time value={value} today={today} />;
  return (
    <time className="nw" dateTime={value.replace(" ", "T")} title={value}>
      {value.startsWith(today.slice(0, 4)) ? value.slice(5, 16) : value.slice(0, 10)}
    </time>
  );
}
