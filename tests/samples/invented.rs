//! Invented people, goods and orders; every number has a valid check digit and belongs to nobody.

/// A person who never lived.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) account: &'static str,
    /// Seventeen digits; the check digit is computed.
    pub(crate) id: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) address: &'static str,
}

impl Person {
    /// The identity number with its check digit (GB 11643).
    pub(crate) fn id(&self) -> String {
        check_digit(self.id)
    }
}

/// Seventeen digits of an identity number, and the eighteenth that belongs to them (GB 11643).
pub(crate) fn check_digit(digits: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = digits.bytes().zip(weights).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{digits}{}", char::from(b"10X98765432"[sum % 11]))
}

pub(crate) const PEOPLE: &[Person] = &[
    person(
        "林晓岚",
        "lan_x01",
        "11010119900307761",
        "13800138001",
        "北京市东城区东直门外大街 18 号 3 单元 502 室",
    ),
    person(
        "周子墨",
        "zimo.zhou",
        "31010119850101123",
        "13800138002",
        "上海市黄浦区人民大道 200 号 6 幢 1203 室",
    ),
    person(
        "陈嘉禾",
        "jiahe88",
        "44030019991231005",
        "13800138003",
        "广东省深圳市南山区科苑路 15 号 B 座 801",
    ),
    person(
        "许知远",
        "xzy_1988",
        "33010219880512341",
        "13800138004",
        "浙江省杭州市上城区解放路 77 号 2 幢 301 室",
    ),
    person(
        "沈若溪",
        "ruoxi.s",
        "32010219930824562",
        "13800138005",
        "江苏省南京市玄武区中山路 321 号 9 幢 1601 室",
    ),
    person("唐景行", "tang_jx", "51010419870615737", "13800138006", "四川省成都市锦江区红星路三段 1 号 1808"),
    person(
        "顾思齐",
        "gusiqi",
        "42010219911109284",
        "13800138007",
        "湖北省武汉市江岸区沿江大道 168 号 4 栋 702",
    ),
    person(
        "宋明薇",
        "mingwei_s",
        "37020219950220466",
        "13800138008",
        "山东省青岛市市南区香港中路 40 号 2 单元 1101",
    ),
    person(
        "何一诺",
        "heyinuo",
        "35020319960430128",
        "13800138009",
        "福建省厦门市思明区湖滨南路 388 号 5 栋 906",
    ),
    person(
        "梁书言",
        "lsy.reads",
        "45010319921017359",
        "13800138010",
        "广西壮族自治区南宁市青秀区民族大道 131 号 1 栋 2204",
    ),
    person(
        "叶清越",
        "qingyue_ye",
        "43010219890903614",
        "13800138011",
        "湖南省长沙市芙蓉区五一大道 618 号 7 栋 403",
    ),
    person(
        "韩北辰",
        "hbc2020",
        "61010219940711845",
        "13800138012",
        "陕西省西安市新城区解放路 103 号 10 幢 1502",
    ),
];

const fn person(
    name: &'static str,
    account: &'static str,
    id: &'static str,
    phone: &'static str,
    address: &'static str,
) -> Person {
    Person { name, account, id, phone, address }
}

