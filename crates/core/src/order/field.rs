//! The fields that a column of an order sheet can fill, one row each.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The document that a field belongs to. Two fields may share an element's name in two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Head of the order.
    Head,
    /// One goods line.
    Line,
    /// The payment.
    Payment,
    /// The waybill.
    Waybill,
    /// Head of the declaration, beyond what the order says.
    List,
}

/// How the text of a field is cleaned and what counts as damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text; inner spaces survive.
    Text,
    /// A person's name.
    Person,
    /// An address; inner spaces survive.
    Address,
    /// A number that is a name: order, waybill, payment. Zeros in front matter.
    Number,
    /// A code of letters and digits; when it is all digits and shorter, zeros in front are put back up to this length.
    Code(u8),
    /// An identity number.
    Identity,
    /// A telephone number.
    Phone,
    /// An amount of money.
    Amount,
    /// A quantity, a weight or a count.
    Quantity,
    /// A day, kept as `YYYYMMDD`.
    Day,
    /// A moment, kept as `YYYYMMDDhhmmss` in Beijing time.
    Moment,
    /// A unit of measure, kept as its customs code.
    Unit,
    /// A country, kept as its customs code.
    Country,
    /// A currency, kept as its customs code.
    Currency,
}

/// What happens when several columns fill one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// They must agree.
    Agree,
    /// The first of a row that says anything counts.
    First,
    /// Amounts are added.
    Add,
    /// Texts follow each other, in column order.
    Join,
}

macro_rules! fields {
    ($($name:ident $element:literal $part:ident $kind:expr, $several:ident, $zero:literal, $zh:literal, $en:literal;)*) => {
        /// A field of the neutral order. The variants of one element in two parts are named apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the row says what each one is")]
        pub enum Field { $($name),* }

        impl Field {
            /// All fields, in the order of the documents.
            pub const ALL: &[Field] = &[$(Field::$name),*];

            const ROWS: &[Row] = &[$(Row {
                element: $element,
                part: Part::$part,
                kind: $kind,
                several: Several::$several,
                zero_if_none: $zero,
                label: Text { zh: $zh, en: $en },
            }),*];
        }
    };
}

struct Row {
    element: &'static str,
    part: Part,
    kind: Kind,
    several: Several,
    zero_if_none: bool,
    label: Text,
}

