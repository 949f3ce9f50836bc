// Invented keys, for work on their screen.
import { both, keys as lines, pause } from "./fakedata";
import type { BatchLine, ClientDetail, Desk, KeyEntry, KeyReport } from "./views";

const entry: KeyEntry = {
  ...(lines[0] as KeyEntry),
  kind: "eport",
  place: "ws://127.0.0.1:61232",
  keepsPin: false,
  clientId: "c1",
  client: "杭州小橘电子商务有限公司",
  needsPin: false,
  main: true,
  successor: "",
  notBefore: "2016-12-31 00:00:00",
  daysLeft: 36,
  level: "60",
  warns: true,
  operator: "陈*",
  enterpriseCode: "33019649Y1",
  serial: "0300000000a74c1e",
};

export const fakeEntries: KeyEntry[] = [
  entry,
  {
    ...entry,
    id: "k2",
    name: "云帆报关 备用卡",
    kind: "token",
    place: "desk",
    main: false,
    algorithm: "RSA-SHA1",
    serial: "01a2000000000090",
    notAfter: "2025-12-30 23:59:59",
    usable: false,
    daysLeft: -329,
    level: "ended",
    warns: false,
  },
  {
    ...entry,
    id: "k4",
    name: "澳野商贸 操作员卡",
    clientId: "c2",
    client: "宁波南风母婴用品有限公司",
    kind: "file",
    place: "",
    needsPin: true,
    notAfter: "2028-06-30 23:59:59",
    daysLeft: 584,
    level: "far",
    warns: false,
    serial: "0300000000b97b02",
  },
  {
    ...entry,
    id: "k3",
    name: "练习签名",
    clientId: "c3",
    client: "练习客户",
    kind: "file",
    place: "",
    practice: true,
    notAfter: "2036-11-24 00:00:00",
    daysLeft: 3653,
    level: "far",
    warns: false,
    keepsPin: true,
  },
];

export const fakeBatches: BatchLine[] = [
  {
    id: "b1",
    clientId: "c1",
    client: "杭州小橘电子商务有限公司",
    keyId: "k1",
    key: entry.name,
    needsPin: false,
    state: "paused",
    total: 2360,
    done: 412,
    left: 1948,
    code: "sign-key-gone",
    says: both("找不到密钥设备", "The key is not there"),
    help: both("请插好密钥后继续", "Plug it in and go on"),
    at: "2026-11-24 10:31:07",
  },
];

const check = (what: string, state: string, zh: string, en: string, act = "", helpZh = "", helpEn = "") => ({
  what,
  state,
  code: state === "good" ? "" : "invented",
  says: both(zh, en),
  help: both(helpZh, helpEn),
  act,
});

const report = (key: KeyEntry): KeyReport => ({
  ...key,
  healthy: true,
  at: "2026-11-24 10:42:16",
  support: both("检查报告", "report"),
  checks: [
    check("reach", "good", "找得到", "It is there"),
    check("control", "good", "控件显示证书编号 0300000000a74c1e", "The control tells 0300000000a74c1e"),
    check("pin", "good", "已输入，只在内存中，关闭后即忘", "Typed, in memory only until the desk is closed"),
    check("certificate", "good", "证书可用于签名", "The certificate may sign"),
    check("owner", "good", "33019649Y1 与申报企业代码一致", "33019649Y1 is the code of the declarant"),
    check(
      "validity",
      "warns",
      "可用，不到 60 天后到期（至 2026-12-30 23:59:59）",
      "Ready; ends in less than 60 days (until 2026-12-30 23:59:59)",
      "renew",
      "请到电子口岸制卡点或网上办理证书更新",
      "Have the certificate renewed by the office that issued it",
    ),
    check("clock", "good", "与申报服务的时间一致", "It agrees with the clearance service"),
    check("algorithm", "good", "SM2 / SM3，接收方接受", "SM2 / SM3, which the receiver takes"),
    check(
      "chain",
      "open",
      "未选择签发机构，没有核对证书链和吊销",
      "No authority is chosen: chain and revocation were not looked at",
      "trust",
      "选择签发机构的证书和吊销列表后再查；不影响签名",
      "Choose the authority's certificate and revocation list to have them looked at",
    ),
    check("signature", "good", "签名一次并用证书验签通过，244 毫秒", "Made and verified in 244 ms"),
  ],
});

/** What the invented desk answers about keys. */
export function fakeKeys(clients: () => ClientDetail[]) {
  let all = fakeEntries.filter(() => clients().length > 0);
  const find = (id: string) => all.find((key) => key.id === id) ?? entry;
  return {
    keys: async (clientId) => all.filter((key) => clientId === "" || key.clientId === clientId),
    keyDay: async () => ({
      signed: 9980,
      rate: "4.1",
      paused: 1,
      waits: 1948,
      log: [
        {
          at: "2026-11-24 10:31:07",
          what: "paused",
          code: "sign-key-gone",
          count: 412,
          says: {
            zh: "签了 412 票后暂停：密钥已拔出或不可用",
            en: "Paused after signing 412 declarations: the key is not there",
          },
        },
        {
          at: "2026-11-24 10:18:40",
          what: "went-on",
          code: "",
          count: 0,
          says: { zh: "从暂停处继续签名", en: "Went on from where it was paused" },
        },
      ],
    }),
    examineKey: async (id) => {
      await pause(50);
      return [report(find(id))];
    },
    trustFiles: async () => ({ authorities: [], lists: [] }),
    setTrustFiles: async (files) => files,
    tokenModules: async () => [{ path: "/usr/lib/softhsm/libsofthsm2.so", maker: "SoftHSM" }],
    tokens: async () => [
      { label: "desk", serial: "1f0c44e2", maker: "SoftHSM project", model: "SoftHSM v2", pin: "fine" },
    ],
    lookForKey: async () => [
      {
        serial: "0300000000c01d22",
        owner: "宁波云帆报关有限公司",
        algorithm: "SM2",
        notBefore: "2026-11-01",
        notAfter: "2036-11-01",
        daysLeft: 3629,
        fit: true,
        says: both("可用于签名", "It may sign"),
        takesOver: "k1",
      },
    ],
    registerKey: async () => ({ ...entry, id: "k9", name: "新卡", level: "far", warns: false }),
    addPracticeKey: async () => find("k3"),
    renameKey: async (id, name) => {
      all = all.map((key) => (key.id === id ? { ...key, name } : key));
      return find(id);
    },
    chooseKey: async (id) => find(id),
    replaceKey: async (old) => find(old),
    keyWaits: async () => ({ toSign: 1948, paused: 1948, handed: 0, next: "云帆报关 备用卡" }),
    removeKey: async (id) => {
      all = all.filter((key) => key.id !== id);
      return all;
    },
    unlockKey: async (id) => find(id),
    forgetPin: async (id) => find(id),
    pickKeyFile: async () => "/home/clerk/card.p12",
    keysToUnlock: async () => [],
    keysToUnlockChosen: async () => [],
    goOnSigning: async () => null,
    stopBatch: async () => undefined,
    takeBack: async () => 0,
  } satisfies Partial<Desk>;
}
