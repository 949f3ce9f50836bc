// Invented people, orders and receipts behind the invented desk. Never part of the built program.
import type {
  ClientChoice,
  ClientDetail,
  DeclarationDetail,
  DeclarationLine,
  FieldChoice,
  GoodsLine,
  KeyLine,
  Mapping,
  Said,
} from "./views";

export const both = (zh: string, en: string): Said => ({ zh, en });
export const pause = (ms = 30) => new Promise((done) => setTimeout(done, ms));
export const two = (n: number) => String(n).padStart(2, "0");
export const clock = (s: number) =>
  `2026-11-24 ${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
export const t0 = 10 * 3600 + 42 * 60;

const goods: [string, string, string, string][] = [
  ["鱼油胶囊 180粒", "2106909090", "298.00", "27.12"],
  ["保湿面霜 50ml", "3304990039", "168.00", "15.29"],
  ["婴儿奶粉 800g", "1901101000", "612.00", "55.69"],
  ["护手霜 30ml", "3304990039", "43.00", "3.91"],
  ["儿童牙膏 50g", "3306101010", "37.00", "3.37"],
];
const buyers = [
  "陈*宁",
  "周*燕",
  "吴*",
  "郑*恒",
  "冯*",
  "褚*青",
  "卫*",
  "蒋*宜",
  "沈*",
  "韩*文",
  "杨*",
  "朱*婷",
  "秦*",
  "尤*川",
  "许*",
  "何*敏",
];
const stateCycle = [
  "100",
  "100",
  "100",
  "500",
  "300",
  "silent",
  "120",
  "2",
  "800",
  "800",
  "800",
  "waiting",
  "to-sign",
  "to-sign",
  "to-sign",
  "899",
];
export const needsYou = new Set(["100", "500", "silent", "failed"]);

export function declarationsAtStart(): DeclarationLine[] {
  return Array.from({ length: 240 }, (_, n): DeclarationLine => {
    const state = stateCycle[n % stateCycle.length] ?? "800";
    const good = goods[n % goods.length] ?? ["", "", "0.00", "0.00"];
    const no = String(1200 - n).padStart(6, "0");
    const stored = ["500", "300", "120", "800", "899"].includes(state);
    return {
      id: `d${n}`,
      client: n % 3 === 2 ? "宁波南风母婴用品有限公司" : "杭州小橘电子商务有限公司",
      orderNo: `${n % 3 === 2 ? "NF" : "XJ"}20261124${no}`,
      waybillNo: `HX772026112${no.slice(1)}`,
      inventoryNo: stored ? `31052026I000${418300 - n}` : "",
      state,
      needsYou: needsYou.has(state),
      buyer: buyers[n % buyers.length] ?? "",
      goods: good[0],
      lines: 1 + (n % 3 === 1 ? 1 : 0),
      value: good[2],
      tax: good[3],
      customs: n % 3 === 2 ? "2992" : "3105",
      mode: n % 2 === 0 ? "1210" : "9610",
      updated: clock(t0 - n * 7),
    };
  });
}

export const tabStates: Record<string, (d: DeclarationLine) => boolean> = {
  all: () => true,
  "needs-you": (d) => d.needsYou,
  "to-sign": (d) => d.state === "to-sign",
  waiting: (d) => ["waiting", "sending"].includes(d.state),
  declaring: (d) => ["received", "1", "2", "3", "120", "300", "400", "500", "silent"].includes(d.state),
  released: (d) => ["800", "899"].includes(d.state),
  rejected: (d) => d.state === "100",
};

const fields: FieldChoice[] = (
  [
    ["orderNo", "订单编号", "Order no.", true, "order"],
    ["buyerName", "订购人姓名", "Buyer name", true, "order"],
    ["buyerIdNumber", "订购人证件号码", "Buyer ID no.", true, "order"],
    ["buyerTelephone", "订购人电话", "Buyer phone", true, "order"],
    ["consignee", "收货人姓名", "Consignee", true, "order"],
    ["consigneeAddress", "收货地址", "Address", true, "order"],
    ["freight", "运杂费", "Freight", true, "order"],
    ["discount", "非现金抵扣金额", "Discount", true, "order"],
    ["taxTotal", "代扣税款", "Tax withheld", true, "order"],
    ["acturalPaid", "实际支付金额", "Amount paid", true, "order"],
    ["itemNo", "企业商品货号", "Item no.", true, "goods"],
    ["itemName", "企业商品名称", "Goods name", true, "goods"],
    ["gmodel", "商品规格型号", "Specification", true, "goods"],
    ["qty", "数量", "Quantity", true, "goods"],
    ["unit", "计量单位", "Unit", true, "goods"],
    ["price", "单价", "Unit price", true, "goods"],
    ["payTransactionId", "支付交易编号", "Payment no.", true, "payment"],
    ["payTime", "支付时间", "Paid at", true, "payment"],
    ["logisticsNo", "物流运单编号", "Waybill no.", true, "waybill"],
    ["grossWeight", "毛重", "Gross weight", true, "waybill"],
    ["customsCode", "申报海关代码", "Declaring customs", true, "declaration"],
  ] as const
).map(([field, zh, en, required, document]) => ({ field, name: both(zh, en), required, document }));

type Raw = [string, string[], string, Mapping["columns"][number]["confidence"], string, string];
const rawColumns: Raw[] = [
  [
    "订单编号",
    ["XJ20261123000417", "XJ20261123000418"],
    "orderNo",
    "sure",
    "按文本读取，120 个不重复",
    "Read as text, 120 unique",
  ],
  ["宝贝标题", ["鱼油胶囊 180粒", "保湿面霜 50ml"], "itemName", "sure", "全部有值", "All filled"],
  ["规格", ["180粒/瓶", "50ml/瓶"], "gmodel", "likely", "全部有值", "All filled"],
  ["货号", ["YY-180", "MS-050"], "itemNo", "sure", "商品库命中 128", "128 found in goods book"],
  ["数量", ["1", "2", "1"], "qty", "sure", "全部为数字", "All numbers"],
  ["计量单位", ["瓶", "盒", "支装"], "unit", "sure", "名称转代码，21 行无代码", "Name to code, 21 without"],
  ["单价", ["298.00", "168.00"], "price", "sure", "全部为金额", "All amounts"],
  ["运费", ["0", "12.00"], "freight", "ask", "近似名：运费 / 运杂费", "Near names: confirm"],
  ["优惠金额", ["0", "20.00"], "discount", "ask", "近似名，请确认", "Near name: confirm"],
  ["税费", ["27.12", "15.29"], "taxTotal", "likely", "全部为金额", "All amounts"],
  ["实付", ["325.12", "171.29"], "acturalPaid", "likely", "全部为金额", "All amounts"],
  ["订购人", ["陈*宁", "李*", "王*涵"], "buyerName", "sure", "全部有值", "All filled"],
  [
    "身份证号",
    ["330203********4126", "330106********1377"],
    "buyerIdNumber",
    "sure",
    "按文本读取",
    "Read as text",
  ],
  ["手机", ["138******42", "138******07"], "buyerTelephone", "sure", "全部有值", "All filled"],
  ["收件人", ["陈*宁", "李*"], "consignee", "sure", "全部有值", "All filled"],
  [
    "收货地址",
    ["浙江省宁波市海曙区****", "浙江省杭州市西湖区****"],
    "consigneeAddress",
    "sure",
    "全部有值",
    "All filled",
  ],
  ["付款时间", ["2026/11/23 22:02"], "payTime", "sure", "写成 20261123220200", "Becomes 20261123220200"],
  ["支付单号", ["2026112322001156"], "payTransactionId", "sure", "按文本读取", "Read as text"],
  ["快递单号", ["HX77202611230417"], "logisticsNo", "sure", "按文本读取", "Read as text"],
  ["重量", ["0.42", "0.18"], "grossWeight", "ask", "千克？请确认", "Kilograms? Confirm"],
  ["买家留言", ["谢谢", ""], "", "none", "", ""],
  ["仓库货位", ["A-03-12"], "", "none", "", ""],
  ["店铺Id", ["110482"], "", "none", "", ""],
];

export function mappingAtStart(): Mapping {
  const sheet = {
    file: "小橘_订单日报_20261123.xlsx",
    fileIndex: 0,
    encoding: "",
    layout: null,
    recipe: "小橘·订单日报",
    recipeAt: "2026-11-23 09:12:04",
    hidden: false,
  };
  return {
    importId: "i1",
    fileName: "小橘_订单日报_20261123.xlsx",
    sheet: "订单明细",
    headerRow: 2,
    encoding: "",
    layout: null,
    rows: 10_000,
    orders: 9_874,
    undo: null,
    redo: null,
    sheets: [
      { ...sheet, index: 0, name: "订单明细", headerRow: 2, used: true, rows: 10_000 },
      { ...sheet, index: 1, name: "支付流水", headerRow: 1, used: true, rows: 9_874 },
      { ...sheet, index: 2, name: "说明", headerRow: 1, used: false, rows: 12 },
    ],
    columns: rawColumns.map(([header, samples, field, confidence, zh, en], index) => ({
      index,
      sheet: 0,
      letter: String.fromCharCode(65 + index),
      header,
      samples,
      field,
      confidence,
      percent: { sure: 100, likely: 88, ask: 64, none: 0 }[confidence],
      filled: 10_000,
      effect: zh ? both(zh, en) : null,
    })),
    fields,
    missing: [
      { field: "country", name: both("起运国", "Country of departure"), fromClient: "", candidate: 21 },
      {
        field: "customsCode",
        name: both("申报海关代码", "Declaring customs"),
        fromClient: "3105",
        candidate: null,
      },
    ],
    companies: [
      {
        kind: "port",
        options: [
          { label: "北仑保税", name: "北仑海关", code: "3104", usual: true },
          { label: "机场直邮", name: "机场海关 → 甬机场办", code: "3105", usual: false },
        ],
        used: 0,
        other: false,
        fromSheet: false,
      },
      {
        kind: "carrier",
        options: [
          { label: "飞燕", name: "浙江飞燕国际速递有限公司宁波分公司", code: "3302961A01", usual: true },
          { label: "白鹭快运", name: "宁波白鹭快运有限公司", code: "3302961A02", usual: false },
        ],
        used: 1,
        other: true,
        fromSheet: false,
      },
      {
        kind: "payment",
        options: [{ label: "付通", name: "付通支付科技有限公司", code: "440131T001", usual: true }],
        used: 0,
        other: false,
        fromSheet: true,
      },
    ],
  };
}

export const keyReady: KeyLine = {
  id: "k1",
  name: "云帆报关 操作员卡",
  owner: "宁波云帆报关有限公司",
  algorithm: "SM2 / SM3",
  serial: "0300…4c1e",
  notAfter: "2026-12-30 23:59:59",
  usable: true,
  practice: false,
  says: both("可用", "Ready"),
};
export const keys: KeyLine[] = [
  keyReady,
  {
    ...keyReady,
    id: "k2",
    name: "云帆报关 备用卡",
    algorithm: "RSA-SHA1",
    serial: "01a2…90",
    notAfter: "2025-12-30 23:59:59",
    usable: false,
    says: both("已过期", "Expired"),
  },
  {
    ...keyReady,
    id: "k3",
    name: "练习签名",
    algorithm: "RSA-SHA256",
    serial: "本机",
    practice: true,
    notAfter: "2036-11-24 00:00:00",
  },
];

export const kinds: [string, Said][] = [
  ["CEB621", both("清单", "inventory")],
  ["CEB311", both("订单", "order")],
  ["CEB411", both("支付单", "payment")],
  ["CEB511", both("运单", "waybill")],
];

const practiceProfile = {
  name: "练习客户",
  ebcCode: "33019649X2",
  ebcName: "杭州小橘电子商务有限公司",
  ebpCode: "33019649X2",
  ebpName: "杭州小橘电子商务有限公司",
  agentCode: "33019649Y1",
  agentName: "宁波云帆报关有限公司",
  assureCode: "33019649X2",
  tradeMode: "9610",
  customsCode: "3105",
  portCode: "3105",
  trafMode: "5",
  country: "116",
  logisticsCode: "3302980011",
  logisticsName: "宁波海信达物流有限公司",
  payCode: "3301560012",
  payName: "杭州付通支付有限公司",
  dxpId: "DXPENT0000012345",
};

export function xmlOf(id: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><ceb:CEB622Message xmlns:ceb="http://www.chinaport.gov.cn/ceb" guid="${id}" version="1.0"><ceb:InventoryReturn><ceb:guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC94</ceb:guid><ceb:customsCode>3105</ceb:customsCode><ceb:returnStatus>100</ceb:returnStatus><ceb:returnTime>20261124104157204</ceb:returnTime><ceb:returnInfo>[Code:1327;Desc:订单购买人与支付单支付人名字或身份证号码不一致]</ceb:returnInfo></ceb:InventoryReturn></ceb:CEB622Message>`;
}