// Elements and their Chinese names: message specification 202205 (CEB311, CEB411, CEB511, CEB621).
fields! {
    OrderNo "orderNo" Head Kind::Number, First, false, "订单编号", "Order number";
    PlatformCode "ebpCode" Head Kind::Code(0), Agree, false, "电商平台代码", "Platform code";
    PlatformName "ebpName" Head Kind::Text, Agree, false, "电商平台名称", "Platform name";
    SellerCode "ebcCode" Head Kind::Code(0), Agree, false, "电商企业代码", "E-commerce company code";
    SellerName "ebcName" Head Kind::Text, Agree, false, "电商企业名称", "E-commerce company name";
    GoodsValue "goodsValue" Head Kind::Amount, Agree, false, "商品价格", "Goods value";
    Freight "freight" Head Kind::Amount, Add, true, "运杂费", "Freight and charges";
    Discount "discount" Head Kind::Amount, Add, true, "非现金抵扣金额", "Non-cash deduction";
    TaxTotal "taxTotal" Head Kind::Amount, Add, true, "代扣税款", "Tax withheld";
    Paid "acturalPaid" Head Kind::Amount, Agree, false, "实际支付金额", "Amount actually paid";
    Currency "currency" Head Kind::Currency, Agree, false, "币制", "Currency";
    BuyerAccount "buyerRegNo" Head Kind::Text, Agree, false, "订购人注册号", "Buyer's account";
    BuyerName "buyerName" Head Kind::Person, Agree, false, "订购人姓名", "Buyer's name";
    BuyerPhone "buyerTelephone" Head Kind::Phone, Agree, false, "订购人电话", "Buyer's telephone";
    BuyerIdType "buyerIdType" Head Kind::Code(0), Agree, false, "订购人证件类型", "Kind of the buyer's identity document";
    BuyerId "buyerIdNumber" Head Kind::Identity, Agree, false, "订购人证件号码", "Buyer's identity number";
    PayCode "payCode" Head Kind::Code(0), Agree, false, "支付企业代码", "Payment company code";
    PayName "payName" Head Kind::Text, Agree, false, "支付企业名称", "Payment company name";
    PaymentNo "payTransactionId" Head Kind::Number, First, false, "支付交易编号", "Payment number";
    Batch "batchNumbers" Head Kind::Number, Agree, false, "商品批次号", "Goods batch number";
    Consignee "consignee" Head Kind::Person, Agree, false, "收货人姓名", "Consignee";
    ConsigneePhone "consigneeTelephone" Head Kind::Phone, First, false, "收货人电话", "Consignee's telephone";
    Address "consigneeAddress" Head Kind::Address, Join, false, "收货地址", "Delivery address";
    District "consigneeDistrict" Head Kind::Code(0), Agree, false, "收货地址行政区划代码", "District code of the address";
    Note "note" Head Kind::Text, First, false, "备注", "Remark";

    LineNo "gnum" Line Kind::Quantity, Agree, false, "商品序号", "Line number";
    ItemNo "itemNo" Line Kind::Number, First, false, "企业商品货号", "Merchant's article number";
    ItemName "itemName" Line Kind::Text, Agree, false, "企业商品名称", "Goods name on the platform";
    GoodsName "gname" Line Kind::Text, Agree, false, "商品名称", "Goods name";
    Spec "gmodel" Line Kind::Text, Agree, false, "商品规格型号", "Specification and model";
    Barcode "barCode" Line Kind::Number, Agree, false, "条形码", "Bar code";
    TariffCode "gcode" Line Kind::Code(10), Agree, false, "商品编码", "Tariff code";
    RecordNo "itemRecordNo" Line Kind::Code(0), Agree, false, "账册备案料号", "Account-book item number";
    Unit "unit" Line Kind::Unit, First, false, "计量单位", "Unit";
    Qty "qty" Line Kind::Quantity, Agree, false, "数量", "Quantity";
    Unit1 "unit1" Line Kind::Unit, Agree, false, "法定计量单位", "First legal unit";
    Qty1 "qty1" Line Kind::Quantity, Agree, false, "法定数量", "First legal quantity";
    Unit2 "unit2" Line Kind::Unit, Agree, false, "第二计量单位", "Second legal unit";
    Qty2 "qty2" Line Kind::Quantity, Agree, false, "第二数量", "Second legal quantity";
    Price "price" Line Kind::Amount, Agree, false, "单价", "Unit price";
    LineTotal "totalPrice" Line Kind::Amount, Agree, false, "总价", "Line total";
    // A platform's "price" that is already multiplied by the quantity.
    PriceOfAll "price" Line Kind::Amount, Agree, false, "单价（整行金额）", "Price of the whole line";
    Origin "country" Line Kind::Country, Agree, false, "原产国", "Country of origin";
    LineCurrency "currency" Line Kind::Currency, Agree, false, "商品币制", "Currency of the line";
    LineNote "note" Line Kind::Text, First, false, "商品备注", "Remark on the line";

    PayerIdType "payerIdType" Payment Kind::Code(0), Agree, false, "支付人证件类型", "Kind of the payer's identity document";
    PayerId "payerIdNumber" Payment Kind::Identity, Agree, false, "支付人证件号码", "Payer's identity number";
    PayerName "payerName" Payment Kind::Person, Agree, false, "支付人姓名", "Payer's name";
    PayerPhone "telephone" Payment Kind::Phone, Agree, false, "支付人电话", "Payer's telephone";
    AmountPaid "amountPaid" Payment Kind::Amount, Agree, false, "支付金额", "Amount paid";
    PayTime "payTime" Payment Kind::Moment, First, false, "支付时间", "Time of payment";

    WaybillNo "logisticsNo" Waybill Kind::Number, First, false, "物流运单编号", "Waybill number";
    CarrierCode "logisticsCode" Waybill Kind::Code(0), Agree, false, "物流企业代码", "Carrier code";
    CarrierName "logisticsName" Waybill Kind::Text, First, false, "物流企业名称", "Carrier name";
    BillNo "billNo" Waybill Kind::Number, Agree, false, "提运单号", "Bill of lading number";
    Weight "weight" Waybill Kind::Quantity, Agree, false, "运单毛重", "Gross weight on the waybill";
    Packages "packNo" Waybill Kind::Quantity, Agree, false, "件数", "Packages";
    GoodsInfo "goodsInfo" Waybill Kind::Text, Agree, false, "主要货物信息", "Main goods";
    WaybillFreight "freight" Waybill Kind::Amount, Agree, true, "运单运费", "Freight on the waybill";
    WaybillInsurance "insuredFee" Waybill Kind::Amount, Agree, true, "保价费", "Declared-value fee";
    WaybillTime "logisticsTime" Waybill Kind::Moment, Agree, false, "物流状态时间", "Time of the waybill status";

    CopNo "copNo" List Kind::Number, Agree, false, "企业内部编号", "Company's document number";
    Guarantor "assureCode" List Kind::Code(0), Agree, false, "担保企业编号", "Guarantor code";
    AccountBook "emsNo" List Kind::Code(0), Agree, false, "账册编号", "Account book";
    DeclarationPort "customsCode" List Kind::Code(4), Agree, false, "申报海关代码", "Customs of declaration";
    EntryPort "portCode" List Kind::Code(4), Agree, false, "口岸海关代码", "Customs of entry";
    ImportDay "ieDate" List Kind::Day, Agree, false, "进口日期", "Day of import";
    AgentCode "agentCode" List Kind::Code(0), Agree, false, "申报企业代码", "Declaring company code";
    AgentName "agentName" List Kind::Text, Agree, false, "申报企业名称", "Declaring company name";
    AreaCode "areaCode" List Kind::Code(0), Agree, false, "区内企业代码", "Code of the company in the zone";
    AreaName "areaName" List Kind::Text, Agree, false, "区内企业名称", "Name of the company in the zone";
    TradeMode "tradeMode" List Kind::Code(4), Agree, false, "贸易方式", "Trade mode";
    TransportMode "trafMode" List Kind::Code(0), Agree, false, "运输方式", "Mode of transport";
    Vehicle "trafNo" List Kind::Text, Agree, false, "运输工具编号", "Means of transport";
    Voyage "voyageNo" List Kind::Code(0), Agree, false, "航班航次号", "Flight or voyage";
    Site "loctNo" List Kind::Code(0), Agree, false, "监管场所代码", "Supervised site";
    Licence "licenseNo" List Kind::Number, Agree, false, "许可证件号", "Licence number";
    Departure "country" List Kind::Country, Agree, false, "起运国（地区）", "Country of departure";
    ListFreight "freight" List Kind::Amount, Agree, true, "清单运费", "Freight in the declaration";
    Insurance "insuredFee" List Kind::Amount, Agree, true, "保费", "Insurance";
    Packing "wrapType" List Kind::Code(0), Agree, false, "包装种类代码", "Kind of packing";
    GrossWeight "grossWeight" List Kind::Quantity, Agree, false, "毛重（公斤）", "Gross weight (kg)";
    NetWeight "netWeight" List Kind::Quantity, Agree, false, "净重（公斤）", "Net weight (kg)";
}

