// An invented import behind the invented desk: enough rows to scroll, damage and repair. Never part of the built program.
import { both, mappingAtStart, pause, two } from "./fakedata";
import type {
  Edit,
  FilePreview,
  FindingGroup,
  FixLine,
  HoldBack,
  ImportLine,
  Mapping,
  RecipeLine,
  Review,
  ReviewCell,
  ReviewQuery,
  ReviewRow,
  Said,
} from "./views";

const ROWS = 10_000;
const FIRST = 3;
const goods = [
  ["YY-180", "鱼油胶囊 180粒", "180粒/瓶", "298.00"],
  ["MS-050", "保湿面霜 50ml", "50ml/瓶", "168.00"],
  ["NF-800", "婴儿奶粉 800g", "800g/罐", "612.00"],
  ["HS-030", "护手霜 30ml", "30ml/支", "43.00"],
  ["YG-050", "儿童牙膏 50g", "50g/支", "37.00"],
] as const;
const names = [
  "陈*宁",
  "李*",
  "王*涵",
  "赵*明",
  "孙*",
  "周*燕",
  "吴*",
  "郑*恒",
  "冯*",
  "褚*青",
  "卫*",
  "蒋*宜",
  "欧阳*娜",
];
const UNIT = 5;

type Damage = {
  rule: string;
  mark: FindingGroup["mark"];
  column: number;
  says: Said;
  help: Said;
  values: string[];
  rows: number[];
  to?: Record<string, string>;
};
const every = (count: number, step: number, from: number) =>
  Array.from({ length: count }, (_, n) => FIRST + from + n * step);
export const damages: Damage[] = [
  {
    rule: "CN-UNIT-001",
    mark: "stops",
    column: UNIT,
    says: both("计量单位没有代码", "The unit has no code"),
    help: both(
      "海关只认计量单位代码表里的三位代码，“支装”“礼盒”是包装叫法，表里没有。",
      "Customs takes only codes of the unit table; 支装 and 礼盒 name a packing and are not in it.",
    ),
    values: ["支装", "支装", "支装", "支装", "礼盒"],
    rows: every(21, 163, 211),
    to: { 支装: "支", 礼盒: "盒" },
  },
  {
    rule: "SHEET-ID-SCIENTIFIC",
    mark: "stops",
    column: 12,
    says: both("证件号被表格改成科学计数", "The sheet turned the ID into scientific notation"),
    help: both(
      "末三位已经丢失，无法还原。请从平台重新导出，把这一列设为文本。",
      "The last digits are lost and cannot be restored. Export again with this column as text.",
    ),
    values: ["3.30203E+17"],
    rows: every(8, 1021, 77),
  },
  {
    rule: "CN-ID-002",
    mark: "stops",
    column: 12,
    says: both("证件号校验位不符", "The check digit of the ID is wrong"),
    help: both("请与订购人核对号码。", "Check the number with the buyer."),
    values: ["330203********1213"],
    rows: every(4, 1777, 402),
  },
  {
    rule: "CN-VALUE-003",
    mark: "stops",
    column: 10,
    says: both("实付与明细算不平", "Paid does not equal goods, freight, tax and discount"),
    help: both("实付 = 货款 + 运费 + 税 − 优惠。请核对这几格。", "Paid = goods + freight + tax − discount."),
    values: ["325.10", "171.00", "612.00"],
    rows: every(3, 2500, 61),
  },
  {
    rule: "CN-PARTY-006",
    mark: "warns",
    column: 14,
    says: both("订购人与收货人不同", "Buyer and consignee differ"),
    help: both(
      "可以申报。若其实是同一人，请改成一样。",
      "It may go. If they are one person, make them equal.",
    ),
    values: ["李*", "王*涵"],
    rows: every(212, 41, 9),
  },
  {
    rule: "IN-TIME-001",
    mark: "fixed",
    column: 16,
    says: both("付款时间改写格式", "Time of payment rewritten"),
    help: both("写成 14 位数字。", "Written as 14 digits."),
    values: ["2026/11/23 22:02"],
    rows: every(643, 15, 4),
  },
];

type Changes = Map<string, string>;
const place = (row: number, column: number) => `${row} ${column}`;