/** A page with a frame and one line, enough to see that the preview draws real bytes. */
export function paper(no: string): Uint8Array {
  const draw = `BT /F1 14 Tf 170 780 Td (Tax bill ${no}) Tj ET 0.5 w 60 600 475 160 re S 60 640 m 535 640 l S 60 680 m 535 680 l S 60 720 m 535 720 l S`;
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${draw.length} >>\nstream\n${draw}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const at: number[] = [];
  for (const [n, part] of parts.entries()) {
    at.push(body.length);
    body += `${n + 1} 0 obj\n${part}\nendobj\n`;
  }
  const xref = body.length;
  body += `xref\n0 6\n0000000000 65535 f \n${at.map((x) => `${String(x).padStart(10, "0")} 00000 n \n`).join("")}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF`;
  return new TextEncoder().encode(body);
}

export function clientOf(id: string, name: string, practice: boolean): ClientDetail {
  return {
    id,
    name,
    practice,
    archived: false,
    profile: { ...practiceProfile, name },
    choices: choicesOf(practiceProfile),
    numbering: "",
    printing: { pattern: "{month}_{bill}", single: false, index: false, folder: "" },
    needs: practice
      ? []
      : [
          { field: "billNo", label: both("提运单号", "bill of lading no."), oftenInSheet: true },
          { field: "assureCode", label: both("担保企业编号", "guarantor company code"), oftenInSheet: false },
        ],
    keys: practice ? keys.filter((k) => k.practice) : keys.slice(0, 2),
    goods: goods.length,
  };
}

