// Names of fields: each sentence in Chinese and English.
import type { Pairs } from ".";

export const fields = {
  "field.state": ["状态", "Status"],
  "field.order-no": ["订单编号", "Order no."],
  "field.waybill-no": ["运单编号", "Waybill no."],
  "field.inventory-no": ["清单编号", "Inventory no."],
  "field.bill-no": ["税单编号", "Tax bill no."],
  "field.buyer": ["订购人", "Buyer"],
  "field.goods": ["商品名称", "Goods"],
  "field.lines": ["项数", "Lines"],
  "field.value": ["货值 ¥", "Value ¥"],
  "field.tax": ["税额 ¥", "Tax ¥"],
  "field.dutiable": ["完税价格 ¥", "Dutiable ¥"],
  "field.customs": ["海关", "Office"],
  "field.mode": ["监管方式", "Mode"],
  "field.updated": ["更新", "Updated"],
  "field.acts": ["操作", "Actions"],
  "field.client": ["客户", "Client"],
  "field.base": ["完税价格", "Base"],
  "field.duty": ["关税", "Duty"],
  "field.consumption": ["消费税", "Consumption"],
  "field.vat": ["增值税", "VAT"],
} satisfies Pairs;