/** The invented import: one sheet of orders, one of payments. */
export function fakeImport() {
  let mapping = mappingAtStart();
  let steps: { changes: Changes; says: Said }[] = [];
  let undone: typeof steps = [];
  let recipes: RecipeLine[] = [
    {
      id: "r1",
      name: "小橘·订单日报",
      headers: 24,
      names: ["订单编号", "商品名称", "数量", "单价", "订购人姓名", "订购人证件号码", "收货地址", "运单号"],
      at: "2026-11-23 09:12:04",
      used: 41,
    },
    {
      id: "r2",
      name: "支付流水（付通）",
      headers: 3,
      names: ["订单编号", "交易流水号", "支付金额"],
      at: "2026-11-20 18:00:12",
      used: 12,
    },
  ];
  let fixes: FixLine[] = [];
  const cells = new Map<string, string>();
  const held = new Set<number>();
  let imports: ImportLine[] = [
    line("i7", "小橘_订单日报_20261122.xlsx", "declared", 9961, 39, "2026-11-23 09:12:04"),
    line("i6", "奶粉专场_补发.csv", "open", 0, 0, "2026-11-23 17:40:51"),
    line("i5", "小橘_订单日报_20261121.xlsx", "undone", 0, 0, "2026-11-22 09:03:10"),
  ];

  const columns = () => mapping.columns.filter((c) => c.field !== "").map((c) => ({ ...c, column: c.index }));
  const bad = (d: Damage) => d.rows.filter((row) => !cells.has(place(row, d.column)));
  const damageAt = new Map(
    damages.flatMap((d) => d.rows.map((row, n) => [place(row, d.column), { d, n }] as const)),
  );

  const plain = (row: number, column: number): string => {
    const good = goods[row % goods.length] ?? goods[0];
    const n = row - FIRST;
    const own: Record<number, string> = {
      0: `XJ20261123${String(row).padStart(6, "0")}`,
      1: good[1],
      2: good[2],
      3: good[0],
      4: String(1 + (n % 3)),
      5: ["瓶", "盒", "支"][n % 3] ?? "",
      6: good[3],
      7: n % 4 === 0 ? "12.00" : "0",
      8: "0",
      9: "27.12",
      10: "325.12",
      11: names[n % names.length] ?? "",
      12: `330203********${1000 + (n % 9000)}`,
      13: `138******${two(n % 100)}`,
      14: names[n % names.length] ?? "",
      15: "浙江省宁波市海曙区****",
      16: "20261123220200",
      17: `20261123220${String(n).padStart(5, "0")}`,
      18: `HX77${String(202611230000 + n)}`,
      19: "0.42",
    };
    return own[column] ?? "";
  };
  const original = (row: number, column: number): string => {
    const hit = damageAt.get(place(row, column));
    return hit ? (hit.d.values[hit.n % hit.d.values.length] ?? "") : plain(row, column);
  };
  const value = (row: number, column: number) => cells.get(place(row, column)) ?? original(row, column);
  const rowOf = (row: number): ReviewRow => ({
    key: `0/${row}`,
    sheet: 0,
    row,
    orderNo: plain(row, 0),
    held: held.has(row) ? both("沈知夏 留待以后", "Held back by 沈知夏") : null,
    notes: [],
    cells: columns().map((c): ReviewCell => {
      const key = place(row, c.index);
      const hit = damageAt.get(key);
      const changed = cells.has(key);
      return {
        column: c.index,
        value: value(row, c.index),
        mark: changed ? "fixed" : (hit?.d.mark ?? null),
        note: null,
        rule: changed ? "" : (hit?.d.rule ?? ""),
        before: changed ? original(row, c.index) : null,
        masked: false,
      };
    }),
  });

  const list = (asked: ReviewQuery): number[] => {
    const q = { rule: "", find: "", sheet: 0, ...asked };
    if (q.sheet === 1) return [];
    const damage = damages.find((d) => d.rule === q.rule);
    let rows = q.changed
      ? [...new Set([...cells.keys()].map((k) => Number(k.split(" ")[0])))].sort((a, b) => a - b)
      : damage
        ? bad(damage)
        : q.rule === "*"
          ? [...new Set(damages.filter((d) => d.mark !== "fixed").flatMap(bad))].sort((a, b) => a - b)
          : q.rule === ""
            ? Array.from({ length: ROWS }, (_, n) => n + FIRST)
            : [];
    if (q.held) rows = rows.filter((r) => held.has(r));
    const named = q.rows ? new Set(q.rows) : null;
    if (named) rows = rows.filter((r) => named.has(r) !== (q.allBut ?? false));
    if (q.find !== "") rows = rows.filter((r) => columns().some((c) => value(r, c.index).includes(q.find)));
    const by = q.sort ?? null;
    if (by !== null) rows = [...rows].sort((a, b) => value(a, by).localeCompare(value(b, by)));
    return q.descending ? [...rows].reverse() : rows;
  };

  const changesOf = (edit: Edit): Changes => {
    const changes: Changes = new Map();
    if (edit.kind === "cells") for (const c of edit.cells) changes.set(place(c.row, c.column), c.value);
    else if (edit.kind === "goodsBook") {
      const d = damages.find((x) => x.rule === edit.rule);
      for (const row of d ? bad(d) : []) if (d) changes.set(place(row, d.column), row % 3 ? "支" : "件");
    } else if (edit.kind === "suggestion") {
      const d = damages.find((x) => x.rule === edit.rule);
      for (const row of d ? bad(d) : []) {
        const to = edit.values.find((v) => v.from === value(row, d?.column ?? 0));
        if (to && d) changes.set(place(row, d.column), to.to);
      }
    } else if (edit.kind === "fillDown") {
      const rows = list(edit.query);
      const from = rows.indexOf(edit.row);
      for (const row of rows.slice(from + 1))
        if (edit.toRow === null || row <= edit.toRow)
          changes.set(place(row, edit.column), value(edit.row, edit.column));
    } else if (edit.kind === "paste") {
      const rows = list(edit.query);
      const from = rows.indexOf(edit.row);
      for (const [n, text] of edit.text.trimEnd().split("\n").entries())
        for (const [m, cell] of text.split("\t").entries()) {
          const row = rows[from + n];
          if (row !== undefined) changes.set(place(row, edit.column + m), cell.trim());
        }
    } else {
      for (const row of list(edit.query))
        for (const c of columns()) {
          if (edit.column !== null && c.index !== edit.column) continue;
          const now = value(row, c.index);
          if (edit.kind === "set") changes.set(place(row, c.index), edit.value);
          else if (edit.whole ? now === edit.find : now.includes(edit.find))
            changes.set(place(row, c.index), edit.whole ? edit.with : now.replaceAll(edit.find, edit.with));
        }
    }
    return changes;
  };
  const replay = () => {
    cells.clear();
    for (const step of steps) for (const [key, to] of step.changes) cells.set(key, to);
  };
  const take = (changes: Changes, says: Said) => {
    steps = [...steps, { changes, says }];
    undone = [];
    replay();
    return review();
  };

  function review(): Review {
    const groups = damages
      .map(
        (d): FindingGroup => ({
          rule: d.rule,
          mark: d.mark,
          says: d.says,
          help: d.help,
          basis: "",
          count: bad(d).length,
          cells: bad(d).length,
          rows: bad(d).length,
          sheets: [{ sheet: 0, rows: bad(d).length }],
          suggestion: d.to
            ? {
                says: both("按包装叫法换成计量单位", "The unit that the packing stands for"),
                values: Object.entries(d.to).map(([from, to]) => ({
                  from,
                  to,
                  known: true,
                  count: 7,
                  cell: "F214",
                })),
                fromBook: false,
                cells: bad(d).length,
                left: 0,
              }
            : null,
          held: bad(d).filter((r) => held.has(r)).length,
          book: d.column === UNIT ? bad(d).length : 0,
          columns: [],
          lost: null,
        }),
      )
      .filter((g) => g.count > 0);
    const kept = groups.filter((g) => g.mark === "stops").reduce((sum, g) => sum + g.count, 0);
    return {
      importId: "i1",
      version: steps.length * 2 + undone.length,
      undo: steps[steps.length - 1]?.says ?? null,
      redo: undone[undone.length - 1]?.says ?? null,
      rows: ROWS,
      orders: 9_874,
      goodOrders: 9_874 - kept - held.size,
      keptOrders: kept + held.size,
      heldOrders: held.size,
      changed: cells.size,
      sheets: [
        {
          index: 0,
          file: mapping.fileName,
          name: "订单明细",
          rows: ROWS,
          columns: columns().map((c) => ({
            column: c.index,
            letter: c.letter,
            header: c.header,
            field: c.field,
            label: mapping.fields.find((f) => f.field === c.field)?.name ?? both(c.header, c.header),
            personal: [11, 12, 13, 14, 15].includes(c.index),
            number: [4, 6, 7, 8, 9, 10, 19].includes(c.index),
          })),
        },
      ],
      groups,
      offered: fixes.filter(() => (groups[0]?.suggestion ?? null) !== null),
    };
  }

  function remap(change: Partial<Mapping>): Mapping {
    mapping = { ...mapping, ...change };
    return mapping;
  }

  return {
    pickFiles: async () => ["/samples/小橘_订单日报_20261123.xlsx"],
    previewSheet: async (): Promise<FilePreview> => ({
      file: "",
      sheets: [],
      sheet: "",
      encoding: "",
      encodings: [],
      headerRow: 0,
      rows: [],
      more: false,
    }),
    previewFile: async (path: string, sheet: string, encoding: string): Promise<FilePreview> => {
      await pause();
      if (path.includes("missing")) throw new Error(`no such file: ${path}`);
      const text = path.endsWith(".csv");
      const garbled = encoding === "ISO-8859-1";
      return {
        file: path.split("/").pop() ?? "",
        sheets: [
          { name: "订单明细", rows: ROWS, headerRow: 2, mapped: true },
          { name: "支付流水", rows: 9_874, headerRow: 1, mapped: true },
          { name: "说明", rows: 12, headerRow: 1, mapped: false },
        ],
        sheet: sheet || "订单明细",
        encoding: text ? encoding || "GB18030" : "",
        encodings: text ? ["UTF-8", "GB18030", "ISO-8859-1"] : [],
        headerRow: 2,
        rows: [
          { row: 1, cells: ["小橘旗舰店 2026-11-23 订单日报", ...Array(19).fill("")] },
          { row: 2, cells: mapping.columns.map((c) => (garbled ? "¶©µ¥±àºÅ" : c.header)) },
          ...Array.from({ length: 28 }, (_, n) => ({
            row: n + 3,
            cells: mapping.columns.map((c) => plain(n + 3, c.index)),
          })),
        ],
        more: true,
      };
    },
    openFiles: async (paths: string[]) => {
      await pause(location.hash.includes("slow") ? 20_000 : 60);
      if (paths.some((p) => p.includes("missing"))) throw new Error(`no such file: ${paths[0]}`);
      steps = [];
      undone = [];
      replay();
      mapping = mappingAtStart();
      const messy = paths.find((p) => p.includes("messy"));
      const file = messy?.split("/").pop() ?? "";
      mapping.sheets = messy
        ? mapping.sheets.map((s) => ({
            ...s,
            recipe: "",
            file,
            encoding: file.endsWith(".csv") ? "GB18030" : "",
          }))
        : mapping.sheets.slice(0, 1);
      return mapping;
    },
    openPasted: async () => mappingAtStart(),
    mapColumn: async (_id: string, index: number, field: string) =>
      remap({
        columns: mapping.columns.map((c) =>
          c.index === index
            ? {
                ...c,
                field,
                percent: field ? 100 : 0,
                confidence: field ? "sure" : "none",
                effect: field ? both("您指定的", "Your choice") : null,
              }
            : c.field === field && field !== ""
              ? { ...c, field: "", percent: 0, confidence: "none", effect: null }
              : c,
        ),
        missing: mapping.missing.filter((m) => m.field !== field),
      }),
    chooseHeader: async (_id: string, sheet: number, headerRow: number) =>
      remap({ sheets: mapping.sheets.map((s) => (s.index === sheet ? { ...s, headerRow } : s)) }),
    takeSheet: async (_id: string, sheet: number, used: boolean) =>
      remap({ sheets: mapping.sheets.map((s) => (s.index === sheet ? { ...s, used } : s)) }),
    chooseEncoding: async (_id: string, _file: number, encoding: string) =>
      remap({ sheets: mapping.sheets.map((s) => ({ ...s, encoding })) }),
    addColumn: async (_id: string, _sheet: number, field: string) =>
      remap({ missing: mapping.missing.filter((m) => m.field !== field) }),
    saveRecipe: async () => mapping,
    recipes: async () => recipes,
    renameRecipe: async (_client: string, id: string, name: string) => {
      recipes = recipes.map((r) => (r.id === id ? { ...r, name } : r));
    },
    dropRecipe: async (_client: string, id: string) => {
      recipes = recipes.filter((r) => r.id !== id);
    },
    review: async () => review(),
    reviewPage: async (_id: string, q: ReviewQuery) => {
      const rows = list(q);
      return {
        total: rows.length,
        version: 0,
        rows: rows.slice(q.from ?? 0, (q.from ?? 0) + (q.count ?? 100)).map(rowOf),
      };
    },
    edit: async (_id: string, edit: Edit) => {
      const changes = changesOf(edit);
      return take(changes, both(`改 ${changes.size} 格`, `${changes.size} cells`));
    },
    previewEdit: async (_id: string, edit: Edit) => {
      const changes = [...changesOf(edit)];
      return {
        cells: changes.length,
        rows: new Set(changes.map(([key]) => key.split(" ")[0])).size,
        orders: changes.length,
        samples: changes.slice(0, 3).map(([key, after]) => {
          const [row = 0, column = 0] = key.split(" ").map(Number);
          return { sheet: 0, row, cell: `F${row}`, header: "", before: value(row, column), after };
        }),
        left: 0,
        solves: changes.length,
        adds: 0,
      };
    },
    holdBack: async (_id: string, what: HoldBack, hold: boolean) => {
      const rows =
        what.kind === "rows"
          ? list(what.query)
          : what.kind === "group"
            ? bad(damages.find((d) => d.rule === what.rule) ?? (damages[0] as Damage))
            : [];
      for (const row of rows) hold ? held.add(row) : held.delete(row);
      return take(new Map(), both(`${rows.length} 票留待以后`, `${rows.length} held back`));
    },
    exportRows: async (_id: string, path: string, q: ReviewQuery) => ({
      path,
      rows: list(q).length,
      cells: 3,
    }),
    chooseForImport: async (_id: string, kind: string, label: string) =>
      remap({
        companies: mapping.companies.map((c) => {
          const used = c.options.findIndex((o) => o.label === label);
          return c.kind === kind ? { ...c, used, other: !c.options[used]?.usual } : c;
        }),
      }),
    undo: async () => {
      const last = steps.pop();
      if (last) undone.push(last);
      replay();
      return review();
    },
    redo: async () => {
      const next = undone.pop();
      if (next) steps.push(next);
      replay();
      return review();
    },
    undoMapping: async () => mapping,
    redoMapping: async () => mapping,
    mapping: async () => mapping,
    keepFix: async (_id: string, name: string) => {
      const kept: FixLine = {
        id: `f${fixes.length}`,
        name,
        says: both("支装 → 支，礼盒 → 盒", "支装 → 支, 礼盒 → 盒"),
        uses: 0,
        at: "2026-11-24 10:40:00",
        cells: 21,
      };
      fixes = [...fixes, kept];
      return kept;
    },
    fixes: async () => fixes,
    applyFix: async () => {
      const d = damages[0];
      return take(
        new Map(d ? bad(d).map((row) => [place(row, d.column), d.to?.[value(row, d.column)] ?? ""]) : []),
        both("常用修正", "named fix"),
      );
    },
    renameFix: async (_client: string, id: string, name: string) => {
      fixes = fixes.map((f) => (f.id === id ? { ...f, name } : f));
    },
    dropFix: async (_client: string, id: string) => {
      fixes = fixes.filter((f) => f.id !== id);
    },
    exportBad: async (_id: string, path: string) => ({ path, rows: 36, cells: 41 }),
    mergeBack: async () => ({
      review: review(),
      changed: 12,
      unknown: 1,
      unknownRows: ["订单明细 · 40"],
      unchanged: 903,
      damaged: 0,
      notes: [],
    }),
    undoImport: async () => ({ importId: "i1", removed: 9_838, sent: 0 }),
    redoImport: async () => ({ made: 9_838, kept: 36, importId: "i1" }),
    imports: async () => (location.hash.includes("first") ? [] : imports),
    resumeImport: async () => mapping,
    discardImport: async (id: string) => {
      imports = imports.filter((x) => x.id !== id);
    },
    kept: async () =>
      location.hash.includes("first")
        ? []
        : Array.from({ length: 39 }, (_, n) => ({
            orderNo: `XJ20261122${String(214 + n * 163).padStart(6, "0")}`,
            importId: "i7",
            fileName: "小橘_订单日报_20261122.xlsx",
            rule: "CN-UNIT-001",
            says: damages[n % 4]?.says ?? both("", ""),
            at: "2026-11-23 09:12:04",
            client: "c1",
            age: "1 d",
          })),
    watchFolder: async () => [],
    watched: async () => [
      {
        client: "c1",
        folder: "D:\\小橘\\每日导出\\2026年\\十一月",
        since: "2026-11-20 08:00:00",
        found: 12,
        trouble: null,
        declare: false,
        fixes: true,
        by: "",
        failed: [
          {
            name: "~$小橘_订单日报.xlsx",
            code: "not-a-table",
            says: both("这不是表格", "This is no sheet"),
            at: "2026-11-23 18:02:00",
          },
        ],
      },
    ],
    stopWatching: async () => undefined,
    fixesNow: review,
  };
}

function line(
  id: string,
  fileName: string,
  state: string,
  made: number,
  kept: number,
  at: string,
): ImportLine {
  return {
    id,
    fileName,
    at,
    rows: ROWS,
    orders: 9_874,
    made,
    kept,
    state,
    canUndo: state !== "open",
    canResume: true,
    client: "c1",
  };
}