export function detailOf(line: DeclarationLine, reveal: boolean): DeclarationDetail {
  const rejected = line.state === "100";
  const entry = (
    at: string,
    state: string,
    code: string,
    title: Said,
    detail: Said,
    raw = "",
    messageId = "",
    late = false,
  ) => ({
    at,
    state,
    code,
    title,
    detail,
    raw,
    messageId,
    late,
  });
  const value = (element: string, zh: string, en: string, shown: string) => ({
    element,
    name: both(zh, en),
    value: shown,
    masked: false,
  });
  return {
    line,
    phone: reveal ? "13800138042" : "138******42",
    idNumber: reveal ? "330203199003074126" : "330203********4126",
    sections: [
      {
        title: both("表头", "Head"),
        fields: [
          value("copNo", "企业内部编号", "Internal no.", `XJ${line.id}`),
          value("ebcName", "电商企业", "Company", "33019649X2 杭州小橘电子商务有限公司"),
          value("agentName", "申报企业", "Agent", "33019649Y1 宁波云帆报关有限公司"),
          value("customsCode", "申报海关", "Office", "3105 甬保税区"),
          value("tradeMode", "贸易方式", "Mode", line.mode),
          value("logisticsNo", "运单", "Waybill", line.waybillNo),
          value("grossWeight", "毛重 / 净重", "Gross / net", "0.520 / 0.420 kg"),
        ],
      },
      {
        title: both("订购人", "Buyer"),
        fields: [
          value("buyerName", "姓名", "Name", reveal ? "陈可宁" : line.buyer),
          value("buyerIdNumber", "证件号码", "ID no.", reveal ? "330203199003074126" : "330203********4126"),
          value(
            "consigneeAddress",
            "收货地址",
            "Address",
            reveal ? "浙江省宁波市海曙区中山西路 138 号 1502 室" : "浙江省宁波市海曙区****",
          ),
        ],
      },
      {
        title: both("商品 1", "Goods 1"),
        fields: [
          value("gname", "名称", "Name", line.goods),
          value("gcode", "商品编码", "HS code", "2106909090"),
          value("qty", "数量", "Quantity", "1 瓶（142）"),
          value("totalPrice", "总价", "Total", `¥${line.value}`),
        ],
      },
    ],
    findings: rejected
      ? [
          {
            rule: "CN-PARTY-006",
            mark: "warns",
            at: "Inventory[1]/InventoryHead/buyerName",
            says: both("订购人与支付人不一致", "Buyer and payer differ"),
            help: both(
              "让支付公司补传完整姓名，或改订购人后重报。",
              "Have the payment company send the full name, or change the buyer and declare again.",
            ),
          },
        ]
      : [],
    tax: [
      {
        gnum: 1,
        gcode: "2106909090",
        goods: line.goods,
        base: line.value,
        duty: "0.00",
        consumption: "0.00",
        vat: line.tax,
      },
    ],
    versions: "rules 0.1.0-3f9a12bc, hs 2019-11, limit 2019-01, vat 2026-01",
    taxTotal: line.tax,
    explanation: rejected
      ? {
          code: "1327",
          title: both("订购人与支付人不一致", "Buyer and payer differ"),
          cause: both(
            "订单的订购人是陈*宁，支付单的支付人是陈*。平台把姓名打了码。",
            "The order names 陈*宁, the payment 陈*: the platform masked the name.",
          ),
          fields: ["buyerName", "payerName"],
          remedy: both(
            "让支付公司补传完整姓名，或改订购人后重报。",
            "Have the payment company send the full name, or change the buyer and declare again.",
          ),
        }
      : null,
    // The engine tells it in the order in which it was said; here it is written down newest first.
    timeline: [
      ...(rejected
        ? [
            entry(
              "2026-11-24 10:41:57.204",
              "100",
              "100",
              both("海关退单", "Rejected by customs"),
              both("订购人与支付人不是同一人", "Buyer and payer are not one person"),
              "[Code:1327;Desc:订单购买人与支付单支付人名字或身份证号码不一致]",
              "r1",
            ),
            entry(
              "2026-11-24 10:41:55.880",
              "2",
              "2",
              both("申报中", "Declaring"),
              both(
                "退单之后才送达，按回执时间排在前",
                "Delivered after the rejection, sorted by its own time",
              ),
              "",
              "r2",
              true,
            ),
          ]
        : line.inventoryNo
          ? [
              entry(
                "2026-11-24 10:42:11.020",
                line.state,
                line.state,
                both("海关回执", "Receipt of customs"),
                both(`清单编号 ${line.inventoryNo}`, `Inventory ${line.inventoryNo}`),
                "[Code:2600;Desc:放行]",
                "r3",
              ),
            ]
          : []),
      entry(
        "2026-11-24 10:41:55.871",
        "2",
        "2",
        both("电子口岸申报中", "Declaring at the e-port"),
        both("预录入编号 B20261124000031845", "Pre-entry no. B20261124000031845"),
        "清单新增申报成功[电商企业编码：33019649X2]",
        "r4",
      ),
      entry(
        "2026-11-24 10:41:54.310",
        "sending",
        "",
        both("已送达海关通道", "Delivered to the customs channel"),
        both("批次 2026112410410006，第 1 次", "Batch 2026112410410006, try 1"),
        "",
        "m1",
      ),
      entry(
        "2026-11-24 10:41:52.118",
        "to-sign",
        "",
        both("已签名并保存在本机", "Signed and saved on this computer"),
        both("SM2，证书 0300…4c1e", "SM2, key 0300…4c1e"),
      ),
      entry(
        "2026-11-24 10:40:00.000",
        "draft",
        "",
        both("由订单生成", "Made from the order"),
        both("小橘_订单日报_20261124.xlsx 第 1182 行", "小橘_订单日报_20261124.xlsx row 1182"),
      ),
    ].reverse(),
  };
}