/// One kind of goods. Weights in grams, prices in cents.
pub(crate) struct Goods {
    pub(crate) sku: &'static str,
    /// Twelve digits; the check digit is computed.
    pub(crate) barcode: &'static str,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) spec: &'static str,
    pub(crate) unit: &'static str,
    /// First and second legal unit, with the thousandths of it in one piece.
    pub(crate) legal: [Option<(&'static str, u64)>; 2],
    pub(crate) price: u64,
    pub(crate) grams: u64,
    pub(crate) origin: &'static str,
    /// Consumption tax in percent; VAT is 13 for all of them.
    pub(crate) consumption: u64,
}

impl Goods {
    /// The bar code with its check digit (GTIN-13).
    pub(crate) fn barcode(&self) -> String {
        let sum: u32 =
            self.barcode.bytes().zip([1, 3].into_iter().cycle()).map(|(b, w)| u32::from(b - b'0') * w).sum();
        format!("{}{}", self.barcode, (10 - sum % 10) % 10)
    }
}

const KILOGRAM: &str = "千克";

pub(crate) const FISH_OIL: Goods = Goods {
    sku: "HX-FO-400",
    barcode: "690000100001",
    code: "2106909090",
    name: "深海鱼油软胶囊",
    spec: "品牌:北岬|1000mg×200粒/瓶|成分:鱼油、明胶、甘油",
    unit: "瓶",
    legal: [Some((KILOGRAM, 280)), None],
    price: 12_900,
    grams: 280,
    origin: "澳大利亚",
    consumption: 0,
};
pub(crate) const MILK_POWDER: Goods = Goods {
    sku: "HX-MP-900",
    barcode: "690000100002",
    code: "1901101090",
    name: "婴儿配方奶粉 3 段",
    spec: "品牌:云牧|900g/罐|适用:12-36 个月|乳基",
    unit: "罐",
    legal: [Some((KILOGRAM, 900)), None],
    price: 21_800,
    grams: 900,
    origin: "新西兰",
    consumption: 0,
};
pub(crate) const FACE_CREAM: Goods = Goods {
    sku: "HX-FC-050",
    barcode: "690000100003",
    code: "3304990039",
    name: "保湿面霜",
    spec: "品牌:雪见|50ml/瓶|用途:面部保湿",
    unit: "瓶",
    legal: [Some((KILOGRAM, 50)), Some(("件", 1_000))],
    price: 16_800,
    grams: 50,
    origin: "日本",
    consumption: 0,
};
pub(crate) const RICH_CREAM: Goods = Goods {
    sku: "HX-RC-050",
    barcode: "690000100004",
    code: "3304990039",
    name: "奢养修护面霜",
    spec: "品牌:雪见|50ml/瓶|用途:面部修护",
    unit: "瓶",
    legal: [Some((KILOGRAM, 50)), Some(("件", 1_000))],
    price: 98_000,
    grams: 50,
    origin: "法国",
    consumption: 15,
};
pub(crate) const TOOTHPASTE: Goods = Goods {
    sku: "HX-TP-120",
    barcode: "690000100005",
    code: "3306101090",
    name: "薄荷牙膏",
    spec: "品牌:白屿|120g/支|用途:口腔清洁",
    unit: "支",
    legal: [Some((KILOGRAM, 120)), None],
    price: 3_950,
    grams: 120,
    origin: "德国",
    consumption: 0,
};
pub(crate) const WINE: Goods = Goods {
    sku: "HX-WN-750",
    barcode: "690000100006",
    code: "2204210000",
    name: "干红葡萄酒",
    spec: "品牌:石坡庄园|750ml/瓶|酒精度:13.5%vol",
    unit: "瓶",
    legal: [Some(("升", 750)), Some((KILOGRAM, 750))],
    price: 15_000,
    grams: 750,
    origin: "法国",
    consumption: 10,
};
pub(crate) const DIAPERS: Goods = Goods {
    sku: "HX-DP-064",
    barcode: "690000100007",
    code: "9619001100",
    name: "婴儿纸尿裤",
    spec: "品牌:小云朵|L 号 64 片/包|材质:无纺布、高分子吸水树脂",
    unit: "包",
    legal: [Some((KILOGRAM, 2_300)), None],
    price: 11_900,
    grams: 2_300,
    origin: "日本",
    consumption: 0,
};

/// One order: who bought what. Amounts in cents.
pub(crate) struct Order {
    pub(crate) number: &'static str,
    pub(crate) buyer: usize,
    pub(crate) lines: &'static [(Goods, u64)],
    pub(crate) freight: u64,
    pub(crate) discount: u64,
}

impl Order {
    pub(crate) fn goods_value(&self) -> u64 {
        self.lines.iter().map(|(goods, qty)| goods.price * qty).sum()
    }

    /// The tax within the limits, to the cent: 70 % of VAT and consumption tax on price and shared freight
    /// (财关税〔2016〕18号; each tax of a line is rounded to 5 decimals, the last line takes the rest of the freight).
    pub(crate) fn tax(&self) -> u64 {
        let value = self.goods_value();
        let mut freight_left = self.freight * 1_000;
        let mut tax = 0;
        for (i, (goods, qty)) in self.lines.iter().enumerate() {
            let price = goods.price * qty;
            let share = round_div(self.freight * 1_000 * price, value);
            let share = if i + 1 == self.lines.len() { freight_left } else { share };
            freight_left -= share;
            // In units of 0.00001 yuan.
            let base = price * 1_000 + share;
            let rest = 100 - goods.consumption;
            tax += round_div(base * goods.consumption * 7, rest * 10);
            tax += round_div(base * 13 * 7, rest * 10);
        }
        round_div(tax, 1_000)
    }

    pub(crate) fn paid(&self) -> u64 {
        self.goods_value() + self.freight + self.tax() - self.discount
    }

    pub(crate) fn grams(&self) -> u64 {
        self.lines.iter().map(|(goods, qty)| goods.grams * qty).sum()
    }

    pub(crate) fn person(&self) -> &'static Person {
        &PEOPLE[self.buyer]
    }

    /// The carrier's number: the order's serial behind the carrier's letters.
    pub(crate) fn waybill(&self) -> String {
        format!("QH{}", self.digits())
    }

    pub(crate) fn payment(&self) -> String {
        format!("P{}{:04}", self.digits(), self.buyer + 1)
    }

    fn digits(&self) -> &'static str {
        self.number.trim_start_matches(|c: char| c.is_ascii_alphabetic())
    }
}

fn round_div(part: u64, whole: u64) -> u64 {
    (part + whole / 2) / whole
}

/// `12950` cents → `129.5`.
pub(crate) fn yuan(cents: u64) -> String {
    let text = format!("{}.{:02}", cents / 100, cents % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `2300` thousandths → `2.3`.
pub(crate) fn thousandths(n: u64) -> String {
    let text = format!("{}.{:03}", n / 1_000, n % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Legal quantity and unit of a line, empty where the tariff wants none.
pub(crate) fn legal(goods: &Goods, which: usize, qty: u64) -> (String, String) {
    goods.legal[which]
        .map_or_else(Default::default, |(unit, each)| (thousandths(each * qty), unit.to_owned()))
}
