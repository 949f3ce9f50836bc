// An invented desk, for work on the screens and for their tests. It is never part of the built program.

import {
  both,
  clientOf,
  clock,
  declarationsAtStart,
  detailOf,
  goodsLines,
  keyReady,
  kinds,
  paper,
  pause,
  t0,
  tabStates,
  two,
  xmlOf,
} from "./fakedata";
import { fakeImport } from "./fakeimport";
import { fakeBatches, fakeEntries, fakeKeys } from "./fakekeys";
import { inOrder, matching } from "./fakelist";
import { fakePeople } from "./fakepeople";
import type {
  BillLine,
  Board,
  Chosen,
  ClientDetail,
  DeclarationLine,
  Desk,
  GoodsLine,
  OutboxLine,
  Progress,
  Sending,
  Session,
} from "./views";

/** A desk with invented data. `firstRun` starts it empty, as on a new machine. */
export function fakeDesk(firstRun = location.hash.includes("first")): Desk {
  let empty = firstRun;
  let declarations = firstRun ? [] : declarationsAtStart();
  const imported = fakeImport();
  let clientId = firstRun ? "" : "c1";
  let signedByHand: OutboxLine[] = [];
  const book = goodsLines();
  const listeners = new Set<() => void>();
  const watchers = new Set<(p: Progress) => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const clients: Map<string, ClientDetail> = new Map(
    (
      [
        ["c1", "杭州小橘电子商务有限公司", false],
        ["c2", "宁波南风母婴用品有限公司", false],
        ["c3", "练习客户", true],
      ] as const
    )
      .filter(() => !firstRun)
      .map(([id, name, practice]) => [id, clientOf(id, name, practice)]),
  );

  const bills = (): BillLine[] =>
    declarations
      .filter((d) => d.inventoryNo !== "" && ["800", "899"].includes(d.state))
      .map((d, n) => ({
        id: `b-${d.id}`,
        client: d.client,
        billNo: `${d.inventoryNo}_0`,
        inventoryNo: d.inventoryNo,
        orderNo: d.orderNo,
        dutiable: d.value,
        duty: "0.00",
        vat: d.tax,
        consumption: "0.00",
        tax: d.tax,
        state: n % 11 === 10 ? "3" : n % 5 === 3 ? "2" : "1",
        issued: d.updated,
        printed: n % 7 === 2,
      }));

  const outbox = (): OutboxLine[] => [
    ...signedByHand,
    ...Array.from({ length: 14 }, (_, n): OutboxLine => {
      const [kind, name] = kinds[n % 7 === 3 ? 1 : n % 7 === 4 ? 2 : n % 7 === 6 ? 3 : 0] ?? [
        "",
        both("", ""),
      ];
      const state = n === 0 ? "sending" : n === 5 ? "needs-you" : n === 7 ? "waiting" : "received";
      return {
        id: `m${n}`,
        kind,
        name,
        batch: `20261124104${two(60 - n)}${String(7 + n).padStart(4, "0")}`,
        records: n === 5 ? 9 : n === 7 ? 16 : 100,
        state,
        attempts: n === 5 ? 2 : n === 7 ? 0 : 1,
        next: n === 5 ? "2026-11-24 10:46:00" : "",
        client: "杭州小橘电子商务有限公司",
        guid: `7F3A1C0E-52D4-4B8E-9A61-0C5D2E71${String(7000 + n)}`,
        at: clock(t0 - n * 25),
      };
    }),
  ];

  const sending = (): Sending => {
    const ready = declarations.filter((d) => d.state === "to-sign").length;
    return {
      ready,
      signed: declarations.length - ready,
      total: declarations.length,
      toSign:
        ready > 0 ? [{ clientId: "c1", client: "杭州小橘电子商务有限公司", count: ready, keyId: "k1" }] : [],
      keys: fakeEntries,
      batches: fakeBatches,
      handed: [],
      outbox: outbox(),
      silent: 9,
      silentSince: "10:16:02",
      toReview: 0,
    };
  };

  const people = fakePeople();
  const session = (): Session => ({
    version: "0.1.0",
    person: people.working(),
    people: people.all(),
    firstRun: empty,
    clientId,
    clients: [...clients.values()].map((c) => ({
      id: c.id,
      name: c.name,
      code: c.profile.ebcCode ?? "",
      practice: c.practice,
      archived: c.archived,
    })),
    key: clientId === "c3" ? "practice" : empty ? "none" : "ready",
    keyDays: 36,
    keyLevel: clientId === "c1" ? "60" : "far",
    service: empty ? "offline" : clientId === "c3" ? "sandbox" : "online",
    serviceSince: "",
    lastReceipt: empty ? "" : "2026-11-24 10:42:15",
    samplePath: "/samples/orders-9610.xlsx",
    counts: {
      kept: empty ? 0 : 39,
      declarations: declarations.length,
      toSend: declarations.filter((d) => ["to-sign", "waiting"].includes(d.state)).length,
      needsYou: declarations.filter((d) => d.needsYou).length,
      bills: bills().length,
      keys: empty ? 0 : 1,
      paused: empty ? 0 : 1948,
    },
  });

  const chosenOf = (chosen: Chosen) => {
    const named = new Set(chosen.ids ?? []);
    const { query } = chosen;
    if (!query) return declarations.filter((d) => named.has(d.id));
    return matching(declarations, query)
      .filter(tabStates[query.tab ?? ""] ?? (() => true))
      .filter((d) => !named.has(d.id));
  };
  const sign = async (ids: string[] | null) => {
    const wanted = declarations.filter((d) => d.state === "to-sign" && (ids === null || ids.includes(d.id)));
    for (let done = 0; done <= wanted.length; done += 20) {
      for (const w of watchers) w({ done, total: wanted.length, what: both("正在签名", "Signing") });
      await pause(10);
    }
    const names = new Set(wanted.map((d) => d.id));
    declarations = declarations.map((d) => (names.has(d.id) ? { ...d, state: "sending" } : d));
    signedByHand = [
      {
        id: "mine",
        kind: "CEB621",
        name: both("清单", "inventory"),
        batch: "2026112410430001",
        records: wanted.length,
        state: "received",
        attempts: 1,
        next: "",
        client: "杭州小橘电子商务有限公司",
        guid: "0B6E2F11-8D50-4D0E-8A53-7A1FD20C7001",
        at: clock(t0 + 30),
      },
      ...signedByHand,
    ];
    changed();
    setTimeout(() => {
      let n = 0;
      declarations = declarations.map((d) => {
        if (!names.has(d.id)) return d;
        n += 1;
        const state = n % 9 === 8 ? "100" : "800";
        return {
          ...d,
          state,
          needsYou: state === "100",
          inventoryNo: state === "800" ? `31052026I000${419000 + n}` : "",
        };
      });
      changed();
    }, 600);
    return sending();
  };

  return {
    ...people.part,
    signIn: async (id) => {
      people.signIn(id);
      return session();
    },
    signOut: async () => {
      people.signOut();
      return session();
    },
    approve: async (_client, ids) => ({ done: ids.length, own: 0, other: 0 }),
    approveChosen: async (chosen) => ({ done: chosenOf(chosen).length, own: 0, other: 0 }),
    sendBackChosen: async (chosen) => ({ done: chosenOf(chosen).length, own: 0, other: 0 }),
    sendBack: async (_client, ids) => ({ done: ids.length, own: 0, other: 0 }),
    session: async () => session(),
    unlock: async () => undefined,
    stop: async () => undefined,
    chooseClient: async (id) => {
      clientId = id;
      return session();
    },
    startPractice: async () => {
      clients.set("c3", clientOf("c3", "练习客户", true));
      clientId = "c3";
      empty = false;
      changed();
      return session();
    },
    today: async () => ({
      date: "2026-11-24",
      orders: declarations.length + 39,
      declarations: declarations.length,
      signed: declarations.filter((d) => !["to-sign", "draft"].includes(d.state)).length,
      sent: declarations.filter((d) => !["to-sign", "waiting"].includes(d.state)).length,
      received: declarations.filter((d) => /^\d+$/.test(d.state)).length,
      released: declarations.filter((d) => ["800", "899"].includes(d.state)).length,
      bills: bills().length,
      taxTotal: "255546.18",
      todo: [
        {
          kind: "rejected",
          count: 17,
          says: both("其中 9 票：订购人与支付人不一致（1327）", "9 of them: buyer and payer differ (1327)"),
          oldest: "3:12",
        },
        {
          kind: "inspection",
          count: 11,
          says: both("3105 甬保税区 8，2992 杭州物流 3", "3105 Ningbo Bonded 8, 2992 Hangzhou Logistics 3"),
          oldest: "5:20",
        },
        {
          kind: "silent",
          count: 9,
          says: both(
            "通常 12 秒内有回执，重发不会重复申报",
            "Receipts usually come within 12 s; sending again declares nothing twice",
          ),
          oldest: "0:26",
        },
        {
          kind: "kept",
          count: 39,
          says: both("小橘_订单日报_20261123.xlsx", "小橘_订单日报_20261123.xlsx"),
          oldest: "",
        },
      ],
      justNow: [
        {
          at: "2026-11-24 10:42:15",
          state: "120",
          orderNo: "XJ20261124001190",
          client: "杭州小橘电子商务有限公司",
          says: both("逻辑校验通过", "logic check passed"),
        },
        {
          at: "2026-11-24 10:42:11",
          state: "800",
          orderNo: "XJ20261124001168",
          client: "杭州小橘电子商务有限公司",
          says: both("税单已收到", "tax bill received"),
        },
        {
          at: "2026-11-24 10:41:57",
          state: "100",
          orderNo: "XJ20261124001182",
          client: "杭州小橘电子商务有限公司",
          says: both("1327 订购人与支付人不一致", "1327 buyer and payer differ"),
        },
      ],
    }),

    ...imported,
    declare: async () => {
      const { goodOrders, keptOrders } = imported.fixesNow();
      const fresh = declarationsAtStart()
        .slice(0, goodOrders)
        .map(
          (d, n): DeclarationLine => ({
            ...d,
            id: `n${n}`,
            orderNo: `OK-20261124${String(n + 1).padStart(4, "0")}`,
            inventoryNo: "",
            state: "to-sign",
            needsYou: false,
          }),
        );
      declarations = [...fresh, ...declarations];
      changed();
      return { made: goodOrders, kept: keptOrders, importId: "i1" };
    },

    declarations: async (query) => {
      const lines = inOrder(
        matching(declarations, query).filter(tabStates[query.tab ?? ""] ?? (() => true)),
        query,
      );
      const from = query.from ?? 0;
      return { total: lines.length, lines: lines.slice(from, from + (query.limit || 1000)) };
    },
    declarationTabs: async (query) => {
      const found = matching(declarations, query);
      return {
        tabs: Object.entries(tabStates).map(([key, takes]) => ({ key, count: found.filter(takes).length })),
        customs: [
          { code: "2992", name: "2992" },
          { code: "3105", name: "甬北仑保" },
        ],
        modes: [
          { code: "1210", name: "保税电商" },
          { code: "9610", name: "电子商务" },
        ],
      };
    },
    chosen: async (chosen) => {
      const all = chosenOf(chosen);
      return { count: all.length, toSign: all.filter((d) => d.state === "to-sign").length, toReview: 0 };
    },
    declaration: async (id, reveal) => {
      const line = declarations.find((d) => d.id === id) ?? declarations[0];
      if (!line) throw new Error(`no declaration ${id}`);
      return detailOf(line, reveal);
    },
    xml: async (id) => xmlOf(id),

    sending: async () => sending(),
    ...fakeKeys(() => [...clients.values()]),
    signChosen: async (_client, _key, chosen) => sign(chosenOf(chosen).map((d) => d.id)),
    signAndSend: (_client, _key, ids) => sign(ids),

    board: async (): Promise<Board> => {
      const order = ["100", "silent", "500", "300", "2", "120", "800", "899"];
      return {
        sent: declarations.filter((d) => !["to-sign", "waiting"].includes(d.state)).length,
        columns: order.flatMap((state) => {
          const of = declarations.filter((d) => d.state === state);
          if (of.length === 0) return [];
          const note: Record<string, string> = { "100": "1327", silent: "", "300": "1200", "800": "" };
          return [
            {
              state,
              count: of.length,
              oldest: state === "100" ? "3:12" : "0:26",
              cards: of.slice(0, 60).map((d, n) => ({
                id: d.id,
                client: d.client,
                orderNo: d.orderNo,
                note: note[state] ?? d.customs,
                age: `${Math.floor(n / 20)}:${two((n * 3) % 60)}`,
              })),
            },
          ];
        }),
      };
    },

    bills: async (_client, find) => {
      const lines = bills().filter((b) => find === "" || `${b.billNo} ${b.orderNo}`.includes(find));
      const cents = lines.reduce((sum, b) => sum + Math.round(Number(b.tax) * 100), 0);
      return { lines, total: (cents / 100).toFixed(2) };
    },
    billPdf: async ([id]) => paper(id ?? ""),
    pickFolder: async () => "/home/clerk/bills",
    saveBills: async ({ ids, folder, single }) => ({
      folder,
      files: single ? [`${folder}/bills.pdf`] : ids.map((id) => `${folder}/${id}.pdf`),
    }),

    client: async (id) => clients.get(id) ?? clientOf(id, id, false),
    addClient: async (_like, profile) => {
      const id = `c${clients.size + 1}`;
      const added = { ...clientOf(id, profile.name ?? "", false), profile };
      clients.set(id, added);
      clientId = id;
      changed();
      return added;
    },
    changeClient: async (id, form) => {
      const before = clients.get(id) ?? clientOf(id, "", false);
      const saved = {
        ...before,
        name: form.profile?.name ?? before.name,
        profile: { ...before.profile, ...form.profile },
        choices: form.choices ?? before.choices,
        numbering: form.numbering ?? before.numbering,
        printing: form.printing ?? before.printing,
      };
      clients.set(id, saved);
      changed();
      return saved;
    },
    checkClient: async (_id, form) => ({
      notes: Object.entries(form.profile ?? {})
        .filter(
          ([element, value]) => element === "ebcCode" && value !== "" && ![10, 18].includes(value.length),
        )
        .map(([field]) => ({
          field,
          mark: "stops" as const,
          says: both(
            "须为 10 位海关注册编码，或 18 位统一社会信用代码",
            "A customs code of 10 signs or a credit code of 18 is needed",
          ),
        })),
      names: { "port.0.customsCode": "杭州物流", "port.0.portCode": "杭机场办", customsCode: "杭州物流" },
      nextNumber: "9f3c2611240000042",
    }),
    archiveClient: async (id, archived) => {
      const saved = { ...(clients.get(id) ?? clientOf(id, "", false)), archived };
      clients.set(id, saved);
      changed();
      return saved;
    },
    printing: async (id) => (clients.get(id) ?? clientOf(id, "", false)).printing,
    goods: async (_id, query) => {
      const all = book.filter((g) => `${g.itemNo} ${g.name} ${g.hsCode}`.includes(query.find ?? ""));
      const wrong = all.filter((g) => g.notes.length > 0);
      const lines = query.flagged ? wrong : all;
      return { total: lines.length, flagged: wrong.length, lines };
    },
    checkGoods: async (_id, typed) => ({ ...(book[0] as GoodsLine), ...typed, notes: [] }),
    putGoods: async (_id, typed) => typed.map((g) => ({ ...(book[0] as GoodsLine), ...g })),
    dropGoods: async () => [],
    planGoods: async () => ({
      file: "商品表.xlsx",
      fresh: 2,
      changed: 1,
      same: 5,
      wrong: 1,
      noted: 1,
      rows: [
        {
          place: "Sheet1 6",
          kind: "wrong",
          itemNo: "YY-9",
          name: "面膜",
          differences: [],
          notes: [
            {
              field: "netWeight",
              mark: "stops",
              says: both("须为大于 0 的数", "A number above 0 is needed"),
            },
          ],
        },
        {
          place: "Sheet1 3",
          kind: "changed",
          itemNo: "YY-180",
          name: "奶粉",
          differences: [{ field: both("净重（公斤）", "Net weight (kg)"), before: "0.32", after: "0.35" }],
          notes: [],
        },
      ],
      columns: [{ header: "货号", field: both("企业商品货号", "Merchant's article number") }],
      unused: ["供应商"],
    }),
    takeGoods: async () => ({
      file: "",
      fresh: 2,
      changed: 1,
      same: 5,
      wrong: 1,
      noted: 1,
      rows: [],
      columns: [],
      unused: [],
    }),
    exportGoods: async () => book.length,
    tariff: async () => ({
      total: 1,
      lines: [
        {
          code: "2204210000",
          name: "装入2升及以下容器的鲜葡萄酿造的酒",
          unit1: "095 升",
          unit2: "",
          vat: both("13%", "13%"),
          consumption: both("10%", "10%"),
          composite: "17.9",
        },
      ],
      notes: [],
    }),
    pickWorkbook: async () => "/tmp/goods.xlsx",
    addKey: async (id) => {
      const held = clients.get(id) ?? clientOf(id, id, false);
      const next = { ...held, keys: [...held.keys, { ...keyReady, id: `k${held.keys.length + 9}` }] };
      clients.set(id, next);
      return next;
    },

    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onProgress: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    onDrop: () => () => undefined,
  };
}