function choicesOf(profile: Record<string, string>): ClientChoice[] {
  const of = (kind: ClientChoice["kind"], label: string, usual: boolean, names: string[], also = "") => ({
    kind,
    label,
    values: Object.fromEntries(names.map((name) => [name, profile[name] ?? ""])),
    also,
    usual,
  });
  return [
    of("platform", "天猫国际", true, ["ebpCode", "ebpName"], "天猫、Tmall"),
    of("agent", "", true, ["agentCode", "agentName", "dxpId"]),
    of("port", "机场", true, ["customsCode", "portCode"]),
    of("carrier", "顺丰", true, ["logisticsCode", "logisticsName"], "顺丰、顺丰速运"),
    {
      kind: "carrier",
      label: "中通",
      values: { logisticsCode: "3301960ZTO", logisticsName: "中通快递股份有限公司" },
      also: "中通快递",
      usual: false,
    },
    of("payment", "支付宝", true, ["payCode", "payName"]),
  ];
}

/** The goods book of the invented clients. */
export function goodsLines(): GoodsLine[] {
  return goods.map(([name, hsCode], n) => ({
    id: String(n + 1),
    itemNo: `YY-${180 + n}`,
    barcode: "",
    name,
    model: name.split(" ")[1] ?? "",
    hsCode: n === 2 ? "" : hsCode,
    unit: "142",
    origin: ["601", "116", "303"][n % 3] ?? "",
    recordNo: "",
    qty1: "",
    qty2: "",
    netWeight: "0.32",
    hsName: n === 2 ? "" : name,
    unit1: "035",
    unit2: n % 2 ? "122" : "",
    units: "瓶 / 千克",
    originName: ["澳大利亚", "日本", "英国"][n % 3] ?? "",
    notes:
      n === 2 ? [{ field: "hsCode", mark: "warns", says: both("没有商品编码", "There is no HS code") }] : [],
  }));
}