impl Field {
    fn row(self) -> &'static Row {
        &Self::ROWS[self as usize]
    }

    /// The element's name in the message specification, as `buyerIdNumber`. Two fields may share it: see [`Field::part`].
    #[must_use]
    pub fn element(self) -> &'static str {
        self.row().element
    }

    /// The document it belongs to.
    #[must_use]
    pub fn part(self) -> Part {
        self.row().part
    }

    /// How its text is cleaned.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// What happens when several columns fill it.
    #[must_use]
    pub fn several(self) -> Several {
        self.row().several
    }

    /// Whether an empty cell means "0": the specification says "0 if none".
    #[must_use]
    pub fn zero_if_none(self) -> bool {
        self.row().zero_if_none
    }

    /// Its name for people; the Chinese one is the specification's.
    #[must_use]
    pub fn label(self) -> Text {
        self.row().label
    }

    /// Whether it stands once in every goods line.
    #[must_use]
    pub fn is_of_line(self) -> bool {
        self.part() == Part::Line
    }
}

/// A field by the names that are stored and shown: the element and its part.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldId {
    /// The element's name, as `country`.
    pub element: String,
    /// The document it belongs to.
    pub part: Part,
    /// The Chinese name, which tells apart the few fields that share element and part.
    pub label: String,
}

impl From<Field> for FieldId {
    fn from(field: Field) -> Self {
        FieldId {
            element: field.element().to_owned(),
            part: field.part(),
            label: field.label().zh.to_owned(),
        }
    }
}

impl TryFrom<&FieldId> for Field {
    type Error = String;
    fn try_from(id: &FieldId) -> Result<Self, String> {
        let named = |f: &&Field| f.element() == id.element && f.part() == id.part;
        let exact = Field::ALL.iter().filter(named).find(|f| f.label().zh == id.label);
        exact
            .or_else(|| Field::ALL.iter().find(named))
            .copied()
            .ok_or_else(|| format!("no field {}", id.element))
    }
}

impl Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FieldId::from(*self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = FieldId::deserialize(deserializer)?;
        Field::try_from(&id).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "specta")]
impl specta::Type for Field {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        FieldId::definition(types)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_again_by_its_names() {
        for field in Field::ALL {
            assert_eq!(Field::try_from(&FieldId::from(*field)), Ok(*field));
        }
    }
}
