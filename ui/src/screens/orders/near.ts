// Fields that sound alike and mean different things: no guess swaps them, and the screen says why.
export const near = [
  {
    name: "map.never-buyer",
    help: "map.never-buyer-help",
    fields: ["buyerIdNumber", "buyerName", "consignee"],
  },
  { name: "map.never-freight", help: "map.never-freight-help", fields: ["freight"] },
  { name: "map.never-paid", help: "map.never-paid-help", fields: ["acturalPaid", "goodsValue", "discount"] },
  { name: "map.never-weight", help: "map.never-weight-help", fields: ["grossWeight", "netWeight"] },
] as const;
