// Invented people, reviews and an invented log, for work on the screens.
import { both, clock, t0 } from "./fakedata";
import type { ActivityLine, Desk, FourEyes, PersonLine, Settings } from "./views";

const words = [
  ["declared", "生成清单", "Declared"],
  ["signed", "签名", "Signed"],
  ["revealed", "查看完整的个人信息", "Personal data revealed"],
  ["approved", "复核通过", "Approved"],
  ["bills-saved", "保存税单 PDF", "Tax bills saved"],
  ["sign-in-refused", "PIN 错误", "Sign-in refused"],
] as const;

type Part = Pick<
  Desk,
  | "addPerson"
  | "changePerson"
  | "retirePerson"
  | "setPin"
  | "fourEyes"
  | "setFourEyes"
  | "askReview"
  | "reviewOf"
  | "activity"
  | "verifyActivity"
  | "exportActivity"
  | "settings"
  | "setService"
>;

/** One person, as a small seller has; `location.hash` with `people` brings two more. */
export function fakePeople() {
  const owner: PersonLine = {
    id: "1",
    name: "",
    roles: ["declarant", "reviewer", "archivist", "manager"],
    owner: true,
    hasPin: false,
  };
  let all: PersonLine[] = [owner];
  let working: PersonLine = owner;
  if (location.hash.includes("people")) {
    all = [
      { ...owner, name: "陈店长", hasPin: true },
      { id: "2", name: "林复核", roles: ["reviewer", "archivist"], owner: false, hasPin: true },
      {
        id: "3",
        name: "Alexandra Featherstonehaugh-Wang",
        roles: ["declarant"],
        owner: false,
        hasPin: false,
      },
    ];
    working = location.hash.includes("nobody")
      ? { id: "", name: "", roles: [], owner: false, hasPin: false }
      : (all[0] ?? owner);
  }
  const eyes = new Map<string, FourEyes>();
  const lines: ActivityLine[] = Array.from({ length: 160 }, (_, n): ActivityLine => {
    const [what, zh, en] = words[n % 7 === 6 ? 4 : n % words.length] ?? words[0];
    const number = 10_412 - n;
    return {
      number: String(number),
      at: clock(t0 - n * 97),
      who: n % 5 === 0 ? "" : n % 3 === 0 ? "林复核" : "陈店长",
      person: n % 5 === 0 ? "0" : n % 3 === 0 ? "2" : "1",
      what,
      says: both(zh, en),
      client: n % 4 === 3 ? "" : "杭州小橘电子商务有限公司",
      subject: n % 6 === 2 ? "A1B2261124000118" : "5F0C7A52-91D4-4E0B-8A67-2B7C0D9E4411",
      details: n % 3 === 0 ? [{ name: both("票数", "count"), value: both("100", "100") }] : [],
      beforeTheChain: n > 150,
      before: "9f2c".repeat(16),
      hash: "c41e".repeat(16),
    };
  });
  const table = (name: string, zh: string, en: string, ownRows = 0) => ({
    name,
    says: both(zh, en),
    version: "2026.11.1",
    since: "2026-01-01",
    ownRows,
  });
  let settings: Settings = {
    folder: "C:\\Users\\clerk\\AppData\\Roaming\\org.clearance.desk",
    openedBy: "keyring",
    service: "https://clearance.example.invalid",
    tables: [
      table("hs", "商品编码", "HS codes", 2),
      table("rates", "税率", "rates"),
      table("country", "国别地区", "countries"),
      table("unit", "计量单位", "units"),
    ],
  };
  const part: Part = {
    addPerson: async (form) => {
      all = [...all, { id: String(all.length + 1), ...form, owner: false, hasPin: false }];
      return all;
    },
    changePerson: async (id, form) => {
      all = all.map((p) => (p.id === id ? { ...p, ...form } : p));
      return all;
    },
    retirePerson: async (id) => {
      all = all.filter((p) => p.id !== id);
      return all;
    },
    setPin: async (id, _old, next) => {
      all = all.map((p) => (p.id === id ? { ...p, hasPin: next !== "" } : p));
      return all;
    },
    fourEyes: async (id) => eyes.get(id) ?? { mode: "off", above: "" },
    setFourEyes: async (id, next) => {
      eyes.set(id, next);
      return next;
    },
    askReview: async (ids) => ({ done: ids.length, own: 0, other: 0 }),
    reviewOf: async () => ({ state: "", madeBy: "", own: false, asked: null, ownAsked: false, verdicts: [] }),
    activity: async (query) => {
      const found = lines.filter(
        (l) => (query.what === "" || l.what === query.what) && l.subject.includes(query.find ?? ""),
      );
      return {
        lines: found,
        total: found.length === lines.length ? 10_412 : found.length,
        next: "",
        words: words.map(([what, zh, en]) => ({ what, says: both(zh, en) })),
      };
    },
    verifyActivity: async () =>
      location.hash.includes("broken")
        ? {
            unbroken: false,
            entries: 10_411,
            since: "2026-03-02 09:12:40",
            first: "8123",
            wrong: "changed",
            at: "2026-11-19 18:44:02",
            says: both("第 8123 条的内容被改动", "The contents of entry 8123 were changed"),
            sealed: true,
            checked: clock(t0),
            verdicts: 412,
            verdictsMissing: 1,
            verdictsExtra: 0,
            verdictsChanged: 0,
            differences: [
              {
                entry: "8123",
                declaration: "QC202611240000412",
                wrong: "missing",
                count: 1,
                says: both(
                  "第 8123 条记载的复核（QC202611240000412）少了 1 条：复核记录被删除",
                  "Entry 8123 (QC202611240000412) tells of 1 more verdicts than there are: they were deleted",
                ),
              },
            ],
          }
        : {
            unbroken: true,
            entries: 10_412,
            since: "2026-03-02 09:12:40",
            first: "",
            wrong: "",
            at: "",
            says: both(
              "每一条都接着前一条，末尾与封存的一致",
              "Every entry follows the one before, up to the sealed end",
            ),
            sealed: true,
            checked: clock(t0),
            verdicts: 412,
            verdictsMissing: 0,
            verdictsExtra: 0,
            verdictsChanged: 0,
            differences: [],
          },
    settings: async () => settings,
    setService: async (address) => {
      settings = { ...settings, service: address };
      return settings;
    },
    exportActivity: async (path) => ({ path, entries: 10_412, head: "c41e".repeat(16) }),
  };
  return {
    all: () => all,
    working: () => working,
    signIn: (id: string) => {
      working = all.find((p) => p.id === id) ?? working;
    },
    signOut: () => {
      if (all.length > 1) working = { id: "", name: "", roles: [], owner: false, hasPin: false };
    },
    part,
  };
}
